"""The test by time measures every split that the rows allow, and leaves out what they do not say."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from measures.bootstrap import Bootstrap
from models.breakdown import SHOWN
from models.card import model_card
from models.plots import draw
from models.train import Trained, train


@pytest.fixture(scope="module")
def told(rows, catalogue, settings, severity) -> Trained:
    """The fictitious unit, with what cases say: three streams, four origins, consignors that come again."""
    dice = np.random.default_rng(9)
    count = rows.num_rows
    drawn = {
        "stream": dice.choice(["cargo", "courier", "mail"], count),
        "origin_airport": dice.choice(["IST", "DXB", "PEK", "FRA"], count),
        "consignor_key": dice.choice([f"consignor {n}" for n in range(500)], count),
        "consignee_key": dice.choice([f"consignee {n}" for n in range(900)], count),
        "route": dice.choice(["IST-ALA", "DXB-ALA"], count),
        "goods_class": dice.choice(["garments", "phones", "tea"], count),
    }
    for name, values in drawn.items():
        rows = rows.append_column(name, pa.array(values, pa.string(), mask=dice.random(count) < 0.1))
    rows = rows.append_column("value_eur", pa.array(dice.random(count) * 100, mask=dice.random(count) < 0.8))
    return train(rows, catalogue, replace(settings, severity=severity, bootstrap=Bootstrap(60)))


def test_every_table_is_there_and_its_parts_add_up(told):
    evaluation = told.evaluations["illicit"]
    rows, hits = len(evaluation.hits), int(evaluation.hits.sum())
    tables = evaluation.tables
    assert set(tables) == {
        "windows", "bands", "stability", "lists", "streams", "selections", "seen", "origins",
    }  # fmt: skip
    for name in ("windows", "bands", "streams", "selections"):
        assert sum(tables[name]["rows"].to_pylist()) == rows, name
        assert sum(tables[name]["hits"].to_pylist()) == hits, name
    assert sum(tables["seen"]["rows"].to_pylist()) == 4 * rows
    assert set(SHOWN) <= set(tables["windows"].column_names)
    assert tables["origins"]["origin"].to_pylist() == ["AE", "CN", "DE", "TR"]


def test_seen_is_what_was_learned_from_before_the_test(told):
    shown = {row["what"]: row["rows"] for row in told.evaluations["illicit"].tables["seen"].to_pylist()}
    assert "route: unseen" not in shown
    assert shown["consignor: seen"] > shown["consignor: unseen"] > 0
    assert shown["goods: not known"] > 0


def test_what_is_worth_more_is_covered_and_the_random_stream_has_its_own_figures(told):
    measures = told.metrics["illicit"]
    assert measures["severity_coverage_at_10pct"].value == measures["recall_at_10pct"].value, "one family, one severity"
    assert 0 <= measures["value_coverage_at_5pct"].value <= measures["value_coverage_at_10pct"].value <= 1
    drawn = told.evaluations["illicit"].about["selected_as"].to_pylist().count("random")
    assert measures["random_rows"].value == drawn
    assert measures["random_yield"].low <= measures["random_yield"].value <= measures["random_yield"].high


def test_a_measure_lies_in_its_own_interval(told):
    for name, measure in told.metrics["illicit"].items():
        if measure.low is not None and name != "ece":  # which is never below 0, and so higher in resamples
            assert measure.low <= measure.value <= measure.high, name


def test_over_the_simple_ranking_is_the_difference_of_the_two(told):
    for measures in told.metrics.values():
        for name in ("precision_at_10pct", "average_precision"):
            apart = measures[name].value - measures[f"simple_{name}"].value
            assert measures[f"over_simple_{name}"].value == pytest.approx(apart, abs=2e-6)


def test_rows_of_which_nothing_is_known_have_no_such_tables(trained):
    evaluation = trained.evaluations["illicit"]
    assert set(evaluation.tables) == {"windows", "bands", "stability", "lists", "selections"}
    assert "value_coverage_at_5pct" not in evaluation.measures
    assert "origins_shown" not in evaluation.measures


def test_the_rows_of_an_evaluation_can_be_found_again(told, rows):
    evaluation = told.evaluations["illicit"]
    case_ids = evaluation.about["case_id"].to_pylist()
    assert len(set(case_ids)) == len(case_ids) == len(evaluation.clusters) == len(evaluation.nights)
    assert set(case_ids) <= set(rows["case_id"].to_pylist())


def test_the_notes_say_it_in_sentences(told):
    notes = [note for note in told.model.notes if note.startswith("illicit:")]
    for words in ("better than the simple ranking", "hits found over hits expected", "drawn at random", "lists of 30"):
        assert any(words in note for note in notes), (words, notes)
    revenue = [note for note in told.model.notes if note.startswith("revenue:")]
    assert any("too few hits to tell" in note for note in revenue)


def test_the_card_shows_the_tables_and_what_is_not_known(told):
    tables = {
        aim: {name: table.to_pylist() for name, table in evaluation.tables.items()}
        for aim, evaluation in told.evaluations.items()
    }
    card = model_card(told.model, told.metrics, None, tables)
    for words in ("### illicit", "| TR | ", "consignor: unseen", "**By stream**", "only the lines drawn at random"):
        assert words in card, words
    assert "**By stream**" not in model_card(told.model, told.metrics)
    assert " nan" not in card
    widths = {line.count("|") for line in card.splitlines() if line.startswith("| TR |")}
    assert widths == {7}


def test_a_suppressed_origin_says_so_on_the_card(told):
    row = {"origin": "XX", "rows": 3.0, "selection_rate": None, "suppressed": True}
    card = model_card(told.model, told.metrics, None, {"illicit": {"origins": [row]}})
    assert "| XX | 3 | suppressed | suppressed | suppressed | suppressed |" in card


def test_pictures_have_bands_and_the_same_bytes_again(told):
    one = replace(told, evaluations={"illicit": told.evaluations["illicit"]})
    pictures = draw(one)
    assert {"illicit_found.png", "illicit_precision.png", "illicit_calibration.png"} <= set(pictures)
    assert pictures == draw(one)

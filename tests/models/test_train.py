"""Training gives the same bytes, says what it could not learn, and finds what was hidden in the fiction."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from models import ranker
from models.card import model_card
from models.matrix import matrix
from models.registry import save
from models.train import train


@pytest.fixture(scope="module")
def few(rows, settings):
    """A year's end with a few rows: small and quick to train."""
    return rows.slice(0, 400), replace(settings, bootstrap=replace(settings.bootstrap, resamples=10))


def test_the_same_rows_in_any_order_give_the_same_sha(few, catalogue, tmp_path):
    rows, settings = few
    shuffled = rows.take(np.random.default_rng(3).permutation(rows.num_rows))
    first, second = train(rows, catalogue, settings), train(shuffled, catalogue, settings)
    assert save(tmp_path / "a", first.model) == save(tmp_path / "b", second.model)
    assert first.metrics == second.metrics


def test_it_finds_what_was_hidden_and_beats_the_simple_ranking(trained):
    measures = trained.metrics["illicit"]
    assert measures["precision_at_10pct"].low > measures["base_rate"].high
    assert measures["precision_at_10pct"].value > measures["simple_precision_at_10pct"].value
    assert measures["ece"].value < 0.05
    text = trained.model.aims["illicit"].booster
    assert set(list(ranker.importance(text))[:2]) == {"case_measure_00", "case_measure_01"}


def test_an_aim_with_too_few_hits_borrows_and_says_so(trained):
    revenue = trained.model.aims["revenue"]
    assert revenue.trees == "pooled"
    assert revenue.positives < 20
    assert any("revenue" in note and "too few" in note for note in trained.model.notes)
    assert "peculiar to revenue" in model_card(trained.model, trained.metrics)


def test_with_too_few_hits_altogether_there_are_no_trees(rows, catalogue, settings):
    quiet = train(rows.filter(pc.invert(rows["illicit"])).slice(0, 300), catalogue, settings)
    assert not quiet.model.able
    assert quiet.metrics == {}
    assert any("no ranking was learned" in note for note in quiet.model.notes)


def test_no_rows_at_all_give_a_model_without_trees(rows, catalogue, settings):
    assert not train(rows.slice(0, 0), catalogue, settings).model.able


def test_rows_with_null_labels_are_left_out_of_their_aim(few, catalogue):
    rows, settings = few
    nulls = pa.nulls(rows.num_rows, pa.bool_())
    blind = train(rows.set_column(rows.column_names.index("revenue"), "revenue", nulls), catalogue, settings)
    assert (blind.model.aims["revenue"].rows, blind.model.aims["illicit"].rows) == (0, rows.num_rows)


def test_a_label_from_the_future_is_refused(few, catalogue):
    rows, settings = few
    with pytest.raises(ValueError, match="not known before"):
        train(rows, catalogue, replace(settings, as_of=settings.as_of - timedelta(days=59)))


def test_copies_of_what_was_learned_are_reported(few, catalogue):
    rows, settings = few
    tail = rows.slice(300, 100)
    for feature in catalogue:
        position = tail.column_names.index(feature.name)
        tail = tail.set_column(position, feature.name, rows.slice(0, 100)[feature.name])
    copied = train(pa.concat_tables([rows.slice(0, 300), tail]), catalogue, settings)
    assert copied.metrics["illicit"]["seen_before"].value == 1.0
    assert any("memory, not skill" in note for note in copied.model.notes)


def test_a_higher_value_in_a_risky_direction_never_lowers_the_margin(trained, catalogue, features):
    text, names = trained.model.aims["illicit"].booster, trained.model.features
    columns = matrix(features.slice(0, 200), names)
    before = ranker.margins(text, names, columns)
    for position, feature in enumerate(catalogue):
        if feature.direction:
            moved = columns.copy()
            moved[:, position] += feature.direction * 2.0
            assert np.all(ranker.margins(text, names, moved) >= before - 1e-9), feature.name


def test_permuted_names_are_refused(trained, features):
    model = trained.model
    permuted = tuple(reversed(model.features))
    with pytest.raises(ValueError, match="cannot score"):
        ranker.margins(model.aims["illicit"].booster, permuted, matrix(features, permuted))

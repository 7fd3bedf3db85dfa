"""Risks of keys: drawn to the risk of all, never learned from a row's own near-duplicates, stored and told honestly."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encodings import ENCODINGS, Encoding, Risks, applied, keyed, learned, out_of_fold, usable
from models.explain import contributions
from models.inputs import inputs
from models.registry import load, save
from models.score import score
from models.train import train

SAYS = {"illicit": "case_measure_00", "revenue": "case_measure_03"}
OF_GOODS = Encoding("risk_of_goods", ("goods",), SAYS)
CROSSED = Encoding("risk_of_goods_and_place", ("goods", "place"), SAYS)


def table(goods: list[str | None], places: list[str | None]) -> pa.Table:
    return pa.table({"goods": pa.array(goods, pa.string()), "place": pa.array(places, pa.string())})


def with_keys(rows: pa.Table) -> pa.Table:
    """Goods and places for rows that have none; goods of `toys` are in company of what was found."""
    draw = np.random.default_rng(4)
    goods = draw.choice(["toys", "tea", "tin"], rows.num_rows).tolist()
    hits = rows["illicit"].to_pylist() if "illicit" in rows.column_names else [False] * rows.num_rows
    goods = ["toys" if hit and draw.random() < 0.7 else one for one, hit in zip(goods, hits, strict=True)]
    places = [None if place == "?" else place for place in draw.choice(["AA", "BB", "?"], rows.num_rows).tolist()]
    return rows.append_column("goods", pa.array(goods)).append_column("place", pa.array(places, pa.string()))


@pytest.fixture(scope="module")
def encoded(rows, catalogue, settings):
    few = replace(settings, bootstrap=replace(settings.bootstrap, resamples=10))
    return train(with_keys(rows).slice(0, 800), catalogue, few, (OF_GOODS, CROSSED)).model


def test_a_risk_is_drawn_to_that_of_all_by_so_many_rows():
    rows = keyed(table(["tea", "tea", "tin", "tin"], ["AA"] * 4), [OF_GOODS])
    hits = np.array([True, True, False, False])
    [risks] = learned(rows, hits, np.ones(4), shrinkage=2)
    assert risks == Risks(0.5, {"tea": 0.75, "tin": 0.25})


def test_a_key_that_is_lacking_or_was_never_met_has_the_risk_of_all():
    rows = keyed(table(["tea", None, "toys"], ["AA", "AA", None]), [OF_GOODS, CROSSED])
    tables = (Risks(0.2, {"tea": 0.4}), Risks(0.1, {"tea|AA": 0.3}))
    assert applied(rows, tables).tolist() == [[0.4, 0.3], [0.2, 0.1], [0.2, 0.1]]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.integers(0, 4)), min_size=2, max_size=40))
def test_no_result_of_a_rows_own_fold_is_in_its_risk(told):
    goods, hits, folds = (list(part) for part in zip(*told, strict=True))
    rows = keyed(table(goods, goods), [OF_GOODS])
    found, fold = np.array(hits), np.array(folds)
    before = out_of_fold(rows, found, np.ones(len(found)), fold, 20.0)
    turned = np.where(fold == fold[0], ~found, found)
    after = out_of_fold(rows, turned, np.ones(len(found)), fold, 20.0)
    assert np.array_equal(before[fold == fold[0]], after[fold == fold[0]])


def test_encodings_without_their_columns_or_their_facts_are_left_out():
    columns = ["goods_heading", "goods_chapter"]
    facts = [name for encoding in ENCODINGS for name in encoding.says.values()]
    assert [one.name for one in usable(ENCODINGS, columns, facts)] == ["risk_of_heading", "risk_of_chapter"]
    assert usable(ENCODINGS, columns, facts[:0]) == ()


def test_every_encoding_says_a_feature_and_is_made_of_a_text_that_the_features_table_has():
    from features.catalogue import FEATURES, feature_schema  # ibis takes a second to import

    names, texts = [feature.name for feature in FEATURES], feature_schema().names
    assert usable(ENCODINGS, texts, names) == ENCODINGS
    assert len({encoding.name for encoding in ENCODINGS} - set(names)) == len(ENCODINGS)


def test_a_model_is_saved_with_its_risks_and_loaded_as_it_was(encoded, tmp_path):
    assert load(tmp_path, save(tmp_path, encoded)) == encoded
    risks = encoded.aims["illicit"].risks[0]
    assert risks.of_key["toys"] > risks.prior > risks.of_key["tin"]
    without = replace(encoded.aims["illicit"], risks=())
    with pytest.raises(ValueError, match="0 of 2 tables"):
        save(tmp_path, replace(encoded, aims={**encoded.aims, "illicit": without}))


def test_an_edited_risk_is_refused(encoded, tmp_path):
    sha = save(tmp_path, encoded)
    path = tmp_path / "models" / sha / "model.json"
    path.write_text(path.read_text().replace('"toys": 0.', '"toys": 1.'))
    with pytest.raises(ValueError, match="damaged"):
        load(tmp_path, sha)


@pytest.mark.parametrize("aim", ["illicit", "revenue"])
def test_what_a_risk_contributes_is_counted_with_its_fact_and_sums_stay(encoded, features, severity, aim):
    listed = with_keys(features).slice(100, 40)
    values, base = contributions(encoded, aim, listed)
    assert values.shape == (40, len(encoded.features))
    margins = score(encoded, listed, severity)[f"margin_{aim}"].to_numpy()
    assert np.allclose(values.sum(axis=1) + base, margins, atol=1e-6)
    assert np.any(values[:, encoded.features.index(SAYS[aim])])


def test_a_riskier_key_never_lowers_a_margin(encoded, features, severity):
    listed = with_keys(features).slice(0, 200)
    risks = encoded.aims["illicit"].risks[0].of_key
    order = sorted(risks, key=risks.__getitem__)
    listed = listed.set_column(listed.column_names.index("place"), "place", pa.nulls(200, pa.string()))
    place = listed.column_names.index("goods")
    tables = [listed.set_column(place, "goods", pa.array([word] * 200)) for word in order]
    margins = [score(encoded, table, severity)["margin_illicit"].to_numpy() for table in tables]
    assert all(np.all(riskier >= calmer - 1e-9) for calmer, riskier in pairwise(margins))


def test_a_key_that_the_table_lacks_is_named(encoded, features):
    with pytest.raises(ValueError, match="goods, place"):
        inputs(encoded, "illicit", features)


def test_the_trees_do_not_split_on_what_a_risk_tells(encoded):
    from models import ranker

    gains = ranker.importance(encoded.aims["illicit"].booster)
    assert gains["case_measure_00"] == gains["case_measure_03"] == 0
    assert gains["risk_of_goods"] > 0

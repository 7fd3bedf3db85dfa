"""What a row is besides its features: taken from its case, never guessed; and which rows fall together."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from models.about import ABOUT, about, clusters, is_drawn, seen_before, worth

NIGHT = datetime(2026, 3, 1, 23, tzinfo=UTC)
SEVERITY = {"prohibited": 1.0, "security": 1.5, "revenue": 0.3}


def rows(**columns: list) -> pa.Table:
    count = len(next(iter(columns.values())))
    moments = pa.array([NIGHT] * count, pa.timestamp("us", tz="UTC"))
    return pa.table({"as_of": columns.pop("as_of", moments), "case_id": [f"c{n}" for n in range(count)], **columns})


def test_what_the_rows_do_not_have_is_null():
    told = about(rows(stream=["mail", None]), {})
    assert told.schema == ABOUT
    assert told["stream"].to_pylist() == ["mail", None]
    assert told["consignor"].null_count == told["severity"].null_count == told["origin"].null_count == 2


def test_the_origin_is_the_country_of_the_airport_else_of_the_consignor():
    found = about(rows(origin_airport=["IST", "XXX", None, None], consignor_country=["CN", "CN", "CN", None]), SEVERITY)
    assert found["origin"].to_pylist() == ["TR", "CN", "CN", None]


def test_the_severity_is_that_of_the_gravest_family_and_nothing_for_a_clear():
    families = pa.array([["prohibited", "security"], ["revenue"], [], None], pa.list_(pa.string()))
    assert about(rows(families=families), SEVERITY)["severity"].to_pylist() == [1.5, 0.3, 0.0, 0.0]


def test_a_family_without_a_severity_is_refused():
    with pytest.raises(ValueError, match="severity misses security"):
        about(rows(families=pa.array([["security"]], pa.list_(pa.string()))), {"revenue": 0.3})


def test_worth_counts_hits_alone_and_not_what_is_not_known():
    told = about(rows(value_eur=[10.0, None, 30.0]), {})
    assert worth(told, "value_eur", np.array([True, True, False])).tolist() == [10.0, 0.0, 0.0]


def test_drawn_is_what_was_selected_at_random():
    told = about(rows(selected_as=["random", "model", None]), {})
    assert is_drawn(told).tolist() == [True, False, False]


def test_near_copies_and_a_consignors_day_fall_together_through_whatever_joins_them():
    later = [NIGHT, NIGHT, NIGHT + timedelta(days=1), NIGHT, NIGHT, NIGHT, NIGHT]
    table = rows(
        as_of=pa.array(later, pa.timestamp("us", tz="UTC")), consignor_key=["a", "a", "a", None, None, "b", "a"]
    )
    plain = clusters(table)
    assert plain[0] == plain[1] == plain[6]
    assert len(set(plain.tolist())) == 5
    grouped = clusters(table, np.array([1, 2, 3, 4, 5, 6, 6]))
    assert grouped[5] == grouped[6] == grouped[0] == grouped[1], "b's copy of one of a's is one with all of a's day"
    assert grouped.tolist() == [0, 0, 1, 2, 3, 0, 0]
    apart = clusters(table, np.array([1, 2, 1, 4, 4, 6, 7]))
    assert apart.tolist() == [0, 0, 0, 1, 1, 2, 0], "a copy joins two days of one consignor, and two nobody knows"


def test_clusters_without_any_key_are_the_rows():
    assert clusters(rows(stream=["mail"] * 3)).tolist() == [0, 1, 2]


def test_seen_is_a_value_that_was_learned_from():
    assert seen_before(["a", "b", None], ["a", None]) == ["seen", "unseen", "not known"]

"""What an inspection says, by the contract."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from lake.findings import FINDINGS, METHODS, RESULTS
from lake.tables import INSPECTIONS
from models.labels import label

LATER = datetime(2026, 12, 24, tzinfo=UTC)


def table(*rows: dict) -> pa.Table:
    return pa.Table.from_pylist(list(rows), INSPECTIONS.schema)


def told(strong: dict, *rows: dict) -> dict[str, tuple[bool | None, bool | None]]:
    return {row["case_id"]: (row["illicit"], row["revenue"]) for row in label(table(*rows), strong).to_pylist()}


@pytest.mark.parametrize("method", [*METHODS, None])
@pytest.mark.parametrize("family", [*FINDINGS, None])
@pytest.mark.parametrize("result", RESULTS)
def test_every_result_method_and_family_gives_what_the_contract_says(result, family, method, inspection, strong):
    hit = family if result == "hit" else None
    says = result == "clear" or hit is not None
    strong_for = {name: method in strong[name] for name in strong}
    if hit in ("prohibited", "security"):
        illicit = True
    else:
        illicit = False if says and strong_for["prohibited"] and strong_for["security"] else None
    revenue = True if hit == "revenue" else (False if says and strong_for["revenue"] else None)
    finding = FINDINGS[family][0] if family else None
    row = inspection(result=result, finding=finding, method=method)
    assert told(strong, row) == {"99900000000": (illicit, revenue)}


@pytest.mark.parametrize("why", [{"decision": "declined"}, {"decision": "not_reached"}, {"presented": False}])
def test_a_clear_of_goods_nobody_looked_at_is_not_known(why, inspection, strong):
    assert told(strong, inspection(**why)) == {"99900000000": (None, None)}


def test_an_xray_and_a_dog_together_clear_what_neither_clears_alone(inspection, strong):
    by_xray, by_dog = inspection(method="xray"), inspection(method="canine", inspection_id="L/2")
    assert told(strong, by_xray) == told(strong, by_dog) == {"99900000000": (None, None)}
    assert told(strong, by_xray, by_dog) == {"99900000000": (False, None)}


@pytest.mark.parametrize(
    ("method", "result", "settled"),
    [("xray", "hit", False), ("canine", "hit", False), ("full_opening", "hit", True), ("full_opening", "clear", True)],
)
def test_a_hit_settles_an_aim_only_by_a_method_whose_clear_would_count(method, result, settled, inspection, strong):
    row = inspection(method=method, result=result, finding="weapons" if result == "hit" else None)
    assert label(table(row), strong)["settled_illicit"].to_pylist() == [settled]


def test_any_hit_wins_over_an_earlier_and_a_later_clear(inspection, strong):
    day = timedelta(days=1)
    first = inspection()
    hit = inspection(
        inspection_id="L/2", result="hit", finding="weapons", decided_at=first["decided_at"] + day,
        known_at=first["known_at"] + day,
    )  # fmt: skip
    last = inspection(inspection_id="L/3", decided_at=first["decided_at"] + 2 * day)
    row = label(table(last, hit, first), strong).to_pylist()[0]
    assert (row["illicit"], row["revenue"], row["families"]) == (True, False, ["security"])
    assert row["decided_at"] == first["decided_at"], "features of a later run would know the first result"
    assert row["known_at"] == hit["known_at"]


def test_a_laboratory_result_replaces_the_pending_one_but_not_the_moment_of_decision(inspection, strong):
    pending = inspection(result="laboratory_pending", decided_at=None)
    result = inspection(
        result="hit", finding="narcotics", decided_at=None, known_at=pending["known_at"] + timedelta(days=9),
        message_id="c" * 64,
    )  # fmt: skip
    row = label(table(result, pending), strong).to_pylist()[0]
    assert row["illicit"] is True
    assert row["decided_at"] == pending["known_at"]
    assert row["known_at"] == result["known_at"]


def test_a_decision_dated_after_its_sheet_came_counts_from_the_sheet(inspection, strong):
    late = inspection(decided_at=inspection()["known_at"] + timedelta(days=400))
    assert label(table(late), strong)["decided_at"].to_pylist() == [late["known_at"]]


def test_a_master_is_hit_with_a_house_and_clear_only_with_all(inspection, strong):
    master = inspection(case_id="99900000000")
    clear = inspection(case_id="99900000000/A", inspection_id="L/2")
    weak = inspection(case_id="99900000000/B", inspection_id="L/3", method="documents")
    hit = inspection(case_id="99900000000/C", inspection_id="L/4", result="hit", finding="cites")
    assert told(strong, master, clear)["99900000000"] == (False, False)
    assert told(strong, master, clear, weak)["99900000000"] == (None, False)
    assert told(strong, master, clear, weak, hit)["99900000000"] == (True, False)
    assert told(strong, clear, hit) == {"99900000000/A": (False, False), "99900000000/C": (True, False)}


def test_a_master_was_decided_when_the_first_house_behind_its_label_was(inspection, strong):
    day = timedelta(days=1)
    first, known = inspection()["decided_at"], inspection()["known_at"]
    master = inspection(decided_at=first + 4 * day, known_at=known + 4 * day)
    hit = inspection(
        case_id="99900000000/A", inspection_id="L/2", result="hit", finding="narcotics", decided_at=first + day,
        known_at=known + day,
    )  # fmt: skip
    pending = inspection(case_id="99900000000/B", inspection_id="L/3", result="laboratory_pending", decided_at=first)
    row = label(table(master, hit, pending), strong).to_pylist()[0]
    assert (row["case_id"], row["illicit"]) == ("99900000000", True)
    assert row["decided_at"] == first + day, "features of a later run would know the house's result"
    assert row["known_at"] == master["known_at"]


def test_one_part_of_a_split_is_not_the_whole(inspection, strong):
    def of(pieces: int | None, **more: object) -> tuple[bool | None, bool | None]:
        rows = label(table(inspection(**more)), strong, {"99900000000": pieces}).to_pylist()
        return rows[0]["illicit"], rows[0]["revenue"]

    assert of(10, pieces_found=9) == (None, None)
    assert of(10, pieces_found=10) == of(10, pieces_found=11) == of(10) == of(None, pieces_found=9) == (False, False)
    assert of(10, pieces_found=9, result="hit", finding="narcotics") == (True, None)
    assert told(strong, inspection(pieces_found=9)) == {"99900000000": (False, False)}


def test_the_order_of_rows_changes_nothing(inspection, strong):
    rows = [
        inspection(inspection_id=f"L/{n % 7}", case_id=f"{n % 5}", record=n + 1, result=RESULTS[n % 6])
        for n in range(30)
    ]
    assert label(table(*rows), strong).equals(label(table(*rows[::-1]), strong))


def test_a_family_without_strong_methods_is_refused(inspection):
    with pytest.raises(ValueError, match="security"):
        label(table(inspection()), {"prohibited": (), "revenue": ()})


def test_no_inspections_give_no_labels(strong):
    assert label(INSPECTIONS.schema.empty_table(), strong).num_rows == 0


HIT = {"result": "hit", "finding": "narcotics"}


def test_two_officers_who_differ_leave_it_unsettled_until_one_corrects_himself(inspection, strong):
    one, other = inspection(officer_id="A", **HIT), inspection(officer_id="B", message_id="m2", known_at=LATER)
    agreed = inspection(officer_id="B", message_id="m3", known_at=LATER + timedelta(hours=1), **HIT)
    assert told(strong, one, other) == told(strong, other, one) == {"99900000000": (None, False)}
    assert told(strong, one, other, agreed) == {"99900000000": (True, False)}
    withdrawn = one | {"result": "clear", "finding": None, "message_id": "m3", "known_at": LATER + timedelta(hours=1)}
    assert told(strong, one, other, withdrawn) == {"99900000000": (False, False)}


def test_what_a_weak_method_did_not_find_contradicts_nobody(inspection, strong):
    looked = inspection(officer_id="A", method="xray")
    assert told(strong, looked, inspection(officer_id="B", message_id="m2", **HIT))["99900000000"][0] is True
    unseen = inspection(officer_id="A", result="not_examined", method=None)
    assert told(strong, unseen, inspection(officer_id="B", message_id="m2", **HIT))["99900000000"][0] is True


def test_a_hit_that_nobody_named_keeps_another_officers_clear_from_settling(inspection, strong):
    unnamed = inspection(officer_id="A", result="hit")
    assert told(strong, unnamed, inspection(officer_id="B", message_id="m2")) == {"99900000000": (None, None)}


def test_officers_who_differ_on_one_line_do_not_unsettle_another(inspection, strong):
    lines = [inspection(officer_id="A", **HIT), inspection(officer_id="B", message_id="m2")]
    other = inspection(inspection_id="L2/9", list_id="L2", list_line=9, officer_id="C", message_id="m3", **HIT)
    assert told(strong, *lines, other)["99900000000"][0] is True


@pytest.mark.parametrize(
    "unknown", [{"result": "laboratory_pending"}, {"result": "not_presented"}, {"presented": False}]
)
def test_another_officers_unknown_keeps_a_clear_from_settling_but_no_hit(unknown, inspection, strong):
    waits, other = inspection(officer_id="A", **unknown), {"officer_id": "B", "message_id": "m2"}
    assert told(strong, waits, inspection(**other)) == {"99900000000": (None, None)}
    assert told(strong, waits, inspection(**other, **HIT))["99900000000"][0] is True
    came = inspection(officer_id="A", message_id="m3", known_at=LATER)
    assert told(strong, waits, inspection(**other), came) == {"99900000000": (False, False)}


def test_officers_who_differ_on_one_line_keep_a_clear_of_another_from_settling_that_family_alone(inspection, strong):
    lines = [inspection(officer_id="A", **HIT), inspection(officer_id="B", message_id="m2")]
    other = inspection(inspection_id="L2/9", list_id="L2", list_line=9, officer_id="C", message_id="m3")
    assert told(strong, *lines, other) == {"99900000000": (None, False)}

"""Words are learned each week from what was known before it began, and cases are judged by the model of their week."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from lakes import SITE

from cases.case import CASES
from flows import words as step
from flows.unit import Unit
from flows.words import FITS, fits, week_of, words
from goods.classifier import cold_start, load, save
from lake import sites
from lake.past import Past
from lake.runs import commit, stamp, start
from lake.tables import TABLES

MONDAY = datetime(2026, 2, 23, tzinfo=UTC)
AS_OF = MONDAY + timedelta(days=3, hours=20)
BEFORE = MONDAY - timedelta(days=2)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(step, "FEW_LINES", 6)


@pytest.fixture
def unit(tmp_path: Path) -> Unit:
    return Unit(sites.load(SITE), tmp_path)


def rows(table: str, told: list[dict]) -> pa.Table:
    nullable = pa.schema([field.with_nullable(True) for field in TABLES[table].schema])
    return pa.Table.from_pylist(told, schema=nullable)


def line(number: int, text: str, hs: str | None, known_at: datetime = BEFORE, sender: str | None = None) -> dict:
    return {
        "message_id": f"{number:064x}", "record": 1, "known_at": known_at, "consignment_id": f"C{number}", "line": 1,
        "goods_description": text, "hs_code": hs, "sender": sender or f"SENDER {number}",
    }  # fmt: skip


def known(unit: Unit, lines: list[dict], wholes: list[dict] = ()) -> None:
    """Commit a run that took in goods lines, and consignments with their codes."""
    run = start(unit.store, "night", SITE, (MONDAY - timedelta(days=1),))
    heads = [
        {name: one[name] for name in ("message_id", "record", "known_at", "consignment_id")}
        | {"told_by": "house", "stream": "cargo", "consignor_key": one["sender"]}
        for one in lines
    ]
    lines = [{name: value for name, value in one.items() if name != "sender"} for one in lines]
    run.parts.append(unit.store.write("goods", rows("goods", lines), run.run_id))
    run.parts.append(unit.store.write("consignments", rows("consignments", [*heads, *wholes]), run.run_id))
    commit(unit.store, run)


def opened(unit: Unit, *moments: datetime) -> Past:
    return Past(unit.store, start(unit.store, "night", SITE, moments or (AS_OF,)))


def learned(unit: Unit, *moments: datetime) -> Past:
    past = opened(unit, *moments)
    words(unit, past)
    return past


LINES = [
    *(line(n, f"zorblax quimmel {n}", "851713") for n in range(4)),
    *(line(n, "vendruk frasp", "6403990000") for n in range(4, 8)),
]


def test_a_week_begins_on_monday_at_midnight_utc():
    assert [week_of(MONDAY + shift) for shift in (timedelta(), timedelta(days=6, hours=23))] == [MONDAY, MONDAY]
    assert week_of(MONDAY - timedelta(seconds=1)) == MONDAY - timedelta(days=7)


def test_a_week_is_learned_once_from_the_lines_before_it(unit):
    known(unit, LINES)
    past = opened(unit, MONDAY + timedelta(hours=5), AS_OF)
    assert words(unit, past) == 2 and words(unit, past) == 0
    (part,) = past.run.parts
    assert (part.table, part.as_of) == ("goods_model", stamp(MONDAY))
    (row,) = load(unit.store.read(part)).fit(["Zorblax quimmel 77"], ["8517"]).to_pylist()
    assert row["rank"] == 1 and row["fit"] > 0.5


def test_every_week_of_a_run_has_its_own(unit):
    known(unit, LINES)
    past = learned(unit, BEFORE - timedelta(days=7), AS_OF)
    assert [part.as_of for part in past.run.parts] == [stamp(MONDAY - timedelta(days=14)), stamp(MONDAY)]
    first, last = (unit.store.read(part) for part in past.run.parts)
    assert first.equals(save(cold_start())) and not last.equals(first)


def test_what_became_known_when_the_week_had_begun_changes_nothing(unit, tmp_path):
    other = Unit(unit.site, tmp_path / "other")
    known(unit, LINES)
    future = [line(100 + n, f"zorblax quimmel {n}", "0902", MONDAY + timedelta(hours=n)) for n in range(40)]
    known(other, [*LINES, *future])
    assert learned(unit).run.parts[0].sha256 == learned(other).run.parts[0].sha256


def test_a_line_a_moment_before_the_week_counts(unit, tmp_path):
    other = Unit(unit.site, tmp_path / "other")
    known(unit, LINES)
    known(other, [*LINES, line(100, "zorblax", "0902", MONDAY - timedelta(microseconds=1))])
    assert learned(unit).run.parts[0].sha256 != learned(other).run.parts[0].sha256


def test_the_order_of_lines_and_what_teaches_nothing_change_nothing(unit, tmp_path):
    other = Unit(unit.site, tmp_path / "other")
    known(unit, LINES)
    nothing = [line(200, "GIFT", "9503"), line(201, "zorblax", None), line(202, "quimmel", "9901")]
    old = line(203, "zorblax quimmel", "0902", MONDAY - timedelta(days=366))
    known(other, [*reversed(LINES), *nothing, old])
    assert learned(unit).run.parts[0].sha256 == learned(other).run.parts[0].sha256


def test_a_sender_who_repeats_himself_is_one_voice(unit, tmp_path):
    other = Unit(unit.site, tmp_path / "other")
    known(unit, LINES)
    known(other, [*LINES, *(line(300 + n, f"vendruk frasp {n}", "6403", sender="SENDER 4") for n in range(50))])
    assert learned(unit).run.parts[0].sha256 == learned(other).run.parts[0].sha256


def test_few_lines_leave_the_words_of_the_headings_alone(unit):
    known(unit, LINES[:5])
    assert unit.store.read(learned(unit).run.parts[0]).equals(save(cold_start()))


def test_a_consignment_with_one_code_is_a_line_too_and_one_with_several_is_none(unit):
    told = {"record": 1, "known_at": BEFORE, "told_by": "house", "stream": "cargo"}
    wholes = [
        told | {"message_id": f"{900 + n:064x}", "consignment_id": f"W{n}", "consignor_key": f"S{n}",
                "goods_description": "plimsk gorvane", "hs_codes": codes}
        for n, codes in enumerate([["901890"]] * 6 + [["0902", "8413"]] * 6)
    ]  # fmt: skip
    known(unit, LINES, wholes)
    classifier = load(unit.store.read(learned(unit).run.parts[0]))
    assert classifier.best(["plimsk gorvane"])["plimsk gorvane"][0] == "9018"


def case(name: str, text: str | None, codes: list[str] | None, as_of: datetime = AS_OF) -> dict:
    return {"as_of": as_of, "case_id": name, "goods_description": text, "hs_codes": codes}


def test_cases_are_judged_by_the_classifier_of_their_week(unit):
    known(unit, LINES)
    early = MONDAY - timedelta(days=6)
    past = learned(unit, early, AS_OF)
    told = [
        case("d", None, ["8517"]), case("c", "GIFT", ["9503"]), case("b", "zorblax quimmel", ["0902", "851713"]),
        case("a", "zorblax quimmel", []), case("f", "zorblax quimmel", None), case("e", "leather shoes", ["84"]),
        case("b", "zorblax quimmel", ["8517"], early),
    ]  # fmt: skip
    fields = [CASES.schema.field(name).with_nullable(True) for name in told[0]]
    cases = pa.Table.from_pylist(told, schema=pa.schema(fields))
    found = fits(unit, past, cases)
    assert found.schema == FITS
    rows = {(row["as_of"], row["case_id"]): row for row in found.to_pylist()}
    assert list(rows) == [(early, "b"), *((AS_OF, name) for name in "abcdef")]
    own = rows[AS_OF, "b"]
    assert own["hs_rank"] == 1 and own["hs_fit"] == own["text_class_fit"] > 0.5 and own["text_class"] == "8517"
    assert rows[early, "b"]["hs_fit"] is None or rows[early, "b"]["hs_fit"] < own["hs_fit"]
    for name in "af":
        assert rows[AS_OF, name]["hs_fit"] is None and rows[AS_OF, name]["text_class"] == "8517"
    for name in "cd":
        assert [rows[AS_OF, name][column] for column in FITS.names[2:]] == [None] * 4
    assert rows[AS_OF, "e"]["hs_fit"] is None and rows[AS_OF, "e"]["text_class"] == "6403"
    assert fits(unit, past, cases.take(list(range(len(told)))[::-1])).equals(found)
    assert fits(unit, past, cases.slice(0, 0)).num_rows == 0

"""Parties are looked up once for each version of a list, as the list and the day were then."""

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from lakes import SITE

from cases.case import CASES
from flows.unit import Unit
from flows.watch import BEST, best, watch
from lake import sites
from lake.past import Past
from lake.runs import Run, commit, stamp, start
from lake.sites import WatchList
from lake.tables import WATCH_HITS, WATCH_SCORES
from parties.watch_list import OWN

DAY = date(2026, 3, 1)
AS_OF = sites.load(SITE).as_of(DAY)
LATER = AS_OF + timedelta(days=1)
LINES = (
    "A1,Golden Sparrow Trading,,,,,Unit A,case 12,,",
    'A2,Example Person,,"Abaya st. 12, Almaty",+77010001122,900115301234,Unit B,case 13,,',
)


@pytest.fixture
def unit(tmp_path: Path) -> Unit:
    lists = (WatchList(name="own", path="watch_lists/own.csv"),)
    return Unit(sites.load(SITE).model_copy(update={"watch_lists": lists}), tmp_path)


def put(unit: Unit, *lines: str, at: datetime = AS_OF - timedelta(days=9)) -> Path:
    path = unit.store.folder / "watch_lists" / "own.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([",".join(OWN), *lines]), "utf-8")
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def cases(*rows: dict[str, Any], at: datetime = AS_OF) -> pa.Table:
    schema = pa.schema([field.with_nullable(True) for field in CASES.schema])
    return pa.Table.from_pylist([{"as_of": at, "case_id": f"C{n}"} | row for n, row in enumerate(rows)], schema)


def watched(unit: Unit, found: pa.Table, *moments: datetime) -> tuple[Run, list[dict[str, Any]]]:
    run = start(unit.store, "night", SITE, moments or (AS_OF,))
    hits = watch(unit, Past(unit.store, run), found)
    assert hits.schema == WATCH_HITS.schema
    commit(unit.store, run)
    return run, hits.to_pylist()


def test_each_party_of_a_case_is_looked_up_by_what_it_is_said_to_be(unit: Unit) -> None:
    put(unit, *LINES)
    rows = [
        {"consignor_name": "GOLDEN SPARROW TRADING CO LTD"},
        {"notify_name": "Golden Sparow Trading"},
        {"consignee_name": "Nobody Known", "consignee_address_key": "12 ABAYA ST ALMATY"},
        {"consignee_phone_key": "+77010001122"},
        {"consignor_tax_id": "900115301234"},
        {"forwarder_name": "Quite Another Firm"},
    ]
    _run, hits = watched(unit, cases(*rows))
    assert [(hit["case_id"], hit["role"], hit["what"], hit["entry_id"]) for hit in hits] == [
        ("C0", "consignor", "name", "A1"),
        ("C1", "notify", "name", "A1"),
        ("C2", "consignee", "address", "A2"),
        ("C3", "consignee", "phone", "A2"),
        ("C4", "consignor", "id", "A2"),
    ]
    assert {hit["owner"] for hit in hits} == {"Unit A", "Unit B"}


def test_what_a_version_was_asked_is_not_asked_again_but_a_new_version_is(unit: Unit) -> None:
    put(unit, *LINES)
    asked = {"consignor_name": "Golden Sparrow Trading", "consignee_name": "Quite Another Firm"}
    first, _ = watched(unit, cases(asked))
    part = first.part("watch_scores")
    assert part is not None and part.rows == 2
    second, hits = watched(unit, cases(asked, at=LATER), LATER)
    assert second.part("watch_scores") is None
    assert [hit["score"] for hit in hits] == [1.0]
    put(unit, *LINES, "A3,Quite Another Firm,,,,,Unit A,case 14,,", at=LATER)
    third, hits = watched(unit, cases(asked, at=LATER + timedelta(days=1)), LATER + timedelta(days=1))
    again = third.part("watch_scores")
    assert again is not None and again.rows == 2
    assert {hit["entry_id"] for hit in hits} == {"A1", "A3"}


def test_a_moment_that_has_its_hits_keeps_them_whatever_the_list_says_now(unit: Unit) -> None:
    put(unit, *LINES)
    asked = cases({"consignor_name": "Golden Sparrow Trading"})
    _run, before = watched(unit, asked)
    put(unit, LINES[1])
    run, after = watched(unit, asked)
    assert before == after and before
    assert run.parts == []


def test_a_list_that_came_at_the_moment_or_later_is_not_known_to_it(unit: Unit) -> None:
    path = put(unit, *LINES, at=AS_OF)
    asked = {"consignor_name": "Golden Sparrow Trading"}
    both = pa.concat_tables([cases(asked), cases(asked, at=LATER)])
    run, hits = watched(unit, both, AS_OF, LATER)
    assert [hit["as_of"] for hit in hits] == [LATER]
    assert list(run.inputs) == [f"watch list own {stamp(LATER)}"]
    assert unit.store.raw(run.inputs[f"watch list own {stamp(LATER)}"]) == path.read_bytes()


def test_a_pinned_version_is_read_again_when_another_lies_there(unit: Unit) -> None:
    put(unit, *LINES)
    asked = cases({"consignor_name": "Golden Sparrow Trading"})
    first, hits = watched(unit, asked)
    put(unit, LINES[1])
    run = Run("night-again", "night", SITE, (AS_OF,), inputs=dict(first.inputs))
    elsewhere = Unit(unit.site, unit.lake.parent / "elsewhere")
    for sha in first.inputs.values():
        elsewhere.store.keep(unit.store.raw(sha))
    again = watch(elsewhere, Past(elsewhere.store, run), asked)
    assert again.to_pylist() == hits and hits
    assert [part.sha256 for part in run.parts] == [part.sha256 for part in first.parts]


def test_an_entry_counts_on_its_days_only(unit: Unit) -> None:
    put(unit, "A1,Golden Sparrow Trading,,,,,Unit A,case,2026-03-02,2026-03-02")
    moments = [AS_OF + timedelta(days=n) for n in range(3)]
    asked = pa.concat_tables([cases({"consignor_name": "Golden Sparrow Trading"}, at=at) for at in moments])
    _run, hits = watched(unit, asked, *moments)
    assert [hit["as_of"] for hit in hits] == [moments[1]]


def test_an_expired_entry_does_not_hide_a_valid_one_of_the_same_name(unit: Unit) -> None:
    put(unit, "A1,Golden Sparrow,,,,,Unit A,old,,2026-01-31", "A2,Golden Sparrow,,,,,Unit A,new,,")
    _run, hits = watched(unit, cases({"consignor_name": "Golden Sparrow"}))
    assert [hit["reason"] for hit in hits] == ["new"]


def test_a_missing_list_is_noted_only_when_it_is_required_also_when_the_night_is_repeated(unit: Unit) -> None:
    assert watched(unit, cases())[0].notes == []
    lists = (unit.site.watch_lists[0].model_copy(update={"required": True}),)
    needy = Unit(unit.site.model_copy(update={"watch_lists": lists}), unit.lake / "needy")
    said = ["Watch list own is missing: nobody was looked up on it."]
    assert watched(needy, cases())[0].notes == said
    assert watched(needy, cases())[0].notes == said


def test_refused_lines_are_noted_by_number_and_no_name_is_in_a_record(unit: Unit) -> None:
    put(unit, LINES[0], ",Very Secret,,,,,Unit A,case,,")
    run, hits = watched(unit, cases({"consignor_name": "Golden Sparrow Trading"}))
    assert run.notes == ["Watch list own: 1 lines refused: line 3: no id."]
    record = (unit.store.folder / "runs" / f"{run.run_id}.json").read_text("utf-8").upper()
    assert hits and "SPARROW" not in record and "SECRET" not in record


def test_the_best_hit_of_a_case_is_the_highest_then_the_first_by_list_and_entry(unit: Unit) -> None:
    put(unit, *LINES, "A0,Golden Sparrow Trading,,,,,,,,")
    asked = {"consignor_name": "Golden Sparow Trading", "consignee_name": "Golden Sparrow Trading"}
    _run, hits = watched(unit, cases(asked, {}))
    table = pa.Table.from_pylist(hits, WATCH_HITS.schema)
    (found,) = best(table).to_pylist()
    assert best(table).schema == BEST
    assert (found["watch_role"], found["watch_score"], found["watch_owner"]) == ("consignee", 1.0, "nobody named")
    assert best(table.take(list(reversed(range(table.num_rows))))) == best(table)


def test_without_lists_there_are_no_hits_and_no_scores(unit: Unit) -> None:
    bare = Unit(unit.site.model_copy(update={"watch_lists": ()}), unit.lake)
    run, hits = watched(bare, cases({"consignor_name": "Golden Sparrow Trading"}))
    assert hits == [] and [part.table for part in run.parts] == [WATCH_HITS.name]
    assert WATCH_SCORES.name not in {part.table for part in run.parts}

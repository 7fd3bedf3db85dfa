"""The step that says who is who."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from lakes import SITE
from small import OLD, drop, unit_with

from flows.link import link
from flows.pull import pull
from flows.take_in import take_in
from flows.unit import Unit
from lake.past import Past
from lake.runs import Run, commit, start
from lake.tables import PARTY_KEYS, PARTY_LINKS

FIRST = datetime(2026, 3, 1, 23, tzinfo=UTC)
NIGHTS = tuple(FIRST + timedelta(days=day) for day in range(3))
MAPPING = OLD + '[columns.consignor_phone]\nconverter = "text"\nheaders = ["phone"]\n'
HEAD = "hawb,stk,gew,goods,shipper,phone\n"
LISTS = (
    "H1,1,2.0,towels,Romashka Trade LLP,+7 701 123 45 67\nH2,1,2.0,tea,Silk Road,+998 90 123 45 67\n",
    "H3,1,2.0,towels,ТОО Ромашка Трэйд,8 701 123-45-67\nH4,1,2.0,towels,Romashkka Trade,+77011234567\n",
    "H5,1,2.0,towels,Romashka Trede,+77011234567\nH6,1,2.0,towels,Romashka Trade,+77011234567\n",
)


def unit(tmp_path: Path) -> Unit:
    tmp_path.mkdir(exist_ok=True)
    made = unit_with(tmp_path, MAPPING)
    for night, lines in zip(NIGHTS, LISTS, strict=True):
        drop(made, f"courier/{night:%d}.csv", HEAD + lines, night - timedelta(hours=3))
    return made


def linked(unit: Unit, *moments: datetime) -> Run:
    run = start(unit.store, "backfill" if len(moments) > 1 else "night", SITE, moments)
    past = Past(unit.store, run)
    take_in(unit, past, pull(unit, past))
    link(unit, past)
    commit(unit.store, run)
    return run


def found(unit: Unit) -> tuple[pa.Table, pa.Table]:
    past = Past(unit.store, start(unit.store, "night", SITE, (NIGHTS[-1],)))
    keys = past.table(PARTY_KEYS.name, PARTY_KEYS.schema).order_by("key", "message_id", "record")
    links = past.table(PARTY_LINKS.name, PARTY_LINKS.schema).order_by("key", "known_at")
    return keys.to_pyarrow(), links.to_pyarrow()


def test_night_by_night_and_all_at_once_write_the_same_rows_and_no_combination_twice(tmp_path: Path) -> None:
    by_night, at_once = unit(tmp_path / "a"), unit(tmp_path / "b")
    runs = [linked(by_night, night) for night in NIGHTS]
    linked(at_once, *NIGHTS)
    keys, links = found(by_night)
    assert (keys, links) == found(at_once)
    assert links.num_rows and set(links["party_id"].to_pylist()) == {"ROMASKA TRADE"}
    assert len(set(keys["key"].to_pylist())) == keys.num_rows
    assert [run.part("party_keys") is not None for run in runs] == [True, True, True]


def test_a_run_again_writes_nothing_new(tmp_path: Path) -> None:
    made = unit(tmp_path)
    linked(made, *NIGHTS)
    again = linked(made, NIGHTS[-1])
    assert again.part("party_keys") is None and again.part("party_links") is None


def test_an_officers_word_counts_from_the_next_run_and_a_wrong_line_is_noted(tmp_path: Path) -> None:
    made = unit(tmp_path)
    linked(made, *NIGHTS[:2])
    path = made.store.folder / "party_links.csv"
    path.write_text("key_a,key_b,same,owner,known_at\nSilk Road,Romashka Trade,yes,A. N.,2026-03-01\n?\n", "utf-8")
    run = linked(made, NIGHTS[2])
    rows = [row for row in found(made)[1].to_pylist() if row["how"] == "officer"]
    assert {(row["party_id"], row["known_at"]) for row in rows} == {("ROAD SILK", NIGHTS[1])}
    assert run.notes == ["party_links.csv, line 3: not read; key_a,key_b,same (yes, no),owner,known_at is asked."]

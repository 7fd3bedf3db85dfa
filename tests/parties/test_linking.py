"""Which keys are one party, and since when."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from lake.tables import PARTY_KEYS, PARTY_LINKS
from parties import likeness
from parties.keys import party_key
from parties.linking import Word, new_links
from parties.links import as_of
from parties.officers import officers_words

START = datetime(2026, 3, 1, tzinfo=UTC)
NONE = PARTY_LINKS.schema.empty_table()
PHONE, ADDRESS = "+77011234567", "ABAI 10 FLAT 5, ALMATI"
SAID: tuple[dict[str, Any], ...] = (
    {"name": "Romashka Trade LLP", "phone_key": PHONE, "address_key": ADDRESS},
    {"name": "Romashka Trans LLP", "phone_key": PHONE, "address_key": ADDRESS},
    {"name": "Bakhytzhan Seitkali", "phone_key": "+77070000001"},
    {"name": "Romahska Trade", "phone_key": PHONE, "address_key": ADDRESS},
    {"name": "Bakhitzhan Seytkaly", "phone_key": "+77070000001", "address_key": "GOGOL 3, ALMATI"},
    {"name": "Bakhytzhan Seitkalli", "phone_key": "+77070000001"},
    {"name": "Bakhytzan Seitkali", "phone_key": "+77070000001", "city": "ALMATI"},
    {"name": "Silk Road", "address_key": "NAVOI 1, TASKENT", "email": "a@example.org"},
    {"name": "Silkroad", "address_key": "NAVOI 1, TASKENT", "email": "a@example.org"},
    {"name": "Romashka Trde", "phone_key": PHONE, "address_key": ADDRESS},
)


def rows(*said: dict[str, Any], first: int = 0) -> pa.Table:
    told = [
        {"message_id": f"{n:064x}", "record": 1, "known_at": START + timedelta(hours=n), "role": "consignor",
         "key": party_key(row["name"]), **row}
        for n, row in enumerate(said, start=first)
    ]  # fmt: skip
    return pa.Table.from_pylist(told, PARTY_KEYS.schema)


def night_by_night(every: pa.Table, size: int) -> pa.Table:
    links = NONE
    for at in range(0, every.num_rows, size):
        links = pa.concat_tables([links, new_links(every.slice(at, size), every.slice(0, at), links)])
    return links.sort_by([(name, "ascending") for name in PARTY_LINKS.key])


def party(links: pa.Table, name: str) -> str:
    key = party_key(name) or ""
    mine = [row for row in links.to_pylist() if row["key"] == key]
    return max(mine, key=lambda row: row["known_at"])["party_id"] if mine else key


def test_a_slip_behind_one_telephone_is_one_party_and_a_sister_company_is_not() -> None:
    links = new_links(rows(*SAID), rows(), NONE)
    assert party(links, "Romahska Trade") == party(links, "Romashka Trde") == party_key("Romashka Trade")
    assert party(links, "Romashka Trans") == party_key("Romashka Trans")
    assert {party(links, "Silkroad"), party(links, "Silk Road")} == {party_key("Silk Road")}


def test_the_party_is_called_by_the_key_known_first_and_the_evidence_is_said() -> None:
    links = new_links(rows(SAID[0], SAID[3]), rows(), NONE).to_pylist()
    assert [(row["key"], row["party_id"], row["other_key"]) for row in links] == [
        (party_key("Romahska Trade"), party_key("Romashka Trade"), party_key("Romashka Trade"))
    ]
    assert links[0]["known_at"] == START + timedelta(hours=1)
    assert links[0]["evidence"].startswith("name ") and "phone equal, address equal" in links[0]["evidence"]
    assert links[0]["probability"] >= 0.9


@pytest.mark.parametrize("size", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_night_by_night_and_all_nights_at_once_give_the_same_rows(size: int) -> None:
    every = rows(*SAID)
    assert night_by_night(every, size).equals(new_links(every, every.slice(0, 0), NONE))


def test_what_comes_later_changes_no_earlier_row() -> None:
    every = rows(*SAID)
    whole = new_links(every, every.slice(0, 0), NONE).to_pylist()
    for count in (2, 5, 9):
        part = new_links(every.slice(0, count), every.slice(0, 0), NONE).to_pylist()
        assert part == [row for row in whole if row["known_at"] < START + timedelta(hours=count)]


def test_the_order_of_rows_does_not_matter() -> None:
    every = rows(*SAID)
    turned = every.take(list(reversed(range(every.num_rows))))
    assert new_links(turned, turned.slice(0, 0), NONE).equals(new_links(every, every.slice(0, 0), NONE))


def test_a_name_alone_or_nothing_new_links_nothing() -> None:
    assert new_links(rows(), rows(*SAID), NONE).num_rows == 0
    assert new_links(rows({"name": "Aliev A"}, {"name": "Alieva A"}), rows(), NONE).num_rows == 0


def test_an_officer_links_and_splits_and_is_obeyed_afterwards() -> None:
    before = rows(*SAID[:4])
    links = new_links(before, before.slice(0, 0), NONE)
    no = Word(
        party_key("Romahska Trade") or "", party_key("Romashka Trade") or "", False, "A. N.", START + timedelta(days=1)
    )
    links = pa.concat_tables([links, new_links(rows(), before, links, (no,))])
    assert party(links, "Romahska Trade") == party_key("Romahska Trade")
    again = rows({**SAID[3], "email": "x@example.org"}, first=40)
    assert new_links(again, before, links).num_rows == 0
    yes = Word(no.key_a, no.key_b, True, "B. N.", START + timedelta(days=2))
    links = pa.concat_tables([links, new_links(rows(), before, links, (yes,))])
    assert party(links, "Romahska Trade") == party_key("Romashka Trade")
    assert [row["how"] for row in links.to_pylist()].count("officer") == 2


def test_officers_words_are_read_once_and_a_row_written_late_is_known_late(tmp_path: Path) -> None:
    path = tmp_path / "party_links.csv"
    assert officers_words(None, None, START, NONE) == ((), [])
    path.write_text(
        "key_a,key_b,same,owner,known_at\nSilk Road,Road Runner,yes,A. N.,2026-02-01T10:00:00\n"
        "Silk Road,,yes,A. N.,2026-02-01\nSilk,Road,perhaps,A. N.,2026-02-01\nSilk,Wool,no,A. N.,2027-01-01\n",
        "utf-8",
    )
    spoken = START - timedelta(days=1)
    words, faults = officers_words(path, spoken, START, NONE)
    assert [(word.key_a, word.same, word.known_at) for word in words] == [("ROAD SILK", True, spoken)]
    assert [fault.split(":")[0] for fault in faults] == ["party_links.csv, line 3", "party_links.csv, line 4"]
    known = rows({"name": "Silk Road"}, {"name": "Road Runner"})
    links = new_links(rows(), known, NONE, words)
    assert links["how"].to_pylist() == ["officer"]
    assert officers_words(path, START, START + timedelta(days=1), links)[0] == ()


def test_the_newest_row_known_before_a_moment_counts() -> None:
    said = [("B", "A", 1), ("C", "A", 2), ("B", "C", 3)]
    links = pa.Table.from_pylist(
        [{"key": key, "party_id": party_id, "other_key": "A", "probability": 1.0, "evidence": "", "how": "linked",
          "known_at": START + timedelta(days=day)} for key, party_id, day in said], PARTY_LINKS.schema
    )  # fmt: skip
    moments = pa.table(
        {"as_of": pa.array([START + timedelta(days=day) for day in (1, 2, 4)], pa.timestamp("us", "UTC"))}
    )
    found = as_of(ibis.memtable(links), ibis.memtable(moments)).order_by("as_of", "key").to_pyarrow().to_pylist()
    days = [((row["as_of"] - START).days, row["key"], row["party_id"]) for row in found]
    assert days == [(2, "B", "A"), (4, "B", "C"), (4, "C", "A")]


def test_the_stored_weights_fit_the_declared_levels() -> None:
    levels = likeness.weights()["levels"]
    for what, declared in likeness.LEVELS.items():
        assert set(levels[what]) == {said for said, _ in declared} | {likeness.DIFFERS}
    assert not {"sex", "gender", "nationality"} & set(levels)


def test_a_file_of_words_that_is_not_utf_8_is_said_and_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "party_links.csv"
    path.write_bytes("key_a,key_b,same,owner,known_at\nРомашка,Шёлк,yes,А. Н.,2026-02-01\n".encode("cp1251"))
    assert officers_words(path, None, START, NONE) == (
        (),
        ["party_links.csv is not UTF-8: no officer's word is known."],
    )

"""Each trace that a group of features reads is in the messages that were written, for bad cases and honest ones."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from exercises.bending import Plot, bend
from exercises.consignments import Consignment, cargo
from exercises.dice import dice
from exercises.methods import Method, load_methods
from exercises.region import write_region
from exercises.schedule import flights, plan
from exercises.today import Today
from exercises.traders import traders
from exercises.world import world
from lake.sites import load
from manifests.files import read_file
from manifests.mapping import load_mapping

LAST = date(2026, 3, 1)
NIGHTS = 24
CASES = 260
PREVALENCE = 0.1
SITE = "almaty"
READ = ("cargo", "courier", "post", "post_items", "customs")
Rows = list[dict[str, Any]]


@dataclass
class Inbox:
    """What the readers made of a region: rows of each table with `received_at`, and the truth."""

    out: Path
    tables: dict[str, Rows] = field(default_factory=lambda: defaultdict(list))
    method: dict[str, str] = field(default_factory=dict)

    def told_by(self, *kinds: str) -> Rows:
        return [row for row in self.tables["consignments"] if row.get("told_by") in kinds]

    def of(self, name: str) -> set[str]:
        return {case for case, method in self.method.items() if method == name}

    def versions(self) -> dict[str, Rows]:
        """The different texts of each waybill and house, in the order they came."""
        seen: dict[str, Rows] = defaultdict(list)
        for row in sorted(self.told_by("master", "house"), key=lambda row: row["received_at"]):
            if all(row["message"] != other["message"] for other in seen[row["consignment_id"]]):
                seen[row["consignment_id"]].append(row)
        return seen


def _messages(folder: Path) -> Iterator[tuple[str, datetime, dict[str, Rows]]]:
    for feed in (feed for feed in load(SITE).feeds if feed.name in READ):
        mapping = load_mapping(feed.mapping) if feed.mapping else None
        for path in sorted(path for path in (folder / feed.url).iterdir() if "manifest" not in path.name):
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            for message in read_file(path.read_bytes(), path.name, at, feed.holds, mapping):
                reading = message.reading
                tables = {table: reading.every(table) for table in ("consignments", "statuses", "loads", "flights")}
                yield message.message_id, at, tables


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    out = tmp_path_factory.mktemp("traces")
    write_region(out, [load(SITE)], 11, NIGHTS, LAST, cases_a_night=CASES, prevalence=PREVALENCE)
    found = Inbox(out)
    for message, at, tables in _messages(out / SITE):
        for table, rows in tables.items():
            found.tables[table] += [{**row, "received_at": at, "message": message} for row in rows]
    truth = csv.DictReader((out / "truth" / f"{SITE}.csv").read_text("utf-8").splitlines())
    found.method = {row["case_id"]: row["method"] for row in truth}
    return found


def _share(some: int, of: int) -> float:
    assert of > 20, of
    return some / of


def test_about_one_waybill_in_ten_has_a_code_and_one_in_seven_a_value(inbox: Inbox) -> None:
    rows = [row for row in inbox.told_by("master", "house") if row["consignment_id"] not in inbox.method]
    rows = [row for row in rows if not row.get("consolidation")]
    assert 0.06 < _share(sum(bool(row.get("hs_codes")) for row in rows), len(rows)) < 0.15
    assert 0.10 < _share(sum(row.get("value") is not None for row in rows), len(rows)) < 0.22


def test_three_waybills_in_a_hundred_are_mended_and_few_change_their_consignee(inbox: Inbox) -> None:
    told = {case: rows for case, rows in inbox.versions().items() if case not in inbox.method}
    twice = [rows for rows in told.values() if len(rows) > 1]
    assert 0.015 < _share(len(twice), len(told)) < 0.05
    other = [rows for rows in twice if rows[0].get("consignee_name") != rows[-1].get("consignee_name")]
    assert 0 < len(other) < 0.3 * len(twice)


def test_the_consignee_is_changed_after_the_departure(inbox: Inbox) -> None:
    departures = {row["flight_id"]: row["departs_at"] for row in inbox.tables["flights"] if row.get("departs_at")}
    flown = {row["waybill"]: departures.get(row["flight_id"]) for row in inbox.tables["loads"]}
    late = defaultdict[bool, list[bool]](list)
    for case, rows in inbox.versions().items():
        departed = flown.get(case.split("/")[0])
        if len(rows) > 1 and departed:
            late[inbox.method.get(case) == "consignee_changed"].append(rows[-1]["received_at"] > departed)
    assert len(late[True]) > 5 and len(late[False]) > 20
    bad, honest = (sum(late[known]) / len(late[known]) for known in (True, False))
    assert bad > 0.4 and bad > 1.5 * honest, (bad, honest)


def test_discrepancies_are_told_of_honest_cargo_and_more_of_the_insiders_shift(inbox: Inbox) -> None:
    landed = {row["waybill"] for row in inbox.tables["statuses"] if row["status"] == "RCF"}
    wrong = {row["waybill"]: row["discrepancy"] for row in inbox.tables["statuses"] if row["status"] == "DIS"}
    assert set(wrong.values()) == {"MSCA", "FDCA"}
    masters = {case.split("/")[0] for case in inbox.of("rip_off")}
    honest = landed - {case.split("/")[0] for case in inbox.method}
    assert 0.04 < _share(len(honest & wrong.keys()), len(honest)) < 0.14
    told = masters & landed
    assert len(told) > 3 and len(told & wrong.keys()) > 0.4 * len(told)


def test_transit_is_on_two_manifests_that_agree_unless_a_method_changes_the_goods(inbox: Inbox) -> None:
    legs: dict[str, dict[str, Rows]] = defaultdict(lambda: defaultdict(list))
    for row in inbox.tables["loads"]:
        legs[row["waybill"]]["in" if row.get("unloading_airport") == "ALA" else "out"].append(row)
    both = {waybill: leg for waybill, leg in legs.items() if leg["in"] and leg["out"]}
    apart = {waybill for waybill, leg in both.items() if _text(leg["in"]) != _text(leg["out"])}
    honest = both.keys() - inbox.method.keys()
    assert _share(len(apart & honest), len(honest)) < 0.08
    changed = (inbox.of("mercury_transit") | inbox.of("consignee_changed")) & both.keys()
    assert len(changed) > 3 and len(apart & changed) > 0.25 * len(changed)


def _text(lines: Rows) -> set[str]:
    return {row["goods_description"][:15].rstrip() for row in lines}


def test_mercury_is_denser_than_honest_goods(inbox: Inbox) -> None:
    dense: dict[bool, list[bool]] = {True: [], False: []}
    for row in inbox.told_by("master"):
        if row.get("volume_m3") and row.get("gross_kg", 0) > 20:
            dense[row["consignment_id"] in inbox.of("mercury_transit")].append(row["gross_kg"] / row["volume_m3"] > 900)
    assert sum(dense[True]) > 0.5 * len(dense[True]) > 1
    assert 0 < _share(sum(dense[False]), len(dense[False])) < 0.03


def test_registered_pickup_points_are_shared_by_honest_parcels(inbox: Inbox) -> None:
    points = list(csv.DictReader((inbox.out / SITE / "pickup_points.csv").read_text("utf-8").splitlines()))
    assert len(points) == 10 and list(points[0]) == ["phone", "address", "name"]
    people: dict[str, set[str]] = defaultdict(set)
    for row in inbox.told_by("register", "item"):
        if row["consignment_id"] not in inbox.method and row.get("consignee_phone"):
            people["+" + row["consignee_phone"].lstrip("+")].add(row["consignee_name"])
    assert all(len(people[point["phone"]]) > 5 for point in points)
    others = [len(names) for phone, names in people.items() if phone not in {point["phone"] for point in points}]
    assert sum(count > 5 for count in others) <= 12  # two points on no list yet, and a few large families


def test_parts_of_weapons_come_from_many_senders_to_one_address(inbox: Inbox) -> None:
    rows = [row for row in inbox.told_by("register") if row["consignment_id"] in inbox.of("weapon_parts")]
    streets = Counter(row.get("consignee_address", "")[-12:] for row in rows)
    assert len({row["consignor_name"] for row in rows}) > 0.8 * len(rows) > 10
    assert streets.most_common(1)[0][1] >= 3


def test_declarations_disagree_now_and_then_and_more_where_something_is_hidden(inbox: Inbox) -> None:
    said = {row["consignment_id"]: row for row in inbox.told_by("master")}
    pairs = [(said[row["waybill"]], row) for row in inbox.told_by("declaration") if row.get("waybill") in said]
    honest = [pair for pair in pairs if pair[0]["consignment_id"] not in inbox.method]
    valued = [pair for pair in honest if pair[0].get("value")]
    other = sum(abs(a["value"] - b["value"]) > 1 for a, b in valued)
    assert other < 0.2 * len(valued)
    lighter = sum(b["gross_kg"] < 0.98 * a["gross_kg"] for a, b in honest if b.get("gross_kg"))
    assert 0.01 < _share(lighter, len(honest)) < 0.09
    hidden = inbox.of("dual_use_hub")
    shown = [b["hs_codes"][0][:4] for a, b in pairs if a["consignment_id"] in hidden]
    assert shown and set(shown) <= {"8512", "3304", "8501"}


def test_most_returns_match_something_that_left(inbox: Inbox) -> None:
    sent = {(row.get("consignor_name"), row.get("consignee_name")) for row in inbox.told_by("master")}
    items = inbox.told_by("item")
    back = [row for row in items if row.get("transaction_nature") == "returned"]
    honest = [row for row in back if row["consignment_id"] not in inbox.method]
    assert 0.03 < _share(len(back), len(items)) < 0.12
    matches = [(row["consignee_name"], row["consignor_name"]) in sent for row in honest]
    whole = [row["received_at"].date() > LAST - timedelta(days=10) for row in honest]  # what left is in the region
    matched = sum(match for match, known in zip(matches, whole, strict=True) if known)
    assert matched > 0.5 * sum(whole) > 2 and sum(matches) < len(matches)


def test_texts_are_copied_by_one_platform_and_by_many_senders_of_hash_oil(inbox: Inbox) -> None:
    senders: dict[str, set[str]] = defaultdict(set)
    receivers: dict[str, set[str]] = defaultdict(set)
    for row in inbox.told_by("register"):
        text = (row.get("goods_description") or "").rstrip("0123456789 ")
        senders[text].add(row["consignor_name"])
        receivers[text].add(row["consignee_name"])
    platform = world().words["platform_text"]
    assert len(senders[platform]) == 1 and len(receivers[platform]) > 60
    assert len(senders["Масло массажное натуральное для тела, набор 3 шт"]) > 3
    assert all(len(senders[text]) > 10 for text in world().words["shop_texts"])


def test_houses_are_late_or_never_come(inbox: Inbox) -> None:
    first: dict[str, datetime] = {}
    for row in inbox.told_by("house", "check_list"):
        master = row.get("master_waybill") or row["consignment_id"]
        first[master] = min(first.get(master, row["received_at"]), row["received_at"])
    masters = {row["waybill"]: row["received_at"] for row in inbox.told_by("master") if row.get("consolidation")}
    parcels = {row.get("master_waybill") for row in inbox.told_by("register")}
    cargo_masters = {waybill: at for waybill, at in masters.items() if waybill not in parcels}
    never = sum(waybill not in first for waybill in cargo_masters)
    assert 0.02 < _share(never, len(cargo_masters)) < 0.12


@pytest.mark.parametrize(("name", "letters"), [("almaty", "Ққ"), ("tbilisi", "აი")])
def test_people_have_names_in_their_own_letters(name: str, letters: str) -> None:
    known = traders(load(name), 1, 40)
    assert any(letter in person.native for person in known.people for letter in letters)
    assert all(person.name.isascii() for person in known.people)


def _honest() -> tuple[Today, Consignment]:
    site = load(SITE)
    flown = flights(site, plan(site, 1), LAST, dice("flights"))
    everybody = traders(site, 1, 40)
    today = Today(site, world().airports["ALA"], 1, LAST, site.as_of(LAST), everybody, tuple(flown), (), 200.0)
    return today, cargo(today, "90112345675", everybody.consignors[0], flown[0].loading, dice("cargo"))


UNSEEN = [method for method in load_methods() if not method.trace]


@pytest.mark.parametrize("method", UNSEEN, ids=lambda method: method.name)
def test_a_method_without_a_trace_changes_no_field_of_the_papers(method: Method) -> None:
    today, honest = _honest()
    bent = bend(Plot(method, method.way, 0), honest, today, Random(1))
    changed = [name for name in Consignment.__dataclass_fields__ if getattr(bent, name) != getattr(honest, name)]
    assert changed == ["method"]


def test_three_methods_leave_no_trace() -> None:
    assert len(UNSEEN) == 3


def test_every_method_has_cases_and_the_shares_are_those_of_the_day(inbox: Inbox) -> None:
    cases = Counter(method for case, method in inbox.method.items())
    methods = load_methods()
    total = sum(method.share for method in methods)
    expected = {method.name: (NIGHTS + 1) * CASES * PREVALENCE * method.share / total for method in methods}
    assert cases.keys() == expected.keys()
    assert {
        name: count for name, count in cases.items() if not 0.4 * expected[name] < count < 1.8 * expected[name]
    } == {}

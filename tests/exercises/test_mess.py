"""The region is as messy as real traffic, within wide bounds: measured on the rows that a pipeline would have."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from exercises.methods import load_methods
from exercises.nights import Night, Region, exercise_of, nights_of
from exercises.parcels import platforms
from exercises.tables import tell
from exercises.traders import REGISTERED
from exercises.waybills import AFTER
from lake.findings import RESULTS
from lake.sites import load

SITES = ("almaty", "tbilisi")
REGION = Region(seed=4, nights=5, last_day=date(2026, 3, 1), cases_a_night=350, prevalence=0.1)
Rows = list[dict[str, Any]]
SCRIPTS = {"latin": r"[A-Z]{3}", "cyrillic": r"[а-яё]{3}", "georgian": r"[ა-ჰ]{3}"}


@pytest.fixture(scope="module")
def made() -> dict[str, list[Night]]:
    return {name: list(nights_of(exercise_of(load(name), REGION))) for name in SITES}


@pytest.fixture(scope="module")
def rows(made: dict[str, list[Night]]) -> Callable[[str], Rows]:
    told = [tell(night) for nights in made.values() for night in nights]
    return lambda name: [row for tables in told for row in tables[name].to_pylist()]


def _waybills(made: dict[str, list[Night]]) -> list[Any]:
    return [waybill for nights in made.values() for night in nights for waybill in night.made]


def _share(some: list[bool]) -> float:
    assert len(some) > 50
    return sum(some) / len(some)


def test_few_waybills_have_a_code_and_most_no_customs_value(rows: Callable[[str], Rows]) -> None:
    told = [row for row in rows("consignments") if row["told_by"] in ("master", "house") and not row["consolidation"]]
    assert 0.05 < _share([bool(row["hs_codes"]) for row in told]) < 0.16
    assert 0.75 < _share([row["value"] is None for row in told]) < 0.93


def test_houses_come_late_or_never_and_manifests_at_take_off(made: dict[str, list[Night]]) -> None:
    consolidations = [w for w in _waybills(made) if w.houses and w.stream == "cargo"]
    assert 0.02 < _share([w.houses_batch is None for w in consolidations]) < 0.14
    assert 0.06 < _share([w.houses_batch == AFTER for w in consolidations]) < 0.3


def test_some_manifests_come_after_the_cut_off(made: dict[str, list[Night]], rows: Callable[[str], Rows]) -> None:
    cutoffs = [night.today.as_of for nights in made.values() for night in nights]
    late = []
    for row in rows("flights"):
        if row["manifest"] != "customs" and row["departs_at"]:
            opened = max((at for at in cutoffs if at <= row["departs_at"]), default=min(cutoffs))
            late.append(row["known_at"] > opened)
    assert 0.02 < _share(late) < 0.7


def test_one_platform_sells_to_new_consignees_alone_and_pick_up_phones_are_shared(
    made: dict[str, list[Night]], rows: Callable[[str], Rows]
) -> None:
    parcels = [row for row in rows("consignments") if row["told_by"] in ("register", "item")]
    known = {party.phone.lstrip("+") for nights in made.values() for party in nights[0].today.traders.people}
    new = defaultdict[str, list[bool]](list)
    names = defaultdict[str, set[str]](set)
    for row in parcels:
        phone = row["consignee_phone"].lstrip("+")
        new[row["consignor_name"]].append(phone not in known)
        names[phone].add(row["consignee_name"])
    assert _share(new[platforms()[-1].name]) > 0.9
    assert _share(new[platforms()[0].name]) < 0.6
    points = {p.phone.lstrip("+") for nights in made.values() for p in nights[0].today.traders.pickup_points}
    assert len(points) == 2 * (REGISTERED + 2)
    assert sum(len(names[phone]) > 4 for phone in points) > len(points) / 2


def test_transfer_cargo_is_known_at_master_level_alone(made: dict[str, list[Night]]) -> None:
    onward = [w for w in _waybills(made) if w.onward]
    assert len(onward) > 20 and not any(w.houses for w in onward)


def test_cargo_in_transit_stays_aboard_and_only_a_manifest_tells_of_it(
    made: dict[str, list[Night]], rows: Callable[[str], Rows]
) -> None:
    aboard = {w.consignment.number for nights in made.values() for night in nights for w in night.aboard}
    own = {w.consignment.number for w in _waybills(made)}
    loads = [row for row in rows("loads") if row["waybill"] in aboard]
    assert len(aboard) > 10 and not aboard & own
    assert {row["waybill"] for row in loads} == aboard
    assert not {row["unloading_airport"] for row in loads} - {"ALA", "TAS", "TBS"}
    told = {row["told_by"] for row in rows("consignments") if row["consignment_id"] in aboard}
    assert told == {"manifest"}


def test_manifest_waybill_and_houses_disagree_now_and_then(made: dict[str, list[Night]]) -> None:
    cargo = [w for w in _waybills(made) if w.stream == "cargo"]
    assert (
        0.02
        < _share([w.manifest_pieces != w.consignment.pieces or w.manifest_kg != w.consignment.kg for w in cargo])
        < 0.1
    )
    masters = [w for w in cargo if w.houses]
    assert 0.01 < _share([abs(sum(it.kg for it in w.houses) / w.consignment.kg - 1) > 0.03 for w in masters]) < 0.15


def test_names_are_written_in_three_scripts(rows: Callable[[str], Rows]) -> None:
    names = [row["consignee_name"] for row in rows("consignments") if row["consignee_name"]]
    shares = {script: _share([bool(re.search(letters, name)) for name in names]) for script, letters in SCRIPTS.items()}
    assert min(shares.values()) > 0.02, shares


def test_every_stream_traffic_and_method_occurs(made: dict[str, list[Night]]) -> None:
    waybills = _waybills(made)
    assert {w.stream for w in waybills} == {"cargo", "courier", "mail", "export"}
    assert any(w.onward for w in waybills)
    bad = Counter(row[1] for nights in made.values() for night in nights for row in night.truth)
    assert bad.keys() == {method.name for method in load_methods()}


def test_every_result_is_written_and_wrong_ones_are_few(made: dict[str, list[Night]]) -> None:
    lines = [one for nights in made.values() for night in nights for sheet in night.sheets for _, one in sheet.lines]
    results = Counter(line.result for line in lines)
    assert results.keys() <= set(RESULTS) and {"hit", "clear", "not_examined", "inconclusive"} <= results.keys()
    assert 0.02 < _share([line.decision != "accepted" for line in lines]) < 0.25
    truth = {row[0] for nights in made.values() for night in nights for row in night.truth}
    hits = [line.case_id in truth for line in lines if line.result == "hit"]
    assert len(hits) > 20 and sum(hits) > 0.9 * len(hits)

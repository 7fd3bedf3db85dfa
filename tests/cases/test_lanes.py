"""What the declaration system ordered: the newest word of each declaration, the strictest of several."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from cases.assemble import assemble
from cases.declared import lanes
from cases.versions import arrivals
from lake.sites import load

sys.path.insert(0, str(Path(__file__).parent))
from factory import NIGHT, WAYBILL, consignment, hours, house, known, message

NUMBER, HOUSES = "SAD/55302/1", (f"{WAYBILL}/H1", f"{WAYBILL}/H2")


def paper(letter: str, lane: str | None, at: float, number: str = NUMBER, of: str = WAYBILL) -> dict[str, Any]:
    return {
        "message_id": message(letter), "record": 1, "known_at": hours(at), "declaration_id": number, "system": "SAD",
        "consignment_id": of, "lane": lane,
    }  # fmt: skip


def found(*papers: dict[str, Any], at: datetime = NIGHT, below: tuple[str, ...] = ()) -> dict[str, str]:
    """The lanes of a waybill, or of houses below it."""
    everything = known(declarations=list(papers))
    rows = [
        {"as_of": at, "case_id": case_id, "parent_id": WAYBILL if below else None} for case_id in below or (WAYBILL,)
    ]
    kinds = pa.schema([("as_of", pa.timestamp("us", tz="UTC")), ("case_id", pa.string()), ("parent_id", pa.string())])
    units = ibis.memtable(pa.Table.from_pylist(rows, schema=kinds))
    arrived = arrivals(everything.messages, everything.receipts, (at,))
    told = lanes(everything.declarations, arrived, units).to_pyarrow().to_pylist()
    return {row["case_id"]: row["lane"] for row in told}


@pytest.mark.parametrize("lane", ["red", "yellow", "green", "blue", None])
def test_a_case_has_the_lane_of_its_declaration_if_it_has_one(lane: str | None):
    assert found(paper("d", lane, -4)) == ({WAYBILL: lane} if lane else {})


def test_the_newest_version_of_a_declaration_counts_as_a_whole():
    old, new = paper("d", "red", -4), paper("e", "green", -2)
    assert found(old, new) == {WAYBILL: "green"} == found(new, old)
    assert found(old, new, at=hours(-3)) == {WAYBILL: "red"}
    assert found(old, new | {"lane": None}) == {}


def test_of_several_declarations_the_strictest_lane_counts():
    papers = [paper("d", "yellow", -4), paper("e", "red", -3, "SAD/55302/2"), paper("g", "green", -2, "SAD/55302/3")]
    assert found(*papers) == {WAYBILL: "red"}
    assert found(papers[0], papers[2]) == {WAYBILL: "yellow"}


def test_a_house_has_its_own_lane_else_its_masters():
    papers = [paper("d", "red", -4), paper("e", "green", -3, "SAD/55302/2", HOUSES[0])]
    assert found(*papers, below=HOUSES) == {HOUSES[0]: "green", HOUSES[1]: "red"}


@pytest.mark.slow
def test_a_case_of_a_run_carries_its_lane():
    told = [consignment("m", "master"), house("h", "H1"), consignment("o", "master", waybill="02012345686",
            consignment_id="02012345686")]  # fmt: skip
    everything = known(consignments=told, declarations=[paper("d", "red", -4)])
    rows = assemble(everything, (NIGHT,), load("almaty")).cases.to_pyarrow().to_pylist()
    assert {row["case_id"]: row["lane"] for row in rows} == {HOUSES[0]: "red", "02012345686": None}

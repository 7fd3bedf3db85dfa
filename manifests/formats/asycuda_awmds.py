"""AWMDS, the manifest of ASYCUDA World, and Awbolds, its degroupage: the houses of one master.

Named as ignored: tonnage, nationality, the number of containers, and what asycuda_bol.py names.
"""

from collections.abc import Callable
from datetime import datetime

from manifests.asycuda import Segment, count, figure, segment
from manifests.asycuda_bol import loads_of, name_bill, read_bill
from manifests.asycuda_flight import carrier_and_number, read_flight
from manifests.awb import parse_awb
from manifests.cargo_imp import first_placed
from manifests.markup import Markup
from manifests.opening_tags import tags
from manifests.reading import Format, Reading, Row
from manifests.record import Record
from manifests.totals import added, agree

ROOTS = frozenset({"AWMDS", "AWBOLDS"})
BILLS = ("Bol_segment", "Bol_Segment", "bol_segment", "BOL_SEGMENT")


def recognises(markup: Markup) -> bool:
    """Whether the root is a manifest or a degroupage."""
    return markup.name.upper() in ROOTS


def read(markup: Markup, received_at: datetime) -> Reading:
    """Return the flight, a load line for each ULD of a waybill, and what is told of each bill's consignment."""
    reading = Reading("awmds")
    whole = Record(reading)
    head = segment(markup.root, BILLS[0], "ctn_segment", "HS_Compliance")
    named = carrier_and_number(head, whole)
    flight = read_flight(head, named, whole)
    told: list[Row] = []
    for part in head.parts(BILLS[0]):
        if part.tag in BILLS:
            reading.records += 1
            _read_bill(part, head, flight, (Record(reading, reading.records, part.line), told))
        else:
            whole.warn("unknown_element", part.line, None, part.tag)
    for row in told:
        row["carrier"] = named[0] if named else None
    _settle(told, whole)
    if reading.records == 0:
        reading.records = 1
        if flight is None:
            Record(reading, 1).refuse("no_waybill", markup.root.sourceline)
    _check_totals(head, told, whole)
    placed = first_placed(reading)
    if flight and placed:
        reading.add("flights", {"record": placed, **flight})
    return reading


def _read_bill(part: Segment, head: Segment, flight: Row | None, to: tuple[Record, list[Row]]) -> None:
    record, told = to
    names = name_bill(part, head.at("Master_bol/Reference_number"), record)
    if names is None:
        return
    flight_id = flight["flight_id"] if flight else None
    bill = {
        "record": record.number,
        "told_by": "customs_manifest",
        "flight_id": flight_id,
        **names,
        **read_bill(part, record),
    }
    told.append(bill)
    record.reading.add("consignments", bill)
    if flight is None or parse_awb(bill.get("waybill") or "") is None:
        return
    unloading = bill["destination_airport"] or flight["unloading_airport"]
    arrives_at = flight["arrives_at"] if unloading == flight["unloading_airport"] else None
    for line in loads_of(part, bill, record):
        stands = {"record": record.number, "flight_id": flight_id, "waybill": bill["waybill"]}
        record.reading.add("loads", stands | line | {"unloading_airport": unloading, "arrives_at": arrives_at})


def _settle(told: list[Row], whole: Record) -> None:
    """Say of each bill what only the others tell: that it is a master, or that it stands there twice."""
    masters = {row.get("master_waybill") for row in told}
    seen: set[str] = set()
    for row in told:
        if "waybill" in row and row["waybill"] in masters:
            row |= {"kind": "master", "consolidation": True}
        if row["consignment_id"] in seen:
            what = "duplicate_house" if row.get("house_waybill") else "duplicate_waybill"
            Record(whole.reading, row["record"]).warn(what, None, "consignment_id", row["consignment_id"])
        seen.add(row["consignment_id"])


def _check_totals(head: Segment, told: list[Row], whole: Record) -> None:
    """Compare the head's totals with the bills: all of them, or those that are no houses of others."""
    tops = [row for row in told if "master_waybill" not in row]
    convert: Callable[[str], tuple[float | None, str | None]]
    for tag, column, convert in (
        ("Total_number_of_bols", "records", count),
        ("Total_number_of_packages", "pieces", count),
        ("Total_gross_mass", "gross_kg", figure),
    ):
        said = head.at(f"Totals_segment/{tag}")
        total = whole.take(convert, said, column)
        sums = [_sum(rows, column) for rows in (told, tops)] if column != "records" else [whole.reading.records]
        if told and said and not any(agree(total, one) for one in sums):
            whole.warn("total_mismatch", said.line, column, f"{sums[0] or 0:g} of {total:g}")


def _sum(rows: list[Row], column: str) -> float | None:
    return added(row[column] for row in rows)


def count_records(markup: Markup) -> int:
    """Opening tags of bills; a manifest without one is one record."""
    return max(1, sum(1 for _ in tags(markup.data, *BILLS)))


FORMAT = Format(
    "awmds",
    "ASYCUDA World manifest (AWMDS) and degroupage (Awbolds): each bill is a record, or the manifest without any.",
    "xml",
    recognises,
    read,
    count_records,
)

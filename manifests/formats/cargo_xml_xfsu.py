"""XFSU, the status of a waybill in Cargo-XML: one record a status and consignment it is told of. Versions 3 to 6.

No public example exists: the paths are those that public senders write. See manifests/cargo_xml_status.py.
"""

from datetime import datetime
from itertools import pairwise

from manifests.awb import check_digit_ok
from manifests.cargo_xml import HEADER, is_of_iata, plain, read_message, value_of
from manifests.cargo_xml_loads import split
from manifests.cargo_xml_plan import Element, Part, Plan
from manifests.cargo_xml_status import TOLD, status_row
from manifests.cargo_xml_values import quiet_count, waybill
from manifests.markup import Markup, local
from manifests.opening_tags import tags
from manifests.reading import Format, Reading
from manifests.record import Record

_STATUS, _TOLD = "ReportedStatus", "AssociatedStatusConsignment"
PLAN = Plan(
    "message",
    MessageHeaderDocument=HEADER,
    BusinessHeaderDocument=None,
    MasterConsignment=Plan(
        "masters",
        many=True,
        GrossWeightMeasure=None,
        TotalGrossWeightMeasure=None,
        GrossVolumeMeasure=None,
        PieceQuantity="pieces",
        TotalPieceQuantity="total_pieces",
        TransportSplitDescription="split",
        TransportContractDocument=Plan("contract", ID="waybill"),
        OriginLocation=None,
        FinalDestinationLocation=None,
        ReportedStatus=Plan("statuses", many=True, ReasonCode="status", AssociatedStatusConsignment=TOLD),
    ),
)


def read(markup: Markup, received_at: datetime) -> Reading:
    """Return a row of `statuses` for each status and consignment it is told of."""
    message, reading = read_message(markup, "xfsu", PLAN)
    masters = message.parts.get("masters", [])
    _number(markup, masters, reading)
    if not any(_told(master) for master in masters) and not reading.quarantined:
        _without_status(masters[0] if masters else message, reading)
    for master in masters:
        _master(master, reading)
    return reading


def _told(master: Part) -> list[tuple[Part, Part]]:
    """Each status with what it is told of, or with itself: those that are records."""
    statuses = master.parts.get("statuses", ())
    return [(status, each) for status in statuses for each in (status, *status.parts.get("told", ())) if each.number]


def _number(markup: Markup, masters: list[Part], reading: Reading) -> None:
    """Number the records: what a status is told of, and a status that is told of nothing. Strays are refused."""
    statuses = [status for master in masters for status in master.parts.get("statuses", ())]
    parts = {id(part.element): part for status in statuses for part in (status, *status.parts.get("told", ()))}
    found: list[Element] = list(markup.root.iter(f"{{*}}{_STATUS}", f"{{*}}{_TOLD}"))
    number = 0
    for element, after in pairwise([*found, None]):
        if local(element.tag) == _STATUS and after is not None and local(after.tag) == _TOLD:
            continue
        number += 1
        part = parts.get(id(element))
        if part is not None:
            part.number = number
        else:
            Record(reading, number).refuse("segment_malformed", element.sourceline, None, local(element.tag))
    reading.records = max(number, 1)


def _master(master: Part, reading: Reading) -> None:
    told = _told(master)
    if not told:
        Record(reading, None, master.element.sourceline).warn("missing_segment", None, None, "no status")
        return
    first = Record(reading, told[0][1].number, master.element.sourceline)
    number = value_of(master.fields.get("waybill"), "waybill", waybill, first)
    if number is not None and not check_digit_ok(number):
        first.warn("awb_check_digit", master.line("waybill"), "waybill", number)
    total = _total(master, first)
    for status, each in told:
        record = Record(reading, each.number, each.element.sourceline)
        if number is None:
            record.refuse("no_waybill", None, "waybill", plain(master.fields.get("waybill")))
            continue
        row = status_row(status, each, number, total, record)
        if row is not None:
            reading.add("statuses", row)


def _without_status(part: Part, reading: Reading) -> None:
    """A message without any status is one record: not used, or refused where it names no waybill either."""
    record = Record(reading, 1, part.element.sourceline)
    if value_of(part.fields.get("waybill"), "waybill", waybill, record) is None:
        record.refuse("no_waybill", None, "waybill")
    else:
        reading.ignored = 1


def _total(master: Part, record: Record) -> int | None:
    """Pieces of the whole: as said, else those of the consignment where that is all of it."""
    said: int | None = value_of(master.fields.get("total_pieces"), "total_pieces", quiet_count, record)
    if said is None and value_of(master.fields.get("split"), "split", split, record) == "T":
        said = value_of(master.fields.get("pieces"), "total_pieces", quiet_count, record)
    return said


def count(markup: Markup) -> int:
    """What statuses are told of, and statuses that are told of nothing, by their opening tags; one for a message."""
    names = [*tags(markup.data, _STATUS, _TOLD), _STATUS]
    records = sum(name == _TOLD or after == _STATUS for name, after in pairwise(names))
    return max(records, 1)


FORMAT = Format(
    "xfsu",
    "Status of a waybill in Cargo-XML: each status and consignment it is told of is a record.",
    "xml",
    lambda markup: markup.name == "StatusMessage" and is_of_iata(markup),
    read,
    count,
)

"""XFWB, the master or direct air waybill in Cargo-XML: one record a message. Versions 3.00 to 5.00.

Named as ignored: see manifests/cargo_xml_consignment.py, cargo_xml_party.py, cargo_xml_goods.py.
"""

from datetime import datetime

from manifests.cargo_xml import HEADER, is_of_iata, number_parts, plain, read_message, value_of
from manifests.cargo_xml_consignment import (
    SIGNED,
    STEPS,
    add_consignment,
    add_issue,
    check_digit,
    check_quantities,
)
from manifests.cargo_xml_count import count_elements
from manifests.cargo_xml_goods import ITEM
from manifests.cargo_xml_party import check_parties
from manifests.cargo_xml_plan import Part, Plan
from manifests.cargo_xml_values import waybill
from manifests.markup import Markup
from manifests.reading import Format, Reading, Row
from manifests.record import Record

_NOTED = {"C": True, "D": False}
"""ContentCode of the header's note: consolidation, direct."""
_TYPES = {"741": True, "740": False}
PLAN = Plan(
    "message",
    MessageHeaderDocument=HEADER,
    BusinessHeaderDocument=Plan(
        "business",
        ID="waybill",
        IncludedHeaderNote=Plan("noted", many=True, ContentCode="code"),
        SignatoryCarrierAuthentication=SIGNED,
    ),
    MasterConsignment=Plan(
        "masters",
        many=True,
        **STEPS,
        ApplicableRating=Plan("rating", first=True, IncludedMasterConsignmentItem=ITEM),
        IncludedMasterConsignmentItem=ITEM,
    ),
)


def read(markup: Markup, received_at: datetime) -> Reading:
    """Return the one consignment of the message, and its goods rows."""
    message, reading = read_message(markup, "xfwb", PLAN)
    masters = message.parts.get("masters", [])
    number_parts(markup, "MasterConsignment", masters, reading)
    for second in masters[1:]:
        Record(reading, second.number).refuse("segment_malformed", second.element.sourceline, None, "MasterConsignment")
    if masters:
        _master(message, masters[0], reading)
    elif not reading.quarantined:
        _master(message, Part(message.element, {}, {}, number=1), reading)
    return reading


def _master(message: Part, part: Part, reading: Reading) -> None:
    record = Record(reading, part.number, part.element.sourceline)
    number = _waybill(message, part, record)
    if number is None:
        return
    row: Row = {
        "record": record.number,
        "consignment_id": number,
        "told_by": "master",
        "waybill": number,
        "stream": "cargo",
        "check_digit_ok": check_digit(number, record),
    }
    goods = add_consignment(row, part, record)
    _kind(row, message, record)
    add_issue(row, message, record)
    if reading.purpose != "cancel":
        check_quantities(row, part, record)
        check_parties(row, record)
    reading.add("consignments", row)
    for each in goods:
        reading.add("goods", each)


def _waybill(message: Part, part: Part, record: Record) -> str | None:
    """The number of the header; where it is missing that of the consignment, or the one the message is called by."""
    for fields, column in ((message.fields, "waybill"), (part.fields, "number"), (message.fields, "reference")):
        number = value_of(fields.get(column), "waybill", waybill, record)
        if number is not None:
            return number
    record.refuse("no_waybill", None, "waybill")
    return None


def _kind(row: Row, message: Part, record: Record) -> None:
    """Master or direct: by the type of the message and the note of its header; null where they contradict."""
    said: set[bool] = set()
    for note in message.parts.get("noted", ()):
        code = plain(note.fields.get("code"))
        if code in _NOTED:
            said.add(_NOTED[code])
    kind = plain(message.fields.get("type"))
    if kind in _TYPES:
        said.add(_TYPES[kind])
    elif kind:
        record.warn("unknown_code", message.line("type"), "kind", kind)
    if len(said) == 1:
        row["consolidation"] = said.pop()
        row["kind"] = "master" if row["consolidation"] else "direct"
    elif said:
        record.warn("unknown_code", message.line("type"), "consolidation", "consolidation and direct")


def count(markup: Markup) -> int:
    """Opening tags of a consignment; one for a message without any."""
    return max(count_elements(markup.data, "MasterConsignment"), 1)


FORMAT = Format(
    "xfwb",
    "Master or direct air waybill in Cargo-XML: the message is the record.",
    "xml",
    lambda markup: markup.name == "Waybill" and is_of_iata(markup),
    read,
    count,
)

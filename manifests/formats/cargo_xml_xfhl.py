"""XFHL, the houses of a master in Cargo-XML: one record a house, or the master where it has none. Versions 2.00, 3.00.

A list tells which houses a master has; a house with parties is told as by its own waybill. Named as ignored: see
manifests/cargo_xml_consignment.py, cargo_xml_party.py, cargo_xml_goods.py; what the master says of customs.
"""

from datetime import datetime

from manifests.cargo_imp import first_placed
from manifests.cargo_xml import HEADER, Converters, fill, is_of_iata, number_parts, read_message, value_of
from manifests.cargo_xml_consignment import STEPS, add_consignment, add_rows, check_digit, check_quantities, check_route
from manifests.cargo_xml_count import count_elements
from manifests.cargo_xml_goods import ITEM
from manifests.cargo_xml_party import check_parties
from manifests.cargo_xml_plan import Part, Plan
from manifests.cargo_xml_values import airport, count, house_number, quiet_count, waybill, weight
from manifests.markup import Markup
from manifests.reading import Format, Reading, Row
from manifests.record import Record

PLAN = Plan(
    "message",
    MessageHeaderDocument=HEADER,
    BusinessHeaderDocument=Plan("business", ID="master"),
    MasterConsignment=Plan(
        "masters",
        many=True,
        IncludedTareGrossWeightMeasure="gross_kg",
        PackageQuantity="slac",
        TotalPieceQuantity="pieces",
        TransportContractDocument=Plan("contract", ID="waybill"),
        OriginLocation=Plan("origin", ID="origin_airport"),
        FinalDestinationLocation=Plan("destination", ID="destination_airport"),
        IncludedHouseConsignment=Plan("houses", many=True, ID=None, **STEPS, IncludedHouseConsignmentItem=ITEM),
    ),
)
_MASTER = Converters(
    {"slac": quiet_count, "pieces": count, "origin_airport": airport, "destination_airport": airport},
    {"gross_kg": weight},
)
_SLACK = (("pieces", 0.0), ("gross_kg", 0.01))
"""Share of the whole by which the houses may miss it: weights are rounded."""


def read(markup: Markup, received_at: datetime) -> Reading:
    """Return the master's row, a row for each house, and their goods rows."""
    message, reading = read_message(markup, "xfhl", PLAN)
    masters = message.parts.get("masters", [])
    houses = [house for master in masters for house in master.parts.get("houses", ())]
    number_parts(markup, "IncludedHouseConsignment", houses, reading)
    lines: dict[str, int] = {}
    for master in masters or [Part(message.element, {}, {})]:
        if houses and "houses" not in master.parts:
            Record(reading, None, master.element.sourceline).warn("no_house", None, "house_waybill")
        else:
            _master(message, master, lines, reading)
    if not houses:
        Record(reading).refuse("no_house", message.element.sourceline, "house_waybill")
    if not reading.rows and not reading.quarantined:
        Record(reading, 1, message.element.sourceline).refuse("no_waybill", None, "waybill")
    return reading


def _master(message: Part, part: Part, lines: dict[str, int], reading: Reading) -> None:
    """A master and its houses; without its number none of them can be placed."""
    houses = part.parts.get("houses", [])
    record = Record(reading, None, part.element.sourceline)
    only = len(message.parts.get("masters", ())) <= 1
    number = value_of(part.fields.get("waybill"), "waybill", waybill, record)
    if number is None and only:
        number = value_of(message.fields.get("master"), "waybill", waybill, record)
    if number is None:
        for house in houses:
            Record(reading, house.number, house.element.sourceline).refuse("no_waybill", None, "master_waybill")
        return
    master: Row = {"consignment_id": number, "told_by": "check_list", "kind": "master", "waybill": number}
    master |= {"stream": "cargo", "consolidation": True, "check_digit_ok": check_digit(number, record)}
    fill(master, part, _MASTER, record)
    told = [found for house in houses if (found := _house(house, master, reading))]
    if number in lines and not houses:
        record.warn("duplicate_waybill", None, "waybill", number)
        return
    lines.setdefault(number, 0)
    master["record"] = told[0][2].number if told else first_placed(reading) if not houses else None
    if master["record"]:
        reading.add("consignments", master)
    for row, goods, of_house in told:
        add_rows(row, goods, of_house, lines)
    if len(told) == len(houses) > 1:
        _check_totals(master, [row for row, _, _ in told], reading)


def _house(part: Part, master: Row, reading: Reading) -> tuple[Row, list[Row], Record] | None:
    """The row of a house, those of its goods, and its record; None and a refusal where nothing names it."""
    record = Record(reading, part.number, part.element.sourceline)
    number = value_of(part.fields.get("number"), "house_waybill", house_number, record)
    if number is None:
        record.refuse("field_missing", None, "house_waybill")
        return None
    row: Row = {
        "record": record.number,
        "consignment_id": f"{master['waybill']}/{number}",
        "told_by": "check_list",
        "kind": "house",
        "master_waybill": master["waybill"],
        "house_waybill": number,
        "stream": "cargo",
    }
    goods = add_consignment(row, part, record)
    if reading.purpose != "cancel":
        check_quantities(row, part, record)
        check_route(row, master, record)
        if row.get("goods_description") is None:
            record.warn("empty_description", None, "goods_description")
    if row.get("consignor_name") or row.get("consignee_name"):
        row["told_by"] = "house"
        check_parties(row, record)
    return row, goods, record


def _check_totals(master: Row, rows: list[Row], reading: Reading) -> None:
    """Report a list that does not add up; one house of a master is no list."""
    for name, slack in _SLACK:
        whole, parts = master.get(name), [row.get(name) or 0 for row in rows]
        if whole and all(parts) and abs(sum(parts) - whole) > slack * whole:
            Record(reading).warn("total_mismatch", None, name, f"{name} {sum(parts):g} of {whole:g}")
            return


def count_houses(markup: Markup) -> int:
    """Opening tags of a house; one for a master without any."""
    return max(count_elements(markup.data, "IncludedHouseConsignment"), 1)


FORMAT = Format(
    "xfhl",
    "Houses of a master in Cargo-XML: each house is a record, or the message when it has none.",
    "xml",
    lambda markup: markup.name == "HouseManifest" and is_of_iata(markup),
    read,
    count_houses,
)

"""SAD, the declaration of ASYCUDA World: its header, its items, and what it says of the consignment it names.

Named as ignored: taxes and payments, guarantee, warehouse and transit, documents that are no waybill's, lines of
the summary declaration, countries of trade and first destination, means of transport, delivery terms, freight and
insurance, supplier's papers, scans.
"""

from datetime import date, datetime
from hashlib import sha256

from manifests import cells, codes
from manifests.asycuda import Segment, count, day, money, segment, trader, weight
from manifests.asycuda_item import Item, read_items, together
from manifests.markup import Markup
from manifests.opening_tags import tags
from manifests.reading import Format, Reading, Row
from manifests.record import Record
from manifests.tax_id import tax_id
from manifests.totals import agree

TRAFFIC = {"IM": "import", "EX": "export", "TR": "transit"}
_SHORT_HASH = 16
_YEAR = 4


def recognises(markup: Markup) -> bool:
    """Whether the root is an ASYCUDA document."""
    return markup.name.upper() == "ASYCUDA"


def read(markup: Markup, received_at: datetime) -> Reading:
    """Return the declaration, a goods row for each item, and what it tells of each consignment it names."""
    reading = Reading("sad", records=1)
    record = Record(reading, 1)
    head = segment(markup.root, "Item", "Attached_documents")
    items = read_items(list(head.parts("Item")), head.at("Gs_Invoice/Currency_code"), record)
    if not items and not head.said:
        record.refuse("missing_segment", markup.root.sourceline)
        return reading
    if head.at("Assessment/Number"):
        reading.purpose = "update"
    declaration = _declaration(head, items, record, sha256(markup.data).hexdigest())
    figures, parties = _figures(head, items, record), _parties(head, record)
    totals = {"total_value": figures["value"], "currency": figures["currency"], "gross_kg": figures["gross_kg"]}
    reading.add("declarations", declaration | totals)
    _tell(declaration, figures, parties, items, reading)
    return reading


def _declaration(head: Segment, items: list[Item], record: Record, digest: str) -> Row:
    row: Row = {
        "record": 1,
        "system": "SAD",
        "office": record.take(cells.text, head.at("Office_segment/Customs_clearance_office_code"), "office"),
        "declared_on": record.take(day, head.at("Registration/Date"), "declared_on"),
        "procedure": record.take(cells.text, head.at("Type/Declaration_gen_procedure_code"), "procedure"),
        "declaration_type": record.take(cells.text, head.at("Type/Type_of_declaration"), "declaration_type"),
        "declarant_id": record.take(tax_id, head.at("Declarant/Declarant_code"), "declarant_id"),
        "manifest_reference": record.take(
            cells.text, head.at("Identification/Manifest_reference_number"), "manifest_reference"
        ),
    }
    row["declaration_id"] = _identity(row, head, record, digest)
    references = list(dict.fromkeys(item.named for item in items if item.named.consignment_id))
    if references:
        first = references[0]
        row["waybill"] = first.item or first.waybill or first.house
        row["consignment_id"] = first.consignment_id if len(references) == 1 else None
    elif items and "awb_format" not in record.said:
        record.warn("no_waybill", None, "waybill")
    if len(references) > 1:
        told = ", ".join(str(reference.consignment_id) for reference in references)
        record.warn("several_waybills", None, "waybill", told)
    return row


def _identity(row: Row, head: Segment, record: Record, digest: str) -> str:
    """SAD/office/year-number, as a number begins again every year; of a draft what else names it, at last its bytes."""
    number, serial = (head.at(f"Registration/{tag}") for tag in ("Number", "Serial_number"))
    office = row["office"]
    if office is None:
        record.warn("field_missing", None, "office")
    if number is None or cells.bare(number.text) is None:
        record.warn("declaration_not_registered", None, "declaration_id")
        reference = head.at("Reference/Number")
        if office and reference and row["declarant_id"]:
            year = head.at("Reference/Year")
            named = f"{year.text}-{reference.text}" if year else reference.text
            return f"SAD/{office}/draft/{row['declarant_id']}/{' '.join(named.split())}"
    elif office:
        return f"SAD/{office}/{_year(row['declared_on'], head)}{serial.text if serial else ''}{number.text}"
    return f"SAD/{office or '-'}/message/{digest[:_SHORT_HASH]}"


def _year(declared_on: date | None, head: Segment) -> str:
    told = head.at("Assessment_notice/Registration_year")
    if declared_on:
        return f"{declared_on.year}-"
    return f"{told.text}-" if told and told.text.isdecimal() and len(told.text) == _YEAR else ""


def _figures(head: Segment, items: list[Item], record: Record) -> Row:
    """Totals of the header, or of the items where the header has none; both are compared."""
    added = together(items)
    value, currency = money(
        head.at("Gs_Invoice/Amount_foreign_currency", "Total/Total_invoice"),
        head.at("Gs_Invoice/Currency_code"),
        record,
    )
    gross, pieces = head.at("Weight/Gross_weight", "Total/Total_weight"), head.at("Nbers/Total_number_of_packages")
    told = {
        "gross_kg": record.take(weight, gross, "gross_kg"),
        "pieces": record.take(count, pieces, "pieces"),
        "value": value,
    }
    announced = record.take(count, head.at("Nbers/Total_number_of_items"), "items")
    if announced is not None and announced != len(items):
        record.warn("item_count_mismatch", None, "items", f"{len(items)} of {announced}")
    comparable = {"gross_kg", "pieces"} | ({"value"} if currency == added["currency"] else set())
    for name in sorted(comparable):
        if items and not agree(told[name], added[name]):
            record.warn("total_mismatch", None, name, f"{added[name]:g} of {told[name]:g}")
    summed = told["value"] is None
    return {
        "gross_kg": told["gross_kg"] or (added["gross_kg"] if gross is None else None),
        "pieces": told["pieces"] or (added["pieces"] if pieces is None else None),
        "value": added["value"] if summed else told["value"],
        "currency": added["currency"] if summed and added["value"] else currency,
    }


def _parties(head: Segment, record: Record) -> Row:
    """Exporter and consignee; where an address ends in no country it is that of export or destination."""
    row: Row = {}
    for who, title, country in (
        ("consignor", "Exporter", "Export/Export_country_code"),
        ("consignee", "Consignee", "Destination/Destination_country_code"),
    ):
        name, code = head.at(f"{title}/{title}_name"), head.at(f"{title}/{title}_code")
        row |= trader(who, name, head.at(f"{title}/{title}_address"), code, record)
        told = record.take(codes.country, head.at(country), f"{who}_country")
        if told and f"{who}_name" in row:
            row.setdefault(f"{who}_country", told)
    return row


def _tell(declaration: Row, totals: Row, parties: Row, items: list[Item], reading: Reading) -> None:
    """Add goods rows, and of each consignment what the declaration tells of it."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.named.consignment_id or declaration["declaration_id"], []).append(item)
    kind = (declaration["declaration_type"] or "")[:2].upper()
    for consignment_id, group in groups.items():
        for line, item in enumerate(group, 1):
            reading.add("goods", {"record": 1, "consignment_id": consignment_id, "line": line, **item.row})
        reference = group[0].named
        if reference.consignment_id is None:
            continue
        whole = declaration["consignment_id"] == consignment_id and len(group) == len(items)
        figures = together(group)
        if whole:
            figures |= totals
        told = {"record": 1, "told_by": "declaration", "traffic": TRAFFIC.get(kind), **reference.columns()}
        reading.add("consignments", told | figures | parties)


def count_records(markup: Markup) -> int:
    """One declaration a message: its root opens once."""
    return min(1, sum(1 for _ in tags(markup.data, markup.name)))


FORMAT = Format(
    "sad",
    "ASYCUDA World declaration (SAD): the message is the record.",
    "xml",
    recognises,
    read,
    count_records,
)

"""ITMATT-like XML: attributes of postal items (electronic CN 22, CN 23), one item or a list of them in any wrapper.

The numbers for the nature of the transaction (11 sale, 21 returned, 31 gift, 32 sample, 91 documents, 99 and 999 other)
are from general knowledge, not from the standard ([L] in FORMATS.md 3). Letters without goods are counted as ignored.
A tax or importer number is of a person as a rule and is kept as a keyed hash only. Postage is its freight, nought is
not said. Named as ignored: the country of posting (the number tells it), handling instructions.
"""

import math
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from lxml import etree

from manifests import cells
from manifests.markup import Markup, local, own_text
from manifests.opening_tags import tags
from manifests.post_item import CONTENT, CONTENTS, IDS, IGNORED, ITEM, ItemReader, plain
from manifests.reading import Format, Problem, Reading, Row
from manifests.record import LONGEST_DETAIL, Record
from manifests.s10 import mail_class_of, s10_check_digit_ok

NAMES = ("Item", "MailItem", "PostalItem")
_MARKS = IDS | CONTENT | CONTENTS | {"mailclass", "totalweight"}
_LOOKED_AT = 1000
_SLACK_KG = 0.001


@dataclass
class _Seen:
    """What was said of an item number: its first telling, all of them as text once there are two, its goods lines."""

    first: tuple[Row, list[Row]]
    lines: int
    texts: set[str] = field(default_factory=set)


def _name(root: etree._Element) -> str | None:
    """What the items are called: the known name that comes first, where that holds what an item holds."""
    first = next(root.iter(*(f"{{*}}{name}" for name in NAMES)), None)
    if first is None or not any(plain(child.tag) in _MARKS for child in islice(first, _LOOKED_AT)):
        return None
    return local(first.tag)


def recognises(markup: Markup) -> bool:
    """Whether there are postal items: elements of that name with the number, the class or the contents of one."""
    return _name(markup.root) is not None


def read(markup: Markup, received_at: datetime) -> Reading:
    """Return a consignment for each item and a goods row for each of its contents."""
    reading = Reading("itmatt", problems=list(markup.problems))
    unknown: set[str] = set()
    seen: dict[str, _Seen] = {}
    for record, item in enumerate(markup.root.iter(f"{{*}}{_name(markup.root)}"), 1):
        reading.records = record
        _read_item(item, ItemReader(Record(reading, record, item.sourceline), unknown), seen)
    if unknown:
        names = ", ".join(sorted(unknown))[:LONGEST_DETAIL]
        reading.problems.append(Problem("unknown_element", detail=names))
    return reading


def _read_item(item: etree._Element, reader: ItemReader, seen: dict[str, _Seen]) -> None:
    record = reader.record
    row, contents, number = _sort_out(item, reader)
    text = own_text(number) if number is not None else ""
    waybill, slug = cells.postal_item(text)
    if waybill is None:
        record.refuse(slug or "field_missing", None, "waybill", text)
        return
    if slug:
        record.warn(slug, None, "waybill", text)
    row.setdefault("mail_class", mail_class_of(waybill))
    if not row.get("freight"):
        row |= {"freight": None, "freight_currency": None}
    if "gross_kg" not in reader.told:
        record.warn("missing_weight", None, "gross_kg")
    goods = [line for content in contents if (line := reader.line(content))]
    if _is_letter(row, goods):
        record.reading.ignored += 1
        return
    _complete(row, goods, waybill, record)
    lines = _lines_before(row, goods, seen, record)
    if lines is None:
        record.reading.ignored += 1
        return
    record.reading.add("consignments", {"record": record.number, **row})
    for at, line in enumerate(goods, lines + 1):
        record.reading.add("goods", {"record": record.number, "consignment_id": waybill, "line": at, **line})


def _lines_before(row: Row, goods: list[Row], seen: dict[str, _Seen], record: Record) -> int | None:
    """Goods lines of this number so far; None where the item says what one of this number said before."""
    before = seen.get(row["waybill"])
    if before is None:
        seen[row["waybill"]] = _Seen((row, goods), len(goods))
        return 0
    record.warn("duplicate_waybill", None, "waybill", row["waybill"])
    before.texts |= {repr(before.first)} if not before.texts else set()
    text, lines = repr((row, goods)), before.lines
    if text in before.texts:
        return None
    before.texts.add(text)
    before.lines += len(goods)
    return lines


def _sort_out(item: etree._Element, reader: ItemReader) -> tuple[Row, list[etree._Element], etree._Element | None]:
    """The columns of the item, its contents, and the element with its number."""
    row: Row = {}
    contents: list[etree._Element] = []
    number = None
    for child in item:
        name = plain(child.tag)
        if name in ITEM:
            reader.take(row, ITEM[name], child)
        elif name in IDS:
            number = child if number is None else number
        elif name in CONTENT:
            contents.append(child)
        elif name in CONTENTS:
            contents.extend(child)
        elif not reader.party(row, child, name) and name not in IGNORED:
            reader.unknown.add(local(child.tag))
    return row, contents, number


def _is_letter(row: Row, goods: list[Row]) -> bool:
    """Documents in a letter, with no content that has a value or an HS code."""
    documents = row.get("transaction_nature") == "documents" and row.get("mail_class") == "U"
    return documents and not any(line.get("value") or "hs_code" in line for line in goods)


def _complete(row: Row, goods: list[Row], waybill: str, record: Record) -> None:
    """Add what follows from the number and from the contents, and report what does not fit or is not there."""
    said = dict.fromkeys(line["goods_description"] for line in goods if "goods_description" in line)
    row |= {
        "consignment_id": waybill,
        "told_by": "item",
        "kind": "postal",
        "stream": "mail",
        "waybill": waybill,
        "pieces": 1,
        "check_digit_ok": s10_check_digit_ok(waybill),
        "goods_description": "; ".join(said) or None,
        "hs_codes": list(dict.fromkeys(line["hs_code"] for line in goods if "hs_code" in line)),
        **_worth(goods, record),
    }
    if not goods:
        record.warn("empty_description", None, "goods_description")
    for who in ("consignor", "consignee"):
        if f"{who}_name" not in row:
            record.warn("party_missing", None, None, who)
        elif f"{who}_country" not in row:
            record.warn("party_without_country", None, None, who)
    net = math.fsum(line.get("net_kg") or line.get("gross_kg") or 0.0 for line in goods)
    if net > row.get("gross_kg", math.inf) + _SLACK_KG:
        record.warn("content_weight_exceeds_total", None, "gross_kg", f"{net:g} kg of {row['gross_kg']:g}")


def _worth(goods: list[Row], record: Record) -> Row:
    """The sum of the contents; null where one has no value that can be read, or they are in several currencies."""
    values = [line.get("value") for line in goods]
    currencies = dict.fromkeys(line.get("currency") for line in goods)
    if not goods or any(value is None for value in values):
        return {}
    if len(currencies) > 1:
        record.warn("currency_mixed", None, "currency", ", ".join(str(code) for code in currencies))
        return {}
    return {"value": round(math.fsum(filter(None, values)), 2), "currency": next(iter(currencies))}


def count(markup: Markup) -> int:
    """Opening tags of the known name that comes first."""
    found = list(tags(markup.data, *NAMES))
    return found.count(found[0]) if found else 0


DOC = "Postal items with their contents (ITMATT-like XML): each item is a record."
FORMAT = Format("itmatt", DOC, "xml", recognises, read, count)

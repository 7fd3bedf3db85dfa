"""Which consignment an item of a declaration names: by its previous document, else by the documents attached to it.

Codes of documents are those of UN/EDIFACT 1001: 740 air waybill, 741 master air waybill, 703 house waybill.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from manifests import cells
from manifests.awb import check_digit_ok, parse_awb
from manifests.reading import Row
from manifests.record import Record, Said
from manifests.s10 import parse_s10, s10_check_digit_ok

_DOCUMENT = re.compile(r"[A-Z]?0*(740|741|703)")
_WITHIN = re.compile(r"(?<!\d)\d{3}[\s-]?\d{4}\s?\d{4}(?!\d)", re.ASCII)
_LABELS = re.compile(r"\b[MH]?(?:AWB|WB|BL)\b", re.IGNORECASE)
_HOUSE = re.compile(r"(?=\D*\d)[\w.-]{3,35}")


class Reference(NamedTuple):
    """What an item names: a waybill with or without a house, a house whose master is not told, or a postal item."""

    waybill: str | None = None
    house: str | None = None
    item: str | None = None

    @property
    def consignment_id(self) -> str | None:
        """The id of the consignment; None when nothing is named."""
        if self.waybill and self.house:
            return f"{self.waybill}/{self.house}"
        return self.item or self.waybill or self.house

    def columns(self) -> Row:
        """The columns of `consignments` that say which it is."""
        row: Row = {"consignment_id": self.consignment_id, "stream": "mail" if self.item else "cargo"}
        if self.item:
            row |= {"kind": "postal", "waybill": self.item, "check_digit_ok": s10_check_digit_ok(self.item)}
        elif self.house:
            row |= {"kind": "house", "master_waybill": self.waybill, "house_waybill": self.house}
        else:
            row["waybill"] = self.waybill
        if self.waybill:
            row["check_digit_ok"] = check_digit_ok(self.waybill)
        return row


def read_reference(text: str) -> Reference | None:
    """What a previous document's text names; None when it names no consignment (a manifest, a warehouse, a date).

    >>> read_reference("885-50645604"), read_reference("AWB 885-48773664 / HAWB FRX7700012")
    (Reference(waybill='88550645604', house=None, item=None), Reference(waybill='88548773664', house='FRX7700012', item=None))
    >>> read_reference("FRX 7700012").house, read_reference("2026/55302/17"), read_reference("NONE")
    ('FRX7700012', None, None)
    """  # noqa: E501 - a doctest's answer stands on one line
    if waybill := parse_awb(text):
        return Reference(waybill)
    if item := parse_s10(text):
        return Reference(item=item)
    if within := _WITHIN.search(text):
        rest = _LABELS.sub(" ", f"{text[: within.start()]} {text[within.end() :]}")
        words = (word.strip(".:-#№") for word in re.split(r"[\s/,;()]+", rest))
        return Reference(parse_awb(within[0]), next(filter(_HOUSE.fullmatch, words), None))
    house = cells.house(_LABELS.sub(" ", text))[0]
    return Reference(house=house) if house and _HOUSE.fullmatch(house) else None


def named(summary: Said | None, documents: Iterable[tuple[Said | None, Said | None]], record: Record) -> Reference:
    """What one item names.

    A master (741) above makes another number in the summary its house; so does an air waybill (740) beside it.

    Args:
        summary: the text of the previous document.
        documents: code and reference of the documents attached.
        record: takes the problems.
    """
    told = read_reference(summary.text) if summary else None
    if summary and told is None:
        record.once("awb_format", summary.line, "waybill", summary.text)
    told = told or Reference()
    if told.item:
        return told
    papers = _papers(documents)
    master, air = (parse_awb(papers.get(code, "")) for code in ("741", "740"))
    waybill = master or told.waybill or air
    by_air = papers.get("740") if master or air is None else None
    candidates = (told.house, told.waybill, papers.get("703"), air or by_air if by_air else None)
    return Reference(waybill, next((number for number in candidates if number and number != waybill), None))


def _papers(documents: Iterable[tuple[Said | None, Said | None]]) -> dict[str, str]:
    """Number of the first document of each code that is a waybill's."""
    papers: dict[str, str] = {}
    for code, reference in documents:
        kind = _DOCUMENT.fullmatch(code.text.upper()) if code else None
        if kind and reference and (number := cells.house(reference.text)[0]):
            papers.setdefault(kind[1], number)
    return papers


def completed(references: Sequence[Reference], record: Record) -> list[Reference]:
    """The references of all items, each filled up from the others where these name one waybill, or one house.

    A document is often attached to the first item alone.
    """
    waybills = list(dict.fromkeys(found.waybill for found in references if found.waybill))
    houses = list(dict.fromkeys(found.house for found in references if found.house))
    waybill = waybills[0] if len(waybills) == 1 else None
    house = houses[0] if len(houses) == 1 else None
    filled = [
        found
        if found.item
        else Reference(found.waybill or waybill, found.house or (house if waybill or not found.waybill else None))
        for found in references
    ]
    for number in waybills:
        if not check_digit_ok(number):
            record.warn("awb_check_digit", None, "waybill", number)
    for number in dict.fromkeys(found.house for found in filled if found.house and not found.waybill):
        record.warn("reference_unresolved", None, "master_waybill", number)
    return filled

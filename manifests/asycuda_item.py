"""The items of an ASYCUDA declaration: goods rows, what each names, and what they are together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lake.vague import is_vague
from manifests import cells, codes
from manifests.asycuda import Segment, count, figure, money, weight
from manifests.asycuda_waybill import Reference, completed, named
from manifests.reading import Row
from manifests.record import Record, Said
from manifests.totals import added

_DIGITS = re.compile(r"\d{1,6}", re.ASCII)
_LONGEST_HS = 14
PRICE = ("Item_Invoice/Amount_foreign_currency", "Tarification/Item_price")


@dataclass(frozen=True)
class Item:
    """One item: the columns of its goods row, its packages, and the consignment it names."""

    row: Row
    pieces: int | None
    named: Reference


def read_items(segments: Sequence[Segment], currency: Said | None, record: Record) -> list[Item]:
    """Read all items; `currency` is the declaration's, of amounts that have none of their own."""
    references = completed([_named(segment, record) for segment in segments], record)
    return [
        Item(_goods(segment, currency, record), _pieces(segment, record), reference)
        for segment, reference in zip(segments, references, strict=True)
    ]


def _named(segment: Segment, record: Record) -> Reference:
    documents = [
        (
            paper.at("Attached_documents/Attached_document_code"),
            paper.at("Attached_documents/Attached_document_reference"),
        )
        for paper in segment.parts("Attached_documents")
    ]
    summary = segment.at("Previous_doc/Summary_declaration", "Previous_doc/Previous_document_reference")
    return named(summary, documents, record)


def _pieces(segment: Segment, record: Record) -> int | None:
    pieces: int | None = record.take(count, segment.at("Packages/Number_of_packages"), "pieces")
    return pieces


def _goods(segment: Segment, currency: Said | None, record: Record) -> Row:
    value, coin = money(segment.at(*PRICE), segment.at("Item_Invoice/Currency_code") or currency, record)
    quantity = record.take(figure, segment.at("Supplementary_unit/Supplementary_unit_quantity"), "quantity")
    unit = record.take(cells.text, segment.at("Supplementary_unit/Supplementary_unit_code"), "unit")
    origin = segment.at("Goods_description/Country_of_origin_code")
    return {
        "hs_code": _hs(segment, record),
        "goods_description": _words(segment, record),
        "quantity": quantity,
        "unit": unit if quantity is not None else None,
        "gross_kg": record.take(weight, segment.at("Weight_itm/Gross_weight_itm"), "gross_kg"),
        "net_kg": record.take(weight, segment.at("Weight_itm/Net_weight_itm"), "net_kg"),
        "value": value,
        "currency": coin,
        "origin_country": record.take(codes.country, origin, "origin_country"),
    }


def _hs(segment: Segment, record: Record) -> str | None:
    """The commodity code and its first precision; the other precisions are national and no part of the code."""
    code: str | None = record.take(cells.hs, segment.at("HScode/Commodity_code"), "hs_code")
    more = segment.at("HScode/Precision_1")
    if code is None or more is None or cells.bare(more.text) is None:
        return code
    if not _DIGITS.fullmatch(more.text) or len(code + more.text) > _LONGEST_HS:
        record.warn("number_format", more.line, "hs_code", more.text)
        return code
    return code + more.text


def _words(segment: Segment, record: Record) -> str | None:
    """What the tariff calls the goods and what the trader calls them; one that holds the other says it alone."""
    said = [
        (words, found.line)
        for path in ("Goods_description/Description_of_goods", "Goods_description/Commercial_Description")
        if (found := segment.at(path)) and (words := record.take(cells.text, found, "goods_description"))
    ]
    if not said:
        record.warn("empty_description", segment.line, "goods_description")
        return None
    texts = [words for words, _ in said]
    kept = [w for at, w in enumerate(texts) if not any(_holds(o, w, at > n) for n, o in enumerate(texts) if n != at)]
    words = "; ".join(kept)
    if is_vague(words):
        record.warn("description_vague", said[0][1], "goods_description", words)
    return words


def _holds(other: str, words: str, after: bool) -> bool:
    """Whether the other text says all of this one; of two equal ones the first is kept."""
    equal = other.casefold() == words.casefold()
    return after if equal else words.casefold() in other.casefold()


def together(items: Sequence[Item]) -> Row:
    """What items say together: pieces, weight, value of one currency, words and codes of the goods."""
    coins = list(dict.fromkeys(item.row["currency"] for item in items))
    pieces = added(item.pieces for item in items)
    words = dict.fromkeys(item.row["goods_description"] for item in items)
    return {
        "pieces": int(pieces) if pieces else None,
        "gross_kg": added(item.row["gross_kg"] for item in items),
        "value": added(item.row["value"] for item in items) if len(coins) == 1 else None,
        "currency": coins[0] if len(coins) == 1 else None,
        "goods_description": "; ".join(filter(None, words)) or None,
        "hs_codes": list(dict.fromkeys(item.row["hs_code"] for item in items if item.row["hs_code"])),
    }

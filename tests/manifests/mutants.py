"""Field-aware damage to messages: what senders, spreadsheets and lines do to a field, a line, a value, a cell, a byte.

`mutant(kind, seed, data, others)` is the one way in; the same seed gives the same bytes. `others` are further messages
of the format, of which fields and lines are borrowed. XML elements are damaged by xml_mutants.
"""

import copy
import csv
import io
import json
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import openpyxl
import xlsxwriter

from tests.manifests import xml_mutants

ODD = (
    "", " ", "-", "0", "-1", "1,5", "1 250,50", "1.250,5", "1e400", "NaN", "99999999999999999999", "²", "٣", "N/A",
    "TOTAL", "Итого", "合计", "8.12E+11", "300 g", "01.03.2026", "31FEB", "28FEB2560", "2026-02-30T25:00:00Z", "ALA",
    "ISTALA", "074-10000012", "074-10000013", "07410000012", "074-1000001O", "74-10000012", "KC0912", "KC 912", "T4K80",
    "S2K40T4", "P0L0.5", "MC0.01", "DG", "/", "//", "HBS/BK1/ISTALA/4/K80//TOYS", "074-10000023ISTALA/T2K40/TOYS",
    "ULD/AKE01063KC", "FFM/8", "FWB/17", "FHL/5", "FSU/14", "CONT", "LAST", "NIL", "SHP", "NAM/", "OCI/", "QK ALAXXKC",
    ".ISTFFTK 281200", "RR473124829UZ", "RR473124820UZ", "DEFRAAKZALAAAUN60123001010154", "6116910000", "902300000",
    "USD", "RUR", "KZ", "ZZ", "ТОЙС", "VХ1001", "玩具", "\u200b", "\u202eGIFT", "\u2028", "\x0b", "\x02", "\x85",
    "=1+1", '"', "a\nb", "x" * 400,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 1e300, 12345675, [], {}, [[]], "885", "12345675", "NVD", "MASTER", "2026-13-45T99:99:00Z",
    {"@id": "urn:example:nowhere"}, {"@id": ""}, {"@id": None}, {"@value": "7"}, {"@type": "Waybill"},
    {"waybillNumber": 7}, {"@type": ["cargo:Waybill", 7]}, {"@id": "urn:x", "@type": "Waybill"},
    {"@context": {"@type": "Waybill"}}, *ODD,
)  # fmt: skip
NAMES = (
    "@id", "@type", "@context", "@graph", "@value", "cargo:waybillNumber", "waybillNumber", "c:waybillType", "shipment",
    "pieces", "masterWaybill", "houseWaybills", "transportIdentifier", "x:y#z", "https://h/cargo#waybillPrefix", "",
)  # fmt: skip
CODECS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "gb18030")
Table = list[list[Any]]


def mutant(kind: str, seed: str, data: bytes, others: list[bytes]) -> bytes:
    """The message with one to five things done to it, one in ten also in its bytes.

    Args:
        kind: text, xml, json, table or workbook.
        seed: What decides everything.
        data: A message of the kind.
        others: Messages from which parts are taken.
    """
    odds = Random(seed)
    made = MAKERS[kind](data, odds, others)
    return _torn(made, odds) if odds.random() < 0.1 else made


def _torn(data: bytes, odds: Random) -> bytes:
    """Cut off, or a few bytes lost, put in or turned over."""
    at, way = odds.randrange(len(data) + 1), odds.randrange(4)
    if way == 0:
        return data[:at]
    return data[:at] + odds.randbytes(odds.randint(0, 4)) + data[at + odds.randint(0, way) :]


def decoded(data: bytes) -> str:
    """The text of a message in UTF-8 or UTF-16; what is damaged stays."""
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")


def _json(data: bytes, odds: Random, _: list[bytes]) -> bytes:
    value = json.loads(data)
    for _step in range(odds.randint(1, 5)):
        places = list(_places(value))
        if places and len(places) < 2000:
            _change(odds, odds.choice(places), odds.choice(places))
    return json.dumps(value, ensure_ascii=odds.random() < 0.5, indent=odds.choice((None, 1))).encode("utf-8", "replace")


def _places(value: Any) -> Any:
    """Every (holder, key) of a value."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield value, key
        yield from _places(inner)


def _change(odds: Random, place: tuple[Any, Any], to: tuple[Any, Any]) -> None:
    holder, key = place
    step, odd = (
        odds.choice(("value", "value", "drop", "copy", "list", "rename", "add")),
        copy.deepcopy(odds.choice(VALUES)),
    )
    if step == "drop":
        del holder[key]
    elif step == "copy":
        to[0][to[1]] = copy.deepcopy(holder[key])
    elif step == "list":
        holder[key] = [holder[key], odd]
    elif step in ("rename", "add") and isinstance(holder, dict):
        holder[odds.choice(NAMES)] = holder.pop(key) if step == "rename" else odd
    else:
        holder[key] = odd


def _text(data: bytes, odds: Random, others: list[bytes]) -> bytes:
    lines = decoded(data).splitlines()
    borrowed = decoded(odds.choice(others)).splitlines()
    for _ in range(odds.randint(1, 5)):
        at = odds.randrange(len(lines)) if lines else 0
        lines[at : at + 1] = odds.choice(LINE_STEPS)(lines[at] if lines else "", odds, borrowed)
    text = odds.choice(("\r\n", "\r\n", "\n", "\r", " ")).join(lines)
    return text.encode(odds.choice(CODECS), "replace")


def _field(line: str, odds: Random, borrowed: list[str]) -> list[str]:
    """One field between slants said in another way."""
    fields, other = line.split("/"), odds.choice(borrowed or [""]).split("/")
    at = odds.randrange(len(fields))
    fields[at : at + odds.choice((0, 1, 1, 1))] = [odds.choice((*other, odds.choice(ODD), fields[at] * 2, fields[-1]))]
    return ["/".join(fields)]


def _letters(line: str, odds: Random, _: list[str]) -> list[str]:
    at = odds.randrange(len(line) + 1)
    return [line[:at] + odds.choice(("", "/", "-", " ", "0", "A", *ODD)) + line[at + odds.randint(0, 3) :]]


LINE_STEPS: tuple[Callable[[str, Random, list[str]], list[str]], ...] = (
    _field, _field, _field, _field, _letters,
    lambda line, odds, _: [],
    lambda line, odds, _: [line] * odds.randint(2, 4),
    lambda line, odds, borrowed: [line, odds.choice(borrowed or [""])],
    lambda line, odds, borrowed: [odds.choice(borrowed or [""]), line],
    lambda line, odds, borrowed: borrowed,
    lambda line, odds, _: [line[: len(line) // 2], line[len(line) // 2 :]],
    lambda line, odds, _: [line[:20], "", line[20:]],
    lambda line, odds, _: [line.lower(), odds.choice(ODD)],
)  # fmt: skip


def _damage_table(rows: Table, odds: Random) -> None:
    """One thing done to a cell, a row or a column."""
    at = odds.randrange(len(rows))
    row, to = rows[at], odds.randrange(len(rows) + 1)
    cell, column = (odds.randrange(len(row)) if row else 0), odds.randrange(max(map(len, rows)) + 1)
    step = odds.choice(
        ("odd", "odd", "odd", "swap", "drop", "copy", "blank", "short", "long", "column", "lost", "first")
    )
    if step in ("odd", "swap"):
        row[cell : cell + 1] = [odds.choice(ODD) if step == "odd" else odds.choice(odds.choice(rows) or [""])]
    elif step in ("drop", "copy", "blank", "first"):
        new = list(row) if step == "copy" else [] if step == "blank" else [odds.choice(ODD), *row[1:]]
        rows[to:to] = [] if step == "drop" else [new]
        if step == "drop" and len(rows) > 1:
            del rows[at]
    elif step in ("short", "long"):
        row[cell:] = [] if step == "short" else [*row[cell:], odds.choice(ODD)]
    else:
        for every in rows:
            every[column : column + (step == "lost")] = [] if step == "lost" else [odds.choice(ODD)]


def _table(data: bytes, odds: Random, _: list[bytes]) -> bytes:
    text = decoded(data)
    delimiter = max(",;\t|", key=text.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    for _step in range(odds.randint(1, 5)):
        _damage_table(rows, odds)
    out = io.StringIO()
    ends, quoting = odds.choice(("\r\n", "\r\n", "\n", "\r")), odds.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(
        out, delimiter=odds.choice((delimiter, delimiter, ",", ";", "\t", "|")), lineterminator=ends, quoting=quoting
    ).writerows(rows)
    written = out.getvalue()
    if odds.random() < 0.2:
        at = odds.randrange(len(written) + 1)
        written = written[:at] + odds.choice(('"', ends, delimiter, *ODD)) + written[at:]
    return written.encode(odds.choice(CODECS), "replace")


@cache
def sheets(data: bytes) -> dict[str, Table]:
    """The cells of a workbook by sheet; a table that is text is one sheet."""
    if not data.startswith(b"PK"):
        text = decoded(data)
        return {"List": list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=text.count)))}
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def _workbook(data: bytes, odds: Random, _: list[bytes]) -> bytes:
    held, named = io.BytesIO(), copy.deepcopy(sheets(data))
    for _step in range(odds.randint(1, 5)):
        _damage_table(odds.choice([rows for rows in named.values() if rows]), odds)
    if odds.random() < 0.1:
        named[f"Sheet {len(named)}"] = copy.deepcopy(odds.choice(list(named.values())))
    with xlsxwriter.Workbook(held, {"in_memory": True, "nan_inf_to_errors": True, "strings_to_urls": False}) as book:
        for name, rows in named.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return held.getvalue()


MAKERS: dict[str, Callable[[bytes, Random, list[bytes]], bytes]] = {
    "text": _text,
    "xml": lambda data, odds, others: xml_mutants.mutant(data, odds.getrandbits(64), others),
    "json": _json,
    "table": _table,
    "workbook": _workbook,
}

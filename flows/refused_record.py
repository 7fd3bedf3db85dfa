"""One refused message for a person to look at: where it came from, the lines at fault, what it would have been."""

from collections.abc import Iterator
from typing import Any

from ibis import _

from flows.quarantine import SHORT, WIDTH, Row, cut, found_by, meanings_of, open_past, read_again, receipts_of, standing
from flows.unit import Unit
from lake.harmless import visible
from lake.past import Past
from lake.tables import PROBLEMS
from manifests.files import Message
from manifests.lines import Numbered, lines_of
from manifests.mapping import load_mapping
from manifests.reading import Problem

MOST_RECORDS, MOST_LINES = 20, 12
"""Of one message, and of one record: the rest is counted."""
LARGEST = 64 << 20
"""Bytes of a file that are looked at for its lines."""
AROUND = 1
"""Lines shown before and after one at fault."""
INDENT = 8
NEVER_SHOWN = ("message_id", "record", "known_at")


def shown(unit: Unit, wanted: str) -> Iterator[str]:
    """Yield the lines to print of a message, or of one record of it: `ID` or `ID/RECORD`, the beginning of an id.

    Raises:
        ValueError: there is no such message, several begin alike, or the record is no number.
    """
    beginning, slash, number = wanted.partition("/")
    if slash and not number.isdecimal():
        raise ValueError(f"{number!r} is no number of a record; write {beginning}/1")
    past = open_past(unit)
    head = found_by(past, beginning)
    rows = standing(past).filter(_.message_id == head["message_id"]).order_by("record", "rule").to_pyarrow().to_pylist()
    receipts = receipts_of(past, [head["message_id"]])
    yield from _origin(head, receipts, rows)
    read = _reading(unit, head, receipts)
    lines = _lines(unit, head, receipts)
    records = sorted({int(number)} if number else {row["record"] for row in rows})
    problems = _problems(past, head["message_id"])
    for record in records[:MOST_RECORDS]:
        yield from _record(record, rows, lines, problems, read)
    if records[MOST_RECORDS:]:
        yield f"\n{len(records) - MOST_RECORDS:,} more; `accu quarantine show {head['message_id'][:SHORT]}/N` shows one"


def _origin(head: Row, receipts: list[Row], rows: list[Row]) -> Iterator[str]:
    yield f"Message {head['message_id']}"
    name = visible(head["file_name"] or "")
    arrivals = f", {len(receipts)} times" if len(receipts) > 1 else ""
    yield f"  file {name} of feed {head['feed']}, received {receipts[0]['received_at']:%Y-%m-%d %H:%M} UTC{arrivals}"
    sender = f" from {visible(head['sender'])}" if head["sender"] else ""
    refused = len({row["record"] for row in rows})
    kind = f"{head['format']} {head['version'] or ''}".rstrip()
    yield f"  read as {kind}{sender}; {head['records']:,} records, {refused:,} of them refused"


def _reading(unit: Unit, head: Row, receipts: list[Row]) -> Message | None:
    """The message by the readers of today; None where its file is no such message any more."""
    found = read_again(unit, receipts[0])
    return next((message for message in found if message.message_id == head["message_id"]), None)


def _lines(unit: Unit, head: Row, receipts: list[Row]) -> list[Numbered]:
    feed = next((feed for feed in unit.site.feeds if feed.name == receipts[0]["feed"]), None)
    encodings = load_mapping(feed.mapping).fallback_encodings if feed and feed.mapping else ()
    with unit.store.raw_path(receipts[0]["file_id"]).open("rb") as file:
        return lines_of(file.read(LARGEST), head["message_id"], encodings)


def _problems(past: Past, message_id: str) -> list[Row]:
    table = past.everything(PROBLEMS.name, PROBLEMS.schema).filter(_.message_id == message_id)
    return table.order_by("line", "what").to_pyarrow().to_pylist()


def _record(
    record: int, rows: list[Row], lines: list[Numbered], problems: list[Row], read: Message | None
) -> Iterator[str]:
    reasons = [row for row in rows if row["record"] == record]
    meanings = meanings_of({row["rule"] for row in reasons})
    yield f"\nRecord {record}" + ("" if reasons else " does not wait in quarantine")
    for row in reasons:
        detail = f": {visible(row['detail'])}" if row["detail"] else ""
        yield cut(f"  refused by {row['rule']} ({meanings.get(row['rule'], 'no such reason any more')}){detail}")
    own = [row for row in problems if row["record"] == record or (row["record"] is None and row["severity"] == "error")]
    yield from _excerpt(lines, own)
    yield from _would_be(record, read)


def _excerpt(lines: list[Numbered], problems: list[Row]) -> Iterator[str]:
    """The lines at fault and their neighbours, each problem below its line; the first lines where none is named."""
    at_fault = {row["line"] for row in problems if row["line"]}
    near = {line + step for line in at_fault for step in range(-AROUND, AROUND + 1)}
    chosen = [line for line in lines if line[0] in near] if at_fault else lines
    for number, text in chosen[:MOST_LINES]:
        here = [row for row in problems if row["line"] == number]
        yield f"{number:>{INDENT - 2}}  {_window(text, [row['detail'] for row in here])}"
        yield from (_told(row) for row in here)
    if chosen[MOST_LINES:]:
        yield f"{'':{INDENT}}... {len(chosen) - MOST_LINES:,} more lines"
    yield from (_told(row) for row in problems if row["line"] is None)


def _window(text: str, details: list[str | None]) -> str:
    """The part of a line that fits on the screen, about what is at fault where that is found in it."""
    room = WIDTH - INDENT - 3  # for the dots before it
    found = next((text.find(detail) for detail in details if detail and detail in text), 0)
    start = 0 if len(text) <= room or found < room // 2 else found - room // 4
    return cut(f"{'...' if start else ''}{visible(text[start : start + room + 1])}", room)


def _told(row: Row) -> str:
    parts = [f"^ {row['severity']} {row['what']}", row["field"] or "", visible(row["detail"] or "")]
    return cut(" " * INDENT + " ".join(part for part in parts if part))


def _would_be(record: int, read: Message | None) -> Iterator[str]:
    """The rows of the record by the readers of today, or why there are none."""
    if read is None:
        yield "  Today's readers see no such message in its file."
        return
    rows = {name: [row for row in read.reading.every(name) if row.get("record") == record] for name in _tables(read)}
    found = [(name, row) for name, told in rows.items() for row in told]
    if not found:
        yield f"  By today's readers: {_why(record, read)}"
        return
    yield "  By today's readers it would be:"
    for name, row in found:
        said = ", ".join(f"{column} {_written(value)}" for column, value in row.items() if _says(column, value))
        yield from _wrapped(f"    {name}: {said}")


def _tables(read: Message) -> list[str]:
    return sorted({*read.reading.rows, *read.reading.arrow})


def _why(record: int, read: Message) -> str:
    problem: Problem | None = next(
        (p for p in read.reading.problems if p.record == record and p.severity == "error"), None
    )
    if problem is not None:
        return f"still refused by {problem.what}{f' at line {problem.line}' if problem.line else ''}."
    return f"no row of it ({read.reading.format}, {read.reading.records:,} records)."


def _says(column: str, value: Any) -> bool:
    return column not in NEVER_SHOWN and value not in (None, [], "")


def _written(value: Any) -> str:
    return "+".join(map(str, value)) if isinstance(value, list) else visible(str(value))


def _wrapped(line: str) -> Iterator[str]:
    while len(line) > WIDTH:
        cut = line.rfind(" ", INDENT, WIDTH)
        cut = cut if cut > INDENT else WIDTH
        yield line[:cut]
        line = " " * INDENT + line[cut:].strip()
    yield line

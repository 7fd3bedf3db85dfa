"""Messages as `accu read` prints them (CONTRACTS.md, Counting)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from lake.tables import KEYS, TABLES
from manifests.files import Message
from manifests.reading import Problem, Row

_ALWAYS = ("flights", "loads", "consignments", "goods", "declarations")
_LATER = frozenset(column.name for column in KEYS)
_WHERE_SAID = ("statuses", "inspections")
_COLUMNS = {
    name: tuple((c.name, c.kind) for c in TABLES[name].columns if c.name not in _LATER)
    for name in (*_ALWAYS, *_WHERE_SAID)
}


def as_json(file_name: str, messages: Sequence[Message]) -> dict[str, Any]:
    """Return the rows of a file's messages under their canonical names, ready for JSON.

    Every column is there: null is unknown, a list may be empty. Dates are ISO, moments ISO with Z.
    """
    said = {name for m in messages for name in (*m.reading.rows, *m.reading.arrow)}
    said |= {"inspections" for m in messages if m.reading.format == "outcome"}
    names = [*_ALWAYS, *(name for name in _WHERE_SAID if name in said)]
    tables = {name: [_row(name, row, m) for m in messages for row in m.reading.every(name)] for name in names}
    versions = dict.fromkeys(message.reading.version for message in messages if message.reading.version)
    return {
        "file": file_name,
        "format": "+".join(dict.fromkeys(message.reading.format for message in messages)),
        "version": "+".join(versions) or None,
        **tables,
        "problems": [_problem(problem) for message in messages for problem in message.reading.problems],
    }


def _row(table: str, row: Row, message: Message) -> dict[str, Any]:
    given = {"message_id": message.message_id, "known_at": message.received_at, **row}
    return {name: _value(given.get(name), kind) for name, kind in _COLUMNS[table]}


def _value(value: Any, kind: str) -> Any:
    if kind == "strings":
        return list(value or ())
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _problem(problem: Problem) -> dict[str, Any]:
    names = ("line", "record", "severity", "what", "field", "detail")
    return {name: getattr(problem, name) for name in names}

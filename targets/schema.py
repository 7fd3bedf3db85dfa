"""Turns declared columns and dataclasses into JSON Schema (2020-12): what a machine of the unit may rely on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from lake.column import Column, Kind, Table

Schema = dict[str, Any]
KINDS: dict[Kind, Schema] = {
    "string": {"type": "string"},
    "int64": {"type": "integer"},
    "float64": {"type": "number"},
    "bool": {"type": "boolean"},
    "timestamp": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "strings": {"type": "array", "items": {"type": "string"}},
}
SIMPLE: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    Any: {},
}


def of_table(table: Table) -> Schema:
    """Return the schema of a row of a table: every column is there, null where nothing is known."""
    return closed({column.name: _of_column(column) for column in table.columns}, table.doc)


def _of_column(column: Column) -> Schema:
    limits: Schema = {"minimum": column.minimum, "maximum": column.maximum, "pattern": column.pattern}
    limits["enum"] = [*column.one_of] or None
    known = KINDS[column.kind] | {name: limit for name, limit in limits.items() if limit is not None}
    return (known if column.required else or_null(known)) | {"description": column.doc}


def of_type(kind: Any) -> Schema:
    """Return the schema of a type: a simple one, a dataclass, a tuple of one kind, a mapping, a choice, or null.

    Raises:
        ValueError: a type that no list holds.

    >>> of_type(tuple[int, ...]), of_type(float | None)
    ({'type': 'array', 'items': {'type': 'integer'}}, {'type': ['number', 'null']})
    """
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        told = (kind.__doc__ or "").strip().partition("\n")[0]
        return closed({field.name: of_type(hints[field.name]) for field in fields(kind)}, told)
    if kind in SIMPLE:
        return SIMPLE[kind]
    return _composed(get_origin(kind), get_args(kind), kind)


def _composed(origin: Any, parts: tuple[Any, ...], kind: Any) -> Schema:
    if origin in (tuple, list, Sequence):
        return {"type": "array", "items": of_type(parts[0])}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": of_type(parts[1])}
    if origin is Literal:
        return {"enum": [*parts]}
    if origin in (Union, UnionType):
        known = [of_type(part) for part in parts if part is not NoneType]
        whole = known[0] if len(known) == 1 else {"anyOf": known}
        return or_null(whole) if NoneType in parts else whole
    raise ValueError(f"no schema for {kind}")


def or_null(known: Schema) -> Schema:
    """Return the schema that allows null too."""
    if "enum" in known:
        known = known | {"enum": [*known["enum"], None]}
    if isinstance(known.get("type"), str):
        return known | {"type": [known["type"], "null"]}
    return known if "enum" in known else {"anyOf": [known, {"type": "null"}]}


def closed(properties: Schema, doc: str) -> Schema:
    """Return the schema of an object with these properties, all of them and no others."""
    return {
        "type": "object", "description": doc, "properties": properties, "required": [*properties],
        "additionalProperties": False,
    }  # fmt: skip


def plain(value: Any) -> Any:
    """Return a value as JSON has it: moments in UTC, ISO 8601; dataclasses and mappings as objects."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(name): plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [plain(held) for held in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value

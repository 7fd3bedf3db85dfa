"""Names of ONE Record: properties, types and codes without their namespaces, and which objects count as records."""

import re
from functools import lru_cache
from typing import Any, Final

Node = dict[str, Any]
"""An object with plain names; its values are as they were parsed."""

WAYBILL: Final = "Waybill"
MOVEMENT: Final = "TransportMovement"
NAMED_BY: Final = {"waybillNumber": WAYBILL, "transportIdentifier": MOVEMENT}
"""What an object without a type is when it has this property."""
_TAIL = re.compile(r"[^#/:]*\Z")
_OF_LIST = re.compile(r"[A-Za-z]*[a-z]_(.+)", re.DOTALL)  # ParticipantIdentifier_SHP, but not PHONE_NUMBER
_IRI = re.compile(r"[A-Za-z][\w.+-]*:\S|\S*#")


@lru_cache(maxsize=1 << 12)
def tail(iri: str) -> str:
    """What stands after the last #, slant or colon.

    >>> tail("https://onerecord.iata.org/ns/cargo#Waybill"), tail("cargo:Waybill"), tail("Waybill")
    ('Waybill', 'Waybill', 'Waybill')
    """
    found = _TAIL.search(iri)
    return found[0] if found else ""


def items(value: Any) -> list[Any]:
    """A value as a list: nothing is empty, one thing is a list of it."""
    if value is None:
        return []
    return value if type(value) is list else [value]


@lru_cache(maxsize=1 << 12)
def plain_name(key: str, prefixes: frozenset[str]) -> str:
    """A property without the namespace of ONE Record, or a prefix of it; that of another one stays as it is."""
    space, mark, name = key.rpartition("#")
    if mark:
        return name if space.endswith("cargo") else key
    prefix, mark, name = key.partition(":")
    return name if mark and prefix in prefixes else key


@lru_cache(maxsize=1 << 12)
def code_of(told: str) -> str | None:
    """The code in a text: the text, or the last part of an IRI, without the name of its list."""
    told = told.strip()
    if _IRI.match(told):
        told = tail(told)
        found = _OF_LIST.fullmatch(told)
        told = found[1] if found else told
    return told or None


def record_kind(raw: Node, types: list[str]) -> str | None:
    """Whether an object counts as a record, by its type, or by what it has where it has none."""
    if "@type" in raw:
        return WAYBILL if WAYBILL in types else MOVEMENT if MOVEMENT in types else None
    return next((NAMED_BY[name] for name in map(tail, raw) if name in NAMED_BY), None)

"""What every Cargo-XML message shares: how its elements become values, its header, how its records are numbered.

Which elements are read say plans (manifests/cargo_xml_plan.py). The namespace of the root is looked at loosely: Mexico
puts `mx:` before it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from manifests.cargo_xml_plan import Element, Odd, Part, Plan, walk
from manifests.cargo_xml_values import LONGEST, words
from manifests.cells import Converted
from manifests.markup import Markup, child, local
from manifests.reading import Reading, Row
from manifests.record import Record

_PURPOSES: dict[str, Any] = {
    "Creation": "original",
    **dict.fromkeys(("creation", "create", "original", "9", "response", "information"), "original"),
    **dict.fromkeys(("update", "amendment", "change", "replace", "4", "5"), "update"),
    **dict.fromkeys(("deletion", "delete", "cancellation", "cancel", "1", "3"), "cancel"),
}
"""PurposeCode as words, and as the codes of UN/EDIFACT 1225 that some senders write."""
_ADDRESSES = frozenset({"P", "T"})
"""Schemes of a sender's identifier that are addresses: PIMA, Type-B."""


def read_message(markup: Markup, name: str, plan: Plan) -> tuple[Part, Reading]:
    """Walk a message by its plan, and start its reading with what the header says."""
    message = Part(markup.root, {}, {})
    odd: Odd = []
    walk(markup.root, plan, message, odd)
    reading = Reading(name)
    if odd:
        _report(odd, reading)
    _header(message, Record(reading))
    return message, reading


def _report(odd: Odd, reading: Reading) -> None:
    """One warning for each kind and name."""
    seen: set[tuple[str, str]] = set()
    for what, element in odd:
        name = local(element.tag)
        if (what, name) not in seen:
            seen.add((what, name))
            Record(reading).warn(what, element.sourceline, None, name)


HEADER = Plan(
    "header",
    ID="reference",
    TypeCode="type",
    IssueDateTime="sent_at",
    PurposeCode="purpose",
    VersionID="version",
    SenderParty=Plan("senders", many=True, PrimaryID="address"),
)


def _header(message: Part, record: Record) -> None:
    reading, fields = record.reading, message.fields
    reading.version = plain(fields.get("version"))
    code = plain(fields.get("purpose"))
    if code:
        purpose = _PURPOSES.get(code) or _PURPOSES.get(code.lower())
        reading.purpose = purpose or "original"
        if purpose is None:
            record.warn("unknown_code", message.line("purpose"), "purpose", code)
    if "sent_at" in fields:
        sent = moment(fields["sent_at"], "sent_at", record)
        reading.sent_at = sent if sent and sent.tzinfo else None
    if "senders" in message.parts:
        reading.sender = _sender(message.parts["senders"])


def _sender(senders: list[Part]) -> str | None:
    """The address of the sender, else the first name it goes by."""
    named = None
    for sender in senders:
        element = sender.fields.get("address")
        if element is not None and element.get("schemeID") in _ADDRESSES:
            return plain(element)
        named = named or plain(element)
    return named


@dataclass(frozen=True)
class Converters:
    """How the fields of a part become values.

    Attributes:
        texts: column -> converter of its text.
        measures: column -> converter of its text and the code of its unit.
    """

    texts: dict[str, Callable[[str], Converted]]
    measures: dict[str, Callable[[str, str | None], Converted]] = field(default_factory=dict)


def fill(row: Row, part: Part, converters: Converters, record: Record) -> None:
    """Put the fields of a part that have a converter into a row, null where they say nothing."""
    texts, measures = converters.texts, converters.measures
    for column, element in part.fields.items():
        convert = texts.get(column)
        if convert is None:
            if column in measures:
                row[column] = _measured(element, column, measures[column], record)
            continue
        text = element.text
        if text is None or len(text) > LONGEST or len(element):
            text = _whole(element, column, convert, record)
        row[column], slug = convert(text)
        if slug is not None:
            record.warn(slug, element.sourceline, column, text.strip())
    if part.instead is not None:
        _fill_instead(row, part, converters, record)


def value_of(element: Element | None, column: str, convert: Callable[[str], Converted], record: Record) -> Any:
    """The value of one element; None where it is absent or says nothing."""
    text = element.text if element is not None else None
    if element is None or not text:
        return None
    if len(text) > LONGEST or len(element):
        text = _whole(element, column, convert, record)
    value, slug = convert(text)
    if slug is not None:
        record.warn(slug, element.sourceline, column, text.strip())
    return value


def _fill_instead(row: Row, part: Part, converters: Converters, record: Record) -> None:
    missing = {column: element for column, element in (part.instead or {}).items() if row.get(column) is None}
    fill(row, Part(part.element, missing, {}), converters, record)


def _measured(element: Element, column: str, convert: Callable[[str, str | None], Converted], record: Record) -> Any:
    text = element.text
    if text is None or len(element) or len(text) > LONGEST:
        text = _whole(element, column, convert, record)
    unit = element.get("unitCode")
    value, slug = convert(text, unit if unit is None or len(unit) <= LONGEST else unit[:LONGEST])
    if slug is not None:
        record.warn(slug, element.sourceline, column, f"{text.strip()} {unit or ''}".strip())
    return value


def _whole(element: Element, column: str, convert: Callable[..., Converted], record: Record) -> str:
    """A text that is empty, very long, or has an element inside, which is reported and does not cut it."""
    text = "".join(element.itertext()).strip()
    if len(element):
        record.warn("segment_malformed", element.sourceline, column, text)
    return text if convert is words else text[:LONGEST]


def plain(element: Element | None) -> str | None:
    """The text of a code or an identifier, without blanks around; None when there is none."""
    if element is None:
        return None
    text = element.text if not len(element) else "".join(element.itertext())
    return (text.strip() or None) if text else None


def moment(element: Element | None, column: str, record: Record) -> datetime | None:
    """A moment as written: UTC where it carries a zone, else local and without one. Fractions have any length."""
    text = plain(element)
    if element is None or text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else found
    except (ValueError, OverflowError):
        record.warn("date_format", element.sourceline, column, text)
        return None


def number_parts(markup: Markup, tag: str, parts: list[Part], reading: Reading) -> None:
    """Give each part its number as a record. One of this tag outside the plan is a record nobody can place.

    Args:
        markup: the message.
        tag: local name of what is a record.
        parts: the records that were found where they should be, in order.
        reading: takes the count, and the records that are refused.
    """
    everywhere = list(markup.root.iter(f"{{*}}{tag}"))
    reading.records = max(len(everywhere), 1)
    if len(everywhere) == len(parts):
        for number, part in enumerate(parts, 1):
            part.number = number
        return
    planned = {id(part.element): part for part in parts}
    for number, element in enumerate(everywhere, 1):
        placed = planned.get(id(element))
        if placed is not None:
            placed.number = number
        else:
            Record(reading, number).refuse("segment_malformed", element.sourceline, None, tag)


def is_of_iata(markup: Markup) -> bool:
    """Whether the root is in a namespace of IATA or has its header."""
    root: etree._Element = markup.root
    return "iata:" in root.tag or child(root, "MessageHeaderDocument") is not None

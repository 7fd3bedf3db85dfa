"""Reads watch lists: a unit's own CSV, and the simple CSV that OpenSanctions publishes.

A row that is wrong is refused with its line and the reason, never with what stands in it; the others hold. Numbers of
persons and firms are kept as keyed hashes only. Dates and countries of birth are not read: nothing is matched by them.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from lake.personal import id_hasher
from lake.words import simplify
from parties.watch_names import words_of

Format = Literal["own", "opensanctions"]
Row = dict[str, str]
OWN = ("id", "name", "aliases", "address", "phone", "tax_id", "owner", "reason", "valid_from", "valid_to")
OPENSANCTIONS = (
    "id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones",
    "emails", "dataset", "first_seen", "last_seen", "last_change",
)  # fmt: skip
PARTIES = frozenset({"Person", "Organization", "Company", "LegalEntity", "PublicBody"})
"""Kinds of OpenSanctions entries that may send or receive; ships, planes and securities are passed over."""
PHONE_DIGITS, PHONE_SHORTEST = 9, 7
"""Last digits that are compared (without country code or trunk 8), and the fewest that are a telephone."""
_DAYS = ("%Y-%m-%d", "%d.%m.%Y")


@dataclass(frozen=True)
class Entry:
    """One entry. `addresses`, `phones` and `ids` are compared exactly, as the functions below make them.

    `valid_from` and `valid_to` are its first and last day; null is open.
    """

    entry_id: str
    name: str
    aliases: tuple[str, ...]
    addresses: tuple[str, ...]
    phones: tuple[str, ...]
    ids: tuple[str, ...]
    owner: str | None
    reason: str | None
    valid_from: date | None
    valid_to: date | None

    def holds(self, day: date) -> bool:
        """Whether it is valid on `day`; both of its dates are."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Refused:
    """A line that is no entry, and why."""

    line: int
    why: str


@dataclass(frozen=True)
class Entries:
    """A list as it was read: `version` is the SHA-256 of its bytes; `passed_over` counts entries that are no party."""

    version: str
    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...]
    passed_over: int = 0


def read(content: bytes, form: Format) -> Entries:
    """Read a list from any bytes at all; a file without its columns is refused in its first line."""
    made = _Made([], [], set())
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig", "replace"), newline=""))
    wanted, make = (OWN, _own) if form == "own" else (OPENSANCTIONS, _opensanctions)
    passed_over = 0
    for line, row in _rows(reader, wanted, made.refused):
        if form == "opensanctions" and row["schema"] not in PARTIES:
            passed_over += 1
        else:
            made.add(line, row, make)
    return Entries(hashlib.sha256(content).hexdigest(), tuple(made.entries), tuple(made.refused), passed_over)


def address_words(text: str) -> str | None:
    """Return an address as it is compared: its words in alphabetical order; None without a number, which is no house.

    >>> address_words("12 Abai str., Almaty"), address_words("ALMATY ABAI STR 12"), address_words("Almaty")
    ('12 ABAI ALMATY STR', '12 ABAI ALMATY STR', None)
    """
    words = sorted(simplify(text).split())
    return " ".join(words) if len(words) > 1 and any(sign.isdigit() for word in words for sign in word) else None


def phone_digits(text: str) -> str | None:
    """Return the last digits of a telephone, with or without its country; None with too few.

    >>> phone_digits("+7 (701) 000-11-22"), phone_digits("8 701 0001122"), phone_digits("112")
    ('010001122', '010001122', None)
    """
    digits = "".join(sign for sign in text if sign.isdecimal())
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_SHORTEST else None


def id_text(text: str) -> str | None:
    """Return a number as it is hashed: capitals without blanks, as the readers of messages do; None when empty."""
    return "".join(text.split()).upper() or None


@dataclass
class _Made:
    entries: list[Entry]
    refused: list[Refused]
    seen: set[str]

    def add(self, line: int, row: Row, make: Callable[[Row], Entry]) -> None:
        try:
            entry = make(row)
        except ValueError as error:
            self.refused.append(Refused(line, str(error)))
            return
        if entry.entry_id in self.seen:
            self.refused.append(Refused(line, "the id stands on an earlier line"))
            return
        self.seen.add(entry.entry_id)
        self.entries.append(entry)


def _rows(reader: "csv.DictReader[str]", wanted: tuple[str, ...], refused: list[Refused]) -> Iterator[tuple[int, Row]]:
    """Lines with all columns that are wanted, cells without blanks around."""
    try:
        missing = [name for name in wanted if name not in (reader.fieldnames or ())]
    except csv.Error:
        missing = list(wanted)
    if missing:
        refused.append(Refused(1, f"no column {', '.join(missing)}"))
        return
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            refused.append(Refused(reader.line_num, f"not CSV: {error}"))
            continue
        if None in row or None in row.values():
            refused.append(Refused(reader.line_num, "too many or too few cells"))
        elif any("\ufffd" in cell for cell in row.values()):
            refused.append(Refused(reader.line_num, "not UTF-8"))
        else:
            yield reader.line_num, {name: row[name].strip() for name in wanted}


def _own(row: Row) -> Entry:
    return _entry(row, row["address"], row["phone"], row["tax_id"], (row["owner"], row["reason"]))


def _opensanctions(row: Row) -> Entry:
    said = row | {"valid_from": row["first_seen"][:10], "valid_to": ""}
    why = row["sanctions"] or row["dataset"]
    return _entry(said, row["addresses"], row["phones"], row["identifiers"], ("OpenSanctions", why))


def _entry(row: Row, addresses: str, phones: str, numbers: str, told: tuple[str, str]) -> Entry:
    """The entry of a row.

    Raises:
        ValueError: it has no id, a date is none, or there is nothing to match it by.
    """
    if not row["id"]:
        raise ValueError("no id")
    hashed = id_hasher()
    names = tuple(name for name in (row["name"], *_parts(row["aliases"])) if words_of(name))
    found = Entry(
        row["id"], row["name"], tuple(name for name in names if name != row["name"]),
        _made(addresses, address_words), _made(phones, phone_digits),
        tuple(map(hashed, _made(numbers, id_text))), told[0] or None, told[1] or None,
        _day(row["valid_from"], "valid_from"), _day(row["valid_to"], "valid_to"),
    )  # fmt: skip
    if found.valid_from and found.valid_to and found.valid_to < found.valid_from:
        raise ValueError("valid_to is before valid_from")
    if not (names or found.addresses or found.phones or found.ids):
        raise ValueError("no name, address, phone or number to match")
    return found


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def _made(cell: str, make: Callable[[str], str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(made for part in _parts(cell) if (made := make(part))))


def _day(cell: str, column: str) -> date | None:
    if not cell:
        return None
    for form in _DAYS:
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f"{column} is no day as 2026-03-01")

"""Parties of FWB and FHL (SHP, CNE, NFY, AGT) and what OCI says of them.

Named as ignored: fax and telex numbers, contacts of the notified party, OCI lines of security,
dangerous goods and customs regimes.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from iso3166 import countries_by_alpha2

from manifests.cargo_imp import PARTY_TAGS, Segment, warn
from manifests.cargo_imp_breaks import Line
from manifests.reading import Reading, Row
from manifests.tax_id import tax_id

_COUNTRY_LINE = re.compile(r"/[A-Z]{2}(?:/.*)?")
_FILLER = re.compile(r"[\W_]*|0{3,}")
_PHONES = frozenset({"TE", "TEL", "PH"})
_OTHER_CONTACTS = frozenset({"FX", "TL", "FAX", "TLX"})
_EMAILS = frozenset({"EM", "EMA"})
_LABELS = _PHONES | _OTHER_CONTACTS | _EMAILS
_LONG_LABELS = frozenset({"TEL", "FAX", "TLX", "PH", "EMA"})
_COUNTRY_MENDED = {"UK": "GB"}
_NOTE = re.compile(r"/([^/]*)/([^/]*)/([^/]*)/(.*)")
_LINE_LENGTH = 35  # a name or street line of the standard
_SUBJECTS = {"SHP": "consignor", "CNE": "consignee"}

Party = dict[str, str]
"""name, address, city, region, postcode, country, phone, email: those that the message gives."""


def read_party(lines: list[Line], reading: Reading, record: int) -> Party:
    """Return what a party segment says; `lines[0]` is a name only when it begins with a slant and text.

    Tagged (version 17 and 5: NAM, ADR, LOC) and untagged lines are told apart by their shape. Untagged:
    name, street, place, country by position. A text of nothing but marks or noughts is no text.
    """
    slots: dict[str, list[Line]] = {"NAM": [], "ADR": [], "LOC": [], "end": []}
    if any(text[:3] in PARTY_TAGS for _, text in lines):
        _tagged(lines, slots)
    else:
        _untagged([line for line in lines if line[1] not in ("", "/")], slots)
    party: Party = {}
    _name(slots["NAM"], party, reading, record)
    _put(party, "address", _joined(slots["ADR"]))
    if slots["LOC"]:
        _place(slots["LOC"][0][1], party)
    for line in slots["end"]:
        _country_and_contacts(line, party, reading, record)
    return party


def _tagged(lines: list[Line], slots: dict[str, list[Line]]) -> None:
    slot = "NAM"
    for number, text in lines:
        tag = text[:3]
        if tag in PARTY_TAGS:
            slot = tag
            slots[slot].append((number, text[4:]))
        elif slot == "LOC" or (slot == "ADR" and slots["ADR"] and _ends_in_country(text)):
            slots["end"].append((number, text))
        elif len(text) > 1:
            slots[slot].append((number, text[1:]))


def _ends_in_country(text: str) -> bool:
    return bool(_COUNTRY_LINE.fullmatch(text)) and text[1:3] in countries_by_alpha2


def _untagged(lines: list[Line], slots: dict[str, list[Line]]) -> None:
    end = next((i for i, (_, text) in enumerate(lines) if i and _COUNTRY_LINE.fullmatch(text)), len(lines))
    while end == len(lines) and end > 1 and lines[end - 1][1].lstrip("/").partition("/")[0] in _LABELS:
        end -= 1
    middle = [(number, text[1:]) for number, text in lines[1:end]]
    slots["NAM"] = [(number, text[1:]) for number, text in lines[: min(1, end)]]
    slots["ADR"], slots["LOC"] = (middle[:-1], middle[-1:]) if len(middle) > 1 else (middle, [])
    slots["end"] = lines[end:]


def _name(pieces: list[Line], party: Party, reading: Reading, record: int) -> None:
    for (number, before), (_, after) in pairwise(pieces):
        if len(before) >= _LINE_LENGTH or len(after) == 1:
            warn(reading, "name_cut", number, record, f"{before} {after}")
    _put(party, "name", _joined(pieces))


def _joined(pieces: list[Line]) -> str:
    return pieces[0][1] if len(pieces) == 1 else " ".join([text for _, text in pieces])


def _place(text: str, party: Party) -> None:
    city, _, region = text.partition("/")
    if city.isdigit() and region:  # the post code in the place's slot
        _put(party, "postcode", city)
        city, region = region, ""
    _put(party, "city", city)
    _put(party, "region", region)


def _country_and_contacts(line: Line, party: Party, reading: Reading, record: int) -> None:
    parts = line[1].split("/")[1:]
    if parts and parts[0] not in _LABELS and "country" not in party:
        _country(parts.pop(0), party, line, reading, record)
        if parts and parts[0] not in _LABELS:
            _put(party, "postcode", parts.pop(0))
    while parts:
        label = parts.pop(0)
        value = parts.pop(0).strip() if parts else ""
        if label in _LONG_LABELS:
            warn(reading, "contact_label", line[0], record, label)
        if label in _PHONES:
            party.setdefault("phone", value)
        elif label in _EMAILS:
            party.setdefault("email", value)
        elif label and label not in _OTHER_CONTACTS:
            warn(reading, "segment_malformed", line[0], record, line[1])
            return


def _country(code: str, party: Party, line: Line, reading: Reading, record: int) -> None:
    code = _COUNTRY_MENDED.get(code, code)
    if code in countries_by_alpha2:
        party["country"] = code
    elif code:
        warn(reading, "unknown_country", line[0], record, code)


def _put(party: Party, slot: str, text: str) -> None:
    text = text.strip(" /")
    if text[:1].isalpha() or not _FILLER.fullmatch(text):
        party[slot] = text


def add_party(row: Row, who: str, party: Party) -> None:
    """Write a party into the columns `who_...` of a consignment."""
    for slot, text in party.items():
        if text:
            row[f"{who}_{slot}"] = text


def customs_notes(segment: Segment) -> Iterator[tuple[str, str, str, str]]:
    """Yield country, subject, kind and text of each OCI line; an empty country or subject is inherited."""
    country = subject = ""
    for _, line in segment[1]:
        match = _NOTE.fullmatch(line)
        if match:
            country, subject = match[1] or country, match[2] or subject
            yield country, subject, match[3], match[4].strip()


def add_customs_notes(row: Row, segment: Segment) -> None:
    """Add tax number (T), telephone (CT) and e-mail (MU user, MD domain) of the parties of a consignment.

    A tax number that may be a person's is kept only as a keyed hash, as a register's is: 9, 11, 12 or 14
    digits and nothing else (KZ IIN 12, UZ PINFL 14 and INN 9, GE 9 and 11). Some of these are of companies,
    and are hashed too; one with letters is a company's and is kept as written.
    """
    users: dict[str, str] = {}
    for _, subject, kind, text in customs_notes(segment):
        who = _SUBJECTS.get(subject)
        if who is None or not text:
            continue
        if kind == "T":
            row.setdefault(f"{who}_tax_id", tax_id(text)[0])
        elif kind == "CT":
            row.setdefault(f"{who}_phone", text)
        elif kind == "MU":
            users.setdefault(who, text)
        elif kind == "MD" and who in users:
            row.setdefault(f"{who}_email", f"{users[who]}@{text}")

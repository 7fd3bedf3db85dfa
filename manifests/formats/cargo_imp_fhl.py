"""FHL, the houses of a master waybill: one record a house. Versions 4 and 5.

A list of houses tells which houses a master has; a message with parties tells of one house. Parties and
values belong to the house before them: parties to the last one where there are several. Named as ignored:
values (CVD) after several houses, for they are those of none of them alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from manifests.awb import check_digit_ok
from manifests.cargo_imp import (
    BLANKS,
    Segment,
    clean_lines,
    counted_text,
    first_placed,
    refuse,
    segments,
    starts_as,
    warn,
)
from manifests.cargo_imp_breaks import Line
from manifests.cargo_imp_fields import handling_codes, join_cut, read_declared, read_hs
from manifests.cargo_imp_house import House, read_house
from manifests.cargo_imp_party import add_customs_notes, add_party, read_party
from manifests.cargo_imp_quantity import guess_waybill_line, read_waybill_line
from manifests.reading import Format, Problem, Reading, Row

_HOUSE_LENGTH = 15  # description of a house line
_TEXT_LENGTH = 65  # line of TXT
_TAGGED = re.compile(r"/?\.([A-Z0-9]{2,8})\.(.*)")
_HOUSE_NUMBER = re.compile(r"[A-Z0-9]{1,14}")


@dataclass
class _List:
    """The message while it is read."""

    reading: Reading
    master: Row = field(default_factory=dict)
    houses: list[Row] = field(default_factory=list)
    texts: list[tuple[str, list[str]]] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    open_houses: int = 0
    told: bool = False

    @property
    def record(self) -> int:
        """The record that is being read."""
        return max(len(self.houses), 1)

    @property
    def last(self) -> Row:
        """The house that is being read; the master before the first."""
        return self.houses[-1] if self.houses else self.master


def read(text: str, received_at: datetime) -> Reading:
    """Return the master's row, a row for each house, and a goods row for each HS code."""
    reading = Reading("fhl")
    parts = segments(clean_lines(text, reading), KNOWN, reading)
    listing = _List(reading, {"told_by": "check_list", "kind": "master", "stream": "cargo"})
    for segment in parts:
        reader = READERS.get(segment[0])
        if reader:
            reader(listing, segment)
    reading.records = max(len(listing.houses), 1)
    waybill = listing.master.get("waybill")
    if waybill is None:
        for record in range(1, reading.records + 1):
            refuse(reading, "no_waybill", None, record)
        return reading
    if not listing.houses:
        reading.problems.append(Problem("no_house", "error"))  # about the message: the master's row is kept
    _finish(listing)
    _check_parties(listing)
    _check_totals(listing)
    return reading


def _opening(segment: Segment) -> tuple[int, str, list[Line]]:
    """Number, text and following lines of a segment whose identifier may stand alone on its line."""
    lines = segment[1]
    if lines[0][1] in ("", "/") and lines[1:]:
        lines = lines[1:]
    return *lines[0], lines[1:]


def _master(listing: _List, segment: Segment) -> None:
    number, text, _ = _opening(segment)
    line = read_waybill_line(text.strip("/ ")) or guess_waybill_line(text)
    if line.waybill is None or "waybill" in listing.master:
        warn(listing.reading, "segment_malformed", number, None, text)
        return
    for what in line.problems:
        warn(listing.reading, what, number, None)
    correct = check_digit_ok(line.waybill)
    if not correct:
        warn(listing.reading, "awb_check_digit", number, None, line.waybill)
    listing.master |= {
        "consignment_id": line.waybill,
        "waybill": line.waybill,
        "origin_airport": line.origin,
        "destination_airport": line.destination,
        "pieces": line.pieces,
        "gross_kg": line.gross_kg,
        "volume_m3": line.volume_m3,
        "consolidation": True,
        "check_digit_ok": correct,
    }


def _house(listing: _List, segment: Segment) -> None:
    number, text, others = _opening(segment)
    house = read_house(text)
    record = len(listing.houses) + 1
    for what in house.problems:
        warn(listing.reading, what, number, record, text)
    if house.number is None:
        refuse(listing.reading, "house_number_format", number, record, text)
    elif not _HOUSE_NUMBER.fullmatch(house.number):
        warn(listing.reading, "house_number_format", number, record, house.number)
    _check_house(listing, house, number, record)
    listing.houses.append(_house_row(house, record))
    listing.texts.append((house.description, []))
    listing.open_houses += 1
    listing.told = False
    for line, codes in others:
        _handling(listing, line, codes, record)


def _house_row(house: House, record: int) -> Row:
    return {
        "record": record,
        "told_by": "check_list",
        "kind": "house",
        "stream": "cargo",
        "house_waybill": house.number,
        "origin_airport": house.origin,
        "destination_airport": house.destination,
        "pieces": house.pieces,
        "gross_kg": house.gross_kg,
        "slac": house.slac,
    }


def _check_house(listing: _List, house: House, number: int, record: int) -> None:
    reading, master = listing.reading, listing.master
    if house.number in listing.numbers:
        warn(reading, "duplicate_house", number, record, house.number)
    listing.numbers |= {house.number} if house.number else set()
    if len(house.description) > _HOUSE_LENGTH:
        warn(reading, "description_too_long", number, record, house.description)
    if not house.description:
        warn(reading, "empty_description", number, record)
    mine = (house.origin, house.destination)
    if all(mine) and master.get("origin_airport") and mine != (master["origin_airport"], master["destination_airport"]):
        warn(reading, "house_route_differs", number, record, f"{house.origin}{house.destination}")


def _handling(listing: _List, number: int, text: str, record: int) -> None:
    found = handling_codes(text)
    if found is None or found[1]:
        what = "segment_malformed" if found is None else "handling_codes_concatenated"
        warn(listing.reading, what, number, record, text)
    if found:
        listing.last.setdefault("handling_codes", []).extend(found[0])


def _text(listing: _List, segment: Segment) -> None:
    if listing.texts:
        listing.texts[-1][1].extend(text.removeprefix("/") for _, text in segment[1])


def _hs(listing: _List, segment: Segment) -> None:
    for number, text in segment[1]:
        for code in filter(None, text.split("/")):
            digits = read_hs(code)
            if digits is None:
                warn(listing.reading, "number_format", number, listing.record, code)
            elif digits not in listing.last.setdefault("hs_codes", []):
                listing.last["hs_codes"].append(digits)


def _consignor(listing: _List, segment: Segment) -> None:
    _party(listing, "consignor", segment)


def _consignee(listing: _List, segment: Segment) -> None:
    _party(listing, "consignee", segment)


def _party(listing: _List, who: str, segment: Segment) -> None:
    if listing.open_houses > 1:
        warn(listing.reading, "parties_after_many_houses", None, listing.record)
    listing.open_houses = min(listing.open_houses, 1)
    add_party(listing.last, who, read_party(segment[1], listing.reading, listing.record))
    listing.told = True
    if listing.houses:
        listing.last["told_by"] = "house"


def _values(listing: _List, segment: Segment) -> None:
    """Belongs to the one house before it, or to the one whose parties stand before it; else to none."""
    declared = read_declared("".join(text for _, text in segment[1]), charge_code=False)
    for name in declared.problems:
        warn(listing.reading, "segment_malformed", segment[1][0][0], listing.record, name)
    if listing.told or listing.open_houses <= 1:
        listing.last["payment"], listing.last["currency"] = declared.payment, declared.currency
        listing.last["value"], listing.last["carriage_value"] = declared.customs, declared.carriage
    listing.open_houses = 0


def _notes(listing: _List, segment: Segment) -> None:
    add_customs_notes(listing.last, segment)


def _finish(listing: _List) -> None:
    """Give the houses their ids and texts, and put the rows of those that have a number."""
    reading, waybill = listing.reading, listing.master["waybill"]
    listing.master["record"] = first_placed(reading)
    if listing.master["record"]:
        reading.add("consignments", listing.master)
    for row, (short, lines) in zip(listing.houses, listing.texts, strict=True):
        if row["house_waybill"] is None:
            continue
        row["consignment_id"] = f"{waybill}/{row['house_waybill']}"
        row["master_waybill"] = waybill
        row["goods_description"] = describe(short, lines) or None
        reading.add("consignments", row)
        codes = row.get("hs_codes", [])
        for line, code in enumerate(codes, 1):
            goods = {"record": row["record"], "consignment_id": row["consignment_id"], "line": line, "hs_code": code}
            if len(codes) == 1:
                goods |= {"goods_description": row["goods_description"], "gross_kg": row["gross_kg"]}
            reading.add("goods", goods)


def describe(short: str, lines: list[str]) -> str:
    """Join the text of the house line and of TXT; TXT alone where it begins with the former.

    Of tagged customs text (`.COM.AIR PURIFIER`) only the goods (COM) are taken.

    >>> describe("HOSE ASSEMBLY.I", ["NVOICE NOS E-IN"]), describe("BOLTS", ["BOLTS OF STEEL"])
    ('HOSE ASSEMBLY.INVOICE NOS E-IN', 'BOLTS OF STEEL')
    """
    kept = []
    for line in lines:
        tagged = _TAGGED.fullmatch(line) if line[:2].lstrip("/").startswith(".") else None
        if tagged is None or tagged[1] == "COM":
            kept.append(tagged[2] if tagged else line)
    long = join_cut(kept, _TEXT_LENGTH).strip()
    if not long or short.startswith(long):
        return short
    return long if long.startswith(short) else join_cut([short, long], _HOUSE_LENGTH)


def _check_parties(listing: _List) -> None:
    for row in listing.houses:
        told = [who for who in ("consignor", "consignee") if f"{who}_name" in row]
        for who in ("consignor", "consignee") if row["told_by"] == "house" else ():
            if who not in told:
                warn(listing.reading, "party_missing", None, row["record"], who)
            elif f"{who}_country" not in row:
                warn(listing.reading, "party_without_country", None, row["record"], who)


def _check_totals(listing: _List) -> None:
    """A list that does not add up; one house of a master is no list."""
    if not listing.houses[1:]:
        return
    for name, slack in (("pieces", 0.0), ("gross_kg", 0.01)):
        whole, parts = listing.master.get(name), [row[name] for row in listing.houses]
        if whole and all(parts) and abs(sum(parts) - whole) > slack * whole:
            warn(listing.reading, "total_mismatch", None, None, f"{name} {sum(parts):g} of {whole:g}")
            return


READERS: dict[str, Callable[[_List, Segment], None]] = {
    "MBI": _master, "HBS": _house, "TXT": _text, "HTS": _hs, "OCI": _notes, "SHP": _consignor, "CNE": _consignee,
    "CVD": _values,
}  # fmt: skip
KNOWN = frozenset(READERS)
_HOUSE_START = re.compile(rf"\n{BLANKS}HBS{BLANKS}(?:/|$)", re.MULTILINE)


def count(text: str) -> int:
    """Lines that start a house; one for a master without houses."""
    plain = counted_text(text)
    found = len(_HOUSE_START.findall("\n" + plain)) if "\n" in plain else plain.count("HBS/")
    return max(found, 1) if plain else 0


DOC = "Houses of a master: each HBS is a record, or the message when it has none."
FORMAT = Format("fhl", DOC, "cargo_imp", starts_as("FHL"), read, count)

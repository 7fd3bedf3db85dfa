"""FWB, the master or direct air waybill: one record a message. Versions 16 and 17; older ones tolerantly.

The freight is what PPD and COL total. Named as ignored: flights (a day without a month: the manifest tells it), rates,
single charges, accounts, certificates, free text (SSR, OSI), customs origin, references other than the sender's.
"""

import re
from collections.abc import Callable
from datetime import datetime

from manifests.awb import check_digit_ok
from manifests.cargo_imp import Segment, clean_lines, dated, refuse, segments, starts_as, warn
from manifests.cargo_imp_fields import Declared, handling_codes, read_charges, read_declared
from manifests.cargo_imp_goods import read_goods
from manifests.cargo_imp_party import add_customs_notes, add_party, read_party
from manifests.cargo_imp_quantity import (
    WaybillLine,
    guess_waybill_line,
    is_reported_dummy,
    read_waybill_line,
)
from manifests.reading import Format, Reading, Row

IGNORED = frozenset({
    "FLT", "SSR", "ACC", "OTH", "CER", "OSI", "CDC", "COR", "COI", "SII", "ARD", "NOM", "SRI", "OPI",
})  # fmt: skip
CHARGED = frozenset({"PPD", "COL"})
MANDATORY = ("RTG", "CVD", "RTD", "ISU", "REF")
_LEG = re.compile(r"([A-Z]{3})?([A-Z0-9]{2})?")
_ISSUED = re.compile(r"/(\d{2})([A-Z]{3})(\d{2})?(?:/([^/]*))?(?:/.*)?", re.ASCII)
_AGENT_CODE = re.compile(r"\d{7}", re.ASCII)


def read(text: str, received_at: datetime) -> Reading:
    """Return the one consignment of the message, and a goods row for each HS code."""
    reading = Reading("fwb", records=1)
    parts = segments(clean_lines(text, reading), KNOWN, reading)
    found = next((segment for segment in parts if segment[0] == "AWB"), None)
    number, line = found[1][0] if found else _somewhere(parts)
    waybill = read_waybill_line(line) or guess_waybill_line(line)
    if waybill.waybill is None:
        refuse(reading, "no_waybill", number, 1, line or None)
        return reading
    row = _row(waybill, waybill.waybill, number, reading)
    for segment in parts:
        reader = READERS.get(segment[0])
        if reader:
            reader(row, segment, reading)
    _freight(row, parts, reading)
    goods = [segment for segment in parts if segment[0] == "RTD"]
    read_goods(row, goods, waybill, reading)
    _missing({segment[0] for segment in parts}, row, reading)
    reading.add("consignments", row)
    return reading


def _somewhere(parts: list[Segment]) -> tuple[int | None, str]:
    """The line that looks like a waybill line although it does not stand where it should."""
    for _, lines in parts:
        for number, line in lines:
            if not line.startswith("/") and guess_waybill_line(line).waybill:
                return number, line
    return None, ""


def _row(line: WaybillLine, waybill: str, number: int | None, reading: Reading) -> Row:
    for what in line.problems:
        warn(reading, what, number, 1)
    if line.dummy is not None and is_reported_dummy(line.dummy, line.gross_kg, 1):
        warn(reading, "dummy_volume", number, 1)
    correct = check_digit_ok(waybill)
    if not correct:
        warn(reading, "awb_check_digit", number, 1, waybill)
    return {
        "record": 1,
        "consignment_id": waybill,
        "told_by": "master",
        "kind": "direct",
        "waybill": waybill,
        "stream": "cargo",
        "origin_airport": line.origin,
        "destination_airport": line.destination,
        "pieces": line.pieces,
        "gross_kg": line.gross_kg,
        "volume_m3": line.volume_m3,
        "check_digit_ok": correct,
    }


def _route(row: Row, segment: Segment, reading: Reading) -> None:
    legs = [leg for _, text in segment[1] for leg in text.split("/") if leg]
    route = []
    for index, leg in enumerate(legs):
        match = _LEG.fullmatch(leg.strip())
        if match is None:
            warn(reading, "segment_malformed", segment[1][0][0], 1, leg)
            continue
        airport, carrier = match.groups()
        if airport and not (index == 0 and airport == row["origin_airport"]):
            route.append(airport)
        if index == 0 and carrier:
            row["carrier"] = carrier
    row["route"] = route


def _consignor(row: Row, segment: Segment, reading: Reading) -> None:
    _main_party("consignor", row, segment, reading)


def _consignee(row: Row, segment: Segment, reading: Reading) -> None:
    _main_party("consignee", row, segment, reading)


def _main_party(who: str, row: Row, segment: Segment, reading: Reading) -> None:
    lines = segment[1]
    account = lines[0][1].strip("/ ")
    if account:
        row[f"{who}_account"] = account
    add_party(row, who, read_party([(lines[0][0], ""), *lines[1:]], reading, 1))


def _notify(row: Row, segment: Segment, reading: Reading) -> None:
    party = read_party(segment[1], reading, 1)
    row["notify_name"], row["notify_country"] = party.get("name"), party.get("country")


def _agent(row: Row, segment: Segment, reading: Reading) -> None:
    first, *others = segment[1]
    fields = first[1].split("/")[1:]
    code = next((found[0] for field in fields[1:2] + fields[:1] if (found := _AGENT_CODE.match(field))), None)
    row["forwarder_code"] = code
    if code is None and any(fields[:2]):
        warn(reading, "segment_malformed", first[0], 1, first[1])
    if others:
        row["forwarder_name"] = others[0][1].removeprefix("NAM").strip("/ ") or None


def _declared(segment: Segment) -> Declared:
    return read_declared("".join(text for _, text in segment[1]), charge_code=True)


def _values(row: Row, segment: Segment, reading: Reading) -> None:
    declared = _declared(segment)
    for name in declared.problems:
        warn(reading, "segment_malformed", segment[1][0][0], 1, name)
    row["payment"], row["currency"] = declared.payment, declared.currency
    row["value"], row["carriage_value"] = declared.customs, declared.carriage


def _freight(row: Row, parts: list[Segment], reading: Reading) -> None:
    """What is prepaid and to collect together, in the currency of CVD; nought is not said."""
    said: dict[str, float] = {}
    for name, lines in parts:
        if name not in CHARGED:
            continue
        charges = read_charges("".join(text for _, text in lines))
        if charges is None or name in said:
            warn(reading, "segment_malformed", lines[0][0], 1, f"freight {name}")
            return
        said[name] = charges
    if total := round(sum(said.values()), 4):
        row["freight"] = total
        row["freight_currency"] = next((_declared(part).charged_in for part in parts if part[0] == "CVD"), None)


def _issue(row: Row, segment: Segment, reading: Reading) -> None:
    number, text = segment[1][0]
    match = _ISSUED.fullmatch(text)
    if match is None or match[3] is None:
        warn(reading, "date_format", number, 1, text)
        row["issued_place"] = [*text.split("/"), "", ""][2].strip() or None
        return
    row["issued_on"] = dated(match[1], match[2], 2000 + int(match[3]))
    if row["issued_on"] is None:
        warn(reading, "date_format", number, 1, text)
    row["issued_place"] = (match[4] or "").strip() or None


def _handling(row: Row, segment: Segment, reading: Reading) -> None:
    for number, text in segment[1]:
        found = handling_codes(text)
        if found:
            row.setdefault("handling_codes", []).extend(found[0])
        if text and (found is None or found[1]):
            warn(reading, "segment_malformed" if found is None else "handling_codes_concatenated", number, 1, text)


def _reference(row: Row, segment: Segment, reading: Reading) -> None:
    reading.sender = segment[1][0][1].split("/", 2)[1:2][0] or None if "/" in segment[1][0][1] else None


def _notes(row: Row, segment: Segment, reading: Reading) -> None:
    add_customs_notes(row, segment)


def _missing(names: set[str], row: Row, reading: Reading) -> None:
    lost = [name for name in MANDATORY if name not in names]
    if lost:
        warn(reading, "missing_segment", None, 1, " ".join(lost))
    for name, who in (("SHP", "consignor"), ("CNE", "consignee")):
        if name not in names or f"{who}_name" not in row:
            warn(reading, "party_missing", None, 1, who)
        elif f"{who}_country" not in row:
            warn(reading, "party_without_country", None, 1, who)


READERS: dict[str, Callable[[Row, Segment, Reading], None]] = {
    "RTG": _route, "SHP": _consignor, "CNE": _consignee, "NFY": _notify, "AGT": _agent, "CVD": _values,
    "ISU": _issue, "SPH": _handling, "REF": _reference, "OCI": _notes,
}  # fmt: skip
KNOWN = IGNORED | CHARGED | frozenset(READERS) | {"AWB", "RTD"}


def count(text: str) -> int:
    """One waybill a message."""
    return 1 if text.strip() else 0


FORMAT = Format(
    "fwb",
    "Master or direct air waybill: the message is the record; versions 9 to 17.",
    "cargo_imp",
    starts_as("FWB"),
    read,
    count,
)

"""FFM, the flight manifest: one record a waybill line. Version 8; older ones as far as their lines are the same.

Times are local and become UTC; one that contradicts the flight's day is left out. Named as ignored: volume codes
and remarks of a ULD, priorities, dimensions where a volume is given, OSI, COR, OCI, onward movements but the first.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from manifests.cargo_imp import BLANKS, clean_lines, counted_text, first_placed, near_date, refuse, starts_as, warn
from manifests.cargo_imp_breaks import at_manifest_lines
from manifests.cargo_imp_fields import handling_codes
from manifests.cargo_imp_loads import Load, add_consignments, open_load
from manifests.cargo_imp_quantity import guess_waybill_line, is_reported_dummy, read_dimensions, read_waybill_line
from manifests.envelope import fold
from manifests.local_time import moment_at
from manifests.reading import Format, Problem, Reading, Row
from manifests.uld import parse_uld

_HEADER = re.compile(
    r"(\d{1,3})/([A-Z0-9]{2}) ?(\d{1,4})([A-Z])?/(\d{2})([A-Z]{3})(\d{4})?/([A-Z]{3})(?:/([^/]*))?(?:/.*)?",
    re.ASCII,
)
_POINT = re.compile(r"([A-Z]{3})(/NIL)?((?:/\d{2}[A-Z]{3}(?:\d{4})?)*)")
_ONWARD = re.compile(r"/([A-Z]{3})[A-Z0-9]{2}(?:\d{3,4}[A-Z]?(?:/\d{2}[A-Z]{3})?)?(?:/.*)?")
_SHORT = re.compile(r"/[A-Z0-9]")
_WAYBILLISH = re.compile(r"(?![A-Z]{3}/)(?:\d{3}-?\d{8}|[A-Z]{2,3}-\d{8}|[^/]{0,30}\d[^/]{0,30}/[TPSDM]\d{1,5}[KL]\d)")
_SEGMENT = re.compile(r"[A-Z]{3}/")
_CUT_NUMBER = re.compile(r"\d{3}-\d{0,7}", re.ASCII)
_BEFORE_CODES = frozenset({"AWB", "DIM", "COR", "onward"})
_BEFORE_ONWARD = frozenset({"AWB", "DIM", "ULD", "onward"})
_TEXTS = {"OSI/": "OSI", "COR/": "COR", "OCI/": "OCI", "DIM/": "DIM"}
_TAIL_LENGTH = 16  # a slant and a description of 15
_PLACE = ("flight_id", "uld", "uld_type", "unloading_airport", "arrives_at")
_INLINE_CODES_END = 8  # handling codes have had a line of their own since this version


@dataclass(slots=True)
class _Manifest:
    """The manifest while it is read: where we are in it (`place`, columns of a load), and its waybill lines."""

    reading: Reading
    flight: Row | None = None
    place: Row = field(default_factory=lambda: dict.fromkeys(_PLACE))
    nil: bool = False
    inline_codes: bool = False
    points: dict[str, bool] = field(default_factory=dict)
    mode: str = ""
    end: str | None = None
    loads: list[Load] = field(default_factory=list)
    opened: int = 0  # problems before the last waybill line
    last_text: str = ""
    flagged: set[str] = field(default_factory=set)


def read(text: str, received_at: datetime) -> Reading:
    """Return the flight, a row for each waybill line, and what the manifest says of each waybill."""
    manifest = _Manifest(Reading("ffm"))
    lines = clean_lines(text, manifest.reading, at_manifest_lines)
    version = manifest.reading.version
    lost = any(problem.what == "line_breaks_lost" for problem in manifest.reading.problems)
    manifest.inline_codes = lost or (version is not None and int(version) < _INLINE_CODES_END)
    if lines and _header(manifest, *lines[0], received_at.date()):
        lines = lines[1:]
    for number, line in lines:
        if line[0] == "/" and manifest.end is None:
            _continuation(manifest, number, line)
        else:
            _line(manifest, number, line)
    _close(manifest)
    return manifest.reading


def _header(manifest: _Manifest, number: int, line: str, received: date) -> bool:
    """Read the flight; False when the line is none and has to be read as another line."""
    reading = manifest.reading
    match = _HEADER.fullmatch(line)
    day = near_date(match[5], match[6], received) if match else None
    if match is None or day is None:
        what = "segment_malformed" if match is None else "date_format"
        reading.problems.append(Problem(what, "error", number, None, "flight_id", line))
        return line[0].isdigit() and not _WAYBILLISH.match(line)
    reading.part = int(match[1]) or None
    flight_number = match[3].zfill(4) + (match[4] or "")
    registration = (match[9] or "").strip() or None
    if registration and re.fullmatch(r"[A-Z]{3}", registration):  # the destination, in old headers
        warn(reading, "segment_malformed", number, None, registration)
        registration = None
    manifest.flight = {
        "flight_id": f"{match[2]}{flight_number}-{day:%Y%m%d}-{match[8]}",
        "carrier": match[2],
        "flight_number": flight_number,
        "departure_date": day,
        "loading_airport": match[8],
        "departs_at": moment_at(match[8], f"{match[5]}{match[6]}{match[7]}", day) if match[7] else None,
        "registration": registration,
        "part": reading.part,
    }
    manifest.place["flight_id"] = manifest.flight["flight_id"]
    if (reading.part or 1) > 1:
        warn(reading, "part_missing", number, None, match[1])
    return True


def _line(manifest: _Manifest, number: int, line: str) -> None:
    waybill = read_waybill_line(line)
    if waybill is None and _WAYBILLISH.match(line if line.isascii() else fold(line)):
        waybill = guess_waybill_line(line)
    if waybill is not None:
        record, manifest.opened = len(manifest.loads) + 1, len(manifest.reading.problems)
        if manifest.end:
            warn(manifest.reading, "trailing_text", number, record, line)
        _placed(manifest, open_load(waybill, number, record, manifest.place, manifest.reading), line)
    elif manifest.end:
        warn(manifest.reading, "trailing_text", number, None, line)
    elif line in ("LAST", "CONT"):
        manifest.end = line
    elif line.startswith("ULD/"):
        _uld(manifest, number, line)
    elif line[:4] in _TEXTS:
        manifest.mode = _TEXTS[line[:4]]
        _dimensions(manifest, number, line[3:])
    else:
        _point_or_rest(manifest, number, line)


def _placed(manifest: _Manifest, load: Load, line: str) -> None:
    """Take a waybill line, and report where it ought not to stand."""
    manifest.loads.append(load)
    manifest.mode, manifest.last_text = "AWB", line
    point = manifest.place["unloading_airport"]
    if point is None or manifest.nil:
        what = "bulk_before_unloading_point" if point is None else "nil_point_with_cargo"
        if what not in manifest.flagged:
            warn(manifest.reading, what, load.number, load.record)
            manifest.flagged.add(what)
    if point:
        manifest.points[point] = True
    if load.row["handling_codes"] and not manifest.inline_codes:
        warn(manifest.reading, "inline_handling_codes", load.number, load.record)


def _uld(manifest: _Manifest, number: int, line: str) -> None:
    name = line[4:].partition("/")[0].strip()
    uld = parse_uld(name)
    if uld is None:
        warn(manifest.reading, "segment_malformed", number, None, line)
        uld = name.partition("-")[0] or "?"
    manifest.place |= {"uld": uld, "uld_type": uld[:3]}
    manifest.mode = "ULD"


def _point_or_rest(manifest: _Manifest, number: int, line: str) -> None:
    match = _POINT.fullmatch(line)
    if match is None:
        _broken(manifest, number, line)
        return
    manifest.nil, manifest.mode = bool(match[2]), "point"
    arrives = match[3].split("/")[1] if match[3] else ""
    moment = moment_at(match[1], arrives, manifest.flight["departure_date"]) if manifest.flight else None
    manifest.place |= {"uld": None, "uld_type": None, "unloading_airport": match[1], "arrives_at": moment}
    if match[1] in manifest.points:
        warn(manifest.reading, "unloading_point_repeated", number, None, match[1])
    manifest.points.setdefault(match[1], False)


def _broken(manifest: _Manifest, number: int, line: str) -> None:
    """A line that starts nothing: the end of the line before it, or a line nobody knows."""
    whole = manifest.last_text + line
    started = bool(_SEGMENT.match(line) or _CUT_NUMBER.fullmatch(line))
    unknown = started and read_waybill_line(manifest.last_text) is not None
    waybill = read_waybill_line(whole) if manifest.mode == "AWB" and not unknown else None
    broken = not started and manifest.mode not in ("", "point")
    warn(manifest.reading, "line_broken" if waybill or broken else "segment_malformed", number, None, line)
    if waybill is not None and len(waybill.tail or "") <= _TAIL_LENGTH:
        before = manifest.loads.pop()
        problems, said = manifest.reading.problems, (before.number, before.record)
        problems[manifest.opened :] = [
            p for p in problems[manifest.opened :] if (p.line, p.record) != said or p.what in manifest.flagged
        ]
        manifest.reading.quarantined.discard(before.record)
        place = {name: before.row[name] for name in _PLACE}
        _placed(manifest, open_load(waybill, before.number, before.record, place, manifest.reading), whole)


def _continuation(manifest: _Manifest, number: int, line: str) -> None:
    """A line with a slant first: decided by what it follows, then by its shape."""
    mode = manifest.mode
    if mode in ("OSI", "OCI") or (mode == "DIM" and _dimensions(manifest, number, line)):
        return
    codes = handling_codes(line) if manifest.loads and mode in _BEFORE_CODES else None
    if codes and not (codes[1] and _ONWARD.fullmatch(line)):
        load = manifest.loads[-1]
        load.row["handling_codes"].extend(codes[0])
        if codes[1]:
            warn(manifest.reading, "handling_codes_concatenated", number, load.record)
    elif mode in _BEFORE_ONWARD and (onward := _ONWARD.fullmatch(line)):
        if manifest.loads and mode != "ULD":
            manifest.loads[-1].row.setdefault("next_airport", onward[1])
            manifest.mode = "onward"
    elif not (mode in _BEFORE_ONWARD and _SHORT.fullmatch(line)):
        warn(manifest.reading, "segment_malformed", number, None, line)


def _dimensions(manifest: _Manifest, number: int, line: str) -> bool:
    """Take the dimensions of a line; False when it has none."""
    found = read_dimensions(line)
    if manifest.mode == "DIM" and manifest.loads:
        if found:
            load = manifest.loads[-1]
            load.packages, load.packed_m3 = load.packages + found[0], load.packed_m3 + found[1]
        elif "CMT" in line or "INH" in line:
            warn(manifest.reading, "dimensions_malformed", number, manifest.loads[-1].record, line)
            return True
    return found is not None


def _close(manifest: _Manifest) -> None:
    """Write the rows, now that the whole manifest is known."""
    reading, flight = manifest.reading, manifest.flight
    reading.records = max(len(manifest.loads), 1)
    if manifest.end != "LAST":
        warn(reading, "missing_last" if manifest.end is None else "cont_not_continued", None, None)
    _dummies(manifest)
    if flight is not None:
        reached = [point for point, cargo in manifest.points.items() if cargo] or list(manifest.points)
        flight["unloading_airport"] = reached[0] if len(reached) == 1 else None
        flight["last"] = manifest.end == "LAST"
        flight["complete"] = manifest.end == "LAST" and (reading.part or 1) == 1
        flight["record"] = first_placed(reading)
        if flight["record"]:
            reading.add("flights", flight)
    elif not manifest.loads:
        refuse(reading, "no_waybill", None, 1)
    _loads(manifest)
    whole = (reading.part or 1) == 1 and manifest.end != "CONT"
    add_consignments(reading, manifest.loads, flight["flight_id"] if flight else None, whole=whole)


def _loads(manifest: _Manifest) -> None:
    """Add the loads; without a flight there is no place for them, nor for a second line of a waybill."""
    for load in manifest.loads:
        if load.packages:
            load.fill_volume()
    placed = [load for load in manifest.loads if load.line.waybill]
    if manifest.flight is not None and placed:
        manifest.reading.rows["loads"] = [load.row for load in placed]
    told: set[str | None] = set()
    for load in placed if manifest.flight is None else ():
        if load.line.waybill in told:
            refuse(manifest.reading, "duplicate_line", load.number, load.record)
        told.add(load.line.waybill)


def _dummies(manifest: _Manifest) -> None:
    dummies = [(load.line.dummy, load) for load in manifest.loads if load.line.dummy is not None]
    ones = sum(volume == 1.0 for volume, _ in dummies)
    for volume, load in dummies:
        if is_reported_dummy(volume, load.row["gross_kg"], ones):
            warn(manifest.reading, "dummy_volume", load.number, load.record)


_RECORD = re.compile(
    rf"\n{BLANKS}(?:[0-9]{{3}}-?[0-9]{{8}}|(?![A-Z]{{3}}/)(?:\d{{3}}-?\d{{8}}|[A-Z]{{2,3}}-\d{{8}}"
    r"|[^/\n]{0,30}\d[^/\n]{0,30}/[TPSDM]\d{1,5}[KL]\d))"
)

_ALONE = re.compile(r"[^\n/]*+(?:/\d{1,2})?[ \x03]*(?:\n|$)")
_ANYWHERE = re.compile(r"[0-9]{3}-[0-9]{8}(?= ?[A-Z]{0,6}/[TPSDM][0-9])")


def count(text: str) -> int:
    """Lines that begin with a waybill number or carry a quantity; one for a flight without cargo.

    Without line breaks (the header stands on the first line) the waybill numbers before a quantity.
    """
    plain = counted_text(text)
    found = _RECORD.findall("\n" + plain) if _ALONE.match(plain) else _ANYWHERE.findall(plain)
    return max(len(found), 1) if plain else 0


FORMAT = Format(
    "ffm",
    "Flight manifest: each waybill line is a record, or the flight without cargo.",
    "cargo_imp",
    starts_as("FFM"),
    read,
    count,
)

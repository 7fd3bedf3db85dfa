"""FFM, the flight manifest: one record a waybill line. Version 8; older ones as far as their lines are the same.

Times are local and become UTC; one that contradicts the flight's day is left out. Named as ignored: volume codes
and remarks of a ULD, priorities, dimensions where a volume is given, OSI, COR, OCI, onward movements but the first.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from manifests.cargo_imp import BLANKS, clean_lines, counted_text, first_placed, near_date, refuse, starts_as, warn
from manifests.cargo_imp_fields import handling_codes
from manifests.cargo_imp_loads import Load, add_consignments, open_load
from manifests.cargo_imp_quantity import guess_waybill_line, is_reported_dummy, read_dimensions, read_waybill_line
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
_TEXTS = {"OSI/": "OSI", "COR/": "COR", "OCI/": "OCI", "DIM/": "DIM"}
_TAIL_LENGTH = 16  # a slant and a description of 15
_INLINE_CODES_END = 8  # handling codes have had a line of their own since this version


@dataclass
class _Manifest:
    """The manifest while it is read: where we are in it, and its waybill lines."""

    reading: Reading
    flight: Row | None = None
    point: str | None = None
    arrives_at: datetime | None = None
    nil: bool = False
    points: dict[str, bool] = field(default_factory=dict)
    uld: str | None = None
    mode: str = ""
    end: str | None = None
    loads: list[Load] = field(default_factory=list)
    last_text: str = ""
    flagged: set[str] = field(default_factory=set)


def read(text: str, received_at: datetime) -> Reading:
    """Return the flight, a row for each waybill line, and what the manifest says of each waybill."""
    manifest = _Manifest(Reading("ffm"))
    lines = clean_lines(text, manifest.reading)
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
    if (reading.part or 1) > 1:
        warn(reading, "part_missing", number, None, match[1])
    return True


def _line(manifest: _Manifest, number: int, line: str) -> None:
    waybill = read_waybill_line(line)
    if waybill is None and _WAYBILLISH.match(line):
        waybill = guess_waybill_line(line)
    if waybill is not None:
        if manifest.end:
            warn(manifest.reading, "trailing_text", number, len(manifest.loads) + 1, line)
        _placed(manifest, open_load(waybill, number, len(manifest.loads) + 1, manifest.reading), line)
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
    """Put a waybill line where it stands: flight, point, ULD."""
    load.row |= {"uld": manifest.uld, "uld_type": manifest.uld[:3] if manifest.uld else None}
    load.row |= {"unloading_airport": manifest.point, "arrives_at": manifest.arrives_at}
    manifest.loads.append(load)
    manifest.mode, manifest.last_text = "AWB", line
    what = "bulk_before_unloading_point" if manifest.point is None else "nil_point_with_cargo" if manifest.nil else None
    if what and what not in manifest.flagged:
        warn(manifest.reading, what, load.line, load.record)
    manifest.flagged |= {what} if what else set()
    if manifest.point:
        manifest.points[manifest.point] = True
    version = manifest.reading.version
    if load.inline_codes and (version is None or int(version) >= _INLINE_CODES_END):
        warn(manifest.reading, "inline_handling_codes", load.line, load.record)


def _uld(manifest: _Manifest, number: int, line: str) -> None:
    name = line[4:].partition("/")[0].strip()
    manifest.uld = parse_uld(name)
    if manifest.uld is None:
        warn(manifest.reading, "segment_malformed", number, None, line)
        manifest.uld = name.partition("-")[0] or "?"
    manifest.mode = "ULD"


def _point_or_rest(manifest: _Manifest, number: int, line: str) -> None:
    match = _POINT.fullmatch(line)
    if match is None:
        _broken(manifest, number, line)
        return
    manifest.point, manifest.nil = match[1], bool(match[2])
    manifest.uld, manifest.mode = None, "point"
    arrives = match[3].split("/")[1] if match[3] else ""
    manifest.arrives_at = moment_at(match[1], arrives, manifest.flight["departure_date"]) if manifest.flight else None
    if match[1] in manifest.points:
        warn(manifest.reading, "unloading_point_repeated", number, None, match[1])
    manifest.points.setdefault(match[1], False)


def _broken(manifest: _Manifest, number: int, line: str) -> None:
    """A line that starts nothing: the end of the line before it, or a line nobody knows."""
    whole = manifest.last_text + line
    unknown = bool(_SEGMENT.match(line)) and read_waybill_line(manifest.last_text) is not None
    waybill = read_waybill_line(whole) if manifest.mode == "AWB" and not unknown else None
    broken = not _SEGMENT.match(line) and manifest.mode not in ("", "point")
    warn(manifest.reading, "line_broken" if waybill or broken else "segment_malformed", number, None, line)
    if waybill is not None and len(waybill.tail or "") <= _TAIL_LENGTH:
        before = manifest.loads.pop()
        manifest.reading.problems = [
            p for p in manifest.reading.problems if p.line != before.line or p.what in manifest.flagged
        ]
        manifest.reading.quarantined.discard(before.record)
        _placed(manifest, open_load(waybill, before.line, before.record, manifest.reading), whole)


def _continuation(manifest: _Manifest, number: int, line: str) -> None:
    """A line with a slant first: decided by what it follows, then by its shape."""
    mode = manifest.mode
    if mode in ("OSI", "OCI") or (mode == "DIM" and _dimensions(manifest, number, line)):
        return
    codes = handling_codes(line) if manifest.loads and mode in ("AWB", "DIM", "COR", "onward") else None
    onward = _ONWARD.fullmatch(line)
    if codes and not (onward and codes[1]):
        _add_codes(manifest, number, *codes)
    elif onward and mode in ("AWB", "DIM", "ULD", "onward"):
        if manifest.loads and mode != "ULD":
            manifest.loads[-1].row.setdefault("next_airport", onward[1])
            manifest.mode = "onward"
    elif not (_SHORT.fullmatch(line) and mode in ("AWB", "DIM", "ULD", "onward")):
        warn(manifest.reading, "segment_malformed", number, None, line)


def _add_codes(manifest: _Manifest, number: int, codes: list[str], joined: bool) -> None:
    load = manifest.loads[-1]
    load.row["handling_codes"] = load.row.get("handling_codes", []) + codes
    if joined:
        warn(manifest.reading, "handling_codes_concatenated", number, load.record)


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
    told: set[str] = set()
    for load in manifest.loads:
        load.fill_volume()
        waybill = load.row["waybill"]
        if flight is not None and waybill:
            reading.add("loads", {**load.row, "flight_id": flight["flight_id"]})
        elif waybill in told:  # without a flight there is no place for a second line of a waybill
            refuse(reading, "duplicate_line", load.line, load.record)
        told |= {waybill} if waybill else set()
    whole = (reading.part or 1) == 1 and manifest.end != "CONT"
    add_consignments(reading, manifest.loads, flight["flight_id"] if flight else None, whole=whole)


def _dummies(manifest: _Manifest) -> None:
    dummies = [(load.dummy, load) for load in manifest.loads if load.dummy is not None]
    ones = sum(volume == 1.0 for volume, _ in dummies)
    for volume, load in dummies:
        if is_reported_dummy(volume, load.row["gross_kg"], ones):
            warn(manifest.reading, "dummy_volume", load.line, load.record)


_RECORD = re.compile(
    rf"^{BLANKS}(?![A-Z]{{3}}/)(?:\d{{3}}-?\d{{8}}|[A-Z]{{2,3}}-\d{{8}}|[^/\n]{{0,30}}\d[^/\n]{{0,30}}/[TPSDM]\d{{1,5}}[KL]\d)",
    re.MULTILINE,
)


def count(text: str) -> int:
    """Lines that begin with a waybill number or carry a quantity; one for a flight without cargo."""
    plain = counted_text(text)
    return max(len(_RECORD.findall(plain)), 1) if plain else 0


FORMAT = Format(
    "ffm",
    "Flight manifest: each waybill line is a record, or the flight without cargo.",
    "cargo_imp",
    starts_as("FFM"),
    read,
    count,
)

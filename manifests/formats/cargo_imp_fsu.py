"""FSU and FSA, the status of waybills: one record a status line; a waybill without any is one, and not used.

Times are local and become UTC at their airport. Lines that follow a status (OSI, ULD, OCI, a slant first) belong to
it. Named as ignored: volumes and density groups; of OCI everything but what security says.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from manifests.awb import check_digit_ok
from manifests.cargo_imp import AFTER_THE_END, BLANKS, clean_lines, counted_text, refuse, starts_as, warn
from manifests.cargo_imp_breaks import Line, breaking_at
from manifests.cargo_imp_quantity import WaybillLine, guess_waybill_line, read_waybill_line
from manifests.cargo_imp_status import CONTINUED, read_status, starts_status
from manifests.cargo_imp_told import Telling, Told, add_status
from manifests.envelope import fold
from manifests.reading import Format, Reading
from manifests.status_codes import CODES

_WAYBILLISH = re.compile(r"\d{3}-?\d{8}|[A-Z]{2,3}-\d{8}|[^/]{0,30}\d[^/]{0,30}/[TPSDM]\d", re.ASCII)
_BARE = re.compile(r"\d{3}-\d{8} ?(?:[A-Z]{3}){0,2}", re.ASCII)
_QUANTITY = re.compile(r"/[TPSD]\d", re.ASCII)
_CODES = "|".join(sorted(CODES - CONTINUED))
_STATUS = rf"(?:{_CODES})/(?:[A-Z0-9]{{2}}(?:\d{{1,4}}[A-Z]?)?/)?/?(?:\d\d[A-Z]{{3}}|[A-Z]{{3}}/)"
_breaking = breaking_at(
    re.compile(rf"\s*(?={_STATUS})|(?<!/)\s*(?=(?:OSI|OCI|ULD)/)|\s+(?=/)|(?<!\d)\s*(?=\d{{3}}-\d{{8}})")
)


@dataclass(slots=True)
class _Waybill:
    """A waybill line and the statuses below it; without a number when a message begins with a status."""

    number: int | None
    text: str
    told: list[Told] = field(default_factory=list)


def read(text: str, received_at: datetime) -> Reading:
    """Return a row of `statuses` for each status line."""
    reading = Reading("fsu")
    for waybill in _grouped(clean_lines(text, reading, _breaking), reading):
        _waybill(waybill, received_at.date(), reading)
    if not reading.records:
        reading.records = 1
        refuse(reading, "no_waybill", None, 1)
    return reading


def _grouped(lines: list[Line], reading: Reading) -> list[_Waybill]:
    """The lines under their waybill and their status."""
    waybills = [_Waybill(None, "")]
    for number, line in lines:
        current = waybills[-1]
        plain = line if line.isascii() else fold(line)
        if starts_status(plain):
            current.told.append(Told(number, line))
        elif line[0] == "/" and current.told:
            _continued(current.told[-1], number, line, reading)
        elif _WAYBILLISH.match(plain):
            waybills.append(_Waybill(number, line))
        elif line[:4] in ("OSI/", "OCI/") and current.number and not current.told:
            current.told.append(Told(number, line))
        elif current.told and line[:3] in CONTINUED and line[3:4] in ("", "/"):
            current.told[-1].more.append((number, line))
        else:
            _stray(current, number, line, reading)
    return waybills if waybills[0].told else waybills[1:]


def _continued(last: Told, number: int, line: str, reading: Reading) -> None:
    """A line with a slant first: the end of a status that was broken at a slant, or what more is said of it."""
    broken = not last.more and (_QUANTITY.match(line) or read_status(last.text) is None)
    if broken and read_status(last.text + line):
        warn(reading, "line_broken", number, None, line)
        last.text += line
    else:
        last.more.append((number, line))


def _stray(current: _Waybill, number: int, line: str, reading: Reading) -> None:
    """A line that starts nothing: the end of the status or the waybill before it, or a line nobody knows."""
    last = current.told[-1] if current.told else None
    if AFTER_THE_END.fullmatch(line):
        warn(reading, "trailing_text", number, None, line)
    elif last and not last.more and _is_end(last.text, line):
        warn(reading, "line_broken", number, None, line)
        last.text += line
    elif last is None and current.number and read_waybill_line(current.text + line):
        warn(reading, "line_broken", number, None, line)
        current.text += line
    else:
        warn(reading, "segment_malformed", number, None, line)
        if last:
            last.more.append((number, line))


def _is_end(begun: str, line: str) -> bool:
    """Whether a line makes a status whole, and is no text after it."""
    whole = read_status(begun + line)
    return whole is not None and (whole.rest is None or read_status(begun) is None)


def _waybill(waybill: _Waybill, received: date, reading: Reading) -> None:
    first = reading.records + 1
    reading.records += max(len(waybill.told), 1)
    line = _read_waybill(waybill, first, reading) if waybill.number else None
    if line is None or line.waybill is None:
        for record, told in enumerate(waybill.told or [None], first):
            number = waybill.number or (told.number if told else None)
            refuse(reading, "awb_format" if line else "no_waybill", number, record, waybill.text or None)
        return
    if not waybill.told:
        reading.ignored += 1
        warn(reading, "missing_segment", waybill.number, first, "no status")
    telling = Telling(line.waybill, line.pieces if line.split == "T" else line.total, received, reading)
    for record, told in enumerate(waybill.told, first):
        add_status(told, record, telling)


def _read_waybill(waybill: _Waybill, record: int, reading: Reading) -> WaybillLine:
    line = read_waybill_line(waybill.text) or guess_waybill_line(waybill.text)
    if line.waybill:
        bare = _BARE.fullmatch(waybill.text)
        for what in line.problems if not bare else ():
            if what != "missing_weight":
                warn(reading, what, waybill.number, record, waybill.text)
        if not check_digit_ok(line.waybill):
            warn(reading, "awb_check_digit", waybill.number, record, line.waybill)
    return line


_TOKEN = re.compile(
    rf"\n{BLANKS}(?:(?P<S>(?:{_CODES}){BLANKS}(?:/|$)"
    r"|(?!(?:OSI|OCI|ULD)/|[A-Z]{3}/[TPSD]\d)[A-Z][A-Z0-9]{2}/)"
    r"|(?P<W>\d{3}-?\d{8}|[A-Z]{2,3}-\d{8}|[^/\n]{0,30}\d[^/\n]{0,30}/[TPSDM]\d)|(?P<O>OSI/|OCI/))",
    re.ASCII | re.MULTILINE,
)
_ANYWHERE = re.compile(
    rf"(?P<S>(?:{_CODES})/(?:[A-Z0-9]{{2,7}}/|/?[0-9]{{2}}[A-Z]{{3}}))|(?P<W>[0-9]{{3}}-[0-9]{{8}})|(?P<O>OSI/|OCI/)"
)
_ALONE = re.compile(r"[^\n/]*+(?:/\d{1,2})?[ \x03]*(?:\n|$)")
_RECORD = re.compile("S|W(?!S)")


def count(text: str) -> int:
    """Status lines, and waybill lines that none follows at once; without line breaks, whatever looks like one."""
    plain = counted_text(text)
    pattern = _TOKEN if _ALONE.match(plain) else _ANYWHERE
    tokens = "".join(match.lastgroup or "" for match in pattern.finditer(plain))
    return max(len(_RECORD.findall(tokens)), 1) if plain else 0


DOC = "Status of waybills: each status line is a record, or a waybill without any."
FORMAT = Format("fsu", DOC, "cargo_imp", starts_as("FSU", "FSA"), read, count)

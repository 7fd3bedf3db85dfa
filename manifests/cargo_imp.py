"""What every Cargo-IMP message shares: clean lines, segments, dates, codes, values.

Named here as ignored: transmission control characters (SOH, STX, ETX, EOT), blanks at either end of a
line, long dashes written for a hyphen.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from manifests.cargo_imp_breaks import CUT_NUMBER, Breaking, Line, at_segments, join_cut_numbers
from manifests.envelope import FOLD, fold, is_clean, split_lines
from manifests.reading import Problem, Reading

Segment = tuple[str, list[Line]]
"""Identifier, and its lines: the first is what follows the identifier, the others begin with a slant.
Lines of NAM, ADR and LOC belong to the party before them and keep their identifier."""

_AFTER_NAME = frozenset({"", "/"})
PARTY_TAGS = frozenset({"NAM", "ADR", "LOC"})
_START = re.compile(
    r"[\x01\x02\ufeff ]*(F[A-Z]{2})(?:/(\d{1,2}?))?(?=\d{3}-\d{8}|MBI/|\d{1,3}/[A-Z0-9]{2} ?\d|[ \x03]|$)"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SILENT = {1: None, 2: None, 3: None, 4: None, 0xFEFF: None}
_CYRILLIC_WORD = re.compile(r"[^\s/]*[\u0400-\u04ff][^\s/]*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_NOT_LATIN = {code: letter for code, letter in FOLD.items() if not _CYRILLIC.match(chr(code))}
AFTER_THE_END = re.compile(r"(SENT|NNNN|=?END|EOM|[-=_*]{2,})\b.*")
_WAYBILL_START = re.compile(r"\d{3}-?\d{8}(?=[A-Z/]|$)", re.ASCII)
_UNKNOWN = re.compile(r"[A-Z]{3}(?:/.*)?")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
BLANKS = r"[\x00-\x09\x0b-\x20\x7f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*+"
"""Pattern for the counters: what a reader takes off either end of a line, and what it takes for a blank."""


def counted_text(text: str) -> str:
    """The whole text as the counters look at it: folded, one line end, no transmission control characters."""
    plain = text if is_clean(text) else fold(text).translate(_SILENT)
    return plain.replace("\r", "\n").strip()


def starts_as(*names: str) -> Callable[[str], bool]:
    """What recognises a message by one of the names of three letters it may start with."""

    def recognises(text: str) -> bool:
        name = text[:3]
        if not (name.isascii() and name.isalpha() and name.isupper()):
            name = fold(text[:16]).lstrip("\ufeff\x01\x02 ")[:3]
        return name in names

    return recognises


def warn(reading: Reading, what: str, line: int | None, record: int | None, detail: str | None = None) -> None:
    """Report something that keeps the record."""
    reading.problems.append(Problem(what, "warning", line, record, None, detail))


def refuse(reading: Reading, what: str, line: int | None, record: int, detail: str | None = None) -> None:
    """Report a record that cannot be placed."""
    reading.problems.append(Problem(what, "error", line, record, None, detail))
    reading.quarantined.add(record)


def first_placed(reading: Reading) -> int | None:
    """The first record that is not quarantined: it carries the rows about the whole message."""
    return next((record for record in range(1, reading.records + 1) if record not in reading.quarantined), None)


def clean_lines(body: str, reading: Reading, breaking: Breaking = at_segments) -> list[Line]:
    """Return the lines after the start line that are not blank, mended; sets the version.

    Mended and reported: lower case (once a message), Cyrillic letters that look like Latin ones,
    control characters, line breaks lost in a mail (`breaking` finds them again) or put inside a waybill number.
    """
    clean = is_clean(body) and "\r\r" not in body
    lines = body.splitlines() if clean else _mended(split_lines(body), reading)
    start = _START.match(lines[0])
    reading.version = start[2] if start else None
    rest = lines[0][start.end() :].strip(" \x03") if start else lines[0]
    if rest:
        warn(reading, "line_breaks_lost", 1, None)
        lines[0] = rest
        return [(1 + i, part) for i, line in enumerate(lines) for part in map(str.strip, breaking(line)) if part]
    lines[0] = ""
    kept = [(number, line) for number, line in enumerate(map(str.strip, lines), 1) if line]
    return join_cut_numbers(kept, reading) if CUT_NUMBER.search(body) else kept


def _mended(lines: list[str], reading: Reading) -> list[str]:
    out = []
    lower = False
    for number, raw in enumerate(lines, 1):
        line = raw.translate(_SILENT)
        if _CONTROL.search(line.replace("\t", " ")):
            warn(reading, "control_characters", number, None)
            line = _CONTROL.sub(" ", line)
        if not lower and not line.isupper() and any("a" <= letter <= "z" for letter in line):
            lower = True
            warn(reading, "lower_case", number, None)
        line = line.translate(_NOT_LATIN)
        if _CYRILLIC.search(line):
            line = _latin(line, number, reading)
        out.append(line)
    return out


def _latin(line: str, number: int, reading: Reading) -> str:
    """Replace the words whose Cyrillic letters all look Latin; a word in Russian stays as it is."""
    folded = _CYRILLIC_WORD.sub(lambda m: w if not _CYRILLIC.search(w := m[0].translate(FOLD)) else m[0], line)
    if folded != line:
        warn(reading, "lookalike_letters", number, None, line)
    return folded


def segments(lines: list[Line], known: frozenset[str], reading: Reading) -> list[Segment]:
    """Return the segments in order; a line that starts none is joined to the one before it and reported.

    The waybill line is the segment `AWB`. Unknown identifiers are reported and kept as segments. Blanks
    between an identifier and its slant are left out.
    """
    out: list[Segment] = []
    for line in lines:
        number, text = line
        if text[0] == "/" and out:
            out[-1][1].append(line)
        elif text[:3] in known and text[3:4] in _AFTER_NAME:
            out.append((text[:3], [(number, text[3:])]))
        elif text[:3] in PARTY_TAGS and text[3:4] == "/" and out:
            out[-1][1].append(line)
        else:
            _open_unusual(out, line, known, reading)
    return out


def _open_unusual(out: list[Segment], numbered: Line, known: frozenset[str], reading: Reading) -> None:
    """The waybill line, blanks before the slant, and whatever does not belong there."""
    number, line = numbered
    name, rest = line[:3], line[3:].lstrip()
    if name in known and rest[:1] in ("", "/"):
        out.append((name, [(number, rest)]))
    elif name in PARTY_TAGS and rest[:1] == "/" and out:
        out[-1][1].append((number, name + rest))
    elif "AWB" in known and _WAYBILL_START.match(line) and not any(part[0] == "AWB" for part in out):
        out.append(("AWB", [numbered]))
    elif AFTER_THE_END.fullmatch(line):
        warn(reading, "trailing_text", number, None, line)
    elif not out or _UNKNOWN.fullmatch(line):
        warn(reading, "segment_malformed", number, None, line)
        out.append(("?", [numbered]))
    else:
        warn(reading, "line_broken", number, None, line)
        last = out[-1][1]
        last[-1] = (last[-1][0], last[-1][1] + ("" if "/" in line else " ") + line)


@lru_cache(maxsize=1 << 10)
def near_date(day: str, month: str, received: date) -> date | None:
    """Return the date without a year: the latest one that is at most 31 days after reception.

    A manifest is sent around take-off, so the nearest date is never months ahead.

    >>> near_date("30", "DEC", date(2026, 1, 2)), near_date("02", "JAN", date(2025, 12, 30))
    (datetime.date(2025, 12, 30), datetime.date(2026, 1, 2))
    """
    limit = received + timedelta(days=31) if received < date(9999, 1, 1) else received
    for year in range(limit.year, max(limit.year - 9, 1), -1):
        found = dated(day, month, year)
        if found and found <= limit:
            return found
    return None


@lru_cache(maxsize=1 << 10)
def dated(day: str, month: str, year: int) -> date | None:
    """Return the date, or None when there is none such.

    >>> dated("01", "OCT", 2006), dated("31", "FEB", 2026)
    (datetime.date(2006, 10, 1), None)
    """
    try:
        return date(year, _MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None

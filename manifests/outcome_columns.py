"""Headers of the outcome sheet: which column each names, in any language, and how its cells are read.

Times without a zone are of the one that their header names: UTC as the labels say, or another, as in
"Decided at (Asia/Almaty)".
"""

from collections.abc import Sequence
from functools import cache, partial
from zoneinfo import ZoneInfo, available_timezones

from lake.sheet import SHEET
from manifests.cells import Converter
from manifests.grid import Opened
from manifests.mapping import plain_header
from manifests.outcome_cells import Meanings, converter_of, folded, meanings, moment
from manifests.reading import Problem

MINIMUM_HEADERS = 4
LONGEST_NAMED = 80
Columns = list[tuple[int, str, Converter]]
"""Place, name and converter of each column."""


@cache
def _zones() -> set[str]:
    return available_timezones()


@cache
def _headers() -> Meanings:
    return meanings("sheet_column", tuple(column.name for column in SHEET), _plain)


def _plain(header: str) -> str:
    return folded(plain_header(folded(header)))


def named_in(header: str) -> tuple[str | None, Converter | None]:
    """The column that a header names, and how its cells are read; a time's may name a zone instead of UTC."""
    if name := _headers().get(_plain(header)):
        return name, converter_of(name)
    label, _, key = header.strip().removesuffix(")").rpartition("(")
    name = _headers().get(_plain(f"{label}(UTC)"))
    if not name or key not in _zones():
        return None, None
    return name, partial(moment, zone=ZoneInfo(key))


def knows(header: Sequence[str]) -> int:
    """How many columns of the sheet a row of headers names; 0 where it is none of a sheet."""
    known = {named_in(cell)[0] for cell in header} - {None}
    whole_sheet = "case_id" in known and known & {"decision", "result"} and len(known) >= MINIMUM_HEADERS
    return len(known) if whole_sheet else 0


def columns_of(opened: Opened) -> tuple[Columns, list[Problem]]:
    """Return the columns of the sheet; others are named in one problem, for a list has its own to read."""
    found: Columns = []
    others = []
    for at, header in enumerate(opened.header):
        name, convert = named_in(header)
        if name and convert and name not in {known for _, known, _ in found}:
            found.append((at, name, convert))
        elif header.strip():
            others.append(header[:LONGEST_NAMED])
    said = [Problem("unknown_column", line=opened.header_last, detail=" | ".join(others))] if others else []
    return found, said

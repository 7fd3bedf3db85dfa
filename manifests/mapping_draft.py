"""The draft of a mapping for a table that none knows: its own headers as patterns, for a person to complete."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

from manifests import codes
from manifests.amounts import UNITS
from manifests.cells import bare
from manifests.converters import COLUMNS, CONVERTERS, ELEMENTS
from manifests.grid import Opened, open_table, read_rows
from manifests.mapping import MAPPINGS, Mapping, plain_header, sound_mappings

WIDTH = 110
ROWS = 50
EXAMPLES = 3
LONGEST_EXAMPLE = 24
FEWEST = 3
"""Headers of a table: fewer words are a title."""
WORDY = 0.8
"""Share of the filled cells of a row of headers that hold no figures."""
READ = 0.8
"""Share of a column's cells that a converter must understand to be proposed."""
KNOWN = 100
"""A header that some mapping knows says more than a hundred that merely look like one."""
ENCODINGS = ("cp1251", "gbk")
GUESSED = ("receptacle", "postal_item", "waybill", "day", "hs", "airport", "country", "currency", "number")
"""Converters tried on the cells of an unknown header, the strictest first; text where none fits."""


@dataclass(frozen=True)
class _Header:
    """One header: as it stands, its pattern, the column that some mapping takes it for, converter, examples."""

    said: str
    pattern: str
    column: str | None
    converter: str
    examples: str


def open_unknown(data: bytes, file_name: str, folder: Path = MAPPINGS) -> Opened:
    """Open a table by what its header looks like; never raises for `data`."""
    mappings = sound_mappings(folder)

    def looks(cells: Sequence[str]) -> int:
        filled = [cell for cell in cells if cell.strip()]
        if not all("".join(cell.split()).isprintable() for cell in filled) or "\ufffd" in "".join(filled):
            return 0
        words = {plain_header(cell) for cell in filled if any(map(str.isalpha, cell)) and not re.search(r"\d{3}", cell)}
        known = sum(any(mapping.column_of(cell) for mapping in mappings) for cell in filled)
        likely = known >= FEWEST or len(words) >= max(FEWEST, WORDY * len(filled))
        return KNOWN * known + len(words) if likely else 0

    return open_table(data, file_name, looks, ENCODINGS)


def draft(data: bytes, file_name: str, folder: Path = MAPPINGS) -> str | None:
    """The TOML of a mapping for a table; None where no row looks like headers. Never raises for `data`."""
    opened = open_unknown(data, file_name, folder)
    if not opened.readable:
        return None
    mappings = sound_mappings(folder)
    nearest = max(mappings, key=lambda mapping: sum(mapping.column_of(cell) is not None for cell in opened.header))
    rows = [row.cells for row in read_rows(opened)[0][:ROWS] if not nearest.is_total(_first(row.cells))]
    headers = [
        _header(cell, [row[at] for row in rows], sorted(mappings, key=lambda mapping: mapping is not nearest))
        for at, cell in enumerate(opened.header)
        if plain_header(cell)
    ]
    top = _top(file_name, nearest, headers)
    if opened.encoding in ENCODINGS:
        top.insert(-1, f'fallback_encodings = ["{opened.encoding}"]')
    return "\n".join([*top, *_columns(headers), *_not_placed(headers)]) + "\n"


def _header(cell: str, cells: list[str], mappings: list[Mapping]) -> _Header:
    said = [text for text in cells if bare(text) is not None]
    shown = dict.fromkeys(" ".join(text.split())[:LONGEST_EXAMPLE] for text in said)
    examples = ", ".join(list(shown)[:EXAMPLES])
    pattern = plain_header(cell)
    for mapping in mappings:
        if match := mapping.column_of(cell):
            column, unit = match
            return _Header(cell, _with_unit(pattern, unit), column, mapping.columns[column].converter, examples)
    last = pattern.rpartition(" ")[2]
    unit = last if last in UNITS or codes.currency(last)[0] else None
    return _Header(cell, _with_unit(pattern, unit), None, _guess(said), examples)


def _with_unit(pattern: str, unit: str | None) -> str:
    """The pattern with its last word named as the unit of the column."""
    return re.sub(rf"\b{re.escape(unit)}$", f"(?P<unit>{unit})", pattern) if unit else pattern


def _first(cells: list[str]) -> str:
    return next((cell for cell in cells if cell.strip()), "")


def _guess(cells: list[str]) -> str:
    for name in GUESSED:
        read = sum(CONVERTERS[name](cell)[0] is not None for cell in cells)
        if cells and read >= READ * len(cells):
            return name
    return "text"


def _top(file_name: str, nearest: Mapping, headers: list[_Header]) -> list[str]:
    found = {header.column for header in headers}
    key = next((name for name in (nearest.row_key, "house_waybill", "waybill") if name in found), nearest.row_key)
    carried = ", ".join(f'"{name}"' for name in ("master_waybill", key) if name in found or name == key)
    first = {
        f'stream = "{nearest.stream}"': "cargo, courier or mail",
        f'kind = "{nearest.kind}"': "of what a row names: direct, master, house, parcel or postal",
        f'told_by = "{nearest.told_by}"': "how it is believed: register, item, receptacle, customs_manifest, ...",
        f'row_key = "{key}"': "house_waybill or waybill: names the consignment of a row",
        f"carried_down = [{carried}]": "taken from the row above where the cell is blank",
        "minimum_headers = 3": "of the columns below, which a file must have to be of this kind",
    }
    return [
        "# WHAT THIS LIST IS AND WHO SENDS IT: docs/formats.md shows this first line.",
        f"# Drafted from {plain_header(file_name)!r}; docs/feeds.md tells what each line means.",
        *(f"{line:<32}  # {meaning}" for line, meaning in first.items()),
        "total_rows = ['(grand |sub ?)?totals?', '(всего|итого)( .*)?', 'барлығы|jami|სულ|toplam', '合计|总计']",
        "ignored = [                       # headers that are known and not used",
        "]",
        "",
    ]


def _columns(headers: list[_Header]) -> list[str]:
    lines = []
    for column in dict.fromkeys(header.column for header in headers if header.column):
        same = [header for header in headers if header.column == column]
        patterns = ", ".join(f"'{pattern}'" for pattern in dict.fromkeys(header.pattern for header in same))
        lines += [f"[columns.{column}]", *(f"# {_told(header)}" for header in same)]
        if column and same[0].converter != COLUMNS[column][0]:
            lines.append(f'converter = "{same[0].converter}"')
        lines += [f"headers = [{patterns}]", ""]
    return lines


def _not_placed(headers: list[_Header]) -> list[str]:
    left = [header for header in headers if header.column is None]
    if not left:
        return []
    found = {header.column for header in headers}
    asked = [name for name in ("house_waybill", *ELEMENTS) if name not in found]
    lines = [
        "# Nobody knows the headers below. Give each a column of docs/tables.md (consignments, goods) and take the",
        "# marks off its lines, or move its pattern to `ignored` above.",
        *wrap(f"# Asked for and not found: {', '.join(asked) or 'nothing'}.", WIDTH, subsequent_indent="#   "),
        "",
    ]
    for header in left:
        lines += [
            f"# {_told(header)} ({header.converter})",
            "# [columns.NAME]",
            f"# headers = ['{header.pattern}']",
            "",
        ]
    return lines


def _told(header: _Header) -> str:
    said = " ".join(header.said.split())
    told = f"{said}: {header.examples}" if header.examples else f"{said}: nothing in it"
    return "".join(letter if letter.isprintable() else "?" for letter in told)  # TOML takes no control characters

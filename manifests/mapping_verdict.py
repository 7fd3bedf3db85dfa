"""Whether a mapping can go live for a file, and why not: sentences that say what to do in the mapping."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from manifests.mapping import Mapping
from manifests.mapping_check import ColumnCheck, MappingCheck

UNDERSTOOD = 0.9
"""A column of which less is understood has the wrong converter, or cells that somebody should see."""
SAID = 0.5
"""An element that fewer consignments have may stand under a header that is not mapped."""
REFUSED, MOSTLY_REFUSED = 0.05, 0.5
"""Above the first share of rows in quarantine somebody should look; above the second the list is not read."""


@dataclass(frozen=True)
class Verdict:
    """`ready`; `doubts`, which read the file and say what to look at; `not ready`."""

    state: Literal["ready", "doubts", "not ready"]
    why: tuple[str, ...] = ()


def verdict(check: MappingCheck) -> Verdict:
    """Judge what a mapping makes of a file."""
    if faults := tuple(_faults(check)):
        return Verdict("not ready", faults)
    doubts = tuple(_doubts(check))
    return Verdict("doubts" if doubts else "ready", doubts)


def wanted_headers(mapping: Mapping, header: list[str]) -> str | None:
    """What a row of headers lacks to be known by a mapping, in words; None when it lacks nothing."""
    found = {match[0] for cell in header if cell.strip() and (match := mapping.column_of(cell))}
    keys = [mapping.row_key, *([mapping.alone.column] if mapping.alone else [])]
    if found.isdisjoint(keys):
        return f"no header is {' or '.join(keys)}, which names the consignment of a row"
    if missing := [name for name in mapping.required if name not in found]:
        return f"no header is {', '.join(missing)}, which the mapping requires"
    if len(found) < mapping.minimum_headers:
        return f"it knows {len(found)} of the headers and asks for {mapping.minimum_headers} (minimum_headers)"
    return None


def _faults(check: MappingCheck) -> Iterator[str]:
    rows = check.rows
    if check.header_lines is None:
        said = ", ".join(problem.what for problem in check.rows.refused) or "header_missing"
        yield f"{check.mapping.name} reads nothing of this file: {said}"
        return
    if rows.counted != rows.records:
        yield f"{rows.records} rows were read and {rows.counted} counted: report this file, it is a fault of accu"
    if not rows.read:
        yield "no row is read" if rows.records else "there are no rows below the header"
    elif rows.quarantined > MOSTLY_REFUSED * rows.records:
        yield f"{rows.quarantined} of {rows.records} rows go to quarantine"


def _doubts(check: MappingCheck) -> Iterator[str]:
    rows = check.rows
    if check.better is not None:
        name = check.better.mapping.name
        yield f"{name} knows {check.better.headers} of its columns, more than this one: try --mapping {name}"
    if rows.quarantined > REFUSED * rows.records:
        yield f"{rows.quarantined} of {rows.records} rows go to quarantine"
    if absent := [name for name, share in check.elements.items() if share is None]:
        yield f"no header for {', '.join(absent)}: map one, or name them in `without`"
    for name, share in check.elements.items():
        if share is not None and share < SAID:
            yield f"{name} is known of {share:.0%} of the consignments"
    yield from (_misread(column) for column in check.columns if column.understood < UNDERSTOOD * column.filled)
    if check.unknown:
        yield f"{len(check.unknown)} header(s) for nothing: map them, or name them in `ignored`"
    for problem in rows.whole:
        yield f"{problem.what}: {problem.detail}" if problem.detail else problem.what


def _misread(column: ColumnCheck) -> str:
    share = column.understood / column.filled
    return f"{column.header!r} is understood in {share:.0%} of its cells as {column.converter}"

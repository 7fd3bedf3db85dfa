"""What became of one row of a returned sheet, and what is to be said of it: one fault, one sentence."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flows.returned import MOMENTS, REFUSED, Handed, Lists, Placed, placed
from lake.reference import problem_meanings
from lake.tables import INSPECTIONS
from manifests.outcome_sheet import SheetRow
from models.labels import contradicted
from targets.receipt import Answer, Fault

Row = dict[str, Any]
AHEAD = timedelta(hours=14)
"""How far the day of a zone may be ahead of UTC: a flight's day is that of where it starts."""
UNLIKE = ("message_id", "record", "known_at", "inspection_id", "list_id")
"""Columns in which two tellings of one thing differ."""
SAID = tuple(column.name for column in INSPECTIONS.columns if column.name not in UNLIKE)
SENTENCES = {
    "unknown_code": "word", "date_format": "date", "number_format": "number", "negative_value": "number",
    "control_characters": "left_out", "finding_without_hit": "finding_without_hit",
}  # fmt: skip
"""Slug of a cell's problem to its sentence; any other is said by its meaning."""


@dataclass
class Known:
    """What a file is answered by.

    Attributes:
        lists: lines of the lists and cases that it names.
        earlier: rows that came before it, by line or added case (`line_of`), oldest first; rows above in the file are
            added as they are answered.
        refused: record of the file to why the checks refused it.
        received_at: when it came.
        list_id: the list it is of; null when of none.
        strong: methods that are strong enough, by family.
        home: the site's airports, from which a flight's goods are examined before its day.
        stopped: whether its feed was stopped.
        random_shown: whether officers may know which lines are random; else no sentence may tell them.
        names: record of the file to the inspection_id that it counts under (flows/returned.py), where that is known.
    """

    lists: Lists
    earlier: dict[str, list[Row]]
    refused: Mapping[int, str]
    received_at: datetime
    list_id: str | None
    strong: Mapping[str, Sequence[str]]
    home: Collection[str]
    stopped: bool = False
    restored: list[datetime] = field(default_factory=list)
    random_shown: bool = False
    names: Mapping[int, str] = field(default_factory=dict)


def line_of(row: Row) -> str:
    """What a row is of, as its inspection_id names it, whichever of several rows for it."""
    return str(row["inspection_id"]).partition("#")[0]


def answer(record: int, said: SheetRow, known: Known) -> Answer:
    """Say what became of a row of the file."""
    row, case_id = said.row, str(said.row.get("case_id", ""))
    if said.end == "untouched":
        return Answer(said.line, "untouched", case_id, row.get("list_line"))
    if said.end == "refused":
        return Answer(said.line, "refused", case_id, row.get("list_line"), None, tuple(_cells(said)))
    if said.end == "repeated":
        return Answer(said.line, "known", case_id, row.get("list_line"), row.get("result"), (Fault("repeated"),))
    at = placed(row | {"known_at": known.received_at}, known.lists)
    faults = [*_where(row, at, known), *_cells(said), *_gaps(said), *_moments(row, at.line, known)]
    if at.end in REFUSED or known.stopped:
        end = "refused"
    elif record in known.refused:
        end, faults = "refused", [*faults, Fault("quarantine", {"why": known.refused[record]})]
    else:
        name = known.names.get(record, row["inspection_id"])
        end, versions = _versions(row | {"inspection_id": name}, known)
        faults += versions
    line = at.line.line if at.line else row.get("list_line") if at.end == "foreign" else None
    return Answer(said.line, end, case_id, line, row.get("result"), tuple(faults))


def _where(row: Row, at: Placed, known: Known) -> Iterable[Fault]:
    """Which line it is of, and whether the list says the same of its selection."""
    listed = at.line or at.meant
    values = {"line": listed.line, "list": listed.list_id, "listed": listed.case_id} if listed else {}
    if at.end == "moved" and row.get("list_line") is not None:
        yield Fault("moved", values | {"said": row["list_line"]})
    elif at.end == "moved":
        yield Fault("unnumbered", values)
    elif at.end == "added_undated":
        yield Fault("added_undated", {"column": "decided_at"})
    elif at.end == "foreign":
        yield Fault("foreign", {"list": row["list_id"]})
    elif at.end != "listed":
        yield Fault(at.end, values)
    elif known.list_id and row.get("list_id") != known.list_id:
        yield Fault("pasted", values)
    yield from _selection(row, at.line, known) if at.line and "selected_as" in row else ()


def _selection(row: Row, line: Handed, known: Known) -> Iterable[Fault]:
    """That the list says what selected it; where officers may not know, the same words whether it says so or not."""
    if not known.random_shown:
        yield Fault("selection_unread")
    elif row["selected_as"] != line.selected_as:
        yield Fault("selection")


def _cells(said: SheetRow) -> Iterable[Fault]:
    """What its cells could not say."""
    for slug, column, detail in said.faults:
        if slug == "field_missing":
            missing = {"case_id": Fault("no_case"), "finding": Fault("hit_without_finding", {"column": "finding"})}
            yield from [missing[column]] if column in missing else []  # a missing moment is said with the line
        elif slug == "csv_row_broken":
            yield Fault("broken" if said.end == "refused" else "mended")
        elif slug == "duplicate_line":
            yield Fault("twice")
        else:
            values = {"column": column or "case_id", "said": detail}
            meaning = {"said": problem_meanings().get(slug, slug)}
            yield Fault(SENTENCES[slug], values) if slug in SENTENCES else Fault("other", values | meaning)


def _gaps(said: SheetRow) -> Iterable[Fault]:
    """What is missing; a cell that could not be read is said by itself."""
    row, unread = said.row, {column for _slug, column, _detail in said.faults}
    if row.get("result") and not row.get("decision") and "decision" not in unread:
        yield Fault("no_decision")
    if row.get("decision") == "accepted" and not row.get("result") and "result" not in unread:
        yield Fault("no_result")


def _moments(row: Row, line: Handed | None, known: Known) -> Iterable[Fault]:
    """Moments that cannot be: after the receipt, before the flight's day, before the list."""
    for column in (name for name in MOMENTS if name in row):
        at = row[column]
        if at > known.received_at:
            yield Fault("later", {"column": column})
        elif line and column in ("started_at", "finished_at") and _before_flight(at, line, known.home):
            yield Fault("before_flight", {"column": column})
        elif line and at < line.first_at:
            yield Fault("before_list", {"column": column})


def _before_flight(at: datetime, line: Handed, home: Collection[str]) -> bool:
    parts = (line.flight_id or "").rsplit("-", 2)
    if len(parts) != 3 or parts[2] in home:  # noqa: PLR2004 - carrier and number, day, where it was loaded
        return False
    return f"{at + AHEAD:%Y%m%d}" < parts[1]


def _versions(row: Row, known: Known) -> tuple[str, list[Fault]]:
    """Whether the same officer said it before, and what others say."""
    before = known.earlier.setdefault(line_of(row), [])
    own = [r for r in before if _officer(r) == _officer(row) and r["inspection_id"] == row["inspection_id"]]
    others = {_officer(r): r for r in before if _officer(r) != _officer(row)}
    before.append(row | {"known_at": known.received_at})
    same = [_said(earlier) == _said(row) for earlier in own]
    if same and same[-1]:
        return "known", [Fault("known", {"at": own[-1]["known_at"]})]
    faults = []
    if own:
        faults.append(Fault("restored" if any(same) else "corrected", {"at": own[-1]["known_at"]}))
    if any(same):
        known.restored.append(own[-1]["known_at"])
    for other in others.values():
        values = {"result": other.get("result"), "at": other["known_at"]}
        if contradicted([_whole(row), _whole(other)], known.strong):
            faults.append(Fault("differ", values))
        elif other.get("result") != row.get("result"):
            faults.append(Fault("beside", values))
    return "counted", faults


def _officer(row: Row) -> str | None:
    return row.get("officer_id")


def _said(row: Row) -> Row:
    return {name: row.get(name) for name in SAID}


def _whole(row: Row) -> Row:
    return {column.name: row.get(column.name) for column in INSPECTIONS.columns}

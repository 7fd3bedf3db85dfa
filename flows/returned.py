"""What came home, held against the lists that went out: which line a row is of, and what selected it.

A row is stored as it came. What it is of is asked of TARGETS whenever results are read, for a sheet can say anything:
an officer's copy does not say which line was drawn at random, and a row can be pasted or sorted into another's place.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis
import pyarrow as pa
from ibis import _

from flows.prepare import every_arrival
from lake.past import Past
from models.labels import by_line, newest
from targets.target import CHOSEN_AS, TARGETS

Row = dict[str, Any]
MOMENTS = ("decided_at", "started_at", "finished_at", "recorded_at")
REFUSED = ("other_list", "changed_case", "added_undated")
"""Ends of `Placed` that do not count: nobody can tell what was meant until the sheet comes again."""


DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)$")
"""The day that a list's id ends with."""


@dataclass(frozen=True)
class Handed:
    """A line that was handed out; `first_at` is the moment of the first revision that had it."""

    list_id: str
    line: int
    case_id: str
    selected_as: str
    selection_probability: float | None
    flight_id: str | None
    first_at: datetime
    revision: int


@dataclass(frozen=True)
class Lists:
    """Lines of lists, by list and number, and by case; `revisions` counts those of each list.

    `first` is the id and the moment of the first list that was drawn up here; null before there was one.
    """

    lines: Mapping[str, Mapping[int, Handed]]
    of_case: Mapping[str, tuple[Handed, ...]]
    revisions: Mapping[str, int]
    first: tuple[str, datetime] | None = None


@dataclass(frozen=True)
class Placed:
    """Which line a row is of, and how that is known.

    Attributes:
        end: listed (its list, line and case agree), moved (the case stands on that list under another number),
            added (an officer's own consignment), foreign (its list was not drawn up here), or one of REFUSED:
            other_list (its case stands on another list than the one it names, which may be none of ours), changed_case
            (the line is of another case, and this one on no list), added_undated (on no list, and it does not say when
            it was decided).
        line: that it counts for; null where it is of none.
        meant: the line that its number names, or of another list the line of its case; null where there is none.
    """

    end: str
    line: Handed | None = None
    meant: Handed | None = None


def lists_of(past: Past, list_ids: Iterable[str], case_ids: Iterable[str]) -> Lists:
    """Return the lines of lists that are named, and of every list that holds one of these cases.

    Where one moment was run twice, officers have the files of the later run: its lines are the list.
    """
    named, cases = (
        past.hold(pa.table({"name": pa.array(sorted(set(ids)), pa.string())})) for ids in (list_ids, case_ids)
    )
    every = past.last(TARGETS.name, TARGETS.schema).filter(_.as_of <= past.run.as_of)
    asked = ibis.union(
        every.semi_join(named, every.list_id == named.name), every.semi_join(cases, every.case_id == cases.name)
    ).distinct()
    rows = asked.order_by(["as_of", "list_id", "line", "revision"]).to_pyarrow().to_pylist()
    lines: dict[str, dict[int, Handed]] = {}
    revisions: dict[str, int] = {}
    for row in rows:
        revisions[row["list_id"]] = max(row["revision"], revisions.get(row["list_id"], 0))
        lines.setdefault(row["list_id"], {}).setdefault(row["line"], _handed(row))
    of_case: dict[str, list[Handed]] = {}
    for line in sorted((one for found in lines.values() for one in found.values()), key=lambda one: one.first_at):
        of_case.setdefault(line.case_id, []).append(line)
    first = every.order_by(["as_of", "list_id"]).limit(1).to_pyarrow().to_pylist()
    began = (first[0]["list_id"], first[0]["as_of"]) if first else None
    return Lists(lines, {case_id: tuple(found) for case_id, found in of_case.items()}, revisions, began)


def _handed(row: Row) -> Handed:
    named = ("list_id", "line", "case_id", "selected_as", "selection_probability", "flight_id", "revision")
    return Handed(**{name: row[name] for name in named}, first_at=row["as_of"])


def placed(row: Row, lists: Lists) -> Placed:
    """Say which line a returned row is of.

    A row names a line three times: by its list, its number and its case. Where number and case do not agree, the case
    is believed if it stands on the same list, for its waybill is what the officer had in his hand; else neither is.
    A row that names no list is of the newest one that had its case by then.

    Args:
        row: list_id, list_line, case_id, decided_at and known_at; all but the case and the last may be null or missing.
        lists: `lists_of` what the rows name.
    """
    list_id, number, case_id = row.get("list_id"), row.get("list_line"), row["case_id"]
    by_then = row.get("decided_at") or row["known_at"]
    had = [line for line in lists.of_case.get(case_id, ()) if line.first_at <= by_then]
    if list_id is None:
        list_id = had[-1].list_id if had else None
    known = lists.lines.get(list_id or "", {})
    meant = known.get(number or 0)
    if meant is not None and meant.case_id == case_id:
        return Placed("listed", meant, meant)
    here = next((line for line in known.values() if line.case_id == case_id), None)
    if here is not None:
        return Placed("moved", here, meant)
    elsewhere = lists.of_case.get(case_id, ()) if known and number is not None else () if known else had
    if elsewhere:
        return Placed("other_list", meant=elsewhere[-1])
    if meant is not None:
        return Placed("changed_case", meant=meant)
    if row.get("decided_at") is None:
        return Placed("added_undated")
    return Placed("added" if known or not list_id or number is None else "foreign")


def returned(past: Past, since: datetime | None = None) -> pa.Table:
    """Return rows of `inspections`, once for each arrival, as TARGETS says what they are of.

    Args:
        past: what is known at the moment of the run.
        since: only inspections of which something arrived from then on, with all their arrivals; None: all.

    Returns:
        Rows that count, with list_id, list_line and inspection_id of the line they are of (line null where an officer
        added it), and its selection: of a listed line that of TARGETS, of an added one never one that only a list can
        say, of another list's what the sheet says if that was before there were lists here, else null. Moments before
        the line was handed out are not known.
    """
    rows = _arrivals(past, since).to_pyarrow()
    told = [row | {"list_id": row["list_id"] or _list_in(row)} for row in rows.to_pylist()]
    lists = lists_of(past, (row["list_id"] for row in told if row["list_id"]), (row["case_id"] for row in told))
    at = [placed(row, lists) for row in told]
    named = [row | {"inspection_id": name} for row, name in zip(told, names(told, at), strict=True)]
    found = [_counted(row, place, lists) for row, place in zip(named, at, strict=True)]
    return pa.Table.from_pylist([row for row in found if row is not None], rows.schema)


def _arrivals(past: Past, since: datetime | None) -> ibis.Table:
    """A row may correct one that its sheet put on another line: of that one the case is the same."""
    by_name, by_case = (every_arrival(past, "inspections", of, since) for of in ("inspection_id", "case_id"))
    return by_name if since is None else ibis.union(by_name, by_case, distinct=True)


def names(rows: list[Row], at: list[Placed]) -> list[str]:
    """Return the inspection_id that each row counts under: that of its line, whatever line its sheet says.

    Several rows of one officer for a line in one sheet are several looks, which are numbered as they stand there; a row
    of no line keeps its own.

    Args:
        rows: inspection_id, message_id, record and officer_id, which may be missing.
        at: `placed` of each.
    """
    looks: dict[tuple[object, ...], set[int]] = {}
    for row, place in zip(rows, at, strict=True):
        if place.line:
            looks.setdefault(_looked(row, place.line), set()).add(row["record"])
    return [_name(row, place.line, looks) for row, place in zip(rows, at, strict=True)]


def _looked(row: Row, line: Handed) -> tuple[object, ...]:
    return row["message_id"], row.get("officer_id"), line.list_id, line.line


def _name(row: Row, line: Handed | None, looks: Mapping[tuple[object, ...], set[int]]) -> str:
    if line is None:
        return str(row["inspection_id"])
    number = sum(record <= row["record"] for record in looks[_looked(row, line)])
    return f"{line.list_id}/{line.line}" + (f"#{number}" if number > 1 else "")


def home(past: Past) -> list[list[Row]]:
    """Return what came home of each line, or added case: the newest word of each officer, oldest decision first."""
    return by_line(newest(returned(past).to_pylist()))


def _list_in(row: Row) -> str | None:
    """The list of a row that was stored before it had a column for it."""
    named, _slash, line = row["inspection_id"].partition("#")[0].rpartition("/")
    return named if row["list_line"] and line == str(row["list_line"]) and named else None


def _counted(row: Row, at: Placed, lists: Lists) -> Row | None:
    if at.end in REFUSED:
        return None
    if at.end == "foreign":
        return row if _before_lists(row, lists) else row | {"selected_as": None, "selection_probability": None}
    if at.line is None:
        return row | {"list_line": None} | _own(row)
    early = {name: None for name in MOMENTS if row[name] and row[name] < at.line.first_at}
    named = ("list_id", "selected_as", "selection_probability")
    return row | {name: getattr(at.line, name) for name in named} | {"list_line": at.line.line} | early


def _before_lists(row: Row, lists: Lists) -> bool:
    """Whether a row is of a list from before the first one here, whose selection only its sheet can say.

    A list whose id has no day is as old as its sheet; nor is it believed of a case that had a line here by then.
    """
    if lists.first is None:
        return True
    if any(line.first_at <= row["known_at"] for line in lists.of_case.get(row["case_id"], ())):
        return False
    first_id, first_at = lists.first
    said, first = DAY.search(row["list_id"]), DAY.search(first_id)
    return said.groups() < first.groups() if said and first else bool(row["known_at"] < first_at)


def _own(row: Row) -> Row:
    """The selection of what an officer added: his own reason, and no draw of a list."""
    said = row["selected_as"]
    return {"selected_as": "officer" if said is None or said in CHOSEN_AS else said, "selection_probability": None}

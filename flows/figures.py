"""A unit's own figures, gathered from its lake: what arrived, what was listed, what came home of it. Point in time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
from ibis import _

from cases.case import CASES
from flows.prepare import known
from flows.returned import home
from flows.unit import Unit
from indicators.record import FIRED
from lake.past import Past
from lake.runs import Run, committed
from measures.of_unit import Arrived, Figure, Line, figures
from models.labels import AIMS, FAMILIES, contradicted, line_label

Row = dict[str, Any]
MAIN = next(iter(AIMS))
RELEASED = ("DLV",)
"""Statuses by which goods have left the airport: delivered to the consignee or an agent."""
NOTHING: Row = {"looks": []} | dict.fromkeys(
    ("result", "decision", "presented", "method", "finding", "pieces_found", "kg_found", "inspection_id")
)
SETTLED = ("hit", "clear")


@dataclass(frozen=True)
class Measured:
    """The figures of a unit from the first to the last day, as of the newest run."""

    first: date
    last: date
    as_of: datetime
    lists: int
    arrived: Arrived
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class _Period:
    """From a moment on, before another."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def measured(unit: Unit, first: date | None = None, last: date | None = None) -> Measured:
    """Return a unit's figures over days; without days from the first one that a run spoke for to the last.

    A list belongs to the day of its shift, a selection that names no list to the moment it was decided, a case to the
    first night that knew it. What the newest run did not know is not known here.

    Raises:
        ValueError: nothing was run yet, or no run spoke for these days.
    """
    runs = committed(unit.store)
    past = Past(unit.store, runs[-1]) if runs else None
    days = sorted(unit.site.day_of(at) for run in runs for at in run.moments if run.kind in ("night", "backfill"))
    if past is None or not days:
        raise ValueError(f"no night was run for {unit.site.name} yet; `accu night --site {unit.site.name}` runs one")
    first, last = first or days[0], last or days[-1]
    period = _Period(unit.site.as_of(first), unit.site.as_of(last + timedelta(days=1)))
    if not any(first <= day <= last for day in days):
        there = f"there are days from {days[0]} to {days[-1]}"
        raise ValueError(f"no run of {unit.site.name} speaks for a day from {first} to {last}; {there}")
    lists = _lists(unit, runs, period)
    selected = _selected(lists, _results(past), period)
    asked = past.hold(pa.table({"case_id": pa.array(sorted(row["case_id"] for row in selected), pa.string())}))
    met = _met(past, period, asked)
    lines = [_line(unit, row, met.get(row["case_id"], {})) for row in selected]
    arrived = _arrived(past, period, asked, _delays(past, met))
    return Measured(first, last, past.run.as_of, len(lists), arrived, tuple(figures(lines, arrived, (MAIN, *FAMILIES))))


def _lists(unit: Unit, runs: Iterable[Run], period: _Period) -> dict[str, list[Row]]:
    """The lines of every list of the period, by list_id, as its last revision has them; what gave way is left out."""
    found: dict[str, list[Row]] = {}
    for run in runs:
        part = run.part("targets") if run.kind == "night" and period.holds(run.as_of) else None
        rows = unit.store.read(part).to_pylist() if part else []
        if rows:
            found[rows[0]["list_id"]] = rows
    return found


def _results(past: Past) -> list[Row]:
    """What came home of each line, or added case, oldest decision first: one row, the newest that settles it.

    `looks` holds every officer's newest word.
    """
    found = []
    for looks in home(past):
        settling = [row for row in looks if row["result"] in SETTLED]
        last = max(settling or looks, key=lambda row: (row["known_at"], row["inspection_id"]))
        hit = next((row for row in reversed(looks) if row["result"] == "hit"), last)
        found.append(hit | {"looks": looks, "at": looks[0]["decided_at"]})
    return sorted(found, key=lambda row: (row["at"], row["inspection_id"]))


def _selected(lists: Mapping[str, list[Row]], results: list[Row], period: _Period) -> list[Row]:
    """Every selection of the period with what came home of it, each case once: its first.

    What the list says of a selection stands before what the sheet says of it. A line that gave way to a later one
    counts where something was done with it all the same.
    """
    of_line = {(row["list_id"], row["list_line"]): row for row in results if row["list_line"]}
    rows: list[Row] = []
    for list_id, lines in lists.items():
        for line in lines:
            result = of_line.get((list_id, line["line"]))
            if result is not None or not line["standby"]:
                rows.append(NOTHING | (result or {}) | line | {"at": line["as_of"], "listed": True})
    others = [row for row in results if not row["list_line"] or row["list_id"] not in lists]
    rows += [row | {"listed": False} for row in others if period.holds(row["at"])]
    later: dict[str, list[Row]] = {}
    for row in results:
        later.setdefault(row["case_id"], []).append(row)
    first: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (row["at"], row["case_id"], row["inspection_id"] or "")):
        after = [one for one in later.get(row["case_id"], []) if one["at"] > row["at"] and one["method"]]
        hit_later = any(one["result"] == "hit" for one in after) if after else None
        first.setdefault(row["case_id"], row | {"hit_later": hit_later})
    return list(first.values())


def _arrived(past: Past, period: _Period, asked: ibis.Table, delays: list[float]) -> Arrived:
    """What the nights of the period knew and could hold, a case of several nights once; and what was selected."""
    cases = past.everything("cases", CASES.schema, since=period.start)
    within = (_.as_of >= period.start) & (_.as_of < period.end) & (_.as_of <= past.run.as_of)
    seen = cases.filter(within).filter(_.last_chance_at.isnull() | (_.last_chance_at > _.as_of))
    streams = seen.group_by("case_id").agg(stream=_.stream.min()).group_by("stream").agg(cases=_.count())
    by_stream = {row["stream"] or "not known": row["cases"] for row in streams.to_pyarrow().to_pylist()}
    eased = _eased(past, period).semi_join(seen.select("as_of", "case_id"), ["as_of", "case_id"])
    others = asked.anti_join(seen, "case_id").count().to_pyarrow().as_py()
    return Arrived(
        cases=sum(by_stream.values()) + others,
        by_stream=dict(sorted(by_stream.items())),
        trusted=eased.case_id.nunique().to_pyarrow().as_py(),
        nights=seen.as_of.nunique().to_pyarrow().as_py(),
        delays=delays,
    )


def _eased(past: Past, period: _Period) -> ibis.Table:
    """What a rule facilitated."""
    fired = past.everything(FIRED.name, FIRED.schema, since=period.start)
    return fired.filter((_.action == "facilitate") & (_.as_of <= past.run.as_of))


def _met(past: Past, period: _Period, asked: ibis.Table) -> dict[str, Row]:
    """What the first night that knew each selected case said of it, and whether a rule ever facilitated it."""
    cases = past.everything("cases", CASES.schema, since=period.start).filter(_.as_of <= past.run.as_of)
    columns = ("stream", "traffic", "pieces", "last_chance_at", "waybill", "master_waybill")
    rows = cases.semi_join(asked, "case_id").select("as_of", "case_id", *columns)
    newest_first = rows.order_by(["case_id", _.as_of.desc()]).to_pyarrow().to_pylist()
    eased = set(_eased(past, period).semi_join(asked, "case_id").case_id.to_pyarrow().to_pylist())
    return {row["case_id"]: row | {"trusted": row["case_id"] in eased} for row in newest_first}


def _line(unit: Unit, row: Row, case: Row) -> Line:
    """One selection as the figures read it."""
    pieces = case.get("pieces")
    told, settled = _told(unit, row, pieces)
    drawn = row["selected_as"] == "random"
    return Line(
        case_id=row["case_id"],
        at=row["at"],
        listed=row["listed"],
        selected_as=row["selected_as"],
        probability=row["selection_probability"] if drawn else 1.0,
        stream=case.get("stream"),
        traffic=case.get("traffic"),
        decision=row["decision"],
        presented=row["presented"],
        method=row["method"],
        result=None if contradicted(row["looks"], unit.site.strong_methods, pieces) else row["result"],
        found=told,
        settled=settled,
        expected={aim: row[f"probability_{aim}"] for aim in AIMS if row.get(f"probability_{aim}") is not None},
        hit_later=row["hit_later"],
        trusted=case.get("trusted", False),
        kg_found=row["kg_found"] if row["result"] == "hit" else None,
    )


def _told(unit: Unit, row: Row, pieces: int | None) -> tuple[dict[str, bool | None], frozenset[str]]:
    """What was found of each family and aim, and for which of them the method would have found it."""
    strong = unit.site.strong_methods
    told = {family: line_label(row["looks"], family, strong, pieces) for family in FAMILIES}
    settled = {
        family for family, found in told.items() if found is False or (found and row["method"] in strong[family])
    }
    aims = {aim: _any(told[family] for family in families) for aim, families in AIMS.items()}
    return told | aims, frozenset(settled | {aim for aim, families in AIMS.items() if settled.issuperset(families)})


def _any(told: Iterable[bool | None]) -> bool | None:
    """True when something was found, false when nothing of any family was there, else not known."""
    given = list(told)
    return True if any(given) else None if None in given else False


def _delays(past: Past, met: Mapping[str, Row]) -> list[float]:
    """Hours from the last chance to the first release told of each selected waybill, shortest first."""
    until: dict[str, datetime] = {}
    for case in met.values():
        number = case["waybill"] or case["master_waybill"]
        if number and case["last_chance_at"]:
            until[number] = min(case["last_chance_at"], until.get(number, case["last_chance_at"]))
    told = known(past).statuses.filter(_.status.isin(RELEASED) & _.occurred_at.notnull())
    first = told.group_by("waybill").agg(at=_.occurred_at.min()).order_by("waybill").to_pyarrow().to_pylist()
    hours = [(row["at"] - until[row["waybill"]]) / timedelta(hours=1) for row in first if row["waybill"] in until]
    return sorted(hours)

"""The lists of a unit's last nights, and what came home of each line: read from the parts of those nights alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flows.returned import home
from flows.unit import Unit
from lake.findings import family_of
from lake.past import Past
from lake.runs import Run
from models.labels import line_label
from targets.front import ENDS, Night, Rate, end_of, rates

Row = dict[str, Any]


@dataclass(frozen=True)
class LastNights:
    """The nights, newest first, their hit rates, and the rows of the newest list."""

    nights: tuple[Night, ...]
    rates: tuple[Rate, ...]
    tonight: list[Row]


def shifts(unit: Unit, nights: list[Run]) -> dict[date, list[Run]]:
    """Return the runs with a list by shift, oldest moment first; of one moment the last that was committed."""
    found: dict[date, dict[Any, Run]] = {}
    for run in nights:
        found.setdefault(unit.site.day_of(run.as_of), {})[run.as_of] = run
    return {day: list(of_day.values()) for day, of_day in found.items()}


def last_nights(unit: Unit, past: Past, lists: dict[date, list[Run]], days: tuple[date, date]) -> LastNights:
    """Return the nights from the first to the last day, both included; one without a list is there without lines.

    The last revision of a shift has all the lines that were handed out, so a line counts once.
    """
    came = {(looks[0]["list_id"], looks[0]["list_line"]): looks for looks in home(past)}
    nights, ended = [], []
    rows: list[Row] = []
    for back in range((days[1] - days[0]).days, -1, -1):
        day = days[1] - timedelta(days=back)
        if day not in lists:
            nights.append(Night(day))
            continue
        rows = _rows(unit, lists[day][-1])
        lines = [(row, came.get((row["list_id"], row["line"]), [])) for row in rows]
        lines = [(row, looks) for row, looks in lines if looks or not row["standby"]]
        ends = [_end(unit, looks) for _row, looks in lines]
        decided = sum(any(look["decision"] for look in looks) for _row, looks in lines)
        nights.append(_night(day, lists[day], ends, decided))
        ended += [(row, end) for (row, _looks), end in zip(lines, ends, strict=True)]
    return LastNights(tuple(reversed(nights)), rates(ended), rows)


def _rows(unit: Unit, run: Run) -> list[Row]:
    """The lines of a run's list."""
    part = run.part("targets")
    return unit.store.read(part).sort_by("line").to_pylist() if part else []


def _night(day: date, revisions: list[Run], ends: list[str], decided: int) -> Night:
    outputs = revisions[-1].outputs
    return Night(
        day=day,
        lines=len(ends),
        ends={end: ends.count(end) for end in ENDS},
        decided=decided,
        revisions=len(revisions),
        pages={
            name.partition(".")[2]: _beside(path) for name, path in outputs.items() if name.partition(".")[0] == "html"
        },
        quality=f"../{outputs['quality']}" if "quality" in outputs else None,
    )


def _beside(path: str) -> str:
    return Path(path).relative_to("lists").as_posix()


def _end(unit: Unit, looks: list[Row]) -> str:
    """Where a line ended; officers differ where what one found is clear to another who would have found it too."""
    hits = {family_of(look["finding"]) for look in looks if look["result"] == "hit"}
    strong = unit.site.strong_methods
    return end_of(looks, any(family and line_label(looks, family, strong) is None for family in hits))

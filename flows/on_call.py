"""What whoever is on call sees of a run on the Prefect page: texts and small tables, and no name of any person."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.unit import Unit
from lake.runs import Run

Rows = list[dict[str, Any]]
TOP = 10
"""Lines of the list that are shown; all of them are in the list itself."""


def headline(run: Run) -> str:
    """One sentence for the state of the flow run."""
    lines, cases = run.part("targets"), next((step.rows_out for step in run.steps if step.name == "assembled"), 0)
    listed = f"{lines.rows} lines from {cases:,} cases" if lines else f"{cases:,} cases described, no list"
    return f"{listed}; warnings: {len(run.notes)}" if run.notes else listed


def night_page(unit: Unit, run: Run) -> str:
    """The run in markdown: what it speaks for, what is wrong, what was refused, and where the files are."""
    moments = f", and {len(run.moments) - 1} nights before" if len(run.moments) > 1 else ""
    model = run.hashes.get("model", "none")
    scored = "no model yet, cold start" if model == "none" else f"model {model[:12]}"
    return "\n\n".join(
        [
            f"# {unit.site.title}, as of {run.as_of.astimezone(_zone(unit)):%Y-%m-%d %H:%M} local{moments}",
            f"{headline(run)}; {scored}; run `{run.run_id}`.",
            "## What is wrong",
            _bullets(run.notes) or "Nothing: every required feed came, and every record is accounted for.",
            "## Records refused by the checks",
            _bullets(f"{rule}: {records}" for rule, records in refusals(unit, run)) or "None.",
            "## Files",
            _bullets(f"{name}: `{unit.store.folder.resolve() / path}`" for name, path in sorted(run.outputs.items())),
        ]
    )


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _zone(unit: Unit) -> ZoneInfo:
    return ZoneInfo(unit.site.timezone)


def refusals(unit: Unit, run: Run) -> list[tuple[str, int]]:
    """Each rule of quarantine with its records, most first."""
    parts = [part for part in run.parts if part.table == "quarantine"]
    rows = [row for part in parts for row in unit.store.read(part).to_pylist()]
    records = {(row["rule"], row["message_id"], row["record"]) for row in rows}
    return sorted(Counter(rule for rule, *_ in records).items(), key=lambda found: (-found[1], found[0]))


def feeds(unit: Unit, run: Run) -> Rows:
    """A row for each feed: where its records ended, and when it brought something last, in local time."""
    shown = ("feed", "files", "messages", "records", "accepted", "superseded", "duplicate", "quarantined", "ignored")
    rows = []
    for feed in run.counts.get("feeds", {}).values():
        newest = feed["last_received_at"]
        at = _local(unit, datetime.fromisoformat(newest)) if newest else "never"
        rows.append({name: feed[name] for name in shown} | {"newest": at})
    return rows


def _local(unit: Unit, moment: datetime) -> str:
    return f"{moment.astimezone(_zone(unit)):%m-%d %H:%M}"


def steps(run: Run) -> Rows:
    """A row for each step: rows in and out, seconds, peak memory of the process so far."""
    return [dict(vars(step)) for step in run.steps]


def top_of_list(unit: Unit, run: Run) -> Rows:
    """The first lines of the list, by number only: who is behind a consignment stays in the lake."""
    part = run.part("targets")
    if part is None:
        return []
    shown = ["line", "case_id", "action", "selected_as", "priority", "flight_id", "last_chance_at"]
    lines = unit.store.read(part).select(shown).slice(0, TOP).to_pylist()
    for line in lines:
        until = line.pop("last_chance_at")
        line["until"] = _local(unit, until) if until else "not known"
    return lines

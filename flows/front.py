"""The front page of a unit: gathered from its committed runs, and written beside the lists once a night has happened.

It speaks for the newest night: what that did not know stands nowhere on it. Writing it is best effort; the list is out.
"""

import logging
import math
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pyarrow as pa
from ibis import _

from cases.case import CASES
from flows.account import as_said
from flows.choose import NO_MODEL
from flows.last_nights import last_nights, shifts
from flows.unit import Unit
from lake.collect import collect
from lake.past import Past
from lake.runs import Run, committed
from measures.measure import Measure
from models import champions
from models.labels import AIMS
from targets.front import NIGHTS, FeedNight, File, Front, ModelInUse, Soon, Tonight, UldBrief
from targets.front_page import front_page
from targets.language import load
from targets.listing import Line
from targets.outputs.columns import shipment
from targets.outputs.output import Output

Row = dict[str, Any]
log = logging.getLogger(__name__)
FOLDER = Path("lists")
FIRST = 6
"""Lines whose last chance comes first that are shown; all of them are in the list itself."""
RECEIPTS = 8
"""Receipts of returned sheets that are shown, the newest ones."""
NO_LINKS = ("quality", "sha256")
"""Outputs of a run that are no file of the list for an officer."""
FAILURES = (OSError, ValueError, LookupError, TypeError, duckdb.Error, jinja2.TemplateError)
"""What may go wrong with a page without anything being wrong with the night."""


def write_front(unit: Unit) -> str | None:
    """Write the front page in each language of the site; return what stood in the way, in a sentence, or None."""
    try:
        front = gathered(unit)
        for place, code in enumerate(unit.site.languages):
            name = f"index.{code}.html" if place else "index.html"
            unit.store.publish(FOLDER / name, front_page(front, load(code)))
    except FAILURES as error:
        trouble = f"The front page of {unit.site.name} was not written: {error!r}"
        log.warning("%s. The list stands; the next night writes it again.", trouble)
        return trouble
    return None


def gathered(unit: Unit) -> Front:
    """Return what the page shows, as of the newest night.

    Raises:
        ValueError: no night with a list was run yet.
    """
    runs = committed(unit.store)
    nights = [run for run in runs if run.kind == "night" and run.part("targets")]
    if not nights:
        raise ValueError(f"no list of {unit.site.name} yet")
    newest = nights[-1]
    day = unit.site.day_of(newest.as_of)
    first = max(day - timedelta(days=NIGHTS - 1), unit.site.day_of(nights[0].as_of))
    past = Past(unit.store, newest, since=unit.site.as_of(first))
    told = last_nights(unit, past, shifts(unit, nights), (first, day))
    rows = told.tonight
    return Front(
        title=unit.site.title,
        timezone=unit.site.timezone,
        languages=unit.site.languages,
        day=day,
        as_of=newest.as_of,
        list_id=f"{unit.site.name}-{day.isoformat()}",
        revision=max((row["revision"] for row in rows), default=1),
        tonight=_tonight(past, rows),
        files=_files(newest, unit.site.random_shown),
        feeds=_feeds(shifts(unit, nights)[day]),
        nights=told.nights,
        rates=told.rates,
        model=_model(unit, newest, runs),
        quality=_link(newest.outputs.get("quality")),
        receipts=_receipts([run for run in nights if unit.site.day_of(run.as_of) >= first]),
    )


def _link(path: str | None) -> str | None:
    """A path below the lake's folder as a link from the page."""
    return None if path is None else Path(os.path.relpath(path, FOLDER)).as_posix()


def _tonight(past: Past, rows: list[Row]) -> Tonight:
    """The newest list at a glance."""
    lines = [row for row in rows if not row["standby"]]
    cases = _cases(past, lines)
    cells: dict[tuple[str, str], int] = {}
    chosen: dict[str, int] = {}
    for row in lines:
        key = (row["action"], cases.get(row["case_id"], {}).get("stream") or "")
        cells[key] = cells.get(key, 0) + 1
        chosen[row["selected_as"]] = chosen.get(row["selected_as"], 0) + 1
    timed = sorted(
        (row for row in lines if row["last_chance_at"]), key=lambda row: (row["last_chance_at"], row["line"])
    )
    ahead = [row for row in timed if row["last_chance_at"] > past.run.as_of]
    ranked = [row for row in lines if row["basis"]]
    minutes: list[float | None] = [row.get("minutes") for row in lines]
    return Tonight(
        lines=len(lines),
        standby=len(rows) - len(lines),
        cells=dict(sorted(cells.items())),
        selected=dict(sorted(chosen.items())),
        minutes=None if None in minutes else math.fsum(filter(None, minutes)),
        first=tuple(_soon(row, cases.get(row["case_id"], {})) for row in ahead[:FIRST]),
        over=len(timed) - len(ahead),
        requests=past.run.counts.get("requests"),
        ulds=_ulds(past.run),
        basis=ranked[0]["basis"] if ranked else None,
        weight=ranked[0]["model_weight"] if ranked else None,
        warnings=_warnings(past.run),
    )


def _cases(past: Past, lines: list[Row]) -> dict[str, Row]:
    """The listed cases as the newest night describes them."""
    wanted = past.hold(pa.table({"case_id": pa.array([row["case_id"] for row in lines], pa.string())}))
    cases = past.everything("cases", CASES.schema, since=past.run.as_of).filter(_.as_of == past.run.as_of)
    found = cases.semi_join(wanted, "case_id").select("case_id", "stream", "waybill", "master_waybill", "house_waybill")
    return {row["case_id"]: row for row in found.order_by("case_id").to_pyarrow().to_pylist()}


def _soon(row: Row, case: Row) -> Soon:
    parts = [part for part in shipment(Line(row, case, (), 0)) if part]
    until = row["last_chance_at"]
    return Soon(row["line"], row["action"], case.get("stream"), " / ".join(parts), row["flight_id"], until)


def _ulds(run: Run) -> tuple[UldBrief, ...] | None:
    """The ULDs worth breaking down as the run's record has them."""
    if "ulds" not in run.counts:
        return None
    rows = [row | {"last_chance_at": datetime.fromisoformat(row["last_chance_at"])} for row in run.counts["ulds"]]
    return tuple(UldBrief(**row) for row in rows)


def _warnings(run: Run) -> tuple[str, ...]:
    """What was missing or late, a sentence each, as the list says it too; in English."""
    return tuple(run.counts.get("list_warnings", run.notes))


def _files(run: Run, shown: bool) -> tuple[File, ...]:
    """The files of the list; a language other than the unit's own stands in the name of the output.

    What tells the selection is linked only where the site lets its officers see that.
    """
    hidden = set() if shown else {one.name for one in collect("targets.outputs", Output) if one.tells_selection}
    found = []
    for output, path in sorted(run.outputs.items()):
        name, _dot, language = output.partition(".")
        if name not in {*NO_LINKS, *hidden}:
            found.append(File(name, language or None, Path(path).suffix.lstrip("."), str(_link(path))))
    return tuple(found)


def _feeds(revisions: list[Run]) -> tuple[FeedNight, ...]:
    """Each feed over the runs of a shift: counts are added up, what is newest is of the last run."""
    told = [as_said(run) for run in revisions]
    summed = (
        "files",
        "messages",
        "records",
        "counted",
        "accepted",
        "superseded",
        "duplicate",
        "quarantined",
        "ignored",
    )
    found = []
    for count in told[-1].feeds:
        same = [feed for account in told for feed in account.feeds if feed.feed == count.feed]
        sums = {name: sum(getattr(feed, name) for feed in same) for name in summed}
        age = revisions[-1].as_of - count.last_received_at if count.last_received_at else None
        found.append(FeedNight(replace(count, **sums), told[-1].later.get(count.feed, 0), age))
    return tuple(found)


def _model(unit: Unit, run: Run, runs: Sequence[Run]) -> ModelInUse | None:
    """The model that ranked a night, with the appointment that it stood on."""
    sha = run.hashes.get("model", NO_MODEL)
    if sha == NO_MODEL:
        return None
    training = next((r.run_id for r in runs if r.kind == "training" and r.hashes.get("model") == sha), None)
    records, _faults = champions.history(unit.store.folder, run.as_of)
    record = next((found for found in reversed(champions.standing(records)) if found.sha == sha), None)
    if record is None:
        return ModelInUse(sha, training=training)
    measures = record.metrics.get(next(iter(AIMS)), {})
    return ModelInUse(
        sha=sha,
        number=record.number,
        since=record.as_of,
        how=record.how.what,
        approved_by=record.approved_by if record.how.what in ("appointed", "promoted", "rolled back") else None,
        training=training,
        hit_share=measures.get("precision_at_10pct"),
        chance=measures.get("base_rate"),
        rows=_whole(measures.get("rows")),
        hits=_whole(measures.get("hits")),
    )


def _whole(measure: Measure | None) -> int | None:
    return None if measure is None or measure.value is None else int(measure.value)


def _receipts(runs: Sequence[Run]) -> tuple[tuple[str, str], ...]:
    """The newest receipts of returned sheets: the name of the sheet, and the link to its page; newest first."""
    told = [found for run in reversed(runs) for found in reversed(run.counts.get("receipts", []))]
    return tuple((found["file"], str(_link(found["page"]))) for found in told[:RECEIPTS])

"""The flows as Prefect runs them: the recipes in coarse tasks, with artifacts for whoever is on call.

`prefect.yaml` deploys them. `accu night` runs the same recipes without any server. What is done stands in the lake;
nothing here decides it, so a run may be repeated at will, and whatever fails after the commit is a warning.
"""

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import httpx
from prefect import Task, flow, get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.exceptions import PrefectException
from prefect.runtime import flow_run, task_run
from prefect.states import Completed

from flows import backfill as backfilling
from flows import bench, on_call
from flows import nightly as nights
from flows import training as trainings
from flows.pull import Pulled
from flows.tracked import told_return, track
from flows.unit import Unit, open_unit
from lake import quiet
from lake.runs import Run
from models.card import model_card
from models.verdicts import Verdict

T = TypeVar("T")
Text = str | on_call.Rows
PULL_DELAYS = (30, 60, 120)
"""Seconds before each further try to reach a feed; after them the night goes on without it."""
BUSY_RETRIES, BUSY_DELAY = 2, 300
"""A night that failed, as when a backfill holds the lake, is tried again: the recipe may be repeated at will."""
FAILURES = (PrefectException, httpx.HTTPError)
"""What may go wrong with artifacts without anything being wrong with the run: the server is gone, slow or refuses."""
SAYS = {
    "night": "What was run, what is wrong, what was refused, and where the files are.",
    "feeds": "Where every record of each feed ended; newest: its last message, local time.",
    "list": f"The first {on_call.TOP} lines, reasons are in the list itself; until: last chance to hold, local time.",
    "steps": "Rows in and out, seconds, and peak memory of the process so far.",
    "model": "The model card.",
}
"""What stands above each artifact."""

QUIET = quiet.SETTINGS


class UnreachableError(OSError):
    """A feed could not be reached, and there are tries left."""


def as_task(name: str, step: Callable[[], T]) -> T:
    """Carry out a step as a Prefect task. Nothing is cached or persisted: what is done stands in the lake."""
    wrapped: Task[[], T] = Task(
        until_reached(step) if name == "pull" else step,
        name=name,
        task_run_name=name,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=len(PULL_DELAYS) if name == "pull" else 0,
        retry_delay_seconds=list(PULL_DELAYS) if name == "pull" else 0,
    )
    return wrapped()


def until_reached(pull: Callable[[], T]) -> Callable[[], T]:
    """Make a pull fail, and so be tried again, while a feed cannot be reached; the last try takes what is there."""

    def attempt() -> T:
        pulled = pull()
        if isinstance(pulled, Pulled) and pulled.unreachable and task_run.run_count <= len(PULL_DELAYS):
            raise UnreachableError("; ".join(f"{name}: {why}" for name, why in sorted(pulled.unreachable.items())))
        return pulled

    return attempt


def lake_folder(lake: str | None) -> Path:
    """The lake's folder as given, else as `accu` has it: ACCU_LAKE, or var/lake."""
    return Path(lake or os.environ.get("ACCU_LAKE", "var/lake"))


def run_name() -> str:
    """The name of a flow run: site and moment in the site's own words, as "tbilisi 2026-03-01"."""
    given = flow_run.parameters
    site = str(given["site"])
    if "last" in given:
        return f"{site} {given['first']} to {given['last']}"
    if given.get("as_of"):
        return f"{site} {given['as_of']:%Y-%m-%d %H:%M %Z}"
    return f"{site} {given.get('day') or open_unit(lake_folder(None), site).site.day_of(flow_run.scheduled_start_time)}"


@flow(
    name="nightly",
    flow_run_name=run_name,
    persist_result=False,
    retries=BUSY_RETRIES,
    retry_delay_seconds=BUSY_DELAY,
)
def nightly(site: str, day: date | None = None, as_of: datetime | None = None, lake: str | None = None) -> State[str]:
    """Run the night of a site: pull, read, check, describe, score, rank, publish; the result is the run's id.

    Args:
        site: A unit of sites/, as tbilisi.
        day: The night of this day; by default the one that was open when the run was scheduled to start.
        as_of: Any other moment, as before one flight; it goes before `day`.
        lake: Folder of the lake; by default the worker's ACCU_LAKE, else var/lake.
    """
    unit = open_unit(lake_folder(lake), site)
    moment = as_of or unit.site.as_of(day or unit.site.day_of(flow_run.scheduled_start_time))
    run = nights.night(unit, moment, as_task)
    if trouble := told_return(unit, run):
        get_run_logger().warning(trouble)
    publish_artifacts(unit, run)
    return ended(unit, run)


@flow(
    name="training",
    flow_run_name=run_name,
    persist_result=False,
    retries=BUSY_RETRIES,
    retry_delay_seconds=BUSY_DELAY,
)
def training(site: str, as_of: datetime | None = None, lake: str | None = None) -> State[str]:
    """Train a model on what officers found; a unit's first is its champion, later ones wait for an approval.

    Args:
        site: A unit of sites/.
        as_of: Only what was known before counts; by default the moment the run was scheduled to start.
        lake: Folder of the lake; by default the worker's ACCU_LAKE, else var/lake.
    """
    unit = open_unit(lake_folder(lake), site)
    learned = trainings.training(unit, as_of or flow_run.scheduled_start_time, do=as_task)
    if learned.sha is None or learned.verdict is None:
        return Completed(name="Too few", message=learned.run.notes[0], data=learned.run.run_id)
    track(unit, learned)
    tell({"model": model_page(unit, learned, learned.sha, learned.verdict)}, site)
    standing = "champion" if learned.champion else "challenger"
    standing += "" if learned.verdict.passed else " refused by the gate"
    labelled = learned.run.counts["labelled"]
    return Completed(message=f"{standing} {learned.sha[:12]}, {labelled} labelled cases", data=learned.sha)


def model_page(unit: Unit, learned: trainings.Learned, sha: str, verdict: Verdict) -> str:
    """The card of what was trained, as champion where it is that by now, and what the gate said."""
    card = model_card(learned.trained.model, learned.trained.metrics, bench.champion_record(unit.store, sha))
    return "\n".join([card, "## The gate", "", *(f"- {reason}" for reason in verdict.reasons)])


@flow(name="backfill", flow_run_name=run_name, persist_result=False)
def backfill(site: str, first: date, last: date, lake: str | None = None) -> State[str]:
    """Describe past nights in bulk, each as of its own cut-off; no list is drawn up for the past.

    Args:
        site: A unit of sites/.
        first: The first day.
        last: The last day, included.
        lake: Folder of the lake; by default the worker's ACCU_LAKE, else var/lake.
    """
    unit = open_unit(lake_folder(lake), site)
    run = backfilling.backfill(unit, first, last, as_task)
    publish_artifacts(unit, run)
    return ended(unit, run)


def ended(unit: Unit, run: Run) -> State[str]:
    """The state of a committed run: "Incomplete" where something was missing, which is no failure of the flow."""
    log = get_run_logger()
    for name, path in run.outputs.items():
        log.info("%s: %s", name, unit.store.folder.resolve() / path)
    for note in run.notes:
        log.warning(note)
    return Completed(name="Incomplete" if run.notes else None, message=on_call.headline(run), data=run.run_id)


def publish_artifacts(unit: Unit, run: Run) -> None:
    """Tell the Prefect page of a committed run."""
    told: dict[str, Text] = {"night": on_call.night_page(unit, run), "feeds": on_call.feeds(unit, run)}
    told |= {"list": on_call.top_of_list(unit, run), "steps": on_call.steps(run)}
    tell({name: shown for name, shown in told.items() if shown}, unit.site.name)


def tell(artifacts: dict[str, Text], site: str) -> None:
    """Create artifacts, best effort: the first that fails ends it with a warning, for the others would wait as long."""
    try:
        for name, shown in artifacts.items():
            key = f"{name}-{site}".replace("_", "-")
            if isinstance(shown, str):
                create_markdown_artifact(shown, key=key, description=SAYS[name])
            else:
                rows = [{column: str(value) for column, value in row.items()} for row in shown]
                create_table_artifact(rows, key=key, description=SAYS[name])
    except FAILURES as error:
        get_run_logger().warning("artifacts of %s were not all stored; the run itself is whole: %s", site, error)

"""The flows as Prefect runs them: thin wrappers of the recipes, with artifacts for whoever is on call.

`prefect.yaml` deploys them. `accu night` runs the same recipes without any server.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from prefect import Task, flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows import backfill as backfilling
from flows import nightly as nights
from flows import training as trainings
from flows.tracked import track
from flows.unit import Unit, open_unit
from lake import quiet
from lake.runs import Run

T = TypeVar("T")
RETRIED = {"pull": 3}
"""Steps that reach outside, and how often they are tried again, half a minute apart."""

QUIET = quiet.SETTINGS


def as_task(name: str, step: Callable[[], T]) -> T:
    """Carry out a step as a Prefect task. Nothing is cached or persisted: what is done stands in the lake."""
    wrapped: Task[[], T] = Task(
        step,
        name=name,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=RETRIED.get(name, 0),
        retry_delay_seconds=30,
    )
    return wrapped()


@flow(name="nightly", persist_result=False)
def nightly(site: str, day: date | None = None, as_of: datetime | None = None, lake: str = "var/lake") -> str:
    """Run the night of a site and return the run's id; default: the night that its cut-off opened last."""
    unit = open_unit(Path(lake), site)
    moment = as_of or unit.site.as_of(day or unit.site.day_of(datetime.now(UTC)))
    run = nights.night(unit, moment, as_task)
    publish_artifacts(unit, run)
    return run.run_id


@flow(name="training", persist_result=False)
def training(site: str, lake: str = "var/lake") -> str:
    """Train a challenger on everything known now and return its sha."""
    unit = open_unit(Path(lake), site)
    learned = trainings.training(unit, datetime.now(UTC), do=as_task)
    track(unit, learned)
    create_markdown_artifact("\n".join(f"- {note}" for note in learned.run.notes), key=f"training-{site}")
    return learned.sha


@flow(name="backfill", persist_result=False)
def backfill(site: str, first: date, last: date, lake: str = "var/lake") -> str:
    """Describe past nights in bulk and return the run's id."""
    unit = open_unit(Path(lake), site)
    run = backfilling.backfill(unit, first, last, as_task)
    publish_artifacts(unit, run)
    return run.run_id


def publish_artifacts(unit: Unit, run: Run) -> None:
    """Counts, the top of the list and the quality summary, for the Prefect page."""
    site = unit.site.name
    feeds = list(run.counts.get("feeds", {}).values())
    create_table_artifact([{k: str(v) for k, v in feed.items()} for feed in feeds], key=f"feeds-{site}")
    steps = [vars(step) for step in run.steps]
    create_table_artifact(steps, key=f"steps-{site}")
    said = "\n".join(f"- {note}" for note in run.notes) or "Nothing was missing, refused as a whole, or stopped."
    where = "\n".join(f"- {name}: `{path}`" for name, path in run.outputs.items())
    create_markdown_artifact(f"## {unit.site.title}\n\n{said}\n\n{where}\n", key=f"quality-{site}")
    part = run.part("targets")
    if part:
        columns = ["line", "case_id", "selected_as", "priority", "flight_id", "last_chance_at"]
        lines = unit.store.read(part).select(columns).slice(0, 10).to_pylist()
        create_table_artifact([{k: str(v) for k, v in line.items()} for line in lines], key=f"list-{site}")

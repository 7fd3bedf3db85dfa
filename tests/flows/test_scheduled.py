"""The scheduled night on a real Prefect: a server, a pool, a worker, and a run that only the schedule asked for."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import yaml

from exercises.region import write_region
from flows.pull import Pulled
from flows.scheduled import PULL_DELAYS, UnreachableError, model_page, until_reached
from flows.training import Learned
from flows.unit import open_unit
from lake import sites
from lake.runs import Run
from models import champions, registry
from models.model import Model
from models.train import Trained
from models.verdicts import Verdict

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DAY = date(2026, 3, 1)
T = TypeVar("T")


@dataclass(frozen=True)
class Server:
    """A running Prefect server: the environment that leads to it, and its folder."""

    env: dict[str, str]
    home: Path

    def ask(self, path: str, **body: Any) -> list[dict[str, Any]]:
        return httpx.post(f"{self.env['PREFECT_API_URL']}/{path}", json=body, timeout=60).raise_for_status().json()

    def runs(self, *states: str) -> list[dict[str, Any]]:
        return self.ask("flow_runs/filter", flow_runs={"state": {"type": {"any_": states}}})

    def prefect(self, *words: str) -> None:
        done = ran(self.env, str(BIN / "prefect"), "--no-prompt", *words)
        assert done.returncode == 0, done.stdout + done.stderr


def ran(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, env=env, cwd=ROOT, capture_output=True, text=True, timeout=240)  # noqa: S603  # own words


def environment(home: Path, port: int) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return mine | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "true",
        "NO_PROXY": "127.0.0.1",
    }


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(log: Path, env: dict[str, str], *words: str) -> Iterator[None]:
    """Run `prefect ...` as a process group of its own; nothing of it is left afterwards."""
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603  # own words
            [BIN / "prefect", *words], env=env, cwd=ROOT, stdout=out, stderr=out, start_new_session=True
        )
        try:
            yield
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)


def awaited(look: Callable[[], T | None], seconds: float, told_by: Path) -> T:
    """What `look` finds, looked for once a second; the end of a log is told when it never comes."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(1)
    raise AssertionError(f"waited {seconds} s in vain; {told_by.name} ends: {told_by.read_text()[-3000:]}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home, port = tmp_path_factory.mktemp("prefect"), free_port()
    env = environment(home, port)

    def healthy() -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{env['PREFECT_API_URL']}/health", timeout=5).is_success
        return False

    with running(home / "server.log", env, "server", "start", "--host", "127.0.0.1", "--port", str(port)):
        awaited(healthy, 180, home / "server.log")
        yield Server(env, home)
    end_of(home)


def end_of(home: Path) -> None:
    """Kill what still has this Prefect home: flow runs are sessions of their own, apart from their worker's."""
    for told in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"PREFECT_HOME={home}".encode() in told.read_bytes().split(b"\0"):
                os.kill(int(told.parent.name), signal.SIGKILL)


def small_lake(folder: Path) -> Path:
    write_region(folder, [sites.load("tbilisi")], 7, 1, DAY, cases_a_night=40)
    return folder


def lists(lake: Path) -> list[Path]:
    return sorted((lake / "tbilisi" / "lists").rglob("*.html"))


@pytest.mark.slow
def test_a_schedule_alone_brings_a_list(server: Server, tmp_path: Path) -> None:
    server.prefect("work-pool", "create", "accu", "--type", "process")
    server.prefect("deploy", "--all")
    found = {row["name"]: row["schedules"] for row in server.ask("deployments/filter")}
    declared = {row["name"]: row.get("schedules", []) for row in deployments()}
    assert {name: [s["schedule"]["cron"] for s in given] for name, given in found.items()} == {
        name: [s["cron"] for s in given] for name, given in declared.items()
    }
    assert found["tbilisi"][0]["schedule"]["timezone"] == "Asia/Tbilisi"

    lake = small_lake(tmp_path / "lake")
    given = json.dumps({"site": "tbilisi", "day": str(DAY), "lake": str(lake)})
    every_minute = ("--cron", "* * * * *", "--timezone", "Asia/Tbilisi", "--params", given)
    server.prefect("deploy", "flows/scheduled.py:nightly", "--name", "every-minute", "--pool", "accu", *every_minute)

    def done() -> dict[str, Any] | None:
        return next((run for run in server.runs("COMPLETED") if run["auto_scheduled"]), None)

    worker_log = server.home / "worker.log"
    with running(worker_log, server.env, "worker", "start", "--pool", "accu"):
        run = awaited(done, 240, worker_log)
        server.prefect("deployment", "delete", "nightly/every-minute")
        awaited(lambda: not server.runs("PENDING", "RUNNING"), 90, worker_log)
    assert run["name"] == f"tbilisi {DAY}"
    assert lists(lake)
    kept = {row["key"] for row in server.ask("artifacts/filter") if row["flow_run_id"] == run["id"]}
    assert kept == {"night-tbilisi", "feeds-tbilisi", "list-tbilisi", "steps-tbilisi"}


@pytest.mark.slow
def test_a_night_ends_well_when_artifacts_cannot_be_stored(server: Server, tmp_path: Path) -> None:
    lake = small_lake(tmp_path / "lake")
    with closing(sqlite3.connect(server.home / "prefect.db", timeout=60)) as base:
        base.execute("CREATE TRIGGER broken BEFORE INSERT ON artifact BEGIN SELECT RAISE(ABORT, 'broken'); END")
    given = {"site": "tbilisi", "day": DAY, "lake": str(lake)}
    code = f"import datetime; from flows.scheduled import nightly; nightly(**{given!r})"
    try:
        night = ran(server.env, sys.executable, "-c", code)
    finally:
        with closing(sqlite3.connect(server.home / "prefect.db", timeout=60)) as base:
            base.execute("DROP TRIGGER broken")
    assert night.returncode == 0, night.stderr
    assert "artifacts of tbilisi were not all stored" in night.stderr
    assert lists(lake)
    by_hand = server.ask("flow_runs/filter", flow_runs={"deployment_id": {"is_null_": True}})
    assert [run["state_type"] for run in by_hand] == ["COMPLETED"]


@pytest.mark.slow
def test_the_plain_night_needs_no_prefect(tmp_path: Path) -> None:
    lake = small_lake(tmp_path / "lake")
    words = ["night", "--site", "tbilisi", "--day", str(DAY), "--lake", str(lake)]
    code = f"import sys; from accu import app; app({words!r}, standalone_mode=False); print('prefect' in sys.modules)"
    night = ran(environment(tmp_path / "home", free_port()), sys.executable, "-c", code)
    assert night.stdout.strip().endswith("False"), night.stderr
    assert lists(lake)
    assert not (tmp_path / "home").exists()


def deployments() -> list[dict[str, Any]]:
    return yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]


def test_every_site_is_deployed_a_minute_after_its_cut_off_in_its_own_zone() -> None:
    nights = {d["name"]: d for d in deployments() if d["entrypoint"].endswith(":nightly")}
    assert set(nights) == set(sites.names())
    for name, deployed in nights.items():
        site = sites.load(name)
        at = datetime.combine(DAY, site.cutoff) + timedelta(minutes=1)
        assert deployed["parameters"] == {"site": name}
        assert deployed["schedules"] == [{"cron": f"{at.minute} {at.hour} * * *", "timezone": site.timezone}]


def test_every_site_is_trained_weekly() -> None:
    weekly = [d for d in deployments() if d["entrypoint"].endswith(":training")]
    assert {d["parameters"]["site"] for d in weekly} == set(sites.names())
    for deployed in weekly:
        (schedule,) = deployed["schedules"]
        assert schedule["cron"].endswith("* * SUN")
        assert schedule["timezone"] == sites.load(deployed["parameters"]["site"]).timezone


@pytest.mark.parametrize("attempt", range(1, len(PULL_DELAYS) + 1))
def test_a_pull_is_tried_again_while_a_feed_cannot_be_reached(attempt: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT__RUNTIME__TASK_RUN__RUN_COUNT", str(attempt))  # Prefect's own door for tests
    with pytest.raises(UnreachableError, match="courier: no answer"):
        until_reached(lambda: Pulled((), {"courier": "no answer"}))()
    assert until_reached(lambda: Pulled((), {}))() == Pulled((), {})


def test_the_last_try_of_a_pull_goes_on_without_the_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT__RUNTIME__TASK_RUN__RUN_COUNT", str(len(PULL_DELAYS) + 1))
    without = Pulled((), {"courier": "no answer"})
    assert until_reached(lambda: without)() is without


def test_the_card_on_the_page_of_a_training_says_whether_the_model_is_the_champion_by_now(tmp_path: Path) -> None:
    unit, moment = open_unit(tmp_path, "tbilisi"), datetime(2026, 3, 1, tzinfo=UTC)
    model, verdict = Model((), {}, {}, moment, ()), Verdict(True, ("it held.",))
    sha = registry.save(unit.store.folder, model)
    run = Run("training-1", "training", "tbilisi", (moment,))
    learned = Learned(run, Trained(model, {}), sha, "", champion=False, verdict=verdict)
    assert "A challenger: nobody has approved it." in model_page(unit, learned, sha, verdict)
    champions.appoint(unit.store.folder, sha, {}, "A. Name", moment)
    page = model_page(unit, learned, sha, verdict)
    assert "Champion number 1 from 2026-03-01" in page and "A challenger" not in page
    assert page.endswith("## The gate\n\n- it held.")

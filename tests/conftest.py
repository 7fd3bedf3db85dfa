"""One small fictitious unit for every test that needs a lake: made once a test run, copied where it is changed.

The recipes are imported where they are run: they bring in every framework, which most tests do without.
"""

import fcntl
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import accu
from flows.unit import Unit
from lake import sites

sys.path.insert(0, str(Path(__file__).parent))  # importmode=importlib leaves it out
from lakes import AS_OF, DAYS, SITE, TONIGHT, copied, enthroned

PREFECT_HOME = Path(tempfile.gettempdir()) / "accu-tests-prefect"
PREFECT_HOME.mkdir(exist_ok=True)
os.environ["PREFECT_HOME"] = str(PREFECT_HOME)  # Prefect makes its home as soon as it is imported

settings.register_profile("accu", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("accu")  # the machine is busy: how fast examples are drawn says nothing of the code

Copy = Callable[[Path], Unit]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Make a folder once for all workers of a test run; the first to ask makes it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (shared / name).exists():
                (shared / f"{name}.part").mkdir()
                fill(shared / f"{name}.part")
                (shared / f"{name}.part").rename(shared / name)
        return shared / name

    return make


@pytest.fixture(scope="session")
def region(made_once) -> Path:
    """Messages of five nights with results and of tonight; half of the cases are bad, so that there is much to learn.

    Nothing was run yet.
    """
    from exercises.region import write_region

    units = [sites.load(SITE)]
    return made_once(
        "region", lambda to: write_region(to, units, 7, len(DAYS), TONIGHT, cases_a_night=60, prevalence=0.5)
    )


@pytest.fixture(scope="session")
def described(made_once, region) -> Path:
    """The region with its five past nights in the lake."""
    from flows.backfill import backfill

    return made_once("described", lambda to: backfill(copied(region, to), DAYS[0], DAYS[-1]))


@pytest.fixture(scope="session")
def worked(made_once, described) -> Path:
    """The same after tonight's night, in a cold start."""
    from flows.nightly import night

    def fill(to: Path) -> None:
        unit = copied(described, to)
        night(unit, AS_OF)

    return made_once("worked", fill)


@pytest.fixture(scope="session")
def learned(made_once, described) -> Path:
    """The same, but after a training: the night is ranked by the model."""
    from flows.nightly import night

    def fill(to: Path) -> None:
        unit = copied(described, to)
        enthroned(unit)
        night(unit, AS_OF)

    return made_once("learned", fill)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """Copies a lake into the test's own folder and opens its unit."""
    return lambda lake: copied(lake, tmp_path / "lake")


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs the command as the shell does: exit code, what it printed, what it complained of."""

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["accu", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            accu.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return command

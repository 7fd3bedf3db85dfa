"""What the tests of the loop share: a made-up world, what inspections find in it, and a shift's terms."""

import sys
from pathlib import Path

import pytest
from lakes import SITE

from lake import sites
from models.settings import Params
from simulation.inspection import Outcomes, outcomes
from simulation.learning import Learning
from simulation.loop import Terms
from simulation.world import World

sys.path.insert(0, str(Path(__file__).parent))  # importmode=importlib leaves it out
from worlds_made import made


@pytest.fixture(scope="session")
def world() -> World:
    return made()


@pytest.fixture(scope="session")
def coming(world: World) -> Outcomes:
    return outcomes(world, 7, sites.load(SITE).strong_methods)


@pytest.fixture(scope="session")
def terms() -> Terms:
    return Terms(6, 4, Learning(sites.load(SITE).severity, params=Params(rounds=20)), 7)

"""The loop: every night a strategy chooses within a shift's capacity, and learns from what came of it.

The world is the same for every strategy; only what was inspected differs, and so what is learned.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from measures.arrays import Bools, Floats
from models.labels import AIMS
from simulation.inspection import OPENING, RESULTS, XRAY, Outcomes
from simulation.learning import Labelled, Learning, fit, rank
from simulation.strategies import STRATEGIES, Picked, Strategy, Tonight
from simulation.world import HONEST, Ints, World

HIT = RESULTS.index("hit")
FIRST_AIM = next(iter(AIMS))


@dataclass(frozen=True)
class Terms:
    """What a shift can do, how the unit learns, and the seed of the draw."""

    openings: int
    xrays: int
    learning: Learning
    seed: int


@dataclass(frozen=True)
class Page:
    """The inspections of one night, or of many; (m,) arrays.

    Attributes:
        row: row of the world.
        opened: True: opened; False: x-rayed.
        drawn: True: drawn at random.
    """

    row: Ints
    opened: Bools
    drawn: Bools


@dataclass(frozen=True)
class Diary:
    """Every inspection of a strategy in a world, in the order of nights.

    Attributes:
        strategy: its name.
        page: what was inspected.
        hit: (m,) something was found.
        told: (m,) label of the first aim, prohibited and security: 1, 0, NaN.
        probability: (m,) what the model gave for that aim; NaN without a model.
        models: (night, labelled rows, hits known) of every training that gave a model.
    """

    strategy: str
    page: Page
    hit: Bools
    told: Floats
    probability: Floats
    models: tuple[tuple[int, int, int], ...]


class _Unit:
    """A unit while it works: which cases were inspected, how every row of the world is ranked, what was learned."""

    def __init__(self, world: World) -> None:
        self.done = np.zeros(len(world.case_ids), dtype=bool)
        self.priority = world.cold.copy()
        self.probability = np.full(len(world.cold), np.nan)
        self.mandatory = world.mandatory
        self.pages: list[Page] = []
        self.models: list[tuple[int, int, int]] = []

    def page(self) -> Page:
        """All pages as one."""
        none = Page(np.empty(0, np.int64), np.empty(0, bool), np.empty(0, bool))
        pages = [none, *self.pages]
        return Page(*(np.concatenate([getattr(page, name) for page in pages]) for name in ("row", "opened", "drawn")))


def play(world: World, outcomes: Outcomes, strategy: str, terms: Terms) -> Diary:
    """Let a strategy work every night of a world. The same arguments give the same diary.

    Args:
        world: what arrives.
        outcomes: what inspections would find.
        strategy: a name of STRATEGIES.
        terms: capacity and learning.

    Raises:
        KeyError: no strategy has that name.
    """
    way, unit, starts = STRATEGIES[strategy], _Unit(world), world.starts
    for night in range(len(world.days)):
        if way.learns and night and night % terms.learning.every == 0:
            _learn(world, outcomes, unit, (terms.learning, way), night)
        rows = np.arange(starts[night], starts[night + 1])
        rows = rows[~unit.done[world.case[rows]]]
        draw = np.random.default_rng([terms.seed, night, crc32(strategy.encode())])
        picked = way.choose(_tonight(world, unit, rows, terms, draw))
        unit.pages.append(_page(rows, picked))
        unit.done[world.case[unit.pages[-1].row]] = True
    page = unit.page()
    hit = _of(world, outcomes.result, page) == HIT
    told = _of(world, outcomes.told[FIRST_AIM], page)
    return Diary(strategy, page, hit, told, unit.probability[page.row], tuple(unit.models))


def _learn(world: World, outcomes: Outcomes, unit: _Unit, how: tuple[Learning, Strategy], night: int) -> None:
    """Train on what is known before tonight, and rank the nights until the next training."""
    learning, way = how
    labelled = _labelled(world, outcomes, unit.page(), way)
    model = fit(world, labelled, learning, night)
    if model is None:
        return
    nights = (night, min(night + learning.every, len(world.days)))
    begin, end = (int(world.starts[at]) for at in nights)
    ranked = rank(model, world, (begin, end), learning, blended=way.blended)
    unit.priority[begin:end], unit.probability[begin:end] = ranked.priority, ranked.probability
    rows = max(aim.rows for aim in model.aims.values())
    unit.models.append((night, rows, sum(model.hits_by_family.values())))


def _labelled(world: World, outcomes: Outcomes, page: Page, way: Strategy) -> Labelled:
    order = np.argsort(page.row, kind="stable")
    order = order[page.opened[order]] if way.openings_only else order
    page = Page(page.row[order], page.opened[order], page.drawn[order])
    hit = _of(world, outcomes.result, page) == HIT
    families = np.where(hit, world.family[world.case[page.row]], HONEST)
    told = {aim: _of(world, by_means, page) for aim, by_means in outcomes.told.items()}
    return Labelled(page.row, told, tuple(families.tolist()), settled=page.opened)


def _tonight(world: World, unit: _Unit, rows: Ints, terms: Terms, draw: np.random.Generator) -> Tonight:
    return Tonight(
        cold=world.cold[rows],
        mandatory=unit.mandatory[rows],
        priority=unit.priority[rows],
        worth=world.severity[world.case[rows]],
        openings=terms.openings,
        xrays=terms.xrays,
        draw=draw,
    )


def _page(rows: Ints, picked: Picked) -> Page:
    """The rows that were picked, openings first."""
    places = np.append(picked.opened, picked.xrayed)
    opened = np.arange(len(places)) < len(picked.opened)
    return Page(rows[places], opened, np.isin(places, picked.drawn))


def _of(world: World, by_means: dict[str, np.ndarray], page: Page) -> np.ndarray:
    """What is said of each inspected case by the means it was inspected with."""
    case = world.case[page.row]
    return np.where(page.opened, by_means[OPENING][case], by_means[XRAY][case])

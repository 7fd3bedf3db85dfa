"""Trials: every strategy in every seed's world. Two processes at most; the same question gives the same figures."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from simulation.build import Asked, world_of
from simulation.figures import Figures, New, figures
from simulation.inspection import outcomes
from simulation.learning import Learning
from simulation.loop import Terms, play

MOST_PROCESSES = 2


@dataclass(frozen=True)
class Question:
    """What is asked of the strategies; the world's seed is replaced by each of `seeds`.

    Attributes:
        world: nights, site, traffic, methods.
        seeds: of worlds.
        strategies: names of STRATEGIES.
        openings: a night.
        xrays: a night.
        new: name of the method that begins within the world, and the day; None without.
        learning: how units learn.
    """

    world: Asked
    seeds: tuple[int, ...]
    strategies: tuple[str, ...]
    openings: int
    xrays: int
    new: tuple[str, date] | None
    learning: Learning


@dataclass(frozen=True)
class Trial:
    """One seed: what arrived, what every strategy came to, and what it cost.

    Attributes:
        seed: of the world.
        traffic: cases that can be held, of a night on average.
        listable: bad cases that could be inspected on any night.
        figures: strategy to its figures.
        seconds: wall seconds of the world (0 and a bit when it was there) and of each strategy.
    """

    seed: int
    traffic: float
    listable: int
    figures: dict[str, Figures]
    seconds: dict[str, float]


def trial(question: Question, seed: int, work: Path) -> Trial:
    """Make or read the world of a seed and let every strategy work it."""
    began = time.monotonic()
    asked = replace(question.world, seed=seed)
    world = world_of(asked, work)
    seconds = {"world": round(time.monotonic() - began, 2)}
    coming = outcomes(world, seed, asked.site.strong_methods)
    terms = Terms(question.openings, question.xrays, question.learning, seed)
    new = New(question.new[0], (question.new[1] - asked.first).days) if question.new else None
    found: dict[str, Figures] = {}
    for strategy in question.strategies:
        began = time.monotonic()
        found[strategy] = figures(world, play(world, coming, strategy, terms), new)
        seconds[strategy] = round(time.monotonic() - began, 2)
    listable = next(iter(found.values())).listable
    return Trial(seed, world.traffic, listable, found, seconds)


def trials(question: Question, work: Path, processes: int, told: Callable[[Trial], None]) -> tuple[Trial, ...]:
    """Return one trial a seed, in their order.

    Args:
        question: what is asked.
        work: folder of worlds.
        processes: 1 or 2.
        told: called with each trial as it is done.

    Raises:
        ValueError: `processes` is out of range, or there is no seed or strategy.
    """
    if not 1 <= processes <= MOST_PROCESSES or not question.seeds or not question.strategies:
        raise ValueError(f"1 or 2 processes, a seed and a strategy, not {processes}, {question.seeds}")
    done = []
    for each in _each(question, work, processes):
        told(each)
        done.append(each)
    return tuple(done)


def _each(question: Question, work: Path, processes: int) -> Iterator[Trial]:
    if processes == 1:
        for seed in question.seeds:
            yield trial(question, seed, work)
        return
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        asked = [pool.submit(trial, question, seed, work) for seed in question.seeds]
        for each in asked:
            yield each.result()

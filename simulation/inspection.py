"""What an inspection finds, by dice that depend on the world's seed, the case and the means alone, never on who chose.

So two strategies that open the same case find the same, and differences between them are paired.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

import numpy as np

from exercises.officers import FINDS
from exercises.shift import INCONCLUSIVE, NOT_PRESENTED
from measures.arrays import Floats
from models.labels import AIMS, Strong, family_label
from simulation.world import Ints, Texts, World

OPENING, XRAY = "full_opening", "xray"
MEANS = (OPENING, XRAY)
RESULTS = ("hit", "clear", "inconclusive", "not_presented")


@dataclass(frozen=True)
class Outcomes:
    """What would come of inspecting each case by each means.

    Attributes:
        result: means to (c,) places in RESULTS.
        told: aim to means to (c,) its label: 1, 0, or NaN where that result says nothing of the aim.
    """

    result: dict[str, Ints]
    told: dict[str, dict[str, Floats]]


def throws(seed: int, case_ids: Texts, what: str) -> Floats:
    """Return (c,) numbers in [0, 1), the same for the same seed, case and name."""
    keys = (f"{seed}/{case_id}/{what}".encode() for case_id in case_ids.tolist())
    drawn = np.array([int.from_bytes(blake2b(key, digest_size=7).digest(), "big") for key in keys], dtype=np.float64)
    return drawn / 2.0**56


def outcomes(world: World, seed: int, strong: Strong) -> Outcomes:
    """Say what every case would come to.

    Args:
        world: its truth is used here, and nowhere before a case was chosen (but by the oracle).
        seed: of the dice.
        strong: family to the methods whose clear counts, from the site's TOML.
    """
    presented = throws(seed, world.case_ids, "presented")
    result = {means: _results(world, presented, throws(seed, world.case_ids, means), means) for means in MEANS}
    strength = tuple(sorted((family, tuple(methods)) for family, methods in strong.items()))
    told = {aim: {means: _told(world, result[means], means, aim, strength) for means in MEANS} for aim in AIMS}
    return Outcomes(result, told)


def _results(world: World, presented: Floats, found: Floats, means: str) -> Ints:
    chance = np.array([FINDS[means].get(family, 0.0) for family in world.family.tolist()])
    result = np.where(world.bad & (found < chance), RESULTS.index("hit"), RESULTS.index("clear"))
    result[presented < NOT_PRESENTED + INCONCLUSIVE] = RESULTS.index("inconclusive")
    result[presented < NOT_PRESENTED] = RESULTS.index("not_presented")
    return result.astype(np.int64)


def _told(world: World, result: Ints, means: str, aim: str, strong: tuple[Any, ...]) -> Floats:
    pairs = zip(result.tolist(), world.finding.tolist(), strict=True)
    return np.array([_label(RESULTS[one], finding, means, aim, strong) for one, finding in pairs])


@cache
def _label(result: str, finding: str, means: str, aim: str, strong: tuple[Any, ...]) -> float:
    """The label of an aim, as models/labels.py reads a sheet: a hit of one family tells, a clear must tell of all."""
    row = {
        "result": result,
        "finding": finding if result == "hit" else None,
        "method": means,
        "decision": "accepted",
        "presented": result != "not_presented",
        "pieces_found": None,
    }
    said = [family_label(row, family, dict(strong)) for family in AIMS[aim]]
    if any(said):
        return 1.0
    return np.nan if None in said else 0.0

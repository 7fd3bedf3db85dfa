"""How near the best use of a shift the greedy one comes, and how long both take: `python -m benchmarks.shift`.

Seeded instances: priorities as a model gives them (few are high), half of the cases in ULDs or bags, last chances from
ten minutes to a day ahead. Run with OMP_NUM_THREADS=1; HiGHS takes one thread.
"""

import time
from dataclasses import replace
from random import Random

from lake.sites import Site, load
from targets.greedy import greedy
from targets.room import MANDATORY, MODEL, ORDERED, Room, Wanted, filled, options, room, total
from targets.shift import Use, best_use

CASES = (300, 1_500)
LINES = (30, 300)
SEEDS = 10
SCENES = {"a shift of the site": 1.0, "half its hours": 0.5, "a fifth of its hours": 0.2}


def instance(cases: int, seed: int, site: Site, asked: float = 0.0) -> list[Wanted]:
    """Return fictitious cases that ask for an inspection, a share of them by a rule or an order."""
    rng = Random(f"shift/{seed}")
    found = []
    for n in range(cases):
        level = rng.choice((MANDATORY, ORDERED)) if rng.random() < asked else MODEL
        batch = f"U{rng.randrange(cases // 6 + 1)}" if rng.random() < 1 / 2 else None
        left, aim = rng.uniform(10, 24 * 60), rng.choice(("illicit", "illicit", "revenue"))
        found.append(Wanted(f"C{n:05d}", level, 0.35 / (1 + rng.randrange(cases)) ** 0.7, aim, False, batch, left))
    return sorted(found, key=lambda one: (one.level, -one.priority, one.case_id))


def scene(site: Site, lines: int, share: float) -> Room:
    """Return a list's lines with a share of the site's hours."""
    whole = room(site)
    machines = {name: minutes * share for name, minutes in whole.equipment.items()}
    return replace(whole, lines=lines, officers=whole.officers * share, equipment=machines)


def _timed(wanted: list[Wanted], free: Room, site: Site) -> tuple[Use, float, float, float]:
    start = time.perf_counter()
    use = best_use(wanted, free, site)
    exact = time.perf_counter() - start
    given = [option for one in wanted for option in options(one, site)]
    start = time.perf_counter()
    quick = greedy(given, free)
    took = time.perf_counter() - start
    if not (filled(free, use.options).holds and filled(free, quick).holds):
        raise ValueError("a use does not fit")
    return use, exact, total(quick) / total(use.options), took


def main() -> None:
    """Print a line for each size and scene."""
    site = load("almaty")
    print(f"{SEEDS} seeds; greedy: its worth / that of the solver's answer, which is the best within 0.01 %")
    print(
        f"{'cases':>6} {'lines':>5} {'hours':<21} {'solved':>6} {'mean s':>7} {'worst s':>8} {'greedy':>7} {'least':>6}"
    )
    for cases, lines, (name, share) in ((c, n, s) for c in CASES for n in LINES for s in SCENES.items()):
        free = scene(site, lines, share)
        told = [_timed(instance(cases, seed, site), free, site) for seed in range(SEEDS)]
        seconds, near = [took for _, took, *_ in told], [one[2] for one in told]
        print(
            f"{cases:>6} {lines:>5} {name:<21} {sum(use.exact for use, *_ in told):>6} {sum(seconds) / SEEDS:>7.3f} "
            f"{max(seconds):>8.3f} {sum(near) / SEEDS:>7.4f} {min(near):>6.4f}"
        )


if __name__ == "__main__":
    main()

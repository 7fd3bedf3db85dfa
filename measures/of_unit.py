"""A unit's own figures, each with its count and its interval: from the lines of a period and from what arrived.

What belongs here: what each figure means. Where the lines come from is flows/figures.py's. A figure of few is said as
such and never left out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from measures.intervals import poisson, quantile_of, ratio, share_of
from measures.measure import Measure
from measures.population import Listed, Population, openings_a_day, population, responses

FEW = 20
"""A share of fewer is said to be too little to compare."""
FINISHED = ("hit", "clear")
LOOKED = (*FINISHED, "inconclusive", "laboratory_pending")
ACCEPTED = "accepted"
WIDTH = 0.01
RELEASE = ((0.5, "p50"), (0.9, "p90"))


@dataclass(frozen=True)
class Line:
    """A case that was selected, by a list or by an officer; a case of several lists has its first line.

    Attributes:
        case_id: the case.
        at: moment of the list, or of the decision where no list is known.
        listed: whether it stood on a list of the unit.
        selected_as: random, criteria, model, history, intelligence, officer; null when not known.
        probability: of the selection; 1 when it was not drawn; null when drawn and not known.
        stream: cargo, courier, mail; null when not known.
        traffic: import, export, transhipment; null when not known.
        decision: accepted, declined, not_reached; null when nothing came home.
        presented: whether the goods were presented.
        method: strongest method used.
        result: hit, clear, ...; null when nothing came home.
        found: family or aim -> whether it was found; null when not known.
        settled: families and aims that the method would have found.
        expected: aim -> the probability on the list; absent when there was none.
        hit_later: of a declined case, whether a later inspection hit; null without one.
        trusted: whether a rule facilitates it.
        kg_found: weight found; null without.
    """

    case_id: str
    at: datetime
    listed: bool
    selected_as: str | None
    probability: float | None
    stream: str | None
    traffic: str | None
    decision: str | None
    presented: bool | None
    method: str | None
    result: str | None
    found: Mapping[str, bool | None]
    settled: frozenset[str]
    expected: Mapping[str, float]
    hit_later: bool | None = None
    trusted: bool = False
    kg_found: float | None = None


@dataclass(frozen=True)
class Arrived:
    """What arrived in a period: cases, those of each stream, those that a rule facilitates, and nights.

    `delays` are the hours from the last chance to the release of what was listed and is known to be released; below 0
    it was released in time.
    """

    cases: int
    by_stream: Mapping[str, int]
    trusted: int
    nights: int
    delays: Sequence[float] = ()


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, of what (empty is all), its value, the count behind it, and what must be said of it."""

    name: str
    of: str
    measure: Measure
    count: float
    out_of: float
    note: str = ""


def figures(lines: Sequence[Line], arrived: Arrived, aims: Sequence[str]) -> list[Figure]:
    """Return every figure of a unit, in the order they are read.

    Args:
        lines: of the period, each case once.
        arrived: what arrived in it; every line's case is among them.
        aims: families and aims that `found` and `settled` know, the default aim first.
    """
    main = aims[0]
    return [
        *_selectivity(lines, arrived),
        *_hit_rates(lines),
        *(figure for aim in aims for figure in _of_aim(lines, arrived, aim)),
        *_lift(lines, main),
        _coverage(lines),
        *_work(lines),
        *_observed_over_expected(lines, main),
        *_trusted(lines, arrived),
        *_delays(arrived),
        Figure("weight found, kg", "", Measure(sum(line.kg_found or 0.0 for line in lines)), _hits(lines), len(lines)),
    ]


def _share(name: str, of: str, count: int, out_of: int, note: str = "") -> Figure:
    few = "" if out_of >= FEW else f"only {out_of}: too few to compare" if out_of else "none"
    return Figure(name, of, share_of(count, out_of), count, out_of, "; ".join(part for part in (note, few) if part))


def _hits(lines: Iterable[Line]) -> int:
    return sum(line.result == "hit" for line in lines)


def _looked(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.result in LOOKED and line.method is not None]


def _by(lines: Iterable[Line], key: Callable[[Line], str | None]) -> Iterator[tuple[str, list[Line]]]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line) or "not known", []).append(line)
    yield from sorted(groups.items())


def _selectivity(lines: Sequence[Line], arrived: Arrived) -> Iterator[Figure]:
    """Inspected of arrived."""
    yield _share("selectivity", "", len(_looked(lines)), arrived.cases)
    inspected = Counter(line.stream or "not known" for line in _looked(lines))
    for stream, count in sorted(arrived.by_stream.items()):
        yield _share("selectivity", stream, inspected[stream], count)


def _hit_rates(lines: Sequence[Line]) -> Iterator[Figure]:
    """Hits of what was looked at to the end, whatever was found and by whatever method."""
    done = [line for line in lines if line.result in FINISHED]
    yield _share("hit rate", "", _hits(done), len(done))
    keys: tuple[tuple[str, Callable[[Line], str | None]], ...] = (
        ("selected as", lambda line: line.selected_as),
        ("stream", lambda line: line.stream),
        ("method", lambda line: line.method),
    )
    for what, key in keys:
        for value, some in _by(done, key):
            yield _share("hit rate", f"{what} {value}", _hits(some), len(some))


def _of_aim(lines: Sequence[Line], arrived: Arrived, aim: str) -> Iterator[Figure]:
    """What the random lines say of everything that arrived."""
    drawn = [line for line in lines if _drawn(line) and aim in line.settled]
    hits = sum(line.found[aim] is True for line in drawn)
    yield _share("random hit rate", aim, hits, len(drawn), "lines as they are, not weighed")
    listed = as_listed(lines, aim)
    of = population(listed, max(arrived.cases, len(lines)))
    note = f"random lines worth {of.effective:.0f} of equal weight" if of.drawn else "no random line was settled"
    yield Figure("prevalence", aim, of.prevalence, of.found, of.arrived, note)
    yield Figure("bad among what arrived", aim, of.bad, of.found, of.arrived, note)
    yield Figure("leakage", aim, of.leakage, of.found, of.arrived, note)
    yield from _openings(of, listed, aim, arrived)


def _openings(of: Population, listed: Listed, aim: str, arrived: Arrived) -> Iterator[Figure]:
    """Random lines a day that an interval of a useful width would take over as long a period."""
    if not of.drawn or of.prevalence.value is None or not arrived.nights:
        return
    response = float(responses(listed)[listed.drawn].mean())
    today = f"now {of.drawn / arrived.nights:.1f} settled a day"
    widths = [(WIDTH, f"{WIDTH:.0%} wide")]
    if 0 < of.prevalence.value < WIDTH:
        widths.append((of.prevalence.value, "as wide as the prevalence"))
    for width, said in widths:
        needed = openings_a_day(of.prevalence.value, width, arrived.nights, response)
        name = f"random lines a day for an interval {said}"
        yield Figure(name, aim, Measure(float(np.ceil(needed))), of.drawn, arrived.nights, today)


def _drawn(line: Line) -> bool:
    return line.selected_as == "random" and line.probability is not None


def as_listed(lines: Sequence[Line], aim: str) -> Listed:
    """Return the lines as the population's figures read them; a random line of unknown probability counts as taken."""
    strata = sorted({(line.stream or "", line.traffic or "") for line in lines})
    codes = {stratum: code for code, stratum in enumerate(strata)}
    return Listed(
        drawn=np.array([_drawn(line) for line in lines], np.bool_),
        probability=np.array([(line.probability or 1.0) if _drawn(line) else 1.0 for line in lines], np.float64),
        stratum=np.array([codes[line.stream or "", line.traffic or ""] for line in lines], np.int64),
        settled=np.array([aim in line.settled for line in lines], np.bool_),
        hits=np.array([line.found.get(aim) is True for line in lines], np.bool_),
    )


def _lift(lines: Sequence[Line], aim: str) -> Iterator[Figure]:
    """Hit rate of each reason for selection over that of the random lines, of what was settled."""
    settled = [line for line in lines if aim in line.settled]
    groups = {name: [line.found[aim] is True for line in some] for name, some in _by(settled, lambda x: x.selected_as)}
    drawn = groups.pop("random", [])
    for name, hits in sorted(groups.items()):
        lift = ratio(share_of(sum(hits), len(hits)), share_of(sum(drawn), len(drawn)))
        note = "" if sum(drawn) else "no hit among the random lines: not known"
        yield Figure("lift over the random lines", f"{aim}, selected as {name}", lift, sum(hits), len(hits), note)


def _coverage(lines: Sequence[Line]) -> Figure:
    """Hits that the unit's lists named, of all hits that are known."""
    hits, name = [line for line in lines if line.result == "hit"], "coverage of known hits by the lists"
    if not any(line.listed for line in lines):
        return Figure(name, "", Measure(None), 0, len(hits), "no list of this period is stored")
    return _share(name, "", sum(line.listed for line in hits), len(hits))


def _work(lines: Sequence[Line]) -> Iterator[Figure]:
    """What became of the lines."""
    home = [line for line in lines if line.decision is not None or line.result is not None]
    accepted = [line for line in home if line.decision == ACCEPTED]
    named = [line for line in accepted if line.presented is not None]
    declined = [line for line in home if line.decision == "declined"]
    later = [line for line in declined if line.hit_later is not None]
    yield _share("results recorded", "", len(home), len(lines))
    yield _share("presentation rate", "", sum(line.presented is True for line in named), len(named))
    yield _share("decline rate", "", len(declined), len(home))
    for reason, some in _by(home, lambda line: line.selected_as):
        yield _share("decline rate", f"selected as {reason}", sum(x.decision == "declined" for x in some), len(some))
    yield _share("declined and hit later", "", sum(line.hit_later is True for line in later), len(later))
    yield _share("not reached", "", sum(line.decision == "not_reached" for line in home), len(home))


def _observed_over_expected(lines: Sequence[Line], aim: str) -> Iterator[Figure]:
    """Hits over the sum of the probabilities that the lists named; 1 is calibrated."""
    known = [line for line in lines if aim in line.settled and aim in line.expected]
    groups = {
        "random": [line for line in known if _drawn(line)],
        "model": [x for x in known if x.selected_as == "model"],
    }
    for name, some in groups.items():
        hits, expected = sum(line.found[aim] is True for line in some), sum(line.expected[aim] for line in some)
        measure = Measure(None)
        if expected > 0:
            low, high = poisson(hits)
            measure = Measure(hits / expected, low / expected, high / expected)
        note = f"{expected:.2f} expected" if some else "no probability on a settled line"
        yield Figure("observed over expected", f"{aim}, selected as {name}", measure, hits, len(some), note)


def _trusted(lines: Sequence[Line], arrived: Arrived) -> Iterator[Figure]:
    """How much is facilitated, and what was found there all the same."""
    yield _share("trusted-trader rate", "", arrived.trusted, arrived.cases)
    done = [line for line in lines if line.trusted and line.result in FINISHED]
    yield _share("hit rate", "trusted traders", _hits(done), len(done))


def _delays(arrived: Arrived) -> Iterator[Figure]:
    """Hours from the last chance to the release, of what was listed."""
    count = len(arrived.delays)
    note = "" if count else "no release of a listed case is known"
    for share, name in RELEASE:
        measure = quantile_of(np.array(arrived.delays, np.float64), share)
        yield Figure(f"hours from last chance to release, {name}", "", measure, count, count, note)

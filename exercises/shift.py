"""A day of a unit's officers: what they select within their capacity, what they find, what they write down wrong."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from exercises.consignments import Consignment
from exercises.dice import chance
from exercises.methods import Method
from exercises.officers import (
    DECLINES,
    DECLINES_TIRED,
    FINDS,
    TIRED,
    Memory,
    Officer,
    half_of,
    tiredness,
)
from exercises.pools import Pooled, suspicion
from exercises.today import Today
from lake.findings import FINDINGS

OPENINGS = ("full_opening", "full_opening", "full_opening", "full_opening", "partial_opening", "canine")
PICKERS = 3
"""Officers who draw up a day's list together."""
NOT_PRESENTED, INCONCLUSIVE = 0.02, 0.03
"""Shares of lines that were released before anybody came, and of which nobody could tell."""
ANALYSED = ("narcotics", "psychoactive_substances", "precursors")
TO_LABORATORY, FALSE_ALARM = 0.2, 0.005
"""Shares of finds of these, and of clears, that wait for a laboratory; it answers in 4 to 20 days."""
WRONG_FINDING, WRONG_ROW = 0.02, 0.004
"""Shares of hits written down as something else of their family, and of lines that change places with the next."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the list that came home; names are those of the outcome sheet.

    Attributes:
        found: the method of a hit.
        finding: what was written down, where that is not the method's own.
        told_at: when the laboratory answered; null where nobody asked it.
        answer: the line as it stands after that.
    """

    case_id: str
    selected_as: str
    selection_probability: float | None
    decision: str
    decision_reason: str
    decided_at: datetime
    method: str | None
    started_at: datetime | None
    finished_at: datetime | None
    result: str
    found: Method | None
    consignment: Consignment
    officer: int
    finding: str | None = None
    told_at: datetime | None = None
    answer: "Outcome | None" = None


@dataclass(frozen=True)
class Crew:
    """Who works, what they remember, and what there is to be found."""

    staff: tuple[Officer, ...]
    memory: Memory
    methods: dict[str, Method]


@dataclass(frozen=True, slots=True)
class Picked:
    """A case, why it was selected, with what probability when it was drawn, and by whom when somebody liked it."""

    case: Pooled
    how: str
    probability: float | None = None
    by: Officer | None = None


def _selection(today: Today, cases: list[Pooled], crew: Crew, rng: Random) -> list[Picked]:
    """The list: a random share with its probability, then history, a tip, and what looks odd to those who pick."""
    lines = min(today.site.capacity.list_lines, len(cases))
    at_random = min(lines, max(1, round(lines * today.site.random_share)))
    drawn = set(rng.sample(range(len(cases)), at_random))
    picked = [Picked(cases[n], "random", round(at_random / len(cases), 6)) for n in sorted(drawn)]
    rest = [case for n, case in enumerate(cases) if n not in drawn]
    history = [case for case in rest if case.consignment.consignor.name in crew.memory.consignors]
    picked += [Picked(case, "history") for case in history[: max(1, lines // 10)]]
    tips = [case for case in rest if case.method] if chance(rng, 0.25) else rest
    if tips and chance(rng, 0.6):
        tip = rng.choice(tips)
        picked += [] if tip in history[: max(1, lines // 10)] else [Picked(tip, "intelligence")]
    taken = {line.case.case_id for line in picked}
    rest = [case for case in rest if case.case_id not in taken]
    picked += _odd(today, rest, crew, lines - len(picked), rng)
    return sorted(picked[:lines], key=lambda line: (line.how != "random", line.case.case_id))


def _odd(today: Today, rest: list[Pooled], crew: Crew, lines: int, rng: Random) -> list[Picked]:
    """What looks oddest to each of those who draw up the list, in turn; nobody picks what they cover."""
    odd = [suspicion(case, today.limit_eur) + rng.gauss(0, 0.55) for case in rest]
    first = today.day.toordinal() * PICKERS
    pickers = [crew.staff[(first + n) % len(crew.staff)] for n in range(min(PICKERS, len(crew.staff)))]
    wanted = [
        iter(sorted(zip(odd, rest, strict=True), key=lambda one: (-one[0] - by.likes(one[1]), one[1].case_id)))
        for by in pickers
    ]
    picked: dict[str, Picked] = {}
    while len(picked) < min(lines, len(rest)):
        by, order = pickers[len(picked) % len(pickers)], wanted[len(picked) % len(pickers)]
        fit = (
            case for _, case in order if case.case_id not in picked and (by.covers is None or case.method != by.covers)
        )
        case = next(fit, None)
        if case is None:
            break
        picked[case.case_id] = Picked(case, "criteria", by=by)
    return list(picked.values())


def _officer(today: Today, line: Picked, crew: Crew, rng: Random) -> Officer:
    """Who takes a line: who picked it when on duty, else anybody; who covers its method, whenever it can be done."""
    day, half = today.day.toordinal(), half_of(today.as_of, line.case.at_hand)
    on_duty = [officer for officer in crew.staff if officer.is_on(day, half)] or list(crew.staff)
    covering = [officer for officer in on_duty if officer.covers and officer.covers == line.case.method]
    anybody = rng.choice(on_duty)
    if covering and chance(rng, 0.7):
        return covering[0]
    return line.by if line.by in on_duty else anybody


def _inspected(line: Outcome, case: Pooled, bad: Method | None, tired: float, rng: Random) -> Outcome:
    """What comes of an inspection that began: the result, and what is written down of it."""
    throw = rng.random()
    if throw < NOT_PRESENTED + INCONCLUSIVE:
        return replace(line, result="not_presented" if throw < NOT_PRESENTED else "inconclusive")
    if bad and chance(rng, FINDS[line.method or ""][bad.family] * (1 - TIRED * tired)):
        hit = replace(line, result="hit", found=bad)
        others = [finding for finding in FINDINGS[bad.family] if finding != bad.finding]
        if chance(rng, WRONG_FINDING):
            hit = replace(hit, finding=rng.choice(others))
        return _analysed(hit, rng) if bad.finding in ANALYSED and chance(rng, TO_LABORATORY) else hit
    clear = replace(line, result="clear")
    return _analysed(clear, rng) if chance(rng, FALSE_ALARM) else clear


def _analysed(line: Outcome, rng: Random) -> Outcome:
    """The line as it waits for the laboratory, with its answer."""
    answer = replace(line, told_at=line.decided_at + timedelta(days=rng.randint(4, 20), hours=rng.randint(1, 8)))
    return replace(line, result="laboratory_pending", found=None, finding=None, answer=answer)


def _worked(today: Today, line: Outcome, task: tuple[Picked, Officer, datetime], crew: Crew, rng: Random) -> Outcome:
    """A line that an officer comes to; what can no longer be held by then is not reached."""
    picked, officer, free_at = task
    case = picked.case
    start = max(line.decided_at, case.at_hand, free_at) + timedelta(minutes=rng.randint(10, 60))
    tired = tiredness(today.as_of, start)
    if chance(rng, DECLINES + DECLINES_TIRED * tired):  # an officer knows better
        return replace(line, decision="declined", decision_reason=rng.choice(["known trader", "documents explain it"]))
    if start > case.last_chance:
        return replace(line, decision="not_reached")
    capacity = today.site.capacity
    opened = chance(rng, capacity.openings / capacity.list_lines)
    means = rng.choice(OPENINGS) if opened else "xray"
    end = start + timedelta(minutes=rng.randint(25, 80) if opened else rng.randint(10, 25))
    begun = replace(line, method=means, started_at=start, finished_at=end)
    if officer.covers and officer.covers == case.method:
        return replace(begun, result="clear")
    return _inspected(begun, case, crew.methods.get(case.method or ""), tired, rng)


def _misplaced(lines: list[Outcome], rng: Random) -> list[Outcome]:
    """The lines with the results of a few written in the row of the next one."""
    for n in range(len(lines) - 1):
        one, other = lines[n], lines[n + 1]
        if chance(rng, WRONG_ROW) and one.method and other.method and not (one.answer or other.answer):
            lines[n], lines[n + 1] = _in_row_of(one, other), _in_row_of(other, one)
    return lines


def _in_row_of(row: Outcome, result: Outcome) -> Outcome:
    chosen = {name: getattr(row, name) for name in ("selected_as", "selection_probability", "decided_at")}
    return replace(result, case_id=row.case_id, **chosen)


def work(today: Today, cases: list[Pooled], crew: Crew, rng: Random) -> list[Outcome]:
    """The day's lines in the order of the list; the memory of the crew learns the hits."""
    picked = _selection(today, cases, crew, rng)
    free_at: dict[int, datetime] = {}
    done: dict[int, Outcome] = {}
    for n in sorted(range(len(picked)), key=lambda n: (picked[n].case.last_chance, n)):
        line, officer = picked[n], _officer(today, picked[n], crew, rng)
        decided = today.as_of + timedelta(minutes=60 + 2 * n)
        blank = Outcome(
            line.case.case_id, line.how, line.probability, "accepted", "", decided, None, None, None,
            "not_examined", None, line.case.consignment, officer.number,
        )  # fmt: skip
        done[n] = _worked(today, blank, (line, officer, free_at.get(officer.number, decided)), crew, rng)
        free_at[officer.number] = done[n].finished_at or free_at.get(officer.number, decided)
        found = (done[n].answer or done[n]).found
        if found:
            crew.memory.learn(line.case.consignment.consignor.name, found.name)
    return _misplaced([done[n] for n in range(len(picked))], rng)

"""A later list of a shift: lines handed out stay as they are, what is left of the shift is used, the draw is not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from targets.candidates import FOLLOWED, Candidate
from targets.room import MODEL, Option, Room, Wanted, filled, finds, options, room
from targets.shift import best_use
from targets.target import Plan

Row = dict[str, Any]


@dataclass(frozen=True)
class Added:
    """What a list gets anew: cases with their options, and the drawn ones of a pool of so many."""

    cases: tuple[Candidate, ...]
    options: tuple[Option, ...]
    exact: bool = True
    drawn: tuple[Candidate, ...] = ()
    pool: int = 0


def revised(known: dict[str, Candidate], plan: Plan) -> tuple[list[Row], Added]:
    """Return the lines handed out, at least one, as they stand now, and what is added.

    First a line on standby that a rule or an order asks for by now is taken back, where there is room or a line of the
    model gives way; then what the handed-out lines leave of the shift is used; then a case with news may take the place
    of a line of the model, which stays as standby and takes no part of the capacity.
    """
    assert plan.previous is not None  # noqa: S101 - the caller's branch; narrows the type
    before = plan.previous.sort_by("line").to_pylist()
    since = before[0]["as_of"]
    handed = [_carried(row, known.get(row["case_id"]), since) for row in before]
    handed = _taken_back(handed, known, plan)
    listed = {row["case_id"] for row in handed}
    fresh = {case.case_id: case for case in sorted(known.values(), key=lambda case: case.order)}
    fresh = {i: case for i, case in fresh.items() if case.ahead and i not in listed and case.level is not None}
    free = _left(handed, plan)
    use = best_use([case.wanted(plan) for case in fresh.values()], free, plan.site)
    placed = {option.wanted.case_id for option in use.options}
    news = [case for i, case in fresh.items() if i not in placed and case.last_known_at >= since]
    places = _displaced(handed, news, known, plan, filled(free, use.options))
    handed = _moved(handed, places, standby=True)
    chosen = (*use.options, *places.values())
    return handed, Added(tuple(fresh[option.wanted.case_id] for option in chosen), chosen, use.exact)


def _carried(row: Row, case: Candidate | None, since: datetime) -> Row:
    """Return a handed-out line with what is known of its case now; marked when there was news."""
    if case is None:
        return row | {"state": "kept"}
    news = case.last_known_at >= since or any(case.row[name] != row[name] for name in FOLLOWED)
    same = {name: row.get(name) for name in ("aim", "ordered")}
    return row | case.row | same | {"state": "changed" if news else "kept"}


def _taken(row: Row, plan: Plan) -> list[Option]:
    """What a handed-out line takes; nothing of a kind that the site has no more."""
    kind = plan.site.capacity.kind(row["action"])
    wanted = Wanted(row["case_id"], MODEL, 0.0, row["aim"], batch=row.get("batch"))
    return [] if kind is None else [Option(wanted, kind, finds(plan.site, row["aim"], row["action"]))]


def _left(handed: list[Row], plan: Plan) -> Room:
    """The room that the lines leave, those on standby apart."""
    return filled(room(plan.site), [option for row in handed if not row["standby"] for option in _taken(row, plan)])


def _moved(handed: list[Row], lines: Collection[int], standby: bool) -> list[Row]:
    return [row | {"standby": standby, "state": "changed"} if row["line"] in lines else row for row in handed]


def _taken_back(handed: list[Row], known: dict[str, Candidate], plan: Plan) -> list[Row]:
    """The lines with those of standby on them again that a rule or an order asks for, mandatory rules first."""
    back = [row for row in handed if row["standby"] and row["case_id"] in known]
    back = [row for row in back if known[row["case_id"]].ahead and known[row["case_id"]].asked]
    for row in sorted(back, key=lambda row: known[row["case_id"]].order):
        free, asked = _left(handed, plan), _taken(row, plan)
        gives_way = None if _fit(asked, free) else _first_to_give_way(asked, _weak(handed, known), plan, free)
        if gives_way:
            handed = _moved(handed, [gives_way[0]["line"]], standby=True)
        if gives_way or _fit(asked, free):
            handed = _moved(handed, [row["line"]], standby=False)
    return handed


def _displaced(
    handed: list[Row], news: list[Candidate], known: dict[str, Candidate], plan: Plan, free: Room
) -> dict[int, Option]:
    """Return the lines that give way, the weakest first, with what takes their place: no rule's line, no random one.

    While a case that a rule or an order asks for has found no place, none is given to the model's.
    """
    weak, found, waits = _weak(handed, known), dict[int, Option](), False
    for case in news:
        if waits and not case.asked:
            break
        lower = [row for row in weak if case.asked or known[row["case_id"]].weight < case.weight]
        place = _first_to_give_way(options(case.wanted(plan), plan.site), lower, plan, free)
        waits = waits or (case.asked and place is None)
        if place is not None:
            row, fit, left = place
            weak.remove(row)
            free, found[row["line"]] = left.less(fit), fit
    return found


def _weak(handed: list[Row], known: dict[str, Candidate]) -> list[Row]:
    """The lines that may give way, the weakest first: the model's, which no rule or order asks for by now."""
    rows = [row for row in handed if row["selected_as"] == "model" and not row["standby"] and row["case_id"] in known]
    rows = [row for row in rows if known[row["case_id"]].ahead and not known[row["case_id"]].asked]
    return sorted(rows, key=lambda row: (known[row["case_id"]].weight, -row["line"]))


def _first_to_give_way(
    asked: Sequence[Option], weak: list[Row], plan: Plan, free: Room
) -> tuple[Row, Option, Room] | None:
    """The first line whose room is enough, what fits there, and the room without the line; None where none is."""
    for row in weak:
        left = free
        for option in _taken(row, plan):
            left = left.less(option, times=-1)
        if fit := _fit(asked, left):
            return row, fit, left
    return None


def _fit(asked: Sequence[Option], free: Room) -> Option | None:
    return next((option for option in asked if free.fits(option)), None)

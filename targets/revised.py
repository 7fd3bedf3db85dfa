"""A later list of a shift: lines handed out stay as they are, what is left of the shift is used, the draw is not."""

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
    """Return the lines handed out, as they stand now, and what is added.

    First what the handed-out lines leave of the shift is used; then a case with news may take the place of the weakest
    line of the model, which stays as standby and takes no part of the capacity.
    """
    assert plan.previous is not None  # noqa: S101 - the caller's branch; narrows the type
    before = plan.previous.sort_by("line").to_pylist()
    since = before[0]["as_of"] if before else plan.as_of
    handed = [_carried(row, known.get(row["case_id"]), since) for row in before]
    listed = {row["case_id"] for row in handed}
    fresh = {case.case_id: case for case in sorted(known.values(), key=lambda case: case.order)}
    fresh = {i: case for i, case in fresh.items() if case.ahead and i not in listed and case.level is not None}
    free = filled(room(plan.site), [option for row in handed if not row["standby"] for option in _taken(row, plan)])
    use = best_use([case.wanted(plan) for case in fresh.values()], free, plan.site)
    placed = {option.wanted.case_id for option in use.options}
    news = [case for i, case in fresh.items() if i not in placed and case.last_known_at >= since]
    places = _displaced(handed, news, known, plan, filled(free, use.options))
    handed = [row | {"standby": True, "state": "changed"} if row["line"] in places else row for row in handed]
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


def _displaced(
    handed: list[Row], news: list[Candidate], known: dict[str, Candidate], plan: Plan, free: Room
) -> dict[int, Option]:
    """Return the lines that give way, the weakest first, with what takes their place: no rule's line, no random one."""
    weak = [row for row in handed if row["selected_as"] == "model" and not row["standby"]]
    weak = [row for row in weak if row["case_id"] in known and known[row["case_id"]].ahead]
    weak.sort(key=lambda row: (known[row["case_id"]].weight, -row["line"]))
    found: dict[int, Option] = {}
    for row, case in zip(weak, news, strict=False):
        if not (case.mandatory or case.ordered or case.weight > known[row["case_id"]].weight):
            continue
        left = free
        for option in _taken(row, plan):
            left = left.less(option, times=-1)
        fit = next((option for option in options(case.wanted(plan), plan.site) if left.fits(option)), None)
        if fit is not None:
            free, found[row["line"]] = left.less(fit), fit
    return found

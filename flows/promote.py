"""Who ranks: promotion by the gate and a second person, and the way back. Append-only; nothing is ever deleted."""

from datetime import datetime

from flows.judge import champion_of, refusals, usable
from flows.unit import Unit
from lake.runs import Run, by_commit, lock
from models import champions, verdicts
from models.champions import How, Record, What
from models.verdicts import Judged

FIRST = "the first model of the unit"
SHORTEST = 6
"""Signs of a sha that name a model."""


def check_second_person(name: str, first: str) -> None:
    """Refuse a name that is nobody's, or the first person's.

    Raises:
        ValueError: it is.
    """
    if not verdicts.letters(name):
        raise ValueError("nobody is named: a second person answers for it")
    if verdicts.same_person(name, first):
        raise ValueError(f"{name.strip()} trained it: a second person is needed")


def promote(unit: Unit, model: str, approved_by: str) -> Record:
    """Make a challenger the champion: its stored verdict passed, and a second person answers for it.

    Args:
        unit: the unit.
        model: the beginning of its sha, or `latest`.
        approved_by: the second person.

    Raises:
        ValueError: the model is not known or is the champion already, its verdict is missing, was edited, did not
            pass or is about another champion, or the second person is none.
    """
    run = _training(unit, model)
    with lock(unit.store):
        return promoted(unit, run, approved_by)


def promoted(unit: Unit, run: Run, approved_by: str, what: What = "promoted") -> Record:
    """Appoint the model of a committed training; the lake is held by the caller. Errors as `promote`."""
    folder = unit.store.folder
    judged = _judged(unit, run)
    check_second_person(approved_by, judged.trained_by)
    if not judged.verdict.passed:
        raise ValueError(f"the gate refused {judged.sha[:12]}: {' '.join(refusals(judged.verdict))}")
    usable(folder, judged.sha)
    current, _ = champion_of(folder)
    _check_still(unit, judged, current)
    since = max(judged.as_of, current.as_of) if current else judged.as_of
    how = How(what, trained_by=judged.trained_by)
    return champions.appoint(folder, judged.sha, judged.metrics, approved_by.strip(), since, how)


def rollback(unit: Unit, approved_by: str, because: str, to: int | None = None) -> Record:
    """Bring back an earlier champion; appointments after it stand no longer.

    Args:
        unit: the unit.
        approved_by: who answers for it.
        because: why, for those who read it later.
        to: the number of an appointment that stands; None: the last that stood before the champion.

    Raises:
        ValueError: nobody, the one who trained that model, or no reason is named, no such appointment stands, or its
            model is damaged or needs what is described no more.
    """
    if not verdicts.letters(approved_by) or not verdicts.letters(because):
        raise ValueError("a rollback needs somebody who answers for it, and a reason")
    if not champions.history(unit.store.folder)[0]:
        raise ValueError("there is no champion to go back from")
    with lock(unit.store):
        records, _ = champions.history(unit.store.folder)
        stack = champions.standing(records)
        target = _target(stack, to)
        if target.how.trained_by is not None:
            check_second_person(approved_by, target.how.trained_by)
        usable(unit.store.folder, target.sha)
        ended = [record.as_of for record in stack if record.number > target.number]
        since = max(target.as_of, min(ended, default=stack[-1].as_of))
        return bring_back(unit, target, approved_by.strip(), since, How("rolled back", because.strip()))


def bring_back(unit: Unit, target: Record, approved_by: str, since: datetime, how: How) -> Record:
    """Append an appointment of an earlier champion's model.

    Raises:
        ValueError: its model is damaged.
    """
    told = How(how.what, how.because, target.how.trained_by, target.number)
    return champions.appoint(unit.store.folder, target.sha, target.metrics, approved_by, since, told)


def before(stack: list[Record]) -> Record | None:
    """The last champion that stood before the newest: an earlier one with another model; None without."""
    return next((record for record in reversed(stack[:-1]) if record.sha != stack[-1].sha), None)


def _target(stack: list[Record], to: int | None) -> Record:
    """The appointment to go back to, of those that stand: what was taken back must be trained again."""
    found = before(stack) if to is None else next((record for record in stack if record.number == to), None)
    if found is None:
        numbers = ", ".join(f"{record.number} ({record.sha[:12]}, {record.how.what})" for record in stack)
        asked = (
            f"no appointment {to} stands"
            if to is not None
            else f"no other champion stood before number {stack[-1].number}"
        )
        raise ValueError(f"{asked}; there stand: {numbers}")
    if found.sha == stack[-1].sha:
        raise ValueError(f"{found.sha[:12]} is the champion already")
    return found


def _training(unit: Unit, model: str) -> Run:
    """The last training that came to a model."""
    runs = [run for run in by_commit(unit.store) if run.kind == "training" and "model" in run.hashes]
    asked = model.strip().lower()
    found = [run for run in runs if asked == "latest" or run.hashes["model"].startswith(asked)]
    if asked != "latest" and len(asked) < SHORTEST:
        raise ValueError(f"name the model by {SHORTEST} signs of its sha or more, or say latest")
    if not found:
        raise ValueError(f"no training of {unit.site.name} came to a model {model!r}")
    if len({run.hashes["model"] for run in found}) > 1 and asked != "latest":
        raise ValueError(f"several models begin with {model!r}")
    return found[-1]


def _judged(unit: Unit, run: Run) -> Judged:
    """The verdict that the record of a training names."""
    if "verdict" not in run.hashes:
        raise ValueError(f"the gate was not asked about {run.hashes['model'][:12]}: train again")
    judged = verdicts.look_up(unit.store.folder, run.run_id, run.hashes["verdict"])
    if judged.sha != run.hashes["model"]:
        raise ValueError(f"the verdict on {run.run_id} is about another model")
    return judged


def _check_still(unit: Unit, judged: Judged, current: Record | None) -> None:
    """Refuse a verdict that time has overtaken."""
    now = current.sha if current else None
    if now == judged.sha:
        raise ValueError(f"{judged.sha[:12]} is the champion already")
    if now != judged.against:
        held, ranks = ((sha or "the simple ranking")[:18] for sha in (judged.against, now))
        raise ValueError(f"{judged.sha[:12]} was held against {held}, but now ranks {ranks}: train again")
    records, _ = champions.history(unit.store.folder)
    stand = {record.number for record in champions.standing(records)}
    taken_back = [r for r in records if r.sha == judged.sha and r.number not in stand and r.as_of >= judged.as_of]
    if taken_back:
        raise ValueError(
            f"{judged.sha[:12]} was champion number {taken_back[-1].number} and was taken back: train again"
        )

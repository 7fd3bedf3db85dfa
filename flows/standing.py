"""Which model ranks at a moment, and what a list must say of it; and the way back when it does not hold any more.

A night that takes in new results holds the champion against them once. Should the gate break, the last champion that
stood before is appointed by the night itself; one such return, then a person decides (`accu promote`, `accu rollback`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from features.catalogue import FEATURES
from flows.judge import champion_of, gate_settings, refusals, usable, without_officers
from flows.labelled import labelled
from flows.promote import before, bring_back
from flows.unit import Unit
from lake.notes import note
from lake.past import Past
from lake.runs import Run, by_commit, committed
from models import champions, verdicts
from models.champions import How, Record
from models.in_use import Seen, hold_up
from models.model import Model

LONGEST = timedelta(days=60)
"""Nights back that a champion is held against: what a night may cost is bounded."""
BY_ITSELF = "the night itself"


@dataclass(frozen=True)
class Standing:
    """The model that ranks.

    Attributes:
        sha: of the model; null in a cold start.
        model: what ranks; null likewise.
        notes: what is wrong, for the list and the one on call: what was passed over or taken back.
        remarks: what only the list says: why a young unit's model does not rank yet.
    """

    sha: str | None
    model: Model | None
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def standing(unit: Unit, as_of: datetime) -> Standing:
    """The champion of a moment."""
    record, passed_over = champion_of(unit.store.folder, as_of)
    notes = [note("model_passed_over", why=fault) for fault in passed_over]
    if record is None:
        return Standing(None, None, tuple(notes), tuple(_refused(unit, as_of)))
    if record.how.what == "returned":
        told = {"number": record.how.back_to, "day": f"{record.as_of:%Y-%m-%d}", "why": record.how.because}
        notes.append(note("champion_back", sha=record.sha[:12], **told))
    return Standing(record.sha, usable(unit.store.folder, record.sha), tuple(notes))


def _refused(unit: Unit, as_of: datetime) -> list[str]:
    """Why the last model of a unit without a champion may not rank."""
    runs = [run for run in by_commit(unit.store) if run.kind == "training" and run.as_of <= as_of]
    if not runs or "verdict" not in runs[-1].hashes:
        return []
    try:
        judged = verdicts.look_up(unit.store.folder, runs[-1].run_id, runs[-1].hashes["verdict"])
    except ValueError as fault:
        return [note("model_unfit", sha=runs[-1].hashes["model"][:12], why=fault)]
    told = without_officers(" ".join(refusals(judged.verdict)))
    return [note("model_refused", sha=judged.sha[:12], why=told)] if told else []


def held_up(unit: Unit, past: Past) -> str:
    """Hold the champion against the results that came, where some did, and bring back the last one should it fail.

    One that failed with none before it is said to on every later list, until another is appointed.

    Returns:
        What was done, in a word: nothing new, holds, broken (no earlier champion to go back to), overtaken (the moment
        is past, and another ranks now), returned.
    """
    run = past.run
    record, _ = champion_of(unit.store.folder, run.as_of)
    if record is None or record.how.what == "returned":
        return "nothing new"
    if said := _broken_before(unit, run, record):
        run.counts["model_notes"] = [said]
    if not _is_new(unit, run):
        return "nothing new"
    found = _seen(unit, past, record)
    run.counts["champion_held_up"] = found.figures
    done = _acted(unit, run, record, " ".join(found.reasons)) if found.reasons else "holds"
    if told := [note("model_remark", sha=record.sha[:12], why=said) for said in found.notes]:
        run.counts["model_remarks"] = told
    return done


def _acted(unit: Unit, run: Run, record: Record, because: str) -> str:
    """Bring back the champion before one that fails, or say why not."""
    fails = {"sha": record.sha[:12], "day": f"{run.as_of:%Y-%m-%d}", "why": because}
    now, _ = champion_of(unit.store.folder)
    if now is None or now.number != record.number:
        run.counts["model_notes"] = [note("model_overtaken", **fails)]
        return "overtaken"
    target = _before(unit, run, record)
    if target is None:
        said = note("model_broken", **fails)
        run.counts |= {"model_notes": [said], "champion_broken": {"number": record.number, "note": said}}
        return "broken"
    bring_back(unit, target, BY_ITSELF, run.as_of, How("returned", because))
    return "returned"


def _broken_before(unit: Unit, run: Run, record: Record) -> str | None:
    """What the last night before this one that found the champion broken said of it."""
    told = [r.counts.get("champion_broken") for r in committed(unit.store) if r.kind == "night" and r.as_of < run.as_of]
    return next((str(one["note"]) for one in reversed(told) if one and one["number"] == record.number), None)


def _is_new(unit: Unit, run: Run) -> bool:
    """Whether results came with this run, and it is the first for its moment."""
    first = not any(r.kind == "night" and r.as_of == run.as_of for r in committed(unit.store))
    return first and any(part.table == "inspections" and part.rows for part in run.parts)


def _seen(unit: Unit, past: Past, record: Record) -> Seen:
    """The champion on what became known since its appointment, beside the champion before it."""
    since = max(record.as_of, past.run.as_of - LONGEST)
    rows = labelled(unit, past, since)
    folder = unit.store.folder
    previous = _before(unit, past.run, record)
    models = (usable(folder, record.sha), usable(folder, previous.sha) if previous else None)
    return hold_up(rows, models, FEATURES, unit.site.severity, gate_settings(unit))


def _before(unit: Unit, run: Run, record: Record) -> Record | None:
    """The last champion that stood before this one, whose model is whole and knows no input that is gone by now."""
    records, _ = champions.history(unit.store.folder, run.as_of)
    stack = [one for one in champions.standing(records) if one.number <= record.number]
    while (found := before(stack)) is not None:
        try:
            usable(unit.store.folder, found.sha)
        except ValueError:
            stack = [record for record in stack if record.sha != found.sha]
        else:
            return found
    return None

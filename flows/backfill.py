"""Past nights, checked and described in bulk by the code of the night; no list is handed out for the past."""

from datetime import date, timedelta

from flows.account import account, quality
from flows.nightly import prepared
from flows.pull import pull
from flows.take_in import take_in
from flows.unit import Do, Recorder, Unit, plainly
from lake.past import Past
from lake.runs import Run, commit, lock, start


def backfill(unit: Unit, first: date, last: date, do: Do = plainly) -> Run:
    """Describe every night from `first` to `last`, both of them, each as of its own cut-off.

    Raises:
        ValueError: `first` is after `last`.
        LakeBusyError: another run is at work on this lake.
    """
    if first > last:
        raise ValueError(f"the first day, {first}, is after the last, {last}")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    with lock(unit.store):
        run = start(unit.store, "backfill", unit.site.name, tuple(unit.site.as_of(day) for day in days))
        past, step = Past(unit.store, run), Recorder(run, do)

        pulled = step(pull, unit, past)
        taken = step(take_in, unit, past, pulled)

        prepared(unit, past, step)

        counts = step(account, unit, past, pulled, taken)
        quality(unit, past, taken, counts)
        commit(unit.store, run)
    return run

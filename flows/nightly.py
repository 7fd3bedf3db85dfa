"""The night, in the order it happens. Start reading here.

One recipe for one site and one moment: the scheduled night, a run before a flight, the demonstration. Every step
is a plain function of a room below; Prefect wraps them thinly (flows/scheduled.py) and nothing depends on it.
"""

from datetime import datetime

from flows.account import account, quality
from flows.choose import Night, choose, hand_out, scored
from flows.prepare import assembled, described, remember
from flows.pull import pull
from flows.take_in import take_in
from flows.unit import Do, Recorder, Unit, plainly
from lake.past import Past
from lake.runs import Run, commit, lock, start


def night(unit: Unit, as_of: datetime, do: Do = plainly) -> Run:
    """Run the night of a unit as of a moment and return its record; its lists are in `outputs`.

    Raises:
        LakeBusyError: another run is at work on this lake.
    """
    with lock(unit.store):
        run = start(unit.store, "night", unit.site.name, (as_of,))
        past, step = Past(unit.store, run), Recorder(run, do)

        pulled = step(pull, unit, past)  # feeds -> raw/
        taken = step(take_in, unit, past, pulled)  # bytes -> rows and problems -> clean rows and quarantine

        cases = step(assembled, unit, past)  # what is scored, from the newest versions
        step(remember, unit, past, cases)  # entity-day sums of the slice
        features = step(described, unit, past, cases)  # what is known about each case

        scores = step(scored, unit, past, features)  # champion, or a cold start
        tonight = Night(cases, features, scores)
        chosen = step(choose, unit, past, tonight)  # cited rules, capacity, the random draw
        counts = step(account, unit, past, pulled, taken)  # nothing is lost
        step(hand_out, unit, past, tonight, chosen, counts)  # reasons, and the files
        quality(unit, past, taken, counts)

        commit(unit.store, run)  # from here on it has happened
    return run

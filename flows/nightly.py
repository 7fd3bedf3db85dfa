"""The night, in the order it happens. Start reading here.

One recipe for one site and one moment: the scheduled night, a run before a flight, the demonstration. Every step
is a plain function of a room below; Prefect wraps them thinly (flows/scheduled.py) and nothing depends on it.
"""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from flows.account import Account, account, quality
from flows.choose import Night, choose, hand_out, rules, scored
from flows.described import described
from flows.front import write_front
from flows.link import link
from flows.prepare import assembled
from flows.pull import pull
from flows.receipt import receipts
from flows.remember import remember
from flows.standing import held_up
from flows.take_in import take_in
from flows.unit import Do, Recorder, Unit, plainly
from flows.watch import watch
from flows.words import words
from lake.past import Past
from lake.runs import Run, commit, lock, start


@dataclass(frozen=True)
class Known:
    """What a list is drawn up from: cases and their features, rows of one moment, and the account of what came."""

    cases: pa.Table
    features: pa.Table
    counts: Account


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

        cases, features = prepared(unit, past, step)
        counts = step(account, unit, past, pulled, taken)  # nothing is lost
        step(receipts, unit, past, pulled, taken)  # every returned sheet is answered
        step(held_up, unit, past)  # the champion against the results that came; back to the last one should it fail
        listed(unit, past, step, Known(cases, features, counts))
        quality(unit, past, taken, counts)

        commit(unit.store, run)  # from here on it has happened
        write_front(unit)  # best effort: the list is out
    return run


def prepared(unit: Unit, past: Past, step: Recorder) -> tuple[pa.Table, pa.Table]:
    """What is known of each case, from what was taken in: the part of a night that a backfill and a replay do too."""
    step(link, unit, past)  # which names are one party, from what was new tonight
    cases = step(assembled, unit, past)  # what is scored, from the newest versions
    hits = step(watch, unit, past, cases)  # parties on a watch list
    step(remember, unit, past, cases)  # entity-day sums of the slice
    step(words, unit, past)  # what descriptions mean, learned once a week
    features = step(described, unit, past, cases, hits)  # what is known about each case
    return cases, features


def listed(unit: Unit, past: Past, step: Recorder, known: Known) -> None:
    """From described cases to the files in the officer's hand: the part of a night that a replay does too."""
    fired = step(rules, unit, past.run, known.cases, known.features)  # what officers can cite
    scores = step(scored, unit, past, known.features, fired)  # champion, as far as it may; else a cold start
    tonight = Night(known.cases, known.features, fired, scores)
    chosen = step(choose, unit, past, tonight)  # capacity, the random draw
    step(hand_out, unit, past, tonight, chosen, known.counts)  # reasons, and the files

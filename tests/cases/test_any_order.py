"""One final state, whatever the order in which messages are processed, repeated, amended or cancelled."""

import hashlib
import os
import sys
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cases.assemble import assemble
from cases.standing import current
from lake import sites

sys.path.insert(0, str(Path(__file__).parent))
from factory import NIGHT, consignment, flight, hours, house, known, load, message

pytestmark = pytest.mark.slow

SITE = sites.load("almaty")
LONG = bool(os.environ.get("ACCU_LONG"))
SEEDS = range(4 if LONG else 1)
HISTORIES = 250 if LONG else 40
"""Waybills of one example: a thousand permuted histories in the long profile."""
Rows = dict[str, list[dict[str, Any]]]


def histories(rng: Random) -> Rows:
    """Waybills with a few messages each: master, house, list, manifest; amended, cancelled, repeated, in any order."""
    rows: Rows = {name: [] for name in ("consignments", "flights", "loads", "messages", "receipts")}
    for number in range(HISTORIES):
        for step in range(rng.randint(2, 6)):
            at = -rng.randint(1, 30) - step / 100  # no two messages of a waybill at one moment
            _message(rng, rows, f"020{number:07d}{number % 7}", at)
    return rows


def _message(rng: Random, rows: Rows, waybill: str, at: float) -> None:
    kg = float(rng.randint(1, 3))
    message_id = hashlib.sha256(f"{waybill} {at}".encode()).hexdigest()
    told = {"message_id": message_id, "gross_kg": kg}
    named = {"consignment_id": waybill, "waybill": waybill}
    below = {"master_waybill": waybill, "house_waybill": "H1", "consignment_id": f"{waybill}/H1"}
    kind = rng.choice(["master", "house", "list", "manifest"])
    if kind == "master":
        rows["consignments"].append(consignment("a", "master", at, **told, **named))
    elif kind == "house":
        rows["consignments"].append(house("a", "H1", at=at, **told | below))
    elif kind == "list":
        for n in (1, 2):
            listed = {"house_waybill": f"H{n}", "consignment_id": f"{waybill}/H{n}"}
            rows["consignments"].append(house("a", f"H{n}", "check_list", at, record=n, **told | below | listed))
    else:
        flown = {"message_id": message_id, "flight_id": f"KC0912-20260228-{waybill}"}
        rows["consignments"].append(consignment("a", "manifest", at, **told, **named))
        rows["flights"].append(flight("a", at, part=rng.randint(1, 2), **flown))
        rows["loads"].append(load("a", at, waybill=waybill, gross_kg=kg, **flown))
    sent = hours(at - rng.randint(0, 5)) if rng.random() < 0.5 else None
    purpose = rng.choice(["original", "original", "update", "cancel"])
    rows["messages"].append({"message_id": message_id, "known_at": hours(at), "purpose": purpose, "sent_at": sent})
    for again in range(rng.randint(1, 2)):
        rows["receipts"].append({"message_id": message_id, "received_at": hours(at) + timedelta(hours=3 * again)})


def state(rows: Rows) -> tuple[Any, ...]:
    """Cases, differences and which records stand."""
    everything = known(**{name: list(found) for name, found in rows.items()})
    made = assemble(everything, (NIGHT,), SITE)
    standing = current(everything, (NIGHT,)).to_pyarrow().to_pylist()
    return made.cases.to_pyarrow(), made.differences.to_pyarrow(), sorted(map(str, standing))


@pytest.mark.parametrize("seed", SEEDS)
def test_any_order_of_processing_ends_in_one_state(seed):
    rng = Random(seed)
    rows = histories(rng)
    first = state(rows)
    shuffled = {name: rng.sample(found, len(found)) for name, found in rows.items()}
    assert state(shuffled) == first
    cases, differences, standing = first
    assert cases.num_rows > 10 and differences.num_rows > 10, "the histories say something"
    assert 0 < len(standing) < len(rows["consignments"]) + len(rows["loads"]), "and something is superseded"


@pytest.mark.parametrize("seed", SEEDS)
def test_repeats_of_the_newest_messages_change_nothing_but_their_last_receipt(seed):
    rows = histories(Random(seed))
    rows["messages"] = [row | {"sent_at": None} for row in rows["messages"]]
    newest: dict[str, dict[str, Any]] = {}
    waybill_of = {row["message_id"]: row["waybill"] or row["master_waybill"] for row in rows["consignments"]}
    arrived = [row for row in rows["receipts"] if row["received_at"] < NIGHT]
    for row in sorted(arrived, key=lambda row: (row["received_at"], row["message_id"])):
        newest[waybill_of[row["message_id"]]] = row
    again = [{**row, "received_at": NIGHT - timedelta(minutes=5)} for row in newest.values()]
    before, apart, standing = state(rows)
    after, apart_again, standing_again = state({**rows, "receipts": [*rows["receipts"], *again]})
    assert standing == standing_again
    assert before.drop_columns(["last_known_at"]) == after.drop_columns(["last_known_at"])
    assert apart.num_rows <= apart_again.num_rows


def test_a_cancelled_waybill_is_none_and_one_sent_again_is_there_again():
    told = [consignment("a", "master", -9), consignment("b", "master", -6)]
    purposes = [
        {"message_id": message(m), "known_at": hours(at), "purpose": purpose}
        for m, at, purpose in (("a", -9, "original"), ("b", -6, "cancel"))
    ]
    once = known(consignments=told, messages=purposes)
    assert assemble(once, (NIGHT,), SITE).cases.to_pyarrow().num_rows == 0
    receipts = [{"message_id": message(m), "received_at": hours(at)} for m, at in (("a", -9), ("b", -6), ("a", -2))]
    again = known(consignments=told, messages=purposes, receipts=receipts)
    assert assemble(again, (NIGHT,), SITE).cases.to_pyarrow().num_rows == 1


def test_a_cancel_that_comes_before_what_it_cancels_still_cancels_it():
    told = [consignment("b", "master", -9), consignment("a", "master", -6)]
    messages = [
        {"message_id": message("b"), "known_at": hours(-9), "purpose": "cancel", "sent_at": hours(-10)},
        {"message_id": message("a"), "known_at": hours(-6), "purpose": "original", "sent_at": hours(-12)},
    ]
    assert assemble(known(consignments=told, messages=messages), (NIGHT,), SITE).cases.to_pyarrow().num_rows == 0

"""FSU texts: what a handler tells after a landing, and refusals (FNA) of what could not be taken in."""

from random import Random

from exercises.schedule import handler_of
from exercises.today import hyphened
from exercises.waybills import Waybill
from exercises.wire import plain
from exercises.world import world

SHORT = (0.03, 0.05, 0.07)
"""Share of honest waybills that a handler finds short, by its place in the list of handlers: some count badly."""


def missing(waybill: Waybill, rng: Random) -> int:
    """How many of the manifested pieces did not come out of the aircraft; below 0: so many more did."""
    firms, throw = world().words["handlers"], rng.random()
    share = SHORT[firms.index(handler_of(waybill.flight)) % len(SHORT)]
    wrong = waybill.consignment.missing or (1 if throw < share else -1 if throw > 1 - share / 2 else 0)
    return min(wrong, waybill.manifest_pieces - 1)


def received(waybill: Waybill, short: int) -> str:
    """Received from flight (RCF); a discrepancy (DIS) below where pieces are missing or found; who handled it."""
    it, flight = waybill.consignment, waybill.flight
    said, total = waybill.manifest_pieces, it.pieces
    came = said - max(short, 0)
    split = "P" if came < total else "T"
    here = f"{flight.name}/{flight.arrives_local:%d%b%H%M}/{flight.unloading.code}".upper()
    first = f"{hyphened(it.number)}{it.origin}{it.destination}/T{total}K{plain(it.kg)}"
    by = f"OSI/HANDLED BY {handler_of(flight)}"
    lines = ["FSU/14", first, f"RCF/{here}/{split}{came}K{plain(waybill.manifest_kg)}", by]
    if short:
        lines += [f"DIS/{here}/{'MSCA' if short > 0 else 'FDCA'}/P{abs(short)}", by]
    return "\n".join(lines)


def refusal(text: str) -> str:
    """A refusal with what it refuses below it."""
    return f"FNA\nACK/AWB NUMBER NOT IN OUR SYSTEM\n{text}"

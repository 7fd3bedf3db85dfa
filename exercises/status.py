"""FSU texts: what a handler tells after a landing, and refusals (FNA) of what could not be taken in."""

from random import Random

from exercises.dice import chance
from exercises.today import hyphened
from exercises.waybills import Waybill
from exercises.wire import plain


def missing(waybill: Waybill, rng: Random) -> int:
    """How many of the manifested pieces did not come out of the aircraft: now and then one."""
    return 1 if waybill.manifest_pieces > 1 and chance(rng, 0.06) else 0


def received(waybill: Waybill, short: int) -> str:
    """Received from flight (RCF); a discrepancy (DIS) below where pieces are missing."""
    it, flight = waybill.consignment, waybill.flight
    said, total = waybill.manifest_pieces, it.pieces
    split = "P" if said - short < total else "T"
    here = f"{flight.name}/{flight.arrives_local:%d%b%H%M}/{flight.unloading.code}".upper()
    first = f"{hyphened(it.number)}{it.origin}{it.destination}/T{total}K{plain(it.kg)}"
    lines = ["FSU/14", first, f"RCF/{here}/{split}{said - short}K{plain(waybill.manifest_kg)}"]
    if short:
        lines.append(f"DIS/{here}/P{short}/MSCA")
    return "\n".join(lines)


def refusal(text: str) -> str:
    """A refusal with what it refuses below it."""
    return f"FNA\nACK/AWB NUMBER NOT IN OUR SYSTEM\n{text}"

"""What a carrier's messages are written in: Cargo-IMP, Cargo-XML or ONE Record, by its own habit."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from exercises.cargo_xml import xffm, xfhl, xfsu, xfwb, xfzb
from exercises.consignments import Consignment
from exercises.manifest import ffm
from exercises.one_record import waybill_json
from exercises.schedule import Flight
from exercises.status import missing, received
from exercises.waybills import Waybill
from exercises.wire import check_list, fhl, fwb


@dataclass(frozen=True, slots=True)
class Paper:
    """One message; `suffix` tells its container, and only texts share a file."""

    text: str
    suffix: str = "txt"


def of_waybill(waybill: Waybill, it: Consignment, at: datetime, rng: Random, *, amends: bool = False) -> Paper:
    """The waybill itself; `amends` a version that was sent before."""
    speaks = waybill.flight.service.carrier.speaks
    if speaks == "cargo_xml":
        return Paper(xfwb(waybill, it, at, "Update" if amends else "Creation", rng), "xml")
    if speaks == "one_record":
        return Paper(waybill_json(waybill, it, 2 if amends else 1), "json")
    return Paper(fwb(waybill, it, rng))


def of_house(waybill: Waybill, house: Consignment, at: datetime, rng: Random, *, amends: bool = False) -> Paper:
    """A house with its parties."""
    if waybill.flight.service.carrier.speaks == "cargo_xml":
        return Paper(xfzb(waybill, house, at, "Update" if amends else "Creation", rng), "xml")
    return Paper(fhl(waybill, house, rng))


def of_list(waybill: Waybill, at: datetime) -> Paper:
    """The houses of a master, without parties."""
    if waybill.flight.service.carrier.speaks == "cargo_xml":
        return Paper(xfhl(waybill, waybill.houses, at), "xml")
    return Paper(check_list(waybill, waybill.houses))


def of_flight(flight: Flight, waybills: list[Waybill], at: datetime, rng: Random) -> list[Paper]:
    """The manifest, in one message or more."""
    if flight.service.carrier.speaks == "cargo_xml":
        return [Paper(xffm(flight, waybills, at, rng), "xml")]
    return [Paper(text) for text in ffm(flight, waybills, rng)]


def of_status(waybill: Waybill, at: datetime, rng: Random) -> Paper:
    """What the handler tells of a waybill after the landing."""
    short = missing(waybill, rng)
    if waybill.flight.service.carrier.speaks == "cargo_xml":
        return Paper(xfsu(waybill, short, at), "xml")
    return Paper(received(waybill, short))

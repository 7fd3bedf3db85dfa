"""When each message of a day is received, and in which file: batches, late ones, amendments, repeats, rubbish."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from exercises.courier import courier_list
from exercises.dice import chance, dice
from exercises.manifest import ffm
from exercises.schedule import Flight
from exercises.today import Today
from exercises.waybills import AFTER, Waybill
from exercises.wire import check_list, fhl, fwb


@dataclass(frozen=True, slots=True)
class File:
    """A file of an inbox: `received_at` is the moment of reception, a whole second."""

    folder: str
    name: str
    content: bytes
    received_at: datetime
    messages: int


def _hours(rng: Random, low: float, high: float) -> timedelta:
    return timedelta(seconds=round(3600 * rng.uniform(low, high)))


def batch_moments(flight: Flight, as_of: datetime, rng: Random) -> tuple[datetime, datetime, datetime]:
    """When waybills of a flight come: early, in time for the cut-off, after it. Inbound 4-30 h before arrival."""
    landed = flight.arrives_at if flight.service.inbound else flight.departs_at
    early = min(landed - _hours(rng, 18, 30), as_of - _hours(rng, 4, 6))
    timely = min(as_of - _hours(rng, 0.3, 3), landed - _hours(rng, 3.5, 5))
    late = as_of + _hours(rng, 0.1, 0.9) * max(1.0, (landed - as_of) / timedelta(hours=1) - 3.0)
    return early, timely, max(late, as_of + timedelta(minutes=5))


def manifest_moment(today: Today, flight: Flight) -> datetime:
    """Around take-off; when that is after the cut-off, four in five send an advance manifest before it."""
    rng = dice(today.seed, today.site.name, today.day, "manifest", flight.name)
    around = flight.departs_at + _hours(rng, -0.4, 0.5)
    in_advance = today.as_of - _hours(rng, 0.2, 2.5)
    return in_advance if around >= today.as_of and chance(rng, 0.8) else around


def _enveloped(messages: list[str], sender: str, at: datetime, rng: Random) -> bytes:
    """Several messages of one file: some below a Type-B envelope, some with the line ends of a teletype."""
    text = "\n".join(messages) + "\n"
    if chance(rng, 0.3):
        text = f"QK {sender}FMXH\n.{sender}FFXX {at:%d%H%M}\n{text}"
    return text.replace("\n", "\r\n").encode("ascii") if chance(rng, 0.4) else text.encode("ascii")


def _repeat(file: File, rng: Random) -> File:
    at = file.received_at + _hours(rng, 0.3, 3)
    return File(file.folder, f"{at:%Y%m%dT%H%M%S}-{file.name.split('-', 1)[1]}", file.content, at, file.messages)


class Outbox:
    """Collects the files of one day."""

    def __init__(self, today: Today, rng: Random) -> None:
        self._today, self._rng = today, rng
        self.files: list[File] = []

    def cargo(self, kind: str, flight: str, messages: list[str], at: datetime) -> None:
        """Put messages into one file, and one file in thirty again a little later."""
        if not messages:
            return
        content = _enveloped(messages, self._today.here.code, at, self._rng)
        name = f"{at:%Y%m%dT%H%M%S}-{kind}-{flight}-{len(self.files):04d}.txt"
        self.files.append(File("cargo", name, content, at, len(messages)))
        if chance(self._rng, 0.03):
            self.files.append(_repeat(self.files[-1], self._rng))

    def courier(self, waybills: list[Waybill], at: datetime) -> None:
        """Put one courier list into a file; Georgia's are never in Russian."""
        russian = chance(self._rng, 0.5) and self._today.site.country != "GE"
        content = courier_list(waybills, russian=russian, native=chance(self._rng, 0.4))
        name = f"{at:%Y%m%dT%H%M%S}-list-{len(self.files):04d}.csv"
        self.files.append(File("courier", name, content, at, 1))

    def rubbish(self) -> None:
        """About three times a week something comes that nobody can read: noise, nothing, or half a message."""
        if not chance(self._rng, 0.43):
            return
        at = self._today.as_of - _hours(self._rng, 1, 12)
        half = self.files[0].content
        content = self._rng.choice([bytes(self._rng.randrange(256) for _ in range(300)), b"", half[: len(half) // 9]])
        name = f"{at:%Y%m%dT%H%M%S}-rubbish-{len(self.files):04d}.txt"
        self.files.append(File("cargo", name, content, at, 1))


def _house_messages(waybill: Waybill, rng: Random) -> list[str]:
    told = [] if waybill.listed == "parties" else [check_list(waybill, waybill.houses)]
    if waybill.listed == "check_list":
        return told
    return told + [fhl(waybill, house.before or house, rng) for house in waybill.houses]


def _amendments(waybill: Waybill, rng: Random) -> list[str]:
    it = waybill.consignment
    changed = [fwb(waybill, it, rng)] if it.before else []
    if waybill.stream == "courier" or waybill.houses_batch is None or waybill.listed == "check_list":
        return changed
    return changed + [fhl(waybill, house, rng) for house in waybill.houses if house.before]


def _of_flight(box: Outbox, today: Today, flight: Flight, waybills: list[Waybill], rng: Random) -> None:
    moments = batch_moments(flight, today.as_of, rng)
    after = timedelta(minutes=rng.randint(3, 15))
    for batch, at in enumerate(moments):
        told = [fwb(w, w.consignment.before or w.consignment, rng) for w in waybills if w.batch == batch]
        box.cargo("FWB", flight.name, told, at)
        listed = [w for w in waybills if w.houses_batch == batch and w.stream == "cargo"]
        box.cargo("FHL", flight.name, [text for w in listed for text in _house_messages(w, rng)], at + after)
    box.cargo("FFM", flight.name, ffm(flight, waybills, rng), manifest_moment(today, flight))
    changed = [text for waybill in waybills for text in _amendments(waybill, rng)]
    soon = today.as_of - timedelta(minutes=rng.randint(4, 14))
    box.cargo("AMD", flight.name, changed, soon if chance(rng, 0.75) else moments[2] + after * 2)


def send(today: Today, waybills: list[Waybill], rng: Random) -> list[File]:
    """The files of a day in the order they were made; `rng` is for the messages alone."""
    box = Outbox(today, rng)
    for flight in (*today.inbound, *today.outbound):
        of_flight = [waybill for waybill in waybills if waybill.flight is flight]
        if of_flight:
            _of_flight(box, today, flight, of_flight, rng)
    lists = [waybill for waybill in waybills if waybill.stream == "courier"]
    for late in (False, True):
        some = [waybill for waybill in lists if (waybill.houses_batch == AFTER) == late]
        for at in range(0, len(some), 2):
            moved = _hours(rng, 0.2, 2.5)
            box.courier(some[at : at + 2], today.as_of + moved if late else today.as_of - moved)
    box.rubbish()
    return box.files

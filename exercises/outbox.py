"""When each message of a day is received, and in which file: batches, late ones, amendments, repeats, rubbish."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from exercises.amendments import amendments, connections
from exercises.courier import chinese_list, courier_list
from exercises.customs import awmds, sad
from exercises.dice import chance, dice, hours
from exercises.express import express_xml
from exercises.papers import Paper, of_flight, of_house, of_list, of_status, of_waybill
from exercises.post import items_csv, items_xml, packed, receptacles_csv
from exercises.prearrival import prearrival_list
from exercises.schedule import Flight
from exercises.status import refusal
from exercises.today import Numbers, Today
from exercises.waybills import AFTER, Waybill
from exercises.wire import fwb


@dataclass(frozen=True, slots=True)
class File:
    """A file of an inbox: `received_at` is the moment of reception, a whole second."""

    folder: str
    name: str
    content: bytes
    received_at: datetime
    messages: int


def batch_moments(flight: Flight, as_of: datetime, rng: Random) -> tuple[datetime, datetime, datetime]:
    """When waybills of a flight come: early, in time for the cut-off, after it. Inbound 4-30 h before arrival."""
    landed = flight.arrives_at if flight.service.inbound else flight.departs_at
    early = min(landed - hours(rng, 18, 30), as_of - hours(rng, 4, 6))
    timely = min(as_of - hours(rng, 0.3, 3), landed - hours(rng, 3.5, 5))
    late = as_of + hours(rng, 0.1, 0.9) * max(1.0, (landed - as_of) / timedelta(hours=1) - 3.0)
    return early, timely, max(late, as_of + timedelta(minutes=5))


def manifest_moment(today: Today, flight: Flight) -> datetime:
    """Around take-off; when that is after the cut-off, four in five send an advance manifest before it."""
    rng = dice(today.seed, today.site.name, today.day, "manifest", flight.name)
    around = flight.departs_at + hours(rng, -0.4, 0.5)
    in_advance = today.as_of - hours(rng, 0.2, 2.5)
    return in_advance if around >= today.as_of and chance(rng, 0.8) else around


def _enveloped(messages: list[str], sender: str, at: datetime, rng: Random) -> bytes:
    """Several messages of one file: some below a Type-B envelope, some with the line ends of a teletype."""
    text = "\n".join(messages) + "\n"
    if chance(rng, 0.3):
        text = f"QK {sender}FMXH\n.{sender}FFXX {at:%d%H%M}\n{text}"
    return text.replace("\n", "\r\n").encode("ascii") if chance(rng, 0.4) else text.encode("ascii")


def _repeat(file: File, rng: Random) -> File:
    at = file.received_at + hours(rng, 0.3, 3)
    return File(file.folder, f"{at:%Y%m%dT%H%M%S}-{file.name.split('-', 1)[1]}", file.content, at, file.messages)


class Outbox:
    """Collects the files of one day."""

    def __init__(self, today: Today, numbers: Numbers, rng: Random) -> None:
        self._today, self._numbers, self._rng = today, numbers, rng
        self.files: list[File] = []

    def put(self, folder: str, kind: str, suffix: str, content: bytes, at: datetime, messages: int = 1) -> None:
        """One file, under a name that says when and what."""
        name = f"{at:%Y%m%dT%H%M%S}-{kind}-{len(self.files):04d}.{suffix}"
        self.files.append(File(folder, name, content, at, messages))

    def cargo(self, kind: str, flight: str, papers: list[Paper], at: datetime) -> None:
        """Put texts into one file, XML and JSON each into its own; one file in thirty comes again a little later."""
        before = len(self.files)
        texts = [paper.text for paper in papers if paper.suffix == "txt"]
        if texts:
            content = _enveloped(texts, self._today.here.code, at, self._rng)
            self.put("cargo", f"{kind}-{flight}", "txt", content, at, len(texts))
        for paper in papers:
            if paper.suffix != "txt":
                self.put("cargo", f"{kind}-{flight}", paper.suffix, paper.text.encode(), at)
        if len(self.files) > before and chance(self._rng, 0.03):
            self.files.append(_repeat(self.files[-1], self._rng))

    def courier(self, waybills: list[Waybill], at: datetime) -> None:
        """One courier list: a table in three languages, or in Kazakhstan now and then the register for customs."""
        throw, country = self._rng.random(), self._today.site.country
        if country == "KZ" and throw < 0.25:  # a quarter declares at once
            self.put("customs", "express", "xml", express_xml(self._today, waybills), at)
        elif throw < 0.4:
            self.put("courier", "list", "xlsx", chinese_list(waybills), at)
        else:
            russian = throw < 0.7 and country != "GE"
            content = courier_list(waybills, russian=russian, native=chance(self._rng, 0.4))
            self.put("courier", "list", "csv", content, at)

    def post(self, waybills: list[Waybill], at: datetime) -> None:
        """Items of the post: half as XML, half as a table; and its receptacles."""
        half = (len(waybills) + 1) // 2
        everything = packed(self._today, waybills)
        listed = {waybill.consignment.number for waybill in waybills[half:]}
        held = [(name, [w for w in some if w.consignment.number in listed]) for name, some in everything]
        self.put("post", "itmatt", "xml", items_xml(waybills[:half]).encode(), at)
        self.put("post_items", "items", "csv", items_csv(self._today, held, self._numbers, self._rng), at)
        self.put("receptacles", "receptacles", "csv", receptacles_csv(self._today, everything, self._rng), at)

    def rubbish(self) -> None:
        """About three times a week something comes that nobody can read: noise, nothing, or half a message."""
        if not chance(self._rng, 0.43):
            return
        at = self._today.as_of - hours(self._rng, 1, 12)
        half = self.files[0].content
        content = self._rng.choice([bytes(self._rng.randrange(256) for _ in range(300)), b"", half[: len(half) // 9]])
        self.put("cargo", "rubbish", "txt", content, at)


def _house_papers(waybill: Waybill, at: datetime, rng: Random) -> list[Paper]:
    told = [] if waybill.listed == "parties" else [of_list(waybill, at)]
    if waybill.listed == "check_list":
        return told
    return told + [of_house(waybill, house.before or house, at, rng) for house in waybill.houses]


def aboard_of(flight: Flight, aboard: list[Waybill]) -> list[Waybill]:
    """What stays aboard of a flight."""
    return [waybill for waybill in aboard if waybill.flight.service is flight.service]


def _of_flight(
    box: Outbox, today: Today, flight: Flight, told_of: tuple[list[Waybill], list[Waybill]], rng: Random
) -> None:
    """The papers of a flight: of what is unloaded or loaded here, and on its manifest of what stays aboard."""
    waybills, aboard = told_of
    moments = batch_moments(flight, today.as_of, rng)
    after = timedelta(minutes=rng.randint(3, 15))
    for batch, at in enumerate(moments):
        told = [of_waybill(w, w.consignment.before or w.consignment, at, rng) for w in waybills if w.batch == batch]
        box.cargo("AWB", flight.name, told, at)
        listed = [w for w in waybills if w.houses_batch == batch and w.stream == "cargo"]
        houses = [paper for w in listed for paper in _house_papers(w, at + after, rng)]
        box.cargo("HWB", flight.name, houses, at + after)
    manifested = manifest_moment(today, flight)
    box.cargo("MAN", flight.name, of_flight(flight, waybills + aboard, manifested, rng), manifested)
    for at, papers in amendments(today, flight, waybills, [at + after for at in moments], rng):
        box.cargo("AMD", flight.name, papers, at)
    if flight.service.inbound:
        _after_landing(box, today, flight, waybills, rng)


def is_declared(waybill: Waybill, rng: Random) -> bool:
    """One direct in seven has a declaration so early; who hides behind one is quick with it."""
    it = waybill.consignment
    if waybill.stream != "cargo" or waybill.houses or waybill.onward:
        return False
    return chance(rng, 0.8 if it.method and it.declared else 0.15)


def _after_landing(box: Outbox, today: Today, flight: Flight, waybills: list[Waybill], rng: Random) -> None:
    """What comes of customs' own systems, and what the handler tells once the flight has landed."""
    end = today.as_of + timedelta(hours=23)
    if chance(rng, 0.4):
        at = min(manifest_moment(today, flight) + hours(rng, 0.2, 1.5), end)
        box.put("customs", f"manifest-{flight.name}", "xml", awmds(today, flight, waybills), at)
    if today.site.country == "KZ" and chance(rng, 0.3):
        at = min(manifest_moment(today, flight) + hours(rng, 0.1, 0.5), end)
        box.put("prearrival", f"list-{flight.name}", "csv", prearrival_list(flight, waybills), at)
    for waybill in waybills:
        if is_declared(waybill, rng):
            at = min(flight.arrives_at + hours(rng, -16, 8), end)
            box.put("customs", "sad", "xml", sad(today, waybill, at, rng), at)
    landed = flight.arrives_at + hours(rng, 0.8, 3)
    if chance(rng, 0.6) and landed < end:
        told = [waybill for waybill in waybills if chance(rng, 0.7) or waybill.consignment.missing]
        statuses = [of_status(waybill, landed, rng) for waybill in told]
        box.cargo("FSU", flight.name, statuses, landed)
    if chance(rng, 0.02):
        refused = refusal(fwb(waybills[0], waybills[0].consignment, rng))
        box.cargo("FNA", flight.name, [Paper(refused)], min(landed, end))


def send(today: Today, waybills: list[Waybill], aboard: list[Waybill], numbers: Numbers, rng: Random) -> list[File]:
    """The files of a day in the order they were made; `rng` is for the messages alone."""
    box = Outbox(today, numbers, rng)
    for flight in (*today.inbound, *today.outbound):
        flown = [waybill for waybill in waybills if waybill.flight is flight and waybill.stream != "mail"]
        if flown:
            _of_flight(box, today, flight, (flown, aboard_of(flight, aboard)), rng)
    for flight, going, at in connections(today, waybills, rng):
        box.cargo("MAN", flight.name, of_flight(flight, going, at, rng), at)
    lists = [waybill for waybill in waybills if waybill.stream == "courier"]
    mail = [waybill for waybill in waybills if waybill.stream == "mail"]
    for late in (False, True):
        some = [waybill for waybill in lists if (waybill.houses_batch == AFTER) == late]
        for n in range(0, len(some), 2):
            moved = hours(rng, 0.2, 2.5)
            box.courier(some[n : n + 2], today.as_of + moved if late else today.as_of - moved)
        items = [waybill for waybill in mail if (waybill.batch == AFTER) == late]
        if items:
            box.post(items, today.as_of + (hours(rng, 0.5, 4) if late else -hours(rng, 1, 5)))
    box.rubbish()
    return box.files

"""A night of the region as rows of the canonical tables, without a text between: what the readers would have given.

The order of the telling is that of exercises/outbox.py; its moments and slips are thrown anew, in the same shares.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import pyarrow as pa

from exercises import rows
from exercises.amendments import connections, versions
from exercises.consignments import Consignment
from exercises.customs import OFFICES
from exercises.dice import chance, dice, hours
from exercises.nights import Night, Sheet
from exercises.outbox import aboard_of, batch_moments, is_declared, manifest_moment
from exercises.post import packed
from exercises.prearrival import lane_of
from exercises.rows_of_flights import customs_flight, customs_load, flight_id, tell_manifest, tell_statuses
from exercises.schedule import Flight
from exercises.sheets import line_of
from exercises.telling import Message, Row, Told
from exercises.today import Today
from exercises.waybills import AFTER, Waybill
from lake.personal import keyed_hash
from lake.vague import is_vague

LAYOUTS = {"chinese": 0.4, "russian": 0.7, "english": 1.0}
"""Up to which throw a courier's list has which layout."""
FORMATS = {
    "cargo_imp": ("fwb", "fhl", "fhl"),
    "cargo_xml": ("xfwb", "xfzb", "xfhl"),
    "one_record": ("onerecord", "fhl", "fhl"),
}
"""The formats of waybill, house and list by what a carrier speaks."""


@dataclass(frozen=True)
class _Day:
    """The day being told."""

    today: Today
    told: Told
    rng: Random

    @property
    def end(self) -> datetime:
        """Until when something can be told of the day."""
        return self.today.as_of + timedelta(hours=23)


def tell(night: Night) -> dict[str, pa.Table]:
    """Return messages, receipts and every table of rows of a night; keys of parties and goods are null."""
    today = night.today
    rng = dice(today.seed, today.site.name, today.day, "tables")
    day = _Day(today, Told(f"{today.seed}/{today.site.name}/{today.day}", rng), rng)
    for flight in (*today.inbound, *today.outbound):
        flown = [waybill for waybill in night.made if waybill.flight is flight and waybill.stream != "mail"]
        if flown:
            _tell_flight(day, flight, flown, aboard_of(flight, night.aboard))
    for flight, going, at in connections(today, night.made, rng):
        tell_manifest(day.told, flight, going, at, rng)
    _tell_lists(day, [waybill for waybill in night.made if waybill.stream == "courier"])
    _tell_mail(day, [waybill for waybill in night.made if waybill.stream == "mail"])
    for sheet in night.sheets:
        _tell_results(day, sheet)
    return day.told.tables()


def _tell_flight(day: _Day, flight: Flight, waybills: list[Waybill], aboard: list[Waybill]) -> None:
    moments = batch_moments(flight, day.today.as_of, day.rng)
    after = timedelta(minutes=day.rng.randint(3, 15))
    for waybill in waybills:
        first = waybill.consignment.before or waybill.consignment
        _tell_waybill(day, waybill, first, moments[waybill.batch])
        if waybill.stream == "cargo" and waybill.houses_batch is not None:
            _tell_houses(day, waybill, moments[waybill.houses_batch] + after)
    for at, waybill, it in versions(day.today, flight, waybills, [at + after for at in moments], day.rng):
        said = _tell_waybill if it is waybill.consignment else _tell_house
        said(day, waybill, it, at)
    tell_manifest(day.told, flight, waybills + aboard, manifest_moment(day.today, flight), day.rng)
    if flight.service.inbound:
        _tell_landing(day, flight, waybills)


def _message(day: _Day, waybill: Waybill, kind: int, at: datetime) -> Message:
    """A message on a waybill in its carrier's format; XML says when it was sent."""
    form = FORMATS[waybill.flight.service.carrier.speaks][kind]
    sent_at = at.replace(microsecond=0) if form.startswith("x") else None
    return day.told.message("cargo", form, at, sent_at=sent_at)


def _tell_waybill(day: _Day, waybill: Waybill, it: Consignment, at: datetime) -> None:
    message = _message(day, waybill, 0, at)
    _add(message, rows.master(waybill, it, day.rng))


def _tell_house(day: _Day, waybill: Waybill, it: Consignment, at: datetime) -> None:
    message = _message(day, waybill, 1, at)
    number = _add(message, rows.house(waybill, it, day.rng))
    if (it.origin, it.destination) != (waybill.consignment.origin, waybill.consignment.destination):
        message.warn(number, "house_route_differs", f"{it.origin}{it.destination}")
    if waybill.flight.service.carrier.speaks != "cargo_xml":
        message.add("consignments", number, rows.list_head(waybill))


def _tell_houses(day: _Day, waybill: Waybill, at: datetime) -> None:
    if waybill.listed != "parties":
        message, number = _message(day, waybill, 2, at), 0
        for house in waybill.houses:
            number = _add(message, rows.list_line(waybill, house))
        message.add("consignments", number, rows.list_head(waybill))
    if waybill.listed != "check_list":
        for house in waybill.houses:
            _tell_house(day, waybill, house.before or house, at)


def _add(message: Message, row: Row, *, goods: bool = False) -> int:
    """Put a consignment to the others, and its goods line where the format has one or a code is named."""
    number = message.record()
    _warn(message, number, row)
    codes = row["hs_codes"]
    if goods or codes:
        line = {
            "consignment_id": row["consignment_id"], "line": 1, "hs_code": codes[0] if codes else None,
            "goods_description": row["goods_description"], "gross_kg": row["gross_kg"],
            "value": row["value"] if goods else None, "currency": row["currency"] if goods else None,
        }  # fmt: skip
        message.add("goods", number, line)
    message.add("consignments", number, row)
    return number


def _warn(message: Message, number: int, row: Row) -> None:
    """Note what the readers warn of: check digits, dummies; descriptions that say nothing, of lists and items."""
    if row.get("check_digit_ok") is False:
        message.warn(number, "s10_check_digit" if row["stream"] == "mail" else "awb_check_digit")
    if row.pop(rows.DUMMY, False):
        message.warn(number, rows.DUMMY)
    if row["told_by"] in ("register", "item") and is_vague(row["goods_description"]):
        message.warn(number, "description_vague", row["goods_description"])


def _tell_landing(day: _Day, flight: Flight, waybills: list[Waybill]) -> None:
    """What customs' own systems and the handler tell of a flight that comes in."""
    rng, end = day.rng, day.end
    if chance(rng, 0.4):
        _tell_customs_manifest(day, flight, waybills, manifest_moment(day.today, flight) + hours(rng, 0.2, 1.5))
    if day.today.site.country == "KZ" and chance(rng, 0.3):
        at = min(manifest_moment(day.today, flight) + hours(rng, 0.1, 0.5), end)
        message = day.told.message("prearrival", "alaport", at)
        for waybill in waybills:
            number = _add(message, rows.prearrival(waybill), goods=True)
            if lane := lane_of(waybill):
                message.add("declarations", number, rows.ordered(waybill, lane))
    for waybill in waybills:
        if is_declared(waybill, rng):
            _tell_declaration(day, waybill, min(flight.arrives_at + hours(rng, -16, 8), end))
    landed = flight.arrives_at + hours(rng, 0.8, 3)
    if chance(rng, 0.6) and landed < end:
        tell_statuses(day.told, waybills, landed, rng)


def _tell_customs_manifest(day: _Day, flight: Flight, waybills: list[Waybill], at: datetime) -> None:
    """The waybills of a flight and the houses of its last master, as the customs system has them."""
    message, named = day.told.message("customs", "awmds", min(at, day.end)), flight_id(flight)
    last = next((waybill for waybill in reversed(waybills) if waybill.houses and waybill.stream == "cargo"), None)
    lines = [(waybill, waybill.consignment) for waybill in waybills]
    lines += [(last, house) for house in last.houses] if last else []
    for waybill, it in lines:
        number, row = message.record(), rows.customs_line(waybill, it, named)
        if waybill is last and it is waybill.consignment:
            row |= {"kind": "master", "consolidation": True}
        _warn(message, number, row)
        message.add("consignments", number, row)
        if it is waybill.consignment:
            message.add("loads", number, customs_load(waybill))
    message.add("flights", 1, customs_flight(flight))


def _tell_declaration(day: _Day, waybill: Waybill, at: datetime) -> None:
    message, row = day.told.message("customs", "sad", at), rows.declared(waybill)
    number, it, office = waybill.consignment.number, waybill.consignment, OFFICES[day.today.site.country]
    header = {
        "declaration_id": f"SAD/{office}/{at:%Y}-C{int(number[3:10])}", "system": "SAD", "office": office,
        "declared_on": at.date(), "procedure": "4", "declaration_type": "IM", "waybill": number,
        "consignment_id": number, "declarant_id": keyed_hash(f"0000{int(it.forwarder.code):08d}"),
        "total_value": row["value"], "currency": row["currency"], "gross_kg": row["gross_kg"],
    }  # fmt: skip
    message.add("declarations", _add(message, row, goods=True), header)


def _tell_lists(day: _Day, waybills: list[Waybill]) -> None:
    """Two masters a list, some of them after the cut-off; in Kazakhstan one in four is the register for customs."""
    for late in (False, True):
        some = [waybill for waybill in waybills if (waybill.houses_batch == AFTER) == late]
        for n in range(0, len(some), 2):
            moved, throw = hours(day.rng, 0.2, 2.5), day.rng.random()
            at = day.today.as_of + moved if late else day.today.as_of - moved
            _tell_list(day, some[n : n + 2], at, throw)


def _tell_list(day: _Day, waybills: list[Waybill], at: datetime, throw: float) -> None:
    country = day.today.site.country
    register = country == "KZ" and throw < 0.25
    layout = next(name for name, share in LAYOUTS.items() if throw < share)
    layout = "register" if register else "english" if country == "GE" and layout == "russian" else layout
    feed, form = ("customs", "eaeu_express") if register else ("courier", "courier")
    message = day.told.message(feed, form, at)
    for waybill in waybills:
        for it in waybill.houses:
            _add(message, rows.parcel(waybill, it, layout), goods=True)


def _tell_mail(day: _Day, waybills: list[Waybill]) -> None:
    for late in (False, True):
        some = [waybill for waybill in waybills if (waybill.batch == AFTER) == late]
        if some:
            _tell_items(day, some, day.today.as_of + (hours(day.rng, 0.5, 4) if late else -hours(day.rng, 1, 5)))


def _tell_items(day: _Day, waybills: list[Waybill], at: datetime) -> None:
    """Half as XML, half as a table with their receptacles; and the receptacles, one in five of which is silent."""
    half = (len(waybills) + 1) // 2
    packing = packed(day.today, waybills)
    receptacle_of = {waybill.consignment.number: name for name, some in packing for waybill in some}
    messages = day.told.message("post", "itmatt", at), day.told.message("post_items", "post_items", at)
    for n, waybill in enumerate(waybills):
        it, listed = waybill.consignment, n >= half
        row = rows.item(it, receptacle_of[it.number] if listed else None)
        row |= {"issued_on": day.today.day} if listed else {}
        _add(messages[listed], row, goods=True)
    bags = day.told.message("receptacles", "post_receptacles", at)
    for name, some in packing:
        held = [] if chance(day.rng, 0.2) else some
        for row in rows.receptacle(name, some[0].flight, [waybill.consignment for waybill in held]):
            bags.add("consignments", bags.record(), row)


def _tell_results(day: _Day, sheet: Sheet) -> None:
    message = day.told.message("results", "outcome", sheet.received_at)
    for line, outcome in sheet.lines:
        row = line_of(outcome, sheet.list_id, line)
        named = f"{row['list_id']}/{line}"
        row |= {"inspection_id": named, "officer_id": keyed_hash(row["officer_id"])}
        message.add("inspections", message.record(), row)

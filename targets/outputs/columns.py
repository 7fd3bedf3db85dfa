"""What a line's cells hold, in any output: the reading columns, and those of the outcome sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lake.sheet import SHEET
from targets.language import Language
from targets.listing import Line, Listing

Cell = str | int | float | None
READING = (
    "action", "state", "level", "chance", "flight", "uld", "last_chance", "shipment", "goods", "consignor",
    "consignee", "declared_pieces", "declared_kg", "declared_value", "currency", "route", "why", "against", "rules",
)  # fmt: skip

WAYBILL_DIGITS = 11


@dataclass(frozen=True)
class Flight:
    """A flight's id in its parts, as KC0927-20260301-IST."""

    designator: str
    date: str
    loading_airport: str


def flight_of(flight_id: str | None) -> Flight | None:
    """Return the parts of a flight's id; None when it is null; an id of another shape is all designator.

    >>> flight_of("KC0927-20260301-IST")
    Flight(designator='KC0927', date='20260301', loading_airport='IST')
    """
    if flight_id is None:
        return None
    parts = flight_id.rsplit("-", 2)
    return Flight(*parts) if len(parts) == 3 else Flight(flight_id, "", "")  # noqa: PLR2004 - the parts of the id


def waybill(number: str | None) -> str | None:
    """Return a waybill as it is read aloud.

    >>> waybill("02012345675")
    '020-12345675'
    """
    return None if number is None else f"{number[:3]}-{number[3:]}"


def shipment(line: Line) -> tuple[str, str | None]:
    """Return the waybill (or tracking number) of a line, and the house below it if there is one."""
    master = waybill(line.case.get("master_waybill") or line.case.get("waybill"))
    house = line.case.get("house_waybill")
    if master:
        return master, house
    number, slash, below = str(line.target["case_id"]).partition("/")  # a line that is no case of this run any more
    shown = f"{number[:3]}-{number[3:]}" if len(number) == WAYBILL_DIGITS else number
    return shown, below if slash else None


def state(line: Line, language: Language) -> str:
    """Return what to mark a line with; empty when nothing happened to it, as in a shift's first list."""
    if line.target["revision"] == 1:
        return ""
    return language.say("state.standby" if line.target["standby"] else f"state.{line.target['state']}")


def party(case: Mapping[str, Any], who: str) -> str | None:
    """Return a party's name and country; None without a name."""
    name, country = case.get(f"{who}_name"), case.get(f"{who}_country")
    return f"{name} ({country})" if name and country else name


def route(case: Mapping[str, Any]) -> str | None:
    """Return origin, stops and destination; None when nothing is known."""
    stops = [case.get("origin_airport"), *(case.get("route") or []), case.get("destination_airport")]
    known = [stop for stop in stops if stop]
    return "–".join(stop for place, stop in enumerate(known) if place == 0 or known[place - 1] != stop) or None


def chance(line: Line, language: Language) -> str:
    """Return the probability of the line's own aim, what it is about, and what a hit of it weighs, in words."""
    return f"{language.chance(line.target['probability_' + line.target['aim']])}: {about(line, language)}"


def about(line: Line, language: Language) -> str:
    """Return the line's own aim, with the severity of a hit where it was weighed with one."""
    aim = language.say(f"aim.{line.target['aim']}")
    if line.severity is None:
        return aim
    return f"{aim}, {language.say('chance.severity', value=language.number(line.severity))}"


def reading_labels(listing: Listing, language: Language) -> dict[str, str]:
    """Return the reading columns' labels, the zone named where there is a time."""
    return {name: language.say(f"sheet.{name}", zone=listing.timezone) for name in READING}


def reading_cells(line: Line, listing: Listing, language: Language) -> dict[str, Cell]:
    """Return the reading columns of a line."""
    case, until = line.case, line.target["last_chance_at"]
    rules = [f"{reason.text} [{reason.group}]" for reason in line.of("rule")]
    return {
        "action": language.say(f"action.{line.target['action']}"),
        "state": state(line, language) or None,
        "level": language.say(f"level.{line.level}"),
        "chance": chance(line, language),
        "flight": line.target["flight_id"],
        "uld": case.get("uld"),
        "last_chance": None if until is None else language.moment(until.astimezone(listing.zone)),
        "shipment": " / ".join(part for part in shipment(line) if part),
        "goods": case.get("goods_description"),
        "consignor": party(case, "consignor"),
        "consignee": party(case, "consignee"),
        "declared_pieces": case.get("pieces"),
        "declared_kg": case.get("gross_kg"),
        "declared_value": case.get("value"),
        "currency": case.get("currency"),
        "route": route(case),
        "why": " • ".join(reason.text for reason in (*line.of("note"), *line.of("for"))) or None,
        "against": " • ".join(reason.text for reason in line.of("against")) or None,
        "rules": " • ".join(rules) or None,
    }


def sheet_cells(line: Line) -> dict[str, Cell]:
    """Return the columns of the outcome sheet that leave filled; the officer's own are null."""
    given: dict[str, Cell] = {
        "list_id": line.target["list_id"],
        "list_line": line.target["line"],
        "case_id": line.target["case_id"],
        "selected_as": line.target["selected_as"],
        "selection_probability": line.target["selection_probability"],
    }
    return {column.name: given.get(column.name) for column in SHEET}

"""What a line's cells hold, in any output: the reading columns, and those of the outcome sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lake.sheet import SHEET, SheetColumn
from targets.language import Language
from targets.listing import Line, Listing

Cell = str | int | float | None
PRINTED = (
    "action", "last_chance", "flight", "uld", "goods", "consignor", "consignee", "declared_pieces", "declared_kg",
    "why",
)  # fmt: skip
"""Reading columns that stand on paper too."""
BESIDE = ("batch", "state", "declared_value", "currency", "route", "revision", "as_of")
SUPERVISORS = ("level", "chance")
"""Reading columns that would tell a random line from the others, as SELECTION does."""
SELECTION = ("selected_as", "selection_probability")

WAYBILL_DIGITS = 11
LONGEST = 160
"""Signs of a text of others on a page or in a message: goods go on for thousands. CSV and JSON hold them whole."""


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
    if number is None or len(number) != WAYBILL_DIGITS or not number.isdigit():
        return number  # a bag or an item of the post
    return f"{number[:3]}-{number[3:]}"


def shipment(line: Line) -> tuple[str, str | None]:
    """Return the waybill (or the bag) of a line, and the house, parcel or postal item below it if there is one."""
    own, master = line.case.get("waybill"), line.case.get("master_waybill")
    if shown := waybill(master or own):
        return shown, line.case.get("house_waybill") or (own if own != master and master else None)
    number, slash, below = str(line.target["case_id"]).partition("/")  # a line that is no case of this run any more
    shown = f"{number[:3]}-{number[3:]}" if len(number) == WAYBILL_DIGITS else number
    return shown, below if slash else None


def short(text: str | None) -> str | None:
    """Return a text of others, cut where it goes on for longer than anybody reads.

    >>> short("TEA"), len(short("TEA " * 2000))
    ('TEA', 160)
    """
    return text if text is None or len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def uld(case: Mapping[str, Any], language: Language, bulk: str = "page.bulk") -> str | None:
    """Return the ULD of a case, or the word for bulk where a manifest carries it in none; None when not told."""
    loose = case.get("uld") is None and case.get("manifest_pieces") is not None
    return language.say(bulk) if loose else case.get("uld")


def place_of(line: Line) -> tuple[str, str, str]:
    """Return the flight, waybill and house of a line: an order that tells nothing of why it is listed."""
    number, house = shipment(line)
    return (line.target["flight_id"] or "~", number, house or "")


def state(line: Line, language: Language) -> str:
    """Return what to mark a line with; empty when nothing happened to it, as in a shift's first list."""
    if line.target["revision"] == 1:
        return ""
    return language.say("state.standby" if line.target["standby"] else f"state.{line.target['state']}")


def party(case: Mapping[str, Any], who: str) -> str | None:
    """Return a party's name and country; None without a name."""
    name, country = case.get(f"{who}_name"), case.get(f"{who}_country")
    return f"{name} ({country})" if name and country else name


def stops(case: Mapping[str, Any]) -> list[str]:
    """Return origin, stops and destination, as far as they are known."""
    told = [case.get("origin_airport"), *(case.get("route") or []), case.get("destination_airport")]
    known = [stop for stop in told if stop]
    return [stop for place, stop in enumerate(known) if place == 0 or known[place - 1] != stop]


def route(case: Mapping[str, Any]) -> str | None:
    """Return the stops as they are read; None when nothing is known."""
    return "–".join(stops(case)) or None


def chance(line: Line, language: Language) -> str:
    """Return the probability of the line's own aim, what it is about, and what a hit of it weighs, in words."""
    return f"{language.chance(line.target['probability_' + line.target['aim']])}: {about(line, language)}"


def about(line: Line, language: Language) -> str:
    """Return the line's own aim, with the severity of a hit where it was weighed with one."""
    aim = language.say(f"aim.{line.target['aim']}")
    if line.severity is None:
        return aim
    return f"{aim}, {language.say('chance.severity', value=language.number(line.severity))}"


def reading(listing: Listing) -> tuple[str, ...]:
    """Return the reading columns: of an officer's copy those that tell no random line from another."""
    return (*PRINTED, *BESIDE, *(SUPERVISORS if listing.random_shown else ()))


def sheet_columns(listing: Listing) -> tuple[SheetColumn, ...]:
    """Return the columns of the outcome sheet; an officer's copy is without those of the selection."""
    return tuple(column for column in SHEET if listing.random_shown or column.name not in SELECTION)


def labels(listing: Listing, language: Language) -> dict[str, str]:
    """Return the label of every column, those of the outcome sheet first, the zone named where a time is read."""
    zone = f"({listing.timezone})"  # officers write the time of their own clock, and the header says so
    sheet = {c.name: language.say(f"sheet_column.{c.name}").replace("(UTC)", zone) for c in sheet_columns(listing)}
    return sheet | {name: language.say(f"sheet.{name}", zone=listing.timezone) for name in reading(listing)}


def cells(line: Line, listing: Listing, language: Language) -> dict[str, Cell]:
    """Return what a line's cells hold, by column; what the officer fills in is null. Text is as it came, to be guarded.

    The columns of the selection and of its chances are there only where the listing shows them.
    """
    case, target = line.case, line.target
    until = target["last_chance_at"]
    known: dict[str, Cell] = {
        "list_id": target["list_id"],
        "list_line": target["line"],
        "case_id": target["case_id"],
        "made_for": listing.made_for,
        **{name: target[name] for name in SELECTION},
        "action": language.say(f"action.{target['action']}"),
        "batch": target["batch"],
        "state": state(line, language) or None,
        "level": language.say(f"level.{line.level}"),
        "chance": chance(line, language),
        "flight": target["flight_id"],
        "uld": uld(case, language),
        "last_chance": None if until is None else language.moment(until.astimezone(listing.zone)),
        "goods": case.get("goods_description"),
        "consignor": party(case, "consignor"),
        "consignee": party(case, "consignee"),
        "declared_pieces": case.get("pieces"),
        "declared_kg": case.get("gross_kg"),
        "declared_value": case.get("value"),
        "currency": case.get("currency"),
        "route": route(case),
        "why": why(line, language),
        "revision": listing.revision,
        "as_of": listing.as_of.strftime("%Y-%m-%d %H:%M"),
    }
    return {name: known.get(name) for name in (*(one.name for one in sheet_columns(listing)), *reading(listing))}


def why(line: Line, language: Language) -> str | None:
    """Return all reasons in one cell: rules with their source first, what speaks against suspicion last."""
    rules = [f"{language.say('kind.rule')}: {reason.text} [{reason.group}]" for reason in line.of("rule")]
    facts = [reason.text for reason in (*line.of("note"), *line.of("for"))]
    calm = [f"{language.say('kind.against')}: {reason.text}" for reason in line.of("against")]
    return " • ".join([*rules, *facts, *calm]) or None

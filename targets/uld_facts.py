"""What is said of a ULD worth breaking down: facts with numbers and what they compare with, and what to look at first.

Facts are kept as a key and its values; their words are those of languages/*/ulds.toml.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from features.share import ENOUGH

if TYPE_CHECKING:
    from targets.ulds import UldChoice

FEWEST, MOST = 2, 4
FIRST = 6
"""Consignments named to look at first."""
APART = 0.03
"""Of its weight, from which a ULD's stated weight is said: scales differ by less. Source: INDICATORS, "70 of 74 lie
within 3 %"."""
RISKIEST = 0.1
"""The part of a night's cases that is called its riskiest."""
MORE = 1.5
"""Times what chance would give, from which a share is said."""
MISSED = 0.2
"""From this share it is said how much is expected of what the list's own inspections may miss."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """One fact: `ulds.fact_<key>` of a language, filled with `values`; kg, pieces and counts are numbers."""

    key: str
    values: Mapping[str, float]


@dataclass(frozen=True)
class Inside:
    """A consignment in a ULD to look at first; `chance` is null where it is no estimate, `line` where it is not listed.

    A consolidation is one of which the houses are not known.
    """

    case_id: str
    waybill: str | None
    house: str | None
    goods: str | None
    consignor: str | None
    pieces: int | None
    kg: float | None
    consolidation: bool
    chance: float | None
    line: int | None


@dataclass(frozen=True)
class Night:
    """What a ULD is compared with: each case's chance, its line of the list, and finds an hour of every ULD, sorted."""

    chances: Mapping[str, float]
    lines: Mapping[str, int]
    hourly: Sequence[float]


@dataclass(frozen=True)
class Weighed:
    """What a ULD came to: named senders, finds an hour, and the share of them that inspections of the list may miss.

    The last two are 0 where nothing is estimated: then they are not said.
    """

    senders: int
    hourly: float = 0.0
    missed: float = 0.0


def facts(
    choice: "UldChoice", rows: Sequence[Row], waybills: Sequence[Row], weighed: Weighed, night: Night
) -> tuple[Fact, ...]:
    """Return two to four facts, the strongest kind first; what only describes it is said where there are fewer.

    Args:
        choice: the ULD, without its facts.
        rows: its cases.
        waybills: a case for each waybill in it.
        weighed: what it came to.
        night: what it is compared with.
    """
    told = [
        _yield(weighed.hourly, night),
        Fact("listed", {"n": len(choice.lines), "share": weighed.missed}) if weighed.missed >= MISSED else None,
        _riskiest(rows, night),
        _weight(choice),
        _landed(waybills),
        _airports(rows),
        _without_houses(rows),
        _elsewhere(choice, waybills),
    ]
    said = [fact for fact in told if fact]
    plain = (
        Fact("senders", {"n": choice.cases, "senders": weighed.senders, "waybills": choice.waybills}),
        Fact("in_list", {"n": len(choice.lines)}),
    )
    return (*said[:MOST], *plain[: max(0, FEWEST - len(said))])


def first_looks(rows: Sequence[Row], night: Night, *, estimated: bool) -> tuple[Inside, ...]:
    """Return what to look at first: the likeliest beyond the list, then consolidations without their houses."""
    beyond = [row for row in rows if row["case_id"] not in night.lines]
    beyond.sort(key=lambda row: (-night.chances.get(row["case_id"], 0.0), row["case_id"]))
    closed = [row for row in beyond[FIRST:] if row["consolidation"]]
    return tuple(_inside(row, night, estimated=estimated) for row in [*beyond[:FIRST], *closed[:FIRST]])


def _inside(row: Row, night: Night, *, estimated: bool) -> Inside:
    return Inside(
        case_id=row["case_id"],
        waybill=row["master_waybill"] or row["waybill"],
        house=row["house_waybill"] or (row["waybill"] if row["waybill"] != row["master_waybill"] else None),
        goods=row["goods_description"],
        consignor=row["consignor_name"],
        pieces=row["pieces"],
        kg=row["gross_kg"],
        consolidation=bool(row["consolidation"]),
        chance=night.chances.get(row["case_id"]) if estimated else None,
        line=night.lines.get(row["case_id"]),
    )


def _yield(hourly: float, night: Night) -> Fact | None:
    """Finds an hour against the usual of the shift's ULDs, where there are enough to compare with."""
    usual = night.hourly[len(night.hourly) // 2] if len(night.hourly) >= ENOUGH else 0.0
    if not usual or hourly < MORE * usual:
        return None
    return Fact("yield", {"times": hourly / usual, "n": len(night.hourly)})


def _riskiest(rows: Sequence[Row], night: Night) -> Fact | None:
    """How many of its cases beyond the list are among the night's riskiest, against what chance would give."""
    if len(night.chances) < ENOUGH:
        return None
    least = sorted(night.chances.values(), reverse=True)[math.ceil(RISKIEST * len(night.chances)) - 1]
    beyond = [row for row in rows if row["case_id"] not in night.lines]
    risky = sum(night.chances.get(row["case_id"], 0.0) >= least for row in beyond)
    if not risky or risky < MORE * RISKIEST * len(beyond):
        return None
    return Fact("riskiest", {"n": risky, "of": len(beyond), "usual": RISKIEST * len(beyond), "all": len(night.chances)})


def _weight(choice: "UldChoice") -> Fact | None:
    """The weight stated for the ULD against that of its lines, where they differ by more than scales do."""
    if choice.stated_kg is None or not choice.kg or abs(choice.stated_kg - choice.kg) < APART * choice.kg:
        return None
    apart = choice.stated_kg - choice.kg
    share = abs(apart) / choice.kg
    return Fact("heavier" if apart > 0 else "lighter", {"kg": abs(apart), "share": share})


def _landed(waybills: Sequence[Row]) -> Fact | None:
    """Pieces that a handler missed, or found without papers, of its waybills."""
    for key, column in (("over", "landed_over_pieces"), ("short", "landed_short_pieces")):
        if pieces := sum(row[column] or 0 for row in waybills):
            return Fact(key, {"n": pieces, "of": sum(row[column] is not None for row in waybills)})
    return None


def _airports(rows: Sequence[Row]) -> Fact | None:
    airports = rows[0]["uld_loading_airports"]
    return Fact("airports", {"n": airports}) if airports and airports > 1 else None


def _without_houses(rows: Sequence[Row]) -> Fact | None:
    closed = [row for row in rows if row["consolidation"]]
    if not closed:
        return None
    return Fact("without_houses", {"n": len(closed), "pieces": sum(row["pieces"] or 0 for row in closed)})


def _elsewhere(choice: "UldChoice", waybills: Sequence[Row]) -> Fact | None:
    """Pieces of its waybills that do not lie in it; only where the lines tell fewer than the waybills have."""
    told = [row["manifest_pieces"] for row in waybills]
    if choice.uld is None or choice.pieces is None or None in told or sum(told) <= choice.pieces:
        return None
    return Fact("elsewhere", {"n": sum(told) - choice.pieces, "of": sum(told)})

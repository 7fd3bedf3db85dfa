"""What is not known of a case, where that is why the model ranks it high: said as such, beside how usual it is.

A blank is a fact about messages, not about people: it says what is missing, and for how many comparable shipments of
the same night (same case type) it is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from features.share import ENOUGH
from targets.language import Language
from targets.sentences import fill

Row = Mapping[str, Any]
WELL_KNOWN = 10
"""Shipments in 365 days from which features speak of what is new about a party (features/parties.py)."""

HARDLY_EVER = 0.25
"""Where fewer of the comparable cases have it, its absence is nothing to speak of."""


@dataclass(frozen=True)
class Blank:
    """One thing that may be missing.

    Attributes:
        name: key of its sentence, `blank.<name>`.
        column: of a case or of its features; null (or, with `least`, below it) is the blank.
        starts: features whose names start so are unknown because of it.
        least: the smallest number that is no blank; None: anything is.
    """

    name: str
    column: str
    starts: tuple[str, ...]
    least: float | None = None

    def holds(self, row: Row) -> bool:
        """Whether it is missing in a case (its columns and those of its features)."""
        value = row.get(self.column)
        if self.column == "route" and _from_origin(row):
            return False
        if self.least is None:
            return value is None or value == []
        return value is not None and value < self.least


def _from_origin(row: Row) -> bool:
    """Whether its flight comes from its origin: then there is no way before it to tell."""
    origin = row.get("origin_airport")
    return origin is not None and str(row.get("flight_id")).endswith(f"-{origin}")


EVERYTHING = ("",)
BLANKS = (
    Blank("no_details", "versions", EVERYTHING, 1),
    Blank("consignee", "consignee_key", ("consignee_", "phone_", "address_", "pair_", "private_", "company_")),
    Blank("consignor", "consignor_key", ("consignor_", "pair_", "private_", "airport_")),
    Blank("phone", "consignee_phone_key", ("phone_", "consignee_new_phone")),
    Blank("address", "consignee_address_key", ("address_", "company_", "consignee_no_street", "consignee_new_address")),
    Blank("consignee_new", "consignee_shipments_365d", ("consignee_new_",), WELL_KNOWN),
    Blank("consignor_new", "consignor_shipments_365d", ("consignor_",), WELL_KNOWN),
    Blank("route", "route", ("route_", "path_")),
    Blank("value", "value", ("consignment_eur_", "consignment_round_value", "freight_", "carriage_of", "parcel_value",
                             "consignee_value", "phone_value")),
    Blank("goods", "text_key", ("text_", "document_description", "controlled_word", "cover_load", "goods_")),
    Blank("bulk", "uld", ("uld_",)),
    Blank("consignee_uninspected", "consignee_hit_rate_365d", ("consignee_hit",)),
    Blank("consignor_uninspected", "consignor_hit_rate_365d", ("consignor_hit", "consignor_revenue_hit")),
)  # fmt: skip
"""The first that holds and names an unknown feature is why it is unknown."""


def claimed(row: Row, parts: Mapping[str, float | None]) -> dict[str, dict[str, float]]:
    """Return blank -> unknown features and their parts of the margin, for what is missing in a case.

    Args:
        row: columns of the case and of its features.
        parts: each feature's part of the margin.
    """
    held = [blank for blank in BLANKS if blank.holds(row)]
    found: dict[str, dict[str, float]] = {}
    for name, part in parts.items():
        if part and row.get(name) is None:
            why = next((blank.name for blank in held if name.startswith(blank.starts)), None)
            if why:
                found.setdefault(why, {})[name] = part
    return found


def sentence(name: str, row: Row, peers: Mapping[str, tuple[float, int]], language: Language) -> str:
    """Return what is said of a blank; without enough comparable cases the comparison falls away.

    Args:
        name: of the blank.
        row: columns of the case and of its features.
        peers: blank -> share of comparable cases in which it is no blank, and how many cases that is taken of.
        language: of the list.
    """
    share, n = peers.get(name, (0.0, 0))
    blank = next(one for one in BLANKS if one.name == name)
    words: dict[str, str] = {"value": language.amount(row.get(blank.column) or 0, "count")}
    if n >= ENOUGH:
        words |= {"usual": language.share(share), "n": language.number(n)}
    said = fill(language.say(f"blank.{name}"), words, "share", language)
    return said or ""


def known_among(cases: pa.Table, features: pa.Table, case_types: set[str]) -> dict[str, dict[str, tuple[float, int]]]:
    """Return case type -> blank -> share of its cases in which it is no blank, and of how many.

    Where a number must be large enough, the cases are those that have one: who is not named is not known better.

    Args:
        cases: of the run; of each case type the share is taken over its rows.
        features: of the same cases, in any order.
        case_types: that are asked for.
    """
    place = pc.index_in(cases["case_id"].combine_chunks(), features["case_id"].combine_chunks())
    found: dict[str, dict[str, tuple[float, int]]] = {}
    for case_type in sorted(case_types):
        here = pc.equal(cases["case_type"], case_type)
        own, told = cases.filter(here), features.take(place.filter(here.combine_chunks()))
        found[case_type] = {
            blank.name: _share(blank, own[blank.column] if blank.column in cases.schema.names else told[blank.column])
            for blank in BLANKS
            if blank.column in cases.schema.names or blank.column in features.schema.names
        }
    return found


def _share(blank: Blank, column: pa.ChunkedArray) -> tuple[float, int]:
    """The share of rows in which it is no blank, and how many rows can tell."""
    if pa.types.is_list(column.type):
        column = pc.list_value_length(column)
        there = pc.fill_null(pc.greater(column, 0), False)
    elif blank.least is None:
        there = pc.is_valid(column)
    else:
        there = pc.greater_equal(column, blank.least).drop_null()
    return float(pc.mean(there).as_py() or 0.0), len(there)

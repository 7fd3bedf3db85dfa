"""Kinds of telling: what each says of a consignment, how far it is believed, and the business key of its versions.

The order of the list is the precedence of CONTRACTS.md: house detail, declaration, master, check-list, manifest.
A new kind of message is a line here and, where no other fits, a word in `told_by` of the table.
"""

from dataclasses import dataclass
from typing import Literal

import ibis
from ibis import _

from lake.joins import left

Of = Literal["unit", "any", "waybill"]


@dataclass(frozen=True)
class Telling:
    """One kind of telling.

    Attributes:
        told_by: the word in the table `consignments`.
        key: prefix of the business key within which the newest message wins as a whole; none: versions are those of
            a transmission (a manifest).
        of: `unit`: it makes a house, parcel or item a case of its own; `any`: the same, or the waybill itself when it
            names no house; `waybill`: it speaks of what it names and makes no case of it alone.
        leads: whether its versions count as amendments of the consignment.
    """

    told_by: str
    key: str | None
    of: Of
    leads: bool = False


TELLINGS = (
    Telling("house", "H", "unit", leads=True),
    Telling("item", "I", "unit", leads=True),
    Telling("register", "P", "unit", leads=True),
    Telling("declaration", "D", "waybill"),
    Telling("master", "W", "any", leads=True),
    Telling("check_list", "C", "any"),
    Telling("receptacle", "R", "any"),
    Telling("customs_manifest", "V", "any"),
    Telling("manifest", None, "any"),
)
RANKS = {telling.told_by: rank for rank, telling in enumerate(TELLINGS)}
"""Rank of each kind of telling: lower is believed first."""
LEADING = [telling.told_by for telling in TELLINGS if telling.leads]
UNITS = [telling.told_by for telling in TELLINGS if telling.of == "unit"]
PARENTS = len(TELLINGS)
"""Added to the rank of what is told of a unit's parent: it comes after all that is told of the unit itself."""


def rank(told_by: ibis.Value) -> ibis.Value:
    """The rank of a kind of telling as an int64 column; null for a word that is none."""
    return ibis.cases(*((told_by == word, number) for word, number in RANKS.items())).cast("int64")


def is_unit(rows: ibis.Table) -> ibis.Value:
    """Whether a row speaks of a house, parcel or item: of something that lies below a waybill or receptacle.

    Needs: told_by, house_waybill, stream, master_waybill.
    """
    in_receptacle = (rows.stream == "mail") & rows.master_waybill.notnull()
    return rows.told_by.isin(UNITS) | rows.house_waybill.notnull() | in_receptacle


def version_keys(consignments: ibis.Table, declarations: ibis.Table) -> ibis.Table:
    """Add `version_key`, the business key within which the newest message wins as a whole; null for a manifest.

    Also `family_id`, what flies: the master, or the consignment itself; of mail always itself, as no manifest names
    it. A list's own line of the master ("B") and the houses of a list ("C") are kinds of their own, so neither a
    check-list nor a master line ever wipes a house's parties; a list of one house ("c") speaks for that house alone. A
    declaration is versioned by its own number, a postal item and a receptacle by theirs.
    """
    rows = _with_sizes(consignments, declarations)
    is_list = rows.told_by.isin(["check_list", "receptacle"])
    named = ibis.cases(*((rows.told_by == t.told_by, f"{t.key} ") for t in TELLINGS if t.key))
    of_list = ibis.cases(
        (rows.told_by == "receptacle", ibis.literal("R ") + rows.consignment_id),
        (rows.house_waybill.isnull(), ibis.literal("B ") + rows.consignment_id),
        (rows.listed_houses > 1, ibis.literal("C ") + rows.master_waybill),
        else_=ibis.literal("c ") + rows.consignment_id,
    )
    key = ibis.cases(
        (is_list, of_list),
        ((rows.told_by == "declaration") & rows.declaration_id.notnull(), ibis.literal("D ") + rows.declaration_id),
        else_=named + rows.consignment_id,
    )
    family = (rows.stream == "mail").ifelse(
        rows.consignment_id, ibis.coalesce(rows.master_waybill, rows.consignment_id)
    )
    return rows.mutate(version_key=key, family_id=family).drop("listed_houses", "declaration_id")


def _with_sizes(consignments: ibis.Table, declarations: ibis.Table) -> ibis.Table:
    """Add what a key needs beside the row: houses in its list, its declaration."""
    listed = consignments.filter((_.told_by == "check_list") & _.house_waybill.notnull())
    sizes = listed.group_by("message_id").agg(listed_houses=_.count())
    named = declarations.select("message_id", "record", "declaration_id").distinct(on=["message_id", "record"])
    return left(left(consignments, sizes, ["message_id"]), named, ["message_id", "record"])

"""What is told of one consignment and does not agree: between versions, between formats, between master and houses.

The rows are kept beside the cases: features and sentences take from them what they need.
"""

from dataclasses import dataclass

import ibis
from ibis import _

from cases.telling import LEADING
from cases.versions import Arrivals
from lake.column import Column, Table
from lake.joins import inner

FIGURES = {"pieces": 0.0, "gross_kg": 1.0, "value_eur": 0.5}
"""Figures that are compared, and up to which difference they are the same; messages round to whole kg and euros."""
SLACK = 0.01
"""And up to this share of the larger: a ULD's weight is shared out in whole kilograms."""
WORDS = (
    "goods_description", "goods_class", "consignor_key", "consignee_key", "origin_airport", "destination_airport",
)  # fmt: skip
SHORTENED = 15
"""Characters of goods in a manifest or a list: a text that begins with the same ones is the same text."""
COMPARED = (*FIGURES, *WORDS)

DIFFERENCES = Table(
    "differences",
    "What is told of a case in two ways, as of one moment.",
    ("as_of", "case_id", "between", "about", "message_id", "other_message_id"),
    (
        Column("as_of", "timestamp", "The moment of the run.", required=True),
        Column("case_id", "string", "The case, or the master of cases.", required=True),
        Column(
            "between",
            "string",
            "Two versions, two formats, or a master and its houses.",
            required=True,
            one_of=("versions", "formats", "levels"),
        ),
        Column("about", "string", "The column that differs.", required=True, one_of=COMPARED),
        Column("told_by", "string", "Who is believed: the newer version, the format that goes before, the master."),
        Column("said", "string", "What it says."),
        Column("message_id", "string", "Its message."),
        Column("other_told_by", "string", "Who says otherwise; `houses` for their sum."),
        Column("other_said", "string", "What that says."),
        Column("other_message_id", "string", "Its message; null for a sum."),
        Column("more", "float64", "Said minus other said, for a figure; else null."),
        Column("known_at", "timestamp", "When the newer version came; null between formats and levels."),
    ),
)
SUMMED = ("pieces", "gross_kg")
_KINDS = ibis.Schema.from_pyarrow(DIFFERENCES.schema)
_SAID = ("said", "figure", "message_id", "told_by")


@dataclass(frozen=True)
class Told:
    """The newest row of each kind of telling, with its rank; and what each unit says in the end."""

    rows: ibis.Table
    said: ibis.Table


def differences(keyed: ibis.Table, arrived: Arrivals, units: ibis.Table, told: Told) -> ibis.Table:
    """Return the rows of DIFFERENCES for the cases of every moment and their masters, in the order of its key.

    Args:
        keyed: consignments with `version_key`.
        arrived: receipts before each moment.
        units: as_of, case_id, parent_id of the cases.
        told: the newest rows, and what each case says in the end.
    """
    parents = units.filter(_.parent_id.notnull()).select("as_of", case_id="parent_id")
    named = ibis.union(units.select("as_of", "case_id"), parents, distinct=True)
    found = (_versions(keyed, arrived, named), _formats(told.rows, named), _levels(told, units))
    return ibis.union(*found).order_by(DIFFERENCES.key)


def _long(rows: ibis.Table, keep: tuple[str, ...]) -> ibis.Table:
    """A row for each compared column that says something: about, said, figure, and the columns of `keep`."""
    nothing = ibis.null("float64")
    pairs = [
        ibis.struct(
            {
                "about": ibis.literal(name),
                "said": rows[name].cast(str),
                "figure": rows[name].cast("float64") if name in FIGURES else nothing,
            }
        )
        for name in COMPARED
    ]
    return rows.select(*keep, pair=ibis.array(pairs).unnest()).unpack("pair").filter(_.said.notnull())


def _differs(rows: ibis.Table) -> ibis.Value:
    """Whether `said` and `other_said` are not the same thing said twice."""
    least = ibis.cases(*((rows.about == name, least) for name, least in FIGURES.items()), else_=0.0)
    apart = (rows.figure - rows.other_figure).abs()
    beyond = apart > ibis.greatest(least, SLACK * ibis.greatest(rows.figure.abs(), rows.other_figure.abs()))
    one, two = (text.upper().strip().substr(0, SHORTENED) for text in (rows.said, rows.other_said))
    short = ibis.least(one.length(), two.length())
    words = ibis.cases(
        (rows.about == "goods_description", one.left(short) != two.left(short)), else_=rows.said != rows.other_said
    )
    return ibis.coalesce(beyond, words)


def _versions(keyed: ibis.Table, arrived: Arrivals, named: ibis.Table) -> ibis.Table:
    """Each version against the one before it in its own kind of telling."""
    own = keyed.filter(_.told_by.isin(LEADING)).rename(case_id="consignment_id")
    told = inner(arrived.of(own), named, ["as_of", "case_id"])
    keep = ("as_of", "case_id", "told_by", "version_key", "message_id", "record", "ordered_at", "received_at")
    long = _long(told, keep)
    order = [long.ordered_at, long.received_at, long.message_id, long.record]
    in_order = ibis.window(group_by=["as_of", "case_id", "version_key", "about"], order_by=order)
    long = long.mutate(**{f"other_{name}": long[name].lag().over(in_order) for name in _SAID})
    return _shaped(long.filter(long.other_message_id != long.message_id), "versions", long.received_at)


def _formats(told: ibis.Table, named: ibis.Table) -> ibis.Table:
    """What the first kind of telling says against each later one that says something else."""
    own = told.rename(case_id="consignment_id").semi_join(named, ["as_of", "case_id"])
    long = _long(own, ("as_of", "case_id", "told_by", "rank", "message_id"))
    of_case = ibis.window(group_by=["as_of", "case_id", "about"], order_by=[long["rank"], long.message_id])
    first = {name: long[name].first().over(of_case) for name in _SAID}
    others = {f"other_{name}": long[name] for name in _SAID}
    return _shaped(long.mutate(**others).mutate(**first), "formats", None)


def _levels(told: Told, units: ibis.Table) -> ibis.Table:
    """A master's pieces and weight against the sum of its houses, where every house says them."""
    figures = told.said.select("as_of", "case_id", "pieces", "gross_kg")
    houses = inner(units.filter(_.parent_id.notnull()), figures, ["as_of", "case_id"])
    sums = houses.group_by(["as_of", "parent_id"]).agg(
        **{name: (_[name].count() == _.count()).ifelse(_[name].cast("float64").sum().round(3), None) for name in SUMMED}
    )
    pairs = [ibis.struct({"about": ibis.literal(name), "other_figure": sums[name]}) for name in SUMMED]
    sums = sums.select("as_of", case_id="parent_id", pair=ibis.array(pairs).unnest()).unpack("pair")
    masters = told.rows.filter(~_.unit & _.told_by.isin(["master", "check_list"])).rename(case_id="consignment_id")
    long = _long(masters, ("as_of", "case_id", "told_by", "rank", "message_id"))
    first = ibis.window(group_by=["as_of", "case_id", "about"], order_by=long["rank"])
    long = long.mutate(place=ibis.row_number().over(first)).filter(_.place == 0)
    both = inner(long, sums.filter(_.other_figure.notnull()), ["as_of", "case_id", "about"])
    silent = {"other_told_by": ibis.literal("houses"), "other_message_id": ibis.null(str)}
    return _shaped(both.mutate(other_said=both.other_figure.cast(str), **silent), "levels", None)


def _shaped(rows: ibis.Table, between: str, known_at: ibis.Value | None) -> ibis.Table:
    """The rows that differ, with the columns of DIFFERENCES."""
    when = ibis.null("timestamp('UTC')") if known_at is None else known_at
    rows = rows.mutate(between=ibis.literal(between), more=rows.figure - rows.other_figure, known_at=when)
    found = rows.filter(_differs(rows))
    return found.select([found[name].cast(kind).name(name) for name, kind in _KINDS.items()])

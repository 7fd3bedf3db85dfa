"""What is told of one consignment and does not agree: between versions, between formats, between master and houses.

The rows are kept beside the cases: features and sentences take from them what they need.
"""

from dataclasses import dataclass

import ibis
from ibis import _

from cases.figures import FIGURES, is_apart, summed_if_all
from cases.telling import LEADING
from cases.versions import Arrivals
from lake.column import Column, Table
from lake.joins import inner

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
_NEVER = ibis.null("timestamp('UTC')")
_SAID = ("said", "figure", "message_id", "told_by")


@dataclass(frozen=True)
class Told:
    """The newest row of each kind of telling, with its rank; and masters beside their houses, from `levels`."""

    rows: ibis.Table
    levels: ibis.Table


def differences(keyed: ibis.Table, arrived: Arrivals, units: ibis.Table, told: Told) -> ibis.Table:
    """Return the rows of DIFFERENCES for the cases of every moment and their masters, in the order of its key.

    Args:
        keyed: consignments with `version_key`.
        arrived: receipts before each moment.
        units: as_of, case_id, parent_id of the cases.
        told: the newest rows, and masters beside their houses.
    """
    parents = units.filter(_.parent_id.notnull()).select("as_of", case_id="parent_id")
    named = ibis.union(units.select("as_of", "case_id"), parents, distinct=True)
    found = (
        _versions(keyed, arrived, named),
        _formats(told.rows, named),
        _shaped(told.levels.semi_join(named, ["as_of", "case_id"]), "levels"),
    )
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
    words = ibis.cases(
        (rows.about == "goods_description", other_goods(rows.said, rows.other_said)),
        else_=rows.said != rows.other_said,
    )
    return ibis.coalesce(is_apart(rows.figure, rows.other_figure, least), words)


def other_goods(said: ibis.Value, other: ibis.Value) -> ibis.Value:
    """Whether two texts of goods, of which one may be cut short, begin differently; null where one is."""
    one, two = (text.upper().strip().substr(0, SHORTENED) for text in (said, other))
    short = ibis.least(one.length(), two.length())
    return one.left(short) != two.left(short)


def _versions(keyed: ibis.Table, arrived: Arrivals, named: ibis.Table) -> ibis.Table:
    """Each version against the one before it in its own kind of telling."""
    own = keyed.filter(_.told_by.isin(LEADING)).rename(case_id="consignment_id")
    told = inner(arrived.of(own), named, ["as_of", "case_id"])
    keep = ("as_of", "case_id", "told_by", "version_key", "message_id", "record", "ordered_at", "received_at")
    long = _long(told, keep)
    order = [long.ordered_at, long.received_at, long.message_id, long.record]
    in_order = ibis.window(group_by=["as_of", "case_id", "version_key", "about"], order_by=order)
    names = (*_SAID, "received_at")
    long = long.mutate(**{f"other_{name}": long[name].lag().over(in_order) for name in names})
    long = long.filter(long.other_message_id != long.message_id)
    found = _shaped(long.mutate(known_at=ibis.greatest(long.received_at, long.other_received_at)), "versions")
    last = ibis.window(group_by=DIFFERENCES.key, order_by=found.known_at.desc())  # A, B, A, B: the last time counts
    return found.mutate(place=ibis.row_number().over(last)).filter(_.place == 0).drop("place")


def _formats(told: ibis.Table, named: ibis.Table) -> ibis.Table:
    """What the first kind of telling says against each later one that says something else."""
    own = told.rename(case_id="consignment_id").semi_join(named, ["as_of", "case_id"])
    long = _long(own, ("as_of", "case_id", "told_by", "rank", "message_id"))
    of_case = ibis.window(group_by=["as_of", "case_id", "about"], order_by=[long["rank"], long.message_id])
    first = {name: long[name].first().over(of_case) for name in _SAID}
    others = {f"other_{name}": long[name] for name in _SAID}
    return _shaped(long.mutate(**others).mutate(**first, known_at=_NEVER), "formats")


def levels(rows: ibis.Table, said: ibis.Table, units: ibis.Table) -> ibis.Table:
    """A master's pieces and weight beside the sum of its houses, where every house says them, equal or not.

    Columns: as_of, case_id (the master), about, and what DIFFERENCES has of both.

    Args:
        rows: the newest row of each kind of telling, with its rank.
        said: what each unit says in the end.
        units: as_of, case_id, parent_id of every unit, also of those that are no case any more.
    """
    figures = said.select("as_of", "case_id", *SUMMED)
    houses = inner(units.filter(_.parent_id.notnull()), figures, ["as_of", "case_id"])
    sums = houses.group_by(["as_of", "parent_id"]).agg(**{name: summed_if_all(_[name]) for name in SUMMED})
    pairs = [ibis.struct({"about": ibis.literal(name), "other_figure": sums[name]}) for name in SUMMED]
    sums = sums.select("as_of", case_id="parent_id", pair=ibis.array(pairs).unnest()).unpack("pair")
    masters = rows.filter(~_.unit & _.told_by.isin(["master", "check_list"])).rename(case_id="consignment_id")
    long = _long(masters, ("as_of", "case_id", "told_by", "rank", "message_id"))
    first = ibis.window(group_by=["as_of", "case_id", "about"], order_by=long["rank"])
    long = long.mutate(place=ibis.row_number().over(first)).filter(_.place == 0)
    both = inner(long, sums.filter(_.other_figure.notnull()), ["as_of", "case_id", "about"])
    silent = {"other_told_by": ibis.literal("houses"), "other_message_id": ibis.null(str), "known_at": _NEVER}
    return both.mutate(other_said=both.other_figure.cast(str), **silent)


def _shaped(rows: ibis.Table, between: str) -> ibis.Table:
    """The rows that differ, with the columns of DIFFERENCES."""
    rows = rows.mutate(between=ibis.literal(between), more=rows.figure - rows.other_figure)
    found = rows.filter(_differs(rows))
    return found.select([found[name].cast(kind).name(name) for name, kind in _KINDS.items()])

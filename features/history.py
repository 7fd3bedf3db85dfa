"""The past in small: sums of each entity, and who was met with whom, in slices by receipt.

A slice holds what became known between two cut-offs and is written once. A newer version of a consignment
adds its own figures and takes the older ones back under the older keys, at the moment it became known.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import ibis
import pyarrow as pa
from ibis import _

from features.entities import ENTITIES, INSPECTED, PAIRS, PATH
from features.norms import QUANTITIES, figures_of
from features.windows import NORMS, norm_sums

DAY_SECONDS = 86_400

SUMS = (
    "shipments", "cents", "inspected", "hits", "inspected_revenue", "hits_revenue", "landed", "shorts",
    *norm_sums(*NORMS),
)  # fmt: skip
"""Integer sums of an entity in a slice.

shipments: consignments; cents: their value; inspected, hits (and _revenue): inspections that settle the question of
illicit goods (of revenue), and those that found some; landed, shorts: landings told by a handler, and those with pieces
missing; of each norm the count, the sum of thousandths of ln and of their squares.
"""
_MOMENT = pa.timestamp("us", tz="UTC")
_SLICE = {"cutoff": _MOMENT, "day": pa.int64()}
HISTORY = pa.schema({"entity": pa.string(), "key": pa.string(), **_SLICE, **{name: pa.int64() for name in SUMS}})
"""One row per (entity, key, cutoff); day is the day number of the cut-off, UTC."""
PAIR_HISTORY = pa.schema(
    {"pair": pa.string(), "first": pa.string(), "second": pa.string(), **_SLICE, "shipments": pa.int64()}
)
"""One row per (pair, first, second, cutoff): consignments in which the two were met."""
EVENTS = pa.schema(
    {"entity": pa.string(), "key": pa.string(), "event_id": pa.string(), "known_at": _MOMENT, "message_id": pa.string()}
    | {"record": pa.int64()}
    | {name: pa.int64() for name in ("landed", "shorts", *norm_sums("uld_kg"))}
)
"""What features/events.py reads off manifests and statuses."""


@dataclass(frozen=True)
class Happened:
    """What a slice is made of.

    Attributes:
        consignments: versions with KEYS, told by house, item, master or register, all of them: an old one is taken back
            when a new one comes. Once for each arrival, `known_at`: a text that comes again after another holds again.
            Where `sent_at` is a column, a version sent earlier than one already here changes nothing.
        outcomes: inspections (inspection_id, case_id, known_at) with the keys of their case and hit_illicit,
            hit_revenue, null where the inspection does not settle it. Once for each arrival, too: a corrected sheet
            takes the earlier one back.
        events: landings and ULDs, rows of EVENTS; a newer telling of one event takes the earlier one back.
    """

    consignments: ibis.Table
    outcomes: ibis.Table
    events: ibis.Table | None = None


def slices(happened: Happened, cutoffs: list[datetime], after: datetime | None = None) -> ibis.Table:
    """Return the sums of each entity for each slice that ends at one of `cutoffs`.

    Args:
        happened: what became known.
        cutoffs: ends of slices, aware; a row belongs to the first cut-off later than its known_at.
        after: the cut-off spoken for last: what was known before it is in an earlier slice and left out. None: nothing
            was spoken for, so the first slice holds everything before its end.

    Returns:
        Rows of HISTORY in the order of (entity, key, cutoff).
    """
    spans = _spans(cutoffs, after)
    moved = _by_entity(_sliced(_movements(happened.consignments), spans), tuple(ENTITIES))
    found = _by_entity(_sliced(_findings(happened.outcomes), spans), INSPECTED)
    told = _every_sum(_sliced(_events(happened.events), spans))
    return _totals(ibis.union(moved, found, told)).order_by("entity", "key", "cutoff")


def pair_slices(consignments: ibis.Table, cutoffs: list[datetime], after: datetime | None = None) -> ibis.Table:
    """Return who was met with whom for each slice: rows of PAIR_HISTORY in the order of (pair, first, second, cutoff).

    Args:
        consignments: as of `Happened`.
        cutoffs: ends of slices.
        after: the cut-off spoken for last, as in `slices`.
    """
    versions = _standing(consignments).mutate(path=PATH)
    sides = {f"{name}_{side}": pair[side] for name, pair in PAIRS.items() for side in (0, 1)}
    signed = _signed(versions, "consignment_id", _order(versions), sides, {"shipments": ibis.literal(1, "int64")})
    moved = _sliced(signed, _spans(cutoffs, after))
    met = [
        ibis.struct({"pair": ibis.literal(name), "first": moved[f"{name}_0"], "second": moved[f"{name}_1"]})
        for name in PAIRS
    ]
    long = moved.select("cutoff", "day", "shipments", met=ibis.array(met).unnest()).unpack("met")
    long = long.filter(_.first.notnull() & _.second.notnull())
    summed = long.group_by("pair", "first", "second", "cutoff", "day").aggregate(shipments=_.shipments.sum())
    summed = summed.mutate(shipments=_.shipments.cast("int64"))
    return summed.filter(_.shipments != 0).order_by("pair", "first", "second", "cutoff")


def day_number(moment: ibis.Value | ibis.Deferred) -> ibis.Deferred:
    """Days since 1970-01-01 UTC, an integer: what windows are ordered by on every engine."""
    return (moment.epoch_seconds() // DAY_SECONDS).cast("int64")


def _spans(cutoffs: list[datetime], after: datetime | None) -> pa.Table:
    """One row a slice: since <= known_at < cutoff."""
    ends = sorted(set(cutoffs))
    begin = after or datetime(1970, 1, 1, tzinfo=UTC)
    if not ends or begin >= ends[0]:
        raise ValueError(f"no slice between {after} and cut-offs {cutoffs}")
    return pa.table({"since": pa.array([begin, *ends[:-1]], _MOMENT), "cutoff": pa.array(ends, _MOMENT)})


def _movements(consignments: ibis.Table) -> ibis.Table:
    """Signed versions with their keys and whole numbers; `at` is when each began or ceased to hold."""
    versions = _standing(consignments).mutate(path=PATH)
    figures = {
        "shipments": ibis.literal(1, "int64"),
        "cents": ibis.coalesce((_.value_eur * 100).round().cast("int64"), 0),
    }
    for name, quantity in QUANTITIES.items():
        figures |= figures_of(name, quantity)
    return _signed(versions, "consignment_id", _order(versions), ENTITIES, figures)


def _findings(outcomes: ibis.Table) -> ibis.Table:
    """Signed outcomes with the keys of their case, as `_movements`."""
    figures = {}
    for suffix, hit in (("", _.hit_illicit), ("_revenue", _.hit_revenue)):
        figures[f"inspected{suffix}"] = hit.notnull().cast("int64")
        figures[f"hits{suffix}"] = ibis.coalesce(hit.cast("int64"), 0)
    order = [*_order(outcomes), "hit_illicit", "hit_revenue"]
    return _signed(outcomes, "inspection_id", order, {name: ENTITIES[name] for name in INSPECTED}, figures)


def _events(events: ibis.Table | None) -> ibis.Table:
    """Signed landings and ULDs."""
    rows = ibis.memtable(EVENTS.empty_table()) if events is None else events
    figures = {name: rows[name] for name in rows.columns if name in SUMS}
    return _signed(rows, "event_id", _order(rows), {"entity": _.entity, "key": _.key}, figures)


def _order(rows: ibis.Table) -> list[str]:
    return [name for name in ("known_at", "message_id", "record") if name in rows.columns]


def _standing(versions: ibis.Table) -> ibis.Table:
    """Without the versions that were overtaken before they came: sent earlier than one that was here already."""
    if "sent_at" not in versions.columns:
        return versions
    arrival = [_.known_at, _.message_id, _.record]
    before = ibis.window(group_by=_.consignment_id, order_by=arrival, preceding=(None, 1))
    sent = versions.mutate(_sent=ibis.coalesce(_.sent_at, _.known_at))
    newest = sent.mutate(_newest=_._sent.max().over(before))
    return newest.filter(_._newest.isnull() | (_._sent >= _._newest)).drop("_sent", "_newest")


def _signed(
    versions: ibis.Table,
    identity: str,
    order: list[str],
    keys: dict[str, ibis.Deferred | ibis.Value],
    figures: dict[str, ibis.Deferred | ibis.Value],
) -> ibis.Table:
    """+figures when a version becomes known, -figures when the next one of the same identity does."""
    following = ibis.window(group_by=_[identity], order_by=[_[name] for name in order])
    rows = versions.mutate(_until=_.known_at.lead().over(following))
    plus = rows.select(at=_.known_at, _until=_._until, **keys, **figures)
    minus = plus.filter(_._until.notnull()).mutate(at=_._until, **{name: -_[name] for name in figures})
    return plus.union(minus).drop("_until")


def _sliced(signed: ibis.Table, spans: pa.Table) -> ibis.Table:
    """Rows with the `cutoff` and `day` of their slice; those of none are dropped before the join, which is dear."""
    first, last = spans["since"][0].as_py(), spans["cutoff"][-1].as_py()
    within, ends = signed.filter(_["at"] >= first, _["at"] < last), ibis.memtable(spans)
    ends = ends.mutate(day=day_number(_.cutoff))
    return within.inner_join(ends, [within["at"] >= ends["since"], within["at"] < ends["cutoff"]])


def _by_entity(rows: ibis.Table, entities: tuple[str, ...]) -> ibis.Table:
    """What each row adds to each kind of entity whose key is a column of `rows`: one pass over all of them."""
    keys = [ibis.struct({"entity": ibis.literal(name), "key": rows[name]}) for name in entities]
    sums = [name for name in SUMS if name in rows.columns]
    long = rows.select("cutoff", "day", *sums, whose=ibis.array(keys).unnest()).unpack("whose")
    return _every_sum(long.filter(_.key.notnull()))


def _every_sum(rows: ibis.Table) -> ibis.Table:
    """The rows with all of SUMS, 0 for one that they do not have."""
    none = ibis.literal(0, "int64")
    sums = {name: _[name].cast("int64") if name in rows.columns else none for name in SUMS}
    return rows.select("entity", "key", "cutoff", "day", **sums)


def _totals(rows: ibis.Table) -> ibis.Table:
    """Rows added up by (entity, key, cutoff)."""
    sums = {name: _[name].sum().cast("int64") for name in SUMS}
    grouped = rows.group_by("entity", "key", "cutoff", "day").aggregate(**sums)
    return grouped.select("entity", "key", "cutoff", "day", *SUMS)

"""The past in small: sums of each entity in slices by receipt, from which every window is added up.

A slice holds what became known between two cut-offs and is written once. A newer version of a consignment
adds its own figures and takes the older ones back under the older keys, at the moment it became known.
"""

from datetime import UTC, datetime

import ibis
import pyarrow as pa
from ibis import _

from features.entities import ENTITIES, INSPECTED, SUMS

DAY_SECONDS = 86_400


def slices(
    consignments: ibis.Table, outcomes: ibis.Table, cutoffs: list[datetime], after: datetime | None = None
) -> ibis.Table:
    """Return the sums of each entity for each slice that ends at one of `cutoffs`.

    Args:
        consignments: versions with KEYS, told by house, master or register, all of them: an old one is taken back when
            a new one comes. Once for each arrival, `known_at`: a text that comes again after another holds again.
            Where `sent_at` is a column, a version sent earlier than one already here changes nothing.
        outcomes: inspections (inspection_id, case_id, known_at) with the keys of their case and hit_illicit,
            hit_revenue, null where the inspection does not settle it. Once for each arrival, too: a corrected sheet
            takes the earlier one back.
        cutoffs: ends of slices, aware; a row belongs to the first cut-off later than its known_at.
        after: the cut-off spoken for last: what was known before it is in an earlier slice and left out. None: nothing
            was spoken for, so the first slice holds everything before its end.

    Returns:
        entity, key, cutoff, day (day number of the cut-off, UTC) and int64 SUMS; one row per (entity, key, cutoff).
        The order of rows is that of (entity, key, cutoff).
    """
    spans = _spans(cutoffs, after)
    moved = _sliced(_movements(consignments), spans)
    found = _sliced(_findings(outcomes), spans)
    parts = [_summed(moved, entity) for entity in ENTITIES] + [_summed(found, entity) for entity in INSPECTED]
    both = ibis.union(*parts).group_by("entity", "key", "cutoff", "day")
    return both.aggregate(**{name: _[name].sum().cast("int64") for name in SUMS}).order_by("entity", "key", "cutoff")


def day_number(moment: ibis.Value | ibis.Deferred) -> ibis.Deferred:
    """Days since 1970-01-01 UTC, an integer: what windows are ordered by on every engine."""
    return (moment.epoch_seconds() // DAY_SECONDS).cast("int64")


def _spans(cutoffs: list[datetime], after: datetime | None) -> ibis.Table:
    """One row a slice: since <= known_at < cutoff."""
    ends = sorted(set(cutoffs))
    begin = after or datetime(1970, 1, 1, tzinfo=UTC)
    if not ends or begin >= ends[0]:
        raise ValueError(f"no slice between {after} and cut-offs {cutoffs}")
    moments = pa.timestamp("us", tz="UTC")
    spans = pa.table({"since": pa.array([begin, *ends[:-1]], moments), "cutoff": pa.array(ends, moments)})
    return ibis.memtable(spans).mutate(day=day_number(_.cutoff))


def _movements(consignments: ibis.Table) -> ibis.Table:
    """Signed versions with their keys and whole numbers; `at` is when each began or ceased to hold."""
    versions = _standing(consignments) if "sent_at" in consignments.columns else consignments
    both = _.gross_kg.notnull() & (_.pieces > 0)
    valued = _.gross_kg.notnull() & _.value_eur.notnull()
    grams = (_.gross_kg * 1000).round().cast("int64")
    figures = {
        "shipments": ibis.literal(1, "int64"),
        "weighed": both.cast("int64"),
        "grams": both.ifelse(grams, 0),
        "pieces": both.ifelse(_.pieces, 0),
        "valued": valued.cast("int64"),
        "valued_grams": valued.ifelse(grams, 0),
        "cents": valued.ifelse((_.value_eur * 100).round().cast("int64"), 0),
    }
    order = [name for name in ("known_at", "message_id", "record") if name in versions.columns]
    return _signed(versions, "consignment_id", order, ENTITIES, figures)


def _findings(outcomes: ibis.Table) -> ibis.Table:
    """Signed outcomes with the keys of their case, as `_movements`."""
    figures = {}
    for suffix, hit in (("", _.hit_illicit), ("_revenue", _.hit_revenue)):
        figures[f"inspected{suffix}"] = hit.notnull().cast("int64")
        figures[f"hits{suffix}"] = ibis.coalesce(hit.cast("int64"), 0)
    order = [name for name in ("known_at", "message_id", "record") if name in outcomes.columns]
    order += ["hit_illicit", "hit_revenue"]
    return _signed(outcomes, "inspection_id", order, {name: ENTITIES[name] for name in INSPECTED}, figures)


def _standing(versions: ibis.Table) -> ibis.Table:
    """Without the versions that were overtaken before they came: sent earlier than one that was here already."""
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
    sums = {name: figures.get(name, ibis.literal(0, "int64")) for name in SUMS}
    plus = rows.select(at=_.known_at, _until=_._until, **keys, **sums)
    minus = plus.filter(_._until.notnull()).mutate(at=_._until, **{name: -_[name] for name in SUMS})
    return plus.union(minus).drop("_until")


def _sliced(signed: ibis.Table, spans: ibis.Table) -> ibis.Table:
    return signed.inner_join(spans, [signed["at"] >= spans["since"], signed["at"] < spans["cutoff"]])


def _summed(rows: ibis.Table, entity: str) -> ibis.Table:
    keyed = rows.filter(rows[entity].notnull())
    keyed = keyed.group_by(entity=ibis.literal(entity), key=_[entity], cutoff=_.cutoff, day=_.day)
    return keyed.aggregate(**{name: _[name].sum().cast("int64") for name in SUMS})

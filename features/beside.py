"""What is looked up beside the history: texts and names judged once, watch lists, limits, places, controlled goods.

Other rooms look (goods/, parties/) and flows/ hands the tables over; a table that is not there leaves its columns null.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa
from ibis import _

from features.distance import paths_km
from lake.reference import Limit, airport_countries, controlled_hs, hubs

_TEXT, _YES, _NUMBER, _COUNT = pa.string(), pa.bool_(), pa.float64(), pa.int64()
_MOMENT = pa.timestamp("us", tz="UTC")
TEXTS = pa.schema(
    {"text": _TEXT, "vague": _YES, "symbols_only": _YES, "words": _COUNT, "mixed_script": _YES, "controlled": _TEXT}
    | {"controlled_word": _TEXT, "cover": _TEXT, "perishable": _YES, "dangerous": _YES, "live": _YES, "valuable": _YES}
    | {"consolidation": _YES}
)
"""What is seen in a description (goods/texts.py)."""
NAMES = pa.schema({"text": _TEXT, "symbols_only": _YES, "mixed_script": _YES, "private": _YES, "forwarder": _YES})
"""What is seen in a party's name (goods/texts.py)."""
FITS = pa.schema(
    {"as_of": _MOMENT, "case_id": _TEXT, "hs_fit": _NUMBER, "hs_rank": _COUNT, "text_class": _TEXT}
    | {"text_class_fit": _NUMBER}
)
"""How well the description fits the declared heading (goods/classifier.py)."""
WATCH = pa.schema(
    {"as_of": _MOMENT, "case_id": _TEXT, "watch_score": _NUMBER, "watch_role": _TEXT, "watch_entry": _TEXT}
    | {"watch_list": _TEXT, "watch_owner": _TEXT, "watch_reason": _TEXT}
)
"""The best hit of a watch list (flows/watch.py)."""
WORDS = (
    "controlled_kind", "controlled_word", "controlled_word_kind", "controlled_why", "cover", "text_class",
    "watch_role", "watch_entry", "watch_list", "watch_owner", "watch_reason", "origin_place_country", "hub",
    "goods_heading", "goods_chapter", "last_stop",
)  # fmt: skip
"""Texts of a case that sentences and rules name beside the features; null where there is nothing to say.

A model also learns the risk of some of them (models/encodings.py): of goods and places, never of a party.
"""
NAMED = ("consignor", "consignee", "notify")
ASKED = (
    "as_of", "case_id", "goods_description", *(f"{who}_name" for who in NAMED), "path", "origin_airport", "goods_class",
    "consignee_phone_key", "consignee_address_key",
)  # fmt: skip
"""Columns of a case that are looked up."""


@dataclass(frozen=True)
class Beside:
    """Tables of the schemas above, dated limits, and telephones and addresses of registered pick-up points."""

    limits: Sequence[Limit] = ()
    texts: pa.Table | None = None
    names: pa.Table | None = None
    fits: pa.Table | None = None
    watch: pa.Table | None = None
    pickups: frozenset[str] = frozenset()


def looked_up(base: ibis.Table, beside: Beside) -> ibis.Table:
    """Return as_of, case_id and everything that is looked up, a row a case."""
    base = base.select(*ASKED)
    looked = [
        (_seen(beside.texts, TEXTS, "seen_"), [("goods_description", "seen_text")]),
        *((_seen(beside.names, NAMES, f"{who}_"), [(f"{who}_name", f"{who}_text")]) for who in NAMED),
        (_looked_up(base, "path", paths_km), [("path", "airports")]),
        (_seen(beside.fits, FITS, "").rename(fit_at="as_of", fit_of="case_id"),
         [("as_of", "fit_at"), ("case_id", "fit_of")]),
        (_seen(beside.watch, WATCH, "").rename(hit_at="as_of", hit_of="case_id"),
         [("as_of", "hit_at"), ("case_id", "hit_of")]),
        (_places(), [("origin_airport", "place")]),
        (_hubs(base), [("as_of", "hub_at"), ("path", "hub_path")]),
        (_controlled(base), [("as_of", "controlled_at"), ("goods_class", "controlled_heading")]),
        (_limits(base, beside.limits), [("as_of", "limit_at")]),
        *((_pickups(beside, key), [(f"consignee_{key}_key", f"pickup_{key}")]) for key in ("phone", "address")),
    ]  # fmt: skip
    known = base
    for rows, on in looked:
        known = known.left_join(rows, on)
    return known.drop(*ASKED[2:])


def _pickups(beside: Beside, key: str) -> ibis.Table:
    return ibis.memtable(pa.table({f"pickup_{key}": pa.array(sorted(beside.pickups), pa.string())}))


def _seen(rows: pa.Table | None, schema: pa.Schema, prefix: str) -> ibis.Table:
    """The rows with the columns of `schema`, each with a prefix."""
    told = schema.empty_table() if rows is None else rows.select(schema.names).cast(schema)
    return ibis.memtable(pa.table({f"{prefix}{name}": told[name] for name in schema.names}))


def _looked_up(base: ibis.Table, column: str, look: Callable[[list[str]], pa.Table]) -> ibis.Table:
    """What `look` says of each distinct text of `column`, once each."""
    asked = base.select(column).filter(_[column].notnull()).distinct()
    return ibis.memtable(look(sorted(asked.to_pyarrow()[column].to_pylist())))


def _places() -> ibis.Table:
    found = sorted(airport_countries().items())
    rows = {"place": [code for code, _country in found], "origin_place_country": [country for _code, country in found]}
    return ibis.memtable(pa.table(rows))


def _dated(base: ibis.Table, steps: pa.Table) -> ibis.Table:
    """`steps` (since, until, ...) that hold at each as_of of the cases."""
    rows, asked = ibis.memtable(steps), base.select("as_of").distinct()
    held = asked.inner_join(rows, [asked["as_of"] >= rows["since"], asked["as_of"] < rows["until"]])
    return held.drop("since", "until")


def _hubs(base: ibis.Table) -> ibis.Table:
    """The first hub on the way of each path, at each moment: hub_at, hub_path, hub."""
    held = _dated(base, hubs())
    paths = (
        base.filter(base.path.notnull()).select("as_of", "path", stops=ibis.literal("-").concat(base.path)).distinct()
    )
    met = paths.inner_join(held.rename(held_at="as_of"), [("as_of", "held_at")])
    between = met.stops.right(met.stops.length() - 4)  # the first airport is where it comes from
    met = met.filter(between.contains(ibis.literal("-").concat(met.airport, "-")))
    return met.group_by(hub_at=met.as_of, hub_path=met.path).aggregate(hub=_.airport.min())


def _controlled(base: ibis.Table) -> ibis.Table:
    held = _dated(base, controlled_hs())
    return held.group_by(controlled_at=_.as_of, controlled_heading=_.hs4).aggregate(
        controlled_hs_kind=_.kind.min(), controlled_why=_.why.min()
    )


def _limits(base: ibis.Table, limits: Sequence[Limit]) -> ibis.Table:
    """The duty-free value `limit_eur`, its window `limit_days` and weight `limit_kg` at each as_of, where in force."""
    columns = {
        "since": pa.array([limit.since for limit in limits], _MOMENT),
        "until": pa.array([limit.until for limit in limits], _MOMENT),
        "limit_eur": pa.array([limit.eur for limit in limits], pa.float64()),
        "limit_kg": pa.array([limit.kg for limit in limits], pa.float64()),
        "limit_days": pa.array([limit.days for limit in limits], pa.int64()),
    }
    return _dated(base, pa.table(columns)).rename(limit_at="as_of")

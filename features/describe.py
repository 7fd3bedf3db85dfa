"""Describes cases: every feature as of the moment each case speaks for, for one moment or sixty alike."""

from collections.abc import Callable, Sequence

import ibis
import pyarrow as pa
from ibis import _

from features import catalogue
from features.distance import paths_km
from features.entities import ENTITIES
from features.history import day_number
from features.windows import WINDOWS, Window
from lake.reference import Limit
from lake.vague import is_vague

ROW = ("as_of", "case_id")
PATH = _.origin_airport + "-" + _.route.join("-")
"""The airports of a route as one text, as IST-DXB-ALA; null when either column is."""


def describe(cases: ibis.Table, history: ibis.Table, limits: Sequence[Limit] = ()) -> ibis.Table:
    """Return the features of `cases`, one row each, in the order of (as_of, case_id).

    Only slices that ended at or before a case's own as_of count, so as_of should be the end of a slice.
    Distinct texts and routes are looked at once in Python; the rest is one expression for the engine.

    Args:
        cases: the table `cases` (cases/case.py); as_of may differ from row to row.
        history: all slices so far (features/history.py).
        limits: the duty-free value in EUR over time (lake.reference.duty_free_limits).

    Returns:
        as_of, case_id and float64 columns `feature_schema()`; null is not known.
    """
    keys = {f"{window.entity}_key_": ENTITIES[window.entity] for window in WINDOWS}
    base = cases.mutate(kind=_.level, day=day_number(_.as_of), path=PATH).mutate(**keys)
    known = base.left_join(_looked_up(base, "goods_description", _vague), [("goods_description", "text")])
    known = known.left_join(_looked_up(base, "path", paths_km), [("path", "airports")])
    known = known.left_join(_limits(base, limits), [("as_of", "limit_at")])
    for window in WINDOWS:
        at, key = f"{window.entity}_at_", f"{window.entity}_asked_"
        known = known.left_join(_past(base, history, window), [("as_of", at), (f"{window.entity}_key_", key)])
    columns = {name: expr.cast("float64") for name, expr in catalogue.columns().items()}
    return known.select(*ROW, **columns).order_by(*ROW)


def _past(base: ibis.Table, history: ibis.Table, window: Window) -> ibis.Table:
    """Sums of one kind of entity for each (as_of, key) that the cases ask for: 0 for a key without a past."""
    key = f"{window.entity}_key_"
    asked = base.select("as_of", "day", asked=_[key]).filter(_.asked.notnull()).distinct()
    past = history.filter(_.entity == window.entity)
    past = past.select("key", "cutoff", past_day="day", **{f"sum_{name}": _[name] for name in window.names})
    met = asked.inner_join(
        past,
        [
            asked["asked"] == past["key"],
            past["cutoff"] <= asked["as_of"],
            past["past_day"] > asked["day"] - window.days,
        ],
    )
    sums = {
        f"{window.entity}_{name}_{days}d": _[f"sum_{name}"].sum(where=_.day - _.past_day < days).cast("int64")
        for days, names in window.sums.items()
        for name in names
    }
    found = met.group_by(found_at=_.as_of, found=_.asked).aggregate(**sums)
    told = asked.left_join(found, [("as_of", "found_at"), ("asked", "found")])
    names = {f"{window.entity}_at_": _.as_of, f"{window.entity}_asked_": _.asked}
    return told.select(**names, **{name: ibis.coalesce(_[name], 0) for name in sums})


def _limits(base: ibis.Table, limits: Sequence[Limit]) -> ibis.Table:
    """The duty-free value `limit_eur` at each as_of where one is in force."""
    moments = pa.timestamp("us", tz="UTC")
    columns = {
        "since": pa.array([limit.since for limit in limits], moments),
        "until": pa.array([limit.until for limit in limits], moments),
        "limit_eur": pa.array([limit.eur for limit in limits], pa.float64()),
    }
    steps = ibis.memtable(pa.table(columns))
    asked = base.select("as_of").distinct()
    held = asked.inner_join(steps, [asked["as_of"] >= steps["since"], asked["as_of"] < steps["until"]])
    return held.select("limit_eur", limit_at="as_of")


def _looked_up(base: ibis.Table, column: str, look: Callable[[list[str]], pa.Table]) -> ibis.Table:
    """What `look` says of each distinct text of `column`, once each."""
    asked = base.select(column).filter(_[column].notnull()).distinct()
    return ibis.memtable(look(sorted(asked.to_pyarrow()[column].to_pylist())))


def _vague(texts: list[str]) -> pa.Table:
    vague = pa.array([is_vague(text) for text in texts], pa.bool_())
    return pa.table({"text": pa.array(texts, pa.string()), "vague": vague})

"""Describes cases: every feature as of the moment each case speaks for, for one moment or sixty alike."""

from collections.abc import Sequence

import ibis
from ibis import _

from features import catalogue
from features.beside import WORDS, Beside, looked_up
from features.entities import PATH
from features.feature import Feature
from features.history import day_number
from features.memory import ROW, Memory, keyed, meetings, windows
from features.norms import HABIT, HABIT_DAYS, PEER_DAYS, PEERS, norm_columns

RATHER = 0.3
"""From this probability on the heading that the words fit best is named."""


def describe(
    cases: ibis.Table, memory: Memory, beside: Beside, features: Sequence[Feature] | None = None
) -> ibis.Table:
    """Return the features of `cases`, one row each, in the order of (as_of, case_id).

    Distinct texts and routes are looked at once in Python. Stages are computed one by one (`cache`): Ibis walks the
    whole expression at each join, and a deep one of 300 columns takes minutes to build.

    Args:
        cases: the table `cases` (cases/case.py); as_of may differ from row to row.
        memory: all slices so far (features/memory.py).
        beside: what was looked up (features/beside.py).
        features: those wanted; None: all.

    Returns:
        as_of, case_id, float64 columns of the features and the texts WORDS: `feature_schema()`; null is not known.
    """
    base = keyed(cases.mutate(kind=_.level, day=day_number(_.as_of), path=PATH)).cache()
    parts = [windows(base, memory).cache(), meetings(base, memory).cache(), looked_up(base, beside).cache()]
    known = base
    for place, part in enumerate(parts):
        part = part.rename({f"at{place}_": "as_of", f"of{place}_": "case_id"})
        known = known.left_join(part, [("as_of", f"at{place}_"), ("case_id", f"of{place}_")])
    known = known.cache()
    known = _compared(known).mutate(
        controlled_kind=ibis.coalesce(_.controlled_hs_kind, _.seen_controlled), cover=_.seen_cover.replace("_", " "),
        controlled_word=_.seen_controlled_word, controlled_word_kind=_.seen_controlled,
        text_class=(_.text_class_fit >= RATHER).ifelse(_.text_class, None), goods_heading=_.goods_class,
        goods_chapter=_.goods_class.left(2), last_stop=_.path.right(7).left(3),
    )  # fmt: skip
    known = _together(known).cache()
    columns = {name: expr.cast("float64") for name, expr in catalogue.columns(features or catalogue.FEATURES).items()}
    return known.select(*ROW, **columns, **{name: _[name] for name in WORDS}).order_by(*ROW)


def _compared(known: ibis.Table) -> ibis.Table:
    """Norms of every quantity among peers, of the consignor's own habit, and of the ULD's type."""
    for quantity in ("kg_piece", "eur_kg", "kg_m3", "freight_share"):
        known = known.mutate(**norm_columns(quantity, PEER_DAYS, PEERS))
    for quantity in ("kg_piece", "eur_kg", "words"):
        known = known.mutate(**norm_columns(quantity, HABIT_DAYS, HABIT, "habit_"))
    return known.mutate(**norm_columns("uld_kg", PEER_DAYS, ("uld_type",)))


def _together(known: ibis.Table) -> ibis.Table:
    """What a case shares with the others of its moment: first-time consignors among those in its ULD."""
    first = ibis.coalesce(_.consignor_shipments_365d <= 1, False) & _.uld.notnull()
    unit = ibis.window(group_by=[_.as_of, _.flight_id, _.uld])
    return known.mutate(first_time=first.cast("int64")).mutate(uld_first_timers=_.first_time.sum().over(unit))

"""What is stored of the goods with a consignment, from the row alone and never again: class, text, sums in EUR."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from goods.classifier import Classifier, cold_start
from goods.grams import text_key
from lake.reference import Rates, first_known, goods_words
from lake.words import each, filled, simplify

HEADING = 4
"""Digits of an HS heading: less than that says nothing of the goods."""
SURE = 0.6
"""From this probability on the classifier's heading is a class: nine in ten are right (benchmarks/goods_text.py)."""


def add_goods_keys(consignments: pa.Table, rates: Rates) -> pa.Table:
    """Return `consignments` with goods_class, text_key, value_eur and freight_eur (lake/tables/consignments.py).

    Args:
        consignments: rows of the table `consignments`, with or without those columns.
        rates: EUR by currency and day; the day is that of `known_at`, UTC.
    """
    return filled(
        consignments,
        {
            "text_key": each(consignments["goods_description"], text_key),
            "freight_eur": _eur(consignments, "freight", "freight_currency", rates),
            "goods_class": _goods_class(consignments),
            "value_eur": _eur(consignments, "value", "currency", rates),
        },
    )


def _goods_class(consignments: pa.Table) -> pa.Array:
    first = [codes[0] if codes else None for codes in consignments["hs_codes"].to_pylist()]
    declared = pa.array([code[:HEADING] if code and len(code) >= HEADING else None for code in first], pa.string())
    asked = pc.if_else(pc.is_null(declared), consignments["goods_description"].cast(pa.string()), None)
    told = class_by_text(pc.unique(asked).drop_null().to_pylist())
    return pc.coalesce(declared, each(asked, told.get))


def class_by_text(descriptions: list[str], classifier: Classifier | None = None) -> dict[str, str]:
    """Return the class that each description tells: the classifier's if it is sure, else of its first listed word.

    A description that tells none is not in it. The classifier is that of the heading texts, the same on every night, so
    that nights taken in one by one and all at once have the same classes; a learned one is for measurements.
    """
    classes: dict[str, str] = {}
    for word, heading in goods_words().items():
        classes.setdefault(simplify(word), heading)
    judged = (classifier or cold_start()).best(descriptions)
    sure = {text: heading for text, (heading, chance) in judged.items() if chance >= SURE}
    by_word = {text: first_known(simplify(text).split(), classes) for text in descriptions if text not in sure}
    return sure | {text: heading for text, heading in by_word.items() if heading is not None}


def _eur(consignments: pa.Table, amount: str, currency: str, rates: Rates) -> pa.Array:
    """An amount times the rate of its currency on the day it was known; rounded to cents."""
    if amount not in consignments.column_names:
        return pa.nulls(consignments.num_rows, pa.float64())
    days = consignments["known_at"].to_numpy().astype("datetime64[D]")
    encoded = consignments[currency].combine_chunks().dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    eur = np.full(len(days), np.nan)
    for code, name in enumerate(encoded.dictionary.to_pylist()):
        at = codes == code
        eur[at] = _rates_on(rates.steps.get(name, ()), days[at])
    amounts = consignments[amount].cast(pa.float64()).to_numpy()
    return pa.array(np.round(amounts * eur, 2), pa.float64(), from_pandas=True)


def _rates_on(steps: tuple[tuple[date, float], ...], days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    since = np.array([day for day, _ in steps], dtype="datetime64[D]")
    held = np.array([np.nan, *(eur for _, eur in steps)])
    return held[np.searchsorted(since, days, side="right")]

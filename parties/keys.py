"""Atomic keys of parties, and the goods class and EUR value that are stored with a consignment.

A key is computed from the row alone, when it is stored, and never again: what is learned later links keys
(key -> party), it does not rewrite them. A key is the name alone, without the country: half of the messages
do not give one, and with it a party would be a newcomer each time a clerk left the field blank. Two firms of
one name are so one key until an officer splits them in the map; that is the smaller fault of the two.
"""

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from anyascii import anyascii
from numpy.typing import NDArray

from lake.reference import Rates, first_known, goods_words
from lake.tables import KEYS

COMPANY_FORMS = frozenset({
    "LLC", "LLP", "LTD", "LIMITED", "INC", "CORP", "CO", "COMPANY", "PLC", "PTE", "PVT", "PTY", "GMBH", "MBH", "AG",
    "KG", "SA", "SAS", "SARL", "SRL", "SPA", "BV", "NV", "AB", "OY", "SP", "ZOO", "OU", "SIA", "UAB", "FZE", "FZCO",
    "FZC", "DMCC", "OOO", "OAO", "ZAO", "PAO", "AO", "TOO", "TDO", "IP", "CHP", "MCHJ", "XK", "QK", "OSOO", "SHPS",
    "AS", "STI", "TIC", "SAN", "JSC", "OJSC", "CJSC", "IE",
})  # fmt: skip
"""Forms of companies in the region and among its trade partners, as they read after `simplify`, at a name's end."""

LEADING_FORMS = frozenset({
    "OOO", "TOO", "AO", "ZAO", "OAO", "PAO", "IP", "CHP", "MCHJ", "XK", "QK", "OSOO", "SHPS",
    "LLC", "LLP", "JSC", "OJSC", "CJSC", "LTD",
})  # fmt: skip
"""Those that stand before the name in the region, translated ones too; another first word is part of the name."""

HEADING = 4
"""Digits of an HS heading: less than that says nothing of the goods."""

_JOINED = re.compile(r"[.'`´’\"«»]")
_NO_WORD = re.compile(r"[^A-Z0-9]+")


def simplify(text: str) -> str:
    """Return `text` in Latin capitals and digits, words apart by one blank; "" when nothing is left.

    Full stops and quotes vanish (S.R.L. is SRL), every other sign parts two words.

    >>> simplify("«Ромашка-Трейд» Т.О.О.")
    'ROMASHKA TREYD TOO'
    """
    return _NO_WORD.sub(" ", _JOINED.sub("", anyascii(text)).upper()).strip()


def party_key(name: str) -> str | None:
    """Return the key of a party's name: simplified, company forms off both ends, words in their order.

    At the front only the forms of the region go, where Russian and Kazakh names carry them: San Marino is no Marino,
    AG Barr no Barr. A name of forms only stays as it is.

    >>> party_key("Silk Road Trading Co., Ltd."), party_key("ТОО Ромашка"), party_key("...")
    ('SILK ROAD TRADING', 'ROMASHKA', None)
    """
    words = simplify(name).split()
    kept = list(words)
    while kept and kept[-1] in COMPANY_FORMS:
        kept.pop()
    while kept and kept[0] in LEADING_FORMS:
        kept.pop(0)
    return " ".join(kept or words) or None


def add_keys(consignments: pa.Table, rates: Rates) -> pa.Table:
    """Return `consignments` with KEYS filled (lake/tables.py): appended, or replaced where they stand.

    Args:
        consignments: rows of the table `consignments`, with or without the KEYS columns.
        rates: EUR by currency and day; the day is that of `known_at`, UTC.
    """
    filled = {
        "consignor_key": _each(consignments["consignor_name"], party_key),
        "consignee_key": _each(consignments["consignee_name"], party_key),
        "forwarder_key": _forwarder_key(consignments),
        "goods_class": _goods_class(consignments),
        "value_eur": _value_eur(consignments, rates),
    }
    for column in KEYS:
        values = filled[column.name].cast(pa.float64() if column.kind == "float64" else pa.string())
        place = consignments.schema.get_field_index(column.name)
        if place < 0:
            consignments = consignments.append_column(column.name, values)
        else:
            consignments = consignments.set_column(place, column.name, values)
    return consignments


def _each(texts: pa.ChunkedArray, say: Callable[[str], str | None]) -> pa.Array:
    """Apply `say` to every distinct text once: a million rows hold few different names."""
    encoded = texts.combine_chunks().dictionary_encode()
    said = pa.array([None if text is None else say(text) for text in encoded.dictionary.to_pylist()], pa.string())
    return said.take(encoded.indices)


def _forwarder_key(consignments: pa.Table) -> pa.Array:
    by_code = _each(consignments["forwarder_code"], lambda code: f"IATA {simplify(code)}" if simplify(code) else None)
    return pc.coalesce(by_code, _each(consignments["forwarder_name"], party_key))


def _goods_class(consignments: pa.Table) -> pa.Array:
    classes: dict[str, str] = {}
    for word, heading in goods_words().items():
        classes.setdefault(simplify(word), heading)
    first = [codes[0] if codes else None for codes in consignments["hs_codes"].to_pylist()]
    declared = pa.array([code[:4] if code and len(code) >= HEADING else None for code in first], pa.string())
    told = _each(consignments["goods_description"], lambda text: first_known(simplify(text).split(), classes))
    return pc.coalesce(declared, told)


def _value_eur(consignments: pa.Table, rates: Rates) -> pa.Array:
    """Value times the rate of its currency on the day it was known; rounded to cents."""
    days = consignments["known_at"].to_numpy().astype("datetime64[D]")
    currency = consignments["currency"].combine_chunks().dictionary_encode()
    codes = currency.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    eur = np.full(len(days), np.nan)
    for code, name in enumerate(currency.dictionary.to_pylist()):
        at = codes == code
        eur[at] = _rates_on(rates.steps.get(name, ()), days[at])
    values = consignments["value"].cast(pa.float64()).to_numpy()
    return pa.array(np.round(values * eur, 2), pa.float64(), from_pandas=True)


def _rates_on(steps: tuple[tuple[date, float], ...], days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    since = np.array([day for day, _ in steps], dtype="datetime64[D]")
    held = np.array([np.nan, *(eur for _, eur in steps)])
    return held[np.searchsorted(since, days, side="right")]

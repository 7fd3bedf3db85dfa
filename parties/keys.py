"""Atomic keys of parties: names, addresses, telephones, computed from the row alone when it is stored.

A key is never computed again: what is learned later links keys (key -> party), it does not rewrite them. A key is the
name alone, without the country: half of the messages do not give one, and with it a party would be a newcomer each
time a clerk left the field blank. Two firms of one name are so one key until an officer splits them in the map; that
is the smaller fault of the two.
"""

import pyarrow as pa
import pyarrow.compute as pc

from lake.words import each, filled, simplify
from parties.addresses import address_key
from parties.names import fold, forms, name_words, without_forms
from parties.phones import phone_key

_BETWEEN = "\x1f"


def party_key(name: str) -> str | None:
    """Return the key of a party's name: its words in one skeleton (parties/names.py), without forms, sorted.

    The key of a key is the key. Words that are a form elsewhere stand where they are not taken for one.

    >>> party_key("Silk Road Trading Co., Ltd."), party_key("ТОО Ромашка"), party_key("Romashka LLP"), party_key("...")
    ('ROAD SILK TRADING', 'ROMASKA', 'ROMASKA', None)
    """
    found, words = name_words(name), None
    while words != found:
        words, found = found, without_forms(_arranged(found))
    return " ".join(found) or None


def _arranged(words: list[str]) -> list[str]:
    """Words folded and sorted; a form that is part of the name where no form is looked for."""
    at_end, in_front = forms()
    plain = sorted(fold(word) for word in words if (word,) not in at_end)
    first = sorted(fold(word) for word in words if (word,) in at_end and (word,) not in in_front)
    inside = sorted(fold(word) for word in words if (word,) in in_front)
    return [*first, *plain[:1], *inside, *plain[1:]]


def add_party_keys(consignments: pa.Table) -> pa.Table:
    """Return `consignments` with the keys of its parties (lake/tables/consignments.py), appended or replaced."""
    keys = {"forwarder_key": _forwarder_key(consignments)}
    for who in ("consignor", "consignee"):
        keys[f"{who}_key"] = each(consignments[f"{who}_name"], party_key)
        keys[f"{who}_address_key"] = each(_joined(consignments, f"{who}_address", f"{who}_city", " | "), address_key)
        phones = _joined(consignments, f"{who}_phone", f"{who}_country", _BETWEEN)
        keys[f"{who}_phone_key"] = each(phones, _phone_of)
    return filled(consignments, keys)


def _phone_of(phone_and_country: str) -> str | None:
    phone, _, country = phone_and_country.partition(_BETWEEN)
    return phone_key(phone, country)


def _joined(consignments: pa.Table, first: str, second: str, sign: str) -> pa.ChunkedArray:
    one, other = (consignments[name].cast(pa.string()) for name in (first, second))
    return pc.binary_join_element_wise(one, pc.fill_null(other, ""), sign)


def _forwarder_key(consignments: pa.Table) -> pa.Array:
    by_code = each(consignments["forwarder_code"], lambda code: f"IATA {simplify(code)}" if simplify(code) else None)
    return pc.coalesce(by_code, each(consignments["forwarder_name"], party_key))

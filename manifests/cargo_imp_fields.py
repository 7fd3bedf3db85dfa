"""Single fields of Cargo-IMP: handling codes, declared values, HS codes, pieces of text."""

import re
from functools import lru_cache
from typing import NamedTuple

from iso4217 import Currency

from lake.tables import HS

_CODES = re.compile(r"(?:/[A-Z0-9]{3})+")
_JOINED = re.compile(r"(?:/(?:[A-Z]{3})+)+")
_NO_DIGIT = re.compile(r"\D", re.ASCII)
_HS = re.compile(HS)
_AMOUNT = re.compile(r"\d+(?:\.\d*)?", re.ASCII)
_CHARGE = re.compile(r"(WT|VC|TX|OA|OC|CT) ?(\d{1,12}(?:\.\d{0,4})?)", re.ASCII)
_CURRENCIES = frozenset(str(currency.code) for currency in Currency)
_PREPAID = frozenset({"PP", "P"})
_COLLECT = frozenset({"CC", "C"})
_PREPAID_CHARGES = frozenset({"PP", "PX", "PG"})
_COLLECT_CHARGES = frozenset({"CC", "CP", "CX", "CM", "CG"})


@lru_cache(maxsize=1 << 12)
def handling_codes(text: str) -> tuple[tuple[str, ...], bool] | None:
    """Return the codes of `/PER/EAP` and whether some were joined (`/EAWGEN`), or None when it is no list.

    >>> handling_codes("/PER/EAP"), handling_codes("/EAWGEN"), handling_codes("/YYZKL667/19MAR")
    ((('PER', 'EAP'), False), (('EAW', 'GEN'), True), None)
    """
    if _CODES.fullmatch(text):
        return tuple(text[1:].split("/")), False
    if _JOINED.fullmatch(text):
        letters = text.replace("/", "")
        return tuple(letters[i : i + 3] for i in range(0, len(letters), 3)), True
    return None


def join_cut(pieces: list[str], length: int) -> str:
    """Join pieces of text that were cut at `length`: directly after a full piece, else with a blank.

    >>> join_cut(["PHARMACEUTICALS - NO", "T RESTRICTED"], 20), join_cut(["DRY", "BATTERY"], 20)
    ('PHARMACEUTICALS - NOT RESTRICTED', 'DRY BATTERY')
    """
    if len(pieces) == 1:
        return pieces[0]
    out = ""
    for index, piece in enumerate(pieces):
        out += piece if not index or len(pieces[index - 1]) == length else f" {piece}"
    return out


@lru_cache(maxsize=1 << 12)
def read_hs(text: str) -> str | None:
    """Return the digits of an HS code, or None when there are fewer than 4 or more than 14.

    >>> read_hs("8501.32"), read_hs("N/A")
    ('850132', None)
    """
    digits = _NO_DIGIT.sub("", text)
    return digits if _HS.fullmatch(digits) else None


class Declared(NamedTuple):
    """What CVD says; `problems` are fields that could not be read.

    `currency` is that of the values, null without any; `charged_in` that of the waybill, of its charges too.
    """

    currency: str | None
    payment: str | None
    carriage: float | None
    customs: float | None
    problems: tuple[str, ...]
    charged_in: str | None


@lru_cache(maxsize=1 << 12)
def read_declared(text: str, *, charge_code: bool) -> Declared:
    """Return what `/CUR/[charge code/]PP/NVD/NCV/XXX` says; a master has a charge code, a house has none.

    NVD, NCV, an empty field and nought are unknown. A payment that contradicts the charge code, or is
    partly prepaid, is unknown too and named in `problems` when it contradicts. Ignored: insurance.

    >>> read_declared("/INR//PP/NVD/1500.00/XXX", charge_code=True)
    Declared(currency='INR', payment='prepaid', carriage=None, customs=1500.0, problems=(), charged_in='INR')
    >>> read_declared("/USD/CC/NVD/NCV/XXX", charge_code=False).payment
    'collect'
    """
    parts = [part.strip() for part in text.split("/")[1:]]
    charge = parts.pop(1) if charge_code and len(parts) > 1 else ""
    parts += [""] * (4 - len(parts))
    problems = []
    payment = _payment(parts[1], charge)
    if payment is None and parts[1] and parts[1] not in ("PC", "CP"):
        problems.append("payment")
    carriage, customs = _amount(parts[2], "NVD"), _amount(parts[3], "NCV")
    problems += [name for name, value in (("carriage_value", carriage), ("value", customs)) if value == ""]
    currency = parts[0] if parts[0] in _CURRENCIES else None
    if currency is None:
        problems.append("currency")
    numbers = [value if isinstance(value, float) else None for value in (carriage, customs)]
    stated = currency if any(numbers) else None
    return Declared(stated, payment, numbers[0], numbers[1], tuple(problems), currency)


@lru_cache(maxsize=1 << 12)
def read_charges(text: str) -> float | None:
    """Return the total that PPD or COL says (CT), or the sum of its charges where it says none; None when it is odd.

    WT weight, VC valuation, TX tax, OA and OC others due to agent and carrier.

    >>> read_charges("/WT230.4/VC0/TX0/OA60/OC100.2/CT390.6"), read_charges("/WT2750/VC10"), read_charges("/WTX/CT5")
    (390.6, 2760.0, None)
    """
    said: dict[str, float] = {}
    for part in filter(None, map(str.strip, text.split("/"))):
        match = _CHARGE.fullmatch(part)
        if match is None or match[1] in said:
            return None
        said[match[1]] = float(match[2])
    return round(said.get("CT", sum(said.values())), 4)


def _payment(indicator: str, charge: str) -> str | None:
    if indicator in _PREPAID and charge not in _COLLECT_CHARGES:
        return "prepaid"
    if indicator in _COLLECT and charge not in _PREPAID_CHARGES:
        return "collect"
    return None


def _amount(text: str, none: str) -> float | str | None:
    """Amount; None when not declared; "" when it cannot be read."""
    if text in ("", none, "NVD", "NCV", "XXX"):
        return None
    return float(text) or None if _AMOUNT.fullmatch(text) else ""

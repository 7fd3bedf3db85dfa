"""A status line of an FSU or FSA: `CODE/[flight]/day[time][-change]/airport(s)/[discrepancy]/quantity/...`.

Read by the one shape all codes share (FORMATS.md 1.6); fields in another order are found by their own shape.
"""

import re
from typing import NamedTuple

from manifests.cargo_imp_quantity import NUMBER
from manifests.status_codes import CODES

_FLIGHT = r"(?![0-9]{2})([A-Z0-9]{2})(?:([0-9]{1,4})([A-Z])?)?"
_DAY = r"([0-9]{2})([A-Z]{3})([0-9]{4})?(?:-([PNST]))?"
_AIRPORTS = r"([A-Z]{3})([A-Z]{3})?"
_VOLUME = rf"(?:(?:MC|CF|CC|CI)(?:{NUMBER}))?(?:DG[0-9]{{1,2}})?"
_QUANTITY = rf"([TPSD])([0-9]{{1,6}})(?:([KL])({NUMBER}))?{_VOLUME}(?:T([0-9]{{1,6}}))?"
_LINE = re.compile(
    rf"([A-Z][A-Z0-9]{{2}}) ?(?:/(?:{_FLIGHT})?)?(?:/{_DAY})?/{_AIRPORTS}(?:/([A-Z]{{4}}))?(?:/{_QUANTITY})?(/.*)?",
)
_SHAPES = tuple(
    (re.compile(pattern, re.ASCII), start, count)
    for pattern, start, count in (
        (_DAY, 3, 4), (_QUANTITY, 10, 5), (r"([A-Z]{4})", 9, 1), (_AIRPORTS, 7, 2), (_FLIGHT, 0, 3),
        (r"(\d{1,4})", 1, 1),
    )
)  # fmt: skip
_FIELDS = 15
"""Groups of a line after its code: flight 3, day 4, airports 2, discrepancy 1, quantity 5."""
CONTINUED = frozenset({"OSI", "OCI", "ULD"})
"""Lines with a name of their own that belong to the status before them."""
_KNOWN = "|".join(sorted(CODES - CONTINUED))
_START = re.compile(
    rf"(?:{_KNOWN})\s*(?:/|$)|(?!(?:{'|'.join(sorted(CONTINUED))})/|[A-Z]{{3}}/[TPSD]\d)[A-Z][A-Z0-9]{{2}}/"
)
"""A known code, or what may be one; an airport before a quantity is the end of a broken line."""


class Status(NamedTuple):
    """What a status line says, as text; None where it does not. `rest` is what follows the quantity."""

    code: str
    carrier: str | None
    flight: str | None
    suffix: str | None
    day: str | None
    month: str | None
    clock: str | None
    change: str | None
    airport: str | None
    to_airport: str | None
    discrepancy: str | None
    split: str | None
    pieces: str | None
    unit: str | None
    weight: str | None
    total: str | None
    rest: str | None


def starts_status(line: str) -> bool:
    """Whether a line is a status of its own, and no end of the one before it.

    >>> starts_status("RCF/KC0912/28FEB0910/ALA/T4K80"), starts_status("ALA/T4K80"), starts_status("OSI/DRY")
    (True, False, False)
    """
    return _START.match(line) is not None


def read_status(text: str) -> Status | None:
    """Return what a status line says, or None when it is not written as it should be.

    >>> line = read_status("RCF/KC0912/28FEB0910-P/ALA/P3K60.5T4/S0850/A0905")
    >>> line.carrier, line.flight, line.clock, line.change, line.airport, line.pieces, line.total, line.rest
    ('KC', '0912', '0910', 'P', 'ALA', '3', '4', '/S0850/A0905')
    >>> read_status("DIS/KC0912/28FEB0910/ALA/MSCA/T1").discrepancy, read_status("RCS/28FEB/IST/ACME").rest
    ('MSCA', '/ACME')
    """
    match = _LINE.fullmatch(text)
    if match is None:
        return None
    status = Status._make(match.groups())
    if status.discrepancy and status.code != "DIS":  # a name of four letters
        status = status._replace(discrepancy=None, rest=f"/{status.discrepancy}{status.rest or ''}")
    return status if status.day or status.pieces else None


def guess_status(text: str) -> Status:
    """Return what can be found in the fields of a line, each by its shape; the others are the rest.

    >>> line = guess_status("BKD/KC/0912/28FEB/IST/ALA")
    >>> line.carrier, line.flight, line.day, line.airport, line.to_airport
    ('KC', '0912', '28', 'IST', 'ALA')
    """
    code, *fields = text.split("/")
    code = code.strip()
    found: list[str | None] = [None] * _FIELDS
    rest = [field for field in fields if not _take(field.strip(), found, code)]
    return Status._make((code, *found, "".join(f"/{field}" for field in rest) or None))


def _take(field: str, found: list[str | None], code: str) -> bool:
    """Put a field in its slot; False when it has none or the slot is taken."""
    for pattern, start, count in _SHAPES:
        match = pattern.fullmatch(field)
        if match is None or (start == 9 and code != "DIS"):  # noqa: PLR2004 - the slot of a discrepancy
            continue
        if found[start] is None:
            found[start : start + count] = match.groups()
            return True
        if start == 7 and found[8] is None and match[2] is None:  # noqa: PLR2004 - the second airport
            found[8] = match[1]
            return True
    return False

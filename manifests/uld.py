"""The number of a unit load device: type (3), serial (4-5 digits), owner (2-3)."""

import re

_ULD = re.compile(r"([A-Z][A-Z0-9]{2})\s?(\d{4,5})\s?([A-Z0-9]{2,3})(?:-[A-Z])?")


def parse_uld(text: str) -> str | None:
    """Return type, serial and owner in one piece, or None when the text is no ULD number.

    The type is a letter and two letters or digits (the second names the base, the third the contour).
    Seen in practice and read: lower case, blanks between the parts, the loading indicator still behind
    it (`-M`, `-L`, `-U`). There is no check digit. An owner of one character, or none, is not read.

    >>> parse_uld("DVA1234AC-M"), parse_uld("ake 01063 cv"), parse_uld("PMC01473R7")
    ('DVA1234AC', 'AKE01063CV', 'PMC01473R7')
    >>> parse_uld("BULK"), parse_uld("AKE01063")
    (None, None)
    """
    match = _ULD.fullmatch(text.strip().upper())
    return "".join(match.groups()) if match else None

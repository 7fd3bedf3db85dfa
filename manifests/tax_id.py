"""Tax numbers where a form does not say whose they are: a company's as written, a person's as a keyed hash."""

import re

from manifests.cells import Converted, bare, personal_id, text

_NOUGHTS = re.compile(r"0*")
_PERSONAL = re.compile(
    r"\d{4}[0-3]\d{7}"  # KZ IIN: a day of birth stands where a BIN has 4, 5 or 6
    r"|[1-9]\d{13}"  # UZ PINFL, KG person; KG companies begin with 0
    r"|\d{11}"  # GE and TR persons
    r"|[5-7]\d{8}"  # UZ INN of persons; companies' begin with 2 and 3, GE companies' with 2 and 4
    r"|\d{17}[\dX]",  # CN identity card
    re.ASCII,
)


def tax_id(cell: str) -> Converted:
    """A tax number; one that has the shape of a person's is kept only as a keyed hash. Nothing but noughts is none.

    Shapes: Kazakhstan tells a person's twelve digits (IIN) from a company's (BIN) by the fifth, Uzbekistan and
    Georgia by length. A number that might be either is hashed: it still joins, and names nobody.

    >>> tax_id("140840003456"), tax_id("404 123 456"), tax_id("0000"), tax_id("DE811111111")
    (('140840003456', None), ('404123456', None), (None, None), ('DE811111111', None))
    >>> len(tax_id("900115301234")[0]), len(tax_id("01001012345")[0])
    (32, 32)
    """
    kept = bare(cell)
    if kept is None:
        return None, None
    joined = "".join(kept.split()).upper()
    if _NOUGHTS.fullmatch(joined):
        return None, None
    if _PERSONAL.fullmatch(joined):
        return personal_id(joined)
    return text(joined if joined.isdigit() else kept)

"""The receptacle number (UPU S9): what a bag or container of mail says of itself in 29 characters."""

import re
from dataclasses import dataclass

from manifests.envelope import LOOKALIKE

_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212./\u200b\ufeff]+")
_LENGTH, _DISPATCH = 29, 20
_LETTERS_AT = (slice(0, 5), slice(6, 11))
_DIGITS_AT = slice(15, _LENGTH)
_LETTERS = str.maketrans("0", "O")
_DIGITS = str.maketrans("OI", "01")
_S9 = re.compile(
    r"(?P<origin>[A-Z]{5}[A-Z0-9])(?P<destination>[A-Z]{5}[A-Z0-9])(?P<category>[A-D])(?P<subclass>[A-Z][A-Z0-9])"
    r"(?P<year>\d)(?P<dispatch>\d{4})(?P<receptacle>\d{3})(?P<last>[01])(?P<registered>[01])(?P<weight>\d{4})",
    re.ASCII,
)
_CLASSES = frozenset("UCET")
_LONGEST = 100


@dataclass(frozen=True)
class Receptacle:
    """A receptacle of a dispatch.

    Attributes:
        id: The 29 characters.
        origin_impc: Office of exchange that sent it: country, place, qualifier.
        destination_impc: Office of exchange it goes to.
        category: A air, B surface air-lifted, C surface, D priority surface.
        subclass: Two characters; the first is the class of mail.
        year: Last digit of the year of the dispatch.
        dispatch: Four digits, counted from 1 each year between two offices.
        dispatch_id: The first 20 characters: what its receptacles have in common.
        receptacle: Three digits inside the dispatch.
        last: True for the one with the highest number of its dispatch.
        registered: True when it holds registered or insured items.
        gross_kg: Gross weight, kg; None when it says nought.
    """

    id: str
    origin_impc: str
    destination_impc: str
    category: str
    subclass: str
    year: str
    dispatch: str
    dispatch_id: str
    receptacle: str
    last: bool
    registered: bool
    gross_kg: float | None

    @property
    def mail_class(self) -> str | None:
        """U letter packets, C parcels, E express, T empty; None for another letter."""
        return self.subclass[0] if self.subclass[0] in _CLASSES else None


def parse_s9(text: str) -> Receptacle | None:
    """Return the receptacle that the 29 characters name, or None when the text is no such number.

    There is no check digit: what the structure allows is the check (places in letters, category A to D, flags
    0 or 1, figures in digits). Seen in practice and read: blanks or hyphens between the groups, small letters,
    Cyrillic letters that look Latin, O and I for a nought and a one in the figures, a nought for an O in a place.
    Not read: the 20 characters of a dispatch alone, as they name no receptacle.

    >>> bag = parse_s9("DEFRAA KZALAA A UN 6 0123 001 0 1 0154")
    >>> bag.id, bag.dispatch_id, bag.gross_kg, bag.last, bag.registered, bag.mail_class
    ('DEFRAAKZALAAAUN60123001010154', 'DEFRAAKZALAAAUN60123', 15.4, False, True, 'U')
    >>> parse_s9("defraakzalaaaun6O123001110000").gross_kg is None
    True
    >>> parse_s9("DEFRAAKZALAAXUN60123001010154"), parse_s9("DEFRAAKZALAAAUN60123"), parse_s9("")
    (None, None, None)
    """
    if len(text) > _LONGEST:
        return None
    found = _S9.fullmatch(_mended(_BETWEEN.sub("", text).translate(LOOKALIKE).upper()))
    if found is None:
        return None
    kg = int(found["weight"]) / 10
    return Receptacle(
        id=found[0],
        origin_impc=found["origin"],
        destination_impc=found["destination"],
        category=found["category"],
        subclass=found["subclass"],
        year=found["year"],
        dispatch=found["dispatch"],
        dispatch_id=found[0][:_DISPATCH],
        receptacle=found["receptacle"],
        last=found["last"] == "1",
        registered=found["registered"] == "1",
        gross_kg=kg or None,
    )


def _mended(kept: str) -> str:
    """Letters where letters belong, digits where digits belong."""
    if len(kept) != _LENGTH:
        return kept
    first, second = (kept[at].translate(_LETTERS) for at in _LETTERS_AT)
    return f"{first}{kept[5]}{second}{kept[11:15]}{kept[_DIGITS_AT].translate(_DIGITS)}"

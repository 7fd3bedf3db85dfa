"""Converters of the outcome sheet: moments, words in any language, and figures of which zero is one.

A code comes home as itself or as its word in one of the languages of lake/sheet_words, whatever the language of the
sheet. A word that means two things is refused like one that means nothing: nothing here guesses.
"""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from functools import cache, partial

from lake import sheet_words
from lake.tables import INSPECTIONS
from manifests import cells
from manifests.awb import parse_awb
from manifests.cells import Converted, Converter, bare

_MOMENTS = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y", "%d/%m/%Y")
_APOSTROPHES = str.maketrans(dict.fromkeys("'`´ʻʼʹ‘’", ""))
Meanings = Mapping[str, str | None]
"""Folded word to its code; null where it means two things."""


def folded(word: str) -> str:
    """A word as it is compared: in one case, with single blanks for blanks, hyphens and underscores.

    Apostrophes go, which are written in many ways in Uzbek. A question mark stays, for a doubt is no result.

    >>> folded(" Yoʻq "), folded("NOT_presented"), folded("Чистo?"), folded("Ещё  раз")
    ('yoq', 'not presented', 'чистo?', 'еще раз')
    """
    plain = unicodedata.normalize("NFKC", word).translate(_APOSTROPHES).casefold().replace("ё", "е")
    return " ".join(plain.replace("-", " ").replace("‑", " ").replace("_", " ").split())


@cache
def meanings(table: str, codes: tuple[str, ...], fold: Callable[[str], str] = folded) -> Meanings:
    """What words of a table mean: its codes themselves and their words in every language.

    Args:
        table: of lake/sheet_words; one that is not there has no words but its codes.
        codes: that are allowed.
        fold: how words are compared.
    """
    known: dict[str, str | None] = {fold(code): code for code in codes}
    for _, code, word in sheet_words.understood(table):
        if code in codes:
            place = fold(word)
            known[place] = code if known.get(place, code) == code else None
    return known


def moment(cell: str, zone: tzinfo = UTC) -> Converted:
    """A moment in UTC: ISO with or without a zone, or dd.mm.yyyy hh:mm; without one it is taken as of `zone`."""
    kept = bare(cell)
    if kept is None:
        return None, None
    try:
        found = datetime.fromisoformat(kept)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC), None
    except (ValueError, OverflowError):
        pass
    for form in _MOMENTS:
        try:
            return datetime.strptime(" ".join(kept.split()), form).replace(tzinfo=zone).astimezone(UTC), None
        except (ValueError, OverflowError):
            continue
    return None, "date_format"


def yes_no(cell: str) -> Converted:
    """True or false in the words of the languages; anything else is not known."""
    said = meanings("presented", ("yes", "no")).get(folded(cell))
    if said is not None:
        return said == "yes", None
    return None, None if bare(cell) is None else "unknown_code"


def code(cell: str, table: str, known: tuple[str, ...]) -> Converted:
    """A code of a list, or its word in any language; another one, or one that means two things, is null."""
    kept = bare(cell)
    if kept is None:
        return None, None
    said = meanings(table, known).get(folded(kept))
    return said, None if said else "unknown_code"


def whole(cell: str) -> Converted:
    """A whole number; zero is a number here, nothing was found."""
    said, slug = cells.number(cell)
    if said is None or said.is_integer():
        return None if said is None else int(said), slug
    return None, "number_format"


def weighed(cell: str) -> Converted:
    """A weight measured, in kg; zero is one."""
    said, slug = cells.weight(cell)
    return (0.0, None) if slug == "zero_weight" else (said, slug)


def share(cell: str) -> Converted:
    """A probability, 0 to 1; ten per cent may stand as 10%."""
    kept = bare(cell) or ""
    said, slug = cells.number(kept.removesuffix("%"))
    if said is None:
        return None, slug
    said = said / 100 if kept.endswith("%") else said
    return (said, None) if said <= 1 else (None, "number_format")


def listed_case(written: str) -> str:
    """A case that an officer typed, as the list names it: its waybill in eleven digits, its house without blanks.

    >>> listed_case("020-1234 5675"), listed_case("020-12345675/H1"), listed_case("EX-10001")
    ('02012345675', '02012345675/H1', 'EX-10001')
    """
    waybill, slant, house = "".join(written.split()).partition("/")
    return f"{parse_awb(waybill) or waybill}{slant}{house}"


_BY_KIND: dict[str, Converter] = {
    "string": cells.text, "timestamp": moment, "bool": yes_no, "float64": cells.number, "int64": whole,
}  # fmt: skip
_OWN: dict[str, Converter] = {
    "list_id": cells.text, "made_for": cells.text, "hs": cells.hs, "kg_found": weighed, "officer_id": cells.personal_id,
    "selection_probability": share,
}  # fmt: skip


@cache
def converter_of(name: str) -> Converter:
    """The converter of a column of the sheet: its own, that of its code list, or that of its kind."""
    if name in _OWN:
        return _OWN[name]
    column = INSPECTIONS.column(name)
    return partial(code, table=name, known=column.one_of) if column.one_of else _BY_KIND[column.kind]

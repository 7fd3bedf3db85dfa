"""Converters of the outcome sheet: moments, codes, yes and no, and figures of which zero is one."""

from datetime import UTC, datetime
from functools import cache, partial

from lake.tables import INSPECTIONS
from manifests import cells
from manifests.awb import parse_awb
from manifests.cells import Converted, Converter, bare

_MOMENTS = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y", "%d/%m/%Y")
_YES = frozenset({"yes", "y", "true", "1", "да", "ha", "иә", "კი", "x"})
_NO = frozenset({"no", "n", "false", "0", "нет", "yo'q", "жоқ", "არა"})


def moment(cell: str) -> Converted:
    """A moment in UTC: ISO with or without a zone, or dd.mm.yyyy hh:mm; without a zone it is taken as UTC."""
    kept = bare(cell)
    if kept is None:
        return None, None
    try:
        found = datetime.fromisoformat(kept)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC), None
    except (ValueError, OverflowError):
        pass
    for form in _MOMENTS:
        try:
            return datetime.strptime(" ".join(kept.split()), form).replace(tzinfo=UTC), None
        except ValueError:
            continue
    return None, "date_format"


def yes_no(cell: str) -> Converted:
    """True or false in the words of the units; anything else is not known."""
    said = cell.strip().casefold()
    if said in _YES or said in _NO:
        return said in _YES, None
    return None, None if bare(cell) is None else "unknown_code"


def code(cell: str, known: tuple[str, ...]) -> Converted:
    """A code of a list, in any case and with blanks or hyphens for underscores; another one is null."""
    kept = bare(cell)
    if kept is None:
        return None, None
    said = "_".join(kept.casefold().replace("-", " ").replace("_", " ").split())
    return (said, None) if said in known else (None, "unknown_code")


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
    "list_id": cells.text, "hs": cells.hs, "kg_found": weighed, "officer_id": cells.personal_id,
    "selection_probability": share,
}  # fmt: skip


@cache
def converter_of(name: str) -> Converter:
    """The converter of a column of the sheet: its own, that of its code list, or that of its kind."""
    if name in _OWN:
        return _OWN[name]
    column = INSPECTIONS.column(name)
    return partial(code, known=column.one_of) if column.one_of else _BY_KIND[column.kind]

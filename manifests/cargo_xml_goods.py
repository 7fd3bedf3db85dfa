"""Items of a waybill in Cargo-XML: HS codes, descriptions, weights, and whether they make up the whole.

Named as ignored: rates and charges, the weight of single packages (seen equal to their count), the unit loads of items,
a second and third rating of the same goods.
"""

from dataclasses import dataclass, field
from math import prod

from manifests.cargo_imp_quantity import DUMMY_VOLUMES, is_reported_dummy
from manifests.cargo_xml import Converters, fill, plain, value_of
from manifests.cargo_xml_plan import Part, Plan
from manifests.cargo_xml_values import LONGEST, METRES, hs, money, part_weight, quiet_count, volume, words
from manifests.codes import country
from manifests.reading import Row
from manifests.record import Record

_SLACK = 0.001
"""Share of the weight by which items may miss the whole: they are rounded."""
ITEM = Plan(
    "items",
    many=True,
    TypeCode=Plan("codes", many=True),
    GrossWeightMeasure="gross_kg",
    GrossVolumeMeasure="volume_m3",
    PackageQuantity="slac",
    PieceQuantity="pieces",
    NatureIdentificationTransportCargo=Plan("nature", first=True, Identification="goods_description"),
    OriginCountry=Plan("origin", first=True, ID="origin_country"),
    TransportLogisticsPackage=Plan(
        "packages",
        many=True,
        ItemQuantity="count",
        GrossWeightMeasure=None,
        LinearSpatialDimension=Plan("sides", WidthMeasure="width", LengthMeasure="length", HeightMeasure="height"),
    ),
    AssociatedUnitLoadTransportEquipment=Plan("unit_loads", many=True),
)
_SUMMED = ("goods_description", "gross_kg", "pieces", "volume_m3")
_CONVERTERS = Converters(
    {"slac": quiet_count, "pieces": quiet_count, "goods_description": words, "origin_country": country},
    {"gross_kg": part_weight, "volume_m3": volume},
)


@dataclass(slots=True)
class _Items:
    """What the items of a consignment say together; a sum is of those that say something."""

    told: list[tuple[Row, list[str]]] = field(default_factory=list)
    texts: dict[str, None] = field(default_factory=dict)
    packages: list[tuple[int, float | None]] = field(default_factory=list)
    slac: int = 0
    gross_kg: float = 0.0
    pieces: int = 0
    volume_m3: float | None = None
    weighed: bool = True
    counted: bool = True
    loaded: bool = False


def add_items(row: Row, items: list[Part], record: Record) -> list[Row]:
    """Add what the items say to the row of their consignment; return the rows of `goods`."""
    every = _Items()
    for item in items:
        _add_item(every, item, record)
    codes = {code: None for _, item_codes in every.told for code in item_codes}
    row["hs_codes"] = list(codes)
    if row.get("goods_description") is None:
        row["goods_description"] = " ".join(every.texts) or None
    if row.get("slac") is None:
        row["slac"] = every.slac or None
    if row.get("volume_m3") is None:
        row["volume_m3"] = every.volume_m3 if every.volume_m3 is not None else _packed_m3(every, row.get("pieces"))
    _compare(row, every, items[0], record)
    return _rows(row, every)


def _add_item(every: _Items, item: Part, record: Record) -> None:
    told: Row = {}
    fill(told, item, _CONVERTERS, record)
    codes = []
    for part in item.parts.get("codes", ()):
        if code := value_of(part.element, "hs_code", hs, record):
            codes.append(code)
    every.told.append((told, codes))
    text, kg, pieces, cubic = (told.get(name) for name in _SUMMED)
    if text:
        every.texts[text] = None
    every.slac += told.get("slac") or 0
    every.gross_kg, every.weighed = every.gross_kg + (kg or 0.0), every.weighed and bool(kg)
    every.pieces, every.counted = every.pieces + (pieces or 0), every.counted and bool(pieces)
    if cubic is not None:
        every.volume_m3 = round((every.volume_m3 or 0.0) + cubic, 6)
    if "packages" in item.parts:
        every.packages += [_package(package) for package in item.parts["packages"]]
    every.loaded = every.loaded or "unit_loads" in item.parts


def _package(package: Part) -> tuple[int, float | None]:
    """Count of equal packages and their volume, None where a side is missing."""
    fields = package.fields
    number = quiet_count((plain(fields.get("count")) or "")[:LONGEST])[0] or 0
    sides = [
        (money((plain(fields[side]) or "")[:LONGEST])[0] or 0.0) * METRES.get(fields[side].get("unitCode"), 0.0)
        for side in ("width", "length", "height")
        if side in fields
    ]
    return number, number * prod(sides) if len(sides) == 3 and all(sides) else None  # noqa: PLR2004


def _packed_m3(every: _Items, pieces: int | None) -> float | None:
    """The volume of the packages, when every piece was measured."""
    measured = [cubic for _, cubic in every.packages if cubic is not None]
    if not measured or len(measured) < len(every.packages) or sum(number for number, _ in every.packages) != pieces:
        return None
    return round(sum(measured), 6)


def _compare(row: Row, every: _Items, first: Part, record: Record) -> None:
    """Report items whose weights, or else pieces or packages, are not those of the whole."""
    gross, number = row.get("gross_kg"), row.get("pieces")
    if gross and every.weighed and abs(every.gross_kg - gross) > _SLACK * gross:
        record.warn("weight_mismatch", first.line("gross_kg"), "gross_kg", f"{every.gross_kg:g} of {gross:g}")
    elif number and every.counted and every.pieces != number:
        record.warn("piece_count_mismatch", first.line("pieces"), "pieces", f"{every.pieces} of {number}")
    elif number and every.packages and not every.loaded:
        packed = sum(packages for packages, _ in every.packages)
        if packed not in (0, number):
            record.warn("piece_count_mismatch", first.line("pieces"), "pieces", f"{packed} packages of {number}")


def _rows(row: Row, every: _Items) -> list[Row]:
    """A row for each HS code, and for an item without one that has a text of its own."""
    rows: list[Row] = []
    whole = row if len(every.told) == 1 else {}
    for item, codes in every.told:
        text = item.get("goods_description")
        for code in codes or ((None,) if text else ()):
            rows.append({
                "record": row["record"],
                "consignment_id": row["consignment_id"],
                "line": len(rows) + 1,
                "hs_code": code,
                "goods_description": text or whole.get("goods_description"),
                "gross_kg": (item.get("gross_kg") or whole.get("gross_kg")) if len(codes) <= 1 else None,
                "origin_country": item.get("origin_country"),
            })  # fmt: skip
    return rows


def settle_volume(row: Row, part: Part, record: Record) -> None:
    """Leave out a volume that is plainly a dummy, and report it where the goods could not be in it."""
    cubic = row.get("volume_m3")
    if cubic in DUMMY_VOLUMES:
        row["volume_m3"] = None
        if is_reported_dummy(cubic, row.get("gross_kg"), 1):
            record.warn("dummy_volume", part.line("volume_m3"), "volume_m3", f"{cubic:g}")

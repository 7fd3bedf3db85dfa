"""Items of a waybill in Cargo-XML: HS codes, descriptions, weights, and whether they make up the whole.

Named as ignored: rates and charges, the weight of single packages (seen equal to their count), the unit loads of items,
a second and third rating of the same goods.
"""

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
_CONVERTERS = Converters(
    {"slac": quiet_count, "pieces": quiet_count, "goods_description": words, "origin_country": country},
    {"gross_kg": part_weight, "volume_m3": volume},
)


def add_items(row: Row, items: list[Part], record: Record) -> list[Row]:
    """Add what the items say to the row of their consignment; return the rows of `goods`."""
    told = [_item(item, record) for item in items]
    row["hs_codes"] = list(dict.fromkeys(code for item in told for code in item["codes"]))
    if row.get("goods_description") is None:
        texts = dict.fromkeys(item["goods_description"] for item in told if item.get("goods_description"))
        row["goods_description"] = " ".join(texts) or None
    if row.get("slac") is None:
        row["slac"] = sum(item.get("slac") or 0 for item in told) or None
    if row.get("volume_m3") is None:
        _add_volume(row, told)
    _compare(row, told, record)
    return _rows(row, told)


def _item(item: Part, record: Record) -> Row:
    told: Row = {"line": item.element.sourceline}
    fill(told, item, _CONVERTERS, record)
    codes = (value_of(code.element, "hs_code", hs, record) for code in item.parts.get("codes", ()))
    told["codes"] = [code for code in codes if code]
    told["packages"] = [_package(package) for package in item.parts.get("packages", ())]
    told["loaded"] = "unit_loads" in item.parts
    return told


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


def _add_volume(row: Row, told: list[Row]) -> None:
    """The volume of the items; where none is given, of their packages when every piece was measured."""
    given = [item["volume_m3"] for item in told if item.get("volume_m3") is not None]
    packages = [package for item in told for package in item["packages"]]
    measured = [cubic for _, cubic in packages if cubic is not None]
    if given:
        row["volume_m3"] = round(sum(given), 6)
    elif packages and len(measured) == len(packages) and sum(number for number, _ in packages) == row.get("pieces"):
        row["volume_m3"] = round(sum(measured), 6)


def _compare(row: Row, told: list[Row], record: Record) -> None:
    """Report items whose weights, or else pieces or packages, are not those of the whole."""
    if not told:
        return
    line, gross, number = told[0]["line"], row.get("gross_kg"), row.get("pieces")
    weights = [item.get("gross_kg") or 0.0 for item in told]
    if gross and all(weights) and abs(sum(weights) - gross) > _SLACK * gross:
        record.warn("weight_mismatch", line, "gross_kg", f"{sum(weights):g} of {gross:g}")
        return
    counts = [item.get("pieces") or 0 for item in told]
    packed = sum(number for item in told for number, _ in item["packages"])
    if number and all(counts) and sum(counts) != number:
        record.warn("piece_count_mismatch", line, "pieces", f"{sum(counts)} of {number}")
    elif number and packed not in (0, number) and not any(item["loaded"] for item in told):
        record.warn("piece_count_mismatch", line, "pieces", f"{packed} packages of {number}")


def _rows(row: Row, told: list[Row]) -> list[Row]:
    """A row for each HS code, and for an item without one that has a text of its own."""
    rows: list[Row] = []
    alone = len(told) == 1
    for item in told:
        for code in item["codes"] or ([None] if item.get("goods_description") else []):
            goods = {
                "record": row["record"],
                "consignment_id": row["consignment_id"],
                "line": len(rows) + 1,
                "hs_code": code,
                "goods_description": item.get("goods_description") or (row.get("goods_description") if alone else None),
                "origin_country": item.get("origin_country"),
            }
            if len(item["codes"]) <= 1:
                goods["gross_kg"] = item.get("gross_kg") or (row.get("gross_kg") if alone else None)
            rows.append(goods)
    return rows


def settle_volume(row: Row, part: Part, record: Record) -> None:
    """Leave out a volume that is plainly a dummy, and report it where the goods could not be in it."""
    cubic = row.get("volume_m3")
    if cubic in DUMMY_VOLUMES:
        row["volume_m3"] = None
        if is_reported_dummy(cubic, row.get("gross_kg"), 1):
            record.warn("dummy_volume", part.line("volume_m3"), "volume_m3", f"{cubic:g}")

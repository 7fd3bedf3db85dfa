"""Lines of a flight manifest in Cargo-XML: a waybill in a unit load or in bulk, under the point where it is unloaded.

Named as ignored: density groups, customs notes and procedures, loading remarks, onward movements.
"""

from functools import lru_cache
from typing import cast

from manifests.awb import check_digit_ok
from manifests.cargo_imp_loads import Load
from manifests.cargo_imp_quantity import DUMMY_VOLUMES, WaybillLine, is_reported_dummy
from manifests.cargo_xml import Converters, fill, plain
from manifests.cargo_xml_plan import Part, Plan
from manifests.cargo_xml_values import LONGEST, airport, count, quiet_count, volume, waybill, weight, words
from manifests.cells import Converted
from manifests.reading import Reading, Row
from manifests.record import Record
from manifests.uld import parse_uld

_SPLITS = frozenset("TPSD")
_TYPES = frozenset({"ULD", "BLK", "NIL"})
_SUMMED = frozenset("SD")
"""Splits of which equal lines may be two parts of one waybill."""
LOAD = Plan(
    "loads",
    many=True,
    GrossWeightMeasure="gross_kg",
    GrossVolumeMeasure="volume_m3",
    PackageQuantity="pieces",
    PieceQuantity="~pieces",
    TotalPieceQuantity="total_pieces",
    SummaryDescription="goods_description",
    TransportSplitDescription="split",
    TransportContractDocument=Plan("contract", ID="waybill"),
    OriginLocation=Plan("origin", ID="origin_airport"),
    FinalDestinationLocation=Plan("destination", ID="destination_airport"),
    HandlingSPHInstructions=Plan("handling", many=True, DescriptionCode="code"),
)
CARGO = Plan(
    "cargo",
    many=True,
    TypeCode="type",
    UtilizedUnitLoadTransportEquipment=Plan(
        "unit",
        ID="serial",
        CharacteristicCode="shape",
        OperatingParty=Plan("operator", PrimaryID="owner"),
        GrossWeightMeasure="uld_gross_kg",
        TareWeightMeasure="tare_kg",
    ),
    IncludedMasterConsignment=LOAD,
)


@lru_cache(maxsize=1 << 6)
def split(text: str) -> Converted:
    """Total, part, split or both.

    >>> split("T"), split("s"), split("X")
    (('T', None), ('S', None), (None, 'unknown_code'))
    """
    code = text.strip().upper()
    return (code, None) if code in _SPLITS else (None, "unknown_code" if code else None)


_CONVERTERS = Converters(
    {
        "pieces": count,
        "total_pieces": quiet_count,
        "goods_description": words,
        "split": split,
        "origin_airport": airport,
        "destination_airport": airport,
    },
    {"gross_kg": weight, "volume_m3": volume},
)
_UNIT_WEIGHTS = Converters({}, {"uld_gross_kg": weight, "tare_kg": weight})


_UNKNOWN: Row = dict.fromkeys(("split", "pieces", "gross_kg", "volume_m3", "total_pieces", "goods_description"))


def unit_place(cargo: Part, reading: Reading) -> Row:
    """The unit load of a cargo, its type and the weight stated for it; without the tare where that is stated.

    A unit that weighs no more than it does when it is empty has no weight.
    """
    uld, record = unit_load(cargo, reading), Record(reading)
    stated: Row = {}
    fill(stated, cargo, _UNIT_WEIGHTS, record)
    gross, tare = stated.get("uld_gross_kg"), stated.get("tare_kg")
    if gross is not None and tare is not None:
        gross = round(gross - tare, 6) if gross > tare else None
        if gross is None:
            record.warn("segment_malformed", cargo.line("uld_gross_kg"), "uld_gross_kg", uld)
    return {"uld": uld, "uld_type": uld[:3] if uld else None, "uld_gross_kg": gross}


def unit_load(cargo: Part, reading: Reading) -> str | None:
    """The unit load of a cargo as type, serial and owner; None for bulk, and what is written where it is no number."""
    kind = (plain(cargo.fields.get("type")) or "").upper()
    if kind and kind not in _TYPES:
        Record(reading).warn("unknown_code", cargo.line("type"), "uld", kind)
    written = "".join(plain(cargo.fields.get(name)) or "" for name in ("shape", "serial", "owner"))
    if not written and kind != "ULD":
        return None
    uld = parse_uld(written)
    if uld is None:
        Record(reading).warn("segment_malformed", cargo.line("@unit"), "uld", written or kind)
    return uld or written.upper() or "?"


def read_load(part: Part, place: Row, reading: Reading) -> Load:
    """Return the load of a waybill; one without a readable number is refused and still counted.

    Args:
        part: The waybill in its unit load.
        place: Columns that say where in the manifest it stands.
        reading: Takes the problems.
    """
    record = Record(reading, part.number, part.element.sourceline)
    number = _waybill(part, record)
    row: Row = {
        **place,
        **_UNKNOWN,
        "record": part.number,
        "waybill": number,
        "handling_codes": _handling(part) if part.parts else [],
    }
    fill(row, part, _CONVERTERS, record)
    ends = row.pop("origin_airport", None), row.pop("destination_airport", None)
    dummy = row["volume_m3"] if row["volume_m3"] in DUMMY_VOLUMES else None
    if dummy is not None:
        row["volume_m3"] = None
    correct = number is not None and check_digit_ok(number)
    if number is not None:
        _complete(row, part, correct, record)
    line = WaybillLine(
        number, *ends, row["split"], row["pieces"], row["gross_kg"], None, dummy, row["total_pieces"], None, ()
    )
    return Load(row, record.line or 0, line, correct)


def _handling(part: Part) -> list[str]:
    codes = (plain(each.fields.get("code")) for each in part.parts.get("handling", ()))
    return list(dict.fromkeys(code.upper() for code in codes if code))


def _waybill(part: Part, record: Record) -> str | None:
    """The waybill of a line; without it there is no line."""
    text = (plain(part.fields.get("waybill")) or "")[:LONGEST]
    number, slug = waybill(text) if text else (None, "no_waybill")
    if number is None:
        record.refuse(slug or "awb_format", part.line("waybill"), "waybill", text or None)
    elif slug is not None:
        record.warn(slug, part.line("waybill"), "waybill", text)
    return cast("str | None", number)


def _complete(row: Row, part: Part, correct: bool, record: Record) -> None:
    """Report what is missing; a whole waybill has as many pieces here as in total."""
    if not correct:
        record.warn("awb_check_digit", None, "waybill", row["waybill"])
    if row["pieces"] is None:
        if row["split"] == "T" and "pieces" not in part.fields:
            row["pieces"] = row["total_pieces"]
        if row["pieces"] is None and not plain(part.fields.get("pieces")):
            record.warn("zero_pieces", None, "pieces")
    if row["gross_kg"] is None and not plain(part.fields.get("gross_kg")):
        record.warn("missing_weight", part.line("gross_kg"), "gross_kg")
    if row["goods_description"] is None:
        record.warn("empty_description", None, "goods_description")
    _compare(row, record)


def _compare(row: Row, record: Record) -> None:
    here, total = row["pieces"], row["total_pieces"]
    if here != total and row["split"] == "T" and here and total:
        record.warn("piece_count_mismatch", None, "pieces", f"{here} of {total}")


def without_repeats(loads: list[Load], reading: Reading) -> list[Load]:
    """Take out lines that say again what a line before them says; they are counted as ignored.

    Two equal parts of a split are both meant, unless together they are more than the whole.
    """
    if len({load.line.waybill for load in loads}) == len(loads):
        return loads
    kept: dict[tuple[object, ...], Load] = {}
    out = []
    sums: dict[str | None, int] = {}
    for load in loads:
        sums[load.line.waybill] = sums.get(load.line.waybill, 0) + (load.line.pieces or 0)
    for load in loads:
        row, line = load.row, load.line
        key = (line.waybill, row["uld"], row["unloading_airport"], *line[3:9])
        both_meant = line.split in _SUMMED and sums[line.waybill] <= (line.total or 0)
        if line.waybill is None or both_meant or kept.setdefault(key, load) is load:
            out.append(load)
            continue
        sums[line.waybill] -= line.pieces or 0
        reading.ignored += 1
        Record(reading, load.record, load.number).warn("duplicate_line", None, "waybill", line.waybill)
    return out


def report_dummies(loads: list[Load], reading: Reading) -> None:
    """Report volumes that are plainly dummies where the goods could not be in them."""
    dummies = [(load.line.dummy, load) for load in loads if load.line.dummy is not None]
    ones = sum(cubic == 1.0 for cubic, _ in dummies)
    for cubic, load in dummies:
        if is_reported_dummy(cubic, load.row["gross_kg"], ones):
            Record(reading, load.record, load.number).warn("dummy_volume", None, "volume_m3", f"{cubic:g}")

"""One bill of an ASYCUDA manifest: the waybill or house it names, and what the customs system says of it.

Named as ignored: marks, kinds of packages, seals, insurance and transport values, location, the carrier's
own address, codes of notified parties.
"""

from manifests import cells
from manifests.asycuda import Segment, count, figure, money, trader, weight
from manifests.awb import check_digit_ok, parse_awb
from manifests.cargo_imp_quantity import DUMMY_VOLUMES, is_reported_dummy
from manifests.locode import airport_of
from manifests.reading import Row
from manifests.record import Record, Said
from manifests.s10 import parse_s10, s10_check_digit_ok
from manifests.uld import parse_uld

TRAFFIC = {"22": "export", "23": "import", "24": "transit", "28": "transhipment"}
PAYMENT = {"PP": "prepaid", "P": "prepaid", "CC": "collect", "C": "collect"}
WAYBILL_TYPES = frozenset({"AWB", "MWB", "MAWB", "740", "741"})
MASTER_TYPES = frozenset({"MWB", "MAWB", "741"})
LOADING = ("Place_of_loading", "Original_port_of_loading", "Port_of_origin")
UNLOADING = ("Place_of_unloading",)
GOODS_CODES = ("Goods_segment/Commodity_code", "Goods_segment/HS_code", "HS_Compliance/HS_code")


def name_bill(segment: Segment, master: Said | None, record: Record) -> Row | None:
    """The columns that say which consignment a bill is; None, and the record refused, when it names none.

    A bill with a master is a house; one without is a waybill, a postal item, or a courier's number standing alone.

    Args:
        segment: the bill.
        master: of a degroupage, the master of all its bills.
        record: takes the problems.
    """
    reference = segment.at("Bol_id/Bol_reference")
    if reference is None or cells.bare(reference.text) is None:
        record.refuse("no_waybill", reference.line if reference else None, "waybill")
        return None
    master = segment.at("Bol_id/Master_bol_ref_number") or master
    master = master if master and cells.bare(master.text) else None
    above = parse_awb(master.text) if master else None
    waybill, item = parse_awb(reference.text), parse_s10(reference.text)
    if master and above is None:
        record.warn("awb_format", master.line, "master_waybill", master.text)
    if waybill and above in (None, waybill):
        return _whole(waybill, _type(segment), record)
    if item and not master:
        correct = s10_check_digit_ok(item)
        return {"consignment_id": item, "kind": "postal", "waybill": item, "stream": "mail", "check_digit_ok": correct}
    house, slug = cells.house(reference.text)
    if house is None:
        record.refuse(slug or "no_waybill", reference.line, "house_waybill", reference.text)
        return None
    if not master:
        what = "awb_format" if _type(segment) in WAYBILL_TYPES else "no_waybill"
        record.warn(what, reference.line, "waybill", reference.text)
    return _house(house, above, record)


def _type(segment: Segment) -> str:
    said = segment.at("Bol_id/Bol_type_code")
    return said.text.upper() if said else ""


def _whole(waybill: str, kind: str, record: Record) -> Row:
    correct = check_digit_ok(waybill)
    if not correct:
        record.warn("awb_check_digit", None, "waybill", waybill)
    row: Row = {"consignment_id": waybill, "waybill": waybill, "stream": "cargo", "check_digit_ok": correct}
    return row | ({"kind": "master", "consolidation": True} if kind in MASTER_TYPES else {})


def _house(house: str, above: str | None, record: Record) -> Row:
    row: Row = {"consignment_id": house, "kind": "house", "house_waybill": house, "stream": "cargo"}
    if above is None:
        return row
    correct = check_digit_ok(above)
    if not correct:
        record.warn("awb_check_digit", None, "master_waybill", above)
    return row | {"consignment_id": f"{above}/{house}", "master_waybill": above, "check_digit_ok": correct}


def read_bill(segment: Segment, record: Record) -> Row:
    """What the bill says of its consignment."""
    row: Row = {
        "traffic": _code(TRAFFIC, segment.at("Bol_id/Bol_nature", "Bol_id/Nature"), "traffic", record),
        "origin_airport": place(segment, LOADING, "origin_airport", record),
        "destination_airport": place(segment, UNLOADING, "destination_airport", record),
        "payment": _code(PAYMENT, segment.at("Freight_segment/PC_indicator"), "payment", record),
        **_goods(segment, record),
        **_parties(segment, record),
    }
    row["value"], row["currency"] = money(
        segment.at("Customs_segment/Customs_value"), segment.at("Customs_segment/Customs_currency"), record
    )
    freight = segment.at("Freight_segment/Freight_value"), segment.at("Freight_segment/Freight_currency")
    charged = money(*freight, record, ("freight", "freight_currency"))
    row |= dict(zip(("freight", "freight_currency"), charged, strict=True)) if charged[0] else {}
    return row


def place(segment: Segment, places: tuple[str, ...], column: str, record: Record) -> str | None:
    """The airport of the first of the places that has a code."""
    for path in places:
        code, name = segment.at(f"Load_unload_place/{path}_code"), segment.at(f"Load_unload_place/{path}_name")
        if code and cells.bare(code.text):
            airport, slug = airport_of(code.text, name.text if name else "")
            if slug:
                record.warn(slug, code.line, column, code.text)
            return str(airport) if airport else None
    return None


def _code(known: dict[str, str], said: Said | None, column: str, record: Record) -> str | None:
    if said is None or cells.bare(said.text) is None:
        return None
    meaning = known.get(said.text.upper())
    if meaning is None:
        record.warn("unknown_code", said.line, column, said.text)
    return meaning


def _goods(segment: Segment, record: Record) -> Row:
    gross, words = segment.at("Goods_segment/Gross_mass"), segment.at("Goods_segment/Goods_description")
    row: Row = {
        "pieces": record.take(count, segment.at("Goods_segment/Number_of_packages"), "pieces"),
        "gross_kg": record.take(weight, gross, "gross_kg"),
        "goods_description": record.take(cells.text, words, "goods_description"),
        "volume_m3": record.take(figure, segment.at("Goods_segment/Volume_in_cubic_meters"), "volume_m3"),
        "hs_codes": [code for path in GOODS_CODES if (code := record.take(cells.hs, segment.at(path), "hs_codes"))],
    }
    if gross is None:
        record.warn("missing_weight", None, "gross_kg")
    if row["goods_description"] is None:
        record.warn("empty_description", None, "goods_description")
    if row["volume_m3"] in DUMMY_VOLUMES:
        if is_reported_dummy(row["volume_m3"], row["gross_kg"], 1):
            record.warn("dummy_volume", None, "volume_m3", str(row["volume_m3"]))
        row["volume_m3"] = None
    for part in segment.parts("HS_Compliance"):
        found = (record.take(cells.hs, said, "hs_codes") for (_, tag), said in part.said.items() if "code" in tag)
        row["hs_codes"] += [code for code in found if code and code not in row["hs_codes"]]
    return row


def _parties(segment: Segment, record: Record) -> Row:
    row: Row = {}
    for who, title in (("consignor", "Exporter"), ("consignee", "Consignee")):
        name, address, code = (segment.at(f"{title}/{title}_{slot}") for slot in ("name", "address", "code"))
        row |= trader(who, name, address, code, record)
    if notify := segment.at("Notify/Notify_name"):
        told = trader("notify", notify, segment.at("Notify/Notify_address"), None, record)
        row |= {name: told[name] for name in ("notify_name", "notify_country") if name in told}
    return row


def loads_of(segment: Segment, bill: Row, record: Record) -> list[Row]:
    """The ULDs the bill's goods are in, or the one line of its bulk.

    Weight and volume are of the bill: they are those of a line only where there is one.
    """
    lines: dict[str | None, int | None] = {}
    for part in segment.parts("ctn_segment"):
        said = part.at("ctn_segment/Ctn_reference")
        text = record.take(cells.text, said, "uld")
        known = parse_uld(text) if text else None
        if text and known is None:
            record.warn("segment_malformed", part.line, "uld", text)
        uld = known or text
        pieces = record.take(count, part.at("ctn_segment/Number_of_packages"), "pieces")
        lines[uld] = (lines.get(uld) or 0) + (pieces or 0) or None
    alone = len(lines) <= 1
    return [
        {
            "uld": uld,
            "uld_type": uld[:3] if uld else None,
            "split": "T" if alone else "S",
            "pieces": bill["pieces"] if alone else pieces,
            "gross_kg": bill["gross_kg"] if alone else None,
            "volume_m3": bill["volume_m3"] if alone else None,
            "total_pieces": bill["pieces"],
            "goods_description": bill["goods_description"],
        }
        for uld, pieces in (lines or {None: None}).items()
    ]

"""The courier's list: one row a parcel, in two layouts as couriers send them.

The headers are those of the courier mapping (sites/mappings/courier.toml): Russian in cp1251 with semicolons and
decimal commas, or English in UTF-8 with commas.
"""

import csv
import io
from datetime import datetime

import xlsxwriter

from exercises.consignments import Consignment
from exercises.today import hyphened
from exercises.waybills import Waybill
from exercises.wire import plain

RUSSIAN = (
    "№ п/п", "Общая накладная", "Индивидуальная накладная", "Наименование товара", "Код ТН ВЭД", "Кол-во мест",
    "Вес брутто, кг", "Стоимость", "Валюта", "Отправитель", "Страна отправителя", "Получатель", "ИИН", "Адрес",
    "Телефон",
)  # fmt: skip
ENGLISH = (
    "MAWB", "HAWB", "BagNo", "Pieces", "GrossWeightKg", "GoodsDescription", "HSCode", "Quantity", "UnitValue",
    "TotalValue", "Currency", "OriginCountry", "ShipperName", "ShipperCountry", "ConsigneeName", "ConsigneeAddress",
    "ConsigneeCity", "ConsigneePostcode", "ConsigneeCountry", "ConsigneePhone",
)  # fmt: skip


CHINESE = (
    "主单号", "分单号", "件数", "毛重KG", "品名", "税则号", "申报价值", "币种", "发货人", "收件人", "收件人地址",
    "收件人电话", "收件人国家",
)  # fmt: skip


_RUSSIAN_LETTERS = str.maketrans("қғұүәөіңўҳҚҒҰҮӘӨІҢЎҲ", "кгууаоинухКГУУАОИНУХ")
"""cp1251 has no Kazakh or Uzbek letters: clerks write the nearest Russian one."""


def _russian_row(n: int, master: str, it: Consignment) -> tuple[str, ...]:
    value = f"{it.value:.2f}".replace(".", ",") if it.value else ""
    to = it.consignee
    return (
        str(n), hyphened(master), it.number, it.text, it.hs or "", str(it.pieces), plain(it.kg).replace(".", ","),
        value, it.currency, it.consignor.name, it.consignor.country, to.native or to.name, "",
        f"{to.city.title()}, {to.native_street or to.street}", to.phone,
    )  # fmt: skip


def _english_row(bag: str, master: str, it: Consignment, native: bool) -> tuple[str, ...]:
    value = f"{it.value:.2f}" if it.value else ""
    to, sender = it.consignee, it.consignor
    return (
        hyphened(master), it.number, bag, str(it.pieces), plain(it.kg), it.text, it.hs or "", "1", value, value,
        it.currency, sender.country, sender.name, sender.country, (native and to.native) or to.name, to.street,
        to.city.title(), to.post, to.country, f"+{to.phone}",
    )  # fmt: skip


def courier_list(waybills: list[Waybill], *, russian: bool, native: bool) -> bytes:
    """The list of the parcels of some masters, as the bytes of a file; `native` keeps names in their own letters."""
    out = io.StringIO()
    parcels = [(waybill.consignment.number, parcel) for waybill in waybills for parcel in waybill.houses]
    if russian:
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(RUSSIAN)
        writer.writerows(_russian_row(n, master, parcel) for n, (master, parcel) in enumerate(parcels, start=1))
        return out.getvalue().translate(_RUSSIAN_LETTERS).encode("cp1251", errors="replace")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(ENGLISH)
    writer.writerows(
        _english_row(f"BAG{n // 40:02d}", master, parcel, native) for n, (master, parcel) in enumerate(parcels)
    )
    return out.getvalue().encode("utf-8")


def chinese_list(waybills: list[Waybill]) -> bytes:
    """A list as a Chinese platform sends it: an XLSX with Chinese headers and a row of totals."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - no zones there; a fixed day keeps bytes
        sheet = book.add_worksheet("清单")
        sheet.write_row(0, 0, CHINESE)
        line = 1
        for waybill in waybills:
            for it in waybill.houses:
                to = it.consignee
                sheet.write_row(line, 0, (
                    hyphened(waybill.consignment.number), it.number, it.pieces, it.kg, it.text, it.hs or "",
                    it.value or "", it.currency, it.consignor.name, to.native or to.name, to.native_street or to.street,
                    f"+{to.phone}", to.country,
                ))  # fmt: skip
                line += 1
        sheet.write(line, 0, "合计")
        sheet.write(line, 2, sum(it.pieces for waybill in waybills for it in waybill.houses))
    return held.getvalue()

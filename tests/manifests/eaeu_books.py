"""Workbooks of the express register in fictitious words; run it to write the golden ones."""

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

FOLDER = Path(__file__).parent / "golden" / "eaeu_express"
HEADER = (
    {0: "Общие сведения", 47: "Сведения о товарах", 56: "Сведения о документах"},
    {
        0: "№ п/п", 1: "Общая накладная", 3: "Индивидуальная накладная", 5: "Индивидуальный отправитель",
        26: "Индивидуальный получатель", 47: "№ п/п", 49: "Наименование", 50: "Код ТНВЭД", 51: "Количество",
        52: "Вес брутто", 53: "Валюта, стоимость", 55: "Валюта, стоимость в валюте государства-члена",
    },
    {
        1: "Номер ", 2: "Дата", 3: "Номер", 4: "Дата", 5: "Наименование субъекта", 6: "Краткое наименование субъекта",
        7: "Идентификатор физического лица (ИИН) или БИН", 26: "Наименование субъекта",
        27: "Краткое наименование субъекта", 28: "Идентификатор физического лица (ИИН)", 53: "Код валюты",
        54: "Значение",
    },
    {
        15: "Код страны", 16: "Регион", 18: "Город", 20: "Улица", 21: "Номер дома", 23: "Код вида связи",
        25: "Идентификатор канала связи", 36: "Код страны", 37: "Регион", 39: "Город", 41: "Улица", 42: "Номер дома",
        44: "Код вида связи", 46: "Идентификатор канала связи",
    },
    {0: 1, 1: 2, 3: 3, 5: 4, 26: 5, 47: 6, 49: 7, 50: 8, 51: 9, 52: 10, 53: 11, 55: 12},
)  # fmt: skip
PARTIES = {
    5: "SKAZKA SHOP", 15: "TR", 18: "IZMIR", 20: "MASAL SOKAK", 21: 3, 23: "EM", 25: "shop@skazka.example",
    26: "Ертегі Кейіпкер", 28: "900115399999", 36: "KZ", 39: "Қиял", 41: "Ертегі к-сі", 42: 7, 44: "TE",
    46: "+7 700 000 10 01",
}  # fmt: skip
GENERAL = ({0: "Тип декларации", 3: "ИМ", 4: "ПТДЭГ", 5: "Таможенный пост", 7: "55999"},)
LABELS = (
    "Наименование субъекта", "БИН", "Код страны", "Город", "Улица", "Номер дома", "Код вида связи",
    "Идентификатор вида связи",
)  # fmt: skip
GOODS_HEADER = (
    "Порядковый номер", "Код товара ТНВЭД", "Наименование товара", "Масса брутто", "Масса нетто",
    "Количество товара", "Стоимость (валюта)", "Валюта", "Таможенная стоимость (тенге)",
)  # fmt: skip

Cells = Mapping[int, Any]


def house(number: int, waybill: object, name: object, goods: Cells, parties: Cells | None = None) -> dict[int, Any]:
    """The first row of a house in the one sheet."""
    return {
        0: number,
        1: waybill,
        2: "26.02.2026",
        3: name,
        4: "25.02.2026",
        **(PARTIES if parties is None else parties),
        **goods,
    }


def goods(words: object, code: object, kilograms: object, currency: object, value: object) -> dict[int, Any]:
    """The goods cells of a row in the one sheet."""
    return {47: 1, 48: 1, 49: words, 50: code, 51: 2, 52: kilograms, 53: currency, 54: value, 55: 100}


def form(
    master: object, name: object, lines: Sequence[Sequence[object]], total: object = None, consignee: object = "Небыль"
) -> list[dict[int, Any]]:
    """The rows of one form; an empty one is `form("", "", [], consignee="")`."""
    texts = ("KUMBARA STORE", "404999001", "GE", "TBILISI", "ZGHAPRIS", 4, "EM", "store@kumbara.example")
    told: tuple[object, ...] = (consignee, "", "KZ", "Қиял", "Ертегі к-сі", 7, "TE", "+7 700 000 10 02")
    if not name and not consignee:
        texts, told = ("",) * len(LABELS), ("",) * len(LABELS)
    rows: list[dict[int, Any]] = [
        {0: "Транспортный (перевозочный) документ"},
        {0: "Номер документа", 2: master},
        {0: "Индивидуальная накладная"},
        {0: "Номер документа", 2: name},
        {0: "Дата документа", 2: "2026-02-25" if name else ""},
        {0: "Отправитель", 3: "Получатель"},
        {0: "ИИН", 3: "ИИН", 4: "900115399999" if consignee else ""},
    ]
    rows += [{0: label, 1: left, 3: label, 4: right} for label, left, right in zip(LABELS, texts, told, strict=True)]
    rows += [{0: "Товары"}, {0: "Итого", 3: total if total is not None else ""}, dict(enumerate(GOODS_HEADER))]
    return rows + [dict(enumerate(line)) for line in lines]


def book(sheets: Mapping[str, Sequence[Cells]]) -> bytes:
    """The bytes of a workbook; the same sheets give the same bytes."""
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as made:
        made.set_properties({"created": datetime(2026, 2, 27, tzinfo=UTC)})
        for title, rows in sheets.items():
            sheet = made.add_worksheet(title)
            for at, row in enumerate(rows):
                for column, cell in row.items():
                    sheet.write(at, column, cell)
    return held.getvalue()


def table(rows: Sequence[Cells], header: Sequence[Cells] = HEADER) -> bytes:
    """The register in one sheet."""
    return book({"Общие сведения": GENERAL, "Накладная": [*header, *rows], "Справочники": [{0: "Код"}]})


def forms(*sheets: Sequence[Cells]) -> bytes:
    """The register with a sheet for each house."""
    general = [{0: "Тип декларации", 1: "ИМ", 2: "ДТЭГ"}, {}, {0: "Таможенный пост", 1: "55999", 2: "ОЙДАН БЕКЕТІ"}]
    named = {f"Накладная {number}": rows for number, rows in enumerate(sheets, 1)}
    return book({"Общие сведения": general, "Справочники": [{0: "Код"}], **named})


def golden() -> dict[str, bytes]:
    """The golden workbooks by name."""
    bear, shirt = (
        goods("Игрушка мягкая", "9503004100", 0.8, "USD", 31.5),
        goods("Футболка", 6109100000, "0,2", "USD", "8,50"),
    )
    tiles = [[1, "6907219000", "Плитка настенная", 2.5, 2.25, 10, 40, "EUR", 22000]]
    return {
        "good_one_sheet": table(
            [
                house(1, "074-10000012", "VX1001", bear),
                {0: 1, **shirt},
                house(2, "074-10000012", "VX1002", goods("Книга сказок", "4901990000", "0.6", "EUR", 12)),
                house(2, "074-10000012", "VX1002", goods("Открытки", "4909000000", 0.1, "EUR", 3)),
            ]
        ),
        "good_sheet_per_house": forms(
            form("074-10000012", "VX2001", tiles, 2.5),
            form("074-10000012", "VX2002", [*tiles, [2, "7013370000", "Стаканы", 1, 0.9, 6, 12, "EUR", 6600]], "3,5"),
            form("", "", [], consignee=""),
        ),
        "bad_one_sheet": table(
            [
                {0: 1, **shirt},
                house(2, "074-10000013", "2026-02-28", bear),
                {0: 2, **shirt},
                house(3, "8.86E+10", "VX1003", goods("Подарок", "9503", 0, "RUR", 5), {26: "Небыль Небылица"}),
                {0: 3, **goods("Зонт", "66019", "3 kg", "EUR", 5)},
                {0: 3, 60: "разрешение"},
                {0: 3, 10: "паспорт"},
                house(4, "074-10000012", "VX1004", bear),
                house(5, "074-10000012", "VX1005", shirt),
                house(4, "074-10000012", "VX1004", shirt),
                house(5, "074-10000012", "VX1005", shirt),
                {0: "Итого", 52: 2.2},
            ],
            HEADER[1:4],
        ),
        "bad_sheet_per_house": forms(
            form("074-10000012", "VX2003", tiles, 9),
            form("074-10000012", "", tiles),
            form("SG-12345678", "VX2003", [[1, "", "", "", "", "", "-4", "USD", ""]]),
        ),
    }


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    for name, data in golden().items():
        (FOLDER / f"{name}.xlsx").write_bytes(data)

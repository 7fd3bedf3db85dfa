"""The whole circle: a copy is made for an officer, filled in in his words, returned, and counted in the next night."""

import os
from datetime import timedelta

import openpyxl
import pytest
from lakes import AS_OF, TONIGHT, everything, last_night, rows

from flows.copy import Wanted, copied
from flows.figures import measured
from flows.front import gathered
from flows.inbox import bring, check
from flows.nightly import night
from flows.returned import returned
from flows.show import show
from lake.past import Past
from lake.sheet_words import words
from models.labels import label
from targets.listing import Copy

pytestmark = pytest.mark.slow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RU = words("ru")


def header_of(sheet):
    """The row of the headings, and the column of each by its name in the sheet."""
    names = {label.replace("(UTC)", "(Asia/Almaty)"): name for name, label in RU["sheet_column"].items()}
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        found = {names[cell]: at for at, cell in enumerate(cells, 1) if cell in names}
        if "case_id" in found:
            return number, found
    raise AssertionError("no headings")


def filled(book, said, added):
    label = RU["sheet_column"]["case_id"]
    sheet = next(one for one in book if any(label in row for row in one.iter_rows(values_only=True)))
    header, at = header_of(sheet)
    number = {sheet.cell(row, at["list_line"]).value: row for row in range(header + 1, sheet.max_row + 1)}
    for line, cells in said.items():
        for name, value in cells.items():
            sheet.cell(number[line], at[name], value)
    free = next(row for row in range(header + 1, sheet.max_row + 2) if not sheet.cell(row, at["case_id"]).value)
    for name, value in added.items():
        sheet.cell(free, at[name], value)
    return at


def test_a_list_is_worked_in_russian_returned_and_counted_in_the_next_night(worked, copy, tmp_path):
    unit = copy(worked)
    first = last_night(unit)
    lines = {row["line"]: row for row in rows(unit, first, "targets").to_pylist()}
    files = copied(unit, Wanted(), Copy("Офицер 7"), ("ru",))
    book = openpyxl.load_workbook(files["xlsx"])
    opened = {
        "decision": "принято", "decided_at": "2026-03-01 11:00", "presented": "да", "method": "полное вскрытие",
        "officer_id": "7",
    }  # fmt: skip
    found = {
        "result": "Нарушение выявлено", "finding": "наркотические средства", "quantity": 1.5, "unit": "кг",
        "concealment": "двойное дно", "xray_image_id": "СНИМОК-7", "remarks": "в коробке",
    }  # fmt: skip
    drawn = next(number for number, row in lines.items() if row["selected_as"] == "random")
    other = next(number for number in lines if number not in (1, drawn))
    clear = {"result": "нарушений не выявлено"}
    said = {1: opened | found, drawn: opened | clear, other: {"decision": "не дошла очередь"}}
    at = filled(book, said, opened | clear | {"case_id": "020-9999 9995"})
    assert "selected_as" not in at, "an officer's copy does not say what selected a line"
    home = tmp_path / "смена.xlsx"
    book.save(home)

    looked = check(unit, home.name, home.read_bytes(), AS_OF + 15 * HOUR)
    assert looked.receipt.made_for == ("Офицер 7",) and looked.receipt.totals["counted"] == 4
    path = bring(unit, looked)
    assert path is not None and bring(unit, looked) is None, "the same sheet twice is there already"
    os.utime(path, ((AS_OF + 15 * HOUR).timestamp(),) * 2)
    before = {one.name: one for one in measured(unit, TONIGHT, TONIGHT).figures if not one.of}
    next_night = night(unit, AS_OF + DAY)

    (receipt,) = (one for one in next_night.counts["receipts"] if one["file"] == path.name)
    assert {end: receipt[end] for end in ("counted", "known", "refused")} == {"counted": 4, "known": 0, "refused": 0}
    assert receipt["counted"] + receipt["untouched"] == len(lines) + 1
    assert "Офицер 7" in (unit.store.folder / receipt["page"]).read_text("utf-8")
    kept = {row["case_id"]: row for row in everything(unit, next_night, "inspections") if row["remarks"] == "в коробке"}
    hit = kept[lines[1]["case_id"]]
    assert {name: hit[name] for name in ("quantity", "unit", "concealment", "xray_image_id")} == {
        "quantity": 1.5, "unit": "кг", "concealment": "двойное дно", "xray_image_id": "СНИМОК-7"
    }  # fmt: skip
    results = returned(Past(unit.store, next_night))
    told = {row["case_id"]: row for row in label(results, unit.site.strong_methods).to_pylist()}
    assert told[lines[1]["case_id"]]["illicit"] is True
    assert told[lines[drawn]["case_id"]]["illicit"] is False
    assert told[lines[drawn]["case_id"]]["selected_as"] == "random"
    assert told[lines[drawn]["case_id"]]["selection_probability"] == lines[drawn]["selection_probability"]
    assert told["02099999995"]["selected_as"] == "officer"
    after = {one.name: one for one in measured(unit, TONIGHT, TONIGHT).figures if not one.of}
    assert after["results recorded"].count == before["results recorded"].count + 4
    assert after["coverage of known hits by the lists"].count == 1
    tonight = next(one for one in gathered(unit).nights if one.day == TONIGHT)
    assert (tonight.ends["hit"], tonight.ends["clear"], tonight.decided) == (1, 1, 3), "the front page counts them"
    text = "\n".join(show(unit, lines[1]["case_id"]))
    assert "СНИМОК-7" in text and "двойное дно" in text and "1.5 кг" in text and "в коробке" in text

"""A unit's figures from its lake: what arrived and what came home is counted once, and nothing that came later."""

import os
from datetime import timedelta

import openpyxl
import pytest
from lakes import AS_OF, DAYS, SITE, TONIGHT, everything, last_night, rows

from flows.figures import measured
from flows.nightly import night
from flows.unit import open_unit
from lake.runs import committed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(found):
    return {(figure.name, figure.of): figure for figure in found.figures}


def counts(figure):
    return figure.count, figure.out_of


def test_past_nights_are_counted_from_what_officers_sent_home(described):
    unit = open_unit(described, SITE)
    found = measured(unit)
    of = told(found)
    results = everything(unit, committed(unit.store)[-1], "inspections")
    cases = {row["case_id"]: row for row in results}
    assert (found.first, found.last, found.lists) == (DAYS[0], DAYS[-1], 0)
    assert of["results recorded", ""].out_of == len(cases)
    assert of["hit rate", ""].count == sum(row["result"] == "hit" for row in cases.values()) > 0
    assert of["decline rate", ""].count == sum(row["decision"] == "declined" for row in cases.values())
    drawn = [row for row in cases.values() if row["selected_as"] == "random"]
    assert of["decline rate", "selected as random"].out_of == len(drawn) > 0
    arrived = set().union(*(_seen(unit, day) for day in DAYS)) | set(cases)
    assert found.arrived.cases == len(arrived) and found.arrived.nights == len(DAYS)
    assert sum(found.arrived.by_stream.values()) <= found.arrived.cases
    bad = of["bad among what arrived", "illicit"].measure
    assert bad.value is None or bad.low <= bad.value <= bad.high <= len(arrived)


def _seen(unit, day):
    (backfill,) = committed(unit.store)
    at = unit.site.as_of(day)
    known = unit.store.read(backfill.part("cases", at)).to_pylist()
    return {row["case_id"] for row in known if row["last_chance_at"] is None or row["last_chance_at"] > at}


def test_a_part_of_the_days_counts_what_was_decided_and_arrived_in_them(described):
    unit = open_unit(described, SITE)
    whole, first, rest = (measured(unit, *days) for days in ((None, None), (DAYS[0], DAYS[1]), (DAYS[2], None)))
    lines = [told(found)["results recorded", ""].out_of for found in (whole, first, rest)]
    assert lines[0] == lines[1] + lines[2] and min(lines) > 0
    assert first.arrived.nights == 2 and first.arrived.cases < whole.arrived.cases


def test_days_without_a_run_and_a_unit_without_one_are_refused(described, tmp_path):
    unit = open_unit(described, SITE)
    with pytest.raises(ValueError, match="no run of almaty speaks for a day from 2027"):
        measured(unit, TONIGHT.replace(year=2027))
    with pytest.raises(ValueError, match="no night was run for almaty yet"):
        measured(open_unit(tmp_path, SITE))


@pytest.mark.slow
def test_a_list_is_counted_line_by_line_with_what_came_home_of_it(worked, copy):
    unit = copy(worked)
    first = last_night(unit)
    lines = rows(unit, first, "targets").to_pylist()
    before = told(measured(unit, TONIGHT, TONIGHT))
    assert counts(before["results recorded", ""])[1] >= len(lines)
    book = openpyxl.load_workbook(unit.store.folder / first.outputs["xlsx"])
    sheet = book.worksheets[0]
    at = {str(cell.value): cell.column for cell in sheet[1]}
    drawn = next(row["line"] for row in lines if row["selected_as"] == "random")
    opened = {"Decision": "accepted", "Presented": "yes", "Method": "full_opening"}
    said = {
        1: opened | {"Result": "hit", "Finding": "narcotics"},
        2: {"Decision": "declined", "Reason if declined": "known trader"},
        drawn: opened | {"Result": "clear"},
    }
    for line, cells in said.items():
        for name, value in ({"Decided at (Asia/Almaty)": "2026-03-01 11:00"} | cells).items():
            sheet.cell(line + 1, at[name], value)
    home = unit.store.folder / "inbox/results/home.xlsx"
    book.save(home)
    os.utime(home, ((AS_OF + 15 * HOUR).timestamp(),) * 2)
    night(unit, AS_OF + DAY)
    found = measured(unit, TONIGHT, TONIGHT)
    of = told(found)
    assert found.lists == 1
    recorded = of["results recorded", ""].count - before["results recorded", ""].count
    assert recorded == 3 and of["results recorded", ""].out_of == before["results recorded", ""].out_of
    assert of["coverage of known hits by the lists", ""].count == 1
    assert counts(of["random hit rate", "illicit"]) == (0, before["random hit rate", "illicit"].out_of + 1)
    assert of["prevalence", "illicit"].note != before["prevalence", "illicit"].note

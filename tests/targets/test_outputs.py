"""Outputs: the same bytes, no request, no code that runs, and a sheet that comes home."""

import base64
import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.publishing import example
from lake.collect import collect
from lake.findings import ALL_FINDINGS
from lake.harmless import harmless, original, risky
from lake.sheet import SHEET
from targets.language import load
from targets.outputs.columns import READING, reading_labels
from targets.outputs.html import groups
from targets.outputs.output import Output
from targets.publish import publish

EN = load("en")
LISTING = example(30, 400)
OUTPUTS = {output.name: output for output in collect("targets.outputs", Output)}
PAYLOADS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\u200b=1", "\ufeff=1", "＝1", "＋1",
    "－1", "＠a", "﹦1",
    "a\n=1", "a\r\n@b", "a;=1", 'a";=1', "'=1", "\\x41", "a\\", "<script>alert(1)</script>", '"><img src=x>',
    "=HYPERLINK(\"http://example.invalid\")", "\u202e=1",
    "&lt;", "{{ 7*7 }}", "\x00=1", "+7 701 000 00 00",
)  # fmt: skip


def hostile(text):
    line = LISTING.lines[1]
    case = line.case | {"goods_description": text, "consignor_name": text, "uld": text, "house_waybill": text}
    return replace(LISTING, lines=(replace(line, case=case),), warnings=(text,), model=text)


def page(listing=LISTING):
    return OUTPUTS["html"].write(listing, EN).decode()


def workbook(listing=LISTING):
    return openpyxl.load_workbook(io.BytesIO(OUTPUTS["xlsx"].write(listing, EN)))["List"]


def rows(listing=LISTING):
    return list(csv.reader(io.StringIO(OUTPUTS["csv"].write(listing, EN).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", ["csv", "html", "json", "xlsx"])
def test_the_same_listing_gives_the_same_bytes(name):
    assert OUTPUTS[name].write(LISTING, EN) == OUTPUTS[name].write(example(30, 400), EN)


def test_the_page_asks_nobody_for_anything():
    text = page()
    assert not re.search(r"""https?:|\bsrc=|\bhref=|url\(|@import|<link|<iframe|fetch\(|XMLHttp|WebSocket""", text)
    assert not re.search(r"""<[^>]+\s(style|on\w+)=""", text)


def test_the_page_allows_its_own_style_and_script_and_nothing_else():
    text = page()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        inline = re.search(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)[1]
        assert f"{kind}-src 'sha256-{_base64(inline)}'" in policy


def _base64(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_of_a_message_cannot_become_markup(payload):
    text = page(hostile(payload))
    assert text.count("<script") == 1
    assert "<img" not in text
    assert "alert(1)</script>" not in text.replace("&lt;", "")


def test_three_hundred_lines_stay_below_half_a_megabyte():
    assert len(OUTPUTS["html"].write(example(300, 1200), EN)) < 500_000


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])) | st.sampled_from(PAYLOADS))
def test_a_harmless_cell_gives_its_text_back(text):
    assert original(harmless(text)) == text


@given(
    st.sampled_from(["", "a", "a;", "a\n", " ", "\u00a0", "\t", "\ufeff"]), st.sampled_from("=+-@＝＋－＠"), st.text()
)
def test_no_separator_or_blank_brings_a_formula_back(before, sign, after):
    cell = harmless(before + sign + after)
    assert not any(risky(part) for part in re.split(r"[;\r\n\t]", cell))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_dead_in_csv_and_whole(payload):
    head, line = rows(hostile(payload))
    cell = line[head.index("Goods")]
    assert not risky(cell)
    assert original(cell) == payload


@pytest.mark.parametrize("payload", [text for text in PAYLOADS if not re.search(r"[\x00\r]", text)])
def test_a_payload_is_dead_in_the_workbook_and_whole(payload):
    sheet = workbook(hostile(payload))
    cell = sheet.cell(2, [c.value for c in sheet[1]].index("Goods") + 1)
    assert cell.data_type == "s"
    assert cell.value == payload
    assert cell.quotePrefix == risky(payload)


def test_the_csv_begins_with_the_columns_of_the_outcome_sheet():
    head, *lines = rows()
    assert head[: len(SHEET)] == [column.label for column in SHEET]
    assert len(head) == len(SHEET) + len(READING)
    assert len(lines) == 30


def test_the_columns_of_the_outcome_sheet_come_home_from_the_workbook():
    sheet = workbook()
    head = [cell.value for cell in sheet[1]]
    assert {column.label for column in SHEET} <= set(head)
    assert len(head) == len(set(head))
    given = [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    for row, line in zip(given, LISTING.lines, strict=False):
        assert (row["List"], row["Line"], row["Case"]) == (
            "almaty-2026-03-02",
            line.target["line"],
            line.target["case_id"],
        )
        assert row["Selection probability"] == line.target["selection_probability"]
        assert row["Result"] is None
    assert not any(value for row in given[30:] for value in row.values())


def test_the_reading_columns_are_never_taken_for_those_of_the_outcome_sheet():
    known = {name.lower() for column in SHEET for name in (column.name, column.label)}
    assert known.isdisjoint(label.lower() for label in reading_labels(LISTING, EN).values())


def test_an_officer_can_write_only_where_results_go_and_picks_from_the_lists():
    sheet = workbook()
    head = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.protection.sheet
    for column in SHEET:
        assert sheet.cell(2, head[column.label]).protection.locked == (not column.filled)
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert f'"{",".join(ALL_FINDINGS)}"' in lists
    assert len(lists) == 5
    assert sheet.freeze_panes == "C2"


def test_the_json_tells_every_number_and_what_it_means():
    document = json.loads(OUTPUTS["json"].write(LISTING, EN))
    assert document["schema"] == "accu list 1"
    assert "margin" in document["doc"]
    assert len(document["lines"]) == 30
    line = document["lines"][1]
    assert line["target"]["priority"] == LISTING.lines[1].target["priority"]
    assert line["target"]["as_of"] == "2026-03-01T23:00:00Z"
    assert {"feature", "value", "usual", "n", "contribution"} <= set(line["reasons"][0])


def test_everything_is_published_and_the_hashes_are_right(tmp_path):
    paths = publish(LISTING, tmp_path / "lists")
    assert set(paths) == {"csv", "html", "json", "xlsx", "sha256"}
    assert sorted(path.name for path in (tmp_path / "lists").iterdir()) == sorted(path.name for path in paths.values())
    for line in paths["sha256"].read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "lists" / name).read_bytes()).hexdigest() == digest
    assert paths["html"].name == "almaty-2026-03-02-r1.html"


def test_a_line_is_shown_in_the_sites_own_zone():
    text = page()
    assert "Known up to 2 Mar 04:00 (Asia/Almaty)" in text
    assert "last chance <b>2 Mar 06:40</b> Asia/Almaty" in text
    assert "2 h 40 min" in text
    assert "courier: nothing since 28 Feb 21:10" in text


def test_a_flight_is_as_urgent_as_the_first_of_its_lines_that_is_still_ahead():
    def flight(name, *hours):
        at = [None if hour is None else LISTING.as_of + timedelta(hours=hour) for hour in hours]
        known = LISTING.lines[0]
        return [replace(known, target=known.target | {"flight_id": name, "last_chance_at": until}) for until in at]

    lines = [*flight("OVER", -3, -1), *flight("LATER", 9), *flight("SOON", -1, None, 2), *flight("NEVER TOLD", None)]
    found = groups(lines, LISTING.as_of)
    assert [group.flight_id for group in found] == ["SOON", "LATER", "NEVER TOLD", "OVER"]
    assert found[0].last_chance_at == LISTING.as_of + timedelta(hours=2)


def test_probability_and_severity_stand_side_by_side_and_nothing_is_said_of_a_severity_that_is_not_known():
    known = replace(LISTING, lines=tuple(replace(line, severity=1.5) for line in LISTING.lines))
    for said in (page(known), "".join(map(str, rows(known)))):
        assert "prohibited or dangerous, severity 1.5" in said and "about 1 in" in said
    assert "severity" not in page() and json.loads(OUTPUTS["json"].write(known, EN))["lines"][1]["severity"] == 1.5

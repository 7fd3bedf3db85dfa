"""The list as CSV and as JSON: all comes back whole, nothing runs, and each keeps the form that is documented."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from lake.harmless import original, risky
from lake.sheet import SHEET
from manifests.outcome_sheet import read_sheet
from targets.docs import schema_page
from targets.language import load
from targets.outputs.columns import SELECTION, labels, reading
from targets.outputs.json import SCHEMA, list_schema
from targets.requests import Request
from targets.uld_facts import Fact, Inside
from targets.ulds import UldChoice
from tests.targets.payloads import payloads
from tests.targets.sheets import CODES, hostile, listing, officers, supervisors, table, write

VALIDATOR = jsonschema.Draft202012Validator(list_schema(), format_checker=jsonschema.FormatChecker())


def test_the_csv_begins_with_the_columns_of_the_outcome_sheet():
    head, *lines = table(supervisors())
    assert head[: len(SHEET)] == [column.label.replace("(UTC)", "(Asia/Almaty)") for column in SHEET]
    assert len(head) == len(SHEET) + len(reading(supervisors()))
    assert len(lines) == 30


@pytest.mark.parametrize("code", CODES)
def test_an_officers_csv_is_without_the_selection_and_in_his_words(code):
    head, *lines = table(officers(), code)
    assert head == list(labels(officers(), load(code)).values())
    assert not {load(code).say(f"sheet_column.{name}") for name in SELECTION} & set(head)
    assert lines[0][head.index(load(code).say("sheet.as_of"))] == "2026-03-01 23:00"


@pytest.mark.parametrize("code", CODES)
def test_a_time_is_written_by_the_clock_on_the_wall_and_read_as_such(code):
    language = load(code)
    head, line, *_ = table(officers(), code)
    for name, word in (("decision", language.say("decision.accepted")), ("decided_at", "2026-03-02 11:30")):
        line[head.index(labels(officers(), language)[name])] = word
    data = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in (head, line)).encode("utf-8-sig") + b"\r\n"
    (row,) = read_sheet(data, "home.csv", datetime(2026, 3, 3, tzinfo=UTC)).rows["inspections"]
    assert row["decided_at"] == datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("code", CODES)
def test_a_csv_filled_in_with_the_words_of_its_language_comes_home(code):
    language = load(code)
    head, line, *_ = table(replace(officers(), made_for="post 3"), code)
    for name, word in (("decision", "accepted"), ("method", "full_opening"), ("result", "inconclusive")):
        line[head.index(language.say(f"sheet_column.{name}"))] = language.say(f"{name}.{word}")
    data = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in (head, line)).encode("utf-8-sig") + b"\r\n"
    (row,) = read_sheet(data, "sheet.csv", officers().as_of).rows["inspections"]
    told = officers().lines[0].target
    assert (row["inspection_id"], row["case_id"]) == (f"almaty-2026-03-02/{told['line']}", told["case_id"])
    assert (row["decision"], row["method"], row["result"]) == ("accepted", "full_opening", "inconclusive")


def test_five_hundred_payloads_are_dead_in_csv_and_whole():
    texts = payloads()
    head, *lines = table(hostile(texts))
    for line, text in zip(lines, texts, strict=True):
        assert not any(risky(cell) for cell in line)
        for name in ("Goods", "Consignor", "Consignee", "ULD", "Present together with"):
            assert original(line[head.index(name)]) == text


@pytest.mark.parametrize("case_id", ["02012345675", "1803330000123456", "12E5", "18000000000", "02012345675/H1"])
def test_a_case_that_looks_like_a_number_stays_what_it_is(case_id):
    line = officers().lines[0]
    given = replace(officers(), lines=(replace(line, target=line.target | {"case_id": case_id}),))
    head, row = table(given)
    cell = row[head.index("Case")]
    assert original(cell) == case_id
    assert cell.startswith("'") == (case_id not in ("18000000000", "02012345675/H1"))


@pytest.mark.parametrize("given", [officers(), supervisors(), hostile(payloads()), listing(300, 1200)])
def test_a_list_is_as_its_schema_says(given):
    VALIDATOR.validate(json.loads(write("json", given)))


def test_requests_and_ulds_are_as_the_schema_says():
    at = officers().as_of
    asked = Request(1, "02012345675", "02012345675", None, "LH", None, at, 3, 40.5, ("ask.houses",))
    inside = Inside("02012345675", "02012345675", None, "TEA", None, 3, 40.5, consolidation=True, chance=None, line=2)
    uld = UldChoice(
        flight_id="KC0927-20260302-IST",
        uld=None,
        uld_type=None,
        waybills=2,
        cases=2,
        kg=None,
        stated_kg=None,
        pieces=4,
        expected_hits=0.2,
        probability=0.2,
        minutes=120,
        starts_at=at,
        last_chance_at=at,
        lines=(2,),
        facts=(Fact("added", {"n": 2.0}),),
        first=(inside,),
    )
    document = json.loads(write("json", replace(officers(), requests=(asked,), ulds=(uld,))))
    VALIDATOR.validate(document)
    assert document["requests"][0]["last_chance_at"] == "2026-03-01T23:00:00Z"
    assert document["ulds"][0]["first"][0]["goods"] == "TEA"
    document["ulds"][0]["minutes"] = "120"
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(document)


def test_the_schema_is_one_and_refuses_what_is_not_declared():
    jsonschema.Draft202012Validator.check_schema(list_schema())
    document = json.loads(write("json", officers()))
    assert document["schema"] == SCHEMA == list_schema()["$id"]
    for wrong in ({"revision": 0}, {"lines": None}, {"more": 1}, {"as_of": "yesterday"}, {"schema": "urn:accu:list:1"}):
        with pytest.raises(jsonschema.ValidationError):
            VALIDATOR.validate(document | wrong)
    document["lines"][0]["target"]["selected_as"] = "whim"
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(document)


def test_the_schema_in_the_docs_is_the_one_that_is_written_by():
    assert Path("docs/list-schema.json").read_text("utf-8") == schema_page()


def test_the_json_tells_every_number_and_how_each_line_was_selected():
    document = json.loads(write("json", officers()))
    assert "supervisor" in document["doc"]
    assert len(document["lines"]) == 30
    line, told = document["lines"][1], officers().lines[1]
    assert line["target"]["priority"] == told.target["priority"]
    assert line["target"]["as_of"] == "2026-03-01T23:00:00Z"
    assert {one["target"]["selected_as"] for one in document["lines"]} == {"criteria", "model", "random"}
    facts = [reason for reason in line["reasons"] if reason["kind"] == "for"]
    assert facts[0]["contribution"] == told.of("for")[0].contribution
    assert line["severity"] is None


def test_text_of_a_message_stays_inside_its_string():
    for given in (officers(), hostile(payloads())):
        assert b"<" not in write("json", given)
    document = json.loads(write("json", hostile(payloads())))
    assert [line["case"]["goods_description"] for line in document["lines"]] == list(payloads())

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from expectations.check import check
from lake.tables import QUARANTINE, TABLES
from tests.expectations.slices import GOOD_WAYBILLS, consignment, goods, message, messages, problem, table

CARGO = {message(number): "cargo" for number in range(1, 6)}


def consignments(rows):
    return table("consignments", rows)


def refused(checked):
    return {(row["message_id"], row["record"]): row["rule"] for row in checked.quarantine.to_pylist()}


def test_planted_bad_rows_are_found_exactly_and_clean_rows_stay_in_order():
    size, bad = 20_000, range(3, 20_000, 7)
    rows = [
        consignment(i + 1, consignment_id=f"c{size - i}", stream="canal" if i in bad else "cargo") for i in range(size)
    ]
    given_tables = {"messages": messages(size), "consignments": consignments(rows)}
    checked = check(given_tables, CARGO)
    assert refused(checked) == {(message(1), i + 1): "consignments.stream.one_of" for i in bad}
    kept = [row["record"] for row in rows if row["stream"] == "cargo"]
    assert checked.clean["consignments"]["record"].to_pylist() == kept
    (result,) = [result for result in checked.results if result.failed]
    assert (result.rule, result.evaluated, result.failed) == ("consignments.stream.one_of", size, len(bad))
    assert result.share == len(bad) / size
    assert result.examples == ("canal",) * 5


def test_a_record_with_one_bad_row_is_out_with_all_its_rows():
    tables = {
        "messages": messages(2),
        "consignments": consignments([consignment(1), consignment(2)]),
        "goods": table("goods", [goods(1), goods(1, line=0), goods(2), goods(2, line=2)]),
    }
    checked = check(tables, CARGO)
    assert refused(checked) == {(message(1), 1): "goods.line.between"}
    assert checked.clean["consignments"]["record"].to_pylist() == [2]
    assert checked.clean["goods"]["record"].to_pylist() == [2, 2]
    assert checked.quarantine["detail"].to_pylist() == ["0"]
    assert checked.quarantine["table"].to_pylist() == ["goods"]
    assert checked.quarantine.schema == QUARANTINE.schema


def test_a_warning_keeps_the_record_and_is_told():
    rows = [consignment(1, consignor_country="Kazakhstan", waybill="99900000012"), consignment(2, gross_kg=9e9)]
    checked = check({"messages": messages(2), "consignments": consignments(rows)}, CARGO)
    assert checked.clean["consignments"].num_rows == 2
    assert not checked.quarantine.num_rows
    assert {result.rule for result in checked.results if result.failed} == {
        "consignments.consignor_country.pattern", "consignments.waybill.check_digit",
        "consignments.gross_kg.between", "consignments.gross_kg.per_piece",
    }  # fmt: skip


def test_a_record_its_reader_could_not_place_is_in_the_quarantine_under_the_slug():
    tables = {
        "messages": messages(3),
        "consignments": consignments([consignment(1)]),
        "problems": table(
            "problems",
            [
                problem(2, "line_broken", detail="AWB/??"),
                problem(3, "no_waybill"),
                problem(3, "field_missing"),
                problem(1, "awb_check_digit", "warning"),
            ],
        ),
    }
    rows = check(tables, CARGO).quarantine.select(["record", "feed", "table", "rule", "detail"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        (2, "cargo", None, "line_broken", "AWB/??"),
        (3, "cargo", None, "field_missing", None),
        (3, "cargo", None, "no_waybill", None),
    ]


def test_an_error_about_the_whole_message_refuses_what_was_not_placed_and_nothing_else():
    tables = {
        "messages": messages(5, 2, ignored=1),
        "consignments": consignments([consignment(2)]),
        "problems": table("problems", [problem(4, "line_broken"), problem(None, "truncated")]),
    }
    checked = check(tables, CARGO)
    assert refused(checked) == {
        (message(1), 1): "truncated",
        (message(1), 3): "truncated",
        (message(1), 4): "line_broken",
    }
    assert checked.clean["consignments"].num_rows == 1


def test_a_feed_is_stopped_and_the_others_go_on():
    good = [consignment(i, 1) for i in range(1, 11)]
    half_read = [consignment(i, 2) for i in range(1, 5)]
    few = [consignment(1, 3)]
    broken = [problem(i, "csv_row_broken", number=2) for i in range(5, 13)]
    broken += [problem(i, "csv_row_broken", number=3) for i in range(2, 10)]
    tables = {
        "messages": messages(10, 12, 9),
        "consignments": consignments([*half_read, *good, *few]),
        "problems": table("problems", broken),
    }
    feeds = {message(1): "cargo", message(2): "courier", message(3): "small"}
    checked = check(tables, feeds)
    assert list(checked.stopped) == ["courier"]
    assert set(checked.clean["consignments"]["message_id"].to_pylist()) == {message(1), message(3)}
    courier = [row for row in checked.quarantine.to_pylist() if row["feed"] == "courier"]
    assert {row["record"]: row["rule"] for row in courier} == {
        **dict.fromkeys(range(1, 5), "feed_stopped"),
        **dict.fromkeys(range(5, 13), "csv_row_broken"),
    }
    assert checked.results[0].severity == "critical"
    assert checked.results[0].failed == 1


def test_half_unreadable_is_not_yet_stopped():
    tables = {
        "messages": messages(10),
        "consignments": consignments([consignment(i) for i in range(1, 6)]),
        "problems": table("problems", [problem(i, "line_broken") for i in range(6, 11)]),
    }
    checked = check(tables, CARGO)
    assert not checked.stopped
    assert checked.clean["consignments"].num_rows == 5


def test_a_rule_with_nothing_to_judge_says_so_and_does_not_pass():
    checked = check({"messages": messages(1), "consignments": consignments([consignment(1)])}, CARGO)
    results = {result.rule: result for result in checked.results}
    for name in ("consignments.notify_country.pattern", "consignments.route.entries", "loads.waybill.not_null"):
        assert (results[name].evaluated, results[name].share) == (0, None)
    assert results["consignments.waybill.check_digit"].evaluated == 1


def test_an_empty_night_is_checked_too():
    checked = check({name: TABLES[name].schema.empty_table() for name in ("messages", "consignments")}, {})
    assert checked.quarantine.num_rows == 0
    assert set(checked.clean) == {"messages", "consignments"}


def test_columns_that_are_added_later_may_be_absent():
    short = consignments([consignment(1)]).drop_columns(["value_eur", "consignor_key"])
    assert check({"messages": messages(1), "consignments": short}, CARGO).clean["consignments"].num_rows == 1


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"messages": messages(1), "parcels": messages(1)}, "parcels"),
        ({"messages": messages(1).drop_columns("format")}, "no column format"),
        ({"messages": messages(1), "goods": table("goods", [goods(1, number=4)])}, "not in messages"),
        ({"messages": messages(1), "goods": table("goods", [goods(None)])}, "without a record"),
        ({"messages": messages(*[1] * 6)}, "of no feed"),
        (
            {"messages": messages(1).drop_columns("bytes").append_column("bytes", pa.array(["9"]))},
            "bytes is string",
        ),
    ],
)
def test_a_fault_of_the_caller_is_named(tables, says):
    with pytest.raises(ValueError, match=says):
        check(tables, CARGO)


RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["cargo", "canal", None]),
        st.sampled_from([*GOOD_WAYBILLS, "99900000012", "x", None]),
        st.lists(st.integers(-1, 2), max_size=3),
        st.sampled_from([None, "warning", "error"]),
    ),
    min_size=9,
    max_size=30,
)


@settings(max_examples=4, deadline=None, phases=[Phase.generate])  # a check costs 0.6 s of overhead: no shrinking
@given(RECORDS)
def test_every_record_is_either_clean_or_in_the_quarantine(drawn):
    found = [consignment(n, stream=stream, waybill=awb) for n, (stream, awb, _, _) in enumerate(drawn, start=1)]
    lines = [goods(n, line=line) for n, (_, _, own, _) in enumerate(drawn, start=1) for line in own]
    noted = [problem(n, "odd", level) for n, (_, _, _, level) in enumerate(drawn, start=1) if level]
    tables = {
        "messages": messages(len(drawn)),
        "consignments": consignments(found),
        "goods": table("goods", lines),
        "problems": table("problems", noted),
    }
    checked = check(tables, CARGO)
    out = {record for _, record in refused(checked)}
    kept = checked.clean["consignments"]["record"].to_pylist()
    assert sorted([*kept, *out]) == list(range(1, len(drawn) + 1))
    assert not out & set(checked.clean["goods"]["record"].to_pylist())
    if checked.stopped:
        assert len(out) == len(drawn)
    else:
        meant = {
            n for n, (stream, _, own, level) in enumerate(drawn, start=1)
            if stream != "cargo" or level == "error" or any(line < 1 for line in own)
        }  # fmt: skip
        assert out == meant

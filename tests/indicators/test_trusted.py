"""The unit's list of trusted traders: read with its dates, and never more than it says."""

from datetime import date

import ibis
from examples import Row, cases

from indicators.trusted import Trusted, read_trusted, with_trusted

HEAD = "name,key,owner,valid_from,valid_to\n"
DAYS = (date(2026, 1, 1), date(2026, 6, 30))
LISTED = (Trusted("ALFA MILL", "A. Chief", *DAYS),)


def read(text: str) -> tuple[tuple[Trusted, ...], tuple[str, ...]]:
    return read_trusted((HEAD + text).encode(), lambda name: name.upper() or None)


def night(*rows: Row) -> ibis.Table:
    return cases(*rows).drop("trusted_by", "trusted_until")


def test_a_row_is_a_name_or_a_key_with_an_owner_and_days() -> None:
    listed, faults = read("Alfa Mill,,A. Chief,2026-01-01,2026-06-30\n,BETA,B. Chief,2026-02-01,2026-02-28\n")
    assert listed == (*LISTED, Trusted("BETA", "B. Chief", date(2026, 2, 1), date(2026, 2, 28)))
    assert faults == ()


def test_a_row_without_owner_name_or_sound_days_trusts_nobody_and_is_named_by_its_line() -> None:
    listed, faults = read(
        "Alfa,,,2026-01-01,2026-06-30\n,,A. Chief,2026-01-01,2026-06-30\nAlfa,,A. Chief,2026-01-01,\n"
        "Alfa,,A. Chief,2026-06-30,2026-01-01\nAlfa\n"
    )
    assert listed == ()
    assert [fault.split(":")[0] for fault in faults] == [f"trusted_traders.csv, line {n}" for n in range(2, 7)]


def test_a_file_that_is_no_such_list_trusts_nobody_and_says_so() -> None:
    for content in (b"\xff\xfe", b"", b"name;owner\nAlfa;A. Chief\n"):
        listed, faults = read_trusted(content, str.upper)
        assert listed == ()
        assert len(faults) == 1


def test_a_trader_is_trusted_on_its_first_and_last_day_and_on_no_other() -> None:
    table = night({"consignor_key": "ALFA MILL"}, {"consignor_key": "BETA"}, {})
    days = [date(2025, 12, 31), *DAYS, date(2026, 7, 1)]
    found = [with_trusted(table, LISTED, day).order_by("case_id").to_pyarrow() for day in days]
    assert [rows["trusted_by"].to_pylist() for rows in found] == [
        [None] * 3, ["A. Chief", None, None], ["A. Chief", None, None], [None] * 3,
    ]  # fmt: skip
    assert found[1]["trusted_until"].to_pylist()[0] == "2026-06-30"


def test_two_rows_of_one_trader_double_no_case_and_the_longer_one_counts() -> None:
    again = (*LISTED, Trusted("ALFA MILL", "C. Chief", DAYS[0], date(2026, 3, 31)))
    for listed in (again, again[::-1]):
        rows = with_trusted(night({"consignor_key": "ALFA MILL"}), listed, DAYS[0]).to_pyarrow()
        assert rows["trusted_by"].to_pylist() == ["A. Chief"]

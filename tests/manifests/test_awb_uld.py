import doctest
import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.awb import check_digit_ok, parse_awb
from manifests.uld import parse_uld

MODULES = (
    "awb", "uld", "s10", "s9", "envelope", "cargo_imp", "cargo_imp_fields", "cargo_imp_quantity", "cargo_imp_house",
    "formats.cargo_imp_fhl", "opening_tags", "post_item", "one_record_names", "one_record_graph", "local_time",
)  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_docstring_is_true(name):
    result = doctest.testmod(importlib.import_module(f"manifests.{name}"))
    assert result.attempted and not result.failed


@given(st.integers(0, 999), st.integers(0, 9_999_999), st.sampled_from(["-", " ", "", "–"]))
def test_a_waybill_written_in_any_usual_way_is_eleven_digits(carrier, serial, dash):
    waybill = f"{carrier:03d}{serial:07d}{serial % 7}"
    assert parse_awb(f"{waybill[:3]}{dash}{waybill[3:]}") == waybill
    assert parse_awb(waybill) == waybill
    assert check_digit_ok(waybill)


@given(st.integers(0, 9_999_999), st.integers(0, 9))
def test_only_one_check_digit_is_right(serial, digit):
    assert check_digit_ok(f"074{serial:07d}{digit}") is (digit == serial % 7)


@given(st.text())
def test_any_text_is_a_number_or_none(text):
    for found in (parse_awb(text), parse_uld(text)):
        assert found is None or found.isascii()


@pytest.mark.parametrize(
    "text", ["SG-12345678", "074-1234567", "074-123456789", "8.86E+10", "29.04.2026", "٠٧٤-12345664"]
)
def test_what_would_be_a_guess_is_no_waybill(text):
    assert parse_awb(text) is None


def test_a_check_digit_of_something_else_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="eleven digits"):
        check_digit_ok("074-12345664")

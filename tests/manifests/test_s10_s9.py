import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.tables import POSTAL_ITEM, RECEPTACLE
from manifests.s9 import parse_s9
from manifests.s10 import mail_class_of, parse_s10, s10_check_digit_ok

LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)


@given(LETTERS, st.integers(0, 99_999_999), LETTERS)
def test_exactly_one_check_digit_is_right(product, serial, country):
    right = [digit for digit in range(10) if s10_check_digit_ok(f"{product}{serial:08d}{digit}{country}")]
    assert len(right) == 1


@given(st.integers(0, 9_999_999), st.integers(0, 7), st.integers(1, 9))
def test_a_wrong_figure_is_noticed_but_where_five_stands_for_eleven_too(serial, place, step):
    digits = f"{serial:08d}"
    changed = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]

    def check(serial_digits):
        return next(d for d in range(10) if s10_check_digit_ok(f"RR{serial_digits}{d}KZ"))

    assert check(digits) != check(changed) or check(digits) == 5


@given(LETTERS, st.integers(0, 999_999_999), LETTERS, st.sampled_from(["", " ", "-", "\u00a0", " - "]))
def test_an_item_written_in_any_usual_way_is_thirteen_characters(product, digits, country, between):
    item = f"{product}{digits:09d}{country}"
    assert parse_s10(between.join((product, f"{digits:09d}", country)).lower()) == item
    assert parse_s10(item.replace("0", "O", 1) if "0" in item else item) == item


@pytest.mark.parametrize("text", ["RR47312482KZ", "RR4731248291KZ", "473124829", "RR473124829K7", "٤٧٣", "RR" * 50])
def test_what_would_be_a_guess_is_no_item(text):
    assert parse_s10(text) is None


@given(st.text(max_size=120))
def test_any_text_is_a_number_or_none(text):
    item, receptacle = parse_s10(text), parse_s9(text)
    assert item is None or re.fullmatch(POSTAL_ITEM, item)
    assert receptacle is None or re.fullmatch(RECEPTACLE, receptacle.id)


def test_a_check_digit_of_something_else_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="postal item"):
        s10_check_digit_ok("RR 473 124 829 KZ")


@pytest.mark.parametrize(
    ("item", "mail_class"), [("CP1", "C"), ("EE1", "E"), ("LX1", "U"), ("VV1", "U"), ("UA1", "U"), ("QA1", None)]
)
def test_the_first_letter_of_an_item_tells_its_class_or_nothing(item, mail_class):
    assert mail_class_of(item) == mail_class


@given(st.integers(0, 9999), st.integers(0, 999), st.booleans(), st.booleans(), st.integers(0, 9999))
def test_a_receptacle_is_its_parts_in_order(dispatch, number, last, registered, tenths):
    text = f"CNBJSAKZALAAACN6{dispatch:04d}{number:03d}{last:d}{registered:d}{tenths:04d}"
    bag = parse_s9(" ".join((text[:6], text[6:12], text[12:])).lower())
    assert (bag.id, bag.dispatch_id) == (text, text[:20])
    assert (bag.origin_impc, bag.destination_impc, bag.category, bag.subclass) == ("CNBJSA", "KZALAA", "A", "CN")
    assert (bag.year, bag.dispatch, bag.receptacle) == ("6", f"{dispatch:04d}", f"{number:03d}")
    assert (bag.last, bag.registered, bag.gross_kg) == (last, registered, tenths / 10 if tenths else None)
    assert bag.mail_class == "C"


@pytest.mark.parametrize(
    "text",
    [
        "CNBJSAKZALAAXCN60001001000154",  # no category X
        "CNBJSAKZALAAACN60001001200154",  # a flag is 0 or 1
        "CN1JSAKZALAAACN60001001000154",  # a place is letters
        "CNBJSAKZALAAACN6000100100015",  # a character short
        "CNBJSAKZALAAACN60001",  # a dispatch is no receptacle
    ],
)
def test_what_the_structure_forbids_is_no_receptacle(text):
    assert parse_s9(text) is None


def test_a_look_alike_in_a_receptacle_is_mended_and_the_class_of_another_subclass_is_unknown():
    bag = parse_s9("СNBJSAKZALAAAZNOI23400I100154"[:15] + "6I23400I100154")
    assert bag.id == "CNBJSAKZALAAAZN61234001100154"
    assert bag.mail_class is None

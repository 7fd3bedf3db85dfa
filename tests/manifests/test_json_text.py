import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests import json_text
from manifests.json_text import Json, open_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_any_json_is_opened_as_it_was_written(value, escaped, indent):
    data = json.dumps(value, ensure_ascii=escaped, indent=indent).encode("utf-8")
    opened = open_json(data)
    assert isinstance(opened, Json)
    assert opened.value == value
    assert opened.data == data


@st.composite
def _objects(draw, depth=3):
    """JSON text of an object whose names are few, so that some stand twice; some names are written with escapes."""
    pairs = []
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from(["a", "b", '"', "\\", "a:", "\u00e9"]))
        written = (
            "".join(f"\\u{ord(c):04x}" for c in name)
            if draw(st.booleans())
            else json.dumps(name, ensure_ascii=False)[1:-1]
        )
        value = (
            draw(_objects(depth - 1))
            if depth and draw(st.booleans())
            else draw(st.sampled_from(['"\\u0022:"', "1", '"{"', "[]"]))
        )
        pairs.append(f'"{written}"{draw(st.sampled_from(["", " ", chr(10)]))}:{value}')
    return "{" + ",".join(pairs) + "}"


@given(_objects())
def test_a_message_is_refused_exactly_when_a_name_stands_twice_in_one_object(text):
    twice = []

    def pairs(found):
        twice.extend(name for name, _ in found if [name for name, _ in found].count(name) > 1)
        return dict(found)

    json.loads(text, object_pairs_hook=pairs)
    opened = open_json(text.encode())
    assert isinstance(opened, Json) is not bool(twice)
    if twice:
        assert (opened.what, opened.detail) == ("json_name_repeated", opened.detail)
        assert opened.detail in twice


def test_a_repeated_name_is_told_with_its_line():
    problem = open_json(b'{"a": 1,\n "b": {"a": 2},\n "a": 3}')
    assert (problem.what, problem.severity, problem.line, problem.detail) == ("json_name_repeated", "error", 3, "a")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'{"a": NaN}', "json_malformed"),
        (b'["' + b'\\",' * 4_000_000, "json_malformed"),
        (b'["' + b'\\",' * 4_000_000 + b"\\", "json_malformed"),
        (b'{"a": -Infinity}', "json_malformed"),
        (b'{"a": 1e400}', "json_malformed"),
        (b'{"a": "\\ud800"}', "json_malformed"),
        (b'{"a": "\xff"}', "json_malformed"),
        (b'{"a": 1} {"b": 2}', "json_malformed"),
        (b'{"a": 1,}', "json_malformed"),
        (b"[" * 300 + b"]" * 300, "json_too_deep"),
        (b'{"a":' * 2000 + b"1" + b"}" * 2000, "json_too_deep"),
        (b"[" * 10_000_000, "too_many_elements"),
        (b"[" + b"[]," * 3_300_000 + b"[]]", "too_many_elements"),
        (b"[" + b"1," * 1_100_000 + b"1]", "too_many_elements"),
        (b"[" + b" " * json_text.MAX_BYTES + b"]", "message_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[:16]!r}{len(value)}",
)
def test_what_is_no_json_or_too_much_of_it_is_refused(data, what):
    assert open_json(data).what == what


def test_marks_inside_a_text_are_no_values():
    data = orjson.dumps({"a": ",[{" * 500_000})
    assert isinstance(open_json(data), Json)


def test_a_long_whole_number_is_the_nearest_float():
    assert open_json(b"[123456789012345678901234567890]").value == [1.2345678901234568e29]


def test_a_byte_order_mark_is_no_part_of_it():
    assert open_json(b'\xef\xbb\xbf{"a": 1}').value == {"a": 1}


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_a_problem(data):
    opened = open_json(data)
    assert isinstance(opened, Json) or opened.severity == "error"

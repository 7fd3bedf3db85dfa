from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manifests.cargo_xml_count import count_elements
from manifests.opening_tags import tags
from tests.manifests.xml_mutants import accounted, mutant

GOLDEN = Path(__file__).parent / "golden"
FORMATS = ("xffm", "xfwb", "xfzb", "xfhl", "xfsu", "xfnm")
MESSAGES = {name: [path.read_bytes() for path in sorted((GOLDEN / name).glob("*.xml"))] for name in FORMATS}
MISLABELLED = b"\xd2\xce\xce"  # no XML by itself: cp1251 that calls itself UTF-8
WHOLE = {
    name: [data for data in every if not (MISLABELLED in data and b'"UTF-8"' in data) and b'"UTF-16"' not in data]
    for name, every in MESSAGES.items()
}
EVERY = [data for every in WHOLE.values() for data in every]


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_is_done_to_its_elements_every_record_is_accounted_for_and_counted_alike(name, data):
    message = data.draw(st.sampled_from(WHOLE[name]))
    accounted(mutant(message, data.draw(st.integers(0, 1 << 32)), EVERY))


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_ten_thousand_mutants_of_each_format_are_accounted_for(name):
    for seed in range(10_000):
        accounted(mutant(WHOLE[name][seed % len(WHOLE[name])], seed, EVERY))


@pytest.mark.parametrize("name", FORMATS)
def test_a_message_cut_off_anywhere_is_accounted_for(name):
    for message in MESSAGES[name]:
        accounted(message)
        for end in range(0, len(message), 97):
            accounted(message[:end])


@settings(max_examples=100)
@given(st.sampled_from(EVERY), st.binary(max_size=4), st.integers(0), st.integers(0, 3))
def test_bytes_changed_anywhere_are_accounted_for(message, changed, at, length):
    at %= len(message)
    accounted(message[:at] + changed + message[at + length :])


PIECES = ("<r:Item>", "</r:Item>", "<Item/>", "<Item a='>'>", "<Items>", "Item>", ":Item ", "<!-- <Item> -->", "<![CDATA[<Item>]]>", "<?Item?>", "x", "<a:b>", "\n")  # fmt: skip # noqa: E501


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_counting_bytes_and_looking_at_every_tag_agree(pieces):
    data = "".join(pieces).encode()
    assert count_elements(data, "Item") == len(list(tags(data, "Item")))

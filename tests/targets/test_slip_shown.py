"""The slip in the real thing: Debian's Chromium shows and prints it, asks nobody for anything and runs nothing."""

import subprocess

import pytest

from targets.language import load
from targets.outputs.slip import flights
from tests.browser.chromium import chromium, visit
from tests.targets.payloads import payloads
from tests.targets.sheets import CODES, hostile, listing, officers, write

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("code", CODES)
def test_it_is_shown_in_every_language_without_a_request_a_word_or_a_fault(browser, tmp_path, code, dark):
    with visit(browser, write("slip", listing(30, 400, code), code), tmp_path, dark=dark) as slip:
        assert slip.quiet and slip.faults() == []
        shown = slip.texts("tbody th")
    assert shown == [item.waybill for flight in flights(officers(), load(code)) for item in flight.items]


def test_five_hundred_payloads_do_nothing_and_are_read_as_they_are(browser, tmp_path):
    texts = payloads()
    with visit(browser, write("slip", hostile(texts)), tmp_path) as slip:
        assert slip.quiet
        shown = slip.texts("td bdi")
        assert slip.page.evaluate("window.ran") is None
    found = set(shown)
    assert all(text in found for text in texts if text.isprintable())
    assert all(any(text.split()[-1] in one for one in found) for text in texts)


@pytest.mark.parametrize("code", CODES)
def test_it_prints_on_a4_with_its_head_on_every_page_and_no_row_cut(browser, tmp_path, code):
    given = listing(300, 1200, code)
    with visit(browser, write("slip", given, code), tmp_path) as slip:
        slip.page.pdf(path=tmp_path / "slip.pdf", prefer_css_page_size=True)
    pages = told("pdftotext", "-layout", tmp_path / "slip.pdf", "-").split("\f")[:-1]
    assert len(pages) > 5 and "594.9" in told("pdfinfo", tmp_path / "slip.pdf")
    head = load(code).say("slip.waybill").split()[0]
    for number, page in enumerate(pages, start=1):
        rows = [row for row in page.splitlines() if "180-" in row]
        assert not rows or any(head in row for row in page[: page.index(rows[0])].splitlines())
        assert f"{number} / {len(pages)}" in page
    items = [item for flight in flights(given, load(code)) for item in flight.items]
    whole = "".join(pages)
    assert whole.count("180-") == len(items)
    assert all(item.waybill in whole for item in items)


def told(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()  # noqa: S603 - of Debian

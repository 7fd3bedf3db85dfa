"""A receipt says every sentence in every language, its rows add up, and nothing that came with a file is markup."""

from datetime import UTC, datetime

import pytest

from targets.language import codes, load
from targets.receipt import ENDS, Answer, Fault, Receipt, receipt_page, receipt_text

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)>\u202e\x1b[31m"
VALUES = {
    "line": 3, "list": HOSTILE, "listed": HOSTILE, "said": HOSTILE, "column": "result", "at": AT, "n": 2,
    "why": HOSTILE, "feed": HOSTILE, "lines": "4, 5",
}  # fmt: skip


def keys(part):
    head = f"receipt.{part}."
    return [key.removeprefix(head) for key in load("en").words if key.startswith(head)]


def receipt(**changed):
    rows = tuple(
        Answer(n, "counted", HOSTILE, n, "hit", (Fault(key, VALUES),)) for n, key in enumerate(keys("fault"), 2)
    )
    whole = tuple(Fault(key, VALUES) for key in keys("whole_file"))
    given = {"answers": rows, "whole": whole, "made_for": (HOSTILE,), "list_ids": (HOSTILE,)} | changed
    return Receipt("Almaty", "Asia/Almaty", HOSTILE, AT, AT, **given)


@pytest.mark.parametrize("code", codes())
def test_every_sentence_is_said_and_none_of_it_is_markup(code):
    language = load(code)
    page = receipt_page(receipt(), language).decode()
    assert "\u202e" not in page and "\x1b" not in page
    assert "<img" not in page and "<script" not in page and f'<html lang="{code}">' in page
    assert page.count("<tr>") == len(keys("fault")) + 1 and page.count("<li>") == len(keys("whole_file"))
    assert "{" not in page[page.index("<body>") :]
    text = "\n".join(receipt_text(receipt(checked=True), language))
    assert "\x1b" not in text and "\u202e" not in text and language.say("receipt.checked") in text


def test_rows_add_up_and_what_was_not_touched_is_only_counted():
    answers = [
        Answer(n, end, "C") for n, end in enumerate(("counted", "known", "untouched", "untouched", "refused"), 2)
    ]
    one = receipt(answers=tuple(answers), whole=())
    assert one.totals == dict(zip(ENDS, (1, 1, 2, 1), strict=True)) and one.sound
    page = receipt_page(one, load("en")).decode()
    assert page.count("<tr>") == 4 and load("en").say("receipt.sound") in page
    assert "5 = counted 1, already known 1, not touched 2, refused 1" in receipt_text(one, load("en"))[-1]


def test_the_result_of_another_officer_is_said_in_the_readers_words():
    other = Fault("differ", {"result": "hit", "at": AT})
    one = receipt(answers=(Answer(2, "counted", "C", 1, "clear", (other,)),), whole=())
    (line,) = (line for line in receipt_text(one, load("ru")) if "C:" in line)
    assert load("ru").say("result.hit") in line and "14:00" in line

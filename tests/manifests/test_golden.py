import importlib.util
import json
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("golden", Path(__file__).parent / "golden.py")
golden = importlib.util.module_from_spec(spec)
spec.loader.exec_module(golden)


@pytest.mark.parametrize("path", golden.messages(), ids=lambda path: path.stem)
def test_a_golden_message_becomes_what_it_became(path):
    assert golden.compact(golden.became(path)) == golden.expected(path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", golden.messages(), ids=lambda path: path.stem)
def test_reading_twice_is_reading_once(path):
    assert golden.became(path) == golden.became(path)


def test_good_messages_have_no_problems_of_their_own():
    for path in golden.messages():
        problems = json.loads(golden.expected(path).read_text(encoding="utf-8"))["problems"]
        if path.stem.startswith("good_"):
            assert [p["what"] for p in problems if p["what"] != "message_refused"] == [], path.stem
        else:
            assert problems, path.stem

import importlib.util
import json
from datetime import datetime
from pathlib import Path

import pytest

from manifests.as_json import as_json
from manifests.files import read_file

SHARED = Path(__file__).parents[2].parent / "shared" / "messages"
SAMPLES = sorted(
    path for path in SHARED.glob("*/*.*") if not path.name.endswith(".expected.json") and path.suffix != ".py"
)

MORE = {"list_spreadsheet_mangled": 2}
"""Where we note more than was asked for: HS codes that the spreadsheet spoilt too."""

pytestmark = pytest.mark.skipif(not SAMPLES, reason="the sample messages are not beside the checkout")


def compared(path):
    spec = importlib.util.spec_from_file_location("compare", SHARED / "compare.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    expected = json.loads(path.with_name(f"{path.stem}.expected.json").read_text(encoding="utf-8"))
    at = datetime.fromisoformat(f"{expected['received_on']}T12:00:00+00:00")
    return module.compare(expected, as_json(path.name, read_file(path.read_bytes(), path.name, at)))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_is_read_as_a_careful_reader_reads_it(path):
    report = compared(path)
    assert report["wrong"] == []
    assert report["field_accuracy"] is None or report["field_accuracy"] >= 0.99  # None: no row is expected


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_problem_of_a_sample_is_found_on_its_line(path):
    problems = compared(path)["problems"]
    assert problems["found"] == problems["expected"]
    assert problems["on_another_line"] == 0
    assert problems["not_asked_for"] <= MORE.get(path.stem, 1)
    assert problems["errors_not_asked_for"] == 0

"""Every problem that a reader reports is explained in docs/formats.md."""

import json
from pathlib import Path

from lake.reference import problem_meanings

GOLDEN = sorted((Path(__file__).parent / "golden").rglob("*.expected.json"))


def test_every_slug_of_the_golden_messages_has_a_meaning():
    slugs = {problem["what"] for path in GOLDEN for problem in json.loads(path.read_text("utf-8"))["problems"]}
    assert slugs and slugs <= set(problem_meanings()), slugs - set(problem_meanings())

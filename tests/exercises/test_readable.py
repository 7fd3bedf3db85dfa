"""What the region writes is what the readers read."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from exercises.region import write_region
from lake.sites import load

files = pytest.importorskip("manifests.files", reason="the readers are not there yet", exc_type=ImportError)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("readable")
    write_region(out, [load("almaty")], 5, 5, date(2026, 3, 1), cases_a_night=200)
    return out / "almaty" / "inbox"


@pytest.mark.parametrize("folder", ["cargo", "courier", "results"])
def test_every_clean_message_is_read_without_an_error(inbox: Path, folder: str) -> None:
    wrong: list[object] = []
    formats: Counter[str] = Counter()
    for path in sorted((inbox / folder).iterdir()):
        if "rubbish" in path.name:
            continue
        moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        for message in files.read_file(path.read_bytes(), path.name, moment, None):
            formats[message.reading.format] += 1
            wrong += [(path.name, p) for p in message.reading.problems if p.severity == "error"]
            assert message.counted == message.reading.records, path.name
    assert wrong == []
    assert "unknown" not in formats and sum(formats.values()) > 3

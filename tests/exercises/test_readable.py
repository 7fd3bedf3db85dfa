"""What the region writes is what the readers read."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from exercises.region import write_region
from lake.sites import Feed, load
from manifests.mapping import load_mapping

files = pytest.importorskip("manifests.files", reason="the readers are not there yet", exc_type=ImportError)

FORMATS = {
    "cargo": {"ffm", "fwb", "fhl", "fsu", "xffm", "xfwb", "xfzb", "xfhl", "xfsu", "onerecord", "fna"},
    "courier": {"courier"},
    "post": {"itmatt"},
    "post_items": {"post_items"},
    "receptacles": {"post_receptacles"},
    "customs": {"sad", "awmds", "eaeu_express"},
    "prearrival": {"alaport"},
    "results": {"outcome"},
}


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("readable")
    write_region(out, [load("almaty")], 5, 5, date(2026, 3, 1), cases_a_night=200)
    return out / "almaty" / "inbox"


@pytest.mark.parametrize("feed", load("almaty").feeds, ids=lambda feed: feed.name)
def test_every_clean_message_is_read_without_an_error(inbox: Path, feed: Feed) -> None:
    wrong: list[object] = []
    formats: Counter[str] = Counter()
    mapping = load_mapping(feed.mapping) if feed.mapping else None
    for path in sorted((inbox.parent / feed.url).iterdir()):
        if "rubbish" in path.name:
            continue
        moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        for message in files.read_file(path.read_bytes(), path.name, moment, feed.holds, mapping):
            formats[message.reading.format] += 1
            wrong += [(path.name, p) for p in message.reading.problems if p.severity == "error"]
            assert message.counted == message.reading.records, path.name
    assert wrong == []
    assert set(formats) == FORMATS[feed.name]

"""What the tests of pulls do: pull as a night would, from feeds of their own, and look at what came.

Run as a programme, it is a pull that may be killed, and tells where it wrote: pulls.py LAKE URL SETTINGS (in JSON).
"""

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
from lakes import AS_OF, SITE

from flows.pull import Pulled, pull
from flows.unit import Unit, open_unit
from lake.past import Past
from lake.runs import commit, start
from lake.sites import Feed
from lake.store import ordered
from lake.tables import RECEIPTS

ROOT = Path(__file__).parents[2]
LARGE = bytes(range(256)) * 4 * 1024 * 12
"""12 MiB, more than may be under way at a time."""


def with_feed(unit: Unit, url: str, **settings: Any) -> Unit:
    """The unit with one feed only, `far`."""
    feed = Feed(name="far", url=url, holds="messages", **settings)
    return Unit(unit.site.model_copy(update={"feeds": (feed,)}), unit.lake)


def pulled(unit: Unit, as_of: datetime = AS_OF, now: datetime | None = None) -> Pulled:
    """Pull and remember what was pulled, as a night would that reads one message in each file."""
    run = start(unit.store, "night", unit.site.name, (as_of,))
    found = pull(unit, Past(unit.store, run), now)
    rows = [
        {"message_id": a.refused_id if a.refusal else a.file_id, "file_id": a.file_id, "file_name": a.file_name,
         "feed": a.feed.name, "received_at": a.received_at, "changed_at": a.changed_at, "known_at": a.received_at}
        for a in found.arrived
    ]  # fmt: skip
    if rows:
        receipts = pa.Table.from_pylist(rows, RECEIPTS.schema)
        run.parts.append(unit.store.write("receipts", ordered(receipts, RECEIPTS.key), run.run_id))
    commit(unit.store, run)
    return found


def tried(unit: Unit, as_of: datetime = AS_OF) -> Pulled:
    """Pull, and be killed before anything is committed."""
    return pull(unit, Past(unit.store, start(unit.store, "night", unit.site.name, (as_of,))))


def names(found: Pulled) -> list[str]:
    return [arrived.file_name for arrived in found.arrived]


def contents(unit: Unit, found: Pulled) -> dict[str, bytes]:
    return {arrived.file_name: unit.store.raw(arrived.file_id) for arrived in found.arrived}


def killed_half_way(unit: Unit, url: str, settings: dict[str, object]) -> int:
    """Kill a pull when it has nothing more to do but wait for bytes; how many of the large file it had."""
    child = subprocess.Popen(  # noqa: S603  own words
        [sys.executable, str(ROOT / "tests/flows/pulls.py"), str(unit.lake), url, json.dumps(settings)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    until, had = time.monotonic() + 60, (-1, 0)
    while time.monotonic() < until and not (had[0] == had[1] > 0):
        time.sleep(0.3)
        halves = list((unit.store.folder / "pulls").rglob("*.part"))
        had = (had[1], sum(path.stat().st_size for path in halves))
    child.send_signal(signal.SIGKILL)
    assert child.wait(20) == -signal.SIGKILL
    return had[1]


def drop(folder: Path, name: str, content: bytes, at: datetime) -> Path:
    """Put a file into a folder of a server, changed at a moment."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def zipped(**members: bytes) -> bytes:
    """A zip archive, its names as given."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and link below a folder, with its size and time."""
    found = {}
    for path in folder.rglob("*"):
        told = path.lstat()
        if not path.is_dir() or path.is_symlink():
            found[str(path.relative_to(folder))] = (told.st_size, told.st_mtime_ns)
    return found


@contextmanager
def environment(**words: str) -> Iterator[None]:
    """The environment with these words as well, or without those that are empty."""
    before = dict(os.environ)
    os.environ.update(words)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


WRITING = {"open", "os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir", "os.truncate", "os.chmod"}
"""What Python tells of before it does it."""


def touched(event: str, words: tuple[Any, ...]) -> list[str]:
    """Paths that something is about to be written to."""
    if event == "open" and not (isinstance(words[2], int) and words[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
        return []
    paths = words[:2] if event in ("os.rename", "os.link", "os.symlink") else words[:1]
    return [os.path.abspath(os.fsdecode(path)) for path in paths if not isinstance(path, int)]


def main() -> None:
    written: list[str] = []
    sys.addaudithook(lambda event, words: written.extend(touched(event, words)) if event in WRITING else None)
    tried(with_feed(open_unit(Path(sys.argv[1]), SITE), sys.argv[2], **json.loads(sys.argv[3])))
    sys.stdout.write(json.dumps(written))


if __name__ == "__main__":
    main()

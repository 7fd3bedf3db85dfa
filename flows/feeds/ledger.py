"""What a feed's pulls had in hand when they ended, also by a kill: `pulls/<feed>.jsonl`, and half-pulled files.

It saves asking a server twice and decides nothing: what arrived stands in the receipts of committed runs. Lost, it
only costs a repeated download, and files whose server gives them no time are known from a later moment.
"""

import hashlib
import json
from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from flows.feeds.source import Offered
from lake.store import Store

BOOT = Path("/proc/sys/kernel/random/boot_id")
"""Differs after each start of the machine: a power cut may leave nothing in a file's last pages."""


class Ledger:
    """The ledger of one feed; it may be written by several threads."""

    def __init__(self, store: Store, feed: str):
        self._store, self._path, self._halves = store, Path("pulls") / f"{feed}.jsonl", store.folder / "pulls" / feed
        self._lock = Lock()
        self._lines = _read(store.folder / self._path)

    def file_id(self, file: Offered) -> str | None:
        """The SHA-256 of this very file if it lies in raw/ already."""
        line = self._lines.get(file.name, {})
        if "file_id" in line and line["state"] == _state(file) and self._store.raw_path(line["file_id"]).exists():
            return str(line["file_id"])
        return None

    def first_seen(self, file: Offered, now: datetime) -> datetime:
        """When a pull first saw this state of a file that has no time of its own; now, if it did not yet."""
        line = self._lines.get(file.name, {})
        if line.get("state") == _state(file) and "seen_at" in line:
            return datetime.fromisoformat(line["seen_at"])
        seen_at = now.replace(microsecond=0)
        self._note({"name": file.name, "state": _state(file), "seen_at": seen_at.isoformat()})
        return seen_at

    def pulled(self, file: Offered, file_id: str) -> None:
        """Note that the bytes of this file are in raw/."""
        line = self._lines.get(file.name, {})
        seen = {"seen_at": line["seen_at"]} if line.get("state") == _state(file) and "seen_at" in line else {}
        self._note({"name": file.name, "state": _state(file), "file_id": file_id} | seen)

    def half(self, file: Offered) -> Path:
        """Where the bytes of this file are gathered; what was gathered of an older state of it is dropped."""
        self._halves.mkdir(parents=True, exist_ok=True)
        name = _hash(file.name)
        path = self._halves / f"{name}-{_hash(_boot() + _state(file))}.part"
        for other in self._halves.glob(f"{name}-*.part"):
            if other != path:
                other.unlink()
        return path

    def tidy(self, names: Collection[str]) -> None:
        """Forget what the feed does not offer any more."""
        wanted = set(names)
        halves = {_hash(name) for name in wanted}
        for path in self._halves.glob("*.part"):
            if path.name.partition("-")[0] not in halves:
                path.unlink()
        if self._lines.keys() <= wanted:
            return
        self._lines = {name: line for name, line in self._lines.items() if name in wanted}
        text = "".join(json.dumps(line) + "\n" for line in self._lines.values())
        self._store.publish(self._path, text.encode())

    def _note(self, line: dict[str, Any]) -> None:
        with self._lock:
            self._lines[line["name"]] = line
            path = self._store.folder / self._path
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="ascii") as file:
                file.write(json.dumps(line) + "\n")


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """The newest line of each file; a line that a kill cut in two says nothing."""
    found: dict[str, dict[str, Any]] = {}
    if path.exists():
        for text in path.read_text("ascii", "replace").split("\n"):
            try:
                line = json.loads(text)
                found[line["name"]] = line
            except (ValueError, KeyError, TypeError):
                continue
    return found


def _state(file: Offered) -> str:
    changed = file.changed_at.astimezone(UTC).isoformat() if file.changed_at else ""
    return f"{file.size}|{changed}|{file.mark or ''}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


@cache
def _boot() -> str:
    return BOOT.read_text("ascii") if BOOT.exists() else ""

"""Files of one unit's lake: raw bytes by their hash, and Parquet parts that appear whole or not at all."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

CHUNK = 1 << 20
"""Bytes that are read of a file at a time."""


@dataclass(frozen=True)
class Part:
    """One Parquet file of a table, written by one run; `as_of` where it speaks for one moment only."""

    table: str
    path: str
    sha256: str
    rows: int
    as_of: str | None = None


@dataclass(frozen=True)
class Store:
    """The lake of one unit: a folder. Nothing is ever deleted from raw/."""

    folder: Path

    def keep(self, content: bytes) -> str:
        """Store raw bytes under their SHA-256 and return it; the same bytes twice are one file."""
        name = hashlib.sha256(content).hexdigest()
        if not self.raw_path(name).exists():
            with suppress(FileExistsError):  # the same bytes came through another feed just now
                appear(self.raw_path(name), content)
        return name

    def keep_stream(self, chunks: Iterable[bytes]) -> str:
        """Store raw bytes that come in pieces, one in memory at a time, and return their SHA-256.

        When the pieces break off with an error, nothing is kept.
        """
        digest = hashlib.sha256()
        with _beside(self.folder / "raw", _told(chunks, digest.update)) as temporary:
            return self._link(temporary, digest.hexdigest())

    def keep_file(self, path: Path) -> str:
        """Store the bytes of a file of ours in the lake without copying them; `path` is gone afterwards."""
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
            os.fsync(file.fileno())
        path.chmod(0o644)
        name = self._link(str(path), digest.hexdigest())
        path.unlink()
        return name

    def raw(self, name: str) -> bytes:
        """Return raw bytes by their SHA-256.

        Raises:
            FileNotFoundError: these bytes were never kept.
        """
        return self.raw_path(name).read_bytes()

    def raw_path(self, name: str) -> Path:
        """Where raw bytes lie that have this SHA-256, or would."""
        return self.folder / "raw" / name[:2] / name

    def write(self, table: str, rows: pa.Table, run: str, as_of: str | None = None) -> Part:
        """Write `rows` as a part of `table`; readers see it when a committed run names it."""
        sink = pa.BufferOutputStream()
        pq.write_table(rows, sink, compression="zstd")
        content = sink.getvalue().to_pybytes()
        sha = hashlib.sha256(content).hexdigest()
        folder = Path(table) / f"run={run}"
        path = folder / f"{f'as_of={as_of}-' if as_of else ''}{sha[:16]}.parquet"
        if not (self.folder / path).exists():
            appear(self.folder / path, content)
        return Part(table, str(path), sha, rows.num_rows, as_of)

    def read(self, part: Part) -> pa.Table:
        """Return the rows of a part, columns as they were written."""
        return pq.ParquetFile(self.folder / part.path).read()

    def publish(self, path: Path, content: bytes) -> None:
        """Put `content` at `path` below the folder, replacing what was there in one step."""
        appear(self.folder / path, content, replace=True)

    def create(self, path: Path, content: bytes) -> None:
        """Put `content` at `path` below the folder.

        Raises:
            FileExistsError: something is there already; it is left as it was.
        """
        appear(self.folder / path, content)

    def _link(self, temporary: str, name: str) -> str:
        path = self.raw_path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.link(temporary, path)
        settle(path.parent)
        return name


def ordered(rows: pa.Table, key: tuple[str, ...]) -> pa.Table:
    """Return `rows` in the order of `key`, which a written table always has; null last."""
    return rows.sort_by([(column, "ascending") for column in key])


def _told(chunks: Iterable[bytes], tell: Callable[[bytes], None]) -> Iterator[bytes]:
    for chunk in chunks:
        tell(chunk)
        yield chunk


@contextmanager
def _beside(folder: Path, chunks: Iterable[bytes]) -> Iterator[str]:
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        yield temporary
    finally:
        Path(temporary).unlink(missing_ok=True)


def appear(path: Path, content: bytes, replace: bool = False) -> None:
    """Put `content` at `path`, whole or not at all, whenever the machine stops; folders are made.

    Raises:
        FileExistsError: something is there already, and it is not to be replaced.
    """
    with _beside(path.parent, (content,)) as temporary:
        if replace:
            os.replace(temporary, path)
        else:
            os.link(temporary, path)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Have the names in a folder on disk, not in a cache."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

"""Files of one unit's lake: raw bytes by their hash, and Parquet parts that appear whole or not at all."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


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
        path = self._raw(name)
        if not path.exists():
            appear(path, content)
        return name

    def raw(self, name: str) -> bytes:
        """Return raw bytes by their SHA-256.

        Raises:
            FileNotFoundError: these bytes were never kept.
        """
        return self._raw(name).read_bytes()

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

    def _raw(self, name: str) -> Path:
        return self.folder / "raw" / name[:2] / name


def ordered(rows: pa.Table, key: tuple[str, ...]) -> pa.Table:
    """Return `rows` in the order of `key`, which a written table always has; null last."""
    return rows.sort_by([(column, "ascending") for column in key])


@contextmanager
def _beside(path: Path, content: bytes) -> Iterator[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
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
    with _beside(path, content) as temporary:
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

"""Hands out a list: every output of targets/outputs, each file whole or not there."""

import hashlib
import os
from pathlib import Path

from lake.collect import collect
from targets.language import load
from targets.listing import Listing
from targets.outputs.output import Output


def publish(listing: Listing, folder: Path) -> dict[str, Path]:
    """Write every output into `folder` and return name -> path, with `sha256` for the file of their hashes.

    The names carry the revision, so a reader never meets two revisions mixed. The hashes (as `sha256sum -c`
    reads them) are written last: where they are, the list is complete.
    """
    language = load(listing.language)
    folder.mkdir(parents=True, exist_ok=True)
    paths: dict[str, Path] = {}
    sums = ""
    stem = f"{listing.list_id}-r{listing.revision}"
    for output in sorted(collect("targets.outputs", Output), key=lambda output: output.name):
        content = output.write(listing, language)
        paths[output.name] = _place(folder / f"{stem}{output.suffix}", content)
        sums += f"{hashlib.sha256(content).hexdigest()}  {stem}{output.suffix}\n"
    paths["sha256"] = _place(folder / f"{stem}.sha256", sums.encode())
    return paths


def _place(path: Path, content: bytes) -> Path:
    """Write beside, fsync, put into place, fsync the folder: a crash leaves the old file or the new one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path

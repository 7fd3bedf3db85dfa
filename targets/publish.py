"""Hands out a list: every output of targets/outputs, each file whole or not there."""

import hashlib
from pathlib import Path

from lake.collect import collect
from lake.store import appear
from targets.language import load
from targets.listing import Listing
from targets.outputs.output import Output


def publish(listing: Listing, folder: Path) -> dict[str, Path]:
    """Write every output into `folder` and return name -> path, with `sha256` for the file of their hashes.

    The names carry the revision, so a reader never meets two revisions mixed. The hashes (as `sha256sum -c`
    reads them) are written last: where they are, the list is complete.
    """
    language = load(listing.language)
    paths: dict[str, Path] = {}
    sums = ""
    stem = f"{listing.list_id}-r{listing.revision}"
    for output in sorted(collect("targets.outputs", Output), key=lambda output: output.name):
        content = output.write(listing, language)
        paths[output.name] = folder / f"{stem}{output.suffix}"
        appear(paths[output.name], content, replace=True)
        sums += f"{hashlib.sha256(content).hexdigest()}  {stem}{output.suffix}\n"
    paths["sha256"] = folder / f"{stem}.sha256"
    appear(paths["sha256"], sums.encode(), replace=True)
    return paths

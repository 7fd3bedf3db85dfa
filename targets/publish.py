"""Hands out a list: every output of targets/outputs, in every language of the site, each file whole or not there."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from lake.collect import collect
from lake.store import appear
from targets.language import load
from targets.listing import Listing
from targets.outputs.output import Output


def publish(listings: Sequence[Listing], folder: Path, mark: str = "") -> dict[str, Path]:
    """Write every output into `folder` and return name -> path, with `sha256` for the file of their hashes.

    The names carry the revision, so a reader never meets two revisions mixed. The hashes (as `sha256sum -c`
    reads them) are written last: where they are, the list is complete.

    Args:
        listings: one a language; the first is the unit's own, and its files carry no language in their name.
        folder: of the shift.
        mark: follows the revision in every name: it is a copy; an officer's has nothing that tells the selection.
    """
    paths: dict[str, Path] = {}
    sums = ""
    own = listings[0]
    stem = f"{own.list_id}-r{own.revision}{mark}"
    outputs = sorted(collect("targets.outputs", Output), key=lambda output: output.name)
    for output in [one for one in outputs if not (mark and one.tells_selection and not own.random_shown)]:
        for place, listing in enumerate(listings if output.each_language else listings[:1]):
            name, suffix = (
                (output.name, "") if not place else (f"{output.name}.{listing.language}", f".{listing.language}")
            )
            content = output.write(listing, load(listing.language))
            paths[name] = folder / f"{stem}{suffix}{output.suffix}"
            appear(paths[name], content, replace=True)
            sums += f"{hashlib.sha256(content).hexdigest()}  {paths[name].name}\n"
    paths["sha256"] = folder / f"{stem}.sha256"
    appear(paths["sha256"], sums.encode(), replace=True)
    return paths

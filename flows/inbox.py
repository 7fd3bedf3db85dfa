"""Brings a returned sheet into the folder of the unit's feed of results, whole or not at all."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flows.copy import slug
from flows.feeds.names import wanted
from flows.feeds.source import Offered
from flows.receipt import LARGEST, Home, marked, receipt_of
from flows.unit import Unit
from lake.past import Past
from lake.runs import start
from lake.sites import Feed
from lake.store import appear
from targets.receipt import Receipt


@dataclass(frozen=True)
class Checked:
    """A sheet that was looked at: the receipt it would have now, and the name it goes by in the feed's folder."""

    receipt: Receipt
    name: str
    data: bytes


def check(unit: Unit, file_name: str, data: bytes, now: datetime, made_for: str | None = None) -> Checked:
    """Answer a sheet as the next night would, by what the lake knows now; nothing is written.

    Args:
        unit: the unit.
        file_name: as it came.
        data: its bytes.
        now: the moment, a whole second.
        made_for: who returns it, where the sheet does not say whom it was made for.

    Raises:
        ValueError: the file is larger than any sheet.
    """
    if len(data) > LARGEST:
        raise ValueError(f"{file_name} has {len(data)} bytes, a sheet at most {LARGEST}")
    home = Home(file_name, data, now)
    past = Past(unit.store, start(unit.store, "night", unit.site.name, (now,)))
    receipt = receipt_of(unit, past, home, checked=True)
    if made_for and not receipt.made_for:
        receipt = replace(receipt, made_for=(made_for,))
    path = Path(file_name)
    stem = f"{path.stem}-{slug(made_for)}" if made_for else path.stem
    return Checked(receipt, f"{marked(stem, home.message_id)}{path.suffix.lower()}", data)


def folder_of(unit: Unit) -> Path:
    """The folder from which the unit's results are pulled.

    Raises:
        ValueError: the site has no feed of results, or it is no folder of this machine.
    """
    return unit.store.folder / _feed(unit).url


def bring(unit: Unit, found: Checked) -> Path | None:
    """Put the sheet into the folder of results under its name and hash; None where it lies there already.

    Raises:
        ValueError: there is no such folder, or its feed would not take a file of this name.
    """
    feed, folder = _feed(unit), folder_of(unit)
    offered = [Offered(name=found.name, place=found.name), Offered(found.name + (feed.ready_suffix or ""), found.name)]
    if not wanted(feed, offered)[0]:
        raise ValueError(f"the feed {feed.name} takes no file named {found.name}; see include and exclude in its TOML")
    path = folder / found.name
    if path.exists():
        return None
    appear(path, found.data)
    if feed.ready_suffix:
        appear(path.with_name(path.name + feed.ready_suffix), b"", replace=True)
    return path


def _feed(unit: Unit) -> Feed:
    feeds = [feed for feed in unit.site.feeds if feed.holds == "outcome"]
    if not feeds:
        raise ValueError(f'{unit.site.name} has no feed of results; add one with holds = "outcome" to its TOML')
    here = [feed for feed in feeds if "://" not in feed.url]
    if not here:
        where = ", ".join(feed.url for feed in feeds)
        raise ValueError(f"results of {unit.site.name} are pulled from {where}, no folder here: put the file there")
    return here[0]

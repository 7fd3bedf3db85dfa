"""A unit's own watch list in an exercise: a member of each ring of companies, as an analyst would have put it there.

Names stand in their own letters, which a waybill does not carry. The list lies there since the day before the first
night and is valid from that night on.
"""

import csv
import io
import os
from datetime import date, timedelta
from pathlib import Path

from exercises.dice import dice
from exercises.methods import Method
from exercises.traders import Party, local_company
from lake.sites import Site

COLUMNS = ("id", "name", "aliases", "address", "phone", "tax_id", "owner", "reason", "valid_from", "valid_to")
LISTED = 3


def write_watch_list(folder: Path, site: Site, seed: int, methods: tuple[Method, ...], first_night: date) -> None:
    """Write `watch_lists/own.csv` into the unit's folder: at most three companies that methods send their goods to."""
    rings = [method for method in methods if method.stream == "cargo" and method.way.consignee == "ring"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, method in enumerate(rings[:LISTED], 1):
        party = _member(site, seed, method)
        told = ("risk analysis", f"named in report {number} on {method.finding}")
        writer.writerow((f"OWN-{number}", party.native, "", "", "", "", *told, first_night.isoformat(), ""))
    path = folder / "watch_lists" / "own.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), "utf-8")
    moment = int((site.as_of(first_night) - timedelta(days=1)).timestamp())
    os.utime(path, (moment, moment))


def _member(site: Site, seed: int, method: Method) -> Party:
    """The first member of a ring before the method moves: the dice of exercises/bending.py."""
    return local_company(dice(seed, site.name, method.name, 0, "consignee", 0), site).home

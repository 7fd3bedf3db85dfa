"""The unit's own list of trusted traders: who is on it on a day, as a column beside the cases.

A CSV that the unit keeps in its lake, `trusted_traders.csv`: name (or key), owner, valid_from, valid_to. Whoever puts
a name on it says who he is and until when; a row without that is not used, and a sentence says so.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import pyarrow as pa

from lake.joins import left

COLUMNS = ("name", "key", "owner", "valid_from", "valid_to")
NAME = "trusted_traders.csv"


@dataclass(frozen=True)
class Trusted:
    """A trader that somebody trusts from a day to a day, both included; `key` is its atomic party key."""

    key: str
    owner: str
    valid_from: date
    valid_to: date


def read_trusted(content: bytes, key_of: Callable[[str], str | None]) -> tuple[tuple[Trusted, ...], tuple[str, ...]]:
    """Return the rows of a list, and a sentence for each that cannot be used; a list without rows is a list.

    Args:
        content: the file; UTF-8, with or without a mark.
        key_of: the atomic party key of a name (parties.keys.party_key), for rows that give no key.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return (), (f"{NAME} is not UTF-8: nobody is trusted.",)
    reader = csv.DictReader(io.StringIO(text))
    if missing := [name for name in ("owner", "valid_from", "valid_to") if name not in (reader.fieldnames or ())]:
        return (), (f"{NAME} has no column {', '.join(missing)}: nobody is trusted.",)
    found: list[Trusted] = []
    faults: list[str] = []
    for row in reader:
        read = _row(row, key_of)
        if isinstance(read, Trusted):
            found.append(read)
        else:
            faults.append(f"{NAME}, line {reader.line_num}: {read}; the row is not used.")
    return tuple(found), tuple(faults)


def with_trusted(cases: ibis.Table, listed: Sequence[Trusted], day: date) -> ibis.Table:
    """Add `trusted_by` (who put the consignor on the list) and `trusted_until`; null where it is not on it on `day`.

    Of several rows for one trader the one that holds longest counts.
    """
    held = sorted(
        (row for row in listed if row.valid_from <= day <= row.valid_to), key=lambda row: (row.valid_to, row.owner)
    )
    by_key = {row.key: row for row in held}
    rows = pa.table(
        {
            "consignor_key": pa.array(sorted(by_key), pa.string()),
            "trusted_by": pa.array([by_key[key].owner for key in sorted(by_key)], pa.string()),
            "trusted_until": pa.array([by_key[key].valid_to.isoformat() for key in sorted(by_key)], pa.string()),
        }
    )
    return left(cases, ibis.memtable(rows), ["consignor_key"])


def _row(row: dict[str, str | None], key_of: Callable[[str], str | None]) -> Trusted | str:
    """A row of the list, or what is wrong with it."""
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    key = said["key"] or key_of(said["name"])
    if not key:
        return "neither a name nor a key"
    if not said["owner"]:
        return "no owner"
    try:
        since, until = date.fromisoformat(said["valid_from"]), date.fromisoformat(said["valid_to"])
    except ValueError:
        return "valid_from and valid_to must be days as 2026-03-01"
    return Trusted(key, said["owner"], since, until) if since <= until else "valid_to is before valid_from"

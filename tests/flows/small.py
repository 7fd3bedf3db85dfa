"""A small unit of its own feeds and mappings, and a night as far as its tables go: quick, and nothing is scored."""

import os
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from lakes import SITE

from cases.case import CASES
from flows.account import account
from flows.pull import pull
from flows.remember import remember
from flows.take_in import take_in
from flows.unit import Unit
from lake import sites
from lake.past import Past
from lake.runs import Run, commit, stamp, start
from lake.sites import Feed

MAPPING = """
format = "courier"
stream = "courier"
kind = "parcel"
row_key = "house_waybill"
minimum_headers = 3
[columns.house_waybill]
converter = "house"
headers = {house}
[columns.pieces]
converter = "count"
headers = ["pcs", {pieces}]
[columns.gross_kg]
converter = "weight"
headers = ["kg", {weight}]
[columns.goods_description]
converter = "text"
headers = ["goods"]
[columns.consignor_name]
converter = "text"
headers = ["shipper"]
"""
OLD = MAPPING.format(house='["hawb"]', pieces='"stk"', weight='"gew"')
NEW = MAPPING.format(house='["hawb", "ref", "paket"]', pieces='"n"', weight='"w"')


def feeds(tmp_path: Path, mapping: str) -> tuple[Feed, ...]:
    path = tmp_path / f"{'new' if mapping == NEW else 'old'}.toml"
    path.write_text(mapping, "utf-8")
    lists = [
        Feed(name=name, url=f"inbox/{name}", holds="tabular", mapping=str(path), settle_seconds=0)
        for name in ("courier", "parcels")
    ]
    return (Feed(name="cargo", url="inbox/cargo", holds="messages", settle_seconds=0), *lists)


def unit_with(tmp_path: Path, mapping: str) -> Unit:
    site = sites.load(SITE).model_copy(update={"feeds": feeds(tmp_path, mapping)})
    return Unit(site, tmp_path / "lake")


def drop(unit: Unit, name: str, content: str | bytes, at: datetime) -> None:
    path = unit.store.folder / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, (at.timestamp(), at.timestamp()))


def took_in(unit: Unit, as_of: datetime, cases: pa.Table | None = None) -> Run:
    """A night as far as its tables go, with the cases that are given."""
    run = start(unit.store, "night", SITE, (as_of,))
    past = Past(unit.store, run)
    pulled = pull(unit, past)
    account(unit, past, pulled, take_in(unit, past, pulled))
    remember(unit, past, CASES.schema.empty_table())
    if cases is not None:
        run.parts.append(unit.store.write("cases", cases, run.run_id, stamp(as_of)))
    commit(unit.store, run)
    return run

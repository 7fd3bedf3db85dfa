"""Generated mentions as the rows of `party_keys` that a unit would hold of them, with the truth beside."""

import random
from typing import Any

import pyarrow as pa

from benchmarks import party_mentions
from parties.addresses import place_key
from parties.keys import add_party_keys

FIELDS = ("key", "address_key", "phone_key", "email", "tax_id", "city", "country")


def keyed(seed: int, half: int, parties: int, count: int) -> pa.Table:
    """`count` mentions with `party` (the truth), their keys, and the columns of `party_keys`."""
    dice = random.Random(seed)
    rows = party_mentions.mentions(dice, party_mentions.parties(dice, parties, half), count)
    told = pa.Table.from_pylist([_consignment(row) for row in rows])
    keys = add_party_keys(told)
    return pa.table({
        "message_id": [f"{place:064x}" for place in range(count)],
        "record": [1] * count,
        "known_at": pa.array([row["known_at"] for row in rows], pa.timestamp("us", tz="UTC")),
        "key": keys["consignor_key"],
        "role": ["consignor"] * count,
        "name": told["consignor_name"],
        "address_key": keys["consignor_address_key"],
        "phone_key": keys["consignor_phone_key"],
        "email": pa.array([row["email"] for row in rows], pa.string()),
        "tax_id": pa.array([row["tax_id"] for row in rows], pa.string()),
        "city": pa.array([place_key(row["city"] or "") for row in rows], pa.string()),
        "country": pa.array([row["country"] for row in rows], pa.string()),
        "party": [row["party"] for row in rows],
    })  # fmt: skip


def first_seen(mentions: pa.Table) -> pa.Table:
    """The first mention of each combination: the rows of `party_keys`, and `party`."""
    frame = mentions.to_pandas().drop_duplicates(list(FIELDS), keep="first")
    return pa.Table.from_pandas(frame, schema=mentions.schema, preserve_index=False)


def _consignment(row: dict[str, Any]) -> dict[str, Any]:
    """One side of a consignment; the other is empty."""
    said = {what: row[what] for what in ("name", "address", "city", "country", "phone")}
    sides = {f"consignor_{what}": value for what, value in said.items()}
    return sides | dict.fromkeys([f"consignee_{what}" for what in said] + ["forwarder_code", "forwarder_name"])

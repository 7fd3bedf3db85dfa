"""Who is who, after what came in: new combinations of a party's key, and which keys are one party from now on."""

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from flows.own_file import own_file
from flows.unit import Unit
from lake.past import Past
from lake.store import ordered
from lake.tables import CONSIGNMENTS, PARTY_KEYS, PARTY_LINKS
from lake.words import each
from parties.addresses import place_key
from parties.linking import new_links
from parties.officers import NAME, officers_words

TOLD_BY = ("house", "item", "master", "register", "declaration")
"""Kinds of telling that name the parties themselves."""
ROLES = ("consignor", "consignee")
TAKEN = ("name", "address_key", "phone_key", "tax_id", "city", "country")
COMBINATION = ("key", "address_key", "phone_key", "email", "tax_id", "city", "country")
"""What makes a row new; whom a message names so does not."""


def link(unit: Unit, past: Past) -> pa.Table:
    """Write what keys were seen with since the last cut-off, and the links that follow; return the links."""
    known = past.table(PARTY_KEYS.name, PARTY_KEYS.schema).to_pyarrow().cast(PARTY_KEYS.schema)
    links = past.table(PARTY_LINKS.name, PARTY_LINKS.schema).to_pyarrow().cast(PARTY_LINKS.schema)
    new = _new(_seen(past), known)
    words, faults = officers_words(own_file(unit, past.run, NAME), past.cutoff(), past.run.as_of, links)
    past.run.notes.extend(faults)
    found = new_links(new, known, links, words)
    for table, rows in ((PARTY_KEYS, new), (PARTY_LINKS, found)):
        if rows.num_rows:
            past.run.parts.append(unit.store.write(table.name, ordered(rows, table.key), past.run.run_id))
    return found


def _seen(past: Past) -> pa.Table:
    """What consignments known since the last cut-off name their parties; columns of `party_keys`."""
    rows = past.table(CONSIGNMENTS.name, CONSIGNMENTS.schema).filter(_.told_by.isin(TOLD_BY))
    spoken = past.cutoff()
    if spoken is not None:
        rows = rows.filter(_.known_at >= spoken)
    sides = [
        rows.select(
            "message_id", "record", "known_at", key=rows[f"{who}_key"], role=ibis.literal(who),
            **{what: rows[f"{who}_{what}"] for what in TAKEN},
            email=rows[f"{who}_email"].lower(),
        ).filter(_.key.notnull() & _.name.notnull())
        for who in ROLES
    ]  # fmt: skip
    found = ibis.union(*sides).to_pyarrow()
    found = found.set_column(found.schema.get_field_index("city"), "city", each(found["city"], place_key))
    return found.select(PARTY_KEYS.schema.names).cast(PARTY_KEYS.schema)


def _new(seen: pa.Table, known: pa.Table) -> pa.Table:
    """The first row of each combination that is not known yet."""
    rows = ordered(seen, ("known_at", "message_id", "record", "role"))
    fresh = rows.filter(pc.invert(pc.is_in(_combination(rows), _combination(known))))
    places = pa.table({"combination": _combination(fresh), "place": pa.array(range(fresh.num_rows), pa.int64())})
    first = places.group_by("combination").aggregate([("place", "min")])["place_min"]
    return fresh.take(first.take(pc.sort_indices(first)))


def _combination(rows: pa.Table) -> pa.ChunkedArray:
    """What makes a row new, as one text: what is null is nothing between the signs."""
    return pc.binary_join_element_wise(*(pc.fill_null(rows[name], "") for name in COMBINATION), "\x1f")

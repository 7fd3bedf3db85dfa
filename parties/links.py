"""Which party a key belongs to as of a moment: what reading history needs of `party_links`."""

import ibis
from ibis import _


def as_of(links: ibis.Table, moments: ibis.Table) -> ibis.Table:
    """Return (as_of, key, party_id): the newest row of each key that was known before the moment.

    A key without a row is its own party and is not here. Runs on any engine of Ibis.

    Args:
        links: rows of `party_links`; one row of a key and moment at the most.
        moments: `as_of`, each once.
    """
    told = moments.select("as_of").cross_join(links.select("key", "party_id", "known_at"))
    told = told.filter(_.known_at < _.as_of)
    newest = ibis.window(group_by=["as_of", "key"], order_by=_.known_at.desc())
    placed = told.mutate(place=ibis.row_number().over(newest))
    return placed.filter(_.place == 0).select("as_of", "key", "party_id")

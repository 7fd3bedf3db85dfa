"""Which keys are one party: new rows of `party_keys` against known ones and each other, in the order they were known.

A pair of rows is judged once, when the later of the two comes; what was decided before is never looked at again. So
a night after the other and all nights at once give the same rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import pyarrow as pa

from lake.store import ordered
from lake.tables import PARTY_KEYS, PARTY_LINKS
from parties import likeness
from parties.clusters import Clusters, Event, Row

JOINS = 0.98
"""From this probability on a key joins a party. Chosen on the seed and words that weights.json is counted on."""

_NAMED = """
select greatest(l.known_at, r.known_at) as known_at, l.key as key_a, r.key as key_b, round(match_probability, 6) as p,
    round(greatest(jaro_winkler_similarity(l.key, r.key), (gamma_name = 8)::int), 2) as alike, {gammas}
from pairs join rows l on l.row = unique_id_l join rows r on r.row = unique_id_r
qualify row_number() over (
    partition by greatest(l.known_at, r.known_at), least(l.key, r.key), greatest(l.key, r.key)
    order by match_probability desc, {gammas}
) = 1
"""


@dataclass(frozen=True)
class Word:
    """An officer's word on two keys: one party, or not; `known_at` is when we had it."""

    key_a: str
    key_b: str
    same: bool
    owner: str
    known_at: datetime

    @property
    def evidence(self) -> str:
        """What is written down of it."""
        return f"{'one party' if self.same else 'two parties'}, says {self.owner}"


def new_links(new: pa.Table, known: pa.Table, links: pa.Table, words: tuple[Word, ...] = ()) -> pa.Table:
    """Return the rows of `party_links` that follow from new rows of `party_keys`, ordered by its key.

    Args:
        new: rows of `party_keys` that were not judged yet.
        known: those that were; all known before any of `new`.
        links: what was found of them.
        words: of officers, not applied yet (`party_links` has no row of theirs).
    """
    if not new.num_rows and not words:
        return PARTY_LINKS.schema.empty_table()
    pairs = _pairs(new, known)
    touched = {key for name in ("key_a", "key_b") for key in pairs[name].to_pylist()}
    touched |= {key for word in words for key in (word.key_a, word.key_b)}
    clusters = Clusters.of(_first_known(new, known), links, touched)
    found: list[Row] = []
    for moment, events in groupby(sorted([*_judged(pairs), *_spoken(words)]), lambda found: found[0]):
        found += clusters.apply(moment, [event for _, event in events])
    return ordered(pa.Table.from_pylist(found, PARTY_LINKS.schema), PARTY_LINKS.key)


def _pairs(new: pa.Table, known: pa.Table) -> pa.Table:
    """Pairs of keys that join: best evidence of each pair and moment."""
    con = likeness.connection()
    columns = [column.name for column in PARTY_KEYS.columns]
    rows = pa.concat_tables([new.select(columns), known.select(columns)])
    rows = rows.append_column("row", pa.array(range(rows.num_rows), pa.int64()))
    likeness.records(con, "new", rows.slice(0, new.num_rows))
    likeness.records(con, "known", rows.slice(new.num_rows))
    con.register("pairs", likeness.scored(con, "new", "known", JOINS))
    con.register("rows", rows.select(["row", "key", "known_at"]))
    return con.sql(_NAMED.format(gammas=", ".join(f"gamma_{name}" for name in likeness.named()))).to_arrow_table()


def _first_known(new: pa.Table, known: pa.Table) -> pa.Table:
    rows = pa.concat_tables([rows.select(["key", "known_at"]) for rows in (known, new)])
    return rows.group_by("key").aggregate([("known_at", "min")])


def _judged(pairs: pa.Table) -> Iterator[tuple[datetime, Event]]:
    """What the pairs say, and when."""
    others = list(zip(likeness.LEVELS, likeness.named(), strict=True))[1:]
    for row in pairs.to_pylist():
        said = [f"name {row['alike']:.2f}"]
        for what, column in others:
            told = likeness.said(what, row[f"gamma_{column}"])
            said.append(told if what == "reach" and told != "unknown" else f"{what} {told}")
        key_a, key_b = sorted((row["key_a"], row["key_b"]))
        firm = likeness.said("name", row["gamma_name"]) in likeness.FIRM
        yield row["known_at"], Event(False, -row["p"], key_a, key_b, "; ".join(said), firm)


def _spoken(words: tuple[Word, ...]) -> Iterator[tuple[datetime, Event]]:
    for word in words:
        key_a, key_b = sorted((word.key_a, word.key_b))
        yield word.known_at, Event(True, -float(word.same), key_a, key_b, word.evidence, word.same)

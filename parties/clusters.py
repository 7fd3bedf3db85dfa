"""Keys put together to parties, one event after the other; a party is called by the key that was known first."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from lake.store import ordered
from parties.likeness import trades

Row = dict[str, Any]
BRIDGES = 0.99999
"""Two parties of several keys each become one from this probability on: one slip must not make one of two firms."""


class Event(NamedTuple):
    """What is said of two keys; in the order it is listened to within a moment: likeliest first, officers last."""

    officer: bool
    minus: float
    key_a: str
    key_b: str
    evidence: str
    firm: bool

    @property
    def told(self) -> Row:
        """What a row says of it."""
        how = "officer" if self.officer else "linked"
        return {"probability": 0.0 - self.minus, "evidence": self.evidence, "how": how}


@dataclass
class Clusters:
    """The parties of the keys at hand.

    Attributes:
        since: when a key was first known.
        party: of every key that is not its own.
        members: keys of every party of several, its own key among them.
        apart: pairs of keys that an officer holds apart.
    """

    since: dict[str, datetime]
    party: dict[str, str] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    apart: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, first_known: pa.Table, links: pa.Table, keys: set[str]) -> "Clusters":
        """Put together the parties that `keys` belong to, by the newest row of each key."""
        mine = _touched(links, keys)
        found = cls({})
        for key, party in zip(mine["key"].to_pylist(), mine["party_id_last"].to_pylist(), strict=True):
            found._join(key, party)
        wanted = keys | set(found.party) | set(found.members)
        at = first_known.filter(pc.is_in(first_known["key"], pa.array(sorted(wanted), pa.string())))
        found.since = dict(zip(at["key"].to_pylist(), at["known_at_min"].to_pylist(), strict=True))
        said = ordered(links.filter(pc.equal(links["how"], "officer")), ("known_at", "key"))
        for row in said.to_pylist():
            found._say(row["key"], row["other_key"], row["probability"] > 0)
        return found

    def apply(self, moment: datetime, events: list[Event]) -> list[Row]:
        """Apply the events of one moment, likeliest first and officers' words last; return a row for each key moved."""
        rows: dict[str, Row] = {}
        for event in events:
            if event.key_a not in self.since or event.key_b not in self.since:
                continue
            one = not event.officer or event.minus < 0
            if event.officer:
                self._say(event.key_a, event.key_b, one)
            moved = self._one(event) if one else self._two(event)
            rows |= {row["key"]: row | {"known_at": moment} for row in moved}
        return list(rows.values())

    def _one(self, event: Event) -> list[Row]:
        """Make one party of two; the younger one's keys move."""
        first, second = sorted((event.key_a, event.key_b), key=lambda key: self._age(self._of(key)))
        party, left = self._of(first), self._of(second)
        if party == left:
            older, younger = sorted((first, second), key=self._age)
            return [_row(younger, party, older, event.told)] if event.officer else []
        keys = self._all(left)
        if not event.officer and self._refused(keys, self._all(party), event):
            return []
        for key in keys:
            self._join(key, party)
        self.members.pop(left, None)
        through = event.told | {"evidence": f"with {second}: {event.evidence}"}
        return [_row(key, party, first, event.told if key == second else through) for key in sorted(keys)]

    def _two(self, event: Event) -> list[Row]:
        """Take the key that was known later out of its party, to stand alone; the others stay."""
        older, younger = sorted((event.key_a, event.key_b), key=self._age)
        party = self._of(younger)
        if self._of(older) == party:
            self.members[party].discard(younger)
            self.party.pop(younger, None)
        return [_row(younger, self._of(younger), older, event.told)]

    def _refused(self, keys: set[str], others: set[str], event: Event) -> bool:
        """Whether an officer holds them apart, they are firms of two trades, or the evidence is too little for two."""
        if min(len(keys), len(others)) > 1 and -event.minus < BRIDGES:
            return True
        mine, theirs = _trades(keys), _trades(others)
        if not event.firm and mine and theirs and not mine & theirs:
            return True
        return any((a in keys and b in others) or (b in keys and a in others) for a, b in self.apart)

    def _say(self, key_a: str, key_b: str, same: bool) -> None:
        pair = (min(key_a, key_b), max(key_a, key_b))
        (self.apart.discard if same else self.apart.add)(pair)

    def _age(self, key: str) -> tuple[datetime, str]:
        return self.since[key], key

    def _of(self, key: str) -> str:
        return self.party.get(key, key)

    def _all(self, party: str) -> set[str]:
        return self.members.get(party, {party})

    def _join(self, key: str, party: str) -> None:
        if key != party:
            self.party[key] = party
            self.members.setdefault(party, {party}).add(key)


def _trades(keys: set[str]) -> set[str]:
    return {word for key in keys for word in key.split()} & trades()


def _row(key: str, party: str, other: str, told: Row) -> Row:
    return {"key": key, "party_id": party, "other_key": other, **told}


def _touched(links: pa.Table, keys: set[str]) -> pa.Table:
    """The newest row of every key whose party one of `keys` belongs to."""
    newest = ordered(links, ("key", "known_at")).group_by("key", use_threads=False).aggregate([("party_id", "last")])
    mine = newest.filter(pc.is_in(newest["key"], pa.array(sorted(keys), pa.string())))
    ids = pa.array(sorted(keys | set(mine["party_id_last"].to_pylist())), pa.string())
    return newest.filter(pc.is_in(newest["party_id_last"], ids))

"""Reads the history for cases: sums over windows and meetings, each as of its own moment, by party as known then.

Only slices that ended at or before a case's own as_of count, so as_of should be the end of a slice. What the cases ask
for is asked once, in long form, and met with the history in one join; the answers are then laid beside the cases.
"""

from dataclasses import dataclass

import ibis
from ibis import _

from features.entities import ENTITIES, EVENT_ENTITIES, PAIRS, PARTIES
from features.windows import LONGEST, MEETINGS, WINDOWS, Meeting

ROW = ("as_of", "case_id")
KEYS = ENTITIES | EVENT_ENTITIES
USED = sorted({(name, days) for window in WINDOWS for days, names in window.sums.items() for name in names})
"""Every sum and the days that some window adds it up over."""


@dataclass(frozen=True)
class Memory:
    """What is remembered.

    Attributes:
        sums: slices of entities (features/history.py, HISTORY).
        pairs: slices of meetings (PAIR_HISTORY).
        links: as_of, key, party_id: the keys that are linked to a party, as known at each moment; None: no links.
    """

    sums: ibis.Table
    pairs: ibis.Table
    links: ibis.Table | None = None


def keyed(cases: ibis.Table) -> ibis.Table:
    """Add the keys that windows and meetings ask for, each named after its entity or pair."""
    entities = {_asked(window.entity): KEYS[window.entity] for window in WINDOWS}
    sides = {_side(pair, side): keys[side] for pair, keys in PAIRS.items() for side in (0, 1)}
    return cases.mutate(**entities, **sides)


def windows(base: ibis.Table, memory: Memory) -> ibis.Table:
    """Return as_of, case_id and the sums of every window of WINDOWS; 0 for a key without a past, null without a key."""
    base = base.select(*ROW, "day", *sorted(_asked(window.entity) for window in WINDOWS))
    answers = _answers(base, memory).cache()
    known, columns = base, {name: base[name] for name in ROW}
    for place, window in enumerate(WINDOWS):
        used = {f"{name}_{days}": f"{window.entity}_{name}_{days}d" for days, ns in window.sums.items() for name in ns}
        rows = answers.filter(answers.entity == window.entity)
        rows = rows.select(
            **{f"at{place}_": _.as_of, f"key{place}_": _.key}, **{to: _[name] for name, to in used.items()}
        )
        known = known.left_join(rows, [("as_of", f"at{place}_"), (_asked(window.entity), f"key{place}_")])
        asked = base[_asked(window.entity)]
        columns |= {to: asked.notnull().ifelse(_sum(rows[to], name), None) for name, to in used.items()}
    return known.select(**columns)


def meetings(base: ibis.Table, memory: Memory) -> ibis.Table:
    """Return as_of, case_id and the counts of MEETINGS; 0 for a side without a past, null without a side."""
    sides = sorted(_side(pair, side) for pair in PAIRS for side in (0, 1))
    base = _with_parties(base.select(*ROW, "day", "consignor_key", "consignee_key", *sides), memory)
    times = _times(base, memory).cache()
    others = times.filter(_.times > 0).group_by("as_of", "place", "key").aggregate(others=_.count()).cache()
    known, columns = base, {name: base[name] for name in ROW}
    for place, meeting in enumerate(MEETINGS):
        by, other = _columns(meeting)
        if meeting.name:
            rows = others.filter(others.place == place)
            rows = rows.select(**{f"at{place}_": _.as_of, f"key{place}_": _.key, f"others{place}_": _.others})
            known = known.left_join(rows, [("as_of", f"at{place}_"), (by, f"key{place}_")])
            columns[meeting.name] = base[by].notnull().ifelse(ibis.coalesce(rows[f"others{place}_"], 0), None)
        if meeting.together:
            rows = times.filter(times.place == place).select(**{
                f"when{place}_": _.as_of, f"of{place}_": _.key, f"with{place}_": _.other, f"times{place}_": _.times
            })  # fmt: skip
            party = f"{_sides(meeting)[0 if meeting.turned else 1]}_party_"
            with_whom = party if party in base.columns else other
            known = known.left_join(
                rows, [("as_of", f"when{place}_"), (by, f"of{place}_"), (with_whom, f"with{place}_")]
            )
            both = base[by].notnull() & base[other].notnull()
            columns[meeting.together] = both.ifelse(ibis.coalesce(rows[f"times{place}_"], 0), None)
    return known.select(**columns)


def _sum(total: ibis.Value, name: str) -> ibis.Value:
    """A sum of a window, 0 without a past. A count is never below 0.

    What an amendment takes back of a shipment that lies before the window would else be missing from its others.
    """
    known = ibis.coalesce(total, 0)
    return known if "_ln" in name else ibis.greatest(known, 0)


def _asked(entity: str) -> str:
    return f"{entity}_asked_"


def _side(pair: str, side: int) -> str:
    return f"{pair}_{side}_"


def _answers(base: ibis.Table, memory: Memory) -> ibis.Table:
    """as_of, entity, key and every sum of USED over its days, for the keys that have a past."""
    wanted = [
        ibis.struct({
            "entity": ibis.literal(window.entity), "key": base[_asked(window.entity)],
            "party": ibis.literal(window.entity in PARTIES),
        })
        for window in WINDOWS
    ]  # fmt: skip
    asked = base.select("as_of", "day", wanted=ibis.array(wanted).unnest()).unpack("wanted")
    asked = _keys(asked.filter(_.key.notnull()).distinct(), memory)
    past = memory.sums.select(
        "cutoff", past_day="day", of_="entity", past_key="key", **{f"{name}_": name for name, _days in USED}
    )
    met = asked.inner_join(
        past,
        [
            asked.entity == past.of_, asked.own == past.past_key, past.cutoff <= asked.as_of,
            past.past_day > asked.day - LONGEST,
        ],
    )  # fmt: skip
    sums = {f"{name}_{days}": _within(days, _[f"{name}_"]).sum().cast("int64") for name, days in USED}
    return met.group_by("as_of", "entity", "key").aggregate(**sums)


def _within(days: int, value: ibis.Deferred) -> ibis.Deferred:
    """`value` of a slice in the window, else 0: twice as fast as a sum with a filter of its own."""
    return value if days == LONGEST else (_.day - _.past_day < days).ifelse(value, 0)


def _times(base: ibis.Table, memory: Memory) -> ibis.Table:
    """as_of, place (of MEETINGS), key, other (by its party) and times: how often the two were met in the days."""
    wanted = [
        ibis.struct({
            "place": ibis.literal(place, "int64"), "pair": ibis.literal(meeting.pair),
            "by": ibis.literal(meeting.by, "int64"), "days": ibis.literal(meeting.days, "int64"),
            "key": base[_columns(meeting)[0]], "party": ibis.literal(_sides(meeting)[0] in PARTIES),
            "other_party": ibis.literal(_sides(meeting)[1] in PARTIES),
        })
        for place, meeting in enumerate(MEETINGS)
    ]  # fmt: skip
    asked = base.select("as_of", "day", wanted=ibis.array(wanted).unnest()).unpack("wanted")
    asked = _keys(asked.filter(_.key.notnull()).distinct(), memory)
    turned = sorted({meeting.pair for meeting in MEETINGS if meeting.by == 1})
    kept = ("cutoff", "day", "shipments")
    ways = [(memory.pairs, "first", "second", 0), (memory.pairs.filter(_.pair.isin(turned)), "second", "first", 1)]
    past = ibis.union(*(
        rows.select(*kept, pair_="pair", by_=ibis.literal(by, "int64"), own_=_[own], other=_[other])
        for rows, own, other, by in ways
    )).rename(past_day="day")  # fmt: skip
    met = asked.inner_join(
        past,
        [
            asked.pair == past.pair_, asked.by == past.by_, asked.own == past.own_, past.cutoff <= asked.as_of,
            past.past_day > asked.day - asked.days,
        ],
    )  # fmt: skip
    met = _by_party(met.select("as_of", "place", "key", "other", "other_party", "shipments"), memory)
    return met.group_by("as_of", "place", "key", "other").aggregate(times=_.shipments.sum().cast("int64"))


def _columns(meeting: Meeting) -> tuple[str, str]:
    """The columns of `keyed` with the case's key that is asked about, and with the other."""
    by = 1 - meeting.by if meeting.turned else meeting.by
    return _side(meeting.pair, by), _side(meeting.pair, 1 - by)


def _sides(meeting: Meeting) -> tuple[str, str]:
    """Names of the side that is asked about and of the other."""
    sides = meeting.pair.split("_")
    return sides[meeting.by], sides[1 - meeting.by]


def _with_parties(base: ibis.Table, memory: Memory) -> ibis.Table:
    """Add the party of each side of a pair that is one, as consignor_party_."""
    if memory.links is None:
        return base
    known, columns = base, {name: base[name] for name in base.columns}
    for who in ("consignor", "consignee"):
        rows = memory.links.select(**{f"{who}_at_": _.as_of, f"{who}_linked_": _.key, f"{who}_of_": _.party_id})
        known = known.left_join(rows, [("as_of", f"{who}_at_"), (f"{who}_key", f"{who}_linked_")])
        columns[f"{who}_party_"] = ibis.coalesce(rows[f"{who}_of_"], base[f"{who}_key"])
    return known.select(**columns).cache()


def _keys(asked: ibis.Table, memory: Memory) -> ibis.Table:
    """Every asked key once for each key of its party, `own`, as known at as_of; other keys are their own."""
    if memory.links is None:
        return asked.mutate(own=_.key)
    links = memory.links
    roots = links.select("as_of", key="party_id", party_id="party_id")
    links = links.select("as_of", "key", "party_id").union(roots, distinct=True).cache()
    linked = links.select(at_="as_of", linked_="key", party_id_="party_id")
    named = asked.mutate(party_key_=asked.party.ifelse(asked.key, None))
    named = named.left_join(linked, [("as_of", "at_"), ("party_key_", "linked_")])
    named = named.mutate(party_=ibis.coalesce(_.party_id_, _.party_key_)).select(*asked.columns, "party_").cache()
    members = links.select(member_at_="as_of", member_="key", member_of_="party_id")
    each = named.left_join(members, [("as_of", "member_at_"), ("party_", "member_of_")])
    return each.mutate(own=ibis.coalesce(_.member_, _.key)).select(*asked.columns, "own")


def _by_party(rows: ibis.Table, memory: Memory) -> ibis.Table:
    """`other` as the party it belongs to at as_of, so that one firm under two names counts once."""
    if memory.links is None:
        return rows
    links = memory.links.select(at_="as_of", linked_="key", party_id_="party_id")
    named = rows.mutate(party_key_=rows.other_party.ifelse(rows.other, None))
    named = named.left_join(links, [("as_of", "at_"), ("party_key_", "linked_")])
    kept = [name for name in rows.columns if name != "other"]
    return named.mutate(other=ibis.coalesce(_.party_id_, _.other)).select(*kept, "other")

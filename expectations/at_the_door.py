"""What is dropped at the door and only counted: letters without goods, and diplomatic bags.

A diplomatic bag is told by its handling code (DIP) or by its words standing alone. A letter is mail of class U whose
sender says documents, or what is described as documents or a letter and nothing else; it weighs what a letter weighs,
and no value, no HS code and no handling as mail in bulk speaks against it. Where it is not sure, the row stays.
Loads stay as well: a manifest's fifteen characters must not take the flight from what its waybill describes otherwise.

Source: CONTRACTS.md, Case. The words are in lake/reference/door_words.csv.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lake.reference import door_words
from lake.tables import PROBLEMS, READ_TABLES
from lake.vague import plain_words

LETTER, BAG = "letter_without_goods", "diplomatic_bag"
HEAVIEST_LETTER_KG = 2.0
"""Limit of letter post: Universal Postal Convention, regulations."""
PERHAPS_A_BAG = r"(?i)d[iİ]pl|consul|valiza|дипл|вализ|დიპლ|外交"
_NUMBERING = frozenset({"no", "nr", "n", "номер"})
_RECORD = ["message_id", "record"]


@dataclass(frozen=True)
class AtTheDoor:
    """The tables without what was dropped, and the records of which no row stays: message_id, record, reason.

    `ignored` of their messages is raised by these, and `problems` has a warning with the reason for each row dropped.
    """

    tables: dict[str, pa.Table]
    turned_away: pa.Table


def at_the_door(tables: Mapping[str, pa.Table]) -> AtTheDoor:
    """Drop letters without goods and diplomatic bags from the tables of a slice, before they are checked.

    A record of which no other row stays ends as ignored; one with a row left (the house behind a dropped one, a load)
    ends as that row does. What is dropped already is not there to be dropped twice.
    """
    rows = tables["consignments"]
    reasons = door_reasons(rows)
    dropped = rows.select([*_RECORD, "known_at", "consignment_id", "goods_description"]).append_column("what", reasons)
    dropped = dropped.filter(pc.is_valid(reasons))
    if not dropped.num_rows:
        return AtTheDoor(dict(tables), dropped.select(_RECORD).append_column("reason", dropped["what"]))
    kept = dict(tables) | {"consignments": rows.filter(pc.is_null(reasons))}
    kept["goods"] = _without(tables["goods"], dropped)
    away = _gone(pa.concat_tables([_reasons(dropped), _reasons(_lines(tables["goods"], dropped))]), kept)
    kept["messages"] = _counted(tables["messages"], away)
    kept["problems"] = pa.concat_tables([tables["problems"], _said(dropped)])
    return AtTheDoor(kept, away)


def door_reasons(consignments: pa.Table) -> pa.Array:
    """Why each row of `consignments` is dropped at the door; null where it stays."""
    diplomatic = pc.or_(_handled_as(consignments, "DIP"), _says(consignments, BAG))
    return pc.if_else(diplomatic, BAG, pc.if_else(_is_letter(consignments), LETTER, pa.scalar(None, pa.string())))


def _is_letter(rows: pa.Table) -> pa.Array:
    light = pc.fill_null(pc.less_equal(_column(rows, "gross_kg"), HEAVIEST_LETTER_KG), True)
    worthless = pc.fill_null(pc.equal(_column(rows, "value"), 0.0), True)
    unclassed = pc.equal(pc.fill_null(pc.list_value_length(_column(rows, "hs_codes")), 0), 0)
    perhaps = pc.and_(pc.and_(light, worthless), pc.and_not(unclassed, _handled_as(rows, "MAL")))
    as_mail = pc.and_(
        pc.equal(_column(rows, "mail_class"), "U"), pc.equal(_column(rows, "transaction_nature"), "documents")
    )
    as_mail = pc.and_(pc.fill_null(as_mail, False), pc.is_null(_column(rows, "goods_description")))
    return pc.and_(perhaps, pc.or_(as_mail, _says(rows, LETTER, perhaps)))


def _says(rows: pa.Table, reason: str, perhaps: pa.Array | None = None) -> pa.Array:
    """Whether the description is one of the words for `reason`, figures apart; only what may be is looked at."""
    texts = _column(rows, "goods_description")
    looked_at = perhaps
    if looked_at is None:
        looked_at = pc.fill_null(pc.match_substring_regex(texts, PERHAPS_A_BAG), False)
    words = {_bare(word) for word, meant in door_words().items() if meant == reason}
    distinct = texts.filter(looked_at).unique().drop_null().to_pylist()
    said = pa.array([text for text in distinct if _bare(text) in words], pa.string())
    return pc.and_(looked_at, pc.is_in(texts, said))


def _bare(text: str) -> str:
    return " ".join(word for word in plain_words(text).split() if not word.isdecimal() and word not in _NUMBERING)


def _handled_as(rows: pa.Table, code: str) -> pa.Array:
    """Whether a handling code stands among those of a row."""
    codes = _column(rows, "handling_codes")
    has = np.zeros(rows.num_rows, dtype=bool)
    has[pc.list_parent_indices(codes).filter(pc.equal(pc.list_flatten(codes), code)).to_numpy()] = True
    return pa.array(has)


def _column(rows: pa.Table, name: str) -> pa.Array:
    return rows[name].combine_chunks()


def _without(goods: pa.Table, dropped: pa.Table) -> pa.Table:
    """Goods lines of other consignments than the dropped ones, in the same order."""
    place = pa.array(np.arange(goods.num_rows))
    gone = dropped.select(["message_id", "consignment_id"]).group_by(["message_id", "consignment_id"]).aggregate([])
    keys = goods.select(["message_id", "consignment_id"]).append_column("place", place)
    stay = keys.join(gone, ["message_id", "consignment_id"], join_type="left anti").sort_by("place")["place"]
    return goods.take(stay)


def _lines(goods: pa.Table, dropped: pa.Table) -> pa.Table:
    """Goods lines of the dropped rows, each a record of its own where a list repeats its house: record and reason."""
    ids = ["message_id", "consignment_id"]
    reasons = dropped.group_by(ids, use_threads=False).aggregate([("what", "min")]).rename_columns({"what_min": "what"})
    found = goods.select([*_RECORD, "consignment_id"]).join(reasons, ids, join_type="inner")
    return found.select([*_RECORD, "what"])


def _reasons(rows: pa.Table) -> pa.Table:
    return pa.table({name: rows[name] for name in (*_RECORD, "what")})


def _gone(dropped: pa.Table, kept: Mapping[str, pa.Table]) -> pa.Table:
    """Records of the dropped rows of which no row is left, with the first reason by name."""
    messages = dropped["message_id"].combine_chunks().unique()
    left = [kept[n].filter(pc.is_in(kept[n]["message_id"], messages)).select(_RECORD) for n in READ_TABLES if n in kept]
    records = (
        dropped.group_by(_RECORD, use_threads=False).aggregate([("what", "min")]).rename_columns({"what_min": "reason"})
    )
    rest = pa.concat_tables(left).group_by(_RECORD).aggregate([])
    gone = records.join(rest, _RECORD, join_type="left anti")
    return gone.select([*_RECORD, "reason"]).sort_by([(name, "ascending") for name in _RECORD])


def _counted(messages: pa.Table, away: pa.Table) -> pa.Table:
    """Messages with what was turned away of them added to what their reader ignored."""
    counted = away["message_id"].combine_chunks().value_counts()
    at = pc.index_in(messages["message_id"].combine_chunks(), pc.struct_field(counted, "values"))
    more = pc.fill_null(pc.struct_field(counted, "counts").take(at), 0)
    place = messages.column_names.index("ignored")
    return messages.set_column(
        place, messages.schema.field("ignored"), pc.add(messages["ignored"].combine_chunks(), more)
    )


def _said(dropped: pa.Table) -> pa.Table:
    """A warning for every dropped row."""
    given = {name: dropped[name] for name in ("message_id", "record", "known_at", "what")}
    given |= {"severity": pa.repeat(pa.scalar("warning"), dropped.num_rows), "detail": dropped["goods_description"]}
    said = [given.get(f.name, pa.nulls(dropped.num_rows, f.type)) for f in PROBLEMS.schema]
    return pa.Table.from_arrays(said, schema=PROBLEMS.schema)

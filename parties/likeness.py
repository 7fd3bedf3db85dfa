"""How alike two mentions are: the comparisons, blocking rules and stored weights of the splink model.

The weights (parties/weights.json) are counted once by benchmarks/party_weights.py and kept in the repository. Nothing
is estimated from the rows at hand and no frequency is taken from them, so a pair has one probability in any batch.
"""

import json
import logging
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from lake.engine import duckdb as open_engine
from lake.reference import trade_words
from parties.names import fold, latin

WEIGHTS = Path(__file__).parent / "weights.json"
LEAST = 0.002
"""A smaller share counts as this: what was never seen when the weights were counted will be seen one night."""

_ADDRESS = "address(address_key_l, address_key_r, door_l, door_r, flat_l, house_l, house_r)"
LEVELS: dict[str, tuple[tuple[str, str], ...]] = {
    "name": tuple(
        (said, f"apart(words_l, words_r, letters_l, letters_r, own_l, own_r) = {level}")
        for said, level in (
            ("differs", 0), ("one slip", 7), ("written apart", 8), ("two slips", 6), ("some slips", 5),
            ("a word more", 2), ("a trade word more", 3), ("other trade word", 1), ("initials", 4),
        )
    ),
    "reach": tuple(
        (f"phone {phone}, address {address}",
         f"phone(phone_l, phone_r) = {p} and {_ADDRESS} = {a}")
        for phone, p in (("equal", 1), ("unknown", 2), ("differs", 0))
        for address, a in (("equal", 3), ("alike", 2), ("of the same house", 1), ("unknown", 4), ("differs", 0))
        if (p, a) != (2, 4)
    ),
    "e-mail": (("equal", "email_l = email_r"),),
    "tax number": (("equal", "tax_id_l = tax_id_r"),),
    "place": (("equal", "city_l = city_r"), ("same country", "country_l = country_r")),
}  # fmt: skip
"""What may agree, in words and in SQL, most often first for names; a side that says nothing makes it unknown."""
DIFFERS = "otherwise"
UNKNOWN = {
    "name": "key_l is null",
    "reach": "(phone_l is null or phone_r is null) and (address_key_l is null or address_key_r is null)",
    "e-mail": "email_l is null or email_r is null",
    "tax number": "tax_id_l is null or tax_id_r is null",
    "place": "place_l is null or place_r is null",
}
"""When a comparison says nothing."""

FIRM = ("one slip", "written apart", "two slips", "some slips")
"""Levels of the name on which it is one name; on the others one name says more than the other, or something else."""

_BLOCKS = (
    *(f"l.{what} = r.{what} and l.{one} = r.{other}"
      for what in ("phone", "house") for one, other in (("p1", "p1"), ("p2", "p2"), ("p1", "p2"), ("p2", "p1"))),
    "l.email = r.email and l.p1 = r.p1",
    "l.tax_id = r.tax_id",
    "l.letters = r.letters",
    "l.number = r.number and l.w1 = r.w1 and l.p2 = r.p2",
    "l.number = r.number and l.w2 = r.w2 and l.p1 = r.p1",
    "l.number = r.number and l.w1 = r.w2 and l.p2 = r.p1",
    "l.number = r.number and l.w2 = r.w1 and l.p1 = r.p2",
)  # fmt: skip
"""Pairs that are looked at: one telephone or house and a word that begins alike; a house of that number, one of the two
longest words and the beginning of the other; the same letters. A name with a slip and nothing beside it would never do.
w1 and w2 are the longest words but trade words, p1 and p2 how they begin."""

_RECORDS = """
create or replace temp table {name} as
with rows as (
    select row, key, address_key, right(phone_key, 9) as phone, email, tax_id, city, country,
        string_split(key, ' ') as words,
        array_to_string(list_sort(string_split(replace(key, ' ', ''), '')), '') as letters,
        nullif(split_part(coalesce(address_key, ''), ', ', 1), '') as door
    from {source}
), named as (
    select *, coalesce(nullif(list_filter(words, lambda w: not list_contains(trade(), w)), []), words) as own,
        nullif(regexp_extract(door, ' FLAT (.*)$', 1), '') as flat,
        regexp_replace(door, ' FLAT .*$', '') as house
    from rows
), longest as (
    select *, list_reverse_sort(list_transform(own, lambda w: lpad(length(w)::varchar, 3, '0') || w)) as sized
    from named
)
select row as unique_id, key, words, own, letters, phone, address_key, door, flat, house,
    nullif(regexp_extract(house, '[0-9]+[A-Z]?'), '') as number, email, tax_id, city, country,
    coalesce(city, country) as place,
    sized[1][4:] as w1, sized[2][4:] as w2, sized[1][4:5] as p1, sized[2][4:5] as p2
from longest
"""

_MACROS = (
    "create macro phone(a, b) as case when a is null or b is null then 2 else (a = b)::int end",
    """create macro address(a, b, da, db, fa, ha, hb) as case
        when a is null or b is null then 4
        when a = b or (da = db and fa is not null) then 3
        when ha = hb then 1
        when regexp_extract(ha, '[0-9]+[A-Z]?') = regexp_extract(hb, '[0-9]+[A-Z]?')
            and damerau_levenshtein(ha, hb) <= 2 then 2
        else 0 end""",
    "create macro rest(a, b) as list_filter(a, lambda x: not list_contains(b, x))",
    "create macro initials(a) as list_transform(a, lambda x: x[1])",
    "create macro short(a) as list_max(list_transform(a, lambda x: length(x))) = 1",
    "create macro near(a, b) as least(3, least(length(a), length(b)) // 3)",
    """create macro slips(a, b) as case when abs(length(a) - length(b)) <= near(a, b)
        and damerau_levenshtein(a, b) <= near(a, b) and not regexp_matches(a || b, '[0-9]')
        then 8 - greatest(damerau_levenshtein(a, b), 1) else 0 end""",
    """create macro level_of(a, b, la, lb, no_own) as case
        when la = lb and length(la) >= 6 then 8
        when len(a) = 0 or len(b) = 0 then case when no_own then 3 else 2 end
        when no_own and slips(array_to_string(a, ' '), array_to_string(b, ' ')) = 0 then 1
        when short(a) or short(b) then
            case when list_has_all(initials(b), initials(a)) or list_has_all(initials(a), initials(b)) then 4 else 0 end
        else slips(array_to_string(a, ' '), array_to_string(b, ' ')) end""",
    """create macro apart(a, b, la, lb, oa, ob) as
        level_of(rest(a, b), rest(b, a), la, lb, len(rest(oa, b)) = 0 and len(rest(ob, a)) = 0)""",
)
"""How far two names are apart, by the words they do not share: 8 the same letters, 7 to 5 one to three slips, 4
initials, 3 and 2 a word more, 1 another word of the trade, 0 two names."""


def connection() -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own, two threads, with what the comparisons need."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    con: duckdb.DuckDBPyConnection = open_engine().con
    con.execute(f"create macro trade() as [{', '.join(repr(word) for word in sorted(trades()))}]")
    for macro in _MACROS:
        con.execute(macro)
    return con


def records(con: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """Make a table of what is compared of rows of `party_keys`, with their `row` as `unique_id`."""
    con.register(f"{name}_rows", rows)
    con.execute(_RECORDS.format(name=name, source=f"{name}_rows"))


def scored(
    con: duckdb.DuckDBPyConnection, new: str, known: str, least: float, shares: dict[str, Any] | None = None
) -> pa.Table:
    """Pairs of `new` with each other and with `known` that are one with a probability of at least `least`.

    Columns: unique_id_l, unique_id_r, match_probability and gamma_... of each comparison.
    """
    linker, (fresh, before) = _linker(con, (new, known), settings(shares or weights()))
    ask = linker.inference
    found = [ask.predict_within(fresh, threshold_match_probability=least, warning_mode="never")]
    if con.sql(f"select 1 from {known} limit 1").fetchall():  # noqa: S608
        found.append(ask.predict_between(fresh, before, threshold_match_probability=least, warning_mode="never"))
    columns = ", ".join(["unique_id_l", "unique_id_r", "match_probability", *(f"gamma_{what}" for what in named())])
    sql = " union all ".join(f"select {columns} from {pairs.physical_name}" for pairs in found)  # noqa: S608
    return con.sql(sql).to_arrow_table()


def said(what: str, gamma: int) -> str:
    """What the value of a comparison says in words.

    >>> said("e-mail", 1), said("e-mail", 0), said("e-mail", -1)
    ('equal', 'otherwise', 'unknown')
    """
    names = [DIFFERS, *(level for level, _ in reversed(LEVELS[what]))]
    return "unknown" if gamma < 0 else names[gamma]


def named() -> list[str]:
    """Names of the comparisons as columns."""
    return [what.replace(" ", "_").replace("-", "_") for what in LEVELS]


def settings(shares: dict[str, Any]) -> dict[str, Any]:
    """The splink settings for stored shares: of matches and of others, by comparison and level, and of matches."""
    return {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": shares["matches"],
        "blocking_rules_to_generate_predictions": [f"{rule} and l.key <> r.key" for rule in _BLOCKS],
        "comparisons": [
            _comparison(what, column, shares["levels"][what]) for what, column in zip(LEVELS, named(), strict=True)
        ],
        "retain_intermediate_calculation_columns": False,
        "retain_matching_columns": True,
    }


def _comparison(what: str, column: str, shares: dict[str, list[float]]) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": UNKNOWN[what], "label_for_charts": "unknown", "is_null_level": True}
    ]
    for said, sql in (*LEVELS[what], (DIFFERS, "ELSE")):
        of_matches, of_others = (max(share, LEAST) for share in shares[said])
        levels.append({
            "sql_condition": sql, "label_for_charts": said,
            "m_probability": of_matches, "u_probability": of_others,
        })  # fmt: skip
    return {"output_column_name": column, "comparison_levels": levels}


@cache
def trades() -> frozenset[str]:
    """Words of keys that say what a firm does, not which one it is."""
    return frozenset(fold(word) for text in trade_words() for word in latin(text).split())


@cache
def weights() -> dict[str, Any]:
    """The stored shares."""
    found: dict[str, Any] = json.loads(WEIGHTS.read_text("utf-8"))
    return found


def _linker(con: duckdb.DuckDBPyConnection, tables: tuple[str, ...], model: dict[str, Any]) -> tuple[Linker, list[Any]]:
    api = DuckDBAPI(con)
    frames = [api.register(table) for table in tables]
    return Linker(frames[0], model, log_level=None, validate_settings=False), frames

"""An officer's word on who is who: rows of party_links.csv in the lake of a unit, key_a,key_b,same,owner,known_at."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from parties.keys import party_key
from parties.linking import Word

NAME = "party_links.csv"
"""Where the unit keeps them, in its folder of the lake."""
SAYS = {"yes": True, "no": False}


def officers_words(
    path: Path | None, spoken: datetime | None, until: datetime, links: pa.Table
) -> tuple[tuple[Word, ...], list[str]]:
    """Return the words that are known before `until` and not in `links` yet, and what is wrong in the file.

    A word is never known before `spoken`, the last moment that was spoken for: a row written late is known late. Two
    words of one moment are a microsecond apart, in the order of the file. Names may stand for keys.

    Args:
        path: the file; None is no word.
        spoken: the last cut-off; None at first.
        until: the moment of the run.
        links: rows of `party_links`; a word in them was applied.
    """
    if path is None:
        return (), []
    applied = {
        (frozenset((row["key"], row["other_key"])), row["evidence"])
        for row in links.filter(pa.compute.equal(links["how"], "officer")).to_pylist()
    }
    words: list[Word] = []
    faults: list[str] = []
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return (), [f"{NAME} is not UTF-8: no officer's word is known."]
    for number, row in enumerate(csv.DictReader(lines), start=2):
        word = _word(row)
        if word is None:
            faults.append(f"{NAME}, line {number}: not read; key_a,key_b,same (yes, no),owner,known_at is asked.")
        elif word.known_at < until and (frozenset((word.key_a, word.key_b)), word.evidence) not in applied:
            words.append(word)
    return tuple(_late(word, place, spoken) for place, word in enumerate(words)), faults


def _late(word: Word, place: int, spoken: datetime | None) -> Word:
    since = max(word.known_at, spoken) if spoken else word.known_at
    return Word(word.key_a, word.key_b, word.same, word.owner, since + timedelta(microseconds=place))


def _word(row: dict[str, str]) -> Word | None:
    keys = [party_key(row.get(name) or "") for name in ("key_a", "key_b")]
    same, owner = SAYS.get((row.get("same") or "").strip().lower()), (row.get("owner") or "").strip()
    try:
        known_at = datetime.fromisoformat((row.get("known_at") or "").strip())
    except ValueError:
        return None
    known_at = known_at.replace(tzinfo=known_at.tzinfo or UTC)
    if keys[0] is None or keys[1] is None or keys[0] == keys[1] or same is None or not owner:
        return None
    return Word(keys[0], keys[1], same, f"{owner}, {known_at:%Y-%m-%d %H:%M}", known_at)

"""Figures of who is who: `python -m benchmarks.party_links [mentions [known]]`.

Precision and recall over all pairs of mentions, on a seed and on words that the weights were not counted on; what the
deterministic key alone gives; seconds for a million parties at once, and for a night of 5,000 new ones against them.
Aims: precision 0.97 at recall 0.93; ten minutes; seconds.
"""

import resource
import sys
import time

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.party_rows import first_seen, keyed
from lake.tables import PARTY_KEYS, PARTY_LINKS
from parties.linking import new_links

SEED, HALF = 2027, 1
NIGHT = 5_000
COLUMNS = [column.name for column in PARTY_KEYS.columns]
NONE = PARTY_LINKS.schema.empty_table()


def main(mentions: int, known: int) -> None:
    """Print every figure."""
    quality(SEED, HALF, mentions)
    if known:
        speed(known)


def quality(seed: int, half: int, count: int) -> None:
    """Print precision and recall of the key alone and of keys and links together."""
    rows = keyed(seed, half, count * 22 // 100, count)
    first = first_seen(rows)
    began = time.monotonic()
    links = new_links(first.select(COLUMNS), first.slice(0, 0).select(COLUMNS), NONE)
    seconds = time.monotonic() - began
    frame = rows.select(["key", "party"]).to_pandas()
    newest = links.to_pandas().sort_values("known_at").drop_duplicates("key", keep="last").set_index("key")["party_id"]
    frame["party_id"] = frame["key"].map(newest).fillna(frame["key"])
    print(f"{count} mentions, {frame.party.nunique()} parties, {first['key'].to_pandas().nunique()} keys, "
          f"{first.num_rows} combinations")  # fmt: skip
    print("the key alone:   precision {:.4f}  recall {:.4f}".format(*_over_pairs(frame, "key")))
    print("keys and links:  precision {:.4f}  recall {:.4f}".format(*_over_pairs(frame, "party_id")))
    print(f"{links.num_rows} links in {seconds:.1f} s")


def _over_pairs(frame: pd.DataFrame, column: str) -> tuple[float, float]:
    """Precision and recall over all pairs of mentions."""
    both = _pairs(frame.groupby([column, "party"]).size())
    return both / _pairs(frame.groupby(column).size()), both / _pairs(frame.groupby("party").size())


def _pairs(sizes: "pd.Series[int]") -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def speed(known: int) -> None:
    """Print seconds for all of `known` parties at once, and for a night of new ones against them."""
    rows = drawn(known + NIGHT)
    before, night = rows.slice(0, known), rows.slice(known)
    began = time.monotonic()
    links = new_links(before, before.slice(0, 0), NONE)
    print(f"{known} parties at once: {time.monotonic() - began:.0f} s, {links.num_rows} links")
    began = time.monotonic()
    found = new_links(night, before, links)
    print(f"a night of {NIGHT} new ones against them: {time.monotonic() - began:.1f} s, {found.num_rows} links")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def drawn(count: int) -> pa.Table:
    """Rows of `party_keys` of `count` parties, drawn: names of a long tail of words, houses and telephones shared."""
    dice = np.random.default_rng(SEED)
    syllables = np.array(
        [first + second for first in "BDGHJKLMNPRSTVZ" for second in ("A", "E", "I", "O", "U", "AR", "IN")]
    )
    stems = np.array(["".join(dice.choice(syllables, size)) for size in dice.integers(2, 5, 60_000)])
    words = [stems[np.minimum(dice.pareto(0.6, count) * 40, 59_999).astype(int)] for _ in range(3)]
    words[2] = np.where(dice.random(count) < 0.5, "", words[2])
    keys = [" ".join(sorted(filter(None, {*found}))) for found in zip(*words, strict=True)]
    houses, phones = dice.integers(0, count // 3, count), dice.integers(0, count * 9 // 10, count)
    said = [dice.random(count) < share for share in (0.7, 0.65)]
    at = np.datetime64("2026-01-01T00:00:00", "us") + np.arange(count).astype("timedelta64[s]")
    texts = {
        "message_id": [f"{place:064x}" for place in range(count)],
        "key": keys,
        "name": keys,
        "role": ["consignor"] * count,
        "address_key": [f"{stems[h % 3_000]} {h % 211 + 1} FLAT {f}, ALMATI" if known else None
                        for h, f, known in zip(houses, dice.integers(1, 90, count), said[0], strict=True)],
        "phone_key": [f"+7701{phone:07d}" if known else None for phone, known in zip(phones, said[1], strict=True)],
        "city": ["ALMATI"] * count,
        "country": ["KZ"] * count,
    }  # fmt: skip
    columns = {name: pa.array(values, pa.string()) for name, values in texts.items()}
    columns |= {"record": pa.array(np.ones(count, np.int64)), "known_at": pa.array(at).cast(pa.timestamp("us", "UTC"))}
    return pa.table({name: columns.get(name, pa.nulls(count, pa.string())) for name in COLUMNS}).cast(PARTY_KEYS.schema)


if __name__ == "__main__":
    main(*([int(argument) for argument in sys.argv[1:]] or [100_000, 1_000_000]))

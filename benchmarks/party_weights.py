"""Counts parties/weights.json on generated mentions, where the truth is known: `python -m benchmarks.party_weights`.

Mentions are those of the first half of the words and of a seed that is not reported on. The shares are counted among
pairs that the blocking rules find, for those are the pairs that are judged: of pairs that are one party and of others,
how many are on each level of a comparison where both sides say something.
"""

import json
from typing import Any

import pyarrow as pa

from benchmarks.party_rows import first_seen, keyed
from parties import likeness

SEED, HALF = 11, 0
PARTIES, MENTIONS = 22_000, 100_000


def main() -> None:
    """Count and write the shares."""
    rows = first_seen(keyed(SEED, HALF, PARTIES, MENTIONS))
    rows = rows.append_column("row", pa.array(range(rows.num_rows)))
    con = likeness.connection()
    likeness.records(con, "new", rows)
    likeness.records(con, "known", rows.slice(0, 0))
    pairs = likeness.scored(con, "new", "known", 0.0, _neutral())
    con.register("pairs", pairs)
    con.register("truth", rows.select(["row", "party"]))
    con.execute("""create table judged as select p.*, a.party = b.party as one from pairs p
        join truth a on a.row = unique_id_l join truth b on b.row = unique_id_r""")
    levels = {what: _shares(con, what, column) for what, column in zip(likeness.LEVELS, likeness.named(), strict=True)}
    matches, pairs_seen = con.sql("select count(*) filter (one), count(*) from judged").fetchall()[0]
    print(f"{rows.num_rows} rows, {pairs_seen} pairs, of which one party: {matches}")
    text = json.dumps({"matches": round(matches / pairs_seen, 6), "levels": levels}, indent=1)
    likeness.WEIGHTS.write_text(text + "\n", "utf-8")


def _neutral() -> dict[str, Any]:
    names = {what: [said for said, _ in levels] + [likeness.DIFFERS] for what, levels in likeness.LEVELS.items()}
    return {"matches": 0.5, "levels": {what: {said: [0.5, 0.5] for said in said_of} for what, said_of in names.items()}}


def _shares(con: Any, what: str, column: str) -> dict[str, list[float]]:
    """Shares of matches and of others on each level, where it is known; the first has the highest gamma."""
    counts = {
        gamma: (ones, others)
        for gamma, ones, others in con.sql(
            f"select gamma_{column}, count(*) filter (one), count(*) filter (not one) from judged "  # noqa: S608 - a column of our own
            f"where gamma_{column} >= 0 group by all"
        ).fetchall()
    }
    said = [*(level for level, _ in likeness.LEVELS[what]), likeness.DIFFERS]
    found = {level: counts.get(len(said) - 1 - place, (0, 0)) for place, level in enumerate(said)}
    sums = [max(1, sum(pair[side] for pair in found.values())) for side in (0, 1)]
    return {level: [round(pair[side] / sums[side], 6) for side in (0, 1)] for level, pair in found.items()}


if __name__ == "__main__":
    main()

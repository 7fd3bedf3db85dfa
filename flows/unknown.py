"""Says on the list which features are not known for more cases than is usual: a feed that stopped telling something."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from features.catalogue import FEATURES
from flows.described import stored
from flows.unit import Unit
from lake.notes import note
from lake.past import Past
from lake.runs import moment_of, stamp

NIGHTS = 14
"""Moments before this one that say what is usual."""
MORE = 0.25
"""By this much of a stream's cases a feature must be less known than on the worst of those nights to be named."""
FEWEST = 50
"""Cases of a stream, tonight and in the nights before, that a share is taken of."""


def unknown(unit: Unit, past: Past, cases: pa.Table, features: pa.Table) -> list[str]:
    """Return a warning for each stream of which features are known for far fewer cases than in the last nights."""
    earlier = [at for at in sorted(past.parts("cases")) if at < stamp(past.run.as_of)][-NIGHTS:]
    before = [_known(*stored(unit, past, moment_of(at))) for at in earlier]
    return list(_sentences(_least(before), _known(cases, features)))


def _least(nights: list[dict[str, dict[str, float]]]) -> dict[str, dict[str, float]]:
    """The least share of each stream's cases over the nights: what swings from night to night is not missed."""
    least: dict[str, dict[str, float]] = {}
    for night in nights:
        for stream, shares in night.items():
            held = least.setdefault(stream, shares)
            least[stream] = {name: min(share, held[name]) for name, share in shares.items()}
    return least


def _sentences(usual: dict[str, dict[str, float]], tonight: dict[str, dict[str, float]]) -> Iterator[str]:
    for stream, shares in sorted(tonight.items()):
        fewer = [name for name, share in shares.items() if usual.get(stream, {}).get(name, 0.0) - share > MORE]
        if fewer:
            worst = max(fewer, key=lambda name: usual[stream][name] - shares[name])
            shown = {"share": f"{shares[worst]:.0%}", "usual": f"{usual[stream][worst]:.0%}", "n": len(fewer) - 1}
            yield note("known_less_many" if len(fewer) > 1 else "known_less", stream=stream, feature=worst, **shown)


def _known(cases: pa.Table, features: pa.Table) -> dict[str, dict[str, float]]:
    """Stream -> feature -> share of the stream's cases for which it is known; streams with too few are left out."""
    found = {}
    for stream in pc.unique(cases["stream"]).to_pylist():
        rows = features.filter(pc.equal(cases["stream"], stream))
        if rows.num_rows >= FEWEST:
            found[stream] = {f.name: 1 - rows[f.name].null_count / rows.num_rows for f in FEATURES}
    return found

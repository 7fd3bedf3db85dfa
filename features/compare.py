"""What is usual among comparable shipments: same goods from the same origin, else same goods, else same stream."""

import ibis
from ibis import _

from features.share import enough, share

LEVELS = ("peer_origin", "peer", "peer_stream")
"""Peers, the closest first. All have the same stream and level; a goods class that is not known falls to the stream."""
PEER_DAYS = 180


def _of(level: str, name: str) -> ibis.Deferred:
    return _[f"{level}_{name}_{PEER_DAYS}d"]


def usual(n: str, over: str, under: str, scale: float = 1.0) -> tuple[ibis.Deferred, ibis.Deferred]:
    """Return (usual, n) of the closest peers with at least 20 shipments; both null when no level has them.

    Usual is sum(over) / sum(under) * scale: what is usual of a piece, a kilogram, not of a shipment. The case itself
    is one of its peers, once a message of it told the figures.
    """
    figures = [enough(share(_of(level, over), _of(level, under)) * scale, _of(level, n)) for level in LEVELS]
    counts = [
        figure.notnull().ifelse(_of(level, n), ibis.null("int64"))
        for figure, level in zip(figures, LEVELS, strict=True)
    ]
    return ibis.coalesce(*figures), ibis.coalesce(*counts)

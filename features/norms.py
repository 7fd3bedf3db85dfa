"""What is usual: geometric norms of a quantity among peers, the closest with enough cases, drawn to the next wider.

A norm is kept as a count and two integer sums, of thousandths of ln(x) and of their squares, so that one huge
consignment weighs as much as a small one and sums do not depend on their order.
"""

import ibis
from ibis import _

from features.share import DRAWN, ENOUGH, share

PEER_DAYS = 180
PEERS = ("peer_origin", "peer", "peer_stream")
"""Peers, the closest first: same goods from the same origin, same goods, same stream and level."""
HABIT = ("habit",)
"""The consignor's own other shipments of the same stream and level."""
HABIT_DAYS = 365
HALF = 0.6745
"""Standard deviations to either side that hold the middle half of a normal distribution."""
LEAST_SD = 50.0
"""Thousandths of ln: figures that agree within 5 % are the same, whatever their own spread."""
PLACES = 6
"""Decimals kept of what went through ln and exp: their last bits differ between engines."""

QUANTITIES: dict[str, ibis.Deferred] = {
    "kg_piece": share(_.gross_kg, _.pieces),
    "eur_kg": share(_.value_eur, _.gross_kg),
    "kg_m3": share(_.gross_kg, _.volume_m3),
    "freight_share": share(_.freight_eur, _.value_eur),
    "words": _.goods_description.split(" ").length().cast("float64"),
}
"""What consignments have norms of, over columns of a consignment or a case; ULDs have uld_kg."""


def figures_of(name: str, quantity: ibis.Deferred) -> dict[str, ibis.Deferred]:
    """The three integers that a row adds to a norm: 0 where the quantity is not known or not above 0."""
    counts = ibis.coalesce(quantity > 0, False)
    thousandths = ibis.coalesce((counts.ifelse(quantity, 1.0).ln() * 1000).round().cast("int64"), 0)
    return {f"{name}_n": counts.cast("int64"), f"{name}_ln": thousandths, f"{name}_ln2": thousandths * thousandths}


def norm_columns(name: str, days: int, levels: tuple[str, ...], prefix: str = "") -> dict[str, ibis.Deferred]:
    """Columns {prefix}{name}_mean, _sd (thousandths of ln), _n and _level of the closest peers with enough cases.

    All null when no level has ENOUGH. A level is drawn to the next wider one by DRAWN cases' worth of it. _level is the
    number of levels that are wider: 0 for the widest.
    """
    found: list[tuple[ibis.Deferred, ibis.Deferred, ibis.Deferred]] = []
    mean: ibis.Deferred | None = None
    square: ibis.Deferred | None = None
    for level in reversed(levels):
        n, ln, ln2 = (_[f"{level}_{name}_{part}_{days}d"] for part in ("n", "ln", "ln2"))
        drawn = 0 if mean is None else DRAWN
        mean = share(ln + drawn * (0.0 if mean is None else ibis.coalesce(mean, 0.0)), n + drawn)
        square = share(ln2 + drawn * (0.0 if square is None else ibis.coalesce(square, 0.0)), n + drawn)
        found.append((n, mean, square))
    closest = list(enumerate(found))[::-1]

    def first(values: list[ibis.Deferred]) -> ibis.Deferred:
        cases = [(found[place][0] >= ENOUGH, value) for (place, _found), value in zip(closest, values, strict=True)]
        return ibis.cases(*cases, else_=ibis.null())

    picked_mean = first([mean for _place, (_n, mean, _s) in closest])
    picked_square = first([square for _place, (_n, _m, square) in closest])
    spread = ibis.greatest(picked_square - picked_mean * picked_mean, LEAST_SD**2).sqrt()
    return {
        f"{prefix}{name}_mean": picked_mean,
        f"{prefix}{name}_sd": picked_mean.notnull().ifelse(spread, ibis.null("float64")),
        f"{prefix}{name}_n": first([n for _place, (n, _m, _s) in closest]),
        f"{prefix}{name}_level": first([ibis.literal(place, "int64") for place, _found in closest]),
    }

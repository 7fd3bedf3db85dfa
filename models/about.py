"""What is known of a training row besides its features: who, where, why selected. A test is split by it.

Never learned from: a column here is no feature, whatever it says.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from lake.reference import airport_countries
from measures.arrays import Bools, Floats, Ints
from models.groups import same
from models.matrix import moments

ABOUT = pa.schema(
    [
        ("case_id", pa.string()),
        ("stream", pa.string()),
        ("origin", pa.string()),
        ("selected_as", pa.string()),
        ("consignor", pa.string()),
        ("consignee", pa.string()),
        ("route", pa.string()),
        ("goods", pa.string()),
        ("severity", pa.float64()),
        ("value_eur", pa.float64()),
    ]
)
KINDS_SEEN = ("consignor", "consignee", "route", "goods")
"""What may have been learned from before, or not: parties, routes, goods."""
_TAKEN = {
    "case_id": "case_id",
    "stream": "stream",
    "selected_as": "selected_as",
    "consignor": "consignor_key",
    "consignee": "consignee_key",
    "route": "route",
    "goods": "goods_class",
    "value_eur": "value_eur",
}
DAY_US = 86_400_000_000


def about(rows: pa.Table, severity: Mapping[str, float]) -> pa.Table:
    """Return ABOUT, one row a row of `rows`, in their order.

    Args:
        rows: training rows; of the columns of a case (cases/case.py) those that they have are taken, the others are
            null. `origin` is the country of the airport of origin, else that of the consignor; `value_eur` the declared
            one.
        severity: family to weight, from the site's TOML; of a row with several families the highest counts. Null
            without it; 0 where nothing was found.

    Raises:
        ValueError: a family that was found has no severity.
    """
    told: dict[str, pa.Array | pa.ChunkedArray] = {
        name: rows[column] for name, column in _TAKEN.items() if column in rows.column_names
    }
    if "route" in told and pa.types.is_list(told["route"].type):
        told["route"] = pc.binary_join(told["route"], "-")
    told["origin"] = origins(rows)
    if severity and "families" in rows.column_names:
        told["severity"] = _severities(rows["families"].to_pylist(), severity)
    arrays = [
        told[field.name].cast(field.type) if field.name in told else pa.nulls(rows.num_rows, field.type)
        for field in ABOUT
    ]
    return pa.table(arrays, schema=ABOUT)


def _severities(families: Sequence[Sequence[str] | None], severity: Mapping[str, float]) -> pa.Array:
    if missing := sorted({name for found in families for name in found or ()} - set(severity)):
        raise ValueError(f"severity misses {', '.join(missing)}; it has {', '.join(sorted(severity))}")
    return pa.array([max((severity[name] for name in found or ()), default=0.0) for found in families], pa.float64())


def origins(rows: pa.Table) -> pa.Array:
    """Return (n,) the country of the airport of origin, else that of the consignor; null where neither is known."""
    countries = airport_countries()
    nothing = [None] * rows.num_rows
    airports, parties = (
        rows[name].to_pylist() if name in rows.column_names else nothing
        for name in ("origin_airport", "consignor_country")
    )
    found = [countries.get(airport) or party for airport, party in zip(airports, parties, strict=True)]
    return pa.array(found, pa.string())


def clusters(rows: pa.Table, groups: Ints | None = None) -> Ints:
    """Return (n,) which rows fall or stand together: near-duplicates, and what one consignor sent on one day.

    Both at once: rows that either of them joins, through whatever rows between, have one number, from 0 in the order of
    their first.

    Args:
        rows: as_of and, where it is known, consignor_key.
        groups: (n,) near-duplicate group of each row (models/groups.py); None: none are known.
    """
    named = rows["consignor_key"].to_pylist() if "consignor_key" in rows.column_names else [None] * rows.num_rows
    days = (moments(rows["as_of"]) // DAY_US).tolist()
    senders: dict[tuple[str | int, int], int] = {}
    sent = [
        senders.setdefault((row, -1) if name is None else (name, day), len(senders))
        for row, (name, day) in enumerate(zip(named, days, strict=True))
    ]
    return _joined(np.array(sent, dtype=np.int64), np.arange(rows.num_rows) if groups is None else groups)


def _joined(one: Ints, other: Ints) -> Ints:
    """(n,) the same number for rows that one or the other joins: the parts of the graph of their numbers."""
    if not len(one):
        return np.empty(0, dtype=np.int64)
    left, right = (np.unique(numbers, return_inverse=True)[1] for numbers in (one, other))
    count = int(left.max()) + 1
    nodes = count + int(right.max()) + 1
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right + count)), shape=(nodes, nodes))
    _, part = connected_components(graph, directed=False)
    return same(part[left][:, None].astype(np.float64))


def seen_before(after: Sequence[str | None], before: Sequence[str | None]) -> list[str]:
    """Return seen, unseen or not known for each value of `after`: whether it is a value of `before`."""
    known = {value for value in before if value is not None}
    return ["not known" if value is None else "seen" if value in known else "unseen" for value in after]


def worth(told: pa.Table, name: str, hits: Bools) -> Floats:
    """Return (n,) severity or value of each hit; 0 without a hit, or where it is not known."""
    values = told[name].cast(pa.float64()).fill_null(0.0).to_numpy()
    return np.where(hits, np.maximum(values, 0.0), 0.0)


def is_drawn(told: pa.Table) -> Bools:
    """(n,) True where the row was drawn at random."""
    return pc.fill_null(pc.equal(told["selected_as"], "random"), False).to_numpy(zero_copy_only=False)

"""Every feature that a module of this folder declares, by name; nothing is registered twice."""

import ibis
import pyarrow as pa

from features.feature import Feature
from lake.collect import collect

FEATURES: tuple[Feature, ...] = tuple(sorted(collect("features", Feature), key=lambda feature: feature.name))


def columns() -> dict[str, ibis.Deferred]:
    """Every column of the features Parquet and its expression: name, and name__usual, name__n where declared."""
    found: dict[str, ibis.Deferred] = {}
    for feature in FEATURES:
        parts = {"": feature.expr, "__usual": feature.usual, "__n": feature.n}
        found |= {f"{feature.name}{suffix}": expr for suffix, expr in parts.items() if expr is not None}
    return found


def feature_schema() -> pa.Schema:
    """The schema of the features Parquet: as_of, case_id, then float64 columns by feature."""
    row = [pa.field("as_of", pa.timestamp("us", tz="UTC")), pa.field("case_id", pa.string())]
    return pa.schema([*row, *(pa.field(name, pa.float64()) for name in columns())])

"""Every feature that a module of this folder declares, by name; nothing is registered twice."""

from collections.abc import Sequence

import ibis
import pyarrow as pa

from features.beside import WORDS
from features.feature import Feature
from lake.collect import collect

FEATURES: tuple[Feature, ...] = tuple(sorted(collect("features", Feature), key=lambda feature: feature.name))
GROUPS: tuple[str, ...] = tuple(sorted({feature.group for feature in FEATURES}))


def of_group(group: str) -> tuple[Feature, ...]:
    """The features of a group, by name."""
    return tuple(feature for feature in FEATURES if feature.group == group)


def columns(features: Sequence[Feature] = FEATURES) -> dict[str, ibis.Deferred]:
    """Every column of the features Parquet and its expression.

    Name; where declared also name__usual, name__low, name__high, name__n and name__level.
    """
    found: dict[str, ibis.Deferred] = {}
    for feature in features:
        parts = {
            "": feature.expr, "__usual": feature.usual, "__low": feature.low, "__high": feature.high,
            "__n": feature.n, "__level": feature.level,
        }  # fmt: skip
        found |= {f"{feature.name}{suffix}": expr for suffix, expr in parts.items() if expr is not None}
    return found


def feature_schema(features: Sequence[Feature] = FEATURES) -> pa.Schema:
    """The schema of the features Parquet: as_of, case_id, float64 columns by feature, then the texts WORDS."""
    row = [pa.field("as_of", pa.timestamp("us", tz="UTC")), pa.field("case_id", pa.string())]
    figures = [pa.field(name, pa.float64()) for name in columns(features)]
    return pa.schema([*row, *figures, *(pa.field(name, pa.string()) for name in WORDS)])


def slug(group: str) -> str:
    """Return a group's name as it stands in file names.

    >>> slug("ULD and handling")
    'uld_and_handling'
    """
    return group.lower().replace(" ", "_")

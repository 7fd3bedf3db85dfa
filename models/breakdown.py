"""The tables of a test: by window, band, stream, selection, origin, seen or unseen, and what moved."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from measures.arrays import Floats
from measures.fairness import RATES, Origin, by_origin
from measures.measure import Measure, Measures
from measures.order import DEPTHS
from measures.probabilities import bands
from measures.ranking import listed
from measures.stability import Overlap, Shift, mean_overlap, night_to_night, shift, two_rankings
from measures.tables import by_group, table
from models.about import KINDS_SEEN, seen_before
from models.tested import Tested

SHOWN = (
    "rows", "hits", "base_rate",
    *(f"{what}_at_{depth}" for what in ("precision", "recall", "lift") for depth in DEPTHS),
    "average_precision", "auc", "observed_expected", "brier", "brier_skill", "ece",
)  # fmt: skip
EXACT = ("rows", "hits", "yield", "observed_expected")
SELECTED = 0.10
"""Share of the rows that counts as selected when origins are compared: a unit's lists may hold all inspected rows."""


Values = Mapping[str, tuple[Floats, Floats]]


def breakdown(tested: Tested, before: pa.Table, drift: Values, origins: Sequence[Origin]) -> dict[str, pa.Table]:
    """Return the tables by name; one of which nothing is known is left out.

    Args:
        tested: the rows of the test.
        before: ABOUT of the rows that were learned from.
        drift: the score and features by name: values before, and in the test.
        origins: what `origins_of` found.

    Returns:
        windows, bands, stability; lists, streams, selections, seen and origins where they are known. A figure has its
        limits beside it, as `<name>_low` and `<name>_high`.
    """
    tables = {
        "windows": _split("window", tested, tested.windows()),
        "bands": _bands(tested),
        "stability": _stability({name: shift(*values) for name, values in drift.items()}),
        "lists": _lists(tested),
    }
    if any(streams := tested.about["stream"].to_pylist()):
        tables["streams"] = _split("stream", tested, streams)
    if any(reasons := tested.about["selected_as"].to_pylist()):
        tables["selections"] = table("selected_as", by_group(reasons, lambda mask: tested.where(mask).exact()), EXACT)
    if seen := _seen(tested, before):
        tables["seen"] = table("what", seen, SHOWN)
    if origins:
        tables["origins"] = _origins(origins)
    return tables


def origins_of(tested: Tested) -> tuple[Origin, ...]:
    """How origins fare when the highest tenth of the test is selected; empty where no origin is known."""
    selected = listed(tested.scores, max(1, round(len(tested.hits) * SELECTED)))
    return by_origin(tested.about["origin"].to_pylist(), selected, tested.hits, tested.bootstrap, tested.clusters)


def kept_lists(tested: Tested) -> dict[str, list[Overlap]]:
    """What lists share, night by night: the consignors of one night's with the next one's, and with the simple one's.

    Cases are inspected once, so that no case is on two lists of a test; their consignors are.
    """
    rows = [f"{row:09d}" for row in range(len(tested.hits))]
    consignors = tested.about["consignor"].to_pylist()
    nightly = (tested.nights, tested.capacity)
    shared = {"rows, by this ranking and by the simple one": two_rankings(tested.scores, tested.simple, rows, *nightly)}
    if any(consignors):
        named = [consignor or row for consignor, row in zip(consignors, rows, strict=True)]
        shared["consignors, on one night and the next"] = night_to_night(tested.scores, named, *nightly)
    return shared


def _split(key: str, tested: Tested, groups: Sequence[str | None]) -> pa.Table:
    return table(key, by_group(groups, lambda mask: tested.where(mask).figures()), SHOWN)


def _seen(tested: Tested, before: pa.Table) -> dict[str, Measures]:
    """Measures of the rows whose consignor, consignee, route or goods were learned from, and of the others."""
    found: dict[str, Measures] = {}
    for kind in KINDS_SEEN:
        after = tested.about[kind].to_pylist()
        if any(after):
            groups = seen_before(after, before[kind].to_pylist())
            parts = by_group(groups, lambda mask: tested.where(mask).figures())
            found |= {f"{kind}: {group}": measures for group, measures in parts.items()}
    return found


def _bands(tested: Tested) -> pa.Table:
    fair = tested.fair
    told = {
        str(number): {
            "low": Measure(band.low),
            "high": Measure(band.high),
            "rows": Measure(float(band.rows)),
            "hits": Measure(float(band.hits)),
            "said": Measure(band.said),
            "found": band.found,
            "observed_expected": band.observed_expected,
        }
        for number, band in enumerate(bands(fair.probabilities, fair.hits, fair.clusters), start=1)
    }
    return table("band", told, ("low", "high", "rows", "hits", "said", "found", "observed_expected"))


def _stability(shifts: Mapping[str, Shift]) -> pa.Table:
    return pa.table(
        {
            "what": pa.array(list(shifts), pa.string()),
            **{
                name: pa.array([getattr(one, name) for one in shifts.values()], pa.float64())
                for name in ("index", "by_chance", "unknown_before", "unknown_after")
            },
        }
    )


def _lists(tested: Tested) -> pa.Table:
    shared = kept_lists(tested)
    means = {what: mean_overlap(nights) for what, nights in shared.items()}
    return pa.table(
        {
            "what": pa.array(list(shared), pa.string()),
            "pairs": pa.array([len(nights) for nights in shared.values()], pa.int64()),
            "jaccard": pa.array([mean.jaccard for mean in means.values()], pa.float64()),
            "kept": pa.array([mean.kept for mean in means.values()], pa.float64()),
        }
    )


def _origins(origins: Sequence[Origin]) -> pa.Table:
    told = {
        one.origin: {"rows": Measure(float(one.rows)), **{rate: getattr(one, rate) for rate in RATES}}
        for one in origins
    }
    shown = table("origin", told, ("rows", *RATES))
    return shown.append_column("suppressed", pa.array([one.suppressed for one in origins]))

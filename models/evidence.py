"""What is kept of a training beside its model, to be looked at and compared: a report, and the tested rows' scores.

Both lie in the lake (flows/bench.py), so that MLflow can be thrown away and two models compared without it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from lake.column import ARROW
from measures.measure import Measures
from models.champions import measures_of
from models.settings import TrainSettings
from models.train import Trained

if TYPE_CHECKING:
    from features.feature import Feature

SCORES = pa.schema(
    [
        ("aim", pa.string()),
        ("as_of", ARROW["timestamp"]),
        ("case_id", pa.string()),
        ("cluster", pa.int64()),
        ("margin", pa.float64()),
        ("probability", pa.float64()),
        ("simple", pa.float64()),
        ("hit", pa.bool_()),
        ("settled", pa.bool_()),
    ]
)
"""One row a tested row and aim: what the test by time said of it, by trees that had not seen it."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """What a training was done for: runs are grouped by the question, and each is a variant of the answer."""

    question: str = "scheduled training"
    variant: str = "as it stands"


@dataclass(frozen=True)
class Window:
    """What an aim was learned from and tested on: first and last moments (ISO, null without rows), rows and hits.

    The test came first, by trees that had learned from `before_test_rows` earlier ones; the model learned from all.
    """

    learned_from: str | None
    learned_to: str | None
    learned_rows: int
    tested_from: str | None
    tested_to: str | None
    tested_rows: int
    tested_hits: int
    before_test_rows: int = 0


@dataclass(frozen=True)
class Report:
    """What a training came to, as it is stored and shown; plain values, JSON as they stand.

    Attributes:
        run: of the lake, as training-20260301T230000Z-1.
        site: the unit.
        sha: of the model.
        asked: the question and the variant.
        trained_as_of: nothing known at or after it was learned from; ISO.
        code: version of the program, and of its files.
        settings: name to value, as text.
        features: name to a hash of its definition, in the order of the model.
        rows_sha: of the training rows' file.
        rows: of the training.
        hits_by_family: training hits.
        windows: aim to what it was learned from and tested on.
        measures: aim to its measures with intervals.
        tables: aim to named tables (by window, band, stream, origin …), rows as they are shown.
        notes: sentences of the model.
        leaks: what the leak gate found; null where it was not asked.
        verdict: of the gate against the champion; null where there was none.
    """

    run: str
    site: str
    sha: str
    asked: Asked
    trained_as_of: str
    code: str
    settings: dict[str, str]
    features: dict[str, str]
    rows_sha: str
    rows: int
    hits_by_family: dict[str, int]
    windows: dict[str, Window]
    measures: dict[str, Measures]
    tables: dict[str, dict[str, Rows]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    leaks: dict[str, Any] | None = None
    verdict: dict[str, Any] | None = None

    @property
    def name(self) -> str:
        """Site, day, variant and model, as "almaty 2026-03-01 as it stands 1a2b3c4d"."""
        return f"{self.site} {self.trained_as_of[:10]} {self.asked.variant} {self.sha[:8]}"

    @property
    def features_version(self) -> str:
        """A hash over the names and definitions of all inputs, in order."""
        return hashlib.sha256(json.dumps(list(self.features.items())).encode()).hexdigest()[:12]

    def as_json(self) -> bytes:
        """The report as it is stored; the same report gives the same bytes."""
        return (json.dumps(asdict(self), indent=1, ensure_ascii=False, default=str) + "\n").encode()


def opened(content: bytes) -> Report:
    """Return the report of its stored bytes.

    Raises:
        ValueError: they are no report, or one of another version of the program.
    """
    try:
        told = json.loads(content)
        told["asked"] = Asked(**told["asked"])
        told["windows"] = {aim: Window(**window) for aim, window in told["windows"].items()}
        told["measures"] = measures_of(told["measures"])
        told["notes"] = tuple(told["notes"])
        return Report(**told)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"the report cannot be read: {error}") from error


def definitions(features: Sequence["Feature"], inputs: Sequence[str] = ()) -> dict[str, str]:
    """Return name to a hash of what a feature is computed by and its direction, in order.

    Args:
        features: the declared ones.
        inputs: of the model; those that are declared nowhere were made at training, and follow as "learned".
    """
    declared = {
        feature.name: hashlib.sha256(f"{feature.direction} {feature.expr!r}".encode()).hexdigest()[:12]
        for feature in features
    }
    return declared | {name: "learned" for name in inputs if name not in declared}


def settings_told(settings: TrainSettings, trained: Trained) -> dict[str, str]:
    """Return how a training was done, name to text."""
    told: dict[str, object] = {
        "capacity": settings.capacity,
        "min_positives": settings.min_positives,
        "test_share": settings.test_share,
        "resamples": settings.bootstrap.resamples,
        **{f"trees.{name}": value for name, value in asdict(settings.params).items()},
        **{f"{name}.trees": aim.trees for name, aim in trained.model.aims.items()},
    }
    return {name: str(value) for name, value in told.items()}


def windows(trained: Trained, tested: pa.Table, rows: pa.Table) -> dict[str, Window]:
    """Return what each aim was learned from and tested on, from the training rows and the tested rows' scores."""
    found = {}
    for aim, learned in trained.model.aims.items():
        after = tested.filter(pc.equal(tested["aim"], aim))
        known = rows.filter(pc.is_valid(rows[aim]))
        hits = pc.sum(after["hit"]).as_py() or 0
        before = trained.evaluations[aim].learned_rows if aim in trained.evaluations else 0
        found[aim] = Window(*_ends(known), learned.rows, *_ends(after), after.num_rows, hits, before)
    return found


def _ends(rows: pa.Table) -> tuple[str | None, str | None]:
    ends = pc.min_max(rows["as_of"]).as_py()
    first, last = (None if ends[end] is None else ends[end].astimezone(UTC).isoformat() for end in ("min", "max"))
    return first, last


def scores(trained: Trained) -> pa.Table:
    """Return SCORES of all aims that were tested, ordered by aim, as_of and case_id."""
    found = [SCORES.empty_table()]
    for aim, tested in trained.evaluations.items():
        columns = {
            "aim": pa.array([aim] * len(tested.hits), pa.string()),
            "as_of": pa.array(tested.nights, pa.int64()).cast(SCORES.field("as_of").type),
            "case_id": tested.about["case_id"],
            "cluster": pa.array(tested.clusters, pa.int64()),
            "margin": pa.array(tested.scores),
            "probability": pa.array(tested.probabilities),
            "simple": pa.array(tested.simple),
            "hit": pa.array(tested.hits),
            "settled": pa.array(tested.settled),
        }
        found.append(pa.table(columns, schema=SCORES))
    return pa.concat_tables(found).sort_by([(name, "ascending") for name in ("aim", "as_of", "case_id")])


def tables(trained: Trained) -> dict[str, dict[str, Rows]]:
    """Return the tables of each test, aim and name to rows, moments as ISO text."""
    return {
        aim: {name: _rows(table) for name, table in evaluation.tables.items()}
        for aim, evaluation in trained.evaluations.items()
    }


def _rows(table: pa.Table) -> Rows:
    return [
        {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
        for row in table.to_pylist()
    ]


def plain(found: Any) -> dict[str, Any]:
    """A dataclass as JSON would give it back."""
    return json.loads(json.dumps(asdict(found), default=str))

"""Champions in the lake: an append-only row of appointments. The truth about them; MLflow's alias mirrors it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lake.store import appear
from measures.measure import Measure, Measures
from models.registry import load

ATTEMPTS = 100
"""Others that may commit an appointment while one is written."""


@dataclass(frozen=True)
class Record:
    """One appointment.

    Attributes:
        number: from 1, without gaps.
        sha: the model.
        metrics: aim to its measures, as they were when it was approved.
        approved_by: who answers for it.
        as_of: the moment it counts from.
        passed_over: later appointments that were not used, each with the reason; not stored.
    """

    number: int
    sha: str
    metrics: dict[str, Measures]
    approved_by: str
    as_of: datetime
    passed_over: tuple[str, ...] = ()


def appoint(folder: Path, sha: str, metrics: dict[str, Measures], approved_by: str, as_of: datetime) -> Record:
    """Append an appointment and return it; two at once get two numbers.

    Raises:
        ValueError: the model is damaged, or nobody approved.
    """
    if not approved_by.strip():
        raise ValueError("a champion needs somebody who approves it")
    load(folder, sha)
    for _ in range(ATTEMPTS):
        number = int(([path.stem for path in _appointments(folder)] or ["0"])[-1]) + 1
        record = Record(number, sha, metrics, approved_by, as_of)
        try:
            appear(folder / "champions" / f"{record.number:04d}.json", _sealed(record))
        except FileExistsError:
            continue
        return record
    raise ValueError(f"{ATTEMPTS} others were appointed meanwhile")


def champion(folder: Path, as_of: datetime | None = None) -> Record | None:
    """Return the newest appointment whose record and model are whole; None when there is none (a cold start).

    Args:
        folder: the unit's lake.
        as_of: appointments that count from a later moment are left out, for their models learned what was not known
            by then; None for those of any time.
    """
    passed_over: list[str] = []
    for path in reversed(_appointments(folder)):
        try:
            record = _opened(path)
            since = datetime.fromisoformat(record["as_of"])
            if as_of is not None and since > as_of:
                continue
            load(folder, record["sha"])
        except ValueError as fault:
            passed_over.append(f"{path.name}: {fault}")
            continue
        metrics = {
            aim: {name: Measure(**measure) for name, measure in measures.items()}
            for aim, measures in record["metrics"].items()
        }
        return Record(record["number"], record["sha"], metrics, record["approved_by"], since, tuple(passed_over))
    return None


def _sealed(record: Record) -> bytes:
    """A record as JSON, with the hash of its own content."""
    content = {key: value for key, value in asdict(record).items() if key != "passed_over"}
    content["as_of"] = record.as_of.isoformat()
    return (json.dumps({"record": content, "sha256": _seal(content)}, indent=1, sort_keys=True) + "\n").encode()


def _opened(path: Path) -> dict[str, Any]:
    """The content of a record, which must be as it was sealed."""
    try:
        told = json.loads(path.read_bytes())
        content, seal = told["record"], told["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("the record is damaged") from error
    if _seal(content) != seal:
        raise ValueError("the record was edited")
    return content


def _seal(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _appointments(folder: Path) -> list[Path]:
    return sorted((folder / "champions").glob("[0-9][0-9][0-9][0-9].json"))

"""Champions in the lake: an append-only row of appointments. The truth about them; MLflow's alias mirrors it.

Going back appends too: the newest appointment says to which earlier one, and those between stand no longer.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from lake.store import appear
from measures.measure import Measure, Measures
from models.model import Model
from models.registry import load

ATTEMPTS = 100
"""Others that may commit an appointment while one is written."""


What = Literal["appointed", "first", "promoted", "rolled back", "returned"]
"""appointed: in somebody's name, before the gate was asked; first: the gate held against the simple ranking; promoted:
the gate and a second person; rolled back: by a person; returned: by a night, because the gate broke."""


@dataclass(frozen=True)
class How:
    """How an appointment came about.

    Attributes:
        what: see What.
        because: in words; empty where the verdict of the gate says it.
        trained_by: who trained the model; null where it was not written.
        back_to: the earlier appointment that this one brings back; all after it stand no longer.
    """

    what: What = "appointed"
    because: str = ""
    trained_by: str | None = None
    back_to: int | None = None


@dataclass(frozen=True)
class Record:
    """One appointment.

    Attributes:
        number: from 1, without gaps.
        sha: the model.
        metrics: aim to its measures, as they were when it was approved.
        approved_by: who answers for it.
        as_of: the moment it counts from.
        how: how it came about.
        passed_over: later appointments that were not used, each with the reason; not stored.
    """

    number: int
    sha: str
    metrics: dict[str, Measures]
    approved_by: str
    as_of: datetime
    how: How = field(default_factory=How)
    passed_over: tuple[str, ...] = ()


def appoint(
    folder: Path, sha: str, metrics: dict[str, Measures], approved_by: str, as_of: datetime, how: How | None = None
) -> Record:
    """Append an appointment and return it; two at once get two numbers.

    Raises:
        ValueError: the model is damaged, or nobody approved.
    """
    if not approved_by.strip():
        raise ValueError("a champion needs somebody who approves it")
    load(folder, sha)
    for _ in range(ATTEMPTS):
        number = int(([path.stem for path in _appointments(folder)] or ["0"])[-1]) + 1
        record = Record(number, sha, metrics, approved_by, as_of, how or How())
        try:
            appear(folder / "champions" / f"{record.number:04d}.json", _sealed(record))
        except FileExistsError:
            continue
        return record
    raise ValueError(f"{ATTEMPTS} others were appointed meanwhile")


def champion(folder: Path, as_of: datetime | None = None) -> Record | None:
    """Return the newest appointment that stands and whose record and model are whole; None in a cold start.

    Args:
        folder: the unit's lake.
        as_of: appointments that count from a later moment are left out, for their models learned what was not known
            by then; None for those of any time.
    """
    return find(folder, as_of)[0]


def find(
    folder: Path, as_of: datetime | None = None, columns: Collection[str] | None = None
) -> tuple[Record | None, tuple[str, ...]]:
    """Return the champion as `champion` does, and what was passed over on the way to it, also when none is left.

    Args:
        folder: the unit's lake.
        as_of: as in `champion`.
        columns: what a model can be given; one that needs another is passed over. None: nothing is asked.
    """
    records, faults = history(folder, as_of)
    for record in reversed(standing(records)):
        try:
            usable(folder, record.sha, columns)
        except ValueError as fault:
            faults[record.number] = str(fault)
            continue
        newer = _told({number: fault for number, fault in faults.items() if number > record.number})
        return replace(record, passed_over=newer), newer
    return None, _told(faults)


def usable(folder: Path, sha: str, columns: Collection[str] | None = None) -> Model:
    """Read a model that may rank.

    Raises:
        ValueError: it is damaged, or a feature or a key of it is none of the columns.
    """
    model = load(folder, sha)
    needed = {*model.features, *(key for encoding in model.encodings for key in encoding.keys)}
    if columns is not None and (gone := sorted(needed.difference(columns))):
        raise ValueError(f"it needs what is described no more: {', '.join(gone)}")
    return model


def history(folder: Path, as_of: datetime | None = None) -> tuple[list[Record], dict[int, str]]:
    """Return every appointment that is whole, in order, and number to fault of the others; models are not looked at."""
    records, faults = [], {}
    for path in _appointments(folder):
        try:
            record = _opened(path)
        except ValueError as fault:
            faults[int(path.stem)] = str(fault)
            continue
        if as_of is None or record.as_of <= as_of:
            records.append(record)
    return records, faults


def standing(records: Iterable[Record]) -> list[Record]:
    """Return the appointments that stand, the champion last: one that brings back an earlier one ends all after it."""
    stack: list[Record] = []
    for record in records:
        if record.how.back_to is not None:
            stack = [earlier for earlier in stack if earlier.number < record.how.back_to]
        stack.append(record)
    return stack


def _told(faults: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(f"{number:04d}.json: {faults[number]}" for number in sorted(faults, reverse=True))


def _sealed(record: Record) -> bytes:
    """A record as JSON, with the hash of its own content."""
    content = {key: value for key, value in asdict(record).items() if key != "passed_over"}
    return sealed(content | {"as_of": record.as_of.isoformat()}, "record")


def _opened(path: Path) -> Record:
    """A record, which must be as it was sealed; one of before it was written how it came about has the plain How."""
    told = unsealed(path.read_bytes(), "record")
    try:
        how = How(**told.get("how", {}))
        since = datetime.fromisoformat(told["as_of"])
        return Record(told["number"], told["sha"], measures_of(told["metrics"]), told["approved_by"], since, how)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("the record is damaged") from error


def measures_of(told: Mapping[str, Any]) -> dict[str, Measures]:
    """Measures as JSON gave them back."""
    return {aim: {name: Measure(**measure) for name, measure in measures.items()} for aim, measures in told.items()}


def sealed(content: Mapping[str, Any], name: str) -> bytes:
    """A content as JSON under `name`, with the hash of itself."""
    return (json.dumps({name: content, "sha256": _seal(content)}, indent=1, sort_keys=True) + "\n").encode()


def unsealed(written: bytes, name: str) -> dict[str, Any]:
    """The content of what `sealed` wrote.

    Raises:
        ValueError: it is damaged or was edited.
    """
    try:
        told = json.loads(written)
        content, seal = told[name], told["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"the {name} is damaged") from error
    if _seal(content) != seal:
        raise ValueError(f"the {name} was edited")
    return content


def _seal(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _appointments(folder: Path) -> list[Path]:
    return sorted((folder / "champions").glob("[0-9][0-9][0-9][0-9].json"))

"""What an inspection says about an aim: true, false, or not known. Outcomes exist for the inspected only.

An aim is one or more families of findings that are ranked together (CONTRACTS: prohibited and security are the
default aim, revenue is modelled apart). What belongs here: the reading of results; no features, no model.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from lake.column import ARROW
from lake.findings import family_of

AIMS: dict[str, tuple[str, ...]] = {"illicit": ("prohibited", "security"), "revenue": ("revenue",)}
FAMILIES = tuple(family for families in AIMS.values() for family in families)

LABELS = pa.schema(
    [
        ("case_id", pa.string()),
        ("decided_at", ARROW["timestamp"]),
        ("known_at", ARROW["timestamp"]),
        ("selected_as", pa.string()),
        ("selection_probability", pa.float64()),
        ("method", pa.string()),
        ("officer_id", pa.string()),
        ("families", pa.list_(pa.string())),
        *((aim, pa.bool_()) for aim in AIMS),
        *((f"settled_{aim}", pa.bool_()) for aim in AIMS),
    ]
)
_READ = (
    "inspection_id", "list_id", "list_line", "case_id", "message_id", "record", "known_at", "decision", "presented",
    "decided_at", "started_at", "recorded_at", "method", "result", "finding", "pieces_found", "selected_as",
    "selection_probability", "officer_id",
)  # fmt: skip

WAITING = ("laboratory_pending", "not_presented")
"""Results by which an officer says that it is not known yet."""

Row = dict[str, Any]
Strong = Mapping[str, Sequence[str]]
Pieces = Mapping[str, int | None]
NO_PIECES: Pieces = {}


def family_label(inspection: Row, family: str, strong: Strong, pieces: int | None = None) -> bool | None:
    """Say whether one inspection found something of `family`; None when it cannot say.

    A hit counts whatever the method. "Not there" needs a method that would have found it, also when something of
    another family was found, and all the pieces: one part of a split is not the whole. A hit without a finding says
    nothing of any family.

    Args:
        inspection: its result, finding, method, decision, presented and pieces_found.
        family: prohibited, security or revenue.
        strong: the methods that are strong enough for each family, from the site's TOML.
        pieces: pieces of the case; None when not known.
    """
    found = family_of(inspection["finding"])
    if inspection["result"] == "hit":
        if found == family:
            return True
        conclusive = found is not None
    else:
        reached = inspection["decision"] not in ("declined", "not_reached") and inspection["presented"] is not False
        conclusive = inspection["result"] == "clear" and reached
    in_part = pieces is not None and inspection["pieces_found"] is not None and inspection["pieces_found"] < pieces
    return False if conclusive and not in_part and inspection["method"] in strong[family] else None


def line_label(rows: Sequence[Row], family: str, strong: Strong, pieces: int | None = None) -> bool | None:
    """Say whether something of `family` was found behind one line, by what each officer last said of it.

    Officers who say different things leave it unsettled, null, until they agree; nor is it "not there" for one where
    another had a hit that he did not name, waits for the laboratory or was not presented the goods. Several looks of
    one officer are added up: any hit wins.

    Args:
        rows: as `family_label` reads them, with officer_id (null is an officer too, one that is not known).
        family: prohibited, security or revenue.
        strong: methods that are strong enough, by family.
        pieces: of the case; None when not known.
    """
    told: dict[str | None, list[Row]] = {}
    for row in rows:
        told.setdefault(row["officer_id"], []).append({family: family_label(row, family, strong, pieces)})
    said = {_any_of(looks, family) for looks in told.values()}
    if True in said:
        return None if False in said else True
    return False if False in said and not _open(rows, told, family) else None


def _open(rows: Sequence[Row], told: Mapping[str | None, list[Row]], family: str) -> bool:
    """Whether a clear cannot stand: there is a hit without a name, or one who does not say so waits for goods."""
    if any(row["result"] == "hit" and row["finding"] is None for row in rows):
        return True
    waiting = {row["officer_id"] for row in rows if row["result"] in WAITING or row["presented"] is False}
    return any(_any_of(told[officer], family) is None for officer in waiting)


def contradicted(rows: Sequence[Row], strong: Strong, pieces: int | None = None) -> bool:
    """Say whether what officers last said behind one line leaves unsettled what one of them alone would settle."""
    unsettled = [family for family in FAMILIES if line_label(rows, family, strong, pieces) is None]
    return any(family_label(row, family, strong, pieces) is not None for family in unsettled for row in rows)


def by_line(rows: Iterable[Row]) -> list[list[Row]]:
    """Gather inspections of one line of a list, or of one case that an officer added, in the order they come in."""
    lines: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        added = row["inspection_id"].partition("#")[0]  # a sheet that names it twice numbers the second one
        line = (row["list_id"], row["list_line"]) if row["list_id"] and row["list_line"] else (added,)
        lines.setdefault((row["case_id"], *line), []).append(row)
    return list(lines.values())


def label(inspections: pa.Table, strong_methods: Strong, pieces: Pieces = NO_PIECES) -> pa.Table:
    """Return what is known of each inspected case: one row a case, ordered by case_id.

    Any hit wins; else null where officers differ on any line; else the conclusive inspections decide; else null. A
    master with houses of its own is true when one of them was hit, and false only when all that were inspected were
    clear.
    `decided_at` is the *first* decision behind the label, in any version of the sheet: features of a later run could
    already know the result.

    Args:
        inspections: rows of `inspections` (lake/tables.py), once for each arrival (`known_at`) before the moment of
            training; of an inspection_id the newest version of each officer counts.
        strong_methods: family to methods.
        pieces: case to its pieces; a case that is not there, or null, has pieces that are not known.

    Returns:
        LABELS: case_id, decided_at, known_at (of the last inspection behind it), how it was selected, by which method
        and by whom (keyed) it was looked at, the families that were hit, and a bool a aim, null when not known.

    Raises:
        ValueError: a family has no entry in `strong_methods`.
    """
    if missing := [family for family in FAMILIES if family not in strong_methods]:
        raise ValueError(f"strong_methods misses {', '.join(missing)}; it has {', '.join(sorted(strong_methods))}")
    cases: dict[str, list[Row]] = {}
    for rows in by_line(newest(inspections.select(_READ).to_pylist())):
        whole = pieces.get(rows[0]["case_id"])
        told = [{family: family_label(row, family, strong_methods, whole) for family in FAMILIES} for row in rows]
        unsettled = [family for family in FAMILIES if line_label(rows, family, strong_methods, whole) is None]
        cases.setdefault(rows[0]["case_id"], []).extend(
            {
                **row,
                **one,
                **dict.fromkeys(unsettled),
                "disputed": [family for family in unsettled if one[family] is not None],
                **{_settles(aim): all(row["method"] in strong_methods[f] for f in AIMS[aim]) for aim in AIMS},
            }
            for row, one in zip(rows, told, strict=True)
        )
    for looks in cases.values():
        looks.sort(key=lambda row: (row["decided_at"], row["inspection_id"]))
    houses: dict[str, list[str]] = {}
    for case_id in cases:
        houses.setdefault(case_id.partition("/")[0], []).append(case_id)
    labels = []
    for case_id in sorted(cases):
        below = [] if "/" in case_id else [other for other in houses[case_id] if other != case_id]
        labels.append(_case_label(cases[case_id], [cases[house] for house in below]))
    return pa.Table.from_pylist(labels, LABELS)


def _settles(aim: str) -> str:
    """Whether the method would have told either way: a hit by a weaker one has no clear beside it."""
    return f"settled_{aim}"


def newest(inspections: Iterable[Row]) -> list[Row]:
    """The newest version of each inspection by each officer, oldest decision first.

    `decided_at` is the first moment that any version says it was decided at.
    """
    found: dict[tuple[str, str | None], Row] = {}
    decided: dict[str, datetime] = {}
    for row in sorted(inspections, key=lambda row: (row["known_at"], row["message_id"], row["record"])):
        name = row["inspection_id"]
        decided[name] = min(_decided(row), decided.get(name, _decided(row)))
        found[name, row["officer_id"]] = row
    rows = [{**row, "decided_at": decided[row["inspection_id"]]} for row in found.values()]
    return sorted(rows, key=lambda row: (row["decided_at"], row["inspection_id"], row["known_at"]))


def _decided(row: Row) -> datetime:
    """When it was decided, as well as is known; never after the sheet was here."""
    told = row["decided_at"] or row["started_at"] or row["recorded_at"] or row["known_at"]
    return min(told, row["known_at"])


def _case_label(own: list[Row], houses: list[list[Row]]) -> Row:
    """One row of labels; `own` is ordered by decision."""
    behind = _conclusive(own) or own[-1:]
    below = [row for house in houses for row in house]
    told = {family: _all_of(_undisputed(rows, family) for rows in [own, *houses]) for family in FAMILIES}
    return {
        **{
            name: behind[0][name]
            for name in ("case_id", "selected_as", "selection_probability", "method", "officer_id")
        },
        "decided_at": min(row["decided_at"] for row in behind + _conclusive(below)),
        "known_at": max(row["known_at"] for row in behind + below),
        "families": [family for family in FAMILIES if told[family]],
        **{aim: _all_of(told[family] for family in families) for aim, families in AIMS.items()},
        **{_settles(aim): _settled(aim, own + below) for aim in AIMS},
    }


def _settled(aim: str, rows: list[Row]) -> bool:
    """Whether a method that settles the aim is behind its label: a clear always is, a hit may be by a weaker one."""
    hits = [row for row in rows if any(row[family] for family in AIMS[aim])]
    return any(row[_settles(aim)] for row in hits) if hits else True


def _conclusive(rows: list[Row]) -> list[Row]:
    return [row for row in rows if any(row[family] is not None for family in FAMILIES)]


def _any_of(rows: list[Row], family: str) -> bool | None:
    """True when one is true, else false when one is false, else None: several looks at one thing."""
    told = [row[family] for row in rows if row[family] is not None]
    return any(told) if told else None


def _undisputed(rows: list[Row], family: str) -> bool | None:
    """As `_any_of`, but what officers differ on is not "not there", whatever another line says."""
    found = _any_of(rows, family)
    return None if found is False and any(family in row["disputed"] for row in rows) else found


def _all_of(told: Iterable[bool | None]) -> bool | None:
    """True when one is true, else None when one is not known, else false: looks at several things."""
    given = list(told)
    if any(given):
        return True
    return None if None in given else False

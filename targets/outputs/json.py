"""The list as JSON: every number untouched, for another system of the unit."""

import json
from datetime import datetime
from typing import Any

from targets.language import Language
from targets.listing import Line, Listing
from targets.outputs.output import Output
from targets.reasons import Reason

SCHEMA = "accu list 1"
DOC = (
    "One object a list. Times are UTC, ISO 8601. `lines[].target` is a row of the table targets, `case` the row of "
    "cases (null when it is no case of this run any more), `level` 0 not estimated, "
    "1 ordinary, 2 raised (from 3 times the mean "
    "priority of all cases), 3 high (from 10 times); `severity` what a hit of the aim weighs, null without a model. "
    "`reasons[]`: kind for, against, rule or note; text as the "
    "officer reads it; for and against carry feature, value, usual, n (null when not known) as in the features "
    "table, and contribution, its part of the margin; group is the feature's group, or the source of a rule, whose "
    "feature is the indicator."
)


def write(listing: Listing, language: Language) -> bytes:
    """Return the list as UTF-8 JSON, keys in order; it describes itself under `schema` and `doc`."""
    document = {
        "schema": SCHEMA,
        "doc": DOC,
        "list_id": listing.list_id,
        "revision": listing.revision,
        "site": listing.title,
        "day": listing.day.isoformat(),
        "as_of": _plain(listing.as_of),
        "timezone": listing.timezone,
        "language": language.code,
        "model": listing.model,
        "warnings": list(listing.warnings),
        "seen": listing.seen,
        "capacity": listing.capacity,
        "selected": listing.split,
        "lines": [_line(line) for line in listing.lines],
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1)
    # what a browser might take for markup stays inside its string even where somebody pastes it into a page
    return text.replace("<", "\\u003c").encode() + b"\n"


def _line(line: Line) -> dict[str, Any]:
    return {
        "target": {name: _plain(value) for name, value in line.target.items()},
        "case": {name: _plain(value) for name, value in line.case.items()} or None,
        "level": line.level,
        "severity": line.severity,
        "reasons": [_reason(reason) for reason in line.reasons],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {name: value for name, value in vars(reason).items() if value is not None}


def _plain(value: object) -> Any:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


OUTPUT = Output("json", ".json", write, "For another system of the unit; it describes itself.")

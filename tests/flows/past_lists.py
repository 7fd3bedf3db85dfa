"""Nights with lists and what came home of them, written straight into a lake: quick, and nothing is scored."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

import pyarrow as pa

from flows.unit import Unit
from lake.runs import Run, commit, stamp, start
from lake.tables import TABLES
from targets.target import TARGETS

Row = dict[str, Any]
FEED = {
    "required": True, "files": 2, "messages": 3, "records": 10, "counted": 10, "accepted": 6, "superseded": 1,
    "duplicate": 1, "quarantined": 1, "ignored": 1, "last_received_at": None, "fresh": True,
}  # fmt: skip
LINE = {
    "revision": 1, "selected_as": "model", "selection_probability": 1.0, "basis": "model", "model_weight": 1.0,
    "aim": "illicit", "action": "xray", "minutes": 6.0, "ordered": False, "state": "new", "standby": False,
}  # fmt: skip
RESULT = {"decision": "accepted", "presented": True, "method": "full_opening", "officer_id": "o1"}


def case_of(number: int) -> str:
    """The case of a line if nothing else is said."""
    return f"0201234{number:04}"


def line(number: int, case_id: str | None = None, **columns: Any) -> Row:
    """A line of a list, as the model chooses them if nothing else is said."""
    return LINE | {"line": number, "case_id": case_id or case_of(number)} | columns


def result(list_id: str, number: int, received: datetime, **columns: Any) -> Row:
    """What came home of a line; accepted and opened if nothing else is said."""
    message = sha256(f"{list_id}/{number}/{received}/{columns}".encode()).hexdigest()
    told = {"inspection_id": f"{list_id}/{number}", "case_id": case_of(number), "message_id": message, "record": 1}
    told |= {"list_id": list_id, "list_line": number}
    return RESULT | told | {"known_at": received} | columns


def night_of(unit: Unit, as_of: datetime, lines: Iterable[Row], results: Iterable[Row] = (), **counts: Any) -> Run:
    """Commit a night with a list of these lines, that took in these results; `counts` go into its record."""
    run = start(unit.store, "night", unit.site.name, (as_of,))
    day = unit.site.day_of(as_of)
    list_id = f"{unit.site.name}-{day}"
    rows = [row | {"list_id": list_id, "as_of": as_of} for row in lines]
    run.parts.append(unit.store.write("targets", pa.Table.from_pylist(rows, TARGETS.schema), run.run_id))
    home = list(results)
    if home:
        came = [row | {"received_at": row["known_at"], "changed_at": row["known_at"]} for row in home]
        came = [row | {"feed": "results", "file_id": "f", "file_name": "f"} for row in came]
        for name, found in (("inspections", home), ("receipts", came)):
            table = pa.Table.from_pylist(found, TABLES[name].schema)
            run.parts.append(unit.store.write(name, table, run.run_id))
    stem = f"lists/{day}/{list_id}-r{max((row['revision'] for row in rows), default=1)}"
    run.outputs |= {"html": f"{stem}.html", "xlsx": f"{stem}.xlsx", "quality": f"quality/night-{stamp(as_of)}-1.html"}
    feeds = {feed.name: FEED | {"feed": feed.name, "required": feed.required} for feed in unit.site.feeds}
    run.counts |= {"feeds": feeds, "warnings": [], "later": {}} | counts
    run.hashes["model"] = "none"
    commit(unit.store, run)
    return run

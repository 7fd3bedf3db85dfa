"""Receipts: every returned sheet is answered row by row, by what the lists say and by what came home before it."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
from ibis import _

from flows.answers import Known, answer, line_of
from flows.prepare import every_arrival
from flows.pull import Arrived, Pulled
from flows.returned import Lists, lists_of, names, placed
from flows.take_in import Taken
from flows.unit import Unit
from lake.past import Past
from lake.reference import problem_meanings
from lake.runs import committed
from lake.tables import QUARANTINE, RECEIPTS
from manifests.outcome_cells import folded
from manifests.outcome_sheet import Sheet, SheetRow, open_sheet
from manifests.reading import Problem
from targets.language import codes, load
from targets.receipt import Fault, Receipt, receipt_page

Row = dict[str, Any]
FOLDER = Path("lists/receipts")
LARGEST = 32 << 20
"""Bytes of a sheet that is answered; no list of a shift comes near it."""
HASHED = 8
NAMED = 20
"""Lines of a list that a sentence names."""
UNREADABLE = {
    "empty_file": "empty", "truncated": "half_saved", "workbook_broken": "half_saved", "header_missing": "no_header",
}  # fmt: skip
NOTED = {"wrong_extension": "extension", "sheet_not_read": "other_sheet", "control_characters": "strange"}


@dataclass(frozen=True)
class Home:
    """A file that came home: its name, its bytes, and when; `stopped` why its feed was, else null."""

    file_name: str
    data: bytes
    received_at: datetime
    stopped: str | None = None
    feed: str = ""

    @property
    def message_id(self) -> str:
        """As it is read: a sheet is one message."""
        return hashlib.sha256(self.data).hexdigest()


def receipts(unit: Unit, past: Past, pulled: Pulled, taken: Taken) -> int:
    """Write a receipt for every sheet that this run pulled, in the unit's language; returns how many.

    `counts["receipts"]` of the run's record names them with their totals.
    """
    written = []
    for arrived in (found for found in pulled.arrived if found.feed.holds == "outcome"):
        receipt = _answered(unit, past, arrived, taken.checked.stopped.get(arrived.feed.name))
        path = _page_path(unit, past, arrived)
        unit.store.publish(path, receipt_page(receipt, load(unit.site.language)))
        written.append({"file": arrived.file_name, "page": path.as_posix(), **receipt.totals})
    if written:
        past.run.counts["receipts"] = written
    return len(written)


def _answered(unit: Unit, past: Past, arrived: Arrived, stopped: str | None) -> Receipt:
    path = unit.store.raw_path(arrived.file_id)
    size = path.stat().st_size
    why = arrived.refusal.what if arrived.refusal else "message_too_large" if size > LARGEST else None
    home = Home(arrived.file_name, b"" if why else path.read_bytes(), arrived.received_at, stopped, arrived.feed.name)
    receipt = receipt_of(unit, past, home)
    return replace(receipt, whole=(_unreadable(Problem(why, "error")),)) if why else receipt


def _page_path(unit: Unit, past: Past, arrived: Arrived) -> Path:
    """Where the page of a file goes: in a folder of the run's day, under the file's name and hash.

    The same file may come twice in a day, to runs of different moments: the later page has a number.
    """
    folder = FOLDER / unit.site.day_of(past.run.as_of).isoformat()
    stem, number = marked(arrived.file_name, arrived.file_id), 1
    spoken = {found["page"] for run in committed(unit.store) for found in run.counts.get("receipts", [])}
    while (path := folder / f"{stem}{f'-{number}' if number > 1 else ''}.html").as_posix() in spoken:
        number += 1
    return path


def marked(file_name: str, file_id: str) -> str:
    """The stem of a file with the first digits of its hash, as a name that any system takes.

    >>> marked("night/Лист 7.xlsx", "0123456789abcdef"), marked("a-01234567.csv", "0123456789abcdef")
    ('Лист_7-01234567', 'a-01234567')
    """
    stem = re.sub(r"[^\w.-]+", "_", PurePosixPath(file_name).stem).strip("._")[:80] or "sheet"
    return stem if stem.endswith(file_id[:HASHED]) else f"{stem}-{file_id[:HASHED]}"


def receipt_of(unit: Unit, past: Past, home: Home, *, checked: bool = False) -> Receipt:
    """Answer a file that came home.

    Args:
        unit: the unit.
        past: what is known: the lists that went out, what came home before, what the checks refused.
        home: the file.
        checked: whether it is only checked: it is not in the lake.
    """
    sheet = open_sheet(home.data, home.file_name)
    known = _known(unit, past, home, sheet.rows)
    answers = tuple(answer(record, row, known) for record, row in enumerate(sheet.rows, 1))
    named = Counter(str(row.row["list_id"]) for row in sheet.rows if "list_id" in row.row)
    return Receipt(
        title=unit.site.title,
        timezone=unit.site.timezone,
        file_name=home.file_name,
        received_at=home.received_at,
        as_of=past.run.as_of,
        made_for=tuple(dict.fromkeys(row.made_for for row in sheet.rows if row.made_for)),
        list_ids=tuple(name for name, _rows in named.most_common()),
        answers=answers,
        whole=tuple(_whole(unit, past, home, sheet, known)),
        checked=checked,
    )


def _known(unit: Unit, past: Past, home: Home, rows: list[SheetRow]) -> Known:
    named = Counter(str(row.row["list_id"]) for row in rows if "list_id" in row.row)
    cases = {str(row.row["case_id"]) for row in rows if "case_id" in row.row}
    came = {"message_id": home.message_id, "known_at": home.received_at}
    told = [row.row | came | {"record": record} for record, row in enumerate(rows, 1) if row.end == "told"]
    lists = lists_of(past, named, cases)
    return Known(
        lists=lists,
        earlier=_earlier(past, home, told, lists),
        refused=_refused(past, home),
        received_at=home.received_at,
        list_id=named.most_common(1)[0][0] if named else None,
        strong=unit.site.strong_methods,
        home=unit.site.airports,
        stopped=home.stopped is not None,
        random_shown=unit.site.random_shown,
        names={row["record"]: row["inspection_id"] for row in _named(told, lists)},
    )


def _named(rows: list[Row], lists: Lists) -> list[Row]:
    """Rows under the inspection_id that they count under."""
    found = names(rows, [placed(row, lists) for row in rows])
    return [row | {"inspection_id": name} for row, name in zip(rows, found, strict=True)]


def _earlier(past: Past, home: Home, told: list[Row], lists: Lists) -> dict[str, list[Row]]:
    """What came before the file for the lines that it names, by line, oldest first."""
    if not told:
        return {}
    cases, lines = (
        past.hold(pa.table({"name": pa.array(sorted({of(row) for row in told}), pa.string())}))
        for of in (lambda row: str(row["case_id"]), line_of)
    )
    rows = every_arrival(past, "inspections", "inspection_id").filter(_.known_at < home.received_at)
    rows = rows.filter(rows.case_id.isin(cases.name) | rows.inspection_id.re_replace("#.*$", "").isin(lines.name))
    found: dict[str, list[Row]] = {}
    for row in _named(rows.order_by(["known_at", "message_id", "record"]).to_pyarrow().to_pylist(), lists):
        found.setdefault(line_of(row), []).append(row)
    return found


def _refused(past: Past, home: Home) -> dict[int, str]:
    """Records of the file that the checks keep apart, and why."""
    held = past.everything(QUARANTINE.name, QUARANTINE.schema).filter(_.message_id == home.message_id)
    rows = held.order_by(["record", "rule"]).to_pyarrow().to_pylist()
    return {row["record"]: ": ".join(filter(None, (row["rule"], row["detail"]))) for row in reversed(rows)}


def _whole(unit: Unit, past: Past, home: Home, sheet: Sheet, known: Known) -> Iterable[Fault]:
    """What is to be said of the file as a whole."""
    if sheet.refused:
        yield _unreadable(next(problem for problem in sheet.problems if problem.severity == "error"))
        return
    if home.stopped is not None:
        yield Fault("stopped", {"feed": home.feed, "why": home.stopped})
    yield from (fault for problem in sheet.problems for fault in _noted(unit, problem))
    if before := _returned_before(past, home):
        yield Fault("again_after_correction" if known.restored else "again", {"at": before})
    if known.list_id and known.list_id in known.lists.lines:
        yield from _of_list(unit, known.list_id, sheet, known.lists)
        yield from _late(unit, known.list_id, home, known.lists)


def _unreadable(problem: Problem) -> Fault:
    meaning = problem_meanings().get(problem.what, problem.what)
    return Fault(UNREADABLE[problem.what]) if problem.what in UNREADABLE else Fault("unreadable", {"why": meaning})


def _noted(unit: Unit, problem: Problem) -> Iterable[Fault]:
    if problem.what == "unknown_column":
        own = _reading_headers(unit.site.timezone)
        others = [name for name in (problem.detail or "").split(" | ") if folded(name) not in own]
        if others:
            yield Fault("columns", {"said": ", ".join(others)})
    elif problem.what in NOTED:
        yield Fault(NOTED[problem.what], {"said": problem.detail or ""})
    else:
        yield Fault("other", {"said": problem_meanings().get(problem.what, problem.what)})


def _reading_headers(timezone: str) -> set[str]:
    """Headers of the columns that a list has for reading, in every language: they come home with it."""
    words = [load(code).words for code in codes()]
    said = [str(text) for known in words for key, text in known.items() if key.startswith("sheet.")]
    return {folded(text.replace("{zone}", timezone)) for text in said}


def _returned_before(past: Past, home: Home) -> datetime | None:
    """When the very same bytes came last, before this."""
    rows = past.table("receipts", RECEIPTS.schema).filter(_.message_id == home.message_id)
    at = rows.filter(_.known_at < home.received_at).known_at.max().to_pyarrow().as_py()
    return at if isinstance(at, datetime) else None


def _of_list(unit: Unit, list_id: str, sheet: Sheet, lists: Lists) -> Iterable[Fault]:
    """Which revision the sheet is of, and lines of it that are not there."""
    lines = lists.lines[list_id]
    said = (row.row for row in sheet.rows if row.row.get("list_id") == list_id)
    here = {int(row["list_line"]) for row in said if "list_line" in row}
    revision = max((lines[line].revision for line in here & lines.keys()), default=0)
    if any(line.revision > revision for line in lines.values()):
        yield Fault("old_revision", {"said": revision, "n": lists.revisions[list_id]})
    absent = [number for number, line in sorted(lines.items()) if number not in here and line.revision <= revision]
    if absent:
        shown = ", ".join(map(str, absent[:NAMED])) + (" …" if len(absent) > NAMED else "")
        yield Fault("absent", {"n": len(absent), "list": list_id, "lines": shown})


def _late(unit: Unit, list_id: str, home: Home, lists: Lists) -> Iterable[Fault]:
    first = min(line.first_at for line in lists.lines[list_id].values())
    over = unit.site.as_of(unit.site.day_of(first) + timedelta(days=1))
    if home.received_at >= over:
        yield Fault("late", {"n": max(1, math.ceil((home.received_at - over) / timedelta(hours=1)))})

"""What whoever is on call reads of a run."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from flows import on_call
from flows.unit import Unit, open_unit
from lake.runs import Run, Step
from lake.tables import TABLES

AS_OF = datetime(2026, 3, 1, 1, tzinfo=UTC)
FEED = {"files": 2, "messages": 3, "records": 5, "accepted": 4, "superseded": 0, "duplicate": 0, "ignored": 0}


@pytest.fixture
def unit(tmp_path: Path) -> Unit:
    return open_unit(tmp_path, "tbilisi")


@pytest.fixture
def run(unit: Unit) -> Run:
    run = Run("night-20260301T010000Z-1", "night", "tbilisi", (AS_OF,))
    run.steps.append(Step("assembled", 0, 1_250, 1.5, 300))
    run.counts["feeds"] = {"cargo": FEED | {"feed": "cargo", "quarantined": 1, "last_received_at": None}}
    row = {"message_id": "a", "record": 1, "known_at": AS_OF, "feed": "cargo", "rule": "empty_file"}
    twice = pa.Table.from_pylist([row, row | {"table": "loads"}], TABLES["quarantine"].schema)
    run.parts.append(unit.store.write("quarantine", twice, run.run_id))
    run.outputs["html"] = "lists/2026-03-01/tbilisi-2026-03-01-r1.html"
    return run


def test_a_whole_night_says_that_nothing_is_wrong(unit: Unit, run: Run) -> None:
    page = on_call.night_page(unit, run)
    assert "# Tbilisi, as of 2026-03-01 05:00 local\n" in page
    assert "Nothing: every required feed came" in page
    assert f"- html: `{unit.store.folder.resolve()}/lists/2026-03-01/tbilisi-2026-03-01-r1.html`" in page


def test_what_is_missing_stands_on_the_page_and_in_the_headline(unit: Unit, run: Run) -> None:
    run.notes.append("Feed courier brought nothing.")
    page = on_call.night_page(unit, run)
    assert "- Feed courier brought nothing." in page
    assert "Nothing: every" not in page
    assert on_call.headline(run) == "1,250 cases described, no list; warnings: 1"


def test_a_record_refused_with_two_rows_is_one_record(unit: Unit, run: Run) -> None:
    assert on_call.refusals(unit, run) == [("empty_file", 1)]


def test_a_feed_that_never_brought_anything_says_never(unit: Unit, run: Run) -> None:
    assert on_call.feeds(unit, run)[0]["newest"] == "never"


def test_the_top_of_the_list_is_told_by_number_and_local_time(unit: Unit, run: Run) -> None:
    line = {"case_id": "02012345675", "action": "open", "selected_as": "random", "priority": 0.5, "flight_id": None}
    lines = [line | {"line": n, "last_chance_at": AS_OF, "list_id": "tbilisi-2026-03-01"} for n in range(1, 21)]
    run.parts.append(unit.store.write("targets", pa.Table.from_pylist(lines), run.run_id))
    top = on_call.top_of_list(unit, run)
    assert len(top) == on_call.TOP
    assert top[0] == line | {"line": 1, "until": "03-01 05:00"}

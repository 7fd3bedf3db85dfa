"""A night made again is the night, whatever came later; and what was changed since is found."""

from datetime import timedelta

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from lakes import AS_OF, DAYS, SITE, enthroned, files_since, last_night, put

from flows.nightly import night
from flows.replay import replay
from flows.unit import open_unit
from lake.runs import by_commit, commit, committed, start

pytestmark = pytest.mark.slow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def verdicts(unit, as_of=AS_OF):
    return {(line.run_id, line.what): (line.verdict, line.detail) for line in replay(unit, as_of)}


def tables(lines):
    return {what.split()[0] for _, what in lines}


def test_a_night_replays_to_the_byte_whatever_came_later(worked, copy):
    unit = copy(worked)
    put(unit, "cargo/late.txt", files_since(unit, AS_OF - DAY)[0].read_bytes() + b"\n", AS_OF - HOUR)
    enthroned(unit)
    revision = night(unit, AS_OF + 2 * HOUR)
    later = night(unit, AS_OF + DAY)
    assert revision.hashes["model"] != "none" and later.counts["feeds"]["cargo"]["files"] > 0
    runs = committed(unit.store)
    for as_of in (AS_OF, AS_OF + 2 * HOUR, AS_OF + DAY):
        lines = verdicts(unit, as_of)
        assert {verdict for verdict, _ in lines.values()} == {"same"}, lines
        assert tables(lines) >= {
            "cases",
            "differences",
            "history",
            "pairs",
            "features_weight",
            "scores",
            "html",
            "xlsx",
        }
    assert committed(unit.store) == runs


@pytest.mark.parametrize("day", [DAYS[0], DAYS[2], DAYS[-1]])
def test_a_moment_that_a_backfill_spoke_for_replays(described, day):
    unit = open_unit(described, SITE)
    lines = verdicts(unit, unit.site.as_of(day))
    assert {verdict for verdict, _ in lines.values()} == {"same"}, lines
    assert tables(lines) >= {"cases", "differences", "history", "pairs", "features_weight"}


def test_a_night_after_a_backfill_for_its_moment_replays_as_both(described, copy):
    unit = copy(described)
    as_of = unit.site.as_of(DAYS[-2])
    run = night(unit, as_of)
    lines = verdicts(unit, as_of)
    assert {verdict for verdict, _ in lines.values()} == {"same"}, lines
    assert {run_id for run_id, _ in lines} == {run.run_id, by_commit(unit.store)[0].run_id}
    assert run.part("cases") is None and tables(lines) >= {"cases", "targets", "csv"}


def test_a_changed_row_of_what_came_is_found_and_so_is_what_follows_from_it(worked, copy):
    unit = copy(worked)
    part = next(part for part in last_night(unit).parts if part.table == "consignments")
    path = unit.store.folder / part.path
    rows = pq.ParquetFile(path).read()
    heavier = pc.multiply(rows["gross_kg"], 2.0)
    pq.write_table(rows.set_column(rows.schema.get_field_index("gross_kg"), "gross_kg", heavier), path)
    lines = verdicts(unit)
    run_id = last_night(unit).run_id
    assert lines[run_id, f"made from {part.path}"] == ("differs", "")
    found = {what.split()[0]: told for (_, what), told in lines.items()}
    assert found["cases"][0] == found["features_weight"][0] == found["html"][0] == "differs"
    assert "gross_kg" in found["cases"][1]


def test_what_cannot_be_read_or_is_gone_is_named_and_nothing_is_made_of_it(worked, copy):
    unit = copy(worked)
    parts = [part for part in last_night(unit).parts if part.table in ("receipts", "messages")]
    (unit.store.folder / parts[0].path).write_bytes(b"no parquet")
    (unit.store.folder / parts[1].path).unlink()
    lines = verdicts(unit)
    assert sorted(verdict for verdict, _ in lines.values()) == ["differs", "differs", "not stored"]
    assert {what for _, what in lines} == {*(f"made from {part.path}" for part in parts), "everything derived"}


def test_a_list_that_was_changed_or_taken_away_after_it_was_handed_out_is_found(worked, copy):
    unit = copy(worked)
    run = last_night(unit)
    (unit.store.folder / run.outputs["csv"]).write_text("other", "utf-8")
    (unit.store.folder / run.outputs["xlsx"]).unlink()
    lines = verdicts(unit)
    assert lines[run.run_id, "csv"] == ("differs", "the stored file was changed")
    assert lines[run.run_id, "xlsx"][0] == "not stored" and lines[run.run_id, "html"] == ("same", "")


def test_a_moment_that_no_run_spoke_for_is_refused(worked):
    with pytest.raises(ValueError, match="no run spoke for 2026-03-0"):
        replay(open_unit(worked, SITE), AS_OF + 9 * DAY)


def test_runs_are_numbered_in_the_order_of_their_commits(tmp_path):
    store = open_unit(tmp_path, SITE).store
    for as_of in (AS_OF + DAY, AS_OF, AS_OF):
        commit(store, start(store, "night", SITE, (as_of,)))
    assert [(run.number, run.as_of) for run in by_commit(store)] == [(1, AS_OF + DAY), (2, AS_OF), (3, AS_OF)]

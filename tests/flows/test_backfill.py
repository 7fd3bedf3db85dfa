"""Past nights in bulk are what they would have been one by one, whatever came later."""

import pytest
from lakes import DAYS, SITE, copied, files_since, raw_files

from flows.backfill import backfill
from flows.unit import open_unit
from lake.runs import committed, stamp


@pytest.mark.slow
def test_night_by_night_and_without_the_future_gives_the_same_features(region, described, tmp_path):
    unit = copied(region, tmp_path)
    bulk = committed(open_unit(described, SITE).store)[0]
    for path in files_since(unit, unit.site.as_of(DAYS[2])):
        path.unlink()
    for day in DAYS[:3]:
        run = backfill(unit, day, day)
        for table in ("cases", "features_weight", "features_parties", "features_words"):
            alone, together = run.part(table, unit.site.as_of(day)), bulk.part(table, unit.site.as_of(day))
            assert alone is not None and together is not None and alone.rows > 0
            assert alone.sha256 == together.sha256, (table, day)


def test_a_backfill_speaks_for_every_moment_and_draws_up_no_list(described):
    unit = open_unit(described, SITE)
    (run,) = committed(unit.store)
    moments = [stamp(unit.site.as_of(day)) for day in DAYS]
    for table in ("cases", "features_weight", "features_parties", "features_words"):
        assert [part.as_of for part in run.parts if part.table == table] == moments
    assert run.part("targets") is None and set(run.outputs) == {"quality"}
    assert not (unit.store.folder / "lists").exists()


def test_a_backfill_of_what_is_there_changes_nothing(described, tmp_path):
    unit = copied(described, tmp_path)
    raw, first = raw_files(unit), committed(unit.store)[0]
    again = backfill(unit, DAYS[1], DAYS[2])
    assert again.parts == [] and raw_files(unit) == raw
    assert committed(unit.store)[-1] == first


def test_days_in_the_wrong_order_are_refused(described):
    with pytest.raises(ValueError, match="the first day, 2026-02-28, is after the last, 2026-02-24"):
        backfill(open_unit(described, SITE), DAYS[-1], DAYS[0])

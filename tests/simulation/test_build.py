"""Worlds of the fictitious region: the same twice, without results, and with a method that begins when it is told."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from lakes import SITE

from exercises.methods import load_methods
from lake import sites
from simulation.build import Asked, begun, world_of
from simulation.world import load, table

LATER = date(2026, 1, 5)
ASKED = Asked(sites.load(SITE), 5, date(2026, 1, 1), date(2026, 1, 8), 40, 0.5, load_methods())


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds")
    world_of(ASKED, folder)
    return folder


@pytest.mark.slow
def test_the_same_question_gives_the_same_world(work, tmp_path):
    again, kept = world_of(ASKED, tmp_path), world_of(ASKED, work)
    for field in fields(again):
        one, other = getattr(again, field.name), getattr(kept, field.name)
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), field.name
    assert [path.name for path in tmp_path.iterdir()] == [ASKED.name]  # the lake is gone


@pytest.mark.slow
def test_a_world_has_bad_cases_rules_and_no_results_in_its_features(work):
    world = load(work / ASKED.name)
    assert 0.2 < world.bad.mean() < 0.7 and (world.method != "").sum() == world.bad.sum()
    assert len(world.starts) == len(world.days) + 1 == 9 and world.traffic > 20
    earlier = [at for at, name in enumerate(world.names.tolist()) if "hit_rate" in name or name.endswith("hits_365d")]
    assert earlier and np.isnan(world.columns[:, earlier]).all()
    assert set(world.action) <= {"mandatory", "review", "facilitate"} and len(world.rule_row)
    rows = table(world, np.arange(10))
    assert rows.num_rows == 10 and set(world.keys) <= set(rows.column_names)


@pytest.mark.slow
def test_an_injected_method_begins_on_its_day(tmp_path):
    methods = begun(ASKED.methods, "structured_parcels", LATER)
    world = world_of(replace(ASKED, methods=methods, cases=80), tmp_path)
    night = world.night[(world.method == "structured_parcels")[world.case]]
    assert len(night) and world.days[night.min()] >= "2026-01-04"  # it is announced the evening before


def test_a_method_nobody_knows_cannot_begin():
    with pytest.raises(ValueError, match="there is no method 'nothing'; there are: "):
        begun(ASKED.methods, "nothing", LATER)


def test_another_question_has_another_name():
    names = {replace(ASKED, **told).name for told in ({}, {"seed": 6}, {"prevalence": 0.1}, {"methods": ()})}
    assert len(names) == 4

"""Officers have habits, tire, err, wait for a laboratory; one of them lets a ring's goods through."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from exercises import shift
from exercises.methods import load_methods
from exercises.nights import Exercise, Region, exercise_of, nights_of
from exercises.officers import HALF, Officer, half_of, staff, tiredness
from exercises.shift import Outcome
from lake.sites import load

SITE = load("almaty")
REGION = Region(seed=2, nights=8, last_day=date(2026, 3, 1), cases_a_night=150, prevalence=0.25)


def _lines(exercise: Exercise) -> list[Outcome]:
    return [line for night in nights_of(exercise) for sheet in night.sheets for _, line in sheet.lines]


def _all_like(sector: str, covers: str | None = None) -> Exercise:
    exercise = exercise_of(SITE, REGION)
    people = tuple(Officer(officer.number, sector, "", "", covers) for officer in exercise.staff)
    return replace(exercise, staff=people)


def test_a_site_has_its_officers_and_one_covers_for_a_ring() -> None:
    people = staff(SITE, 7, load_methods())
    assert [officer.number for officer in people] == list(range(1, SITE.capacity.officers + 1))
    assert sum(officer.covers is not None for officer in people) == 1
    assert len({(officer.sector, officer.carrier, officer.origin) for officer in people}) > len(people) / 2
    assert people == staff(SITE, 7, load_methods())


def test_a_shift_is_half_a_day_and_tires_from_its_begin_to_its_end() -> None:
    opened = datetime(2026, 3, 1, 23, tzinfo=UTC)
    moments = [opened + n * HALF / 2 for n in range(5)]
    assert [half_of(opened, at) for at in moments] == [0, 0, 1, 1, 1]
    assert [tiredness(opened, at) for at in moments] == [0.0, 0.5, 0.0, 0.5, 1.0]
    assert tiredness(opened, opened + timedelta(days=3)) == 1.0


def test_an_officer_looks_more_at_what_is_liked() -> None:
    sectors = ("textile", "electronics")
    picked = {}
    for sector in sectors:
        lines = [line for line in _lines(_all_like(sector)) if line.selected_as == "criteria"]
        picked[sector] = Counter(line.consignment.goods.sector for line in lines)
    for liked, other in (sectors, sectors[::-1]):
        assert picked[liked][liked] > picked[other][liked]


def test_goods_that_an_officer_covers_are_never_found() -> None:
    ring = "structured_parcels"
    found = Counter(line.found.name for line in _lines(_all_like("textile")) if line.found)
    covered = Counter(line.found.name for line in _lines(_all_like("textile", ring)) if line.found)
    assert found[ring] > 0 == covered[ring] and covered.total() > 0


def test_who_tires_finds_less_and_declines_more(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {}
    for tired, declines in ((0.0, 0.0), (0.9, 0.5)):
        monkeypatch.setattr(shift, "TIRED", tired)
        monkeypatch.setattr(shift, "DECLINES_TIRED", declines)
        lines = _lines(exercise_of(SITE, REGION))
        counts[tired] = sum(bool(it.found) for it in lines), sum(it.decision == "declined" for it in lines)
    assert counts[0.9][0] < counts[0.0][0] and counts[0.9][1] > counts[0.0][1]


def test_a_laboratory_answers_later_on_the_line_that_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shift, "TO_LABORATORY", 1.0)
    region = replace(REGION, nights=25, cases_a_night=60)
    sheets = [sheet for night in nights_of(exercise_of(SITE, region)) for sheet in night.sheets]
    waiting = {(s.list_id, n): s.received_at for s in sheets for n, it in s.lines if it.result == "laboratory_pending"}
    answers = [(sheet, n, line) for sheet in sheets for n, line in sheet.lines if line.told_at]
    assert len(answers) > 3
    for sheet, number, line in answers:
        assert sheet.received_at > waiting[sheet.list_id, number]
        assert line.result in ("hit", "clear") and (line.found is not None) == (line.result == "hit")
    assert {s.name for s, _, _ in answers}.isdisjoint({s.name for s in sheets if len(s.lines) > 1})


def test_a_few_hits_are_written_as_something_else_of_their_family(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shift, "WRONG_FINDING", 1.0)
    hits = [line for line in _lines(exercise_of(SITE, REGION)) if line.result == "hit"]
    assert hits and all(line.found and line.finding != line.found.finding for line in hits)

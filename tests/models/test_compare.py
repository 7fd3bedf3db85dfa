"""Two trainings side by side: what differs, what the shared rows say of it, and the page that shows it."""

import base64
import hashlib
import re
from dataclasses import replace
from xml.etree import ElementTree

import pyarrow as pa
import pytest

from measures.bootstrap import Bootstrap
from models import evidence
from models.compare import compare
from models.compare_page import page
from models.evidence import SCORES, Asked, Report, Window
from models.train import train

DRAWN = Bootstrap(200)


def report_of(trained, rows, settings, sha: str, features) -> Report:
    scores = evidence.scores(trained)
    return Report(
        run=f"training-20260430T230000Z-{sha[0]}", site="tbilisi", sha=sha * 64, code="0",
        asked=Asked("fiction", f"variant {sha}"), trained_as_of=settings.as_of.isoformat(),
        settings=evidence.settings_told(settings, trained), features=evidence.definitions(features),
        rows_sha="d" * 64, rows=rows.num_rows, hits_by_family=trained.model.hits_by_family,
        windows=evidence.windows(trained, scores, rows), measures=trained.metrics, tables=evidence.tables(trained),
        notes=trained.model.notes,
    )  # fmt: skip


@pytest.fixture(scope="session")
def whole(trained, rows, settings, catalogue) -> tuple[Report, pa.Table]:
    return report_of(trained, rows, settings, "a", catalogue), evidence.scores(trained)


@pytest.fixture(scope="session")
def without(rows, settings, catalogue) -> tuple[Report, pa.Table]:
    """The same without the measure that says most."""
    poorer = train(rows, catalogue[1:], settings)
    return report_of(poorer, rows, settings, "b", catalogue[1:]), evidence.scores(poorer)


def by_name(comparison, aim: str) -> dict:
    found = next(found for found in comparison.aims if found.aim == aim)
    return {difference.name: difference for difference in found.differences}


def test_a_report_is_the_same_after_it_was_stored(whole):
    report, _ = whole
    assert evidence.opened(report.as_json()) == report
    with pytest.raises(ValueError, match="cannot be read"):
        evidence.opened(report.as_json()[:-20])


def test_scores_are_of_the_tested_rows_and_the_windows_lie_one_after_the_other(whole, trained):
    report, scores = whole
    assert scores.schema == SCORES
    for aim, tested in trained.evaluations.items():
        of_aim = scores.filter(pa.compute.equal(scores["aim"], aim))
        assert of_aim["hit"].to_pylist().count(True) == int(tested.hits.sum()) == report.windows[aim].tested_hits
        assert set(of_aim["as_of"].cast(pa.int64()).to_pylist()) == set(tested.nights.tolist())
        assert report.windows[aim].before_test_rows == tested.learned_rows


def test_taking_away_what_says_most_is_told_as_worse_on_the_same_rows(whole, without, catalogue):
    found = compare(whole[0], without[0], (whole[1], without[1]), DRAWN)
    assert (found.added, found.removed, found.changed) == ((), (catalogue[0].name,), ())
    illicit = by_name(found, "illicit")["average_precision"]
    assert illicit.tells == "worse"
    assert illicit.paired.value == pytest.approx(illicit.second.value - illicit.first.value, abs=1e-5)
    assert "B ranks worse than A" in found.aims[0].verdict
    back = by_name(compare(without[0], whole[0], (without[1], whole[1]), DRAWN), "illicit")["average_precision"]
    assert back.tells == "better"
    assert back.paired.value == pytest.approx(-illicit.paired.value, abs=1e-6)


def test_a_training_beside_itself_differs_in_nothing(whole):
    found = compare(whole[0], whole[0], (whole[1], whole[1]), DRAWN)
    paired = [d.paired for d in by_name(found, "illicit").values() if d.paired]
    assert paired and all((p.value, p.low, p.high) == (0, 0, 0) for p in paired)
    assert "hits alike" in found.aims[0].verdict


def test_without_shared_rows_nothing_is_said_of_a_difference(whole, without):
    later = without[1].set_column(2, "case_id", pa.array([f"other {n}" for n in range(without[1].num_rows)]))
    found = compare(whole[0], without[0], (whole[1], later), DRAWN)
    assert found.aims[0].shared == (0, 0)
    assert "nothing can be said" in found.aims[0].verdict
    assert [d for d in by_name(found, "illicit").values() if d.paired] == []
    assert b"0 tested rows with 0 hits" in page(found, (whole[1], later), DRAWN)


def test_a_definition_that_changed_under_its_name_is_told(whole, catalogue):
    first, scores = whole
    other = replace(first, features={**first.features, catalogue[3].name: "0" * 12})
    assert compare(first, other, (scores, scores), DRAWN).changed == (catalogue[3].name,)
    assert first.features_version != other.features_version


def test_two_units_are_not_compared(whole):
    with pytest.raises(ValueError, match=r"of tbilisi.*of almaty"):
        compare(whole[0], replace(whole[0], site="almaty"), (whole[1], whole[1]), DRAWN)


def test_the_page_asks_for_nothing_and_escapes_what_others_wrote(whole, without):
    evil = replace(without[0], asked=Asked("<script>alert(1)</script>", "<img src=x onerror=alert(1)>"))
    text = page(compare(whole[0], evil, (whole[1], without[1]), DRAWN), (whole[1], without[1]), DRAWN).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(
        r"<(script|img|link|iframe|object)\b|<[a-z][^>]*\s(?:src|href|style|on\w+)=|url\(|@import", text
    )
    assert "&lt;img src=x" in text
    assert "variant a" in text and "worse" in text
    assert "nan" not in re.findall(r'points="([^"]*)"', text)


def test_the_page_is_the_same_bytes_again_and_its_charts_are_whole(whole, without):
    found, scores = compare(whole[0], without[0], (whole[1], without[1]), DRAWN), (whole[1], without[1])
    once = page(found, scores, DRAWN)
    assert once == page(found, scores, DRAWN)
    for chart in re.findall(r"<svg.*?</svg>", once.decode(), re.DOTALL):
        drawn = ElementTree.fromstring(chart)  # noqa: S314 - our own page
        for line in drawn.iter("polyline"):
            places = [tuple(map(float, place.split(","))) for place in line.get("points").split()]
            assert all(0 <= x <= 520 and 0 <= y <= 260 for x, y in places)


def test_an_untested_training_is_shown_without_figures(whole):
    nothing = SCORES.empty_table()
    untested = replace(whole[0], measures={}, tables={}, windows={"illicit": Window(None, None, 0, None, None, 0, 0)})
    found = compare(untested, untested, (nothing, nothing), DRAWN)
    assert found.aims == ()
    assert b"there is nothing to compare" in page(found, (nothing, nothing), DRAWN)

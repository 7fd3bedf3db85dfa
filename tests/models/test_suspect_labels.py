"""Labels that differ from the past are found, with who, how many and how many were expected; clean ones are not."""

from dataclasses import replace

import numpy as np
import pytest

from models.suspect_labels import Labels, suspect, turned_shares


def labels(rows: int, seed: int, officers: int = 8) -> Labels:
    """Labels that stand to their expectation as they should; about 8 % are hits."""
    draw = np.random.default_rng(seed)
    expected = 1 / (1 + np.exp(-(1.6 * draw.normal(size=rows) - 3.2)))
    return Labels(
        hits=draw.random(rows) < expected,
        expected=expected,
        cases=np.arange(rows),
        officers=np.array([f"officer{n}" for n in draw.integers(0, officers, rows)]),
        methods=draw.choice(["xray", "full_opening"], rows),
        days=np.array([f"2026-05-{1 + n * 28 // rows:02d}" for n in range(rows)]),
        clusters=np.arange(rows),
    )


def in_sixes(rows: int, seed: int, counted: bool) -> Labels:
    """Clean labels of which each six share one fate; whether that is known."""
    one, six = labels(rows, seed), np.repeat(np.arange(rows), 6)
    clusters = six if counted else np.arange(len(six))
    copied = {name: getattr(one, name)[six] for name in one.__dataclass_fields__}
    return Labels(**copied | {"cases": np.arange(len(six)), "clusters": clusters})


OLD, NEW = labels(900, 1), labels(900, 2)


def flipped(share: float, seed: int = 5) -> Labels:
    turn = np.random.default_rng(seed).random(len(NEW.hits)) < share
    return replace(NEW, hits=NEW.hits ^ turn)


def test_clean_labels_are_not_suspected():
    assert suspect(NEW, OLD).reasons == ()


def test_clean_labels_that_share_their_fate_are_not_suspected_because_they_come_in_sixes():
    told = [suspect(in_sixes(150, seed, True), in_sixes(150, seed + 50, True)).reasons for seed in range(20)]
    alone = [suspect(in_sixes(150, seed, False), in_sixes(150, seed + 50, False)).reasons for seed in range(20)]
    assert sum(map(bool, told)) <= 2, "of twenty"
    assert sum(map(bool, alone)) >= 10, "counted one by one they would be"


def test_an_officer_who_finds_nothing_is_told_with_both_counts_and_named_in_the_figures_alone():
    one = NEW.officers == "officer3"
    bad = replace(NEW, officers=np.where(NEW.officers == "officer4", "officer3", NEW.officers))
    bad = replace(bad, hits=bad.hits & (bad.officers != "officer3"))
    found = suspect(bad, OLD)
    told = [reason for reason in found.reasons if reason.startswith("one officer's results")]
    assert "officer3" not in " ".join(found.reasons)
    assert found.figures["officer officer3: hits"] == 0 and found.figures["officer officer3: hits expected"] > 3
    assert one.any() and told and f": 0 hits in {(bad.officers == 'officer3').sum()} inspections where" in told[0]


def test_a_fifth_of_turned_labels_is_found_and_its_share_is_told():
    found = suspect(flipped(0.2), OLD)
    assert any("look turned over" in reason for reason in found.reasons)
    assert found.figures["turned_share"] == pytest.approx(0.2, abs=0.05)


def test_the_share_of_turned_labels_is_told_beside_the_usual_one():
    turned, before, odd = turned_shares(flipped(0.2), flipped(0.2, seed=6))
    assert turned == pytest.approx(before, abs=0.06) and not odd


def test_a_day_of_hits_only_is_found():
    day = NEW.days == "2026-05-10"
    assert any(
        reason.startswith("day 2026-05-10") for reason in suspect(replace(NEW, hits=NEW.hits | day), OLD).reasons
    )


def test_a_method_that_finds_no_more_is_found_against_its_own_past():
    blind = replace(NEW, hits=NEW.hits & (NEW.methods != "xray"))
    assert any("the same method before" in reason for reason in suspect(blind, OLD).reasons)


def test_all_labels_clear_are_found_together():
    assert any(
        reason.startswith("the new labels together")
        for reason in suspect(replace(NEW, hits=np.zeros(900, dtype=bool)), OLD).reasons
    )


def test_without_labels_before_or_since_nothing_is_said():
    nothing = NEW.where(np.zeros(900, dtype=bool))
    assert suspect(nothing, OLD).reasons == suspect(NEW, nothing).reasons == ()


def test_officers_nobody_knows_are_no_group():
    unknown = replace(NEW, officers=np.full(900, ""), hits=NEW.hits)
    assert not any("officer" in reason for reason in suspect(unknown, OLD).reasons)

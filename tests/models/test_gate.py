"""The gate refuses what is not better, not sure, not calibrated, unfair or leaking; and says which, with figures."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from models.compared import GateSettings, Said, Trial, depth, difference
from models.gate import REFUSED, verdict
from models.suspect_labels import Suspicion

SETTINGS = GateSettings()
CLEAN = Suspicion((), {"turned_share": 0.0})


@dataclass(frozen=True)
class Report:
    """What the leak gate found."""

    passed: bool = True
    reasons: tuple[str, ...] = ()
    figures: dict[str, float | None] = field(default_factory=dict)


def made(nights: int = 40, sure: float = 2.0, other: float = 0.5, said: float = 1.0, seed: int = 1) -> Trial:
    """Forty nights of 25 inspections, one in eight a hit; both rankings know the risk, more or less.

    Args:
        nights: how many.
        sure: how much of the risk the challenger sees, against noise of 1.
        other: how much the other ranking sees.
        said: what the challenger's probabilities are multiplied by.
        seed: of all chance.
    """
    draw = np.random.default_rng(seed)
    rows = nights * 25
    risk = draw.normal(size=rows)
    chance = 1 / (1 + np.exp(-(risk * 1.5 - 2.6)))
    hits = draw.random(rows) < chance
    return Trial(
        against="champion 1a2b3c4d",
        nights=np.repeat(np.arange(nights), 25),
        clusters=np.arange(rows) // 2,
        worth=np.where(hits, draw.choice([1.0, 1.5], rows), 0.0),
        challenger=sure * risk + draw.normal(size=rows),
        other=other * risk + draw.normal(size=rows),
        said={
            "illicit": Said(
                hits, np.clip(chance * said, 0, 1), np.arange(rows) // 2, draw.choice(["AA", "BB", ""], rows)
            )
        },
    )


def refused(found) -> list[str]:
    return [reason for reason in found.reasons if reason.startswith(REFUSED)]


def test_a_better_calibrated_honest_challenger_passes_and_every_condition_has_its_sentence():
    found = verdict(made(), Report(), CLEAN, SETTINGS)
    assert found.passed and not refused(found) and len(found.reasons) == 6
    assert found.figures["difference"] > 0.05 and found.figures["difference_low"] > 0
    assert "by champion 1a2b3c4d" in " ".join(found.reasons)


def test_the_champion_against_itself_is_refused():
    trial = made()
    found = verdict(replace(trial, challenger=trial.other), Report(), CLEAN, SETTINGS)
    assert not found.passed and found.figures["difference"] == 0
    assert len(refused(found)) == 1 and "must be above 0" in refused(found)[0]


def test_a_worse_challenger_is_refused_and_the_better_one_is_its_mirror():
    trial = made(sure=0.2, other=2.0)
    worse = verdict(trial, Report(), CLEAN, SETTINGS)
    mirrored = difference(replace(trial, challenger=trial.other, other=trial.challenger), SETTINGS)["difference"]
    assert not worse.passed and worse.figures["difference"] == pytest.approx(-mirrored.value)


def test_a_better_point_estimate_that_is_not_sure_is_refused():
    trial = made(nights=6, sure=0.75, other=0.7, seed=3)
    found = verdict(trial, Report(), CLEAN, SETTINGS)
    assert found.figures["difference"] > 0 and found.figures["difference_low"] < -SETTINGS.delta
    assert not found.passed and any("difference" in reason for reason in refused(found))


def test_a_monotone_change_of_scores_changes_nothing():
    trial = made()
    bent = replace(trial, challenger=np.exp(trial.challenger / 3), other=trial.other**3)
    assert verdict(bent, Report(), CLEAN, SETTINGS) == verdict(trial, Report(), CLEAN, SETTINGS)


def test_the_order_of_the_rows_changes_no_figure_that_is_not_drawn():
    trial = made()
    order = np.random.default_rng(4).permutation(len(trial.worth))
    names = ("nights", "clusters", "worth", "challenger", "other")
    turned = replace(trial, **{name: getattr(trial, name)[order] for name in names})
    assert difference(turned, SETTINGS)["difference"].value == difference(trial, SETTINGS)["difference"].value


@pytest.mark.parametrize("said", [0.5, 2.0])
def test_probabilities_that_are_surely_off_are_refused_with_both_counts(said):
    found = verdict(made(said=said), Report(), CLEAN, SETTINGS)
    assert not found.passed and len(refused(found)) == 1
    assert "hits where" in refused(found)[0] and "surely outside 0.8 to 1.25" in refused(found)[0]


def test_probabilities_that_may_be_off_pass_and_it_is_said_that_nobody_can_tell():
    trial = made(nights=8, said=0.7)
    found = verdict(trial, Report(), CLEAN, SETTINGS)
    assert not any("expected" in reason for reason in refused(found))
    assert any("too wide to say so" in reason for reason in found.reasons)


def test_an_origin_that_is_expected_too_high_is_refused_by_name():
    trial = made()
    said = trial.said["illicit"]
    off = np.where(said.origins == "AA", np.clip(said.probabilities * 2.2, 0, 1), said.probabilities * 0.6)
    found = verdict(replace(trial, said={"illicit": replace(said, probabilities=off)}), Report(), CLEAN, SETTINGS)
    assert any("by origin" in reason and "AA" in reason for reason in refused(found))


def test_an_origin_with_few_hits_is_not_judged():
    trial = made()
    said = trial.said["illicit"]
    few = np.where(np.arange(len(said.hits)) < 20, "ZZ", "")
    off = np.where(few == "ZZ", 0.9 * said.probabilities + 0.0, said.probabilities)
    found = verdict(
        replace(trial, said={"illicit": Said(said.hits, off, said.clusters, few)}), Report(), CLEAN, SETTINGS
    )
    assert found.passed and any("cannot be told" in reason for reason in found.reasons)


def test_rows_that_a_model_chose_are_left_out_where_the_others_suffice_and_else_the_leaning_is_said():
    trial = made()
    some = replace(trial, chosen=np.arange(1000) % 2 == 0)
    found = verdict(some, Report(), CLEAN, SETTINGS)
    odd = ("nights", "clusters", "worth", "challenger", "other")
    alone = replace(trial, **{name: getattr(trial, name)[1::2] for name in odd})
    assert found.figures["difference"] == difference(alone, SETTINGS)["difference"].value
    assert found.figures["compared_rows"] == 500 and "No model had chosen" in " ".join(found.reasons)
    for few in (replace(trial, chosen=np.arange(1000) >= 20), trial):
        found = verdict(few, Report(), CLEAN, SETTINGS)
        assert found.figures["compared_rows"] == 1000 and "flatters the challenger" in " ".join(found.reasons)


def test_a_trial_without_a_known_result_is_refused_in_words():
    nothing = np.empty(0)
    found = verdict(Trial("x", nothing, nothing, nothing, nothing, nothing, {}), Report(), CLEAN, SETTINGS)
    assert not found.passed and refused(found)[0].startswith(f"{REFUSED}there cannot be a trial: ")


def test_memory_that_could_not_be_tested_is_not_called_innocent():
    found = verdict(made(), Report(), CLEAN, SETTINGS)
    assert found.passed and any("could not be tested" in reason for reason in found.reasons)
    assert any("leak gate" in reason for reason in refused(verdict(made(nights=1), Report(), CLEAN, SETTINGS)))
    tested = verdict(made(), Report(figures={"seen": 0.0}), CLEAN, SETTINGS)
    assert any("memory does not explain the score" in reason for reason in tested.reasons)


def test_too_few_hits_are_refused_whatever_they_say():
    trial = made(nights=3)
    trial = replace(trial, worth=np.where(np.cumsum(trial.worth > 0) <= 4, trial.worth, 0.0))
    found = verdict(trial, Report(), CLEAN, SETTINGS)
    assert not found.passed and "with hits on" in refused(found)[0]


def test_a_leak_is_refused_in_its_own_words():
    found = verdict(made(), Report(False, ("a lookup does as well.",), {"lookup_auc": 0.9}), CLEAN, SETTINGS)
    assert not found.passed and refused(found) == [f"{REFUSED}leak gate: a lookup does as well."]
    assert found.figures["leak_lookup_auc"] == 0.9


def test_labels_that_differ_are_refused_in_their_own_words():
    odd = Suspicion(("one officer's results: 0 hits in 140 inspections where 9.6 were expected by the others.",), {})
    found = verdict(made(), Report(), odd, SETTINGS)
    assert not found.passed and "results: 0 hits in 140" in refused(found)[0]


def test_without_a_trial_nothing_is_claimed():
    found = verdict("there are not two nights with results after champion 1a learned.", Report(), CLEAN, SETTINGS)
    assert not found.passed and refused(found)[0].endswith("after champion 1a learned.")


def test_the_depth_is_a_fifth_of_a_night_and_never_more_than_the_shift_can_open():
    assert depth(made(), SETTINGS) == 5
    assert depth(made(), replace(SETTINGS, openings=3)) == 3

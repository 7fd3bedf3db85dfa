"""The report says what was asked, a line a strategy, and differences seed by seed."""

import json
from datetime import date

import pytest
from lakes import SITE
from rich.console import Console
from worlds_made import made

from lake import sites
from simulation.build import Asked
from simulation.figures import New, figures
from simulation.inspection import outcomes
from simulation.learning import Learning
from simulation.loop import Terms, play
from simulation.report import as_json, shown, summary
from simulation.trials import Question, Trial, trials

STRATEGIES = ("random", "rules", "oracle")


@pytest.fixture(scope="module")
def asked() -> Question:
    site = sites.load(SITE)
    world = Asked(site, 1, date(2026, 1, 1), date(2026, 2, 9), 40, 0.2, ())
    return Question(world, (1, 2, 3), STRATEGIES, 6, 4, ("later", date(2026, 1, 21)), Learning(site.severity))


@pytest.fixture(scope="module")
def done(asked: Question) -> list[Trial]:
    world = made(new_from=20)
    found = []
    for seed in asked.seeds:
        coming, terms = outcomes(world, seed, asked.world.site.strong_methods), Terms(6, 4, asked.learning, seed)
        each = {name: figures(world, play(world, coming, name, terms), New("later", 20)) for name in asked.strategies}
        found.append(Trial(seed, world.traffic, each["random"].listable, each, dict.fromkeys(("world", *each), 0.1)))
    return found


def test_a_difference_is_taken_seed_by_seed(asked, done):
    said = summary(asked, done)
    (pair,) = said["paired"]
    apart = [trial.figures["rules"].hits - trial.figures["random"].hits for trial in done]
    assert (pair["first"], pair["second"]) == ("rules", "random")
    assert pair["hits_a_month"]["value"] == pytest.approx(sum(apart) / 3 / 40 * 30)
    assert pair["hits_a_month"]["low"] < pair["hits_a_month"]["value"] < pair["hits_a_month"]["high"]


def test_the_oracle_is_all_of_itself_and_nobody_is_more(asked, done):
    shares = {name: line["of_oracle"]["value"] for name, line in summary(asked, done)["strategies"].items()}
    assert shares["oracle"] == 1 and max(shares.values()) == 1


def test_what_is_printed_says_share_of_traffic_seeds_and_that_it_is_weak(asked, done):
    console = Console(width=300)
    with console.capture() as said:
        console.print(shown(asked, done))
    text = " ".join(said.get().split())
    assert "6 openings and 4 x-rays a night are 25.0% of the traffic" in text and "3 seed(s)" in text
    assert "weak evidence" in text and "later begins on 2026-01-21" in text
    assert all(name in text for name in (*STRATEGIES, "rules - random", "nights to the new one"))


def test_the_json_is_the_same_twice_and_can_be_read(asked, done):
    assert as_json(asked, done) == as_json(asked, done)
    assert json.loads(as_json(asked, done))["asked"]["share_inspected"] == 0.25


def test_more_processes_than_two_are_refused(asked, tmp_path):
    with pytest.raises(ValueError, match="1 or 2 processes"):
        trials(asked, tmp_path, 3, lambda _: None)

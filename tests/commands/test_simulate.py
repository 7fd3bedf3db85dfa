"""`accu simulate`: mistakes are one sentence; the same numbers twice."""

import json

import pytest
from lakes import SITE

MISTAKE = 2
TINY = ("--months", 1, "--seeds", 1, "--cases", 20, "--prevalence", 0.3, "--openings", 3, "--xrays", 4)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--strategy", "clever"], "there is no strategy 'clever'; there are: random: everybody from a hat"),
        (["--inject", "nothing", "--at", "1"], "there is no method 'nothing'; there are: added_by_insider"),
        (["--inject", "poppy_straw", "--at", "6"], "--at 6 is not within the 6 month(s)"),
        (["--methods", "nowhere"], "there is no method in nowhere"),
        (["--methods", "nowhere", "--held-out"], "give --methods or --held-out, not both"),
        (["--site", "nowhere"], "unknown site 'nowhere'"),
        (["--first-day", "soon"], "'soon' is not a day"),
    ],
)
def test_a_mistake_is_one_sentence(run, tmp_path, monkeypatch, words, says):
    monkeypatch.chdir(tmp_path)
    code, said, complaint = run("simulate", *words)
    assert code == MISTAKE and said == "" and says in complaint and complaint.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_help_names_every_strategy_that_is_usual_and_what_a_run_costs(run):
    code, said, _ = run("simulate", "--help")
    assert code == 0 and "What it costs" in said and all(name in said for name in ("greedy", "hybrid", "oracle"))


@pytest.mark.slow
def test_the_same_question_gives_the_same_figures(run, tmp_path):
    told = [*TINY, "--site", SITE, "--strategy", "greedy", "--strategy", "oracle", "--work", tmp_path / "worlds"]
    texts = []
    for name in ("one.json", "two.json"):
        code, said, _ = run("simulate", *told, "--out", tmp_path / name)
        assert code == 0 and "of the traffic" in said and "greedy" in said
        summary = json.loads((tmp_path / name).read_text("utf-8"))
        del summary["seconds"]
        texts.append(summary)
    assert texts[0] == texts[1]
    assert texts[0]["strategies"]["oracle"]["of_oracle"]["value"] == 1
    assert texts[0]["asked"]["share_inspected"] < 1 and len(texts[0]["trials"]) == 1

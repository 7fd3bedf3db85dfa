"""Nobody is tried on what was learned: which nights are tried, who learned what, and what is said of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from measures.bootstrap import Bootstrap
from models.compared import GateSettings, Trial, difference
from models.in_use import hold_up
from models.matrix import moments
from models.train import train
from models.trial import Given, compared, earlier, first_tried, labels, trial

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def learned_from() -> list[tuple[pa.Table, datetime]]:
    """What each model of a trial was given."""
    return []


@pytest.fixture(scope="module")
def given(rows, catalogue, settings, severity, learned_from) -> Given:
    quick = replace(settings, bootstrap=Bootstrap(2))

    def learn(known: pa.Table, at: datetime):
        learned_from.append((known, at))
        return train(known, catalogue, replace(quick, as_of=at)).model

    return Given(rows, catalogue, severity, learn)


def moment(value) -> datetime:
    return datetime.fromtimestamp(int(value) / 1_000_000, UTC)


def test_without_a_champion_the_last_quarter_is_tried_against_the_simple_ranking(given, learned_from):
    learned_from.clear()
    found = trial(given, None, "the simple ranking")
    nights = np.unique(moments(given.rows["as_of"]))
    assert isinstance(found, Trial) and len(np.unique(found.nights)) == len(nights) // 4
    (known, at), first = learned_from[0], moment(found.nights.min())
    assert at == first
    assert max(known["as_of"].to_pylist()) < first - DAY and max(known["known_at"].to_pylist()) < first
    assert difference(found, GateSettings())["difference"].low > 0, "what was hidden in the fiction is found"


def test_nights_that_the_champion_learned_from_are_never_tried(given, trained):
    nights = np.unique(moments(given.rows["as_of"]))
    champion = replace(trained.model, trained_as_of=moment(nights[-6]))
    found = trial(given, champion, "champion 1a")
    assert isinstance(found, Trial)
    tried = np.unique(found.nights)
    assert list(tried) == list(nights[-3:]), "the other half of the fresh nights is for the challenger to learn from"
    assert "champion 1a" in found.notes[0]


@pytest.mark.parametrize("fresh", [0, 1])
def test_without_two_nights_since_the_champion_learned_nothing_is_claimed(given, trained, fresh):
    nights = np.unique(moments(given.rows["as_of"]))
    since = moment(nights[-fresh]) if fresh else moment(nights[-1]) + DAY
    champion = replace(trained.model, trained_as_of=since)
    assert first_tried(given, champion) is None
    assert trial(given, champion, "champion 1a") == (
        "there are not two nights with results after champion 1a learned: nothing can be compared."
    )


def test_nights_without_a_known_label_are_not_tried(given, trained):
    nights = moments(given.rows["as_of"])
    last = np.unique(nights)[-1]
    table = given.rows
    for aim in ("illicit", "revenue"):
        told = [None if night == last else value for night, value in zip(nights, table[aim].to_pylist(), strict=True)]
        table = table.set_column(table.column_names.index(aim), aim, pa.array(told, pa.bool_()))
    of_last = replace(given, rows=table)
    since = replace(trained.model, trained_as_of=moment(np.unique(nights)[-2]))
    assert isinstance(trial(of_last, since, "champion 1a"), str), "one night with results is left since it learned"
    found = trial(replace(of_last, learn=lambda known, at: trained.model), None, "the simple ranking")
    assert isinstance(found, Trial) and found.nights.max() < last
    blank = table.filter(pc.equal(table["as_of"], pc.max(table["as_of"])))
    told = trial(replace(given, rows=blank), None, "the simple ranking")
    assert isinstance(told, str) and told.startswith("there cannot be a trial: ")


def test_near_duplicates_of_several_senders_are_one_cluster_of_a_trial(given, trained, severity, catalogue):
    part = given.rows.slice(1_000, 100)
    twice = pa.concat_tables([part, part])
    senders = [f"s{n}" for n in range(200)]
    found = compared(twice.append_column("consignor_key", [senders]), (trained.model, None), catalogue, severity, "x")
    assert len(np.unique(found.clusters)) == 100 and (found.clusters[:100] == found.clusters[100:]).all()
    assert all(len(np.unique(said.clusters)) * 2 == len(said.hits) for said in found.said.values())


def test_while_rules_rank_too_the_verdict_says_that_the_model_alone_is_judged(given, trained):
    alike = replace(given, learn=lambda known, at: trained.model)
    young = trial(replace(alike, rows=given.rows.slice(600)), None, "the simple ranking")
    assert isinstance(young, Trial) and "fewer than 1,500" in young.notes[-1]
    grown = trial(alike, None, "the simple ranking")
    assert isinstance(grown, Trial) and len(grown.notes) == 1


def test_a_challenger_that_had_too_little_to_learn_from_is_not_tried(given, trained):
    few = replace(given, rows=given.rows.slice(0, 100))
    told = trial(few, None, "the simple ranking")
    assert isinstance(told, str) and "too few hits to learn from" in told


def test_the_champion_against_itself_is_no_better(given, trained):
    same = replace(given, learn=lambda known, at: trained.model)
    nights = np.unique(moments(given.rows["as_of"]))
    found = trial(same, replace(trained.model, trained_as_of=moment(nights[-8])), "itself")
    assert isinstance(found, Trial) and difference(found, GateSettings())["difference"].value == 0


def test_earlier_rows_are_those_whose_label_was_known_by_then(rows):
    at = rows["as_of"][rows.num_rows // 2].as_py()
    found = earlier(rows, at)
    assert max(found["known_at"].to_pylist()) < at and max(found["as_of"].to_pylist()) < at - DAY


def test_labels_know_officer_method_and_day_and_leave_out_what_is_not_known(rows, trained, severity):
    from models.score import score

    part = rows.slice(0, 200)
    part = part.set_column(part.column_names.index("revenue"), "revenue", pa.nulls(200, pa.bool_()))
    found = labels(part, score(trained.model, part, severity))
    assert len(found.hits) == 200 - part["illicit"].null_count
    assert set(found.methods) == {"full_opening"} and set(found.officers) == {""}
    assert found.days[0] == part["decided_at"][0].as_py().date().isoformat()


def test_a_sound_champion_holds_and_one_that_expects_a_tenth_does_not(given, rows, trained, catalogue, severity):
    tail = selected(rows, "random").slice(1_000)  # in the fiction all tobacco is in drawn rows
    settings = GateSettings()
    assert hold_up(tail, (trained.model, None), catalogue, severity, settings).reasons == ()
    off = {
        name: replace(aim, calibration=replace(aim.calibration, offset=aim.calibration.offset - 2.5))
        for name, aim in trained.model.aims.items()
    }
    found = hold_up(tail, (replace(trained.model, aims=off), None), catalogue, severity, settings)
    assert any("illicit, all inspected" in reason and "were expected" in reason for reason in found.reasons)


def test_a_champion_that_ranks_worse_than_the_one_before_is_noted_where_no_model_chose_and_never_returned(
    rows, trained, catalogue, severity
):
    chosen, tail = selected(rows, "model").slice(1_000), selected(rows, "criteria").slice(1_000)
    shuffled = np.random.default_rng(2).permutation(tail.num_rows)
    blind = tail
    for feature in catalogue:
        place = blind.column_names.index(feature.name)
        blind = blind.set_column(place, feature.name, tail[feature.name].take(shuffled))
    settings = of_then(tail)
    worse = train(blind, catalogue, settings).model
    found = hold_up(tail, (worse, trained.model), catalogue, severity, GateSettings())
    assert any("less than by the champion before" in note for note in found.notes)
    assert not any("champion before" in reason for reason in found.reasons)
    assert hold_up(chosen, (worse, trained.model), catalogue, severity, GateSettings()).notes == ()
    better = hold_up(tail, (trained.model, worse), catalogue, severity, GateSettings())
    assert better.notes == () and better.figures["coverage more than the champion before"] > 0


def selected(rows: pa.Table, how: str) -> pa.Table:
    """The rows, all selected in one way."""
    return rows.set_column(rows.column_names.index("selected_as"), "selected_as", pa.array([how] * rows.num_rows))


def of_then(rows: pa.Table):
    from models.settings import TrainSettings

    last = pc.max(rows["known_at"]).as_py()
    return TrainSettings(as_of=last + DAY, bootstrap=Bootstrap(2))

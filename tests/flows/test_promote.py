"""Who ranks: the gate and two people make a champion; one person, or a broken gate, brings the last one back."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from lakes import AS_OF, DAYS, SITE, hashes, last_night, listing

from flows import judge
from flows.choose import champion
from flows.labelled import labelled
from flows.nightly import night
from flows.promote import promote, rollback
from flows.replay import replay
from flows.standing import held_up, standing
from flows.training import appointed, training
from flows.unit import Unit, open_unit
from lake.past import Past
from lake.runs import Run, by_commit, commit, committed, start
from models import champions, registry, verdicts
from models.encodings import Encoding
from models.model import Model
from models.verdicts import Judged, Verdict

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GOOD = Verdict(True, ("it held.",))
BAD = Verdict(False, ("it is fair.", "Refused: difference 0.01 (-0.2 to 0.2)."))
LATEST = {"model": "latest", "approved_by": "A. Name"}


@pytest.fixture(scope="module")
def model(learned) -> Model:
    unit = open_unit(learned, SITE)
    return registry.load(unit.store.folder, last_night(unit).hashes["model"])


def judged(unit: Unit, model: Model, verdict: Verdict = GOOD, by: str = "B. Name", as_of=AS_OF) -> str:
    """A committed training that came to this model and this verdict, held against the champion of now."""
    run = start(unit.store, "training", SITE, (as_of,))
    sha = registry.save(unit.store.folder, model)
    found = Judged(run.run_id, sha, judge.standing(unit).sha, by, as_of, {}, verdict)
    run.hashes |= {"model": sha, "verdict": verdicts.keep(unit.store, found)}
    commit(unit.store, run)
    return sha


def other(model: Model, name: str = "another") -> Model:
    """The same aims read the other way round, so that it ranks otherwise, and fully in charge."""
    aims = {
        aim: replace(
            learned, rows=2_000, calibration=replace(learned.calibration, offset=-5.0 if aim == "illicit" else 3.0)
        )
        for aim, learned in model.aims.items()
    }
    return replace(model, aims=aims, notes=(name,))


def test_the_gate_and_a_second_person_make_a_champion(tmp_path, model):
    unit = open_unit(tmp_path, SITE)
    sha = judged(unit, model)
    record = promote(unit, sha[:8], " A. Name ")
    assert (record.number, record.sha, record.approved_by) == (1, sha, "A. Name")
    assert (record.how.what, record.how.trained_by) == ("promoted", "B. Name")
    assert champions.champion(unit.store.folder) == record


@pytest.mark.parametrize("name", ["B. Name", " b  name", "", " . "])
def test_nobody_and_the_one_who_trained_promote_nothing(tmp_path, model, name):
    unit = open_unit(tmp_path, SITE)
    judged(unit, model)
    with pytest.raises(ValueError, match="second person"):
        promote(unit, "latest", name)
    assert champions.champion(unit.store.folder) is None


def test_a_verdict_that_did_not_pass_is_refused_with_its_reasons(tmp_path, model):
    unit = open_unit(tmp_path, SITE)
    judged(unit, model, BAD)
    with pytest.raises(ValueError, match=r"the gate refused .*: difference 0.01 \(-0.2 to 0.2\)\.$"):
        promote(unit, **LATEST)
    assert champions.champion(unit.store.folder) is None


def test_a_verdict_that_was_edited_to_pass_is_refused(tmp_path, model):
    unit = open_unit(tmp_path, SITE)
    sha = judged(unit, model, BAD)
    run = committed(unit.store)[-1]
    told = verdicts.look_up(unit.store.folder, run.run_id, run.hashes["verdict"])
    verdicts.keep(unit.store, replace(told, verdict=GOOD))
    with pytest.raises(ValueError, match="not the one that its record names"):
        promote(unit, sha, "A. Name")


def test_a_training_of_before_the_gate_is_refused(tmp_path, model):
    unit = open_unit(tmp_path, SITE)
    run = start(unit.store, "training", SITE, (AS_OF,))
    run.hashes["model"] = registry.save(unit.store.folder, model)
    commit(unit.store, run)
    with pytest.raises(ValueError, match="the gate was not asked"):
        promote(unit, **LATEST)


def test_a_verdict_against_another_champion_than_that_of_now_is_refused(tmp_path, model):
    unit = open_unit(tmp_path, SITE)
    first = judged(unit, model)
    second = judged(unit, other(model))
    promote(unit, first, "A. Name")
    with pytest.raises(ValueError, match=r"was held against the simple ranking, but now ranks .*: train again"):
        promote(unit, second, "A. Name")


@pytest.mark.parametrize("named", ["", "abc", "0" * 12, "nothing"])
def test_a_model_nobody_knows_is_refused(tmp_path, model, named):
    unit = open_unit(tmp_path, SITE)
    judged(unit, model)
    with pytest.raises(ValueError, match="model"):
        promote(unit, named, "A. Name")


def test_the_champion_is_not_promoted_again_and_one_that_was_taken_back_must_be_trained_again(tmp_path, model):
    unit = open_unit(tmp_path, SITE)
    first = judged(unit, model)
    promote(unit, first, "A. Name")
    with pytest.raises(ValueError, match="is the champion already"):
        promote(unit, first, "C. Name")
    second = judged(unit, other(model))
    promote(unit, second, "A. Name")
    assert rollback(unit, "C. Name", "it misses couriers").sha == first
    with pytest.raises(ValueError, match="was taken back: train again"):
        promote(unit, second, "A. Name")
    judged(unit, other(model), as_of=AS_OF + DAY)
    assert promote(unit, second, "A. Name").number == 4


def test_a_rollback_goes_to_the_last_that_stood_and_deletes_nothing(tmp_path, model):
    unit = open_unit(tmp_path, SITE)
    shas = []
    for n, name in enumerate(("a", "b", "c")):
        shas.append(judged(unit, other(model, name), as_of=AS_OF + n * DAY))
        promote(unit, "latest", "A. Name")
    back = rollback(unit, "C. Name", "why")
    assert (back.number, back.sha, back.how.back_to, back.how.because) == (4, shas[1], 2, "why")
    again = rollback(unit, "C. Name", "why")
    assert (again.number, again.sha, again.how.back_to) == (5, shas[0], 1)
    with pytest.raises(ValueError, match="no other champion stood before number 5; there stand: 5 "):
        rollback(unit, "C. Name", "why")
    files = sorted(path.name for path in (unit.store.folder / "champions").iterdir())
    assert files == [f"{number:04d}.json" for number in range(1, 6)]


def test_a_rollback_to_a_champion_that_was_taken_back_or_by_the_one_who_trained_it_is_refused(tmp_path, model):
    unit = open_unit(tmp_path, SITE)
    shas = []
    for name in ("a", "b", "c"):
        shas.append(judged(unit, other(model, name)))
        promote(unit, "latest", "A. Name")
    for to in (None, 1):
        with pytest.raises(ValueError, match="b name trained it: a second person is needed"):
            rollback(unit, "b name", "why", to)
    assert rollback(unit, "C. Name", "why", to=2).sha == shas[1]
    with pytest.raises(ValueError, match=r"no appointment 3 stands; there stand: 1 .*, 4 "):
        rollback(unit, "C. Name", "why", to=3)
    assert rollback(unit, "C. Name", "why", to=1).sha == shas[0]


def test_a_rollback_counts_wherever_what_it_ends_counted_and_nowhere_before(tmp_path, model):
    unit = open_unit(tmp_path, SITE)
    first = judged(unit, model)
    promote(unit, **LATEST)
    judged(unit, other(model), as_of=AS_OF + DAY)
    promote(unit, **LATEST)
    back = rollback(unit, "C. Name", "why")
    assert back.as_of == AS_OF + DAY
    for moment in (AS_OF, AS_OF + DAY, AS_OF + 9 * DAY):
        assert standing(unit, moment).sha == first
    assert standing(unit, AS_OF - HOUR).sha is None


@pytest.mark.parametrize(("name", "why"), [("", "why"), ("C. Name", " "), (".", "why")])
def test_a_rollback_needs_a_name_and_a_reason(tmp_path, model, name, why):
    with pytest.raises(ValueError, match="who answers for it, and a reason"):
        rollback(open_unit(tmp_path, SITE), name, why)


def test_a_damaged_champion_is_passed_over_for_one_that_stands_and_never_for_one_that_was_taken_back(tmp_path, model):
    unit = open_unit(tmp_path, SITE)
    shas = []
    for name in ("a", "b", "c"):
        shas.append(judged(unit, other(model, name)))
        promote(unit, "latest", "A. Name")
    rollback(unit, "C. Name", "why")
    (unit.store.folder / "models" / shas[1] / "illicit.txt").write_bytes(b"\x80\x04N.")
    found = standing(unit, AS_OF)
    assert found.sha == shas[0]
    assert found.notes[0].startswith("Model passed over: 0004.json: ") and "illicit.txt is damaged" in found.notes[0]


GONE = {
    "a feature": {"features": ("a feature of yesterday",)},
    "a key": {"encodings": (Encoding("risk", ("a key of yesterday",), {}),)},
}


@pytest.mark.parametrize("what", GONE)
def test_a_champion_that_needs_what_is_gone_is_passed_over_wherever_one_is_asked_for(tmp_path, model, what):
    unit = open_unit(tmp_path, SITE)
    good = judged(unit, model)
    promote(unit, **LATEST)
    later = replace(Model((), {}, {}, AS_OF, ()), **GONE[what])
    bad = registry.save(unit.store.folder, later)
    champions.appoint(unit.store.folder, bad, {}, "the tests", AS_OF)
    found = standing(unit, AS_OF)
    assert found.sha == good == judge.standing(unit).sha
    assert found.notes == (f"Model passed over: 0002.json: it needs what is described no more: {what} of yesterday.",)
    earlier = Run("night-1", "night", SITE, (AS_OF,), hashes={"model": bad})
    commit(unit.store, earlier)
    again = Run("night-2", "night", SITE, (AS_OF,))
    assert champion(unit, again)[1] == good and "earlier list passed over" in again.notes[0]
    judged(unit, later)
    with pytest.raises(ValueError, match="it needs what is described no more"):
        promote(unit, **LATEST)
    judged(unit, other(model))
    assert promote(unit, **LATEST).number == 3, "what was held against the one that really ranks may be promoted"


def test_with_every_champion_in_need_of_what_is_gone_the_list_is_a_cold_start_that_says_why(tmp_path):
    unit = open_unit(tmp_path, SITE)
    bad = registry.save(unit.store.folder, Model(("a feature of yesterday",), {}, {}, AS_OF, ()))
    champions.appoint(unit.store.folder, bad, {}, "the tests", AS_OF)
    assert standing(unit, AS_OF).sha is None and judge.standing(unit) == judge.Against()
    assert "a feature of yesterday" in standing(unit, AS_OF).notes[0]


@pytest.mark.parametrize("damaged", ["model", "record", None])
def test_a_model_is_the_first_only_where_nobody_was_ever_appointed(tmp_path, model, damaged):
    unit = open_unit(tmp_path, SITE)
    folder = unit.store.folder
    if damaged:
        judged(unit, model)
        promote(unit, **LATEST)
        path = next((folder / "champions").iterdir())
        if damaged == "model":
            path = folder / "models" / champions.champion(folder).sha / "model.json"
        path.write_text("{}")
    assert champions.champion(folder) is None
    judged(unit, other(model))
    run = by_commit(unit.store)[-1]
    told = verdicts.look_up(folder, run.run_id, run.hashes["verdict"])
    assert appointed(unit, run, told, None) is (damaged is None)
    assert (champions.champion(folder) is None) is (damaged is not None)
    assert damaged is None or appointed(unit, run, told, "A. Name"), "a second person may"


@pytest.mark.slow
def test_a_rollback_brings_the_old_list_back_to_the_byte(learned, copy, model):
    unit = copy(learned)
    first = last_night(unit)
    before, sha = hashes(unit, first), first.hashes["model"]
    judged(unit, other(model), as_of=AS_OF + HOUR)
    promoted = promote(unit, **LATEST)
    revision = night(unit, AS_OF + 2 * HOUR)
    assert revision.hashes["model"] == promoted.sha != sha
    assert rollback(unit, "C. Name", "misses couriers").sha == sha
    assert {line.verdict for line in replay(unit, AS_OF)} == {"same"}
    assert {line.verdict for line in replay(unit, AS_OF + 2 * HOUR)} == {"same"}
    assert hashes(unit, night(unit, AS_OF)) == before
    fresh = night(unit, AS_OF + DAY)
    assert fresh.hashes["model"] == sha


@pytest.mark.slow
def test_the_same_moment_ranked_by_the_model_brought_back_is_the_same_list(learned, copy, model):
    """Two copies of one lake: in one nothing happened, in the other B came and went; the next night is the same."""
    unit = copy(learned)
    expected = hashes(unit, night(unit, AS_OF + DAY))
    again = Unit(unit.site, unit.lake.parent / "again")
    shutil.copytree(learned, again.lake)
    judged(again, other(model), as_of=AS_OF + HOUR)
    promote(again, **LATEST)
    rollback(again, "C. Name", "misses couriers")
    assert hashes(again, night(again, AS_OF + DAY)) == expected


@pytest.mark.slow
def test_a_night_with_a_damaged_champion_uses_the_one_before_and_its_list_says_so(learned, copy, model):
    unit = copy(learned)
    good = last_night(unit).hashes["model"]
    bad = judged(unit, other(model), as_of=AS_OF + HOUR)
    promote(unit, **LATEST)
    path = unit.store.folder / "models" / bad / "model.json"
    path.write_bytes(path.read_bytes()[:-40])
    run = night(unit, AS_OF + 2 * HOUR)
    assert run.hashes["model"] == good
    page = (unit.store.folder / run.outputs["html"]).read_text("utf-8")
    assert "Model passed over: 0002.json" in page and "model.json is damaged" in page
    assert any("passed over" in warning for warning in listing(unit, run)["warnings"])
    assert hashes(unit, night(unit, AS_OF + 2 * HOUR)) == hashes(unit, run)
    assert {line.verdict for line in replay(unit, AS_OF + 2 * HOUR)} == {"same"}


@pytest.mark.slow
def test_with_no_whole_model_left_the_list_is_a_cold_start_and_says_why(learned, copy):
    unit = copy(learned)
    sha = last_night(unit).hashes["model"]
    (unit.store.folder / "models" / sha / "illicit.txt").unlink()
    run = night(unit, AS_OF + 2 * HOUR)
    assert run.hashes["model"] == "none"
    assert any(
        "0001.json" in warning and "illicit.txt is missing" in warning for warning in listing(unit, run)["warnings"]
    )


def at_work(unit: Unit, as_of) -> Past:
    """A night that took in results, as far as that."""
    run = start(unit.store, "night", SITE, (as_of,))
    past = Past(unit.store, run)
    kept = [part for one in committed(unit.store) for part in one.parts if part.table == "inspections" and part.rows]
    run.parts.append(kept[-1])
    return past


def champions_of(unit: Unit, model: Model, second: Model, since) -> tuple[str, str]:
    """Two champions one after the other, counting from early enough that the results since speak of both."""
    shas = registry.save(unit.store.folder, model), registry.save(unit.store.folder, second)
    for sha, at in zip(shas, (since, since), strict=True):
        champions.appoint(unit.store.folder, sha, {}, "the tests", at)
    return shas


def certain(model: Model, offset: float) -> Model:
    """A model that expects far too much, or too little."""
    aims = {
        aim: replace(learned, calibration=replace(learned.calibration, offset=offset))
        for aim, learned in model.aims.items()
    }
    return replace(model, aims=aims, notes=(f"offset {offset}",))


def test_a_champion_whose_gate_breaks_is_replaced_by_the_night_itself_once_and_the_list_says_so(described, copy, model):
    unit = copy(described)
    since = unit.site.as_of(DAYS[0])
    good, bad = champions_of(unit, model, certain(model, -6.0), since)
    past = at_work(unit, AS_OF)
    assert held_up(unit, past) == "returned"
    found = champions.champion(unit.store.folder, AS_OF)
    assert (found.sha, found.how.what, found.how.back_to, found.as_of) == (good, "returned", 1, AS_OF)
    assert "illicit, all inspected" in found.how.because and "were expected" in found.how.because
    assert standing(unit, AS_OF - HOUR).sha == bad, "a night of before is not ranked by what was known later"
    notes = standing(unit, AS_OF + DAY).notes
    assert "returned automatically because" in notes[0] and "Somebody must look at it." in notes[0]
    assert held_up(unit, at_work(unit, AS_OF + DAY)) == "nothing new", "once, then a person"


def test_a_late_night_of_a_past_moment_takes_nothing_from_the_champion_of_now(described, copy, model):
    unit = copy(described)
    champions_of(unit, model, certain(model, -6.0), unit.site.as_of(DAYS[0]))
    today = registry.save(unit.store.folder, other(model))
    champions.appoint(unit.store.folder, today, {}, "the tests", AS_OF + DAY)
    past = at_work(unit, AS_OF)
    assert held_up(unit, past) == "overtaken"
    assert champions.champion(unit.store.folder).sha == today
    assert "another was appointed since: illicit" in past.run.counts["model_notes"][0]


def test_a_champion_that_holds_stays_and_without_new_results_nothing_is_asked(described, copy, model):
    unit = copy(described)
    since = unit.site.as_of(DAYS[0])
    champions_of(unit, certain(model, -6.0), model, since)
    past = at_work(unit, AS_OF)
    assert held_up(unit, past) == "holds"
    assert past.run.counts["champion_held_up"]["rows"] > 50
    assert held_up(unit, Past(unit.store, Run("x", "night", SITE, (AS_OF,)))) == "nothing new"


def test_a_broken_champion_with_none_before_it_stays_and_the_list_says_so(described, copy, model):
    unit = copy(described)
    sha = registry.save(unit.store.folder, certain(model, -6.0))
    champions.appoint(unit.store.folder, sha, {}, "the tests", unit.site.as_of(DAYS[0]))
    past = at_work(unit, AS_OF)
    assert held_up(unit, past) == "broken"
    assert champion(unit, past.run)[1] == sha
    assert past.run.notes == past.run.counts["model_notes"] and "no champion stood before it" in past.run.notes[0]
    commit(unit.store, replace(past.run, hashes={"model": sha}))
    again = Run("again", "night", SITE, (AS_OF,))
    assert champion(unit, again)[1] == sha and again.notes == past.run.notes, "a repeat says it again"
    later = Past(unit.store, Run("later", "night", SITE, (AS_OF + 9 * DAY,)))
    assert held_up(unit, later) == "nothing new"
    assert champion(unit, later.run)[1] == sha and later.run.notes == past.run.notes, "and so does every later list"
    assert champions.champion(unit.store.folder).sha == sha
    champions.appoint(unit.store.folder, registry.save(unit.store.folder, model), {}, "the tests", AS_OF + DAY)
    decided = Past(unit.store, Run("decided", "night", SITE, (AS_OF + 9 * DAY,)))
    held_up(unit, decided)
    assert champion(unit, decided.run)[0] is not None and not decided.run.notes, "until another is appointed"


def test_the_list_of_a_refused_first_model_names_no_officer(tmp_path, model):
    unit = open_unit(tmp_path, SITE)
    told = "Refused: officer 0a1b2c3d4e5f: 9 hits in 10 inspections where 1.0 were expected by all others and before."
    judged(unit, model, Verdict(False, (told,)))
    (note,) = standing(unit, AS_OF).remarks
    assert "the gate refused it: one officer: 9 hits" in note and "0a1b2c3d4e5f" not in note


def test_a_first_model_that_the_gate_refuses_leaves_a_cold_start_that_says_why(described, copy):
    unit = copy(described)
    learned = training(unit, AS_OF)
    assert learned.sha and not learned.champion and not learned.verdict.passed
    found = standing(unit, AS_OF)
    assert found.sha is None
    assert found.remarks[0].startswith(f"Model {learned.sha[:12]} does not rank: the gate refused it: ")
    with pytest.raises(ValueError, match="the gate refused"):
        promote(unit, **LATEST)
    record = json.loads((unit.store.folder / "verdicts" / f"{learned.run.run_id}.json").read_text("utf-8"))
    assert record["verdict"]["verdict"]["reasons"] == list(learned.verdict.reasons)


def test_who_trains_cannot_approve_in_the_same_breath(described, copy):
    unit = copy(described)
    with pytest.raises(ValueError, match="a second person is needed"):
        training(unit, AS_OF, "b name", trained_by="B. Name")
    assert not any(run.kind == "training" for run in committed(unit.store))


def test_the_rows_of_a_training_know_the_officer_and_the_case(described):
    unit = open_unit(described, SITE)
    found = labelled(unit, Past(unit.store, Run("reader", "training", SITE, (AS_OF,))))
    assert found.num_rows and found["officer_id"].null_count < found.num_rows
    assert set(found["stream"].to_pylist()) <= {"cargo", "courier", "mail", "export", None}
    since = labelled(unit, Past(unit.store, Run("reader", "training", SITE, (AS_OF,))), unit.site.as_of(DAYS[3]))
    assert 0 < since.num_rows < found.num_rows
    assert min(since["as_of"].to_pylist()) >= unit.site.as_of(DAYS[3])

"""What `accu train`, `accu promote` and `accu rollback` print; the rules are tested in tests/flows/test_promote.py."""

import pytest
from lakes import AS_OF, SITE, last_night

from flows.unit import Unit
from lake.runs import commit, start
from models import champions, registry, verdicts
from models.verdicts import Judged, Verdict


def with_challenger(unit: Unit, passed: bool) -> str:
    """Another model with a verdict on it."""
    model = registry.load(unit.store.folder, last_night(unit).hashes["model"])
    sha = registry.save(unit.store.folder, type(model)(**{**vars(model), "notes": ("another",)}))
    run = start(unit.store, "training", SITE, (AS_OF,))
    now = champions.champion(unit.store.folder)
    verdict = Verdict(passed, ("it held.",) if passed else ("Refused: it did not.",))
    judged = Judged(run.run_id, sha, now.sha, "B. Name", AS_OF, {}, verdict)
    run.hashes |= {"model": sha, "verdict": verdicts.keep(unit.store, judged)}
    commit(unit.store, run)
    return sha


@pytest.mark.slow
def test_a_promotion_and_the_way_back_are_said_with_number_and_sha(learned, copy, run):
    unit = copy(learned)
    before, sha = champions.champion(unit.store.folder), with_challenger(unit, True)
    where = ("--site", SITE, "--lake", unit.lake)
    code, said, err = run("promote", *where, "--model", "latest", "--approved-by", "A. Name")
    assert (code, err) == (0, "") and f"champion number 2: {sha[:12]}, by A. Name" in said
    code, said, err = run("rollback", *where, "--approved-by", "C. Name", "--because", "misses couriers")
    assert (code, err) == (0, "") and f"champion number 3: {before.sha[:12]}, as number 1 was" in said


def test_what_the_gate_refused_is_a_mistake_of_one_sentence_and_there_is_no_force(learned, copy, run):
    unit = copy(learned)
    sha = with_challenger(unit, False)
    asked = ("promote", "--site", SITE, "--lake", unit.lake, "--model", sha[:10], "--approved-by", "A. Name")
    code, said, err = run(*asked)
    assert (code, said) == (2, "") and err == f"accu: {SITE}: the gate refused {sha[:12]}: it did not.\n"
    code, _, err = run(*asked, "--force")
    assert code == 2 and "No such option" in err


def test_a_training_says_what_the_gate_said(described, copy, run):
    unit = copy(described)
    code, said, _ = run("train", "--site", SITE, "--lake", unit.lake, "--by", "B. Name")
    assert code == 0 and "refused by the gate" in said and "Refused: " in said

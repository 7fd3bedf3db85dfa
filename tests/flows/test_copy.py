"""A copy is the list once more, from what its night stored, and carries whom it was made for."""

from datetime import timedelta

import pytest
from lakes import SITE, TONIGHT, last_night

from flows.copy import Wanted, copied
from targets.listing import Copy

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)


def test_a_copy_is_the_list_in_other_hands_and_carries_whose_it_is(worked, copy):
    unit = copy(worked)
    first = last_night(unit)
    folder = unit.store.folder / "lists" / TONIGHT.isoformat()
    as_it_was = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    files = copied(unit, Wanted(TONIGHT, 1), Copy("Officer 7"), ("uz",))
    secret = copied(unit, Wanted(TONIGHT), Copy("Officer 7", supervisor=True))
    assert {path.parent for path in files.values()} == {folder / "copies"}
    assert files["html"].name == f"{SITE}-{TONIGHT}-r1-officer-7.html"
    assert secret["html"].name == f"{SITE}-{TONIGHT}-r1-officer-7-supervisor.html"
    assert all("Officer 7" in files[name].read_text("utf-8") for name in ("html", "csv"))
    assert "Officer 7" in secret["json"].read_text("utf-8") and "json" not in files
    assert as_it_was == {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    again = {name: path.read_bytes() for name, path in files.items()}
    copied(unit, Wanted(TONIGHT, 1), Copy("Officer 7"), ("uz",))
    assert again == {name: path.read_bytes() for name, path in files.items()}
    own = (unit.store.folder / first.outputs["csv"]).read_text("utf-8")
    assert "Selected as" not in own and "Selected as" in secret["csv"].read_text("utf-8")


@pytest.mark.parametrize(
    ("wanted", "made_for", "why"),
    [
        (Wanted(), " ", "give a name"), (Wanted(TONIGHT + DAY), "A", "no list of almaty for 2026-03-02"),
        (Wanted(TONIGHT, 4), "A", "revisions 1 to 1, not 4"),
    ],
)  # fmt: skip
def test_a_copy_of_nothing_or_for_nobody_is_refused(worked, copy, wanted, made_for, why):
    with pytest.raises(ValueError, match=why):
        copied(copy(worked), wanted, Copy(made_for))

"""A verdict is what the training's record names, or it is refused."""

from datetime import UTC, datetime

import pytest

from lake.store import Store
from measures.measure import Measure
from models.verdicts import Judged, Verdict, keep, look_up, same_person

AS_OF = datetime(2026, 5, 1, tzinfo=UTC)
JUDGED = Judged(
    "training-1", "a" * 64, None, "B. Name", AS_OF, {"illicit": {"auc": Measure(0.7, 0.6, 0.8)}},
    Verdict(True, ("it held.",), {"difference": 0.1, "unknown": None}),
)  # fmt: skip


def test_what_is_kept_is_looked_up(tmp_path):
    sha = keep(Store(tmp_path), JUDGED)
    assert look_up(tmp_path, "training-1", sha) == JUDGED
    assert keep(Store(tmp_path), JUDGED) == sha


@pytest.mark.parametrize("damage", ["edited", "cut", "gone", "pickle", "another"])
def test_a_verdict_that_its_record_does_not_name_is_refused(tmp_path, damage):
    sha = keep(Store(tmp_path), JUDGED)
    path = tmp_path / "verdicts" / "training-1.json"
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "another":
        keep(Store(tmp_path), Judged(**{**vars(JUDGED), "trained_by": "C. Name"}))
    else:
        path.write_bytes(
            {"edited": content.replace(b"true", b"1   "), "cut": content[:50], "pickle": b"\x80\x04N."}[damage]
        )
    with pytest.raises(ValueError, match="verdict on training-1"):
        look_up(tmp_path, "training-1", sha)


def test_one_person_is_one_person_however_the_name_is_written():
    assert same_person("A. Name", "  a name ") and same_person("Ａ. Name", "a.  NAME")
    assert not same_person("A. Name", "B. Name")

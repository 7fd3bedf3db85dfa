"""An exercise's own watch list names companies that a method sends its goods to."""

from datetime import date, timedelta
from pathlib import Path

from exercises.dice import dice
from exercises.methods import load_methods
from exercises.traders import local_company
from exercises.watch import LISTED, write_watch_list
from lake import sites
from parties.watch_list import read

SITE = sites.load("almaty")
FIRST = date(2026, 2, 24)
RINGS = [method for method in load_methods() if method.stream == "cargo" and method.way.consignee == "ring"]


def written(folder: Path, seed: int = 7) -> Path:
    write_watch_list(folder, SITE, seed, load_methods(), FIRST)
    return folder / SITE.watch_lists[0].path


def test_the_list_is_read_whole_and_is_valid_from_the_first_night(tmp_path: Path) -> None:
    found = read(written(tmp_path).read_bytes(), "own")
    assert 0 < len(found.entries) <= LISTED and not found.refused
    assert all(entry.holds(FIRST) and not entry.holds(FIRST - timedelta(days=1)) for entry in found.entries)
    assert all(entry.owner and entry.reason for entry in found.entries)


def test_it_lies_there_before_the_first_night(tmp_path: Path) -> None:
    assert written(tmp_path).stat().st_mtime < SITE.as_of(FIRST).timestamp()


def test_its_companies_are_members_of_the_rings(tmp_path: Path) -> None:
    members = {
        local_company(dice(7, SITE.name, method.name, 0, "consignee", member), SITE).home.native
        for method in RINGS
        for member in range(method.way.ring)
    }
    assert {entry.name for entry in read(written(tmp_path).read_bytes(), "own").entries} <= members


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    first, again, other = (written(tmp_path / str(n), seed) for n, seed in enumerate((7, 7, 8)))
    assert first.read_bytes() == again.read_bytes() != other.read_bytes()

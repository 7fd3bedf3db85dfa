import csv
import hashlib
import io
import re
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from exercises.region import RegionSummary, write_region
from lake.findings import ALL_FINDINGS, RESULTS, SELECTED_AS
from lake.sheet import SHEET
from lake.sites import Site, load

LAST = date(2026, 3, 1)
NIGHTS = 7
WAYBILL = re.compile(rb"(\d{3})-(\d{8})")


def _sites() -> list[Site]:
    return [load("almaty"), load("tbilisi")]


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(f"{path.relative_to(folder)} {int(path.stat().st_mtime)}".encode() + path.read_bytes())
    return total.hexdigest()


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RegionSummary]:
    out = tmp_path_factory.mktemp("region")
    return out, write_region(out, _sites(), 1, NIGHTS, LAST, cases_a_night=150)


def _sheet_rows(inbox: Path) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for path in sorted((inbox / "results").iterdir()):
        if path.suffix == ".csv":
            rows += csv.DictReader(io.StringIO(path.read_text("utf-8")))
        else:
            lines = [["" if c is None else str(c) for c in r] for r in openpyxl.load_workbook(path).active.values]
            rows += [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    return rows


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        write_region(tmp_path / name, [load("almaty")], seed, 2, LAST, cases_a_night=60)
    assert _digest(tmp_path / "a") == _digest(tmp_path / "b") != _digest(tmp_path / "c")


def test_more_nights_leave_the_honest_traffic_of_a_day_as_it_was(tmp_path: Path) -> None:
    for name, nights in (("few", 1), ("many", 3)):
        write_region(tmp_path / name, [load("almaty")], 3, nights, LAST, cases_a_night=60, prevalence=0.0)
    few = {path.name for path in (tmp_path / "few/almaty/inbox/cargo").iterdir()}
    many = {path.name for path in (tmp_path / "many/almaty/inbox/cargo").iterdir()}
    assert few and few < many
    for name in few:
        both = [(tmp_path / side / "almaty/inbox/cargo" / name).read_bytes() for side in ("few", "many")]
        assert both[0] == both[1]


def test_the_summary_counts_what_is_there(region: tuple[Path, RegionSummary]) -> None:
    out, summary = region
    inboxes = [path for path in out.glob("*/inbox/*/*") if path.is_file()]
    assert summary.files == len(inboxes)
    assert summary.cases == 150 * 2 * (NIGHTS + 1)
    assert summary.results == sum(len(_sheet_rows(out / site / "inbox")) for site in ("almaty", "tbilisi"))
    assert 0 < summary.hits < summary.results
    assert 0.01 < summary.bad / summary.cases < 0.03
    assert all(count > 0 for count in asdict(summary).values())


def test_most_waybills_have_a_right_check_digit_and_some_have_not(region: tuple[Path, RegionSummary]) -> None:
    numbers = {m for path in region[0].glob("*/inbox/cargo/*.txt") for m in WAYBILL.findall(path.read_bytes())}
    right = sum(int(serial[:7]) % 7 == int(serial[7:]) for _, serial in numbers)
    assert len(numbers) > 500
    assert 0.82 < right / len(numbers) < 0.93


def test_the_truth_is_below_no_inbox_and_names_announced_cases(region: tuple[Path, RegionSummary]) -> None:
    out, _ = region
    for site in ("almaty", "tbilisi"):
        announced = _announced(out / site / "inbox")
        rows = list(csv.DictReader((out / "truth" / f"{site}.csv").read_text("utf-8").splitlines()))
        assert rows and all(row["case_id"] in announced and row["finding"] in ALL_FINDINGS for row in rows)
    texts = b"".join(path.read_bytes() for path in out.glob("*/inbox/*/*.txt"))
    assert not list(out.glob("*/inbox/**/truth*")) and b"poppy_straw" not in texts


NUMBERED = re.compile(r"(?<!\d)(\d{3})-(\d{8})(?!\d)")
HOUSED = re.compile(r"(\d{3})-(\d{8})[;,\"<][^\n]{0,400}?\b(EX\d+)")


def _announced(inbox: Path) -> set[str]:
    """Waybills, master/house pairs and postal items that a message of the inbox names."""
    cases: set[str] = set()
    for path in (path for folder in inbox.iterdir() if folder.name != "results" for path in folder.iterdir()):
        text = path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".xlsx":
            lines = openpyxl.load_workbook(path).active.values
            text = "\n".join(",".join(str(cell) for cell in line) for line in lines)
        cases |= {prefix + serial for prefix, serial in NUMBERED.findall(text)}
        cases |= {f"{prefix}{serial}/{house}" for prefix, serial, house in HOUSED.findall(text)}
        cases |= set(re.findall(r"\b[A-Z]{2}\d{9}[A-Z]{2}\b", text))
        cases |= {f"{a}{b}" for a, b in re.findall(r'waybillPrefix": "(\d{3})",\s*"waybillNumber": "(\d{8})', text)}
        cases |= _houses(text)
    return cases


def _houses(text: str) -> set[str]:
    """Houses under the master that was named last above them, in FHL, XFZB and XFHL."""
    master, found = "", set()
    named = r"(\d{3})-(\d{8})|HBS/(\w+)|<ram:(?:IncludedHouseConsignment|TransportContractDocument)><ram:ID>(H\w+)<"
    for prefix, serial, house, xml in re.findall(named, text):
        if prefix:
            master = prefix + serial
        else:
            found.add(f"{master}/{house or xml}")
    return found


def test_every_outcome_is_of_an_announced_case_and_in_the_words_of_the_sheet(
    region: tuple[Path, RegionSummary],
) -> None:
    for site in ("almaty", "tbilisi"):
        inbox = region[0] / site / "inbox"
        announced, rows = _announced(inbox), _sheet_rows(inbox)
        assert rows and set(rows[0]) == {column.label for column in SHEET}
        for row in rows:
            assert row["Case"] in announced
            assert row["Result"] in RESULTS and row["Selected as"] in SELECTED_AS
            assert (row["Selected as"] == "random") == bool(row["Selection probability"])
            assert (row["Result"] == "hit") == bool(row["Finding"])
        waiting = {(row["List"], row["Line"]) for row in rows if row["Result"] == "laboratory_pending"}
        lines = [(row["List"], row["Line"]) for row in rows]
        assert {line for line, times in Counter(lines).items() if times > 1} <= waiting


def test_hits_are_bad_cases_but_for_slips_and_nobody_clears_what_nobody_examined(
    region: tuple[Path, RegionSummary],
) -> None:
    out, _ = region
    hits: list[bool] = []
    for site in ("almaty", "tbilisi"):
        truth = {
            row["case_id"] for row in csv.DictReader((out / "truth" / f"{site}.csv").read_text("utf-8").splitlines())
        }
        for row in _sheet_rows(out / site / "inbox"):
            hits += [row["Case"] in truth] if row["Result"] == "hit" else []
            assert row["Result"] not in ("hit", "clear", "inconclusive") or row["Method"]
    assert sum(hits) >= 0.8 * len(hits) > 0


def test_reception_is_a_whole_second_near_the_cut_offs(region: tuple[Path, RegionSummary]) -> None:
    for site in _sites():
        first, last = site.as_of(LAST - timedelta(days=NIGHTS)), site.as_of(LAST)
        for path in (region[0] / site.name / "inbox").rglob("*.*"):
            stat = path.stat()
            moment = datetime.fromtimestamp(stat.st_mtime, UTC)
            assert stat.st_mtime_ns % 1_000_000_000 == 0
            assert first - timedelta(days=3) <= moment <= last + timedelta(days=1)


def test_nights_are_small_unless_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nights -1"):
        write_region(tmp_path, [], 1, -1)
    big = write_region(tmp_path, [load("tashkent")], 1, 0, LAST, cases_a_night=1600)
    assert big.cases == 1600 and big.results == 0


def test_cargo_texts_keep_the_limits_of_the_wire(region: tuple[Path, RegionSummary]) -> None:
    for path in region[0].glob("*/inbox/cargo/*.txt"):
        if "rubbish" in path.name:
            continue
        for line in path.read_bytes().decode("ascii").splitlines():
            assert len(line) <= 70, line
            assert re.fullmatch(r"[A-Z0-9 ./-]*", line), line
            if line.startswith(("NAM/", "ADR/")):
                assert 0 < len(line) - 4 <= 35, line
            if line.startswith("LOC/"):
                assert 0 < len(line) - 4 <= 17, line

"""How well and how fast messages are read: the figures of the formats, in one place.

Run: python benchmarks/reading.py [seconds per format]. First the fields and problems of the sample messages, through
`accu read`; then messages a CPU second of one core beside a bare parser on the same bytes in the same round (medians
of five rounds); then rows of long registers (benchmarks/registers.py, where their memory is shown too).
"""

import importlib.util
import json
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import registers
from benchmarks.peers import Peer, Work, peers
from manifests.files import read_file

RECEIVED_AT = datetime(2026, 3, 1, 18, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "shared" / "messages"
ROUNDS = 5
REGISTER_ROWS = 20_000
Report = dict[str, Any]


def said(paths: list[Path]) -> dict[Path, Report]:
    """What `accu read` prints of each file; files of one day of reception share a call."""
    days: dict[str, list[Path]] = defaultdict(list)
    found: dict[Path, Report] = {}
    for path in paths:
        days[json.loads(expected(path).read_text(encoding="utf-8"))["received_on"]].append(path)
    command = Path(sys.executable).with_name("accu")
    for day, files in days.items():
        run = [str(command), "read", *map(str, files), "--received", day]
        told = json.loads(subprocess.run(run, check=True, capture_output=True).stdout)  # noqa: S603 - our own command
        found |= dict(zip(files, told if len(files) > 1 else [told], strict=True))
    return found


def expected(path: Path) -> Path:
    """Where what a careful reader finds in a sample stands."""
    return path.with_name(f"{path.stem}.expected.json")


def accuracy() -> None:
    """Print the share of fields read right and the problems found, by format."""
    paths = sorted(path for path in SAMPLES.glob("*/*.*") if not path.name.endswith(".expected.json"))
    if not paths:
        print("The sample messages are not beside the checkout: no accuracy.\n")
        return
    spec = importlib.util.spec_from_file_location("compare", SAMPLES / "compare.py")
    if spec is None or spec.loader is None:
        raise SystemExit("compare.py is not beside the samples")
    compare = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(compare)
    reports = defaultdict(list)
    for path, actual in said(paths).items():
        wanted = json.loads(expected(path).read_text(encoding="utf-8"))
        reports[path.parent.name].append(compare.compare(wanted, actual))
    print(f"{'accu read':16}{'files':>6}{'fields':>8}{'right':>8}{'accuracy':>10}   problems: found, of, not asked for")
    for name, found in [*reports.items(), ("all", [one for every in reports.values() for one in every])]:
        print(f"{name:16}{len(found):6}" + _accuracy(found))
    print()


def _accuracy(reports: list[Report]) -> str:
    total, right = (sum(report["fields"][key] for report in reports) for key in ("total", "right"))
    problems = [sum(r["problems"][key] for r in reports) for key in ("found", "expected", "not_asked_for")]
    share = f"{right / total:10.2%}" if total else f"{'-':>10}"
    return f"{total:8}{right:8}{share}   {problems[0]:15}{problems[1]:4}{problems[2]:15}"


def rate(work: Work, texts: list[bytes], seconds: float) -> float:
    """Messages a CPU second; all of them once at least."""
    done, start = 0, process_time()
    while process_time() - start < seconds:
        for text in texts:
            work(text)
        done += len(texts)
    return done / (process_time() - start)


def speed(name: str, peer: Peer, seconds: float) -> str:
    """A line of the table: a round reads, then does without reading, so that a busy machine is busy for both."""

    def ours(text: bytes) -> object:
        return read_file(text, peer.file_name, RECEIVED_AT, "messages")

    told = [message.reading for text in peer.texts for message in read_file(text, peer.file_name, RECEIVED_AT)]
    if any(reading.format == "unknown" for reading in told):
        raise SystemExit(f"{name} is not read as what it is")
    records = sum(reading.records for reading in told) / len(peer.texts)
    size = sum(map(len, peer.texts)) / len(peer.texts)
    rounds = []
    for _ in range(ROUNDS):
        read = rate(ours, peer.texts, seconds / ROUNDS * 0.6)
        bare = rate(peer.bare, peer.texts, seconds / ROUNDS * 0.2)
        parsed = rate(peer.parse, peer.texts, seconds / ROUNDS * 0.2) if peer.parse else float("nan")
        rounds.append((read, bare, read / bare, read / parsed))
    read, bare, ratio, of_parse = (median(column) for column in zip(*rounds, strict=True))
    lines = sum(text.count(b"\n") for text in peer.texts) / len(peer.texts)
    shown = f"{of_parse:9.3f}" if peer.parse else f"{'':9}"
    return (
        f"{name:18}{size:8.0f}{read:10.0f}{read * records:11.0f}{read * lines:10.0f}{read * size / 1e6:8.2f}"
        f"{bare:11.0f}{bare * size / 1e6:9.1f}{ratio:8.3f}{shown}  {peer.bare_name}"
    )


def main(seconds: float = 1.0) -> None:
    """Print all of it."""
    accuracy()
    print(f"{'':26}{'ours':>10}{'':29}{'bare':>11}{'':9}{'ours / bare':>17}")
    head = f"{'format':18}{'bytes':>8}{'msg/s':>10}{'records/s':>11}{'lines/s':>10}{'MB/s':>8}{'msg/s':>11}{'MB/s':>9}"
    print(f"{head}{'reading':>8}{'parsing':>9}")
    for name, peer in peers().items():
        print(speed(name, peer, seconds), flush=True)
    print()
    registers.rates(REGISTER_ROWS)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))

"""Mutants of the golden messages of every format: none is lost, none stops a reader.

ACCU_LONG=1 makes 10,000 a format; `--junitxml=FILE -o junit_family=xunit1` keeps their figures as properties.
"""

import os
import resource
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest
from lxml import etree

from lake.collect import collect
from manifests.files import read_file
from manifests.mapping import MAPPINGS, load_mapping
from manifests.markup import open_xml
from manifests.reading import Format
from manifests.tabular import open_list
from tests.manifests.accounting import accounted
from tests.manifests.mutants import mutant

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
LONG = bool(os.environ.get("ACCU_LONG"))
MANY, MANY_BOOKS = (10_000, 500) if LONG else (500, 50)
GOLDEN = Path(__file__).parent / "golden"
KINDS = {".txt": "text", ".xml": "xml", ".json": "json", ".csv": "table", ".xlsx": "workbook"}


@dataclass(frozen=True)
class Source:
    """What mutants are made of: the goldens of one format in one kind of file, and how that feed is read."""

    kind: str
    goldens: list[bytes]
    holds: str = "messages"
    mapping: str | None = None


@dataclass
class Figures:
    """What came of many mutants. `lost` names the seeds of those that are not accounted for."""

    milliseconds: list[float] = field(default_factory=list)
    readable: int = 0
    lost: list[str] = field(default_factory=list)

    def told(self):
        """The figures as properties of the test run; the memory is that of the process until now."""
        times = sorted(self.milliseconds)
        return {
            "mutants": len(times),
            "lost": len(self.lost),
            "p50_ms": round(times[len(times) // 2], 2),
            "p99_ms": round(times[len(times) * 99 // 100], 2),
            "max_ms": round(times[-1], 2),
            "readable": round(self.readable / len(times), 3),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


def sources():
    """Every format by name; a list of a mapping as text and as workbook."""
    found = {}
    for path in sorted(GOLDEN.glob("*/*.*")):
        if path.name.endswith(".expected.json") or path.parent.name == "courier" or path.stem == "bad_name_twice":
            continue  # a name twice is no value that could be changed
        name, kind = path.parent.name, KINDS[path.suffix]
        holds = "outcome" if name == "outcome" else "messages"
        data = path.read_bytes()
        if kind == "xml":
            data = etree.tostring(open_xml(data).root, encoding="utf-8")  # some say another encoding than theirs
        found.setdefault(f"{name}-{kind}", Source(kind, [], holds)).goldens.append(data)
    for mapping in sorted(path.stem for path in MAPPINGS.glob("*.toml")):
        lists = [path.read_bytes() for path in sorted((GOLDEN / "courier").glob("*.csv"))]
        own = [data for data in lists if read_file(data, "a.csv", AT)[0].reading.format == mapping]
        goldens = [open_list(data, "a.csv", load_mapping(mapping)).text.encode() for data in own]  # GBK and cp1251 too
        for kind in ("table", "workbook"):
            found[f"{mapping}-{kind}"] = Source(kind, goldens, "tabular", mapping)
    return found


SOURCES = sources()


def fuzz(name, number):
    """Read many mutants of a format."""
    source, figures = SOURCES[name], Figures()
    mapping = load_mapping(source.mapping) if source.mapping else None
    file_name = "a.xlsx" if source.kind == "workbook" else "a"
    for seed in range(number):
        data = mutant(source.kind, f"{name} {seed}", source.goldens[seed % len(source.goldens)], source.goldens)
        start = process_time()
        messages = read_file(data, file_name, AT, source.holds, mapping)
        figures.milliseconds.append((process_time() - start) * 1e3)
        figures.readable += any(message.reading.format != "unknown" for message in messages)
        try:
            accounted(messages, least=int(source.holds == "messages"))
        except AssertionError as lost:
            figures.lost.append(f"{name} {seed}: {lost}")
    return figures


def test_every_format_and_every_mapping_has_mutants():
    read = {message.reading.format for one in SOURCES.values() for data in one.goldens
            for message in read_file(data, "a", AT, one.holds)}  # fmt: skip
    declared = {form.name for form in collect("manifests.formats", Format)}
    assert read >= declared | {path.stem for path in MAPPINGS.glob("*.toml")} | {"outcome"}


@pytest.mark.parametrize("name", SOURCES)
def test_mutants_are_read_and_accounted_for(name):
    assert fuzz(name, 10 if SOURCES[name].kind == "workbook" else 100).lost == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SOURCES)
def test_many_mutants_are_read_and_accounted_for(name, record_property):
    figures = fuzz(name, MANY_BOOKS if SOURCES[name].kind == "workbook" else MANY)
    for key, value in figures.told().items():
        record_property(key, value)
    assert figures.lost == []

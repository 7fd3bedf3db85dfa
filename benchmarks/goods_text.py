"""What the goods are, learned from words, on one thread: `python -m benchmarks.goods_text [cases a night] [nights]`.

Texts of two kinds, neither of which the classifier has learned from: benchmarks/goods_texts.csv, written for this by
hand, and the goods descriptions of an exercise region with a declared HS. There a fifth of the distinct texts, drawn
by their checksum, is held out from what the unit's own lines teach. The share with a class is of the region's
waybills, parcels and items; the truth of a class is the HS that the region declares with the same text elsewhere.
"""

import csv
import multiprocessing
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median

import pyarrow as pa

from exercises.region import write_region
from flows.pull import pull
from flows.take_in import take_in
from flows.unit import open_unit
from flows.words import lines_before
from goods.classifier import Classifier, cold_start, load, save, train
from goods.grams import text_key
from goods.headings import Example
from goods.keys import SURE, class_by_text
from goods.texts import look, look_names
from lake import sites
from lake.past import Past
from lake.runs import start
from lake.tables import TABLES

SITE, TONIGHT = "almaty", date(2026, 3, 1)
OWN_LINES, DISTINCT = 200_000, 100_000
Pairs = list[tuple[str, str]]


@contextmanager
def timed(what: str, count: int) -> Iterator[None]:
    """Print seconds of the clock and of this process, and how many a second of the latter: a machine may be busy."""
    began, worked = time.perf_counter(), time.process_time()
    yield
    took, worked = time.perf_counter() - began, time.process_time() - worked
    print(f"{what:<58} {took:7.2f} s {worked:7.2f} cpu-s {count / worked:>10,.0f} a second")


def held_texts() -> Pairs:
    """The texts written by hand."""
    with (Path(__file__).parent / "goods_texts.csv").open(encoding="utf-8", newline="") as lines:
        return [(row["text"], row["hs4"]) for row in csv.DictReader(lines)]


def told(name: str, classifier: Classifier, pairs: Pairs) -> None:
    """Print how often the heading is the first, or among the first three; texts that say nothing are not asked."""
    asked = [(text, hs4) for text, hs4 in pairs if text_key(text)]
    rows = classifier.fit([text for text, _ in asked], [hs4 for _, hs4 in asked]).to_pylist()
    first = sum(row["rank"] == 1 for row in rows) / len(rows)
    three = sum(row["rank"] is not None and row["rank"] <= 3 for row in rows) / len(rows)
    print(f"{name:<58} top 1 {first:6.1%}   top 3 {three:6.1%}   of {len(rows):,} texts")


def sure(name: str, pairs: Pairs, classes: Callable[[list[str]], dict[str, str]]) -> None:
    """Print the share of texts that get a class, and how many of these are right."""
    found = classes([text for text, _ in pairs])
    right = sum(found[text] == hs4 for text, hs4 in pairs if text in found)
    given = sum(text in found for text, _ in pairs)
    print(f"{name:<58} class {given / len(pairs):6.1%}   right {right / max(given, 1):6.1%}   of {len(pairs):,} texts")


def _by_words(texts: list[str]) -> dict[str, str]:
    """Classes as they were before there was a classifier: the first listed word."""
    return class_by_text(texts, _silent())


def _silent() -> Classifier:
    class Silent(Classifier):
        def best(self, descriptions: Iterable[str]) -> dict[str, tuple[str, float]]:
            return {}

    return Silent(*vars(cold_start()).values())


def _by_classifier(classifier: Classifier, least: float) -> Callable[[list[str]], dict[str, str]]:
    def classes(texts: list[str]) -> dict[str, str]:
        return {text: best[0] for text, best in classifier.best(texts).items() if best[1] >= least}

    return classes


def _turned(texts: list[str]) -> dict[str, str]:
    """Classes if the classifier were asked before the listed words."""
    return _by_words(texts) | _by_classifier(cold_start(), SURE)(texts)


def accuracy(own: list[Example], seen: Pairs) -> None:
    """Print accuracy on what was held out."""
    by_hand = held_texts()
    out = [(text, hs4) for text, hs4 in seen if _held(text)]
    taught = train([example for example in own if not _held(example.text)])
    for name, classifier in (("cold start", cold_start()), ("with own lines", taught)):
        told(f"{name}: texts written by hand", classifier, by_hand)
        told(f"{name}: held-out texts of the region", classifier, out)
    told("with own lines: texts of the region it has seen", taught, [p for p in seen if not _held(p[0])])
    print()
    for title, pairs in (("by hand", by_hand), ("held out", out)):
        sure(f"{title}: first listed word", pairs, _by_words)
        for least in (0.5, SURE, 0.7, 0.8):
            sure(f"{title}: cold classifier alone from {least}", pairs, _by_classifier(cold_start(), least))
        sure(f"{title}: cold classifier from {SURE}, else listed word", pairs, _turned)
        sure(
            f"{title}: listed word, else cold classifier from {SURE}",
            pairs,
            lambda some: class_by_text(some, cold_start()),
        )
        sure(
            f"{title}: listed word, else taught classifier from {SURE}", pairs, lambda some: class_by_text(some, taught)
        )
    print()


def _held(text: str) -> bool:
    return zlib.crc32((text_key(text) or "").encode()) % 5 == 0


def shares(consignments: pa.Table) -> None:
    """Print the share of what was announced that has a class, before the classifier and with it."""
    rows = consignments.select(["stream", "goods_description", "hs_codes"]).to_pylist()
    texts = sorted({row["goods_description"] for row in rows if row["goods_description"]})
    before, after = _by_words(texts), class_by_text(texts, cold_start())
    for stream in ("cargo", "courier", "mail"):
        some = [row for row in rows if row["stream"] == stream]
        if not some:
            continue
        declared = [bool(row["hs_codes"]) for row in some]
        had, has = (
            sum(hs or row["goods_description"] in found for hs, row in zip(declared, some, strict=True)) / len(some)
            for found in (before, after)
        )
        print(
            f"{stream:<8} {len(some):>7,} told: declared HS {sum(declared) / len(some):6.1%}, "
            f"with a class before {had:6.1%}, now {has:6.1%}"
        )
    print()


def speed() -> None:
    """Print how long training, judging and looking take on many distinct texts."""
    base = [text_key(text) or "" for text, _ in held_texts()]
    codes = sorted({hs4 for _, hs4 in held_texts()})
    own = [
        Example(f"{base[n % len(base)]} {base[n * 7 % len(base)]} {_letters(n)}", codes[n % len(codes)])
        for n in range(OWN_LINES)
    ]
    texts = [example.text for example in own[:DISTINCT]]
    with timed(f"train on {OWN_LINES:,} own lines", OWN_LINES):
        taught = train(own)
    stored = save(taught)
    print(f"{'stored':<58} {stored.nbytes / 1e6:7.1f} MB {len(taught.headings):>8} headings")
    again = []
    for _ in range(3):
        began = time.perf_counter()
        load(stored)
        again.append(time.perf_counter() - began)
    print(f"{'load, median of 3':<58} {median(again):7.2f} s")
    with timed(f"judge {DISTINCT:,} distinct texts", DISTINCT):
        taught.fit(texts, ["8517"] * len(texts))
    with timed(f"look at {DISTINCT:,} distinct texts", DISTINCT):
        look(texts)
    with timed(f"look at {DISTINCT:,} distinct names", DISTINCT):
        look_names(texts)


def _letters(number: int) -> str:
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(4))


def _write(lake: Path, cases: int, nights: int) -> None:
    write_region(lake, [sites.load(SITE)], 7, nights, TONIGHT, cases_a_night=cases)


def main(cases: int, nights: int) -> None:
    """Write a region, take it in, print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        unit = open_unit(Path(folder), SITE)
        writer = multiprocessing.get_context("spawn").Process(target=_write, args=(Path(folder), cases, nights))
        writer.start()
        writer.join()
        past = Past(unit.store, start(unit.store, "night", SITE, (unit.site.as_of(TONIGHT),)))
        take_in(unit, past, pull(unit, past))
        own = lines_before(past, unit.site.as_of(TONIGHT))
        consignments = past.table("consignments", TABLES["consignments"].schema).to_pyarrow()
    votes: dict[str, Counter[str]] = {}
    for example in own:
        votes.setdefault(example.text, Counter())[example.hs4] += example.weight
    seen = sorted((text, counted.most_common(1)[0][0]) for text, counted in votes.items())
    print(f"{cases} cases a night, {nights} nights: {len(own):,} own texts with a heading\n")
    accuracy(own, seen)
    shares(consignments)
    speed()


if __name__ == "__main__":
    main(*(int(word) for word in (sys.argv[1:] or ("700", "20"))))

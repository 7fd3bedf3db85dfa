"""How far the reasons of a lake's lists can be trusted: `python -m benchmarks.reasons [LAKE] [SITE ...]`.

For the last night of each site: facts a line, whether their numbers are those of the stored Parquet, whether
contributions add up, whether the named facts are what moves the score, and whether their order is stable.
The region is fictitious; so are the facts.
"""

import math
import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import kendalltau

from features.catalogue import FEATURES
from flows.choose import Chosen, Night, rules, told
from flows.described import stored
from flows.unit import Unit, open_unit
from lake.past import Past
from lake.runs import committed
from lake.sites import names
from measures.arrays import Floats
from models import ranker, registry
from models.explain import contributions
from models.inputs import inputs
from models.model import Model
from targets.blanks import claimed
from targets.listing import Copy, Line, Listing
from targets.target import Plan

DRAWS = 20
"""Random sets of as many known features, to compare the named ones with."""
JITTER = 0.01
SEED = 7
RATES = ("yes/no", "count")


@dataclass(frozen=True)
class Written:
    """A list of a lake with the tables it was written from."""

    listing: Listing
    features: pa.Table
    model: Model


def last_list(unit: Unit) -> Written | None:
    """The newest list that a model ranked, written anew for a supervisor."""
    run = next((r for r in reversed(committed(unit.store)) if r.kind == "night"), None)
    if run is None or run.hashes["model"] == "none":
        return None
    past = Past(unit.store, run)
    cases, features = stored(unit, past, run.as_of)
    parts = {name: part for name in ("scores", "targets") if (part := run.part(name))}
    scores, lines = unit.store.read(parts["scores"]), unit.store.read(parts["targets"])
    night = Night(cases, features, rules(unit, run, cases, features), scores)
    chosen = Chosen(Plan(unit.site, run.as_of, "benchmark"), lines)
    listing = told(unit, run, night, chosen)("en", Copy(supervisor=True))
    return Written(listing, features, registry.load(unit.store.folder, run.hashes["model"]))


def main() -> None:
    """Print the figures of each site."""
    lake = Path(sys.argv[1] if len(sys.argv) > 1 else "var/lake")
    for site in sys.argv[2:] or names():
        found = last_list(open_unit(lake, site))
        print(f"{site}: " + ("no list that a model ranked" if found is None else ""))
        if found is not None:
            report(found)


def report(found: Written) -> None:
    """Print what holds of one list."""
    explained = [line for line in found.listing.lines if line.groups]
    count = [len(line.of("for")) for line in explained]
    print(f"  lines {len(found.listing.lines)}, explained by the model {len(explained)}")
    print(f"  facts for a line: {min(count)} to {max(count)}, 3 to 5 on {share([3 <= n <= 5 for n in count])}")
    print(f"  with one against: {share([len(line.of('against')) == 1 for line in explained])}")
    print(f"  numbers equal to the stored Parquet: {share(list(digits(found, explained)))} of facts")
    print(f"  comparisons with fewer than 20 cases: {sum(few(line) for line in explained)}")
    named, jittered = [], []
    for aim in sorted({line.target["aim"] for line in explained}):
        lines = [line for line in explained if line.target["aim"] == aim]
        if found.model.aims[aim].booster is not None:
            named += list(moved(found, aim, lines))
            jittered += list(stable(found, aim, lines))
    if named:
        print(f"  deleting the named facts moves the score more than random ones: {share(named)} of lines")
        taus = np.array(jittered)
        print(f"  order of groups under 1 % jitter: Kendall tau mean {taus.mean():.3f}, >= .8 on {share(taus >= 0.8)}")


def share(values: list[bool] | Floats) -> str:
    """A share with its count."""
    array = np.asarray(values, dtype=float)
    return f"{array.mean():.1%} of {len(array)}" if len(array) else "none"


def digits(found: Written, lines: list[Line]) -> "Floats":
    """Whether each fact's value, comparison and count are those of the features as they are stored."""
    rows = {row["case_id"]: row for row in found.features.to_pylist()}
    same = []
    for line in lines:
        row = rows[line.target["case_id"]]
        for fact in (*line.of("for"), *line.of("against")):
            if (fact.feature or "").startswith("blank_"):
                continue  # what is missing has no number of its own
            told_n = row.get(f"{fact.feature}__n")
            pairs = ((fact.value, row[fact.feature]), (fact.usual, row.get(f"{fact.feature}__usual")),
                     (fact.n, None if told_n is None else int(told_n)))  # fmt: skip
            same.append(all(a == (None if isinstance(b, float) and math.isnan(b) else b) for a, b in pairs))
    return np.array(same, dtype=float)


def few(line: Line) -> int:
    """Facts of a line that compare with fewer than 20 cases."""
    return sum(fact.usual is not None and fact.n is not None and fact.n < 20 for fact in line.of("for"))


def asked(found: Written, lines: list[Line]) -> pa.Table:
    """The features of the lines, in their order."""
    wanted = pa.array([line.target["case_id"] for line in lines])
    return found.features.take(pc.index_in(wanted, found.features["case_id"].combine_chunks()))


def moved(found: Written, aim: str, lines: list[Line]) -> "Floats":
    """Whether the margin moves more when the named facts are made ordinary than when as many random ones are.

    Ordinary is the median of the night, for a value that is known as for one that is not. The random sets are drawn
    from the inputs that are not named.
    """
    model, rng = found.model, np.random.default_rng(SEED)
    text, columns = model.aims[aim].booster, inputs(found.model, aim, asked(found, lines))
    if text is None:
        return np.empty(0)
    every = inputs(model, aim, found.features)
    every[:, np.isnan(every).all(axis=0)] = 0.0
    usual = np.nanmedian(every, axis=0)
    before, more = ranker.margins(text, model.inputs, columns), []
    for place, line in enumerate(lines):
        named = sorted({at for fact in line.of("for") for at in places(model, aim, fact.feature or "", line)})
        others = [at for at in range(columns.shape[1]) if at not in named]
        sets = [named, *(rng.choice(others, min(len(named), len(others)), replace=False) for _ in range(DRAWS))]
        without = np.repeat(columns[[place]], len(sets), axis=0)
        for at, gone in enumerate(sets):
            without[at, gone] = usual[gone]
        change = np.abs(ranker.margins(text, model.inputs, without) - before[place])
        more.append(change[0] > change[1:].mean())
    return np.array(more, dtype=float)


def places(model: Model, aim: str, fact: str, line: Line) -> list[int]:
    """Places of the inputs that tell a fact: its feature, how far it lies from usual, risks of keys that it says."""
    facts = {fact}
    if fact.startswith("blank_"):
        row = {**line.known.features, **line.known.case}
        facts = set(claimed(row, line.known.parts)[fact.removeprefix("blank_")])
    own = [at for at, name in enumerate(model.features) if name in facts or name.removesuffix("_far") in facts]
    keys = enumerate(model.encodings, len(model.features))
    return own + [at for at, one in keys if one.says[aim] in facts]


def stable(found: Written, aim: str, lines: list[Line]) -> "Floats":
    """Kendall's tau between the order of groups as it is and with every measured number moved by up to 1 %."""
    rng, table = np.random.default_rng(SEED), asked(found, lines)
    shaken = table
    for feature in FEATURES:
        column = table[feature.name]
        if pa.types.is_floating(column.type) and feature.unit not in RATES:
            by = pa.array(1 + rng.uniform(-JITTER, JITTER, len(column)))
            shaken = shaken.set_column(
                shaken.schema.get_field_index(feature.name), feature.name, pc.multiply(column, by)
            )
    one, other = (groups(found.model, contributions(found.model, aim, t)[0]) for t in (table, shaken))
    return np.array([float(kendalltau(a, b).statistic) for a, b in zip(one, other, strict=True)])


def groups(model: Model, values: Floats) -> Floats:
    """Contributions summed by group, (n, groups)."""
    group = {feature.name: feature.group for feature in FEATURES}
    of = [group.get(name.removesuffix("_far"), group.get(name, "")) for name in model.features]
    return np.column_stack(
        [values[:, [at for at, g in enumerate(of) if g == name]].sum(axis=1) for name in sorted(set(of))]
    )


if __name__ == "__main__":
    main()

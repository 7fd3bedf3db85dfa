"""Declarations through the project's own rooms: canonical tables, cases, features, training, scores; and two protocols.

What belongs here: which rows are learned from under each protocol, and the way of rows through a lake. Source of the
protocols: BENCHMARK. What each column of a file means is in simulation/declarations.py.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from flows.labelled import labelled
from flows.nightly import prepared
from flows.unit import Recorder, Unit
from lake import sites
from lake.past import Past
from lake.runs import commit, start
from lake.store import ordered
from lake.tables import TABLES
from simulation import declarations
from simulation.declarations import DEPARTURE, HS, MASS, ORIGIN, RATE, TAX

Protocol = Literal["published", "disjoint"]
PROTOCOLS: tuple[Protocol, ...] = ("published", "disjoint")
TUPLE = (HS, DEPARTURE, ORIGIN, RATE, TAX, MASS)
"""What the generator of the public declarations copied whole, with the label."""
SETTINGS_OF = "almaty"
"""The site whose settings (methods, capacity) the unit of a benchmark has."""


@dataclass(frozen=True)
class Described:
    """Rows as a model learns from them and is asked about them.

    Attributes:
        learned: training rows (models/training_rows.py).
        asked: features of the tested rows, in the order of the file.
        as_of: the first moment of the test: nothing known at or after it is learned from.
    """

    learned: pa.Table
    asked: pa.Table
    as_of: datetime


def tuples(rows: pa.Table) -> pa.Array:
    """Return the copied tuple of each row as one text."""
    texts = [pc.fill_null(rows[name].cast(pa.string()), "") for name in TUPLE]
    return pc.binary_join_element_wise(*texts, "|").combine_chunks()


def learned_from(train: pa.Table, test: pa.Table, protocol: Protocol) -> pa.Table:
    """Return the training rows of a protocol: all, or those whose tuple is not among the tested ones."""
    if protocol == "published":
        return train
    return train.filter(pc.invert(pc.is_in(tuples(train), pc.unique(tuples(test)))))


def described(train: pa.Table, test: pa.Table) -> Described:
    """Take declarations through a lake of their own, night by night, and return what is known of each.

    Results of the tested rows never come home, so nothing that is known of a row has seen one. Every row is described
    as of the cut-off of its day.

    Args:
        train: rows of simulation/declarations.read whose results are known.
        test: later rows.

    Raises:
        ValueError: the test does not begin after the last day of training.
    """
    if pc.max(train[declarations.DAY]).as_py() >= pc.min(test[declarations.DAY]).as_py():
        raise ValueError("the test must begin after the last day that is trained on")
    site = declarations.site_of(sites.load(SETTINGS_OF))
    rows = pa.concat_tables([train, test])
    with TemporaryDirectory() as folder:
        unit = Unit(site, Path(folder))
        run = start(unit.store, "backfill", site.name, declarations.moments(rows, site))
        for name, table in declarations.tables(rows, train, site).items():
            run.parts.append(unit.store.write(name, ordered(table, TABLES[name].key), run.run_id))
        _, features = prepared(unit, Past(unit.store, run), Recorder(run))
        commit(unit.store, run)
        as_of = declarations.moments(test, site)[0]
        learned = labelled(unit, Past(unit.store, start(unit.store, "training", site.name, (as_of,))))
    return Described(learned, _asked(features, declarations.case_ids(test)), as_of)


def _asked(features: pa.Table, case_ids: pa.Array) -> pa.Table:
    """The features of some cases as of their first moment, in the order that they are asked for."""
    rows = features.sort_by([("as_of", "ascending"), ("case_id", "ascending")])
    return rows.take(pc.index_in(case_ids, rows["case_id"].combine_chunks()))

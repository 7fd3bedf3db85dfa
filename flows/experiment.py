"""An experiment of a data scientist: a training with features of one's own, that no gate judges and nobody appoints.

It reads what the nights stored and is written beside the trainings, so that `accu compare` and MLflow show it.
"""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from features.catalogue import FEATURES, columns
from features.feature import Feature
from features.memory import ROW
from flows.bench import Told, ask, keep_evidence
from flows.described import describe_anew
from flows.labelled import labelled
from flows.training import Learned, settings
from flows.unit import Unit
from lake.past import Past
from lake.runs import commit, lock, stamp, start
from lake.tables import WATCH_HITS
from models import registry
from models.evidence import Asked
from models.matrix import moments
from models.train import train


def experiment(unit: Unit, as_of: datetime, asked: Asked, features: Sequence[Feature] = FEATURES) -> Learned:
    """Train and test with some features as `training` does, and keep what came of it; the champion stays who it is.

    A feature that is declared nowhere is described for the stored nights by the code of the night.

    Args:
        unit: the unit.
        as_of: the moment of the training.
        asked: the question, and which variant of the answer this is.
        features: the inputs, of the catalogue or one's own, in any order.

    Raises:
        ValueError: there are too few results to learn from.
    """
    inputs = sorted(features, key=lambda feature: feature.name)
    with lock(unit.store):
        run = start(unit.store, "experiment", unit.site.name, (as_of,))
        past = Past(unit.store, run)
        rows = labelled(unit, past)
        if own := [feature for feature in inputs if feature.name not in rows.column_names]:
            rows = described_with(unit, past, rows, own)
        how = settings(unit, as_of)
        trained = train(rows, inputs, how)
        if not trained.model.able:
            raise ValueError(f"too few results before {as_of.isoformat()} to learn from: {trained.model.notes}")
        sha = registry.save(unit.store.folder, trained.model)
        run.parts.append(unit.store.write("training_rows", rows, run.run_id))
        run.counts |= {"labelled": rows.num_rows, "question": asked.question, "variant": asked.variant}
        run.hashes["model"] = sha
        keep_evidence(unit, run, Told(trained, sha, rows, inputs, how))
        ask(unit, run.run_id, asked)
        commit(unit.store, run)
    return Learned(run, trained, sha, run.parts[0].sha256, champion=False, verdict=None)


def described_with(unit: Unit, past: Past, rows: pa.Table, features: Sequence[Feature]) -> pa.Table:
    """Return training rows with the columns of further features, each as of the moment that its row speaks for.

    All stored cases of those moments are described: a case is also described by the others of its moment.
    """
    nights = [stamp(moment) for moment in pc.unique(rows["as_of"]).to_pylist()]
    cases, hits = (
        pa.concat_tables([unit.store.read(past.parts(name)[at]) for at in sorted(nights)])
        for name in ("cases", WATCH_HITS.name)
    )
    found = describe_anew(unit, past, cases, hits, features)
    place = {key: row for row, key in enumerate(zip(*_keys(found), strict=True))}
    taken = pa.array([place[key] for key in zip(*_keys(rows), strict=True)])
    for name in columns(features):
        rows = rows.append_column(name, found[name].take(taken))
    return rows


def _keys(table: pa.Table) -> tuple[list[int], list[str]]:
    moment, case = ROW
    return np.asarray(moments(table[moment])).tolist(), table[case].to_pylist()

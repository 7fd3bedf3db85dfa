"""Labels joined to the stored features that an officer's list could have had when the decision was taken."""

from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from measures.arrays import Bools
from models.matrix import moments, truths


def training_rows(features: pa.Table, labels: pa.Table, as_of: datetime) -> pa.Table:
    """Return one row an inspected case: its label and its features of the last run before the decision.

    Nothing known at or after `as_of` enters. A case without a run before its decision has no row.

    Args:
        features: as_of, case_id and a column a feature, of any number of runs, in any order.
        labels: what models.labels.label returned.
        as_of: the moment of the training, UTC.

    Returns:
        The columns of `features`, then those of `labels` without case_id; ordered by as_of and case_id.

    Raises:
        ValueError: `features` has two rows for one moment and case.
    """
    labels = labels.filter(pc.less(labels["known_at"], pa.scalar(as_of, labels["known_at"].type)))
    features = features.filter(pc.is_in(features["case_id"], labels["case_id"].combine_chunks()))
    features = features.sort_by([("case_id", "ascending"), ("as_of", "ascending")])
    label_of = pc.index_in(features["case_id"], labels["case_id"].combine_chunks()).to_numpy().astype(np.int64)
    described = moments(features["as_of"])
    same_case = label_of[1:] == label_of[:-1]
    if np.any(same_case & (described[1:] == described[:-1])):
        raise ValueError("the features have two rows for one moment and case")
    before = np.flatnonzero(described <= moments(labels["decided_at"])[label_of])
    last = before[np.append(label_of[before][1:] != label_of[before][:-1], True)] if len(before) else before
    rows, told = features.take(last), labels.take(label_of[last])
    for name in labels.column_names:
        if name != "case_id":
            rows = rows.append_column(name, told[name])
    return rows.sort_by([("as_of", "ascending"), ("case_id", "ascending")])


def settled(rows: pa.Table, aim: str) -> Bools:
    """Return (n,) where a clear would have been a label of the aim as well; everywhere where the rows do not say."""
    name = f"settled_{aim}"
    return truths(rows[name]) > 0 if name in rows.column_names else np.ones(rows.num_rows, dtype=bool)

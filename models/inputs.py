"""What the trees of a model see of a features table: the features, then the risks of keys. Said once, here."""

import numpy as np
import pyarrow as pa

from measures.arrays import Floats
from models.encodings import applied, keyed
from models.matrix import matrix
from models.model import Model


def inputs(model: Model, aim: str, features: pa.Table) -> Floats:
    """Return (n, k + e) the inputs of the trees of `aim`, columns in the order of `model.inputs`.

    Args:
        model: the model.
        aim: illicit or revenue; without trees of its own the risks are not there, and only features are returned.
        features: as_of, case_id, the features and the texts that keys are made of.

    Raises:
        ValueError: a feature or a key is no column of the table.
    """
    columns = matrix(features, model.features)
    risks = model.aims[aim].risks
    return np.column_stack([columns, applied(keyed(features, model.encodings), risks)]) if risks else columns

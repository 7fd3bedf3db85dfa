"""Binds a trained model to `Explain`: the one place of this room that knows models/."""

import pyarrow as pa

from models.explain import contributions
from models.model import Model
from targets.reasons import Explain


def explained_by(model: Model) -> Explain:
    """Return the model's contributions as reasons need them.

    An aim without trees gives every case the same margin: what orders the list is then the other aim,
    so that one explains; without any trees nothing does.
    """
    trained = [aim for aim, fitted in sorted(model.aims.items()) if fitted.booster is not None]

    def explain(aim: str, rows: pa.Table) -> pa.Table:
        if not trained:
            return pa.table({name: pa.array([0.0] * rows.num_rows, pa.float64()) for name in model.features})
        values, _ = contributions(model, aim if aim in trained else trained[0], rows)
        return pa.table({name: values[:, place] for place, name in enumerate(model.features)})

    return explain

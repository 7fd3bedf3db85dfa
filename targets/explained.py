"""Binds a trained model to `Explain`: the one place of this room that knows a model."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from features.feature import Feature
from models.cold_start import stands_out
from models.explain import contributions
from models.model import Model
from targets.reasons import Explain


def explained_by(model: Model | None, features: pa.Table, catalogue: Sequence[Feature]) -> Explain:
    """Return the model's contributions as reasons need them; without a model, in what each case stands out.

    Args:
        model: the champion, or None in a cold start.
        features: every case of the run, which a cold start compares with.
        catalogue: the declared features.

    An aim without trees gives every case the same margin: what orders the list is then the other aim,
    so that one explains.
    """
    if model is None or not model.able:
        return _cold(stands_out(features, catalogue))
    trained = [aim for aim, fitted in sorted(model.aims.items()) if fitted.booster is not None]

    def explain(aim: str, rows: pa.Table) -> pa.Table:
        values, _ = contributions(model, aim if aim in trained else trained[0], rows)
        return pa.table({name: values[:, place] for place, name in enumerate(model.features)})

    return explain


def _cold(apart: pa.Table) -> Explain:
    def explain(aim: str, rows: pa.Table) -> pa.Table:
        del aim
        place = pc.index_in(rows["case_id"].combine_chunks(), apart["case_id"].combine_chunks())
        return apart.drop_columns("case_id").take(place)

    return explain

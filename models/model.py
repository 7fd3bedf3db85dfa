"""What a model is: trees and a calibration an aim, over one list of features. Plain values; nothing is loaded here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from models.calibration import Calibration
from models.encodings import Encoding, Risks

Trees = Literal["own", "pooled", "none"]


@dataclass(frozen=True)
class AimModel:
    """What was learned for one aim.

    Attributes:
        trees: own (of this aim's hits), pooled (of any hit, as this aim has too few), none.
        booster: LightGBM's native text; None when `trees` is none.
        calibration: from the margin to the probability of this aim.
        base_rate: share of hits among the labelled rows; null without rows.
        rows: labelled rows of this aim.
        positives: hits among them.
        risks: what the trees were fitted with for each encoding of the model, in its order; empty without trees.
    """

    trees: Trees
    booster: str | None
    calibration: Calibration
    base_rate: float | None
    rows: int
    positives: int
    risks: tuple[Risks, ...] = ()


@dataclass(frozen=True)
class Model:
    """One unit's model.

    Attributes:
        features: the names of the features, in order: the first inputs of the trees.
        aims: illicit and revenue.
        hits_by_family: training hits of each family; they weigh the severities of an aim with several.
        trained_as_of: nothing known at or after it was learned from.
        notes: plain English sentences for whoever approves it.
        encodings: the inputs after the features: risks of keys.
    """

    features: tuple[str, ...]
    aims: dict[str, AimModel]
    hits_by_family: dict[str, int]
    trained_as_of: datetime
    notes: tuple[str, ...]
    encodings: tuple[Encoding, ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the trees' inputs, in order: features, then encodings."""
        return (*self.features, *(encoding.name for encoding in self.encodings))

    @property
    def able(self) -> bool:
        """False when no aim has trees: then the cold start ranks."""
        return any(aim.booster is not None for aim in self.aims.values())

"""What a rule is: a sentence with a source, an owner and dates."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import ibis


@dataclass(frozen=True)
class Indicator:
    """A rule that an officer can cite.

    Attributes:
        name: Slug; stands on the list.
        fires: Ibis deferred boolean over the columns of a case and of its features; null does not fire.
        reason: English sentence; {column} is any column of a case or of its features; {column:.0%} is formatted
            as Python does.
        source: where the rule comes from; an assumption of this project is named as one.
        owner: who may change it.
        valid_from: first day it holds.
        valid_to: last day it holds; None while it does.
        action: mandatory stands before the model's order, review is shown and may ask for it, facilitate speaks for it.
        family: document, prohibited, security or revenue: what it is about.
    """

    name: str
    fires: ibis.Deferred
    reason: str
    source: str
    owner: str
    valid_from: date
    valid_to: date | None
    action: Literal["review", "mandatory", "facilitate"]
    family: Literal["document", "prohibited", "security", "revenue"]

    def holds(self, day: date) -> bool:
        """Whether the rule is in force on `day`; both of its dates are."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

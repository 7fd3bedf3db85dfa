"""The columns of the list, declared like every table of the lake, and the plan that a list is drawn up by."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa

from lake.capacity import KINDS
from lake.column import Column, Table
from lake.sites import Site
from models.labels import AIMS

CHOSEN_AS = ("criteria", "model", "random")
ACTIONS = KINDS
STATES = ("new", "kept", "changed")

TARGETS = Table(
    "targets",
    "A line of the list of one shift; a later list of the same shift is a revision of it.",
    ("as_of", "line"),
    (
        Column("list_id", "string", "site-day of the shift; the same in all its revisions.", required=True),
        Column("revision", "int64", "1 for the night's list, then 2, 3, ...", required=True, minimum=1),
        Column("line", "int64", "Line; a line handed out keeps its number.", required=True, minimum=1),
        Column("as_of", "timestamp", "The moment of the run that drew up this revision.", required=True),
        Column("case_id", "string", "The case.", required=True),
        Column(
            "selected_as",
            "string",
            "criteria is a mandatory rule, or an order of the declaration system (`ordered`).",
            required=True,
            one_of=CHOSEN_AS,
        ),
        Column(
            "selection_probability",
            "float64",
            "Of a random line, when it was drawn: lines drawn / cases drawn from, those not listed that could still be "
            "opened; 1 for a line that was taken.",
            minimum=0,
            maximum=1,
        ),
        Column(
            "draw",
            "float64",
            "The number in [0, 1) that the seed gave a random line, its order within its stratum; else null.",
            minimum=0,
            maximum=1,
        ),
        Column(
            "priority",
            "float64",
            "Sum over aims of probability x severity where the model ranks alone; else a place, 0 to 1, of one night: "
            "models/blend.py; null when not scored.",
        ),
        Column("probability_illicit", "float64", "Calibrated; null when not scored.", minimum=0, maximum=1),
        Column("probability_revenue", "float64", "Calibrated; null when not scored.", minimum=0, maximum=1),
        Column("margin_illicit", "float64", "Raw output of the model."),
        Column("margin_revenue", "float64", "Raw output of the model."),
        Column("basis", "string", "What the priority rests on.", one_of=("model", "blended", "cold_start")),
        Column(
            "model_weight",
            "float64",
            "What the model weighs in the priority: 1 alone, 0 a cold start; null when not scored.",
            minimum=0,
            maximum=1,
        ),
        Column("aim", "string", "The aim that weighs more in the priority.", required=True, one_of=tuple(AIMS)),
        Column("action", "string", "What is proposed within the shift's capacity.", required=True, one_of=ACTIONS),
        Column("minutes", "float64", "Of officers' time that are planned for it; null on a line of before.", minimum=0),
        Column("batch", "string", "What it is presented to the x-ray with: a ULD, a bag or a master; null alone."),
        Column("ordered", "bool", "True when the declaration system ordered its inspection."),
        Column("flight_id", "string", "The flight; null when not known."),
        Column("last_chance_at", "timestamp", "Until when it can be held; null when not known."),
        Column("state", "string", "Against the revision before.", required=True, one_of=STATES),
        Column("standby", "bool", "True when a later line took its place in the capacity.", required=True),
    ),
)


@dataclass(frozen=True)
class Plan:
    """What a list is drawn up by.

    Attributes:
        site: capacity, random share and severity come from it.
        as_of: the moment of the run, UTC.
        seed: secret of the site; with it anyone can repeat the draw, without it nobody can foresee it.
        previous: TARGETS of the revision before, of the same shift; None for the night's list.
        before: lists of this shift handed out before this moment, also such as had no line.
    """

    site: Site
    as_of: datetime
    seed: str
    previous: pa.Table | None = None
    before: int = 0

    @property
    def day(self) -> date:
        """The shift."""
        return self.site.day_of(self.as_of)

    @property
    def list_id(self) -> str:
        """The list's id: one for all revisions of a shift."""
        return f"{self.site.name}-{self.day.isoformat()}"

    @property
    def revision(self) -> int:
        """Number of this revision, from 1."""
        if self.previous is None:
            return self.before + 1
        return max(self.before, 1, *self.previous["revision"].to_pylist()) + 1

    @property
    def random_lines(self) -> int:
        """Lines to draw at random, of the cases not listed that can still be opened before their last chance."""
        return self.site.random_lines

    @property
    def start(self) -> float:
        """Where the draw over the strata starts, in [0, 1): no case has the empty id."""
        return self.draw("")

    def draw(self, case_id: str, purpose: str = "") -> float:
        """Return the case's number in [0, 1), the same in any order and on any machine; another for each purpose."""
        said = f"{self.list_id}/{case_id}" + (f"\n{purpose}" if purpose else "")
        digest = hmac.digest(self.seed.encode(), said.encode(), "sha256")
        return int.from_bytes(digest[:6], "big") / 2**48

"""What a shift can do: officers, equipment, and the kinds of inspection with what they take and what they find."""

from collections import Counter
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from lake.findings import FINDINGS

Method = Literal["documents", "xray", "canine", "partial_opening", "full_opening", "uld_breakdown"]
KindName = Literal["documents", "xray", "canine", "partial_opening", "full_opening", "uld_breakdown", "second_look"]
KINDS: tuple[KindName, ...] = get_args(KindName)
"""The methods of an inspection, and a second look at an image that was taken anyway."""
FAMILIES = tuple(FINDINGS)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Kind(_Strict):
    """A kind of inspection.

    Attributes:
        kind: one of KINDS.
        minutes: from its begin to its end, of one consignment; its last chance must not come before.
        setup_minutes: once for what is presented together (one ULD, bag or master), beside `minutes` for each.
        officers: so many are bound for these minutes.
        equipment: the name of what is bound likewise; null needs none.
        at_most: in one shift.
    """

    kind: KindName
    minutes: float = Field(gt=0, le=720)
    setup_minutes: float = Field(0, ge=0, le=720)
    officers: int = Field(1, ge=1)
    equipment: str | None = None
    at_most: int = Field(ge=0)

    @property
    def officer_minutes(self) -> float:
        """Minutes of officers' time for one consignment, without what is set up once."""
        return self.minutes * self.officers


class Equipment(_Strict):
    """Machines or teams of one kind: `count` of them, each for `hours` of the shift."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    count: int = Field(1, ge=1)
    hours: float = Field(gt=0, le=24)

    @property
    def minutes(self) -> float:
        """Minutes of all of them."""
        return self.count * self.hours * 60


class Capacity(_Strict):
    """What one shift can do.

    Attributes:
        officers: of the shift.
        hours: of the shift.
        inspecting: share of the officers' hours for inspections; the rest is profiling, reports, handing over.
        list_lines: the length of the list: all that is asked of a shift.
        equipment: machines and dog teams, with hours of their own.
        kinds: of inspection, each once.
        finds: share of what is there that a kind finds, by family; a kind that is not named finds nothing.
        finds_source: where these shares come from.
    """

    officers: int = Field(ge=1)
    hours: float = Field(12, gt=0, le=24)
    inspecting: float = Field(0.6, gt=0, le=1)
    list_lines: int = Field(ge=1, le=300)
    equipment: tuple[Equipment, ...] = ()
    kinds: tuple[Kind, ...] = Field(min_length=1)
    finds: dict[str, dict[KindName, float]]
    finds_source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> "Capacity":
        for what, named in (
            ("kinds", Counter(one.kind for one in self.kinds)),
            ("equipment", Counter(one.name for one in self.equipment)),
        ):
            if twice := sorted(name for name, count in named.items() if count > 1):
                raise ValueError(f"{what} named twice: {', '.join(twice)}")
        known = {one.name for one in self.equipment}
        if missing := sorted({one.equipment for one in self.kinds if one.equipment} - known):
            raise ValueError(f"kinds need equipment that is not there: {', '.join(missing)}")
        if self.kind("full_opening") is None:
            raise ValueError("kinds must name full_opening: what was drawn at random is opened")
        if set(self.finds) != set(FAMILIES):
            raise ValueError(f"finds must name {', '.join(FAMILIES)} and no other")
        if any(not 0 <= share <= 1 for shares in self.finds.values() for share in shares.values()):
            raise ValueError("finds holds shares, from 0 to 1")
        return self

    def kind(self, name: str) -> Kind | None:
        """The kind of that name; None where the site has none."""
        return next((one for one in self.kinds if one.kind == name), None)

    def _at_most(self, *names: KindName) -> int:
        return sum(one.at_most for one in self.kinds if one.kind in names)

    @property
    def openings(self) -> int:
        """Openings that a shift can do, partial ones too."""
        return self._at_most("partial_opening", "full_opening")

    @property
    def xrays(self) -> int:
        """X-rays that a shift can do."""
        return self._at_most("xray")

    @property
    def officer_minutes(self) -> float:
        """Minutes for the lines of a list: those of inspections without what breaking ULDs down would take."""
        kept = sum(one.at_most * one.officer_minutes for one in self.kinds if one.kind == "uld_breakdown")
        return max(0.0, self.officers * self.hours * 60 * self.inspecting - kept)

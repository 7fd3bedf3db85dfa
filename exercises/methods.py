"""The methods of smuggling: each is a TOML of exercises/methods/, so that a new one needs no code."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from exercises.world import world
from lake.findings import family_of

METHODS = Path(__file__).parent / "methods"
Range = tuple[float, float]
Share = Annotated[float, Field(ge=0, le=1)]


class MethodError(ValueError):
    """A method's TOML is wrong; the message names all faults of all files together."""


class Way(BaseModel):
    """How a bad consignment is made from an honest one: exercises/methods/README.md says each field."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    consignor: Literal["kept", "new", "ring", "hijacked", "private", "platform"] = "kept"
    consignee: Literal["kept", "new", "ring"] = "kept"
    ring: int = Field(default=3, ge=1, le=50)
    goods: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    vague: Share = 0.0
    pieces: tuple[int, int] | None = None
    kg_factor: Range = (1.0, 1.0)
    value_said: Share = 0.15
    value_factor: Range = (0.8, 1.2)
    below_limit: Share = 0.0
    hs_of: tuple[str, ...] = ()
    declares: tuple[str, ...] = ()
    kg_m3: Range | None = None
    origins: tuple[str, ...] = ()
    shared_phone: Share = 0.0
    shared_address: Share = 0.0
    pickup: Share = 0.0
    late: Share = 0.0
    between_legs: Share = 0.0
    changes: tuple[Literal["consignee", "text", "weight"], ...] = ("consignee",)
    forwarder_notify: Share = 0.0
    collect: Share = 0.0
    insured: Share = 0.0
    returned: Share = 0.0
    discrepancy: Share = 0.0
    handler: str | None = None
    shift: int | None = Field(default=None, ge=0, le=2)
    transit: bool = False

    @model_validator(mode="after")
    def _known_words(self) -> "Way":
        unknown = [name for name in (*self.goods, *self.hs_of, *self.declares) if name not in world().goods]
        unknown += [self.handler] if self.handler and self.handler not in world().words["handlers"] else []
        unknown += [code for code in self.origins if code not in world().airports]
        if unknown:
            raise ValueError(f"the world does not know {', '.join(unknown)}")
        ranges = {"kg_factor": self.kg_factor, "value_factor": self.value_factor, "kg_m3": self.kg_m3 or (1.0, 1.0)}
        for name, (low, high) in ranges.items():
            if not 0 < low <= high:
                raise ValueError(f"{name} is not a range above 0: {low}, {high}")
        if self.pieces and not 1 <= self.pieces[0] <= self.pieces[1]:
            raise ValueError(f"pieces is not a range from 1: {self.pieces}")
        return self


class Method(BaseModel):
    """One method: what is found, in which stream, how often, when, and how it moves when caught."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    family: str
    finding: str
    severity: float = Field(gt=0, le=3)
    stream: Literal["cargo", "courier", "mail", "export"]
    share: float = Field(gt=0, le=1)
    from_days_ago: int | None = Field(default=None, ge=0)
    to_days_ago: int | None = Field(default=None, ge=0)
    from_day: date | None = Field(default=None, alias="from")
    to_day: date | None = Field(default=None, alias="to")
    trace: bool = True
    concealment: str
    caught_before_move: int | None = Field(default=None, ge=1)
    way: Way = Way()
    then: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _agrees(self) -> "Method":
        if family_of(self.finding) != self.family:
            raise ValueError(f"finding {self.finding!r} is not of family {self.family}")
        if bool(self.then) != (self.caught_before_move is not None):
            raise ValueError("caught_before_move and [then] come together")
        if not self.trace and self.way != Way():
            raise ValueError("a method without a trace changes nothing")
        if (self.from_days_ago or 0) < (self.to_days_ago or 0) and self.from_days_ago is not None:
            raise ValueError(f"it ends before it begins: {self.from_days_ago} to {self.to_days_ago} days ago")
        if self.from_day and self.to_day and self.to_day < self.from_day:
            raise ValueError(f"it ends before it begins: {self.from_day} to {self.to_day}")
        self.way_after(self.caught_before_move or 0)
        return self

    def active(self, day: date, last_day: date) -> bool:
        """True when the method is used on `day` of an exercise that ends on `last_day`: all its limits hold."""
        ago = (last_day - day).days
        begun = (self.from_days_ago is None or ago <= self.from_days_ago) and (
            not self.from_day or self.from_day <= day
        )
        ended = (self.to_days_ago is not None and ago < self.to_days_ago) or (
            self.to_day is not None and self.to_day < day
        )
        return begun and not ended

    def moves(self, caught: int) -> int:
        """How often the method has moved after `caught` hits: each move brings new shells and phones."""
        return caught // self.caught_before_move if self.caught_before_move else 0

    def way_after(self, caught: int) -> Way:
        """The way of doing it after `caught` hits: `then` replaces fields of `way`."""
        if not self.moves(caught):
            return self.way
        return Way.model_validate({**self.way.model_dump(), **self.then})


def load_methods(folder: Path = METHODS, own: Path | None = None) -> tuple[Method, ...]:
    """Read every method, in order of name.

    Args:
        folder: of the methods, one TOML each.
        own: of a unit's own; each is added, or replaces the one whose file has its name.

    Raises:
        MethodError: with all faults of all files in one message; or `own` is no folder with a TOML in it.
    """
    paths = {path.name: path for path in folder.glob("*.toml")}
    added = {path.name: path for path in own.glob("*.toml")} if own else {}
    if own and not added:
        raise MethodError(f"there is no method in {own}: one TOML each, as exercises/methods/README.md says")
    methods, faults = [], []
    for _, path in sorted((paths | added).items()):
        try:
            methods.append(Method.model_validate({"name": path.stem, **tomllib.loads(path.read_text("utf-8"))}))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            faults.append(f"{path.name} is not TOML: {error}")
        except ValidationError as error:
            faults += [f"{path.name}: {'.'.join(map(str, e['loc'])) or 'method'}: {e['msg']}" for e in error.errors()]
    if faults:
        raise MethodError(f"{len(faults)} fault(s): " + "; ".join(faults))
    return tuple(methods)

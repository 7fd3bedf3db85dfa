"""A unit's settings: one TOML a site, read once, with all errors reported together."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from lake.findings import FINDINGS

SITES = Path(__file__).parent.parent / "sites"
Held = Literal["cargo", "courier", "mail", "transit", "export"]
HELD = get_args(Held)
Method = Literal["documents", "xray", "canine", "partial_opening", "full_opening", "uld_breakdown"]
FAMILIES = tuple(FINDINGS)


class SiteError(ValueError):
    """A site is unknown or its TOML is wrong; the message is one that a user can act on."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Feed(_Strict):
    """Where messages come from. A relative URL is a folder below the lake's folder of the site."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    url: str
    holds: Literal["messages", "tabular", "outcome"]
    mapping: str | None = None
    required: bool = True

    @model_validator(mode="after")
    def _tabular_needs_mapping(self) -> "Feed":
        if (self.holds == "tabular") != (self.mapping is not None):
            raise ValueError(f"feed {self.name}: a tabular feed, and only one, names a mapping")
        return self


class Capacity(_Strict):
    """What one shift can do. `list_lines` is the length of the list: all that is asked of a shift."""

    officers: int = Field(ge=1)
    openings: int = Field(ge=1)
    xrays: int = Field(ge=0)
    list_lines: int = Field(ge=1, le=300)


class Threshold(_Strict):
    """A limit of the law, with its dates and where it stands."""

    name: str
    amount: float = Field(gt=0)
    unit: str
    valid_from: date
    valid_to: date | None = None
    source: str


class Site(_Strict):
    """One unit. Times of day are in `timezone`; hours are hours."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    airports: tuple[str, ...] = Field(min_length=1)
    country: str = Field(pattern=r"^[A-Z]{2}$")
    timezone: str
    cutoff: time
    horizon_hours: int = Field(ge=1, le=168)
    language: str = "en"
    random_share: float = Field(gt=0, le=0.5)
    capacity: Capacity
    last_chance_hours: dict[Held, float]
    severity: dict[str, float]
    strong_methods: dict[str, tuple[Method, ...]]
    thresholds: tuple[Threshold, ...] = ()
    feeds: tuple[Feed, ...] = Field(min_length=1)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"no such time zone: {zone!r}") from error
        return zone

    @model_validator(mode="after")
    def _every_family(self) -> "Site":
        for name, given in (("severity", self.severity), ("strong_methods", self.strong_methods)):
            if set(given) != set(FAMILIES):
                raise ValueError(f"{name} must name {', '.join(FAMILIES)} and no other")
        if missing := [kind for kind in HELD if kind not in self.last_chance_hours]:
            raise ValueError(f"last_chance_hours misses {', '.join(missing)}")
        names = [feed.name for feed in self.feeds]
        if len(set(names)) < len(names):
            raise ValueError("two feeds have one name")
        return self

    def as_of(self, day: date) -> datetime:
        """The moment of the night's run for `day`: its cut-off hour in the site's own zone, as UTC."""
        return datetime.combine(day, self.cutoff, ZoneInfo(self.timezone)).astimezone(UTC)

    def day_of(self, as_of: datetime) -> date:
        """The shift that `as_of` belongs to: it opens at the cut-off and ends at the next one."""
        local = as_of.astimezone(ZoneInfo(self.timezone))
        return local.date() if local.timetz().replace(tzinfo=None) >= self.cutoff else local.date() - timedelta(days=1)

    def threshold(self, name: str, day: date) -> Threshold | None:
        """The limit `name` in force on `day`; None when there is none."""
        for limit in self.thresholds:
            if limit.name == name and limit.valid_from <= day and (limit.valid_to is None or day <= limit.valid_to):
                return limit
        return None


def names(folder: Path = SITES) -> list[str]:
    """The sites that have a TOML, in order."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def load(name: str, folder: Path = SITES) -> Site:
    """Read one site.

    Raises:
        SiteError: the site is unknown, or its TOML is wrong; all faults are named in one message.
    """
    path = folder / f"{name}.toml"
    if name not in names(folder):
        raise SiteError(f"unknown site {name!r}; there are: {', '.join(names(folder)) or 'none'}")
    try:
        return Site.model_validate({"name": name, **tomllib.loads(path.read_text("utf-8"))})
    except tomllib.TOMLDecodeError as error:
        raise SiteError(f"{path.name} is not TOML: {error}") from error
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, e['loc'])) or 'site'}: {e['msg']}" for e in error.errors()]
        raise SiteError(f"{path.name} has {len(faults)} fault(s): " + "; ".join(faults)) from error

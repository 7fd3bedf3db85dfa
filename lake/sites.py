"""A unit's settings: one TOML a site, read once, with all errors reported together."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from lake.capacity import FAMILIES, Capacity, Method

SITES = Path(__file__).parent.parent / "sites"
Held = Literal["cargo", "courier", "mail", "transit", "export"]
HELD = get_args(Held)
Language = Literal["en", "ru", "kk", "uz", "ka"]
INSTEAD = {"http": "https://", "ftp": "sftp://", "ssh": "sftp://"}
"""Schemes that send in the open, or that trust any server, and what to write."""


class SiteError(ValueError):
    """A site is unknown or its TOML is wrong; the message is one that a user can act on."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Feed(_Strict):
    """Where messages come from, and how they are pulled.

    Nothing secret stands here: who logs in, and with what, is in the environment (docs/operations.md, Feeds).

    Attributes:
        name: a word; it also names the feed's credentials, ACCU_FEED_<NAME>_USER and so on.
        url: a folder, a relative one below the lake's folder of the site; `sftp://host:port/folder`;
            `https://host/folder/` with a listing page, or `https://host/list.txt` with a name on each line; any other
            URL that fsspec knows is read with fsspec's own settings.
        holds: messages (any known format), tabular or outcome.
        mapping: of a tabular feed, its columns.
        required: the list says so when it brought nothing.
        include: patterns as `*.xml`, of which a name must fit one; with a slash they are held against the whole name.
        exclude: patterns that no name may fit.
        ready_suffix: FILE counts only when there is FILE + this, as `.done`, beside it.
        settle_seconds: a file that changed in the last seconds waits for the next run. Times in a feed are whole
            seconds, so a file of this very second could change once more and never be seen to.
        max_bytes: a larger file is not taken, and named.
        max_pull_bytes: of one pull; what is over waits for the next one, and is named.
        tries: in a row without a new byte, after which a file or the feed is given up until the next run.
        timeout_seconds: without an answer, after which a try has failed.
        pull_seconds: for the whole pull of this feed; the other feeds never wait longer.
        connections: at a time to a server.
        ca_file: certificates that a server's is checked against, instead of the system's.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    url: str
    holds: Literal["messages", "tabular", "outcome"]
    mapping: str | None = None
    required: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    ready_suffix: str | None = Field(None, pattern=r"^\.[A-Za-z0-9._-]+$")
    settle_seconds: int = Field(2, ge=0, le=86_400)
    max_bytes: int = Field(2 << 30, ge=1)
    max_pull_bytes: int = Field(16 << 30, ge=1)
    tries: int = Field(4, ge=1, le=10)
    timeout_seconds: int = Field(30, ge=1, le=600)
    pull_seconds: int = Field(900, ge=1, le=21_600)
    connections: int = Field(4, ge=1, le=8)
    ca_file: str | None = None

    @model_validator(mode="after")
    def _tabular_needs_mapping(self) -> "Feed":
        if (self.holds == "tabular") != (self.mapping is not None):
            raise ValueError(f"feed {self.name}: a tabular feed, and only one, names a mapping")
        return self

    @model_validator(mode="after")
    def _url_is_plain(self) -> "Feed":
        if "://" in self.url and (fault := _fault(self.url)):
            raise ValueError(f"feed {self.name}: {fault.format(NAME=self.name.upper())}")
        return self


def _fault(url: str) -> str | None:
    """What is wrong with a URL; never repeats it, for it may hold a password."""
    if "@" in url:
        return "the URL names a user or a password; instead set ACCU_FEED_{NAME}_USER and ACCU_FEED_{NAME}_PASSWORD"
    scheme = url.partition("://")[0].lower()
    if "::" in url or scheme in INSTEAD:
        return f"a URL of this kind is not pulled from; say {INSTEAD.get(scheme, 'where the files are, in one URL')}"
    if scheme not in ("sftp", "https"):
        return None
    if "?" in url or "#" in url:
        return "a URL with ? or # may hold a secret; name the folder, and set ACCU_FEED_{NAME}_TOKEN"
    try:
        parts = urlsplit(url)
        whole = parts.hostname and parts.path and parts.port != 0
    except ValueError:
        whole = False
    return None if whole else "the URL names no host, no folder (/ is the least), or no port that there is"


class WatchList(_Strict):
    """A list of names that are looked for.

    Attributes:
        name: a word; it stands on the list beside a hit.
        path: its file, a relative one below the lake's folder of the site.
        format: own (docs/operations.md, Watch lists) or opensanctions, the simple CSV of OpenSanctions.
        alert: likeness, 0 to 1, from which an entry is a hit.
        required: the list says so when the file is not there.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    path: str = Field(min_length=1)
    format: Literal["own", "opensanctions"] = "own"
    alert: float = Field(0.82, ge=0.7, le=1)
    required: bool = False


class Threshold(_Strict):
    """A limit of the law, with its dates and where it stands; in `window_days` a person's parcels are added up."""

    name: str
    amount: float = Field(gt=0)
    unit: str
    valid_from: date
    valid_to: date | None = None
    window_days: int | None = Field(None, ge=1, le=90)
    source: str


class Spark(_Strict):
    """Where Spark runs: `local[2]` is on this machine; `settings` are Spark's own, as in its documentation."""

    master: str = "local[2]"
    settings: dict[str, str] = {}


class Site(_Strict):
    """One unit. Times of day are in `timezone`; hours are hours.

    Attributes:
        languages: of the lists; the first is the unit's own.
        contact: whom people outside may ask about the selection; "" until the unit says it.
        random_shown: whether the officer's copy says which lines were drawn at random; lines are then numbered by
            priority, otherwise by the time that is left, which tells nothing.
        xray_everything: streams that are x-rayed anyway; of these a second look at the image is proposed.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    airports: tuple[str, ...] = Field(min_length=1)
    country: str = Field(pattern=r"^[A-Z]{2}$")
    timezone: str
    cutoff: time
    horizon_hours: int = Field(ge=1, le=168)
    languages: tuple[Language, ...] = Field(("en",), min_length=1)
    random_share: float = Field(gt=0, le=0.5)
    random_shown: bool = False
    contact: str = ""
    xray_everything: tuple[Literal["cargo", "courier", "mail"], ...] = ()
    capacity: Capacity
    last_chance_hours: dict[Held, float]
    severity: dict[str, float]
    strong_methods: dict[str, tuple[Method, ...]]
    thresholds: tuple[Threshold, ...] = ()
    engine: Literal["duckdb", "spark"] = "duckdb"
    spark: Spark = Spark()
    feeds: tuple[Feed, ...] = Field(min_length=1)
    watch_lists: tuple[WatchList, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"no such time zone: {zone!r}") from error
        return zone

    @property
    def language(self) -> str:
        """The unit's own language."""
        return self.languages[0]

    @model_validator(mode="after")
    def _every_family(self) -> "Site":
        for name, given in (("severity", self.severity), ("strong_methods", self.strong_methods)):
            if set(given) != set(FAMILIES):
                raise ValueError(f"{name} must name {', '.join(FAMILIES)} and no other")
        if missing := [kind for kind in HELD if kind not in self.last_chance_hours]:
            raise ValueError(f"last_chance_hours misses {', '.join(missing)}")
        for kind, named in (("feeds", self.feeds), ("watch lists", self.watch_lists)):
            if len({one.name for one in named}) < len(named):
                raise ValueError(f"two {kind} have one name")
        if len(set(self.languages)) < len(self.languages):
            raise ValueError("languages names one twice")
        return self

    @property
    def random_lines(self) -> int:
        """Lines of a list that are drawn at random: the share of it, at least one, never the only one."""
        lines = self.capacity.list_lines
        return min(max(1, round(lines * self.random_share)), lines - 1)

    @model_validator(mode="after")
    def _random_can_be_opened(self) -> "Site":
        kind, drawn = self.capacity.kind("full_opening"), self.random_lines
        most = kind.at_most if kind else 0
        minutes = drawn * (kind.minutes + kind.setup_minutes) * kind.officers if kind else 0.0
        if drawn > most:
            raise ValueError(
                f"random_share: {drawn} lines are drawn and opened, and full_opening can be done {most} times"
            )
        if minutes > self.capacity.officer_minutes:
            raise ValueError(
                f"random_share: {drawn} lines are drawn, their opening takes {minutes:g} minutes of officers, "
                f"of {self.capacity.officer_minutes:g}"
            )
        return self

    @model_validator(mode="after")
    def _strong_finds_more(self) -> "Site":
        for family, shares in self.capacity.finds.items():
            strong = set(self.strong_methods[family])
            least = min((shares.get(method, 0.0) for method in strong), default=1.0)
            if weak := sorted(kind for kind, share in shares.items() if kind not in strong and share > least):
                raise ValueError(f"capacity.finds.{family}: {', '.join(weak)} finds more than a strong method")
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

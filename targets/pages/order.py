"""In what order the lines of a list stand on a page: by flight, and the houses of one master together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from targets.listing import Line


@dataclass(frozen=True)
class Part:
    """Lines of a flight that stand together: several houses of `master`, or with None one line alone."""

    master: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """The lines of one flight, as listed; `last_chance_at` is the earliest that is ahead, else of those gone by."""

    flight_id: str | None
    last_chance_at: datetime | None
    lines: tuple[Line, ...]

    @property
    def parts(self) -> list[Part]:
        """The lines with the houses of one master together, where the first of them stands."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.case.get("parent_id") or f"line {line.target['line']}", []).append(line)
        return [Part(name if len(lines) > 1 else None, tuple(lines)) for name, lines in found.items()]


def groups(lines: Iterable[Line], as_of: datetime) -> list[Group]:
    """Return the lines by flight, the earliest last chance first; then those without a time, then what is over."""
    found: dict[str | None, list[Line]] = {}
    for line in lines:
        found.setdefault(line.target["flight_id"], []).append(line)
    made = [Group(flight, _last_chance(given, as_of), tuple(given)) for flight, given in found.items()]
    return sorted(made, key=lambda group: _urgency(group, as_of))


def _last_chance(lines: list[Line], as_of: datetime) -> datetime | None:
    known = [at for line in lines if (at := line.target["last_chance_at"])]
    return min((at for at in known if at > as_of), default=min(known, default=None))


def _urgency(group: Group, as_of: datetime) -> tuple[int, str, str]:
    until = group.last_chance_at
    when = 1 if until is None else 2 if until <= as_of else 0
    return (when, "" if until is None else until.isoformat(), group.flight_id or "~")


def together(lines: Iterable[Line]) -> dict[tuple[str, str], list[int]]:
    """Return the numbers of the lines that are presented together, by kind of inspection and batch."""
    found: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        if line.target["batch"] and not line.target["standby"]:
            found.setdefault((line.target["action"], line.target["batch"]), []).append(line.target["line"])
    return found

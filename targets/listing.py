"""A list with everything an officer reads on it, in one language: what every output is written from."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from targets.evidence import Gathered
from targets.language import Language
from targets.reasons import Described, Reason, by_group, model_reasons, random_note, rule_reasons
from targets.requests import Request
from targets.sentences import note_sentence
from targets.target import Plan
from targets.ulds import UldChoice

Row = dict[str, Any]
NAMED = 10
"""Cases that one warning names."""


@dataclass(frozen=True)
class Line:
    """One line: `target` is its row of TARGETS, `case` its row of cases (empty when no case of this run any more).

    Attributes:
        target: row of TARGETS.
        case: row of cases.
        reasons: in the order they are read.
        level: 1 to 3; 0 where the priority is no estimate.
        severity: what a hit of the line's aim weighs in the priority; null without a model.
        known: features, case and contributions, for pictures.
        groups: group -> sum of its features' contributions to the margin; empty where none explains the line.
    """

    target: Row
    case: Row
    reasons: tuple[Reason, ...]
    level: int
    severity: float | None = None
    known: Described = field(default_factory=lambda: Described({}, {}, {}))
    groups: Mapping[str, float] = field(default_factory=dict)

    def of(self, kind: str) -> list[Reason]:
        """Return the reasons of one kind."""
        return [reason for reason in self.reasons if reason.kind == kind]


@dataclass(frozen=True)
class Listing:
    """The list of one shift in one revision.

    Attributes:
        title: of the site.
        list_id: site-day; the same in all revisions.
        revision: from 1.
        day: of the shift.
        as_of: the moment of the run, UTC.
        timezone: the site's own.
        language: its code.
        seen: cases of the run.
        capacity: lines that a shift can do.
        model: names what ranked it.
        warnings: what was missing, as sentences.
        lines: by their number.
        requests: what is asked of forwarders and carriers, beside the lines.
        ulds: those worth breaking down, best first.
        made_for: whose copy it is; None is the unit's own.
        random_shown: whether it says which lines are random, with chance and level: a supervisor's copy.
        languages: of the site; each has its own files.
        contact: whom the outside may ask; "" when the site does not say.
    """

    title: str
    list_id: str
    revision: int
    day: date
    as_of: datetime
    timezone: str
    language: str
    seen: int
    capacity: int
    model: str
    warnings: tuple[str, ...]
    lines: tuple[Line, ...]
    requests: tuple[Request, ...] = ()
    ulds: tuple[UldChoice, ...] = ()
    made_for: str | None = None
    random_shown: bool = True
    languages: tuple[str, ...] = ()
    contact: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The site's own zone."""
        return ZoneInfo(self.timezone)

    @property
    def split(self) -> dict[str, int]:
        """Lines by what selected them."""
        counted = Counter(line.target["selected_as"] for line in self.lines)
        return {kind: counted[kind] for kind in ("criteria", "model", "random")}


@dataclass(frozen=True)
class Remarks:
    """What the run adds to the lines.

    Attributes:
        warnings: what was missing: notes of the run as it stored them, in English, or sentences of the language.
        model: what ranked the list.
        severities: by aim.
        requests: to forwarders and carriers.
        ulds: worth breaking down.
    """

    warnings: tuple[str, ...] = ()
    model: str = ""
    severities: Mapping[str, float] = field(default_factory=dict)
    requests: tuple[Request, ...] = ()
    ulds: tuple[UldChoice, ...] = ()


@dataclass(frozen=True)
class Copy:
    """For whom a list is written: `supervisor` sees which lines are random whatever the site says."""

    made_for: str | None = None
    supervisor: bool = False


OFFICERS = Copy()
"""The unit's own list."""


def build_listing(
    gathered: Gathered, plan: Plan, remarks: Remarks, language: Language, copy: Copy = OFFICERS
) -> Listing:
    """Return the listing of what was gathered, each line with its case and its reasons, in one language."""
    site = plan.site
    shown = site.random_shown or copy.supervisor
    warnings = [note_sentence(warning, language) for warning in remarks.warnings]
    return Listing(
        title=site.title,
        list_id=plan.list_id,
        revision=plan.revision,
        day=plan.day,
        as_of=plan.as_of,
        timezone=site.timezone,
        language=language.code,
        seen=gathered.seen,
        capacity=site.capacity.list_lines,
        model=remarks.model,
        warnings=(*warnings, *_own_warnings(gathered, language)),
        lines=tuple(_line(row, gathered, plan, (language, shown), remarks) for row in gathered.rows),
        requests=remarks.requests,
        ulds=remarks.ulds,
        made_for=copy.made_for,
        random_shown=shown,
        languages=site.languages,
        contact=site.contact,
    )


def _line(row: Row, gathered: Gathered, plan: Plan, told: tuple[Language, bool], remarks: Remarks) -> Line:
    language, shown = told
    case_id = row["case_id"]
    known = gathered.known[case_id]
    said = _reasons(row, known, gathered, plan, told)
    rules = rule_reasons(gathered.fired.get(case_id, []), language)
    explained = row["basis"] in ("model", "blended") and not (shown and row["selected_as"] == "random")
    return Line(
        target=row,
        case=dict(known.case),
        reasons=(*said, *rules),
        level=gathered.levels[case_id],
        severity=remarks.severities.get(row["aim"]),
        known=known,
        groups=by_group(known, gathered.catalogue) if explained and known.parts else {},
    )


def _reasons(row: Row, known: Described, gathered: Gathered, plan: Plan, told: tuple[Language, bool]) -> list[Reason]:
    """Return what is said of a line; where random lines are not to be told apart, one has facts like any other."""
    language, shown = told
    notes = [Reason("note", language.say("reason.standby"))] if row["standby"] else []
    if not known.case:
        return [*notes, Reason("note", language.say("reason.gone"))]
    random = row["selected_as"] == "random"
    if random and shown:
        note = random_note(plan.site.random_share, row["selection_probability"], plan.random_lines, language)
        return [*notes, note]
    facts = model_reasons(known, gathered.catalogue, language, faint=not random)
    if row["basis"] == "cold_start":
        apart = [replace(fact, contribution=None) for fact in facts if fact.kind != "against"]  # a rank, of no margin
        return [*notes, Reason("note", language.say("reason.cold_start")), *apart]
    if row["basis"] == "blended":
        notes.append(Reason("note", language.say("reason.blended", weight=language.share(row["model_weight"]))))
    return notes + facts


def _own_warnings(gathered: Gathered, language: Language) -> list[str]:
    """Return what the list itself must say: rules that found no room, and a start without a model."""
    rows, left, said = gathered.rows, gathered.rules_left, []
    if left:
        cases = ", ".join(left[:NAMED]) + (" …" if len(left) > NAMED else "")
        said.append(language.say("warning.rules_left", n=len(left), cases=cases))
    if any(row["basis"] == "cold_start" for row in rows):
        said.append(language.say("warning.cold_start"))
    if weights := [row["model_weight"] for row in rows if row["basis"] == "blended"]:
        said.append(language.say("warning.blended", weight=language.share(max(weights))))
    return said

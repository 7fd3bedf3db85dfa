"""Cited rules over a night, and over stored nights before one goes live: what a rule would have hit and found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from cases.case import CASES
from features.share import ENOUGH
from flows.described import stored
from flows.own_file import own_file
from flows.returned import returned
from flows.unit import Unit
from indicators.apply import INDICATORS, fired, in_force
from indicators.indicator import Indicator
from indicators.record import Lift, Rate, first_moments, lift, lift_over_all, percent, rate, settled, told
from indicators.trusted import NAME, Trusted, read_trusted, with_trusted
from lake.past import Past
from lake.runs import Run, committed, moment_of
from models.labels import AIMS, label
from parties.keys import party_key

"""What stands in a run's record where the unit keeps no list of trusted traders."""


@dataclass
class Recent(Past):
    """The past of a run, of which only what was written by runs for `since` or later is opened."""

    since: datetime = field(kw_only=True)

    def __post_init__(self) -> None:
        """Take the list of files from the records of these runs."""
        super().__post_init__()
        late = {part for run in committed(self.store) if run.as_of >= self.since for part in run.parts}
        self._parts = [part for part in self._parts if part in late]


@dataclass(frozen=True)
class DryRun:
    """What a rule would have done over stored nights.

    Attributes:
        rule: the rule, as it stands, with its own dates.
        nights: nights it was tried on.
        left_out: nights on which it could not be: a feature was not there yet.
        cases: different cases of the nights; a case of several nights once.
        hit: of them, those it fires on.
        inspected: of those, with a result, be it settled or not.
        found: results of those that say something.
        every: the same of all cases of the nights that were inspected.
        drawn: the same of those that were drawn at random.
    """

    rule: Indicator
    nights: tuple[datetime, ...]
    left_out: int
    cases: int
    hit: int
    inspected: int
    found: Rate
    every: Rate
    drawn: Rate

    @property
    def lift_over_inspected(self) -> Lift | None:
        """How many times the hit rate of all inspected its own is."""
        return lift_over_all(self.found, self.every)

    @property
    def lift_over_drawn(self) -> Lift | None:
        """How many times the hit rate of the random draw its own is."""
        return lift(self.found, self.drawn)

    def told(self, title: str, zone_day: tuple[date, date]) -> Iterator[str]:
        """The lines to print."""
        first, last = zone_day
        count, rule = len(self.nights), self.rule
        yield f"{title}: {rule.name} ({rule.action}, {rule.family}) over {count} nights, {first} to {last}"
        yield from _dates(rule, first, last)
        if self.left_out:
            yield f"  {self.left_out} nights were left out: a column that it names was not there yet."
        share = f" ({self.hit / self.cases:.2%})" if self.cases else ""
        yield f"  would have hit       {self.hit:,} of {self.cases:,} cases{share}, {self.hit / count:.1f} a night"
        yield f"  of these inspected   {self.inspected:,}, with a settled result {self.found.settled:,}"
        yield f"  hits                 {self.found.hits:,}: hit rate {percent(self.found)}"
        yield f"  all inspected        {self.every.hits:,} of {self.every.settled:,}: {percent(self.every)}"
        yield f"  lift over them       {told(self.lift_over_inspected)}"
        if self.drawn.settled:
            yield f"  drawn at random      {self.drawn.hits:,} of {self.drawn.settled:,}: {percent(self.drawn)}"
            yield f"  lift over these      {told(self.lift_over_drawn)}"
        else:
            yield "  drawn at random      none with a settled result: what the rest holds is not known"
        yield f"  {self.caution}"

    @property
    def caution(self) -> str:
        """What must not be read into the figures."""
        if not self.found.settled:
            return "Nothing it hits was inspected with a settled result: it says how many, not how good."
        if self.found.settled < ENOUGH:
            return f"Only {self.found.settled} settled results, fewer than {ENOUGH}: too few to say whether it is good."
        return "The inspected were chosen, not drawn: the rate says what officers would find, if they chose alike."


def named(name: str, rules: Sequence[Indicator] = INDICATORS) -> Indicator:
    """Return the rule called `name`.

    Raises:
        ValueError: there is none; the message names the nearest.
    """
    by_name = {rule.name: rule for rule in rules}
    if name in by_name:
        return by_name[name]
    near = get_close_matches(name, by_name, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "`accu rules list` names them all"
    raise ValueError(f"there is no rule {name!r}; {hint}")


def aim_of(family: str) -> str:
    """The aim that a rule's family is ranked under; what is about documents is held against what is illicit."""
    return next((aim for aim, families in AIMS.items() if family in families), "illicit")


def seen(cases: pa.Table, features: pa.Table, trusted: Sequence[Trusted], day: date) -> ibis.Table:
    """What rules see of the cases of a moment: their columns, their features, and who trusts the consignor."""
    both = ibis.memtable(cases).inner_join(ibis.memtable(features), ["as_of", "case_id"])
    return with_trusted(both, trusted, day)


def trusted(unit: Unit, run: Run) -> tuple[Trusted, ...]:
    """The unit's trusted traders as the first run for this moment found the list; what is wrong in it is noted."""
    path = own_file(unit, run, NAME)
    listed, faults = read_trusted(path.read_bytes(), party_key) if path else ((), ())
    run.notes.extend(fault for fault in faults if fault not in run.notes)
    return listed


def dry_run(unit: Unit, rule: Indicator, first: date, last: date) -> DryRun:
    """Try a rule on the stored nights from `first` to `last`, both of them, whatever its own dates are.

    A result counts when it was decided after the rule would first have fired on the case (or, for all inspected, after
    the case was first seen), so that a rule cannot fire on what its own hit made known.

    Raises:
        ValueError: no night of these days is stored, or the rule names a column that none of them has.
    """
    runs = committed(unit.store)
    begin = unit.site.as_of(first)
    past = Recent(unit.store, runs[-1], since=begin) if runs else None
    moments = [moment_of(at) for at in sorted(past.parts("cases"))] if past else []
    nights = tuple(at for at in moments if first <= unit.site.day_of(at) <= last)
    if past is None or not nights:
        raise ValueError(f"no night from {first} to {last} is stored for {unit.site.name}; `accu runs` lists them")
    arrivals = returned(past)
    tried = _Tried(unit, rule, pc.unique(arrivals["case_id"]))
    able = tuple(at for at in nights if tried.on(past, at))
    if not able:
        raise ValueError(f"{tried.why} None of the {len(nights)} nights has it.")
    labels = label(arrivals, unit.site.strong_methods, tried.pieces)
    results = settled(labels, aim_of(rule.family))
    return DryRun(
        rule=rule,
        nights=able,
        left_out=len(nights) - len(able),
        cases=_distinct(past, able),
        hit=len(tried.hit),
        inspected=len(tried.hit.keys() & set(labels["case_id"].to_pylist())),
        found=rate(tried.hit, results),
        every=rate(tried.seen, results),
        drawn=rate(tried.seen, results, "random"),
    )


@dataclass
class _Tried:
    """A rule on one night after the other: what it hit and what was inspected, by case, with the first moment."""

    unit: Unit
    rule: Indicator
    inspected: pa.Array
    hit: dict[str, datetime] = field(default_factory=dict)
    seen: dict[str, datetime] = field(default_factory=dict)
    pieces: dict[str, int | None] = field(default_factory=dict)
    why: str = ""

    def on(self, past: Past, moment: datetime) -> bool:
        """Try it on a moment; False where a column is missing."""
        cases, features = stored(self.unit, past, moment)
        day = self.unit.site.day_of(moment)
        table = seen(cases, features, self._trusted(moment), day)
        rule = replace(self.rule, valid_from=day, valid_to=None)
        if left_out := in_force(table, day, [rule]).left_out:
            self.why = left_out[0]
            return False
        others = [other for other in INDICATORS if other.action == "mandatory" and other.name != rule.name]
        met = fired(table, day, [rule, *(others if rule.action == "facilitate" else [])])
        met = met.filter(pc.equal(met["indicator"], rule.name)).select(["as_of", "case_id"])
        self.hit = first_moments([*({"case_id": case, "as_of": at} for case, at in self.hit.items()), *met.to_pylist()])
        here = cases.filter(pc.is_in(cases["case_id"], self.inspected)).select(["as_of", "case_id", "pieces"])
        for row in here.to_pylist():
            self.seen.setdefault(row["case_id"], row["as_of"])
            self.pieces[row["case_id"]] = row["pieces"]
        return True

    def _trusted(self, moment: datetime) -> tuple[Trusted, ...]:
        """The list of that night, or where that night had none today's: it too has dates."""
        then = trusted(self.unit, Run("dry run", "night", self.unit.site.name, (moment,)))
        path = self.unit.store.folder / NAME
        return then or (read_trusted(path.read_bytes(), party_key)[0] if path.exists() else ())


def _distinct(past: Past, nights: Sequence[datetime]) -> int:
    cases = past.everything("cases", CASES.schema)
    return int(cases.filter(cases.as_of.isin(list(nights))).case_id.nunique().to_pyarrow().as_py())


def _dates(rule: Indicator, first: date, last: date) -> Iterator[str]:
    """Say where the nights lie outside the rule's own dates."""
    if not (rule.holds(first) and rule.holds(last)):
        until = f" to {rule.valid_to}" if rule.valid_to else ""
        yield f"  The rule holds from {rule.valid_from}{until}, not on all of these days; it was tried all the same."

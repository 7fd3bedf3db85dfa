"""Small pictures beside a line, as inline SVG without script: its route, what is usual, what the score is made of.

What many lines share (a route, a bar, the name of a group) is drawn once, as a symbol, and used by its name: a page of
300 lines stays small. Each picture says in words what it shows, beside it or as its label.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from markupsafe import Markup

from features.distance import path_km
from features.share import ENOUGH
from targets.language import Language
from targets.listing import Line
from targets.outputs.columns import stops
from targets.pages.maps import route_map

BAR, NARROWEST, STEP, ROOM = 150, 4, 2, 1.3
"""Of a bar: its length, its narrowest range, the step it is drawn in (so that many lines share one), and how many times
its outermost values it reaches."""
AMONG_PEERS = {"value": "consignment_eur_per_kg", "weight": "consignment_kg_per_piece"}
ENDS_OF = ("", "__low", "__high", "__n")
"""What a feature that compares has beside its value (features/feature.py)."""
MOST_GROUPS, SMALLEST = 5, 0.05
"""Groups shown, and the part of the strongest from which one is."""
NAMES, ENDS, ROW = 116, 192, 13
"""Where the bars of the score begin and end at most, and how high a row of it is (list.css moves the names by it)."""


@dataclass(frozen=True)
class Drawn:
    """The pictures of a page by line number, and the symbols they use."""

    symbols: Markup
    of: Mapping[int, Markup]


@dataclass
class _Sheet:
    """What is drawn once. Names are short and in order of first use, so the same list has the same bytes."""

    language: Language
    shown: bool
    names: dict[str, str] = field(default_factory=dict)
    symbols: list[Markup] = field(default_factory=list)

    def once(self, what: str, key: str, drawn: Callable[[str], Markup]) -> str:
        """Return the name of what is drawn under a key, drawing it if it is new."""
        known = f"{what} {key}"
        if known not in self.names:
            self.names[known] = f"{what}{len(self.names)}"
            self.symbols.append(drawn(self.names[known]))
        return self.names[known]


def draw(lines: Iterable[Line], language: Language, kinds: Sequence[str], *, shown: bool) -> Drawn:
    """Return the pictures of all lines.

    Args:
        lines: of the list.
        language: of the words.
        kinds: the pictures wanted, in order: route, value, weight, score.
        shown: whether what speaks against is drawn too. Where random lines are not to be told apart it is not: what was
            drawn at random has more of it.
    """
    sheet = _Sheet(language, shown)
    of = {line.target["line"]: Markup("").join(MAKERS[kind](line, sheet) for kind in kinds) for line in lines}
    return Drawn(Markup("").join(sheet.symbols), of)


def _route(line: Line, sheet: _Sheet) -> Markup:
    """Return the legs as great circles and the straight way dotted; nothing where an airport's place is not known."""
    codes = stops(line.case)
    flown, direct = path_km("-".join(codes)) if len(codes) > 1 else (None, None)
    if flown is None or direct is None:
        return Markup("")
    key = "picture.route" if len(codes) > 2 else "picture.direct"  # noqa: PLR2004 - from one airport to another
    said = sheet.language.say(key, flown=sheet.language.number(flown), direct=sheet.language.number(direct))
    name = sheet.once("r", "-".join(codes), lambda name: route_map(name, codes, said))
    return Markup("<svg class=map role=img aria-labelledby={}t><use href=#{} /></svg>").format(name, name)


def _peers(kind: str) -> Callable[[Line, _Sheet], Markup]:
    """Return what draws a value against the middle half of its peers, on a scale of times, not of differences."""

    def drawn(line: Line, sheet: _Sheet) -> Markup:
        value, low, high, n = (line.known.features.get(f"{AMONG_PEERS[kind]}{end}") for end in ENDS_OF)
        if value is None or low is None or high is None or (n or 0) < ENOUGH or min(value, low) <= 0:
            return Markup("")
        said = dict(zip(("value", "low", "high", "n"), map(sheet.language.number, (value, low, high, n)), strict=True))
        places = _places(value, low, high)
        name = sheet.once("b", repr(places), lambda name: _bar(name, *places))
        return Markup("<p><svg aria-hidden=true><use href=#{} /></svg>{}</p>").format(
            name, sheet.language.say(f"picture.{kind}", **said)
        )

    return drawn


def _places(value: float, low: float, high: float) -> tuple[int, int, int]:
    """Return where value, low and high stand on a bar."""
    least, most = math.log(min(value, low) / ROOM), math.log(max(value, high) * ROOM)
    at, start, end = (STEP * round(BAR / STEP * (math.log(x) - least) / (most - least)) for x in (value, low, high))
    return at, start, max(end, start + NARROWEST)


def _bar(name: str, at: int, start: int, end: int) -> Markup:
    return Markup(
        '<symbol id={} viewBox="0 0 150 14"><path class=usual d="M{} 7h{}"/><path class=here d="M{} 0v14"/></symbol>'
    ).format(name, start, end - start, at)


def _score(line: Line, sheet: _Sheet) -> Markup:
    """Return a bar a group, longest first: to the right what speaks for it, to the left against it. No number."""
    groups = line.groups
    ordered = sorted(groups, key=lambda group: (-abs(groups[group]), group))
    wanted = [group for group in ordered if groups[group] > 0 or (sheet.shown and groups[group] < 0)]
    longest = abs(groups[wanted[0]]) if wanted else 0.0
    wanted = [group for group in wanted if abs(groups[group]) >= SMALLEST * longest][:MOST_GROUPS]
    if not wanted:
        return Markup("")
    names = [sheet.once("g", group, partial(_name, group, sheet)) for group in wanted]
    title = sheet.once("t", "score", lambda name: _title(name, sheet))
    start = (NAMES + ENDS) // 2 if sheet.shown else NAMES  # where for and against meet
    lengths = [round((ENDS - start) * groups[group] / longest) for group in wanted]
    return Markup('<svg class=score role=img aria-labelledby="{}">{}{}<use href=#{} y={} /></svg>').format(
        " ".join([title, *names]),
        Markup("").join(Markup("<use href=#{} />").format(name) for name in names),
        Markup("").join(_bars(side, lengths, start) for side in ("for", "against")),
        title,
        len(wanted) * ROW + 11,
    )


def _name(group: str, sheet: _Sheet, name: str) -> Markup:
    return Markup("<text id={} y=9>{}</text>").format(name, sheet.language.say(f"group.{group}"))


def _title(name: str, sheet: _Sheet) -> Markup:
    said = sheet.language.say("picture.score" if sheet.shown else "picture.speaks")
    return Markup("<text id={}>{}</text>").format(name, said)


def _bars(side: str, lengths: Sequence[int], start: int) -> Markup:
    sign = 1 if side == "for" else -1
    drawn = "".join(f"M{start} {place * ROW + 6}h{long}" for place, long in enumerate(lengths) if long * sign > 0)
    return Markup('<path class={} d="{}"/>').format(side, drawn) if drawn else Markup("")


MAKERS: Mapping[str, Callable[[Line, _Sheet], Markup]] = {
    "route": _route,
    "value": _peers("value"),
    "weight": _peers("weight"),
    "score": _score,
}

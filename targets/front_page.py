"""Writes the front page of a unit in one language; what is on it is targets/front.py's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from lake.notes import recognised
from measures.measure import Measure
from measures.of_unit import FEW
from targets.front import ENDS, NIGHTS, FeedNight, File, Front, Night, Rate
from targets.language import Language, codes, load
from targets.outputs.columns import flight_of
from targets.pages.house import page
from targets.sentences import note_sentence

STEP, WIDE, HIGH = 20, 14, 64
"""Of the picture of the nights, in its own units: from night to night, a bar's width, and the highest bar."""
OLD_AFTER = timedelta(hours=26)
"""A page older than this says so where a browser runs its script: a day and two hours of grace."""
ORDER = ("html", "slip", "ulds", "xlsx", "csv", "mail", "message", "notice", "json")
"""Outputs in the order they are wanted at the start of a shift; others follow by name."""


@dataclass(frozen=True)
class Bar:
    """A night in the picture: where it stands, the heights of its lines and of the hits in them; null without a list.

    `label` is the day of the month under it, where there is room for one.
    """

    x: int
    lines: float | None
    hits: float
    count: int
    label: int | None


def front_page(front: Front, language: Language) -> bytes:
    """Return the page as UTF-8; the same values give the same bytes."""
    return page(
        "front.html.j2",
        ("front.css",),
        ("front.js",),
        front=front,
        language=language,
        say=language.say,
        name_of=_name_of,
        label=lambda file, group: _label(file, group, front.languages[0]),
        local=lambda moment: language.moment(moment.astimezone(front.zone)),
        span=lambda age: _span(age, language),
        flight=_flight,
        state=_state,
        rate=lambda rate: _rate(rate, language),
        measure=lambda measure: _measure(measure, language),
        young=len(front.nights) < NIGHTS,
        ends=ENDS,
        bars=bars(front.nights),
        size=(STEP, WIDE, HIGH),
        total=_total(front.nights),
        groups=_grouped(front.files, front.languages),
        missing=_missing(front, language),
        age=_age(front.feeds),
        old_after=int(OLD_AFTER.total_seconds()),
    )


def bars(nights: Sequence[Night]) -> list[Bar]:
    """Return the picture's bars, the oldest night first, all on one scale: the longest list is HIGH."""
    scale = HIGH / max((night.lines or 0 for night in nights), default=1) if any(n.lines for n in nights) else 0.0
    found = []
    for place, night in enumerate(reversed(nights)):
        hits = night.ends.get("hit", 0)
        lines = None if night.lines is None else round(night.lines * scale, 1)
        ahead = len(nights) - 1 - place
        found.append(Bar(place * STEP, lines, round(hits * scale, 1), hits, night.day.day if ahead % 5 == 0 else None))
    return found


def _total(nights: Sequence[Night]) -> Night:
    """All nights that have a list, as one."""
    there = [night for night in nights if night.lines is not None]
    return Night(
        nights[0].day,
        lines=sum(night.lines or 0 for night in there),
        ends={end: sum(night.ends[end] for night in there) for end in ENDS},
        decided=sum(night.decided for night in there),
        revisions=len(there),
    )


def _grouped(files: Sequence[File], languages: Sequence[str]) -> list[tuple[str, list[File]]]:
    """Files by output, as they are wanted; within one the unit's own language first."""
    found: dict[str, list[File]] = {}
    for file in files:
        found.setdefault(file.name, []).append(file)
    place = {name: number for number, name in enumerate(ORDER)}
    names = sorted(found, key=lambda name: (place.get(name, len(ORDER)), name))
    spoken = {code: number for number, code in enumerate(languages)}
    return [
        (name, sorted(found[name], key=lambda file: spoken.get(file.language or languages[0], len(spoken))))
        for name in names
    ]


def _missing(front: Front, language: Language) -> list[str]:
    """What was missing or late: required feeds in words of the page, then everything else that the run said."""
    said = []
    for feed in front.feeds:
        if feed.count.missing and feed.age is None:
            said.append(language.say("front.feed_never", feed=feed.count.feed))
        elif feed.count.missing and feed.age is not None:
            age = _span(feed.age, language)
            said.append(language.say("front.feed_missing", feed=feed.count.feed, age=age))
    for warning in front.tonight.warnings:
        known = recognised(warning)
        if known is None or known[0] != "feed_silent":
            said.append(note_sentence(warning, language))
    return said


def _span(age: timedelta, language: Language) -> str:
    minutes = int(age.total_seconds() // 60)
    key = "front.feeds.span" if minutes >= 60 else "front.feeds.span_short"  # noqa: PLR2004 - minutes of an hour
    return language.say(key, hours=minutes // 60, minutes=minutes % 60)


def _age(feeds: Sequence[FeedNight]) -> timedelta | None:
    """How much older than the list the newest message is; null where nothing ever came."""
    return min((feed.age for feed in feeds if feed.age is not None), default=None)


def _state(feed: FeedNight) -> str:
    """Return how a feed did, a key of front.feeds."""
    if feed.count.missing:
        return "lacking"
    if feed.count.quarantined:
        return "look"
    return "came" if feed.count.files else "nothing"


def _name_of(code: str) -> str:
    """A language's own name; its code where there is no such language any more."""
    return str(load(code).words.get("name", code)) if code in codes() else code


def _label(file: File, group: Sequence[File], own: str) -> str:
    """What a link is called: its language where there are several, else its format."""
    return _name_of(file.language or own) if any(one.language for one in group) else file.format.upper()


def _flight(flight_id: str | None) -> str | None:
    found = flight_of(flight_id)
    return found.designator if found else None


def _rate(rate: Rate, language: Language) -> tuple[str, str]:
    """A hit rate and its interval as words; what cannot be said is a dash, and few are said to be few."""
    share = rate.share
    if share.value is None or share.low is None or share.high is None:
        return "–", "–"
    between = language.say("front.rate.between", low=language.share(share.low), high=language.share(share.high))
    few = "" if rate.finished >= FEW else f" · {language.say('front.rate.few', n=FEW)}"
    return language.share(share.value), between + few


def _measure(measure: Measure | None, language: Language) -> str:
    if measure is None or measure.value is None:
        return language.say("front.not_known")
    if measure.low is None or measure.high is None:
        return language.share(measure.value)
    low, high = language.share(measure.low), language.share(measure.high)
    return language.say("front.model.measure", value=language.share(measure.value), low=low, high=high)

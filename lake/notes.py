"""The notes of a run that an officer's list may repeat: declared once, stored in English, recognised again.

A run's record keeps plain sentences, for whoever is on call. Where a list is written in another language, `recognised`
finds which note a sentence is and what fills it. What fills a {why} stays as it was said: it is for the engineer.
"""

import re
from functools import cache
from string import Formatter

NOTES = {
    "feed_unread": "Feed {feed} could not be read: {why}.",
    "feed_stopped": "Feed {feed} was stopped, nothing of what came with it is used: {why}.",
    "feed_silent": "Feed {feed} brought nothing.",
    "count_wrong": "The count does not add up: {why}.",
    "pickups_unread": "{file} is not UTF-8: no pick-up point is known.",
    "watch_refused": "Watch list {list}: {n} lines refused: {lines}.",
    "watch_missing": "Watch list {list} is missing: nobody was looked up on it.",
    "rule_left_out": "Rule {rule} was left out: there is no column {columns}.",
    "known_less_many": "Less is known of {stream} than usual: {feature} for {share} of the cases, in the last nights "
    "for {usual} or more and {n} more.",
    "known_less": "Less is known of {stream} than usual: {feature} for {share} of the cases, in the last nights "
    "for {usual} or more.",
    "model_passed_over": "Model passed over: {why}.",
    "model_of_earlier_passed_over": "Model of the earlier list passed over: {why}.",
    "champion_back": "Champion number {number} is back since {day}, {sha}: returned automatically because {why} "
    "Somebody must look at it.",
    "model_refused": "Model {sha} does not rank: the gate refused it: {why}",
    "model_unfit": "Model {sha} does not rank: {why}.",
    "model_overtaken": "Model {sha} does not hold on what was known by {day}, and another was appointed since: {why}",
    "model_broken": "Model {sha} does not hold on what was known by {day}, and no champion stood before it: {why} "
    "Somebody must look at it.",
    "shift_greedy": "The best use of the shift was not found in time: a good one stands in its place.",
    "model_remark": "Model {sha}: {why}",
}
"""Where two fit a sentence, the one that stands first is meant."""


def note(name: str, **values: object) -> str:
    """Return a note in English.

    >>> note("feed_silent", feed="cargo")
    'Feed cargo brought nothing.'
    """
    return NOTES[name].format(**values)


def recognised(sentence: str) -> tuple[str, dict[str, str]] | None:
    """Return which note a sentence is, and what fills it; None when it is none of them.

    >>> recognised("Feed cargo brought nothing.")
    ('feed_silent', {'feed': 'cargo'})
    """
    for name, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            return name, found.groupdict()
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(_pattern(text), re.DOTALL)) for name, text in NOTES.items())


def _pattern(text: str) -> str:
    pieces = Formatter().parse(text)
    return "".join(re.escape(literal) + (f"(?P<{name}>.+?)" if name else "") for literal, name, _, _ in pieces)

"""Answers the question: why is this case on the list, or why is it not?"""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from targets.candidates import by_lot, to_draw
from targets.language import Language, load
from targets.requests import to_ask
from targets.target import Plan

Row = dict[str, Any]


def standing(
    case_id: str,
    scores: pa.Table,
    targets: pa.Table,
    fired: pa.Table,
    plan: Plan,
    case: Mapping[str, Any] | None = None,
) -> str:
    """Return where a case stands: its line, or its place by priority and what it lacked.

    Args:
        case_id: the case.
        scores: rows of another moment are not looked at; nor of `fired`.
        targets: the lines of the list.
        fired: the rules that fired.
        plan: what the list was drawn up by.
        case: its row of CASES; None where it is not at hand, then nothing is said of it.
    """
    language = load(plan.site.language)
    for row in targets.to_pylist():
        if row["case_id"] == case_id:
            selected = language.say(f"selected.{row['selected_as']}")
            return language.say("standing.listed", **row | {"selected": selected})
    given = [(-row["priority"], row["case_id"]) for row in _of(scores, plan) if row["priority"] is not None]
    place = next((place for place, (_, known) in enumerate(sorted(given), 1) if known == case_id), None)
    if place is None:
        as_of = plan.as_of.isoformat(timespec="minutes")
        return language.say("standing.unknown", case_id=case_id, n=language.number(len(given)), as_of=as_of)
    priority = -sorted(given)[place - 1][0]
    rules = [row for row in _of(fired, plan) if row["case_id"] == case_id]
    said = [
        language.say("standing.place", place=language.number(place), n=language.number(len(given))),
        _against_last(priority, targets, language),
        *_by_rule(rules, language),
        *_apart(case_id, rules, plan, case or {}, language),
    ]
    drawn = sum(kind == "random" for kind in targets["selected_as"].to_pylist())
    if drawn and to_draw(case or {}, plan):
        said.append(language.say("standing.draw", drawn=drawn))
    return " ".join(said)


def _of(table: pa.Table, plan: Plan) -> list[Row]:
    return [row for row in table.to_pylist() if row["as_of"] == plan.as_of]


def _against_last(priority: float, targets: pa.Table, language: Language) -> str:
    lines = [row for row in targets.to_pylist() if row["selected_as"] == "model" and not row["standby"]]
    last = min((row["priority"] for row in lines if row["priority"] is not None), default=None)
    if last is None:
        return language.say("standing.no_model_line")
    shown = {"priority": language.number(priority), "last": language.number(last)}
    if priority >= last:
        return f"{language.say('standing.above', **shown)} {language.say('standing.hours')}"
    return language.say("standing.below", **shown, times=language.number(last / priority) if priority > 0 else "–")


def _by_rule(rules: list[Row], language: Language) -> list[str]:
    mandatory = ", ".join(sorted(row["indicator"] for row in rules if row["action"] == "mandatory"))
    reviews = ", ".join(sorted(row["indicator"] for row in rules if row["action"] == "review"))
    said = [language.say("standing.rule_waits", rules=mandatory) if mandatory else language.say("standing.no_rule")]
    return said + ([language.say("standing.reviews", rules=reviews)] if reviews else [])


def _apart(case_id: str, rules: list[Row], plan: Plan, case: Mapping[str, Any], language: Language) -> list[str]:
    """What keeps a case out of the model's choice, or orders it."""
    trusted = any(row["action"] == "facilitate" for row in rules) and by_lot(case_id, plan)
    asked, ordered = bool(case) and to_ask(case), case.get("lane") == "red"
    said = {"passed_by": trusted, "asked": asked, "ordered": ordered}
    return [language.say(f"standing.{key}") for key, holds in said.items() if holds]

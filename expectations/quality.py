"""The quality page of a run: what arrived, what is missing, what was refused, what was noted. One file, no requests."""

import hashlib
import unicodedata
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from jinja2 import Template

from expectations.check import Checked
from expectations.counts import FeedCount
from expectations.rule_record import RuleRecord
from lake.page import Filter, template

HERE = Path(__file__).parent
SHOWN = 3
"""Examples printed beside a reason."""
LONGEST = 80
"""Characters of an example; the quarantine keeps the rest."""


@dataclass(frozen=True)
class Verdict:
    """A word, and the colour that says the same: never the colour alone."""

    word: str
    colour: str
    says: str = ""


GOOD = Verdict("GOOD", "green")


def quality_page(  # noqa: PLR0913 - what a page says of a run, a piece each
    title: str,
    as_of: datetime,
    feeds: Sequence[FeedCount],
    checked: Checked,
    counts: Mapping[str, int],
    missing: Sequence[str] = (),
    *,
    records: Sequence[RuleRecord] = (),
) -> str:
    """Return the page as one HTML text that is well-formed XML too; the same arguments give the same bytes.

    Args:
        title: title of the site.
        as_of: the moment of the run; it is printed, not the clock.
        feeds: one count per feed of the site; each must add up.
        checked: what the check found.
        counts: rows per table that went on to the cases.
        missing: further sentences on what was expected and is not there; required feeds without files are found here.
        records: what became of each cited rule; none: the page does not speak of rules.

    Raises:
        ValueError: the count of a feed does not add up.
    """
    proven = [feed.proven() for feed in feeds]
    absent = [_absent(feed) for feed in proven if feed.missing]
    style = (HERE / "quality.css").read_text("utf-8")
    return _template().render(
        title=title,
        as_of=as_of,
        style=style,
        style_hash=b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        verdict=_verdict(proven, checked, [*absent, *missing]),
        feeds=[(feed, _feed_verdict(feed, checked)) for feed in proven],
        stopped=checked.stopped,
        missing=[*absent, *missing],
        refused=_refused(checked),
        noted=_noted(checked.clean.get("problems")),
        warnings=[result for result in checked.results if result.severity == "warning" and result.failed],
        counts=counts,
        records=records,
        rules=len(checked.results),
        judged=sum(1 for result in checked.results if result.evaluated),
    )


def _absent(feed: FeedCount) -> str:
    return f"Feed {feed.feed} brought nothing; last receipt: {_moment(feed.last_received_at)}."


def _verdict(feeds: Sequence[FeedCount], checked: Checked, missing: Sequence[str]) -> Verdict:
    if checked.stopped:
        return Verdict(
            "STOPPED",
            "red",
            f"{', '.join(sorted(checked.stopped))} cannot be trusted tonight. The other feeds went on.",
        )
    refused = sum(feed.quarantined for feed in feeds)
    says = [f"{len(missing)} missing"] * bool(missing) + [f"{_figure(refused)} records refused"] * bool(refused)
    if says:
        return Verdict("LOOK", "amber", f"{' and '.join(says)}. The list stands without them.")
    return Verdict("GOOD", "green", "Everything expected arrived, and every record was placed.")


def _feed_verdict(feed: FeedCount, checked: Checked) -> Verdict:
    if feed.feed in checked.stopped:
        return Verdict("STOPPED", "red")
    if feed.missing:
        return Verdict("MISSING", "amber")
    if feed.quarantined:
        return Verdict("LOOK", "amber")
    return GOOD if feed.files else Verdict("NOTHING", "green")


def _refused(checked: Checked) -> list[dict[str, Any]]:
    """One row per feed and rule, most records first."""
    docs = {result.rule: result.doc for result in checked.results}
    found: dict[tuple[str, str], list[str | None]] = {}
    for row in checked.quarantine.select(["feed", "rule", "detail"]).to_pylist():
        found.setdefault((row["feed"], row["rule"]), []).append(row["detail"])
    rows = [
        {"feed": feed, "rule": rule, "doc": docs.get(rule, ""), "records": len(details), "examples": _examples(details)}
        for (feed, rule), details in found.items()
    ]
    return sorted(rows, key=lambda row: (-row["records"], row["feed"], row["rule"]))


def _noted(problems: pa.Table | None) -> list[dict[str, Any]]:
    """One row per slug that the readers noted, errors first, then most frequent first."""
    found: dict[tuple[str, str], list[str | None]] = {}
    for row in [] if problems is None else problems.select(["severity", "what", "detail"]).to_pylist():
        found.setdefault((row["severity"], row["what"]), []).append(row["detail"])
    rows = [
        {"severity": severity, "what": what, "times": len(details), "examples": _examples(details)}
        for (severity, what), details in found.items()
    ]
    return sorted(rows, key=lambda row: (row["severity"], -row["times"], row["what"]))


def _examples(details: Sequence[str | None]) -> list[str]:
    """The first different ones, in the order of their text, so that the order of rows changes nothing."""
    return sorted({detail for detail in details if detail is not None})[:SHOWN]


def _template() -> Template:
    filters: dict[str, Filter] = {"figure": _figure, "moment": _moment, "shown": _shown, "percent": _percent}
    return template(HERE / "quality.html", filters)


def _figure(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def _percent(share: float | None) -> str:
    if share is None:
        return ""
    return "under 0.1%" if round(share, 3) == 0 else f"{share:.1%}"


def _moment(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _shown(text: str) -> str:
    """Text of a message as it can be printed: no control or direction marks, not too long."""
    plain = "".join(c if unicodedata.category(c)[0] != "C" else "\N{MIDDLE DOT}" for c in text)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"

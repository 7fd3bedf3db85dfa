"""A unit's own figures over days: how much is inspected, what is found, what is missed, each with its interval."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from commands.asked import LAKE, Lake, Site, UsageError, day_of, out, sites_of

if TYPE_CHECKING:
    from flows.figures import Measured
    from measures.measure import Measure

SHARES = ("selectivity", "hit rate", "random hit rate", "prevalence", "leakage", "coverage of known hits by the lists",
          "results recorded", "presentation rate", "decline rate", "declined and hit later", "not reached",
          "trusted-trader rate")  # fmt: skip
"""Figures that are said as percentages."""
WIDE = 150
"""Columns of text that is not for a terminal."""


def measures(
    site: Site = None,
    first: Annotated[str | None, typer.Option("--from", help="First day; without it the first that is stored.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, included; without it the last one.")] = None,
    lake: Lake = LAKE,
    to_json: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file too.")] = None,
) -> None:
    """Say how good a unit's work is, from its own lake: every figure with its count and its 95 % interval.

    Nothing of it is about what nobody inspected, but for what the lines drawn at random say of everything that arrived.

    Example: `accu measures --site almaty --from 2026-02-01 --to 2026-02-28`
    """
    from flows.figures import measured
    from flows.unit import open_unit

    days = day_of(first) if first else None, day_of(last) if last else None
    if days[0] and days[1] and days[0] > days[1]:
        raise UsageError(f"--from {days[0]} is after --to {days[1]}")
    told: dict[str, Any] = {}
    for name in sites_of(site):
        unit = open_unit(lake, name)
        try:
            found = measured(unit, *days)
        except ValueError as error:
            raise UsageError(str(error)) from None
        _say(unit.site.title, found)
        told[name] = _plain(found)
    if to_json:
        to_json.write_text(json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")


def _say(title: str, found: "Measured") -> None:
    arrived, lists = f"{found.arrived.cases:,} cases on {found.arrived.nights} nights", f"{found.lists} lists"
    out.print(
        f"{title}, {found.first} to {found.last}, as known at {found.as_of:%Y-%m-%d %H:%M} UTC: {arrived}, {lists}.",
        soft_wrap=True, markup=False, highlight=False,
    )  # fmt: skip
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("figure", "of", "value", "95 %", "count", "note"):
        told = name in ("value", "95 %", "count")
        table.add_column(name, overflow="fold", justify="right" if told else "left", no_wrap=told)
    before = ""
    for figure in found.figures:
        count = f"{figure.count:,.0f} / {figure.out_of:,.0f}"
        name = figure.name if figure.name != before else ""
        table.add_row(name, figure.of or "all", *_said(figure.name, figure.measure), count, figure.note)
        before = figure.name
    (out if out.is_terminal else Console(width=WIDE)).print(table, highlight=False)


def _said(name: str, measure: "Measure") -> tuple[str, str]:
    """A figure and its interval as they stand in a table; an end that is not known is a dash."""
    times, unit = (100, " %") if name in SHARES else (1, "")
    value, low, high = (None if end is None else end * times for end in (measure.value, measure.low, measure.high))
    said = "not known" if value is None else f"{_number(value)}{unit}"
    if low is None and high is None:
        return said, ""
    return said, f"{_number(low)} to {_number(high)}{unit}"


def _number(value: float | None) -> str:
    """Three digits, or all of a larger number."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"  # noqa: PLR2004 - of four digits on, whole


def _plain(found: "Measured") -> dict[str, Any]:
    head = {"from": str(found.first), "to": str(found.last), "as_of": found.as_of.isoformat(), "lists": found.lists}
    arrived = {name: value for name, value in asdict(found.arrived).items() if name != "delays"}
    return {**head, "arrived": arrived, "figures": [asdict(figure) for figure in found.figures]}

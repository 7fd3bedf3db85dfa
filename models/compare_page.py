"""The comparison as one page: no request, no script, a strict content policy; for the screen and for paper."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import pyarrow as pa
from jinja2 import Template
from markupsafe import Markup

from lake.page import template
from measures.bootstrap import Bootstrap
from measures.measure import Measure
from models.compare import AimCompared, Comparison, columns_of
from models.curves import Curve, by_band, by_depth
from models.evidence import Report, Rows, Window

HERE = Path(__file__).parent
WIDTH, HEIGHT, LEFT, BELOW = 520, 260, 46, 34
"""Pixels of a chart, and those that its axes take."""
MOST_ROWS = 40
"""Rows shown of a table; the lake keeps the rest."""
LEFT_OUT = ("recall_at_", "lift_at_", "precision_at_1pct", "precision_at_2pct", "precision_at_capacity")
"""Columns of wide tables that follow from others or rest on a handful of rows; MLflow and the lake have them."""
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
AXIS_ENDS = (0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 100.0)


@dataclass(frozen=True)
class Line:
    """A curve as SVG: the points of its line and of its band ("" without one)."""

    kind: str
    points: str
    band: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart as SVG: its title, which says what goes up, what goes across, ticks as (pixel, text), its lines."""

    title: str
    across: str
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    lines: tuple[Line, ...]


def page(comparison: Comparison, scores: tuple[pa.Table, pa.Table], bootstrap: Bootstrap) -> bytes:
    """Return the page as UTF-8; the same arguments give the same bytes.

    Args:
        comparison: what models.compare.compare returned.
        scores: the tested rows of both.
        bootstrap: how the bands of the curves are drawn.
    """
    style = (HERE / "compare.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    first, second = comparison.reports
    rendered = _template().render(
        comparison=comparison,
        first=first,
        second=second,
        head=_head(first, second),
        settings=_differing(first.settings, second.settings),
        sources=_sources(first, second),
        charts={found.aim: _charts(found, scores, bootstrap) for found in comparison.aims},
        tables={found.aim: _tables(found.aim, first, second) for found in comparison.aims},
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        style=Markup(style),  # noqa: S704 - our own file beside this one
        most=MOST_ROWS,
    )
    return rendered.encode()


def _head(first: Report, second: Report) -> list[tuple[str, str, str]]:
    return [
        ("question", first.asked.question, second.asked.question),
        ("variant", first.asked.variant, second.asked.variant),
        ("trained as of", _short(first.trained_as_of), _short(second.trained_as_of)),
        ("model", first.sha[:16], second.sha[:16]),
        ("run in the lake", first.run, second.run),
        ("program", first.code, second.code),
        ("inputs", _features(first), _features(second)),
        ("gate", _gate(first), _gate(second)),
    ]


def _features(report: Report) -> str:
    return f"{len(report.features)}, version {report.features_version}"


def _gate(report: Report) -> str:
    if report.verdict is None:
        return "not asked"
    return "passed" if report.verdict.get("passed") else "refused"


def _differing(first: dict[str, str], second: dict[str, str]) -> list[tuple[str, str, str]]:
    """Settings in which the two differ come first."""
    names = sorted(set(first) | set(second))
    rows = [(name, first.get(name, ""), second.get(name, "")) for name in names]
    return sorted(rows, key=lambda row: row[1] == row[2])


def _sources(first: Report, second: Report) -> list[tuple[str, str, str]]:
    """What both were learned from and tested on."""
    rows = [
        ("training rows", f"{first.rows:,}", f"{second.rows:,}"),
        ("their SHA-256", first.rows_sha[:16], second.rows_sha[:16]),
        ("hits by family", _counts(first.hits_by_family), _counts(second.hits_by_family)),
    ]
    for aim in sorted(set(first.windows) | set(second.windows)):
        one, other = first.windows.get(aim), second.windows.get(aim)
        rows.append((f"{aim}: tested on", _tested(one), _tested(other)))
        rows.append((f"{aim}: then learned from", _learned(one), _learned(other)))
    return rows


def _learned(window: Window | None) -> str:
    return f"{_span(window.learned_from, window.learned_to)}, {window.learned_rows:,}" if window else ""


def _tested(window: Window | None) -> str:
    if window is None:
        return ""
    tested = f"{_span(window.tested_from, window.tested_to)}, {window.tested_rows:,} with {window.tested_hits:,} hits"
    return f"{tested}, after learning from {window.before_test_rows:,}"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _span(first: str | None, last: str | None) -> str:
    return "nothing" if first is None or last is None else f"{first[:10]} to {last[:10]}"


def _short(moment: str) -> str:
    return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M UTC")


def _tables(aim: str, first: Report, second: Report) -> list[tuple[str, Rows, Rows]]:
    """The tables of an aim that either has, those of both first."""
    one, other = first.tables.get(aim, {}), second.tables.get(aim, {})
    names = sorted(set(one) | set(other))
    return [(name, _read(one.get(name, [])), _read(other.get(name, []))) for name in names]


def _read(rows: Rows) -> Rows:
    """Rows with each figure and its two limits in one cell, without those LEFT_OUT."""
    told = []
    for row in rows:
        limits = {f"{name}_{end}" for name in row for end in ("low", "high") if f"{name}_{end}" in row}
        cells = {}
        for name, value in row.items():
            if name not in limits and not name.startswith(LEFT_OUT):
                low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
                cells[name] = Measure(value, low, high) if f"{name}_low" in limits else value
        told.append(cells)
    return told


def _charts(found: AimCompared, scores: tuple[pa.Table, pa.Table], bootstrap: Bootstrap) -> list[Chart]:
    """Precision and recall by depth, and what was found where so much was said; each on its own tested rows."""
    depth: list[dict[str, Curve]] = []
    bands: list[Curve | None] = []
    for table in scores:
        tested = columns_of(table, found.aim)
        depth.append(by_depth(tested["margin"], tested["hit"], tested["cluster"], bootstrap))
        bands.append(by_band(tested["probability"], tested["hit"], tested["cluster"], tested["settled"]))
    across = "highest … % of the tested rows"
    return [
        _chart("share of hits on the way down", across, [curves.get("precision") for curves in depth]),
        _chart("share of all hits found on the way down", across, [curves.get("recall") for curves in depth]),
        _chart("probability said, share of hits found", "mean probability of a score band", bands, straight=True),
    ]


def _chart(title: str, across: str, curves: list[Curve | None], straight: bool = False) -> Chart:
    known = [curve for curve in curves if curve is not None]
    right = _round_up(max((x for curve in known for x, _ in curve.line()), default=1.0))
    highest = [y for curve in known for _, y in curve.line()] + [high for curve in known for *_, high in curve.ends()]
    top = _round_up(max(highest, default=1.0))
    least = min(right, top)
    lines = [Line("chance", _points([(0.0, 0.0), (least, least)], right, top))] if straight else []
    for kind, curve in zip(("a", "b"), curves, strict=True):
        if curve is not None:
            ends = curve.ends()
            around = [(x, low) for x, low, _ in ends] + [(x, high) for x, _, high in reversed(ends)]
            lines.append(Line(kind, _points(curve.line(), right, top), _points(around, right, top)))
    x_ticks = tuple((_across(step * right, right), f"{step * right:g}") for step in TICKS)
    y_ticks = tuple((_up(step * top, top), f"{step * top:.2g}") for step in TICKS)
    return Chart(title, across, x_ticks, y_ticks, tuple(lines))


def _round_up(value: float) -> float:
    """The next figure that an axis may end at."""
    return next((end for end in AXIS_ENDS if value <= end), value)


def _across(value: float, right: float) -> float:
    return round(LEFT + value / right * (WIDTH - LEFT - 10), 1)


def _up(value: float, top: float) -> float:
    return round(HEIGHT - BELOW - value / top * (HEIGHT - BELOW - 8), 1)


def _points(places: list[tuple[float, float]], right: float, top: float) -> str:
    return " ".join(f"{_across(x, right)},{_up(y, top)}" for x, y in places)


@cache
def _template() -> Template:
    known = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "below": BELOW}
    return template(HERE / "compare.html.j2", {"figure": _figure}, known)


def _figure(value: object) -> str:
    """A cell as it is shown: a dash where nothing is known, or too few to be shown."""
    if value is None or (isinstance(value, Measure) and value.value is None):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3g}" if isinstance(value, float) else str(value)

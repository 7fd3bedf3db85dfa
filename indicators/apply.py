"""Applies the rules in force to described cases and fills their sentences.

All booleans come out of a few wide projections over the columns that the rules name; what is slow, sentences, is
done for what fired alone.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from indicators.indicator import Indicator
from lake.collect import collect
from lake.column import ARROW
from lake.notes import note

NOT_KNOWN = "not known"
TOGETHER = 50
"""Rules whose booleans are computed in one projection: wider ones take longer to plan than to run."""

INDICATORS: tuple[Indicator, ...] = tuple(sorted(collect("indicators", Indicator), key=lambda rule: rule.name))

KEY = ("as_of", "case_id", "indicator")
SAID = ("action", "family", "source")
TOLD = pa.schema(
    [
        pa.field("as_of", ARROW["timestamp"], nullable=False),
        *(pa.field(name, pa.string(), nullable=False) for name in ("case_id", "indicator", *SAID, "sentence", "told")),
    ]
)
"""What fired: a row for each case and rule; `told` has as JSON what fills its sentence, for other languages."""


@dataclass(frozen=True)
class InForce:
    """The rules that hold on a day and can be told from the columns there are, and a sentence for each that cannot."""

    rules: tuple[Indicator, ...]
    left_out: tuple[str, ...]
    columns: tuple[str, ...]


def in_force(table: ibis.Table, day: date, indicators: Sequence[Indicator] = INDICATORS) -> InForce:
    """Return the rules of `indicators` that can fire on `table` on `day`; a rule outside its dates is not mentioned.

    Raises:
        ValueError: `indicators` is empty.
    """
    if not indicators:
        raise ValueError("no indicator to apply")
    able: list[Indicator] = []
    left_out: list[str] = []
    columns: set[str] = {"as_of", "case_id"}
    for rule in sorted(indicators, key=lambda rule: rule.name):
        if not rule.holds(day):
            continue
        named, missing = _columns(table, rule)
        if missing:
            left_out.append(note("rule_left_out", rule=rule.name, columns=", ".join(sorted(missing))))
        else:
            able.append(rule)
            columns |= named
    return InForce(tuple(able), tuple(left_out), tuple(sorted(columns)))


def fired(table: ibis.Table, day: date, indicators: Sequence[Indicator] = INDICATORS) -> pa.Table:
    """Return the rules that fired (TOLD), in the order of (as_of, case_id, indicator).

    A facilitating rule is silent on a case on which a mandatory one fired. A rule that names a column which is not
    there is left out: `in_force` says which.

    Args:
        table: cases joined with their features, one row per (as_of, case_id).
        day: the shift's day: a rule that does not hold on it never fires.
        indicators: at least one.

    Raises:
        ValueError: `indicators` is empty.
    """
    held = in_force(table, day, indicators)
    if not held.rules:
        return TOLD.empty_table()
    rows = table.select(*held.columns).order_by("as_of", "case_id").to_pyarrow().combine_chunks()
    rows = rows.append_column("row__", pa.array(np.arange(rows.num_rows)))
    parts = [_told(rows.take(pa.array(at)), rule) for rule, at in _met(rows, held.rules) if len(at)]
    if not parts:
        return TOLD.empty_table()
    found = pa.concat_tables(parts).sort_by([(name, "ascending") for name in KEY])
    return _vetoed(found)


def _columns(table: ibis.Table, rule: Indicator) -> tuple[set[str], set[str]]:
    """The columns that a rule names, and those of them that are not there."""
    told = {column for _, column, _, _ in Formatter().parse(rule.reason) if column}
    missing = told - set(table.columns)
    try:
        (fires,) = table.bind(rule.fires)
    except AttributeError as error:
        if not isinstance(error.obj, ibis.Table) or error.name is None:
            raise  # a column that has no such method: a mistake in the rule
        return told, missing | {error.name}
    return told | {field.name for field in fires.op().find(ibis.expr.operations.Field)}, missing


def _met(rows: pa.Table, rules: Sequence[Indicator]) -> Iterator[tuple[Indicator, NDArray[np.int64]]]:
    """Each rule with the rows it fires on, ascending."""
    table = ibis.memtable(rows)
    for first in range(0, len(rules), TOGETHER):
        chunk = rules[first : first + TOGETHER]
        said = {f"rule_{n}": ibis.coalesce(table.bind(rule.fires)[0], False) for n, rule in enumerate(chunk)}
        answers = table.select("row__", **said).to_pyarrow()
        place = answers["row__"].to_numpy()
        for n, rule in enumerate(chunk):
            yield rule, np.sort(place[answers[f"rule_{n}"].to_numpy(zero_copy_only=False)])


def _told(rows: pa.Table, rule: Indicator) -> pa.Table:
    """The rows of TOLD for the rows that a rule fired on."""
    same = {name: pa.repeat(pa.scalar(getattr(rule, name)), rows.num_rows) for name in SAID}
    parts = list(Formatter().parse(rule.reason))
    asked = {column: rows[column].to_pylist() for _, column, _, _ in parts if column}
    sentences = [
        "".join(text + (_said(asked[column][at], spec or "") if column else "") for text, column, spec, _ in parts)
        for at in range(rows.num_rows)
    ]
    told = [json.dumps({name: _plain(column[at]) for name, column in asked.items()}) for at in range(rows.num_rows)]
    given = {
        **same,
        "told": pa.array(told, pa.string()),
        "as_of": rows["as_of"],
        "case_id": rows["case_id"],
        "indicator": pa.repeat(pa.scalar(rule.name), rows.num_rows),
        "sentence": pa.array(sentences, pa.string()),
    }
    return pa.table({name: given[name] for name in TOLD.names}).cast(TOLD)


def _plain(value: object) -> object:
    """A value as JSON has it: a moment as text, unknown as null."""
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN
        return None
    return value.isoformat() if isinstance(value, date) else value


def _said(value: object, spec: str) -> str:
    """A value as text: whole numbers without a point, others with one digit behind it, unless the sentence says how."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return NOT_KNOWN
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NOT_KNOWN
    if spec:
        return format(value, spec)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.1f}"
    return str(value)


def _vetoed(found: pa.Table) -> pa.Table:
    """Without what facilitates a case that a mandatory rule asks for."""
    mandatory = found.filter(pc.equal(found["action"], "mandatory")).select(["as_of", "case_id"])
    eases = pc.equal(found["action"], "facilitate")
    if not mandatory.num_rows or not pc.any(eases).as_py():
        return found
    asked = set(zip(*(column.to_pylist() for column in mandatory.columns), strict=True))
    keys = zip(found["as_of"].to_pylist(), found["case_id"].to_pylist(), eases.to_pylist(), strict=True)
    return found.filter(pa.array([not (eased and (as_of, case_id) in asked) for as_of, case_id, eased in keys]))

"""What a rule is: a name, a consequence, a sentence, and what it expects of a row.

Consequences: `critical` stops the feed, `error` refuses the record with all its rows, `warning` keeps it and is
printed on the quality page. A rule that cannot be judged on a row (a value it needs is null) does not count that row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

Severity = Literal["critical", "error", "warning"]


@dataclass(frozen=True)
class NotNull:
    """The column is known."""

    column: str


@dataclass(frozen=True)
class Between:
    """The column is within its limits, both included; null is no limit."""

    column: str
    minimum: float | None
    maximum: float | None


@dataclass(frozen=True)
class Matches:
    """The whole text matches `pattern`; a digit is an ASCII digit, a line end at the end is no match."""

    column: str
    pattern: str


@dataclass(frozen=True)
class OneOf:
    """The column is one of a code list."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class CheckDigit:
    """The column is a waybill of eleven digits whose last one is its serial number modulo 7."""

    column: str


@dataclass(frozen=True, eq=False)
class Holds:
    """An Ibis expression over the row is true; null is "cannot be judged". `shows` are the columns to print."""

    expr: ibis.Deferred
    shows: tuple[str, ...]


Expects = NotNull | Between | Matches | OneOf | CheckDigit | Holds


@dataclass(frozen=True, eq=False)
class Rule:
    """One thing that must hold. `name` is `<table>.<column>.<kind>` and never changes: the quarantine keeps it."""

    name: str
    severity: Severity
    doc: str
    expects: Expects

    @property
    def table(self) -> str:
        """The table it is about."""
        return self.name.partition(".")[0]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it is about, as they are printed beside a failing row."""
        return self.expects.shows if isinstance(self.expects, Holds) else (self.expects.column,)

    @property
    def judged_in(self) -> str:
        """The column of the frame to look at: a `Holds` rule has one of its own name, 1, 0 or null."""
        return self.name if isinstance(self.expects, Holds) else self.expects.column


@dataclass(frozen=True)
class Outcome:
    """What a rule found: how many rows it could judge, and the numbers of those that fail, ascending from 0."""

    rule: Rule
    evaluated: int
    rows: NDArray[np.int64]


@dataclass(frozen=True)
class Prepared:
    """Columns that a table's own rules need beside the declared ones, computed within the slice."""

    table: str
    add: Callable[[ir.Table], ir.Table]


def given(condition: Any, holds: Any) -> ibis.Deferred:
    """Judge `holds` only where `condition` is true; elsewhere the rule is null, so the row is not counted."""
    return ibis.ifelse(condition, holds, ibis.null("boolean"))


def entries(column: ibis.Deferred, pattern: str) -> ibis.Deferred:
    """Judge every entry of a list by the pattern of one entry, `^...$`; an empty list holds, a null one is null.

    The entries are joined and matched at once: DuckDB 2.0 refuses the lambdas that Ibis 12 writes for lists.
    """
    entry = pattern.removeprefix("^").removesuffix("$")
    return column.join("|").re_search(rf"^({entry}(\|{entry})*)?$")

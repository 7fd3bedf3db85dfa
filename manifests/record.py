"""One record while it is read from XML or a sheet: texts become values, and what is wrong with them is reported."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from manifests.cells import Converter
from manifests.reading import Problem, Reading

LONGEST_DETAIL = 200
_ONCE = frozenset({"zero_weight", "unit_in_cell"})
"""Said once a record: a blank form says nought everywhere."""


_PERSONAL = ("tax_id", "declarant_id")
"""Columns whose texts may be a person's number: they stand in no problem."""


class Said(NamedTuple):
    """A text of the message and its physical line."""

    text: str
    line: int | None = None


@dataclass
class Record:
    """Where the problems of one record go.

    Attributes:
        reading: takes the problems.
        number: of the record, from 1; None for what is about the whole message.
        line: where the record begins: of problems that have no line of their own.
        said: slugs that were said once and are not repeated.
    """

    reading: Reading
    number: int | None = None
    line: int | None = None
    said: set[str] = field(default_factory=set)

    def warn(self, what: str, line: int | None = None, column: str | None = None, detail: str | None = None) -> None:
        """Report something that keeps the record."""
        self._report(Problem(what, "warning", line or self.line, self.number, column, detail))

    def refuse(self, what: str, line: int | None = None, column: str | None = None, detail: str | None = None) -> None:
        """Report that the record cannot be placed."""
        self._report(Problem(what, "error", line or self.line, self.number, column, detail))
        if self.number is not None:
            self.reading.quarantined.add(self.number)

    def once(self, what: str, line: int | None = None, column: str | None = None, detail: str | None = None) -> None:
        """Report something unless it was said of this record already."""
        if what not in self.said:
            self.said.add(what)
            self.warn(what, line, column, detail)

    def take(self, converter: Converter, said: Said | None, column: str) -> Any:
        """The value of a text; figures that are only oddly written are reported once a record."""
        if said is None:
            return None
        value, slug = converter(said.text)
        if slug:
            odd = slug == "number_format" and value is not None and not column.startswith("hs_")
            again = slug in _ONCE or odd
            detail = None if column.endswith(_PERSONAL) else said.text
            (self.once if again else self.warn)(slug, said.line, column, detail)
        return value

    def _report(self, problem: Problem) -> None:
        detail = problem.detail[:LONGEST_DETAIL] if problem.detail else None
        self.reading.problems.append(
            Problem(problem.what, problem.severity, problem.line, problem.record, problem.field, detail)
        )

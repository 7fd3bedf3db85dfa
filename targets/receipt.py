"""The receipt for a returned sheet: what became of every row, and a sentence for each thing that is not as it should.

What is wrong is found in flows/receipt.py; here it is said, as a page and as text, in one language.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from lake.harmless import visible
from targets.language import Language
from targets.pages.house import page

ENDS = ("counted", "known", "untouched", "refused")
SHOWN = 120
"""Characters of a cell that a sentence repeats."""
Values = Mapping[str, object]


@dataclass(frozen=True)
class Fault:
    """One thing to say: the key of its sentence below `receipt.fault` or `receipt.whole_file`, and what fills it.

    `column` among the values is a column of the sheet and is said by its label; a moment in the site's zone;
    `result` the code of a result, said by its word as `said`.
    """

    key: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What became of one row of the file.

    Attributes:
        row: its line in the file.
        end: counted, known, untouched or refused.
        case_id: as the row says it; "" when it does not.
        line: of the list that it counts for; null when of none.
        result: code; null when none.
        faults: what is to be said of it.
    """

    row: int
    end: str
    case_id: str
    line: int | None = None
    result: str | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What became of a returned file.

    Attributes:
        title: of the site.
        timezone: of the site.
        file_name: as it came.
        received_at: when; what is known of a result is known from then on.
        as_of: the moment of the run that counted it, or the check's own.
        made_for: whom the copy was made for, as its rows say.
        list_ids: lists that its rows name.
        answers: one a row of the file, in its order; none where the file was refused as a whole.
        whole: what is to be said of the file.
        checked: True when it was only checked.
    """

    title: str
    timezone: str
    file_name: str
    received_at: datetime
    as_of: datetime
    made_for: tuple[str, ...] = ()
    list_ids: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    whole: tuple[Fault, ...] = ()
    checked: bool = False

    @property
    def sound(self) -> bool:
        """Whether nothing is to be said."""
        return not self.whole and not any(answer.faults for answer in self.answers)

    @property
    def totals(self) -> dict[str, int]:
        """Rows by what became of them; they add up to the rows of the file."""
        counted = Counter(answer.end for answer in self.answers)
        return {end: counted[end] for end in ENDS}


def receipt_page(receipt: Receipt, language: Language) -> bytes:
    """Return the receipt as one page without a request to anywhere."""
    said = Said(receipt, language)
    shown = [answer for answer in receipt.answers if answer.end != "untouched" or answer.faults]
    return page("receipt.html.j2", ("receipt.css",), receipt=receipt, said=said, shown=shown, say=language.say)


def receipt_text(receipt: Receipt, language: Language) -> list[str]:
    """Return the receipt as lines for a terminal: the rows that something is to be said of, and the totals."""
    said = Said(receipt, language)
    lines = [f"{language.say(f'receipt.{label}')}: {value}" for label, value in said.head]
    lines += [said.whole(fault) for fault in receipt.whole]
    for answer in receipt.answers:
        where = f"{language.say('receipt.row')} {answer.row}, {said.case(answer)}"
        lines += [f"{where}: {said.row(fault)}" for fault in answer.faults]
    if receipt.sound:
        lines.append(language.say("receipt.sound"))
    if receipt.answers:
        ends = ", ".join(f"{language.say(f'receipt.ends.{end}')} {n}" for end, n in receipt.totals.items())
        lines.append(f"{language.say('receipt.totals')}: {len(receipt.answers)} = {ends}")
    return [*lines, *([language.say("receipt.checked")] if receipt.checked else [])]


class Said:
    """Words of a receipt in one language and the site's zone."""

    def __init__(self, receipt: Receipt, language: Language):
        self._receipt, self._language, self._zone = receipt, language, ZoneInfo(receipt.timezone)

    @property
    def code(self) -> str:
        """Of the language."""
        return self._language.code

    @property
    def head(self) -> list[tuple[str, str]]:
        """What stands above: (key of its label, text)."""
        it, say = self._receipt, self._language.say
        return [
            ("file", visible(it.file_name)),
            ("received", say("receipt.received_at", moment=self.moment(it.received_at), zone=it.timezone)),
            ("made_for", visible(", ".join(it.made_for)) or say("receipt.nobody")),
            ("list", visible(", ".join(it.list_ids)) or say("receipt.none")),
        ]

    def moment(self, at: datetime) -> str:
        """A moment in the site's own zone."""
        return self._language.moment(at.astimezone(self._zone))

    def whole(self, fault: Fault) -> str:
        """The sentence of a fault of the file."""
        return self._language.say(f"receipt.whole_file.{fault.key}", **self._filled(fault))

    def row(self, fault: Fault) -> str:
        """The sentence of a fault of a row."""
        return self._language.say(f"receipt.fault.{fault.key}", **self._filled(fault))

    def case(self, answer: Answer) -> str:
        """The consignment of a row, as one can read it."""
        return visible(answer.case_id)[:SHOWN] or "–"

    def result(self, code: str | None) -> str:
        """The word of a result."""
        return self._language.say(f"result.{code}") if code else "–"

    def _filled(self, fault: Fault) -> dict[str, object]:
        filled: dict[str, object] = {}
        for name, value in fault.values.items():
            if isinstance(value, datetime):
                filled[name] = self.moment(value)
            elif name == "column":
                filled[name] = self._language.say(f"sheet_column.{value}")
            elif name == "result":
                filled["said"] = self.result(str(value) if value else None)
            else:
                filled[name] = visible(value)[:SHOWN] if isinstance(value, str) else value
        return filled

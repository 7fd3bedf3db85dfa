"""The outcome sheet: the columns that leave with a list and come home filled in.

Lists are published with these columns (targets/outputs), and the sheet that returns is read by them
(manifests/outcome_sheet.py). The header is the column's name or its label in any language (lake/sheet_words.py).
"""

from dataclasses import dataclass

from lake.sheet_words import words


@dataclass(frozen=True)
class SheetColumn:
    """One column of the sheet.

    `name` is the column of `inspections`, or made_for: whom the copy was made for. `filled` by the officer.
    """

    name: str
    filled: bool

    @property
    def label(self) -> str:
        """The header in English; in another language it is the word `sheet_column.<name>`."""
        return words("en")["sheet_column"][self.name]


GIVEN = ("list_id", "list_line", "case_id", "made_for", "selected_as", "selection_probability")
FILLED = (
    "decision", "decision_reason", "decided_at", "presented", "method", "started_at", "finished_at", "result",
    "finding", "hs", "quantity", "unit", "value", "concealment", "pieces_found", "kg_found", "xray_image_id",
    "officer_id", "remarks", "recorded_at",
)  # fmt: skip
SHEET = (*(SheetColumn(name, filled=False) for name in GIVEN), *(SheetColumn(name, filled=True) for name in FILLED))
"""`inspection_id` is `list_id/list_line`, or `case_id@decided_at` for a line that the officer added; where that does
not say when, `case_id@list_id`, or `case_id@sheet` on a sheet without a list."""

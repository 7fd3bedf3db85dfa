"""The outcome sheet: the columns that leave with a list and come home filled in.

Lists are published with these columns (targets/outputs), and the sheet that returns is read by them
(manifests/outcome_sheet.py). The header is the label or the column's name, in any case.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class SheetColumn:
    """One column of the sheet: `name` is the column of `inspections` (or list_id), `filled` by the officer."""

    name: str
    label: str
    filled: bool


SHEET = (
    SheetColumn("list_id", "List", filled=False),
    SheetColumn("list_line", "Line", filled=False),
    SheetColumn("case_id", "Case", filled=False),
    SheetColumn("selected_as", "Selected as", filled=False),
    SheetColumn("selection_probability", "Selection probability", filled=False),
    SheetColumn("decision", "Decision", filled=True),
    SheetColumn("decision_reason", "Reason if declined", filled=True),
    SheetColumn("decided_at", "Decided at (UTC)", filled=True),
    SheetColumn("presented", "Presented", filled=True),
    SheetColumn("method", "Method", filled=True),
    SheetColumn("started_at", "Started at (UTC)", filled=True),
    SheetColumn("finished_at", "Finished at (UTC)", filled=True),
    SheetColumn("result", "Result", filled=True),
    SheetColumn("finding", "Finding", filled=True),
    SheetColumn("hs", "HS found", filled=True),
    SheetColumn("quantity", "Quantity", filled=True),
    SheetColumn("unit", "Unit", filled=True),
    SheetColumn("value", "Value", filled=True),
    SheetColumn("concealment", "Concealment", filled=True),
    SheetColumn("pieces_found", "Pieces found", filled=True),
    SheetColumn("kg_found", "Kg found", filled=True),
    SheetColumn("xray_image_id", "X-ray image", filled=True),
    SheetColumn("officer_id", "Officer", filled=True),
    SheetColumn("remarks", "Remarks", filled=True),
    SheetColumn("recorded_at", "Recorded at (UTC)", filled=True),
)
"""`inspection_id` is `list_id/list_line`, or `case_id@decided_at` for a line that the officer added; where that does
not say when, `case_id@list_id`, or `case_id@sheet` on a sheet without a list."""

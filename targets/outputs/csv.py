"""The list as CSV: the outcome sheet's columns first, then the reading columns."""

import csv
import io

from lake.harmless import harmless
from lake.sheet import SHEET
from targets.language import Language
from targets.listing import Listing
from targets.outputs.columns import READING, Cell, reading_cells, reading_labels, sheet_cells
from targets.outputs.output import Output


def write(listing: Listing, language: Language) -> bytes:
    """Return the list as UTF-8 with a byte order mark (Excel needs it), comma, every cell quoted."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    labels = reading_labels(listing, language)
    writer.writerow([column.label for column in SHEET] + [labels[name] for name in READING])
    for line in listing.lines:
        sheet, reading = sheet_cells(line), reading_cells(line, listing, language)
        cells = [sheet[column.name] for column in SHEET] + [reading[name] for name in READING]
        writer.writerow([_cell(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _cell(cell: Cell) -> str:
    return "" if cell is None else harmless(cell) if isinstance(cell, str) else str(cell)


OUTPUT = Output("csv", ".csv", write, "For another programme, or a sheet without Excel; formulas in it are dead.")

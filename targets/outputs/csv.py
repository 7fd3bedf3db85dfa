"""The list as CSV: the outcome sheet's columns first, then the reading columns."""

import csv
import io
import re

from lake.harmless import harmless
from targets.language import Language
from targets.listing import Listing
from targets.outputs.columns import Cell, cells, labels
from targets.outputs.output import Output

NUMBER_LIKE = re.compile(r"0\d*|\d{12,}|\d+[eE]\d+")
"""Cases that a sheet would take for a number, and give back without their zeros: they get the mark of `harmless`."""


def write(listing: Listing, language: Language) -> bytes:
    """Return the list as UTF-8 with a byte order mark (Excel needs it), comma, every cell quoted.

    The labels and what is to be read are words of the language; what the officer fills in may be a word or a code.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(labels(listing, language).values())
    for line in listing.lines:
        writer.writerow([_cell(name, cell) for name, cell in cells(line, listing, language).items()])
    return text.getvalue().encode("utf-8-sig")


def _cell(name: str, cell: Cell) -> str:
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    return f"'{cell}" if name == "case_id" and NUMBER_LIKE.fullmatch(cell) else harmless(cell)


OUTPUT = Output(
    "csv",
    ".csv",
    write,
    "For an officer without a workbook programme: to read, to fill in and to send back. Formulas in it are dead.",
    each_language=True,
)

import io
from datetime import UTC, datetime

import pytest
import xlsxwriter

from manifests.files import read_file

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize("blank", ["\u00a0", "\u3000 ", "\u2028", " \t"])
def test_a_row_of_nothing_but_blanks_is_no_record_for_either_counter(blank):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["MAWB", "HAWB", "Pieces", "GrossWeightKg", "GoodsDescription"])
        sheet.write_row(1, 0, [blank, "", blank])
        sheet.write_row(2, 0, ["074-10000012", "EX1001", 1, 2.5, "Wool gloves"])
    (message,) = read_file(held.getvalue(), "list.xlsx", AT, "tabular")
    assert (message.reading.records, message.counted) == (1, 1)

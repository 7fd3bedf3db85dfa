"""What is read off manifests and statuses for the history."""

from datetime import UTC, datetime
from typing import Any

import ibis
import pyarrow as pa

from features.events import landings, ulds
from lake.column import ARROW
from lake.tables import TABLES

AT = datetime(2026, 3, 1, 20, tzinfo=UTC)


def table(name: str, rows: list[dict[str, Any]], **more: pa.DataType) -> ibis.Table:
    kinds = {column.name: ARROW[column.kind] for column in TABLES[name].columns} | more
    told = [{"message_id": "a", "record": number, "known_at": AT} | row for number, row in enumerate(rows)]
    return ibis.memtable(pa.Table.from_pylist(told, pa.schema(list(kinds.items()))))


def test_a_later_status_without_a_discrepancy_does_not_take_back_that_pieces_were_missing() -> None:
    said = {"consignment_id": "W", "handler_key": "HANDS"}
    statuses = table("statuses", [
        said | {"status": "DIS", "discrepancy": "MSCA"}, said | {"status": "NFD", "message_id": "b"},
    ], handler_key=pa.string())  # fmt: skip
    rows = landings(statuses).to_pyarrow().to_pylist()
    newest = {row["event_id"]: row for row in sorted(rows, key=lambda row: row["message_id"])}
    assert sum(row["landed"] for row in newest.values()) == sum(row["shorts"] for row in newest.values()) == 1


def test_a_uld_of_which_one_line_says_no_weight_has_none() -> None:
    def line(uld: str, kg: float | None) -> dict[str, Any]:
        return {"flight_id": "F", "uld": uld, "uld_type": "PMC", "gross_kg": kg}

    loads = table("loads", [line("PMC1", 100.0), line("PMC1", None), line("PMC2", 100.0), line("PMC2", 50.0)])
    (row,) = ulds(loads).to_pyarrow().to_pylist()
    assert (row["event_id"], row["uld_kg_n"], row["uld_kg_ln"]) == ("F PMC2", 1, 5011)

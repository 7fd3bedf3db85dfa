"""A hit of a watch list is mandatory, and says which list and who can be asked."""

from datetime import UTC, date, datetime

import ibis
import pyarrow as pa

from cases.case import CASES
from features.catalogue import feature_schema
from indicators.apply import fired
from indicators.watch_list_hit import INDICATOR

AS_OF = datetime(2026, 3, 1, 23, tzinfo=UTC)
SCHEMA = pa.schema([field.with_nullable(True) for field in [*CASES.schema, *list(feature_schema())[2:]]])
HIT = {
    "watch_list_score": 0.93, "watch_role": "consignee", "watch_entry": "Example Trading", "watch_list": "own",
    "watch_owner": "Unit A", "watch_reason": "case 12",
}  # fmt: skip


def test_a_case_with_a_hit_is_mandatory_and_one_without_is_not() -> None:
    rows = [{"as_of": AS_OF, "case_id": "A", **HIT}, {"as_of": AS_OF, "case_id": "B"}]
    table = ibis.memtable(pa.Table.from_pylist(rows, SCHEMA))
    said = fired(table, date(2026, 3, 2), [INDICATOR])
    (found,) = (said if isinstance(said, pa.Table) else said.to_pyarrow()).to_pylist()
    assert (found["case_id"], found["action"], found["family"]) == ("A", "mandatory", "security")
    assert found["sentence"] == (
        'The consignee is 93% alike to "Example Trading" on the list own, kept by Unit A: case 12'
    )

"""The same definitions on Spark: what DuckDB says of a generated month, Spark says row by row."""

from datetime import timedelta

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from features.describe import describe
from features.history import HISTORY, PAIR_HISTORY, Happened, pair_slices, slices
from features.memory import Memory
from lake.engine import duckdb, hold, read_parts, spark, spark_lacks

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(spark_lacks() is not None, reason=f"Spark cannot run here: {spark_lacks()}"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # PySpark leaves sockets to the gc
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]
CONSIGNMENTS, SLICES = 400, 31
NEARLY = 1e-9
"""Relative difference of what went through ln, exp or sqrt: the last bits are the machine's."""
SMALL = {"spark.sql.codegen.wholeStage": "false", "spark.sql.adaptive.enabled": "false"}
"""For tables of some hundred rows: compiling a plan takes longer than carrying it out."""
Said = dict[str, pa.Table]


@pytest.fixture(scope="module")
def said(draw_region, tmp_path_factory) -> dict[str, Said]:
    """What each engine says of one month: slices, meetings and features."""
    month, folder = draw_region(seed=3, consignments=CONSIGNMENTS), tmp_path_factory.mktemp("month")
    return {backend.name: said_by(backend, month, folder) for backend in (duckdb(), spark(settings=SMALL))}


def said_by(backend: ibis.BaseBackend, month, folder) -> Said:
    given = month.happened()
    tables = (given.consignments, given.outcomes, given.events)
    there = Happened(*(hold(backend, table.to_pyarrow()) for table in tables))
    cutoffs = [max(month.moments) - timedelta(days=day) for day in range(SLICES)][::-1]
    found = {
        "history": slices(there, cutoffs).to_pyarrow().cast(HISTORY),
        "pairs": pair_slices(there.consignments, cutoffs).to_pyarrow().cast(PAIR_HISTORY),
    }
    memory = Memory(
        stored(backend, found["history"], folder / f"{backend.name}-history.parquet"),
        stored(backend, found["pairs"], folder / f"{backend.name}-pairs.parquet"),
        hold(backend, links(month)),
    )
    return found | {"features": describe(hold(backend, month.cases()), memory, month.beside()).to_pyarrow()}


def stored(backend: ibis.BaseBackend, rows: pa.Table, path) -> ibis.Table:
    pq.write_table(rows, path)
    return read_parts(backend, [path], rows.schema)


def links(month) -> pa.Table:
    rows = [{"as_of": at, "key": "BETA", "party_id": "ALPHA"} for at in month.moments]
    return pa.Table.from_pylist(rows, month.cases().schema.empty_table().select(["as_of"]).schema.append(
        pa.field("key", pa.string())).append(pa.field("party_id", pa.string())))  # fmt: skip


@pytest.mark.parametrize("table", ["history", "pairs"])
def test_the_history_is_the_same_on_spark(said, table) -> None:
    assert said["duckdb"][table].num_rows > SLICES
    assert said["pyspark"][table].equals(said["duckdb"][table])


def test_every_feature_is_the_same_on_spark(said) -> None:
    here, there = said["duckdb"]["features"], said["pyspark"]["features"]
    assert there.column_names == here.column_names and there.num_rows == here.num_rows > 20
    apart = {name: different(here[name], there[name]) for name in here.column_names}
    assert {name: rows for name, rows in apart.items() if rows} == {}


def different(here: pa.ChunkedArray, there: pa.ChunkedArray) -> list[tuple[object, object]]:
    """Pairs of values that are not the same: floats may differ by NEARLY, null is only the same as null."""
    return [pair for pair in zip(here.to_pylist(), there.to_pylist(), strict=True) if not same(*pair)]


def same(here: object, there: object) -> bool:
    if isinstance(here, float) and isinstance(there, float):
        return abs(here - there) <= NEARLY * max(abs(here), abs(there))
    return here == there


def test_a_column_that_an_older_file_lacks_is_null_on_both(tmp_path) -> None:
    old = pa.table({"kept": ["a", None], "dropped": [1, 2]})
    pq.write_table(old, tmp_path / "old.parquet")
    pq.write_table(pa.table({"kept": ["b"], "added": [1.5]}), tmp_path / "new.parquet")
    schema = pa.schema({"kept": pa.string(), "added": pa.float64()})
    found = [
        read_parts(backend, [tmp_path / "old.parquet", tmp_path / "new.parquet"], schema).to_pyarrow().to_pylist()
        for backend in (duckdb(), spark(settings=SMALL))
    ]
    assert sorted(map(str, found[0])) == sorted(map(str, found[1]))
    assert {"kept": "b", "added": 1.5} in found[1] and {"kept": None, "added": None} in found[1]


def test_whole_numbers_with_nulls_lists_and_moments_go_through_spark_unchanged(said, draw_region) -> None:
    del said  # the session is there
    rows = draw_region(consignments=30).happened().consignments.to_pyarrow()
    back = hold(spark(settings=SMALL), rows).order_by(["message_id"]).to_pyarrow().cast(rows.schema)
    assert back.equals(rows.sort_by("message_id").combine_chunks()) and back["pieces"].null_count > 0

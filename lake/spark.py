"""Spark for Ibis: tables go in and come out as Arrow, Parquet is read by a list of files, nothing is fetched.

Imported only where a site's engine is spark: PySpark is the extra `accu[spark]`, and needs a Java.
"""

import atexit
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis.backends.pyspark import Backend
from ibis.backends.pyspark.datatypes import PySparkSchema
from pyspark.sql import SparkSession

LOCAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
}
"""On one machine: nothing listens to others, and as many pieces as there are cores of `local[2]`."""
ALWAYS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # a number that does not fit is an error, as on DuckDB, and not another number
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.mapKeyDedupPolicy": "LAST_WIN",  # Ibis sets it, and warns where it may not
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


class ArrowSpark(Backend):
    """Ibis' Spark with Arrow on both ends: through pandas a null in a whole number would become a fraction."""

    def _register_in_memory_table(self, op: Any) -> None:
        rows = op.data.to_pyarrow(op.schema)
        frame = self._session.createDataFrame(rows, schema=PySparkSchema.from_ibis(op.schema))
        frame.createOrReplaceTempView(op.name)

    def to_pyarrow(
        self, expr: Any, /, *, params: Any = None, limit: int | str | None = None, **kwargs: Any
    ) -> pa.Table | pa.Scalar:
        """Return the rows of an expression, in its order; moments in UTC."""
        table = expr.as_table()
        self._run_pre_execute_hooks(table)
        found = self._session.sql(self.compile(table, params=params, limit=limit, **kwargs)).toArrow()
        said = found.cast(pa.schema([_zoned(field) for field in table.schema().to_pyarrow()]))
        return said if isinstance(expr, ibis.Table) else expr.__pyarrow_result__(said)

    def hold(self, rows: pa.Table) -> ibis.Table:
        """Rows of this process as a table of the engine."""
        name = ibis.util.gen_name("held")
        kinds = PySparkSchema.from_ibis(ibis.Schema.from_pyarrow(rows.schema))
        self._session.createDataFrame(rows, schema=kinds).createOrReplaceTempView(name)
        return self.table(name)

    def _create_cached_table(self, name: str, expr: Any) -> ibis.Table:
        """Compute a stage now and forget how: a plan of hundreds of joins takes longer to plan than to carry out."""
        self._run_pre_execute_hooks(expr)
        self._session.sql(self.compile(expr)).localCheckpoint().createTempView(name)
        return self.table(name)

    def _drop_cached_table(self, name: str) -> None:
        self._session.catalog.dropTempView(name)

    def read_files(self, paths: list[Path], schema: pa.Schema) -> ibis.Table:
        """Read Parquet files as the columns of `schema`; one that a file lacks is null there, others are not read."""
        kinds = PySparkSchema.from_ibis(ibis.Schema.from_pyarrow(schema))
        reader = self._session.read.schema(kinds).option("recursiveFileLookup", "true")  # no column from a folder
        name = ibis.util.gen_name("parts")
        reader.parquet(*(path.resolve().as_uri() for path in paths)).createOrReplaceTempView(name)
        return self.table(name)


def _zoned(field: pa.Field) -> pa.Field:
    """Moments as UTC: Spark's are, and Ibis forgets to say so."""
    return field.with_type(pa.timestamp("us", tz="UTC")) if pa.types.is_timestamp(field.type) else field


def connect(master: str, settings: dict[str, str]) -> ArrowSpark:
    """Join or start the session of `master`; a session of other settings in this process is ended first."""
    return _connected(master, tuple(sorted(settings.items())))


@cache
def _connected(master: str, settings: tuple[tuple[str, str], ...]) -> ArrowSpark:
    earlier = SparkSession.getActiveSession()
    if earlier is not None:
        earlier.stop()
        _connected.cache_clear()
    builder = SparkSession.builder.master(master).appName("accu")
    warehouse = {"spark.sql.warehouse.dir": tempfile.mkdtemp(prefix="accu-spark-")}
    local = LOCAL if master.startswith("local") else {}
    for name, value in {**local, **warehouse, **ALWAYS, **dict(settings)}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    atexit.register(session.stop)
    backend = ArrowSpark()
    backend.register_options()
    backend.do_connect(session)
    return backend

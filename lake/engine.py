"""The engine of the expressions: DuckDB in the process, or Spark over a cluster where the site's TOML says so.

What reads, checks and assembles a night is always on DuckDB. What grows with the region and the years, the history and
what is described from it, is on the engine of the site.
"""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import ibis
import pyarrow as pa
from ibis.util import gen_name

from lake.sites import Site, SiteError


def duckdb() -> ibis.BaseBackend:
    """A DuckDB in the process: two threads, no extension ever fetched, times in UTC."""
    backend = ibis.duckdb.connect(threads=2, memory_limit="3GB")
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions", "allow_community_extensions"):
        backend.raw_sql(f"SET {setting} = false")
    backend.raw_sql("SET preserve_insertion_order = true")
    return backend


def spark(master: str = "local[2]", settings: dict[str, str] | None = None) -> ibis.BaseBackend:
    """A Spark session, started here or joined; one at a time in a process.

    Raises:
        SiteError: PySpark or Java is not on this machine.
    """
    if lacking := spark_lacks():
        raise SiteError(f'engine = "spark" cannot be used: {lacking}')
    from lake.spark import connect  # PySpark is an extra, and takes seconds

    return connect(master, settings or {})


def spark_lacks() -> str | None:
    """What this machine lacks to run Spark, as a sentence; None when nothing."""
    if find_spec("pyspark") is None:
        return "PySpark is not installed; `make spark` does it"
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        return "there is no Java; install Java 17 (Debian: openjdk-17-jre-headless)"
    return None


def at_large(site: Site, local: ibis.BaseBackend) -> ibis.BaseBackend:
    """The engine for what grows with the region: `local`, or the Spark of the site's TOML.

    Raises:
        SiteError: the TOML says spark, and this machine has none.
    """
    return local if site.engine == "duckdb" else spark(site.spark.master, site.spark.settings)


def hold(backend: ibis.BaseBackend, rows: pa.Table) -> ibis.Table:
    """Rows of this process as a table of the engine, so that what is made of it is computed there."""
    if backend.name == "pyspark":
        return backend.hold(rows)
    return backend.create_table(gen_name("held"), rows, temp=True)


def read_parts(backend: ibis.BaseBackend, paths: list[Path], schema: pa.Schema) -> ibis.Table:
    """Read Parquet files as the columns of `schema`; one that a file lacks is null there, others are not read."""
    if backend.name == "pyspark":
        return backend.read_files(paths, schema)
    found = backend.read_parquet([str(path) for path in paths], hive_partitioning=False, union_by_name=True)
    kinds = ibis.Schema.from_pyarrow(schema).items()
    said = {name: found[name] if name in found.columns else ibis.null(kind) for name, kind in kinds}
    return found.select(**{name: column.cast(kind) for (name, kind), column in zip(kinds, said.values(), strict=True)})

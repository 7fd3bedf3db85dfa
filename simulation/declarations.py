"""Public import declarations as canonical tables: one goods item a row, with what the customs found.

What belongs here: what each column of such a file means in our words, and nothing of any model. Source of the columns:
Jeong et al., arXiv 2208.02484.

- A row is a direct consignment that one message told on its day, and a declaration of it. The importer is the
  consignee, the seller the consignor, the courier (else the declarant) the forwarder.
- The file has no airports: the first airport (by code) of a country stands for it. Goods begin their way in their
  country of origin and come from there, or by way of the country of departure. Nothing says a currency, so no value is
  converted; no seller's country, so none is compared.
- `Fraud` is a hit of the family revenue after a full opening; the critical ones are too few (1 %) to be told apart.
- Every row is inspected, so the rate of hits is no rate of what arrives.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv

from goods.keys import add_goods_keys
from lake.reference import airport_countries, rates
from lake.sites import Site
from lake.tables import TABLES
from parties.keys import add_party_keys

ID, DAY, HIT = "Declaration ID", "Date", "Fraud"
HS, DEPARTURE, ORIGIN, MASS = "HS6 Code", "Country of Departure", "Country of Origin", "Net Mass"
DECLARANT, IMPORTER, SELLER, COURIER = "Declarant ID", "Importer ID", "Seller ID", "Courier ID"
RATE, TAX, PRICE = "Tax Rate", "Tax Type", "Item Price"
TEXTS = (ID, DECLARANT, IMPORTER, SELLER, COURIER, HS, DEPARTURE, ORIGIN, TAX)
NUMBERS = (RATE, MASS, PRICE)
NEEDED = (*TEXTS, DAY, *NUMBERS, HIT)
BESIDE = (
    "Office ID", "Process Type", "Import Type", "Import Use", "Payment Type", "Mode of Transport",
    "Country of Origin Indicator",
)  # fmt: skip
"""Columns that no room of ours has a word for; the models that ours is compared with see them, where they are there."""
DIGITS = 6
"""Of an HS subheading; a file that was once a number has lost the zero in front."""
TOLD = time(12)
"""When a day's declarations are told, UTC; the moment that speaks for them is that day's cut-off."""
DECIDED, RESULT = timedelta(hours=1), timedelta(hours=12)
"""After the cut-off: when the case is decided, and when its result is known."""
CUTOFF = time(20)
RESULTS = "results"


def read(path: Path) -> pa.Table:
    """Return the rows of a file with the columns NEEDED and BESIDE, in that order; other columns are left out.

    A column of BESIDE that the file has not is null.

    Raises:
        ValueError: it is no such table: a column is missing, a cell is of another kind, there are no rows, or a
            declaration stands twice.
    """
    kinds = {name: pa.string() for name in (*TEXTS, *BESIDE)} | {name: pa.float64() for name in NUMBERS}
    kinds |= {DAY: pa.date32(), HIT: pa.int64()}
    try:
        rows = pcsv.read_csv(path, convert_options=pcsv.ConvertOptions(column_types=kinds, strings_can_be_null=True))
    except FileNotFoundError:
        raise ValueError(f"there is no file {path}") from None
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is no table of declarations: {str(error).splitlines()[0]}") from None
    if missing := [name for name in NEEDED if name not in rows.column_names]:
        raise ValueError(f"{path} is no table of declarations: it has no column {', '.join(missing)}")
    _check(path, rows)
    found = {name: rows[name] if name in rows.column_names else pa.nulls(rows.num_rows, pa.string()) for name in BESIDE}
    codes = pc.utf8_lpad(rows[HS], DIGITS, "0")
    return pa.table({**{name: rows[name] for name in NEEDED}, HS: codes, **found})


def _check(path: Path, rows: pa.Table) -> None:
    """Refuse what would be misread."""
    if not rows.num_rows:
        raise ValueError(f"{path} has no rows")
    for name in (ID, DAY, HIT):
        if rows[name].null_count:
            raise ValueError(f"{path}: {rows[name].null_count} row(s) have no {name}")
    if other := sorted(set(pc.unique(rows[HIT]).to_pylist()) - {0, 1}):
        raise ValueError(f"{path}: {HIT} is 0 or 1, not {other[0]}")
    if pc.count_distinct(rows[ID]).as_py() < rows.num_rows:
        raise ValueError(f"{path}: a {ID} stands twice")


def site_of(plain: Site) -> Site:
    """A unit that sees these declarations: a site's settings, with one cut-off a day in UTC and one airport.

    Its results say whether duties were evaded, and nothing of contraband: no method is strong for the other families.
    """
    strong = dict.fromkeys(plain.strong_methods, ()) | {"revenue": ("full_opening",)}
    told: dict[str, Any] = {"name": "declarations", "title": "Declarations", "airports": ("ICN",), "country": "KR"}
    told |= {"timezone": "UTC", "cutoff": CUTOFF, "watch_lists": (), "engine": "duckdb", "strong_methods": strong}
    return plain.model_copy(update=told)


def moments(rows: pa.Table, site: Site) -> tuple[datetime, ...]:
    """The cut-off of each day that has a declaration, in order."""
    return tuple(site.as_of(day) for day in sorted(pc.unique(rows[DAY]).to_pylist()))


def case_ids(rows: pa.Table) -> pa.Array:
    """The consignment of each row."""
    return pa.array([f"KR-{number}" for number in rows[ID].to_pylist()])


def tables(rows: pa.Table, results: pa.Table, site: Site) -> dict[str, pa.Table]:
    """Return the canonical tables that these declarations come to, keys added as they are when a message is stored.

    Args:
        rows: every declaration that arrives; read() of one file or several.
        results: those of them whose result comes home, columns as `rows`.
        site: site_of(...).
    """
    arrived = _arrived(rows)
    told = {
        "messages": _messages(rows, results, site),
        "consignments": _consignments(rows, site) | arrived,
        "goods": _goods(rows) | arrived,
        "declarations": _declarations(rows) | arrived,
        "inspections": _inspections(results, site),
    }
    told["receipts"] = {**told["messages"], "received_at": told["messages"]["known_at"]}
    told["receipts"]["changed_at"] = told["messages"]["known_at"]
    found = {name: _shaped(columns, TABLES[name].schema) for name, columns in told.items()}
    found["consignments"] = add_goods_keys(add_party_keys(found["consignments"]), rates())
    return found


def _shaped(columns: dict[str, pa.Array], schema: pa.Schema) -> pa.Table:
    rows = len(next(iter(columns.values())))
    arrays = [columns[name] if name in columns else pa.nulls(rows, schema.field(name).type) for name in schema.names]
    return pa.table([array.cast(field.type) for array, field in zip(arrays, schema, strict=True)], schema=schema)


def _told_at(rows: pa.Table) -> pa.Array:
    days = rows[DAY].to_pylist()
    return pa.array([datetime.combine(day, TOLD, UTC) for day in days], pa.timestamp("us", tz="UTC"))


def _message_of(rows: pa.Table, what: str = "declarations") -> pa.Array:
    """One message of each kind a day."""
    days = rows[DAY].to_pylist()
    sha = {day: hashlib.sha256(f"{what} of {day.isoformat()}".encode()).hexdigest() for day in set(days)}
    return pa.array([sha[day] for day in days], pa.string())


def _arrived(rows: pa.Table) -> dict[str, pa.Array]:
    """message_id, record and known_at of declarations."""
    return {"message_id": _message_of(rows), "record": _record(rows), "known_at": _told_at(rows)}


def _record(rows: pa.Table) -> pa.Array:
    """The place of a row among those of its day, from 1."""
    day = rows[DAY].cast(pa.int32()).to_numpy()
    order = np.argsort(day, kind="stable")
    record = np.empty(len(day), dtype=np.int64)
    record[order] = np.arange(len(day)) - np.searchsorted(day[order], day[order]) + 1
    return pa.array(record)


def _messages(rows: pa.Table, results: pa.Table, site: Site) -> dict[str, pa.Array]:
    """The declarations of each day, and the results of each day that has any."""
    told, found = _days(rows), _days(results)
    message = pa.concat_arrays([_message_of(told), _message_of(found, RESULTS)])
    count = len(message)
    return {
        "message_id": message,
        "file_id": message,
        "file_name": message,
        "feed": pa.repeat(pa.scalar("declarations"), count),
        "format": pa.array(["declarations"] * told.num_rows + [RESULTS] * found.num_rows),
        "known_at": pa.concat_arrays([_told_at(told), _found_at(found, site)]),
        **{name: pa.repeat(pa.scalar(0), count) for name in ("bytes", "records", "records_counted", "ignored")},
    }


def _days(rows: pa.Table) -> pa.Table:
    return pa.table({DAY: pa.array(sorted(set(rows[DAY].to_pylist())), pa.date32())})


def _found_at(results: pa.Table, site: Site) -> pa.Array:
    return pc.add(_cutoffs(results, site), pa.scalar(RESULT))


def _cutoffs(rows: pa.Table, site: Site) -> pa.Array:
    return pa.array([site.as_of(day) for day in rows[DAY].to_pylist()], pa.timestamp("us", tz="UTC"))


def _consignments(rows: pa.Table, site: Site) -> dict[str, pa.Array]:
    plain = {"told_by": "master", "kind": "direct", "stream": "cargo", "traffic": "import"}
    here = site.airports[0]
    return {
        **{name: pa.repeat(pa.scalar(word), rows.num_rows) for name, word in plain.items()},
        "consignment_id": case_ids(rows),
        "origin_airport": _airports(rows[ORIGIN]),
        "destination_airport": pa.repeat(pa.scalar(here), rows.num_rows),
        "route": _ways(rows, here),
        "pieces": pa.repeat(pa.scalar(1), rows.num_rows),
        "gross_kg": _column(rows, MASS),
        "hs_codes": pa.array([[code] if code else None for code in rows[HS].to_pylist()], pa.list_(pa.string())),
        "value": _column(rows, PRICE),
        "consignor_name": _column(rows, SELLER),
        "consignee_name": _column(rows, IMPORTER),
        "consignee_country": pa.repeat(pa.scalar(site.country), rows.num_rows),
        "forwarder_name": pc.coalesce(_column(rows, COURIER), _column(rows, DECLARANT)),
    }


def _airports(countries: pa.ChunkedArray) -> pa.Array:
    """The first airport of each country; null where it has none."""
    first: dict[str, str] = {}
    for airport, country in sorted(airport_countries().items()):
        first.setdefault(country, airport)
    return pa.array([first.get(country) if country else None for country in countries.to_pylist()], pa.string())


def _ways(rows: pa.Table, here: str) -> pa.Array:
    """Airports after the origin: that of the country of departure, where it is another one, and the site's."""
    ends = zip(_airports(rows[ORIGIN]).to_pylist(), _airports(rows[DEPARTURE]).to_pylist(), strict=True)
    ways = [None if last is None else [here] if last == first else [last, here] for first, last in ends]
    return pa.array(ways, pa.list_(pa.string()))


def _goods(rows: pa.Table) -> dict[str, pa.Array]:
    return {
        "consignment_id": case_ids(rows),
        "line": pa.repeat(pa.scalar(1), rows.num_rows),
        "hs_code": _column(rows, HS),
        "net_kg": _column(rows, MASS),
        "value": _column(rows, PRICE),
        "origin_country": _column(rows, ORIGIN),
    }


def _declarations(rows: pa.Table) -> dict[str, pa.Array]:
    return {
        "declaration_id": pa.array([f"KR/{number}" for number in rows[ID].to_pylist()]),
        "system": pa.repeat(pa.scalar("SAD"), rows.num_rows),
        "declared_on": _column(rows, DAY),
        "consignment_id": case_ids(rows),
        "declarant_id": _column(rows, DECLARANT),
        "total_value": _column(rows, PRICE),
    }


def _inspections(results: pa.Table, site: Site) -> dict[str, pa.Array]:
    """A full opening of each, decided after the moment that speaks for its day."""
    whole = {"selected_as": "criteria", "decision": "accepted", "method": "full_opening"}
    known_at = _found_at(results, site)
    hit = pc.equal(_column(results, HIT), 1)
    ids = case_ids(results)
    return {
        **{name: pa.repeat(pa.scalar(word), results.num_rows) for name, word in whole.items()},
        "message_id": _message_of(results, RESULTS),
        "record": _record(results),
        "known_at": known_at,
        "recorded_at": known_at,
        "inspection_id": ids,
        "case_id": ids,
        "decided_at": pc.add(_cutoffs(results, site), pa.scalar(DECIDED)),
        "presented": pa.repeat(pa.scalar(True), results.num_rows),
        "result": pc.if_else(hit, "hit", "clear"),
        "finding": pc.if_else(hit, "misdescription", pa.scalar(None, pa.string())),
    }


def _column(rows: pa.Table, name: str) -> pa.Array:
    return rows[name].combine_chunks()


def together(files: Sequence[Path]) -> pa.Table:
    """The rows of several files.

    Raises:
        ValueError: as `read`, or a declaration is in two of them.
    """
    rows = pa.concat_tables([read(path) for path in files])
    if pc.count_distinct(rows[ID]).as_py() < rows.num_rows:
        raise ValueError(f"a {ID} is in two of the files")
    return rows

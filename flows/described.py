"""Describes the cases of a run and stores what is known of them: one part a group of features and moment.

Training reads the very parts that scoring read. A group that a moment lacks is described for it by the same code.
"""

import csv
from collections.abc import Sequence
from datetime import datetime

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from cases.case import CASES
from features.beside import WORDS, Beside
from features.catalogue import FEATURES, GROUPS, columns, feature_schema, of_group, slug
from features.describe import describe
from features.feature import Feature
from features.memory import ROW, Memory
from flows.own_file import own_file
from flows.prepare import write_each
from flows.remember import remembered
from flows.unit import Unit
from flows.watch import best
from flows.words import fits
from goods.texts import look, look_names
from lake.notes import note
from lake.past import Past
from lake.reference import duty_free_limits, rates
from lake.runs import moment_of, stamp
from lake.tables import TABLES
from parties import links
from parties.addresses import address_key
from parties.phones import phone_key

PARTS = {f"features_{slug(group)}": tuple(columns(of_group(group))) for group in GROUPS} | {"features_words": WORDS}
"""Name of each part -> its columns beside as_of and case_id."""
PICKUPS = "pickup_points.csv"


def described(unit: Unit, past: Past, cases: pa.Table, hits: pa.Table) -> pa.Table:
    """The features of every case, stored once a moment and group."""
    there = {name: past.parts(name) for name in PARTS}
    missing = {name: [m for m in past.run.moments if stamp(m) not in there[name]] for name in PARTS}
    new = sorted({moment for moments in missing.values() for moment in moments})
    if new:
        asked = cases.filter(pc.is_in(cases["as_of"], pa.array(new, cases.schema.field("as_of").type)))
        found = describe_anew(unit, past, asked, hits)
        for name, moments in missing.items():
            write_each(unit, past, name, found.select([*ROW, *PARTS[name]]), tuple(moments))
    return pa.concat_tables([stored_features(unit, past, moment) for moment in past.run.moments])


def stored(unit: Unit, past: Past, moment: datetime) -> tuple[pa.Table, pa.Table]:
    """Cases and features of a moment as they were stored; rows of both in the order of case_id."""
    part = past.parts("cases").get(stamp(moment))
    cases = CASES.filled(unit.store.read(part)) if part else CASES.schema.empty_table()
    return cases, stored_features(unit, past, moment)


def stored_features(unit: Unit, past: Past, moment: datetime) -> pa.Table:
    """Every group's columns of a moment side by side, null for a group that is not stored for it."""
    schema = feature_schema()
    found: dict[str, pa.ChunkedArray] = {}
    rows: pa.Table | None = None
    for name in PARTS:
        part = past.parts(name).get(stamp(moment))
        if part is None:
            continue
        table = unit.store.read(part)
        if rows is not None and not table["case_id"].equals(rows["case_id"]):
            raise ValueError(f"{part.path} has other cases than the other groups of its moment")
        rows = table if rows is None else rows
        found |= {column: table[column] for column in table.column_names}
    if rows is None:
        return schema.empty_table()
    nothing = {field.name: pa.nulls(rows.num_rows, field.type) for field in schema}
    return pa.table({name: found.get(name, nothing[name]) for name in schema.names}, schema=schema)


def features_of(unit: Unit, past: Past, case_ids: pa.ChunkedArray, since: datetime | None = None) -> pa.Table:
    """The stored features of some cases, at every moment before the run's own, or at those of `since` and later."""
    wanted = pc.unique(case_ids)
    least = stamp(since) if since else ""
    found = [feature_schema().empty_table()]
    for at in sorted({at for name in PARTS for at in past.parts(name) if at >= least}):
        table = stored_features(unit, past, moment_of(at))
        found.append(table.filter(pc.is_in(table["case_id"], wanted)))
    return pa.concat_tables(found)


def describe_anew(
    unit: Unit, past: Past, cases: pa.Table, hits: pa.Table, features: Sequence[Feature] = FEATURES
) -> pa.Table:
    """What is known of each case as of its own moment, whether it is stored or not; nothing is written.

    Args:
        unit: the unit.
        past: slices and words up to the moments of the cases.
        cases: every case of the moments that are asked about: a case is also described by the others of its moment.
        hits: of watch lists, WATCH_HITS.
        features: those wanted, declared in features/ or not (docs/adding-a-feature.ipynb).
    """
    large = past.at_large(unit.site)
    memory = Memory(remembered(large, "history"), remembered(large, "pairs"), _links(large, cases))
    beside = Beside(
        limits=duty_free_limits(unit.site, rates()),
        texts=look(_distinct(cases, "goods_description")),
        names=look_names(_distinct(cases, "consignor_name", "consignee_name", "notify_name")),
        fits=fits(unit, past, cases),
        watch=best(hits),
        pickups=_pickups(unit, past),
    )
    found = describe(large.hold(cases), memory, beside, features).to_pyarrow()
    return found.cast(feature_schema(features))


def _links(past: Past, cases: pa.Table) -> ibis.Table:
    moments = past.hold(pa.table({"as_of": pc.unique(cases["as_of"])}))
    return links.as_of(past.table("party_links", TABLES["party_links"].schema), moments).cache()


def _distinct(cases: pa.Table, *names: str) -> list[str]:
    """Every different text of some columns, in order."""
    found: set[str] = set()
    for name in names:
        found |= set(pc.unique(cases[name]).drop_null().to_pylist())
    return sorted(found)


def _pickups(unit: Unit, past: Past) -> frozenset[str]:
    """Keys of telephones and addresses of the registered pick-up points, from `pickup_points.csv` in the unit's folder.

    Columns phone and address; a unit without the file has none registered.
    """
    path = own_file(unit, past.run, PICKUPS)
    if path is None:
        return frozenset()
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        past.run.notes.append(note("pickups_unread", file=PICKUPS))
        return frozenset()
    rows = list(csv.DictReader(lines))
    keys = {phone_key(row.get("phone") or "", unit.site.country) for row in rows}
    keys |= {address_key(row.get("address") or "") for row in rows}
    return frozenset(key for key in keys if key)

"""Everything known of a waybill, as text: its messages and versions, problems, facts, score, and its standing."""

import json
from collections.abc import Iterator
from typing import Any

import ibis
import pyarrow as pa
from ibis import _

from cases.differences import DIFFERENCES
from features.catalogue import FEATURES
from flows.choose import draw_seed, rules
from flows.described import stored_features
from flows.prepare import known
from flows.unit import Unit
from lake.harmless import visible
from lake.past import Past
from lake.runs import Run, committed, stamp
from lake.tables import TABLES
from manifests.awb import parse_awb
from manifests.s10 import parse_s10
from targets.standing import standing
from targets.target import Plan

Row = dict[str, Any]
RESULT = ("decision", "decision_reason", "method", "result", "finding")
AMOUNT = ("quantity", "unit")
DETAILS = {
    "hs": "HS", "value": "value", "concealment": "concealed:", "pieces_found": "pieces", "kg_found": "kg",
    "xray_image_id": "x-ray image", "remarks": "remarks:",
}  # fmt: skip
"""What else came home of an inspection, and what stands before it."""
SAID = (
    "kind", "origin_airport", "destination_airport", "pieces", "gross_kg", "goods_description", "value", "currency",
    "consignor_name", "consignee_name", "forwarder_name",
)  # fmt: skip
SCORE = ("margin_illicit", "probability_illicit", "margin_revenue", "probability_revenue", "priority")


def show(unit: Unit, number: str) -> Iterator[str]:
    """Yield the lines to print of a waybill (its houses and parcels with it), one house (master/house) or postal item.

    Raises:
        ValueError: nothing is known of it, or no night was run yet.
    """
    nights = [run for run in committed(unit.store) if run.kind == "night"]
    if not nights:
        raise ValueError(f"no night was run for {unit.site.name} yet; `accu night --site {unit.site.name}` runs one")
    run = nights[-1]
    past = Past(unit.store, run)
    wanted = _case_id(number)
    rows = _told(past, wanted)
    loads = _of(known(past).loads, _.waybill == wanted)
    if not rows and not loads:
        raise ValueError(f"nothing is known of {number} in {unit.store.folder} as of {run.as_of:%Y-%m-%d %H:%M} UTC")
    yield f"{number} as of {run.as_of:%Y-%m-%d %H:%M} UTC ({unit.site.title})"
    yield from _messages(past, rows, loads)
    yield from _problems(past, {(row["message_id"], row["record"]) for row in [*rows, *loads]})
    yield from _statuses(past, wanted)
    yield from _differences(unit, past, run, wanted)
    yield from _cases(unit, past, run, wanted)
    yield from _handed_out(unit, nights, wanted)
    yield from _results(past, wanted)


def _case_id(number: str) -> str:
    if item := parse_s10(number):
        return item
    master, slash, house = number.partition("/")
    return f"{parse_awb(master) or master}{slash}{house}"


def _of(table: ibis.Table, condition: ibis.Deferred) -> list[Row]:
    return table.filter(condition).to_pyarrow().to_pylist()


def _told(past: Past, case_id: str) -> list[Row]:
    about = (_.consignment_id == case_id) | (_.master_waybill == case_id)
    rows = _of(known(past).consignments, about)
    return sorted(rows, key=lambda row: (row["known_at"], row["message_id"], row["record"]))


def _messages(past: Past, rows: list[Row], loads: list[Row]) -> Iterator[str]:
    table = past.table("messages", TABLES["messages"].schema)
    ids = sorted({row["message_id"] for row in [*rows, *loads]})
    messages = {row["message_id"]: row for row in _of(table, _.message_id.isin(ids))}
    yield "\nWhat was said, oldest first (UTC)"
    for row in rows:
        message = messages[row["message_id"]]
        said = ", ".join(f"{name} {row[name]}" for name in SAID if row[name] is not None)
        kind = f"{message['format'].upper()} {message['version'] or ''}".strip()
        yield f"  {row['known_at']:%Y-%m-%d %H:%M}  {kind} {message['file_name']}  {row['consignment_id']}: {said}"
    for row in loads:
        where = f"{row['flight_id']} {row['uld'] or 'bulk'}"
        said = f"{row['split']} {row['pieces']} pieces, {row['gross_kg']} kg"
        yield f"  {row['known_at']:%Y-%m-%d %H:%M}  on {where}: {said}"


def _problems(past: Past, records: set[tuple[str, int]]) -> Iterator[str]:
    """What is wrong with these records, with their messages as a whole, or with what was refused of them."""
    about = _.message_id.isin(sorted({message for message, _record in records}))
    own = {(message, None) for message, _record in records} | records
    problems = [row for row in _of(known(past).problems, about) if (row["message_id"], row["record"]) in own]
    released = past.table("released", TABLES["released"].schema)
    held = past.table("quarantine", TABLES["quarantine"].schema).anti_join(released, ["message_id", "record"])
    refused = _of(held, about)
    if problems or refused:
        yield "\nProblems in these messages"
    for row in problems:
        yield f"  line {row['line'] or '-'}: {row['severity']} {row['what']} {visible(row['detail'] or '')}".rstrip()
    for row in refused:
        yield f"  record {row['record']}: in quarantine by {row['rule']} {visible(row['detail'] or '')}".rstrip()


def _statuses(past: Past, wanted: str) -> Iterator[str]:
    """What happened to it on its way, oldest first."""
    about = (_.consignment_id == wanted) | (_.waybill == wanted)
    rows = _of(known(past).statuses, about)
    if rows:
        yield "\nWhat happened on its way (UTC where the zone is known)"
    for row in sorted(rows, key=lambda row: (row["known_at"], row["message_id"], row["record"])):
        when = f"{row['occurred_at']:%Y-%m-%d %H:%M}" if row["occurred_at"] else str(row["occurred_on"] or "")
        named = ("status", "discrepancy", "airport", "pieces", "gross_kg", "party_name", "detail")
        yield f"  {when or '-':16}  {' '.join(str(row[name]) for name in named if row[name] is not None)}"


def _differences(unit: Unit, past: Past, run: Run, wanted: str) -> Iterator[str]:
    """Where what is told of it does not agree."""
    rows = _part(unit, past, run, DIFFERENCES.name).to_pylist()
    found = [row for row in rows if row["case_id"] == wanted or row["case_id"].startswith(f"{wanted}/")]
    if found:
        yield "\nWhat does not agree"
    for row in found:
        first, other = (f"{row[side + 'told_by']} {row[side + 'said']}" for side in ("", "other_"))
        yield f"  {row['case_id']}: {row['about']} between {row['between']}: {first}; {other}"


def _cases(unit: Unit, past: Past, run: Run, wanted: str) -> Iterator[str]:
    cases, scores, lines = (_part(unit, past, run, n) for n in ("cases", "scores", "targets"))
    features = stored_features(unit, past, run.as_of)
    said = rules(unit, run, cases, features)
    plan = Plan(unit.site, run.as_of, draw_seed(unit))
    found = [row for row in cases.to_pylist() if wanted in (row["case_id"], row["parent_id"])]
    if not found:
        yield "\nIt is no case of this run: it has no last chance ahead within the site's horizon, or is closed."
    facts = {row["case_id"]: row for row in features.to_pylist()}
    given = {row["case_id"]: row for row in scores.to_pylist()}
    reasons = _reasons(unit, run)
    for row in found:
        until = f"{row['last_chance_at']:%Y-%m-%d %H:%M} UTC" if row["last_chance_at"] else "not known"
        yield f"\nCase {row['case_id']}: {row['case_type']}, {row['traffic']}, until {until}"
        yield from _facts(facts[row["case_id"]])
        yield _score(given[row["case_id"]])
        yield f"  {standing(row['case_id'], scores, lines, said, plan, row)}"
        yield from reasons.get(row["case_id"], [])


def _reasons(unit: Unit, run: Run) -> dict[str, list[str]]:
    """What the list that was handed out says of each of its lines."""
    listing = json.loads((unit.store.folder / run.outputs["json"]).read_text("utf-8"))
    return {
        line["target"]["case_id"]: [f"    {reason['kind']}: {reason['text']}" for reason in line["reasons"]]
        for line in listing["lines"]
    }


def _score(row: Row) -> str:
    said = ", ".join(f"{name} {row[name]:.4g}" for name in SCORE if row[name] is not None)
    return f"  Score ({row['basis']}): {said}"


def _handed_out(unit: Unit, nights: list[Run], wanted: str) -> Iterator[str]:
    """The lists it ever stood on, oldest first."""
    for run in nights:
        part = run.part("targets")
        for row in unit.store.read(part).to_pylist() if part else []:
            if wanted in (row["case_id"], row["case_id"].partition("/")[0]):
                where = f"{row['list_id']} revision {row['revision']}, line {row['line']}"
                yield f"  On the list {where}: {row['case_id']} as {row['selected_as']}"


def _results(past: Past, wanted: str) -> Iterator[str]:
    """What officers wrote of it, oldest first."""
    about = (_.case_id == wanted) | _.case_id.startswith(f"{wanted}/")
    for row in sorted(_of(known(past).inspections, about), key=lambda row: (row["known_at"], row["inspection_id"])):
        quantity = " ".join(f"{row[name]:g}" if name == "quantity" else row[name] for name in AMOUNT if row[name])
        told = [*(str(row[name]) for name in RESULT if row[name]), *([quantity] if quantity else [])]
        told += [f"{label} {row[name]}" for name, label in DETAILS.items() if row[name] is not None]
        said = visible(", ".join(told)) or "nothing said"
        yield f"  Result {row['inspection_id']}, known {row['known_at']:%Y-%m-%d %H:%M} UTC: {said}"


def _facts(row: Row) -> Iterator[str]:
    for feature in FEATURES:
        value = row[feature.name]
        if value is not None:
            usual = row.get(f"{feature.name}__usual")
            compared = f" (usual {usual:.4g}, n = {row[f'{feature.name}__n']:.0f})" if usual is not None else ""
            yield f"  {feature.name} = {value:.6g} {feature.unit}{compared}"


def _part(unit: Unit, past: Past, run: Run, name: str) -> pa.Table:
    part = run.part(name) or past.parts(name).get(stamp(run.as_of))
    return unit.store.read(part) if part else pa.table({})

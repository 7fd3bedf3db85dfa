"""What a pre-loading regime would find wanting in each record, in its 22 codes: what the carrier can be asked for.

The codes, what each is held against (`told_by`) and the formats that have no such element (`not_of`) are in
lake/reference/data_quality_codes.csv; which problem of a reader means which code is in data_quality_problems.csv; what
follows from the rows is in expectations/wanting.py.
Manifests are asked only for what their reader noted, as parts of a consignment need not add up there. Cancellations,
answers, status messages and officers' results are asked for nothing.

Source: Transport Canada, Pre-load Air Cargo Targeting, technical guide 1.9.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from expectations.refused import LONGEST_DETAIL
from expectations.wanting import MASTER_LINE, tellings, wanting
from lake.carriers import of_messages, of_texts
from lake.reference import data_quality_codes, data_quality_problems
from lake.tables import DATA_QUALITY, TABLES

ASKED_FOR_NOTHING = ("outcome", "fsu", "fsa", "fna", "fma", "xfsu", "xfnm")
"""Formats that announce no goods."""
MANIFEST = "manifest"
IMPLIED = {
    "MISSING_WEIGHT": ("INVALID_WEIGHT", "MISSING_WT_UNITS", "MISSING_CSM_LINE"),
    "MISSING_BILL_QTY": ("INVALID_BILL_QTY", "MISSING_CSM_LINE"),
    "MISSING_CARGO_DESC": ("MISSING_CSM_LINE",),
}
"""Codes that are not said of a record that has one of the others: these say it better."""
NO_DETAIL = "-"
"""In the list of problems: there is no detail."""
_UNPLACED = r"\.(waybill|master_waybill|consignment_id|flight_id)\."
"""Expectations that refuse a record for what names it."""
_FOUND = pa.schema({n: DATA_QUALITY.schema.field(n).type for n in ("message_id", "record", "code", "detail")})


def data_quality(tables: Mapping[str, pa.Table], quarantine: pa.Table, feed_of: Mapping[str, str]) -> pa.Table:
    """Return lake.tables.DATA_QUALITY: one row per record and code, in the order of its key.

    Args:
        tables: clean tables of a slice (messages, problems, consignments, flights, loads); one that is absent is empty.
        quarantine: what was refused of it.
        feed_of: feed of each message_id.
    """
    about = _slice(tables)
    found = pa.concat_tables([_of_rows(about), _of_problems(about), _of_rules(about, quarantine)])
    found = _without_implied(found, about.messages)
    subject = pc.index_in(_keys(found, about.messages), about.keys)
    message = pc.index_in(found["message_id"].combine_chunks(), about.messages["message_id"].combine_chunks())
    feeds = pa.array([feed_of[one] for one in about.messages["message_id"].to_pylist()], pa.string())
    columns = {
        "message_id": found["message_id"],
        "record": found["record"],
        "known_at": about.messages["known_at"].take(message),
        "consignment_id": about.ids.take(subject),
        "feed": feeds.take(message),
        "carrier": _carriers(about, found, subject, message),
        "code": found["code"],
        "detail": pc.utf8_slice_codeunits(found["detail"], 0, LONGEST_DETAIL),
    }
    rows = pa.Table.from_arrays(list(columns.values()), schema=DATA_QUALITY.schema)
    return rows.sort_by([(name, "ascending") for name in DATA_QUALITY.key])


@dataclass(frozen=True)
class _Slice:
    """The tables of what is asked for anything; `keys`, `ids` and `told` are of the consignment of each record.

    A record with several has them in the order of belief: a house before its master's line; the first counts.
    """

    messages: pa.Table
    problems: pa.Table
    consignments: pa.Table
    flights: pa.Table
    telling: pa.Array
    keys: pa.Array
    ids: pa.Array
    told: pa.Array


def _slice(tables: Mapping[str, pa.Table]) -> _Slice:
    messages, *others = (
        tables[name] if name in tables else TABLES[name].schema.empty_table()
        for name in ("messages", "problems", "consignments", "flights", "loads")
    )
    silent = pc.is_in(messages["format"], pa.array(ASKED_FOR_NOTHING))
    cancels = pc.fill_null(pc.equal(messages["purpose"], "cancel"), False)
    asked = messages.filter(pc.invert(pc.or_(silent, cancels)))["message_id"].combine_chunks()
    problems, consignments, flights, loads = (t.filter(pc.is_in(t["message_id"], asked)) for t in others)
    telling = tellings(consignments)
    houses, rest = (pc.equal(pc.is_valid(consignments["house_waybill"]), is_house) for is_house in (True, False))
    first, then = consignments.filter(houses), consignments.filter(rest)
    keys = [_keys(rows, messages) for rows in (first, then, loads)]
    ids = [*(rows["consignment_id"].combine_chunks() for rows in (first, then)), loads["waybill"].combine_chunks()]
    told = [telling.filter(houses), telling.filter(rest), pa.repeat(pa.scalar(MANIFEST), loads.num_rows)]
    joined = (pa.concat_arrays(part) for part in (keys, ids, [pa.array(a.to_pylist(), pa.string()) for a in told]))
    return _Slice(messages, problems, consignments, flights, telling, *joined)


def _keys(rows: pa.Table, messages: pa.Table) -> pa.Array:
    """A record as one number: that of its message, and its own."""
    message = pc.index_in(rows["message_id"].combine_chunks(), messages["message_id"].combine_chunks())
    return pc.add(pc.shift_left(message.cast(pa.int64()), 32), rows["record"].combine_chunks())


def _told_by() -> dict[str, pa.Array]:
    return {code: pa.array(row["told_by"].split(), pa.string()) for code, row in data_quality_codes().items()}


def _of_rows(about: _Slice) -> pa.Table:
    allowed, codes = _told_by(), data_quality_codes()
    rows, parts = about.consignments, [_FOUND.empty_table()]
    message = pc.index_in(rows["message_id"].combine_chunks(), about.messages["message_id"].combine_chunks())
    formats = about.messages["format"].combine_chunks().take(message)
    by_row = pc.not_equal(about.telling, MANIFEST)
    for code, holds, detail in wanting(rows, about.telling):
        has = pc.and_(pc.and_(pc.fill_null(holds, False), by_row), pc.is_in(about.telling, allowed[code]))
        if without := codes[code]["not_of"].split():
            has = pc.and_not(has, pc.is_in(formats, pa.array(without)))
        found = rows.select(["message_id", "record"])
        said = pa.nulls(rows.num_rows, pa.string()) if detail is None else detail
        parts.append(_found(found.append_column("detail", said).filter(has), code))
    return pa.concat_tables(parts)


def _found(rows: pa.Table, code: str) -> pa.Table:
    codes = pa.repeat(pa.scalar(code), rows.num_rows)
    return pa.Table.from_arrays([rows["message_id"], rows["record"], codes, rows["detail"]], schema=_FOUND)


def _of_problems(about: _Slice) -> pa.Table:
    """Codes of what readers noted; one about the whole message stands at its first record."""
    problems = about.problems.set_column(
        about.problems.column_names.index("record"), "record", pc.fill_null(about.problems["record"], 1)
    )
    told = about.told.take(pc.index_in(_keys(problems, about.messages), about.keys))
    told = pc.if_else(pc.equal(told, MASTER_LINE), "check_list", told)  # it is the list that has no house
    allowed, parts = _told_by(), [_FOUND.empty_table()]
    free = pa.repeat(pa.scalar(True), problems.num_rows)
    for meant in data_quality_problems():
        fits = pc.and_(free, _fits(problems, meant))
        free = pc.and_not(free, fits)
        asked = pc.or_(pc.is_null(told), pc.is_in(told, allowed[meant["code"]]))
        parts.append(_found(problems.filter(pc.and_(fits, asked)), meant["code"]))
    return pa.concat_tables(parts)


def _fits(problems: pa.Table, meant: Mapping[str, str]) -> pa.Array:
    fits = pc.equal(problems["what"], meant["slug"])
    for column in ("field", "severity"):
        if meant[column]:
            fits = pc.and_(fits, pc.fill_null(pc.equal(problems[column], meant[column]), False))
    if meant["detail"] == NO_DETAIL:
        fits = pc.and_(fits, pc.is_null(problems["detail"]))
    elif meant["detail"]:
        fits = pc.and_(fits, pc.fill_null(pc.match_substring_regex(problems["detail"], meant["detail"]), False))
    return fits


def _of_rules(about: _Slice, quarantine: pa.Table) -> pa.Table:
    """Records that an expectation refused for what names them."""
    asked = about.messages["message_id"].combine_chunks()
    refused = pc.match_substring_regex(quarantine["rule"], _UNPLACED)
    return _found(quarantine.filter(pc.and_(refused, pc.is_in(quarantine["message_id"], asked))), "BAD_WBL_FORMAT")


def _without_implied(found: pa.Table, messages: pa.Table) -> pa.Table:
    """One row per record and code, and none that another code of the record says better."""
    found = found.group_by(["message_id", "record", "code"], use_threads=False).aggregate([("detail", "min")])
    found = found.rename_columns({"detail_min": "detail"}).select(_FOUND.names)
    keys = _keys(found, messages)
    implied = pa.repeat(pa.scalar(False), found.num_rows)
    for code, better in IMPLIED.items():
        said = keys.filter(pc.is_in(found["code"], pa.array(better)))
        implied = pc.or_(implied, pc.and_(pc.equal(found["code"], code), pc.is_in(keys, said)))
    return found.filter(pc.invert(implied))


def _carriers(about: _Slice, found: pa.Table, subject: pa.Array, message: pa.Array) -> pa.Array:
    """Of the consignment's waybill; of the flight or all waybills of the message; of a waybill in the detail."""
    carriers = of_messages(about.flights, about.consignments)
    of_message = pa.array([carriers.get(one) for one in about.messages["message_id"].to_pylist()], pa.string())
    named = pc.coalesce(of_texts(about.ids).take(subject), of_message.take(message))
    unnamed = pc.is_null(named)
    in_detail = of_texts(found["detail"].combine_chunks().filter(unnamed))
    return pc.replace_with_mask(named, unnamed, in_detail)

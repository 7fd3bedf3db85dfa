"""What a row of `consignments` itself shows to be wanting: an element that is not there, is filler, or cannot be.

A check-list is not asked for parties, for they come house by house; a list of one house that no house message of the
slice tells of is taken for that house's own message.
"""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from lake.reference import locations
from lake.tables import CONSIGNMENTS
from lake.vague import is_filler, is_vague

Finding = tuple[str, pa.Array, pa.Array | None]
"""A code, which of the rows have it, and the offending text of each row."""
MASTER_LINE = "master_line"
"""What a list says of its own master, or a house of the master it belongs to: only named, and asked for nothing."""
PARTIES = (("consignor", "SHP"), ("consignee", "CNE"))
SAID_OF_PARTY = (
    "name", "address", "city", "region", "postcode", "country", "phone", "email", "account", "tax_id",
)  # fmt: skip
CONSOLIDATION = r"(?i)CONSOL|GROUPAGE|КОНСОЛИД|СБОРНЫЙ ГРУЗ"
_LETTERS = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюя"
_PERHAPS_FILLER = rf"(?i)^[^\pL]*(?:$|{'|'.join(2 * letter for letter in _LETTERS)})"


def tellings(rows: pa.Table) -> pa.Array:
    """`told_by` of each consignment as it is asked: `master_line`, and `house` for a list of one house."""
    told = _column(rows, "told_by")
    listed = pc.equal(told, "check_list")
    house = pc.and_(listed, pc.is_valid(_column(rows, "house_waybill")))
    messages = _column(rows, "message_id")
    counted = messages.filter(house).value_counts()
    alone = pc.struct_field(counted, "values").filter(pc.equal(pc.struct_field(counted, "counts"), 1))
    ids = _column(rows, "consignment_id")
    detailed = pc.is_in(ids, ids.filter(pc.equal(told, "house")))
    single = pc.and_not(pc.and_(house, pc.is_in(messages, alone)), detailed)
    named = pc.or_(pc.and_not(listed, house), pc.and_(pc.equal(told, "master"), _only_named(rows)))
    return pc.if_else(single, "house", pc.if_else(named, MASTER_LINE, told))


def _only_named(rows: pa.Table) -> pa.Array:
    """A waybill of which nothing is said, in a message that tells of a house of it."""
    said = pc.is_valid(_column(rows, "goods_description"))
    for name in ("pieces", "gross_kg", "consignor_name", "consignee_name"):
        said = pc.or_(said, pc.is_valid(_column(rows, name)))
    messages = _column(rows, "message_id")
    masters = pc.binary_join_element_wise(messages, _column(rows, "master_waybill"), "/").drop_null()
    mine = pc.binary_join_element_wise(messages, _column(rows, "waybill"), "/")
    return pc.and_not(pc.is_in(mine, masters), said)


def wanting(rows: pa.Table, telling: pa.Array) -> Iterator[Finding]:
    """Yield what is wanting in rows of `consignments`, whatever they were told by."""
    for who, code in PARTIES:
        yield from _party(rows, who, code)
    yield from _figures(rows)
    yield from _goods(rows)
    yield _routing(rows, telling)
    yield _consolidation(rows)


def _column(rows: pa.Table, name: str) -> pa.Array:
    return rows[name].combine_chunks()


def _party(rows: pa.Table, who: str, code: str) -> Iterator[Finding]:
    said = pa.repeat(pa.scalar(False), rows.num_rows)
    for name in SAID_OF_PARTY:
        said = pc.or_(said, pc.is_valid(_column(rows, f"{who}_{name}")))
    yield f"MISSING_{code}_LINE", pc.invert(said), None
    for name, short in (("name", "NAME"), ("address", "ADDR")):
        text = _column(rows, f"{who}_{name}")
        lost = pc.or_(pc.is_null(text), _filler(text))
        yield f"MISSING_{code}_{short}", pc.and_(said, lost), text
    yield f"MISSING_{code}_CTRY", pc.and_(said, pc.is_null(_column(rows, f"{who}_country"))), None


def _filler(texts: pa.Array) -> pa.Array:
    """`is_filler` of each text; only those are asked that it may hold of."""
    perhaps = pc.fill_null(pc.match_substring_regex(texts, _PERHAPS_FILLER), False)
    filler = [text for text in texts.filter(perhaps).unique().to_pylist() if is_filler(text)]
    return pc.is_in(texts, pa.array(filler, pa.string()))


def _figures(rows: pa.Table) -> Iterator[Finding]:
    kg, pieces = _column(rows, "gross_kg"), _column(rows, "pieces")
    text = _column(rows, "goods_description")
    nothing = pc.and_(pc.and_(pc.is_null(kg), pc.is_null(pieces)), pc.is_null(text))
    heaviest = CONSIGNMENTS.column("gross_kg").maximum
    yield "MISSING_CSM_LINE", nothing, None
    yield "MISSING_WEIGHT", pc.is_null(kg), None
    yield "INVALID_WEIGHT", pc.or_(pc.less_equal(kg, 0.0), pc.greater(kg, heaviest)), kg.cast(pa.string())
    yield "MISSING_BILL_QTY", pc.is_null(pieces), None
    yield "INVALID_BILL_QTY", pc.less_equal(pieces, 0), pieces.cast(pa.string())


def _goods(rows: pa.Table) -> Iterator[Finding]:
    text = _column(rows, "goods_description")
    distinct = text.unique().drop_null()
    vague = distinct.filter(pa.array([is_vague(one) for one in distinct.to_pylist()], pa.bool_()))
    whole = pc.fill_null(_column(rows, "consolidation"), False)
    lost = pc.or_(pc.is_null(text), pc.is_in(text, vague))
    yield "MISSING_CARGO_DESC", pc.and_not(lost, whole), text


def _routing(rows: pa.Table, telling: pa.Array) -> Finding:
    """Both ends are known and differ; a master and a house of one have both."""
    origin, destination = _column(rows, "origin_airport"), _column(rows, "destination_airport")
    known = pa.array(sorted(locations()), pa.string())
    lost = pc.and_(pc.equal(telling, "master"), pc.or_(pc.is_null(origin), pc.is_null(destination)))
    wrong = pc.fill_null(pc.equal(origin, destination), False)
    for end in (origin, destination):
        wrong = pc.or_(wrong, pc.and_(pc.is_valid(end), pc.invert(pc.is_in(end, known))))
    written = pc.binary_join_element_wise(pc.fill_null(origin, "?"), pc.fill_null(destination, "?"), "-")
    return "INVALID_ROUTING", pc.or_(lost, wrong), written


def _consolidation(rows: pa.Table) -> Finding:
    """A waybill that another row of the slice is a house of, or that says so in words, and is not marked as one."""
    said = pc.fill_null(_column(rows, "consolidation"), False)
    waybill, text = _column(rows, "waybill"), _column(rows, "goods_description")
    parents = _column(rows, "master_waybill").unique().drop_null()
    has_houses = pc.and_(pc.is_valid(waybill), pc.is_in(waybill, parents))
    in_words = pc.fill_null(pc.match_substring_regex(text, CONSOLIDATION), False)
    return "MISSING_CONSOL_INDI", pc.and_not(pc.or_(has_houses, in_words), said), text

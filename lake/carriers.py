"""Whose waybill it is: the carrier of a waybill's prefix, and the carrier of a message."""

from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from lake.reference import carriers

PREFIX = 3
_WAYBILL = r"(?P<prefix>[0-9]{3})-?[0-9]{8}"


@cache
def _known() -> tuple[pa.Array, pa.Array]:
    found = {prefix: code for prefix, (code, _) in sorted(carriers().items())}
    return pa.array(list(found), pa.string()), pa.array(list(found.values()), pa.string())


def of_texts(texts: pa.Array) -> pa.Array:
    """Carrier of the first waybill that each text holds: its code where lake/reference/carriers.csv has the prefix.

    Else the three digits of the prefix; null where the text holds no waybill.

    >>> of_texts(pa.array(["90100000011/H1", "at 888-00000011", "RB123456785KZ", None])).to_pylist()
    ['Q1', '888', None, None]
    """
    prefixes = pc.struct_field(pc.extract_regex(texts, rf"(?:^|[^0-9]){_WAYBILL}(?:[^0-9]|$)"), "prefix")
    known, codes = _known()
    return pc.coalesce(codes.take(pc.index_in(prefixes, known)), prefixes)


def of_messages(flights: pa.Table, consignments: pa.Table) -> dict[str, str]:
    """The carrier of each message that speaks of one: of its flight, else the one carrier of its waybills.

    Args:
        flights: message_id, carrier.
        consignments: message_id, consignment_id, flight_id, carrier.
    """
    of_flight = dict(zip(flights["message_id"].to_pylist(), flights["carrier"].to_pylist(), strict=True))
    named = pc.coalesce(
        of_texts(consignments["consignment_id"].combine_chunks()),
        pc.utf8_slice_codeunits(consignments["flight_id"].combine_chunks(), 0, 2),
        consignments["carrier"].combine_chunks(),
    )
    pairs = pa.table({"message_id": consignments["message_id"].combine_chunks(), "carrier": named})
    counted = pairs.group_by("message_id").aggregate([("carrier", "min"), ("carrier", "max")])
    alone = counted.filter(pc.equal(counted["carrier_min"], counted["carrier_max"]))
    return dict(zip(alone["message_id"].to_pylist(), alone["carrier_min"].to_pylist(), strict=True)) | of_flight


def titled(carrier: str) -> str:
    """How a carrier is written to a person: its code and name, or what is known instead.

    >>> titled("Q1"), titled("888"), titled("feed courier")
    ('Q1 Example Bosphorus', 'the carrier of waybills 888-', 'the sender of feed courier')
    """
    names = dict(carriers().values())
    if carrier in names:
        return f"{carrier} {names[carrier]}"
    if carrier.isdecimal() and len(carrier) == PREFIX:
        return f"the carrier of waybills {carrier}-"
    return f"the sender of {carrier}" if carrier.startswith("feed ") else carrier

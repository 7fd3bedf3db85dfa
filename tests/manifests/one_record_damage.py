"""Messages of ONE Record damaged in their fields, as a sender might."""

import copy
import json
from pathlib import Path

import orjson
from hypothesis import strategies as st

GOLDEN = [
    path.read_bytes()
    for path in sorted((Path(__file__).parent / "golden" / "onerecord").glob("*.json"))
    if not path.name.endswith(".expected.json") and path.stem != "bad_name_twice"
]
VALUES = (
    None, True, 0, -1, 1e300, 12345675, "", " ", "\u0000", "885", "12345675", "ABC", "KC 912", "20OCT", "NVD", [], {},
    "KGM", [[]], "MASTER", {"@id": "urn:example:nowhere"}, {"@id": "c:HOUSE"}, {"@id": ""}, {"@id": None},
    {"@value": "7"},
    {"@type": "Waybill"}, {"@type": ["cargo:Waybill", 7]}, {"@id": "urn:x", "@type": "Waybill"}, {"waybillNumber": 7},
    {"@type": [["Waybill"], {"@type": "TransportMovement"}]}, ["2026-13-45T99:99:00Z", "0001-01-01T00:00:00Z"],
    {"@context": {"@type": "Waybill", "waybillNumber": {"waybillNumber": 1}}}, "2026-02-28T07:10:00+14:59",
)  # fmt: skip
KEYS = (
    "@id", "@type", "@context", "@graph", "@value", "cargo:waybillNumber", "waybillNumber", "c:waybillType", "shipment",
    "pieces", "masterWaybill", "houseWaybills", "transportIdentifier", "x:y#z", "https://h/cargo#waybillPrefix", "",
)  # fmt: skip


def places(value):
    """Every object and list inside a value, with the key of each thing in it."""
    stack, found = [value], []
    while stack:
        holder = stack.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        found += [(holder, key) for key in keys]
        stack += [holder[key] for key in keys if isinstance(holder[key], (dict, list))]
    return found


def change(draw, value):
    """Change one thing in a message as a sender might."""
    found = places(value)
    (holder, key), (other, place) = draw(st.sampled_from(found)), draw(st.sampled_from(found))
    odd = copy.deepcopy(draw(st.sampled_from(VALUES)))
    step = draw(st.sampled_from(["value", "drop", "copy", "list", "rename", "add"]))
    if step == "drop":
        del holder[key]
    elif step == "copy" and len(found) < 2000:
        other[place] = copy.deepcopy(holder[key])
    elif step == "list":
        holder[key] = [holder[key], odd]
    elif step in ("rename", "add") and isinstance(holder, dict):
        holder[draw(st.sampled_from(KEYS))] = holder.pop(key) if step == "rename" else odd
    else:
        holder[key] = odd


@st.composite
def damaged(draw):
    """A golden message of which some fields were changed."""
    value = orjson.loads(draw(st.sampled_from(GOLDEN)))
    for _ in range(draw(st.integers(1, 5))):
        if value:
            change(draw, value)
    return json.dumps(value, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1]))).encode()

"""Field-aware damage to XML messages, and what must hold of any message whatever was done to it."""

import copy
import json
import random
from datetime import UTC, datetime

import pyarrow as pa
from lxml import etree

from lake.tables import TABLES
from manifests.as_json import as_json
from manifests.files import read_file

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
TEXTS = (
    "", " ", "0", "-1", "1,250", "1.250,5", "1e9", "99999999999999999999", "NaN", "inf", "²", "٣", "N/A", "null", "X",
    "ALA", "074-10000012", "07410000013", "074-1000001O", "KC0912", "T", "S", "true", "2026-02-30T25:00:00",
    "2026-02-28T10:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "KGM", "USD", "зима", "a" * 300,
    "\u200b", "\u202e", "=1+1", "'x",
)  # fmt: skip
CODECS = ("utf-8", "utf-8", "utf-8", "utf-16", "utf-16-le", "windows-1251", "gb18030")


def mutant(data: bytes, seed: int, others: list[bytes]) -> bytes:
    """Return the message with one to five things done to its elements, and now and then to its bytes."""
    odds = random.Random(seed)
    root = etree.fromstring(data)
    for _ in range(odds.randint(1, 5)):
        odds.choice((_drop, _repeat, _blank, _retype, _swap, _rename, _move, _nest, _comment, _unit, _graft))(
            root, odds, others
        )
    codec = odds.choice(CODECS)
    text = etree.tostring(root, encoding="unicode")
    if codec != "utf-16-le":
        text = f'<?xml version="1.0" encoding="{codec}"?>\n{text}'
    written = text.encode(codec, "xmlcharrefreplace")
    return _damaged(written, odds) if odds.random() < 0.1 else written


def _any(root, odds):
    return odds.choice(list(root.iter("*")))


def _inner(root, odds):
    return odds.choice(list(root.iter("*"))[1:] or [root])


def _drop(root, odds, others):
    found = _inner(root, odds)
    if found.getparent() is not None:
        found.getparent().remove(found)


def _repeat(root, odds, others):
    found = _inner(root, odds)
    if found.getparent() is not None:
        for _ in range(odds.randint(1, 3)):
            found.addnext(copy.deepcopy(found))


def _blank(root, odds, others):
    _any(root, odds).text = odds.choice((None, "", "\n  "))


def _retype(root, odds, others):
    _any(root, odds).text = odds.choice(TEXTS)


def _swap(root, odds, others):
    one, two = _any(root, odds), _any(root, odds)
    one.text, two.text = two.text, one.text


def _rename(root, odds, others):
    _inner(root, odds).tag = odds.choice((_any(root, odds).tag, "Other", "{urn:x}ID"))


def _move(root, odds, others):
    found, to = _inner(root, odds), _any(root, odds)
    if found is not root and found not in (to, *to.iterancestors()):
        to.append(found)


def _nest(root, odds, others):
    found = _inner(root, odds)
    found.append(copy.deepcopy(found))


def _comment(root, odds, others):
    found = _any(root, odds)
    found.insert(0, etree.Comment(" <ram:IncludedHouseConsignment> "))
    found.append(etree.ProcessingInstruction("x", "<IncludedMasterConsignment/>"))
    _any(root, odds).text = etree.CDATA("<ReportedStatus> </IncludedHouseConsignment>")


def _unit(root, odds, others):
    _any(root, odds).set(odds.choice(("unitCode", "currencyID", "IncludedHouseConsignment")), odds.choice(TEXTS[:20]))


def _graft(root, odds, others):
    """A piece of another message."""
    _any(root, odds).append(copy.deepcopy(_inner(etree.fromstring(odds.choice(others)), odds)))


def _damaged(data: bytes, odds: random.Random) -> bytes:
    at = odds.randrange(len(data) + 1)
    way = odds.randrange(3)
    if way == 0:
        return data[:at]
    return data[:at] + bytes(odds.randrange(256) for _ in range(odds.randint(0, 4))) + data[at + way :]


def accounted(data: bytes) -> list[str]:
    """Read a message and assert that every record is placed, refused with an error, or counted as ignored."""
    messages = read_file(data, "a.xml", AT, "messages")
    assert len(messages) == 1
    reading = messages[0].reading
    every = set(range(1, reading.records + 1))
    placed = {row["record"] for table in reading.rows.values() for row in table}
    refused = {p.record for p in reading.problems if p.severity == "error" and p.record is not None}
    assert reading.records >= 1 and placed | reading.quarantined <= every
    assert refused == reading.quarantined
    assert placed.isdisjoint(reading.quarantined)
    assert len(every - placed - reading.quarantined) == reading.ignored
    assert messages[0].counted == reading.records
    for name, rows in reading.rows.items():
        _fits(name, rows)
    json.dumps(as_json("a.xml", messages), allow_nan=False).encode()
    return [problem.what for problem in reading.problems]


def _fits(name: str, rows: list[dict]) -> None:
    """The rows have the declared columns and types, and what is required; keys are not repeated."""
    table = TABLES[name]
    given = {"message_id", "known_at"}
    columns = [column for column in table.columns if column.name not in given]
    assert {key for row in rows for key in row} <= {column.name for column in columns}
    for column in columns:
        values = [row.get(column.name) for row in rows]
        array = pa.array(values, table.schema.field(column.name).type)
        assert not column.required or array.null_count == 0, column.name
        for value in values:
            assert not column.one_of or value is None or value in column.one_of
    keys = [tuple(str(row.get(key)) for key in table.key if key not in given) for row in rows]
    assert len(keys) == len(set(keys)), name

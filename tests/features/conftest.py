"""A small fictitious region: consignments with amendments, outcomes and the cases of some nights."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest

from cases.case import CASES
from features.describe import describe
from features.history import slices
from lake.column import ARROW, Column
from lake.reference import Limit
from lake.tables import CONSIGNMENTS

START = datetime(2026, 3, 1, 23, tzinfo=UTC)
DAYS = 40
CUTOFFS = [START + timedelta(days=day) for day in range(1, DAYS + 1)]
LIMITS = (Limit(START - timedelta(days=400), START + timedelta(days=400), 200.0),)
OUTCOMES = pa.schema(
    [
        ("inspection_id", pa.string()),
        ("case_id", pa.string()),
        ("known_at", pa.timestamp("us", tz="UTC")),
        *((name, pa.string()) for name in ("consignor_key", "consignee_key", "forwarder_key")),
        ("origin_airport", pa.string()),
        ("goods_class", pa.string()),
        ("hit_illicit", pa.bool_()),
        ("hit_revenue", pa.bool_()),
    ]
)
GOODS = {"6109": "COTTON T-SHIRTS", "8517": "PHONES", "0902": "TEA", None: "GIFT"}
ROUTES = {"IST": ["DXB", "ALA"], "CAN": ["ALA"], "DXB": ["ALA"], "ZZZ": ["ALA"]}

Row = dict[str, Any]


def version(draw: random.Random, number: int, known_at: datetime) -> Row:
    """One message's word on consignment `number`: parties and goods are drawn, so an amendment differs."""
    parcel = number % 2 == 0
    goods = draw.choice([*GOODS])
    row = {
        "message_id": f"{draw.getrandbits(256):064x}",
        "record": 1,
        "known_at": known_at,
        "consignment_id": f"C{number:05d}",
        "told_by": "register" if parcel else "master",
        "kind": "parcel" if parcel else "direct",
        "stream": "courier" if parcel else "cargo",
        "waybill": None if parcel else f"999{number:08d}",
        "origin_airport": draw.choice([*ROUTES]),
        "pieces": draw.choice([1, 2, 5, None]),
        "gross_kg": draw.choice([1.5, 20.0, 33.3, None]),
        "goods_description": GOODS[goods],
        "goods_class": goods,
        "value_eur": draw.choice([None, 10.0, 195.5]),
        "payment": draw.choice(["prepaid", "collect", None]),
        "consignee_phone": draw.choice(["+7 700 000 00 01", "8 (700) 0000001", "12", None]),
        "consignor_key": draw.choice(["ALPHA", "BETA", "GAMMA", None]),
        "consignee_key": draw.choice(["DELTA", "EPSILON", None]),
        "forwarder_key": draw.choice(["FAST", None]),
    }
    return row | {f"{who}_name": row[f"{who}_key"] for who in ("consignor", "consignee", "forwarder")}


def outcome(draw: random.Random, number: int, row: Row) -> Row:
    """An inspection of the case of `row`, known some days after it."""
    taken = {name: row[name] for name in OUTCOMES.names if name in row}
    return taken | {
        "inspection_id": f"I{number:05d}",
        "case_id": row["consignment_id"],
        "known_at": row["known_at"] + timedelta(hours=draw.randrange(1, 200)),
        "hit_illicit": draw.choice([True, False, False, None]),
        "hit_revenue": draw.choice([True, False, None]),
    }


def case(row: Row, as_of: datetime) -> Row:
    """The case that the newest version of a consignment makes."""
    taken = {column.name: row.get(column.name) for column in CASES.columns}
    master = row["kind"] == "direct"
    return taken | {
        "as_of": as_of,
        "case_id": row["consignment_id"],
        "level": row["kind"],
        "case_type": f"{row['stream']}-{row['kind']}",
        "traffic": "import",
        "route": ROUTES[row["origin_airport"]],
        "destination_airport": "ALA",
        "arrives_at": as_of + timedelta(hours=5),
        "first_known_at": row["known_at"],
        "last_known_at": row["known_at"],
        "versions": 1,
        "consignee_changed": bool(master),
        "weight_changed_kg": 2.5,
        "manifest_pieces": row["pieces"],
        "manifest_kg": row["gross_kg"],
        "master_pieces": 10,
        "houses_pieces": 8,
        "houses": 3,
        "warnings": 0,
    }


def arrow(rows: list[Row], columns: tuple[Column, ...]) -> pa.Table:
    """Rows as a table of the declared columns, null where a row has none."""
    schema = pa.schema([pa.field(column.name, ARROW[column.kind]) for column in columns])
    return pa.Table.from_pylist(rows, schema=schema)


@dataclass
class Region:
    """What is known: versions and outcomes in any order, cases of some moments."""

    versions: list[Row] = field(default_factory=list)
    outcomes: list[Row] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=lambda: [CUTOFFS[-10], CUTOFFS[-1]])

    def history(self, cutoffs: list[datetime] = CUTOFFS, after: datetime | None = None) -> pa.Table:
        """All slices up to the last of `cutoffs`."""
        consignments = ibis.memtable(arrow(self.versions, CONSIGNMENTS.columns))
        outcomes = ibis.memtable(pa.Table.from_pylist(self.outcomes, schema=OUTCOMES))
        return slices(consignments, outcomes, cutoffs, after).to_pyarrow()

    def cases(self) -> pa.Table:
        """The cases of the moments: what became known in the three days before each."""
        rows = []
        for as_of in self.moments:
            fresh = [row for row in self.versions if as_of - timedelta(days=3) <= row["known_at"] < as_of]
            newest = {row["consignment_id"]: row for row in sorted(fresh, key=lambda row: row["known_at"])}
            rows += [case(row, as_of) for row in newest.values()]
        return arrow(rows, CASES.columns)

    def described(self) -> pa.Table:
        """The features of those cases."""
        return describe(ibis.memtable(self.cases()), ibis.memtable(self.history()), LIMITS).to_pyarrow()


@pytest.fixture(scope="session")
def draw_region() -> Callable[..., Region]:
    """Return a maker of regions: the same seed, the same region."""

    def make(seed: int = 1, consignments: int = 600, days: int = DAYS) -> Region:
        draw = random.Random(seed)
        region = Region()
        for number in range(consignments):
            known_at = START + timedelta(minutes=draw.randrange(days * 1440))
            versions = [version(draw, number, known_at)]
            while draw.random() < 0.2:
                versions.append(version(draw, number, versions[-1]["known_at"] + timedelta(hours=draw.randrange(60))))
            region.versions += versions
            if draw.random() < 0.4:
                region.outcomes.append(outcome(draw, number, versions[0]))
        return region

    return make


@pytest.fixture(scope="session")
def region(draw_region: Callable[..., Region]) -> Region:
    """The region that most tests look at; nobody changes it."""
    return draw_region()


@pytest.fixture(scope="session")
def described(region: Region) -> pa.Table:
    """Its features, computed once."""
    return region.described()

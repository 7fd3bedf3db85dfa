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
from features.beside import FITS, NAMES, TEXTS, WATCH, Beside
from features.describe import describe
from features.entities import OUTCOME_KEYS
from features.history import EVENTS, Happened, pair_slices, slices
from features.memory import Memory
from lake.column import ARROW, Column
from lake.reference import Limit
from lake.tables import CONSIGNMENTS

START = datetime(2026, 3, 1, 23, tzinfo=UTC)
DAYS = 40
CUTOFFS = [START + timedelta(days=day) for day in range(1, DAYS + 1)]
LIMITS = (Limit(START - timedelta(days=400), START + timedelta(days=400), 200.0, 31.0, 30),)
OUTCOMES = pa.schema(
    [
        ("inspection_id", pa.string()),
        ("case_id", pa.string()),
        ("known_at", pa.timestamp("us", tz="UTC")),
        *((name, pa.string()) for name in OUTCOME_KEYS),
        ("hit_illicit", pa.bool_()),
        ("hit_revenue", pa.bool_()),
    ]
)
GOODS = {"6109": "COTTON T-SHIRTS", "8517": "PHONES", "0902": "TEA", None: "GIFT"}
ROUTES = {"IST": ["DXB", "ALA"], "CAN": ["ALA"], "DXB": ["ALA"], "ZZZ": ["ALA"]}

TEXT = {name: False for name in TEXTS.names} | {"words": 2, "controlled": None, "controlled_word": None, "cover": None}
NAME = {name: False for name in NAMES.names}

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
        "waybill": f"RA{number:09d}UZ" if parcel else f"999{number:08d}",
        "origin_airport": draw.choice([*ROUTES]),
        "pieces": draw.choice([1, 2, 5, None]),
        "gross_kg": draw.choice([1.5, 20.0, 33.3, None]),
        "goods_description": GOODS[goods],
        "goods_class": goods,
        "value_eur": draw.choice([None, 10.0, 195.5]),
        "payment": draw.choice(["prepaid", "collect", None]),
        "freight_eur": draw.choice([None, 15.0, 80.0]),
        "volume_m3": draw.choice([None, 0.1, 0.4]),
        "carrier": draw.choice(["XA", "XB"]),
        "text_key": GOODS[goods] if goods else None,
        "consignee_phone_key": draw.choice(["+77000000001", "+77000000002", None]),
        "consignee_address_key": draw.choice(["ABAI 5", "ABAI 7", None]),
        "consignor_address_key": draw.choice(["MAIN 1", "MAIN 2", None]),
        "consignor_phone_key": draw.choice(["+90000000001", None]),
        "consignor_address": "Main 1",
        "consignor_country": draw.choice(["TR", "CN", None]),
        "consignor_key": draw.choice(["ALPHA", "BETA", "GAMMA", None]),
        "consignee_key": draw.choice(["DELTA", "EPSILON", None]),
        "forwarder_key": draw.choice(["FAST", None]),
    }
    row |= {"route": ROUTES[row["origin_airport"]], "destination_airport": "ALA"}
    return row | {f"{who}_name": row[f"{who}_key"] for who in ("consignor", "consignee", "forwarder")}


def outcome(draw: random.Random, number: int, row: Row) -> Row:
    """An inspection of the case of `row`, known some days after it."""
    taken = {name: row[name] for name in OUTCOMES.names if name in row}
    return taken | {
        "path": "-".join([row["origin_airport"], *row["route"]]),
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
        "arrives_at": as_of + timedelta(hours=5),
        "first_known_at": row["known_at"],
        "last_known_at": row["known_at"],
        "versions": 2,
        "consignee_changed": bool(master),
        "weight_changed_kg": 2.5,
        "manifest_pieces": row["pieces"],
        "manifest_kg": row["gross_kg"],
        "master_pieces": 10,
        "houses_pieces": 8,
        "houses": 3,
        "warnings": 0,
        "handling_codes": ["PER"],
        "consignee_address": "P.O. Box 7",
        "notify_name": "GAMMA",
        "transaction_nature": "returned" if not master else None,
        "carriage_value": row["value_eur"],
        "value": row["value_eur"],
        "uld": "PMC00001XA",
        "flight_id": "XA1",
        "consolidation": False,
        **UNIT,
        **{name: value for name, value in TOLD.items() if master or name.startswith("declar")},
    }


UNIT = {
    "uld_type": "PMC", "uld_waybills": 3, "uld_pieces": 12, "uld_kg": 1500.0, "uld_declared_kg": 1550.0,
    "uld_loading_airports": 2, "handler_key": "HANDS", "landed_short_pieces": 1, "landed_over_pieces": 0,
    "offloaded": False,
}  # fmt: skip
TOLD = {
    "value_changed_eur": 5.0, "description_changed": True, "class_changed": True, "destination_changed": False,
    "formats_apart": 2, "legs_differ_goods": True, "declared": True, "declaration_kg_gap": 4.0,
    "declaration_pieces_gap": 0.0, "declaration_value_gap_eur": -3.0, "declaration_goods_differ": True,
    "declaration_consignee_differ": False, "master_houses_kg_gap": 6.0,
}  # fmt: skip


def event(number: int, known_at: datetime) -> Row:
    """A ULD's weight, or a landing of a handler."""
    told = {name: 0 for name in EVENTS.names} | {"known_at": known_at, "message_id": f"{number:064x}", "record": 1}
    if number % 2:
        return told | {"entity": "uld_type", "key": "PMC", "event_id": f"U{number}", "uld_kg_n": 1, "uld_kg_ln": 7000,
                       "uld_kg_ln2": 49_000_000}  # fmt: skip
    return told | {
        "entity": "handler",
        "key": "HANDS",
        "event_id": f"L{number}",
        "landed": 1,
        "shorts": number % 3 // 2,
    }


def _row(case: Row) -> Row:
    return {"as_of": case["as_of"], "case_id": case["case_id"]}


def arrow(rows: list[Row], columns: tuple[Column, ...]) -> pa.Table:
    """Rows as a table of the declared columns, null where a row has none."""
    schema = pa.schema([pa.field(column.name, ARROW[column.kind]) for column in columns])
    return pa.Table.from_pylist(rows, schema=schema)


@dataclass
class Region:
    """What is known: versions and outcomes in any order, cases of some moments."""

    versions: list[Row] = field(default_factory=list)
    outcomes: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=lambda: [CUTOFFS[-10], CUTOFFS[-1]])

    def happened(self) -> Happened:
        """What the slices are made of."""
        consignments = ibis.memtable(arrow(self.versions, CONSIGNMENTS.columns))
        outcomes = ibis.memtable(pa.Table.from_pylist(self.outcomes, schema=OUTCOMES))
        return Happened(consignments, outcomes, ibis.memtable(pa.Table.from_pylist(self.events, schema=EVENTS)))

    def history(self, cutoffs: list[datetime] = CUTOFFS, after: datetime | None = None) -> pa.Table:
        """All slices up to the last of `cutoffs`."""
        return slices(self.happened(), cutoffs, after).to_pyarrow()

    def memory(self, cutoffs: list[datetime] = CUTOFFS, links: pa.Table | None = None) -> Memory:
        """The sums and the meetings; with links: as_of, key, party_id."""
        pairs = pair_slices(self.happened().consignments, cutoffs).to_pyarrow()
        known = None if links is None else ibis.memtable(links)
        return Memory(ibis.memtable(self.history(cutoffs)), ibis.memtable(pairs), known)

    def cases(self) -> pa.Table:
        """The cases of the moments: what became known in the three days before each."""
        rows = []
        for as_of in self.moments:
            fresh = [row for row in self.versions if as_of - timedelta(days=3) <= row["known_at"] < as_of]
            newest = {row["consignment_id"]: row for row in sorted(fresh, key=lambda row: row["known_at"])}
            rows += [case(row, as_of) for row in newest.values()]
        return arrow(rows, CASES.columns)

    def beside(self) -> Beside:
        """What is looked up: texts, names, fits and hits, drawn by rule."""
        cases = self.cases().to_pylist()
        fits = [
            {**_row(case), "hs_fit": 0.5, "hs_rank": 3, "text_class": "0902", "text_class_fit": 0.6} for case in cases
        ]
        hits = [{**_row(case), "watch_score": 0.9, "watch_role": "consignor", "watch_entry": "ALPHA"} for case in cases]
        texts = [TEXT | {"text": text, "vague": text == "GIFT"} for text in GOODS.values()]
        names = [NAME | {"text": name, "private": name == "ALPHA"} for name in ("ALPHA", "BETA", "GAMMA", "DELTA")]
        return Beside(
            LIMITS,
            pa.Table.from_pylist(texts, TEXTS),
            pa.Table.from_pylist(names, NAMES),
            pa.Table.from_pylist(fits, FITS),
            pa.Table.from_pylist([hit for hit in hits if hit["case_id"].endswith("1")], WATCH),
            frozenset({"+77000000002"}),
        )

    def described(self, links: pa.Table | None = None) -> pa.Table:
        """The features of those cases."""
        return describe(ibis.memtable(self.cases()), self.memory(links=links), self.beside()).to_pyarrow()


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
            region.events.append(event(number, known_at))
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

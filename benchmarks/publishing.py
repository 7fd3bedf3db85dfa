"""How long a list takes and how big it gets: `python -m benchmarks.publishing [folder]`. Fictitious words only."""

import math
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from cases.case import CASES
from features.feature import Feature
from lake.collect import collect
from lake.sites import Site, load
from targets.evidence import Evidence, gather
from targets.language import codes as languages
from targets.language import load as language
from targets.listing import Listing, Remarks, build_listing
from targets.outputs.output import Output
from targets.publish import publish
from targets.rank import rank
from targets.target import Plan

AS_OF = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
GOODS = ("GARMENTS COTTON KNITTED", "LED PANELS AND DRIVERS", "CONFECTIONERY POPPY", "GIFT", "COSMETIC OIL 30 ML",
         "AUTO SPARE PARTS", "ФАРФОР СТОЛОВЫЙ", "SPORT NUTRITION POWDER, VANILLA", None)  # fmt: skip
NAMES = ("SILVER REED TRADING FZE", "ORIENT MAPLE LOGISTICS CO LTD", "ТОО СЕВЕРНЫЙ КАМЕНЬ", "BLUE HERON TEXTILES",
         "MTSVANE GZA LLC", "JADE LANTERN E-COMMERCE (SHENZHEN) TECHNOLOGY CO LTD", "A. PETROVA")  # fmt: skip
FLIGHTS = ("KC0927-20260302-IST", "TK0350-20260301-IST", "CA0791-20260302-PEK", "HY0801-20260302-DXB", None)


def _feature(name: str, group: str, unit: str, reason: str, direction: Any = 1, calm: str | None = None) -> Feature:
    known = ibis._[name]
    return Feature(name, group, known, unit, "Example.", reason, direction, "example", usual=known, n=known, calm=calm)


CATALOGUE = (
    _feature("consignment_kg_per_piece", "weight", "kg", "{value} a piece; this consignor's {n} shipments: {usual}", 0),
    _feature("consignment_eur_per_kg", "value", "EUR/kg", "{value} EUR/kg; usual {low}-{high} ({n} in 180 days)", 0),
    _feature("consignee_shipments_365d", "parties", "count", "Only {value} shipments to this consignee are known", -1),
    _feature("houses_missing_share", "documents", "share",
             "{value} of the pieces belong to no house; in this forwarder's {n} consolidations {usual}"),
    _feature("consignee_phone_names", "parties", "count",
             "{value} consignee names share one phone; usual {usual} ({n} phones)"),
    _feature("freight_share", "value", "share",
             "Freight is {value} of the goods' value; usual {usual} ({n} shipments)"),
    _feature("route_detour_km", "route", "km", "Routed {value} km longer than direct from {origin_airport}"),
    _feature("text_copies_30d", "text", "count", "Text identical to {value} parcels of other senders in 30 days"),
    _feature("pair_first", "parties", "yes/no", "First shipment between these two"),
    _feature("consignor_hit_rate_365d", "history of hits", "share",
             "{value} of this consignor's {n} inspected consignments were hits; usual {usual}", 1,
             "{value} of this consignor's {n} inspected consignments were hits; usual {usual}"),
    _feature("consignor_cleared_365d", "history of hits", "count", "Never opened before", -1,
             "{value} deliveries in a year opened, all clear"),
)  # fmt: skip


COMPARED = ("consignment_eur_per_kg", "consignment_kg_per_piece")


def case(number: int, flights: tuple[str | None, ...] = FLIGHTS) -> dict[str, Any]:
    """Return a case; everything follows from its number."""
    master = f"{180_0000_0000 + number // 3 * 7919 % 10**8:011d}"
    house = None if number % 3 == 0 else f"HX{number:06d}"
    flight = flights[number % len(flights)]
    return {
        "as_of": AS_OF, "case_id": f"{master}/{house}" if house else master, "parent_id": master if house else None,
        "level": "house" if house else "direct", "case_type": "cargo-house", "traffic": "import",
        "stream": ("cargo", "cargo", "courier")[number % 3], "origin_airport": "PEK", "route": ["IST", "ALA"],
        "destination_airport": "ALA", "carrier": "KC", "waybill": None if house else master,
        "master_waybill": master if house else None, "house_waybill": house, "pieces": 1 + number % 40,
        "gross_kg": 0.4 + number * 37 % 900 / 1.7, "goods_description": GOODS[number % len(GOODS)],
        "value": number * 61 % 4000 + 0.5 if number % 4 else None, "currency": "USD" if number % 4 else None,
        "consignor_name": NAMES[number % len(NAMES)], "consignor_country": "CN",
        "consignee_name": NAMES[number // 2 % len(NAMES)], "consignee_country": "KZ", "flight_id": flight,
        "uld": f"AKE{number % 9:05d}KC" if number % 2 else None,
        "arrives_at": AS_OF + timedelta(hours=number % len(flights) + 1, minutes=40) if flight else None,
        "last_chance_at": AS_OF + timedelta(hours=number % len(flights) * 3 + 2, minutes=40) if flight else None,
        "first_known_at": AS_OF - timedelta(hours=9), "last_known_at": AS_OF - timedelta(hours=2), "versions": 1,
        "warnings": 0, "messages": ["0" * 64],
    }  # fmt: skip


def described(number: int, case_id: str) -> dict[str, Any]:
    """Return the features of a case."""
    row: dict[str, Any] = {"as_of": AS_OF, "case_id": case_id}
    for place, feature in enumerate(CATALOGUE):
        step = (number * 31 + place * 17) % 97
        row[feature.name] = {"share": 0.3 + step / 200, "yes/no": 1.0, "count": 3.0 + step}.get(
            feature.unit, 19.37 + step
        )
        row[f"{feature.name}__usual"] = {"share": 0.05, "yes/no": 77.0, "count": 2.0}.get(feature.unit, 7.5)
        row[f"{feature.name}__n"] = 12.0 + step * 9
    row |= {
        f"{name}__{end}": times * (4 + number % 7) for name in COMPARED for end, times in (("low", 1.0), ("high", 1.6))
    }
    row["consignee_shipments_365d"] = 1.0 + number % 5
    return row


def scored(number: int, case_id: str) -> dict[str, Any]:
    """Return the scores of a case: few are high, as in life."""
    illicit = 0.35 / (1 + number * 7919 % 1009) ** 0.7
    revenue = 0.5 / (1 + number * 104_729 % 1013) ** 0.6
    return {
        "as_of": AS_OF, "case_id": case_id, "margin_illicit": -2.0, "probability_illicit": illicit,
        "margin_revenue": -1.0, "probability_revenue": revenue, "priority": illicit + 0.3 * revenue,
        "aim": "revenue" if 0.3 * revenue > illicit else "illicit", "basis": "model",
        "model_weight": 1.0,
    }  # fmt: skip


def explain(aim: str, rows: pa.Table) -> pa.Table:
    """Return contributions that differ by case and aim; those of the calm feature speak against."""
    shift = 3 if aim == "revenue" else 0
    values = rows["consignment_kg_per_piece"].to_pylist()
    parts = {
        feature.name: [((value * 13 + place * 29 + shift) % 50) / 50 - 0.1 for value in values]
        for place, feature in enumerate(CATALOGUE)
    }
    return pa.table(parts | {"consignor_cleared_365d": [-0.4] * len(values)})


def night(cases: int) -> Evidence:
    """Return the tables of a fictitious run."""
    rows = [case(number) for number in range(cases)]
    ids = [row["case_id"] for row in rows]
    rules = [
        {"as_of": AS_OF, "case_id": ids[at], "indicator": f"rule_{at}", "action": action, "sentence": sentence,
         "source": "fictitious order 12, article 3"}
        for at, action, sentence in ((5, "mandatory", "Controlled goods by a hub"), (8, "review", "Gift, no value"))
        if at < cases
    ]  # fmt: skip
    names = ("as_of", "case_id", "indicator", "action", "sentence", "source")
    moment = pa.timestamp("us", tz="UTC")
    return Evidence(
        cases=pa.Table.from_pylist(rows, schema=CASES.schema),
        features=_table([described(number, case_id) for number, case_id in enumerate(ids)], described(0, "")),
        scores=_table([scored(number, case_id) for number, case_id in enumerate(ids)], scored(0, "")),
        fired=pa.Table.from_pylist(
            rules, schema=pa.schema([(name, moment if name == "as_of" else pa.string()) for name in names])
        ),
        catalogue=CATALOGUE,
        explain=explain,
    )


def _table(rows: list[dict[str, Any]], one: dict[str, Any]) -> pa.Table:
    """Return rows as a table that has its columns even without rows."""
    kinds = {str: pa.string(), datetime: pa.timestamp("us", tz="UTC")}
    return pa.Table.from_pylist(rows, schema=pa.schema([(k, kinds.get(type(v), pa.float64())) for k, v in one.items()]))


def site(lines: int, name: str = "almaty") -> Site:
    """Return a site with room for `lines`: with as many times its officers and machines as that is of its own."""
    given = load(name)
    of = given.capacity
    times = max(1, math.ceil(lines / of.list_lines))
    kinds = tuple(kind.model_copy(update={"at_most": kind.at_most * times}) for kind in of.kinds)
    machines = tuple(one.model_copy(update={"count": one.count * times}) for one in of.equipment)
    more = {"list_lines": lines, "officers": of.officers * times, "kinds": kinds, "equipment": machines}
    return given.model_copy(update={"capacity": of.model_copy(update=more)})


def example(lines: int, cases: int, code: str = "en") -> Listing:
    """Return a whole listing in a language."""
    return in_languages(lines, cases, (code,))[0]


def in_languages(lines: int, cases: int, codes: Sequence[str]) -> list[Listing]:
    """Return the same list in several languages: drawn up once."""
    evidence, plan = night(cases), Plan(site(lines), AS_OF, "example")
    return _told(rank(evidence.scores, evidence.cases, evidence.fired, plan), evidence, plan, codes)


def _told(targets: pa.Table, evidence: Evidence, plan: Plan, codes: Sequence[str]) -> list[Listing]:
    remarks = Remarks(
        ("courier: nothing since 28 Feb 21:10; 6,200 parcels are usual for a Sunday.",), "example-model 0badc0de"
    )
    gathered = gather(targets, evidence, plan)
    return [build_listing(gathered, plan, remarks, language(code)) for code in codes]


def main() -> None:
    """Time three lists of 300 lines out of 5,000 cases each in all languages, and say what each output takes.

    Seconds of the processor stand beside those of the clock, which a busy machine lengthens.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        clock = [_now()]
        nights = [(night(5000), Plan(site(300), AS_OF, "example")) for _ in range(3)]
        clock.append(_now())
        ranked = [rank(of.scores, of.cases, of.fired, plan) for of, plan in nights]
        clock.append(_now())
        lists = [_told(targets, *of, languages()) for targets, of in zip(ranked, nights, strict=True)]
        clock.append(_now())
        for number, listings in enumerate(lists):
            files = publish([replace(listing, list_id=f"example-{number}") for listing in listings], folder)
        clock.append(_now())
    print(f"3 x 300 lines in {len(lists[0])} languages, {3 * len(files)} files; seconds (of the processor):")
    for what, before, after in zip(("invented", "ranked", "explained", "written"), clock, clock[1:], strict=False):
        print(f"{what:9} {after[0] - before[0]:6.1f} ({after[1] - before[1]:.1f})")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for output in sorted(collect("targets.outputs", Output), key=lambda output: output.name):
        told = [_timed(output, listing) for listing in (lists[0] if output.each_language else lists[0][:1])]
        sizes, seconds = sorted(size for size, _ in told), sum(taken for _, taken in told) / len(told)
        print(f"{output.name:8} {sizes[0]:>9,} to {sizes[-1]:>9,} bytes, {seconds:.2f} s of the processor a file")


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _timed(output: Output, listing: Listing) -> tuple[int, float]:
    start = time.process_time()
    size = len(output.write(listing, language(listing.language)))
    return size, time.process_time() - start


if __name__ == "__main__":
    main()

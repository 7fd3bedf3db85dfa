"""What a customs system exports: declarations (ASYCUDA SAD) and manifests (Awmds).

Source: FORMATS.md of the task, 4.1 and 4.2. Tax numbers are zeros with a running end: no person has them.
"""

from datetime import datetime
from random import Random

from exercises.consignments import Consignment
from exercises.dice import chance
from exercises.schedule import Flight
from exercises.today import Today, hyphened
from exercises.waybills import Waybill
from exercises.wire import plain
from exercises.world import Airport, world
from exercises.xml_text import HEAD, tag

NOTHING = ["<null/>"]
OFFICES = {"KZ": "55302", "UZ": "26002", "GE": "10121"}
"""A customs office of the exercise for each country."""


def sad(today: Today, waybill: Waybill, at: datetime, rng: Random) -> bytes:
    """One declaration of a direct waybill, as the system exports it; one in five in UTF-16."""
    it = waybill.consignment.declared or waybill.consignment
    kg = plain(it.kg).replace(".", ",") if chance(rng, 0.3) else plain(it.kg)
    pieces = it.pieces + 1 if chance(rng, 0.04) else it.pieces
    trader = f"{it.consignor.name}\n        {it.consignor.street}\n        {it.consignor.city}"
    number = [tag("Serial_number", "C"), tag("Number", int(it.number[3:10])), tag("Date", f"{at:%Y-%m-%d}")]
    invoice = [tag("Amount_foreign_currency", plain(it.invoice)), tag("Currency_code", it.currency)]
    kinds = [tag("Type_of_declaration", "IM"), tag("Declaration_gen_procedure_code", "4")]
    item = [
        tag("Packages", [tag("Number_of_packages", f"{pieces}.0"), tag("Marks1_of_packages", "N/M")]),
        tag(
            "Tarification",
            [tag("HScode", [tag("Commodity_code", it.goods.hs.ljust(8, "0")), tag("Precision_1", "00")])],
        ),
        tag(
            "Goods_description",
            [
                tag("Country_of_origin_code", it.consignor.country),
                tag("Description_of_goods", it.goods.name.capitalize()),
                tag("Commercial_Description", it.text),
            ],
        ),
        tag("Previous_doc", [tag("Summary_declaration", it.number if chance(rng, 0.5) else hyphened(it.number))]),
        tag(
            "Valuation_item",
            [
                tag("Weight_itm", [tag("Gross_weight_itm", kg), tag("Net_weight_itm", NOTHING)]),
                tag("Item_Invoice", invoice),
            ],
        ),
    ]
    told = [
        tag(
            "Identification",
            [
                tag("Office_segment", [tag("Customs_clearance_office_code", OFFICES[today.site.country])]),
                tag("Type", kinds),
                tag("Registration", number),
            ],
        ),
        tag(
            "Traders",
            [
                tag("Exporter", [tag("Exporter_code", NOTHING), tag("Exporter_name", trader)]),
                tag(
                    "Consignee",
                    [
                        tag("Consignee_code", f"0000{int(it.number[3:10]) % 10**8:08d}"),
                        tag("Consignee_name", it.consignee.name),
                    ],
                ),
            ],
        ),
        tag("Declarant", [tag("Declarant_code", f"0000{int(it.forwarder.code):08d}")]),
        tag("Property", [tag("Nbers", [tag("Total_number_of_items", 1), tag("Total_number_of_packages", pieces)])]),
        tag("Valuation", [tag("Gs_Invoice", invoice), tag("Total", [tag("Total_invoice", plain(it.invoice))])]),
        tag("Item", item),
    ]
    if chance(rng, 0.2):
        return (HEAD.replace("UTF-8", "UTF-16") + tag("ASYCUDA", told)).encode("utf-16")
    return (HEAD + tag("ASYCUDA", told)).encode()


def _locode(airport: Airport) -> str:
    return f"{airport.country}{airport.code}"


def _bol(line: int, it: Consignment, flight: Flight, master: str | None) -> str:
    value = [
        tag("Customs_value", plain(it.value) if it.value else ""),
        tag("Customs_currency", it.currency if it.value else ""),
    ]
    sides = [
        tag(
            role,
            [
                tag(f"{role}_code"),
                tag(f"{role}_name", p.name),
                tag(f"{role}_address", f"{p.street} {p.city} {p.country}"),
            ],
        )
        for role, p in (("Exporter", it.consignor), ("Consignee", it.consignee))
    ]
    named = [
        tag("Bol_reference", it.number),
        tag("Line_number", line),
        tag("Bol_nature", "23"),
        tag("Bol_type_code", "HWB" if master else "AWB"),
        tag("Master_bol_ref_number", master or ""),
    ]
    places = [
        tag("Place_of_loading_code", _locode(world().airports[it.origin])),
        tag("Place_of_unloading_code", _locode(flight.unloading)),
    ]
    goods = [
        tag("Number_of_packages", it.pieces),
        tag("Package_type_code", "PK"),
        tag("Gross_mass", plain(it.kg)),
        tag("Goods_description", it.text),
        tag("Num_of_ctn_for_this_bol", 0),
    ]
    return tag(
        "Bol_segment",
        [
            tag("Bol_id", named),
            tag("Load_unload_place", places),
            tag("Traders_segment", sides),
            tag("Goods_segment", goods),
            tag("Value_segment", [tag("Customs_segment", value)]),
        ],
    )


def awmds(today: Today, flight: Flight, waybills: list[Waybill]) -> bytes:
    """The manifest of a flight as the customs system has it: its waybills, and the houses of the last master."""
    master = next((waybill for waybill in reversed(waybills) if waybill.houses and waybill.stream == "cargo"), None)
    bols: list[tuple[Consignment, str | None]] = [(waybill.consignment, None) for waybill in waybills]
    if master:
        bols += [(house, master.consignment.number) for house in master.houses]
    totals = [
        tag("Total_number_of_bols", len(bols)),
        tag("Total_number_of_packages", sum(it.pieces for it, _ in bols)),
        tag("Total_gross_mass", plain(sum(it.kg for it, _ in bols))),
    ]
    identity = [
        tag("Customs_office_code", OFFICES[today.site.country]),
        tag("Voyage_number", flight.name),
        tag("Date_of_departure", f"{flight.departs_local:%Y-%m-%d}"),
        tag("Date_of_arrival", f"{flight.arrives_local:%Y-%m-%d}"),
        tag("Time_of_arrival", f"{flight.arrives_local:%H:%M}"),
    ]
    general = [
        tag("General_segment_id", identity),
        tag("Totals_segment", totals),
        tag("Transport_information", [tag("Mode_of_transport_code", "4"), tag("Identity_of_transporter", flight.name)]),
        tag(
            "Load_unload_place",
            [
                tag("Place_of_departure_code", _locode(flight.loading)),
                tag("Place_of_destination_code", _locode(flight.unloading)),
            ],
        ),
    ]
    told = [_bol(line, it, flight, above) for line, (it, above) in enumerate(bols, 1)]
    return (HEAD + tag("Awmds", [tag("General_segment", general), *told])).encode()

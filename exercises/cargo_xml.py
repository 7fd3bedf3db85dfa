"""Cargo-XML of waybills, houses, lists, manifests and statuses: XFWB 3, XFZB 3, XFHL 2, XFFM 2, XFSU 3.

Source: FORMATS.md of the task, 2.1; element names as published examples have them.
"""

from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Literal

from exercises.charges import freight
from exercises.consignments import Consignment
from exercises.dice import chance
from exercises.manifest import Lying, loaded
from exercises.schedule import Flight, handler_of
from exercises.today import hyphened
from exercises.traders import Party
from exercises.waybills import Waybill
from exercises.wire import cubic, plain
from exercises.xml_text import HEAD, tag

TARE_KG = {"PMC": 120, "PAG": 110, "PLA": 90, "AKE": 82, "AKH": 85}
"""What ULDs of these types weigh when they are empty, about."""
Purpose = Literal["Creation", "Update", "Deletion"]


def _message(root: str, namespace: str, header: str, *body: str) -> str:
    names = f'xmlns:ram="iata:datamodel:3" xmlns="iata:{namespace}:1"'
    inside = "".join((header, *body)).replace("<", "<ram:").replace("<ram:/", "</ram:")
    return f"{HEAD}<{root} {names}>\n{inside}\n</{root}>\n"


def _header(number: str, name: str, code: str, at: datetime, purpose: Purpose, version: str) -> str:
    sent = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = [
        tag("ID", number), tag("Name", name), tag("TypeCode", code), tag("IssueDateTime", sent),
        tag("PurposeCode", purpose), tag("VersionID", version),
        tag("SenderParty", [tag("PrimaryID", "EXERCISECARRIER", schemeID="C")]),
        tag("RecipientParty", [tag("PrimaryID", "EXERCISECUSTOMS", schemeID="C")]),
    ]  # fmt: skip
    return tag("MessageHeaderDocument", told)


def _party(role: str, party: Party, rng: Random) -> str:
    phone = party.phone and (role == "Consignee" or chance(rng, 0.6))
    contact = [tag("DirectTelephoneCommunication", [tag("CompleteNumber", party.phone)])]
    address = [
        tag("PostcodeCode", party.post or None), tag("StreetName", party.street), tag("CityName", party.city),
        tag("CountryID", party.country),
    ]  # fmt: skip
    told = [tag("Name", party.name), tag("PostalStructuredAddress", address)]
    return tag(f"{role}Party", [*told, *([tag("DefinedTradeContact", contact)] if phone else [])])


def _places(it: Consignment) -> list[str]:
    return [
        tag("OriginLocation", [tag("ID", it.origin)]),
        tag("FinalDestinationLocation", [tag("ID", it.destination)]),
    ]


def _value(it: Consignment) -> list[str]:
    carriage = tag("DeclaredValueForCarriageAmount", plain(it.carriage), currencyID=it.currency) if it.carriage else ""
    if it.value:
        return [carriage, tag("DeclaredValueForCustomsAmount", plain(it.value), currencyID=it.currency)]
    return [carriage, tag("NilCustomsValueIndicator", "true")]


def _weights(it: Consignment) -> list[str]:
    return [
        tag("IncludedTareGrossWeightMeasure", plain(it.kg), unitCode="KGM"), tag("TotalPieceQuantity", it.pieces)
    ]  # fmt: skip


def _item(kind: str, it: Consignment) -> str:
    nature = tag("NatureIdentificationTransportCargo", [tag("Identification", it.text)])
    said = [
        tag("SequenceNumeric", 1), tag("TypeCode", it.hs), tag("GrossWeightMeasure", plain(it.kg), unitCode="KGM"),
        tag("PieceQuantity", it.pieces), nature,
    ]  # fmt: skip
    return tag(f"Included{kind}ConsignmentItem", said)


def _charges(it: Consignment, rng: Random) -> str:
    total = plain(freight(it, rng)[1])
    amounts = [
        tag("PrepaidIndicator", "false" if it.collect else "true"),
        tag("WeightChargeTotalAmount", total, currencyID=it.currency),
        tag("GrandTotalAmount", total, currencyID=it.currency),
    ]
    summed = tag("ApplicablePrepaidCollectMonetarySummation", amounts)
    return tag("ApplicableTotalRating", [tag("TypeCode", "F"), summed])


def _codes(it: Consignment) -> list[str]:
    return [tag("HandlingSPHInstructions", [tag("DescriptionCode", code)]) for code in it.goods.codes]


def _movement(flight: Flight) -> str:
    leaves = [
        tag("ScheduledOccurrenceDateTime", f"{flight.departs_local:%Y-%m-%dT%H:%M:%S}"),
        tag("OccurrenceDepartureLocation", [tag("ID", flight.loading.code)]),
    ]
    lands = [tag("OccurrenceArrivalLocation", [tag("ID", flight.unloading.code)])]
    told = [
        tag("ID", flight.name),
        tag("SequenceNumeric", 1),
        tag("DepartureEvent", leaves),
        tag("ArrivalEvent", lands),
    ]
    return tag("SpecifiedLogisticsTransportMovement", told)


def xfwb(waybill: Waybill, it: Consignment, at: datetime, purpose: Purpose, rng: Random) -> str:
    """One XFWB: a master (741) where it has houses, else a direct (740)."""
    code, number, agent = "741" if waybill.houses else "740", hyphened(it.number), it.forwarder
    issued = [
        tag("ActualDateTime", f"{waybill.flight.departs_local:%Y-%m-%dT00:00:00}"),
        tag("IssueAuthenticationLocation", [tag("Name", agent.abroad.city)]),
    ]
    note = tag("IncludedHeaderNote", [tag("ContentCode", "C" if waybill.houses else "D")])
    business = tag("BusinessHeaderDocument", [tag("ID", number), note, tag("SignatoryCarrierAuthentication", issued)])
    forwarder = tag("FreightForwarderParty", [tag("Name", agent.abroad.name), tag("CargoAgentID", agent.code)])
    notify = (
        [_party("Associated", it.notify, rng).replace("<Name>", "<RoleCode>NI</RoleCode><Name>", 1)]
        if it.notify
        else []
    )
    said = [
        *_value(it), tag("TotalChargePrepaidIndicator", "false" if it.collect else "true"), *_weights(it),
        tag("GrossVolumeMeasure", cubic(it.kg, it.kg_m3, rng), unitCode="MTQ"),
        _party("Consignor", it.consignor, rng), _party("Consignee", it.consignee, rng), forwarder, *notify,
        *_places(it), _movement(waybill.flight), *_codes(it), tag("ApplicableRating", [_item("Master", it)]),
        _charges(it, rng),
    ]  # fmt: skip
    name = "Master Air Waybill" if waybill.houses else "Air Waybill"
    return _message(
        "Waybill", "waybill", _header(number, name, code, at, purpose, "3.00"), business, tag("MasterConsignment", said)
    )


def _master(waybill: Waybill, *houses: str) -> str:
    it = waybill.consignment
    contract = tag("TransportContractDocument", [tag("ID", hyphened(it.number))])
    return tag("MasterConsignment", [*_weights(it), contract, *_places(it), *houses])


def xfzb(waybill: Waybill, house: Consignment, at: datetime, purpose: Purpose, rng: Random) -> str:
    """One XFZB: a house with its parties."""
    said = [
        tag("ID", house.number), *_value(house), tag("TotalChargePrepaidIndicator", "true"), *_weights(house),
        tag("SummaryDescription", house.text), _party("Consignor", house.consignor, rng),
        _party("Consignee", house.consignee, rng), *_places(house), *_codes(house), _item("House", house),
    ]  # fmt: skip
    header = _header(house.number, "House Waybill", "703", at, purpose, "3.00")
    business = tag("BusinessHeaderDocument", [tag("ID", house.number)])
    return _message(
        "HouseWaybill", "housewaybill", header, business, _master(waybill, tag("IncludedHouseConsignment", said))
    )


def xfhl(waybill: Waybill, houses: tuple[Consignment, ...], at: datetime) -> str:
    """One XFHL: the houses of a master, without parties."""
    number = hyphened(waybill.consignment.number)
    listed = [
        tag(
            "IncludedHouseConsignment",
            [
                tag("SequenceNumeric", n), tag("GrossWeightMeasure", plain(house.kg), unitCode="KGM"),
                tag("TotalPieceQuantity", house.pieces), tag("SummaryDescription", house.text),
                tag("TransportContractDocument", [tag("ID", house.number)]), *_places(house),
            ],
        )
        for n, house in enumerate(houses, 1)
    ]  # fmt: skip
    header = _header(number, "House Manifest", "785", at, "Creation", "2.00")
    business = tag("BusinessHeaderDocument", [tag("ID", number)])
    return _message("HouseManifest", "housemanifest", header, business, _master(waybill, *listed))


def _load(load: Lying) -> str:
    it = load.waybill.consignment
    said = [
        tag("GrossWeightMeasure", plain(load.kg), unitCode="KGM"), tag("PackageQuantity", load.pieces),
        tag("TotalPieceQuantity", load.total), tag("SummaryDescription", it.text[:15].rstrip()),
        tag("TransportSplitDescription", load.split),
        tag("TransportContractDocument", [tag("ID", hyphened(it.number))]), *_places(it), *_codes(it),
    ]  # fmt: skip
    return tag("IncludedMasterConsignment", said)


def scaled(uld: str, loads: list[Lying], rng: Random) -> int:
    """What the scale said of a ULD, kg: its own weight and its cargo within a few per cent, now and then far off."""
    off = rng.uniform(1.1, 1.4) if chance(rng, 0.03) else rng.uniform(0.985, 1.02)
    return round(TARE_KG[uld[:3]] + sum(load.kg for load in loads) * off)


def _uld_weights(uld: str, loads: list[Lying], rng: Random) -> list[str]:
    """The weight of a ULD with its cargo, and its own."""
    return [
        tag("GrossWeightMeasure", plain(scaled(uld, loads, rng)), unitCode="KGM"),
        tag("TareWeightMeasure", TARE_KG[uld[:3]], unitCode="KGM"),
    ]


def _cargo(uld: str, loads: list[Lying], rng: Random) -> str:
    told = [tag("TypeCode", "ULD" if uld else "BLK")]
    if uld:
        owner = tag("OperatingParty", [tag("PrimaryID", uld[8:])])
        told.append(
            tag(
                "UtilizedUnitLoadTransportEquipment",
                [tag("ID", uld[3:8]), *_uld_weights(uld, loads, rng), tag("CharacteristicCode", uld[:3]), owner],
            )
        )
    return tag("AssociatedTransportCargo", [*told, *map(_load, loads)])


def xffm(flight: Flight, waybills: list[Waybill], at: datetime, rng: Random) -> str:
    """The manifest of a flight; times are local and say their zone, so that the arrival can be placed."""
    number = f"{flight.name}{flight.departs_local:%Y%m%d}{flight.loading.code}"
    stamp = partial(datetime.isoformat, timespec="seconds")
    leaves = [
        tag("DepartureOccurrenceDateTime", stamp(flight.departs_local)),
        tag("OccurrenceDepartureLocation", [tag("ID", flight.loading.code)]),
    ]
    flown = [tag("ID", flight.name), tag("UsedLogisticsTransportMeans", [tag("Name", flight.registration)])]
    arrival = [
        tag("ArrivalOccurrenceDateTime", stamp(flight.arrives_local)),
        tag("OccurrenceArrivalLocation", [tag("ID", flight.unloading.code)]),
        *(_cargo(uld, loads, rng) for uld, loads in loaded(flight, waybills, rng)),
    ]
    return _message(
        "FlightManifest",
        "flightmanifest",
        _header(number, "Transport Loading Report", "122", at, "Creation", "2.00"),
        tag("LogisticsTransportMovement", [*flown, tag("DepartureEvent", leaves)]),
        tag("ArrivalEvent", arrival),
    )


def _status(code: str, flight: Flight, pieces: int, *more: str) -> str:
    landed = [
        tag("ArrivalOccurrenceDateTime", f"{flight.arrives_local:%Y-%m-%dT%H:%M:%S}"),
        tag("OccurrenceArrivalLocation", [tag("ID", flight.unloading.code)]),
    ]
    flown = tag("SpecifiedLogisticsTransportMovement", [tag("ID", flight.name), tag("ArrivalEvent", landed)])
    said = [tag("PieceQuantity", pieces), tag("TransportSplitDescription", "P"), *more, flown]
    return tag("ReportedStatus", [tag("ReasonCode", code), tag("AssociatedStatusConsignment", said)])


def xfsu(waybill: Waybill, short: int, at: datetime) -> str:
    """Received from flight (RCF), and a discrepancy (DIS) where pieces are missing or found."""
    it, flight = waybill.consignment, waybill.flight
    number = hyphened(it.number)
    contract = tag("TransportContractDocument", [tag("ID", number)])
    told = [tag("PieceQuantity", it.pieces), tag("TransportSplitDescription", "T"), contract, *_places(it)]
    handled = tag("HandlingOSIInstructions", [tag("Description", f"HANDLED BY {handler_of(flight)}")])
    told.append(_status("RCF", flight, waybill.manifest_pieces - max(short, 0), handled))
    if short:
        code = tag("DiscrepancyDescriptionCode", "MSCA" if short > 0 else "FDCA")
        told.append(_status("DIS", flight, abs(short), code, handled))
    header = _header(number, "Status Message", "262", at, "Update", "3.00")
    business = tag("BusinessHeaderDocument", [tag("ID", number)])
    return _message("StatusMessage", "statusmessage", header, business, tag("MasterConsignment", told))

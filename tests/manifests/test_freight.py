"""What is paid for the carriage, in every format that says it: all charges together, never a guess."""

from datetime import UTC, datetime

import pytest

from manifests.files import read_file
from manifests.formats.cargo_imp_fwb import read as read_fwb
from manifests.mapping import load_mapping
from tests.manifests.cargo_xml_texts import reading, row, xfwb, xfzb

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
FWB = "FWB/17\n074-10000012ISTALA/T4K80\nCVD/TRY//PP/NVD/NCV/XXX\n"


def paid(found):
    return found.get("freight"), found.get("freight_currency")


@pytest.mark.parametrize(
    ("charges", "freight"),
    [
        ("PPD/WT230.4/VC0/TX0\n/OA60/OC100.2/CT390.6\n", 390.6),
        ("PPD/WT200\nCOL/WT100\n/CT120\n", 320.0),
        ("PPD/WT3391.5\n/CT3562.84\nCOL\n/CT0\n", 3562.84),
        ("COL\n/CT0\n", None),
        ("", None),
    ],
)
def test_prepaid_and_collect_charges_are_one_freight_in_the_currency_of_the_waybill(charges, freight):
    (found,) = read_fwb(FWB + charges, AT).rows["consignments"]
    assert paid(found) == (freight, "TRY" if freight else None)


@pytest.mark.parametrize("charges", ["PPD/WT2O0/CT200\n", "PPD/WT200/WT300\n", "PPD/WT200\nPPD/WT200\n", "COL/ZZ5\n"])
def test_charges_that_are_odd_are_null_and_a_problem(charges):
    found = read_fwb(FWB + charges, AT)
    assert paid(found.rows["consignments"][0]) == (None, None)
    assert ("segment_malformed", True) in [(p.what, (p.detail or "").startswith("freight")) for p in found.problems]


def rated(*totals, currency="EUR"):
    amounts = "".join(f'<{name}TotalAmount currencyID="{currency}">{said}</{name}TotalAmount>' for name, said in totals)
    summed = f"<ApplicablePrepaidCollectMonetarySummation>{amounts}</ApplicablePrepaidCollectMonetarySummation>"
    return f"<ApplicableTotalRating><TypeCode>F</TypeCode>{summed}</ApplicableTotalRating>"


def test_the_grand_total_of_a_rating_is_the_freight_and_a_second_rating_says_it_again():
    one = rated(("WeightCharge", 400), ("Grand", "480.50"))
    assert paid(row(xfwb(one))) == (480.5, "EUR")
    assert paid(row(xfwb(one + rated(("Grand", 480.5))))) == (480.5, "EUR")


def test_without_a_grand_total_what_is_due_is_added_up():
    due = '<CarrierTotalDuePayableAmount currencyID="EUR">80</CarrierTotalDuePayableAmount>'
    text = rated(("WeightCharge", 400), ("Tax", 1)).replace("</ApplicablePrepaid", due + "</ApplicablePrepaid")
    assert paid(row(xfwb(text))) == (481.0, "EUR")


def test_a_house_in_xml_says_what_is_prepaid_and_what_is_to_collect():
    said = (
        '<TotalPrepaidChargeAmount currencyID="KRW">420</TotalPrepaidChargeAmount>'
        '<TotalCollectChargeAmount currencyID="KRW">{}</TotalCollectChargeAmount>'
    )
    assert paid(row(xfzb(said.format(0)))) == (420.0, "KRW")
    assert paid(row(xfzb(said.format("4,200")), ["number_format"])) == (None, None)
    mixed = said.replace('"KRW">420', '"EUR">420').format(5)
    assert paid(row(xfzb(mixed), ["currency_mixed"])) == (None, None)


def test_an_amount_without_a_currency_is_kept_and_its_currency_is_wanting():
    assert paid(row(xfwb(rated(("Grand", 5), currency="")), ["field_missing"])) == (5.0, None)


def test_the_weight_of_a_unit_load_is_without_its_tare():
    units = (
        "<UtilizedUnitLoadTransportEquipment><ID>12345</ID><CharacteristicCode>PMC</CharacteristicCode>{}"
        "<OperatingParty><PrimaryID>KC</PrimaryID></OperatingParty></UtilizedUnitLoadTransportEquipment>"
    )
    stated = '<GrossWeightMeasure unitCode="KGM">1500</GrossWeightMeasure>'
    tare = '<TareWeightMeasure unitCode="KGM">{}</TareWeightMeasure>'
    assert [unit_kg(units.format(text)) for text in ("", stated, stated + tare.format(110))] == [None, 1500.0, 1390.0]
    assert unit_kg(units.format(stated + tare.format(1500)), ["segment_malformed"]) is None


def unit_kg(unit, problems=()):
    line = (
        '<IncludedMasterConsignment><GrossWeightMeasure unitCode="KGM">80</GrossWeightMeasure><PackageQuantity>4'
        "</PackageQuantity><TotalPieceQuantity>4</TotalPieceQuantity><SummaryDescription>TOWELS</SummaryDescription>"
        "<TransportSplitDescription>T</TransportSplitDescription><TransportContractDocument><ID>074-10000012</ID>"
        "</TransportContractDocument></IncludedMasterConsignment>"
    )
    cargo = f"<AssociatedTransportCargo><TypeCode>ULD</TypeCode>{unit}{line}</AssociatedTransportCargo>"
    found = reading(
        '<FlightManifest xmlns="iata:flightmanifest:1"><BusinessHeaderDocument><ID>KC091220260227IST</ID>'
        "</BusinessHeaderDocument><ArrivalEvent><OccurrenceArrivalLocation><ID>ALA</ID></OccurrenceArrivalLocation>"
        f"{cargo}</ArrivalEvent></FlightManifest>"
    )
    assert [problem.what for problem in found.problems] == list(problems)
    return found.rows["loads"][0]["uld_gross_kg"]


def test_postage_is_the_freight_of_an_item_and_nought_says_nothing():
    item = "<Item><ItemId>CP100200319TR</ItemId><TotalWeight>1</TotalWeight>{}</Item>"
    for inside, said in (
        ("<Postage>18.40</Postage><PostageCurrency>TRY</PostageCurrency>", (18.4, "TRY")),
        ('<Postage currency="TRY">18.40</Postage>', (18.4, "TRY")),
        ("<Postage>0</Postage><PostageCurrency>TRY</PostageCurrency>", (None, None)),
        ("<Postage>free</Postage>", (None, None)),
    ):
        (message,) = read_file(item.format(inside).encode(), "a.xml", AT, "messages")
        assert paid(message.reading.rows["consignments"][0]) == said


@pytest.mark.parametrize(
    ("header", "cell", "said"),
    [
        ("Shipping cost USD", "12.50", (12.5, "USD")),
        ("Стоимость доставки, тг", "4500", (4500.0, "KZT")),
        ("运费", "30", (30.0, None)),
        ("Shipping cost USD", "", (None, None)),
    ],
)
def test_a_list_of_parcels_may_have_a_column_of_freight(header, cell, said):
    text = f'HAWB,Pcs,Gross weight,Description,"{header}"\nEX1,1,0.5,Wool gloves,{cell}\nEX2,1,0.5,Wool hat,\n'
    (message,) = read_file(text.encode(), "list.csv", AT, "tabular", load_mapping("courier"))
    rows = message.reading.every("consignments")
    assert [paid(found) for found in rows] == [said, (None, None)]

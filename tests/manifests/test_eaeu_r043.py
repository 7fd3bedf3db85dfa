from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings

from manifests.files import read_file
from tests.manifests.accounting import accounted
from tests.manifests.xml_damage import damaged, torn

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
GOLDEN = [path.read_bytes() for path in sorted((Path(__file__).parent / "golden" / "eaeu_express").glob("*.xml"))]
NAMES = (
    "ECHouseShipmentDetails", "{urn:x}ECHouseShipmentDetails", "ECGoodsShipmentDetails", "ECGoodsItemDetails", "DocId",
    "HouseWaybillDetails", "TransportDocumentDetails", "ConsigneeDetails", "SubjectName", "SubjectAddressDetails",
    "UnifiedCountryCode", "PersonId", "TaxpayerId", "CommunicationChannelId", "CAValueAmount",
    "UnifiedGrossMassMeasure", "GoodsDescriptionText", "EqualIndicator", "DocCreationDate", "Unknown",
)  # fmt: skip


def house(name="VX1001", inside="", master="074-10000012"):
    return (
        f"<h:ECHouseShipmentDetails><TransportDocumentDetails><DocId>{master}</DocId></TransportDocumentDetails>"
        f"<HouseWaybillDetails><DocId>{name}</DocId></HouseWaybillDetails>{inside}</h:ECHouseShipmentDetails>"
    )


def goods(kilograms="1", amounts='<CAValueAmount currencyCode="USD">5</CAValueAmount>', unit=""):
    code = f' measurementUnitCode="{unit}"' if unit else ""
    mass = f"<UnifiedGrossMassMeasure{code}>{kilograms}</UnifiedGrossMassMeasure>"
    return f"<ECGoodsItemDetails><GoodsDescriptionText>Зонт</GoodsDescriptionText>{mass}{amounts}</ECGoodsItemDetails>"


def reading(*houses, head="", above=""):
    shipment = f"<ECGoodsShipmentDetails>{above}{''.join(houses)}</ECGoodsShipmentDetails>"
    text = f'<ExpressCargoDeclaration xmlns:h="urn:h">{head}{shipment}</ExpressCargoDeclaration>'
    (message,) = read_file(text.encode(), "a.xml", AT, "messages")
    accounted([message])
    return message.reading


def consignment(*args, **named):
    return reading(house(*args), **named).rows["consignments"][0]


@settings(max_examples=200)
@given(damaged(GOLDEN, NAMES))
def test_a_register_damaged_in_its_fields_loses_no_house(data):
    accounted(read_file(data, "a.xml", AT, "messages"))


@settings(max_examples=150)
@given(torn(GOLDEN, ("ECHouseShipmentDetails", "x:ECHouseShipmentDetails", "DocId")))
def test_a_register_damaged_in_its_bytes_is_counted_alike_twice(data):
    accounted(read_file(data, "a.xml", AT, "messages"))


def test_a_persons_number_is_nowhere_in_what_is_read():
    party = "<ConsigneeDetails><SubjectName>Небыль</SubjectName>{}</ConsigneeDetails>"
    for tag in ("PersonId", "TaxpayerId"):
        read = reading(house("VX1001", party.format(f"<{tag}>900115399999</{tag}>")))
        assert "900115399999" not in repr(read)
        assert len(read.rows["consignments"][0]["consignee_tax_id"]) == 32
    spoilt = reading(house("VX1001", party.format("<PersonId>9.00115399999E+11</PersonId>")))
    assert "9.00115399999" not in repr(spoilt) and ("number_format", 1) in [(p.what, p.record) for p in spoilt.problems]
    company = consignment("VX1001", party.format("<TaxpayerId>140840999999</TaxpayerId>"))
    assert company["consignee_tax_id"] == "140840999999"


def test_the_invoices_amount_stands_before_the_same_in_the_money_of_the_state():
    both = '<CAValueAmount currencyCode="USD">5</CAValueAmount><CAValueAmount currencyCode="KZT">2600</CAValueAmount>'
    total = '<CAValueAmount currencyCode="KZT">5200</CAValueAmount>'
    row = consignment("VX1001", goods(amounts=both) * 2 + total)
    assert (row["value"], row["currency"]) == (10, "USD")


def test_values_in_several_currencies_leave_the_houses_own_total():
    euro = '<CAValueAmount currencyCode="EUR">5</CAValueAmount>'
    total = '<CAValueAmount currencyCode="KZT">5200</CAValueAmount>'
    row = consignment("VX1001", goods() + goods(amounts=euro) + total)
    assert (row["value"], row["currency"]) == (5200, "KZT")


def test_the_weight_of_a_house_is_that_of_its_goods_where_a_total_runs_on_from_house_to_house():
    running = "<UnifiedGrossMassMeasure>{}</UnifiedGrossMassMeasure>"
    read = reading(*(house(f"VX{n}", goods("2") + running.format(2 * n)) for n in (1, 2)))
    assert [row["gross_kg"] for row in read.rows["consignments"]] == [2, 2]
    assert [(p.record, p.detail) for p in read.problems if p.what == "total_mismatch"] == [(2, "2 of 4")]


@pytest.mark.parametrize(("unit", "kilograms"), [("", 1), ("166", 1), ("163", 0.001), ("778", None)])
def test_a_mass_has_the_unit_of_its_code(unit, kilograms):
    assert consignment("VX1001", goods(unit=unit)).get("gross_kg") == kilograms


def test_a_party_that_equals_the_one_above_is_that_one():
    above = "<ConsignorDetails><SubjectName>HUB</SubjectName></ConsignorDetails>"
    equal = "<ConsignorDetails><EqualIndicator>1</EqualIndicator></ConsignorDetails>"
    assert consignment("VX1001", equal, above=above)["consignor_name"] == "HUB"
    assert "consignor_name" not in consignment("VX1001", "", above=above)


def test_lines_of_a_house_that_comes_twice_are_counted_on():
    read = reading(house("VX1001", goods()), house("VX1001", goods()))
    assert [(r["record"], r["line"]) for r in read.rows["goods"]] == [(1, 1), (2, 2)]
    assert [(p.record, p.what) for p in read.problems if p.what == "duplicate_house"] == [(2, "duplicate_house")]


@pytest.mark.parametrize(
    ("head", "declaration_id", "purpose"),
    [
        (
            "<ExpressCargoDeclarationIdDetails><CustomsOfficeCode>55999</CustomsOfficeCode>"
            "<DocCreationDate>2026-02-27</DocCreationDate><CustomsDocumentId>0000043</CustomsDocumentId>"
            "</ExpressCargoDeclarationIdDetails>",
            "EAEU/55999/270226/0000043",
            "original",
        ),
        ("<EDocId>new</EDocId><EDocRefId>old</EDocRefId>", "EAEU/-/old", "update"),
        ("<EDocId>new</EDocId>", "EAEU/-/new", "original"),
        ("", "EAEU/-/07410000012", "original"),
    ],
)
def test_a_register_is_named_by_its_number_or_the_document_it_replaces_or_its_one_master(head, declaration_id, purpose):
    read = reading(house(), head=head)
    assert read.rows["declarations"][0]["declaration_id"] == declaration_id
    assert read.purpose == purpose


def test_a_register_tells_when_it_was_sent_only_where_it_has_a_zone():
    moment = "<EDocDateTime>2026-02-27T09:30:00{}</EDocDateTime>"
    assert reading(house(), head=moment.format("")).sent_at is None
    assert reading(house(), head=moment.format("Z")).sent_at == datetime(2026, 2, 27, 9, 30, tzinfo=UTC)


def test_a_register_without_houses_or_a_house_without_a_number_is_quarantined():
    assert reading().quarantined == {1}
    read = reading(house(""), house("VX1002"), head="<DeclarationKindCode>ЭК</DeclarationKindCode>")
    assert read.quarantined == {1} and read.rows["consignments"][0]["traffic"] == "export"
    assert read.rows["declarations"][0]["record"] == 2

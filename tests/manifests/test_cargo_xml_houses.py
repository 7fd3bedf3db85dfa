from datetime import date

from tests.manifests.cargo_xml_texts import PARTIES, QUANTITY, reading, row, xfzb

ENDS = "<OriginLocation><ID>IST</ID></OriginLocation><FinalDestinationLocation><ID>ALA</ID></FinalDestinationLocation>"


def items(*inside):
    each = "".join(f"<IncludedHouseConsignmentItem>{item}</IncludedHouseConsignmentItem>" for item in inside)
    return reading(xfzb(each))


def test_an_empty_hs_code_is_none_and_one_in_words_is_reported():
    found = items("<TypeCode listAgencyID='1'/>", "<TypeCode>NDA</TypeCode>", "<TypeCode>8501.32</TypeCode>")
    assert [(p.what, p.field) for p in found.problems] == [("number_format", "hs_code")]
    assert found.rows["consignments"][0]["hs_codes"] == ["850132"]
    assert [(goods["line"], goods["hs_code"]) for goods in found.rows["goods"]] == [(1, "850132")]


def test_items_that_do_not_make_up_the_house_are_reported_once():
    weight = '<GrossWeightMeasure unitCode="KGM">{}</GrossWeightMeasure><PieceQuantity>{}</PieceQuantity>'
    for one, two, what in (
        ((40, 2), (40, 2), []),
        ((40, 2), (39.95, 2), []),
        ((40, 2), (30, 1), ["weight_mismatch"]),
        ((40, 2), (40, 3), ["piece_count_mismatch"]),
    ):
        found = items(weight.format(*one), weight.format(*two))
        assert [problem.what for problem in found.problems] == what


def test_the_description_of_the_items_stands_in_where_the_house_has_none():
    named = (
        "<NatureIdentificationTransportCargo><Identification>{}</Identification></NatureIdentificationTransportCargo>"
    )
    found = items(named.format("COTTON\n  TOWELS"), named.format("ROBES"), named.format("ROBES"))
    assert found.rows["consignments"][0]["goods_description"] == "COTTON TOWELS ROBES"


def test_a_customs_note_without_a_subject_is_about_the_one_before_it():
    note = "<IncludedCustomsNote><ContentCode>{}</ContentCode><Content>{}</Content>{}</IncludedCustomsNote>"
    inside = "".join(
        note.format(*said)
        for said in (
            ("T", "140840003456", "<SubjectCode>CNE</SubjectCode><CountryID>KZ</CountryID>"),
            ("CT", "77000000702", ""),
            ("MU", "office", ""),
            ("MD", "bolashak.example", ""),
            ("RA", "0001", "<SubjectCode>ISS</SubjectCode>"),
            ("CT", "000", ""),
            ("T", "900115301234", "<SubjectCode>SHP</SubjectCode>"),
        )
    )
    found = row(xfzb(inside))
    assert (found["consignee_tax_id"], found["consignee_phone"]) == ("140840003456", "77000000702")
    assert found["consignee_email"] == "office@bolashak.example"
    assert len(found["consignor_tax_id"]) == 32 and "consignor_phone" not in found


def test_the_currency_of_the_charges_is_that_of_a_value_without_one():
    value = "<DeclaredValueForCustomsAmount{}>900</DeclaredValueForCustomsAmount>"
    charges = "<SourceCurrencyCode>EUR</SourceCurrencyCode>"
    charges = f"<ApplicableOriginCurrencyExchange>{charges}</ApplicableOriginCurrencyExchange>"
    assert row(xfzb(value.format(' currencyID="USD"') + charges))["currency"] == "USD"
    assert row(xfzb(value.format("") + charges))["currency"] == "EUR"
    assert "currency" not in row(xfzb(value.format("")), ["field_missing"])
    assert "currency" not in row(xfzb(value.format(' currencyID="XXX"')), ["unknown_code"])
    assert row(xfzb(value.replace("900", "0").format("")))["value"] is None


def test_a_house_is_named_by_the_header_else_by_itself():
    own = "<TransportContractDocument><ID>NSL0009</ID></TransportContractDocument>"
    assert row(xfzb(own))["house_waybill"] == "NSL0001"
    assert row(xfzb(own, header=""))["house_waybill"] == "NSL0009"
    assert row(xfzb("<ID>NSL 9</ID>", header=""), ["house_number_format"])["house_waybill"] == "NSL9"
    refused = reading(xfzb(header=""))
    assert (refused.quarantined, [p.what for p in refused.problems]) == ({1}, ["field_missing"])


def test_a_day_is_that_of_the_place_whatever_its_zone():
    signed = "<SignatoryCarrierAuthentication><ActualDateTime>{}</ActualDateTime></SignatoryCarrierAuthentication>"
    for written in (
        "2026-02-26T23:50:00-03:00",
        "2026-02-26T00:10:00.0000001+05:00",
        "2026-02-26",
        "2026-02-26T12:00:00Z",
    ):
        header = f"<BusinessHeaderDocument><ID>NSL0001</ID>{signed.format(written)}</BusinessHeaderDocument>"
        assert row(xfzb(header=header))["issued_on"] == date(2026, 2, 26)


def listed(*houses, quantity=QUANTITY, number="074-10000012"):
    master = f"<TransportContractDocument><ID>{number}</ID></TransportContractDocument>{ENDS}"
    inside = "".join(f"<IncludedHouseConsignment>{house}</IncludedHouseConsignment>" for house in houses)
    return reading(
        '<HouseManifest xmlns="iata:housemanifest:1"><MessageHeaderDocument/>'
        f"<MasterConsignment>{quantity}{master}{inside}</MasterConsignment></HouseManifest>"
    )


def house(number, pieces=2, kg=40, more=""):
    return (
        f'<GrossWeightMeasure unitCode="KGM">{kg}</GrossWeightMeasure><TotalPieceQuantity>{pieces}</TotalPieceQuantity>'
        "<SummaryDescription>TOWELS</SummaryDescription>"
        f"<TransportContractDocument><ID>{number}</ID></TransportContractDocument>{more}"
    )


def what(found):
    return [problem.what for problem in found.problems]


def test_a_list_tells_its_master_and_its_houses():
    found = listed(house("NSL0001"), house("NSL0002"))
    told = [(row["consignment_id"], row["told_by"], row["record"]) for row in found.rows["consignments"]]
    assert told == [
        ("07410000012", "check_list", 1),
        ("07410000012/NSL0001", "check_list", 1),
        ("07410000012/NSL0002", "check_list", 2),
    ]
    assert what(found) == []


def test_a_house_of_a_list_with_parties_is_told_as_by_its_own_waybill():
    found = listed(house("NSL0001", more=PARTIES), house("NSL0002"))
    assert [row["told_by"] for row in found.rows["consignments"]] == ["check_list", "house", "check_list"]


def test_a_list_that_does_not_add_up_is_reported_and_one_house_is_no_list():
    assert what(listed(house("NSL0001"), house("NSL0002", pieces=1))) == ["total_mismatch"]
    assert what(listed(house("NSL0001"), house("NSL0002", kg=41))) == ["total_mismatch"]
    assert what(listed(house("NSL0001"), house("NSL0002", kg=40.5))) == []
    assert what(listed(house("NSL0001"))) == []


def test_a_house_that_stands_twice_or_ends_elsewhere_is_reported_and_kept():
    elsewhere = ENDS.replace("ALA", "TAS")
    found = listed(house("NSL0001"), house("NSL0001", more=elsewhere))
    assert what(found) == ["house_route_differs", "duplicate_house"]
    assert len(found.rows["consignments"]) == 3


def test_a_house_without_a_number_takes_no_other_with_it():
    found = listed(house(""), house("NSL0002"))
    assert (found.records, found.quarantined, what(found)) == (2, {1}, ["field_missing"])
    assert [row["record"] for row in found.rows["consignments"]] == [2, 2]


def test_houses_of_a_master_without_a_number_are_refused():
    found = listed(house("NSL0001"), house("NSL0002"), number="")
    assert (found.quarantined, found.rows) == ({1, 2}, {})


def test_a_master_without_houses_is_kept_and_reported():
    found = listed()
    assert (found.records, what(found), len(found.rows["consignments"])) == (1, ["no_house"], 1)

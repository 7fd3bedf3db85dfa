from datetime import UTC, datetime

import pytest

from lake.personal import keyed_hash
from manifests.formats.cargo_imp_fhl import read as read_fhl
from manifests.formats.cargo_imp_fwb import read as read_fwb

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
FWB = "FWB/17\n074-10000012ISTALA/T4K80\n"
FHL = "FHL/5\nMBI/074-10000012ISTALA/T4K80\n"


def consignment(text):
    return read_fwb(FWB + text, AT).rows["consignments"][0]


@pytest.mark.parametrize(
    ("values", "payment", "value"),
    [
        ("/USD//PP/NVD/100.5/XXX", "prepaid", 100.5),
        ("/USD/CC/CC/NVD/NCV/XXX", "collect", None),
        ("/USD/CC/PP/NVD/0/XXX", None, None),
        ("/USD///NVD/NCV/XXX", None, None),
    ],
)
def test_positions_of_declared_values_are_counted(values, payment, value):
    row = consignment(f"CVD{values}\n")
    assert (row["payment"], row["value"]) == (payment, value)
    assert row["currency"] == ("USD" if value else None)


def test_dimensions_are_the_volume_only_when_every_piece_was_measured():
    assert consignment("RTD/1/P4/K80\n/2/ND//CMT50-50-40/4\n")["volume_m3"] == 0.4
    assert consignment("RTD/1/P4/K80\n/2/ND//CMT50-50-40/3\n")["volume_m3"] is None


def test_a_consolidation_is_known_by_its_words_or_by_its_lines():
    said = {
        "/NC/PERSONAL THINGS": (True, "master"),
        "/NG/CONSOL OF TOYS": (True, "master"),
        "/NG/TOYS": (False, "direct"),
        "/NG/TOYS\n/2/NC/UN3480": (None, "direct"),
    }
    for goods, told in said.items():
        row = consignment(f"RTD/1/P4/K80\n{goods}\n")
        assert (row["consolidation"], row["kind"]) == told


def test_a_waybill_line_in_the_wrong_place_is_still_found():
    reading = read_fwb("FWB/17\nRTG/ALAKC\n074-10000012ISTALA/T4K80\n", AT)
    assert reading.rows["consignments"][0]["pieces"] == 4


@pytest.mark.parametrize(
    "form", ["SHP\n/KETTLE\n/HILL 1\n/OSH\n/KG/1\n", "SHP\nNAM/KETTLE\nADR/HILL 1\nLOC/OSH\n/KG/1\n"]
)
def test_old_and_new_parties_say_the_same(form):
    row = consignment(form)
    told = [row[f"consignor_{slot}"] for slot in ("name", "address", "city", "country", "postcode")]
    assert told == ["KETTLE", "HILL 1", "OSH", "KG", "1"]


def test_a_code_that_is_no_country_is_null_and_a_problem():
    reading = read_fwb(FWB + "SHP\n/KETTLE\n/HILL 1\n/OSH\n/XX/1\n", AT)
    assert "consignor_country" not in reading.rows["consignments"][0]
    assert "unknown_country" in [problem.what for problem in reading.problems]


def test_a_house_with_its_identifier_alone_on_a_line_is_one_record():
    reading = read_fhl(FHL + "HBS\n/BK1/ISTALA/4/K80//TOYS\n", AT)
    assert (reading.records, reading.rows["consignments"][1]["house_waybill"]) == (1, "BK1")


def test_a_list_that_does_not_add_up_is_reported_and_one_house_is_not():
    one = read_fhl(FHL + "HBS/BK1/ISTALA/1/K20//TOYS\n", AT)
    two = read_fhl(FHL + "HBS/BK1/ISTALA/1/K20//TOYS\nHBS/BK2/ISTALA/1/K60//TOYS\n", AT)
    assert [problem.what for problem in one.problems] == []
    assert [problem.what for problem in two.problems] == ["total_mismatch"]


def test_every_house_of_a_message_with_its_own_parties_keeps_them():
    party = "SHP\nNAM/KETTLE {0}\nLOC/OSH\n/KG\nCNE\nNAM/LADDER {0}\nLOC/OSH\n/KG\nCVD/USD/PP/NVD/{0}/XXX\n"
    text = FHL + "".join(f"HBS/BK{n}/ISTALA/2/K40//TOYS\n" + party.format(n) for n in (1, 2))
    houses = read_fhl(text, AT).rows["consignments"][1:]
    told = [(row["told_by"], row["consignor_name"], row["value"]) for row in houses]
    assert told == [("house", "KETTLE 1", 1.0), ("house", "KETTLE 2", 2.0)]


def test_a_tax_number_that_may_be_a_persons_is_kept_only_as_a_registers_hash():
    for number in ("900101300123", "90010130012345", "523456789", "01001012345", "900101 300123"):
        assert consignment(f"OCI/KZ/CNE/T/{number}\n")["consignee_tax_id"] == keyed_hash(number.replace(" ", ""))
    for number in ("FR54000000000057", "IE1234567N", "9990001112", "404123456", "140840003456"):
        assert consignment(f"OCI//CNE/T/{number}\n")["consignee_tax_id"] == number


def test_a_blank_before_the_slant_of_a_house_does_not_glue_it_to_the_house_above():
    reading = read_fhl(
        FHL + "HBS/BK1/ISTALA/2/K40//TOWELS\nHBS /BK2/ISTALA/2/K40//TOYS\nSHP\nNAM /KETTLE\nLOC /OSH\n/KG\n", AT
    )
    houses = reading.rows["consignments"][1:]
    assert [row["goods_description"] for row in houses] == ["TOWELS", "TOYS"]
    assert houses[1]["consignor_name"] == "KETTLE"

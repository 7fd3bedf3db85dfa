"""What a row tells of: a house, the waybill itself, a postal item, a receptacle."""

from datetime import UTC, datetime

from manifests.bound import bind
from manifests.files import read_file
from manifests.mapping import Mapping, load_mapping

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
RECEPTACLE, OTHER = "DEFRAAKZALAAAUN60123001010154", "DEFRAAKZALAACCN60007002110082"


def read(mapping, text):
    (message,) = read_file(text.encode(), "list.csv", AT, "tabular", load_mapping(mapping))
    return message.reading


def test_a_waybill_without_a_house_is_told_of_itself_and_its_houses_below_are_its_own():
    text = """Flight,Origin,AWB,HAWB,Pieces,Weight,Nature of goods
KC 912,IST,901-12345675,,12,340,Pumps
,,,HN-1,1,15,Bearings
KC 912,IST,901-12345686,,3,45,Consolidation
"""
    direct, house, other = read("alaport", text).every("consignments")
    assert (direct["consignment_id"], direct["waybill"]) == ("90112345675", "90112345675")
    assert not {"master_waybill", "kind", "house_waybill"} & {name for name, value in direct.items() if value}
    assert (house["consignment_id"], house["kind"], house["carrier"]) == ("90112345675/HN-1", "house", "KC")
    assert {consignment["told_by"] for consignment in (direct, house, other)} == {"customs_manifest"}
    assert [consignment["check_digit_ok"] for consignment in (direct, house, other)] == [True, True, True]


def test_goods_rows_below_a_waybill_without_a_house_are_its_own_and_not_of_the_house_above():
    text = """Flight,Origin,AWB,HAWB,Pieces,Weight,Nature of goods
KC 912,IST,901-12345675,HN-1,1,15,Bearings
KC 912,IST,901-12345686,,3,45,Pumps
,,,,,,Hoses
"""
    reading = read("alaport", text)
    assert [row["goods_description"] for row in reading.every("consignments")] == ["Bearings", "Pumps; Hoses"]
    assert reading.every("consignments")[1].get("master_waybill") is None


def test_an_item_is_told_by_its_number_with_its_class_its_sender_and_one_piece():
    text = """Item ID,Nature of transaction,Item weight,Content description,Addressee name
CP000123455CN,Подарок,1.5,Wool gloves,Fictive Person
RR473124828KZ,11,0.2,Wool hats,Fictive Person
"""
    reading = read("post_items", text)
    gift, wrong = reading.every("consignments")
    told = [gift[name] for name in ("consignment_id", "waybill", "told_by", "kind", "stream", "mail_class", "pieces")]
    assert told == ["CP000123455CN", "CP000123455CN", "item", "postal", "mail", "C", 1]
    assert (gift["transaction_nature"], wrong["transaction_nature"]) == ("gift", "sale")
    assert (gift["check_digit_ok"], wrong["check_digit_ok"]) == (True, False)
    assert [problem.what for problem in reading.problems] == ["s10_check_digit"]


def test_a_receptacle_is_told_of_itself_and_holds_the_items_beside_and_below_it():
    text = f"""Receptacle ID,Item ID,Weight,Flight
{RECEPTACLE},,,
,CP000123455CN,0.3,KC 912
{RECEPTACLE},RR473124829KZ,0.3,KC 912
{OTHER},,8.4,KC 912
"""
    bag, first, second, other = read("post_receptacles", text).every("consignments")
    assert (bag["waybill"], bag["gross_kg"], bag["mail_class"], bag["mail_category"]) == (RECEPTACLE, 15.4, "U", "A")
    held = [(item["consignment_id"], item["master_waybill"], item["gross_kg"]) for item in (first, second)]
    assert held == [("CP000123455CN", RECEPTACLE, 0.3), ("RR473124829KZ", RECEPTACLE, 0.3)]
    assert (other["waybill"], other["gross_kg"], other["mail_class"]) == (OTHER, 8.4, "C")
    assert {row["told_by"] for row in (bag, first, second, other)} == {"receptacle"}


def test_a_currency_in_the_header_is_that_of_its_amounts_and_a_currency_in_the_cell_goes_before_it():
    text = 'HAWB,Weight,Goods,"Value, USD"\nA1,1,Tea,5\nA2,1,Tea,5 EUR\nA3,1,Tea,\n'
    houses = read("courier", text).every("consignments")
    assert [house.get("currency") for house in houses] == ["USD", "EUR", None]


def test_what_is_fixed_stands_in_every_row_and_a_currency_only_beside_a_value():
    columns = {"house_waybill": {"headers": ["parcel"]}, "value": {"headers": ["paid"]}}
    fixed = {"destination_airport": "ala", "currency": "USD"}
    said = {"name": "mine", "stream": "courier", "kind": "parcel", "row_key": "house_waybill"}
    bound = bind(Mapping.model_validate({**said, "fixed": fixed, "columns": columns}), ["Parcel", "Mood", "Paid"])
    assert bound.unknown == ("Mood",)
    assert bound.completed({"value": 5.0}) == {"destination_airport": "ALA", "currency": "USD", "value": 5.0}
    assert bound.completed({}) == {"destination_airport": "ALA"}

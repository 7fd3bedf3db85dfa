import pyarrow as pa

from lake.carriers import of_messages, of_texts, titled


def carrier_of(*texts):
    return of_texts(pa.array(texts, pa.string())).to_pylist()


def test_a_waybill_is_its_prefixs_wherever_it_stands_in_a_text():
    assert carrier_of("90110000012", "901-10000012/H1", "no hyphen: 90110000012", "888-10000012") == ["Q1"] * 3 + [
        "888"
    ]


def test_what_is_no_waybill_is_nobodys():
    assert carrier_of("RB123456785KZ", "123456789012345", "901-1000001", "", None) == [None] * 5


def told(message, consignment, flight=None, carrier=None):
    return {"message_id": message, "consignment_id": consignment, "flight_id": flight, "carrier": carrier}


def test_a_message_is_its_flights_else_that_of_the_one_carrier_of_its_waybills():
    rows = [
        told("a", "90110000012"),
        told("b", "90110000012"),
        told("b", "90210000012"),
        told("c", "X1", "Q30001-2026-IST"),
    ]
    rows += [told("d", "X2", carrier="Q4"), told("e", "90110000012")]
    kinds = pa.schema({name: pa.string() for name in ("message_id", "consignment_id", "flight_id", "carrier")})
    flights = pa.table({"message_id": ["e"], "carrier": ["Q9"]})
    found = of_messages(flights, pa.Table.from_pylist(rows, kinds))
    assert found == {"a": "Q1", "c": "Q3", "d": "Q4", "e": "Q9"}


def test_a_carrier_is_written_to_by_its_name_where_that_is_known():
    assert [titled(one) for one in ("Q1", "888", "KC", "feed courier", "XX")] == [
        "Q1 Example Bosphorus", "the carrier of waybills 888-", "KC Air Astana", "the sender of feed courier", "XX",
    ]  # fmt: skip

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.delimited import HEAD_BYTES
from manifests.fitting import fitting, recognise

GOLDEN = sorted((Path(__file__).parent / "golden" / "courier").glob("*.csv"))


def name_of(data):
    found = recognise(data if isinstance(data, bytes) else data.encode(), "list.csv")
    return found and found.name


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_each_kind_of_list_is_known_from_the_others(path):
    kind = next(
        (name for name in ("alaport", "post_items", "post_receptacles") if path.stem.startswith(name)), "courier"
    )
    assert name_of(path.read_bytes()) == kind


def test_headers_that_fit_a_post_and_a_courier_are_decided_by_the_numbers_below_them():
    header = "Номер отправления;Вес отправления;Наименование вложения;Получатель\n"
    assert name_of(header + "CP000123455CN;1;Чай;Вымышленный А.\n") == "post_items"
    assert name_of(header.replace("отправления;На", "посылки;На") + "HN-100;1;Чай;Вымышленный А.\n") == "courier"
    fits = {fit.mapping.name: fit.keys_read for fit in fitting((header + "HN-100;1;Чай;Никто\n").encode(), "list.csv")}
    assert fits["post_items"] is False


def test_a_list_with_flights_is_an_export_of_an_airport_and_without_them_a_couriers():
    header, row = "HAWB,AWB,MAWB,Pieces,Weight,Goods,Consignee", "A1,901-12345675,901-12345675,1,1,Tea,Nobody"
    assert name_of(f"{header}\n{row}\n") == "courier"
    assert name_of(f"Flight,{header.replace(',MAWB', '')}\nKC 912,{row.replace(',901-12345675', '', 1)}\n") == "alaport"


def test_of_a_long_list_the_beginning_is_enough():
    text = "HAWB,MAWB,Weight,Goods\n" + "A1,901-12345675,1,Чай\n" * HEAD_BYTES
    assert name_of(text) == "courier"
    assert name_of(text.encode("utf-16")) == "courier"


def test_bytes_of_something_else_are_not_recognised():
    for data in (b"", b"%PDF-1.7", b"FFM/8\n1/KC0927/01MAR/IST\n", b"PK\x03\x04broken", b"a,b,c\n1,2,3\n"):
        assert fitting(data, "list.csv") == []


@given(st.binary(max_size=300))
def test_any_bytes_fit_or_do_not(data):
    assert all(fit.headers > 0 for fit in fitting(data, "list.csv"))


def test_a_mapping_that_is_still_being_written_keeps_no_other_away(tmp_path):
    (tmp_path / "empty.toml").write_text("")
    (tmp_path / "mine.toml").write_text(
        'stream = "courier"\nkind = "parcel"\nrow_key = "house_waybill"\nminimum_headers = 1\n'
        '[columns.house_waybill]\nheaders = ["parcel"]\n'
    )
    assert [fit.mapping.name for fit in fitting(b"Parcel,Mood\nA1,good\n", "list.csv", tmp_path)] == ["mine"]

"""Atomic keys of parties: names, addresses, telephones."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.reference import address_words, legal_forms, trade_words
from lake.tables import CONSIGNMENTS, KEYS
from lake.words import simplify
from parties.addresses import address_key, place_key
from parties.keys import add_party_keys, party_key
from parties.names import fold, forms, latin
from parties.phones import phone_key

KNOWN = datetime(2026, 3, 1, 12, tzinfo=UTC)
BARE = pa.schema([field for field in CONSIGNMENTS.schema if field.name not in {column.name for column in KEYS}])
FORMS = sorted(" ".join(words) for words in forms()[0])


def told(*rows: dict[str, object]) -> pa.Table:
    filled = [{"known_at": KNOWN, **row} for row in rows]
    nullable = pa.schema([field.with_nullable(True) for field in BARE])
    return pa.Table.from_pylist(filled, schema=nullable)


@given(st.text())
def test_normalising_twice_is_once(text: str) -> None:
    key = party_key(text)
    assert simplify(simplify(text)) == simplify(text)
    assert key is None or party_key(key) == key


@given(st.lists(st.sampled_from(["ACME", "SILK", "LTDD", "COO", "A.", *FORMS]), max_size=6))
def test_normalising_names_full_of_company_forms_twice_is_once(words: list[str]) -> None:
    key = party_key(" ".join(words))
    assert key is None or party_key(key) == key


@given(st.text(alphabet="ABCDHIJKOQSTUWXYZ", min_size=1))
def test_folding_twice_is_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


def test_spellings_of_one_firm_have_one_key() -> None:
    spellings = ["Silk Road Co., Ltd.", "SILK ROAD CO LTD", "  silk   road ", "Silk Road L.L.C.", "TOO Silk Road"]
    assert {party_key(name) for name in [*spellings, "Road, Silk"]} == {"ROAD SILK"}
    assert party_key("ТОО «Ромашка»") == party_key("Romashka LLP")


@pytest.mark.parametrize(
    "spellings",
    [
        ["Щербакова Юлия", "Shcherbakova Yuliya", "Shherbakova Yuliya", "Shcherbakova Iuliia", "YULIA SCHERBAKOVA"],
        ["Қазақ Мұнай ЖШС", "Qazaq Munai JShS", "ТОО Казак Мунай", "Kazakh Munay LLP".replace("kh", "k")],
        ["Бахтиёр Хўжаев", "Baxtiyor Xoʻjayev", "Bakhtiyor Khojaev", "Baxtiyor Xo'jayev"],
        ["შპს ღვინო ჯვარი", "Ghvino Jvari LLC", "SHPS Gvino Jvari", "Гвино Джвари ООО"],
        ["Şahin Gıda A.Ş.", "SHAHIN GIDA LTD. STI.", "Şahin Gıda San. ve Tic. Ltd. Şti."],
        ["华强电子有限公司", "Huaqiangdianzi Youxian Gongsi", "HUAQIANGDIANZI CO., LTD"],
        ["Рoмaшкa", "Ромашка", "ROMASHKA"],
    ],
)
def test_one_name_in_the_region_s_scripts_has_one_key(spellings: list[str]) -> None:
    assert len({party_key(name) for name in spellings}) == 1


def test_a_word_that_is_a_company_form_elsewhere_is_part_of_a_name_that_begins_with_it() -> None:
    assert party_key("San Marino Foods Ltd") == "SAN FODS MARINO"
    assert party_key("AG Barr PLC") == "AG BAR"
    assert party_key("AS Roma") == "AS ROMA"
    assert party_key("Anka Tekstil San. Tic. Ltd. Sti.") == party_key("Anka Tekstil San. ve Tic. A.S.")
    assert party_key("LLP Romashka") == party_key("OOO Romashka LLC") == "ROMASKA"


def test_initials_are_words_of_a_name_and_no_form() -> None:
    assert party_key("Petrov N.V.") == party_key("N. V. Petrov") == "N PETROV V"
    assert party_key("И.П. Сидоров") == "I P SIDOROV"


def test_every_form_that_may_stand_first_may_stand_last() -> None:
    assert forms()[1] < forms()[0]


def test_different_names_keep_different_keys() -> None:
    names = ["Alatau Trade", "Alatau Trans", "Ivanov A", "Ivanov B", "Sklad 5", "Sklad 6"]
    assert len({party_key(name) for name in names}) == len(names)
    assert party_key("LTD") == "LTD"
    assert party_key(" .,-") is None


def test_a_name_without_letters_is_not_a_party_and_null_stays_null() -> None:
    keys = add_party_keys(told({"consignor_name": "---"}, {"consignor_name": None}))
    assert keys["consignor_key"].to_pylist() == [None, None]


def test_the_forwarder_is_known_by_code_before_name() -> None:
    rows = [{"forwarder_code": "1234567", "forwarder_name": "Fast"}, {"forwarder_name": "Fast Ltd"}, {}]
    assert add_party_keys(told(*rows))["forwarder_key"].to_pylist() == ["IATA 1234567", "FAST", None]


def test_keys_are_replaced_where_they_stand_and_no_rows_are_fine() -> None:
    once = add_party_keys(
        told({"consignor_name": "Acme", "consignor_phone": "8 701 1234567", "consignor_country": "KZ"})
    )
    assert once["consignor_phone_key"].to_pylist() == ["+77011234567"]
    assert add_party_keys(once).equals(once)
    assert add_party_keys(once.slice(0, 0)).num_rows == 0


@pytest.mark.parametrize(
    "spellings",
    [
        ["ул. Абай, д. 10, кв. 5 | Алматы", "10 Abay Street, apt 5 | ALMA-ATA", "Абай көшесі 10, 5 пәтер | Almaty",
         "Abai 10-5 | г. Алматы", "abay 10 kv5 | Almaty"],
        ["Navoiy ko'chasi, 7-uy, 3-xonadon | Toshkent shahri", "Навоий кўчаси 7, хонадон 3 | Tashkent"],
        ["რუსთაველის ქ. 12, ბინა 4 | თბილისი", "Rustavelis str. 12 apt. 4 | Tbilisi"],
        ["а/я 123 | Алматы", "P.O. Box 123 | Almaty"],
        ["Abay 10, 3 floor, office 5 | Almaty", "Абай 10, оф. 5 | Алматы"],
    ],
)  # fmt: skip
def test_one_address_in_the_region_s_languages_has_one_key(spellings: list[str]) -> None:
    found = {address_key(address) for address in spellings}
    assert len(found) == 1 and None not in found


def test_flats_of_one_building_and_towns_are_kept_apart_and_no_house_is_no_address() -> None:
    addresses = ["Abay 10 apt 5 | Almaty", "Abay 10 apt 6 | Almaty", "Abay 10 | Almaty", "Abay 10 apt 5 | Astana"]
    assert len({address_key(address) for address in addresses}) == len(addresses)
    assert [address_key(address) for address in ("Abay street | Almaty", "12 | Almaty", " | ", "")] == [None] * 4
    assert place_key(" ") is None


@given(st.text(), st.text(max_size=3))
def test_any_text_has_keys_or_none(text: str, country: str) -> None:
    phone = phone_key(text, country)
    assert phone is None or len(phone.removeprefix("+")) >= 7
    assert address_key(text) is None or any(sign.isdigit() for sign in address_key(text) or "")


def test_a_telephone_is_one_number_however_it_is_written() -> None:
    written = ["+7 (701) 123-45-67", "8 701 1234567", "0077011234567", "77011234567", "7011234567; 7070000000"]
    assert {phone_key(number, "KZ") for number in written} == {"+77011234567"}
    assert phone_key("0532 123 45 67", "TR") == phone_key("+905321234567")


def test_a_telephone_of_no_known_country_is_its_last_digits_and_an_extension_is_none() -> None:
    assert phone_key("7011234567") == "011234567"
    assert phone_key("000000000", "KZ") == "000000000"
    assert phone_key("12-34") is None


def test_the_word_lists_are_sound() -> None:
    assert {row["place"] for row in legal_forms()} == {"end", "both"}
    assert all(latin(row["form"]) and row["country"] and row["source"] for row in legal_forms())
    assert {row["means"] for row in address_words()} == {"drop", "flat", "floor", "box", "place"}
    assert all(bool(row["says"]) == (row["means"] == "place") for row in address_words())
    assert len(set(trade_words())) == len(trade_words())

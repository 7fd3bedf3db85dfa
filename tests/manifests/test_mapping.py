import pytest

from manifests.mapping import load_mapping, mapping_names, plain_header, recognise

GOOD = """
format = "list"
stream = "courier"
kind = "parcel"
row_key = "house_waybill"
minimum_headers = 2
[columns.house_waybill]
converter = "house"
headers = ["parcel"]
[columns.gross_kg]
converter = "weight"
headers = ["weight( (?P<unit>kg|g))?"]
"""


def written(folder, text, name="list"):
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_mapping_of_the_sites_is_right():
    assert "courier" in mapping_names()
    for name in mapping_names():
        assert load_mapping(name).name == name


def test_all_faults_of_a_mapping_are_named_in_one_message(tmp_path):
    wrong = GOOD.replace('"courier"', '"post"').replace('"house"', '"guess"').replace('"parcel"]', '"(parcel"]')
    with pytest.raises(ValueError, match=r"has 3 fault\(s\).*stream.*converter.*headers"):
        load_mapping("list", written(tmp_path, wrong))


def test_a_column_that_no_table_has_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no column of consignments or goods: colour"):
        load_mapping("list", written(tmp_path, GOOD.replace("columns.gross_kg", "columns.colour")))


def test_a_row_key_without_headers_is_refused(tmp_path):
    wrong = GOOD.replace('row_key = "house_waybill"', 'row_key = "waybill"')
    with pytest.raises(ValueError, match="without a column: waybill"):
        load_mapping("list", written(tmp_path, wrong))


def test_an_unknown_mapping_names_those_there_are():
    with pytest.raises(ValueError, match=r"unknown mapping 'nonesuch'; there are: .*courier"):
        load_mapping("nonesuch")


def test_what_is_not_toml_is_said_to_be_none(tmp_path):
    with pytest.raises(ValueError, match="is not TOML"):
        load_mapping("list", written(tmp_path, "format = "))


def test_a_new_list_needs_no_code(tmp_path):
    found = recognise(b"Parcel,Weight (g)\nA1,250\n", "list.csv", written(tmp_path, GOOD))
    assert found is not None
    assert found.column_of("WEIGHT, g") == ("gross_kg", "g")


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("MAWB No.", "master_waybill"),
        ("Tracking number", "house_waybill"),
        ("Индивидуальная накладная", "house_waybill"),
        ("Кол-во мест", "pieces"),
        ("Вес брутто, кг", "gross_kg"),
        ("Код ТН ВЭД ЕАЭС", "hs_code"),
        ("收件人地址", "consignee_address"),
        ("申报价值", "value"),
        ("ИИН", "consignee_tax_id"),
        ("Shipper", "consignor_name"),
        ("Страна отправителя", "consignor_country"),
        ("Total value", "value"),
        ("Unit price", "unit_value"),
        ("Net weight (kg)", "net_kg"),
    ],
)
def test_headers_of_three_languages_are_known(header, column):
    assert load_mapping("courier").column_of(header)[0] == column


def test_a_header_means_one_thing_only():
    mapping = load_mapping("courier")
    patterns = [(name, header) for name, column in mapping.columns.items() for header in column.headers]
    assert len({header for _, header in patterns}) == len(patterns)
    assert not any(mapping.ignores(plain_header(name)) for name in ("HAWB", "MAWB", "Value", "Consignee"))


def test_bytes_of_something_else_are_not_recognised():
    for data in (b"", b"%PDF-1.7", b"FFM/8\n1/KC0927/01MAR/IST\n", b"PK\x03\x04broken", b"a,b,c\n1,2,3\n"):
        assert recognise(data, "list.csv") is None

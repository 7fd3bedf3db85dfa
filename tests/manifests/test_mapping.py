import re

import pytest

from manifests.fitting import recognise
from manifests.mapping import load_mapping, mapping_names, mapping_titles, plain_header

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


def test_a_mapping_is_tried_out_by_its_path(tmp_path):
    path = written(tmp_path, GOOD, "mine") / "mine.toml"
    assert load_mapping(str(path)).name == "mine"
    with pytest.raises(ValueError, match=r"nowhere.toml cannot be read"):
        load_mapping(str(tmp_path / "nowhere.toml"))


def test_what_goes_without_saying_may_be_left_out(tmp_path):
    short = GOOD.replace('format = "list"', "").replace('converter = "house"', "").replace('converter = "weight"', "")
    mapping = load_mapping("list", written(tmp_path, short))
    assert (mapping.format, mapping.told_by) == ("list", "register")
    assert [mapping.columns[name].converter for name in ("house_waybill", "gross_kg")] == ["house", "weight"]


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ('[columns.pieces]\nconverter = "text"\nheaders = ["boxes"]', "columns.pieces takes count, not text"),
        ('[columns.consignee_tax_id]\nconverter = "text"\nheaders = ["iin"]', "takes personal_id, not text"),
        ('[columns.consignment_id]\nheaders = ["id"]', "no column of consignments or goods: consignment_id"),
        ('[columns.flight_id]\nheaders = ["flight"]', "no column of consignments or goods: flight_id"),
        ('[fixed]\ncurrency = "beads"', "fixed.currency has a column too, or 'beads' is no currency"),
        ("[fixed]\ngross_kg = 1", "fixed.gross_kg has a column too"),
        ('[alone]\ncolumn = "master_waybill"', "without a column: master_waybill"),
        ('[columns.value]\nconverter = "guess"\nheaders = ["v"]', "no such converter: 'guess'; there are: waybill"),
    ],
)
def test_a_mistake_is_named_in_the_words_of_the_mapping(tmp_path, added, fault):
    with pytest.raises(ValueError, match=re.escape(fault)):
        load_mapping("list", written(tmp_path, GOOD + added))


def test_a_table_without_what_is_required_is_of_another_kind(tmp_path):
    text = GOOD.replace("minimum_headers", 'required = ["gross_kg"]\nminimum_headers').replace("= 2", "= 1")
    mapping = load_mapping("list", written(tmp_path, text))
    assert (mapping.knows(["Parcel"]), mapping.knows(["Parcel", "Weight"])) == (0, 2)


def test_a_header_may_be_wide_and_has_a_number_sign_for_a_blank():
    assert plain_header("毛重（ＫＧ）") == "毛重 kg"
    assert plain_header("№ п/п") == "п п"


@pytest.mark.parametrize("name", mapping_names())
def test_every_mapping_of_the_sites_says_in_its_first_line_what_it_is_for(name):
    assert len(mapping_titles()[name]) > 20


def test_groups_and_flags_of_one_pattern_are_no_matter_of_another(tmp_path):
    text = GOOD + "[columns.value]\nheaders = ['(?i)Paid (?P<unit>usd)', '(?P<it>price) (?P=it)', '(?P<it>cost)']\n"
    mapping = load_mapping("list", written(tmp_path, text))
    assert mapping.column_of("Paid, USD") == ("value", "usd")
    assert mapping.column_of("price price") == mapping.column_of("Cost") == ("value", None)

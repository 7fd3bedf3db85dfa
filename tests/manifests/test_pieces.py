"""A large list in pieces says what it says as a whole."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manifests import files, pieces
from manifests.files import read_file, read_path
from manifests.mapping import load_mapping

AT = datetime(2026, 11, 20, tzinfo=UTC)
COURIER = load_mapping("courier")
HEADER = "MAWB,HAWB,Pieces,Weight kg,Description,Value,Currency\n"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("pieces") / "list.csv"


def in_pieces(path, data, piece=2_000, mapping=COURIER):
    path.write_bytes(data)
    table = pieces.open_large(path, "list.csv", mapping)
    return table, list(pieces.read_pieces(table, piece))


def told(readings):
    """Rows and problems under the record's number in the file."""
    rows, problems, above, quarantined = {"consignments": [], "goods": []}, [], 0, set()
    for reading in readings:
        for name, found in rows.items():
            found += [
                {key: value for key, value in row.items() if value is not None} | {"record": row["record"] + above}
                for row in reading.every(name)
            ]
        problems += [replace(p, record=p.record + above if p.record else None) for p in reading.problems]
        quarantined |= {record + above for record in reading.quarantined}
        above += reading.records
    by_id = {
        name: sorted(found, key=lambda row: (row["consignment_id"], row.get("line"))) for name, found in rows.items()
    }
    return by_id, problems, quarantined, above, sum(reading.ignored for reading in readings)


def alike(path, text, encoding="utf-8", piece=2_000):
    data = text.encode(encoding)
    table, found = in_pieces(path, data, piece)
    (whole,) = read_file(data, "list.csv", AT, "tabular", COURIER)
    assert told([piece.reading for piece in found]) == told([whole.reading])
    assert all(piece.reading.records == piece.counted for piece in found)
    assert sum(piece.size for piece in found) == len(data)
    assert table.file_id == sha256(data).hexdigest()
    return found


def house(number):
    return f"074-12345664,EX{10000000 + number},1,{1 + number % 7}.5,Tea cups {number},5,USD\n"


def test_pieces_are_cut_where_another_house_begins(path):
    text = HEADER + "".join(house(n // 3) for n in range(600))
    found = alike(path, text)
    assert len(found) > 10
    houses = [{row["consignment_id"] for row in piece.reading.every("consignments")} for piece in found]
    assert sum(map(len, houses)) == len(set().union(*houses)) == 200


ROWS = st.lists(
    st.sampled_from([
        "{house}", "{house}", "{house}", ",,1,2,Cups,7,USD\n", ",EX2{n},1,2,Shirts,7,USD\n",
        "074-1000001{n},EX3{n},1,2,Hats,,\n", '074-12345664,EX4{n},1,2,"Tea,\nor ""cups""\n",5,USD\n', "TOTAL,,9,,,,\n",
        '074-12345664,EX5{n},1,2,"Tea,5,USD\n', "074-12345664,EX6{n},1,2,Tea,5,USD,more\n", "\n", ",,,,,,\n",
        "x,EX7{n},1,2,Tea,5,USD\n", ",8.12E+11,1,2,Tea,5,USD\n",
    ]),
    min_size=60, max_size=200,
)  # fmt: skip


@settings(max_examples=40)
@given(ROWS, st.sampled_from(["utf-8", "utf-16", "cp1251", "utf-8-sig"]), st.sampled_from([1_500, 2_500, 4_001]))
def test_pieces_say_what_the_whole_says(path, rows, encoding, piece):
    lines = "".join(row.format(house=house(n).strip() + "\n", n=n) for n, row in enumerate(rows))
    alike(path, HEADER + "074-12345664,EX1,1,2,Обувь кожаная,5,USD\n" + lines, encoding, piece)


def test_the_damage_of_a_later_piece_makes_no_other_encoding(path):
    text = HEADER + "".join(house(n) for n in range(100)) + "074-12345664,EX1,1,2,Обувь,5,USD\n" * 3
    found = alike(path, text, "cp1251")
    assert found[-1].reading.every("goods")[-1]["goods_description"] == "Обувь"


def test_a_row_cut_off_at_the_end_is_broken_also_in_a_piece_of_its_own(path):
    text = HEADER + "".join(house(n) for n in range(200))
    for cut in range(6, 40, 7):
        _, found = in_pieces(path, text.encode()[:-cut], 60)
        assert [problem.what for piece in found for problem in piece.reading.problems] == ["csv_row_broken"]
        assert found[-1].reading.quarantined == {found[-1].reading.records}


def test_a_writer_that_trims_in_the_first_piece_trims_in_the_last(path):
    rows = "".join(house(n).replace(",5,USD", "") if n % 3 else house(n) for n in range(300))
    alike(path, HEADER + rows + house(999).replace(",5,USD", ""))


def test_one_consignment_that_goes_on_for_ever_is_cut_all_the_same(path):
    rows = "".join(f"074-12345664,EX1,1,2,Cups {n},5,USD\n" for n in range(1_000))
    _, found = in_pieces(path, (HEADER + rows).encode(), 1_000)
    assert max(piece.size for piece in found) <= (pieces.MOST + 1) * 1_000
    assert sum(piece.reading.records for piece in found) == sum(piece.counted for piece in found) == 1_000


def test_a_house_that_comes_again_in_a_later_piece_is_reported(path):
    text = HEADER + "".join(house(n) for n in range(300)) + house(7)
    _, found = in_pieces(path, text.encode())
    again = [(p.what, p.detail) for piece in found for p in piece.reading.problems]
    assert again == [("duplicate_house", "07412345664/EX10000007")]


def test_the_same_piece_has_the_same_id_and_another_context_another(path):
    text = HEADER + "".join(house(n) for n in range(300))
    ids = [piece.message_id for piece in in_pieces(path, text.encode())[1]]
    longer = [piece.message_id for piece in in_pieces(path, (text + house(300)).encode())[1]]
    assert len(set(ids)) == len(ids) > 3
    assert longer[: len(ids) - 1] == ids[:-1]
    other = [piece.message_id for piece in in_pieces(path, text.replace("Value", "Price", 1).encode())[1]]
    assert not set(ids) & set(other)


def test_a_small_file_and_anything_but_a_list_is_read_as_ever(path, monkeypatch):
    text = (HEADER + "".join(house(n) for n in range(50))).encode()
    path.write_bytes(text)
    assert list(read_path(path, "list.csv", AT)) == read_file(text, "list.csv", AT)
    monkeypatch.setattr(files, "LARGE", 10)
    for data in (b"FFM/8\n1/KC0912/28FEB/IST\nALA/NIL\nLAST\n", b"<a>" + b" " * 50 + b"</a>", b"nothing known\n" * 9):
        path.write_bytes(data)
        assert list(read_path(path, "a.txt", AT)) == read_file(data, "a.txt", AT)


def test_a_large_list_comes_as_messages_of_one_file(path, monkeypatch):
    monkeypatch.setattr(files, "LARGE", 1_000)
    text = (HEADER + "".join(house(n) for n in range(50))).encode()
    path.write_bytes(text)
    for holds, mapping in ((None, None), ("tabular", COURIER)):
        (message,) = read_path(path, "list.csv", AT, holds, mapping)
        (whole,) = read_file(text, "list.csv", AT, holds, mapping)
        assert replace(message, reading=whole.reading) == whole
        assert told([message.reading]) == told([whole.reading])


def test_a_giant_that_is_no_list_is_refused_unread(path, monkeypatch):
    monkeypatch.setattr(files, "LARGE", 10)
    monkeypatch.setattr(files, "LARGEST", 20)
    data = b"nothing known\n" * 9
    path.write_bytes(data)
    (message,) = read_path(path, "a.txt", AT)
    assert (message.counted, message.reading.records, message.reading.quarantined) == (1, 1, {1})
    assert (message.file_id, message.text_bytes) == (sha256(data).hexdigest(), len(data))
    assert [problem.what for problem in message.reading.problems] == ["message_too_large"]

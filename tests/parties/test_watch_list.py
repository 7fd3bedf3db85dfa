"""A list is read row by row: what is wrong is refused with its line, the others hold."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.personal import keyed_hash
from parties.watch_list import OPENSANCTIONS, OWN, Entries, read

HEAD = ",".join(OWN)


def own(*lines: str) -> Entries:
    return read("\n".join([HEAD, *lines]).encode(), "own")


def test_an_entry_has_its_names_keys_owner_and_dates() -> None:
    (entry,) = own(
        'A1,Пример Трейд,"Primer Trade;Primer TRD","ul. Abaya 12, Almaty",+7 701 000 11 22,900115301234,'
        "Unit A,case 12,2026-01-01,31.12.2026"
    ).entries
    assert (entry.name, entry.aliases) == ("Пример Трейд", ("Primer Trade", "Primer TRD"))
    assert (entry.addresses, entry.phones) == (("12 ABAYA ALMATY UL",), ("010001122",))
    assert (entry.owner, entry.reason) == ("Unit A", "case 12")
    assert (entry.valid_from, entry.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_tax_number_is_kept_only_as_its_keyed_hash() -> None:
    (entry,) = own("A1,Example,,,,9001 1530 1234,Unit A,case,,").entries
    assert entry.ids == (keyed_hash("900115301234"),)
    assert "900115301234" not in repr(entry)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",Example,,,,,Unit A,case,,", "no id"),
        ("A2,,,,,,Unit A,case,,", "no name, address, phone or number to match"),
        ("A2,Example,,,,,Unit A,case,soon,", "valid_from is no day as 2026-03-01"),
        ("A2,Example,,,,,Unit A,case,2026-02-01,2026-01-01", "valid_to is before valid_from"),
        ("A1,Example,,,,,Unit A,case,,", "the id stands on an earlier line"),
        ("A2,Example,Unit A", "too many or too few cells"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line_and_the_others_hold(line: str, why: str) -> None:
    found = own("A1,First,,,,,Unit A,case,,", line, "A3,Third,,,,,Unit A,case,,")
    assert [(refused.line, refused.why) for refused in found.refused] == [(3, why)]
    assert [entry.entry_id for entry in found.entries] == ["A1", "A3"]


def test_a_refusal_never_says_what_stands_in_the_row() -> None:
    found = own("A1,Very Secret,,,,,Unit A,case,2026-13-77,", ",Very Secret,,,,,,,,")
    assert len(found.refused) == 2
    assert "Secret" not in repr(found.refused) and "2026-13" not in repr(found.refused)


def test_both_days_of_an_entry_are_valid_and_no_others() -> None:
    (entry,) = own("A1,Example,,,,,Unit A,case,2026-02-01,2026-02-03").entries
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 3), date(2026, 2, 4)]
    assert [entry.holds(day) for day in days] == [False, True, True, False]


def test_a_list_without_its_columns_is_refused_in_its_first_line() -> None:
    found = read(b"id,names\nA1,Example\n", "own")
    assert not found.entries
    assert (found.refused[0].line, found.refused[0].why[:14]) == (1, "no column name")


def opensanctions(**cells: str) -> Entries:
    text = io.StringIO()
    writer = csv.DictWriter(text, OPENSANCTIONS, restval="")
    writer.writeheader()
    writer.writerow({"id": "NK-1", "schema": "Person", "name": "Example Person"} | cells)
    return read(text.getvalue().encode(), "opensanctions")


def test_opensanctions_entries_count_from_when_they_were_first_seen() -> None:
    (entry,) = opensanctions(
        aliases="E. Person;Person Example",
        phones="+998901112233",
        sanctions="Program X",
        first_seen="2025-05-01T10:00:00",
    ).entries
    assert entry.aliases == ("E. Person", "Person Example")
    assert (entry.owner, entry.reason, entry.valid_from) == ("OpenSanctions", "Program X", date(2025, 5, 1))


def test_birth_and_countries_change_nothing() -> None:
    assert opensanctions().entries == opensanctions(birth_date="1970-01-01", countries="xx;yy").entries


def test_ships_are_passed_over_and_counted() -> None:
    found = opensanctions(schema="Vessel")
    assert (found.entries, found.refused, found.passed_over) == ((), (), 1)


@given(st.binary(max_size=300))
def test_any_bytes_are_entries_or_refusals(content: bytes) -> None:
    for form in ("own", "opensanctions"):
        found = read(content, form)
        assert found.refused or not found.entries or found.version


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=8), min_size=10, max_size=10))
def test_any_cells_are_an_entry_or_a_refusal(cells: list[str]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([OWN, cells])
    found = read(text.getvalue().encode(), "own")
    assert len(found.entries) + len(found.refused) == 1

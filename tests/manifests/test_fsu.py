from datetime import UTC, date, datetime

import pytest

from manifests.formats.cargo_imp_fsu import count, read
from manifests.status_codes import CODES, DISCREPANCIES

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
HEAD = "FSU/14\n074-10000012ISTALA/T4K80\n"


def what(reading):
    return [problem.what for problem in reading.problems]


def status(text, head=HEAD):
    (row,) = read(head + text + "\n", AT).rows["statuses"]
    return row


@pytest.mark.parametrize("code", sorted(CODES - {"OSI", "OCI", "DIS"}))
def test_every_code_of_the_list_is_a_status_without_a_problem(code):
    reading = read(f"{HEAD}{code}/KC0912/28FEB0910/ALA/T4K80\n", AT)
    assert (reading.rows["statuses"][0]["status"], what(reading)) == (code, [])


@pytest.mark.parametrize(("change", "day"), [("", 28), ("-P", 27), ("-N", 1), ("-S", 2), ("-T", 3)])
def test_a_day_change_moves_what_happened_and_not_the_flight(change, day):
    row = status(f"RCF/KC0912/28FEB0910{change}/ALA/T4K80")
    assert row["flight_date"] == date(2026, 2, 28)
    assert row["occurred_on"] == row["occurred_at"].date()
    assert row["occurred_on"].day == day


def test_a_local_time_is_that_of_the_airport_where_it_happened():
    assert status("RCF/KC0912/28FEB0910/ALA/T4K80")["occurred_at"] == datetime(2026, 2, 28, 4, 10, tzinfo=UTC)
    assert status("RCS/28FEB0910/IST/T4K80")["occurred_at"] == datetime(2026, 2, 28, 6, 10, tzinfo=UTC)
    assert status("RCS/28FEB0910/QQQ/T4K80")["occurred_at"] is None


def test_a_departure_is_when_the_aircraft_left_and_no_plan():
    row = status("DEP/KC0912/28FEB/ISTALA/T4K80/A2251/S0655-N")
    assert row["occurred_at"] == datetime(2026, 2, 28, 19, 51, tzinfo=UTC)
    assert "occurred_at" not in status("DEP/KC0912/28FEB/ISTALA/T4K80/S2251")


@pytest.mark.parametrize("code", ["BKD", "MAN", "PRE"])
def test_a_plan_names_the_day_of_the_flight_and_not_its_own(code):
    row = status(f"{code}/KC0912/05MAR/ISTALA/T4K80")
    assert (row["flight_date"], row.get("occurred_on")) == (date(2026, 3, 5), None)
    assert (row["airport"], row["to_airport"], row["flight_number"]) == ("IST", "ALA", "0912")


@pytest.mark.parametrize("code", sorted(DISCREPANCIES))
def test_a_discrepancy_is_told_by_its_code(code):
    assert status(f"DIS/KC0912/28FEB0910/ALA/{code}/P1K20")["discrepancy"] == code


def test_a_discrepancy_nobody_knows_is_null_and_a_problem():
    reading = read(f"{HEAD}DIS/KC0912/28FEB0910/ALA/LOST/P1K20\n", AT)
    assert (reading.rows["statuses"][0]["discrepancy"], what(reading)) == (None, ["unknown_code"])


def test_pieces_without_a_weight_are_no_problem():
    reading = read("FSU/14\n074-10000012/P20T30\nRCF/KC0912/28FEB0910/ALA/P20T30\n", AT)
    row = reading.rows["statuses"][0]
    assert (row["split"], row["pieces"], row["total_pieces"], row["gross_kg"]) == ("P", 20, 30, None)
    assert what(reading) == []


def test_more_pieces_than_the_waybill_has_are_reported():
    assert what(read(f"{HEAD}RCF/KC0912/28FEB0910/ALA/T5K80\n", AT)) == ["piece_count_mismatch"]


def test_who_brought_or_took_it_is_named():
    assert status("RCS/28FEB0910/IST/T4K80/BLUE KETTLE")["party_name"] == "BLUE KETTLE"
    assert status("RCS/28FEB0910/IST/ACME")["party_name"] == "ACME"
    assert status("DLV/28FEB0910/ALA/T4K80/GREEN LADDER/X")["detail"] == "X"
    row = status("RCT/TK/28FEB0910/IST/T4K80\n/KC/KETTLE HANDLING")
    assert (row["carrier"], row["party_name"], row["detail"]) == ("TK", "KETTLE HANDLING", "KC")


def test_lines_below_a_status_belong_to_it():
    row = status("RCF/KC0912/28FEB0910/ALA/T4K80\nOSI/ONE BOX WET\n/SEE REPORT\nULD/AKE01063KC\n")
    assert row["detail"] == "ONE BOX WET; SEE REPORT; ULD/AKE01063KC"


def test_a_persons_number_in_the_lines_below_is_not_kept():
    row = status("RCF/KC0912/28FEB0910/ALA/T4K80\nOCI/KZ/CNE/T/900101300123\n/TR/ISS/RA/00012-01\n///SM/XRY\n")
    assert row["detail"] == "OCI/TR/ISS/RA/00012-01; OCI/TR/ISS/SM/XRY"


def test_security_notes_alone_are_a_status_of_their_own():
    row = status("OCI/TR/ISS/RA/00012-01\n/TR//SS/SPX")
    assert (row["status"], row["detail"]) == ("OCI", "OCI/TR/ISS/RA/00012-01; OCI/TR/ISS/SS/SPX")


def test_an_unknown_code_in_the_shape_of_a_status_is_kept_and_another_is_quarantined():
    reading = read(f"{HEAD}XYZ/28FEB0910/ALA/T4K80\nXYZ/HELLO\n", AT)
    assert (reading.records, reading.quarantined, what(reading)) == (2, {2}, ["unknown_code", "segment_malformed"])
    assert reading.rows["statuses"][0]["status"] == "XYZ"


def test_fields_in_another_order_are_found_by_their_shape():
    row = status("BKD/KC/0912/28FEB/IST/ALA/T4K80")
    told = [row[name] for name in ("carrier", "flight_number", "airport", "to_airport", "pieces")]
    assert told == ["KC", "0912", "IST", "ALA", 4]


def test_a_status_broken_anywhere_is_put_together_again():
    line = "RCF/KC0912/28FEB0910/ALA/T4K80"
    whole = read(f"{HEAD}{line}\n", AT).rows
    for at in (5, 7, 10, 11, 15, 20, 22, 24, 25, 27, 28):
        reading = read(f"{HEAD}{line[:at]}\n{line[at:]}\n", AT)
        assert (reading.rows, what(reading)) == (whole, ["line_broken"]), at


def test_every_status_of_a_waybill_nobody_can_read_is_quarantined_and_none_goes_to_the_one_above():
    text = f"{HEAD}RCF/KC0912/28FEB0910/ALA/T4K80\n74-1000002ISTALA/T4\nDLV/28FEB1010/ALA/T4\nNFD/28FEB1010/ALA/T4\n"
    reading = read(text, AT)
    assert (reading.records, reading.quarantined) == (3, {2, 3})
    assert [row["status"] for row in reading.rows["statuses"]] == ["RCF"]


def test_statuses_without_a_waybill_are_all_quarantined():
    reading = read("FSU/14\nRCF/KC0912/28FEB0910/ALA/T4K80\nDLV/28FEB1010/ALA/T4\n", AT)
    assert (reading.records, reading.quarantined, what(reading)) == (2, {1, 2}, ["no_waybill", "no_waybill"])
    assert [problem.line for problem in reading.problems] == [2, 3]


def test_a_waybill_of_which_nothing_is_told_is_counted_and_ignored():
    text = f"{HEAD}074-10000023ISTALA\nDLV/28FEB1010/ALA/T4\n"
    reading = read(text, AT)
    assert (reading.records, reading.ignored, count(text)) == (2, 1, 2)
    assert reading.rows["statuses"][0]["waybill"] == "07410000023"


def test_each_waybill_of_an_answer_has_its_own_statuses():
    text = f"{HEAD}RCF/KC0912/28FEB0910/ALA/T4K80\n074-10000023ISTALA/T2K9\nDLV/28FEB1010/ALA/T2K9\n"
    told = [(row["waybill"], row["status"], row["total_pieces"]) for row in read(text, AT).rows["statuses"]]
    assert told == [("07410000012", "RCF", 4), ("07410000023", "DLV", 2)]

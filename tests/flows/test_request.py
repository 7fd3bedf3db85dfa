"""A draft request to a carrier: what is wanting and still to come, in words that say nothing of us."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from lakes import AS_OF

from cases.case import CASES
from flows.quarantine import Wanted
from flows.request import Terms, requests
from flows.unit import Unit
from lake.runs import commit, start
from tests.flows.small import OLD, drop, took_in, unit_with

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)
PARTY = "NAM/{name}\nADR/5 SAMPLE STREET\nLOC/ISTANBUL\n/TR/34000"
FWB = """FWB/17
{waybill}ISTALA/T4K80
RTG/ISTQ1/ALAQ1
SHP
{shipper}
CNE
NAM/PRIMER TOL
ADR/7 SYNAK STREET
LOC/ALMATY
/KZ/050000
CVD/USD//PP/NVD/100/XXX
RTD/1/P4/K80/CQ/W80/R1/T80
/NG/{goods}
ISU/27FEB26/IST
REF/ISTFMQ1
"""


def fwb(waybill: str, goods: str = "COTTON SHIRTS", shipper: str = PARTY.format(name="EXAMPLE ZAR LTD")) -> str:
    return FWB.format(waybill=waybill, goods=goods, shipper=shipper)


def case(number: str, arrives: int | None) -> dict:
    at = AS_OF + arrives * HOUR if arrives is not None else None
    row = {"as_of": AS_OF, "case_id": number, "level": "direct", "case_type": "cargo-direct", "traffic": "import"}
    row |= {"first_known_at": AS_OF - HOUR, "last_known_at": AS_OF - HOUR}
    return row | {"flight_id": "Q10001-20260301-IST", "arrives_at": at, "last_chance_at": at and at + HOUR}


@pytest.fixture(scope="module")
def asked(made_once) -> Path:
    """A night with two waybills that want something, one that is whole, one that has come, and one put right."""

    def fill(to: Path) -> None:
        unit = unit_with(to, OLD)
        nameless = PARTY.format(name=".")
        files = {
            "late.txt": fwb("901-10000012", "GIFTS"), "soon.txt": fwb("901-10000023", shipper=nameless),
            "whole.txt": fwb("901-10000034"), "come.txt": fwb("901-10000045", "GIFTS"),
            "wrong.txt": fwb("901-10000056", "GIFTS"), "other.txt": fwb("902-10000012", "TOYS"),
            "strange.txt": "FBL/4\n901-10000012\n",
        }  # fmt: skip
        for name, text in files.items():
            drop(unit, f"cargo/{name}", text, AS_OF - 3 * HOUR)
        drop(unit, "cargo/right.txt", fwb("901-10000056", "STEEL BOLTS"), AS_OF - 2 * HOUR)
        arrives = {"90110000012": 9, "90110000023": 6, "90110000034": 6, "90110000045": -1, "90110000056": 6}
        rows = [case(number, hours) for number, hours in (arrives | {"90210000012": None}).items()]
        schema = pa.schema([field.with_nullable(True) for field in CASES.schema])
        took_in(unit, AS_OF, pa.Table.from_pylist(rows, schema))

    return made_once("asked", fill)


@pytest.fixture
def unit(asked, tmp_path) -> Unit:
    shutil.copytree(asked, tmp_path, dirs_exist_ok=True)
    return unit_with(tmp_path, OLD)


def text_for(unit: Unit, carrier: str, hours: float = 4) -> str:
    drafts = requests(unit, None, Wanted(), Terms("duty officer", hours))
    return next(draft.text for draft in drafts if draft.carrier == carrier)


def test_a_carrier_can_be_named(unit):
    assert [draft.carrier for draft in requests(unit, None, Wanted(carrier="Q2"), Terms())] == ["Q2"]
    assert requests(unit, None, Wanted(carrier="Q9"), Terms()) == []


def test_there_is_one_draft_for_each_carrier_that_has_something_to_answer(unit):
    assert [(draft.carrier, draft.waybills) for draft in requests(unit, None, Wanted(), Terms())] == [
        ("Q1", 2), ("Q2", 1), ("feed cargo", 0),
    ]  # fmt: skip


def test_what_is_wanting_stands_under_its_waybill_the_first_to_arrive_first(unit):
    text = text_for(unit, "Q1")
    assert text.index("901-10000023") < text.index("901-10000012")
    assert "MISSING_SHP_NAME        the full name of the shipper" in text
    assert '(now: "GIFTS")' in text and "To:    Q1 Example Bosphorus" in text
    assert "01 Mar 05:00" in text and "01 Mar 01:00" in text and "duty officer" in text
    assert max(map(len, text.splitlines())) <= 80


def test_what_is_whole_has_come_or_was_put_right_is_not_asked_for(unit):
    text = text_for(unit, "Q1")
    assert not [number for number in ("901-10000034", "901-10000045", "901-10000056") if number in text]


def test_an_arrival_that_is_not_known_or_near_is_said(unit):
    assert "902-10000012                   Q10001          not known        not known" in text_for(unit, "Q2")
    assert "at once" in text_for(unit, "Q1", hours=12) and "at once" not in text_for(unit, "Q1")


def test_a_message_that_cannot_be_told_is_asked_of_its_sender_by_its_name(unit):
    text = text_for(unit, "feed cargo")
    assert "To:    the sender of feed cargo" in text and "strange.txt, received 28 Feb 20:00 UTC" in text
    assert "INVALID_MESSAGE_TYPE" in text


def test_nothing_is_said_of_risk_or_of_our_reasons(unit):
    words = ("risk", "target", "suspic", "select", "score", "inspect", "priority", "probab", "indicator")
    for draft in requests(unit, None, Wanted(), Terms()):
        assert not [word for word in words if word in draft.text.casefold()], draft.text


def test_a_request_speaks_for_a_night_that_was_run(unit):
    assert requests(unit, AS_OF, Wanted(), Terms()) == requests(unit, None, Wanted(), Terms())
    with pytest.raises(ValueError, match="no night was run for almaty as of"):
        requests(unit, unit.site.as_of(date(2026, 1, 1)), Wanted(), Terms())


def test_a_lake_without_a_night_says_what_to_do(tmp_path):
    unit = unit_with(tmp_path, OLD)
    commit(unit.store, start(unit.store, "training", unit.site.name, (AS_OF,)))
    with pytest.raises(ValueError, match="accu runs --site almaty"):
        requests(unit, None, Wanted(), Terms())

"""What is told in two ways is kept as a row: between versions, formats, and a master and its houses."""

import sys
from pathlib import Path
from typing import Any

from cases.assemble import assemble
from lake import sites

sys.path.insert(0, str(Path(__file__).parent))
from factory import NIGHT, WAYBILL, consignment, flight, hours, house, known, load, message

SITE = sites.load("almaty")


def apart(*told: dict[str, Any], **more: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Differences as (case, between, about, told_by, said, other_told_by, other_said)."""
    everything = known(flights=[flight()], loads=[load()], consignments=list(told), **more)
    rows = assemble(everything, (NIGHT,), SITE).differences.to_pyarrow().to_pylist()
    names = ("case_id", "between", "about", "told_by", "said", "other_told_by", "other_said")
    return [tuple(row[name] for name in names) for row in rows]


def test_what_agrees_leaves_no_row():
    told = [
        consignment("m", "master", goods_description="COTTON TOWELS AND SHEETS", gross_kg=100.4),
        consignment("f", "manifest", -2, goods_description="COTTON TOWELS A"),
        house("h", "H1", pieces=4, gross_kg=40.0),
        house("i", "H2", pieces=6, gross_kg=60.0),
    ]
    assert apart(*told) == []


def test_a_changed_weight_is_a_difference_between_versions_with_both_figures():
    told = [consignment("a", "master", -9, gross_kg=100.0), consignment("b", "master", -3, gross_kg=120.0)]
    everything = known(consignments=told)
    (row,) = assemble(everything, (NIGHT,), SITE).differences.to_pyarrow().to_pylist()
    assert (row["between"], row["about"], row["more"]) == ("versions", "gross_kg", 20.0)
    assert (row["message_id"], row["other_message_id"]) == (message("b"), message("a"))
    assert row["known_at"] == hours(-3)


def test_a_manifest_that_says_other_goods_differs_from_the_master():
    told = [
        consignment("m", "master", goods_description="TELEPHONES"),
        consignment("f", "manifest", -2, goods_description="GARMENTS"),
    ]
    assert apart(*told) == [(WAYBILL, "formats", "goods_description", "master", "TELEPHONES", "manifest", "GARMENTS")]


def test_a_declaration_goes_before_the_master_and_what_it_says_otherwise_is_kept():
    declared = {
        "message_id": message("d"),
        "record": 1,
        "known_at": hours(-4),
        "declaration_id": "SAD/55302/1",
        "system": "SAD",
    }
    told = [consignment("m", "master", pieces=10), consignment("d", "declaration", -4, pieces=12)]
    assert apart(*told, declarations=[declared]) == [
        (WAYBILL, "formats", "pieces", "declaration", "12", "master", "10")
    ]


def test_houses_that_do_not_make_the_master_are_a_difference_between_levels():
    told = [
        consignment("m", "master", pieces=12),
        house("h", "H1", pieces=4, gross_kg=40.0),
        house("i", "H2", pieces=6, gross_kg=60.0),
    ]
    assert apart(*told) == [(WAYBILL, "levels", "pieces", "master", "12", "houses", "10.0")]


def test_houses_of_which_one_says_no_weight_are_not_added_up():
    told = [consignment("m", "master", pieces=12, gross_kg=300.0), house("h", "H1", pieces=12, gross_kg=None)]
    assert apart(*told) == []


def test_a_declaration_alone_makes_no_case():
    told = [consignment("d", "declaration", -4)]
    assert assemble(known(consignments=told), (NIGHT,), SITE).cases.to_pyarrow().num_rows == 0

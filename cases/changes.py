"""What the rows of DIFFERENCES say of a case in its own columns: what changed, where formats and levels disagree."""

import ibis

from cases.differences import SUMMED
from cases.figures import gap

CHANGED = {
    "description_changed": "goods_description", "class_changed": "goods_class", "consignor_changed": "consignor_key",
    "origin_changed": "origin_airport", "destination_changed": "destination_airport",
}  # fmt: skip
"""Column of a case -> column of which two versions say different things."""
KEY = ["as_of", "case_id"]


def changes(apart: ibis.Table) -> ibis.Table:
    """Return one row per (as_of, case_id) of the cases with differences between versions or formats.

    Columns: those of CHANGED, changes, last_change_at, description_before, gross_kg_before, formats_apart.
    """
    versions = apart.between == "versions"
    order = [apart.known_at, apart.message_id, apart.other_message_id]
    of_text, of_kg = (versions & (apart.about == name) for name in ("goods_description", "gross_kg"))
    return apart.group_by(KEY).agg(
        **{name: (versions & (apart.about == column)).any() for name, column in CHANGED.items()},
        changes=versions.sum(),
        last_change_at=apart.known_at.max(where=versions),
        description_before=apart.other_said.last(where=of_text, order_by=order),
        gross_kg_before=apart.other_said.last(where=of_kg, order_by=order).try_cast("float64"),
        formats_apart=apart.about.nunique(where=apart.between == "formats"),
    )


def master_against_houses(both: ibis.Table) -> ibis.Table:
    """Return (as_of, family_id) of the masters that can be compared with the sum of their houses, and the gaps.

    Args:
        both: `levels` of cases/differences.py.
    """
    gaps = {
        f"master_houses_{name.removeprefix('gross_')}_gap": gap(both.figure, both.other_figure, name).max(
            where=both.about == name
        )
        for name in SUMMED
    }
    return both.group_by(["as_of", "case_id"]).agg(**gaps).rename(family_id="case_id")

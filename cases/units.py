"""The ULD that carries a case, as the newest manifests fill it."""

import ibis
from ibis import _

from cases.figures import summed_if_all
from lake.joins import inner, left

NO_NUMBER = "?"
"""What a reader puts for a ULD that has no number: it is not the same one twice."""


def in_uld(manifest_lines: ibis.Table, flights: ibis.Table) -> ibis.Table:
    """Return (as_of, family_id) of what is in a ULD, and what that ULD holds on its flight; bulk is left out.

    Args:
        manifest_lines: lines of the newest manifests.
        flights: as_of, waybill, uld, uld_flight_id.
    """
    inside = manifest_lines.filter(_.uld.notnull() & (_.uld != NO_NUMBER)).rename(uld_flight_id="flight_id")
    filled = inside.group_by(["as_of", "uld", "uld_flight_id"]).agg(
        uld_type=_.uld.min().left(3),
        uld_waybills=_.waybill.nunique(),
        uld_pieces=_.pieces.notnull().all().ifelse(_.pieces.sum(), None),
        uld_kg=summed_if_all(_.gross_kg),
        uld_declared_kg=_.uld_gross_kg.max(),
    )
    seen = inside.group_by(["as_of", "uld"]).agg(uld_loading_airports=_.loading_airport.nunique())
    carried = flights.select("as_of", "uld", "uld_flight_id", family_id="waybill")
    found = inner(carried, filled, ["as_of", "uld", "uld_flight_id"])
    return left(found, seen, ["as_of", "uld"]).drop("uld", "uld_flight_id")

"""How a waybill comes or goes: the newest manifests as a site sees them, and until when cargo can be held."""

import ibis
from ibis import _

from cases.figures import summed
from cases.versions import Arrivals, manifests
from lake.joins import inner
from lake.sites import Site

UNPLACED_HOURS = 36
"""What no flight is known for may come this long after its first message: the next night, not the one after."""


def lines(flights: ibis.Table, loads: ibis.Table, arrived: Arrivals) -> ibis.Table:
    """Return the lines of the newest manifests, with `as_of` and the flight's times and loading airport.

    The customs system's lines count for the waybills that no carrier's manifest carries.
    """
    newest = manifests(flights, arrived)
    header = flights.select(
        "flight_id",
        "message_id",
        "manifest",
        "loading_airport",
        "departure_date",
        "departs_at",
        header_arrives_at=_.arrives_at,
    ).distinct(on=["flight_id", "message_id"])
    current = inner(newest, header, ["flight_id", "message_id"])
    found = inner(loads, current, ["flight_id", "message_id"])
    found = found.filter(found.known_at < found.as_of)
    of_customs = ibis.coalesce(found.manifest, "carrier") == "customs"
    carrier = found.filter(~of_customs)
    customs = found.filter(of_customs).anti_join(carrier, ["as_of", "waybill"])
    return ibis.union(carrier, customs).drop("manifest")


def carried(manifest_lines: ibis.Table, site: Site) -> ibis.Table:
    """Return one row per (as_of, waybill) that is unloaded or loaded at the site; what stays aboard is left out.

    Columns: flight_id, uld and the flight it is on, outbound, departs_at, due_at (arrival, or departure of an export),
    manifest_pieces, manifest_kg.
    What is on a manifest to the site and on one from it is told by the first. A manifest without times speaks for the
    end of its day of departure. A waybill on several flights is due with the first of them.
    """
    here = list(site.airports)
    inbound = manifest_lines.unloading_airport.isin(here)
    outbound = manifest_lines.loading_airport.isin(here) & ~inbound
    end_of_day = manifest_lines.departure_date.cast("timestamp('UTC')") + ibis.interval(days=1)
    arrives = ibis.coalesce(manifest_lines.arrives_at, manifest_lines.header_arrives_at, end_of_day)
    departs = ibis.coalesce(manifest_lines.departs_at, end_of_day)
    touching = manifest_lines.mutate(
        outbound=outbound, due_at=outbound.ifelse(departs, arrives), order=ibis.literal("")
    ).filter(inbound | outbound)
    lands = touching.mutate(lands=(~touching.outbound).max().over(ibis.window(group_by=["as_of", "waybill"])))
    touching = lands.filter(~lands.outbound | ~lands.lands)  # what lands and leaves again is held after it has landed
    first = touching.group_by(["as_of", "waybill"]).agg(
        due_at=_.due_at.min(),
        manifest_pieces=_.pieces.sum(),
        manifest_kg=summed(_.gross_kg),
        outbound=_.outbound.max(),
    )
    order = [_.due_at, _.flight_id, _.uld]
    flight = touching.group_by(["as_of", "waybill"]).agg(
        flight_id=_.flight_id.first(order_by=order),
        departs_at=_.departs_at.first(order_by=order, include_null=True),
        uld=_.uld.first(order_by=order, where=_.uld.notnull()),
        uld_flight_id=_.flight_id.first(order_by=order, where=_.uld.notnull()),
    )
    return inner(first, flight, ["as_of", "waybill"])


def near(
    keyed: ibis.Table, manifest_lines: ibis.Table, flights: ibis.Table, arrived: Arrivals, site: Site
) -> ibis.Table:
    """Return (as_of, family_id) of the waybills that may have cases: due soon and not long gone, or not placed yet.

    A first, generous cut, so that a bulk of moments looks at each waybill on the days it matters; `at_hand` decides.
    """
    longest = int(max(site.last_chance_hours.values())) + 1
    due = flights.due_at <= flights.as_of + ibis.interval(hours=site.horizon_hours)
    held = flights.due_at + ibis.interval(hours=longest) > flights.as_of
    soon = flights.filter(due & held).select("as_of", family_id="waybill")
    told = arrived.of(keyed.select("family_id", "message_id").distinct())
    lately = told.filter(told.received_at >= told.as_of - ibis.interval(hours=UNPLACED_HOURS))
    placed = manifest_lines.select("as_of", family_id="waybill").distinct()
    unplaced = lately.select("as_of", "family_id").distinct().anti_join(placed, ["as_of", "family_id"])
    return ibis.union(soon, unplaced).distinct()


def last_chance(cases: ibis.Table, site: Site) -> ibis.Table:
    """Add `traffic` and `last_chance_at`: the earliest of release, connection and loading, from the site's TOML.

    Needs: outbound, due_at, destination_airport, stream. Without a flight `last_chance_at` is null.
    """
    here = list(site.airports)
    elsewhere = cases.destination_airport.notnull() & ~cases.destination_airport.isin(here)
    traffic = ibis.cases((cases.outbound, "export"), (elsewhere, "transhipment"), else_="import")
    hours = site.last_chance_hours
    held = ibis.cases(
        (cases.outbound, -hours["export"]),
        (elsewhere, hours["transit"]),
        (cases.stream == "courier", hours["courier"]),
        (cases.stream == "mail", hours["mail"]),
        else_=hours["cargo"],
    )
    seconds = (held * 3600).cast("int64")
    return cases.mutate(traffic=traffic, last_chance_at=cases.due_at + seconds.as_interval("s"))


def at_hand(cases: ibis.Table, site: Site) -> ibis.Table:
    """Keep what is a case of the run: it can still be held, and it is due within the site's horizon.

    What no flight is known for is kept for UNPLACED_HOURS after its first message: it may come tonight.
    """
    soon = cases.due_at <= cases.as_of + ibis.interval(hours=site.horizon_hours)
    unplaced = cases.due_at.isnull() & (cases.first_known_at >= cases.as_of - ibis.interval(hours=UNPLACED_HOURS))
    return cases.filter((soon & (cases.last_chance_at > cases.as_of)) | unplaced)

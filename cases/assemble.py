"""Assembles the cases of one or many moments: each consignment at its lowest known level."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

import ibis
from ibis import _

from cases.carriage import at_hand, carried, last_chance, lines
from cases.case import CASES
from cases.sources import Told, first_said, precedence, tell
from cases.versions import Arrivals, moments_table, version_keys
from lake.joins import inner, left
from lake.sites import Site

CONCLUSIVE = ("hit", "clear")
KEY = ["as_of", "case_id"]


@dataclass(frozen=True)
class Known:
    """The canonical tables a case is made of, all with `known_at` before the run's last moment."""

    messages: ibis.Table
    receipts: ibis.Table
    problems: ibis.Table
    flights: ibis.Table
    loads: ibis.Table
    consignments: ibis.Table
    inspections: ibis.Table


def assemble(known: Known, moments: tuple[datetime, ...], site: Site) -> ibis.Table:
    """Return the cases of every moment, columns of CASES, ordered by (as_of, case_id).

    Steps are computed one by one (`cache`), which keeps each query short enough to read in a plan.
    Only receipts before a moment count for it; a moment described alone or among others gives the same rows.
    """
    arrivals = Arrivals(known.messages, known.receipts, moments_table(moments))
    keyed = version_keys(known.consignments).cache()
    manifest = lines(known.flights, known.loads, arrivals).cache()
    told = tell(keyed, manifest, arrivals)
    units = _units(told).cache()
    sources = precedence(units, told).cache()
    cases = inner(units, first_said(sources), KEY)
    cases = _of_the_site(cases, manifest, site).cache()
    cases = left(cases, _history(keyed, arrivals), KEY)
    cases = at_hand(last_chance(cases, site), site)
    cases = _open(cases, known.inspections).cache()
    cases = left(cases, _families(units, told), ["as_of", "family_id"])
    cases = left(cases, _warnings(sources, known.problems), KEY)
    return _finished(cases).order_by(KEY)


def _units(told: Told) -> ibis.Table:
    """as_of, case_id, parent_id, level, waybill that flies: houses and parcels, then waybills without any."""
    below = ibis.union(
        told.houses.select("as_of", "consignment_id", "master_waybill", level=ibis.literal("house")),
        told.listed.select("as_of", "consignment_id", "master_waybill", level=ibis.literal("house")),
        told.parcels.select("as_of", "consignment_id", "master_waybill", level=ibis.literal("parcel")),
    )
    below = below.group_by(["as_of", "consignment_id"]).agg(parent_id=_.master_waybill.min(), level=_.level.max())
    above = ibis.union(*(t.select("as_of", "consignment_id") for t in (told.masters, told.master_lines, told.manifest)))
    parents = below.select("as_of", consignment_id="parent_id").distinct()
    alone = above.distinct().anti_join(parents, ["as_of", "consignment_id"])
    alone = alone.mutate(parent_id=ibis.null(str), level=ibis.literal("direct"))
    units = ibis.union(below, alone.select("as_of", "consignment_id", "parent_id", "level"))
    units = units.rename(case_id="consignment_id")
    flying = ibis.coalesce(units.parent_id, units.case_id)
    return units.mutate(waybill=flying, family_id=flying)


def _of_the_site(cases: ibis.Table, manifest: ibis.Table, site: Site) -> ibis.Table:
    """Join the flight; keep what the site sees: what a manifest lands or loads here, or a waybill says it will."""
    here = list(site.airports)
    cases = left(cases, carried(manifest, site).rename(family_id="waybill"), ["as_of", "family_id"])
    aboard = manifest.select("as_of", family_id="waybill").distinct().mutate(manifested=True)
    cases = left(cases, aboard, ["as_of", "family_id"])
    bound_here = cases.destination_airport.isin(here) | cases.origin_airport.isin(here)
    through = reduce(or_, (cases.route.contains(airport) for airport in here))
    unknown = cases.destination_airport.isnull() & cases.parent_id.notnull()
    announced = cases.manifested.isnull() & (
        bound_here | through.fill_null(False) | (cases.stream == "courier") | unknown
    )
    outbound = ibis.coalesce(cases.outbound, cases.origin_airport.isin(here) & ~cases.destination_airport.isin(here))
    return cases.filter(cases.due_at.notnull() | announced).mutate(outbound=outbound.fill_null(False))


def _history(keyed: ibis.Table, arrivals: Arrivals) -> ibis.Table:
    """When each case was first and last told of, how many versions, and what changed between them."""
    said = arrivals.of(keyed.select("consignment_id", "told_by", "message_id", "consignee_key", "gross_kg"))
    leading = said.told_by.isin(["house", "register", "master"])
    order = said.ordered_at.epoch_seconds()
    seen = said.group_by(["as_of", "consignment_id"]).agg(
        first_known_at=said.received_at.min(),
        last_known_at=said.received_at.max(),
        versions=said.message_id.nunique(where=leading),
        consignees=said.consignee_key.nunique(where=leading),
        first_kg=said.gross_kg.argmin(order, where=leading & said.gross_kg.notnull()),
        newest_kg=said.gross_kg.argmax(order, where=leading & said.gross_kg.notnull()),
    )
    amended = seen.versions > 1
    return seen.select(
        "as_of",
        "first_known_at",
        "last_known_at",
        "versions",
        case_id=seen.consignment_id,
        consignee_changed=amended.ifelse(seen.consignees > 1, None),
        weight_changed_kg=amended.ifelse(seen.newest_kg - seen.first_kg, None),
    )


def _open(cases: ibis.Table, inspections: ibis.Table) -> ibis.Table:
    """Leave out what an inspection has closed before the moment."""
    closed = inspections.filter(_.result.isin(CONCLUSIVE)).select("case_id", closed_at=_.known_at)
    done = cases.join(closed, ["case_id", closed.closed_at < cases.as_of]).select("as_of", "case_id").distinct()
    return cases.anti_join(done, KEY)


def _families(units: ibis.Table, told: Told) -> ibis.Table:
    """What is known of a master and its houses together: pieces the master says, and those of the houses."""
    pieces = ibis.union(
        *(t.select("as_of", "consignment_id", "pieces") for t in (told.houses, told.listed, told.parcels))
    )
    pieces = pieces.group_by(["as_of", "consignment_id"]).agg(pieces=_.pieces.max())
    below = units.filter(units.parent_id.notnull()).select("as_of", "family_id", consignment_id="case_id")
    houses = left(below, pieces, ["as_of", "consignment_id"])
    counted = houses.group_by(["as_of", "family_id"]).agg(houses=_.count(), houses_pieces=_.pieces.sum())
    said = ibis.union(
        told.masters.select("as_of", "consignment_id", "pieces", rank=ibis.literal(0)),
        told.master_lines.select("as_of", "consignment_id", "pieces", rank=ibis.literal(1)),
    )
    masters = said.group_by(["as_of", "consignment_id"]).agg(
        master_pieces=said.pieces.argmin(said["rank"], where=said.pieces.notnull())
    )
    masters = masters.rename(family_id="consignment_id")
    return left(counted, masters, ["as_of", "family_id"])


def _warnings(sources: ibis.Table, problems: ibis.Table) -> ibis.Table:
    """Problems noted on the very records a case was assembled from."""
    noted = problems.filter(_.record.notnull()).group_by(["message_id", "record"]).agg(noted=_.count())
    own = sources.select("as_of", "case_id", "message_id", "record").distinct()
    return inner(own, noted, ["message_id", "record"]).group_by(KEY).agg(warnings=_.noted.sum())


def _finished(cases: ibis.Table) -> ibis.Table:
    by_text = cases.goods_description.upper().contains("CONSOL")
    whole = (cases.level == "direct") & ibis.coalesce(cases.consolidation, by_text, False)
    level = whole.ifelse("master", cases.level)
    kind = cases.stream.concat("-", level, whole.ifelse("-consolidation", ""))
    cases = cases.mutate(
        level=level,
        consolidation=whole,
        case_type=kind,
        arrives_at=cases.outbound.ifelse(None, cases.due_at),
        warnings=ibis.coalesce(cases.warnings, 0),
    )
    kinds = ibis.Schema.from_pyarrow(CASES.schema)
    return cases.select([cases[name].cast(kind).name(name) for name, kind in kinds.items()])

"""Assembles the cases of one or many moments: each consignment at its lowest known level."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

import ibis
from ibis import _

from cases.carriage import at_hand, carried, last_chance, lines, near
from cases.case import CASES
from cases.changes import CHANGED, changes, master_against_houses
from cases.declared import declared, lanes
from cases.differences import DIFFERENCES, Told, differences, levels
from cases.handling import handling
from cases.legs import legs
from cases.sources import first_said, precedence, tell
from cases.telling import LEADING, version_keys
from cases.units import in_uld
from cases.versions import Arrivals, arrivals
from lake.joins import inner, left
from lake.sites import Site

CONCLUSIVE = ("hit", "clear")
KEY = ["as_of", "case_id"]
FAMILY = ["as_of", "family_id"]
FOLLOWED = ("consignee_key", "consignee_name", "gross_kg", "value", "currency", "value_eur")
"""What is compared over the versions of a case."""
LOOKED_AT = ("stream", "origin_airport", "destination_airport", "route")
"""What decides whether the site sees a case; the other columns are joined to the cases that stay."""


@dataclass(frozen=True)
class Known:
    """The canonical tables a case is made of, all with `known_at` before the run's last moment."""

    messages: ibis.Table
    receipts: ibis.Table
    problems: ibis.Table
    flights: ibis.Table
    loads: ibis.Table
    consignments: ibis.Table
    goods: ibis.Table
    statuses: ibis.Table
    declarations: ibis.Table
    inspections: ibis.Table


@dataclass(frozen=True)
class Assembled:
    """Cases of every moment, columns of CASES by (as_of, case_id), and where what is told of them differs."""

    cases: ibis.Table
    differences: ibis.Table


def assemble(known: Known, moments: tuple[datetime, ...], site: Site) -> Assembled:
    """Return the cases of every moment and their differences.

    Steps are computed one by one (`cache`), which keeps each query short enough to read in a plan.
    Only receipts before a moment count for it; a moment described alone or among others gives the same rows.
    """
    arrived = arrivals(known.messages, known.receipts, moments)
    keyed = version_keys(known.consignments, known.declarations).cache()
    manifest = lines(known.flights, known.loads, arrived).cache()
    flights = carried(manifest, site).cache()
    looked_at = near(keyed, manifest, flights, arrived, site).cache()
    told = tell(keyed, manifest, arrived, looked_at).cache()
    units = _units(told).cache()
    sources = precedence(units, told).cache()
    said = first_said(sources).cache()
    cases = inner(units, said.select(*KEY, *LOOKED_AT), KEY)
    cases = _of_the_site(cases, manifest, flights, site)
    cases = left(cases, _history(keyed, arrived, looked_at), KEY)
    cases = _open(at_hand(last_chance(cases, site), site), known.inspections).cache()
    cases = left(cases, _families(units, told), FAMILY)
    cases = left(cases, _warnings(sources, known.problems), KEY)
    ours = units.semi_join(cases, KEY).cache()
    masters = levels(told, said, units).cache()
    apart = differences(keyed, arrived, ours, Told(told, masters)).cache()
    facts = (
        (in_uld(manifest, flights), FAMILY),
        (handling(known.statuses, arrived, cases, site), KEY),
        (legs(manifest, cases, apart, site), KEY),
        (changes(apart), KEY),
        (declared(told, ours), KEY),
        (lanes(known.declarations, arrived, ours), KEY),
        (master_against_houses(masters), FAMILY),
    )
    cases = reduce(lambda all_of_them, fact: left(all_of_them, fact[0].cache(), fact[1]), facts, cases)
    cases = _finished(_unknown(inner(cases, said, KEY)))
    return Assembled(cases.order_by(KEY), apart.order_by(DIFFERENCES.key))


def _units(told: ibis.Table) -> ibis.Table:
    """as_of, case_id, parent_id, level, family_id (what flies): houses, parcels and items, then what has none below.

    A declaration makes no case: it may speak of goods that left the airport long ago.
    """
    moved = told.filter(told.told_by != "declaration")
    mail, parcel = (moved.stream == "mail").max(), (moved.told_by == "register").max()
    level = ibis.cases((mail, "postal"), (parcel, "parcel"), else_="house")
    below = moved.filter(moved.unit).group_by(["as_of", "consignment_id"])
    below = below.agg(parent_id=_.master_waybill.min(), level=level)
    above = moved.filter(~moved.unit).group_by(["as_of", "consignment_id"])
    above = above.agg(parent_id=ibis.null(str), level=mail.ifelse("postal", "direct"))
    parents = below.select("as_of", consignment_id="parent_id").distinct()
    alone = above.anti_join(parents, ["as_of", "consignment_id"]).anti_join(below, ["as_of", "consignment_id"])
    units = ibis.union(below, alone).rename(case_id="consignment_id")
    return units.mutate(family_id=ibis.coalesce(units.parent_id, units.case_id))


def _of_the_site(cases: ibis.Table, manifest: ibis.Table, flights: ibis.Table, site: Site) -> ibis.Table:
    """Join the flight; keep what the site sees: what a manifest lands or loads here, or a waybill says it will."""
    here = list(site.airports)
    cases = left(cases, flights.rename(family_id="waybill"), FAMILY)
    aboard = manifest.select("as_of", family_id="waybill").distinct().mutate(manifested=True)
    cases = left(cases, aboard, FAMILY)
    bound_here = cases.destination_airport.isin(here) | cases.origin_airport.isin(here)
    through = reduce(or_, (cases.route.contains(airport) for airport in here))
    unknown = cases.destination_airport.isnull() & cases.parent_id.notnull()
    announced = cases.manifested.isnull() & (
        bound_here | through.fill_null(False) | cases.stream.isin(["courier", "mail"]) | unknown
    )
    outbound = ibis.coalesce(cases.outbound, cases.origin_airport.isin(here) & ~cases.destination_airport.isin(here))
    return cases.filter(cases.due_at.notnull() | announced).mutate(outbound=outbound.fill_null(False))


def _history(keyed: ibis.Table, arrived: Arrivals, looked_at: ibis.Table) -> ibis.Table:
    """When each case was first and last told of, how many versions, and what changed between them."""
    told = keyed.select("consignment_id", "family_id", "told_by", "message_id", "record", *FOLLOWED)
    said = arrived.of(told).semi_join(looked_at, FAMILY)
    leading = said.told_by.isin(LEADING)
    order = [said.ordered_at, said.received_at, said.message_id, said.record]
    weighed, valued = leading & said.gross_kg.notnull(), leading & said.value_eur.notnull()
    seen = said.group_by(["as_of", "consignment_id"]).agg(
        first_known_at=said.received_at.min(),
        last_known_at=said.received_at.max(),
        versions=said.message_id.nunique(where=leading),
        consignees=said.consignee_key.nunique(where=leading),
        first_kg=said.gross_kg.first(where=weighed, order_by=order),
        newest_kg=said.gross_kg.last(where=weighed, order_by=order),
        last_version_at=said.received_at.max(where=leading),
        **{
            f"{name}_{which}": getattr(said[name], which)(where=valued, order_by=order)
            for name in ("value", "currency", "value_eur")
            for which in ("first", "last")
        },
    )
    seen = left(seen, _consignee_changes(said.filter(leading)), ["as_of", "consignment_id"])
    amended = seen.versions > 1
    return seen.select(
        "as_of",
        "first_known_at",
        "last_known_at",
        "versions",
        "last_version_at",
        case_id=seen.consignment_id,
        consignee_changed=amended.ifelse(seen.consignees > 1, None),
        consignee_changed_at=amended.ifelse(seen.consignee_changed_at, None),
        consignee_before=amended.ifelse(seen.consignee_before, None),
        weight_changed_kg=amended.ifelse(seen.newest_kg - seen.first_kg, None),
        value_changed_eur=amended.ifelse(_value_change(seen), None),
    )


def _value_change(seen: ibis.Table) -> ibis.Value:
    """Newest minus first value; the same amount of the same currency has not changed, whatever the rate did."""
    same = (seen.value_first == seen.value_last) & (seen.currency_first == seen.currency_last)
    return ibis.coalesce(same, False).ifelse(0.0, seen.value_eur_last - seen.value_eur_first)


def _consignee_changes(said: ibis.Table) -> ibis.Table:
    """When the newest version that names another consignee than the one before it became known, and whom that named."""
    named = said.filter(said.consignee_key.notnull())
    order = [named.ordered_at, named.received_at, named.message_id, named.record]
    in_order = ibis.window(group_by=[named.as_of, named.consignment_id], order_by=order)
    named = named.mutate(
        before=named.consignee_key.lag().over(in_order), name_before=named.consignee_name.lag().over(in_order)
    )
    changed = named.filter(named.before != named.consignee_key)
    latest = [changed.received_at, changed.ordered_at, changed.message_id, changed.record]
    return changed.group_by(["as_of", "consignment_id"]).agg(
        consignee_changed_at=_.received_at.max(),
        consignee_before=changed.name_before.last(order_by=latest, include_null=True),
    )


def _open(cases: ibis.Table, inspections: ibis.Table) -> ibis.Table:
    """Leave out what an officer's newest word before the moment has closed; a corrected result opens again."""
    said = inspections.select(
        "case_id", "inspection_id", "officer_id", "result", "message_id", "record", told_at=_.known_at
    )
    told = cases.select("as_of", "case_id").join(said, ["case_id", said.told_at < cases.as_of])
    order = [told.told_at.desc(), told.message_id.desc(), told.record.desc()]
    latest = ibis.window(group_by=[told.as_of, told.inspection_id, told.officer_id], order_by=order)
    told = told.mutate(place=ibis.row_number().over(latest)).filter(_.place == 0)
    done = told.filter(_.result.isin(CONCLUSIVE)).select("as_of", "case_id").distinct()
    return cases.anti_join(done, KEY)


def _families(units: ibis.Table, told: ibis.Table) -> ibis.Table:
    """What is known of a master and its houses together: pieces the master says, and those of the houses."""
    said = told.filter(told.told_by != "declaration")
    said = said.select("as_of", "pieces", "rank", "unit", "told_by", case_id="consignment_id")
    pieces = said.filter(_.unit).group_by(KEY).agg(pieces=_.pieces.max())
    below = units.filter(units.parent_id.notnull()).select("as_of", "family_id", "case_id")
    counted = left(below, pieces, KEY).group_by(FAMILY)
    counted = counted.agg(houses=_.count(), houses_pieces=_.pieces.sum())
    masters = said.filter(~_.unit & _.told_by.isin(["master", "check_list", "receptacle"]) & _.pieces.notnull())
    masters = masters.group_by(["as_of", "case_id"]).agg(master_pieces=_.pieces.argmin(_["rank"]))
    return left(counted, masters.rename(family_id="case_id"), FAMILY)


def _warnings(sources: ibis.Table, problems: ibis.Table) -> ibis.Table:
    """Problems noted on the very records a case was assembled from."""
    noted = problems.filter(_.record.notnull()).group_by(["message_id", "record"]).agg(noted=_.count())
    own = sources.select("as_of", "case_id", "message_id", "record").distinct()
    return inner(own, noted, ["message_id", "record"]).group_by(KEY).agg(warnings=_.noted.sum())


def _unknown(cases: ibis.Table) -> ibis.Table:
    """Nothing and not known apart: no difference where two tellings can differ, null where there is one alone."""
    amended, among = cases.versions > 1, cases.tellings > 1
    return cases.mutate(
        **{name: amended.ifelse(ibis.coalesce(cases[name], False), None) for name in CHANGED},
        changes=amended.ifelse(ibis.coalesce(cases.changes, 0), None),
        formats_apart=among.ifelse(ibis.coalesce(cases.formats_apart, 0), None),
        statuses=ibis.coalesce(cases.statuses, 0),
        changed_hours_before_arrival=_hours(cases.outbound.ifelse(None, cases.due_at), cases.last_change_at),
    )


def _hours(until: ibis.Value, since: ibis.Value) -> ibis.Value:
    return (until.epoch_seconds() - since.epoch_seconds()) / 3600


def _finished(cases: ibis.Table) -> ibis.Table:
    by_text = cases.goods_description.upper().contains("CONSOL")
    whole = (cases.level == "direct") & ibis.coalesce(cases.consolidation, by_text, False)
    level = whole.ifelse("master", cases.level)
    kind = cases.stream.concat("-", level, whole.ifelse("-consolidation", ""))
    cases = cases.mutate(
        level=level,
        waybill=ibis.coalesce(cases.waybill, cases.parent_id),
        consolidation=whole,
        case_type=kind,
        arrives_at=cases.outbound.ifelse(None, cases.due_at),
        warnings=ibis.coalesce(cases.warnings, 0),
    )
    kinds = ibis.Schema.from_pyarrow(CASES.schema)
    return cases.select([cases[name].cast(kind).name(name) for name, kind in kinds.items()])

"""What is told otherwise when transhipped cargo leaves than when it came: between manifests, and in later versions."""

import ibis
from ibis import _

from cases.differences import other_goods
from cases.figures import FIGURES, is_apart, summed
from lake.joins import inner, left
from lake.sites import Site

ABOUT = {"goods": "goods_description", "kg": "gross_kg", "pieces": "pieces", "consignee": "consignee_key"}
"""What may differ between legs -> the column that two versions may say differently."""
KEY = ["as_of", "case_id"]


def legs(manifest_lines: ibis.Table, cases: ibis.Table, apart: ibis.Table, site: Site) -> ibis.Table:
    """Return (as_of, case_id, legs_differ_...) of the transhipments of which a second leg is known.

    The second leg is a manifest from the site, or a version that came after the arrival here. Each column is null where
    neither says it; a manifest names no consignee.

    Args:
        manifest_lines: lines of the newest manifests.
        cases: as_of, case_id, family_id, traffic, due_at, versions, last_version_at.
        apart: the rows of DIFFERENCES.
        site: whose airports part the legs.
    """
    through = cases.filter(_.traffic == "transhipment")
    flown = _between_manifests(manifest_lines, through, site)
    told = _between_versions(through, apart)
    both = left(flown, told, KEY)
    return both.select(*KEY, **{f"legs_differ_{name}": _either(both, name) for name in ABOUT})


def _either(both: ibis.Table, name: str) -> ibis.Value:
    """True where one of the two says so, null where neither is known."""
    flown, told = both[f"flown_{name}"], both[f"told_{name}"]
    return ibis.coalesce(flown | told, flown, told)


def _between_manifests(manifest_lines: ibis.Table, through: ibis.Table, site: Site) -> ibis.Table:
    """Every transhipment, and what the manifests from the site say otherwise than those to it."""
    here = list(site.airports)
    lines = left(through.select(*KEY, "family_id"), manifest_lines.rename(family_id="waybill"), ["as_of", "family_id"])
    came = ibis.coalesce(lines.unloading_airport.isin(here), False)
    went = ibis.coalesce(lines.loading_airport.isin(here), False) & ~came
    one, two = _leg(lines, came, "came"), _leg(lines, went, "went")
    both = lines.group_by(KEY).agg(**one, **two)
    all_there = both.pieces_came == both.pieces_went
    return both.select(
        *KEY,
        flown_goods=other_goods(both.goods_came, both.goods_went),
        flown_kg=all_there.ifelse(is_apart(both.kg_came, both.kg_went, FIGURES["gross_kg"]), None),
        flown_pieces=ibis.coalesce(both.whole_came, both.pieces_came)
        != ibis.coalesce(both.whole_went, both.pieces_went),
        flown_consignee=ibis.null(bool),
    )


def _leg(lines: ibis.Table, where: ibis.Value, name: str) -> dict[str, ibis.Value]:
    order = [lines.flight_id, lines.message_id, lines.record]
    goods = lines.goods_description
    silent = (where & lines.pieces.isnull()).any()
    return {
        f"goods_{name}": goods.first(where=where & goods.notnull(), order_by=order),
        f"pieces_{name}": silent.ifelse(None, lines.pieces.sum(where=where)),
        f"kg_{name}": summed(lines.gross_kg, where),
        f"whole_{name}": lines.total_pieces.max(where=where),
    }


def _between_versions(through: ibis.Table, apart: ibis.Table) -> ibis.Table:
    """What versions that came after the arrival say otherwise than those before them."""
    amended = through.filter((_.versions > 1) & (_.last_version_at > _.due_at)).select(*KEY, "due_at")
    changed = inner(amended, apart.filter(_.between == "versions"), KEY).filter(_.known_at > _.due_at)
    found = changed.group_by(KEY).agg(**{f"said_{name}": (_.about == column).any() for name, column in ABOUT.items()})
    told = left(amended, found, KEY)
    return told.select(*KEY, **{f"told_{name}": ibis.coalesce(told[f"said_{name}"], False) for name in ABOUT})

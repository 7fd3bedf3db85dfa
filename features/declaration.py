"""The declaration against the waybill; null where no declaration names the consignment."""

import math

import ibis
from ibis import _

from features.feature import Feature
from features.share import share


def _gap(what: str, gap: ibis.Deferred, of: ibis.Deferred, unit: str, suffix: str = "") -> Feature:
    return Feature(
        name=f"declaration_{what}_apart",
        group="declaration",
        expr=_.declared.ifelse((gap == 0).ifelse(0.0, share(gap.abs(), of)), ibis.null("float64")),
        unit="share",
        doc=f"|{what} of the declaration - of the waybill or house| / the case's; 0 where they agree; null without a "
        "declaration, and where one of the two does not say it.",
        reason=f"The declaration's {what} is {{declaration_{what}_gap{suffix}}} {unit} apart from the waybill's",
        direction=+1,
        source="INDICATORS B19, E55",
        calm=f"Declaration and waybill agree in {what}",
        speaks=(0.02, math.inf),
        calms=(0.0, 0.0),
    )


def _differs(what: str, said: str, differ: ibis.Deferred) -> Feature:
    return Feature(
        name=f"declaration_other_{what}",
        group="declaration",
        expr=_.declared.ifelse(differ, ibis.null("boolean")),
        unit="yes/no",
        doc=f"1 when the declaration tells {said} than the waybill or house; null without a declaration, and where "
        "one of the two is silent.",
        reason=f"The declaration tells {said} than the waybill",
        direction=+1,
        source="INDICATORS D44, E55; sentences an officer trusts",
    )


KG_GAP = _gap("kg", _.declaration_kg_gap, _.gross_kg, "kg")
VALUE_GAP = _gap("value", _.declaration_value_gap_eur, _.value_eur, "EUR", "_eur")
PIECES_GAP = _gap("pieces", _.declaration_pieces_gap, _.pieces, "pieces")
GOODS = _differs("goods", "other goods", _.declaration_goods_differ)
CONSIGNEE = _differs("consignee", "another consignee", _.declaration_consignee_differ)

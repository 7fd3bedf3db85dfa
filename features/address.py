"""Where they say they are: addresses and telephones that name no place, or do not fit."""

from ibis import _

from features.feature import Feature

_BOX = r"(^|[^A-Z])(P ?O ?BOX|POBOX|POSTFACH|PO BX|P\.? ?O\.? ?B)([^A-Z]|$)"

NO_STREET = Feature(
    name="consignee_no_street",
    group="documents",
    expr=_.consignee_address.notnull().ifelse(_.consignee_address_key.isnull(), None),
    unit="yes/no",
    doc="1 when the consignee's address names no house that could be found; null without an address.",
    reason='The consignee\'s address names no house: "{consignee_address}"',
    direction=0,
    source="INDICATORS C28",
)
PO_BOX = Feature(
    name="company_po_box",
    group="documents",
    expr=(~_.consignee_private).ifelse(_.consignee_address.upper().re_search(_BOX), None),
    unit="yes/no",
    doc="1 when a company as consignee gives a post-office box; null for a private name or without an address.",
    reason="A company gives a post-office box as its address: {consignee_address}",
    direction=0,
    source="INDICATORS C27",
)

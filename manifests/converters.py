"""Every converter that a mapping may name, and which columns each may fill.

A column whose declaration has a form of its own (a code, a number with a check digit, a person's number) takes only
converters that keep to it; any other takes every converter of its type.
"""

from lake.column import Column
from lake.tables import CONSIGNMENTS, GOODS, KEYS
from manifests import carriage_codes, cells, codes, lanes, mail_codes
from manifests.cells import Converter

CONVERTERS: dict[str, Converter] = {
    "waybill": cells.waybill,
    "house": cells.house,
    "postal_item": cells.postal_item,
    "receptacle": cells.receptacle,
    "text": cells.text,
    "count": cells.pieces,
    "weight": cells.weight,
    "number": cells.number,
    "money": codes.money,
    "hs": cells.hs,
    "country": codes.country,
    "currency": codes.currency,
    "airport": carriage_codes.airport,
    "flight": carriage_codes.flight,
    "handling": carriage_codes.handling,
    "mail_class": mail_codes.mail_class,
    "mail_category": mail_codes.mail_category,
    "nature": mail_codes.nature,
    "lane": lanes.lane,
    "day": cells.day,
    "phone": cells.phone,
    "personal_id": cells.personal_id,
}
UNIT_VALUE = "unit_value"
"""A column of a list that is none of a table: value = unit_value x quantity."""
LANE = "lane"
"""A column of declarations: what the customs system ordered for what the row names."""

_NUMBERS = ("waybill", "postal_item", "receptacle")
_TEXTS = ("text", "house", "phone", "personal_id")
_OWN_FORM: dict[str, tuple[str, ...]] = {
    "waybill": _NUMBERS,
    "master_waybill": _NUMBERS,
    "house_waybill": ("house",),
    "origin_airport": ("airport",),
    "destination_airport": ("airport",),
    "carrier": ("flight",),
    "handling_codes": ("handling",),
    "gross_kg": ("weight",),
    "net_kg": ("weight",),
    "volume_m3": ("number",),
    "quantity": ("number",),
    "hs_code": ("hs",),
    "currency": ("currency",),
    "freight_currency": ("currency",),
    "mail_class": ("mail_class",),
    "mail_category": ("mail_category",),
    "transaction_nature": ("nature",),
    "consignee_tax_id": ("personal_id",),  # of a person as a rule: never kept as written
    "consignor_tax_id": ("personal_id", "text"),
}
_BY_ENDING: dict[str, tuple[str, ...]] = {"_country": ("country",), "_phone": ("phone", "text")}
_TYPED: dict[str, tuple[str, ...]] = {
    "int64": ("count",),
    "float64": ("money",),
    "date": ("day",),
    "string": _TEXTS,
}


def _converters_of(column: Column) -> tuple[str, ...]:
    """The converters that may fill a column; none where no list can say it."""
    for ending, converters in _BY_ENDING.items():
        if column.name.endswith(ending):
            return converters
    return _OWN_FORM.get(column.name, _TYPED.get(column.kind, ()))


_NOT_TOLD = {
    "consignment_id", "message_id", "record", "known_at", "line", "told_by", "kind", "stream", "traffic", "flight_id",
    "payment", *(column.name for column in KEYS),
}  # fmt: skip
"""Columns that the reader fills or that no cell alone can tell (a flight needs its day and loading airport)."""
COLUMNS: dict[str, tuple[str, ...]] = {
    column.name: _converters_of(column)
    for table in (GOODS, CONSIGNMENTS)
    for column in table.columns
    if column.name not in _NOT_TOLD and _converters_of(column)
} | {UNIT_VALUE: ("money",), LANE: ("lane",)}
"""What a column may be: of consignments, of goods, or one of the two above; its converters, the usual one first."""
ELEMENTS = (
    "consignor_name", "consignor_address", "consignee_name", "consignee_address", "consignee_country",
    "goods_description", "gross_kg", "pieces",
)  # fmt: skip
"""What every pre-arrival regime asks for beside the number ("7+1"), and the consignee's country."""

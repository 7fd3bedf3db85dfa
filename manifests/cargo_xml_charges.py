"""What a waybill of Cargo-XML says of its charges: the freight, which is all of them together, and their currency."""

from typing import Any

from manifests import codes
from manifests.cargo_xml import plain, value_of
from manifests.cargo_xml_plan import Element, Part, Plan
from manifests.cargo_xml_values import money
from manifests.reading import Row
from manifests.record import Record

_NO_CURRENCY = "XXX"
_WHOLE = "GrandTotalAmount"
_PARTS = (
    "WeightChargeTotalAmount", "ValuationChargeTotalAmount", "TaxTotalAmount", "AgentTotalDuePayableAmount",
    "CarrierTotalDuePayableAmount",
)  # fmt: skip
"""What a grand total adds up."""
_STEPS: dict[str, Any] = {name: name for name in (_WHOLE, *_PARTS)}
_TOTALS = Plan("totals", many=True, **_STEPS)
CHARGED: dict[str, Any] = {
    "TotalPrepaidChargeAmount": "prepaid",
    "TotalCollectChargeAmount": "collect",
    "ApplicableTotalRating": Plan(
        "ratings", many=True, ApplicablePrepaidCollectMonetarySummation=_TOTALS, TypeCode=None
    ),
}
"""Elements of a consignment: the totals of its rating, or those that stand beside its weight."""


def add_freight(row: Row, part: Part, record: Record) -> None:
    """Add what is prepaid and to collect together; null where an amount is odd or they are in several currencies."""
    amounts = _rated(part.parts.get("ratings", []))
    amounts = amounts or [part.fields[name] for name in ("prepaid", "collect") if name in part.fields]
    if not amounts:
        return
    said = [(value_of(each, "freight", money, record), each) for each in amounts]
    if any(value is None and plain(each) for value, each in said):
        return
    total = round(sum(value or 0.0 for value, _ in said), 4)
    written = dict.fromkeys(str(each.get("currencyID") or "") for value, each in said if value)
    if len(written) > 1:
        record.warn("currency_mixed", amounts[0].sourceline, "freight_currency", " ".join(written))
    elif total:
        row["freight"] = total
        row["freight_currency"] = currency_of(next(iter(written)), part, record, "freight_currency")


def _rated(ratings: list[Part]) -> list[Element]:
    """The totals of the first rating, or what they add up; others say the same again for agent and consignee."""
    totals = ratings[0].parts.get("totals", []) if ratings else []
    return [
        total.fields[name]
        for total in totals
        for name in ((_WHOLE,) if _WHOLE in total.fields else _PARTS)
        if name in total.fields
    ]


def currency_of(text: str, part: Part, record: Record, column: str) -> str | None:
    """The currency that is written beside an amount; that of the charges where none is."""
    text = text or plain(part.fields.get("charges_currency")) or ""
    code, slug = codes.currency(text)
    if code is None or code == _NO_CURRENCY:
        slug = (slug or "unknown_code") if text else "field_missing"
        record.warn(slug, part.line("value" if column == "currency" else column), column, text or None)
        return None
    return str(code)

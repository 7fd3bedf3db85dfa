"""Which sums of whose past a feature may use: columns named entity_sum_days, as consignor_shipments_365d."""

from dataclasses import dataclass

FOUND = ("inspected", "hits")
FOUND_REVENUE = ("inspected_revenue", "hits_revenue")
COMPARED = ("shipments", "weighed", "grams", "pieces", "valued", "valued_grams", "cents")


@dataclass(frozen=True)
class Window:
    """Days back from as_of -> sums over them, of one kind of entity (features/entities.py)."""

    entity: str
    sums: dict[int, tuple[str, ...]]

    @property
    def days(self) -> int:
        """The longest window, days."""
        return max(self.sums)

    @property
    def names(self) -> tuple[str, ...]:
        """Every sum that is used, in order."""
        return tuple(sorted({name for names in self.sums.values() for name in names}))


WINDOWS = (
    Window("consignor", {365: ("shipments", *FOUND, *FOUND_REVENUE), 90: ("shipments",), 7: ("shipments",)}),
    Window("consignee", {365: ("shipments", *FOUND)}),
    Window("pair", {365: ("shipments",)}),
    Window("forwarder", {365: FOUND}),
    Window("origin", {365: FOUND}),
    Window("goods", {365: (*FOUND, *FOUND_REVENUE)}),
    Window("unit", {365: (*FOUND, *FOUND_REVENUE)}),
    Window("addressee", {30: ("shipments",)}),
    Window("phone", {90: ("shipments",)}),
    Window("peer_stream", {180: COMPARED}),
    Window("peer", {180: COMPARED}),
    Window("peer_origin", {180: COMPARED}),
)

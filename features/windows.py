"""Which sums of whose past a feature may use, and whose meetings are counted."""

from dataclasses import dataclass

FOUND = ("inspected", "hits")
FOUND_REVENUE = ("inspected_revenue", "hits_revenue")

NORMS = ("kg_piece", "eur_kg", "kg_m3", "freight_share", "words", "uld_kg")
"""Quantities of which a norm is kept: a count, the sum of thousandths of ln and the sum of their squares."""


def norm_sums(*names: str) -> tuple[str, ...]:
    """The three sums of each norm."""
    return tuple(f"{name}_{part}" for name in names for part in ("n", "ln", "ln2"))


@dataclass(frozen=True)
class Window:
    """Days back from as_of -> sums over them, of one kind of entity: columns entity_sum_days, consignor_hits_365d."""

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


@dataclass(frozen=True)
class Meeting:
    """How many different others one side of a pair was met with in some days, and how often with this very one.

    Attributes:
        name: of the column: how many others; None when nobody asks.
        pair: of features/entities.py, as consignee_phone.
        by: the side that is asked about, first or second.
        days: of the window.
        together: name of the column of how often the two of the case were met; None when nobody asks.
        turned: the case's sides are asked about as each other's: what the consignee sent to the consignor.
    """

    name: str | None
    pair: str
    by: int
    days: int
    together: str | None = None
    turned: bool = False


COMPARED = ("shipments", *norm_sums("kg_piece", "eur_kg", "kg_m3", "freight_share"))
WINDOWS = (
    Window("consignor", {365: ("shipments", *FOUND, *FOUND_REVENUE), 90: ("shipments",), 7: ("shipments",)}),
    Window("consignee", {365: ("shipments", *FOUND), 90: ("shipments",), 7: ("shipments",)}),
    Window("forwarder", {365: FOUND}),
    Window("carrier", {365: FOUND}),
    Window("origin", {365: FOUND}),
    Window("path", {365: FOUND}),
    Window("lane", {180: ("shipments",)}),
    Window("goods", {365: (*FOUND, *FOUND_REVENUE)}),
    Window("text", {90: ("shipments",), 365: FOUND}),
    Window("phone", {90: ("shipments",), 365: FOUND}),
    Window("address", {365: FOUND}),
    Window("unit", {365: (*FOUND, *FOUND_REVENUE)}),
    Window("addressee", {30: ("shipments", "cents"), 90: ("cents",)}),
    Window("parcel_phone", {30: ("cents",), 90: ("cents",)}),
    Window("habit", {365: norm_sums("kg_piece", "eur_kg", "words")}),
    Window("weight", {90: ("shipments",)}),
    Window("peer_stream", {180: COMPARED}),
    Window("peer", {180: COMPARED}),
    Window("peer_origin", {180: COMPARED}),
    Window("uld_type", {180: norm_sums("uld_kg")}),
    Window("handler", {365: ("landed", "shorts")}),
)

MEETINGS = (
    Meeting("consignor_consignees_90d", "consignor_consignee", 0, 90),
    Meeting(None, "consignor_consignee", 0, 365, "sent_the_other_way_365d", turned=True),
    Meeting("consignee_consignors_90d", "consignor_consignee", 1, 90),
    Meeting(None, "consignor_consignee", 0, 365, "pair_shipments_365d"),
    Meeting("consignor_forwarders_90d", "consignor_forwarder", 0, 90, "forwarder_met_90d"),
    Meeting("consignor_origins_90d", "consignor_origin", 0, 90, "origin_met_90d"),
    Meeting(None, "consignor_address", 0, 365, "consignor_address_met_365d"),
    Meeting(None, "consignor_phone", 0, 365, "consignor_phone_met_365d"),
    Meeting("consignee_addresses_365d", "consignee_address", 0, 365, "consignee_address_met_365d"),
    Meeting("address_consignees_90d", "consignee_address", 1, 90),
    Meeting(None, "consignee_phone", 0, 365, "consignee_phone_met_365d"),
    Meeting("phone_consignees_90d", "consignee_phone", 1, 90),
    Meeting("text_consignors_90d", "text_consignor", 0, 90),
    Meeting(None, "lane_path", 0, 180, "lane_path_met_180d"),
)
LONGEST = max(max(window.days for window in WINDOWS), max(meeting.days for meeting in MEETINGS))
"""Days: slices that ended earlier are never read."""

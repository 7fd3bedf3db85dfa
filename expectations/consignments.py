"""What must hold of a consignment beyond its declared limits, also between manifest, master and houses of a slice."""

import ibis
import ibis.expr.types as ir
from ibis import _

from expectations.rule import CheckDigit, Holds, Prepared, Rule, entries, given
from lake.tables import AIRPORT, HS

CODE = r"^[A-Z0-9]{3}$"
HEAVIEST_PIECE_KG = 20_000
"""About the payload of a 6 m main-deck pallet with a heavy-lift permit; more is a slip of the comma."""
WEIGHT_SLACK = 0.01
"""Messages round weights to 0.1 or to whole kg and ULD by ULD: 1 %, at least 1 kg, is no difference."""
_NEWEST = [ibis.desc("known_at"), ibis.desc("message_id"), ibis.desc("record")]


def add_totals(rows: ir.Table) -> ir.Table:
    """Add what the newest manifest of the slice says of the waybill, and the sums over the newest of its houses.

    Adds manifest_pieces, manifest_kg (null without a manifest in the slice), houses_pieces, houses_kg (null without
    houses; added up as whole grams, so that the order of rows changes nothing).
    """
    listed = _.told_by.isin(["house", "check_list"])
    sane_kg = given(_.gross_kg.between(0, 1e9), True)
    rows = rows.mutate(
        newest=ibis.row_number().over(group_by=["consignment_id", "told_by"], order_by=_NEWEST) == 0,
        first=ibis.row_number().over(
            group_by="consignment_id", order_by=[listed.desc(), (_.told_by == "house").desc(), *_NEWEST]
        )
        == 0,
        account=ibis.coalesce(_.master_waybill, _.waybill),
        grams=ibis.ifelse(sane_kg, (_.gross_kg * 1000).round().cast("int64"), ibis.null("int64")),
    )
    manifest = _.newest & (_.told_by == "manifest")
    houses = _.first & listed & _.house_waybill.notnull() & _.account.notnull()
    return rows.mutate(
        manifest_pieces=_.pieces.max(where=manifest).over(group_by="consignment_id"),
        manifest_kg=_.gross_kg.max(where=manifest).over(group_by="consignment_id"),
        houses_pieces=_.pieces.sum(where=houses).over(group_by="account"),
        houses_kg=_.grams.sum(where=houses).over(group_by="account").cast("float64") / 1000,
    )


TOTALS = Prepared("consignments", add_totals)
_MASTER = (_.told_by == "master") & _.waybill.notnull()

CHECK_DIGIT = Rule(
    "consignments.waybill.check_digit",
    "warning",
    "The last digit of a waybill is its serial number modulo 7; one waybill in six has a wrong one in the wild.",
    CheckDigit("waybill"),
)
MASTER_CHECK_DIGIT = Rule(
    "consignments.master_waybill.check_digit",
    "warning",
    "The last digit of a master waybill is its serial number modulo 7.",
    CheckDigit("master_waybill"),
)
GOES_SOMEWHERE = Rule(
    "consignments.destination_airport.not_origin",
    "warning",
    "A consignment goes to another airport than it comes from.",
    Holds(_.origin_airport != _.destination_airport, ("origin_airport", "destination_airport")),
)
PIECE_LIFTABLE = Rule(
    "consignments.gross_kg.per_piece",
    "warning",
    "A piece weighs 20,000 kg at most.",
    Holds(_.gross_kg <= _.pieces.cast("float64") * HEAVIEST_PIECE_KG, ("pieces", "gross_kg")),
)
CURRENCY_OF_VALUE = Rule(
    "consignments.currency.with_value",
    "warning",
    "A value has a currency.",
    Holds(given(_.value > 0, _.currency.notnull()), ("value", "currency")),
)
ISSUED_BEFORE_RECEIPT = Rule(
    "consignments.issued_on.before_receipt",
    "warning",
    "A waybill is issued before we receive it; one day for the zones.",
    Holds(_.issued_on <= (_.known_at + ibis.interval(days=1)).date(), ("issued_on", "known_at")),
)
ROUTE = Rule(
    "consignments.route.entries",
    "warning",
    "A route is made of airports, three letters each.",
    Holds(entries(_.route, AIRPORT), ("route",)),
)
HS_CODES = Rule(
    "consignments.hs_codes.entries",
    "warning",
    "An HS code is 4 to 14 digits.",
    Holds(entries(_.hs_codes, HS), ("hs_codes",)),
)
HANDLING_CODES = Rule(
    "consignments.handling_codes.entries",
    "warning",
    "A special handling code is three letters or digits.",
    Holds(entries(_.handling_codes, CODE), ("handling_codes",)),
)
PIECES_AS_MANIFESTED = Rule(
    "consignments.pieces.as_manifested",
    "warning",
    "The manifest and the waybill say the same number of pieces.",
    Holds(given(_MASTER, _.pieces == _.manifest_pieces), ("pieces", "manifest_pieces")),
)
WEIGHT_AS_MANIFESTED = Rule(
    "consignments.gross_kg.as_manifested",
    "warning",
    "The manifest and the waybill say the same weight, but for rounding.",
    Holds(
        given(_MASTER, (_.gross_kg - _.manifest_kg).abs() <= ibis.greatest(1.0, _.gross_kg * WEIGHT_SLACK)),
        ("gross_kg", "manifest_kg"),
    ),
)
HOUSES_WITHIN_PIECES = Rule(
    "consignments.pieces.cover_houses",
    "warning",
    "The houses of a master have no more pieces together than the master (or its load and count).",
    Holds(given(_MASTER, _.houses_pieces <= ibis.greatest(_.pieces, _.slac)), ("pieces", "slac", "houses_pieces")),
)
HOUSES_WITHIN_WEIGHT = Rule(
    "consignments.gross_kg.cover_houses",
    "warning",
    "The houses of a master weigh no more together than the master, but for rounding.",
    Holds(
        given(_MASTER, _.houses_kg <= _.gross_kg + ibis.greatest(1.0, _.gross_kg * WEIGHT_SLACK)),
        ("gross_kg", "houses_kg"),
    ),
)

"""What must hold of a line of a manifest beyond its declared limits."""

from ibis import _

from expectations.consignments import CODE, HEAVIEST_PIECE_KG
from expectations.rule import CheckDigit, Holds, Rule, entries

CHECK_DIGIT = Rule(
    "loads.waybill.check_digit",
    "warning",
    "The last digit of a waybill is its serial number modulo 7; one waybill in six has a wrong one in the wild.",
    CheckDigit("waybill"),
)
PIECES_WITHIN_TOTAL = Rule(
    "loads.pieces.within_total",
    "warning",
    "A line has no more pieces than the whole consignment.",
    Holds(_.pieces <= _.total_pieces, ("pieces", "total_pieces")),
)
PIECE_LIFTABLE = Rule(
    "loads.gross_kg.per_piece",
    "warning",
    "A piece weighs 20,000 kg at most.",
    Holds(_.gross_kg <= _.pieces.cast("float64") * HEAVIEST_PIECE_KG, ("pieces", "gross_kg")),
)
HANDLING_CODES = Rule(
    "loads.handling_codes.entries",
    "warning",
    "A special handling code is three letters or digits.",
    Holds(entries(_.handling_codes, CODE), ("handling_codes",)),
)

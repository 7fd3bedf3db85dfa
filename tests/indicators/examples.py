"""For each rule a case on which it fires, and the next best on which it does not; what is not told is null."""

from datetime import UTC, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa

from cases.case import CASES

AS_OF = datetime(2026, 3, 1, 23, tzinfo=UTC)
Row = dict[str, Any]


def shape(name: str) -> Row:
    """A figure, what is usual among peers, and how many those are."""
    return {name: 41.0, f"{name}__low": 9.0, f"{name}__high": 14.0, f"{name}__n": 412.0}


CHANGED = {"consignee_changed": True, "arrives_at": AS_OF, "consignee_name": "DELTA", "consignee_before": "ALFA"}
PARCEL = {"parcel_value_of_limit": 0.9, "consignee_parcels_30d": 3.0, "consignee_value_of_limit": 2.5,
          "phone_value_of_limit": 0.9, "phone_consignees_90d": 1.0}  # fmt: skip
THROUGH = {"controlled_hs": 1.0, "controlled_kind": "dual_use", "route_hub": 1.0, "goods_class": "8542",
           "controlled_why": "integrated circuits", "hub": "DXB"}  # fmt: skip
WORD = {"controlled_kind": "dual_use", "controlled_word_kind": "precursor", "controlled_word": "SAFROLE"}
TRUST = {"trusted_by": "A. Chief", "trusted_until": "2026-12-31", "consignor_new_address": 0.0,
         "consignor_new_phone": 1.0, "consignor_hits_365d": 0.0}  # fmt: skip
FIRST = {"consignor_shipments_365d": 1.0, "consignee_shipments_365d": 1.0, "payment": "collect",
         "consignor_name": "ALFA", "consignee_name": "BETA"}  # fmt: skip
HOUSES = {"houses": 3, "houses_pieces": 34, "master_pieces": 40, "master_houses_pieces_share": 0.85}
COVER = {"handling_codes": ["PER"], **shape("consignment_kg_per_piece"), "consignment_kg_per_piece_far": -4.0}
SHORT = {"landed_short_pieces": 2, "handler_short_rate_365d": 0.05, "handler_short_rate_365d__n": 40.0, "handler": "H"}
HITS: dict[str, Row] = {
    "consignee_changed_late": CHANGED | {"consignee_changed_at": AS_OF - timedelta(hours=2)},
    "consolidation_without_houses": {"consolidation": True, "pieces": 7, "gross_kg": 12.5},
    "controlled_word_without_code": WORD | {"handling_codes": ["PIL"]},
    "cover_load_weight": COVER,
    "data_quality_hold": {"document_missing_fields": 3.0},
    "declaration_differs": {"declaration_goods_differ": 1.0, "goods_class": "8517", "goods_description": "PHONES"},
    "dual_use_through_hub": THROUGH,
    "first_shipment_collect": FIRST,
    "freight_above_value": {"freight_of_value": 1.2, "freight_eur": 120.0, "value_eur": 100.0},
    "handling_codes_contradict": {"document_handling_contradiction": 1.0, "goods_description": "ACETONE"},
    "houses_do_not_sum": HOUSES,
    "known_name_new_address_and_phone": TRUST | {"consignor_new_address": 1.0, "consignor_shipments_365d": 40.0},
    "legs_tell_differently": {"legs_differ_goods": True, "goods_description": "TEA", "description_before": "BOOKS"},
    "origin_never_seen": {"origin_goods_share_180d": 1 / 300, "origin_goods_share_180d__n": 300.0,
                          "goods_class": "0603", "origin_airport": "HEL"},
    "over_landed": {"landed_over_pieces": 1.0, "manifest_pieces": 10},
    "phone_of_earlier_hits": {"phone_hits_365d": 1.0, "address_hits_365d": 0.0, "phone_consignees_90d": 2.0,
                              "address_consignees_90d": 9.0, "phone_hits_365d__n": 1.0,
                              "address_hits_365d__n": 1.0},
    "phone_shared_by_many": {"phone_consignees_90d": 6.0},
    "postal_country_mismatch": {"postal_country_mismatch": 1.0, "consignor_country": "NL", "waybill": "RR1"},
    "previous_hit": {"consignor_hits_365d": 1.0, "consignor_hits_365d__n": 5.0},
    "short_landed": SHORT,
    "structured_parcels": PARCEL,
    "text_of_earlier_hits": {"text_hits_365d": 2.0, "text_hits_365d__n": 5.0, "text_consignors_90d": 12.0,
                             "consignor_hits_365d": None},
    "trusted_trader": TRUST,
    "uld_far_with_new_consignor": {"uld_goods_kg_far": 3.5, "uld_one_new_consignor": 1.0, "uld": "PMC1",
                                   **shape("uld_goods_kg")},
    "undervalued": {"consignment_eur_per_kg_far": -3.0, **shape("consignment_eur_per_kg"),
                    "consignment_eur_per_kg": 2.104},
    "value_just_below_limit": {"parcel_value_of_limit": 0.95, "consignee_parcels_30d": 3.0, "value_eur": 190.0},
    "weapon_word": {"controlled_kind": "dual_use", "controlled_word_kind": "weapon", "controlled_word": "SILENCER",
                    "controlled_why": None},
    "weight_over_limit": {"parcel_kg_of_limit": 1.25, "gross_kg": 38.75},
}  # fmt: skip
MISSES: dict[str, tuple[Row, ...]] = {
    "consignee_changed_late": (CHANGED | {"consignee_changed_at": AS_OF - timedelta(hours=5), "last_known_at": AS_OF},),
    "consolidation_without_houses": ({"consolidation": True, "houses": 2},),
    "controlled_word_without_code": (
        WORD | {"handling_codes": ["DGR"]}, WORD | {"controlled_word": None},
        WORD | {"controlled_word_kind": "dual_use"},
        WORD | {"controlled_word_kind": "medicine", "handling_codes": ["PIL"]},
        WORD | {"controlled_word_kind": "wildlife", "handling_codes": ["AVI"]},
    ),
    "cover_load_weight": (COVER | {"handling_codes": None}, COVER | {"consignment_kg_per_piece_far": 2.0}),
    "data_quality_hold": ({"document_missing_fields": 2.0},),
    "declaration_differs": ({"declaration_goods_differ": 0.0},),
    "dual_use_through_hub": (THROUGH | {"route_hub": 0.0}, THROUGH | {"controlled_kind": "wildlife"},
                             THROUGH | {"controlled_hs": None}),
    "first_shipment_collect": (FIRST | {"payment": "prepaid"}, FIRST | {"consignee_shipments_365d": 2.0}),
    "freight_above_value": ({"freight_of_value": 1.0},),
    "handling_codes_contradict": ({"document_handling_contradiction": 0.0},),
    "houses_do_not_sum": (HOUSES | {"master_houses_pieces_share": 1.0}, HOUSES | {"houses": 0}),
    "known_name_new_address_and_phone": (TRUST, TRUST | {"consignor_new_phone": None, "consignor_new_address": 1.0}),
    "legs_tell_differently": ({"legs_differ_goods": False, "legs_differ_kg": False}, {"legs_differ_pieces": True}),
    "origin_never_seen": ({"origin_goods_share_180d": 2 / 300, "origin_goods_share_180d__n": 300.0},),
    "over_landed": ({"landed_over_pieces": 0.0},),
    "phone_of_earlier_hits": ({"phone_hits_365d": 1.0, "phone_consignees_90d": 50.0},
                              {"phone_hits_365d": 0.0, "phone_consignees_90d": 2.0}),
    "phone_shared_by_many": ({"phone_consignees_90d": 5.0},),
    "postal_country_mismatch": ({"postal_country_mismatch": 0.0},),
    "previous_hit": ({"consignor_hits_365d": 0.0},),
    "short_landed": (SHORT | {"handler_short_rate_365d": 0.01}, SHORT | {"handler_short_rate_365d": None}),
    "structured_parcels": (
        PARCEL | {"parcel_value_of_limit": 1.01}, PARCEL | {"consignee_value_of_limit": 0.99},
        PARCEL | {"consignee_parcels_30d": 2.0},
        PARCEL | {"consignee_value_of_limit": 0.9, "phone_value_of_limit": 9.0, "phone_consignees_90d": 30.0},
    ),
    "text_of_earlier_hits": ({"text_hits_365d": 2.0, "consignor_hits_365d": 1.0}, {"text_hits_365d": 0.0}),
    "trusted_trader": (
        TRUST | {"trusted_by": None}, TRUST | {"consignor_new_address": 1.0}, TRUST | {"consignor_hits_365d": 1.0},
        TRUST | {"consignor_new_address": None, "consignor_new_phone": None},
    ),
    "uld_far_with_new_consignor": ({"uld_goods_kg_far": 3.5, "uld_one_new_consignor": 0.0},
                                   {"uld_goods_kg_far": 2.9, "uld_one_new_consignor": 1.0}),
    "undervalued": ({"consignment_eur_per_kg_far": -2.9}, {"consignment_eur_per_kg_far": 4.0}),
    "value_just_below_limit": ({"parcel_value_of_limit": 1.01, "consignee_parcels_30d": 3.0},),
    "weapon_word": ({"controlled_kind": "weapon", "handling_codes": ["RXS"]}, {"controlled_kind": "culture"}),
    "weight_over_limit": ({"parcel_kg_of_limit": 1.0},),
}  # fmt: skip
ALL = [*HITS.values(), *(row for rows in MISSES.values() for row in rows)]


def _kinds() -> pa.Schema:
    """Columns of a case as they are declared, the others by what stands in them."""
    known = {field.name: field.type for field in CASES.schema}
    for row in ALL:
        for name, value in row.items():
            if value is not None:
                known.setdefault(name, pa.scalar(value).type)
    return pa.schema([pa.field(name, kind) for name, kind in known.items()])


SCHEMA = _kinds()


def cases(*rows: Row) -> ibis.Table:
    """A table of described cases C0, C1, ..."""
    flags = {field.name for field in SCHEMA if pa.types.is_boolean(field.type)}
    told = [{name: bool(value) if name in flags and value is not None else value for name, value in row.items()}
            for row in rows]  # fmt: skip
    named = [{"as_of": AS_OF, "case_id": f"C{number}", **row} for number, row in enumerate(told)]
    return ibis.memtable(pa.Table.from_pylist(named, schema=SCHEMA))

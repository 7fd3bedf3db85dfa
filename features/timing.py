"""When it was told, and what was changed afterwards."""

import math

import ibis
from ibis import _

from features.feature import Feature
from features.share import any_of, share

HOUR_SECONDS = 3600


def _changed(name: str, expr: ibis.Deferred, what: str, reason: str, source: str) -> Feature:
    return Feature(
        name=f"consignment_{name}",
        group="timing",
        expr=expr,
        unit="yes/no",
        doc=f"1 when two versions of its message tell different {what}; null without two versions.",
        reason=reason,
        direction=0,
        source=source,
    )


NOTICE_HOURS = Feature(
    name="consignment_notice_hours",
    group="timing",
    expr=(_.arrives_at.epoch_seconds() - _.first_known_at.epoch_seconds()) / HOUR_SECONDS,
    unit="hours",
    doc="Hours from the first message to the arrival, negative when told after it; null when no arrival is known.",
    reason="First told only {value} hours before arrival",
    direction=0,
    source="INDICATORS D47",
    calm="First told {value} hours before arrival",
    speaks=(0, 6),
    calms=(12, math.inf),
)
LAST_WORD_HOURS = Feature(
    name="consignment_last_word_hours",
    group="timing",
    expr=(_.versions > 1).ifelse(
        (_.arrives_at.epoch_seconds() - _.last_known_at.epoch_seconds()) / HOUR_SECONDS, ibis.null("float64")
    ),
    unit="hours",
    doc="Hours from the last message to the arrival, negative when told after it; null when it was never amended.",
    reason="Its message was amended {value} hours before arrival",
    direction=0,
    source="INDICATORS D47, D48",
    speaks=(0, 4),
)
VERSIONS = Feature(
    name="consignment_versions",
    group="timing",
    expr=_.versions.nullif(0),
    unit="count",
    doc="Versions of its waybill, house or register message so far, 1 when it was never amended; null without any.",
    reason="Its message came in {value} versions",
    direction=0,
    source="INDICATORS D48",
    speaks=(2, math.inf),
)
CONSIGNEE_CHANGED = _changed(
    "consignee_changed", _.consignee_changed, "consignees",
    "The consignee was changed from {consignee_before} to {consignee_name}", "INDICATORS D45, D46; method 14",
)  # fmt: skip
DESCRIPTION_CHANGED = _changed(
    "description_changed", _.description_changed, "descriptions",
    'The description was changed from "{description_before}" to "{goods_description}"', "INDICATORS D45, D48",
)  # fmt: skip
DESTINATION_CHANGED = _changed(
    "destination_changed", _.destination_changed, "airports of destination",
    "The airport of destination was changed to {destination_airport}", "INDICATORS D46",
)  # fmt: skip
WEIGHT_CHANGED = Feature(
    name="consignment_weight_changed",
    group="timing",
    expr=share(_.weight_changed_kg.abs(), _.gross_kg),
    unit="share",
    doc="|newest - first declared weight| / newest; null without two versions with a weight.",
    reason="Its declared weight was changed by {weight_changed_kg} kg to {gross_kg} kg",
    direction=0,
    source="INDICATORS D45, D48",
    speaks=(0.01, math.inf),
)
VALUE_CHANGED = Feature(
    name="consignment_value_changed",
    group="timing",
    expr=share(_.value_changed_eur.abs(), _.value_eur),
    unit="share",
    doc="|newest - first declared value| / newest, in EUR; null without two versions with a value.",
    reason="Its declared value was changed by {value_changed_eur} EUR to {value_eur} EUR",
    direction=0,
    source="INDICATORS D48, E55",
    speaks=(0.01, math.inf),
)
LEGS_DIFFER = Feature(
    name="legs_differ",
    group="timing",
    expr=any_of(_.legs_differ_goods, _.legs_differ_kg, _.legs_differ_pieces, _.legs_differ_consignee),
    unit="yes/no",
    doc="1 when the two legs of a transshipment tell different goods, consignee, pieces or weight; null where "
    "only one leg is known.",
    reason="What it came with and what it goes on with differ in goods, consignee, pieces or weight",
    direction=+1,
    source="INDICATORS D45",
)
FORMATS_APART = Feature(
    name="formats_disagree",
    group="documents",
    expr=_.formats_apart,
    unit="count",
    doc="Columns of which two kinds of message (house, waybill, list, manifest, declaration) tell different things; "
    "null "
    "where only one speaks.",
    reason="Its messages disagree in {value} things (goods, parties, airports, pieces, weight or value)",
    direction=+1,
    source="INDICATORS B19, D44",
    speaks=(1, math.inf),
    once="Its messages disagree in one thing (goods, parties, airports, pieces, weight or value)",
)

"""When it was told, and what was changed afterwards."""

import math

from ibis import _

from features.feature import Feature
from features.share import share

HOUR_SECONDS = 3600

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
    speaks=(-math.inf, 6),
    calms=(12, math.inf),
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
CONSIGNEE_CHANGED = Feature(
    name="consignment_consignee_changed",
    group="timing",
    expr=_.consignee_changed,
    unit="yes/no",
    doc="1 when two versions name different consignees; null without two versions that name one.",
    reason="Versions of its message name different consignees; the newest: {consignee_name}",
    direction=0,
    source="INDICATORS D45, D46; methods 14",
)
WEIGHT_CHANGED = Feature(
    name="consignment_weight_changed",
    group="timing",
    expr=share(_.weight_changed_kg.abs(), _.gross_kg),
    unit="share",
    doc="|newest - first declared weight| / newest; null without two versions with a weight.",
    reason="Its declared weight was changed by {weight_changed_kg} kg to {gross_kg} kg",
    direction=0,
    source="INDICATORS D45, D48",
)

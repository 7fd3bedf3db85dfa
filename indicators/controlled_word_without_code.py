"""Words of precursors, medicines or wildlife, and no code that says so: a permit is to be asked for."""

from datetime import date

from ibis import _

from indicators.handling import DANGEROUS, LIVING, MEDICINE, carries
from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="controlled_word_without_code",
    fires=_.controlled_word.notnull()
    & (
        ((_.controlled_word_kind == "precursor") & ~carries(*DANGEROUS))
        | (_.controlled_word_kind.isin(("medicine", "narcotic")) & ~carries(*MEDICINE))
        | ((_.controlled_word_kind == "wildlife") & ~carries(*LIVING))
    ),
    reason='The text says "{controlled_word}" ({controlled_word_kind}), no handling code does and no message '
    "tells of a permit: ask for it",
    source="INDICATORS F58, F59; IATA special handling codes",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)

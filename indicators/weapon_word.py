"""Words of weapons and their parts, explosives: the heading or the text says so."""

from datetime import date

from ibis import _

from indicators.handling import DANGEROUS, carries
from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="weapon_word",
    fires=((_.controlled_kind == "weapon").fill_null(False) | (_.controlled_word_kind == "weapon").fill_null(False))
    & ~carries(*DANGEROUS),
    reason="Weapons, parts or explosives by the text (word: {controlled_word}) or the heading "
    "({controlled_why}), and no code of dangerous goods",
    source="INDICATORS F58, method 15; UN Firearms Protocol",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="security",
)

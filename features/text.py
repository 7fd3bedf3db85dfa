"""What the words say of the goods: whether they fit the declared HS, and words of controlled goods."""

import ibis
from ibis import _

from features.compare import compared
from features.feature import Feature
from features.norms import QUANTITIES
from features.share import share

HS_FIT = Feature(
    name="description_hs_fit",
    group="text",
    expr=_.hs_fit,
    unit="share",
    doc="Probability that the words belong to the declared heading, by a classifier of the unit's own goods lines "
    "and of "
    "heading texts; null without a declared HS, without words that say something, or for an unknown heading.",
    reason='"{goods_description}" hardly fits the declared HS {goods_class}: {value}; the words rather fit '
    "{text_class}",
    direction=0,
    source="INDICATORS A6",
    speaks=(0.0, 0.05),
    calm='"{goods_description}" fits the declared HS {goods_class}',
    calms=(0.5, 1.0),
)
WORDS_HABIT = Feature(
    name="description_words_habit",
    group="text",
    expr=share(QUANTITIES["words"], compared("habit_words")["usual"]),
    unit="ratio",
    doc="Words of the description / what is usual in this consignor's own; null with fewer than 20 of them.",
    reason="Its description is {value} times as long as is usual in this consignor's own {n}",
    direction=0,
    source="INDICATORS A7",
    n=_.habit_words_n,
    apart=2.0,
)
CONTROLLED_WORD = Feature(
    name="controlled_word_found",
    group="text",
    expr=_.goods_description.notnull().ifelse(_.controlled_word.notnull(), None),
    unit="yes/no",
    doc="1 when the description has a word of precursors, medicines, drugs, protected species, weapons, dual-use "
    "goods or "
    "culture; null without a description.",
    reason='"{controlled_word}" is a word of controlled goods ({controlled_word_kind})',
    direction=0,
    source="INDICATORS F58, F59; lake/reference/controlled_words.csv",
)
CONTROLLED_HS = Feature(
    name="controlled_hs",
    group="text",
    expr=_.goods_class.notnull().ifelse(_.controlled_hs_kind.notnull(), None),
    unit="yes/no",
    doc="1 when the goods class is on the list of controlled headings in force; null without a class.",
    reason="HS {goods_class} is on the list of controlled headings: {controlled_why}",
    direction=0,
    source="INDICATORS F56, F58, F59; lake/reference/controlled_hs.csv",
)
COVER = Feature(
    name="cover_load",
    group="text",
    expr=_.goods_description.notnull().ifelse(_.cover.notnull(), ibis.null("boolean")),
    unit="yes/no",
    doc="1 when the words are of goods that have been used as a cover load (flowers, fish, timber, tea); null "
    "without a "
    "description.",
    reason="Goods that have covered others: {cover}",
    direction=0,
    source="INDICATORS F59",
)

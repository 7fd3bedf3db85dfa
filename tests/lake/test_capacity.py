"""What a shift can do, as a site says it: within what units report, and refused where it does not fit together."""

import pytest

from lake import sites
from lake.capacity import KINDS, Capacity

ALMATY = sites.load("almaty")


@pytest.mark.parametrize("name", sites.names())
def test_every_site_can_do_what_units_report(name: str):
    """Source: INDICATORS.md, Volumes, prevalence, capacity."""
    of = sites.load(name).capacity
    breakdown = of.kind("uld_breakdown")
    assert 6 <= of.officers <= 12 and of.hours == 12
    assert 10 <= of.openings <= 30 and 60 <= of.xrays <= 200
    assert breakdown is not None and 1 <= breakdown.at_most <= 3 and 120 <= breakdown.minutes <= 240
    assert {kind.kind for kind in of.kinds} == set(KINDS)
    assert "assumption" in of.finds_source


@pytest.mark.parametrize("name", sites.names())
def test_every_site_has_its_own_languages_and_english_first(name: str):
    own = {"almaty": {"ru", "kk"}, "tashkent": {"uz", "ru"}, "tbilisi": {"ka", "ru"}}
    site = sites.load(name)
    assert site.language == site.languages[0] == "en" and set(site.languages[1:]) == own[name]


def changed(**more: object) -> dict[str, object]:
    return ALMATY.capacity.model_dump() | more


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kinds": [{"kind": "full_opening", "minutes": 70, "at_most": 1}] * 2}, "kinds named twice: full_opening"),
        ({"equipment": [{"name": "dog_team", "hours": 8}]}, "not there: xray_machine"),
        ({"kinds": [{"kind": "documents", "minutes": 10, "at_most": 1}]}, "must name full_opening"),
        ({"finds": {"prohibited": {"xray": 0.4}}}, "finds must name prohibited, security, revenue"),
        ({"finds": ALMATY.capacity.finds | {"revenue": {"xray": 1.4}}}, "shares, from 0 to 1"),
        ({"kinds": [{"kind": "tasting", "minutes": 10, "at_most": 1}]}, "kind"),
    ],
)
def test_a_capacity_that_does_not_fit_together_is_refused(more: dict[str, object], said: str):
    with pytest.raises(ValueError, match=said):
        Capacity.model_validate(changed(**more))


def test_a_method_that_settles_a_family_finds_no_less_than_one_that_does_not():
    finds = ALMATY.capacity.finds | {"security": ALMATY.capacity.finds["security"] | {"canine": 0.8}}
    with pytest.raises(ValueError, match="security: canine finds more than a strong method"):
        sites.Site.model_validate(ALMATY.model_dump() | {"capacity": changed(finds=finds)})


def test_a_language_named_twice_is_refused():
    with pytest.raises(ValueError, match="languages names one twice"):
        sites.Site.model_validate(ALMATY.model_dump() | {"languages": ["en", "en"]})

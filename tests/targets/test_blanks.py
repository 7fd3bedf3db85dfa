"""What is not known is said where it weighs, beside how usual it is; and nothing is claimed twice."""

import re

import pyarrow as pa
import pytest

from features.catalogue import FEATURES
from targets.blanks import BLANKS, claimed, known_among, sentence
from targets.language import codes, load
from targets.reasons import NOT_KNOWN, Described, by_group, model_reasons

EN = load("en")
WHOLE = {
    "versions": 1, "consignee_key": "a", "consignor_key": "b", "consignee_phone_key": "7", "consignee_address_key": "c",
    "route": ["IST", "ALA"], "value": 20.0, "text_key": "TEA", "uld": "AKE00001KC",
}  # fmt: skip
KNOWN = {"consignee_shipments_365d": 40, "consignor_shipments_365d": 40, "consignee_hit_rate_365d": 0.1,
         "consignor_hit_rate_365d": 0.1}  # fmt: skip
PEERS = {blank.name: (0.93, 412) for blank in BLANKS}


def reasons(case, features, parts, peers=None):
    return model_reasons(Described(features, case, parts, PEERS if peers is None else peers), FEATURES, EN)


def test_a_missing_telephone_that_weighs_is_said_with_how_many_have_one():
    fact, *_ = reasons(
        WHOLE | {"consignee_phone_key": None}, KNOWN, {"phone_shipments_90d": 0.79, "phone_hits_365d": 0.1}
    )
    assert fact.text == (
        "No telephone of the consignee is given; tonight one is for 93\u00a0% of 412 comparable shipments"
    )
    assert (fact.kind, fact.group, fact.usual, fact.n) == ("for", NOT_KNOWN, 0.93, 412)
    assert fact.contribution == pytest.approx(0.89)


def test_nothing_is_compared_with_fewer_than_twenty():
    fact, *_ = reasons(WHOLE | {"uld": None}, KNOWN, {"uld_goods_kg": 0.5}, {"bulk": (0.9, 19)})
    assert fact.text == "No ULD is named: loose in the hold, or not told" and fact.n is None


def test_what_hardly_anybody_has_is_nothing_to_speak_of():
    (only,) = reasons(WHOLE | {"route": []}, KNOWN, {"route_circuity": 0.5}, {"route": (0.02, 400)})
    assert only.kind == "note"


def test_a_blank_that_speaks_against_suspicion_is_not_turned_round():
    (only,) = reasons(WHOLE | {"uld": None}, KNOWN, {"uld_goods_kg": -0.5})
    assert only.kind == "note"


def test_a_party_that_is_new_is_said_once():
    case, features = WHOLE, KNOWN | {"consignee_shipments_365d": 2}
    told = reasons(case, features, {"consignee_new_phone": 0.3, "consignee_shipments_365d": 0.2})
    assert [reason.feature for reason in told if reason.kind == "for"] == ["blank_consignee_new"]
    assert "New or nearly new to the unit" in told[0].text and "365 days: 2;" in told[0].text


def test_each_unknown_feature_is_claimed_by_one_blank_and_sums_stay():
    case = WHOLE | {"versions": 0, "consignee_key": None, "consignee_phone_key": None, "route": []}
    parts = {feature.name: 0.01 * place for place, feature in enumerate(FEATURES)}
    found = claimed(case, parts)
    names = [name for told in found.values() for name in told]
    assert len(names) == len(set(names)) and set(found) == {"no_details"}
    assert sum(by_group(Described({}, case, parts), FEATURES).values()) == pytest.approx(sum(parts.values()))


def test_how_many_have_it_is_counted_among_the_same_case_type():
    cases = pa.table({
        "case_id": ["1", "2", "3"], "case_type": ["cargo-house", "cargo-house", "mail-postal"], "versions": [1, 0, 1],
        "uld": ["AKE", None, None], "route": [["IST"], [], None],
    })  # fmt: skip
    features = pa.table({
        "case_id": ["3", "2", "1"], "consignee_shipments_365d": [1, None, 12],
        "consignee_hit_rate_365d": [None, 0.1, None],
    })  # fmt: skip
    found = known_among(cases, features, {"cargo-house", "mail-postal"})
    assert found["cargo-house"]["bulk"] == (0.5, 2) and found["mail-postal"]["bulk"] == (0.0, 1)
    assert found["cargo-house"]["route"] == (0.5, 2) and found["cargo-house"]["no_details"] == (0.5, 2)
    assert found["cargo-house"]["consignee_new"] == (1.0, 1), "a party that is not named is not known better"
    assert found["cargo-house"]["consignee_uninspected"] == (0.5, 2)
    assert found["mail-postal"]["consignee_new"] == (0.0, 1)


def test_a_comparison_counts_shipments_of_known_parties_and_says_shipments():
    n = 100
    cases = pa.table({"case_id": [str(i) for i in range(n)], "case_type": ["x"] * n})
    features = cases.select(["case_id"]).append_column(
        "consignee_shipments_365d", pa.array([None] * 60 + [1] * 10 + [40] * 30, pa.int64())
    )
    found = known_among(cases, features, {"x"})["x"]
    assert found["consignee_new"] == (0.75, 40)
    said = sentence("consignee_new", {"consignee_shipments_365d": 1}, found, EN)
    assert said.endswith("the consignees of 75\u00a0% of tonight's 40 comparable shipments are known better")


def test_a_case_that_other_lists_tell_of_is_not_said_to_stand_in_a_manifest_alone():
    for code in codes():
        said = sentence("no_details", {"versions": 0}, PEERS, load(code)).casefold()
        assert not {"manifest", "манифест", "მანიფესტ"} & set(re.findall(r"\w{8}", said)), said
    assert sentence("no_details", {"versions": 0}, {}, EN) == (
        "No waybill, house, postal item or register message with its details has come"
    )


def test_the_way_is_told_where_the_flight_comes_from_the_origin():
    unknown = WHOLE | {"route": None}
    assert set(claimed(unknown, {"route_circuity": 0.5})) == {"route"}
    told = {"origin_airport": "URC", "flight_id": "Q40325-20260301-URC"}
    assert claimed(unknown | told, {"route_circuity": 0.5}) == {}
    assert set(claimed(unknown | told | {"origin_airport": "PEK"}, {"route_circuity": 0.5})) == {"route"}
    assert sentence("route", unknown, {}, EN) == "The routing before the last flight is not told"


def test_what_is_described_in_vague_words_is_not_said_to_have_no_description():
    assert sentence("goods", WHOLE | {"text_key": None, "goods_description": "FAK"}, {}, EN) == (
        "The goods are described in words that say nothing, or not at all"
    )


def test_inspections_that_settled_nothing_are_not_denied():
    assert sentence("consignee_uninspected", WHOLE, {}, EN) == (
        "No inspection of this consignee in 365 days settled anything"
    )


@pytest.mark.parametrize("code", codes())
def test_every_blank_has_its_sentence(code: str):
    language = load(code)
    for blank in BLANKS:
        assert "412" in sentence(blank.name, WHOLE | KNOWN, PEERS, language)

"""What is not known is said where it weighs, beside how usual it is; and nothing is claimed twice."""

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
    assert len(names) == len(set(names)) and set(found) == {"manifest_alone"}
    assert sum(by_group(Described({}, case, parts), FEATURES).values()) == pytest.approx(sum(parts.values()))


def test_how_many_have_it_is_counted_among_the_same_case_type():
    cases = pa.table({
        "case_id": ["1", "2", "3"], "case_type": ["cargo-house", "cargo-house", "mail-postal"], "versions": [1, 0, 1],
        "uld": ["AKE", None, None], "route": [["IST"], [], None],
    })  # fmt: skip
    features = pa.table({"case_id": ["3", "2", "1"], "consignee_shipments_365d": [1, None, 12]})
    found = known_among(cases, features, {"cargo-house", "mail-postal"})
    assert found["cargo-house"]["bulk"] == (0.5, 2) and found["mail-postal"]["bulk"] == (0.0, 1)
    assert found["cargo-house"]["route"] == (0.5, 2) and found["cargo-house"]["manifest_alone"] == (0.5, 2)
    assert found["cargo-house"]["consignee_new"] == (1.0, 2), "unknown is not new"
    assert found["mail-postal"]["consignee_new"] == (0.0, 1)


@pytest.mark.parametrize("code", codes())
def test_every_blank_has_its_sentence(code: str):
    language = load(code)
    for blank in BLANKS:
        assert "412" in sentence(blank.name, WHOLE | KNOWN, PEERS, language)

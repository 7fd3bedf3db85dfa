from dataclasses import replace

import pytest

from expectations.counts import FeedCount

COUNT = FeedCount("cargo", True, 2, 3, 10, 10, 5, 1, 1, 2, 1, None)


def test_a_count_that_adds_up_is_returned_as_it_is():
    assert COUNT.proven() is COUNT


@pytest.mark.parametrize("ended", ["accepted", "superseded", "duplicate", "quarantined", "ignored", "records"])
def test_a_record_that_ended_nowhere_or_twice_is_an_error_that_names_the_feed(ended):
    with pytest.raises(ValueError, match=r"feed cargo: 1[01] records"):
        replace(COUNT, **{ended: getattr(COUNT, ended) + 1}).proven()


def test_the_second_counter_must_agree():
    with pytest.raises(ValueError, match="feed cargo: 10 records by the readers, 9 counted apart"):
        replace(COUNT, counted=9).proven()


def test_a_negative_count_does_not_balance_another():
    with pytest.raises(ValueError, match="negative"):
        replace(COUNT, accepted=-1, superseded=7).proven()


def test_only_a_required_feed_without_files_is_missing():
    assert replace(COUNT, files=0).missing
    assert not COUNT.missing
    assert not replace(COUNT, files=0, required=False).missing

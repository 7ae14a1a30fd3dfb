"""Process reviews: what answers come to, and when one closes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albot.domain import reviews
from albot.domain.reviews import AFTER_MEETING, BY_HAND, FEWEST, SCALES, Results, Scale

ANSWER = st.fixed_dictionaries({scale: st.integers(1, 5) for scale in SCALES})


def answer(support: int, challenge: int, airtime: int) -> dict[Scale, int]:
    return {Scale.SUPPORT: support, Scale.CHALLENGE: challenge, Scale.AIRTIME: airtime}


def need(found: Results | None) -> Results:
    assert found is not None
    return found


def test_the_medians_are_those_of_the_answers() -> None:
    found = need(reviews.results([answer(4, 1, 3), answer(5, 2, 3), answer(2, 3, 5), answer(3, 4, 1)]))
    assert found.answers == 4
    assert found.counts[Scale.SUPPORT] == (0, 1, 1, 1, 1)
    assert found.medians == {Scale.SUPPORT: 3.5, Scale.CHALLENGE: 2.5, Scale.AIRTIME: 3}
    assert [reviews.between(number) for number in found.medians.values()] == [(3, 4), (2, 3), (3, 3)]


@given(st.lists(ANSWER, max_size=8))
def test_fewer_than_three_come_to_nothing_and_the_rest_does_not_tell_in_which_order(
    answers: list[dict[Scale, int]],
) -> None:
    found = reviews.results(answers)
    assert (found is None) is (len(answers) < FEWEST)
    if found is not None:
        assert reviews.pack(found) == reviews.pack(need(reviews.results(answers[::-1])))
        assert reviews.unpack(reviews.pack(found)) == found


def test_several_reviews_count_as_one_and_none_as_nobody() -> None:
    first = need(reviews.results([answer(1, 1, 1)] * 3))
    second = need(reviews.results([answer(5, 2, 3)] * 4))
    whole = reviews.together([reviews.pack(first), reviews.pack(second)])
    assert whole.answers == 7
    assert whole.medians == {Scale.SUPPORT: 5, Scale.CHALLENGE: 2, Scale.AIRTIME: 3}
    assert (reviews.together([]).answers, reviews.together([]).medians) == (0, {})


def test_the_scales_come_one_after_the_other() -> None:
    for former, following in pairwise(SCALES):
        assert (reviews.after(former), reviews.before(following)) == (following, former)
    assert (reviews.before(SCALES[0]), reviews.after(SCALES[-1])) == (None, None)
    assert reviews.next_scale({Scale.SUPPORT: 2, Scale.CHALLENGE: None, Scale.AIRTIME: None}) is Scale.CHALLENGE
    assert reviews.next_scale(dict.fromkeys(SCALES, 1)) is None


@pytest.mark.parametrize(
    ("over", "least", "closes"),
    [
        ("2026-12-03T20:00", AFTER_MEETING, "2026-12-04T09:00"),
        ("2026-12-03T21:00", AFTER_MEETING, "2026-12-04T09:00"),
        ("2026-12-03T21:01", AFTER_MEETING, "2026-12-04T18:00"),
        ("2026-12-03T10:00", BY_HAND, "2026-12-05T18:00"),
        ("2027-03-27T20:00", AFTER_MEETING, "2027-03-28T08:00"),
    ],
    ids=["the morning after", "to the minute", "a minute late", "by hand", "clocks go forward that night"],
)
def test_it_closes_at_the_first_delivery_time_that_is_late_enough(over: str, least: timedelta, closes: str) -> None:
    moment, wanted = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (over, closes))
    assert reviews.closes_at(moment, least, "09:00,18:00", "Europe/London") == wanted

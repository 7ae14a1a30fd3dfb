"""The programme: nothing of fewer than five people, months that end where they should, no change within a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from albot.domain.programme import Counted, SetMonth, bounds, last_midnight, month, months_until

NOVEMBER = date(2026, 11, 1)


def a_set(members: int, number: int = 10, people: int = 5) -> SetMonth:
    counted = Counted(number, people)
    return SetMonth(members, 1, 120, members, counted, counted, counted)


def test_a_set_of_four_is_in_no_number() -> None:
    with_it, without = month(NOVEMBER, {1: a_set(5), 2: a_set(4, 99, 4)}), month(NOVEMBER, {1: a_set(5)})
    assert with_it == without
    assert (without.sets, without.meetings, without.minutes, without.steps_set) == (1, 1, 120, 10)


@pytest.mark.parametrize(
    ("number", "people", "said"),
    [(10, 5, 10), (10, 4, None), (1, 1, None), (0, 0, 0), (5, 5, 5)],
)
def test_a_number_of_fewer_than_five_people_is_not_said(number: int, people: int, said: int | None) -> None:
    assert month(NOVEMBER, {1: a_set(8, number, people)}).steps_ended == said


def test_people_of_several_sets_count_together() -> None:
    found = month(NOVEMBER, {1: a_set(6, 4, 3), 2: a_set(7, 3, 2)})
    assert (found.sets, found.present, found.expected) == (2, 7, 13)


def test_months_go_back_over_a_year_and_end_at_the_last_midnight() -> None:
    until = last_midnight(datetime(2026, 1, 15, 13, 45, tzinfo=UTC))
    days = months_until(until, 3)
    assert days == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    assert bounds(days, until) == [
        datetime(2025, 11, 1, tzinfo=UTC),
        datetime(2025, 12, 1, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 15, tzinfo=UTC),
    ]
    assert bounds([date(2025, 12, 1)], until)[-1] == datetime(2026, 1, 1, tzinfo=UTC)

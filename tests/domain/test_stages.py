"""Which stages a meeting has, how they fit its length, and who presents first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albot.domain.run_rows import Form, SetForm, StageKind
from albot.domain.stages import (
    EACH,
    EACH_OF_EVERYONE,
    LEAST,
    MOST,
    QUARTER,
    SILENT,
    WEIGHTS,
    Asked,
    Planned,
    Wishes,
    fair_order,
    how_many,
    ideas_stage,
    opening,
    presenting,
    read_minutes,
    refit,
    weights,
    wishes_of,
    write_minutes,
)

HOUR = 3600
NOW = datetime(2026, 12, 3, 18, 0, tzinfo=UTC)

some = settings(max_examples=60, deadline=None)
lengths = st.integers(min_value=-60, max_value=6 * HOUR)
minutes = st.dictionaries(st.sampled_from(StageKind), st.sampled_from([-5, 0, 1, 7, 30, 120, 500]), max_size=6)
wishes = st.builds(Wishes, st.sampled_from(Form), minutes, st.booleans(), st.booleans())
ids = st.lists(st.integers(min_value=1, max_value=2**63 - 1), min_size=1, max_size=8, unique=True)


def kinds(planned: list[Planned]) -> list[StageKind]:
    """The stages of a plan by what they are."""
    return [each.kind for each in planned]


def seconds(planned: list[Planned]) -> int:
    """How long a plan takes."""
    return sum(each.seconds for each in planned)


# Fitting


@some
@given(st.lists(st.integers(min_value=0, max_value=7200), max_size=50), lengths)
def test_what_is_shared_out_comes_to_the_whole_and_leaves_nobody_a_minute_short(each: list[int], total: int) -> None:
    fitted = refit(each, total)
    assert len(fitted) == len(each)
    assert sum(fitted) == (max(total, 0) if each else 0)
    if each and total >= LEAST * len(each):
        assert min(fitted) >= LEAST
        assert sum(1 for share in fitted if share % QUARTER) <= 1
    elif each:
        assert max(fitted) - min(fitted) <= 1


@some
@given(st.lists(st.integers(min_value=0, max_value=7200), min_size=2, max_size=30), lengths)
def test_a_heavier_stage_never_gets_less(each: list[int], total: int) -> None:
    by_weight = sorted(zip(each, refit(each, total), strict=True))
    assert all(
        lighter[1] <= heavier[1] + (QUARTER if lighter[0] == heavier[0] or total >= LEAST * len(each) else 1)
        for lighter, heavier in pairwise(by_weight)
    )


def test_stages_keep_their_proportion() -> None:
    assert refit([600, 300, 1200], 1050) == [300, 150, 600]
    assert refit([600, 30], 1200) == [1140, 60]
    assert refit([1, 1, 1], 185) == [65, 60, 60]
    assert refit([600, 60, 60], 100) == [34, 33, 33]
    assert refit([], 100) == []


@some
@given(wishes, ids, lengths)
def test_a_meeting_is_filled_to_the_second(wishes: Wishes, presenter_ids: list[int], total: int) -> None:
    first = opening(wishes, total, len(presenter_ids))
    rest = presenting(wishes, presenter_ids, total - seconds(first))
    assert seconds(first) + seconds(rest) == max(total, 0)
    assert all(each.kind is not StageKind.SILENCE or each.seconds <= SILENT for each in rest)
    if total >= LEAST * len([*first, *rest]):
        assert min(each.seconds for each in [*first, *rest]) >= LEAST
        assert all(each.seconds == SILENT for each in rest if each.kind is StageKind.SILENCE)


@some
@given(wishes, ids)
def test_everybody_who_presents_has_the_same_stages_in_their_own_turn(wishes: Wishes, presenter_ids: list[int]) -> None:
    rest = presenting(wishes, presenter_ids, 2 * HOUR)
    turns = [kinds([each for each in rest if each.member_id == one]) for one in presenter_ids]
    assert turns[0]
    assert all(turn == turns[0] for turn in turns)
    assert [each.member_id for each in rest if each.member_id] == [
        one for one in presenter_ids for _ in range(len(turns[0]))
    ]
    assert StageKind.REVIEW not in kinds(rest[:-1])


@pytest.mark.parametrize("members", [1, 2, 8])
def test_the_full_form_as_it_is_known(members: int) -> None:
    wishes = Wishes()
    total = (2 + 10 + 3 + 45 * members + 10) * 60
    first = opening(wishes, total, members)
    rest = presenting(wishes, range(1, members + 1), total - seconds(first))
    assert [each.seconds // 60 for each in first] == [2, 10, 3]
    assert kinds(first) == [StageKind.RULES, StageKind.ROUND, StageKind.BIDS]
    assert kinds(rest) == [*(EACH * members), StageKind.REVIEW]
    assert [each.seconds // 60 for each in rest] == [*([10, 5, 20, 5, 5] * members), 10]


def test_the_short_form_as_it_is_known() -> None:
    first, rest = opening(Wishes(Form.SHORT), 35 * 60, 1), presenting(Wishes(Form.SHORT), [7], 30 * 60)
    assert [(each.kind, each.seconds // 60) for each in first] == [(StageKind.BIDS, 5)]
    assert [each.seconds // 60 for each in rest] == [5, 5, 10, 5, 5]
    assert kinds(rest) == [*EACH[:4], StageKind.REVIEW]


def test_an_hour_of_everyone_with_eight() -> None:
    wishes = Wishes(Form.EVERYONE, silence=True)
    first = opening(wishes, HOUR, 8)
    rest = presenting(wishes, range(1, 9), HOUR - seconds(first))
    assert kinds(first) == [StageKind.RULES]
    assert kinds(rest[:4]) == [StageKind.ACCOUNT, StageKind.SILENCE, StageKind.QUESTIONS, StageKind.ACTIONS]
    assert seconds(first) + seconds(rest) == HOUR
    assert min(each.seconds for each in rest) >= LEAST
    assert kinds(presenting(Wishes(Form.EVERYONE), [1], HOUR)) == [*EACH_OF_EVERYONE, StageKind.REVIEW]


def test_less_time_than_stages_gives_each_an_equal_share() -> None:
    rest = presenting(Wishes(silence=True), [1, 2], 300)
    assert [each.seconds for each in rest] == [24] * 1 + [23] * 12
    assert seconds(presenting(Wishes(), [1], 0)) == seconds(presenting(Wishes(), [1], -900)) == 0


def test_without_anybody_there_is_the_review() -> None:
    assert presenting(Wishes(), [], 600) == [Planned(StageKind.REVIEW, None, 600)]


# What a set changed


def test_minutes_that_no_meeting_can_have_are_not_followed() -> None:
    nothing = dict.fromkeys(StageKind, 0)
    assert weights(Wishes(Form.FULL, nothing)) == WEIGHTS[Form.FULL]
    far = weights(Wishes(Form.FULL, {StageKind.ROUND: 500, StageKind.RULES: -3, StageKind.BIDS: 0}))
    assert (far[StageKind.ROUND], far[StageKind.RULES], far[StageKind.BIDS]) == (MOST, 0, 1)
    assert read_minutes("full.round=500,full.bids=nine,full.tea=5,round=4,full.rules=0,=", Form.FULL) == {
        StageKind.RULES: 0
    }


def test_a_stage_can_be_left_out_or_added() -> None:
    wishes = Wishes(Form.SHORT, {StageKind.ROUND: 5, StageKind.CLARIFYING: 0, StageKind.REVIEW: 0})
    assert kinds(opening(wishes, HOUR, 1)) == [StageKind.ROUND, StageKind.BIDS]
    assert kinds(presenting(wishes, [1], HOUR)) == [StageKind.PRESENTING, StageKind.QUESTIONS, StageKind.ACTIONS]


def test_each_form_keeps_its_own_minutes() -> None:
    kept = SetForm(set_id=1, form=Form.SHORT, silence=True)
    kept.minutes = write_minutes(kept.minutes, Form.SHORT, {StageKind.BIDS: 3, StageKind.QUESTIONS: 10})
    kept.minutes = write_minutes(kept.minutes, Form.FULL, {StageKind.ROUND: 0})
    assert wishes_of(kept) == Wishes(Form.SHORT, {StageKind.BIDS: 3}, silence=True)
    assert wishes_of(kept, Form.FULL) == Wishes(Form.FULL, {StageKind.ROUND: 0}, silence=True)
    assert wishes_of(kept, Form.EVERYONE).minutes == {}
    assert write_minutes(kept.minutes, Form.SHORT, {}) == "full.round=0"
    assert wishes_of(None) == Wishes()


def test_ideas_take_five_minutes() -> None:
    assert ideas_stage(Wishes(ideas=True), 7) == Planned(StageKind.IDEAS, 7, 300)


# Who presents


@pytest.mark.parametrize(
    ("form", "length", "members", "room"),
    [
        (Form.FULL, 60, 6, 1),
        (Form.FULL, 90, 6, 1),
        (Form.FULL, 120, 6, 2),
        (Form.FULL, 120, 1, 1),
        (Form.FULL, 5, 6, 1),
        (Form.FULL, 480, 4, 4),
        (Form.SHORT, 60, 6, 2),
        (Form.SHORT, 90, 6, 3),
        (Form.EVERYONE, 60, 8, 8),
        (Form.EVERYONE, 60, 0, 1),
    ],
)
def test_how_many_a_meeting_carries(form: Form, length: int, members: int, room: int) -> None:
    assert how_many(Wishes(form), length * 60, members) == room


def test_who_had_least_time_comes_first_then_who_asked_first() -> None:
    early, late = NOW, NOW + timedelta(minutes=5)
    asked = [Asked(1, 600, early), Asked(2, 0, None), Asked(3, 0, late), Asked(4, 0, early), Asked(5, 90, late)]
    assert fair_order(asked) == [4, 3, 2, 5, 1]
    assert fair_order(asked[::-1]) == [4, 3, 2, 5, 1]

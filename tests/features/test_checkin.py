"""The check-in, as a member lives through it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from albot.domain.reflections import Sharing
from albot.domain.steps import StepState
from albot.sandbox.world import Person
from albot.store import reflections
from albot.store.rows import Rows
from tests.features.cycle import DONE, LEARN, WANT, WAY, answers_all, reflection, second_cycle, step_states, types
from tests.given import given_issue, given_meeting, given_set
from tests.house import House, house


async def test_two_open_and_two_new_steps_take_ten_taps_and_texts(tmp_path: Path) -> None:
    async with second_cycle(tmp_path, "Call Tom", "Write the plan") as (home, given, ana):
        asked = [
            await home.says(ana, "/checkin"),
            await home.presses(ana, "Done"),
            await home.presses(ana, "Not done"),
            await home.presses(ana, "Carry on with it"),
            await types(home, ana, "It was a full month"),
            await types(home, ana, "That I can wait"),
            await types(home, ana, "- Meet Tom\n- Ask Ada"),
            await home.presses(ana, "That's all"),
            await types(home, ana, "One thing a day"),
        ]
        assert len(asked) + 1 == 10
        end = await home.presses(ana, "Share and welcome questions")
        assert [text.splitlines()[0] for text in asked] == [
            "You meant to do this:",
            "You meant to do this:",
            "All right. What got in the way? It may be worth telling the set.",
            f"1 of 4 {DONE}",
            f"2 of 4 {LEARN}",
            f"3 of 4 {WANT}",
            f"3 of 4 {WANT}",
            f"4 of 4 {WAY}",
            f"1. {DONE}",
        ]
        assert "Done: Call Tom\nNot done: Write the plan\n\nAnything else?" in asked[3]
        assert "1. Write the plan (goes on)\n2. Meet Tom (draft)\n3. Ask Ada (draft)" in asked[8]
        assert "Tuesday set" in asked[8] and "Quiet Heron" in asked[8]
        assert (
            end == "Kept. It reaches your set on Fri 20 Nov (18:00 London), and questions are welcome. "
            "You can change this until the meeting: /checkin"
        )
        said = ["It was a full month", "That I can wait", "One thing a day"]
        assert await reflection(home, given) == (Sharing.QUESTIONS, True, said)
        assert await step_states(home, given) == [
            ("Call Tom", StepState.DONE),
            ("Write the plan", StepState.NOT_DONE),
            ("Write the plan", StepState.OPEN),
            ("Meet Tom", StepState.DRAFT),
            ("Ask Ada", StepState.DRAFT),
        ]


async def test_bursts_and_split_texts_join_the_answer_before(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await home.says(ana, "/checkin")
        await types(home, ana, "x" * 4_000)
        assert await types(home, ana, "and the rest of it", after=90) == "Added to answer 1."
        assert await types(home, ana, "and more", after=2) == ""
        await types(home, ana, "Learned this", after=30)
        assert await types(home, ana, "Meet Tom", after=2) == "Added to answer 2."
        moved = await home.presses(ana, "It belongs to 3")
        assert f"3 of 4 {WANT}" in moved and "1. Meet Tom (draft)" in moved
        assert "2. Ask Ada (draft)" in await types(home, ana, "Ask Ada", after=2)
        await home.presses(ana, "That's all")
        await types(home, ana, "Slowly")
        grown = await types(home, ana, "but surely", after=2)
        assert "Added to answer 4." in grown and "Slowly\nbut surely" in grown
        await home.presses(ana, "Keep private")
        said = ["x" * 4_000 + " and the rest of it\nand more", "Learned this", "Slowly\nbut surely"]
        assert await reflection(home, given) == (Sharing.PRIVATE, True, said)


async def test_all_that_joined_since_added_was_said_moves_together(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await home.says(ana, "/checkin")
        await types(home, ana, "I called him")
        assert await types(home, ana, "He was glad", after=2) == "Added to answer 1."
        so_was_i = await _sent(home, ana, "So was I", after=2)
        moved = await home.presses(ana, "It belongs to 2")
        assert f"3 of 4 {WANT}" in moved and "Added" not in moved
        ana.edit(so_was_i, "So am I")  # each text is still one of its own
        await home.news(ana)
        assert "He was glad\nSo am I" in await home.presses(ana, "Back")
        await types(home, ana, "He is glad")
        await types(home, ana, "Meet Tom", after=2)
        await types(home, ana, "Ask Ada", after=2)
        assert "1. Meet Tom (draft)\n2. Ask Ada (draft)" in await home.presses(ana, "It belongs to 3")
        assert (await reflection(home, given))[2] == ["I called him", "He is glad"]


async def test_stopping_for_days_and_other_conversations_come_back_to_the_same_question(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, _given, ana):
        await home.says(ana, "/checkin")
        await types(home, ana, "I called him")
        await home.presses(ana, "Stop for now")
        await home.later(days=4)
        assert await home.presses(ana, "Go on") == f"2 of 4 {LEARN}"
        assert "I put the other question aside" in await home.says(ana, "/issue")
        assert f"2 of 4 {LEARN}" in await home.presses(ana, "Go back to it")
        assert f"3 of 4 {WANT}" in await types(home, ana, "He was glad")


async def test_back_and_change_ask_once_more_and_return(tmp_path: Path) -> None:
    async with second_cycle(tmp_path, "Call Tom") as (home, given, ana):
        await home.says(ana, "/checkin")
        await home.presses(ana, "Partly")
        await types(home, ana, "He was ill")
        await home.presses(ana, "Carry on with it")
        assert "Call Tom" in await home.presses(ana, "Back")  # the ending is taken back, and so is what went on with it
        assert await step_states(home, given) == [("Call Tom", StepState.OPEN)]
        assert "Let go: Call Tom\nHe was ill" in await home.presses(ana, "Let it go")
        await types(home, ana, "First words")
        assert "First words" in await home.presses(ana, "Back")
        assert f"2 of 4 {LEARN}" in await types(home, ana, "Other words")
        await home.presses(ana, "Skip")
        await types(home, ana, "Meet Tom\nAsk Ada")
        await home.presses(ana, "Take out 1")
        await home.presses(ana, "That's all")
        assert "Other words" in await types(home, ana, "Slowly")
        await home.presses(ana, "Change an answer")
        await home.presses(ana, "2")
        whole = await types(home, ana, "That it takes time")
        assert "That it takes time" in whole and "1. Ask Ada (draft)" in whole and "Meet Tom" not in whole
        assert "Ask Ada" in await home.presses(ana, "Start a step now")
        await home.presses(ana, "Facilitator only")
        assert (await step_states(home, given))[-1] == ("Ask Ada", StepState.OPEN)


async def test_a_finished_one_can_be_changed_until_the_meeting_begins(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await answers_all(home, ana)
        shown = await home.says(ana, "/checkin")
        assert "It reaches your set on" in shown
        await home.presses(ana, "Keep private")
        assert (await reflection(home, given))[0] is Sharing.PRIVATE
        await home.says(ana, "/checkin")
        button = next(m for m in reversed(ana.chat.messages) if m.keyboard)
        await home.move_to(datetime(2026, 12, 3, 18, 1, tzinfo=UTC))
        ana.press(button.message_id, "Share")
        await home.settle()
        assert (await reflection(home, given))[0] is Sharing.PRIVATE
        assert f"1 of 4 {DONE}" in await home.says(ana, "/checkin")  # the next cycle, though no meeting is planned


async def test_editing_before_sharing_changes_answers_and_makes_steps_follow_their_lines(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await home.says(ana, "/checkin")
        answer = await _sent(home, ana, "I called him")
        await home.presses(ana, "Skip")
        named = await _sent(home, ana, "Meet Tom\nAsk Ada\nSleep")
        ana.edit(named, "Meet Tom and Eve\nAsk Ada")
        assert "1. Meet Tom and Eve (draft)\n2. Ask Ada (draft)\n\nAnother" in await home.news(ana)
        ana.edit(named, "Meet Eve\nAsk Ada\nRest\nRead")
        assert "1. Meet Eve (draft)\n2. Ask Ada (draft)\n3. Rest (draft)\n4. Read (draft)" in await home.news(ana)
        ana.edit(answer, "I wrote to him")
        await home.news(ana)
        await home.presses(ana, "That's all")
        assert "I wrote to him" in await types(home, ana, "Slowly")
        assert await reflection(home, given) == (Sharing.UNDECIDED, False, ["I wrote to him", "", "Slowly"])


async def _sent(home: House, person: Person, text: str, *, after: float = 60) -> int:
    """Somebody types; returns the id of their message."""
    await types(home, person, text, after=after)
    return next(m.message_id for m in reversed(person.chat.messages) if m.text == text)


async def test_before_the_first_meeting_only_the_issue_is_asked(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        assert "Before the first meeting I ask only about your issue." in await home.says(given["Ana"], "/checkin")
        assert "2 of 3" in await types(home, given["Ana"], "Nobody reads my reports")
        await given_issue(home, given, "Ben")
        assert "all is done" in await home.says(given["Ben"], "/checkin")


async def test_not_this_time_and_a_change_of_mind(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await home.move_to(datetime(2026, 11, 30, 18, 1, tzinfo=UTC))
        assert "Your set meets" in await home.news(ana)
        assert "I will not ask again" in await home.presses(ana, "Not this time")
        await home.move_to(datetime(2026, 12, 2, 18, 1, tzinfo=UTC))
        assert await home.news(ana) == ""
        assert await home.news(given["Ben"]) != ""
        assert f"1 of 4 {DONE}" in await home.says(ana, "/checkin")


async def test_what_is_left_past_the_meeting_is_kept_and_the_next_begins_anew(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, given, ana):
        await home.says(ana, "/checkin")
        await types(home, ana, "I called him")
        await home.presses(ana, "Stop for now")
        go_on = next(m for m in reversed(ana.chat.messages) if m.keyboard)
        await home.move_to(datetime(2026, 12, 3, 18, 1, tzinfo=UTC))
        await home.news(ana)
        ana.press(go_on.message_id, "Go on")
        assert "Your set has met since then." in await home.news(ana)
        assert await reflection(home, given) == (Sharing.UNDECIDED, False, ["I called him"])


async def test_text_when_nothing_is_asked_becomes_an_answer_or_a_step(tmp_path: Path) -> None:
    async with second_cycle(tmp_path, "Call Tom") as (home, given, ana):
        await home.says(ana, "I thought about it all week")
        assert "Call Tom" in await home.presses(ana, "Check-in answer")  # the open step comes first all the same
        assert f"2 of 4 {LEARN}" in await home.presses(ana, "Done")
        await home.presses(ana, "Stop for now")
        await types(home, ana, "Meet Eve\nRest")
        assert "1. Meet Eve\n2. Rest" in await home.presses(ana, "New step")
        assert (await step_states(home, given))[1:] == [("Meet Eve", StepState.OPEN), ("Rest", StepState.OPEN)]
        said = (await reflection(home, given))[2]
        assert said == ["I thought about it all week"]


async def test_a_member_of_two_sets_says_which_one_a_text_is_for(tmp_path: Path) -> None:
    async with second_cycle(tmp_path) as (home, _given, ana):
        other = await given_set(home, facilitator="Flo", members=("Ana",), meeting=None, name="Night set")
        await given_meeting(home, other, "2026-11-05T18:00")
        await home.says(ana, "I thought about it")
        assert await home.presses(ana, "Check-in answer") == "Which set?"
        assert f"2 of 4 {LEARN}" in await home.presses(ana, "Night set")

        def in_the_other(rows: Rows) -> bool:
            return reflections.for_cycle(rows, other.members["Ana"], None) is not None

        assert await home.app.store.run(in_the_other)

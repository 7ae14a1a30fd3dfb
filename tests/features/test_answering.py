"""Answering a question, passing it on to the set, *This made me think* and *Later*."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import select

from albot.chat import delivering
from albot.chat.answering_to import take_back_exchanges
from albot.chat.message import base36
from albot.domain.questions import Reply
from albot.domain.sets import Member, MemberState
from albot.sandbox.world import Person
from albot.store import questions
from albot.store.rows import Rows
from tests.features.asked import EVENING, NEXT_MORNING, WORDS, a_question_came, given_question
from tests.given import GivenSet, given_set
from tests.house import House, house

TO_BEN = "To Blue Otter, in Tuesday set. You are Quiet Heron there."
FROM_SOMEBODY = "from somebody in the set:"
SENT = "Good. It arrives on Sat 21 Nov (09:00 London)."


async def answered(home: House, given: GivenSet, text: str = "I would stay at home.", *, how: str = "Send") -> None:
    """Ana answers the question that she has read."""
    await home.presses(given["Ana"], "Answer")
    await home.says(given["Ana"], text)
    assert await home.presses(given["Ana"], how) == SENT


def shown(person: Person, words: str) -> list[str]:
    """What of the bot's messages in a chat holds these words."""
    return [m.text for m in person.chat.messages if m.sender is None and not m.deleted and words in m.text]


async def test_an_answer_goes_to_the_one_who_asked_and_to_nobody_else(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana, ben, chi = given["Ana"], given["Ben"], given["Chi"]
        asked = await home.presses(ana, "Answer")
        assert "What do you want to tell Blue Otter?" in asked
        assert WORDS not in asked  # they stand in the copy above, which goes when its author takes it back
        first = await home.says(ana, "I would stay at home.")
        assert first.startswith(f"{TO_BEN}\nI would stay at home.\nIt arrives on")
        assert await home.says(ana, "And read.") == (
            "Added to answer 1.\n---\n" + first.replace("home.\nIt", "home.\nAnd read.\nIt")
        )
        await home.later(minutes=1)
        assert await home.says(ana, "I would read.") == first.replace("stay at home", "read")
        assert await home.presses(ana, "Send") == SENT
        assert "Answer" not in home.buttons(ana)
        await home.move_to(NEXT_MORNING - timedelta(minutes=1))
        assert await home.news(ben) == ""
        await home.move_to(NEXT_MORNING)
        assert await home.news(ben) == "New in your set\nSomebody answered your question."
        read = await home.presses(ben, "Read")
        assert read == (
            f"Quiet Heron, Saturday 21 November\n\nOpen question, from you:\n{WORDS}\nThe answer:\nI would read."
        )
        assert home.buttons(ben) == ["Something is wrong here"]
        ben.send("Read what?", reply_to=next(m.message_id for m in ben.chat.messages if "from you" in m.text))
        assert (await home.news(ben)).startswith("To Quiet Heron:\nRead what?\nWhat is it?")
        assert await home.news(chi) == await home.news(given["Fay"]) == ""


async def test_what_goes_on_to_the_set_names_the_asker_only_after_their_yes(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ben, chi, fay = given["Ben"], given["Chi"], given["Fay"]
        await answered(home, given, how="Send to the set too")
        await home.move_to(NEXT_MORNING)
        everybody = "A question and its answer came for all."
        assert [everybody in await home.news(each) for each in (ben, chi, fay)] == [True, True, True]
        assert await home.news(given["Ana"]) == ""
        copies = [shown(each, FROM_SOMEBODY) for each in (ben, chi, fay) if await home.presses(each, "Read")]
        assert copies[0] == copies[1] == copies[2]
        assert copies[1][0].startswith("Quiet Heron, Saturday 21 November\n\nOpen question, from somebody in the set:")
        assert WORDS in copies[1][0] and "I would stay at home." in copies[1][0] and "Otter" not in copies[1][0]
        assert "The others see that from Sat 21 Nov (18:00 London) on." in await home.presses(ben, "Show my handle too")
        await home.move_to(datetime(2026, 11, 21, 17, 59, tzinfo=UTC))
        assert shown(chi, FROM_SOMEBODY) and not shown(chi, "Otter")
        await home.move_to(datetime(2026, 11, 21, 18, 0, tzinfo=UTC))
        assert "Open question, from Blue Otter:" in shown(chi, WORDS)[0] and not shown(chi, FROM_SOMEBODY)
        await home.presses(ben, "Without my handle again")
        await home.move_to(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
        assert shown(chi, FROM_SOMEBODY) and not shown(chi, "Otter")


async def test_a_reply_to_a_question_opens_the_last_screen_and_nothing_leaves_without_send(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana = given["Ana"]
        await home.says(ana, "/me")
        await home.presses(ana, "Time zone")
        ana.send("I would leave.", reply_to=question_message(ana))
        said = await home.news(ana)
        assert "I put the other question aside." in said
        assert f"{TO_BEN}\nI would leave." in said
        assert "I would leave.\nAt once." in await home.says(ana, "At once.")
        await home.move_to(NEXT_MORNING)
        assert "answered" not in await home.news(given["Ben"])
        await home.presses(ana, "Send")
        ana.send("Once more.", reply_to=question_message(ana))
        assert (await home.news(ana)).startswith("You answered this one.")


def question_message(person: Person) -> int:
    """The message that shows the question."""
    return next(m.message_id for m in person.chat.messages if m.sender is None and WORDS in m.text)


async def test_an_answer_is_sent_once_whatever_is_pressed(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana = given["Ana"]
        await home.presses(ana, "Answer")
        await home.says(ana, "I would stay at home.")
        old = ana.chat.messages[-1].message_id
        await home.presses(ana, "Change")
        assert (await home.presses(ana, "Leave it as it is")).startswith(TO_BEN)
        ana.press_anyway(old, await send_data(home, 2))
        assert await home.news(ana) == ""
        await home.presses(ana, "Send to the set too")
        for verb in ("answer.send", "answer.send_all"):
            for asked in range(6):
                ana.press_anyway(old, await send_data(home, asked, verb))
        await home.presses(ana, "Answer")
        given["Chi"].press_anyway(old, await send_data(home, 4))
        await home.move_to(NEXT_MORNING)
        assert await home.news(given["Ben"]) == (
            "New in your set\nSomebody answered your question.\nA question and its answer came for all."
        )


async def send_data(home: House, asked: int, verb: str = "answer.send") -> str:
    """The data of *Send* under a last screen."""
    found: list[int] = await home.app.store.run(lambda rows: [each.id for each in rows.session.scalars(select(Reply))])
    return ":".join([verb, base36(found[0]), base36(asked)])


async def test_a_question_that_is_taken_back_is_not_answered(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, chi = given["Ana"], given["Chi"]
        taken_back = await given_question(home, given, "Ben", "Ana")
        await home.move_to(EVENING)
        await home.presses(ana, "Read")
        await answered(home, given, how="Send to the set too")
        second = await given_question(home, given, "Chi", "Ana", "Who else knows?")
        await home.move_to(NEXT_MORNING)
        await home.presses(ana, "Read")
        await home.presses(chi, "Read")
        assert shown(chi, FROM_SOMEBODY)
        await home.presses(ana, "Answer")
        await home.says(ana, "My sister.")
        await home.app.store.run(lambda rows: take_back(rows, home, second))
        assert "not open any more" in await home.presses(ana, "Send")
        await home.app.store.run(lambda rows: take_back(rows, home, taken_back))
        await home.settle()
        assert not shown(chi, FROM_SOMEBODY)
        assert "No question waits" in await home.says(ana, "/inbox")


def take_back(rows: Rows, home: House, question_id: int) -> None:
    """Its asker takes a question back."""
    delivery = questions.delivery_of(rows, question_id)
    assert delivery is not None
    delivering.withdraw(rows, delivery, home.clock.now())
    take_back_exchanges(rows, question_id, home.clock.now())


async def test_an_answer_to_somebody_who_left_is_kept_and_delivered_to_nobody(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)

        def leave(rows: Rows) -> None:
            rows.need(Member, given.members["Ben"]).state = MemberState.LEFT

        await home.app.store.run(leave)
        await answered(home, given)
        await home.move_to(NEXT_MORNING)
        assert await home.news(given["Ben"]) == ""
        kept = await home.app.store.run(lambda rows: [each.sent_at for each in rows.session.scalars(select(Reply))])
        assert len(kept) == 1 and kept[0] is not None


async def test_made_me_think_is_told_once_and_an_answer_may_follow(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana, ben = given["Ana"], given["Ben"]
        for _ in range(2):
            await home.presses(ana, "This made me think")
        await home.presses(ana, "Later")
        assert "You said that this made you think." in ana.chat.messages[-1].text
        await answered(home, given)
        await home.move_to(NEXT_MORNING)
        news = await home.news(ben)
        assert "A question of yours made somebody think." in news and "Somebody answered your question." in news
        read = await home.presses(ben, "Read")
        assert read.count("This made them think:") == 1
        assert f"This made them think:\nOpen question\n{WORDS}" in read
        assert await home.news(given["Chi"]) == ""


async def test_later_comes_at_the_time_chosen_and_not_when_it_was_answered_meanwhile(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]
        await given_question(home, given, "Ben", "Ana")
        await given_question(home, given, "Chi", "Ana", "Who else knows?")
        await home.move_to(EVENING)
        await home.presses(ana, "Read")
        for words in ("Who else knows?", WORDS):
            message = next(m for m in ana.chat.messages if m.sender is None and words in m.text)
            ana.press(message.message_id, "Later")
            assert (await home.news(ana)).startswith("When shall I come back")
            await home.presses(ana, "Tomorrow")
            assert ana.chat.messages[-1].text == "All right. I come back to this on Sat 21 Nov (09:00 London)."
        ana.send("My sister.", reply_to=next(m.message_id for m in ana.chat.messages if "Who else" in m.text))
        assert "To Slow River" in await home.news(ana)
        await home.presses(ana, "Send")
        await home.move_to(NEXT_MORNING - timedelta(minutes=1))
        assert nudges(ana) == 0
        await home.move_to(NEXT_MORNING)
        assert nudges(ana) == 1
        assert "1. Blue Otter" in await home.presses(ana, "Show")
        await home.later(days=5)
        assert nudges(ana) == 1


def nudges(person: Person) -> int:
    """How many nudges about questions are in a chat."""
    return len(shown(person, "asked you something."))


async def test_a_question_that_waits_is_followed_up_once_on_the_second_morning(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana = given["Ana"]
        await home.move_to(datetime(2026, 11, 22, 8, 59, tzinfo=UTC))
        assert nudges(ana) == 0
        await home.move_to(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
        assert shown(ana, "asked you something.") == [
            "Somebody in your set asked you something. It waits for you. A short answer is enough."
        ]
        assert home.buttons(ana) == ["Show", "Later", "Stop these"]
        await home.move_to(datetime(2026, 11, 29, 9, 0, tzinfo=UTC))
        assert nudges(ana) == 1


async def test_a_question_put_aside_or_on_a_closed_issue_is_not_followed_up(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana, ben = given["Ana"], given["Ben"]
        await given_question(home, given, "Ana", "Ben")
        await home.presses(ana, "Later")
        await home.presses(ana, "No reminder")
        await home.move_to(NEXT_MORNING)
        await home.presses(ben, "Read")
        await home.presses(ben, "No more questions")
        await home.move_to(datetime(2026, 11, 29, 9, 0, tzinfo=UTC))
        assert nudges(ana) == nudges(ben) == 0
        assert "1. Blue Otter" in await home.says(ana, "/inbox")
        assert "1. Quiet Heron" in await home.says(ben, "/inbox")


async def test_editing_changes_an_answer_on_its_way_and_asks_about_one_that_was_read(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana, ben, chi = given["Ana"], given["Ben"], given["Chi"]
        await answered(home, given, how="Send to the set too")
        typed = next(m.message_id for m in ana.chat.messages if m.text == "I would stay at home.")
        ana.edit(typed, "I would go.")
        assert await home.news(ana) == "Changed."
        await home.move_to(NEXT_MORNING)
        for each in (ben, chi):
            await home.presses(each, "Read")
            assert shown(each, "I would go.") and not shown(each, "stay at home")
        ana.edit(typed, "I would run.")
        assert "Shall theirs change too?" in await home.news(ana)
        await home.presses(ana, "Keep theirs as it was")
        await home.presses(ben, "Show my handle too")
        await home.move_to(datetime(2026, 11, 21, 18, 0, tzinfo=UTC))
        assert "Open question, from Blue Otter:" in shown(chi, "I would go.")[0] and not shown(chi, "I would run.")
        ana.edit(typed, "I would fly.")
        await home.news(ana)
        await home.presses(ana, "Yes, change it")
        await home.move_to(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
        for each in (ben, chi):
            assert shown(each, "I would fly.") and not shown(each, "I would go.")

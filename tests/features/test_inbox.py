"""`/inbox`: what waits, opening and closing, muting, and what others see of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from albot.chat import delivering
from albot.chat.message import base36
from albot.chat.registry import Registry
from albot.domain.deliveries import as_others_see
from albot.domain.delivery_rows import Copy
from albot.domain.questions import Mute, QuestionKind
from albot.domain.sets import Member
from albot.features import FEATURES
from albot.store import questions
from albot.store.rows import Rows
from tests.features.asked import EVENING, NEXT_MORNING, WORDS, a_question_came, given_question
from tests.given import GivenSet, given_set
from tests.house import House, house


async def test_it_lists_what_waits_and_shows_it_again_until_it_is_answered(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]
        assert (await home.says(ana, "/inbox")).startswith("Questions to you\nNo question waits for you.")
        await given_question(home, given, "Ben", "Ana")
        assert "No question waits" in await home.says(ana, "/inbox")
        await home.move_to(EVENING)
        await given_question(home, given, "Chi", "Ana", "You sounded tired.", QuestionKind.NOTICING)
        await home.move_to(NEXT_MORNING)
        page = await home.says(ana, "/inbox")
        assert page.split("\n\n")[0].splitlines()[-2:] == ["1. Blue Otter: Open question", "2. Slow River: Noticing"]
        assert home.buttons(ana) == ["Read 1", "Read 2", "Close to questions", "Invite ideas"]
        assert "You sounded tired." in await home.presses(ana, "Read 2")
        assert home.buttons(ana) == ["Answer", "This made me think", "Later", "No more questions", "More"]
        await home.presses(ana, "This made me think")
        await home.presses(ana, "Read 1")
        await home.presses(ana, "Answer")
        await home.says(ana, "I would stay at home.")
        assert "1. Blue Otter" in await home.says(ana, "/inbox")
        await home.presses(ana, "Send")
        assert "No question waits" in await home.says(ana, "/inbox")


async def test_closing_and_inviting_show_to_others_from_the_delivery_time_on(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana = given["Ana"]
        said = await home.presses(ana, "No more questions")
        assert said == (
            "Your issue is closed to questions. The others see that from Sat 21 Nov (09:00 London) on. "
            "What was asked before stays in /inbox."
        )
        assert await seen(home, given) == (True, False)
        page = await home.says(ana, "/inbox")
        assert "1. Blue Otter" in page
        assert "Your issue is closed to questions. The others see that from Sat 21 Nov (09:00 London) on." in page
        await home.presses(ana, "Invite ideas")
        assert "You invite ideas. The others see that" in ana.chat.messages[-1].text
        assert home.buttons(ana) == ["Read 1", "Open to questions", "No more ideas"]
        await home.move_to(NEXT_MORNING)
        assert await seen(home, given) == (False, True)
        page = await home.says(ana, "/inbox")
        assert page.endswith("Your issue is closed to questions.\nYou invite ideas.")
        await home.presses(ana, "Open to questions")
        await home.move_to(datetime(2026, 11, 21, 18, 0, tzinfo=UTC))
        assert await seen(home, given) == (True, True)


async def seen(home: House, given: GivenSet) -> tuple[bool, bool]:
    """Whether others see that Ana welcomes questions, and ideas."""
    now = home.clock.now()

    def look(rows: Rows) -> tuple[bool, bool]:
        ana = rows.need(Member, given.members["Ana"])
        return as_others_see(ana.questions, ana.questions_from, now), as_others_see(ana.ideas, ana.ideas_from, now)

    return await home.app.store.run(look)


async def test_who_is_muted_reaches_nobody_and_is_not_told(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana, ben = given["Ana"], given["Ben"]
        await home.news(ben)
        assert "You can mute Blue Otter" in await home.presses(ana, "More")
        assert home.buttons(ana) == ["Mute Blue Otter", "Something is wrong here"]
        await home.presses(ana, "Mute Blue Otter")
        assert ana.chat.messages[-1].text.startswith("Questions of Blue Otter reach you no more.")
        page = await home.says(ana, "/inbox")
        assert "No question waits" in page and page.endswith("Muted: Blue Otter")
        await given_question(home, given, "Ben", "Ana", "And now?")
        await home.move_to(NEXT_MORNING)
        assert await home.news(ana) == await home.news(ben) == ""
        await home.presses(ana, "Unmute Blue Otter")
        assert "1. Blue Otter" in ana.chat.messages[-1].text and "Muted" not in ana.chat.messages[-1].text
        await given_question(home, given, "Ben", "Ana", "And what then?")
        await home.move_to(datetime(2026, 11, 21, 18, 0, tzinfo=UTC))
        assert await home.news(ana) != ""


async def test_what_was_taken_back_is_gone_from_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana = given["Ana"]
        asked = await given_question(home, given, "Ben", "Ana")
        await home.move_to(EVENING)
        assert "1. Blue Otter" in await home.says(ana, "/inbox")

        def take_back(rows: Rows) -> None:
            delivery = questions.delivery_of(rows, asked)
            assert delivery is not None
            delivering.withdraw(rows, delivery, home.clock.now())

        await home.app.store.run(take_back)
        assert await home.presses(ana, "Read 1") == ""
        assert not [m for m in ana.chat.messages if WORDS in m.text]
        assert "No question waits" in await home.says(ana, "/inbox")


def copies_by_reader(rows: Rows) -> dict[int | None, int]:
    """The id of the one copy that each has, by their membership."""
    return {each.member_id: each.id for each in rows.session.scalars(select(Copy))}


async def test_forged_presses_on_copies_of_others_or_of_another_kind_change_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana, ben, chi = given["Ana"], given["Ben"], given["Chi"]
        await home.presses(ana, "Answer")
        await home.says(ana, "I would stay at home.")
        await home.presses(ana, "Send")
        await home.move_to(NEXT_MORNING)
        await home.presses(ben, "Read")
        on_questions = ("answer.start", "answer.thought", "answer.later", "answer.more", "mute.asker", "inbox.close",
                        "inbox.read")  # fmt: skip
        on_answers = ("answer.name", "answer.unname")
        copies = await home.app.store.run(copies_by_reader)
        question, answer = copies[given.members["Ana"]], copies[given.members["Ben"]]
        forged = [(chi, verb, copy) for copy in (question, answer) for verb in (*on_questions, *on_answers)]
        forged += [(ben, verb, answer) for verb in on_questions] + [(ana, verb, question) for verb in on_answers]
        home.server.calls.clear()
        for who, verb, copy in forged:
            who.press_anyway(1, f"{verb}:{base36(copy)}")
        await home.settle()
        said = [str(call.parameters.get("text")) for call in home.server.calls if call.method == "answerCallbackQuery"]
        assert len(said) == len(forged) and all("This button is from earlier" in each for each in said)
        assert await home.app.store.run(lambda rows: list(rows.session.scalars(select(Mute)))) == []


async def test_now_says_that_a_question_waits_and_leads_to_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana = given["Ana"]
        assert "A question waits for you." in await home.says(ana, "/start")
        assert "1. Blue Otter" in await home.presses(ana, "Questions to me")
        await home.presses(ana, "Read 1")
        await home.presses(ana, "This made me think")
        assert "A question waits" not in await home.says(ana, "/start")


def test_the_menu_shows_seven() -> None:
    shown = sorted((each.menu, each.name) for each in Registry(FEATURES).commands.values() if each.menu is not None)
    assert [name for _place, name in shown] == ["checkin", "steps", "set", "inbox", "me", "privacy", "help"]

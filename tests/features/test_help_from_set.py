"""*Ask the set for help*: what the set reads, when, and that it hears when no more help is needed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from albot.domain.delivery_rows import Copy, Delivery, DeliveryKind
from albot.domain.sets import Member
from albot.sandbox.world import Person
from albot.store.rows import Rows
from tests.features.cycle import types
from tests.given import given_set, given_steps
from tests.house import House, house

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NEWS = "New in your set\nSomebody asks the set for help with a step."


def shown(person: Person) -> list[str]:
    """What stands in a chat by now, of the bot's."""
    return [m.text for m in person.chat.messages if m.sender is None and not m.deleted]


def data_of(person: Person, label: str) -> str:
    """The data of the newest button with this label."""
    found = [b for m in person.chat.messages for row in m.keyboard for b in row if b["text"] == label]
    return str(found[-1]["callback_data"])


async def asks_for_help(home: House, person: Person, line: str = "Somebody who has done this before") -> str:
    """Somebody asks the set for help with their first step, up to the last screen; returns that."""
    await home.says(person, "/steps")
    await home.presses(person, "1")
    await home.presses(person, "Ask the set for help")
    return await types(home, person, line) if line else await home.presses(person, "Skip")


async def help_deliveries(home: House) -> int:
    """How many requests for help there are, sent or withdrawn."""

    def look(rows: Rows) -> int:
        return len(list(rows.session.scalars(select(Delivery).where(Delivery.kind == DeliveryKind.HELP))))

    return await home.app.store.run(look)


async def test_the_set_reads_the_step_and_the_line_at_the_delivery_time_and_can_ask(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_steps(home, given, "Ana", "Call Tom")
        ana, ben, chi, fay = (given[name] for name in ("Ana", "Ben", "Chi", "Fay"))
        last = await asks_for_help(home, ana)
        assert "To the whole set, in Tuesday set. You are Quiet Heron there." in last
        assert "Call Tom\nWhat would help\nSomebody who has done this before" in last
        assert "Fri 20 Nov (18:00 London)" in last
        assert "Somebody who knows Tom" in await types(home, ana, "Somebody who knows Tom")  # takes its place
        assert "questions on this step are welcome" in await home.presses(ana, "Send")
        await home.news(ana)
        await home.move_to(EVENING.replace(hour=17, minute=59))
        assert [await home.news(each) for each in (ben, chi, fay)] == ["", "", ""]
        await home.move_to(EVENING)
        assert [await home.news(each) for each in (ben, chi, fay, ana)] == [NEWS, NEWS, NEWS, ""]
        read = await home.presses(ben, "Read")
        assert read == (
            "Quiet Heron, Friday 20 November\n\nAsks for help with a step. Questions on it are welcome.\n"
            "Call Tom\nWhat would help\nSomebody who knows Tom"
        )
        assert home.buttons(ben) == ["Ask a question", "Something is wrong here"]
        await home.presses(ben, "Ask a question")
        assert "Quiet Heron" in shown(ben)[-1]
        await home.presses(chi, "Read")
        chi.send("What have you tried?", chi.chat.messages[-1].message_id)  # a swipe is the beginning of a question
        assert "What have you tried?" in await home.news(chi)


async def test_an_ended_step_needs_no_more_help_and_one_taken_back_needs_it_again(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_steps(home, given, "Ana", "Call Tom")
        ana, ben, chi = given["Ana"], given["Ben"], given["Chi"]
        await asks_for_help(home, ana, "")
        await home.presses(ana, "Send")
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        await home.says(ana, "/steps")
        await home.presses(ana, "1")
        await home.presses(ana, "Change the words")
        await types(home, ana, "Call Tom about the money")  # what the set has is what it was sent
        await home.says(ana, "/steps")
        await home.presses(ana, "1")
        await home.presses(ana, "Not done")
        await home.move_to(MORNING.replace(hour=8, minute=59))
        assert "Call Tom" in shown(ben)[-1]
        await home.move_to(MORNING)
        assert shown(ben)[-1].endswith("Asked for help with a step, and needs no more of it. Thank you.")
        assert "Ask a question" not in home.buttons(ben)
        copy = next(m for m in reversed(ben.chat.messages) if "needs no more of it" in m.text)
        ben.send("What did he say?", copy.message_id)
        assert "takes no questions just now" in await home.news(ben)  # as closed to them as before
        await home.presses(ana, "Back")
        await home.move_to(MORNING.replace(hour=18))
        assert copy.text.endswith("Call Tom")
        assert "about the money" not in "".join(shown(ben))
        await home.news(chi)
        assert "Call Tom" in await home.presses(chi, "Read")


async def test_enough_help_and_a_step_that_ended_before_the_delivery_time_reach_nobody(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_steps(home, given, "Ana", "Call Tom", "Sleep")
        ana, ben = given["Ana"], given["Ben"]
        await asks_for_help(home, ana)
        await home.presses(ana, "Send")
        await home.presses(ana, "Back to the step")
        await home.presses(ana, "Ask the set for help")
        assert "You asked the set for help with this:\nCall Tom\nWhat would help" in shown(ana)[-1]
        await home.presses(ana, "I have help enough")
        assert shown(ana)[-1] == "Taken back. Nobody has read it."
        await home.says(ana, "/steps")
        await home.presses(ana, "2")
        await home.presses(ana, "Ask the set for help")
        await home.presses(ana, "Skip")
        await home.presses(ana, "Send")
        await home.says(ana, "/steps")
        await home.presses(ana, "2")
        await home.presses(ana, "Done")
        await home.move_to(EVENING)
        assert await home.news(ben) == ""
        await asks_for_help(home, ana, "")  # once more, now in earnest
        await home.presses(ana, "Send")
        await home.move_to(MORNING)
        assert await home.news(ben) == NEWS
        assert "Call Tom" in await home.presses(ben, "Read")
        assert "What would help" not in shown(ben)[-1]
        await home.presses(ana, "Back to the step")
        await home.presses(ana, "Ask the set for help")
        await home.presses(ana, "I have help enough")
        assert "What others wrote to you stays." in shown(ana)[-1]
        assert "Call Tom" in shown(ben)[-1]
        await home.move_to(MORNING.replace(hour=18))
        assert "needs no more of it" in shown(ben)[-1]


async def test_an_edited_line_comes_to_the_last_screen_again(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_steps(home, given, "Ana", "Call Tom")
        ana, ben = given["Ana"], given["Ben"]
        await asks_for_help(home, ana, "Tom's numbr")
        typed = next(m for m in reversed(ana.chat.messages) if m.text == "Tom's numbr")
        await home.presses(ana, "Send")
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        ana.edit(typed.message_id, "Tom's number")
        assert "To the whole set" in await home.news(ana)
        await home.move_to(MORNING)
        assert "Tom's numbr" in shown(ben)[-1]  # nothing changes without Send
        await home.presses(ana, "Send")
        await home.move_to(MORNING.replace(hour=18))
        assert "Tom's number" in shown(ben)[-1]


async def test_a_muted_member_cannot_ask_and_forged_or_old_buttons_send_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_steps(home, given, "Ana", "Call Tom")
        ana, ben = given["Ana"], given["Ben"]
        await asks_for_help(home, ana, "A word")
        old = data_of(ana, "Send")
        await types(home, ana, "Another word")
        ana.press_anyway(1, old)  # under an older text
        ben.press_anyway(1, data_of(ana, "Send"))  # of somebody else's step
        await home.settle()
        assert await help_deliveries(home) == 0

        def mute(rows: Rows) -> None:
            rows.need(Member, given.members["Ana"]).muted_at = home.clock.now()

        await home.app.store.run(mute)
        assert "A facilitator has muted you" in await home.presses(ana, "Send")
        assert await help_deliveries(home) == 0
        await home.says(ana, "/steps")
        await home.presses(ana, "1")
        assert "A facilitator has muted you" in await home.presses(ana, "Ask the set for help")


async def test_what_a_mute_comes_before_does_not_go_out(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_steps(home, given, "Ana", "Call Tom")
        await asks_for_help(home, given["Ana"])
        await home.presses(given["Ana"], "Send")

        def mute(rows: Rows) -> None:
            rows.need(Member, given.members["Ana"]).muted_at = home.clock.now()

        await home.app.store.run(mute)
        await home.move_to(EVENING)
        assert await home.news(given["Ben"]) == ""
        assert await home.app.store.run(lambda rows: list(rows.session.scalars(select(Copy)))) == []

"""/facilitator and /write: letters in private, who gets them, and answers to them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from albot.domain.sets import ActionSet, Member, MemberState, Role
from albot.store.rows import Rows
from tests.features.links import shown
from tests.features.test_members import chat_of, data_of, forged, reads, role
from tests.given import GivenSet, given_set
from tests.house import House, house

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


async def contact(home: House, given: GivenSet, text: str) -> None:
    """The ground rules name whom to turn to."""

    def write(rows: Rows) -> None:
        rows.seal(rows.need(ActionSet, given.set_id), "contact_sealed", text)

    await home.app.store.run(write)


async def test_a_letter_reaches_the_facilitators_of_its_delivery_time_and_no_later_ones(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await contact(home, given, "The helpline: 0800 1111")
        ana, ben, chi, fay = (given[name] for name in ("Ana", "Ben", "Chi", "Fay"))
        first = await home.says(ana, "/facilitator")
        assert "your facilitator" in first and "Fri 20 Nov (18:00 London)" in first
        assert "If this is too much, do not wait for that. This is quicker:" in first and "0800 1111" in first
        last = await home.says(ana, "I feel lost in this set.")
        assert "To your facilitator, in Tuesday set. You are Quiet Heron there." in last
        await home.presses(ana, "Send")
        assert "It is on its way to your facilitator" in shown(ana)
        await role(home, given, "Ben", Role.FACILITATOR)
        await home.move_to(EVENING.replace(hour=17, minute=59))
        assert await home.news(fay) == ""
        await home.move_to(EVENING)
        await role(home, given, "Chi", Role.FACILITATOR)
        for reader in (fay, ben):
            assert await home.news(reader) == "New in your set\nThere is a letter for you."
            read = await reads(home, reader)
            assert read.splitlines()[0] == "Quiet Heron, Friday 20 November"
            assert "To the facilitators alone:" in read and "I feel lost in this set." in read
            assert ":" not in read.splitlines()[0]
        await home.later(days=3)
        assert "lost" not in chat_of(chi) and "letter" not in chat_of(chi)


async def test_an_answer_goes_to_its_author_alone_and_theirs_back_to_the_facilitators(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay, chi = (given[name] for name in ("Ana", "Ben", "Fay", "Chi"))
        await home.says(ana, "/facilitator", "I feel lost.")
        await home.presses(ana, "Send")
        await home.move_to(EVENING)
        await reads(home, fay)
        asked = await home.presses(fay, "Answer")
        assert "What do you want to tell Quiet Heron?" in asked
        await home.later(minutes=1)
        await home.says(fay, "What would help?")
        assert "To Quiet Heron, in Tuesday set. You are Steady Lamp there." in shown(fay)
        await home.presses(fay, "Send")
        await role(home, given, "Ben", Role.FACILITATOR)
        await home.move_to(MORNING)
        read = await reads(home, ana)
        assert read.startswith("Steady Lamp, Saturday 21 November") and "From a facilitator, to you alone:" in read
        ana.send("A quieter start.", reply_to=ana.chat.messages[-1].message_id)
        assert "To your facilitators, in Tuesday set." in await home.news(ana)
        await home.presses(ana, "Send")
        await home.move_to(EVENING.replace(day=21))
        for reader in (fay, ben):
            assert "A quieter start." in await reads(home, reader)
        assert "What would help?" not in chat_of(ben) + chat_of(chi)
        assert "quieter" not in chat_of(chi)


async def test_a_facilitator_writes_to_one_handle_and_a_burst_joins(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay, ben, ana = given["Fay"], given["Ben"], given["Ana"]
        await home.says(fay, "/write")
        assert home.buttons(fay) == ["Blue Otter", "Quiet Heron", "Slow River"]
        assert "What do you want to tell Blue Otter?" in await home.presses(fay, "Blue Otter")
        await home.says(fay, "How are you?", "We missed you.")
        assert "How are you?\nWe missed you." in shown(fay)
        await home.later(minutes=1)
        await home.says(fay, "We missed you on Tuesday.")
        assert "How are you?" not in shown(fay)
        await home.presses(fay, "Change")
        assert "you wrote so far:" in shown(fay)
        await home.presses(fay, "Keep it")
        await home.presses(fay, "Send")
        await home.move_to(EVENING)
        assert await home.news(ana) == ""
        read = await reads(home, ben)
        assert "We missed you on Tuesday." in read and read.count("From a facilitator") == 1
        assert home.buttons(ben) == ["Answer", "Something is wrong here"]


async def test_the_only_facilitator_has_nobody_to_write_to_and_two_have_each_other(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay, ben, ana = given["Fay"], given["Ben"], given["Ana"]
        assert "You are the only facilitator here." in await home.says(fay, "/facilitator")
        await role(home, given, "Ben", Role.FACILITATOR)
        assert "the other facilitator" in await home.says(fay, "/facilitator")
        await home.says(fay, "Shall we swap?")
        await home.presses(fay, "Send")
        await home.move_to(EVENING)
        assert "Shall we swap?" in await reads(home, ben)
        assert await home.news(ana) == "" and await home.news(fay) == ""
        assert "only facilitator" not in await home.says(ana, "/facilitator")
        assert "for facilitators" in await home.says(ana, "/write")


async def test_a_letter_can_be_edited_until_it_may_have_been_read(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, fay = given["Ana"], given["Fay"]
        await home.says(ana, "/facilitator", "I feel lsot.")
        sent = next(m for m in ana.chat.messages if m.text == "I feel lsot.")
        ana.edit(sent.message_id, "I feel lost.")
        assert "I feel lost." in (await home.news(ana)).split("---")[-1]  # the last screen comes again
        await home.presses(ana, "Send")
        ana.edit(sent.message_id, "I feel quite lost.")
        assert "Changed." in await home.news(ana)
        await home.move_to(EVENING)
        assert "I feel quite lost." in await reads(home, fay)
        ana.edit(sent.message_id, "I feel fine.")
        assert "leave it as it is" in await home.news(ana)


async def test_nobody_sends_changes_or_answers_letters_that_are_not_theirs(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        other = await given_set(home, facilitator="Gil", members=("Dan",), name="Friday set")
        ana, ben, fay, gil, dan = given["Ana"], given["Ben"], given["Fay"], other["Gil"], other["Dan"]
        await home.says(ana, "/facilitator", "I feel lost.")
        send, change = data_of(ana, "Send"), data_of(ana, "Change")
        await home.says(fay, "/write")
        to_ben = data_of(fay, "Blue Otter")
        for stranger in (ben, fay, gil, dan):
            assert "lost" not in await forged(home, stranger, send) + await forged(home, stranger, change)
        for stranger in (ana, ben, gil, dan):
            assert "Blue Otter" not in await forged(home, stranger, to_ben)
        await home.later(minutes=1)
        await home.says(ana, "I feel lost.")
        await home.presses(ana, "Send")
        await home.move_to(EVENING)
        await reads(home, fay)
        answer = data_of(fay, "Answer")
        for stranger in (ana, ben, gil, dan):
            assert "Quiet Heron" not in await forged(home, stranger, answer)
        await home.later(days=1)
        assert "lost" not in chat_of(ben) + chat_of(gil) + chat_of(dan)


async def test_a_facilitator_who_was_stood_down_answers_no_letters_of_then(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben = given["Ana"], given["Ben"]
        await role(home, given, "Ben", Role.FACILITATOR)
        await home.says(ana, "/facilitator", "I feel lost.")
        await home.presses(ana, "Send")
        await home.move_to(EVENING)
        await reads(home, ben)
        letter = ben.chat.messages[-1].message_id
        await role(home, given, "Ben", Role.MEMBER)
        assert "Only the facilitators" in await home.presses(ben, "Answer")
        ben.send("Poor you.", reply_to=letter)
        assert "Only the facilitators" in await home.news(ben)
        await home.later(days=1)
        assert "Poor you" not in chat_of(ana) + chat_of(given["Fay"])


async def test_a_letter_to_somebody_who_is_gone_is_not_sent(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        await home.says(fay, "/write")
        await home.presses(fay, "Blue Otter")
        await home.says(fay, "How are you?")
        await home.app.store.run(
            lambda rows: setattr(rows.need(Member, given.members["Ben"]), "state", MemberState.REMOVED)
        )
        assert "no longer in the set" in await home.presses(fay, "Send")
        await home.move_to(EVENING)
        assert "How are you?" not in chat_of(given["Ben"])

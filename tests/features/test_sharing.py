"""Sharing: delivery times, reading, changing and taking back, and who gets what."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from albot.chat import sharing
from albot.domain.reflections import Reflection, Sharing
from albot.domain.sets import Member
from albot.store import deliveries, passages, reflections
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from tests.features.links import made_link, waits
from tests.given import GivenSet, given_issue, given_meeting, given_reflection, given_set
from tests.house import House, house

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
"""The first delivery time after the house opens (18:00 in London)."""


async def test_what_is_shared_reaches_the_others_at_the_delivery_time_and_not_its_author(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await given_reflection(home, given, "Ana", Sharing.QUESTIONS)
        await given_reflection(home, given, "Chi")
        await home.move_to(EVENING.replace(minute=59, hour=17))
        assert await home.news(ben) == ""
        await home.move_to(EVENING)
        assert await home.news(ben) == "New in your set\n2 members shared something."
        assert "One member shared something." in await home.news(ana)
        assert "2 members shared something." in await home.news(fay)
        read = await home.presses(ben, "Read")
        first, second = read.split("\n---\n")
        assert {first.splitlines()[0], second.splitlines()[0]} == {
            "Quiet Heron, Friday 20 November",
            "Slow River, Friday 20 November",
        }
        assert "He was relieved." in read
        assert ":" not in first.splitlines()[0]
        assert "Slow River" in await home.presses(ana, "Read")


async def test_a_change_reaches_copies_of_any_age_at_the_delivery_time_and_keeps_their_place(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ben = given["Ben"]
        shared = await given_reflection(home, given, "Ana")
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        await home.move_to(datetime(2026, 11, 24, 12, tzinfo=UTC))  # well over 48 hours
        await change_first_answer(home, given, shared, "I wrote to him.")
        before = [m.text for m in ben.chat.messages]
        await home.move_to(datetime(2026, 11, 24, 17, 59, tzinfo=UTC))
        assert [m.text for m in ben.chat.messages] == before
        await home.move_to(datetime(2026, 11, 24, 18, 0, tzinfo=UTC))
        after = [m.text for m in ben.chat.messages]
        assert len(after) == len(before)
        assert "I wrote to him." in after[-1] and "I called him." not in after[-1]


async def test_taking_back_deletes_young_copies_and_empties_old_ones(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_meeting(home, given, "2026-11-05T18:00")
        ana, ben, chi = given["Ana"], given["Ben"], given["Chi"]
        await given_reflection(home, given, "Ana")
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        await home.move_to(datetime(2026, 11, 23, 12, tzinfo=UTC))
        await home.presses(chi, "Read")
        await home.says(ana, "/checkin")
        assert "The others may notice the moment." in await home.presses(ana, "Keep private")
        assert any("He was relieved." in m.text for m in ben.chat.messages)
        await home.presses(ana, "Take it back")
        assert ben.chat.messages[-1].text == "(withdrawn)"
        assert not any("He was relieved." in m.text for m in ben.chat.messages)
        assert [m.deleted for m in chi.chat.messages if "He was relieved." in m.text] == [True]


async def test_the_round_up_takes_the_place_of_the_news_and_what_is_late_comes_with_the_link(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)  # they meet on Thursday 3 December at 18:00
        ben = given["Ben"]
        await given_reflection(home, given, "Ana", Sharing.QUESTIONS)
        await home.move_to(EVENING)
        await home.move_to(datetime(2026, 12, 2, 12, tzinfo=UTC))
        await given_reflection(home, given, "Chi")
        await home.news(ben)
        await home.move_to(datetime(2026, 12, 2, 18, tzinfo=UTC))
        round_up = await home.news(ben)
        assert "This is what the set shared:\n\nQuiet Heron – questions welcome\nSlow River" in round_up
        assert "New in your set" not in round_up
        assert home.buttons(ben) == ["Read Quiet Heron", "Read Slow River"]
        assert "He was relieved." in await home.presses(ben, "Read Slow River")
        await given_reflection(home, given, "Ben")
        await home.move_to(datetime(2026, 12, 3, 16, 59, tzinfo=UTC))
        assert "shared something" not in await home.news(given["Ana"])
        await home.move_to(datetime(2026, 12, 3, 17, 0, tzinfo=UTC))
        assert "One member shared something." in await home.news(given["Ana"])


async def test_who_leaves_says_what_becomes_of_what_they_shared(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, chi = given["Ana"], given["Ben"], given["Chi"]
        await given_reflection(home, given, "Ana")
        await given_reflection(home, given, "Ben")
        await home.move_to(EVENING)
        await home.presses(chi, "Read")
        await home.says(ana, "/leave")
        await home.presses(ana, "Leave, and take back what I shared")
        await home.says(ben, "/leave")
        await home.presses(ben, "Leave the set")
        await home.settle()
        left = [m.text for m in chi.chat.messages if "He was relieved." in m.text and not m.deleted]
        assert len(left) == 1 and left[0].startswith("Blue Otter")


async def test_erasing_takes_everything_back_from_everybody(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben = given["Ana"], given["Ben"]
        await given_reflection(home, given, "Ana")
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        await given_issue(home, given, "Ana")
        await home.says(ana, "/issue")
        await home.presses(ana, "Show the set")
        await home.says(ana, "/forget")
        await home.presses(ana, "Erase everything")
        await home.presses(ana, "Yes, erase it now")
        await home.move_to(EVENING.replace(day=21))
        assert not any("He was relieved." in m.text for m in ben.chat.messages if not m.deleted)
        assert "Quiet Heron" not in await home.says(ben, "/set")
        assert await home.app.store.run(lambda rows: deliveries.released(rows, given.set_id, None)) == []


async def test_a_newcomer_reads_what_comes_after_them_or_this_cycles_if_authors_knew(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay, dan = given["Fay"], home.person("Dan")
        await given_reflection(home, given, "Ana")
        await home.move_to(EVENING)
        await home.says(fay, "/rhythm")
        await home.presses(fay, "Newcomers: read this cycle too")
        await given_reflection(home, given, "Ben")
        await home.move_to(EVENING.replace(day=21))
        await waits(home, dan, await made_link(home, fay), "Late Swift")
        await home.move_to(EVENING.replace(day=22, hour=9))
        await home.says(fay, "/members")
        await home.presses(fay, "Let in Late Swift")
        await home.move_to(EVENING.replace(day=22))
        page = await home.says(dan, "/set")
        assert "Read Blue Otter" in home.buttons(dan)  # shared after Fay had said that newcomers read it
        assert "Read Quiet Heron" not in home.buttons(dan) and "Blue Otter" in page


async def test_a_set_knows_each_other_only_while_all_agree_and_may_then_choose_at_once(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana", "Ben"))
        fay, ana, ben = given["Fay"], given["Ana"], given["Ben"]
        await home.says(fay, "/rhythm")
        await home.presses(fay, "Knowing each other")
        await home.presses(fay, "Ask everybody")
        for each, answer in ((fay, "Yes"), (ana, "Yes"), (ben, "No")):
            await home.presses(each, "Read")
            await home.presses(each, answer)
        await home.move_to(EVENING)
        await home.says(fay, "/rhythm")
        assert "Arrive at once" not in home.buttons(fay)
        await home.presses(ben, "Yes after all")
        assert "knows each other" not in await home.news(ana)
        await home.move_to(EVENING.replace(day=21, hour=9))
        assert "Everybody in your set has agreed." in await home.news(ana)
        await home.says(fay, "/rhythm")
        await home.presses(fay, "Arrive at once")
        await given_reflection(home, given, "Ana")
        await home.later(minutes=1)
        assert "One member shared something." in await home.news(ben)
        await home.presses(ana, "No after all")
        await given_reflection(home, given, "Ben")
        await home.later(minutes=1)
        assert "shared something" not in await home.news(ana)


async def change_first_answer(home: House, given: GivenSet, reflection_id: int, text: str) -> None:
    """Ana changes her first answer, and lets the others' copy change too."""

    def write(rows: Rows) -> None:
        found = rows.need(Reflection, reflection_id)
        answers, _texts = reflections.answers(rows, found.id)
        first = min(answers.values(), key=lambda each: each.place)
        person_id = rows.need(Member, found.member_id).person_id
        passages.replace(rows, Field(person_id, first.id), text, Source(None, home.clock.now()))
        sharing.share_reflection(rows, found, home.clock.now())

    await home.app.store.run(write)


async def test_what_is_shown_while_waiting_to_be_let_in_goes_once_its_author_is_in(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay, ben, dan = given["Fay"], given["Ben"], home.person("Dan")
        await waits(home, dan, await made_link(home, fay), "Late Swift")
        for text in ("/issue", "Nobody reads my reports.", "I may lose face.", "What I write first."):
            await home.says(dan, text)
            await home.later(seconds=10)
        await home.presses(dan, "Show the set")
        await home.move_to(EVENING)
        assert "shared something" not in await home.news(ben)
        await home.says(fay, "/members")
        await home.presses(fay, "Let in Late Swift")
        await home.move_to(EVENING.replace(day=21, hour=9))
        assert "One member shared something." in await home.news(ben)


async def test_editing_a_part_of_a_shown_issue_asks_about_the_others_copy(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben = given["Ana"], given["Ben"]
        for text in ("/issue", "Nobody reads my reports.", "I may lose face.", "What I write first."):
            await home.says(ana, text)
            await home.later(seconds=10)
        await home.presses(ana, "Show the set")
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        sent = next(m for m in ana.chat.messages if m.text == "I may lose face.")
        ana.edit(sent.message_id, "I may lose heart.")
        assert "Shall the others' copy change too?" in await home.news(ana)
        await home.presses(ana, "Yes, change it")
        await home.move_to(EVENING.replace(day=21, hour=9))
        assert "I may lose heart." in ben.chat.messages[-1].text


async def test_members_let_in_the_same_day_read_what_is_shared_after_it_that_evening(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana",))
        fay, dan = given["Fay"], home.person("Dan")
        await waits(home, dan, await made_link(home, fay), "Late Swift")
        await home.move_to(EVENING)
        await given_reflection(home, given, "Ana")
        await home.later(minutes=1)
        await home.says(fay, "/members")
        await home.presses(fay, "Let in Late Swift")
        await given_reflection(home, given, "Fay")
        await home.move_to(EVENING.replace(day=21, hour=9))
        assert "One member shared something." in await home.news(dan)
        assert "Steady Lamp" in await home.presses(dan, "Read")


async def test_two_meetings_on_one_evening_have_one_round_up(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_meeting(home, given, "2026-12-03T20:30")
        await given_reflection(home, given, "Ana")
        async with asyncio.timeout(30):
            await home.move_to(datetime(2026, 12, 3, 15, tzinfo=UTC))
        for name in ("Ana", "Ben", "Fay"):
            found = [m.text for m in given[name].chat.messages if m.text.startswith("Before the meeting")]
            assert len(found) == (0 if name == "Ana" else 1), name  # nobody else has shared anything with Ana
        assert "Thu 3 Dec (18:00 London)" in found[0]


async def test_what_is_for_the_facilitators_alone_is_called_so_and_they_hear_of_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay, ben = given["Fay"], given["Ben"]
        await given_reflection(home, given, "Chi")
        await home.move_to(datetime(2026, 12, 2, 12, tzinfo=UTC))
        await given_reflection(home, given, "Ana", Sharing.FACILITATOR)
        await home.news(fay)
        await home.move_to(datetime(2026, 12, 2, 18, tzinfo=UTC))
        assert "Quiet Heron – for facilitators alone\nSlow River" in await home.news(fay)
        assert home.buttons(fay) == ["Read Quiet Heron", "Read Slow River"]
        read = await home.presses(fay, "Read Quiet Heron")
        assert read.startswith("Quiet Heron, Wednesday 2 December. For the facilitators alone.\n")
        assert "He was relieved." in read
        assert "For the facilitators" not in await home.presses(fay, "Read Slow River")
        assert "Quiet Heron" not in (await home.news(ben)).partition("This is what the set shared:")[2]
        assert home.buttons(ben) == ["Read Slow River"]


async def test_a_copy_that_was_opened_twice_is_changed_in_both_places(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ben = given["Ben"]
        shared = await given_reflection(home, given, "Ana")
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        await home.later(minutes=5)
        await home.says(ben, "/set")
        await home.presses(ben, "Read Quiet Heron")
        await change_first_answer(home, given, shared, "I wrote to him.")
        await home.move_to(EVENING.replace(day=21))
        copies = [m for m in ben.chat.messages if m.text.startswith("Quiet Heron, ") and not m.deleted]
        assert [("I wrote to him." in m.text, "I called him." in m.text) for m in copies] == [(True, False)] * 2

"""Check-in partners: agreeing, seeing each other's endings and nothing else, and how it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from albot.chat.message import base36
from albot.domain.delivery_rows import Delivery, DeliveryKind
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.partners import Partnership, holds, over_at
from albot.domain.questions import Mute
from albot.domain.sets import Member
from albot.sandbox.world import Person
from albot.store.rows import Rows
from tests.features.cycle import types
from tests.features.test_help_from_set import data_of, shown
from tests.given import GivenSet, given_set, given_steps
from tests.house import House, house

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NEXT_EVENING = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
ASKED = "New in your set\nSomebody asks you to be their check-in partner."
CHANGED = "New in your set\nThere is news about a check-in partner."


async def asks(home: House, person: Person, handle: str) -> str:
    """Somebody asks another to be their partner; returns the last screen."""
    await home.says(person, "/steps")
    await home.presses(person, "Check-in partner")
    screen = await home.presses(person, handle)
    await home.presses(person, "Send")
    return screen


def asking(given: GivenSet, asker: str, other: str) -> str:
    """The data of a handle to ask, on the asker's page."""
    return ":".join(["partner.ask", base36(given.members[asker]), base36(given.members[other])])


async def page(home: House, person: Person) -> str:
    """What somebody's page about their partner says."""
    await home.says(person, "/steps")
    label = next(each for each in home.buttons(person) if "artner" in each)
    await home.presses(person, label)
    return shown(person)[-1]


async def ends(home: House, person: Person, number: int, how: str) -> None:
    """Somebody says how one of their steps ended."""
    await home.says(person, "/steps")
    await home.presses(person, str(number))
    await home.presses(person, how)


async def all_news(home: House, given: GivenSet, *names: str) -> list[str]:
    """What is new for some people."""
    return [await home.news(given[name]) for name in names]


@asynccontextmanager
async def partners(tmp_path: Path) -> AsyncIterator[tuple[House, GivenSet]]:
    """Ana asked Ben, who said Yes: it is Saturday morning, and they are partners. Both have steps."""
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_steps(home, given, "Ana", "Call Tom", "Sleep", "Read")
        await given_steps(home, given, "Ben", "Meet Eve")
        await asks(home, given["Ana"], "Blue Otter")
        await home.move_to(EVENING)
        await home.presses(given["Ben"], "Read")
        await home.presses(given["Ben"], "Yes")
        await home.move_to(MORNING)
        await home.presses(given["Ana"], "Read")
        await all_news(home, given, "Ana", "Ben", "Chi", "Fay")
        yield home, given


async def test_two_agree_and_each_hears_at_a_delivery_time_alone(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_steps(home, given, "Ana", "Call Tom", "Sleep")
        await given_steps(home, given, "Ben", "Meet Eve")
        ana, ben = given["Ana"], given["Ben"]
        await home.says(ana, "/steps")
        assert "Whom would you like to ask?" in (await home.presses(ana, "Check-in partner") or shown(ana)[-1])
        assert home.buttons(ana) == ["Blue Otter", "Slow River", "Steady Lamp", "All steps"]
        screen = await home.presses(ana, "Blue Otter")
        assert "To Blue Otter, in Tuesday set. You are Quiet Heron there." in screen
        assert "until the meeting on Thursday 3 December" in screen and "nothing that ended before" in screen
        assert "I did not ask anything" in await types(home, ana, "I would like that")
        await home.presses(ana, "Send")
        assert "You have asked Blue Otter" in await page(home, ana)
        await home.move_to(EVENING)
        assert await all_news(home, given, "Ben", "Chi", "Fay") == [ASKED, "", ""]
        request = await home.presses(ben, "Read")
        assert "Quiet Heron, Friday 20 November\n\nAsks you to be their check-in partner" in request
        assert "the words of the step, and whether it was done, partly done, not done or let go" in request
        assert "nothing that ended before" in request
        await ends(home, ana, 1, "Done")
        assert "Fri 20 Nov" not in await home.presses(ben, "Yes") and "Sat 21 Nov (09:00 London)" in shown(ben)[-1]
        assert "Quiet Heron will be your check-in partner" in await page(home, ben)
        await ends(home, ana, 1, "Done")  # it has not begun
        await ends(home, ben, 1, "Done")
        assert "You have no answer yet." in await page(home, ana)
        await home.move_to(MORNING)
        assert await all_news(home, given, "Ana", "Ben", "Chi", "Fay") == [CHANGED, "", "", ""]
        assert "Blue Otter, Saturday 21 November\n\nSays yes." in await home.presses(ana, "Read")
        await home.says(ana, "/steps")
        assert "Partner: Blue Otter" in home.buttons(ana)
        assert "is Blue Otter, until the meeting on Thursday 3 December" in await page(home, ana)
        await home.move_to(NEXT_EVENING)
        assert await all_news(home, given, "Ana", "Ben", "Chi", "Fay") == ["", "", "", ""]


async def test_each_sees_how_the_others_steps_end_and_nobody_else_does(tmp_path: Path) -> None:
    async with partners(tmp_path) as (home, given):
        ana, ben = given["Ana"], given["Ben"]
        await ends(home, ana, 1, "Not done")
        await types(home, ana, "I was afraid of him")
        await ends(home, ana, 1, "Done")
        await ends(home, ben, 1, "Let it go")
        await all_news(home, given, "Ana", "Ben")
        await home.move_to(NEXT_EVENING.replace(hour=17, minute=59))
        assert await all_news(home, given, "Ana", "Ben", "Chi", "Fay") == ["", "", "", ""]
        await home.move_to(NEXT_EVENING)
        assert await all_news(home, given, "Ana", "Ben", "Chi", "Fay") == [
            "New in your set\nYour check-in partner ended one step.",
            "New in your set\nYour check-in partner ended 2 steps.",
            "",
            "",
        ]
        assert "Blue Otter, Saturday 21 November\n\nLet go: Meet Eve" in await home.presses(ana, "Read")
        read = await home.presses(ben, "Read")
        assert "Not done: Call Tom" in read and "Done: Sleep" in read
        assert "afraid" not in read  # what got in the way stays private


async def test_in_a_check_in_too_and_until_the_meeting_begins(tmp_path: Path) -> None:
    async with partners(tmp_path) as (home, given):
        ana, ben = given["Ana"], given["Ben"]
        await given_held_meeting(home, given)
        await home.move_to(datetime(2026, 12, 1, 20, 0, tzinfo=UTC))
        await home.says(ana, "/checkin")
        await home.presses(ana, "Partly")
        await home.move_to(datetime(2026, 12, 2, 9, 0, tzinfo=UTC))
        assert "Partly: Call Tom" in await home.presses(ben, "Read")
        await home.presses(ana, "Back")
        await home.move_to(datetime(2026, 12, 2, 18, 0, tzinfo=UTC))
        assert "Has this step open again:\nCall Tom" in "\n".join(shown(ben))
        await home.move_to(datetime(2026, 12, 3, 10, 0, tzinfo=UTC))
        await home.presses(ana, "Done")
        await home.presses(ana, "Stop for now")
        await home.news(ben)
        await home.move_to(datetime(2026, 12, 3, 18, 0, tzinfo=UTC))  # the meeting begins at this very time
        assert "Done: Call Tom" in "\n".join(shown(ben))
        assert "Whom would you like to ask?" in await page(home, ana)
        await ends(home, ana, 1, "Done")
        await home.move_to(datetime(2026, 12, 4, 9, 0, tzinfo=UTC))
        assert "partner" not in await home.news(ben)


async def given_held_meeting(home: House, given: GivenSet) -> None:
    """The set has met once before, so that a check-in asks about steps."""

    def write(rows: Rows) -> None:
        starts_at = datetime(2026, 11, 5, 18, tzinfo=UTC)
        rows.add(Meeting(set_id=given.set_id, state=MeetingState.PLANNED, starts_at=starts_at, zone="Europe/London"))

    await home.app.store.run(write)


async def test_an_ending_that_is_taken_back(tmp_path: Path) -> None:
    async with partners(tmp_path) as (home, given):
        ana, ben = given["Ana"], given["Ben"]
        await ends(home, ana, 1, "Not done")
        await home.presses(ana, "Back")  # before the delivery time: as if it had not been
        await home.move_to(NEXT_EVENING)
        assert await home.news(ben) == ""
        await ends(home, ana, 1, "Not done")
        await home.later(days=1)
        assert "Not done: Call Tom" in await home.presses(ben, "Read")
        await home.presses(ana, "Back")
        assert "Not done: Call Tom" in shown(ben)[-1]
        await home.later(days=1)
        assert "Has this step open again:\nCall Tom" in shown(ben)[-1]
        await ends(home, ana, 1, "Done")
        await home.later(days=1)
        assert "Done: Call Tom" in shown(ben)[-1]


async def test_no_is_told_kindly_and_the_same_one_is_not_asked_again(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben = given["Ana"], given["Ben"]
        await asks(home, ana, "Blue Otter")
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        no = data_of(ben, "No")
        assert "No reason is given" in await home.presses(ben, "No")
        assert "You have no answer yet." in await page(home, ana)
        await home.move_to(MORNING)
        assert await home.news(ana) == CHANGED
        assert await home.presses(ana, "Read") == (
            "Blue Otter, Saturday 21 November\n\nSays that it does not fit this time. It was good to ask."
        )
        assert "Whom would you like to ask?" in await page(home, ana)
        assert "Blue Otter" not in home.buttons(ana)
        ben.press_anyway(1, no)
        ben.press_anyway(1, no.replace("partner.no", "partner.yes"))
        await home.move_to(NEXT_EVENING)
        assert await all_news(home, given, "Ana", "Ben") == ["", ""]


async def test_stop_holds_at_once_for_the_one_who_stops_and_is_told_at_the_delivery_time(tmp_path: Path) -> None:
    async with partners(tmp_path) as (home, given):
        ana, ben = given["Ana"], given["Ben"]
        await ends(home, ana, 1, "Done")
        await page(home, ana)
        await home.presses(ana, "Stop")
        assert "From now on neither of you sees the other's endings" in shown(ana)[-1]
        await home.says(ana, "/steps")
        assert "Check-in partner" in home.buttons(ana)
        assert "is Quiet Heron" in await page(home, ben)  # Ben does not know yet
        await ends(home, ben, 1, "Done")
        await all_news(home, given, "Ana", "Ben")
        await home.move_to(NEXT_EVENING)
        assert await all_news(home, given, "Ana", "Ben") == ["", CHANGED]  # no endings any more
        assert "Is no longer your check-in partner." in await home.presses(ben, "Read")
        assert "Whom would you like to ask?" in await page(home, ben)
        await asks(home, ben, "Quiet Heron")  # a new beginning is possible
        await home.later(days=1)
        assert "Somebody asks you" in await home.news(ana)


async def test_both_stop_before_either_knows(tmp_path: Path) -> None:
    async with partners(tmp_path) as (home, given):
        for name in ("Ana", "Ben"):
            await page(home, given[name])
            await home.presses(given[name], "Stop")
            assert "Stopped." in shown(given[name])[-1]
            assert "Whom would you like to ask?" in await page(home, given[name])
        await all_news(home, given, "Ana", "Ben")
        await home.move_to(NEXT_EVENING)
        assert await all_news(home, given, "Ana", "Ben") == ["", ""]


async def test_a_request_that_is_taken_back_looks_open_until_the_delivery_time(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, chi = given["Ana"], given["Ben"], given["Chi"]
        await asks(home, ana, "Slow River")
        await page(home, ana)
        await home.presses(ana, "Take it back")  # nobody has it yet
        await asks(home, ana, "Blue Otter")
        await home.move_to(EVENING)
        assert await all_news(home, given, "Ben", "Chi") == [ASKED, ""]
        assert chi.chat.messages == [] or "partner" not in "".join(shown(chi))
        await home.presses(ben, "Read")
        await page(home, ana)
        await home.presses(ana, "Take it back")
        assert "hears it on Sat 21 Nov (09:00 London)" in await home.presses(ben, "Yes")
        assert "will be your check-in partner" in await page(home, ben)
        assert "Whom would you like to ask?" in await page(home, ana)
        await all_news(home, given, "Ana", "Ben")
        await home.move_to(MORNING)
        assert await all_news(home, given, "Ana", "Ben") == ["", CHANGED]
        assert "No longer asks for a check-in partner." in await home.presses(ben, "Read")
        assert "Whom would you like to ask?" in await page(home, ben)


async def test_one_partner_at_a_time_and_nobody_learns_who_has_one(tmp_path: Path) -> None:
    async with partners(tmp_path) as (home, given):
        ana, ben, chi = given["Ana"], given["Ben"], given["Chi"]
        asked = await asks(home, chi, "Blue Otter")
        assert "To Blue Otter" in asked  # as if he had nobody
        await home.news(chi)
        await home.move_to(NEXT_EVENING)
        assert await home.news(ben) == ASKED
        await home.presses(ben, "Read")
        assert "One check-in partner at a time" in await home.presses(ben, "Yes")
        assert "You have no answer yet." in await page(home, chi)
        ana.press_anyway(1, asking(given, "Ana", "Chi"))  # a handle from before she had one
        assert "One check-in partner at a time" in await home.news(ana)
        await page(home, ben)
        await home.presses(ben, "Stop")
        assert "Slow River hears it" in await home.presses(ben, "Yes")
        await home.later(days=1)
        assert "is Blue Otter" in await page(home, chi)
        assert "Whom would you like to ask?" in await page(home, ana)


async def test_two_who_ask_each_other_are_partners_once(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_steps(home, given, "Ana", "Call Tom")
        ana, ben = given["Ana"], given["Ben"]
        await asks(home, ana, "Blue Otter")
        await asks(home, ben, "Quiet Heron")
        await home.move_to(EVENING)
        for name in ("Ana", "Ben"):
            await home.presses(given[name], "Read")
            assert "it begins then" in await home.presses(given[name], "Yes")
        await home.move_to(MORNING)
        assert sorted(await all_news(home, given, "Ana", "Ben")) == ["", CHANGED]
        assert "is Blue Otter" in await page(home, ana) and "is Quiet Heron" in await page(home, ben)
        await ends(home, ana, 1, "Done")
        await home.news(ben)
        await home.move_to(NEXT_EVENING)
        assert await home.news(ben) == "New in your set\nYour check-in partner ended one step."
        await page(home, ana)
        await home.presses(ana, "Stop")
        await home.later(days=1)
        assert "Whom would you like to ask?" in await page(home, ana)
        assert "Whom would you like to ask?" in await page(home, ben)


async def test_it_ends_with_a_partner_who_leaves_and_the_other_sees_it_at_the_delivery_time(tmp_path: Path) -> None:
    async with partners(tmp_path) as (home, given):
        ana, ben = given["Ana"], given["Ben"]
        await ends(home, ana, 1, "Done")
        await home.says(ana, "/leave")
        await home.presses(ana, "Leave the set")
        assert "is Quiet Heron" in await page(home, ben)
        await ends(home, ben, 1, "Done")
        await all_news(home, given, "Ana", "Ben")
        await home.move_to(NEXT_EVENING)
        assert "partner" not in "".join(await all_news(home, given, "Ana", "Ben"))
        assert "Whom would you like to ask?" in await page(home, ben)


async def test_it_ends_with_a_partner_who_erases_themselves_on_either_side(tmp_path: Path) -> None:
    async with partners(tmp_path) as (home, given):
        ben = given["Ben"]
        await home.says(ben, "/forget")
        await home.presses(ben, "Erase everything")
        await home.presses(ben, "Yes, erase it now")
        assert "Whom would you like to ask?" in await page(home, given["Ana"])
        await ends(home, given["Ana"], 1, "Done")
        await asks(home, given["Ana"], "Slow River")
        await home.says(given["Ana"], "/forget")
        await home.presses(given["Ana"], "Erase everything")
        await home.presses(given["Ana"], "Yes, erase it now")
        await home.move_to(NEXT_EVENING)
        assert "partner" not in await home.news(given["Chi"])
        left = await home.app.store.run(lambda rows: list(rows.session.scalars(select(Partnership))))
        assert left == []


async def test_forged_presses_change_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        other = await given_set(home, facilitator="Gus", members=("Mia", "Ned"), name="Thursday set")
        ana, ben, chi, mia = given["Ana"], given["Ben"], given["Chi"], other["Mia"]
        given.members["Mia"] = other.members["Mia"]
        ana.press_anyway(1, asking(given, "Ana", "Mia"))  # somebody in another set
        ana.press_anyway(1, asking(given, "Ana", "Ana"))  # herself
        chi.press_anyway(1, asking(given, "Ana", "Ben"))  # in her name
        mia.press_anyway(1, asking(given, "Mia", "Ben"))
        await home.settle()
        assert await drafts(home) == 0
        await asks(home, ana, "Blue Otter")
        await home.move_to(EVENING)
        await home.presses(ben, "Read")
        yes = data_of(ben, "Yes")
        await page(home, ana)
        stop = data_of(ana, "Take it back")
        chi.press_anyway(1, yes)
        ana.press_anyway(1, yes)
        chi.press_anyway(1, stop)
        verb, _member, partnership = stop.split(":")
        chi.press_anyway(
            1, ":".join([verb, base36(given.members["Chi"]), partnership])
        )  # her own page, their partnership
        await home.settle()
        found = await home.app.store.run(lambda rows: rows.session.scalars(select(Partnership)).one())
        assert found.agreed_at is None and found.ended_at is None
        ben.press_anyway(1, yes)
        ben.press_anyway(1, yes)
        ben.press_anyway(1, yes.replace("partner.yes", "partner.no"))
        chi.press_anyway(1, ":".join([verb, base36(given.members["Chi"]), partnership]))
        await home.settle()
        answers = await home.app.store.run(
            lambda rows: list(rows.session.scalars(select(Delivery.id).where(Delivery.kind == DeliveryKind.PARTNERED)))
        )
        assert len(answers) == 1
        found = await home.app.store.run(lambda rows: rows.session.scalars(select(Partnership)).one())
        assert found.agreed_at == MORNING and found.ended_at is None


async def drafts(home: House) -> int:
    """How many partnerships there are, sent or not."""
    return len(await home.app.store.run(lambda rows: list(rows.session.scalars(select(Partnership)))))


async def test_a_muted_member_asks_nobody_and_a_mute_between_two_tells_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, chi = given["Ana"], given["Ben"], given["Chi"]

        def mute(rows: Rows) -> None:
            rows.add(Mute(member_id=given.members["Ben"], muted_member_id=given.members["Ana"]))
            rows.need(Member, given.members["Chi"]).muted_at = home.clock.now()

        await home.app.store.run(mute)
        await asks(home, ana, "Blue Otter")
        await home.says(chi, "/steps")
        await home.presses(chi, "Check-in partner")
        assert "A facilitator has muted you" in await home.presses(chi, "Blue Otter")
        await home.move_to(EVENING)
        assert await home.news(ben) == ""
        assert "You have no answer yet." in await page(home, ana)


def test_until_when_it_holds() -> None:
    asked = Partnership(member_id=1, to_member_id=2, at=NOON, agreed_at=EVENING)
    planned = Meeting(set_id=1, state=MeetingState.PLANNED, starts_at=MORNING)
    later = Meeting(set_id=1, state=MeetingState.PLANNED, starts_at=NEXT_EVENING)
    past = Meeting(set_id=1, state=MeetingState.PLANNED, starts_at=NOON)
    assert over_at(NOON, planned, [past, planned, later]) == MORNING
    planned.state = MeetingState.CANCELLED
    assert over_at(NOON, planned, [past, later]) == NEXT_EVENING
    assert over_at(NOON, None, [past]) is None
    assert [holds(asked, MORNING, at) for at in (NOON, EVENING, MORNING)] == [False, True, False]
    assert holds(asked, None, NEXT_EVENING)
    asked.ended_at = NEXT_EVENING
    assert not holds(asked, None, EVENING)

"""/members: who waits is seen at a delivery time; letting in, turning away, removing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from albot.domain.authority import IN_THE_SET
from albot.domain.people import Appointment, Office
from albot.domain.sets import Member, MemberState, Role
from albot.domain.talks import Conversation
from albot.sandbox.world import Person
from albot.store.rows import Rows
from tests.features.links import made_link, shown, waits
from tests.given import GivenSet, given_set
from tests.house import START, House, house


def data_of(person: Person, label: str) -> str:
    """What the newest button with this label carries."""
    found = [b[1] for m in person.chat.messages for row in m.buttons for b in row if b[0] == label]
    return found[-1]


async def forged(home: House, person: Person, data: str) -> str:
    """Somebody presses, with a modified client, a button that was never theirs."""
    await home.says(person, "/help")
    person.press_anyway(max(m.message_id for m in person.chat.messages), data)
    return await home.news(person)


async def state_of(home: House, given: GivenSet, name: str) -> MemberState:
    """Where a member of the given set is."""
    return await home.app.store.run(lambda rows: rows.need(Member, given.members[name]).state)


async def role(home: House, given: GivenSet, name: str, role: Role) -> None:
    """Somebody is this in the set from now on."""
    await home.app.store.run(lambda rows: setattr(rows.need(Member, given.members[name]), "role", role))


async def reads(home: House, person: Person) -> str:
    """Somebody reads what is new."""
    await home.news(person)
    return await home.presses(person, "Read")


def chat_of(person: Person) -> str:
    """Everything that somebody got from the bot, with its buttons."""
    return "\n".join(f"{m.text} {m.buttons}" for m in person.chat.messages if m.from_bot)


async def test_facilitators_see_who_waits_from_the_delivery_time_on_and_let_them_in(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay, eva, gus = given["Fay"], home.person("Eva"), home.person("Gus")
        link = await made_link(home, fay)
        await waits(home, eva, link, "Red Poppy")
        await home.later(hours=1)
        await waits(home, gus, link, "Amber Fox")
        assert "Nobody waits" in await home.says(fay, "/members")
        await home.later(hours=4, minutes=59)
        assert await home.news(fay) == ""
        await home.later(minutes=1)
        told = await home.news(fay)
        assert told == "2 people wait to be let into your set."  # on a lock screen: no name, no handle
        listed = await home.presses(fay, "See who")
        assert "Amber Fox\nRed Poppy" in listed and "Steady Lamp (facilitator)" in listed
        await home.later(days=1)
        assert await home.news(fay) == ""  # told once

        await home.presses(fay, "Let in Red Poppy")
        assert "Amber Fox" in shown(fay).split("Waiting")[1] and "Red Poppy" in shown(fay).split("Waiting")[0]
        news = await home.news(eva)
        assert "If your issue is not written yet" in news
        assert "Your set meets on Thu 3 Dec (18:00 London). Can you come?" in news
        assert await home.news(gus) == ""


async def test_a_full_set_lets_nobody_in_until_somebody_leaves(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana", "Ben", "Chi", "Dan", "Eli"))
        fay, eva, gus = given["Fay"], home.person("Eva"), home.person("Gus")
        link = await made_link(home, fay)
        await waits(home, eva, link, "Red Poppy")
        await waits(home, gus, link, "Amber Fox")
        await home.later(hours=6)
        await home.says(fay, "/members")
        await home.presses(fay, "Let in Red Poppy")
        assert "full" in await home.presses(fay, "Let in Amber Fox")
        await home.presses(fay, "Turn away Amber Fox")
        await home.presses(fay, "Turn away Amber Fox")
        assert "not let you into the set" in await home.news(gus)
        assert "cannot bring you into that set" in await home.says(gus, link)
        assert "Amber Fox" not in shown(fay)


async def test_quiet_hours_hold_for_news_of_who_waits_and_of_being_let_in(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay, eva = given["Fay"], home.person("Eva")
        await waits(home, eva, await made_link(home, fay), "Red Poppy")
        await home.later(hours=10)
        await home.says(fay, "/members")
        await home.presses(fay, "Let in Red Poppy")
        assert await home.news(eva) == ""
        await home.later(hours=10)
        assert "You are in." in await home.news(eva)


async def test_a_plain_member_cannot_let_anybody_in_or_remove_anybody(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        other = await given_set(home, facilitator="Gil", members=("Dan",), name="Friday set")
        fay, eva = given["Fay"], home.person("Eva")
        await waits(home, eva, await made_link(home, fay), "Red Poppy")
        await home.later(hours=6)
        await home.says(fay, "/members")
        admit = data_of(fay, "Let in Red Poppy")
        await home.presses(fay, "Remove somebody")
        remove = data_of(fay, "Quiet Heron").replace("remove", "remove-sure")
        for stranger in (given["Ben"], other["Gil"], eva):
            await forged(home, stranger, admit)
            await forged(home, stranger, remove)
        assert await state_of(home, given, "Ana") is MemberState.ACTIVE
        assert "You are in" not in await home.news(eva)
        assert "for facilitators" in await home.says(given["Ben"], "/members")


async def test_removing_asks_first_and_ends_everything_about_that_set(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay, ana = given["Fay"], given["Ana"]
        await home.says(fay, "/members")
        await home.presses(fay, "Remove somebody")
        assert home.buttons(fay) == ["Blue Otter", "Quiet Heron", "Slow River", "Back"]
        await home.presses(fay, "Quiet Heron")
        assert "Remove Quiet Heron?" in shown(fay)
        await home.presses(fay, "No, leave it")
        assert await state_of(home, given, "Ana") is MemberState.ACTIVE
        for label in ("Remove somebody", "Quiet Heron", "Remove Quiet Heron"):
            await home.presses(fay, label)
        assert "taken you out of the set" in await home.news(ana)
        assert "Quiet Heron" not in shown(fay)
        assert await state_of(home, given, "Ana") not in IN_THE_SET
        await home.later(days=14)
        assert await home.news(ana) == ""  # a meeting of the set went by, with nothing asked


async def test_a_set_keeps_its_last_facilitator(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        await home.says(fay, "/members")
        await home.presses(fay, "Remove somebody")
        own = data_of(fay, "Quiet Heron").split(":")[0]
        back = data_of(fay, "Back").split(":")[1]
        await forged(home, fay, f"{own}-sure:{back}")
        assert await state_of(home, given, "Fay") is MemberState.ACTIVE


# Muting


async def test_a_mute_is_told_to_the_one_muted_alone_and_ends_again(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await home.says(fay, "/members")
        await home.presses(fay, "Mute somebody")
        assert home.buttons(fay) == ["Blue Otter", "Quiet Heron", "Slow River", "Back"]  # no facilitator
        await home.presses(fay, "Quiet Heron")
        assert "Mute Quiet Heron?" in shown(fay) and await home.news(ana) == ""
        await home.presses(fay, "Mute Quiet Heron")
        assert "Quiet Heron (muted)" in shown(fay)
        told = await home.news(ana)
        assert "A facilitator has muted you" in told and "Tuesday" not in told  # it may stand on a lock screen
        assert await home.app.store.run(lambda rows: rows.need(Member, given.members["Ana"]).muted_at) is not None
        assert "If this is too much" in await home.presses(ana, "Write to the facilitator")
        await home.says(ana, "I asked too much.")
        await home.presses(ana, "Send")
        await home.presses(fay, "Unmute somebody")
        assert home.buttons(fay) == ["Quiet Heron", "Back"]
        await home.presses(fay, "Quiet Heron")
        assert "has unmuted you" in await home.news(ana)
        assert "(muted)" not in shown(fay)
        assert "muted" not in chat_of(ben) + chat_of(given["Chi"])
        await home.move_to(START + timedelta(hours=6))
        assert "I asked too much." in await reads(home, fay)


# Who facilitates


async def makes(home: House, facilitator: Person, handle: str) -> None:
    """A facilitator makes somebody co-facilitator."""
    await home.says(facilitator, "/members")
    for label in ("Make co-facilitator", handle, f"Make {handle} co-facilitator"):
        await home.presses(facilitator, label)


async def stands_down(home: House, facilitator: Person, handle: str) -> None:
    """A facilitator stands somebody down."""
    await home.says(facilitator, "/members")
    for label in ("Stand somebody down", handle, f"Stand {handle} down"):
        await home.presses(facilitator, label)


async def test_a_co_facilitator_is_made_and_stood_down_and_the_last_one_stays(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, fay = given["Ana"], given["Fay"]
        await home.says(fay, "/members")
        assert "Stand somebody down" not in home.buttons(fay)
        await makes(home, fay, "Quiet Heron")
        assert "You are a co-facilitator of your set now." in await home.news(ana)
        assert "Quiet Heron (facilitator)" in await home.says(ana, "/members")
        await home.presses(ana, "Stand somebody down")
        assert home.buttons(ana) == ["Quiet Heron", "Steady Lamp", "Back"]
        await home.presses(ana, "Steady Lamp")
        await home.news(fay)
        await home.presses(ana, "Stand Steady Lamp down")
        assert "You are a member of your set now" in await home.news(fay)
        assert "for facilitators" in await home.says(fay, "/members")
        await home.presses(ana, "Make co-facilitator")
        down = f"members.down-sure:{data_of(ana, 'Back').split(':')[1]}"  # one's own membership
        await forged(home, ana, down)
        assert "the last one" in shown(ana)
        assert await home.app.store.run(lambda rows: rows.need(Member, given.members["Ana"]).role) is Role.FACILITATOR


async def test_a_facilitator_may_stand_down_themselves_where_another_stays(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        await makes(home, fay, "Quiet Heron")
        await stands_down(home, fay, "Steady Lamp")
        assert "Thank you for what you did" in shown(fay)
        assert "for facilitators" in await home.says(fay, "/members")


async def test_who_is_made_co_facilitator_is_muted_no_longer(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        await home.says(fay, "/members")
        for label in ("Mute somebody", "Quiet Heron", "Mute Quiet Heron"):
            await home.presses(fay, label)
        await makes(home, fay, "Quiet Heron")
        assert await home.app.store.run(lambda rows: rows.need(Member, given.members["Ana"]).muted_at) is None


async def test_nobody_mutes_or_makes_facilitators_in_a_set_that_is_not_theirs(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        other = await given_set(home, facilitator="Gil", members=("Dan",), name="Friday set")
        fay = given["Fay"]
        await makes(home, fay, "Blue Otter")
        await home.presses(fay, "Mute somebody")
        ana_id = data_of(fay, "Quiet Heron").split(":")[1]
        await home.says(fay, "/members")
        await home.presses(fay, "Stand somebody down")
        ben_id = data_of(fay, "Blue Otter").split(":")[1]
        for stranger in (given["Chi"], other["Gil"], other["Dan"], home.coordinator):
            for what in ("mute", "mute-sure", "make", "make-sure", "unmute"):
                await forged(home, stranger, f"members.{what}:{ana_id}")
            for what in ("down", "down-sure", "mute-sure"):
                await forged(home, stranger, f"members.{what}:{ben_id}")
            assert "Quiet Heron" not in shown(stranger) and "Blue Otter" not in shown(stranger)

        def look(rows: Rows) -> list[tuple[Role, bool]]:
            found = [rows.need(Member, given.members[name]) for name in ("Ana", "Ben")]
            return [(each.role, each.muted_at is not None) for each in found]

        assert await home.app.store.run(look) == [(Role.MEMBER, False), (Role.FACILITATOR, False)]


# Stood down in the middle

CONVERSATIONS = {
    "when to meet": (["/schedule"], "Thu 3 Dec 18:00"),
    "how long": (["/schedule", "Thu 3 Dec 18:00"], "2 hours"),
    "where": (["/schedule", "Thu 3 Dec 18:00", "2 hours"], "Room 4"),
    "the plan": (["/schedule", "Thu 3 Dec 18:00", "2 hours", "Room 4"], "Yes"),
    "own prompt": (["/prompts", "#Add one"], "What did you avoid?"),
    "words of a prompt": (["/prompts", "#1", "#Change the words"], "What did you avoid?"),
    "hours": (["/rhythm", "#Invitation"], "48"),
    "delivery times": (["/rhythm", "#Delivery times"], "10:00 and 17:00"),
    "rules": (["/rules", "#Change the rules"], "All is allowed."),
    "rules to be sent": (["/rules", "#Change the contact", "Call me."], "Call me twice."),
    "the word of a link": (["/invite", "#2", "#1 week"], "marmalade"),
    "a letter": (["/write", "#Quiet Heron"], "Hello you."),
    "a letter to be sent": (["/write", "#Quiet Heron", "Hello you."], "Hello again."),
}
"""What a facilitator is in the middle of (`#` presses), and the text that would go on with it."""


async def goes_as_far(home: House, person: Person, steps: list[str]) -> None:
    """Somebody types and presses as far as the middle of a conversation."""
    for step in steps:
        await home.later(seconds=10)
        await (home.presses(person, step[1:]) if step.startswith("#") else home.says(person, step))


FOR_FACILITATORS = "This is for facilitators. /help shows what you can do."


def open_talks(rows: Rows) -> list[str]:
    """The prompts that are open or parked anywhere."""
    return [each.prompt for each in rows.session.scalars(select(Conversation))]


async def test_who_is_stood_down_in_the_middle_cannot_go_on(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, meeting=None)
        ben, fay = given["Ben"], given["Fay"]
        for what, (steps, text) in CONVERSATIONS.items():
            await role(home, given, "Ben", Role.FACILITATOR)
            await goes_as_far(home, ben, steps)
            assert len(await home.app.store.run(open_talks)) == 1, what
            await role(home, given, "Ben", Role.MEMBER)
            await home.later(seconds=10)
            assert await home.says(ben, text) == FOR_FACILITATORS, what
            assert await home.app.store.run(open_talks) == [], what
        assert "did not ask anything" in await home.says(ben, "Once more.")
        await home.later(days=1)
        assert "Hello" not in chat_of(given["Ana"])
        seen = "".join([await home.says(fay, f"/{each}") for each in ("rules", "rhythm", "prompts", "invite")])
        assert not any(text in seen for text in ("All is allowed.", "Call me", "avoid", "10:00", "48", "marmalade"))
        assert "no meeting" in (await home.says(fay, "/set")).lower()


@pytest.mark.parametrize("pressed", ["Back", "Skip", "Stop for now", "Go on"])
async def test_who_is_stood_down_in_the_middle_cannot_go_on_by_a_button(tmp_path: Path, pressed: str) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ben, fay = given["Ben"], given["Fay"]
        await role(home, given, "Ben", Role.FACILITATOR)
        await goes_as_far(home, ben, CONVERSATIONS["the word of a link"][0])
        if pressed == "Go on":
            await home.presses(ben, "Stop for now")
        await role(home, given, "Ben", Role.MEMBER)
        if pressed == "Go on":
            await home.says(ben, "/facilitator")  # what he is in by now is not put aside
        assert await home.presses(ben, pressed) == FOR_FACILITATORS
        assert await home.app.store.run(open_talks) == (["letters.text"] if pressed == "Go on" else [])
        assert "Revoke" not in str(home.buttons(ben)) and "Links" not in await home.says(fay, "/invite")


async def test_who_is_stood_down_by_a_facilitator_finds_a_burst_and_an_old_button_refused_too(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ben, fay = given["Ben"], given["Fay"]
        await makes(home, fay, "Blue Otter")
        await home.says(ben, "/write")
        await home.presses(ben, "Quiet Heron")
        await home.says(ben, "Hello you.")
        send = data_of(ben, "Send")
        await stands_down(home, fay, "Blue Otter")
        assert "You are a member of your set now" in await home.news(ben)
        assert await home.says(ben, "And more.") == FOR_FACILITATORS  # within the same breath
        await forged(home, ben, send)
        await home.later(days=1)
        assert "Hello you." not in chat_of(given["Ana"])


async def test_who_is_stood_down_at_the_last_screen_of_a_letter_sends_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ben = given["Ben"]
        await role(home, given, "Ben", Role.FACILITATOR)
        await goes_as_far(home, ben, CONVERSATIONS["a letter to be sent"][0])
        await role(home, given, "Ben", Role.MEMBER)
        assert await home.presses(ben, "Send") == FOR_FACILITATORS
        assert await home.app.store.run(open_talks) == []
        await home.later(days=1)
        assert "Hello" not in chat_of(given["Ana"])


async def test_a_facilitator_of_another_set_cannot_go_on_in_this_one(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        other = await given_set(home, facilitator="Ben", members=("Dan",), name="Friday set")
        ben = other["Ben"]
        await role(home, given, "Ben", Role.FACILITATOR)
        await home.says(ben, "/rules")
        await home.presses(ben, "Tuesday set")
        await home.presses(ben, "Change the rules")
        await role(home, given, "Ben", Role.MEMBER)
        assert "This is for facilitators." in await home.says(ben, "All is allowed.")
        assert "All is allowed." not in await home.says(given["Fay"], "/rules")


async def test_who_may_make_no_sets_any_more_does_not_finish_one(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        await home.says(fay, "/newset", "River set")

        def end(rows: Rows) -> None:
            for each in rows.session.scalars(select(Appointment).where(Appointment.office == Office.FACILITATOR)):
                each.ended_at = home.clock.now()

        await home.app.store.run(end)
        await home.later(seconds=10)
        said = await home.says(fay, "To help each other.")
        assert said == "New sets are made by facilitators. The people who run me can appoint you."
        assert await home.app.store.run(open_talks) == []


async def test_who_is_no_coordinator_any_more_appoints_nobody(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        cora = home.coordinator
        cora.started = True
        await home.says(cora, "/facilitators")
        await home.presses(cora, "Appoint somebody")

        def end(rows: Rows) -> None:
            for each in rows.session.scalars(select(Appointment).where(Appointment.office == Office.COORDINATOR)):
                each.ended_at = home.clock.now()

        await home.app.store.run(end)
        said = await home.says(cora, "The one from Leeds")
        assert said == "This is for coordinators. /help shows what you can do."
        assert await home.app.store.run(open_talks) == []

"""*Hand over*: only with a Yes, told at a delivery time, and never so that a set is left without a facilitator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from albot.domain.reflections import Sharing
from albot.domain.sets import ActionSet, Member, MemberState, Role, SetState
from albot.sandbox.world import Person
from albot.store import sets
from albot.store.rows import Rows
from tests.features.links import shown
from tests.given import FACILITATOR_HANDLE, GivenSet, given_reflection, given_set
from tests.house import House, house

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
"""The first delivery time after the house opens (18:00 in London)."""

INSTEAD, TOGETHER = "Instead of me", "Together with me"


async def hand_over(home: House, person: Person, handle: str, how: str = INSTEAD) -> None:
    """A facilitator asks somebody to look after the set."""
    await home.says(person, "/members")
    for label in ("Hand over", handle, how):
        await home.presses(person, label)


async def answer(home: House, person: Person, label: str) -> None:
    """Somebody looks at what they were asked, and answers."""
    await home.presses(person, "Show")
    await home.presses(person, label)


async def roles(home: House, given: GivenSet) -> dict[str, Role]:
    """What everybody is who is in the set."""

    def look(rows: Rows) -> dict[str, Role]:
        inside = {member.id: member.role for member in sets.members(rows, given.set_id)}
        return {name: inside[each] for name, each in given.members.items() if each in inside}

    return await home.app.store.run(look)


async def facilitators(home: House, given: GivenSet) -> set[str]:
    """Who facilitates the set, by first names."""
    return {name for name, role in (await roles(home, given)).items() if role is Role.FACILITATOR}


async def make(home: House, given: GivenSet, name: str) -> None:
    """Somebody is a co-facilitator from here on."""
    await home.app.store.run(lambda rows: setattr(rows.need(Member, given.members[name]), "role", Role.FACILITATOR))


async def removed(home: House, given: GivenSet, name: str) -> None:
    """Somebody is taken out of the set."""
    member_id = given.members[name]
    await home.app.store.run(lambda rows: setattr(rows.need(Member, member_id), "state", MemberState.REMOVED))


async def test_a_yes_counts_from_the_delivery_time_on_and_the_asker_is_a_member_then(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await hand_over(home, fay, "Quiet Heron")
        assert "I ask Quiet Heron" in shown(fay)
        told = await home.news(ana)
        assert told == "A facilitator asks you something about a set you are in."  # it may stand on a lock screen
        await home.presses(ana, "Show")
        assert f"{FACILITATOR_HANDLE} asks you to look after Tuesday set in their place." in shown(ana)
        await home.news(fay), await home.news(ben)
        await home.presses(ana, "Yes")
        await given_reflection(home, given, "Ben", Sharing.FACILITATOR)
        await home.move_to(EVENING - timedelta(minutes=1))
        assert await home.news(fay) == ""
        assert await facilitators(home, given) == {"Fay"}
        assert "This is for facilitators" in await home.says(ana, "/members")
        await home.move_to(EVENING)
        assert await facilitators(home, given) == {"Ana"}
        assert "You facilitate your set now." in await home.news(ana)
        news = await home.news(fay)
        assert "has said yes" in news and "One member shared something." in news  # it was for who facilitated then
        assert "This is for facilitators" in await home.says(fay, "/members")
        assert "Blue Otter" in await home.says(ana, "/members")


async def test_together_both_facilitate_and_a_co_facilitator_is_only_asked_to_take_over(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, fay = given["Ana"], given["Fay"]
        await hand_over(home, fay, "Quiet Heron", TOGETHER)
        await answer(home, ana, "Yes")
        await home.move_to(EVENING)
        assert await facilitators(home, given) == {"Ana", "Fay"}
        assert "You look after the set together now." in await home.news(fay)
        await home.says(fay, "/members")
        await home.presses(fay, "Hand over")
        await home.presses(fay, "Quiet Heron")
        assert home.buttons(fay) == [INSTEAD, "No, leave it"]
        await home.presses(fay, INSTEAD)
        await answer(home, ana, "Yes")
        await home.later(days=1)
        assert await facilitators(home, given) == {"Ana"}


async def test_a_no_is_told_kindly_at_the_delivery_time(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, fay = given["Ana"], given["Fay"]
        await hand_over(home, fay, "Quiet Heron")
        await home.news(fay)
        await answer(home, ana, "No")
        assert "That is fine." in shown(ana)
        await home.move_to(EVENING - timedelta(minutes=1))
        assert await home.news(fay) == ""
        await home.move_to(EVENING)
        assert "would rather not this time" in await home.news(fay)
        assert await facilitators(home, given) == {"Fay"}


async def test_a_new_ask_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await hand_over(home, fay, "Quiet Heron")
        await answer(home, ana, "Yes")
        await home.news(ana)
        await hand_over(home, fay, "Blue Otter")
        await answer(home, ben, "Yes")
        await home.move_to(EVENING)
        assert await facilitators(home, given) == {"Ben"}
        assert "Things have changed there" in await home.news(ana)


async def test_who_has_not_answered_finds_the_button_outdated_after_a_new_ask(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await hand_over(home, fay, "Quiet Heron")
        await home.presses(ana, "Show")
        await hand_over(home, fay, "Blue Otter")
        await home.presses(ana, "Yes")
        await home.presses(ben, "Show")
        await home.move_to(EVENING)
        assert await facilitators(home, given) == {"Fay"}


@pytest.mark.parametrize("when", ["before the answer", "after the answer"])
@pytest.mark.parametrize("what", ["asker stood down", "asker removed", "asked removed", "asked left", "set ended"])
async def test_what_changes_in_between_leaves_nobody_in_charge_who_should_not_be(
    tmp_path: Path, what: str, when: str
) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, fay = given["Ana"], given["Fay"]
        await make(home, given, "Ben")  # so that the asker can go
        await hand_over(home, fay, "Quiet Heron")
        await home.presses(ana, "Show")
        if when == "after the answer":
            await home.presses(ana, "Yes")
        match what:
            case "asker stood down":
                member_id = given.members["Fay"]
                await home.app.store.run(lambda rows: setattr(rows.need(Member, member_id), "role", Role.MEMBER))
            case "asker removed":
                await removed(home, given, "Fay")
            case "asked removed":
                await removed(home, given, "Ana")
            case "asked left":
                await home.says(ana, "/leave")
                await home.presses(ana, "Leave the set")
            case _:
                await home.says(fay, "/archive")
                await home.presses(fay, "End the set")
                await home.presses(fay, "Yes, end it now")
        if when == "before the answer":
            await home.presses(ana, "Yes")
        await home.move_to(EVENING)
        inside = await facilitators(home, given)
        assert "Ben" in inside and "Ana" not in inside
        assert "my side" not in await home.news(ana)


async def test_two_who_hand_over_to_each_other_at_once_leave_one_in_charge(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ben, fay = given["Ben"], given["Fay"]
        await make(home, given, "Ben")
        await hand_over(home, fay, "Blue Otter")
        await hand_over(home, ben, FACILITATOR_HANDLE)
        for person in (fay, ben):
            person.press(next(m.message_id for m in reversed(person.chat.messages) if "Show" in str(m.buttons)), "Show")
        await home.settle()
        for person in (fay, ben):
            person.press(next(m.message_id for m in reversed(person.chat.messages) if "Yes" in str(m.buttons)), "Yes")
        await home.settle()
        await home.move_to(EVENING)
        assert len(await facilitators(home, given)) == 1


async def test_the_last_one_who_asked_and_is_erased_leaves_the_set_to_who_said_yes(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, fay = given["Ana"], given["Fay"]
        await hand_over(home, fay, "Quiet Heron")
        await answer(home, ana, "Yes")
        await home.says(fay, "/leave")
        assert "only facilitator" in shown(fay)  # the Yes has not taken effect
        await home.says(fay, "/forget")
        await home.presses(fay, "Erase everything")
        await home.presses(fay, "Yes, erase it now")
        await home.settle()
        assert await facilitators(home, given) == {"Ana"}
        assert (await home.app.store.run(lambda rows: rows.need(ActionSet, given.set_id).state)) is SetState.ACTIVE
        await home.move_to(EVENING)
        assert "has ended" not in await home.news(ana)

"""/members: who waits is seen at a delivery time; letting in, turning away, removing."""

from __future__ import annotations

from pathlib import Path

from albot.domain.authority import IN_THE_SET
from albot.domain.sets import Member, MemberState
from albot.sandbox.world import Person
from tests.features.links import made_link, shown, waits
from tests.given import GivenSet, given_set
from tests.house import House, house


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

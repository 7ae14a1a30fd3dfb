"""/invite: making links, what the list of them shows and when, and revoking."""

from __future__ import annotations

from pathlib import Path

from tests.features.links import SIZE, made_link, shown, waits
from tests.given import given_set
from tests.house import house


async def test_a_link_is_made_in_a_few_taps_and_can_be_copied(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        fay = (await given_set(home))["Fay"]
        assert "How many" in await home.says(fay, "/invite")
        assert home.buttons(fay) == [SIZE, "1", "2", "4"]
        await home.presses(fay, "2")
        assert "2 people may use it" in shown(fay)
        assert home.buttons(fay) == ["1 day", "1 week", "4 weeks", "Back"]
        assert "agree on outside" in await home.presses(fay, "4 weeks")
        assert "letters or digits" in await home.says(fay, "...")
        assert "How many" in await home.presses(fay, "Back")
        link = await made_link(home, fay, uses="1", word="lamp")
        assert "One person may use it, until Fri 27 Nov (12:00 London)" in shown(fay)
        copied = [b for m in fay.chat.messages for row in m.buttons for b in row if b[0] == "Copy the link"]
        assert copied == [("Copy the link", link)]
        await home.presses(fay, "Revoke it")
        assert shown(fay).startswith("Revoked")


async def test_the_list_shows_the_uses_left_at_the_last_delivery_time(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay = given["Fay"]
        link = await made_link(home, fay, uses="2", word="lamp")
        once = await made_link(home, fay, uses="1", days="4 weeks")
        before = await home.says(fay, "/invite")
        assert "1. for 2 people, until Fri 27 Nov (12:00 London), with a word" in before
        assert "2. for one person, until Fri 18 Dec (12:00 London)" in before
        await home.says(home.person("Eva"), link)
        await home.presses(home.world.people[max(home.world.people)], "I agree")
        await waits(home, home.person("Gus"), once, "Red Poppy")
        assert await home.says(fay, "/invite") == before
        await home.later(hours=6)
        after = await home.says(fay, "/invite")
        assert "for one person" not in after
        await home.presses(fay, "Revoke 1")
        assert "Open links" not in await home.says(fay, "/invite")


async def test_links_are_the_business_of_the_sets_own_facilitators(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        other = await given_set(home, facilitator="Gil", members=("Dan",), name="Friday set")
        fay = given["Fay"]
        link = await made_link(home, fay)
        revoke = next(b[1] for m in fay.chat.messages for row in m.buttons for b in row if b[0] == "Revoke it")
        assert "for facilitators" in await home.says(given["Ana"], "/invite")
        for stranger in (given["Ana"], other["Gil"]):
            await home.says(stranger, "/help")
            newest = max(m.message_id for m in stranger.chat.messages)
            stranger.press_anyway(newest, revoke)
            await home.news(stranger)
        assert "ground rules" in (await home.says(home.person("Eva"), link)).lower()

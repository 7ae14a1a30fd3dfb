"""Making a set, from `/newset` to what comes next."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import select

from albot.domain.newset import PARTS, SetPart, next_part
from albot.domain.sets import ActionSet, Member, MemberState, Role, SetState
from albot.sandbox.world import Person
from albot.store import passages, people, set_prompts, sets
from albot.store.rows import Rows
from tests.features.links import shown
from tests.house import House, house


async def said(home: House, who: Person, text: str) -> str:
    """What the bot answers to a text that does not join the one before."""
    await home.later(seconds=10)
    return await home.says(who, text)


async def the_set(home: House) -> dict[str, object]:
    """The only set there is, as its facilitator made it."""

    def look(rows: Rows) -> dict[str, object]:
        one = rows.session.scalars(select(ActionSet)).one()
        member = rows.session.scalars(select(Member)).one()
        texts = {part: rows.open(one, f"{part}_sealed") for part in ("name", "purpose", "audience", "rules", "contact")}
        return texts | {
            "state": one.state,
            "zone": one.zone,
            "size": one.size,
            "handle": sets.handle(rows, member),
            "maker": (member.role, member.state),
            "prompts": [prompt.part for prompt in sets.prompts(rows, one.id)],
            "left over": passages.texts(rows, [one.id]),
        }

    return await home.app.store.run(look)


async def half_made(home: House) -> Person:
    """The coordinator, at the summary of a set."""
    cora = home.coordinator
    cora.started = True
    for text in ("/newset", "Tuesday set", "To learn from what we do", "People who lead a small charity"):
        await said(home, cora, text)
    await home.presses(cora, "Use these")
    for text in ("Ruth at the office, 0123 456", "Nairobi", "6", "Steady Lamp"):
        await said(home, cora, text)
    return cora


def test_the_open_question_follows_from_what_is_answered() -> None:
    assert next_part([]) is SetPart.NAME
    assert next_part({SetPart.NAME, SetPart.AUDIENCE}) is SetPart.PURPOSE
    assert next_part(set(PARTS)) is SetPart.CONFIRM
    assert next_part(set(PARTS) - {SetPart.HANDLE}) is SetPart.HANDLE


async def test_a_set_is_made_from_the_first_question_to_the_invitation(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        cora = await half_made(home)
        summary = cora.chat.messages[-1].text
        for line in ("Tuesday set", "To learn from what we do", "small charity", "stays in the set", "Ruth", "Nairobi"):
            assert line in summary
        assert "Members: 6" in summary
        assert "Steady Lamp" in summary
        assert "is ready" in await home.presses(cora, "Make the set")
        made = await the_set(home)
        assert made["state"] is SetState.ACTIVE
        assert (made["zone"], made["size"]) == ("Africa/Nairobi", 6)
        assert (made["name"], made["contact"]) == ("Tuesday set", "Ruth at the office, 0123 456")
        assert (made["purpose"], made["audience"]) == ("To learn from what we do", "People who lead a small charity")
        assert "I would rather not" in str(made["rules"])
        assert made["maker"] == (Role.FACILITATOR, MemberState.ACTIVE)
        assert made["prompts"] == list(set_prompts.PARTS)
        assert made["left over"] == {}
        maker = await home.app.store.run(lambda rows: people.find(rows, cora.id))
        assert maker is not None
        assert maker.zone == "Africa/Nairobi"
        assert home.buttons(cora) == ["Invite members", "Plan a meeting"]
        assert "When does the set meet?" in await home.presses(cora, "Plan a meeting")
        assert "link" in (await home.presses(cora, "Invite members")).casefold()


async def test_back_keep_and_change_lose_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        cora = home.coordinator
        cora.started = True
        await said(home, cora, "/newset")
        await said(home, cora, "Tuesday set")
        await said(home, cora, "To learn")
        assert "To learn" in await home.presses(cora, "Back")
        assert "Tuesday set" in await home.presses(cora, "Back")
        assert "Who is it for?" in await home.presses(cora, "Keep it")
        assert "ground rules" in await home.presses(cora, "Skip")
        await said(home, cora, "Stop when the bell rings.")
        assert "kept" in await home.presses(cora, "Stop for now")
        await home.later(days=20)
        assert "Whom can a member turn to" in await said(home, cora, "/newset")
        assert home.buttons(cora) == ["Back", "Stop for now"]  # the set needs a contact
        for text in ("Ruth", "London", "5"):
            await said(home, cora, text)
        await home.presses(cora, home.buttons(cora)[0])
        await home.presses(cora, "Change …")
        assert "The ground rules so far" in await home.presses(cora, "Ground rules")
        assert "We ask questions." in await said(home, cora, "We ask questions.")
        await home.presses(cora, "Make the set")
        made = await the_set(home)
        assert (made["rules"], made["audience"], made["purpose"]) == ("We ask questions.", "", "To learn")


async def test_what_is_typed_in_bursts_joins(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        cora = home.coordinator
        cora.started = True
        await said(home, cora, "/newset")
        await said(home, cora, "Tuesday set")
        await said(home, cora, "To learn.")
        assert "Added to answer 2" in await home.says(cora, "And to act.")
        assert "To learn.\nAnd to act." in await home.presses(cora, "Back")


async def test_places_sizes_and_handles_that_cannot_be(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        cora = home.coordinator
        cora.started = True
        assert "up to 60" in await said(home, cora, "/newset") + await said(home, cora, "x" * 61)
        await said(home, cora, "Tuesday set")
        await home.presses(cora, "Skip")
        await home.presses(cora, "Skip")
        await home.presses(cora, "Use these")
        await said(home, cora, "Ruth")
        assert "do not know that place" in await said(home, cora, "Qwxyz")
        assert "Which of these" in await said(home, cora, "Birmingham")
        assert "How many members" in await home.presses(cora, "Chicago")
        assert "four to eight" in await said(home, cora, "12")
        assert "handle" in await said(home, cora, "8")
        offered = home.buttons(cora)[:3]
        await home.presses(cora, "Others")
        assert set(home.buttons(cora)[:3]) != set(offered)
        assert "address" in await said(home, cora, "cora@example.org")
        assert "your name on Telegram" in await said(home, cora, "cora")
        assert "Your handle: cora" in await home.presses(cora, "Use it anyway")
        assert "not made yet" in await said(home, cora, "yes")
        await home.presses(cora, "Make the set")
        assert (await the_set(home))["zone"] == "America/Chicago"


async def test_old_and_forged_buttons_change_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        cora = await half_made(home)
        summary = cora.chat.messages[-1]
        make = next(b["callback_data"] for row in summary.keyboard for b in row if b["text"] == "Make the set")
        mallory = home.person("Mallory")
        mallory.started = True
        mallory.press_anyway(1, make)
        await home.news(mallory)
        assert (await the_set(home))["state"] is SetState.DRAFT
        await home.presses(cora, "Change …")
        await home.presses(cora, "Size")
        cora.press_anyway(summary.message_id, make)  # the summary that came before is out of date
        await home.news(cora)
        assert (await the_set(home))["state"] is SetState.DRAFT
        await home.presses(cora, "Keep it")
        await home.presses(cora, "Change …")
        await home.presses(cora, "Throw it away")
        assert await home.app.store.run(lambda rows: rows.session.scalars(select(ActionSet)).all()) == []
        assert shown(cora) == "Thrown away. There is no set."


async def test_where_sets_are_open_a_stranger_agrees_first(tmp_path: Path) -> None:
    async with house(tmp_path, open_sets=True) as home:
        ana = home.person("Ana")
        assert "not end-to-end encrypted" in await home.says(ana, "/newset")
        assert await home.app.store.run(lambda rows: people.find(rows, ana.id)) is None
        assert "What is the set called?" in await home.presses(ana, "I agree")


async def test_where_sets_are_not_open_a_stranger_is_told_who_makes_them(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ben = home.person("Ben")
        assert "you need an invite link" in await home.says(ben, "/newset")

"""/facilitators: a coordinator appoints by a link that one person uses once, and stands people down."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import select

from albot.domain.people import Appointment, Office
from albot.domain.sets import Invite
from albot.sandbox.world import Person
from albot.store import people
from albot.store.rows import Rows
from tests.features.links import link_in, shown
from tests.given import given_set
from tests.house import House, house


def coordinator(home: House) -> Person:
    """The first coordinator, whom the settings name."""
    return next(person for person in home.world.people.values() if person.first_name == "Cora")


async def appointed(home: House) -> int:
    """How many are facilitators of this bot."""
    return await home.app.store.run(lambda rows: len(people.holders(rows, Office.FACILITATOR)))


async def appointing_link(home: House, label: str) -> str:
    """The link that the coordinator makes."""
    await home.says(coordinator(home), "/facilitators")
    assert "call the one" in await home.presses(coordinator(home), "Appoint somebody")
    return link_in(await home.says(coordinator(home), label))


async def test_a_stranger_is_appointed_by_a_link_once(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        cora, fay, gus = coordinator(home), home.person("Fay"), home.person("Gus")
        link = await appointing_link(home, "North  lamp")
        assert "North lamp, until Fri 27 Nov" in await home.says(cora, "/facilitators")
        notice = await home.says(fay, link)
        assert "not end-to-end" in notice and "The test kitchen, room 4" in notice
        await home.says(gus, link)
        await home.presses(fay, "No")
        assert await appointed(home) == 0
        await home.says(fay, link)
        assert "You are a facilitator now" in await home.presses(fay, "I agree")
        assert "as often as it may be" in await home.presses(gus, "I agree")
        assert "make sets already" in await home.says(fay, link)
        listed = await home.says(cora, "/facilitators")
        assert "One facilitator is appointed:\nNorth lamp" in listed and "Links" not in listed

        def sealed(rows: Rows) -> str:
            rows_of_both = [*rows.session.scalars(select(Appointment)), *rows.session.scalars(select(Invite))]
            return repr([row.model_dump() for row in rows_of_both])

        assert "lamp" not in await home.app.store.run(sealed)


async def test_standing_down_is_asked_about_and_told_and_sets_stay(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        cora, fay = coordinator(home), given["Fay"]
        await home.says(cora, "/facilitators")
        await home.presses(cora, "Stand down somebody without a label")
        await home.presses(cora, "No, leave it")
        assert await appointed(home) == 1
        await home.presses(cora, "Stand down somebody without a label")
        await home.presses(cora, "Stand down somebody without a label")
        assert "Nobody is appointed" in shown(cora)
        assert "no new sets" in await home.news(fay)
        assert "Steady Lamp" in await home.says(fay, "/members")


async def test_an_unused_link_can_be_revoked_and_coordinators_alone_do_all_this(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        cora, eva = coordinator(home), home.person("Eva")
        link = await appointing_link(home, "South")
        assert "for coordinators" in await home.says(given["Fay"], "/facilitators")
        await home.says(eva, link)
        await home.presses(cora, "Revoke the link for South")
        assert "taken back" in await home.presses(eva, "I agree")
        assert await appointed(home) == 1
        assert "Links" not in shown(cora)

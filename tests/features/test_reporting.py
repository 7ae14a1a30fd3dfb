"""*Something is wrong here*: who gets a report, what is in it, and what can be done about it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from albot.chat import delivering
from albot.chat.message import base36
from albot.domain.delivery_rows import Copy, Delivery, DeliveryKind
from albot.domain.people import Office
from albot.domain.people import Person as Row
from albot.domain.sets import Member, Role
from albot.sandbox.world import Person
from albot.store import deliveries, people
from albot.store.rows import Rows
from tests.features.links import shown
from tests.features.test_letters import contact
from tests.features.test_members import chat_of, data_of, forged, reads, role
from tests.given import FACILITATOR_HANDLE, GivenSet, given_reflection, given_set
from tests.house import House, house

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BAD = ("I told them all.", "Ben is a fool.", "Tell more.")


async def read_by(home: House, given: GivenSet, author: str, reader: str) -> None:
    """Somebody shares something bad, and somebody else reads it."""
    await given_reflection(home, given, author, texts=BAD)
    await home.move_to(EVENING)
    assert "Ben is a fool." in await reads(home, given[reader])


async def reports(home: House, person: Person, word: str, how: str = "Send without my handle") -> str:
    """Somebody reports what they read last; returns the last screen."""
    await home.presses(person, "Something is wrong here")
    last = await (home.says(person, word) if word else home.presses(person, "Skip"))
    await home.presses(person, how)
    return last


async def coordinate(home: House, given: GivenSet, name: str) -> None:
    """Somebody in the set is a coordinator too."""

    def write(rows: Rows) -> None:
        person = rows.need(Row, rows.need(Member, given.members[name]).person_id)
        people.appoint(rows, person, Office.COORDINATOR)

    await home.app.store.run(write)


async def take_back(home: House, given: GivenSet, reflection_id: int) -> None:
    """The author takes back what they shared."""
    now = home.clock.now()

    def write(rows: Rows) -> None:
        for delivery in deliveries.of_subject(rows, DeliveryKind.REFLECTION, reflection_id):
            delivering.withdraw(rows, delivery, now)

    await home.app.store.run(write)


async def copy_of_report(home: House) -> int:
    """The id of the only copy of a report."""

    def look(rows: Rows) -> int:
        query = select(Copy.id).join(Delivery, Delivery.id == Copy.delivery_id)  # type: ignore[arg-type]
        return rows.session.scalars(query.where(Delivery.kind == DeliveryKind.REPORT)).one()

    return await home.app.store.run(look)


async def test_a_report_without_a_handle_tells_the_facilitators_what_was_read_and_not_by_whom(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, chi, fay = (given[name] for name in ("Ana", "Ben", "Chi", "Fay"))
        await read_by(home, given, "Ana", "Ben")
        asked = await home.presses(ben, "Something is wrong here")
        assert "What is wrong with it?" in asked and "your facilitator" in asked
        last = await home.says(ben, "This insults me.")
        assert "To your facilitator. They see what Quiet Heron wrote, as you got it." in last
        assert "What is wrong:" in last and "This insults me." in last and "Blue Otter" in last
        assert home.buttons(ben)[:3] == ["Send without my handle", "Send with my handle", "Change"]
        await home.presses(ben, "Send without my handle")
        assert "Thank you for saying so. It is on its way to your facilitator." in shown(ben)
        await home.news(fay)
        await home.presses(fay, "Read")
        await home.move_to(MORNING)
        assert await home.news(fay) == "New in your set\nSomebody reported something."
        seen = await home.presses(fay, "Read")
        assert seen.startswith("A report, Saturday 21 November\n\nAbout what Quiet Heron wrote:")
        assert "Ben is a fool." in seen and "This insults me." in seen and "Reported without a handle." in seen
        assert home.buttons(fay) == ["Mute this handle", "Write to them"]
        assert "Blue Otter" not in chat_of(fay)
        assert "insults" not in chat_of(ana) + chat_of(chi) + chat_of(home.coordinator)
        await home.presses(ben, "Something is wrong here")
        assert "You have reported this already." in shown(ben)


async def test_a_report_holds_what_was_read_though_its_author_takes_it_back(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ben, fay = given["Ben"], given["Fay"]
        shared = await given_reflection(home, given, "Ana", texts=BAD)
        await home.move_to(EVENING)
        await reads(home, ben)
        await reports(home, ben, "", "Send with my handle")
        await take_back(home, given, shared)
        await home.move_to(MORNING)
        seen = await reads(home, fay)
        assert "Ben is a fool." in seen and "No word was added." in seen and "Reported by Blue Otter." in seen


async def test_a_report_about_a_facilitator_reaches_the_coordinator_and_no_facilitator(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        home.coordinator.started = True
        ana, ben, fay, cora = given["Ana"], given["Ben"], given["Fay"], home.coordinator
        await role(home, given, "Ben", Role.FACILITATOR)
        await read_by(home, given, "Fay", "Ana")
        last = await reports(home, ana, "Is this how one leads?")
        assert "To the coordinators, and to no facilitator." in last
        await home.news(cora)
        await home.move_to(MORNING)
        assert await home.news(cora) == "For you as a coordinator\nSomebody reported something."
        seen = await home.presses(cora, "Read")
        assert f"In the set Tuesday set, about what {FACILITATOR_HANDLE} wrote, who facilitates there:" in seen
        assert "Ben is a fool." in seen and "Is this how one leads?" in seen and "/facilitators" in seen
        assert home.buttons(cora) == []
        cora.send("Thank you.", reply_to=cora.chat.messages[-1].message_id)
        assert "nobody gets it" in await home.news(cora)
        await home.later(days=1)
        assert "Quiet Heron" not in chat_of(cora)
        for other in (fay, ben, given["Chi"]):
            assert "leads?" not in chat_of(other) and "reported" not in chat_of(other)


async def test_who_becomes_a_facilitator_meanwhile_never_reads_the_report_about_them(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        home.coordinator.started = True
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await read_by(home, given, "Ana", "Ben")
        await reports(home, ben, "This insults me.")
        await home.says(fay, "/members")
        for label in ("Make co-facilitator", "Quiet Heron", "Make Quiet Heron co-facilitator"):
            await home.presses(fay, label)
        await home.move_to(MORNING)
        assert "This insults me." in await reads(home, home.coordinator)
        assert "insults" not in chat_of(ana) + chat_of(fay)


@pytest.mark.parametrize("coordinator", ["Fay", "Ben"])
async def test_no_report_about_a_facilitator_is_sent_to_coordinators_who_facilitate_too(
    tmp_path: Path, coordinator: str
) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await contact(home, given, "The helpline: 0800 1111")
        await role(home, given, "Ben", Role.FACILITATOR)
        await coordinate(home, given, coordinator)
        await read_by(home, given, "Fay", "Ana")
        said = await home.presses(given["Ana"], "Something is wrong here")
        assert "I have nobody to bring this to but your facilitators." in said
        assert "0800 1111" in said and "The test kitchen, room 4" in said


async def test_a_report_on_its_way_reaches_nobody_where_the_one_it_is_about_has_become_coordinator(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await read_by(home, given, "Fay", "Ana")
        await reports(home, given["Ana"], "Is this how one leads?")
        await coordinate(home, given, "Fay")
        await home.later(days=1)
        assert "leads?" not in chat_of(given["Fay"]) and "reported" not in chat_of(given["Fay"])


async def test_what_a_facilitator_can_do_about_a_report(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await read_by(home, given, "Ana", "Ben")
        await reports(home, ben, "This insults me.")
        await home.news(fay)
        await home.presses(fay, "Read")
        await home.move_to(MORNING)
        await reads(home, fay)
        assert "What do you want to tell Quiet Heron?" in await home.presses(fay, "Write to them")
        await home.presses(fay, "Mute this handle")
        assert "Mute Quiet Heron?" in shown(fay)
        await home.news(ana)
        await home.presses(fay, "Mute Quiet Heron")
        assert "A facilitator has muted you" in await home.news(ana)
        assert "Ben is a fool." in chat_of(fay)  # the report stays where it is
        fay.send("Enough.", reply_to=next(m for m in fay.chat.messages if "A report" in m.text).message_id)
        assert "nobody gets it" in await home.news(fay)


async def test_a_facilitator_needs_no_report_about_a_member(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await read_by(home, given, "Ana", "Fay")
        assert "This is yours to decide." in await home.presses(given["Fay"], "Something is wrong here")
        assert home.buttons(given["Fay"]) == ["Mute this handle", "Write to them"]


async def test_nobody_reports_with_the_copies_and_drafts_of_others(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        other = await given_set(home, facilitator="Gil", members=("Dan",), name="Friday set")
        ana, ben, chi, fay, gil = given["Ana"], given["Ben"], given["Chi"], given["Fay"], other["Gil"]
        await read_by(home, given, "Ana", "Ben")
        about = data_of(ben, "Something is wrong here")
        await home.presses(ben, "Something is wrong here")
        await home.says(ben, "This insults me.")
        send, change = data_of(ben, "Send with my handle"), data_of(ben, "Change")
        for stranger in (ana, chi, fay, gil, home.coordinator):
            for data in (about, send, change):
                assert "insults" not in await forged(home, stranger, data)
                assert "wrong" not in shown(stranger)
        await home.later(minutes=1)
        await home.presses(ben, "Send without my handle")
        await forged(home, ben, send)  # an old button of the reporter's own does not add the handle
        await home.news(fay)
        await home.presses(fay, "Read")
        await home.move_to(MORNING)
        assert "Reported without a handle." in await reads(home, fay)
        report = data_of(fay, "Mute this handle")
        for stranger in (ana, ben, gil):
            assert "Mute" not in await forged(home, stranger, report)
        await forged(home, fay, f"report.about:{base36(await copy_of_report(home))}")
        assert "Blue Otter" not in chat_of(fay)  # a report cannot be reported, which would name its author

"""One short life of a set in the real house, on SQLite and on PostgreSQL; and turns side by side on the latter."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, text
from sqlmodel import select
from structlog.testing import capture_logs

from albot.chat.dispatch import Dispatch, Outcome
from albot.chat.incoming import Command, Sender
from albot.chat.message import button
from albot.domain.nudge_rows import Nudge, NudgeState
from albot.domain.sets import ActionSet, Member
from albot.domain.wallclock import to_utc
from albot.loops.nudge import nudge
from albot.sandbox.world import Person
from albot.store import nudges, sets
from albot.store.engine import Store
from albot.store.post import Outgoing
from albot.store.rows import Rows
from albot.store.tables import METADATA
from tests.features.links import link_in, made_link, shown
from tests.given import GivenSet, given_set
from tests.house import House, house
from tests.loops.story import story
from tests.traces import ids_of, where_named

ZONE = "Europe/London"
FREE = ("step", "soon")
"""Nudges that somebody chose a time for, or that stand apart: the limit of one a day is not for them."""


POSTGRES = pytest.param("postgresql", marks=pytest.mark.postgres)
ON_POSTGRES = pytest.mark.parametrize("database_url", [POSTGRES], indirect=True)


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[House]:
    """A house on a database of either kind, in which nothing may go wrong that is answered or tried again kindly."""
    with capture_logs() as logs:
        async with house(tmp_path, url=database_url) as home:
            yield home
    assert [line for line in logs if line["log_level"] not in ("debug", "info")] == []


async def clock(home: House, wall: str) -> None:
    """The clock goes on to a wall time in London."""
    await home.move_to(to_utc(datetime.fromisoformat(wall), ZONE))


async def types(home: House, person: Person, text: str) -> str:
    """Somebody types a minute later, which is no burst."""
    home.clock.move_to(home.clock.now() + timedelta(minutes=1))
    return await home.says(person, text)


async def taps(home: House, person: Person, *labels: str) -> str:
    """Somebody presses one button after the other; returns what the last one brought."""
    return [await home.presses(person, label) for label in labels][-1]


async def test_a_set_lives_from_its_facilitators_appointment_to_its_members_goodbye(home: House) -> None:
    fay, ana, ben = (home.person(name) for name in ("Fay", "Ana", "Ben"))
    await _appointed(home, fay)
    await _makes_a_set(home, fay)
    await _join(home, fay, ana, ben)
    await _let_in(home, fay, ana)
    await _meeting_planned(home, fay, ana)
    await _issue_when_invited(home, ana)
    await _morning_after(home, ana)
    await _reminded_of_a_step(home, ana)
    await given_set(home, facilitator="Gil", members=("Ben",), meeting="2026-12-31T19:00", name="Second set")
    await _checks_in_when_invited(home, ana)
    await _at_most_one_nudge_a_day(home, fay, ana, ben)
    await _changes_settings(home, ana)
    await _leaves(home, fay, ben)
    await _is_forgotten(home, ana, others=[fay, ben])


async def _appointed(home: House, fay: Person) -> None:
    await home.says(home.coordinator, "/facilitators")
    await home.presses(home.coordinator, "Appoint somebody")
    link = link_in(await home.says(home.coordinator, "North office"))
    assert "cannot promise" in await home.says(fay, link)
    assert "You are a facilitator now" in await home.presses(fay, "I agree")


async def _makes_a_set(home: House, fay: Person) -> None:
    for words in ("/newset", "Tuesday set", "To learn", "Small charities"):
        await types(home, fay, words)
    await home.presses(fay, "Use these")
    for words in ("Ruth at the office", "London", "4", "Steady Lamp"):
        await types(home, fay, words)
    assert "is ready" in await home.presses(fay, "Make the set")


async def _join(home: House, fay: Person, ana: Person, ben: Person) -> None:
    link = await made_link(home, fay, uses="4 (the size of the set)")
    await home.says(ana, link)
    await home.presses(ana, "I agree")
    await home.says(ana, "Quiet Heron")
    assert "will let you in" in await home.presses(ana, "London")
    await home.says(ben, link)
    await home.presses(ben, "I agree")
    assert "looks like a handle" in await home.says(ben, "QUlET HER0N")
    await home.says(ben, "Blue Otter")
    await home.presses(ben, "London")


async def _let_in(home: House, fay: Person, ana: Person) -> None:
    assert await home.news(fay) == ""  # no clock tells who came when
    await clock(home, "2026-11-20T18:00")
    assert "2 people wait" in await home.news(fay)
    await taps(home, fay, "See who", "Let in Quiet Heron", "Let in Blue Otter")
    assert "You are in" in await home.news(ana)


async def _meeting_planned(home: House, fay: Person, ana: Person) -> None:
    await home.says(fay, "/schedule")
    await types(home, fay, "Thu 3 Dec 18:00, 2 hours, every 4 weeks")
    assert "Is that right?" in await types(home, fay, "The library")
    assert "Planned" in await home.presses(fay, "Plan it")
    assert "Your set meets" in await home.news(ana)
    await home.presses(ana, "Coming")


async def _issue_when_invited(home: House, ana: Person) -> None:
    await clock(home, "2026-11-30T17:59")
    assert "invitation" not in str(story(ana))
    await clock(home, "2026-11-30T18:00")
    assert story(ana) == ["Mon 30 Nov 18:00 invitation"]
    await home.presses(ana, "Start")
    for words in ("The rota makes people leave", "I may be wrong", "How I ask"):
        await types(home, ana, words)
    assert "Kept" in await home.presses(ana, "Show the set")


async def _morning_after(home: House, ana: Person) -> None:
    await clock(home, "2026-12-04T09:00")
    assert story(ana)[1:] == ["Thu 03 Dec 17:00 soon", "Fri 04 Dec 09:00 after"]
    await taps(home, ana, "Start", "Skip", "Skip")
    await types(home, ana, "Ring Sam\nShow the rota")
    assert "Ring Sam" in await home.presses(ana, "That's all")
    await types(home, ana, "On Tuesday, at my desk")
    await types(home, ana, "Tuesday 10:00")
    await taps(home, ana, "Yes", "Skip", "Skip")
    assert "That is all" in await home.presses(ana, "Skip")


async def _reminded_of_a_step(home: House, ana: Person) -> None:
    await clock(home, "2026-12-08T10:00")
    assert story(ana)[-1] == "Tue 08 Dec 10:00 step"
    assert shown(ana) == "Something you planned."
    assert "Ring Sam" in await home.presses(ana, "Show") or "Ring Sam" in shown(ana)


async def _checks_in_when_invited(home: House, ana: Person) -> None:
    await clock(home, "2026-12-28T18:00")
    assert story(ana)[-1] == "Mon 28 Dec 18:00 invitation"
    await taps(home, ana, "Start", "Done", "Not done")
    await types(home, ana, "I was ashamed of it")
    assert "1 of 4" in await home.presses(ana, "Carry on with it")
    for words in ("I thanked two people", "They talk when I listen", "Ask for a meeting\nWrite it down"):
        await types(home, ana, words)
    await home.presses(ana, "That's all")
    whole = await types(home, ana, "Ask first, then write")
    assert "Show the rota" in whole and "Ask for a meeting" in whole
    assert "Kept" in await home.presses(ana, "Share and welcome questions")


async def _at_most_one_nudge_a_day(home: House, *everybody: Person) -> None:
    await clock(home, "2027-01-02T12:00")
    for person in everybody:
        counted = [line for line in story(person) if line.split()[4] not in FREE]
        days = Counter(line[:10] for line in counted)
        assert not [day for day, nudges in days.items() if nudges > 1], counted


async def _changes_settings(home: House, ana: Person) -> None:
    await home.says(ana, "/me")
    await home.presses(ana, "Handle")
    assert "Tall Birch in Tuesday set" in await home.says(ana, "Tall Birch")
    await home.presses(ana, "Quiet hours")
    assert "22:30 to 07:00" in await home.says(ana, "22:30-7")


async def _leaves(home: House, fay: Person, ben: Person) -> None:
    await home.says(ben, "/leave")
    await home.presses(ben, "Tuesday set")
    await home.presses(ben, "Leave the set")
    assert "You have left Tuesday set" in shown(ben)
    await home.news(fay)
    await home.later(hours=6)
    assert "Somebody has left" in await home.news(fay)


WHAT_THEY_READ = ("copy", "outbox")
"""What others have of somebody's texts is taken from them too, by messages on their way."""


async def _is_forgotten(home: House, ana: Person, *, others: list[Person]) -> None:
    hers = await ids_of(home, ana)
    theirs = [await ids_of(home, other, but=WHAT_THEY_READ) for other in others]
    await home.says(ana, "/forget")
    await taps(home, ana, "Erase everything", "Yes, erase it now")
    assert "Everything about you is erased" in shown(ana)
    assert await where_named(home, hers) == []
    assert [await ids_of(home, other, but=WHAT_THEY_READ) for other in others] == theirs


def test_every_id_has_room_for_63_bits() -> None:
    """PostgreSQL holds a column to its size, SQLite does not."""
    narrow = [
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if (column.name == "id" or column.name.endswith("_id") or column.foreign_keys)
        and not isinstance(column.type, BigInteger)
    ]
    assert narrow == []


# Side by side


@ON_POSTGRES
async def test_of_four_who_want_one_handle_at_the_same_moment_one_gets_it(home: House) -> None:
    given = await given_set(home, members=("Ana", "Ben", "Chi", "Dan"))
    members = [person for name, person in given.people.items() if name != "Fay"]
    await home.says(given["Fay"], "/rhythm")
    for wanted in ("Tall Poplar", "Red Poppy"):
        for person in members:
            await home.says(person, "/me")
            await home.presses(person, "Handle")
        for person in members:
            person.send(wanted)
        given["Fay"].press_anyway(given["Fay"].chat.messages[-1].message_id, _halfway(given))
        answers = [await home.news(person) for person in members]
        assert sum(f"{wanted} in Tuesday set" in answer for answer in answers) == 1, answers


def _halfway(given: GivenSet) -> str:
    """The data of a button that plans everybody's nudges anew."""
    return button("", "rhythm.halfway", given.set_id).data


@ON_POSTGRES
async def test_a_turn_that_is_caught_in_a_deadlock_is_done_again_and_nobody_notices(home: House) -> None:
    given = await given_set(home)
    ana = given["Ana"]
    await home.says(ana, "/me")
    await home.presses(ana, "Handle")
    await home.app.store.run(lambda rows: _expects_an_answer(rows, given))
    holds, waits = threading.Event(), threading.Event()

    def other(rows: Rows) -> None:
        """Take the set, and the member when her turn, which holds her row, waits for the set."""
        sets.lock(rows, given.set_id)
        holds.set()
        assert waits.wait(10)
        nudges.hold_members(rows, [given.members["Ana"]])

    job = home.app.store.submit(other)
    await asyncio.to_thread(holds.wait, 10)
    ana.send("Tall Poplar")
    await _until_somebody_waits(home)
    waits.set()
    assert "Tall Poplar in Tuesday set" in await home.news(ana)
    await asyncio.wrap_future(job)


def _expects_an_answer(rows: Rows, given: GivenSet) -> None:
    """What a turn of Ana's changes in her own row before anything else."""
    rows.need(Member, given.members["Ana"]).unanswered = 1


async def _until_somebody_waits(home: House) -> None:
    """Wait until one transaction waits for another."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = ANY(:what)"
    )
    for _ in range(500):
        if await home.app.store.run(lambda rows: rows.session.scalar(waiting, {"what": ["transactionid", "advisory"]})):
            return
        await asyncio.sleep(0.01)
    pytest.fail("nobody waits")


@ON_POSTGRES
async def test_whoever_is_held_by_another_transaction_is_nudged_later_and_keeps_nobody_waiting(home: House) -> None:
    given = await given_set(home)
    await home.settle()
    home.clock.move_to(to_utc(datetime.fromisoformat("2026-11-30T18:00"), ZONE))
    holds, go_on = threading.Event(), threading.Event()

    def other(rows: Rows) -> None:
        nudges.hold_members(rows, [given.members["Ana"]])
        holds.set()
        assert go_on.wait(10)

    job = home.app.store.submit(other)
    await asyncio.to_thread(holds.wait, 10)
    more = [await home.app.store.run(lambda rows: nudge(rows, home.clock.now())) for _ in range(2)]
    assert more == [True, False]  # the second finds nobody but her
    sent = select(Nudge.member_id).where(Nudge.state == NudgeState.SENT)
    nudged = await home.app.store.run(lambda rows: set(rows.session.scalars(sent)))
    assert nudged == {given.members["Ben"], given.members["Chi"]}
    go_on.set()
    await asyncio.wrap_future(job)
    await home.settle()
    assert [len(story(given[name])) for name in ("Ana", "Ben", "Chi")] == [1, 1, 1]


@ON_POSTGRES
async def test_an_update_that_two_processes_handle_at_once_changes_things_once(home: House, database_url: str) -> None:
    other = Store(database_url, home.app.store.vault)
    cora = home.coordinator
    command = Command(7, Sender(cora.id, cora.chat.id), home.clock.now(), 1, name="newset")
    begun, go_on = threading.Event(), threading.Event()

    def first(rows: Rows) -> Outcome:
        outcome = home.app.dispatch.handle(rows, command, home.clock.now())
        begun.set()
        assert go_on.wait(10)
        return outcome

    answered = home.app.store.submit(first)
    await asyncio.to_thread(begun.wait, 10)
    repeated = other.submit(lambda rows: Dispatch(home.app.setting).handle(rows, command, home.clock.now()))
    await _until_somebody_waits(home)
    go_on.set()
    (reply,) = (await asyncio.wrap_future(answered)).written
    assert (await asyncio.wrap_future(repeated)).written == [], "not written anew"
    assert await home.app.store.run(lambda rows: rows.need(Outgoing, reply.id).held_as) is None, "but given back"
    assert len(await home.app.store.run(lambda rows: rows.session.scalars(select(ActionSet.id)).all())) == 1
    await asyncio.to_thread(other.stop)

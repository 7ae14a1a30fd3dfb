"""Unlinkability: nothing that others get tells that two handles are one person's, at once or one after the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from albot.chat.message import base36, read_data
from albot.domain.reflections import Sharing
from albot.domain.sets import Member, MemberState
from albot.sandbox.parameters import Upload
from albot.sandbox.server import Call
from albot.sandbox.world import Person
from albot.store import people, sets
from albot.store.rows import Rows
from tests.features.links import made_link
from tests.features.test_sharing import EVENING
from tests.given import GivenSet, given_issue, given_reflection, given_set, given_steps
from tests.house import House, house

RANDOM_FROM = 1 << 32
"""Ids of rows are random in 63 bits; smaller numbers are counts, places and moments."""

OLD, ELSEWHERE, NEW = "Quiet Heron", "Red Kite", "Late Swift"
"""Ana's handle in the first set, in the second, and after she has come back to the first."""


async def test_no_two_sets_get_anything_that_tells_that_a_person_is_in_both(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        first, second = await two_sets(home)
        await a_day(home, first, OLD, asker="Ben", partner="Chi")
        await a_day(home, second, ELSEWHERE, asker="Dee", partner="Eli")
        here, there = others(first), others(second)
        ids_here, ids_there = ids_for(home, here), ids_for(home, there)
        assert len(ids_here) > 12 < len(ids_there)  # there is something to compare
        assert ids_here & ids_there == set()
        ana = await home.app.store.run(lambda rows: people.find(rows, first["Ana"].id))
        assert ana is not None and ana.id not in ids_here | ids_there
        assert any(OLD in text and "First" in text for text in texts_for(home, here))
        assert any(ELSEWHERE in text and "Second" in text for text in texts_for(home, there))
        assert not any(ELSEWHERE in text or "Second" in text for text in texts_for(home, here))
        assert not any("First" in text for text in texts_for(home, there))
        home.server.calls += [leaky(home, each, ana.id) for each in (first["Ben"], second["Dee"])]
        assert ids_for(home, here) & ids_for(home, there) == {ana.id}  # it would have been seen


async def test_who_comes_back_under_another_handle_is_somebody_new(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await given_reflection(home, given, "Ana")
        await given_reflection(home, given, "Ben")
        await home.move_to(EVENING)
        for each in (ana, ben, fay):
            await home.presses(each, "Read")
        await home.says(ana, "/leave")
        await home.presses(ana, "Leave the set")
        await home.move_to(EVENING.replace(day=21))
        before = ids_for(home, others(given))
        await home.says(ana, await made_link(home, fay))
        await home.presses(ana, "I agree")
        assert "that somebody in the set has, or had" in await home.says(ana, "quiet  heron")
        await home.says(ana, NEW)
        await home.move_to(EVENING.replace(day=22))
        await home.says(fay, "/members")
        await home.presses(fay, f"Let in {NEW}")
        await home.move_to(EVENING.replace(day=23))
        old, new = await memberships(home, ana)
        assert (old[1:], new[1:]) == ((MemberState.LEFT, OLD), (MemberState.ACTIVE, NEW))
        members, shared = (await home.says(ben, "/set")).split("Shared lately")
        assert NEW in members and OLD not in members
        assert OLD in shared and NEW not in shared
        assert any(m.text.startswith(OLD) and not m.deleted for m in ben.chat.messages)
        assert new[0] in ids_for(home, others(given)) and new[0] not in before


async def test_coming_back_shows_in_nothing_where_newcomers_read_what_was_shared(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await home.says(fay, "/rhythm")
        await home.presses(fay, "Newcomers: read this cycle too")
        await given_reflection(home, given, "Ben")
        await home.move_to(EVENING)
        await home.says(ana, "/leave")
        await home.presses(ana, "Leave the set")
        await home.move_to(EVENING.replace(day=21))
        await home.says(ana, await made_link(home, fay))
        await home.presses(ana, "I agree")
        await home.says(ana, NEW)
        await home.move_to(EVENING.replace(day=22))
        await home.says(fay, "/members")
        assert await home.presses(fay, f"Let in {NEW}") == ""  # the list has changed, and nothing went wrong
        await home.move_to(EVENING.replace(day=23))
        assert NEW in await home.says(ben, "/set")
        await home.says(ana, "/set")
        assert "He was relieved." in await home.presses(ana, "Read Blue Otter")


async def two_sets(home: House) -> tuple[GivenSet, GivenSet]:
    """Two sets with nobody in common but Ana."""
    first = await given_set(home, name="First set")
    second = await given_set(home, facilitator="Gus", members=("Dee", "Eli", "Lou", "Ana"), name="Second set")
    return first, second


def others(given: GivenSet) -> list[Person]:
    """Everybody in a set but Ana."""
    return [person for name, person in given.people.items() if name != "Ana"]


async def a_day(home: House, given: GivenSet, handle: str, *, asker: str, partner: str) -> None:
    """Ana does in a set what can be done there, and the others look at everything they can."""
    name = "First" if handle == OLD else "Second"
    await given_issue(home, given, "Ana", f"{name} issue")
    await given_steps(home, given, "Ana", f"{name} step")
    await given_reflection(home, given, "Ana", Sharing.QUESTIONS, (f"{name} a", f"{name} b", f"{name} c"))
    await given_reflection(home, given, asker)
    await evening(home, given)
    await asks(home, given[asker], handle)
    await evening(home, given)
    await answers(home, given["Ana"])
    await asks(home, given["Ana"], None, name)
    await evening(home, given)
    for each in (given[asker], given[partner]):
        for command in ("/set", "/inbox", "/export", "/privacy", "/me"):
            await home.says(each, command)
    facilitator = next(iter(given.people.values()))
    for command in ("/set", "/members", "/status", "/write", "/roundup", "/export"):
        await home.says(facilitator, command)


async def evening(home: House, given: GivenSet) -> None:
    """The next delivery time in the evening, when everybody reads what is new."""
    now = home.clock.now()
    days = 0 if now < now.replace(hour=18, minute=0) else 1
    await home.move_to(now.replace(hour=18, minute=0)) if not days else await home.later(days=1)
    for person in given.people.values():
        while "Read" in home.buttons(person):
            await home.presses(person, "Read")


async def asks(home: House, asker: Person, handle: str | None, set_name: str = "") -> None:
    """Somebody asks the one with this handle, or whoever it is that takes questions in a set, an open question."""
    await home.says(asker, "/ask")
    if f"{set_name} set" in home.buttons(asker):
        await home.presses(asker, f"{set_name} set")
    if handle is None:
        return
    await home.presses(asker, handle)
    await home.presses(asker, "Open")
    await home.says(asker, "What would it look like if it went well?")
    await home.presses(asker, "Send")


async def answers(home: House, ana: Person) -> None:
    """Ana answers the newest question to her, to the whole set."""
    await home.presses(ana, "Answer")
    await home.later(minutes=1)
    await home.says(ana, "People would talk.")
    await home.presses(ana, "Send to the set too")


async def memberships(home: House, person: Person) -> list[tuple[int, MemberState, str]]:
    """A person's memberships, the ended one first: its id, its state and its handle."""

    def look(rows: Rows) -> list[tuple[int, MemberState, str]]:
        known = people.find(rows, person.id)
        assert known is not None
        standing = people.standing(rows, known, open_sets=False)
        found = [rows.need(Member, each.member_id) for each in standing.memberships]
        return sorted(
            ((each.id, each.state, sets.handle(rows, each)) for each in found),
            key=lambda each: each[1] is MemberState.ACTIVE,
        )

    return await home.app.store.run(look)


# What others get


def ids_for(home: House, readers: Iterable[Person]) -> set[int]:
    """Every id that was sent to some people: in buttons, in texts, in files."""
    found: set[int] = set()
    for call in calls_to(home, readers):
        for text in _texts(call.parameters):
            found |= _ids_in(text)
    return found


def texts_for(home: House, readers: Iterable[Person]) -> list[str]:
    """Every text that was sent to some people."""
    return [text for call in calls_to(home, readers) for text in _texts(call.parameters)]


def calls_to(home: House, readers: Iterable[Person]) -> list[Call]:
    """The calls of the Bot API that are for some people."""
    ids = {person.id for person in readers}
    return [call for call in home.server.calls if call.parameters.get("chat_id") in ids]


def leaky(home: House, reader: Person, person_id: int) -> Call:
    """A call as it would be if a button carried the id of a person."""
    keyboard = {"inline_keyboard": [[{"text": "Read", "callback_data": f"read.of:{base36(person_id)}"}]]}
    parameters = {"chat_id": reader.id, "text": "New", "reply_markup": keyboard}
    return Call("sendMessage", parameters, home.clock.now(), home.clock.monotonic())


def _ids_in(text: str) -> set[int]:
    try:
        found = {number for number in read_data(text)[1] if ":" in text}
    except ValueError:
        found = set()
    return {number for number in found | {int(each) for each in re.findall(r"\d+", text)} if number >= RANDOM_FROM}


def _texts(value: Any) -> Iterator[str]:
    match value:
        case Upload():
            yield from (value.name, value.content.decode())
        case dict():
            for name, each in value.items():
                if name != "chat_id":
                    yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)
        case str():
            yield value
        case _:
            yield json.dumps(value, default=str)

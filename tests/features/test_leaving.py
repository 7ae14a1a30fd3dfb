"""`/leave` and `/forget`."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from sqlalchemy import select

from albot.domain.people import Person
from albot.domain.sets import ActionSet, Invite, Member, MemberState, SetState
from albot.domain.steps import StepState
from albot.domain.talks import Conversation
from albot.sandbox.world import Person as Somebody
from albot.store import inbox, passages, steps
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from tests.given import GivenSet, given_issue, given_set
from tests.house import House, house
from tests.traces import every_value, ids_of, where_named


def screen(somebody: Somebody) -> str:
    return [m.text for m in somebody.chat.messages if m.sender is None and not m.deleted][-1]


async def state_of(home: House, given: GivenSet, name: str) -> MemberState:
    return await home.app.store.run(lambda rows: rows.need(Member, given.members[name]).state)


async def set_state(home: House, given: GivenSet) -> SetState:
    return await home.app.store.run(lambda rows: rows.need(ActionSet, given.set_id).state)


async def given_rows(home: House, given: GivenSet, somebody: Somebody) -> list[bytes]:
    """Ana has a step, a talk, an invite she made, an update in the inbox; returns the ciphertext of what is hers."""
    now = home.clock.now()
    raw = {"update_id": 99_999, "message": {"from": {"id": somebody.id}, "text": "parked words"}}

    def write(rows: Rows) -> list[bytes]:
        member = rows.need(Member, given.members[somebody.first_name])
        making = steps.Making(StepState.OPEN, now)
        steps.make(rows, member, "Call the council.", Source(None, now), making)
        rows.add(Conversation(person_id=member.person_id, prompt="me.zone", subject_id=member.person_id, opened_at=now))
        rows.add(Invite(digest=b"digest", set_id=given.set_id, made_by=member.person_id))
        inbox.park(rows, [inbox.Raw(99_999, somebody.id, json.dumps(raw).encode())], now)
        rows.flush()
        person = rows.need(Person, member.person_id)
        found = passages.of_field(rows, Field(person.id, steps.open_steps(rows, member.id)[0].id))
        return [person.chat_sealed, member.handle_sealed or b"", *(passage.text_sealed for passage in found)]

    return await home.app.store.run(write)


def in_the_files(folder: Path, what: list[bytes]) -> list[bytes]:
    files = [file.read_bytes() for file in folder.glob("albot.db*")]
    return [piece for piece in what if any(piece in content for content in files)]


async def test_leaving_keeps_the_notes_and_ends_the_conversations(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, fay = given["Ana"], given["Fay"]
        await home.says(ana, "/me")
        await home.presses(ana, "Handle")  # a conversation about this set is open
        await home.says(ana, "/leave")
        assert "Leave Tuesday set?" in screen(ana)
        await home.presses(ana, "Stay")
        assert await state_of(home, given, "Ana") is MemberState.ACTIVE

        await home.says(ana, "/leave")
        await home.presses(ana, "Leave the set")
        assert "You have left Tuesday set" in screen(ana)
        assert await state_of(home, given, "Ana") is MemberState.LEFT
        talks = await home.app.store.run(lambda rows: list(rows.session.scalars(select(Conversation))))
        assert talks == []
        assert "not in a set" in await home.says(ana, "/leave")

        assert await home.news(fay) == ""  # no clock tells when it was
        await home.later(hours=6)
        assert await home.news(fay) == "Somebody has left a set that you facilitate."  # for a lock screen
        await home.presses(fay, "Show")
        assert screen(fay) == "Quiet Heron has left Tuesday set."


async def test_the_only_facilitator_cannot_leave_but_can_erase_and_ends_the_set(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        fay, ana = given["Fay"], given["Ana"]
        assert "only facilitator" in await home.says(fay, "/leave")
        assert await state_of(home, given, "Fay") is MemberState.ACTIVE

        await home.says(fay, "/forget")
        await home.presses(fay, "Erase everything")
        assert "That set ends with this" in screen(fay)
        await home.presses(fay, "Yes, erase it now")
        assert await set_state(home, given) is SetState.ARCHIVED
        assert await home.news(ana) == ""
        await home.later(hours=6)
        assert "has ended" in await home.news(ana)
        await home.later(days=3)
        assert "has ended" not in await home.news(ana)


async def test_forget_asks_twice_and_leaves_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_issue(home, given, "Ana")
        await given_issue(home, given, "Ben")
        ana = given["Ana"]
        sealed = await given_rows(home, given, ana)
        await home.later(days=3)
        await home.says(ana, "Something nobody asked for", "/me")
        hers = await ids_of(home, ana)
        assert in_the_files(tmp_path, sealed) == sealed

        assert "Nobody can bring it back" in await home.says(ana, "/forget")
        await home.presses(ana, "Erase everything")
        await home.presses(ana, "Keep everything")
        assert await ids_of(home, ana) >= hers

        await home.says(ana, "/forget")
        await home.presses(ana, "Erase everything")
        await home.presses(ana, "Yes, erase it now")

        assert await where_named(home, hers) == []
        ben = given.members["Ben"]
        assert ben in (await every_value(home))["issue.member_id"]
        assert (await every_value(home))["inbox.id"] == []
        assert (await every_value(home))["invite.made_by"] == [None]
        for _ in range(100):  # the log is cut short after the commit, beside the answer
            if not in_the_files(tmp_path, sealed):
                break
            await asyncio.sleep(0.05)
        assert in_the_files(tmp_path, sealed) == []

        left = [m for m in ana.chat.messages if not m.deleted]
        assert [m.text.split(".")[0] for m in left] == ["Everything about you is erased from my database"]
        assert "action learning sets" in await home.says(ana, "/me")  # a stranger again


async def test_messages_older_than_48_hours_stay_and_the_goodbye_says_so(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ana = (await given_set(home))["Ana"]
        await home.says(ana, "/me")
        old = len(ana.chat.messages)
        await home.later(hours=49)
        await home.says(ana, "/forget")
        await home.presses(ana, "Erase everything")
        await home.presses(ana, "Yes, erase it now")
        left = [m.message_id for m in ana.chat.messages if not m.deleted]
        assert left == [*range(1, old + 1), len(ana.chat.messages)]
        assert "Older ones I cannot delete" in screen(ana)


async def test_an_old_yes_erases_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ana = (await given_set(home))["Ana"]
        await home.says(ana, "/forget")
        await home.presses(ana, "Erase everything")
        await home.later(minutes=11)
        await home.presses(ana, "Yes, erase it now")
        assert "Your settings" in await home.says(ana, "/me")


async def test_a_set_that_only_one_person_ever_was_in_goes_with_them(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=())
        fay = given["Fay"]
        await home.says(fay, "/forget")
        await home.presses(fay, "Erase everything")
        await home.presses(fay, "Yes, erase it now")
        values = await every_value(home)
        assert values["action_set.id"] == []
        assert values["meeting.id"] == []
        assert values["set_prompt.id"] == []


async def test_a_stranger_is_told_that_there_is_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        assert "nothing about you" in await home.says(home.person("Zoe"), "/forget")

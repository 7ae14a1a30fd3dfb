"""`/forget` is complete: over every table there is, and in the chats of those who read what was shared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from albot.chat.message import Message
from albot.domain.letters import Report
from albot.loops.pace import MANY
from albot.sandbox.world import Person as Somebody
from albot.store import outbox, people
from albot.store.post import Lane, Outgoing
from albot.store.rows import Rows
from tests.features.asked import NEXT_MORNING, a_question_came
from tests.features.test_reviewing import CLOSES, after_a_meeting
from tests.given import given_reflection, given_set
from tests.house import House, house
from tests.planted import MINE, ONCE, THEIRS, Ids, plant, planted_tables
from tests.traces import ids_of, where_named

GONE = {"conversation", "copy", "delivery", "handover", "mute", "nudge", "partnership"}
"""What Ben had that was about Ana alone goes with her: see `erasing.GO_WITH`."""

LET_GO = {
    ("chat_message", "copy_id"),
    ("letter", "answers_id"),
    ("letter", "to_member_id"),
    ("question", "about_id"),
    ("question", "to_member_id"),
    ("reply", "question_id"),
    ("report", "delivery_id"),
    ("run", "stage_id"),
}
"""What Ben wrote stays, and no longer says that it was to Ana or about something of hers."""


async def forget(home: House, somebody: Somebody) -> None:
    await home.says(somebody, "/forget")
    await home.presses(somebody, "Erase everything")
    await home.presses(somebody, "Yes, erase it now")
    await home.settle()


async def rows_of(home: House, ids: Ids) -> dict[str, dict[str, Any]]:
    """The planted rows of one of the two, by their tables."""

    def look(rows: Rows) -> dict[str, dict[str, Any]]:
        found = {}
        for table in planted_tables():
            key = next(iter(table.primary_key.columns))
            row = rows.session.execute(select(table).where(key == ids[table.name])).mappings().first()
            if row is not None:
                found[table.name] = dict(row)
        return found

    return await home.app.store.run(look)


async def test_nothing_of_one_is_left_and_what_the_other_has_is_untouched(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana", "Ben"))
        ana, ben = given["Ana"], given["Ben"]
        await home.says(ana, "/me")
        both = (given.members["Ana"], given.members["Ben"])
        hers, his = await home.app.store.run(lambda rows: plant(rows, both, given.meeting_id or 0))
        stays = {"invite", *ONCE}
        about = await ids_of(home, ana) | {hers[table.name] for table in planted_tables() if table.name not in stays}
        before = await rows_of(home, his)
        assert set(before) == {table.name for table in planted_tables()}

        await forget(home, ana)

        assert await where_named(home, about) == []
        after = await rows_of(home, his)
        assert set(before) - set(after) == GONE
        changed = {
            (name, key) for name, row in after.items() for key, value in row.items() if value != before[name][key]
        }
        assert changed == LET_GO
        assert await home.app.store.run(lambda rows: people.find(rows, ben.id)) is not None


def test_every_column_that_can_point_at_somebodys_things_is_planted() -> None:
    pointing = {
        f"{table.name}.{column.name}"
        for table in planted_tables()
        for column in table.columns
        if column.name.endswith(("_id", "_by")) and not column.primary_key
    }
    of_the_set = {"set_id", "meeting_id", "cycle_id", "prompt_id", "update_id", "message_id"}
    known = {*MINE, *THEIRS}
    foreign = {
        f"{table.name}.{column.name}" for table in planted_tables() for column in table.columns if column.foreign_keys
    }
    left = {each for each in pointing - foreign if each not in known and each.split(".")[1] not in known | of_the_set}
    assert left == set()


async def test_what_others_read_goes_from_their_chats_and_what_they_wrote_stays(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await a_question_came(home)
        ana, ben, chi = given["Ana"], given["Ben"], given["Chi"]
        await home.presses(ana, "Answer")
        await home.says(ana, "I would stay at home.")
        await home.presses(ana, "Send to the set too")
        await home.move_to(NEXT_MORNING)
        for each in (ben, chi, given["Fay"]):
            await home.presses(each, "Read")
        assert seen(chi, "I would stay at home.") == 1

        await forget(home, ben)  # who had asked

        assert seen(chi, "I would stay at home.") == seen(given["Fay"], "I would stay at home.") == 0
        assert await left_in_outbox(home) == 0
        await home.says(ana, "/export")
        page = ana.chat.messages[-2].document
        assert page is not None and "I would stay at home." in page.content.decode()


def seen(somebody: Somebody, words: str) -> int:
    return sum(words in m.text for m in somebody.chat.messages if not m.deleted and m.sender is None)


async def left_in_outbox(home: House) -> int:
    return len(await home.app.store.run(lambda rows: list(rows.session.scalars(select(Outgoing)))))


async def test_a_line_in_a_review_goes_from_the_chats_of_those_who_have_read_it(tmp_path: Path) -> None:
    async with after_a_meeting(tmp_path) as scene:
        await scene.answered(("Ana", "Ben", "Chi"), 3, 3, 3, line="line of {}")
        await scene.home.move_to(CLOSES)
        await scene.home.presses(scene["Ben"], "Read")
        await scene.home.later(days=3)
        await scene.home.says(scene["Fay"], "/review")
        await forget(scene.home, scene["Dev"])  # who wrote no line
        assert [seen(scene[name], "line of Ana") for name in ("Ben", "Fay")] == [1, 1]
        await forget(scene.home, scene["Ana"])
        assert [seen(scene[name], "line of") for name in ("Ben", "Fay")] == [0, 0]
        assert [seen(scene[name], "(withdrawn)") for name in ("Ben", "Fay")] == [1, 0]
        read = await scene.home.presses(scene["Ben"], "Read")
        assert "line of Chi" in read and "line of Ana" not in read


async def test_a_report_of_what_somebody_wrote_goes_with_them(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        ana, ben, fay = given["Ana"], given["Ben"], given["Fay"]
        await given_reflection(home, given, "Ana")
        await home.later(hours=6)
        await home.presses(ben, "Read")
        await home.presses(ben, "Something is wrong here")
        await home.says(ben, "That is not true.")
        await home.presses(ben, "Send without my handle")
        await home.later(hours=15)
        await home.presses(fay, "Read")
        await home.presses(fay, "Read")
        assert seen(fay, "He was relieved.") >= 2
        await forget(home, ana)
        assert seen(fay, "He was relieved.") == 0
        mine = await home.app.store.run(lambda rows: list(rows.session.scalars(select(Report))))
        assert [each.delivery_id for each in mine] == [0]


async def test_what_is_queued_in_memory_does_not_go_to_somebody_who_is_erased(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ana = (await given_set(home))["Ana"]
        await home.says(ana, "/forget")
        await home.presses(ana, "Erase everything")
        for chat in range(MANY):
            home.app.deliverer._pace.told_to_wait(chat, 2.0)  # what is queued now waits in memory
        home.app.deliverer.hand(await home.app.store.run(lambda rows: [queued(rows, home, ana) for _ in range(3)]))
        await home.presses(ana, "Yes, erase it now")
        await home.settle()
        assert [m.text.split(".")[0] for m in ana.chat.messages if not m.deleted] == [GOODBYE]
        assert not any("Nothing has changed" in m.text for m in ana.chat.messages)


async def test_what_was_on_its_way_just_then_is_deleted(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ana = (await given_set(home))["Ana"]
        await home.says(ana, "/forget")
        await home.presses(ana, "Erase everything")
        late = await home.app.store.run(lambda rows: queued(rows, home, ana))
        await home.presses(ana, "Yes, erase it now")
        home.app.deliverer.hand([late])  # as if it had been sent while she pressed
        await home.settle()
        await home.settle()
        late_ones = [m for m in ana.chat.messages if "Nothing has changed" in m.text]
        assert [m.deleted for m in late_ones] == [True]


GOODBYE = "Everything about you is erased from my database"


def queued(rows: Rows, home: House, somebody: Somebody) -> Outgoing:
    """A message to somebody that this process has in hand, as a reply is."""
    person, now = people.find(rows, somebody.id), home.clock.now()
    assert person is not None
    row = Outgoing(person_id=person.id, lane=Lane.REPLY, written_at=now, not_before=now)
    row.held_as = home.app.duty.number
    return outbox.write(rows, row, somebody.chat.id, Message("leaving-stayed").body("en"))

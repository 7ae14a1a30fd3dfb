"""What is old goes with the hourly look, however much of it there is."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import func, select

from albot.domain.nudge_rows import Nudge, NudgeState
from albot.domain.sets import Member
from albot.loops.tidy import AT_ONCE, NUDGES_KEPT, UNFINISHED_KEPT
from albot.store.inbox import SET_ASIDE_KEPT
from albot.store.outbox import TRIED_FOR
from albot.store.post import Lane, Outgoing, Parked
from albot.store.rows import Rows
from tests.features.links import made_link
from tests.given import GivenSet, given_set
from tests.house import House, house
from tests.traces import every_value


async def test_all_nudges_that_are_long_past_go_in_one_look_and_no_others(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana",), meeting=None)
        long_past = home.clock.now() - NUDGES_KEPT - timedelta(days=1)
        await given_nudges(home, given, long_past, 2 * AT_ONCE + 3)
        await given_nudges(home, given, home.clock.now() - NUDGES_KEPT + timedelta(days=1), 4)
        await home.later(hours=1)
        left = await home.app.store.run(lambda rows: rows.session.scalar(select(func.count()).select_from(Nudge)))
        assert left == 4


async def given_nudges(home: House, given: GivenSet, at: datetime, count: int) -> None:
    """Ana was sent so many nudges at a moment."""

    def write(rows: Rows) -> None:
        ana = rows.need(Member, given.members["Ana"])
        for number in range(count):
            rows.add(
                Nudge(
                    member_id=ana.id,
                    person_id=ana.person_id,
                    kind="halfway",
                    cycle_id=int(at.timestamp()) + number,
                    due_at=at,
                    useful_until=at,
                    look_at=at,
                    state=NudgeState.SENT,
                    sent_at=at,
                )
            )

    await home.app.store.run(write)


async def test_a_set_that_nobody_finishes_making_goes_after_a_month_with_all_that_was_written_for_it(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, open_sets="true") as home:
        fay = home.person("Fay")
        await home.says(fay, "/newset")
        await home.presses(fay, "I agree")
        await home.says(fay, "Hill")
        await home.says(fay, "To look after one another.")
        before = await every_value(home)
        assert before["action_set.id"] and before["passage.id"]
        await home.later(days=29)
        assert (await every_value(home))["action_set.id"] == before["action_set.id"]
        await home.move_to(home.clock.now() + UNFINISHED_KEPT)
        after = await every_value(home)
        names = ("action_set.id", "member.id", "passage.id", "conversation.id", "set_prompt.id")
        assert not any(after[name] for name in names)
        assert "What is the set called?" in await home.says(fay, "/newset")


async def test_a_place_in_a_set_goes_after_a_month_where_somebody_never_finishes_joining(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        zoe = home.person("Zoe")
        await home.says(zoe, await made_link(home, given["Fay"]))
        await home.presses(zoe, "I agree")
        assert len(await members_of(home, given)) == 5
        await home.move_to(home.clock.now() + UNFINISHED_KEPT + timedelta(hours=2))
        assert await members_of(home, given) == set(given.members.values())
        assert (await every_value(home))["conversation.id"] == []


async def members_of(home: House, given: GivenSet) -> set[int]:
    query = select(Member.id).where(Member.set_id == given.set_id)
    return await home.app.store.run(lambda rows: set(rows.session.scalars(query)))


async def test_what_was_tried_in_vain_or_set_aside_goes_and_what_nobody_could_try_yet_waits_on(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        now = home.clock.now()
        long_ago, ahead = now - TRIED_FOR - timedelta(hours=1), now + timedelta(days=2)

        def write(rows: Rows) -> None:
            for number, (tries, at) in enumerate([(3, long_ago), (0, long_ago), (3, now)]):
                rows.add(Outgoing(id=number, lane=Lane.REPLY, written_at=at, not_before=ahead, tries=tries))
            for number, days in ((1, 1), (2, -1)):
                at = now - SET_ASIDE_KEPT - timedelta(days=days)
                rows.add(Parked(id=number, body_sealed=b"", received_at=at, look_at=at, tries=3, reference="7F3A"))

        await home.app.store.run(write)
        await home.later(hours=1)
        found = await every_value(home)
        assert sorted(found["outbox.id"]) == [1, 2]
        assert found["inbox.id"] == [2]


async def test_the_file_gives_back_the_room_of_what_went(tmp_path: Path) -> None:
    file = tmp_path / "albot.db"
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana",), meeting=None)
        await home.settle()
        await cut_short(home)
        small = file.stat().st_size
        long_past = home.clock.now() - NUDGES_KEPT - timedelta(days=1)
        await given_nudges(home, given, long_past, 20 * AT_ONCE)
        await cut_short(home)
        large = file.stat().st_size
        assert large > small + 1_000_000
        await home.later(hours=1)
        await cut_short(home)
        assert file.stat().st_size < small + (large - small) / 10


async def cut_short(home: House) -> None:
    """What is written stands in the file itself and not in its log: so it is by itself after some more writing."""
    await home.settle()
    with home.app.store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA auto_vacuum").scalar_one() == 2
    raw = home.app.store.engine.raw_connection()
    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.close()

"""Joining a set, from the link to waiting; and every way in which a link lets nobody in."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlmodel import func, select

from albot.domain.invites import new_code
from albot.domain.people import Person
from albot.domain.sets import ActionSet, CodeAttempt, Invite, Member, MemberState, SetState
from albot.store import sets
from albot.store.rows import Rows
from albot.store.tables import METADATA
from tests.features.links import code_of, made_link, shown, waits
from tests.given import given_set
from tests.house import House, house

NOBODY = {"handled", "outbox"}
"""Tables that hold update ids and messages on their way: nothing about the person that outlives the sending."""


def counted(rows: Rows) -> dict[str, int]:
    """How many rows each table has."""
    tables = [table for table in METADATA.sorted_tables if table.name not in NOBODY]
    return {table.name: rows.session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


async def members_of(home: House, state: MemberState) -> list[str]:
    """The handles of those in this state."""

    def look(rows: Rows) -> list[str]:
        found = rows.session.scalars(select(Member).where(Member.state == state))
        return sorted(sets.handle(rows, member) for member in found)

    return await home.app.store.run(look)


async def test_joining_takes_at_most_six_taps_and_texts(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        link = await made_link(home, given["Fay"], word="Blue lamp")
        eva = home.person("Eva", last_name="Novak", username="eva_n")
        taps = 1
        notice = await home.says(eva, f"/start {code_of(link)}")
        for promised in (
            "not end-to-end",
            "Telegram",
            "recognise",
            "photograph",
            "meeting",
            "The test kitchen, room 4",
        ):
            assert promised in notice
        assert "What is said here stays here." in notice
        assert "handle" in await home.presses(eva, "I agree")
        suggested = [label for label in home.buttons(eva) if label not in ("Others", "Stop for now")]
        assert len(suggested) == 3
        assert suggested[0] in await home.presses(eva, suggested[0])
        assert "word" in await home.presses(eva, "London")
        answer = await home.says(eva, " blue LAMP")
        taps += 4
        assert "The facilitator will let you in." in answer and "20 Nov (18:00" in answer
        assert taps + 1 <= 6  # the issue, now or later, is the sixth
        assert home.buttons(eva) == ["My issue, now", "Later"]
        assert await members_of(home, MemberState.WAITING) == [suggested[0]]
        assert "/issue" in await home.presses(eva, "Later")
        assert "Blue lamp" not in str([m.text for m in eva.chat.messages if m.from_bot])


async def test_no_stores_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        link = await made_link(home, given["Fay"])
        before = await home.app.store.run(counted)
        eva = home.person("Eva")
        await home.says(eva, link)
        await home.presses(eva, "No")
        assert "stored nothing" in shown(eva)
        assert await home.app.store.run(counted) == before
        assert "action learning set" in await home.says(eva, code_of(link))  # and the link still opens it


async def test_handles_are_checked_and_one_that_is_your_name_is_warned_about(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        link = await made_link(home, given["Fay"])
        eva = home.person("Eva", last_name="Novak", username="eva_n")
        await home.says(eva, link)
        await home.presses(eva, "I agree")
        assert "looks like a handle" in await home.says(eva, "quiet her0n")
        assert "looks like an address" in await home.says(eva, "@heron")
        assert "“<”" in await home.says(eva, "a<b")
        assert "close to your Telegram name" in await home.says(eva, "Eva")
        assert "type your own" in await home.presses(eva, "Choose another")
        await home.says(eva, "eva n.")
        assert "eva n." in await home.presses(eva, "Use it anyway")
        assert "pick another" in await home.presses(eva, "Back")
        assert "eva n." in await home.presses(eva, "Keep eva n.")
        assert "do not know that place" in await home.says(eva, "Nowhere at all")
        assert "Which of these" in await home.says(eva, "San Jose")
        assert "will let you in" in await home.says(eva, "I live in Kampala")
        zones = await home.app.store.run(lambda rows: set(rows.session.scalars(select(Person.zone))))
        assert "Africa/Kampala" in zones


async def test_the_same_link_goes_on_where_it_was_and_knows_who_is_in(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        link = await made_link(home, given["Fay"])
        eva = home.person("Eva")
        await home.says(eva, link)
        await home.presses(eva, "I agree")
        await home.says(eva, "Red Poppy")
        await home.presses(eva, "Stop for now")
        await home.later(days=3)
        assert "Where are you" in await home.says(eva, link)
        await home.presses(eva, "London")
        assert "hear of you on Mon 23 Nov (18:00" in await home.says(eva, link)
        await home.later(days=1)
        assert "knows that Red Poppy waits" in await home.says(eva, link)
        assert "already, as Quiet Heron" in await home.says(given["Ana"], link)
        assert "already, as Steady Lamp" in await home.says(given["Fay"], link)
        uses = await home.app.store.run(lambda rows: list(rows.session.scalars(select(Invite.uses_left))))
        assert uses == [5]


async def test_a_person_keeps_their_zone_in_another_set(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        first = await given_set(home)
        second = await given_set(home, facilitator="Gil", members=("Dan",), name="Friday set")
        link = await made_link(home, second["Gil"])
        ana = first["Ana"]
        assert "Friday set" in await home.says(ana, link)
        await home.presses(ana, "I agree")
        assert "will let you in" in await home.says(ana, "Blue Otter")  # Ben's, but in the other set


async def test_links_that_let_nobody_in(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        once = await made_link(home, given["Fay"], uses="1", days="1 day")
        eva, gus, hal = home.person("Eva"), home.person("Gus"), home.person("Hal")
        await home.says(eva, once)
        await home.says(gus, once)
        await home.presses(eva, "I agree")
        assert "as often as it may be" in await home.presses(gus, "I agree")  # the notice was open: checked again
        old = await made_link(home, given["Fay"], days="1 day")
        await home.says(gus, old)
        await home.later(days=1)
        assert "too old" in await home.presses(gus, "I agree")
        revoked = await made_link(home, given["Fay"])
        await home.says(hal, revoked)
        await home.presses(given["Fay"], "Revoke it")
        assert "taken back" in await home.presses(hal, "I agree")
        last = await made_link(home, given["Fay"])

        def archive(rows: Rows) -> None:
            rows.need(ActionSet, given.set_id).state = SetState.ARCHIVED

        await home.app.store.run(archive)
        assert "takes nobody in" in await home.says(hal, last)
        people = await home.app.store.run(lambda rows: len(list(rows.session.scalars(select(Person.id)))))
        assert people == 4 + 1 + 1  # the set, the first coordinator, and Eva alone


async def test_a_full_set_is_said_to_be_full(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana", "Ben", "Chi", "Dan", "Eli", "Flo"))
        link = await made_link(home, given["Fay"])
        assert "full" in await home.says(home.person("Eva"), link)


async def test_five_wrong_codes_in_an_hour_are_enough(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        link = await made_link(home, given["Fay"])
        eva = home.person("Eva")
        for _ in range(5):
            assert "do not know this code" in await home.says(eva, new_code())
        assert "wait an hour" in await home.says(eva, link)
        assert "ground rules" in (await home.says(home.person("Gus"), link)).lower()  # nobody else is held up
        await home.later(minutes=61)
        assert "ground rules" in (await home.says(eva, link)).lower()
        await home.later(days=1)
        assert await home.app.store.run(lambda rows: list(rows.session.scalars(select(CodeAttempt)))) == []


async def test_a_long_word_as_an_answer_is_no_code(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        assert "did not ask" in await home.says(given["Ana"], "Counterrevolutionaries")
        assert "did not ask" in await home.says(given["Ben"], "decision-making-skills")


async def test_whoever_was_removed_stays_out_and_whoever_left_may_come_anew(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        link = await made_link(home, given["Fay"])
        ana, ben = given["Ana"], given["Ben"]
        await home.says(given["Fay"], "/members")
        for label in ("Remove somebody", "Quiet Heron", "Remove Quiet Heron"):
            await home.presses(given["Fay"], label)
        await home.says(ben, "/leave")
        await home.presses(ben, "Leave the set")
        assert "cannot bring you into that set" in await home.says(ana, link)
        assert "ground rules" in (await home.says(ben, link)).lower()
        await home.presses(ben, "I agree")
        assert "looks like a handle" in await home.says(ben, "Quiet Heron")
        await home.says(ben, "Second Wind")
        assert await members_of(home, MemberState.WAITING) == ["Second Wind"]
        assert await members_of(home, MemberState.LEFT) == ["Blue Otter"]


async def test_three_wrong_words_wait_without_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        link = await made_link(home, given["Fay"], word="lamp")
        eva, gus = home.person("Eva"), home.person("Gus")
        await waits(home, eva, link, "Red Poppy")
        assert "not the word" in await home.says(eva, "lamb")
        assert "not the word" in await home.says(eva, "lump")
        assert "without the word" in await home.says(eva, "limp")
        await waits(home, gus, link, "Tall Poppy")
        assert "without the word" in await home.presses(gus, "Skip")
        await home.later(days=1)
        await home.says(given["Fay"], "/members")
        assert "Red Poppy (without the word)\nTall Poppy (without the word)" in shown(given["Fay"])


async def test_only_the_hash_of_a_code_is_in_the_database(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        link = await made_link(home, given["Fay"])
        await waits(home, home.person("Eva"), link, "Red Poppy")
        await home.later(minutes=1)
        code = code_of(link).encode()

        def dump(rows: Rows) -> bytes:
            everything = [rows.session.execute(table.select()).all() for table in METADATA.sorted_tables]
            return repr(everything).encode()

        assert code not in await home.app.store.run(dump)
        assert not await asyncio.to_thread(lambda: any(code in path.read_bytes() for path in tmp_path.iterdir()))
        assert await home.app.store.run(lambda rows: sets.invite_by_code(rows, code.decode())) is not None

"""Asking: from whom to ask to the moment a question reaches them, and only them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from albot.chat import sharing
from albot.chat.asking_about import HELP_ASKED, known_of
from albot.chat.message import base36
from albot.domain.delivery_rows import Copy, Delivery, DeliveryKind
from albot.domain.questions import Mute, Question
from albot.domain.reflections import Sharing
from albot.domain.sets import Member, MemberState
from albot.store import deliveries
from albot.store.rows import Rows
from albot.texts.catalogue import FALLBACK, HERE, catalogue, message_variables
from tests.given import GivenSet, given_meeting, given_reflection, given_set, given_steps
from tests.house import House, house

EVENING = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NEXT_EVENING = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
"""The first delivery times after the house opens (London)."""

BANK = {catalogue().plain(each, {}) for each in message_variables(HERE / FALLBACK) if each.startswith("bank-")}


async def given_open_issue(home: House, *names: str, members: tuple[str, ...] = ("Ana", "Ben", "Chi")) -> GivenSet:
    """A set in which some have shared and welcome questions, as the others can see."""
    given = await given_set(home, members=members)
    for name in names:
        await given_reflection(home, given, name, Sharing.QUESTIONS)
    await home.move_to(EVENING)
    for person in given.people.values():
        await home.news(person)
    return given


async def switch(home: House, given: GivenSet, name: str, *, questions: bool = True, ideas: bool = False) -> None:
    """Somebody opens or closes their issue, and invites ideas or does not."""

    def write(rows: Rows) -> None:
        member = rows.need(Member, given.members[name])
        sharing.welcome_questions(rows, member, home.clock.now(), welcome=questions)
        sharing.welcome_ideas(rows, member, home.clock.now(), welcome=ideas)

    await home.app.store.run(write)


async def asks(home: House, given: GivenSet, text: str, kind: str = "Open") -> str:
    """Ben asks Ana by `/ask`, up to the last screen, which is returned."""
    ben = given["Ben"]
    await home.says(ben, "/ask")
    await home.presses(ben, "Quiet Heron")
    await home.presses(ben, kind)
    return await home.says(ben, text)


async def sends(home: House, given: GivenSet, text: str, kind: str = "Open") -> str:
    """Ben asks Ana, and sends it."""
    await asks(home, given, text, kind)
    ben = given["Ben"]
    return await home.presses(ben, "Send anyway" if "Send anyway" in home.buttons(ben) else "Send")


async def reads(home: House, given: GivenSet, name: str) -> str:
    """Somebody is told at a delivery time and reads what is new; empty where nothing is."""
    news = await home.news(given[name])
    return await home.presses(given[name], "Read") if "New in your set" in news else ""


async def test_a_question_goes_to_its_owner_at_the_delivery_time_and_to_nobody_else(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ana, ben = given["Ana"], given["Ben"]
        assert "Whom would you like to ask?" in await home.says(ben, "/ask")
        assert home.buttons(ben) == ["Quiet Heron"]
        kinds = await home.presses(ben, "Quiet Heron")
        assert "Open: to help them think further" in kinds and "Idea" not in kinds
        assert home.buttons(ben) == ["Clarifying", "Open", "Noticing", "Challenge", "Back", "Stop for now"]
        assert "What could help Quiet Heron think further?" in await home.presses(ben, "Open")
        last = await home.says(ben, "What would he say about it?")
        assert last.startswith("Open question\nTo Quiet Heron, in Tuesday set. You are Blue Otter there.")
        assert "What would he say about it?" in last and "Sat 21 Nov (09:00 London)" in last
        assert home.buttons(ben) == ["Send", "Change", "Back", "Stop for now"]
        assert "It goes to Quiet Heron alone." in await home.presses(ben, "Send")
        await home.move_to(MORNING.replace(hour=8, minute=59))
        assert await home.news(ana) == ""
        await home.move_to(MORNING)
        news = await home.news(ana)
        assert "One question for you." in news and "What would he say" not in news
        assert "Blue Otter, Saturday 21 November\n\nOpen question\nWhat would he say about it?" in await home.presses(
            ana, "Read"
        )
        for _ in range(4):
            await home.later(hours=12)
        texts = {
            name: [m.text for m in each.chat.messages if "he say about" in m.text]
            for name, each in given.people.items()
        }
        assert [name for name, found in texts.items() if found] == ["Ana", "Ben"]
        assert len(texts["Ana"]) == 1


async def test_a_question_comes_only_to_whom_welcomes_it_and_may_be_known(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Chi", "Ana", members=("Ana", "Ben", "Chi", "Dee"))
        await given_reflection(home, given, "Dee", Sharing.QUESTIONS)
        await home.says(given["Ben"], "/ask")
        assert home.buttons(given["Ben"]) == ["Quiet Heron", "Slow River"]  # Dee is open from tomorrow on
        await home.says(given["Ana"], "/ask")
        assert home.buttons(given["Ana"]) == ["Slow River"]
        await switch(home, given, "Chi", questions=False)
        await home.says(given["Ben"], "/ask")
        assert home.buttons(given["Ben"]) == ["Quiet Heron", "Slow River"]  # nobody sees when Chi closed it
        await home.app.store.run(lambda rows: _hide(rows, given.members["Dee"]))
        await home.move_to(MORNING)
        await home.news(given["Ben"])
        await home.says(given["Ben"], "/ask")
        assert home.buttons(given["Ben"]) == ["Quiet Heron"]
        said = await home.says(given["Ana"], "/ask")
        assert "Nobody's issue is open" in said and "/inbox" in said


def _hide(rows: Rows, member_id: int) -> None:
    """Somebody who has just come in is not known of before a later delivery time."""
    rows.need(Member, member_id).visible_from = NEXT_EVENING


async def test_a_hint_stands_on_the_last_screen_and_never_in_the_way(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ben = given["Ben"]
        last = await asks(home, given, "Have you talked to him?")
        assert "For you alone: One word could answer this." in last and "To Quiet Heron" in last
        assert home.buttons(ben) == ["Change it", "Send anyway", "Back", "Stop for now"]
        again = await home.presses(ben, "Change it")
        assert "Have you talked to him?" in again and "Leave it as it is" in home.buttons(ben)
        await home.later(seconds=10)
        last = await home.says(ben, "What do you want him to know?")
        assert "For you alone" not in last and "talked" not in last
        await home.later(seconds=10)
        assert "For you alone" in await home.says(ben, "Have you talked to him yet?")  # typed in its place
        await home.presses(ben, "Send anyway")
        await home.move_to(MORNING)
        read = await reads(home, given, "Ana")
        assert "Have you talked to him yet?" in read and "One word" not in read
        assert "For you alone" not in await asks(home, given, "Have you talked to him?", "Clarifying")


async def test_ideas_are_offered_only_where_they_are_invited(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ben = given["Ben"]
        await switch(home, given, "Ana", ideas=True)
        await home.says(ben, "/ask")
        await home.presses(ben, "Quiet Heron")
        assert "Idea" not in home.buttons(ben)  # nobody sees it before the delivery time
        question = await home.app.store.run(lambda rows: _drafts(rows)[0])
        ben.press_anyway(ben.chat.messages[-1].message_id, f"ask.kind:{base36(question)}:4")
        await home.settle()
        assert "earlier" in _last_toast(home)
        await home.move_to(MORNING)
        await sends(home, given, "You could write to him.", "Idea")
        await switch(home, given, "Ana", ideas=False)
        await home.move_to(NEXT_EVENING)
        assert "question for you" not in await home.news(given["Ana"])
        await home.move_to(MORNING.replace(day=22))
        told = await reads(home, given, "Ben")
        assert "Invites no ideas just now, so yours was not delivered:\nYou could write to him." in told


def _drafts(rows: Rows) -> list[int]:
    return [each.id for each in rows.session.query(Question).all() if each.sent_at is None]


def _last_toast(home: House) -> str:
    answers = [call for call in home.server.calls if call.method == "answerCallbackQuery"]
    return str(answers[-1].parameters.get("text"))


async def test_who_closes_their_issue_gets_no_question_and_its_asker_is_told_later(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ana, ben = given["Ana"], given["Ben"]
        await sends(home, given, "What would he say about it?")
        await switch(home, given, "Ana", questions=False)
        await home.move_to(MORNING)
        assert "question" not in await home.news(ana)
        assert await home.news(ben) == ""
        await home.move_to(NEXT_EVENING)
        told = await reads(home, given, "Ben")
        assert "Quiet Heron, Saturday 21 November\n\nTakes no questions just now" in told
        assert "What would he say about it?" in told
        assert "Quiet Heron takes no questions just now" in await home.presses(ben, "Go on with it")
        await switch(home, given, "Ana", questions=True)
        await home.move_to(MORNING.replace(day=22))
        assert "What would he say about it?" in await home.presses(ben, "Go on with it")
        await home.presses(ben, "Send")
        await home.move_to(NEXT_EVENING.replace(day=22))
        assert "What would he say about it?" in await reads(home, given, "Ana")


async def test_who_closed_it_while_the_question_was_written_gets_none(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ben = given["Ben"]
        await asks(home, given, "What would he say about it?")
        await switch(home, given, "Ana", questions=False)
        await home.move_to(MORNING)
        refused = await home.presses(ben, "Send")
        assert "Quiet Heron takes no questions just now. What you wrote is kept." in refused
        await home.move_to(NEXT_EVENING)
        assert await home.news(given["Ana"]) == ""


@pytest.mark.parametrize("closes", [False, True])
async def test_a_mute_shows_in_nothing(tmp_path: Path, closes: bool) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ana, ben = given["Ana"], given["Ben"]
        mute = Mute(member_id=given.members["Ana"], muted_member_id=given.members["Ben"])
        await home.app.store.run(lambda rows: rows.add(mute))
        assert "It goes to Quiet Heron alone." in await sends(home, given, "What would he say?")
        if closes:
            await switch(home, given, "Ana", questions=False)
        await home.move_to(NEXT_EVENING)
        assert "question" not in await home.news(ana)
        assert ("Takes no questions" in await reads(home, given, "Ben")) is closes  # as for whoever is not muted
        if not closes:
            asked = next(m for m in ben.chat.messages if m.text == "What would he say?")
            ben.edit(asked.message_id, "What would she say?")
            assert "Shall their copy change too?" in await home.news(ben)
            assert "Their copy changes too" in await home.presses(ben, "Yes, change it")
            await home.move_to(MORNING.replace(day=22))
            assert await home.news(ana) == ""


async def test_somebody_whom_the_facilitator_muted_is_told_and_asks_nobody(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ben = given["Ben"]
        assert "It goes to Quiet Heron alone." in await sends(home, given, "What would he say?")
        await home.app.store.run(lambda rows: _mute(rows, given.members["Ben"], home.clock.now()))
        assert "The facilitator has paused your questions" in await home.says(ben, "/ask")
        await home.presses(ben, "Read")
        assert "The facilitator has paused your questions" in await home.presses(ben, "Ask a question")
        await home.move_to(MORNING)
        assert await home.news(given["Ana"]) == ""


def _mute(rows: Rows, member_id: int, now: datetime) -> None:
    rows.need(Member, member_id).muted_at = now


async def test_asked_twice_they_are_two_questions_and_a_draft_is_taken_up_again(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ben = given["Ben"]
        await sends(home, given, "What would he say?")
        await home.says(ben, "/ask")
        await home.presses(ben, "Quiet Heron")
        await home.presses(ben, "Challenge")
        await home.later(seconds=10)
        await home.says(ben, "What do you not want to see?")
        screen = next(m for m in reversed(ben.chat.messages) if m.keyboard)
        older = next(b["callback_data"] for row in screen.keyboard for b in row if b["text"] == "Send")
        await home.presses(ben, "Stop for now")
        await home.says(ben, "/ask")
        assert "What do you not want to see?" in await home.presses(ben, "Quiet Heron")
        ben.press_anyway(screen.message_id, older)  # an older screen sends nothing
        await home.settle()
        assert "earlier" in _last_toast(home)
        await home.presses(ben, "Send")
        await home.move_to(MORNING)
        assert "2 questions for you." in await home.news(given["Ana"])
        read = await home.presses(given["Ana"], "Read")
        assert read.count("What would he say?") == read.count("What do you not want to see?") == 1


async def test_three_ideas_fit_what_was_shared_and_become_a_draft(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ben = given["Ben"]
        await home.presses(ben, "Read")
        await home.presses(ben, "Ask a question")
        await home.presses(ben, "Open")
        first = await home.presses(ben, "Give me an idea")
        offered = _ideas(first)
        assert len(offered) == 3 and set(offered) <= BANK
        assert home.buttons(ben) == ["1", "2", "3", "Others"]
        await home.presses(ben, "Others")
        shown = ben.chat.messages[-1].text
        others = _ideas(shown)
        assert len(others) == 3 and set(others) <= BANK and not set(others) & set(offered)
        last = await home.presses(ben, "2")
        assert others[1] in last and "To Quiet Heron" in last
        await home.says(ben, "What do you hope for?")
        await home.presses(ben, "Send")
        await home.move_to(MORNING)
        read = await reads(home, given, "Ana")
        assert "What do you hope for?" in read and others[1] not in read


def _ideas(shown: str) -> list[str]:
    return [line[3:] for line in shown.splitlines() if line[:2] in ("1.", "2.", "3.")]


async def test_ideas_know_what_readers_know_and_nothing_newer(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        await given_meeting(home, given, "2026-11-05T18:00")
        await given_steps(home, given, "Ana", "Ring Sam")
        await home.says(given["Ana"], "/checkin")
        await home.presses(given["Ana"], "Not done")
        await home.presses(given["Ana"], "Leave it")
        await home.says(given["Ana"], "It was a hard month.")
        for _ in range(3):
            label = next(each for each in ("That's all", "Skip") if each in home.buttons(given["Ana"]))
            await home.presses(given["Ana"], label)
        await home.presses(given["Ana"], "Share and welcome questions")

        def about(rows: Rows) -> object:
            shared = rows.session.query(Delivery).filter_by(kind=DeliveryKind.REFLECTION).one()
            return known_of(rows, shared.id)

        assert not (await home.app.store.run(about)).parts  # type: ignore[attr-defined]
        await home.move_to(EVENING)
        known = await home.app.store.run(about)
        assert known.parts == {"done"} and known.stuck  # type: ignore[attr-defined]


async def test_a_reply_to_what_was_shared_is_a_draft_about_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ben = given["Ben"]
        await home.presses(ben, "Read")
        shared = next(m for m in reversed(ben.chat.messages) if "He was relieved." in m.text)
        ben.send("word " * 790, reply_to=shared.message_id)  # so long that the apps would cut after it
        ben.send("end.", reply_to=shared.message_id)
        ben.send("What relieved him?")
        shown = await home.news(ben)
        assert "To Quiet Heron:" in shown and "What is it?" in shown
        assert _whole(shown).count("end. What relieved him?") == 1
        last = await home.presses(ben, "Clarifying")
        assert last.startswith("Clarifying question") and "end. What relieved him?" in _whole(last)
        await home.presses(ben, "Send")
        await home.move_to(MORNING)
        read = await reads(home, given, "Ana")
        assert "word word" in read and "end. What relieved him?" in _whole(read)
        about = await home.app.store.run(lambda rows: rows.session.query(Question).one().about_id)
        kind = await home.app.store.run(lambda rows: rows.need(Delivery, about).kind)
        assert kind is DeliveryKind.REFLECTION


def _whole(shown: str) -> str:
    """What is shown, wherever it was cut into messages and lines."""
    return " ".join(shown.replace("---", " ").split())


async def test_an_edit_changes_what_is_delivered_and_later_asks_about_their_copy(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ana, ben = given["Ana"], given["Ben"]
        await sends(home, given, "What would he say?")
        asked = next(m for m in ben.chat.messages if m.text == "What would he say?")
        ben.edit(asked.message_id, "What would she say?")
        assert "Changed. It arrives on Sat 21 Nov (09:00 London)." in await home.news(ben)
        await home.move_to(MORNING)
        read = await reads(home, given, "Ana")
        assert "What would she say?" in read and "he say?" not in read.replace("she", "")
        ben.edit(asked.message_id, "What would they say?")
        assert "Shall their copy change too?" in await home.news(ben)
        await home.presses(ben, "Yes, change it")
        assert not any("they say" in m.text for m in ana.chat.messages)
        await home.move_to(NEXT_EVENING)
        assert any("What would they say?" in m.text for m in ana.chat.messages)
        assert not any("What would she say?" in m.text for m in ana.chat.messages)
        mute = Mute(member_id=given.members["Ana"], muted_member_id=given.members["Ben"])
        await home.app.store.run(lambda rows: rows.add(mute))
        ben.edit(asked.message_id, "Do you hear me?")
        await home.settle()
        await home.presses(ben, "Yes, change it")
        await home.move_to(MORNING.replace(day=22))
        assert any("What would they say?" in m.text for m in ana.chat.messages if not m.deleted)
        assert not any("hear me" in m.text for m in ana.chat.messages)


async def test_taking_it_back_works_at_once(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ana, ben = given["Ana"], given["Ben"]
        await sends(home, given, "What would he say?")
        assert "Taken back." in await home.presses(ben, "Take it back")
        await home.move_to(MORNING)
        assert await home.news(ana) == ""
        await home.presses(ben, "Go on with it")
        await home.presses(ben, "Send")
        await home.move_to(NEXT_EVENING)
        assert "What would he say?" in await reads(home, given, "Ana")
        assert "What they have read" in await home.presses(ben, "Take it back")
        assert any("What would he say?" in m.text for m in ana.chat.messages if not m.deleted)
        await home.presses(ben, "Take it back")
        await home.settle()
        assert not any("What would he say?" in m.text for m in ana.chat.messages if not m.deleted)


async def test_buttons_about_another_sets_things_do_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        other = await given_set(home, facilitator="Gus", members=("Mia", "Ned"), name="Thursday set")
        await asks(home, given, "What would he say?")
        mia, ben = other["Mia"], given["Ben"]

        def ids(rows: Rows) -> tuple[int, int]:
            copy = rows.session.query(Copy).filter_by(member_id=given.members["Ben"]).first()
            assert copy is not None
            return copy.id, _drafts(rows)[0]

        copy, question = await home.app.store.run(ids)
        ana, me = given.members["Ana"], given.members["Ben"]
        forged = {
            mia: [
                f"ask.about:{base36(copy)}",
                f"ask.to:{base36(ana)}",
                f"ask.whom:{base36(me)}",
                f"ask.send:{base36(question)}:3",
                f"ask.pick:{base36(question)}:1:1",
                f"ask.take_back_now:{base36(question)}",
            ],
            given["Chi"]: [f"ask.send:{base36(question)}:3", f"ask.about:{base36(copy)}", f"ask.whom:{base36(me)}"],
            ben: [f"ask.to:{base36(other.members['Ned'])}", f"ask.to:{base36(me)}", f"ask.to:{base36(question)}"],
        }
        before = await home.app.store.run(_state)
        for person, presses in forged.items():
            for data in presses:
                person.press_anyway(1, data)
                await home.settle()
                assert "earlier" in _last_toast(home), data
        assert await home.app.store.run(_state) == before


def _state(rows: Rows) -> list[tuple[int, object, object]]:
    found = rows.session.query(Question).all()
    return sorted((each.id, each.kind, each.sent_at) for each in found)


async def test_who_leaves_gets_nothing_more_and_nobody_sees_when_they_left(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        ana, ben = given["Ana"], given["Ben"]
        await home.says(ana, "/leave")
        await home.presses(ana, "Leave the set")
        assert "It goes to Quiet Heron alone." in await sends(home, given, "What would he say?")
        await home.move_to(MORNING)
        assert "question" not in await home.news(ana)
        state = await home.app.store.run(lambda rows: rows.need(Member, given.members["Ana"]).state)
        assert state is MemberState.LEFT
        assert "Nobody's issue is open" in await home.says(ben, "/ask")


async def test_help_that_was_asked_for_may_be_asked_about_while_the_issue_is_closed(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_open_issue(home, "Ana")
        await home.presses(given["Ben"], "Read")

        def close_and_ask_for_help(rows: Rows) -> None:
            member = rows.need(Member, given.members["Ana"])
            member.questions, member.questions_from = False, None
            for shared in deliveries.of_member(rows, member.id):
                shared.kind = DeliveryKind.HELP
                deliveries.put_body(rows, shared, {"id": HELP_ASKED, "args": {"parts": ["l", []]}})

        await home.app.store.run(close_and_ask_for_help)
        await home.presses(given["Ben"], "Ask a question")
        await home.presses(given["Ben"], "Open")
        await home.says(given["Ben"], "What would make the first minute easier?")
        await home.presses(given["Ben"], "Send")
        await home.move_to(MORNING)
        assert "What would make the first minute easier?" in await reads(home, given, "Ana")

"""Who may do what: every command and every button, as each kind of person, against somebody else's set and things."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from albot.chat.message import base36
from albot.chat.registry import Command, Press, Registry
from albot.domain.authority import Who
from albot.domain.columns import Noun
from albot.domain.delivery_rows import Audience, Copy, Delivery, DeliveryKind
from albot.domain.letters import Announcement, Letter, Report
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.nudge_rows import Nudge
from albot.domain.partners import Partnership
from albot.domain.passages import Passage
from albot.domain.people import Appointment, Person
from albot.domain.questions import Mute, Question, QuestionKind, Reply
from albot.domain.reflections import Answer, Issue, Note, Reflection
from albot.domain.review_rows import Review
from albot.domain.run_rows import Bid, Run
from albot.domain.sets import ActionSet, Handover, Invite, Member, MemberState, SetPrompt
from albot.domain.steps import Step, StepState
from albot.domain.talks import Conversation
from albot.features import FEATURES
from albot.sandbox.world import Person as Account
from albot.store import deliveries, people
from albot.store.rows import Rows
from albot.store.tables import METADATA
from tests.given import GivenSet, given_set
from tests.house import House, house

REGISTRY = Registry(FEATURES)
POST = {"handled", "inbox", "outbox", "chat_message", "code_attempt", "alembic_version"}
"""Tables that any update may touch."""

ROLES = {
    Who.PERSON: {"elsewhere", "neighbour", "removed", "waiting", "fellow", "owner", "facilitator", "coordinator"},
    Who.MEMBER: {"elsewhere", "neighbour", "fellow", "owner", "facilitator"},
    Who.FACILITATOR: {"neighbour", "facilitator"},
    Who.MAKER: {"neighbour", "facilitator", "coordinator"},
    Who.COORDINATOR: {"coordinator"},
}
"""Who may use a command, by whom it is for.

`elsewhere` is a member of another set and `neighbour` facilitates that; `waiting` waits to be let into the owner's.
"""

Things = dict[type[Noun], int]
"""The id of a row, by its noun."""

EVERYBODY = ROLES[Who.ANYONE] = {"stranger", *ROLES[Who.PERSON]}

WITH_A_THING = {Who.OWNER: {"owner"}, Who.MEMBER: {"fellow", "owner", "facilitator"}, Who.FACILITATOR: {"facilitator"}}
"""Who may press a button that is about something of the owner's, in the owner's set."""


@dataclass
class Cast:
    """One person for each role, the owner's set, and something of every noun in it."""

    home: House
    given: GivenSet
    by_role: dict[str, Account]
    things: Things


async def cast(home: House) -> Cast:
    """The owner Ana with her fellow Ben, Fay who facilitates them, Rob who was removed, and others outside."""
    river = await given_set(home, members=("Ana", "Ben", "Rob"))
    hill = await given_set(home, facilitator="Gus", members=("Mia", "Ned", "Oli"), name="Thursday set")
    await home.app.store.run(lambda rows: _remove(rows, river.members["Rob"]))
    things = await home.app.store.run(lambda rows: things_of(rows, river, home.clock.now()))
    stranger, waiting = home.person("Sam"), home.person("Wes")
    for person in (stranger, waiting, home.coordinator):
        person.started = True
    await home.app.store.run(lambda rows: _waits(rows, river, waiting))
    by_role = {
        "stranger": stranger,
        "elsewhere": hill["Mia"],
        "neighbour": hill["Gus"],
        "removed": river["Rob"],
        "waiting": waiting,
        "fellow": river["Ben"],
        "owner": river["Ana"],
        "facilitator": river["Fay"],
        "coordinator": home.coordinator,
    }
    return Cast(home, river, by_role, things)


def _remove(rows: Rows, member_id: int) -> None:
    rows.need(Member, member_id).state = MemberState.REMOVED


def _waits(rows: Rows, given: GivenSet, account: Account) -> None:
    person = people.create(rows, account.id, account.chat.id)
    rows.add(Member(set_id=given.set_id, person_id=person.id, state=MemberState.WAITING, visible_from=None))


def things_of(rows: Rows, given: GivenSet, now: datetime, owner: str = "Ana", fellow: str = "Ben") -> Things:
    """A row of every noun that buttons are about: the owner's, or their set's."""
    member, other = (rows.need(Member, given.members[name]) for name in (owner, fellow))
    person = rows.need(Person, member.person_id)
    issue = Issue(member_id=member.id)
    held = rows.add(Meeting(set_id=given.set_id, state=MeetingState.CANCELLED, starts_at=now, length_minutes=60))
    rows.flush()
    made: list[Noun] = [
        Step(member_id=member.id, state=StepState.OPEN, made_at=now),
        Reflection(member_id=member.id, meeting_id=given.meeting_id, begun_at=now),
        issue,
        Note(member_id=member.id, at=now),
        Conversation(person_id=person.id, prompt="issue.what", subject_id=issue.id, opened_at=now, parked=True),
        Invite(digest=os.urandom(32), set_id=given.set_id, expires_at=now + timedelta(days=7)),
        SetPrompt(set_id=given.set_id, place=9, part="own"),
        Appointment(person_id=_facilitator(rows, given)),
        Nudge(
            member_id=member.id,
            person_id=person.id,
            kind="halfway",
            due_at=now + timedelta(days=300),
            useful_until=now + timedelta(days=301),
            look_at=now + timedelta(days=300),
        ),
        Question(member_id=member.id, to_member_id=other.id, at=now),
        Mute(member_id=member.id, muted_member_id=_facilitator_member(given)),
        Letter(member_id=member.id, at=now),
        Announcement(member_id=member.id, at=now),
        Partnership(member_id=member.id, to_member_id=other.id, at=now),
        Handover(member_id=member.id, from_member_id=_facilitator_member(given), asked_at=now),
        Delivery(set_id=member.set_id, member_id=member.id, subject_id=issue.id, handed_in_at=now),
        Run(set_id=member.set_id, meeting_id=held.id),
        Review(set_id=member.set_id, meeting_id=held.id, opened_at=now),
    ]
    things = {type(rows.add(row)): row.id for row in made}  # type: ignore[attr-defined]
    rows.flush()
    answer = rows.add(Answer(reflection_id=things[Reflection], member_id=member.id, prompt_id=1))
    bid = rows.add(Bid(run_id=things[Run], member_id=member.id, asked_at=now))
    passage = Passage(owner_id=person.id, row_id=person.id, field="loose", at=now)
    rows.seal(passage, "text_sealed", "a secret of theirs")
    rows.add(passage)
    return things | _was_asked(rows, member, other, now) | {
        Answer: answer.id, Bid: bid.id, Passage: passage.id, Member: member.id, ActionSet: given.set_id,
        Meeting: given.meeting_id or 0, Person: person.id,
    }  # fmt: skip


def _facilitator_member(given: GivenSet) -> int:
    return given.members[next(iter(given.members))]  # the first of the cast


def _facilitator(rows: Rows, given: GivenSet) -> int:
    return rows.need(Member, _facilitator_member(given)).person_id


def _was_asked(rows: Rows, member: Member, asker: Member, now: datetime) -> Things:
    """A question that somebody has been asked, with an answer they have begun and a report."""
    question = Question(member_id=asker.id, to_member_id=member.id, kind=QuestionKind.OPEN, at=now, sent_at=now)
    delivery = Delivery(
        set_id=member.set_id,
        member_id=asker.id,
        kind=DeliveryKind.QUESTION,
        subject_id=question.id,
        audience=Audience.MEMBER,
        to_member_id=member.id,
        version=1,
        handed_in_at=now,
        released_at=now,
    )
    kind = ["m", "question-kind-open", {}]
    deliveries.put_body(rows, delivery, {"id": "question-body", "args": {"kind": kind, "text": ["w", "Who else?"]}})
    copy = Copy(delivery_id=delivery.id, person_id=member.person_id, member_id=member.id, version=1)
    more = [Reply(member_id=member.id, question_id=question.id), Report(member_id=member.id, at=now)]
    for row in (question, delivery, copy, *more):
        rows.add(row)
        rows.flush()
    return {Copy: copy.id, Reply: more[0].id, Report: more[1].id}  # type: ignore[attr-defined]


def everything(rows: Rows) -> dict[str, list[Any]]:
    """All rows of all tables that only the right person may change."""
    tables = [table for table in METADATA.sorted_tables if table.name not in POST]
    return {t.name: sorted(map(repr, rows.session.execute(text(f'SELECT * FROM "{t.name}"')).all())) for t in tables}


def may_press(verb: Press) -> set[str]:
    """The roles that may press a button about something of the owner's."""
    everywhere = ROLES.get(verb.who, set())
    return WITH_A_THING.get(verb.who, everywhere) if verb.of else everywhere


def forged(verb: Press, scene: Cast) -> str:
    """The data of a button about the owner's thing, with more ids than any button has."""
    first = scene.things[verb.of] if verb.of else scene.things[Step]
    return ":".join([verb.verb, base36(first)])


def failures(scene: Cast) -> list[str]:
    """Everything the bot said that it says of errors of its own."""
    accounts = scene.by_role.values()
    return [m.text for a in accounts for m in a.chat.messages if m.sender is None and "my side" in m.text]


def parts(many: list[Any], of: int = 2) -> list[list[Any]]:
    """The same work in a few parts, so that it can run side by side."""
    return [many[start::of] for start in range(of)]


@pytest.mark.parametrize("presses", parts(list(REGISTRY.presses.values())), ids=range(2))
async def test_a_forged_button_changes_nothing_for_whoever_may_not(tmp_path: Path, presses: list[Press]) -> None:
    async with house(tmp_path) as home:
        scene = await cast(home)
        await home.settle()
        before = await home.app.store.run(everything)
        forbidden = [(verb, role) for verb in presses for role in sorted(EVERYBODY - may_press(verb))]
        for verb, role in forbidden:
            scene.by_role[role].press_anyway(1, forged(verb, scene))
        await home.settle()
        answers = [call for call in home.server.calls if call.method == "answerCallbackQuery"]
        assert len(answers) == len(forbidden)
        assert all("earlier" in str(call.parameters.get("text")) for call in answers)
        assert await home.app.store.run(everything) == before
        assert not failures(scene)


@pytest.mark.parametrize("presses", parts(list(REGISTRY.presses.values())), ids=range(2))
async def test_no_button_out_of_its_moment_breaks_anything(tmp_path: Path, presses: list[Press]) -> None:
    async with house(tmp_path) as home:
        scene = await cast(home)
        for verb in presses:
            if verb.verb.startswith("forget."):
                continue  # it erases the owner, as it should
            for role in ("owner", "facilitator", "coordinator"):
                scene.by_role[role].press_anyway(1, forged(verb, scene))
            for data in (verb.verb, verb.verb + ":zzzzzzzzzzzzzzzz", verb.verb + ":1:2:3:4:5:6"):  # for nobody
                scene.by_role["facilitator"].press_anyway(1, data)
        await home.settle()
        assert not failures(scene)


@pytest.mark.parametrize("commands", parts(list(REGISTRY.commands.values())), ids=range(2))
async def test_every_command_is_for_whom_it_says(tmp_path: Path, commands: list[Command]) -> None:
    refusals: Callable[[str], bool] = lambda said: any(  # noqa: E731 - named for reading
        words in said for words in ("invite link", "This is for", "are made by")
    )
    async with house(tmp_path) as home:
        scene = await cast(home)
        for command in commands:
            for role, account in scene.by_role.items():
                said = await home.says(account, f"/{command.name}")
                if role not in ROLES[command.who]:
                    assert refusals(said), f"/{command.name} as {role}: {said}"
                assert said, f"/{command.name} as {role} is not answered"
        assert not failures(scene)


async def test_an_owner_finds_everything_of_theirs_by_a_hash_alone(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        scene = await cast(home)
        ana = scene.by_role["owner"]
        found = await home.app.store.run(lambda rows: people.find(rows, ana.id))
        assert found is not None
        dump = str(await home.app.store.run(everything))
        assert str(ana.id) not in dump

"""What is so before a test begins: a set with its members, made through the store as the features would."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from albot.chat import sharing
from albot.domain import handles
from albot.domain.checkin import WANT
from albot.domain.meetings import Meeting, MeetingState
from albot.domain.people import Office
from albot.domain.reflections import Answer, Sharing
from albot.domain.sets import ActionSet, Member, MemberState, Role, SetState
from albot.domain.steps import StepState
from albot.domain.wallclock import to_utc
from albot.sandbox.world import Person
from albot.store import meetings, passages, people, reflections, set_prompts, sets, steps
from albot.store.passages import Field, Source
from albot.store.rows import Rows
from albot.store.steps import Making
from tests.house import House

HANDLES = ("Quiet Heron", "Blue Otter", "Slow River", "Red Kite", "Tall Birch", "Warm Stone", "Small Fox", "Grey Wren")
FACILITATOR_HANDLE = "Steady Lamp"
ZONE = "Europe/London"


@dataclass
class GivenSet:
    """A set that is there: the people by their first names, and the ids of its rows."""

    set_id: int
    meeting_id: int | None
    people: dict[str, Person] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Person:
        """The person of this first name."""
        return self.people[name]


async def given_set(
    home: House,
    *,
    facilitator: str = "Fay",
    members: tuple[str, ...] = ("Ana", "Ben", "Chi"),
    meeting: str | None = "2026-12-03T18:00",
    name: str = "Tuesday set",
    zone: str = ZONE,
) -> GivenSet:
    """A handles-only set, its facilitator and members admitted, and its next meeting planned (wall time).

    Everybody who is not in the house yet gets a Telegram account; nobody has said anything so far.
    """
    known = {person.first_name: person for person in home.world.people.values()}
    cast = {each: known.get(each) or home.person(each) for each in (facilitator, *members)}
    now = home.clock.now()
    for person in cast.values():
        person.started = True

    def write(rows: Rows) -> GivenSet:
        there = add_set(rows, name, zone, now)
        given = GivenSet(there.id, add_meeting(rows, there, meeting) if meeting else None, dict(cast))
        named = zip(members, HANDLES, strict=False)
        given.members[facilitator] = add_member(rows, there, cast[facilitator], FACILITATOR_HANDLE, now)
        for each, handle in named:
            given.members[each] = add_member(rows, there, cast[each], handle, now)
        return given

    return await home.app.store.run(write)


async def given_meeting(home: House, given: GivenSet, wall: str) -> int:
    """A further meeting of the set is planned, or one that was held; returns its id."""
    return await home.app.store.run(lambda rows: add_meeting(rows, rows.need(ActionSet, given.set_id), wall))


async def given_issue(home: House, given: GivenSet, name: str, what: str = "Nobody reads my reports.") -> None:
    """A member has written their issue."""
    now = home.clock.now()

    def write(rows: Rows) -> None:
        member = rows.need(Member, given.members[name])
        issue = reflections.need_issue(rows, member.id)
        issue.finished_at = now
        for part, text in zip(reflections.ISSUE_PARTS, (what, "I may lose face.", "What I write first."), strict=True):
            passages.add(rows, Field(member.person_id, issue.id, part), text, Source(None, now))

    await home.app.store.run(write)


async def given_steps(home: House, given: GivenSet, name: str, *texts: str) -> None:
    """A member has kept these steps a while ago, and they are open."""
    made = home.clock.now() - timedelta(days=14)

    def write(rows: Rows) -> None:
        member = rows.need(Member, given.members[name])
        steps.make_all(rows, member, texts, Source(None, made), Making(StepState.OPEN, made))

    await home.app.store.run(write)


ANSWERS = ("I called him.", "He was relieved.", "Ask Ada first.")
"""What a given reflection says to the prompts that are answered with a text."""


async def given_reflection(
    home: House, given: GivenSet, name: str, choice: Sharing = Sharing.SET, texts: tuple[str, str, str] = ANSWERS
) -> int:
    """A member has finished their check-in for the next meeting, and chosen whom it is for; returns its id."""
    now = home.clock.now()

    def write(rows: Rows) -> int:
        member = rows.need(Member, given.members[name])
        coming = meetings.next_meeting(rows, given.set_id, now)
        found = reflections.need_for_cycle(rows, member.id, None if coming is None else coming.id)
        prompts = [each for each in sets.prompts(rows, given.set_id) if each.part != WANT]
        for prompt, text in zip(prompts, texts, strict=True):
            answer = Answer(reflection_id=found.id, member_id=member.id, prompt_id=prompt.id, place=prompt.place)
            rows.add(answer)
            rows.flush()
            passages.add(rows, Field(member.person_id, answer.id), text, Source(None, now))
        found.begun_at = found.finished_at = now
        found.steps_said, found.sharing = True, choice
        rows.flush()
        sharing.share_reflection(rows, found, now)
        return found.id

    return await home.app.store.run(write)


def add_set(rows: Rows, name: str, zone: str, now: datetime) -> ActionSet:
    """Write a set with the default prompts, without members."""
    there = ActionSet(state=SetState.ACTIVE, zone=zone, size=6, created_at=now)
    rows.seal(there, "name_sealed", name)
    rows.seal(there, "rules_sealed", "What is said here stays here.")
    rows.add(there)
    rows.flush()
    set_prompts.seed_prompts(rows, there.id)
    return there


def add_meeting(rows: Rows, there: ActionSet, wall: str) -> int:
    """Write a meeting of a set; returns its id."""
    starts_at = to_utc(datetime.fromisoformat(wall), there.zone)
    meeting = Meeting(
        set_id=there.id, state=MeetingState.PLANNED, starts_at=starts_at, wall=f"{wall}:00", zone=there.zone
    )
    rows.add(meeting)
    rows.flush()
    return meeting.id


def add_member(rows: Rows, there: ActionSet, who: Person, handle: str, now: datetime) -> int:
    """Write a member who is let in, or the facilitator, if that is the handle; returns the membership's id."""
    role = Role.FACILITATOR if handle == FACILITATOR_HANDLE else Role.MEMBER
    person = people.find(rows, who.id) or people.create(rows, who.id, who.chat.id)
    person.zone, person.joined_at = there.zone, person.joined_at or now
    if role is Role.FACILITATOR:
        people.appoint(rows, person, Office.FACILITATOR)
    member = Member(
        set_id=there.id,
        person_id=person.id,
        role=role,
        state=MemberState.ACTIVE,
        joined_on=now.date(),
        visible_from=now,
    )
    member.handle_mark = sets.handle_mark(rows, there.id, handles.skeleton(handle))
    rows.seal(member, "handle_sealed", handle)
    rows.add(member)
    rows.flush()
    return member.id

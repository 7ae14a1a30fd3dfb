"""For the tests of nudges: a set in the middle of its life, changing it as a feature would, and who got what when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from albot.chat.planning import plan
from albot.domain.people import Person
from albot.domain.reflections import Reflection
from albot.domain.sets import Member
from albot.domain.steps import Step, StepState
from albot.sandbox.world import Person as Somebody
from albot.store import people, reflections, steps
from albot.store.passages import Source
from albot.store.rows import Rows
from albot.store.steps import Making
from tests.given import GivenSet, given_issue, given_meeting, given_set
from tests.house import House

SAYS = {
    "Before that,": "invitation",
    "There is still time": "reminder",
    "go on where you stopped": "unfinished",
    "has met": "after",
    "about halfway": "halfway",
    "ou planned": "step",
    "meets soon": "soon",
    "Your pause is over, and": "welcome",
}
"""A few words of each nudge, by which the tests know it."""


ALL = ("Ana", "Ben", "Chi")


async def given_going(home: House, *, met: str, meets: str, members: tuple[str, ...] = ALL) -> GivenSet:
    """A set that has met once since it began, its members' issues written, and its next meeting planned."""
    given = await given_set(home, members=members, meeting=None)
    for wall in (met, meets):
        given.meeting_id = await given_meeting(home, given, wall)
    for name in members:
        await given_issue(home, given, name)
    await home.settle()
    return given


async def change(home: House, given: GivenSet, what: Callable[[Rows], object]) -> None:
    """Change something, and plan anew for everybody in the set, as the feature would whose change it is."""
    now = home.clock.now()

    def run(rows: Rows) -> None:
        what(rows)
        rows.flush()
        for member_id in given.members.values():
            plan(rows, member_id, now)

    await home.app.store.run(run)
    await home.settle()


def person_of(rows: Rows, somebody: Somebody) -> Person:
    """The row of a person."""
    found = people.find(rows, somebody.id)
    assert found is not None
    return found


def reflection(rows: Rows, given: GivenSet, name: str, begun_at: datetime) -> Reflection:
    """The reflection of a member before the next meeting, begun."""
    found = reflections.need_for_cycle(rows, given.members[name], given.meeting_id)
    found.begun_at = begun_at
    return found


def add_step(rows: Rows, given: GivenSet, name: str, now: datetime, remind: tuple[str, str] = ("", "")) -> Step:
    """An open step of a member, to be reminded of at a wall time in a zone."""
    member = rows.need(Member, given.members[name])
    step = steps.make(rows, member, "Ring the clinic", Source(None, now), Making(StepState.OPEN, now))
    step.remind_wall, step.remind_zone = remind
    return step


def story(somebody: Somebody, zone: str = "Europe/London") -> list[str]:
    """The nudges that somebody got, on their own wall clock; silent ones are marked."""
    return [
        f"{message.date.astimezone(ZoneInfo(zone)):%a %d %b %H:%M} {kind}{' (silent)' if message.silent else ''}"
        for message in somebody.chat.messages
        for words, kind in SAYS.items()
        if message.from_bot and words in message.text
    ]

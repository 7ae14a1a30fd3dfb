"""Nudges: what each kind says, and the two buttons that every one of them has, *Later* and *Stop these*.

    nudge ── Later ─→ in 3 hours · tomorrow · next week ─→ the same nudge again, then
      │── Stop these ─→ no more of this kind ── Turn them on again ─→ as before
      └── its own button ─→ the conversation it is about

A nudge shows nothing of what anybody wrote, so that a lock screen gives nothing away: links and places stand behind
a button, the name of the set is not said. One's own step is shown where its owner turned that on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from albot.chat.access import Outdated
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.planning import facts_of, key_of, owed_of
from albot.chat.quiet_of import allow_kind, quiet_of, stop_kind
from albot.chat.registry import Feature, Press
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.meetings import Meeting
from albot.domain.nudge_rows import Nudge
from albot.domain.nudges import MemberFacts, NudgeKind, still_owed
from albot.domain.people import Person
from albot.domain.quiet import LaterChoice, later, silent
from albot.domain.sets import ActionSet, Member, Role
from albot.domain.steps import Step
from albot.store import meetings, nudges, set_prompts, sets, steps
from albot.store.rows import Rows
from albot.texts.args import Arg, Place, Term, When, Words

MINUTES_A_QUESTION = 2
"""Four questions take about eight minutes (PRODUCT: So it sounds)."""

LATER_LABELS: Mapping[LaterChoice, str] = MappingProxyType(
    {
        LaterChoice.IN_3_HOURS: "button-nudging-in-3-hours",
        LaterChoice.TOMORROW: "button-nudging-tomorrow",
        LaterChoice.NEXT_WEEK: "button-nudging-next-week",
    }
)
CHOICES = tuple(LaterChoice)
"""The choices behind *Later*, by the number that their buttons carry."""


@dataclass(frozen=True)
class About:
    """What a nudge is about: whom it is for, in which set, and what is so there at `now`.

    `sets`: in how many sets the person is. `prompts`: how many prompts the set has of its own.
    """

    rows: Rows
    nudge: Nudge
    member: Member
    person: Person
    there: ActionSet
    facts: MemberFacts
    now: datetime
    sets: int
    prompts: int

    @property
    def meeting(self) -> Meeting:
        """The meeting that the nudge is about."""
        return self.rows.need(Meeting, self.nudge.subject_id)

    @property
    def when(self) -> When:
        """When that meeting starts, with the set's zone."""
        starts_at = self.meeting.starts_at
        if starts_at is None:
            raise LookupError("a meeting without a time")
        return When(starts_at, self.there.zone)


@dataclass(frozen=True)
class Wording:
    """What a nudge says, and the buttons that lead to what it is about."""

    id: str
    args: Mapping[str, Arg]
    own: tuple[Button, ...] = ()
    may_decline: bool = False


class Saying(NamedTuple):
    """A nudge that is to be said, and the facts about its member."""

    nudge: Nudge
    facts: MemberFacts


def messages_for(rows: Rows, said: Sequence[Saying], now: datetime) -> list[Message]:
    """The messages of nudges, with *Later* (where there is a later) and *Stop these* under their own buttons."""
    return [_message(about) for about in _abouts(rows, said, now)]


def _abouts(rows: Rows, said: Sequence[Saying], now: datetime) -> list[About]:
    members = rows.need_all(Member, (each.nudge.member_id for each in said))
    persons = rows.need_all(Person, (member.person_id for member in members.values()))
    there = rows.need_all(ActionSet, (member.set_id for member in members.values()))
    in_sets, prompts = nudges.sets_of_each(rows, persons), sets.prompts_of_each(rows, there)
    abouts = []
    for nudge, facts in said:
        member = members[nudge.member_id]
        whose, where = persons[member.person_id], there[member.set_id]
        counted = (in_sets.get(whose.id, 0), prompts.get(where.id, 0))
        abouts.append(About(rows, nudge, member, whose, where, facts, now, *counted))
    return abouts


def _message(about: About) -> Message:
    wording = WORDINGS[NudgeKind(about.nudge.kind)](about)
    sound = not silent(owed_of(about.nudge), quiet_of(about.person), about.now)
    return Message(wording.id, wording.args, _keyboard(about, wording), sound)


def _keyboard(about: About, wording: Wording) -> Keyboard:
    second = []
    if any(_later_moments(about)):
        second.append(button("button-nudging-later", "nudge.later", about.nudge.id))
    if wording.may_decline:
        second.append(button("button-nudging-decline", "checkin.decline", about.nudge.subject_id))
    stop = button("button-nudging-stop", "nudge.stop", about.nudge.id)
    return [line for line in (list(wording.own), second, [stop]) if line]


# What each kind says


def _invitation(about: About) -> Wording:
    return _checkin(about, "nudging-invitation", "button-nudging-start")


def _reminder(about: About) -> Wording:
    return _checkin(about, "nudging-reminder", "button-nudging-start")


def _checkin(about: About, message_id: str, label: str) -> Wording:
    """About the questions before a meeting; before the first one, about the issue alone."""
    start = button(label, "checkin.start", about.nudge.subject_id)
    args: dict[str, Arg] = {"when": about.when, "sets": about.sets}
    if about.facts.first_meeting:
        return Wording(f"{message_id}-first", args, (start,), may_decline=True)
    questions = about.prompts or len(set_prompts.PARTS)
    args["minutes"] = questions * MINUTES_A_QUESTION
    if message_id == "nudging-invitation":
        args["questions"] = questions
    return Wording(message_id, args, (start,), may_decline=True)


def _unfinished(about: About) -> Wording:
    go_on = button("button-nudging-go-on", "checkin.start", about.nudge.subject_id)
    return Wording("nudging-unfinished", {"when": about.when, "sets": about.sets}, (go_on,), may_decline=True)


def _after_meeting(about: About) -> Wording:
    start = button("button-nudging-start", "after.start", about.nudge.subject_id)
    return Wording("nudging-after", {"sets": about.sets}, (start,))


def _question(about: About) -> Wording:
    show = button("button-nudging-show", "in.inbox", about.member.id)
    return Wording("nudging-question", {"sets": about.sets}, (show,))


def _halfway(about: About) -> Wording:
    mine = button("button-nudging-steps", "steps.list", about.member.id)
    return Wording("nudging-halfway", {"when": about.when}, (mine,))


def _step_reminder(about: About) -> Wording:
    """Only its owner's wish puts a step's words on the lock screen."""
    step = about.rows.need(Step, about.nudge.subject_id)
    show = button("button-nudging-show", "steps.reveal", step.id)
    if not about.person.own_words:
        return Wording("nudging-step", {}, (show,))
    return Wording("nudging-step-own", {"step": Words(steps.text(about.rows, step))}, (show,))


def _meeting_soon(about: About) -> Wording:
    place = meetings.place(about.rows, about.meeting)
    args: dict[str, Arg] = {"when": about.when, "sets": about.sets}
    leads = about.member.role is Role.FACILITATOR
    run = (button("button-nudging-run", "in.run", about.member.id),) if leads else ()
    if is_link(place):
        return Wording("nudging-soon-call", args, (Button("button-nudging-join", url=place), *run))
    where = (button("button-nudging-where", "nudge.where", about.meeting.id),) if place else ()
    return Wording("nudging-soon", args, (*where, *run))


def _welcome_back(_about: About) -> Wording:
    return Wording("nudging-welcome", {}, (button("button-nudging-now", "now.show"),))


WORDINGS: Mapping[NudgeKind, Callable[[About], Wording]] = MappingProxyType(
    {
        NudgeKind.CHECKIN_INVITATION: _invitation,
        NudgeKind.CHECKIN_REMINDER: _reminder,
        NudgeKind.REMINDED: _reminder,
        NudgeKind.QUESTION_WAITING: _question,
        NudgeKind.UNFINISHED_CHECKIN: _unfinished,
        NudgeKind.AFTER_MEETING: _after_meeting,
        NudgeKind.HALFWAY: _halfway,
        NudgeKind.STEP_REMINDER: _step_reminder,
        NudgeKind.MEETING_SOON: _meeting_soon,
        NudgeKind.WELCOME_BACK: _welcome_back,
    }
)
"""What each kind says. A kind that is not here is not sent."""


def is_link(place: str) -> bool:
    """Whether a place is one web address and nothing else, such as a button may open."""
    try:
        parts = urlsplit(place)
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and len(place.split()) == 1
    except ValueError:
        return False


# Later


def _later_moments(about: About) -> Iterator[tuple[LaterChoice, datetime]]:
    """The moments behind *Later* at which this nudge would still help, by their choices."""
    quiet = quiet_of(about.person)
    for choice in CHOICES:
        moment = later(choice, about.now, quiet)
        if _would_help(about, moment):
            yield choice, moment


def _would_help(about: About, moment: datetime) -> bool:
    """Whether it would, as if it had come by now: a question can be put off before its nudge."""
    key, facts, came = key_of(about.nudge), about.facts, min(about.nudge.due_at, about.now)
    put_off = replace(facts, snoozes={**facts.snoozes, key: moment}, sent={**facts.sent, key: came})
    return still_owed(put_off, key, about.now) is not None


def _pressed(turn: Turn, nudge: Nudge) -> About:
    """What a nudge is about, now that one of its buttons is pressed."""
    facts = facts_of(turn.rows, turn.rows.need(Member, nudge.member_id), turn.now)
    [about] = _abouts(turn.rows, [Saying(nudge, facts)], turn.now)
    return about


def ask_when(turn: Turn, nudge: Nudge) -> None:
    """*Later*: when? Only what still helps is offered."""
    choices = dict(_later_moments(_pressed(turn, nudge)))
    if not choices:
        raise Refusal("nudging-no-later")
    buttons = [[button(LATER_LABELS[each], "nudge.put", nudge.id, CHOICES.index(each))] for each in choices]
    turn.show("nudging-when", buttons=buttons)


def put_off(turn: Turn, nudge: Nudge, number: int) -> None:
    """*Tomorrow*: the same nudge comes again then."""
    about = _pressed(turn, nudge)
    choices = dict(_later_moments(about))
    if number >= len(CHOICES) or CHOICES[number] not in choices:
        raise Outdated
    nudge.later_at = choices[CHOICES[number]]
    turn.replan(nudge.member_id)
    own = WORDINGS[NudgeKind(nudge.kind)](about).own
    turn.show("nudging-later", buttons=[list(own)], when=When(nudge.later_at, about.person.zone))


# Stop these


def stop(turn: Turn, nudge: Nudge) -> None:
    """*Stop these*: no more of this kind, in any set."""
    stop_kind(turn.me, NudgeKind(nudge.kind))
    again = button("button-nudging-again", "nudge.again", nudge.id)
    turn.show("nudging-stopped", buttons=[[again]], kind=Term(f"me-nudge-{nudge.kind}"))


def go_on(turn: Turn, nudge: Nudge) -> None:
    """*Turn them on again*."""
    allow_kind(turn.me, NudgeKind(nudge.kind))
    turn.replan(*(member.id for member in nudges.memberships(turn.rows, turn.me.id)))
    turn.show("nudging-on-again", kind=Term(f"me-nudge-{nudge.kind}"))


def where(turn: Turn, meeting: Meeting) -> None:
    """*Where?*: the place of a meeting, as the facilitator wrote it."""
    place = meetings.place(turn.rows, meeting)
    if not place:
        raise Outdated
    turn.send(Message("nudging-where", {"place": Place(place)}, protect=True))


FEATURE = Feature(
    "nudging",
    presses=[
        Press("nudge.later", ask_when, Nudge),
        Press("nudge.put", put_off, Nudge),
        Press("nudge.stop", stop, Nudge),
        Press("nudge.again", go_on, Nudge),
        Press("nudge.where", where, Meeting, who=Who.MEMBER, keeps=True),
    ],
)

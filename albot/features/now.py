"""`/start`: a code joins a set; without one a stranger learns what the bot is, and a member sees *Now*.

    /start CODE ─→ whatever recognises the code (joining, appointing)
    /start ─┬─ stranger ─→ what I am, and how to get an invitation
            └─ known ───→ Now: what is open, with at most three buttons, the most useful first

*Now* is worked out from the same facts as the nudges, so that both say the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from albot.chat import reviewing
from albot.chat.message import Button, button
from albot.chat.planning import facts_of
from albot.chat.quiet_of import quiet_of
from albot.chat.registry import Command, Feature, Press
from albot.chat.turn import Refusal, Turn
from albot.chat.typing_in import caught
from albot.chat.unfinished import name_of, unfinished
from albot.domain.authority import AT_HOME, Who, allowed
from albot.domain.meetings import Meeting
from albot.domain.nudges import CheckinState, MemberFacts
from albot.domain.quiet import UNTIL_I_SAY_SO
from albot.domain.run_rows import RunState
from albot.domain.sets import ActionSet, Member, MemberState, Role, SetState
from albot.domain.talks import Conversation
from albot.domain.wallclock import to_wall
from albot.store import reviews, running, sets
from albot.texts.args import Arg, Day, Lines, Term, When

MOST_BUTTONS = 3
"""PRODUCT: Now, with at most three buttons."""

TAKING_AWAY = timedelta(days=14)
"""How long after a meeting it still makes sense to ask what somebody took away from it."""


@dataclass(frozen=True)
class Open:
    """Something that is open: a line about it, and the button that leads to it. The lowest `rank` comes first."""

    rank: int
    line: Arg
    button: Button | None = None


@dataclass(frozen=True)
class Mine:
    """A membership with what it depends on. `named` is whether the set has to be said, since there are several."""

    member: Member
    there: ActionSet
    facts: MemberFacts
    name: str
    named: bool
    now: datetime

    @property
    def where(self) -> Arg:
        """The set as part of a button's label."""
        return Term("now-where", {"set": self.name}) if self.named else ""


def start(turn: Turn) -> None:
    """`/start`, with the code of a deep link or without one."""
    if turn.words:
        if not caught(turn, turn.words):
            raise Refusal("now-unknown-code")
    else:
        show(turn)


def show(turn: Turn) -> None:
    """*Now*; for a stranger what the bot is."""
    if turn.person is None:
        return turn.show("now-stranger")
    found = sorted(_everything(turn), key=lambda each: each.rank)
    buttons = [[each.button] for each in found if each.button is not None]
    lines = [*([] if buttons else [_nothing(turn)]), *(each.line for each in found)]
    return turn.show("now-screen", lines=Lines(lines), buttons=buttons[:MOST_BUTTONS])


def _nothing(turn: Turn) -> Term:
    """For somebody of whom nothing is wanted just now, or who is in no set."""
    if any(each.state in AT_HOME for each in turn.standing.memberships):
        return Term("now-nothing")
    return Term("now-no-set-maker" if allowed(Who.MAKER, turn.standing) else "now-no-set")


def _everything(turn: Turn) -> Iterator[Open]:
    """All that is open for a person."""
    talk = unfinished(turn)
    if talk is not None:
        line = Term("now-unfinished", {"what": name_of(talk)})
        yield Open(0, line, button("button-go-on", "talk.resume", talk.id))
    yield from _pause(turn)
    mine = _mine(turn)
    for each in mine:
        yield from _of_set(turn, each, talk)


def _pause(turn: Turn) -> Iterator[Open]:
    until = quiet_of(turn.me).paused_until
    if until is None or until <= turn.now:
        return
    if until >= UNTIL_I_SAY_SO:
        yield Open(9, Term("now-paused"))
    else:
        yield Open(9, Term("now-paused-until", {"day": Day(to_wall(until, turn.me.zone).date())}))


def _mine(turn: Turn) -> list[Mine]:
    """My memberships that are not over, without a set that is still being made."""
    members = [turn.rows.need(Member, m.member_id) for m in turn.standing.memberships if m.state in AT_HOME]
    made = sets.by_name(
        turn.rows, (each for each in members if sets.set_of(turn.rows, each).state is not SetState.DRAFT)
    )
    return [_with_facts(turn, each, named=len(made) > 1) for each in made]


def _with_facts(turn: Turn, member: Member, *, named: bool) -> Mine:
    there = sets.set_of(turn.rows, member)
    facts = facts_of(turn.rows, member, turn.now)
    return Mine(member, there, facts, turn.rows.open(there, "name_sealed"), named, turn.now)


def _of_set(turn: Turn, mine: Mine, talk: Conversation | None) -> Iterator[Open]:
    """What is open in one set."""
    if mine.there.state is SetState.ARCHIVED:
        read = button("button-now-ended", "in.set", mine.member.id, set=mine.name)
        yield Open(8, Term("now-ended", {"set": mine.name}), read)
    elif mine.member.state is not MemberState.ACTIVE:
        if mine.member.state is MemberState.WAITING:
            yield Open(3, Term("now-waiting", {"set": mine.name}))
    else:
        yield from _under_way(turn, mine)
        yield from _review(turn, mine)
        yield _meeting(mine)
        if talk is None or talk.prompt.partition(".")[0] not in ("checkin", "issue"):
            yield from _checkin(mine)
        yield from _questions(mine)
        if talk is None or talk.prompt.partition(".")[0] != "after":
            yield from _after(turn, mine)
        yield from _steps(mine)
        yield from _facilitating(turn, mine)


def _under_way(turn: Turn, mine: Mine) -> Iterator[Open]:
    """A meeting that is on just now, or is about to be: nothing is more useful."""
    run = running.running_in(turn.rows, mine.there.id, mine.now)
    leads = mine.member.role is Role.FACILITATOR
    if run is None and not (leads and running.meeting_to_run(turn.rows, mine.there.id, mine.now)):
        return
    begun = run is not None and run.state is not RunState.PREPARING
    line = Term("now-meeting-on" if begun else "now-getting-ready", {"where": mine.where})
    if leads:
        yield Open(-1, line, button("button-now-run", "in.run", mine.member.id, where=mine.where))
    elif run is not None:
        yield Open(-1, line, button("button-now-join", "meet.join", run.id, where=mine.where))


def _review(turn: Turn, mine: Mine) -> Iterator[Open]:
    """The process review of a meeting, while it takes answers and I have not given mine."""
    if mine.member.role is not Role.MEMBER:
        return
    for review, _meeting_of_it in reviews.of_set(turn.rows, mine.there.id):
        answer = reviews.answer_of(turn.rows, review.id, mine.member.id)
        answered = answer is not None and answer.finished_at is not None
        if review.closed_at is None and not answered and reviewing.was_there(turn.rows, review, mine.member):
            press = button("button-now-review", "review.begin", review.id, where=mine.where)
            yield Open(1, Term("now-review", {"where": mine.where}), press)


def _meeting(mine: Mine) -> Open:
    """When the set meets next."""
    ahead = mine.facts.next_meeting
    if ahead is None:
        return Open(4, Term("now-no-meeting", {"set": mine.name}))
    return Open(4, Term("now-meeting", {"set": mine.name, "when": When(ahead.starts_at, mine.there.zone)}))


def _checkin(mine: Mine) -> Iterator[Open]:
    """The check-in before the next meeting, from its invitation on; before the first meeting that is the issue."""
    facts = mine.facts
    if facts.next_meeting is None or not facts.checks_in or (facts.first_meeting and facts.issue_given):
        return
    invited = facts.next_meeting.starts_at - timedelta(hours=facts.rhythm.invitation_hours) <= mine.now
    if facts.checkin is CheckinState.BEGUN or (facts.checkin is CheckinState.NOT_BEGUN and invited):
        what = "issue" if facts.first_meeting else "checkin"
        press = button(f"button-now-{what}", "checkin.start", facts.next_meeting.meeting_id, where=mine.where)
        yield Open(1, Term(f"now-{what}", {"where": mine.where}), press)


def _questions(mine: Mine) -> Iterator[Open]:
    """Questions of others that wait, without those that were put aside."""
    count = len(mine.facts.questions)
    if count:
        press = button("button-now-questions", "in.inbox", mine.member.id, where=mine.where)
        yield Open(2, Term("now-questions", {"count": count, "where": mine.where}), press)


def _after(turn: Turn, mine: Mine) -> Iterator[Open]:
    """What I take away from the last meeting, once it is over and for two weeks."""
    last = mine.facts.last_meeting
    if last is None or mine.facts.took_away or not mine.facts.checks_in:
        return
    length = timedelta(minutes=turn.rows.need(Meeting, last.meeting_id).length_minutes)
    if length <= mine.now - last.starts_at <= TAKING_AWAY:
        press = button("button-now-after", "after.start", last.meeting_id, where=mine.where)
        yield Open(2, Term("now-after", {"where": mine.where}), press)


def _steps(mine: Mine) -> Iterator[Open]:
    count = len(mine.facts.open_steps)
    if count:
        press = button("button-now-steps", "steps.list", mine.member.id, where=mine.where)
        yield Open(5, Term("now-steps", {"count": count, "where": mine.where}), press)


def _facilitating(turn: Turn, mine: Mine) -> Iterator[Open]:
    """Who waits to be let in, and a set without a meeting."""
    if mine.member.role is not Role.FACILITATOR:
        return
    waiting = len(sets.waiting(turn.rows, mine.there.id, turn.now))
    if waiting:
        press = button("button-now-members", "in.members", mine.member.id, where=mine.where)
        yield Open(6, Term("now-members", {"count": waiting, "where": mine.where}), press)
    if mine.facts.next_meeting is None:
        press = button("button-now-schedule", "in.schedule", mine.member.id, where=mine.where)
        yield Open(7, Term("now-schedule", {"where": mine.where}), press)


FEATURE = Feature(
    "now",
    commands=[Command("start", Who.ANYONE, start)],
    presses=[Press("now.show", show, who=Who.ANYONE)],
)

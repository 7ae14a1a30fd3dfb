"""What a member's messages say while their set meets: what is useful in this stage, and what they can do in it.

The one silent message (`stage_message`) is changed where it stands; what sounds (`turn_message`) says that it is their
turn. Until the silent one has arrived it names nobody: it may be seen on a lock screen.
"""

from __future__ import annotations

from datetime import datetime

from albot.chat import presenters
from albot.chat.message import Button, Keyboard, Message, button
from albot.domain.question_bank import About, three_for
from albot.domain.questions import QuestionKind
from albot.domain.run_rows import Form, Run, RunState, ScreenKind, Stage, StageKind
from albot.domain.running import OPENING, is_settled
from albot.domain.sets import ActionSet, Member, Role
from albot.store import reviews, running, sets
from albot.store.rows import Rows
from albot.texts.args import Arg, Lines, Term, When

EXAMPLES = 4
"""So many examples of clarifying questions there are."""

MANY = 1000
"""Meetings begin at so many places of the question bank."""

BEFORE_IDEAS = frozenset({StageKind.PRESENTING, StageKind.ACCOUNT, StageKind.CLARIFYING, StageKind.QUESTIONS})
"""Stages in which a presenter is asked whether they would like ideas."""


def stage_message(rows: Rows, run: Run, stage: Stage | None, member: Member, now: datetime) -> Message:
    """A member's one message in this stage; without a stage, before the meeting or after it."""
    if stage is None:
        return _between(rows, run, member, now)
    lines: list[Arg] = [_head(rows, run, stage, member, now)]
    if stage.kind is not StageKind.SILENCE:
        lines += [*_until(rows, run, stage), *_what(rows, run, stage, member, now)]
    return _screen(lines, _keyboard(rows, run, stage, member, now))


def turn_message(rows: Rows, run: Run, stage: Stage, member: Member, now: datetime) -> Message:
    """That it is a member's turn, with what is useful: it stands at the end of their chat, the silent one far above."""
    lines: list[Arg] = [Term("meet-turn", {"stage": _name(stage.kind)})]
    if stage.kind is not StageKind.SILENCE:
        lines += _until(rows, run, stage)
        lines += _what(rows, run, stage, member, now)
    return Message("meet-screen", {"lines": Lines(lines)}, _of_presenter(rows, run, stage), sound=True, protect=True)


def may_ask_for_time(rows: Rows, run: Run, member: Member) -> bool:
    """Whether a member can still say that they would like time, or take it back."""
    if run.state is RunState.ENDED or run.form is Form.EVERYONE or member.role is not Role.MEMBER:
        return False
    return not is_settled(running.stages(rows, run.id))


def has_asked(rows: Rows, run: Run, member: Member) -> bool:
    """Whether a member has said that they would like time."""
    bid = running.bid_of(rows, run.id, member.id)
    return bid is not None and bid.asked_at is not None


def may_want_ideas(rows: Rows, run: Run, stage: Stage, member: Member) -> bool:
    """Whether it is a member's turn, and they can still say that they would like ideas."""
    mine = stage.member_id == member.id and stage.kind in BEFORE_IDEAS
    return mine and presenters.want_ideas(rows, run, stage)


def _screen(lines: list[Arg], buttons: Keyboard) -> Message:
    return Message("meet-screen", {"lines": Lines(lines)}, buttons, protect=True)


def _name(kind: StageKind) -> Term:
    return Term(f"running-stage-{kind}")


# Before and after


def _between(rows: Rows, run: Run, member: Member, now: datetime) -> Message:
    """While no stage is on."""
    if run.state is RunState.ENDED:
        review = _review(rows, run)
        buttons = review or _read(rows, run, member)
        return _screen([Term("meet-over"), *([Term("meet-review")] if review else [])], buttons)
    if run.state is RunState.PREPARING:
        lines: list[Arg] = [Term("meet-soon")]
        if run.form is Form.EVERYONE:
            lines.append(Term("meet-everyone"))
        return _screen([*lines, *_asked(rows, run, member)], _bid_buttons(rows, run, member))
    return _screen([Term("meet-moment")], ())


# A stage


def _head(rows: Rows, run: Run, stage: Stage, member: Member, now: datetime) -> Term:
    """The stage, and whose turn it is."""
    if stage.member_id is None or stage.kind is StageKind.SILENCE:
        return Term("meet-head", {"stage": _name(stage.kind)})
    if stage.member_id == member.id:
        return Term("meet-head-yours", {"stage": _name(stage.kind)})
    if not _has_arrived(rows, run, member):
        return Term("meet-head", {"stage": _name(stage.kind)})
    handle = sets.handle_seen(rows, rows.need(Member, stage.member_id), now)
    return Term("meet-head-of", {"stage": _name(stage.kind), "handle": handle})


def _has_arrived(rows: Rows, run: Run, member: Member) -> bool:
    """Whether the message is one that is changed silently."""
    screen = running.screen(rows, run.id, member.id, ScreenKind.STAGE)
    return screen is not None and screen.message_id is not None


def _until(rows: Rows, run: Run, stage: Stage) -> list[Arg]:
    """Until when the stage goes: a time that needs no change while the clock runs."""
    if run.state is RunState.PAUSED:
        return [Term("meet-paused")]
    if run.stage_ends_at is None or run.stage_id != stage.id:
        return []
    return [Term("meet-until", {"when": When(run.stage_ends_at, rows.need(ActionSet, run.set_id).zone)})]


def _what(rows: Rows, run: Run, stage: Stage, member: Member, now: datetime) -> list[Arg]:
    """What is useful in this stage."""
    lines: list[Arg] = ["", *_useful(rows, run, stage, member, now)]
    if stage.kind in OPENING:
        lines += _asked(rows, run, member)
    if may_want_ideas(rows, run, stage, member):
        lines.append(Term("meet-ideas-question"))
    return lines


def _useful(rows: Rows, run: Run, stage: Stage, member: Member, now: datetime) -> list[Arg]:
    """The words of a stage: others than their own for those whose turn it is."""
    if stage.kind is StageKind.REVIEW:
        return [Term("meet-review" if _review(rows, run) else "meet-review-closed")]
    if stage.member_id == member.id:
        return [Term(f"meet-{stage.kind}-yours")]
    lines: list[Arg] = [Term(f"meet-{stage.kind}")]
    if stage.kind is StageKind.CLARIFYING:
        lines.append(
            Term("meet-example", {"question": Term(f"meet-example-{_which(rows, run, stage) % EXAMPLES + 1}")})
        )
    if stage.kind is StageKind.QUESTIONS:
        seed = run.id % MANY + _which(rows, run, stage)
        lines += [Term("meet-question", {"question": Term(each)}) for each in _three(seed)]
    return lines


def _three(seed: int) -> list[str]:
    return three_for(About(), QuestionKind.OPEN, seed)


def _which(rows: Rows, run: Run, stage: Stage) -> int:
    """How many stages of this kind came before it."""
    alike = [each.id for each in running.stages(rows, run.id) if each.kind is stage.kind]
    return alike.index(stage.id) if stage.id in alike else 0


def _asked(rows: Rows, run: Run, member: Member) -> list[Arg]:
    if not may_ask_for_time(rows, run, member):
        return []
    return ["", Term("meet-asked" if has_asked(rows, run, member) else "meet-not-asked")]


# Buttons


def _keyboard(rows: Rows, run: Run, stage: Stage, member: Member, now: datetime) -> Keyboard:
    """What a member can do in this stage."""
    if stage.kind is StageKind.REVIEW:
        return _review(rows, run) or _read(rows, run, member)
    buttons: list[list[Button]] = []
    if stage.kind is StageKind.RULES:
        read, agree = ("button-rules-read", "rules.read"), ("button-meet-agree", "meet.agree")
        buttons.append([button(*read, run.set_id), button(*agree, run.id)])
    if stage.kind in OPENING:
        buttons += _bid_buttons(rows, run, member)
    return [*buttons, *(_of_presenter(rows, run, stage) if stage.member_id == member.id else ())]


def _bid_buttons(rows: Rows, run: Run, member: Member) -> list[list[Button]]:
    if not may_ask_for_time(rows, run, member):
        return []
    if has_asked(rows, run, member):
        return [
            [button("button-meet-line", "meet.time", run.id), button("button-meet-not-now", "meet.not-now", run.id)]
        ]
    return [[button("button-meet-time", "meet.time", run.id)]]


def _of_presenter(rows: Rows, run: Run, stage: Stage) -> list[list[Button]]:
    """What the member can do whose turn it is."""
    member = rows.get(Member, stage.member_id)
    if stage.kind is StageKind.ACTIONS:
        return [[button("button-meet-steps", "meet.steps", run.id)]]
    if member is not None and may_want_ideas(rows, run, stage, member):
        return [[button("button-meet-ideas", "meet.ideas", run.id)]]
    return []


def _review(rows: Rows, run: Run) -> list[list[Button]]:
    """The way into the process review, while it takes answers."""
    review = reviews.of_meeting(rows, run.meeting_id)
    if review is None or review.closed_at is not None:
        return []
    return [[button("button-meet-review", "review.begin", review.id)]]


def _read(rows: Rows, run: Run, member: Member) -> list[list[Button]]:
    """The way to what the process review came to, for whoever was in the set when it opened."""
    review = reviews.of_meeting(rows, run.meeting_id)
    if review is None or not review.numbers:
        return []
    if member.admitted_at is not None and member.admitted_at > review.opened_at:
        return []
    return [[button("button-review-read", "review.read", review.id)]]

"""The morning after a meeting: what I take away, and what becomes of my drafts.

about the issue ─→ about myself ─→ each draft: Keep · Change · Drop ─→ Add … That's all
─→ only then when and where, a reminder, a fallback (step_details)
"""

from __future__ import annotations

from albot.chat import typing_in
from albot.chat.access import Outdated
from albot.chat.message import Message, button
from albot.chat.registry import Feature, Press, Prompt, Target
from albot.chat.step_words import numbered
from albot.chat.turn import Refusal, Turn
from albot.domain.after_meeting import After, AfterFacts, next_after
from albot.domain.authority import Who
from albot.domain.meetings import Meeting
from albot.domain.reflections import Note, NoteKind, TakeAway
from albot.domain.sets import Member
from albot.domain.steps import MOST_LINES, Step, StepState, keep, lines_of
from albot.domain.talks import Conversation
from albot.store import meetings, passages, reflections, steps
from albot.store.passages import Field
from albot.texts.args import Words

ABOUT = {After.ISSUE: NoteKind.ABOUT_ISSUE, After.SELF: NoteKind.ABOUT_SELF}


def start(turn: Turn, meeting: Meeting) -> None:
    """*Start*, the morning after or sooner."""
    away = _open_one(turn, meeting)
    away.declined = False
    _go_on(turn, away)


def decline(turn: Turn, meeting: Meeting) -> None:
    """*Not this time*."""
    away = _open_one(turn, meeting)
    away.declined = True
    turn.replan(away.member_id)
    turn.say("after-declined")


def _open_one(turn: Turn, meeting: Meeting) -> TakeAway:
    """The member's conversation after the set's last meeting; raises `Outdated` for another, or a finished one."""
    last = meetings.last_meeting(turn.rows, meeting.set_id, turn.now)
    if last is None or last.id != meeting.id:
        raise Outdated
    away = reflections.need_take_away(turn.rows, turn.member.id, meeting.id, turn.now)
    if away.finished_at is not None:
        raise Refusal("after-done")
    return away


def _away(turn: Turn, talk: Conversation) -> TakeAway:
    return turn.rows.need(TakeAway, talk.subject_id)


def _note(turn: Turn, away: TakeAway, about: After) -> Note | None:
    return reflections.note_of(turn.rows, away.member_id, away.meeting_id, ABOUT[about])


def _drafts(turn: Turn, away: TakeAway) -> list[Step]:
    """The drafts from before the meeting and from the meeting itself: later check-ins are about the next one."""
    began = turn.rows.need(Meeting, away.meeting_id).starts_at
    found = steps.drafts(turn.rows, away.member_id)
    return [step for step in found if step.reflection_id is None or began is None or step.made_at <= began]


def _next(turn: Turn, away: TakeAway) -> tuple[After, str]:
    """The question that comes next, with the detail of its conversation."""
    turn.rows.flush()
    facts = AfterFacts(
        about_issue=_note(turn, away, After.ISSUE) is not None,
        about_self=_note(turn, away, After.SELF) is not None,
        drafts=tuple(step.id for step in _drafts(turn, away)),
        added=away.added,
    )
    question, step_id = next_after(facts)
    return question, str(step_id) if step_id else ""


def _go_on(turn: Turn, away: TakeAway) -> None:
    """Ask what comes next; once nothing does, ask for the details of what was kept."""
    question, detail = _next(turn, away)
    if question is After.OVER:
        _finish(turn, away)
    else:
        turn.open(f"after.{question.value}", away.id, detail)


def _finish(turn: Turn, away: TakeAway) -> None:
    away.finished_at = turn.now
    turn.replan(away.member_id)
    turn.close()
    step = steps.to_detail(turn.rows, away.member_id)
    if step is None:
        turn.say("after-finished")
    else:
        turn.open("steps.cue", step.id, "chain")


# What I take away


def _about(about: After) -> Prompt:
    """The prompt for one line about the issue, or about oneself."""

    def field(turn: Turn, talk: Conversation) -> Field:
        note = _note(turn, _away(turn, talk), about) or _new_note(turn, talk)
        return Field(turn.me.id, note.id)

    def _new_note(turn: Turn, talk: Conversation) -> Note:
        away = _away(turn, talk)
        note = Note(member_id=away.member_id, meeting_id=away.meeting_id, kind=ABOUT[about], at=turn.now)
        turn.rows.add(note)
        turn.rows.flush()
        return note

    def ask(turn: Turn, talk: Conversation) -> Message:
        note = _note(turn, _away(turn, talk), about)
        written = passages.text(turn.rows, note.id) if note else ""
        if written:
            return Message(f"after-{about.value}-again", {"text": Words(written)})
        return Message(f"after-{about.value}")

    def target(turn: Turn, talk: Conversation) -> Target:
        return Target(field(turn, talk), 1 if about is After.ISSUE else 2)

    def take(turn: Turn, talk: Conversation, text: str) -> None:
        passages.replace(turn.rows, field(turn, talk), text, turn.source)
        turn.rows.need(Note, field(turn, talk).row_id).skipped = False
        _go_on(turn, _away(turn, talk))

    def skip(turn: Turn, talk: Conversation) -> None:
        where = field(turn, talk)
        turn.rows.need(Note, where.row_id).skipped = not passages.text(turn.rows, where.row_id)
        _go_on(turn, _away(turn, talk))

    def back(turn: Turn, talk: Conversation) -> None:
        if about is After.ISSUE:
            raise Refusal("after-first-question")
        turn.open("after.issue", talk.subject_id)

    return Prompt(f"after.{about.value}", ask, take, target=target, back=back, skip=skip)


# The drafts


def _ask_draft(turn: Turn, talk: Conversation) -> Message:
    """Ask about a draft; where it was dropped or begun elsewhere meanwhile, what comes next."""
    step = turn.rows.get(Step, int(talk.detail))
    if step is None or step.state is not StepState.DRAFT:
        question, talk.detail = _next(turn, _away(turn, talk))
        talk.prompt = f"after.{question.value}"
        return turn.setting.registry.prompts[talk.prompt].ask(turn, talk)
    row = [
        button("button-after-keep", "after.keep", step.id),
        button("button-after-change", "after.change", step.id),
        button("button-after-drop", "after.drop", step.id),
    ]
    told = "after-draft" if step.reflection_id else "after-draft-noted"
    return Message(told, {"step": Words(steps.text(turn.rows, step))}, [row])


def _take_loose(turn: Turn, _talk: Conversation, text: str) -> None:
    """Nothing was asked that a text could answer: ask what it is."""
    typing_in.loose(turn, text)


def _at_draft(turn: Turn, step: Step) -> TakeAway:
    """The conversation that is at this draft; raises `Outdated` where none is."""
    talk = turn.talk
    if talk is None or talk.prompt != "after.draft" or talk.detail != str(step.id):
        raise Outdated
    if step.state is not StepState.DRAFT:
        raise Outdated
    typing_in.end_burst(turn)
    return _away(turn, talk)


def keep_it(turn: Turn, step: Step) -> None:
    """*Keep*: the draft becomes a step."""
    away = _at_draft(turn, step)
    keep(step, turn.now)
    turn.replan(step.member_id)
    _go_on(turn, away)


def drop(turn: Turn, step: Step) -> None:
    """*Drop*."""
    away = _at_draft(turn, step)
    step.state = StepState.DROPPED
    _go_on(turn, away)


def change(turn: Turn, step: Step) -> None:
    """*Change*: the new words are kept."""
    away = _at_draft(turn, step)
    turn.open("after.reword", away.id, str(step.id))


def _ask_reword(turn: Turn, talk: Conversation) -> Message:
    step = turn.rows.need(Step, int(talk.detail))
    return Message("step-ask-words", {"text": Words(steps.text(turn.rows, step))})


def _take_reword(turn: Turn, talk: Conversation, text: str) -> None:
    step = turn.rows.need(Step, int(talk.detail))
    passages.replace(turn.rows, steps.where(turn.rows, step), text, turn.source)
    keep(step, turn.now)
    turn.replan(step.member_id)
    _go_on(turn, _away(turn, talk))


def _back_to_draft(turn: Turn, talk: Conversation) -> None:
    turn.open("after.draft", talk.subject_id, talk.detail)


def _back_to_self(turn: Turn, talk: Conversation) -> None:
    turn.open("after.self", talk.subject_id)


# Adding


def _ask_add(turn: Turn, talk: Conversation) -> Message:
    away = _away(turn, talk)
    kept = [
        step
        for step in steps.open_steps(turn.rows, away.member_id)
        if step.kept_at is not None and step.kept_at >= away.begun_at
    ]
    enough = button("button-thats-all", "after.enough", talk.id, talk.turns)
    if not kept:
        return Message("after-add", {}, [[enough]])
    return Message("after-add-another", {"steps": numbered(turn.rows, kept)}, [[enough]])


def _take_add(turn: Turn, talk: Conversation, text: str) -> None:
    lines = lines_of(text)
    if len(lines) > MOST_LINES:
        raise Refusal("step-too-many", most=MOST_LINES)
    member = turn.rows.need(Member, _away(turn, talk).member_id)
    steps.make_all(turn.rows, member, lines, turn.source, steps.Making(StepState.OPEN, turn.now))
    turn.replan(member.id)
    turn.ask(talk)


def enough(turn: Turn, talk: Conversation, asked: int) -> None:
    """*That's all*."""
    if talk.parked or talk.prompt != "after.add" or asked != talk.turns:
        raise Outdated
    typing_in.end_burst(turn)
    away = _away(turn, talk)
    away.added = True
    _go_on(turn, away)


FEATURE = Feature(
    "after_meeting",
    presses=[
        Press("after.start", start, Meeting, who=Who.MEMBER),
        Press("after.decline", decline, Meeting, who=Who.MEMBER),
        Press("after.keep", keep_it, Step),
        Press("after.change", change, Step),
        Press("after.drop", drop, Step),
        Press("after.enough", enough, Conversation),
    ],
    prompts=[
        _about(After.ISSUE),
        _about(After.SELF),
        Prompt("after.draft", _ask_draft, _take_loose, back=_back_to_self),
        Prompt("after.reword", _ask_reword, _take_reword, back=_back_to_draft),
        Prompt("after.add", _ask_add, _take_add, back=_back_to_self),
    ],
)

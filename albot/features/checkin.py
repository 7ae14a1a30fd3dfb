"""`/checkin`: the conversation before a meeting that collects a reflection. Here: its start, and the set's prompts.

invitation ── Start ─→ open steps (checkin_endings) ─→ prompt 1 … prompt n ─→ the whole (checkin_whole)
└── Not this time                                     │  └── *That's all* after the steps
before the first meeting: only the issue                  └── Back, Skip, Stop for now
"""

from __future__ import annotations

from albot.chat import typing_in
from albot.chat.access import Outdated
from albot.chat.checking_in import (
    Sheet,
    answer_with,
    back,
    begin,
    fitting,
    go_on,
    need_answer,
    new_drafts,
    open_sheet,
    question_words,
    settle,
)
from albot.chat.message import Button, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt, Target
from albot.chat.step_words import endings, numbered
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.domain.checkin import DONE
from albot.domain.meetings import Meeting
from albot.domain.sets import Member
from albot.domain.steps import Step, StepState
from albot.domain.talks import Conversation
from albot.store import meetings, reflections
from albot.store.passages import Field
from albot.texts.args import Arg, Words

# Beginning


def check_in(turn: Turn) -> None:
    """`/checkin`: begin, go on, or look at what is finished; also ahead of the invitation and without a meeting."""
    last, meeting = meetings.around(turn.rows, turn.member.set_id, turn.now)
    if last is None:
        _only_the_issue(turn, turn.member)
        return
    reflection = reflections.need_for_cycle(turn.rows, turn.member.id, meeting.id if meeting else None)
    begin(turn, reflection, last)
    typing_in.end_burst(turn)
    go_on(turn, reflection)


def _only_the_issue(turn: Turn, member: Member) -> None:
    """Before the first meeting the check-in asks for nothing but the issue."""
    issue = reflections.need_issue(turn.rows, member.id)
    if issue.finished_at is not None:
        turn.say("checkin-first-done", buttons=[[button("button-checkin-issue", "issue.look", issue.id)]])
        return
    open_part = reflections.open_issue_part(turn.rows, issue)
    turn.say("checkin-first")
    turn.open(f"issue.{open_part}", issue.id)


def start(turn: Turn, meeting: Meeting) -> None:
    """*Start* under an invitation."""
    _need_next(turn, meeting)
    check_in(turn)


def decline(turn: Turn, meeting: Meeting) -> None:
    """*Not this time*: nothing more about this meeting, and the check-in stays open to a change of mind."""
    _need_next(turn, meeting)
    reflection = reflections.need_for_cycle(turn.rows, turn.member.id, meeting.id)
    if reflection.finished_at is not None:
        raise Outdated
    reflection.declined = True
    turn.replan(turn.member.id)
    turn.say("checkin-declined")


def _need_next(turn: Turn, meeting: Meeting) -> None:
    upcoming = meetings.next_meeting(turn.rows, meeting.set_id, turn.now)
    if upcoming is None or upcoming.id != meeting.id:
        raise Outdated


# The prompts


def _place(turn: Turn, talk: Conversation, sheet: Sheet) -> dict[str, Arg]:
    """What every question of a check-in says: its number, how many there are, its words."""
    number = _number(talk, sheet)
    question = question_words(turn.rows, sheet.prompts[number - 1])
    return {"number": number, "count": len(sheet.prompts), "question": question}


def _number(talk: Conversation, sheet: Sheet) -> int:
    return sheet.number(int(talk.detail))


def _ask_answer(turn: Turn, talk: Conversation, sheet: Sheet) -> Message:
    place = _place(turn, talk, sheet)
    if sheet.prompts[_number(talk, sheet) - 1].part == DONE:
        told = endings(turn.rows, sheet.told)
        if told.items:
            return Message("checkin-question-done", {**place, "endings": told})
    return Message("checkin-question", place)


def _ask_again(turn: Turn, talk: Conversation, sheet: Sheet) -> Message:
    written = sheet.texts.get(int(talk.detail))
    keep = button("button-checkin-keep", "checkin.keep", talk.id, talk.turns)
    place = _place(turn, talk, sheet)
    if not written:
        return Message("checkin-question", place, [[keep]])
    return Message("checkin-question-again", {**place, "text": Words(written)}, [[keep]])


def _target(turn: Turn, talk: Conversation) -> Target:
    sheet = open_sheet(turn, talk)
    return Target(Field(turn.me.id, need_answer(turn, sheet, int(talk.detail)).id), _number(talk, sheet))


def _take_answer(turn: Turn, talk: Conversation, text: str) -> None:
    sheet = open_sheet(turn, talk)
    answer_with(turn, sheet, int(talk.detail), text)
    go_on(turn, sheet.reflection)


def _skip(turn: Turn, talk: Conversation) -> None:
    sheet = open_sheet(turn, talk)
    settle(turn, sheet, int(talk.detail), skipped=True)
    go_on(turn, sheet.reflection)


def keep(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Leave it as it is*."""
    if talk.parked or talk.prompt != "checkin.again" or asked != talk.turns:
        raise Outdated
    sheet = open_sheet(turn, talk)
    typing_in.end_burst(turn)
    go_on(turn, sheet.reflection)


# The prompt whose answer is a list of steps


def _ask_steps(turn: Turn, talk: Conversation, sheet: Sheet) -> Message:
    place = _place(turn, talk, sheet)
    made = sheet.made
    if not made:
        return Message("checkin-steps", place, [[button("button-skip", "checkin.enough", talk.id, talk.turns)]])
    enough = [button("button-thats-all", "checkin.enough", talk.id, talk.turns)]
    out = [
        button("button-step-take-out", "checkin.take_out", step.id, number=number)
        for number, step in enumerate(made, 1)
        if step.state is StepState.DRAFT
    ]
    return Message("checkin-steps-so-far", {**place, "steps": numbered(turn.rows, made)}, [enough, *_in_rows(out)])


def _in_rows(buttons: list[Button], width: int = 3) -> list[list[Button]]:
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]


def _take_steps(turn: Turn, talk: Conversation, text: str) -> None:
    sheet = open_sheet(turn, talk)
    new_drafts(turn, sheet, text)
    turn.ask(talk)


def enough(turn: Turn, talk: Conversation, asked: int) -> None:
    """*That's all*, or *Skip* where no step was named."""
    sheet = _at_steps(turn, talk)
    if asked != talk.turns:
        raise Outdated
    sheet.reflection.steps_said = True
    go_on(turn, sheet.reflection)


def take_out(turn: Turn, step: Step) -> None:
    """*Take out 2*: a draft that its owner does not mean after all."""
    talk = turn.talk
    if talk is None or step.state is not StepState.DRAFT:
        raise Outdated
    sheet = _at_steps(turn, talk)
    if step.reflection_id != sheet.reflection.id:
        raise Outdated
    step.state = StepState.DROPPED
    turn.ask(talk)


def _at_steps(turn: Turn, talk: Conversation) -> Sheet:
    if talk.parked or talk.prompt != "checkin.steps":
        raise Outdated
    sheet = open_sheet(turn, talk)
    typing_in.end_burst(turn)
    return sheet


FEATURE = Feature(
    "checkin",
    commands=[Command("checkin", Who.MEMBER, check_in, menu=1)],
    presses=[
        Press("checkin.start", start, Meeting, who=Who.MEMBER),
        Press("checkin.decline", decline, Meeting, who=Who.MEMBER),
        Press("checkin.keep", keep, Conversation),
        Press("checkin.enough", enough, Conversation),
        Press("checkin.take_out", take_out, Step),
    ],
    prompts=[
        Prompt("checkin.answer", fitting(_ask_answer), _take_answer, target=_target, back=back, skip=_skip),
        Prompt("checkin.again", fitting(_ask_again), _take_answer, target=_target, back=back),
        Prompt("checkin.steps", fitting(_ask_steps), _take_steps, back=back),
    ],
)

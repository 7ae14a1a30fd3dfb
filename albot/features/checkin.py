"""`/checkin`: the conversation before a meeting that collects a reflection. Here: its start, and the set's prompts.

invitation ── Start ─→ open steps (checkin_endings) ─→ prompt 1 … prompt n ─→ the whole (checkin_whole)
└── Not this time                                     │  └── *That's all* after the steps
before the first meeting: only the issue                  └── Back, Skip, Stop for now
"""

from __future__ import annotations

from albot.chat import typing_in
from albot.chat.access import Outdated
from albot.chat.checking_in import (
    answer_with,
    back,
    begin,
    fitting,
    go_on,
    keep_theirs,
    new_drafts,
    prompt_states,
    question_words,
    reflection_of,
)
from albot.chat.message import Button, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt, Target
from albot.chat.step_words import endings, numbered
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.domain.checkin import DONE, number_of
from albot.domain.meetings import Meeting
from albot.domain.reflections import Answer, Reflection
from albot.domain.sets import Member, SetPrompt
from albot.domain.steps import Step, StepState
from albot.domain.talks import Conversation
from albot.store import meetings, passages, reflections, steps
from albot.store.passages import Field
from albot.texts.args import Arg, Words

# Beginning


def check_in(turn: Turn) -> None:
    """`/checkin`: begin, go on, or look at what is finished; also ahead of the invitation and without a meeting."""
    meeting = meetings.next_meeting(turn.rows, turn.member.set_id, turn.now)
    if meetings.last_meeting(turn.rows, turn.member.set_id, turn.now) is None:
        _only_the_issue(turn, turn.member)
        return
    reflection = reflections.need_for_cycle(turn.rows, turn.member.id, meeting.id if meeting else None)
    begin(turn, reflection)
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


def _place(turn: Turn, talk: Conversation, reflection: Reflection) -> dict[str, Arg]:
    """What every question of a check-in says: its number, how many there are, its words."""
    states = prompt_states(turn.rows, reflection)
    prompt = turn.rows.need(SetPrompt, int(talk.detail))
    question = question_words(turn.rows, prompt)
    return {"number": number_of(states, prompt.id), "count": len(states), "question": question}


def _answer(turn: Turn, talk: Conversation) -> Answer:
    return reflections.need_answer(turn.rows, reflection_of(turn, talk), int(talk.detail))


def _ask_answer(turn: Turn, talk: Conversation, reflection: Reflection) -> Message:
    place = _place(turn, talk, reflection)
    told = endings(turn.rows, steps.told_in(turn.rows, reflection.id))
    if turn.rows.need(SetPrompt, int(talk.detail)).part == DONE and told.items:
        return Message("checkin-question-done", {**place, "endings": told})
    return Message("checkin-question", place)


def _ask_again(turn: Turn, talk: Conversation, reflection: Reflection) -> Message:
    written = passages.text(turn.rows, _answer(turn, talk).id)
    keep = button("button-checkin-keep", "checkin.keep", talk.id, talk.turns)
    place = _place(turn, talk, reflection)
    if not written:
        return Message("checkin-question", place, [[keep]])
    return Message("checkin-question-again", {**place, "text": Words(written)}, [[keep]])


def _target(turn: Turn, talk: Conversation) -> Target:
    number = number_of(prompt_states(turn.rows, reflection_of(turn, talk)), int(talk.detail))
    return Target(Field(turn.me.id, _answer(turn, talk).id), number)


def _take_answer(turn: Turn, talk: Conversation, text: str) -> None:
    reflection = reflection_of(turn, talk)
    answer_with(turn, reflection, int(talk.detail), text)
    go_on(turn, reflection)


def _skip(turn: Turn, talk: Conversation) -> None:
    _answer(turn, talk).skipped = True
    go_on(turn, reflection_of(turn, talk))


def keep(turn: Turn, talk: Conversation, asked: int) -> None:
    """*Leave it as it is*."""
    if talk.parked or talk.prompt != "checkin.again" or asked != talk.turns:
        raise Outdated
    typing_in.end_burst(turn)
    go_on(turn, reflection_of(turn, talk))


# The prompt whose answer is a list of steps


def _ask_steps(turn: Turn, talk: Conversation, reflection: Reflection) -> Message:
    place = _place(turn, talk, reflection)
    made = steps.made_in(turn.rows, reflection.id)
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
    reflection = reflection_of(turn, talk)
    keep_theirs(turn, reflection, int(talk.detail))
    new_drafts(turn, reflection, text)
    turn.ask(talk)


def enough(turn: Turn, talk: Conversation, asked: int) -> None:
    """*That's all*, or *Skip* where no step was named."""
    reflection = _at_steps(turn, talk)
    if asked != talk.turns:
        raise Outdated
    reflection.steps_said = True
    go_on(turn, reflection)


def take_out(turn: Turn, step: Step) -> None:
    """*Take out 2*: a draft that its owner does not mean after all."""
    talk = turn.talk
    if talk is None or step.state is not StepState.DRAFT:
        raise Outdated
    reflection = _at_steps(turn, talk)
    if step.reflection_id != reflection.id:
        raise Outdated
    keep_theirs(turn, reflection, int(talk.detail))
    step.state = StepState.DROPPED
    turn.rows.flush()
    turn.ask(talk)


def _at_steps(turn: Turn, talk: Conversation) -> Reflection:
    if talk.parked or talk.prompt != "checkin.steps":
        raise Outdated
    typing_in.end_burst(turn)
    return reflection_of(turn, talk)


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

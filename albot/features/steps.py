"""`/steps`: what a member wants to do; how it ends, what is changed or added.

list ── 1, 2, … ─→ one step ── Done · Let it go ─→ ended
└── Add ─→ lines or messages until That's all
├── Partly · Not done ─→ what got in the way? ── Carry on with it · Change it · Leave it
├── Change the words
└── (a draft) Start now · Drop                 (when, where, reminders: step_details)
"""

from __future__ import annotations

from collections.abc import Callable

from albot.chat import typing_in
from albot.chat.access import Outdated
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.partnering import page_button
from albot.chat.registry import Command, Feature, Press, Prompt, Target
from albot.chat.step_news import step_changed
from albot.chat.step_words import ending, numbered, whole
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who
from albot.domain.sets import Member
from albot.domain.steps import (
    ENDINGS,
    MOST_LINES,
    UNFINISHED,
    Aftermath,
    Step,
    StepState,
    end,
    keep,
    lines_of,
    reopen,
)
from albot.domain.talks import Conversation
from albot.store import passages, steps
from albot.texts.args import Arg, Words

IN_A_ROW = 5
"""Numbers in a row of buttons that a small phone still shows well."""

TEXT = 1
"""The number by which people know the words of a step, where a burst joins them."""


# The list


def list_mine(turn: Turn) -> None:
    """`/steps`."""
    turn.send(_list(turn, turn.member))


def show_list(turn: Turn, member: Member) -> None:
    """The list, in the place of what was pressed."""
    message = _list(turn, member)
    turn.show(message.id, buttons=message.buttons, **message.args)


def _list(turn: Turn, member: Member) -> Message:
    found = [*steps.open_steps(turn.rows, member.id), *steps.drafts(turn.rows, member.id)]
    add = [button("button-step-add", "steps.add", member.id), page_button(turn.rows, member, turn.now)]
    if not found:
        return Message("step-none", {}, [add])
    labels = [button("button-number", "steps.reveal", step.id, number=place) for place, step in enumerate(found, 1)]
    rows = [labels[start : start + IN_A_ROW] for start in range(0, len(labels), IN_A_ROW)]
    return Message("step-list", {"steps": numbered(turn.rows, found)}, [*rows, add])


# One step


def reveal(turn: Turn, step: Step) -> None:
    """One step with its cue, fallback and reminder, and what can be done about it."""
    turn.show("step-whole", parts=whole(turn.rows, step, turn.now), buttons=_buttons(step))


def _buttons(step: Step) -> Keyboard:
    everything = [button("button-step-all", "steps.list", step.member_id)]
    if step.state is StepState.OPEN:
        done, partly, not_done, let_go = (
            button(f"button-step-{name}", f"step.{name.replace('-', '_')}", step.id)
            for name in ("done", "partly", "not-done", "let-go")
        )
        return [[done, partly], [not_done, let_go], *_detail_buttons(step), everything]
    if step.state is StepState.DRAFT:
        start = button("button-step-start", "steps.start", step.id)
        drop = button("button-step-drop", "steps.drop", step.id)
        return [[start, drop], [button("button-step-words", "steps.change", step.id)], everything]
    return [everything]


def _detail_buttons(step: Step) -> list[list[Button]]:
    return [
        [
            button("button-step-words", "steps.change", step.id),
            button("button-step-plan", "steps.detail", step.id, 0),
        ],
        [
            button("button-step-remind", "steps.detail", step.id, 1),
            button("button-step-fallback", "steps.detail", step.id, 2),
        ],
        [button("button-step-help", "help.ask", step.id)],
    ]


def start(turn: Turn, step: Step) -> None:
    """*Start now*: a draft becomes open."""
    _need(step, StepState.DRAFT)
    keep(step, turn.now)
    turn.replan(step.member_id)
    turn.rows.flush()
    reveal(turn, step)


def drop(turn: Turn, step: Step) -> None:
    """*Drop* a draft."""
    _need(step, StepState.DRAFT)
    step.state = StepState.DROPPED
    turn.show("step-dropped", buttons=[[button("button-step-all", "steps.list", step.member_id)]])


def _need(step: Step, *states: StepState) -> None:
    if step.state not in states:
        raise Outdated


# How it ends


def _ends(how: StepState) -> Callable[[Turn, Step], None]:
    """A step ends in one of the four ways, outside a check-in."""

    def ends(turn: Turn, step: Step) -> None:
        _need(step, StepState.OPEN)
        end(step, how, turn.now)
        step_changed(turn.rows, step, turn.now)
        turn.replan(step.member_id)
        if how in UNFINISHED:
            turn.open("steps.hindrance", step.id)
            return
        back_to_list = button("button-step-all", "steps.list", step.member_id)
        turn.show("step-ended", ended=ending(turn.rows, step), buttons=[[back_to_list]])

    return ends


def _ask_hindrance(turn: Turn, talk: Conversation) -> Message:
    step = turn.rows.need(Step, talk.subject_id)
    said = steps.text(turn.rows, step, "hindrance")
    buttons = [
        [button("button-step-carry-on", "steps.carry_on", step.id)],
        [button("button-step-change", "steps.instead", step.id), button("button-step-leave", "steps.leave", step.id)],
    ]
    return Message("step-what-becomes" if said else "step-in-the-way", {}, buttons)


def _take_hindrance(turn: Turn, talk: Conversation, text: str) -> None:
    step = turn.rows.need(Step, talk.subject_id)
    passages.add(turn.rows, steps.where(turn.rows, step, "hindrance"), text, turn.source)
    turn.ask(talk)


def _back_to_ending(turn: Turn, talk: Conversation) -> None:
    """*Back*: the ending is taken back, and the step waits for another."""
    step = turn.rows.need(Step, talk.subject_id)
    if step.state in UNFINISHED and step.aftermath is Aftermath.UNDECIDED:
        reopen(step)
        step_changed(turn.rows, step, turn.now)
        turn.replan(step.member_id)
    _back_to_step(turn, talk)


def _back_to_step(turn: Turn, talk: Conversation) -> None:
    """*Back*: the step as it was."""
    step = turn.rows.need(Step, talk.subject_id)
    turn.close(talk)
    turn.say("step-whole", parts=whole(turn.rows, step, turn.now), buttons=_buttons(step))


def _undecided(turn: Turn, step: Step) -> None:
    """Raise `Outdated` unless nobody knows yet what becomes of this step."""
    if step.state not in UNFINISHED or step.aftermath is not Aftermath.UNDECIDED:
        raise Outdated
    talk = turn.talk
    if talk is not None and talk.subject_id == step.id:
        turn.close(talk)


def carry_on(turn: Turn, step: Step) -> None:
    """*Carry on with it*: a new open step with the same words."""
    _undecided(turn, step)
    going = steps.carry_on(turn.rows, step, turn.now)
    turn.replan(step.member_id)
    turn.say("step-goes-on", step=Words(steps.text(turn.rows, going)), buttons=[_plan_button(step.member_id)])


def leave(turn: Turn, step: Step) -> None:
    """*Leave it*."""
    _undecided(turn, step)
    step.aftermath = Aftermath.LEAVE
    turn.say("step-left", buttons=[[button("button-step-all", "steps.list", step.member_id)]])


def instead(turn: Turn, step: Step) -> None:
    """*Change it*: what instead?"""
    _undecided(turn, step)
    turn.open("steps.instead", step.id)


def _ask_instead(turn: Turn, talk: Conversation) -> Message:
    return Message("step-reword", {"text": _words(turn, talk)})


def _back_to_hindrance(turn: Turn, talk: Conversation) -> None:
    turn.open("steps.hindrance", talk.subject_id)


def _words(turn: Turn, talk: Conversation) -> Words:
    return Words(steps.text(turn.rows, turn.rows.need(Step, talk.subject_id)))


def _take_instead(turn: Turn, talk: Conversation, text: str) -> None:
    step = turn.rows.need(Step, talk.subject_id)
    made = _make_open(turn, turn.rows.need(Member, step.member_id), text)
    for each in made:
        each.carried_from = step.id
    step.aftermath = Aftermath.CHANGE
    turn.close(talk)
    turn.say("step-added", steps=numbered(turn.rows, made), buttons=[_plan_button(step.member_id)])


def _plan_button(member_id: int) -> list[Button]:
    return [button("button-step-plan", "steps.plan", member_id)]


# Its words


def change(turn: Turn, step: Step) -> None:
    """*Change the words*."""
    _need(step, StepState.OPEN, StepState.DRAFT)
    turn.open("steps.text", step.id)
    typing_in.end_burst(turn)


def _ask_text(turn: Turn, talk: Conversation) -> Message:
    return Message("step-ask-words", {"text": _words(turn, talk)})


def _target_text(turn: Turn, talk: Conversation) -> Target:
    return Target(steps.where(turn.rows, turn.rows.need(Step, talk.subject_id)), TEXT)


def _take_text(turn: Turn, talk: Conversation, text: str) -> None:
    step = turn.rows.need(Step, talk.subject_id)
    passages.replace(turn.rows, steps.where(turn.rows, step), text, turn.source)
    _back_to_step(turn, talk)


# Adding


def add(turn: Turn, member: Member) -> None:
    """*Add*."""
    turn.open("steps.add", member.id)
    typing_in.end_burst(turn)


def _ask_add(turn: Turn, talk: Conversation) -> Message:
    made = [step for step in steps.open_steps(turn.rows, talk.subject_id) if step.made_at >= talk.opened_at]
    if not made:
        return Message("step-ask-add")
    args: dict[str, Arg] = {"steps": numbered(turn.rows, made)}
    return Message("step-added-another", args, [[button("button-thats-all", "steps.enough", talk.id)]])


def _take_add(turn: Turn, talk: Conversation, text: str) -> None:
    _make_open(turn, turn.rows.need(Member, talk.subject_id), text)
    turn.ask(talk)


def _back_to_list(turn: Turn, talk: Conversation) -> None:
    member = turn.rows.need(Member, talk.subject_id)
    turn.close(talk)
    turn.send(_list(turn, member))


def _make_open(turn: Turn, member: Member, text: str) -> list[Step]:
    lines = lines_of(text)
    if len(lines) > MOST_LINES:
        raise Refusal("step-too-many", most=MOST_LINES)
    turn.replan(member.id)
    return steps.make_all(turn.rows, member, lines, turn.source, steps.Making(StepState.OPEN, turn.now))


def enough(turn: Turn, talk: Conversation) -> None:
    """*That's all*."""
    if talk.prompt != "steps.add":
        raise Outdated
    turn.close(talk)
    turn.say("step-all-added", buttons=[_plan_button(talk.subject_id)])


FEATURE = Feature(
    "steps",
    commands=[Command("steps", Who.MEMBER, list_mine, menu=2)],
    presses=[
        Press("steps.list", show_list, Member),
        Press("steps.reveal", reveal, Step),
        Press("steps.start", start, Step),
        Press("steps.drop", drop, Step),
        Press("steps.change", change, Step),
        *(Press(f"step.{how.value}", _ends(how), Step) for how in ENDINGS),
        Press("steps.carry_on", carry_on, Step),
        Press("steps.instead", instead, Step),
        Press("steps.leave", leave, Step),
        Press("steps.add", add, Member),
        Press("steps.enough", enough, Conversation),
    ],
    prompts=[
        Prompt("steps.hindrance", _ask_hindrance, _take_hindrance, back=_back_to_ending),
        Prompt("steps.instead", _ask_instead, _take_instead, back=_back_to_hindrance),
        Prompt("steps.text", _ask_text, _take_text, target=_target_text, back=_back_to_step),
        Prompt("steps.add", _ask_add, _take_add, back=_back_to_list),
    ],
)

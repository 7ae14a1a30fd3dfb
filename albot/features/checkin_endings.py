"""The first part of the check-in: how the open steps ended, one message each, and what becomes of the unfinished.

step ── Done, Let it go ─→ next step, or the prompts
│──── Partly, Not done ─→ what got in the way? ── Carry on with it · Leave it ─→ next step
│                                └── Change it ─→ the new wording, a draft ─→ next step
└──── Skip ─→ next step, and this one stays open
"""

from __future__ import annotations

from albot.chat import typing_in
from albot.chat.access import Outdated
from albot.chat.checking_in import Sheet, back, fitting, go_on, new_drafts, open_sheet
from albot.chat.message import Message, button
from albot.chat.registry import Feature, Press, Prompt
from albot.chat.step_news import step_changed
from albot.chat.turn import Turn
from albot.domain.steps import ENDINGS, UNFINISHED, Aftermath, Step, end
from albot.domain.talks import Conversation
from albot.store import passages, steps
from albot.texts.args import Words

TOOK_AFTERMATH = (Aftermath.CARRY_ON, Aftermath.CHANGE, Aftermath.LEAVE)


def _step(turn: Turn, talk: Conversation) -> Step:
    """The step that a question is about."""
    return turn.rows.need(Step, int(talk.detail))


def _ask_step(turn: Turn, talk: Conversation, _sheet: Sheet) -> Message:
    step = _step(turn, talk)
    names = [f"button-step-{ending.value.replace('_', '-')}" for ending in ENDINGS]
    labels = [button(name, "checkin.ended", step.id, place) for place, name in enumerate(names)]
    written = passages.fields(turn.rows, step.id)
    text = Words(written.get("text", ""))
    if "hindrance" in written:
        said = Words(written["hindrance"])
        return Message("checkin-step-and-said", {"text": text, "said": said}, [labels[:2], labels[2:]])
    return Message("checkin-step", {"text": text}, [labels[:2], labels[2:]])


def _take_said(turn: Turn, talk: Conversation, text: str) -> None:
    """What is typed about a step is kept with it; the buttons still wait."""
    passages.add(turn.rows, steps.where(turn.rows, _step(turn, talk), "hindrance"), text, turn.source)
    turn.ask(talk)


def _open_at(turn: Turn, step: Step, prompt: str) -> Sheet:
    """The check-in that is at this step just now; raises `Outdated` where none is."""
    talk = turn.talk
    if talk is None or talk.prompt != prompt or talk.detail != str(step.id):
        raise Outdated
    sheet = open_sheet(turn, talk)
    typing_in.end_burst(turn)
    return sheet


def ended(turn: Turn, step: Step, place: int) -> None:
    """*Done*, *Partly*, *Not done*, *Let it go*."""
    sheet = _open_at(turn, step, "checkin.step")
    if place >= len(ENDINGS):
        raise Outdated
    end(step, ENDINGS[place], turn.now, check_in=sheet.reflection.id)
    step_changed(turn.rows, step, turn.now)
    turn.replan(step.member_id)
    go_on(turn, sheet.reflection)


def _pass_over(turn: Turn, talk: Conversation) -> None:
    """*Skip*: the step stays open, and this check-in asks no more about it."""
    _step(turn, talk).passed_in = talk.subject_id
    go_on(turn, open_sheet(turn, talk).reflection)


def _ask_aftermath(turn: Turn, talk: Conversation, _sheet: Sheet) -> Message:
    step = _step(turn, talk)
    said = steps.text(turn.rows, step, "hindrance")
    buttons = [
        [button("button-step-carry-on", "checkin.aftermath", step.id, 0)],
        [
            button("button-step-change", "checkin.aftermath", step.id, 1),
            button("button-step-leave", "checkin.aftermath", step.id, 2),
        ],
    ]
    return Message("step-what-becomes" if said else "step-in-the-way", {}, buttons)


def aftermath(turn: Turn, step: Step, place: int) -> None:
    """*Carry on with it*, *Change it*, *Leave it*."""
    sheet = _open_at(turn, step, "checkin.aftermath")
    if step.state not in UNFINISHED or place >= len(TOOK_AFTERMATH):
        raise Outdated
    chosen = TOOK_AFTERMATH[place]
    if chosen is Aftermath.CHANGE:
        turn.open("checkin.reword", sheet.reflection.id, str(step.id))
        return
    if chosen is Aftermath.CARRY_ON:
        sheet.steps.append(steps.carry_on(turn.rows, step, turn.now, check_in=sheet.reflection.id))
    step.aftermath = chosen
    turn.replan(step.member_id)
    go_on(turn, sheet.reflection)


def _ask_reword(turn: Turn, talk: Conversation, _sheet: Sheet) -> Message:
    return Message("step-reword", {"text": Words(steps.text(turn.rows, _step(turn, talk)))})


def _take_reword(turn: Turn, talk: Conversation, text: str) -> None:
    sheet = open_sheet(turn, talk)
    step = _step(turn, talk)
    for draft in new_drafts(turn, sheet, text):
        draft.carried_from = step.id
    step.aftermath = Aftermath.CHANGE
    go_on(turn, sheet.reflection)


def _back_to_aftermath(turn: Turn, talk: Conversation) -> None:
    turn.open("checkin.aftermath", talk.subject_id, talk.detail)


FEATURE = Feature(
    "checkin_endings",
    presses=[Press("checkin.ended", ended, Step), Press("checkin.aftermath", aftermath, Step)],
    prompts=[
        Prompt("checkin.step", fitting(_ask_step), _take_said, back=back, skip=_pass_over),
        Prompt("checkin.aftermath", fitting(_ask_aftermath), _take_said, back=back),
        Prompt("checkin.reword", fitting(_ask_reword), _take_reword, back=_back_to_aftermath),
    ],
)

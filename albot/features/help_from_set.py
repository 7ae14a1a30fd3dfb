"""*Ask the set for help* with a step that is stuck.

    one open step ── Ask the set for help ─→ what would help? (a line, or Skip) ─→ the last screen ── Send ─→ the set
      └── (asked before) Say it anew ─→ the same; the copies change · I have help enough ─→ the copies say so

The set reads the step as it was worded then, and the line. When the step ends, the copies say that no more help is
needed; what others asked or wrote meanwhile stays.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from albot.chat import typing_in
from albot.chat.access import Outdated
from albot.chat.asking_about import HELP_ASKED, begin, replied
from albot.chat.incoming import Edit
from albot.chat.last_screen import arrives, is_current, last_screen
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.registry import Delivers, Feature, Press, Prompt, Target
from albot.chat.step_news import ASKED_WITH, told_set
from albot.chat.step_words import whole
from albot.chat.turn import Refusal, Turn
from albot.domain.delivery_rows import Audience, Copy, Delivery, DeliveryKind
from albot.domain.passages import Passage, joined
from albot.domain.sets import Member
from albot.domain.steps import Step, StepState
from albot.domain.talks import Conversation
from albot.store import deliveries, passages, steps
from albot.store.passages import Source
from albot.store.rows import Rows
from albot.texts.args import Arg, Lines, Term, Words

LINE = "help-line"
"""The field of a step with what would help, as the set was told."""

DRAFT = "help-draft"
"""The same, until it is sent."""

NUMBER = 1
"""The number by which people know the one thing that is asked here."""


# Asking


def ask(turn: Turn, step: Step) -> None:
    """*Ask the set for help*; where they did, what they asked and what can become of it."""
    _need_open(turn, step)
    words = steps.text(turn.rows, step, ASKED_WITH)
    if not words:
        turn.open("help.line", step.id)
        typing_in.end_burst(turn)
        return
    again = button("button-help-again", "help.again", step.id)
    enough_help = button("button-help-enough", "help.enough", step.id)
    line = steps.text(turn.rows, step, LINE)
    turn.show("help-open", parts=_parts(words, line), buttons=[[again], [enough_help], _to_step(step)])


def again(turn: Turn, step: Step) -> None:
    """*Say it anew*: what was sent is where it begins."""
    _need_open(turn, step)
    line = steps.text(turn.rows, step, LINE)
    if line and not _draft(turn, step):
        passages.add(turn.rows, steps.where(turn.rows, step, DRAFT), line, Source(None, turn.now))
    turn.open("help.line", step.id)
    typing_in.end_burst(turn)


def _need_open(turn: Turn, step: Step) -> None:
    """Raise unless the step is open and its owner may ask."""
    if step.state is not StepState.OPEN:
        raise Outdated
    if turn.rows.need(Member, step.member_id).muted_at is not None:
        raise Refusal("help-muted")


def _step(turn: Turn, talk: Conversation) -> Step:
    return turn.rows.need(Step, talk.subject_id)


def _to_step(step: Step) -> list[Button]:
    return [button("button-help-step", "steps.reveal", step.id)]


def _ask_line(turn: Turn, talk: Conversation) -> Message:
    step = _step(turn, talk)
    args: dict[str, Arg] = {"step": Words(steps.text(turn.rows, step))}
    draft = _draft(turn, step)
    return Message("help-line-again", {**args, "text": Words(draft)}) if draft else Message("help-line", args)


def _draft(turn: Turn, step: Step) -> str:
    """What would help, in the words that are about to be sent."""
    return steps.text(turn.rows, step, DRAFT)


def _target(turn: Turn, talk: Conversation) -> Target:
    return Target(steps.where(turn.rows, _step(turn, talk), DRAFT), NUMBER)


def _take_line(turn: Turn, talk: Conversation, text: str) -> None:
    step = _step(turn, talk)
    passages.replace(turn.rows, steps.where(turn.rows, step, DRAFT), text, turn.source)
    turn.open("help.last", step.id)


def _skip_line(turn: Turn, talk: Conversation) -> None:
    turn.open("help.last", talk.subject_id)


def _back_to_step(turn: Turn, talk: Conversation) -> None:
    step = _step(turn, talk)
    turn.close(talk)
    turn.say("step-whole", parts=whole(turn.rows, step, turn.now), buttons=[_to_step(step)])


# The last screen


def _ask_last(turn: Turn, talk: Conversation) -> Message:
    """What goes to the set. Days may have passed since it was left: it is asked only while the step is open."""
    step = turn.rows.get(Step, talk.subject_id)
    if step is None or step.state is not StepState.OPEN:
        turn.close(talk)
        return Message("help-too-late")
    member = turn.rows.need(Member, step.member_id)
    screen = last_screen(turn, talk, member, Term("help-to-set"), "")
    parts = _parts(steps.text(turn.rows, step), _draft(turn, step))
    return replace(screen, args={**screen.args, "text": parts})


def _parts(words: str, line: str) -> Lines:
    """A step with which help is wanted, and what would help where that was said."""
    would_help = [Term("help-would-help", {"text": Words(line)})] if line else []
    return Lines([Words(words), *would_help])


def _back_to_line(turn: Turn, talk: Conversation) -> None:
    turn.open("help.line", talk.subject_id)


def _grown(turn: Turn, talk: Conversation) -> None:
    turn.ask(talk)


def _at_last(turn: Turn, step: Step) -> Conversation:
    """The conversation that is at the last screen of this step; raises `Outdated` where none is."""
    talk = turn.talk
    if talk is None or talk.prompt != "help.last" or talk.subject_id != step.id:
        raise Outdated
    return talk


def change(turn: Turn, step: Step) -> None:
    """*Change*: what would help, once more."""
    _back_to_line(turn, _at_last(turn, step))
    typing_in.end_burst(turn)


def send(turn: Turn, step: Step, asked: int) -> None:
    """*Send*: to the set, at the next delivery time."""
    talk = _at_last(turn, step)
    if not is_current(turn, step, asked):
        raise Outdated
    _need_open(turn, step)
    _settle(turn, step)
    told_set(turn.rows, step, turn.now)
    turn.close(talk)
    turn.say("help-sent", arrives=arrives(turn, turn.member), buttons=[_to_step(step)])


def _settle(turn: Turn, step: Step) -> None:
    """What was shown on the last screen is what the set is told, whatever becomes of the step's words."""
    where = steps.where(turn.rows, step, DRAFT)
    passages.erase(turn.rows, replace(where, name=LINE))
    for passage in passages.of_field(turn.rows, where):
        passages.move(turn.rows, passage, step.id, LINE)
    words = steps.text(turn.rows, step)
    passages.replace(turn.rows, replace(where, name=ASKED_WITH), words, Source(None, turn.now))
    turn.rows.flush()


def edited(turn: Turn, found: list[Passage]) -> bool:
    """An edited message that said what would help: the last screen comes again, sent before or not."""
    step = turn.rows.get(Step, found[0].row_id)
    if not isinstance(turn.incoming, Edit) or step is None or found[0].field not in (LINE, DRAFT):
        return False
    if step.state is not StepState.OPEN:
        raise Refusal("help-too-late")
    field = steps.where(turn.rows, step, found[0].field)
    parts = [(each, each.id == found[0].id) for each in passages.of_field(turn.rows, field)]
    text = joined(turn.incoming.text if changed else turn.rows.open(each, "text_sealed") for each, changed in parts)
    source = Source(turn.incoming.message_id, turn.incoming.at)
    passages.replace(turn.rows, replace(field, name=DRAFT), text, source)
    turn.open("help.last", step.id)
    return True


# Enough


def enough(turn: Turn, step: Step) -> None:
    """*I have help enough*: the copies say so from the next delivery time on."""
    if not steps.text(turn.rows, step, ASKED_WITH):
        raise Outdated
    known = deliveries.for_audience(turn.rows, DeliveryKind.HELP, step.id, Audience.SET)
    unseen = known is None or known.released_at is None
    for name in (ASKED_WITH, LINE, DRAFT):
        passages.erase(turn.rows, steps.where(turn.rows, step, name))
    told_set(turn.rows, step, turn.now)
    turn.show("help-not-sent" if unseen else "help-ended", buttons=[_to_step(step)])


# What reaches the set


def _body(rows: Rows, delivery: Delivery, _now: datetime) -> Message | None:
    """The step and what would help; once that is no longer wanted, that it is not."""
    step = rows.get(Step, delivery.subject_id)
    if step is None:
        return None
    unseen = delivery.released_at is None
    words = steps.text(rows, step, ASKED_WITH)
    if not words or step.state is not StepState.OPEN:
        return None if unseen else Message("help-over")
    if unseen and rows.need(Member, delivery.member_id).muted_at is not None:
        return None
    return Message(HELP_ASKED, {"parts": _parts(words, steps.text(rows, step, LINE))})


def _buttons(rows: Rows, delivery: Delivery, copy: Copy, _now: datetime) -> Keyboard:
    """Questions are welcome on this step, whatever its owner says about questions otherwise."""
    if deliveries.body(rows, delivery).get("id") != HELP_ASKED:
        return ()
    return [
        [button("button-delivery-ask", "ask.about", copy.id)],
        [button("button-delivery-report", "report.about", copy.id)],
    ]


def _replied(turn: Turn, copy: Copy, text: str) -> None:
    """A reply (a swipe) is a question about the step; once help is no longer wanted, one like any other."""
    delivery = turn.rows.need(Delivery, copy.delivery_id)
    if deliveries.body(turn.rows, delivery).get("id") == HELP_ASKED:
        replied(turn, copy, text)
    else:
        begin(turn, turn.member, turn.rows.need(Member, delivery.member_id), text=text)


FEATURE = Feature(
    "help_from_set",
    presses=[
        Press("help.ask", ask, Step),
        Press("help.again", again, Step),
        Press("help.change", change, Step),
        Press("help.send", send, Step),
        Press("help.enough", enough, Step),
    ],
    prompts=[
        Prompt("help.line", _ask_line, _take_line, target=_target, back=_back_to_step, skip=_skip_line),
        Prompt("help.last", _ask_last, _take_line, target=_target, back=_back_to_line, grown=_grown),
    ],
    edits=[edited],
    delivers=[Delivers(DeliveryKind.HELP, _body, _buttons, line="delivery-line-help", reply=_replied)],
)

"""When and where a step is done, a reminder at a time of its owner's, and what then if this gets in the way.

    kept step ─→ when and where? ─→ Remind me? ── day and time ─→ shown back ── Yes ─→ if this gets in the way …
                      └── Skip ─┐       └── No ─┬→ if this gets in the way, then that ─→ the next kept step
                                └───────────────┘

All of it can be skipped. One of the three can also be changed alone, from the step itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from albot.chat import typing_in
from albot.chat.access import Outdated
from albot.chat.message import Button, Message, button
from albot.chat.registry import Feature, Press, Prompt, Target
from albot.chat.step_words import reminder, whole
from albot.chat.turn import Refusal, Turn
from albot.domain.dates import DateCode, DateProblem, Reading, read_when
from albot.domain.sets import Member
from albot.domain.steps import Step, StepState
from albot.domain.talks import Conversation
from albot.domain.wallclock import to_utc
from albot.store import passages, steps
from albot.texts.args import Arg, When, Words

PARTS = ("cue", "remind", "fallback")
CHAIN = "chain"
"""The detail of a conversation that goes on to the next part and the next step; without it, one part is changed."""

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall time: buttons carry it as minutes since then
MINUTE = timedelta(minutes=1)
LAST = (datetime(2200, 1, 1) - EPOCH) // MINUTE  # noqa: DTZ001 - beyond any date that is read


def plan(turn: Turn, member: Member) -> None:
    """*When and where?* for each kept step that was not asked about yet."""
    step = steps.to_detail(turn.rows, member.id)
    if step is None:
        raise Refusal("step-all-planned")
    turn.open("steps.cue", step.id, CHAIN)
    typing_in.end_burst(turn)


def detail(turn: Turn, step: Step, place: int) -> None:
    """One part of one step."""
    if step.state is not StepState.OPEN or place >= len(PARTS):
        raise Outdated
    turn.open(f"steps.{PARTS[place]}", step.id)
    typing_in.end_burst(turn)


def _step(turn: Turn, talk: Conversation) -> Step:
    return turn.rows.need(Step, talk.subject_id)


def _go_on(turn: Turn, talk: Conversation, part: str) -> None:
    """From a part to the next, from the last to the next step; after a single part, back to the step."""
    step = _step(turn, talk)
    following_part = _beside(turn, step, part, 1)
    if talk.detail == CHAIN and following_part:
        turn.open(f"steps.{following_part}", step.id, CHAIN)
        return
    chain = talk.detail == CHAIN
    step.detailed = step.detailed or chain
    turn.close(talk)
    turn.rows.flush()
    if not chain:
        turn.say("step-whole", parts=whole(turn.rows, step, turn.now), buttons=[[_all_button(step)]])
        return
    following = steps.to_detail(turn.rows, step.member_id)
    if following is not None:
        turn.open("steps.cue", following.id, CHAIN)
    else:
        turn.say("step-planned", buttons=[[_all_button(step)]])


def _beside(turn: Turn, step: Step, part: str, way: int) -> str:
    """The part after (1) or before (-1) a part. A reminder is offered only where it was said when and where."""
    place = PARTS.index(part) + way
    if place == PARTS.index("remind") and not step.remind_wall and not steps.text(turn.rows, step, "cue"):
        place += way
    return PARTS[place] if 0 <= place < len(PARTS) else ""


def _all_button(step: Step) -> Button:
    return button("button-step-all", "steps.list", step.member_id)


# Cue and fallback


def _question(part: str) -> Prompt:
    """The prompt for a part that is a text."""

    def ask(turn: Turn, talk: Conversation) -> Message:
        step = _step(turn, talk)
        args: dict[str, Arg] = {"step": Words(steps.text(turn.rows, step))}
        written = steps.text(turn.rows, step, part)
        if written:
            return Message(f"step-{part}-again", {**args, "text": Words(written)})
        return Message(f"step-{part}", args)

    def target(turn: Turn, talk: Conversation) -> Target:
        return Target(steps.where(turn.rows, _step(turn, talk), part), PARTS.index(part) + 1)

    def take(turn: Turn, talk: Conversation, text: str) -> None:
        passages.replace(turn.rows, steps.where(turn.rows, _step(turn, talk), part), text, turn.source)
        _go_on(turn, talk, part)

    def skip(turn: Turn, talk: Conversation) -> None:
        _go_on(turn, talk, part)

    def back(turn: Turn, talk: Conversation) -> None:
        if part == PARTS[0] or talk.detail != CHAIN:
            raise Refusal("step-first-question")
        turn.open(f"steps.{_beside(turn, _step(turn, talk), part, -1)}", talk.subject_id, CHAIN)

    return Prompt(f"steps.{part}", ask, take, target=target, back=back, skip=skip)


# The reminder


def _ask_remind(turn: Turn, talk: Conversation) -> Message:
    step = _step(turn, talk)
    no = [[button("button-step-no-reminder", "steps.no_reminder", step.id)]]
    when = reminder(step, turn.now)
    if when is not None:
        return Message("step-remind-again", {"when": when}, no)
    return Message("step-remind", {}, no)


def _take_remind(turn: Turn, talk: Conversation, text: str) -> None:
    """Read a day and time, and show it back: it does not count before its owner says so."""
    step = _step(turn, talk)
    zone = turn.me.zone
    try:
        reading = read_when(text, turn.now, zone)
    except DateProblem as problem:
        choices = () if problem.code is DateCode.NO_TIME else problem.choices
        labels = [[_choice(step, choice, zone)] for choice in choices]
        raise Refusal(f"step-date-{problem.code.value}", buttons=labels) from None
    yes = _moment(step, reading, "button-step-remind-yes")
    other = button("button-step-remind-other", "steps.remind_other", talk.id)
    turn.say("step-remind-sure", when=_when(reading, zone), buttons=[[yes, other]], sound=True)


def _when(reading: Reading, zone: str) -> When:
    return When(to_utc(reading.starts, zone), zone)


def _choice(step: Step, reading: Reading, zone: str) -> Button:
    return _moment(step, reading, "button-step-remind-at", when=_when(reading, zone))


def _moment(step: Step, reading: Reading, label: str, **args: Arg) -> Button:
    return button(label, "steps.remind_at", step.id, (reading.starts - EPOCH) // MINUTE, **args)


def remind_at(turn: Turn, step: Step, minutes: int) -> None:
    """*Yes*: the reminder counts."""
    if step.state is not StepState.OPEN or minutes > LAST:
        raise Outdated
    wall = EPOCH + minutes * MINUTE
    if to_utc(wall, turn.me.zone) <= turn.now:
        raise Refusal("step-date-past")
    step.remind_wall, step.remind_zone = wall.isoformat(), turn.me.zone
    _decided(turn, step)


def no_reminder(turn: Turn, step: Step) -> None:
    """*No*; under a question that was answered since, it takes nothing back."""
    if not _asks_now(turn, step):
        raise Outdated
    step.remind_wall = step.remind_zone = ""
    _decided(turn, step)


def _decided(turn: Turn, step: Step) -> None:
    turn.replan(step.member_id)
    talk = turn.talk
    if talk is not None and _asks_now(turn, step):
        typing_in.end_burst(turn)
        _go_on(turn, talk, "remind")
    else:
        turn.say("step-whole", parts=whole(turn.rows, step, turn.now), buttons=[[_all_button(step)]])


def _asks_now(turn: Turn, step: Step) -> bool:
    """Whether the reminder of this step is what is being asked about."""
    talk = turn.talk
    return talk is not None and talk.subject_id == step.id and talk.prompt == "steps.remind"


def remind_other(turn: Turn, talk: Conversation) -> None:
    """*Another time*."""
    if talk.parked or talk.prompt != "steps.remind":
        raise Outdated
    turn.ask(talk)


def _back_to_cue(turn: Turn, talk: Conversation) -> None:
    if talk.detail != CHAIN:
        raise Refusal("step-first-question")
    turn.open("steps.cue", talk.subject_id, CHAIN)


FEATURE = Feature(
    "step_details",
    presses=[
        Press("steps.plan", plan, Member),
        Press("steps.detail", detail, Step),
        Press("steps.remind_at", remind_at, Step),
        Press("steps.no_reminder", no_reminder, Step),
        Press("steps.remind_other", remind_other, Conversation),
    ],
    prompts=[
        _question("cue"),
        Prompt("steps.remind", _ask_remind, _take_remind, back=_back_to_cue),
        _question("fallback"),
    ],
)

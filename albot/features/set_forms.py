"""How a set likes its meetings: the form, the minutes of each stage, a silent minute, ideas.

    /run, /rhythm ─→ the form with its minutes ─┬─ Full, Short, Everyone
                                                ├─ a stage ─→ minutes, pressed or typed (0 leaves it out) ─→ the form
                                                ├─ Silent minute, Ideas: on or off
                                                └─ As usual

Minutes are weights: what a meeting really has is shared out by them. Where a meeting is being prepared, what changes
here counts for it too.
"""

from __future__ import annotations

import re

from albot.chat import access, refreshing
from albot.chat.access import Outdated
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.registry import Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain import stages
from albot.domain.authority import Who, allowed
from albot.domain.run_rows import Form, Run, RunState, SetForm, StageKind
from albot.domain.sets import ActionSet
from albot.domain.stages import MOST, WEIGHTS, Wishes
from albot.domain.talks import Conversation
from albot.store import forms, running, sets
from albot.texts.args import Arg, Lines, Term

KINDS = tuple(StageKind)
FORMS = tuple(Form)
OFFERED = (0, 2, 5, 10, 15, 20)
"""Minutes that are offered for a stage; any others up to `MOST` can be typed."""

TWO_HOURS = 7200
MANY = 99
"""More members than any set has."""

_MINUTES = re.compile(r"(\d{1,6})\s*(?:m|min|mins|minutes?)?\.?", re.IGNORECASE)


# The page


def show(turn: Turn, run: Run) -> None:
    """*Change minutes* of a meeting that is prepared: the form that it has."""
    turn.send(_page(turn, turn.rows.need(ActionSet, run.set_id), run.form))


def of_set(turn: Turn, the_set: ActionSet) -> None:
    """How the set likes its meetings, from wherever else."""
    turn.send(_page(turn, the_set, _form(turn, the_set)))


def _form(turn: Turn, the_set: ActionSet) -> Form:
    """The form that a set starts from."""
    kept = running.set_form(turn.rows, the_set.id)
    return Form.FULL if kept is None else kept.form


def _page(turn: Turn, the_set: ActionSet, form: Form) -> Message:
    wishes = stages.wishes_of(running.set_form(turn.rows, the_set.id), form)
    minutes = stages.weights(wishes)
    lines: list[Arg] = [Term("forms-line", {"stage": _name(kind), "minutes": minutes[kind]}) for kind in minutes]
    room = stages.how_many(wishes, TWO_HOURS, MANY)
    told = Term("forms-everyone") if form is Form.EVERYONE else Term("forms-room", {"room": room})
    args: dict[str, Arg] = {"form": Term(f"running-form-name-{form}"), "lines": Lines(lines), "room": told}
    return Message("forms-page", args, [*_keyboard(the_set, wishes, minutes), *_to_meeting(turn, the_set)])


def _keyboard(the_set: ActionSet, wishes: Wishes, minutes: dict[StageKind, int]) -> Keyboard:
    choose = [
        button("button-run-form", "forms.form", the_set.id, place, form=Term(f"running-form-name-{each}"), on=int(on))
        for place, each in enumerate(FORMS)
        for on in [each is wishes.form]
    ]
    place = FORMS.index(wishes.form)
    taps = [
        button("button-forms-stage", "forms.stage", the_set.id, place, KINDS.index(kind), stage=_name(kind))
        for kind in minutes
    ]
    pairs = [taps[at : at + 2] for at in range(0, len(taps), 2)]
    return [choose, *pairs, *([each] for each in _switches(the_set, wishes))]


def _to_meeting(turn: Turn, the_set: ActionSet) -> Keyboard:
    """The way back to a meeting that is prepared or under way."""
    member = sets.membership(turn.rows, turn.me, the_set.id)
    if member is None or running.running_in(turn.rows, the_set.id, turn.now) is None:
        return []
    return [[button("button-forms-meeting", "in.run", member.id)]]


def _switches(the_set: ActionSet, wishes: Wishes) -> list[Button]:
    """What is on or off, and the way back to how forms usually are. A button says what it will make so."""
    place, silence, ideas = FORMS.index(wishes.form), int(not wishes.silence), int(not wishes.ideas)
    return [
        button("button-forms-silence", "forms.silence", the_set.id, place, silence, on=silence),
        button("button-forms-ideas", "forms.ideas", the_set.id, place, ideas, on=ideas),
        button("button-forms-usual", "forms.usual", the_set.id, place),
    ]


def _name(kind: StageKind) -> Term:
    return Term(f"running-stage-{kind}")


# Changing


def choose(turn: Turn, the_set: ActionSet, place: int) -> None:
    """*Full*, *Short*, *Everyone*: the form that the set starts from, and that of a meeting that is prepared."""
    form = _at(FORMS, place)
    forms.need(turn.rows, the_set.id).form = form
    run = running.running_in(turn.rows, the_set.id, turn.now)
    held = None if run is None else running.hold(turn.rows, run.id)
    if held is not None and held.state is RunState.PREPARING:
        held.form = form
    _changed(turn, the_set, form)


def silence(turn: Turn, the_set: ActionSet, place: int, on: int) -> None:
    """A silent minute before the questions, or none."""
    forms.need(turn.rows, the_set.id).silence = bool(on)
    _changed(turn, the_set, _at(FORMS, place))


def ideas(turn: Turn, the_set: ActionSet, place: int, on: int) -> None:
    """Whether presenters are asked if they would like ideas and resources."""
    forms.need(turn.rows, the_set.id).ideas = bool(on)
    _changed(turn, the_set, _at(FORMS, place))


def as_usual(turn: Turn, the_set: ActionSet, place: int) -> None:
    """*As usual*: a form with its own minutes, no silent minute, no ideas."""
    kept, form = forms.need(turn.rows, the_set.id), _at(FORMS, place)
    kept.minutes = stages.write_minutes(kept.minutes, form, {})
    kept.silence = kept.ideas = False
    _changed(turn, the_set, form)


def _at(found: tuple[Form, ...], place: int) -> Form:
    if place >= len(found):
        raise Outdated
    return found[place]


def _changed(turn: Turn, the_set: ActionSet, form: Form) -> None:
    """Show the page anew in its place; the control of a meeting that is prepared too."""
    _refresh(turn, the_set)
    message = _page(turn, the_set, form)
    turn.show(message.id, buttons=message.buttons, **message.args)


def _refresh(turn: Turn, the_set: ActionSet) -> None:
    turn.rows.flush()
    run = running.running_in(turn.rows, the_set.id, turn.now)
    held = None if run is None else running.hold(turn.rows, run.id)
    if held is not None:
        refreshing.refresh(turn.rows, held, turn.now)


# The minutes of a stage


def open_stage(turn: Turn, the_set: ActionSet, place: int, which: int) -> None:
    """A stage: how many minutes?"""
    form = _at(FORMS, place)
    if which >= len(KINDS) or KINDS[which] not in WEIGHTS[form]:
        raise Outdated
    turn.open("forms.minutes", the_set.id, f"{form}.{KINDS[which]}")


def _about(talk: Conversation) -> tuple[Form, StageKind]:
    """The form and the stage of a conversation."""
    form, kind = talk.detail.split(".")
    return Form(form), StageKind(kind)


def ask(turn: Turn, talk: Conversation) -> Message:
    """How many minutes a stage weighs now."""
    the_set, (form, kind) = _set(turn, talk), _about(talk)
    found = stages.weights(stages.wishes_of(running.set_form(turn.rows, the_set.id), form))
    choices = [
        button("button-forms-minutes", "forms.set", the_set.id, talk.turns, each, minutes=each)
        for each in OFFERED
        if each or kind is not StageKind.BIDS
    ]
    args: dict[str, Arg] = {"stage": _name(kind), "minutes": found[kind], "most": MOST}
    return Message("forms-ask", args, [choices])


def take(turn: Turn, talk: Conversation, text: str) -> None:
    """Typed minutes."""
    match = _MINUTES.fullmatch(text.strip())
    if match is None:
        raise Refusal("forms-unclear", most=MOST)
    _set_minutes(turn, talk, int(match[1]))


def pick(turn: Turn, the_set: ActionSet, asked: int, minutes: int) -> None:
    """Minutes by a button."""
    talk = turn.talk
    if talk is None or talk.prompt != "forms.minutes" or talk.subject_id != the_set.id or talk.turns != asked:
        raise Outdated
    _set_minutes(turn, talk, minutes)


def _set_minutes(turn: Turn, talk: Conversation, minutes: int) -> None:
    """Keep the minutes of a stage; raises `Refusal` for those that no meeting can have."""
    the_set, (form, kind) = _set(turn, talk), _about(talk)
    if minutes > MOST:
        raise Refusal("forms-too-many", most=MOST)
    kept = forms.need(turn.rows, the_set.id)
    wanted = stages.weights(stages.wishes_of(kept, form)) | {kind: minutes}
    if kind is StageKind.BIDS and not minutes:
        raise Refusal("forms-bids")
    if not any(wanted[each] for each in stages.each_turn(form)):
        raise Refusal("forms-nobody")
    _keep(turn, kept, form, wanted)
    turn.close(talk)
    _refresh(turn, the_set)
    turn.send(_page(turn, the_set, form))


def _keep(turn: Turn, kept: SetForm, form: Form, wanted: dict[StageKind, int]) -> None:
    kept.minutes = stages.write_minutes(kept.minutes, form, wanted)
    turn.rows.flush()


def _to_page(turn: Turn, talk: Conversation) -> None:
    """*Back*: nothing is changed."""
    the_set, (form, _kind) = _set(turn, talk), _about(talk)
    turn.close(talk)
    turn.send(_page(turn, the_set, form))


def _set(turn: Turn, talk: Conversation) -> ActionSet:
    """The set of a conversation, if I still facilitate it."""
    the_set = turn.rows.need(ActionSet, talk.subject_id)
    if not allowed(Who.FACILITATOR, turn.standing, access.scope(turn.rows, the_set)):
        raise Refusal("only-for-facilitator")
    return the_set


_FACILITATOR = Who.FACILITATOR

FEATURE = Feature(
    "set_forms",
    presses=[
        Press("forms.show", show, Run, _FACILITATOR, keeps=True),
        Press("forms.page", of_set, ActionSet, _FACILITATOR, keeps=True),
        Press("forms.form", choose, ActionSet, _FACILITATOR),
        Press("forms.stage", open_stage, ActionSet, _FACILITATOR, keeps=True),
        Press("forms.set", pick, ActionSet, _FACILITATOR),
        Press("forms.silence", silence, ActionSet, _FACILITATOR),
        Press("forms.ideas", ideas, ActionSet, _FACILITATOR),
        Press("forms.usual", as_usual, ActionSet, _FACILITATOR),
    ],
    prompts=[Prompt("forms.minutes", ask, take, back=_to_page, who=_FACILITATOR, of=ActionSet)],
)

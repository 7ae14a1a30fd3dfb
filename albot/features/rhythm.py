"""`/rhythm`: when a set is asked and reminded, and the two times of the day at which what it shares is delivered.

    /rhythm ─→ what is so ── Invitation, Reminder, Link ─→ hours, pressed or typed ─→ what is so
                  ├── Halfway check on or off, what newcomers read, at once or not ─→ what is so
                  └── Delivery times ─→ two times, typed ─→ what is so

Each change works out anew what every member is owed.
"""

from __future__ import annotations

from datetime import time

from albot.chat import access
from albot.chat.access import Outdated
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who, allowed
from albot.domain.dates import DateProblem
from albot.domain.deliveries import times_of
from albot.domain.schedule import INVITATIONS, LINKS, REMINDERS, Hours, city, in_order, read_deliveries, read_hours
from albot.domain.sets import ActionSet
from albot.domain.talks import Conversation
from albot.store import deliveries, sets
from albot.texts.args import Arg

OFFERED = {Hours.INVITATION: INVITATIONS, Hours.REMINDER: REMINDERS, Hours.LINK: LINKS}
KINDS = tuple(Hours)


def rhythm(turn: Turn) -> None:
    """`/rhythm`: what is so, and what can be changed."""
    turn.send(_page(turn, sets.set_of(turn.rows, turn.member)))


def _page(turn: Turn, the_set: ActionSet) -> Message:
    first, second = (_clock(each) for each in times_of(the_set.deliveries))
    args: dict[str, Arg] = {
        **{kind.value: _hours(the_set, kind) for kind in KINDS},
        "halfway": "on" if the_set.halfway else "off",
        "first": first,
        "second": second,
        "city": city(the_set.zone, turn.me.language),
        "newcomers": "cycle" if the_set.newcomers_read else "later",
        "pace": _pace(turn, the_set),
    }
    hours = [button(f"button-rhythm-{kind}", "rhythm.hours", the_set.id, n) for n, kind in enumerate(KINDS)]
    label = "button-rhythm-halfway-off" if the_set.halfway else "button-rhythm-halfway-on"
    halfway = button(label, "rhythm.halfway", the_set.id)
    times = button("button-rhythm-deliveries", "rhythm.deliveries", the_set.id)
    more = [
        button("button-forms-open", "forms.page", the_set.id),
        button("button-keeping-open", "keeping.page", the_set.id),
    ]
    return Message("rhythm-page", args, [hours, [halfway], [times], *_sharing_buttons(turn, the_set), more])


def _pace(turn: Turn, the_set: ActionSet) -> str:
    """Whether the set is handles-only, was asked to be one that knows each other, is one, or wants no waiting."""
    if not deliveries.is_open(turn.rows, the_set, turn.now):
        return "asked" if the_set.asks_to_know else "handles"
    return "once" if the_set.at_once else "known"


def _sharing_buttons(turn: Turn, the_set: ActionSet) -> Keyboard:
    """What newcomers read; and, in a set that knows each other, whether things wait for the delivery times."""
    newcomers = "off" if the_set.newcomers_read else "on"
    rows = [
        [button(f"button-rhythm-newcomers-{newcomers}", "rhythm.newcomers", the_set.id)],
        [button("button-rhythm-know", "know.page", the_set.id)],
    ]
    if deliveries.is_open(turn.rows, the_set, turn.now):
        wait = "off" if the_set.at_once else "on"
        rows.append([button(f"button-rhythm-once-{wait}", "rhythm.once", the_set.id)])
    return rows


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _hours(the_set: ActionSet, kind: Hours) -> int:
    found: int = getattr(the_set, f"{kind}_hours")
    return found


def halfway(turn: Turn, the_set: ActionSet) -> None:
    """The check halfway between two meetings, on or off."""
    the_set.halfway = not the_set.halfway
    _replan(turn, the_set)
    _again(turn, the_set)


def newcomers(turn: Turn, the_set: ActionSet) -> None:
    """Whether those who join read what is shared in the cycle from here on, or only what comes after them."""
    the_set.newcomers_read = not the_set.newcomers_read
    _again(turn, the_set)


def once(turn: Turn, the_set: ActionSet) -> None:
    """*At once*, or at the delivery times: only in a set that knows each other. What waits keeps its time."""
    if not deliveries.is_open(turn.rows, the_set, turn.now):
        raise Outdated
    the_set.at_once = not the_set.at_once
    _again(turn, the_set)


def _again(turn: Turn, the_set: ActionSet) -> None:
    message = _page(turn, the_set)
    turn.show(message.id, buttons=message.buttons, **message.args)


def open_hours(turn: Turn, the_set: ActionSet, index: int) -> None:
    """*Invitation*, *Reminder*, *Link*: how many hours before the meeting."""
    if index >= len(KINDS):
        raise Outdated
    turn.open(f"rhythm.{KINDS[index]}", the_set.id)


def ask_hours(turn: Turn, talk: Conversation) -> Message:
    """How many hours before the meeting it comes."""
    the_set, kind = _set(turn, talk), _kind(talk)
    choices: list[Button] = [
        button("button-rhythm-choice", "rhythm.set", the_set.id, KINDS.index(kind), hours, hours=hours)
        for hours in OFFERED[kind]
    ]
    return Message(f"rhythm-ask-{kind}", {"hours": _hours(the_set, kind)}, [choices])


def take_hours(turn: Turn, talk: Conversation, text: str) -> None:
    """Typed hours or days."""
    hours = read_hours(text)
    if hours is None:
        raise Refusal("rhythm-hours-unknown")
    _set_hours(turn, _set(turn, talk), _kind(talk), hours)
    turn.close(talk)


def pick_hours(turn: Turn, the_set: ActionSet, index: int, hours: int) -> None:
    """Hours by a button."""
    talk = turn.talk
    if index >= len(KINDS) or hours not in OFFERED[KINDS[index]]:
        raise Outdated
    if talk is None or talk.prompt != f"rhythm.{KINDS[index]}" or talk.subject_id != the_set.id:
        raise Outdated
    _set_hours(turn, the_set, KINDS[index], hours)
    turn.close(talk)


def _set_hours(turn: Turn, the_set: ActionSet, kind: Hours, hours: int) -> None:
    wanted = {each: _hours(the_set, each) for each in KINDS} | {kind: hours}
    if not in_order(*(wanted[each] for each in KINDS)):
        invitation, reminder, link = (_hours(the_set, each) for each in KINDS)
        raise Refusal("rhythm-order", invitation=invitation, reminder=reminder, link=link)
    setattr(the_set, f"{kind}_hours", hours)
    _replan(turn, the_set)
    turn.send(_page(turn, the_set))


def open_deliveries(turn: Turn, the_set: ActionSet) -> None:
    """*Delivery times*."""
    turn.open("rhythm.deliveries", the_set.id)


def ask_deliveries(turn: Turn, talk: Conversation) -> Message:
    """The two times of a day."""
    the_set = _set(turn, talk)
    first, second = (_clock(each) for each in times_of(the_set.deliveries))
    where = city(the_set.zone, turn.me.language)
    return Message("rhythm-ask-deliveries", {"first": first, "second": second, "city": where})


def take_deliveries(turn: Turn, talk: Conversation, text: str) -> None:
    """Exactly two times, some hours apart."""
    the_set = _set(turn, talk)
    try:
        first, second = read_deliveries(text)
    except DateProblem as problem:
        raise Refusal(f"rhythm-deliveries-{problem.code}") from None
    the_set.deliveries = f"{_clock(first)},{_clock(second)}"
    _replan(turn, the_set)
    turn.close(talk)
    turn.send(_page(turn, the_set))


def to_page(turn: Turn, talk: Conversation) -> None:
    """*Back*: nothing is changed."""
    the_set = _set(turn, talk)
    turn.close(talk)
    turn.send(_page(turn, the_set))


def _kind(talk: Conversation) -> Hours:
    return Hours(talk.prompt.split(".")[1])


def _set(turn: Turn, talk: Conversation) -> ActionSet:
    """The set of a conversation, if I still facilitate it."""
    the_set = turn.rows.need(ActionSet, talk.subject_id)
    if not allowed(Who.FACILITATOR, turn.standing, access.scope(turn.rows, the_set)):
        raise Refusal("only-for-facilitator")
    return the_set


def _replan(turn: Turn, the_set: ActionSet) -> None:
    turn.replan(*(member.id for member in sets.members(turn.rows, the_set.id)))


_FACILITATOR = Who.FACILITATOR

FEATURE = Feature(
    "rhythm",
    commands=[Command("rhythm", _FACILITATOR, rhythm)],
    presses=[
        Press("rhythm.hours", open_hours, ActionSet, _FACILITATOR),
        Press("rhythm.set", pick_hours, ActionSet, _FACILITATOR),
        Press("rhythm.halfway", halfway, ActionSet, _FACILITATOR),
        Press("rhythm.newcomers", newcomers, ActionSet, _FACILITATOR),
        Press("rhythm.once", once, ActionSet, _FACILITATOR),
        Press("rhythm.deliveries", open_deliveries, ActionSet, _FACILITATOR),
    ],
    prompts=[
        *(
            Prompt(f"rhythm.{kind}", ask_hours, take_hours, back=to_page, who=_FACILITATOR, of=ActionSet)
            for kind in KINDS
        ),
        Prompt("rhythm.deliveries", ask_deliveries, take_deliveries, back=to_page, who=_FACILITATOR, of=ActionSet),
    ],
)

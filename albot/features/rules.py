"""`/rules`: the ground rules of a set and whom to contact; everybody is shown a change.

    /rules ─→ the rules ── Change the rules, Change the contact ─→ typed ─→ the last screen ── Send ─→ all are told
    Ground rules (a button of /set, and of the announcement) ─→ the rules, for every member

A new text is a passage of the facilitator's own until it is sent; then it is a sealed text of the set.
"""

from __future__ import annotations

from enum import StrEnum

from albot.chat import access, announcing
from albot.chat.access import Outdated
from albot.chat.message import Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt, Target
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who, allowed
from albot.domain.sets import ActionSet
from albot.domain.talks import Conversation
from albot.store import passages, sets, talks
from albot.store.passages import Field
from albot.texts.args import Arg, Lines, Term, Words


class RulePart(StrEnum):
    """What the ground rules are made of."""

    RULES = "rules"
    CONTACT = "contact"


PARTS = tuple(RulePart)


def rules(turn: Turn) -> None:
    """`/rules`: what is so, and what a facilitator can change."""
    the_set = sets.set_of(turn.rows, turn.member)
    buttons = [[button(f"button-rules-{part}", "rules.change", the_set.id, n)] for n, part in enumerate(PARTS)]
    turn.send(_page(turn, the_set, buttons=buttons))


def read(turn: Turn, the_set: ActionSet) -> None:
    """The ground rules, for whoever is in the set."""
    turn.send(_page(turn, the_set))


def _page(turn: Turn, the_set: ActionSet, *, buttons: Keyboard = ()) -> Message:
    """Both texts; protected, since somebody else wrote them."""
    lines: list[Arg] = []
    for part in PARTS:
        text = turn.rows.open(the_set, f"{part}_sealed")
        lines.append(Term(f"rules-{part}", {"text": Words(text)}) if text else Term(f"rules-no-{part}"))
    name = turn.rows.open(the_set, "name_sealed")
    return Message("rules-page", {"set": name, "lines": Lines(lines)}, buttons, protect=True)


def change(turn: Turn, the_set: ActionSet, index: int) -> None:
    """*Change the rules*, *Change the contact*."""
    if index >= len(PARTS):
        raise Outdated
    turn.open(f"rules.{PARTS[index]}", the_set.id)


def ask(turn: Turn, talk: Conversation) -> Message:
    """The text so far, to be typed anew."""
    the_set, part = _set(turn, talk), _part(talk)
    known = turn.rows.open(the_set, f"{part}_sealed")
    return Message(f"rules-ask-{part}", {"known": Words(known) if known else Term(f"rules-no-{part}")})


def take(turn: Turn, talk: Conversation, text: str) -> None:
    """A typed text: the last screen before all are told."""
    the_set, part = _set(turn, talk), _part(talk)
    passages.replace(turn.rows, Field(turn.me.id, the_set.id, part), text, turn.source)
    turn.open(f"rules.sure_{part}", the_set.id)


def target(turn: Turn, talk: Conversation) -> Target:
    """Where bursts join; a text of the facilitator's own until it is sent."""
    return Target(Field(turn.me.id, _set(turn, talk).id, _part(talk)), 1)


def ask_sure(turn: Turn, talk: Conversation) -> Message:
    """The last screen: what, and to whom."""
    the_set, part = _set(turn, talk), _part(talk)
    text = passages.text(turn.rows, the_set.id, part)
    name = turn.rows.open(the_set, "name_sealed")
    send = button("button-rules-send", "rules.send", the_set.id, talk.turns)
    anew = button("button-rules-anew", "rules.change", the_set.id, PARTS.index(part))
    return Message(f"rules-sure-{part}", {"text": Words(text), "set": name}, [[send, anew]])


def take_sure(turn: Turn, talk: Conversation, text: str) -> None:
    """A text on the last screen: only a button counts there."""
    raise Refusal("rules-tap")


def send(turn: Turn, the_set: ActionSet, asked: int) -> None:
    """*Send*: the new text counts, and everybody is told that there is one."""
    talk = talks.about(turn.rows, turn.me.id, the_set.id, "rules")
    if talk is None or talk.parked or talk.turns != asked or not talk.prompt.startswith("rules.sure_"):
        raise Outdated
    part = _part(talk)
    text = passages.text(turn.rows, the_set.id, part)
    if not text:
        raise Outdated
    turn.rows.seal(the_set, f"{part}_sealed", text)
    passages.erase(turn.rows, Field(turn.me.id, the_set.id, part))
    turn.close(talk)
    show = [[button("button-rules-read", "rules.read", the_set.id)]]
    news = announcing.News(Message("rules-changed", {}, show, sound=True))
    announcing.announce(turn.rows, the_set.id, news, turn.now, but=turn.me.id)
    turn.show("rules-sent")


def back(turn: Turn, talk: Conversation) -> None:
    """*Back* from the last screen."""
    turn.open(f"rules.{_part(talk)}", talk.subject_id)


def _part(talk: Conversation) -> RulePart:
    return RulePart(talk.prompt.split(".")[1].removeprefix("sure_"))


def _set(turn: Turn, talk: Conversation) -> ActionSet:
    """The set of a conversation, if I still facilitate it."""
    the_set = turn.rows.need(ActionSet, talk.subject_id)
    if not allowed(Who.FACILITATOR, turn.standing, access.scope(turn.rows, the_set)):
        raise Refusal("only-for-facilitator")
    return the_set


FEATURE = Feature(
    "rules",
    commands=[Command("rules", Who.FACILITATOR, rules)],
    presses=[
        Press("rules.read", read, ActionSet, Who.MEMBER, keeps=True, after_end=True),
        Press("rules.change", change, ActionSet, Who.FACILITATOR),
        Press("rules.send", send, ActionSet, Who.FACILITATOR),
    ],
    prompts=[
        *(Prompt(f"rules.{part}", ask, take, target=target, who=Who.FACILITATOR, of=ActionSet) for part in PARTS),
        *(
            Prompt(
                f"rules.sure_{part}",
                ask_sure,
                take_sure,
                back=back,
                grown=Turn.ask,
                who=Who.FACILITATOR,
                of=ActionSet,
            )
            for part in PARTS
        ),
    ],
)

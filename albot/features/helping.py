"""`/help`: what I can do here and now, made from the registry and from who asks.

In an open conversation it first says what that is about and how to stop it. The commands come in a message for each
group of people they are for, so that none is longer than a small screen.
"""

from __future__ import annotations

from collections.abc import Iterable

from albot.chat.message import button
from albot.chat.registry import Command, Feature
from albot.chat.turn import Turn
from albot.chat.unfinished import name_of
from albot.domain.authority import Who, allowed
from albot.texts.args import Lines, Term

GROUPS = (Who.MEMBER, Who.PERSON, Who.FACILITATOR, Who.MAKER, Who.COORDINATOR, Who.ANYONE)
"""In this order: what helps with the set first, what holds for everybody last."""

MOST = 10
"""Commands in one message: what stays under 400 characters (PRODUCT: Length)."""

FOR_STRANGERS = frozenset({"start", "privacy", "help"})
"""Of what is open to anyone, what is of use to somebody who is in no set."""


def help_me(turn: Turn) -> None:
    """Say what is open, and what this person can do: the commands that are open to them, a line each."""
    talk = turn.talk
    if talk is not None:
        go_on = button("button-go-on", "talk.resume", talk.id)
        stop = button("button-stop", "talk.stop", talk.id, talk.turns)
        turn.say("help-in-the-middle", what=name_of(talk), buttons=[[go_on, stop]])
    for who in GROUPS:
        commands = sorted((command for command in _mine(turn) if command.who is who), key=_place)
        lines = [Term(f"menu-line-{command.name}") for command in commands]
        for place, part in enumerate(_parts(lines)):
            turn.say("help-more" if place else f"help-{who}", commands=Lines(part))


def _parts(lines: list[Term]) -> Iterable[list[Term]]:
    """The lines for as few messages as hold them, about as many in each."""
    messages = -(-len(lines) // MOST)
    each = -(-len(lines) // max(messages, 1))
    return (lines[start : start + each] for start in range(0, len(lines), max(each, 1)))


def _mine(turn: Turn) -> Iterable[Command]:
    """The commands that are open to the person."""
    commands = turn.setting.registry.commands.values()
    mine = [command for command in commands if allowed(command.who, turn.standing, ended=command.after_end)]
    if turn.person is not None:
        return mine
    return [command for command in mine if command.name in FOR_STRANGERS]


def _place(command: Command) -> tuple[bool, int, str]:
    """Those of the menu first, in its order."""
    return (command.menu is None, command.menu or 0, command.name)


FEATURE = Feature("helping", commands=[Command("help", Who.ANYONE, help_me, menu=7)])

"""`/help`: what I can do here and now, made from the registry and from who asks."""

from __future__ import annotations

from albot.chat.registry import Command, Feature
from albot.chat.turn import Turn
from albot.domain.authority import Who, allowed
from albot.texts.args import Lines, Term


def help_me(turn: Turn) -> None:
    """Say what this person can do: the commands that are open to them, a line each."""
    commands = turn.setting.registry.commands.values()
    mine = [command for command in commands if allowed(command.who, turn.standing)]
    for who, title in ((Who.MEMBER, "help-member"), (Who.FACILITATOR, "help-facilitator")):
        lines = [Term(f"menu-line-{command.name}") for command in mine if command.who is who]
        if lines:
            turn.say(title, commands=Lines(lines))


FEATURE = Feature("helping", commands=[Command("help", Who.ANYONE, help_me, menu=7)])

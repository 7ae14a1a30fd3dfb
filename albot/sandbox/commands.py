"""What the bot says about itself: its command menus by scope and language, its descriptions and its name."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from albot.sandbox.chats import Chat, Json
from albot.sandbox.drafts import chat_of
from albot.sandbox.errors import bad_request
from albot.sandbox.parameters import Parameters, text_of
from albot.sandbox.world import World

# core.telegram.org/bots/api#setmycommands and #botcommand
MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")

# core.telegram.org/bots/api#setmydescription, #setmyshortdescription, #setmyname
_LONGEST = {"description": 512, "short_description": 120, "name": 64}
_TOO_LONG = {"description": "description", "short_description": "short description", "name": "name"}

_PLAIN_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})


class _Place(NamedTuple):
    """Where a menu holds: a scope (with a chat's id for the scope "chat") and a language, "" for all others."""

    scope: str
    chat: int
    language: str


class BotProfile:
    """Everything set with `setMy…`."""

    def __init__(self) -> None:
        self._menus: dict[_Place, list[Json]] = {}
        self._texts: dict[tuple[str, str], str] = {}

    def set_commands(self, parameters: Parameters, world: World) -> None:
        """Set a menu; an empty list of commands removes it."""
        commands = parameters.get("commands")
        if not isinstance(commands, list):
            raise bad_request("can't parse commands JSON object")
        if len(commands) > MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        menu = [_read_command(command) for command in commands]
        place = _place_of(parameters, world)
        self._menus[place] = menu

    def delete_commands(self, parameters: Parameters, world: World) -> None:
        """Remove a menu, so that the next wider one shows."""
        self._menus.pop(_place_of(parameters, world), None)

    def get_commands(self, parameters: Parameters, world: World) -> list[Json]:
        """The menu of exactly this place."""
        return self._menus.get(_place_of(parameters, world), [])

    def menu_for(self, chat: Chat, language: str | None) -> list[Json]:
        """What a chat's `/` shows: the narrowest scope first, the person's language before the general one.

        The order is that of core.telegram.org/bots/api#determining-list-of-commands.
        """
        wide = "all_private_chats" if chat.is_private else "all_group_chats"
        for scope, chat_id in (("chat", chat.id), (wide, 0), ("default", 0)):
            for tongue in dict.fromkeys((language or "", "")):
                menu = self._menus.get(_Place(scope, chat_id, tongue))
                if menu:
                    return menu
        return []

    def set_text(self, field: str, parameters: Parameters) -> None:
        """Set the description, the short description or the name for a language; an empty text removes it."""
        text = text_of(parameters, field)
        if len(text) > _LONGEST[field]:
            raise bad_request(f"bot {_TOO_LONG[field]} is too long")
        self._texts[field, text_of(parameters, "language_code")] = text

    def get_text(self, field: str, parameters: Parameters) -> str:
        """What was set for a language, else for all."""
        language = text_of(parameters, "language_code")
        return self._texts.get((field, language)) or self._texts.get((field, ""), "")


def _read_command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = command.get("command"), command.get("description")
    if not isinstance(name, str) or not _COMMAND.fullmatch(name.removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description.strip()) <= LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": description.strip()}


def _place_of(parameters: Parameters, world: World) -> _Place:
    scope = parameters.get("scope") or {"type": "default"}
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope JSON object")
    kind, language = str(scope.get("type", "")), text_of(parameters, "language_code")
    if kind in _PLAIN_SCOPES:
        return _Place(kind, 0, language)
    if kind == "chat":
        return _Place(kind, chat_of(world, scope).id, language)
    raise bad_request("can't parse BotCommandScope: Unsupported type specified")

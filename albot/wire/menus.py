"""Telegram's command menus, made from the registry: what everybody sees."""

from __future__ import annotations

import structlog
from telegram import Bot, BotCommand
from telegram.error import TelegramError

from albot.chat.registry import Registry
from albot.texts.catalogue import Catalogue

log = structlog.get_logger()


async def set_menus(bot: Bot, registry: Registry, catalogue: Catalogue) -> None:
    """Show the commands that have a place in the menu, with their descriptions. Fails quietly: it is a comfort."""
    shown = sorted((c for c in registry.commands.values() if c.menu is not None), key=lambda c: c.menu or 0)
    try:
        await bot.set_my_commands([BotCommand(c.name, catalogue.plain(f"menu-{c.name}", {})) for c in shown])
        await bot.set_my_description(catalogue.plain("bot-description", {}))
        await bot.set_my_short_description(catalogue.plain("bot-short-description", {}))
    except TelegramError as problem:
        log.warning("menus_not_set", problem=type(problem).__name__)

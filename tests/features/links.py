"""What several tests of joining need: a link into a set, and somebody on their way in by it."""

from __future__ import annotations

import re

from albot.sandbox.world import Person
from tests.house import House

SIZE = "6 (the size of the set)"


async def made_link(home: House, facilitator: Person, *, uses: str = SIZE, days: str = "1 week", word: str = "") -> str:
    """The link that a facilitator makes with /invite."""
    await home.says(facilitator, "/invite")
    await home.presses(facilitator, uses)
    await home.presses(facilitator, days)
    return link_in(await (home.says(facilitator, word) if word else home.presses(facilitator, "Skip")))


def link_in(text: str) -> str:
    """The link that a message holds."""
    found = re.search(r"https://t\.me/\w+\?start=[\w-]+", text)
    assert found, text
    return found[0]


def code_of(link: str) -> str:
    """The code of a link."""
    return link.split("=")[1]


async def waits(home: House, person: Person, link: str, handle: str, city: str = "London") -> str:
    """Somebody new joins as far as waiting to be let in, by a link without a word; returns the last answer."""
    await home.says(person, link)
    await home.presses(person, "I agree")
    await home.says(person, handle)
    return await home.presses(person, city)


def shown(person: Person) -> str:
    """The newest message of the bot, as it reads by now."""
    return next(m.text for m in reversed(person.chat.messages) if m.from_bot and not m.deleted)

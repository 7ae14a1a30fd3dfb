"""`/help`: by role, here and now; and that every command can be explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from albot.chat.registry import Registry
from albot.features import FEATURES
from albot.texts.catalogue import catalogue
from tests.given import given_set
from tests.house import House, house

LONGEST = 400
"""PRODUCT: Length."""


def commands(answer: str) -> set[str]:
    return set(re.findall(r"^/(\w+)", answer, re.MULTILINE))


async def test_help_is_for_whoever_asks(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        given = await given_set(home)
        stranger = commands(await home.says(home.person("Zoe"), "/help"))
        assert stranger == {"start", "privacy", "help"}
        for_a_member = commands(await home.says(given["Ana"], "/help"))
        assert {"me", "pause", "resume", "leave", "forget", "journal", "privacy"} <= for_a_member
        assert not {"members", "invite", "newset", "facilitators"} & for_a_member
        for_a_facilitator = commands(await home.says(given["Fay"], "/help"))
        assert {"members", "invite"} <= for_a_facilitator
        assert "facilitators" not in for_a_facilitator
        for_a_coordinator = commands(await home.says(home.coordinator, "/help"))
        assert "facilitators" in for_a_coordinator
        assert "members" not in for_a_coordinator
        assert await longest(home) <= LONGEST


async def longest(home: House) -> int:
    return max(len(m.text) for person in home.world.people.values() for m in person.chat.messages if m.sender is None)


async def test_in_a_conversation_it_says_what_is_open_and_how_to_stop(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ana = (await given_set(home))["Ana"]
        await home.says(ana, "/me")
        await home.presses(ana, "Time zone")
        answer = await home.says(ana, "/help")
        assert answer.startswith("We are in the middle of your settings.")
        assert "Which city" in await home.presses(ana, "Go on")
        assert "Stopped" in await home.presses(ana, "Stop for now")
        assert "in the middle" not in await home.says(ana, "/help")


@pytest.mark.parametrize("name", sorted(Registry(FEATURES).commands))
def test_every_command_has_its_line(name: str) -> None:
    assert catalogue().plain(f"menu-line-{name}", {}).startswith(f"/{name} – ")


def test_every_conversation_has_a_name() -> None:
    prefixes = {name.partition(".")[0] for name in Registry(FEATURES).prompts}
    for prefix in prefixes:
        assert catalogue().plain(f"unfinished-{prefix}", {})

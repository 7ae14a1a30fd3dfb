"""The thinnest whole path: a person types, and the answer comes back over HTTP."""

from __future__ import annotations

from pathlib import Path

from tests.house import house


async def test_a_stranger_is_told_what_the_bot_is(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        ana = home.person("Ana")
        assert "action learning sets" in await home.says(ana, "hello")
        assert "do not know" in await home.says(ana, "/nonsense")

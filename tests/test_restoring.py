"""A set whose bot moves: backed up while it runs on SQLite, and going on where it was on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from albot.app import alone_with
from albot.store import backup
from albot.store.vault import Vault
from tests.features.cycle import types
from tests.given import given_set
from tests.house import House, house, settings
from tests.test_cli import albot

WRITTEN = ("Nobody reads my reports.", "I may lose face.", "What I write first.")


@pytest.mark.postgres
@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
async def test_a_member_reads_their_own_words_after_the_move(tmp_path: Path, empty_database_url: str) -> None:
    file = tmp_path / "albot.backup"
    async with house(tmp_path) as home:
        given = await given_set(home, members=("Ana", "Ben"))
        await home.says(given["Ana"], "/issue")
        for text in WRITTEN:
            await types(home, given["Ana"], text)
        await home.presses(given["Ana"], "Not yet")
        assert "1 of 3" in await home.says(given["Ben"], "/issue")
        keys = home.app.settings.key.get_secret_value()
        made = await albot("backup", str(file), key=keys, database_url=home.app.settings.database_url)
        assert made.code == 0, made
        await types(home, given["Ben"], "Written after the backup.")
        await home.close()
        backup.restore(empty_database_url, Vault([keys]), file, alone_with)
        moved = House(
            settings(empty_database_url, home.server.url, key=keys), home.server, home.clock, home.coordinator
        )
        await moved.open()
        try:
            assert moved.app.store.engine.dialect.name == "postgresql"
            whole = await moved.says(given["Ana"], "/issue")
            assert all(text in whole for text in WRITTEN)
            assert "Quiet Heron" in await moved.says(given["Ben"], "/set")
            again = await moved.says(given["Ben"], "/issue")
            assert "1 of 3" in again and "Written after the backup." not in again
            assert "2 of 3" in await types(moved, given["Ben"], "I write too much.")
        finally:
            await moved.close()

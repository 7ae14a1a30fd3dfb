"""Every dialogue in `tests/dialogues` holds, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dialogue import Stage, lines
from tests.house import house

DIALOGUES = sorted((Path(__file__).parent / "dialogues").glob("*.md"))


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
async def test_dialogue(path: Path, tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        stage = Stage(home, path.name)
        last = 0
        for line in lines(path):
            await stage.play(line)
            last = line.number
        stage.all_told(last + 1)
        assert last, f"{path.name} has nothing to play"

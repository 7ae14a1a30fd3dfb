"""The rules of the house that a machine can check: who may import whom."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from albot import features

ROOT = Path(__file__).parents[1]


def test_rooms_import_downwards_only() -> None:
    pytest.importorskip("importlinter")
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", linter, "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_every_feature_has_its_line() -> None:
    listed = {feature.name for feature in features.FEATURES}
    assert len(listed) == len(features.FEATURES)

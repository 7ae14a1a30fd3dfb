"""How a contender is started: in a process of its own, until the end of a block."""

from __future__ import annotations

import multiprocessing
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

AIOGRAM = Path(".venv-bench/bin/python")
"""An environment of its own, which `make bench` sets up: aiogram's pins and ours do not agree."""


@contextmanager
def started(run: Callable[..., None], *arguments: Any) -> Iterator[int]:
    """A function that runs in a process of its own; its process id."""
    process = multiprocessing.get_context("spawn").Process(target=run, args=arguments, daemon=True)
    process.start()
    try:
        yield int(process.pid or 0)
    finally:
        process.kill()
        process.join()


@contextmanager
def started_aiogram(root: str, token: str) -> Iterator[int]:
    """The echo on aiogram; its process id."""
    process = subprocess.Popen([AIOGRAM, "-m", "tests.bench.contenders.echo_aiogram", root, token])
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()

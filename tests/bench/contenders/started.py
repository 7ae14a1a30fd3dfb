"""How a contender is started: in a process of its own, which knows nothing of the benchmark's, until a block's end."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

AIOGRAM = Path(".venv-bench/bin/python")
"""An environment of its own, which `make bench` sets up: aiogram's pins and ours do not agree."""


def started(run: Callable[..., None], *arguments: Any) -> AbstractContextManager[int]:
    """A function of one of these modules that runs until it is killed; its process id."""
    command = [sys.executable, "-m", "tests.bench.contenders.started"]
    return _until_the_end(command, pickle.dumps((run, arguments)))


def started_aiogram(root: str, token: str) -> AbstractContextManager[int]:
    """The echo on aiogram; its process id."""
    return _until_the_end([str(AIOGRAM), "-m", "tests.bench.contenders.echo_aiogram", root, token])


@contextmanager
def _until_the_end(command: list[str], told: bytes = b"") -> Iterator[int]:
    """A process that is told something and killed at the end of the block."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert process.stdin is not None
    try:
        with process.stdin as line:
            line.write(told)
        yield process.pid
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    function, given = pickle.load(sys.stdin.buffer)
    function(*given)

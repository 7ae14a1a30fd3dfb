"""One thing of many that a loop does: where it fails it is undone as one and logged, and keeps no other waiting."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from albot.store.rows import Rows

log = structlog.get_logger()


def attempt(rows: Rows, event: str, work: Callable[[], object], **about: int) -> bool:
    """Do something that is undone as one where it raises; False then, and `event` is logged with ids (`about`).

    Raises what makes the whole transaction come again (see `Rows.comes_again`).
    """
    try:
        with rows.savepoint():
            work()
            rows.flush()
    except Exception as problem:
        if rows.comes_again(problem):
            raise
        log.error(event, problem=type(problem).__name__, **about)
        return False
    return True

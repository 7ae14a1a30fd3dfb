"""One thing of many that a loop does: where it fails it is undone as one and logged, and keeps no other waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from albot.store.rows import Rows

log = structlog.get_logger()


def attempt(rows: Rows, event: str, work: Callable[[], object], **about: int) -> bool:
    """Do something that is undone as one where it raises; False then, and `event` is logged with ids (`about`).

    Raises what makes the whole transaction come again (see `Rows.comes_again`).
    """
    problem = _problem_with(rows, work)
    if problem is not None:
        log.error(event, problem=type(problem).__name__, **about)
    return problem is None


def attempt_all(
    rows: Rows, event: str, name: str, ids: Sequence[int], work: Callable[[Sequence[int]], object]
) -> set[int]:
    """Do something for many at once; where that raises, for each by itself. Those for whom it raised then, logged.

    `name` is what the log calls one of the ids.
    """
    if len(ids) > 1 and _problem_with(rows, lambda: work(ids)) is None:
        return set()
    return {each for each in ids if not attempt(rows, event, lambda: work([each]), **{name: each})}  # noqa: B023 - at once


def _problem_with(rows: Rows, work: Callable[[], object]) -> Exception | None:
    try:
        with rows.savepoint():
            work()
            rows.flush()
    except Exception as problem:
        if rows.comes_again(problem):
            raise
        return problem
    return None

"""How a database goes about what it is asked: every statement while it is watched, its plan, and what it read.

On PostgreSQL each statement is explained with its real values just before it is executed (`EXPLAIN ANALYZE` in a
savepoint that is undone), without sequential scans where there is any index to go by; counted are the rows that it
went through, whether they fitted or not. On SQLite counted are the steps of its virtual machine, some ten for a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event

EVERY = 10
"""SQLite tells of its steps so many at a time."""


@dataclass
class Seen:
    """A statement: where it was first seen, what it read at the most (rows or steps), and how."""

    statement: str
    while_doing: str
    read: int
    plan: str

    def __str__(self) -> str:
        return f"{self.while_doing}: {self.read:,} read\n{self.statement}\n{self.plan}"


class Watch:
    """Sees every statement of an engine while something is done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._seen: dict[str, Seen] = {}
        self._doing = ""
        self._last: Seen | None = None

    @property
    def seen(self) -> list[Seen]:
        """The statements, those that read the most first."""
        return sorted(self._seen.values(), key=lambda each: -each.read)

    @contextmanager
    def during(self, doing: str) -> Iterator[None]:
        """What is executed now is seen, under a name."""
        self._doing = doing
        event.listen(self._engine, "before_cursor_execute", self._before)
        try:
            yield
        finally:
            event.remove(self._engine, "before_cursor_execute", self._before)

    def _before(
        self, connection: Connection, _cursor: Any, statement: str, values: Any, _context: Any, many: bool
    ) -> None:
        self._last = None
        if many or statement.split(maxsplit=1)[0] not in ("SELECT", "UPDATE", "DELETE", "WITH"):
            return
        look = self._on_sqlite if self._sqlite else self._on_postgresql
        look(connection.connection.driver_connection, statement, values)

    def _on_sqlite(self, driver: Any, statement: str, values: Any) -> None:
        plan = "\n".join(row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", values))
        self._last = self._seen.setdefault(statement, Seen(statement, self._doing, 0, plan))
        steps = 0
        last = self._last

        def count() -> None:
            nonlocal steps
            steps += EVERY
            last.read = max(last.read, steps)

        driver.set_progress_handler(count, EVERY)

    def _on_postgresql(self, driver: Any, statement: str, values: Any) -> None:
        with driver.cursor() as cursor:
            cursor.execute("SAVEPOINT watched")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
            plan = cursor.fetchone()[0][0]["Plan"]
            cursor.execute("ROLLBACK TO SAVEPOINT watched")
            cursor.execute("RELEASE SAVEPOINT watched")
        read, lines = _read(plan), "\n".join(_lines(plan))
        seen = self._seen.setdefault(statement, Seen(statement, self._doing, 0, lines))
        if read > seen.read:
            seen.read, seen.plan, seen.while_doing = read, lines, self._doing


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _went_through(node: dict[str, Any]) -> int:
    """The rows that a node of PostgreSQL's plan read from a table or an index, in all its loops."""
    if "Scan" not in node["Node Type"] or (node["Node Type"] == "Bitmap Heap Scan" and not node.get("Plans")):
        return 0
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return int(sum(node.get(name, 0) for name in names) * node["Actual Loops"])


def _read(plan: dict[str, Any]) -> int:
    return sum(_went_through(node) for node in _nodes(plan))


def _lines(plan: dict[str, Any]) -> Iterator[str]:
    for node in _nodes(plan):
        where = node.get("Relation Name") or node.get("Index Name") or ""
        by = node.get("Index Name", "")
        conditions = {name: node[name] for name in ("Index Cond", "Filter") if name in node}
        yield f"{node['Node Type']} {where} {by} {conditions} {_went_through(node)}"

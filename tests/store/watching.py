"""How a database goes about what it is asked: every statement while it is watched, its plan, and how much it read.

On SQLite counted are the steps of its virtual machine (some ten for a row), and its plan says whether it goes through
a whole table. On PostgreSQL each statement is explained with its real values just before it is executed, in a savepoint
that is undone, and counted are the rows that it went through in one table, whether they fitted or not. It is told to
go by indexes where there are any: a test's tables are small, and it would rather read them whole, as is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event

EVERY = 10
"""SQLite tells of its steps so many at a time."""

LOOKS = 3
"""So often PostgreSQL is asked about a statement while one thing is done: it takes much longer than the statement."""

LOOKED_AT = ("SELECT", "UPDATE", "DELETE", "WITH")


@dataclass
class Seen:
    """A statement: what was done when it read the most, so many rows or steps, and its plan."""

    statement: str
    doing: str
    read: int
    plan: list[str]

    def __str__(self) -> str:
        return "\n  ".join([f"{self.doing}: {self.read:,} read", self.statement, *self.plan])


class Watch:
    """Sees every statement of an engine while something is done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.on_sqlite = engine.dialect.name == "sqlite"
        self._look = self._on_sqlite if self.on_sqlite else self._on_postgresql
        self._seen: dict[str, Seen] = {}
        self._looks: Counter[str] = Counter()
        self._doing = ""
        self.statements: Counter[str] = Counter()
        """How many statements there were while each thing was done."""

    @property
    def seen(self) -> list[Seen]:
        """The statements, those that read the most first."""
        return sorted(self._seen.values(), key=lambda each: -each.read)

    @contextmanager
    def during(self, doing: str) -> Iterator[None]:
        """What is executed now is seen, under a name."""
        self._doing = doing
        self._looks.clear()
        event.listen(self._engine, "before_cursor_execute", self._before)
        event.listen(self._engine, "commit", self._commit)
        try:
            yield
        finally:
            event.remove(self._engine, "before_cursor_execute", self._before)
            event.remove(self._engine, "commit", self._commit)

    def _before(
        self, connection: Connection, _cursor: Any, statement: str, values: Any, _context: Any, many: bool
    ) -> None:
        self.statements[self._doing] += 1
        if not many and statement.startswith(LOOKED_AT):
            self._look(connection.connection.driver_connection, statement, values)

    def _commit(self, connection: Connection) -> None:
        if self.on_sqlite:
            connection.connection.driver_connection.set_progress_handler(None, EVERY)  # type: ignore[union-attr]

    def _note(self, statement: str, read: int, plan: list[str]) -> None:
        known = self._seen.get(statement)
        if known is None or read > known.read:
            self._seen[statement] = Seen(statement, self._doing, read, plan)

    def _on_sqlite(self, driver: Any, statement: str, values: Any) -> None:
        plan = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
        steps = 0
        self._note(statement, steps, plan)

        def count() -> None:
            nonlocal steps
            steps += EVERY
            self._note(statement, steps, plan)

        driver.set_progress_handler(count, EVERY)  # until the next statement, or the end of them

    def _on_postgresql(self, driver: Any, statement: str, values: Any) -> None:
        self._looks[statement] += 1
        if self._looks[statement] > LOOKS:
            return
        with driver.cursor() as cursor:
            cursor.execute("SAVEPOINT watched")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
            nodes = list(_nodes(cursor.fetchone()[0][0]["Plan"]))
            cursor.execute("ROLLBACK TO SAVEPOINT watched")
            cursor.execute("RELEASE SAVEPOINT watched")
        self._note(statement, max(map(_went_through, nodes)), list(map(_line, nodes)))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _went_through(node: dict[str, Any]) -> int:
    """The rows that a node of PostgreSQL's plan read from a table or an index, in all its loops."""
    if "Scan" not in node["Node Type"]:
        return 0
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return round(sum(float(node.get(name, 0)) for name in names) * int(node["Actual Loops"]))


def _line(node: dict[str, Any]) -> str:
    names = ("Node Type", "Relation Name", "Index Name", "Index Cond", "Filter")
    return " · ".join([*(str(node[name]) for name in names if name in node), f"{_went_through(node)} rows"])

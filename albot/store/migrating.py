"""A process of its own that brings a database up to date; `health` starts it and says on standard input which one."""

from __future__ import annotations

import sys

from albot.store import health, schema
from albot.store.engine import make_engine


def main() -> int:
    """The exit code: 0 where the database is up to date now."""
    engine = make_engine(sys.stdin.read())
    try:
        schema.migrate(engine)
    except schema.NewerDatabase:
        return health.NEWER
    finally:
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())

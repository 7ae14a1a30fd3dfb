"""Logs: stable event names and internal ids only.

The libraries that would log texts, addresses or the token are silenced.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from albot import metrics

SILENT = ("telegram", "httpx", "httpcore", "aiohttp", "sqlalchemy", "asyncio", "alembic")
"""Loggers that at debug write texts, chat ids or the token."""


def _scrub(secret: str) -> Any:
    """A processor that takes the token out of whatever slipped through."""

    def scrub(_logger: Any, _name: str, event: Any) -> Any:
        if not secret:
            return event
        return {
            name: value.replace(secret, "[token]") if isinstance(value, str) else value for name, value in event.items()
        }

    return scrub


def _count_errors(_logger: Any, _name: str, event: Any) -> Any:
    """A processor that counts what is logged as an error, by the name of its event."""
    if event["level"] in ("error", "critical"):
        metrics.error(str(event["event"]))
    return event


def set_up(style: str = "text", level: str = "info", *, token: str = "") -> None:
    """Set up the logs of this process: `text` for people, `json` for machines, to standard error."""
    for name in SILENT:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        logger.setLevel(logging.CRITICAL)
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _count_errors,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _scrub(token),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )

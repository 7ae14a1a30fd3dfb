"""What the server answers when it says no: Telegram's codes and descriptions."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer of the Bot API with `ok` false; `code` is both the HTTP status and `error_code`."""

    def __init__(self, code: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


class ActionRefused(ValueError):
    """A person's app would not let them do this (press a button that is not there, write while blocking the bot)."""


def bad_request(what: str) -> ApiError:
    """400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    """403 with Telegram's prefix."""
    return ApiError(403, f"Forbidden: {what}")


def too_many_requests(seconds: int) -> ApiError:
    """429, with the seconds to wait also in `parameters`, as Telegram gives them."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)

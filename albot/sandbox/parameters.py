"""The parameters of a Bot API call, which arrive as JSON, as a form or as multipart, made one shape.

In forms every value is text and nested ones are JSON text; here fields that the methods know as JSON, number or flag
are read as such, so that a test sees the same parameters however they were sent. What cannot be read stays text, for
the method to complain about.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from albot.sandbox.errors import bad_request

Parameters = dict[str, Any]

_JSON = frozenset(
    {
        "reply_markup",
        "entities",
        "caption_entities",
        "reply_parameters",
        "link_preview_options",
        "allowed_updates",
        "commands",
        "scope",
        "message_ids",
    }
)
_NUMBERS = frozenset(
    {"chat_id", "message_id", "reply_to_message_id", "offset", "limit", "timeout", "max_connections", "cache_time"}
)
_FLAGS = frozenset(
    {
        "allow_paid_broadcast",
        "disable_notification",
        "disable_web_page_preview",
        "drop_pending_updates",
        "protect_content",
        "show_alert",
    }
)
_TRUE = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart call."""

    name: str
    mime: str
    content: bytes


async def read_parameters(request: web.Request) -> Parameters:
    """Everything a call carries, in its address and its body; raises Telegram's 400 for a body it cannot read."""
    raw: Parameters = dict(request.query)
    if request.content_type == "application/json":
        raw.update(_from_json(await request.text()))
    elif request.content_type.startswith("multipart/"):
        raw.update(await _from_multipart(request))
    elif request.can_read_body:
        raw.update(parse_qsl(await request.text(), keep_blank_values=True))
    return {name: _typed(name, value) for name, value in raw.items()}


def text_of(parameters: Parameters, name: str) -> str:
    """A parameter as text, "" when it is missing; raises Telegram's 400 for half a character."""
    value = parameters.get(name, "")
    return check_encoding(value) if isinstance(value, str) else json.dumps(value)


def check_encoding(text: str) -> str:
    """The text; raises Telegram's 400 where it holds a surrogate without its other half."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return text


def number_of(parameters: Parameters, name: str, default: int = 0) -> int:
    """A parameter as a whole number; the default when it is missing or no number, as Telegram reads them."""
    value = parameters.get(name, default)
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return int(value) if whole else default


def flag_of(parameters: Parameters, name: str) -> bool:
    """A parameter as yes or no; no when it is missing."""
    return parameters.get(name) is True


def _from_json(body: str) -> Mapping[str, Any]:
    try:
        read = json.loads(body) if body else {}
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise bad_request("can't parse JSON object")
    return read


async def _from_multipart(request: web.Request) -> Parameters:
    read: Parameters = {}
    reader = await request.multipart()
    async for part in reader:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            read[part.name] = content.decode(errors="replace")
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            read[part.name] = Upload(part.filename, mime, content)
    return read


def _typed(name: str, value: Any) -> Any:
    """A value as what its name says it is, if it can be read so."""
    if not isinstance(value, str):
        return value
    if name in _FLAGS:
        return value.lower() in _TRUE
    if name in _JSON or (name in _NUMBERS and value.lstrip("-").isdecimal()):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value

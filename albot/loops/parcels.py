"""Makes parcels of the outbox's rows: what a row says as text, with its buttons, for the chat that it goes to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import structlog

from albot.chat.message import Do, Parcel
from albot.drawing import draw
from albot.store import outbox
from albot.store.post import Outgoing
from albot.store.vault import SealBroken, Vault
from albot.texts.catalogue import Catalogue, TextMissing
from albot.texts.split import split, visible_units

log = structlog.get_logger()

CAPTION = 1_024
"""Telegram's limit for the text under a file or a picture, in UTF-16 units; a longer one comes after it."""


LARGEST = 49 * 1024 * 1024
"""Bytes of the largest file that is sent: Telegram takes 50 MB ("Sending files", core.telegram.org/bots/api), and what
goes around the file counts too."""


async def parcels(vault: Vault, catalogue: Catalogue, chat: int, row: Outgoing) -> list[Parcel]:
    """The message of a row for its chat; what is too long for one, also to replace one, as several.

    Empty where it cannot be made, which is logged. It is awaited because what a row names may take a while to make.
    """
    try:
        body = outbox.body(vault, row)
        whole = _sendable(await _drawn(_whole(body, catalogue, chat), body, catalogue), body["language"], catalogue)
    except (SealBroken, TextMissing) as problem:  # they name a place or a message, and nothing that anybody wrote
        log.error("text_not_made", outgoing=row.id, problem=type(problem).__name__, what=str(problem))
        return []
    except (ValueError, TypeError) as problem:
        log.error("text_not_made", outgoing=row.id, problem=type(problem).__name__)
        return []
    if whole.do in (Do.FILE, Do.PICTURE) and visible_units(whole.html) > CAPTION:
        return [replace(whole, html="", buttons=()), *_pieces(replace(whole, do=Do.SEND))]
    return _pieces(whole)


def _pieces(whole: Parcel) -> list[Parcel]:
    *first, last = split(whole.html)
    if not first:
        return [whole]
    begun = [replace(whole, do=Do.SEND, html=piece, buttons=()) for piece in first]
    return [*begun, replace(whole, do=Do.SEND, html=last)]


def _whole(body: dict[str, Any], catalogue: Catalogue, chat: int) -> Parcel:
    language = body["language"]
    buttons = tuple(
        tuple((catalogue.plain(each["label"], each["args"], language), *_action(each)) for each in line)
        for line in body["buttons"]
    )
    name, text = body["file"]
    return Parcel(
        chat_id=chat,
        do=Do(body["do"]),
        html=catalogue.render(body["id"], body["args"], language) if body["id"] else "",
        buttons=buttons,
        sound=body["sound"],
        protect=body["protect"],
        message_id=body["message_id"],
        file_name=name,
        file_bytes=text.encode(),
    )


async def _drawn(whole: Parcel, body: dict[str, Any], catalogue: Catalogue) -> Parcel:
    """A parcel with what is to be drawn for it, off the event loop. Where that fails its text is sent, or a word."""
    if body.get("drawing") is None:
        return whole
    kind, values = body["drawing"]
    try:
        drawn = await asyncio.to_thread(draw, kind, values, body["language"])
    except Exception as problem:
        log.error("not_drawn", kind=kind, problem=type(problem).__name__)
        text = whole.html if whole.do is Do.PICTURE else catalogue.render("drawing-failed", {}, body["language"])
        return replace(whole, do=Do.SEND, html=text)
    return replace(whole, file_name=drawn.name, file_bytes=drawn.data)


def _sendable(whole: Parcel, language: str, catalogue: Catalogue) -> Parcel:
    """A parcel, or a word in its place where its file is larger than Telegram takes: tried again, it would never go."""
    if len(whole.file_bytes) <= LARGEST:
        return whole
    log.error("file_too_large", size=len(whole.file_bytes))
    return replace(whole, do=Do.SEND, html=catalogue.render("file-too-large", {}, language), file_bytes=b"", buttons=())


def _action(packed: dict[str, Any]) -> tuple[str, str]:
    """What a packed button does, and with what."""
    return next((kind, packed[kind]) for kind in ("url", "copy", "data") if kind in packed)

"""What the bot wants to say, read out of a call's parameters and checked as Telegram checks it."""

from __future__ import annotations

from typing import Any

from albot.sandbox.chats import Chat, Json
from albot.sandbox.errors import bad_request, forbidden
from albot.sandbox.keyboards import read_keyboard
from albot.sandbox.markup import checked_address, parse_html, settle_entities, trim, utf16_length
from albot.sandbox.parameters import Parameters, flag_of, number_of, text_of
from albot.sandbox.world import LONGEST_TEXT, Draft, World

# "Caption …, 0-1024 characters after entities parsing" (core.telegram.org/bots/api#senddocument).
LONGEST_CAPTION = 1024

# What a caller may give as entities; Telegram finds the others in the text by itself.
_GIVEN_TYPES = frozenset(
    "bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre text_link text_mention "
    "custom_emoji date_time".split()
)
_FOUND_TYPES = frozenset("mention hashtag cashtag bot_command url email phone_number bank_card".split())


def chat_of(world: World, parameters: Parameters) -> Chat:
    """The chat that a call is about; raises Telegram's 400 for one the bot never met."""
    chat_id = parameters.get("chat_id", "")
    if chat_id == "":
        raise bad_request("chat_id is empty")
    chat = world.chat(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise bad_request("chat not found")
    return chat


def writable_chat_of(world: World, parameters: Parameters) -> Chat:
    """The chat to write into; raises Telegram's 403 where the bot may not."""
    chat = chat_of(world, parameters)
    if chat.person is not None:
        if chat.person.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.person.started:
            raise forbidden("bot can't initiate conversation with a user")
    elif chat.status == "kicked":
        raise forbidden("bot was kicked from the group chat")
    elif chat.status != "member":
        raise forbidden("bot is not a member of the group chat")
    return chat


def read_text(parameters: Parameters) -> tuple[str, list[Json]]:
    """Text and entities of a text message.

    Length is counted in UTF-16 units. Telegram speaks of characters, and an emoji may well count as one there: a text
    that passes here passes there in any case.
    """
    source = text_of(parameters, "text")
    if not source:
        raise bad_request("message text is empty")
    text, entities = _formatted(source, parameters, "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return text, entities


def read_caption(parameters: Parameters) -> tuple[str, list[Json]]:
    """Caption and entities of a document or photo; there need not be any."""
    text, entities = _formatted(text_of(parameters, "caption"), parameters, "caption_entities")
    if utf16_length(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return text, entities


def read_draft(chat: Chat, parameters: Parameters, text: str, entities: list[Json]) -> Draft:
    """Everything else of a new message, whatever its kind."""
    keyboard, forces_reply = read_keyboard(parameters)
    return Draft(
        text=text,
        entities=entities,
        keyboard=keyboard,
        forces_reply=forces_reply,
        reply_to=_reply_to(chat, parameters),
        silent=flag_of(parameters, "disable_notification"),
        protected=flag_of(parameters, "protect_content"),
        preview=_shows_preview(parameters),
    )


def _formatted(source: str, parameters: Parameters, entities_name: str) -> tuple[str, list[Json]]:
    """Text and entities by the parse mode, or by the entities that were given."""
    mode = text_of(parameters, "parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(source)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text, entities = source, _given_entities(source, parameters.get(entities_name))
    text, entities = trim(text, entities)
    return text, settle_entities(text, entities)


def _given_entities(text: str, given: Any) -> list[Json]:
    if given is None or given == "":
        return []
    if not isinstance(given, list):
        raise bad_request("can't parse entities JSON object")
    length = utf16_length(text)
    return [entity for entity in given if _is_given_right(entity, length)]


def _is_given_right(entity: Any, length: int) -> bool:
    """Whether to take over an entity (those that Telegram finds itself are ignored); raises for a wrong one."""
    if not isinstance(entity, dict) or entity.get("type") not in _GIVEN_TYPES | _FOUND_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    offset, extent = number_of(entity, "offset", -1), number_of(entity, "length", -1)
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if extent < 0:
        raise bad_request(f"receive an entity with incorrect length {extent}")
    if offset > length:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + extent > length:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset "
            f"{offset + extent}"
        )
    if entity["type"] == "text_link":
        _check_link(entity)
    return extent > 0 and entity["type"] in _GIVEN_TYPES


def _check_link(entity: Json) -> None:
    if "url" not in entity:
        raise bad_request("can't parse MessageEntity: Can't find field \"url\"")
    try:
        checked_address(str(entity["url"]))
    except ValueError as error:
        raise bad_request(f"entity URL '{entity['url']}' is invalid: {error}") from None


def _reply_to(chat: Chat, parameters: Parameters) -> int | None:
    """The message that is answered, if any."""
    reply = parameters.get("reply_parameters")
    if reply is None:
        if "reply_to_message_id" not in parameters:
            return None
        reply = {"message_id": number_of(parameters, "reply_to_message_id")}
    if not isinstance(reply, dict):
        raise bad_request("can't parse reply parameters JSON object")
    if "message_id" not in reply:
        raise bad_request('can\'t find field "message_id"')
    message_id = number_of(reply, "message_id")
    if chat.find(message_id) is not None:
        return message_id
    if reply.get("allow_sending_without_reply") is True:
        return None
    raise bad_request("message to be replied not found")


def _shows_preview(parameters: Parameters) -> bool:
    options = parameters.get("link_preview_options")
    if options is None:
        return not flag_of(parameters, "disable_web_page_preview")
    if not isinstance(options, dict):
        raise bad_request("can't parse link preview options JSON object")
    disabled = options.get("is_disabled", False)
    if not isinstance(disabled, bool):
        raise bad_request('field "is_disabled" must be of type Boolean')
    return not disabled

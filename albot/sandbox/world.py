"""The sandbox's world: one bot, people with their chats, groups, and the updates they cause. No HTTP here.

A `Person` does what a person does in Telegram's app (`send`, `edit`, `press`, `block`, …); the bot's side (`post`,
`rewrite`, `remove`, `answer_press`) is called by the Bot API's methods. Everything lives in memory and in one event
loop; the time is that of the clock handed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from albot.clock import Clock
from albot.sandbox.chats import Chat, File, Json, Keyboard, Message
from albot.sandbox.errors import ActionRefused, bad_request
from albot.sandbox.markup import find_entities
from albot.sandbox.updates import PRESS_KEPT, Updates

# "Text of the message to be sent, 1-4096 characters after entities parsing" (core.telegram.org/bots/api#sendmessage).
LONGEST_TEXT = 4096

_FIRST_PERSON_ID = 700_000_001
_FIRST_GROUP_ID = -4_000_000_001
_FIRST_PRESS_ID = 5_000_000_000_000_001
_BOT_ID = 600_000_001

# Presses that the bot never answers are forgotten when more than this have come since.
_PRESSES_KEPT = 10_000

# What arrives with a message that is no text, in the shape of the Bot API's objects (core.telegram.org/bots/api).
_OTHER_KINDS: dict[str, Json] = {
    "voice": {"duration": 4, "mime_type": "audio/ogg", "file_size": 9200},
    "audio": {"duration": 61, "mime_type": "audio/mpeg", "file_size": 410_000},
    "video": {"width": 640, "height": 360, "duration": 7, "mime_type": "video/mp4", "file_size": 310_000},
    "video_note": {"length": 240, "duration": 5, "file_size": 92_000},
    "document": {"file_name": "notes.pdf", "mime_type": "application/pdf", "file_size": 18_000},
    "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
}
_WITHOUT_FILE: dict[str, Json] = {
    "contact": {"phone_number": "+441632960000", "first_name": "Sam"},
    "location": {"latitude": 51.5, "longitude": -0.12},
    "dice": {"emoji": "🎲", "value": 4},
}
OTHER_KINDS = frozenset({*_OTHER_KINDS, *_WITHOUT_FILE, "photo"})


class Change(NamedTuple):
    """Something that somebody who watches the world may want to show.

    `event` is "update" (one more waits for the bot), "changed" (a chat looks different) or "toast" (a short text over
    the chat); `person` is whose chat it is, None for a group.
    """

    event: str
    person: int | None = None
    details: Json | None = None


@dataclass(slots=True)
class Draft:
    """What the bot wants to say, already checked."""

    text: str = ""
    entities: list[Json] = field(default_factory=list)
    keyboard: Keyboard = field(default_factory=list)
    kind: str = "text"
    content: Json = field(default_factory=dict)
    document: File | None = None
    photo: File | None = None
    reply_to: int | None = None
    silent: bool = False
    protected: bool = False
    preview: bool = True
    forces_reply: bool = False


class Press(NamedTuple):
    """A button press that waits to be answered."""

    person: int
    at: datetime


class World:
    """One bot and everybody who may talk to it."""

    def __init__(
        self,
        clock: Clock,
        bot_username: str = "albot_sandbox_bot",
        *,
        bot_id: int = _BOT_ID,
        first_update_id: int = 1000,
        first_message_id: int = 1,
    ) -> None:
        """Make an empty world.

        `first_update_id`, `first_message_id`: where the bot keeps its database, hand in ones that have grown since last
        time, else the bot takes new updates for repeated ones, and new messages for those it remembers.
        """
        self.clock = clock
        self.bot: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "albot",
            "username": bot_username,
        }
        self.updates = Updates(clock, first_update_id)
        self.first_message_id = first_message_id
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.listeners: list[Callable[[Change], None]] = []
        self._presses: dict[str, Press] = {}
        self._press_ids = _FIRST_PRESS_ID
        self._file_ids = 0

    def add_person(
        self,
        first_name: str,
        username: str | None = None,
        last_name: str | None = None,
        language_code: str | None = "en",
    ) -> Person:
        """Somebody new, who has not written to the bot yet; ids count up, so the same cast has the same ids."""
        person = Person(self, _FIRST_PERSON_ID + len(self.people), first_name, username, last_name, language_code)
        self.people[person.id] = person
        self.changed(person.chat)
        return person

    def chat(self, chat_id: int) -> Chat | None:
        """The private chat or group of that id."""
        person = self.people.get(chat_id)
        return person.chat if person is not None else self.groups.get(chat_id)

    def push_raw(self, update: Json) -> None:
        """Hand the bot any update at all: malformed, of an unknown kind, repeated, out of order."""
        self.updates.add_raw(update)
        self._tell(Change("update"))

    def push(self, kind: str, body: Json) -> None:
        """Queue an update for the bot, if it wants that kind."""
        if self.updates.add(kind, body):
            self._tell(Change("update"))

    def changed(self, chat: Chat) -> None:
        """Tell those who watch that a chat looks different now."""
        self._tell(Change("changed", chat.person.id if chat.person is not None else None))

    def _tell(self, change: Change) -> None:
        for listener in self.listeners:
            listener(change)

    # The bot's side: called by the methods of the Bot API, after they have checked everything.

    def post(self, chat: Chat, draft: Draft) -> Message:
        """Put a message of the bot into a chat."""
        message = Message(
            chat=chat,
            message_id=chat.next_id,
            sender=None,
            date=self.clock.now(),
            **{name: getattr(draft, name) for name in Draft.__slots__},
        )
        chat.messages.append(message)
        self.changed(chat)
        return message

    def rewrite(self, message: Message, text: str, entities: list[Json], keyboard: Keyboard) -> None:
        """Give a message of the bot another text and other buttons."""
        if text != message.text or entities != message.entities:
            message.edited = self.clock.now()
        message.text, message.entities, message.keyboard = text, entities, keyboard
        self.changed(message.chat)

    def remove(self, message: Message) -> None:
        """Delete a message for everyone."""
        message.deleted = True
        self.changed(message.chat)

    def answer_press(self, press_id: str, text: str, *, alert: bool) -> None:
        """Answer a button press, once and within 150 s of it; raises Telegram's 400 otherwise."""
        press = self._presses.pop(press_id, None)
        if press is None or self.clock.now() - press.at > PRESS_KEPT:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if text:
            self._tell(Change("toast", press.person, {"person": press.person, "text": text, "alert": alert}))

    def keep_file(self, name: str, mime: str, content: bytes) -> File:
        """Store what the bot uploaded under a new file id."""
        file = File(self.new_file_id(), name, mime, content)
        self.files[file.file_id] = file
        return file

    # What a person's app needs from the world.

    def open_press(self, person: Person) -> str:
        """A new id for a button press, which the bot may answer once."""
        press_id = str(self._press_ids)
        self._press_ids += 1
        self._presses[press_id] = Press(person.id, self.clock.now())
        if len(self._presses) > _PRESSES_KEPT:
            del self._presses[next(iter(self._presses))]
        return press_id

    def new_file_id(self) -> str:
        """An id for a file; of one that a person sent nothing is stored but this."""
        self._file_ids += 1
        return f"sandbox-file-{self._file_ids}"


class Person:
    """Somebody with Telegram, as the tests and the page play them."""

    def __init__(
        self,
        world: World,
        person_id: int,
        first_name: str,
        username: str | None,
        last_name: str | None,
        language_code: str | None,
    ) -> None:
        self.world = world
        self.id = person_id
        self.first_name = first_name
        self.username = username
        self.last_name = last_name
        self.language_code = language_code
        self.chat = Chat(person_id, person=self, first_id=world.first_message_id)
        self.started = False
        self.blocked = False

    def names(self) -> Json:
        """The names that the Bot API shows of this person, in users and in private chats alike."""
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {key: value for key, value in names.items() if value is not None}

    def as_user(self) -> Json:
        """The Bot API's User object."""
        user: Json = {"id": self.id, "is_bot": False, **self.names()}
        if self.language_code is not None:
            user["language_code"] = self.language_code
        return user

    def send(self, text: str, reply_to: int | None = None) -> Message:
        """Write to the bot; like Telegram's apps, this trims and splits what is longer than 4,096 characters.

        Gives the last message that came of it. Raises ActionRefused for nothing to send or while blocking the bot.
        """
        pieces = split_text(text.strip())
        if not pieces:
            raise ActionRefused("there is nothing to send")
        return [self._write(self.chat, piece, reply_to) for piece in pieces][-1]

    def forward(self, text: str) -> Message:
        """Pass on a text that somebody else, whose account is hidden, wrote elsewhere."""
        return self._write(self.chat, text, forward_origin=self._hidden_origin())

    def send_other(self, kind: str, forwarded: bool = False, caption: str = "") -> Message:
        """Send something that is no text: one of `OTHER_KINDS`."""
        if kind not in OTHER_KINDS:
            raise ActionRefused(f"{kind} is none of {', '.join(sorted(OTHER_KINDS))}")
        origin = self._hidden_origin() if forwarded else None
        content = {kind: self._content_of(kind)}
        return self._write(self.chat, caption, forward_origin=origin, kind=kind, content=content)

    def edit(self, message_id: int, text: str) -> Message:
        """Change the text of an own message."""
        message = self._own(message_id)
        message.text, message.entities = text.strip(), find_entities(text.strip())
        message.edited = self.world.clock.now()
        self.world.push("edited_message", message.as_api(self.world.bot))
        self.world.changed(self.chat)
        return message

    def press(self, message_id: int, label_or_data: str) -> str:
        """Press a button of a message by its label or its data; gives the id of the press.

        Raises ActionRefused where no such button is shown.
        """
        message = self.chat.find(message_id)
        if message is None:
            raise ActionRefused(f"there is no message {message_id}")
        for button in (button for row in message.keyboard for button in row):
            if label_or_data in (button["text"], button.get("callback_data")) and "callback_data" in button:
                return self.press_anyway(message_id, button["callback_data"])
        raise ActionRefused(f"message {message_id} has no button {label_or_data!r}")

    def press_anyway(self, message_id: int, data: str) -> str:
        """Send a press that no button offers: forged, of a stale screen, or of a message that is gone."""
        self._open_to_bot()
        message = self.chat.find(message_id)
        press_id = self.world.open_press(self)
        gone = {"chat": self.chat.as_api(), "message_id": message_id, "date": 0}
        self.world.push(
            "callback_query",
            {
                "id": press_id,
                "from": self.as_user(),
                "message": gone if message is None else message.as_api(self.world.bot),
                "chat_instance": str(self.id * 7919),
                "data": data,
            },
        )
        return press_id

    def block(self) -> None:
        """Block the bot: it can write no more and is told so."""
        self._change_membership("kicked", blocked=True)

    def unblock(self) -> None:
        """Let the bot write again."""
        self._change_membership("member", blocked=False)

    def add_bot_to_group(self, title: str, *others: Person) -> Chat:
        """Make a group with the bot (and others) in it."""
        group = Chat(_FIRST_GROUP_ID - len(self.world.groups), title=title, members=[self, *others])
        self.world.groups[group.id] = group
        self._push_membership(group, "left", "member")
        self._write(group, "", kind="service", content={"group_chat_created": True})
        return group

    def remove_bot_from_group(self, group: Chat) -> None:
        """Throw the bot out of a group."""
        group.status = "kicked"
        self._push_membership(group, "member", "kicked")

    def send_to_group(self, group: Chat, text: str, reply_to: int | None = None) -> Message:
        """Write in a group; the bot gets only commands and replies to itself (Telegram's privacy mode)."""
        return self._write(group, text.strip(), reply_to)

    def _write(
        self,
        chat: Chat,
        text: str,
        reply_to: int | None = None,
        forward_origin: Json | None = None,
        kind: str = "text",
        content: Json | None = None,
    ) -> Message:
        """Put a message of this person into a chat and tell the bot."""
        if chat.is_private:
            self._open_to_bot()
        if reply_to is not None and chat.find(reply_to) is None:
            raise ActionRefused(f"there is no message {reply_to} to reply to")
        message = Message(
            chat=chat,
            message_id=chat.next_id,
            sender=self,
            date=self.world.clock.now(),
            text=text,
            entities=find_entities(text),
            kind=kind,
            content=content or {},
            reply_to=reply_to,
            forward_origin=forward_origin,
        )
        self._put(message)
        return message

    def _put(self, message: Message) -> None:
        """Show a message in its chat, and tell the bot of it if it may know."""
        message.chat.messages.append(message)
        if message.chat.is_private or self._reaches_bot(message):
            self.world.push("message", message.as_api(self.world.bot))
        self.world.changed(message.chat)

    def _open_to_bot(self) -> None:
        """Writing to a bot for the first time starts it; while blocking it the app offers no way to write."""
        if self.blocked:
            raise ActionRefused("the bot is blocked")
        self.started = True

    def _own(self, message_id: int) -> Message:
        message = self.chat.find(message_id)
        if message is None or message.sender is not self:
            raise ActionRefused(f"there is no own message {message_id}")
        return message

    def _reaches_bot(self, message: Message) -> bool:
        """Whether a bot in privacy mode is told of a group's message (core.telegram.org/bots/features#privacy-mode)."""
        if message.chat.status != "member":
            return False
        if message.kind == "service":
            return True
        if message.reply_to is not None and message.chat.messages[message.reply_to - 1].from_bot:
            return True
        command = re.match(r"/\w+(?:@(\w+))?", message.text)
        return command is not None and command.group(1) in (None, self.world.bot["username"])

    def _change_membership(self, status: str, *, blocked: bool) -> None:
        if blocked == self.blocked:
            return
        self.blocked = blocked
        self._push_membership(self.chat, "member" if blocked else "kicked", status)
        self.world.changed(self.chat)

    def _push_membership(self, chat: Chat, old: str, new: str) -> None:
        """Tell the bot that it is in, out or blocked."""
        self.world.push(
            "my_chat_member",
            {
                "chat": chat.as_api(),
                "from": self.as_user(),
                "date": int(self.world.clock.now().timestamp()),
                "old_chat_member": self._bot_as_member(old),
                "new_chat_member": self._bot_as_member(new),
            },
        )

    def _bot_as_member(self, status: str) -> Json:
        member: Json = {"user": self.world.bot, "status": status}
        return {**member, "until_date": 0} if status == "kicked" else member

    def _hidden_origin(self) -> Json:
        before = self.world.clock.now() - timedelta(minutes=5)
        return {"type": "hidden_user", "sender_user_name": "Somebody else", "date": int(before.timestamp())}

    def _content_of(self, kind: str) -> Json | list[Json]:
        if kind in _WITHOUT_FILE:
            return dict(_WITHOUT_FILE[kind])
        file_id = self.world.new_file_id()
        ids: Json = {"file_id": file_id, "file_unique_id": f"unique-{file_id}"}
        if kind == "photo":
            return [{**ids, "width": 90, "height": 60}, {**ids, "width": 800, "height": 533}]
        return {**ids, **_OTHER_KINDS[kind]}


def split_text(text: str) -> list[str]:
    """The text in messages of at most 4,096 characters, cut at the last line or word end that fits, as apps do."""
    pieces: list[str] = []
    while text:
        piece = text[:LONGEST_TEXT]
        if len(piece) < len(text):
            cut = max(piece.rfind("\n"), piece.rfind(" "))
            piece = piece[:cut] if cut > len(piece) // 2 else piece
        pieces.append(piece.rstrip())
        text = text[len(piece) :].lstrip()
    return pieces

"""What becomes of a typed text: an answer to the open prompt, the rest of the answer before it, or nobody's yet.

text ── has the shape of something known (an invite code) ─→ that
│
├── replies to what somebody wrote (a swipe) ─→ the last screen before anything leaves
├── goes on with the last one (5 s, or split by Telegram) ─→ joins the answer before: *It belongs to 2*
├── a prompt is open ─→ its answer
└── nothing is asked ─→ *Check-in answer* · *New step* · *Note to myself* · *Throw away*
"""

from __future__ import annotations

from albot.chat import access
from albot.chat.incoming import Edit, Text
from albot.chat.message import button
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import Who, allowed
from albot.domain.delivery_rows import Delivery
from albot.domain.passages import Passage, continues, joined
from albot.domain.talks import Conversation
from albot.store import deliveries, passages
from albot.store.passages import Field, Source

LOOSE = "loose"
"""The field of a text that nobody asked for, until its owner says what it is."""


def take(turn: Turn, typed: Text) -> None:
    """Give a typed text to whom it belongs."""
    text = typed.text
    if not caught(turn, text) and not _replied(turn, typed):
        _give(turn, text)


def _replied(turn: Turn, typed: Text) -> bool:
    """Give a reply (a swipe) to what somebody wrote to the feature that it answers to. False where it is none."""
    if turn.person is None or typed.reply_to is None:
        return False
    copy = deliveries.by_message(turn.rows, turn.person.id, typed.reply_to)
    delivery = None if copy is None else turn.rows.get(Delivery, copy.delivery_id)
    reply = None if delivery is None else turn.setting.registry.delivers[delivery.kind].reply
    if copy is None or reply is None:
        return False
    scope = access.scope(turn.rows, copy)
    if not allowed(Who.OWNER, turn.standing, scope, ended=True):
        raise access.Outdated
    if not allowed(Who.OWNER, turn.standing, scope):
        turn.say("set-has-ended")
        loose(turn, typed.text)
        return True
    turn.chosen = access.membership(turn.rows, turn.standing, copy)
    before = len(turn.written)
    try:
        with turn.rows.savepoint():
            reply(turn, copy, typed.text)
            turn.rows.flush()
    except Refusal as refusal:  # what was typed is not lost with it
        turn.take_back(before)
        turn.send(refusal.message)
        loose(turn, typed.text)
    return True


def _give(turn: Turn, text: str, *, tell: bool = True) -> None:
    """Give a text to the answer that it goes on with (`tell` says so), to the open prompt, or to nobody yet."""
    talk = turn.talk
    if talk is None:
        loose(turn, text)
    elif turn.ends(talk):
        return
    elif talk.last_row_id and continues(talk.last_at, talk.last_length, turn.incoming.at):
        _join(turn, talk, text, tell=tell)
    else:
        answer(turn, talk, text)


def caught(turn: Turn, text: str) -> bool:
    """Let a text that means something by its shape, such as an invite code, do what it means. False for any other."""
    for catch in turn.setting.registry.catches:
        match = catch.pattern.fullmatch(text.strip())
        if match:
            catch.run(turn, match)
            return True
    return False


def answer(turn: Turn, talk: Conversation, text: str) -> None:
    """Hand a text to the open prompt, and note where it went so that a burst can join it."""
    prompt = turn.setting.registry.prompts[talk.prompt]
    target = prompt.target(turn, talk) if prompt.target else None
    _note(talk, turn, text)
    talk.last_row_id = target.field.row_id if target else 0
    talk.last_field = target.field.name if target else ""
    talk.last_number = target.number if target else 0
    talk.last_told = False
    prompt.take(turn, talk, text)


def _note(talk: Conversation, turn: Turn, text: str) -> None:
    talk.last_at, talk.last_length = turn.incoming.at, len(text)


def _join(turn: Turn, talk: Conversation, text: str, *, tell: bool) -> None:
    """Add a text to the answer before it; say so once in a burst."""
    field = Field(turn.me.id, talk.last_row_id, talk.last_field)
    passage_id = passages.add(turn.rows, field, text, turn.source)
    _note(talk, turn, text)
    grown = turn.setting.registry.prompts[talk.prompt].grown
    if tell and not talk.last_told:
        talk.last_told = True
        other = button("button-belongs-to", "talk.moves", talk.id, passage_id, number=talk.last_number + 1)
        turn.say("talk-added", number=talk.last_number, buttons=[] if grown else [[other]])
    if grown:
        grown(turn, talk)


def end_burst(turn: Turn) -> None:
    """What is typed from here on is not the rest of the answer before: another question was asked for by a button."""
    talk = turn.talk
    if talk is not None:
        talk.last_row_id = 0


def move(turn: Turn, talk: Conversation, passage: Passage) -> None:
    """*It belongs to 2*: what joined an answer from this text on goes to the open prompt, each text by itself."""
    field = Field(passage.owner_id, passage.row_id, passage.field)
    moved = [each for each in passages.of_field(turn.rows, field) if each.place >= passage.place]
    texts = [(turn.rows.open(each, "text_sealed"), Source(each.message_id, each.at)) for each in moved]
    for each in moved:
        turn.rows.delete(each)
    turn.rows.flush()
    talk.last_row_id = 0
    for text, source in texts:
        turn.source = source
        _give(turn, text, tell=False)


def loose(turn: Turn, text: str) -> None:
    """Keep a text that nobody asked for until its owner says what it is."""
    if turn.person is None:
        raise Refusal("stranger")
    field = Field(turn.me.id, turn.me.id, LOOSE)
    recent = passages.of_field(turn.rows, field)
    last = recent[-1] if recent else None
    if last is not None:
        length = len(turn.rows.open(last, "text_sealed"))
        if continues(last.at, length, turn.incoming.at):
            _lengthen(turn, last, text)
            return
    passage_id = passages.add(turn.rows, field, text, turn.source)
    buttons = [
        [
            button("button-loose-answer", "loose.answer", passage_id),
            button("button-loose-step", "loose.step", passage_id),
        ],
        [
            button("button-loose-note", "loose.note", passage_id),
            button("button-loose-throw", "loose.throw", passage_id),
        ],
    ]
    turn.say("loose-text", buttons=buttons, sound=True)


def _lengthen(turn: Turn, passage: Passage, text: str) -> None:
    """A burst of loose texts is one text: the question about it has been asked already."""
    whole = joined([turn.rows.open(passage, "text_sealed"), text])
    passage.at = turn.incoming.at
    passages.change(turn.rows, passage, whole)


def change(turn: Turn, edit: Edit) -> None:
    """An edited message changes the answer it gave; features with rules of their own go first."""
    if turn.person is None or edit.text.startswith("/"):
        return
    found = passages.of_message(turn.rows, turn.person.id, edit.message_id)
    if not found:
        raise Refusal("edit-unknown")
    if any(take_edit(turn, found) for take_edit in turn.setting.registry.edits):
        return
    for passage in found[:1]:
        passages.change(turn.rows, passage, edit.text)
    turn.say("edit-kept")

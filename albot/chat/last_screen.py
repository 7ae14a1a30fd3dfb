"""The last screen before anything reaches others: to whom, in which set, under which handle, and when.

A conversation that writes to somebody has a prompt that asks this, with *Send* and *Change* under it. What is typed
instead of pressing takes the place of the text, and the screen comes again. Nothing leaves without *Send*.
"""

from __future__ import annotations

from albot.chat import delivering
from albot.chat.message import Keyboard, Message, button
from albot.chat.turn import Turn
from albot.domain.columns import Noun
from albot.domain.sets import Member
from albot.domain.talks import Conversation
from albot.store import sets
from albot.texts.args import Arg, Term, When, Words


def last_screen(turn: Turn, talk: Conversation, author: Member, to: Arg, text: str, *, more: Keyboard = ()) -> Message:
    """The screen. The verbs of its buttons are `<feature>.send` and `<feature>.change`, of the talk's subject.

    *Send* also carries the number of the question, so that one under an older text sends nothing. `more` are further
    buttons between the two.
    """
    feature = talk.prompt.partition(".")[0]
    send = button("button-send", f"{feature}.send", talk.subject_id, talk.turns)
    change = button("button-change", f"{feature}.change", talk.subject_id)
    args: dict[str, Arg] = {
        "to": to,
        "set": sets.name(turn.rows, author),
        "handle": sets.handle(turn.rows, author),
        "text": Words(text),
        "arrives": arrives(turn, author),
    }
    return Message("last-screen", args, [[send], *more, [change]])


def arrives(turn: Turn, author: Member) -> Term:
    """When what is sent now reaches them."""
    at = delivering.delivery_time(turn.rows, author, turn.now)
    if at <= turn.now:
        return Term("arrives-at-once")
    return Term("arrives", {"when": When(at, sets.set_of(turn.rows, author).zone)})


def is_current(turn: Turn, subject: Noun, asked: int) -> bool:
    """Whether *Send* was pressed under the newest last screen of this thing."""
    talk = turn.talk
    return talk is not None and talk.subject_id == getattr(subject, "id", 0) and talk.turns == asked

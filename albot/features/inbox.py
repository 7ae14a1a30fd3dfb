"""`/inbox`: the questions that wait, whether my issue is open to questions and ideas, and whom I muted.

/inbox ── Read 1 ─→ the question again, with all its buttons
  ├── Close to questions · Open to questions ─┐
  ├── Invite ideas · No more ideas ───────────┼─→ the same page; others see it from the next delivery time on
  └── Unmute ─────────────────────────────────┘
question ── No more questions ─→ closed         ── More ─→ mute its asker (private, never told) · report it
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from albot.chat import delivering, sharing
from albot.chat.answering_to import question_of, seen_from
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press
from albot.chat.turn import Turn
from albot.domain.authority import Who
from albot.domain.delivery_rows import Copy
from albot.domain.questions import Mute, QuestionKind
from albot.domain.sets import Member
from albot.store import questions, sets
from albot.store.questions import Waiting
from albot.texts.args import Arg, Lines, Term, When

AT_A_TIME = 6
"""Questions on one page: two rows of buttons on a small phone."""

IN_A_ROW = 3


# The page


def inbox(turn: Turn) -> None:
    """`/inbox`."""
    turn.send(_page(turn))


def _page(turn: Turn) -> Message:
    """The page as it is now."""
    found = questions.waiting(turn.rows, turn.member.id)
    first = sorted(found, key=lambda each: (each.delivery.released_at or turn.now, each.copy.id))[:AT_A_TIME]
    lines: list[Arg] = [_line(turn, number, each) for number, each in enumerate(first, 1)] or [Term("inbox-none")]
    if len(found) > AT_A_TIME:
        lines.append(Term("inbox-more", {"count": len(found) - AT_A_TIME}))
    muted = _muted(turn)
    args: dict[str, Arg] = {"lines": Lines(lines), "state": Lines([*_state(turn), *_muted_line(muted)])}
    buttons = [*_read_buttons(first), *_switches(turn.member), *_unmute_buttons(muted)]
    return Message("inbox-page", args, buttons, protect=True)


def _line(turn: Turn, number: int, each: Waiting) -> Term:
    asker = turn.rows.need(Member, each.question.member_id)
    kind = each.question.kind or QuestionKind.OPEN
    args: dict[str, Arg] = {
        "number": number,
        "handle": sets.handle_seen(turn.rows, asker, turn.now),
        "kind": Term(f"question-kind-{kind.value}"),
    }
    return Term("inbox-line", args)


def _state(turn: Turn) -> Iterator[Term]:
    """Whether questions and ideas are welcome, and from when on others see a change of that."""
    member = turn.member
    yield _welcome(turn, "inbox-open" if member.questions else "inbox-closed", member.questions_from)
    yield _welcome(turn, "inbox-ideas" if member.ideas else "inbox-no-ideas", member.ideas_from)


def _welcome(turn: Turn, state: str, since: datetime | None) -> Term:
    if since is None or since <= turn.now:
        return Term(state)
    return Term(f"{state}-from", {"when": When(since, sets.set_of(turn.rows, turn.member).zone)})


def _muted(turn: Turn) -> list[tuple[str, Mute]]:
    """Whom I muted, by handle."""
    found = [(turn.rows.get(Member, each.muted_member_id), each) for each in questions.mutes(turn.rows, turn.member.id)]
    named = [(sets.handle_seen(turn.rows, who, turn.now), each) for who, each in found if who is not None]
    return sorted(named, key=lambda one: one[0].casefold())


def _muted_line(muted: list[tuple[str, Mute]]) -> list[Term]:
    return [Term("inbox-muted", {"handles": ", ".join(handle for handle, _mute in muted)})] if muted else []


def _read_buttons(found: list[Waiting]) -> Keyboard:
    labels = [
        button("button-inbox-read", "inbox.read", each.copy.id, number=number) for number, each in enumerate(found, 1)
    ]
    return [labels[start : start + IN_A_ROW] for start in range(0, len(labels), IN_A_ROW)]


def _switches(member: Member) -> Keyboard:
    return [[_switch_questions(member)], [_switch_ideas(member)]]


def _switch_questions(member: Member) -> Button:
    if member.questions:
        return button("button-inbox-close", "inbox.questions", member.id, 0)
    return button("button-inbox-open", "inbox.questions", member.id, 1)


def _switch_ideas(member: Member) -> Button:
    if member.ideas:
        return button("button-inbox-no-ideas", "inbox.ideas", member.id, 0)
    return button("button-inbox-ideas", "inbox.ideas", member.id, 1)


def _unmute_buttons(muted: list[tuple[str, Mute]]) -> Keyboard:
    return [[button("button-inbox-unmute", "inbox.unmute", each.id, handle=handle)] for handle, each in muted]


def _show_page(turn: Turn) -> None:
    """The page in the place of the one whose button was pressed."""
    page = _page(turn)
    turn.show(page.id, buttons=page.buttons, **page.args)


def read(turn: Turn, copy: Copy) -> None:
    """*Read 1*: the question again, with what can be done about it."""
    question_of(turn, copy)
    delivering.show(turn, copy)


# Open and closed


def switch_questions(turn: Turn, member: Member, welcome: int) -> None:
    """*Close to questions*, *Open to questions*."""
    sharing.welcome_questions(turn.rows, member, turn.now, welcome=bool(welcome))
    turn.replan(member.id)
    _show_page(turn)


def switch_ideas(turn: Turn, member: Member, welcome: int) -> None:
    """*Invite ideas*, *No more ideas*."""
    sharing.welcome_ideas(turn.rows, member, turn.now, welcome=bool(welcome))
    _show_page(turn)


def close(turn: Turn, copy: Copy) -> None:
    """*No more questions*, under a question."""
    question_of(turn, copy)
    member = turn.member
    sharing.welcome_questions(turn.rows, member, turn.now, welcome=False)
    turn.replan(member.id)
    turn.say("inbox-closed-now", seen=seen_from(turn), buttons=[[_switch_questions(member)]])


# More


def more(turn: Turn, copy: Copy) -> None:
    """*More*: mute its asker, or report it."""
    question = question_of(turn, copy)
    handle = sets.handle_seen(turn.rows, turn.rows.need(Member, question.member_id), turn.now)
    buttons = [
        [button("button-inbox-mute", "mute.asker", copy.id, handle=handle)],
        [button("button-delivery-report", "report.about", copy.id)],
    ]
    turn.say("answering-more", handle=handle, buttons=buttons)


def mute(turn: Turn, copy: Copy) -> None:
    """*Mute*: no more questions of theirs reach me. Nobody is told."""
    asker = turn.rows.need(Member, question_of(turn, copy).member_id)
    muted = questions.mute(turn.rows, turn.member.id, asker.id)
    if muted is None:
        muted = turn.rows.add(Mute(member_id=turn.member.id, muted_member_id=asker.id))
        turn.rows.flush()
    turn.replan(turn.member.id)
    handle = sets.handle_seen(turn.rows, asker, turn.now)
    turn.show("inbox-muted-now", handle=handle, buttons=_unmute_buttons([(handle, muted)]))


def unmute(turn: Turn, muted: Mute) -> None:
    """*Unmute*: what they asked waits again, and what they ask from now on comes."""
    turn.rows.delete(muted)
    turn.rows.flush()
    turn.replan(turn.member.id)
    _show_page(turn)


FEATURE = Feature(
    "inbox",
    commands=[Command("inbox", Who.MEMBER, inbox, menu=4)],
    presses=[
        Press("inbox.read", read, Copy, keeps=True),
        Press("inbox.questions", switch_questions, Member),
        Press("inbox.ideas", switch_ideas, Member),
        Press("inbox.close", close, Copy, keeps=True),
        Press("inbox.unmute", unmute, Mute),
        Press("answer.more", more, Copy, keeps=True),
        Press("mute.asker", mute, Copy),
    ],
)

"""`/issue`: what a member brings, in three parts, and whether the set may see it.

what it is ─→ what stretches you, or is at risk ─→ what is yours to change ─→ the whole: *Show the set* · *Not yet*
└─ change a part ─┘
"""

from __future__ import annotations

from collections.abc import Callable

from albot.chat import reflection_words, sharing, theirs, typing_in
from albot.chat.access import Outdated
from albot.chat.incoming import Edit
from albot.chat.message import Button, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt, Target
from albot.chat.turn import Refusal, Turn
from albot.domain.authority import AT_HOME, Who
from albot.domain.delivery_rows import DeliveryKind
from albot.domain.passages import Passage
from albot.domain.reflections import Issue
from albot.domain.sets import Member, Role
from albot.domain.talks import Conversation
from albot.store import meetings, passages, reflections, sets
from albot.store.passages import Field
from albot.store.reflections import ISSUE_PARTS
from albot.texts.args import Term, Words

AGAIN = "again"
"""The detail of a conversation that changes one part and comes back to the whole."""


def read(turn: Turn) -> None:
    """`/issue`: read it, go on writing it, or begin. Somebody who waits to be let in may write it already."""
    homes = [each for each in turn.standing.memberships if each.state in AT_HOME]
    if homes and all(each.ended for each in homes):
        raise Refusal("set-has-ended")
    homes = [each for each in homes if not each.ended]
    homes = [each for each in homes if each.role is Role.MEMBER] or homes
    members = sets.by_name(turn.rows, (turn.rows.need(Member, each.member_id) for each in homes))
    if not members:
        raise Refusal("no-set")
    if len(members) == 1:
        start(turn, members[0])
        return
    buttons = [[button("button-set", "issue.start", each.id, name=sets.name(turn.rows, each))] for each in members]
    turn.say("which-set", buttons=buttons, sound=True)


def start(turn: Turn, member: Member) -> None:
    """Show a member's issue with what can be changed; where it is not complete, go on with it."""
    issue = reflections.need_issue(turn.rows, member.id)
    if issue.finished_at is not None:
        look(turn, issue)
        return
    turn.open(f"issue.{reflections.open_issue_part(turn.rows, issue)}", issue.id)


def look(turn: Turn, issue: Issue) -> None:
    """The issue whole, with a button for each part."""
    shown = "issue-seen" if issue.shown else "issue-unseen"
    turn.say(
        shown,
        parts=reflection_words.issue_parts(turn.rows, issue),
        buttons=[*_change_buttons(issue), [_show_button(issue)]],
    )


def _texts(turn: Turn, issue: Issue) -> dict[str, str]:
    return {field: text for (_row, field), text in passages.texts(turn.rows, [issue.id]).items()}


def _change_buttons(issue: Issue) -> list[list[Button]]:
    return [
        [button(f"button-issue-change-{part}", "issue.change", issue.id, place)]
        for place, part in enumerate(ISSUE_PARTS)
    ]


def _show_button(issue: Issue) -> Button:
    if issue.shown:
        return button("button-issue-hide", "issue.not_yet", issue.id)
    return button("button-issue-show", "issue.show", issue.id)


# The three questions


def _issue(turn: Turn, talk: Conversation) -> Issue:
    return turn.rows.need(Issue, talk.subject_id)


def _ask(part: str) -> Callable[[Turn, Conversation], Message]:
    """The question for a part; with what was written so far, where there is something."""
    place = ISSUE_PARTS.index(part)

    def ask(turn: Turn, talk: Conversation) -> Message:
        issue = _issue(turn, talk)
        written = _texts(turn, issue).get(part)
        if written:
            keep = button("button-issue-keep", "issue.pass", issue.id, place)
            question = Term(f"issue-{part}")
            return Message("issue-again", {"question": question, "text": Words(written)}, [[keep]])
        skip = [[button("button-skip", "issue.pass", issue.id, place)]] if place else []
        return Message(f"issue-{part}", {}, skip)

    return ask


def _take(part: str) -> Callable[[Turn, Conversation, str], None]:
    def take(turn: Turn, talk: Conversation, text: str) -> None:
        reflections.keep_first(turn.rows, _issue(turn, talk))
        passages.replace(turn.rows, _field(turn, talk, part), text, turn.source)
        _go_on(turn, talk, part)

    return take


def _field(turn: Turn, talk: Conversation, part: str) -> Field:
    return Field(turn.me.id, talk.subject_id, part)


def _target(part: str) -> Callable[[Turn, Conversation], Target]:
    def target(turn: Turn, talk: Conversation) -> Target:
        return Target(_field(turn, talk, part), ISSUE_PARTS.index(part) + 1)

    return target


def _back(part: str) -> Callable[[Turn, Conversation], None]:
    """*Back*: the part before, or, where a single part is changed, the whole."""
    earlier = ISSUE_PARTS[ISSUE_PARTS.index(part) - 1]

    def back(turn: Turn, talk: Conversation) -> None:
        to_whole = talk.detail == AGAIN
        turn.open("issue.whole" if to_whole else f"issue.{earlier}", talk.subject_id)

    return back


def _go_on(turn: Turn, talk: Conversation, part: str) -> None:
    """From a part to the next, or to the whole."""
    place = ISSUE_PARTS.index(part) + 1
    if talk.detail != AGAIN and place < len(ISSUE_PARTS):
        turn.open(f"issue.{ISSUE_PARTS[place]}", talk.subject_id)
        return
    issue = _issue(turn, talk)
    if issue.finished_at is None:
        issue.finished_at = turn.now
        turn.replan(issue.member_id)
    turn.open("issue.whole", issue.id)


def pass_over(turn: Turn, issue: Issue, place: int) -> None:
    """*Skip*, or *Leave it as it is*."""
    talk = turn.talk
    if talk is None or talk.subject_id != issue.id or talk.prompt != f"issue.{_part(place)}":
        raise Outdated
    if place == 0 and not _texts(turn, issue).get(ISSUE_PARTS[0]):
        raise Outdated
    typing_in.end_burst(turn)
    _go_on(turn, talk, _part(place))


def change(turn: Turn, issue: Issue, place: int) -> None:
    """Change one part, then come back to the whole."""
    turn.open(f"issue.{_part(place)}", issue.id, AGAIN)
    typing_in.end_burst(turn)


def _part(place: int) -> str:
    if not 0 <= place < len(ISSUE_PARTS):
        raise Outdated
    return ISSUE_PARTS[place]


# The whole


def _ask_whole(turn: Turn, talk: Conversation) -> Message:
    issue = _issue(turn, talk)
    buttons = [
        [
            button("button-issue-show", "issue.show", issue.id),
            button("button-issue-not-yet", "issue.not_yet", issue.id),
        ],
        [button("button-issue-change", "issue.look", issue.id)],
    ]
    return Message("issue-whole", {"parts": reflection_words.issue_parts(turn.rows, issue)}, buttons)


def _take_whole(turn: Turn, _talk: Conversation, text: str) -> None:
    typing_in.loose(turn, text)


def _back_from_whole(turn: Turn, talk: Conversation) -> None:
    turn.open(f"issue.{ISSUE_PARTS[-1]}", talk.subject_id)


def _ask_anew(turn: Turn, talk: Conversation) -> None:
    turn.ask(talk)


def show(turn: Turn, issue: Issue) -> None:
    """*Show the set*."""
    _decide(turn, issue, shown=True)


def not_yet(turn: Turn, issue: Issue) -> None:
    """*Not yet*, or no longer: before it is taken back from those who may have read it, ask."""
    if sharing.read_by_now(turn.rows, DeliveryKind.ISSUE, issue.id):
        yes = button("button-sharing-take-back", "issue.take_back", issue.id)
        turn.say("sharing-take-back", buttons=[[yes], [button("button-sharing-leave", "issue.look", issue.id)]])
    else:
        _decide(turn, issue, shown=False)


def take_back(turn: Turn, issue: Issue) -> None:
    """*Take it back*: at once."""
    _decide(turn, issue, shown=False)


def _decide(turn: Turn, issue: Issue, *, shown: bool) -> None:
    member = turn.rows.need(Member, issue.member_id)
    if issue.finished_at is None:
        raise Outdated
    issue.shown = shown
    sharing.share_issue(turn.rows, issue, turn.now)
    talk = turn.talk
    if talk is not None and talk.subject_id == issue.id:
        turn.close(talk)
    first = meetings.last_meeting(turn.rows, member.set_id, turn.now) is None
    said = "issue-kept-to-show" if shown else "issue-kept-private"
    turn.say(said, handle=sets.handle(turn.rows, member), first="yes" if first else "no")


# Editing the message that a part was typed in


def edited(turn: Turn, found: list[Passage]) -> bool:
    """Change a part, and ask about the others' copy where there is one; False where the message gave something else."""
    issue = turn.rows.get(Issue, found[0].row_id)
    if issue is None or not isinstance(turn.incoming, Edit):
        return False
    reflections.keep_first(turn.rows, issue)
    passages.change(turn.rows, found[0], turn.incoming.text)
    read = sharing.read_by_now(turn.rows, DeliveryKind.ISSUE, issue.id)
    if read:
        theirs.ask(turn, read)
    else:
        turn.say("edit-kept")
    return True


def _question(part: str) -> Prompt:
    return Prompt(
        f"issue.{part}",
        _ask(part),
        _take(part),
        target=_target(part),
        back=_back(part) if part != ISSUE_PARTS[0] else _back_to_whole,
    )


def _back_to_whole(turn: Turn, talk: Conversation) -> None:
    """*Back* from the first part: to the whole where it is being changed; else nothing comes before it."""
    if talk.detail != AGAIN:
        raise Refusal("issue-first")
    turn.open("issue.whole", talk.subject_id)


FEATURE = Feature(
    "issue",
    commands=[Command("issue", Who.PERSON, read)],
    presses=[
        Press("issue.start", start, Member),
        Press("issue.look", look, Issue),
        Press("issue.change", change, Issue),
        Press("issue.pass", pass_over, Issue),
        Press("issue.show", show, Issue),
        Press("issue.not_yet", not_yet, Issue),
        Press("issue.take_back", take_back, Issue),
    ],
    edits=[edited],
    prompts=[
        *(_question(part) for part in ISSUE_PARTS),
        Prompt("issue.whole", _ask_whole, _take_whole, back=_back_from_whole, grown=_ask_anew),
    ],
)

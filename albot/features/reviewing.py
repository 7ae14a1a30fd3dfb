"""The process review: three scales by buttons, a line if one likes; /review for facilitators; *Read* for everybody.

Begin ─→ support ─→ challenge ─→ airtime ─→ We do this well · To try next time · No line ── typed ─→ kept
            ↑ Back     ↑ Back      ↑ Back        (one message, changed where it stands)
Begin again ─→ what I answered ── Change my answers · Change my line      until it closes

An answer counts once all three scales have one; the line may come after that. Nobody is told of anything in here.
"""

from __future__ import annotations

from collections.abc import Sequence

from albot.chat import reviewing, typing_in
from albot.chat.access import Outdated
from albot.chat.message import Button, Keyboard, Message, button
from albot.chat.registry import Command, Feature, Press, Prompt, Target
from albot.chat.reviewing import Held
from albot.chat.turn import Refusal, Turn
from albot.domain import reviews as rules
from albot.domain.authority import Who
from albot.domain.meetings import Meeting
from albot.domain.passages import Passage
from albot.domain.review_rows import LineKind, Review, ReviewAnswer
from albot.domain.reviews import POINTS, SCALES, Scale
from albot.domain.sets import ActionSet, Member, Role
from albot.domain.talks import Conversation
from albot.store import meetings, passages, sets, talks
from albot.store import reviews as store
from albot.store.passages import Field
from albot.texts.args import Arg, Day, Lines, Term, When, Words

LISTED = 8
"""So many earlier reviews are offered: a year of meetings."""

# Answering: the scales


def begin(turn: Turn, review: Review) -> None:
    """*Begin*: the first question that has no answer yet, as a message of its own."""
    answer = _answering(turn, review)
    scale = rules.next_scale(reviewing.given(answer))
    turn.send(_answered(turn, answer) if scale is None else _question(answer, scale))


def ask(turn: Turn, review: Review, place: int) -> None:
    """*Back*, or *Change my answers*: a scale in the place of what stands there."""
    _show(turn, _question(_answering(turn, review), _scale(place)))


def give(turn: Turn, review: Review, place: int, point: int) -> None:
    """A word of a scale: kept, and the next scale; after the last one the line."""
    answer, scale = _answering(turn, review), _scale(place)
    if point not in POINTS:
        raise Outdated
    setattr(answer, scale.value, point)
    missing = rules.next_scale(reviewing.given(answer))
    if missing is None:
        answer.finished_at = answer.finished_at or turn.now
    following = rules.after(scale) or missing
    _show(turn, _line_step(turn, answer) if following is None else _question(answer, following))


def stop(turn: Turn, review: Review) -> None:
    """*Stop for now*: what was chosen is kept."""
    turn.show("review-stopped", buttons=[[button("button-go-on", "review.begin", review.id)]])


def _scale(place: int) -> Scale:
    if place >= len(SCALES):
        raise Outdated
    return SCALES[place]


def _answering(turn: Turn, review: Review) -> ReviewAnswer:
    """What I answer to a review; raises what keeps me from that."""
    if not reviewing.was_there(turn.rows, review, turn.member):
        raise Outdated
    if turn.member.role is not Role.MEMBER:
        raise Refusal("review-for-members")
    held = store.hold(turn.rows, review.id)
    if held.closed_at is not None:
        raise _closed(turn, held)
    return store.need_answer(turn.rows, held.id, turn.member.id)


def _closed(turn: Turn, review: Review) -> Refusal:
    """A kind word for a late answer, with *Read* where there is something to read."""
    return Refusal("review-closed", buttons=_read(turn, review))


def _read(turn: Turn, review: Review) -> Keyboard:
    mine = sets.membership(turn.rows, turn.me, review.set_id)
    if mine is None or not reviewing.may_read(turn.rows, review, mine):
        return []
    return [[button("button-review-read", "review.read", review.id)]]


def _question(answer: ReviewAnswer, scale: Scale) -> Message:
    """A scale with its five words, one below the other; the one that was chosen is marked."""
    chosen = reviewing.given(answer)[scale]
    words = [[_choice(answer, scale, point, chosen=chosen == point)] for point in POINTS]
    former = rules.before(scale)
    back = [] if former is None else [_button("button-back", "ask", answer, SCALES.index(former))]
    return Message(f"review-ask-{scale}", {}, [*words, [*back, _button("button-stop", "stop", answer)]])


def _choice(answer: ReviewAnswer, scale: Scale, point: int, *, chosen: bool) -> Button:
    args: dict[str, Arg] = {"word": reviewing.word(scale, point), "on": int(chosen)}
    return button("button-review-word", "review.give", answer.review_id, SCALES.index(scale), point, **args)


def _button(label: str, verb: str, answer: ReviewAnswer, *more: int) -> Button:
    return button(label, f"review.{verb}", answer.review_id, *more)


def _show(turn: Turn, message: Message) -> None:
    turn.show(message.id, buttons=message.buttons, **message.args)


# Answering: the line


def line_step(turn: Turn, review: Review) -> None:
    """*Change my line*: where it belongs is asked first."""
    _show(turn, _line_step(turn, _answering(turn, review)))


def _line_step(turn: Turn, answer: ReviewAnswer) -> Message:
    """Whether there is a line, and of which kind."""
    kinds = [[_button(f"button-review-{kind}", kind, answer)] for kind in LineKind]
    back = _button("button-back", "ask", answer, len(SCALES) - 1)
    buttons = [*kinds, [_button("button-review-none", "none", answer)], [back, _button("button-stop", "stop", answer)]]
    text = _line(turn, answer)
    if text:
        return Message("review-line-again", {"kind": _name(answer), "text": Words(text)}, buttons)
    return Message("review-line", {}, buttons)


def well(turn: Turn, review: Review) -> None:
    """*We do this well*."""
    _choose(turn, review, LineKind.WELL)


def try_next(turn: Turn, review: Review) -> None:
    """*To try next time*."""
    _choose(turn, review, LineKind.NEXT)


def _choose(turn: Turn, review: Review, kind: LineKind) -> None:
    answer = _answering(turn, review)
    answer.line = kind
    turn.open("review.line", answer.id)


def no_line(turn: Turn, review: Review) -> None:
    """*No line*: one that was typed is erased."""
    answer = _answering(turn, review)
    passages.erase(turn.rows, _field(turn, answer))
    answer.line = None
    _end(turn, answer)


def done(turn: Turn, review: Review) -> None:
    """*Done*: the line is as it should be."""
    _end(turn, _answering(turn, review))


def _end(turn: Turn, answer: ReviewAnswer) -> None:
    """Show what was answered, in the place of the question about the line."""
    talk = talks.about(turn.rows, turn.me.id, answer.id, "review")
    if talk is not None:
        turn.close(talk)
    _show(turn, _answered(turn, answer))


def _answered(turn: Turn, answer: ReviewAnswer) -> Message:
    """What I answered, and what I can still change."""
    said = [
        Term(f"review-said-{scale}", {"word": reviewing.word(scale, point)})
        for scale, point in reviewing.given(answer).items()
        if point is not None
    ]
    text = _line(turn, answer)
    more = [Term("review-said-line", {"kind": _name(answer), "text": Words(text)})] if text else []
    label = "button-review-change-line" if text else "button-review-add-line"
    buttons = [[_button("button-review-change", "ask", answer, 0)], [_button(label, "line", answer)]]
    return Message("review-answered", {"lines": Lines([*said, *more])}, buttons)


def _name(answer: ReviewAnswer) -> Term:
    return Term(f"review-line-{answer.line or LineKind.WELL}")


def _line(turn: Turn, answer: ReviewAnswer) -> str:
    return passages.text(turn.rows, answer.id) if answer.line is not None else ""


def _field(turn: Turn, answer: ReviewAnswer) -> Field:
    return store.line_field(answer, turn.me.id)


# Answering: typing the line


def _open_answer(turn: Turn, talk: Conversation) -> ReviewAnswer | None:
    """The answer that a conversation is about, while its review takes answers; the conversation ends where not."""
    answer = turn.rows.get(ReviewAnswer, talk.subject_id)
    if answer is not None and store.hold(turn.rows, answer.review_id).closed_at is None:
        return answer
    turn.close(talk)
    return None


def _ask_line(turn: Turn, talk: Conversation) -> Message:
    answer = _open_answer(turn, talk)
    if answer is None:
        return Message("review-closed")
    text = _line(turn, answer)
    if text:
        done_or_none = [_button("button-review-done", "done", answer), _button("button-review-none", "none", answer)]
        return Message("review-typed", {"kind": _name(answer), "text": Words(text)}, [done_or_none])
    return Message("review-type", {"kind": _name(answer)}, [[_button("button-review-none", "none", answer)]])


def _take_line(turn: Turn, talk: Conversation, text: str) -> None:
    """Keep what was typed. What comes too late is its writer's, who says what becomes of it."""
    answer = _open_answer(turn, talk)
    if answer is None:
        turn.say("review-closed")
        typing_in.loose(turn, text)
    else:
        passages.replace(turn.rows, _field(turn, answer), text, turn.source)
        turn.ask(talk)


def _grown(turn: Turn, talk: Conversation) -> None:
    """The line went on in another message; a refusal undoes that where the review has closed meanwhile."""
    if _open_answer(turn, talk) is None:
        raise Refusal("review-closed")
    turn.ask(talk)


def _target(turn: Turn, talk: Conversation) -> Target:
    return Target(Field(turn.me.id, talk.subject_id), 1)


def _back(turn: Turn, talk: Conversation) -> None:
    """*Back*: where the line belongs."""
    answer = _open_answer(turn, talk)
    if answer is None:
        turn.say("review-closed")
    else:
        turn.close(talk)
        turn.send(_line_step(turn, answer))


def edited(turn: Turn, found: list[Passage]) -> bool:
    """An edited message changes a line as long as its review is open; after that nothing does."""
    answer = turn.rows.get(ReviewAnswer, found[0].row_id)
    if answer is not None and store.hold(turn.rows, answer.review_id).closed_at is not None:
        raise Refusal("review-edit-late")
    return False


# Reading


def read(turn: Turn, review: Review) -> None:
    """*Read*: what it came to. It can be read again, and is always the same."""
    if not reviewing.may_read(turn.rows, review, turn.member):
        raise Outdated
    page = Message("review-page", {"lines": Lines([reviewing.page(turn.rows, review)])}, protect=True)
    turn.send(page, guard=reviewing.page_guard(review))


def review_page(turn: Turn) -> None:
    """`/review`: the newest result, earlier ones, the picture; opening one for a meeting that was not run here."""
    known = _mine(turn, turn.member)
    lines: list[Arg] = [_open_line(turn, each) for each in known if each.review.closed_at is None]
    newest = _newest(known)
    if newest is not None:
        lines.append(_result(turn, newest))
    if not lines:
        lines.append(Term("review-none"))
    page = Message("review-page", {"lines": Lines(lines)}, _page_buttons(turn, known), protect=True)
    turn.send(page, guard=reviewing.page_guard(newest.review) if newest is not None else "")


def _mine(turn: Turn, member: Member) -> list[Held]:
    """The reviews of meetings at which I was in the set."""
    found = reviewing.held(turn.rows, member.set_id)
    return [each for each in found if reviewing.was_there(turn.rows, each.review, member)]


def _newest(known: Sequence[Held]) -> Held | None:
    return next((each for each in known if each.review.closed_at is not None), None)


def _open_line(turn: Turn, open_one: Held) -> Term:
    zone = turn.rows.need(ActionSet, open_one.review.set_id).zone
    closes_at = When(open_one.review.closes_at or turn.now, zone)
    return Term("review-is-open", {"day": Day(open_one.day), "when": closes_at})


def _result(turn: Turn, closed: Held) -> Term:
    if closed.review.numbers:
        return reviewing.page(turn.rows, closed.review)
    return Term("review-too-few", {"day": Day(closed.day)})


def _page_buttons(turn: Turn, known: Sequence[Held]) -> Keyboard:
    set_id = turn.member.set_id
    looking = [button("button-review-earlier", "review.earlier", set_id)] if _earlier(known) else []
    if reviewing.points(known):
        looking.append(button("button-review-picture", "review.picture", set_id))
    last = meetings.last_meeting(turn.rows, set_id, turn.now)
    opening = []
    if last is not None and reviewing.can_be_opened(turn.rows, last, turn.now):
        opening.append(button("button-review-open", "review.open", last.id, day=Day(reviewing.day_of(turn.rows, last))))
    return [row for row in (looking, opening) if row]


def _earlier(known: Sequence[Held]) -> list[Held]:
    """The reviews with results before the newest one."""
    newest = _newest(known)
    return [each for each in known if each.review.numbers and each is not newest][:LISTED]


def earlier(turn: Turn, _there: ActionSet) -> None:
    """*Earlier ones*."""
    found = _earlier(_mine(turn, turn.member))
    if not found:
        raise Outdated
    days = [[button("button-review-day", "review.read", each.review.id, day=Day(each.day))] for each in found]
    turn.say("review-earlier", buttons=days)


def picture(turn: Turn, _there: ActionSet) -> None:
    """*Picture*: the medians over the meetings."""
    found = reviewing.points(_mine(turn, turn.member))
    if not found:
        raise Outdated
    turn.send(reviewing.picture(found, turn.me))


def open_one(turn: Turn, meeting: Meeting) -> None:
    """*Open a review*: for a meeting that was not run here; of two who press at once, one opens it."""
    sets.lock(turn.rows, meeting.set_id)
    if not reviewing.can_be_opened(turn.rows, meeting, turn.now):
        raise Outdated
    review = reviewing.open_by_hand(turn.rows, meeting, turn.now)
    zone = turn.rows.need(ActionSet, meeting.set_id).zone
    turn.say("review-opened", when=When(review.closes_at or turn.now, zone))


_MEMBER, _FACILITATOR = Who.MEMBER, Who.FACILITATOR

FEATURE = Feature(
    "reviewing",
    commands=[Command("review", _FACILITATOR, review_page, after_end=True)],
    presses=[
        Press("review.begin", begin, Review, _MEMBER, keeps=True),
        Press("review.ask", ask, Review, _MEMBER),
        Press("review.give", give, Review, _MEMBER),
        Press("review.stop", stop, Review, _MEMBER),
        Press("review.line", line_step, Review, _MEMBER),
        Press("review.well", well, Review, _MEMBER),
        Press("review.next", try_next, Review, _MEMBER),
        Press("review.none", no_line, Review, _MEMBER),
        Press("review.done", done, Review, _MEMBER),
        Press("review.read", read, Review, _MEMBER, keeps=True, after_end=True),
        Press("review.earlier", earlier, ActionSet, _FACILITATOR, keeps=True, after_end=True),
        Press("review.picture", picture, ActionSet, _FACILITATOR, keeps=True, after_end=True),
        Press("review.open", open_one, Meeting, _FACILITATOR),
    ],
    prompts=[Prompt("review.line", _ask_line, _take_line, target=_target, back=_back, grown=_grown)],
    edits=[edited],
)

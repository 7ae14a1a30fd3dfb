"""Invites: the shape of a code, whether a link may still be used, and the admission word.

Codes are 128 random bits, so nobody guesses one; the limit on wrong codes only keeps the guessing from being a load.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum

from albot.domain.sets import ActionSet, Invite, SetState

DAYS = (1, 7, 28)
"""How long a link may hold, in days: a day, a week, four weeks."""

MOST_USES = 12
"""The most people that one link lets in: a set is four to eight people and its facilitators."""

WRONG_CODES = 5
WRONG_WITHIN = timedelta(hours=1)
"""So many wrong codes in this time, and no more are looked at."""

WRONG_KEPT = timedelta(days=1)
"""How long a wrong code is remembered."""

WORD_TRIES = 3
LONGEST_WORD = 60
"""In characters: an admission word may be a few words."""

LONGEST_LABEL = 40
"""In characters: what a coordinator calls somebody they appoint fits on a button."""

# A capital or a digit after the first character tells a code from a long word that somebody typed as an answer.
_CODE = r"(?=.+[A-Z0-9])[A-Za-z0-9_-]{22}"
PASTED = re.compile(
    rf"(?:(?:https?://)?(?:t|telegram)\.me/\w+\?start=|tg://resolve\?domain=\w+&start=)?(?P<code>{_CODE})"
)
"""A code alone, or the whole link with one in it."""


class InviteProblem(StrEnum):
    """Why a link lets nobody in any more."""

    REVOKED = "revoked"
    EXPIRED = "expired"
    USED_UP = "used-up"
    CLOSED = "closed"
    """The set is not there for joining: archived, or not made to the end."""
    FULL = "full"


def new_code() -> str:
    """A new code: 128 random bits, 22 characters of URL-safe base64."""
    while not PASTED.fullmatch(code := secrets.token_urlsafe(16)):
        pass  # one in thirty million has neither a capital nor a digit where it is looked for
    return code


def link(bot_name: str, code: str) -> str:
    """The deep link that hands a code to the bot of this name."""
    return f"https://t.me/{bot_name}?start={code}"


def invite_problem(invite: Invite, now: datetime) -> InviteProblem | None:
    """Why a link may not be used at `now`, or None where it may."""
    if invite.revoked_at is not None:
        return InviteProblem.REVOKED
    if invite.expires_at is not None and invite.expires_at <= now:
        return InviteProblem.EXPIRED
    return InviteProblem.USED_UP if invite.uses_left < 1 else None


def set_problem(the_set: ActionSet, members: int) -> InviteProblem | None:
    """Why nobody more may join a set that has so many members (facilitators not counted), or None where they may."""
    if the_set.state is not SetState.ACTIVE:
        return InviteProblem.CLOSED
    return InviteProblem.FULL if members >= the_set.size else None


def same_word(typed: str, word: str) -> bool:
    """Whether somebody typed the admission word, whatever its case, spaces and punctuation."""
    return _folded(typed) == _folded(word)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(character for character in folded if unicodedata.category(character)[0] not in "ZPC")

"""What the identity scan plants: for every person an id and names that nobody else has, and words in what they type.

All words and names begin with one stem of a few letters that no language has, so that one search finds them all, in
whatever form; the ids are as long as Telegram's may be. Each run has a stem and ids of its own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from albot.sandbox.world import Person, World

CONSONANTS = "bcdfghjklmnpqrtvwxz"
ID_BITS = 51
"""Telegram's ids have at most 52 significant bits (core.telegram.org/bots/api#user)."""


@dataclass
class Word:
    """A word that somebody typed: whose it is, in what, and who else may read it, from when on and until when (UTC).

    `readers` are first those who may and then must get it at least once; `others` may, and need not.
    """

    text: str
    owner: str
    about: str
    readers: Mapping[str, datetime] = field(default_factory=dict)
    others: Mapping[str, datetime] = field(default_factory=dict)
    until: datetime | None = None

    def may_read(self, name: str, at: datetime) -> bool:
        """Whether somebody may be shown this word at a moment."""
        if name == self.owner:
            return True
        since = self.readers.get(name) or self.others.get(name)
        return since is not None and since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True)
class Identity:
    """Who somebody is to Telegram: what nobody else may get and nothing may keep in clear."""

    name: str
    telegram_id: int
    phone: str
    texts: Mapping[str, str]
    """First name, last name, username and language code."""


class Plants:
    """Everything that was planted in one run."""

    def __init__(self, seed: int | None = None) -> None:
        self._chance = random.Random(seed)
        self.stem = "".join(self._chance.sample(CONSONANTS, 6))
        self.identities: dict[str, Identity] = {}
        self.words: dict[str, Word] = {}
        self.name_of: dict[int, str] = {}
        self.inner: dict[int, str] = {}
        """Person ids of the database, which tie what one person does in several sets together, and whose they are."""
        self._names: dict[str, tuple[str, str]] = {}

    @property
    def pattern(self) -> re.Pattern[str]:
        """What a planted word or name looks like, in any case."""
        return re.compile(self.stem + "[a-z]{5}", re.IGNORECASE)

    def person(self, world: World, name: str) -> Person:
        """Somebody new with a Telegram account of which everything is planted; `name` is what the test calls them."""
        texts = {what: self._new() for what in ("first name", "last name", "username", "language")}
        telegram_id = (1 << ID_BITS - 1) + self._chance.getrandbits(ID_BITS - 1)
        phone = f"4479{self._chance.randrange(10**8, 10**9)}"
        self.identities[name] = Identity(name, telegram_id, phone, texts)
        self._names |= {text: (name, what) for what, text in texts.items()}
        self.name_of[telegram_id] = name
        first, last, username, language = texts.values()
        person = Person(world, telegram_id, first.title(), username, last.title(), f"en-x-{language}")
        world.people[telegram_id] = person
        return person

    def word(
        self,
        owner: str,
        about: str,
        readers: Mapping[str, datetime] | None = None,
        others: Mapping[str, datetime] | None = None,
    ) -> str:
        """A new word for somebody to type."""
        text = self._new()
        self.words[text] = Word(text, owner, about, readers or {}, others or {})
        return text

    def withdrawn(self, text: str, at: datetime) -> None:
        """From this moment on nobody else may be shown a word any more."""
        self.words[text].until = at

    def identity_of(self, text: str) -> tuple[str, str] | None:
        """Whose name this is, and which of their names."""
        return self._names.get(text)

    def _new(self) -> str:
        return self.stem + "".join(self._chance.choices(CONSONANTS, k=5))

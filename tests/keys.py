"""Keys for tests of changing them."""

from __future__ import annotations

from albot.store.vault import new_key, number_of, read_key


def another_key(*known: str) -> str:
    """A new key whose number none of the known ones has: one in 256 has the same, and a vault refuses both together."""
    numbers = {number_of(read_key(key)) for key in known}
    return next(key for key in iter(new_key, "") if number_of(read_key(key)) not in numbers)

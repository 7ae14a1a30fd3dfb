"""What a drawer makes."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Drawn:
    """A file: its name as people see it, which tells nothing about anybody, and its bytes."""

    name: str
    data: bytes = field(repr=False)

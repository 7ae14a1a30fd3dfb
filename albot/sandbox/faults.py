"""Faults of the line and of Telegram, switched on by a test or from the page.

- `429`, `500`, `502`: refused with that code, nothing done (`seconds` of a 429 is its `retry_after`, default 3)
- `drop`: the connection is dropped, nothing done
- `hang`: no answer ever comes, nothing done
- `lost`: the method is carried out (a message *is* delivered), then the connection is dropped without an answer
- `slow`: everything works after `seconds` (default 1)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

KINDS = ("429", "500", "502", "drop", "hang", "lost", "slow")
_SECONDS = {"429": 3.0, "slow": 1.0}


@dataclass(slots=True)
class Fault:
    """One fault: for one method (any case) or all, for so many calls or until it is switched off."""

    kind: str
    method: str | None = None
    times: int | None = None
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return {"kind": self.kind, "method": self.method, "times": self.times, "seconds": self.seconds}


class Faults:
    """The faults that are on."""

    def __init__(self) -> None:
        self._on: list[Fault] = []

    def switch_on(
        self, kind: str, *, method: str | None = None, times: int | None = None, seconds: float | None = None
    ) -> Fault:
        """Let the next `times` calls of `method` (None: every call, until `clear`) meet a fault; see the module.

        Raises ValueError for an unknown kind and for numbers that make no sense.
        """
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
        if times is not None and times < 1:
            raise ValueError("times must be at least 1")
        if seconds is not None and not 0 <= seconds <= 3600:
            raise ValueError("seconds must be between 0 and 3600")
        fault = Fault(kind, method, times, _SECONDS.get(kind, 0.0) if seconds is None else seconds)
        self._on.append(fault)
        return fault

    def clear(self) -> None:
        """Switch everything off; calls that already hang go on hanging."""
        self._on.clear()

    def take(self, method: str) -> list[Fault]:
        """The faults that this call meets: every `slow` one and the first of the others; counts them down."""
        met: list[Fault] = []
        for fault in self._on:
            if fault.method is not None and fault.method.lower() != method.lower():
                continue
            if fault.kind == "slow" or all(other.kind == "slow" for other in met):
                met.append(fault)
        for fault in met:
            if fault.times is not None:
                fault.times -= 1
        self._on = [fault for fault in self._on if fault.times != 0]
        return met

    def as_json(self) -> dict[str, Any]:
        """What is on, and the kinds there are."""
        return {"active": [fault.as_json() for fault in self._on], "kinds": list(KINDS)}

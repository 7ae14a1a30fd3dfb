"""What the people of a benchmark type and press, and what the answer to each of it must hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    """A text that is typed, or with `press` the label of a button; and what stands in the answer to it."""

    what: str
    answer: str
    press: bool = False


Script = tuple[Move, ...]

CHECK_IN: Script = (
    Move("/checkin", "1 of 4"),
    Move("I called him, and he was glad that I did.", "2 of 4"),
    Move("That it helps to ask before I decide.", "3 of 4"),
    Move("Ask Ada what she would do in my place", "So far"),
    Move("That's all", "4 of 4", press=True),
    Move("On Monday morning, before the others come in.", "This is the whole"),
)
"""A whole check-in of albot's up to the question whom it is for."""

ANSWERS = ((1, 4), (5, 6))
"""The parts of it in which every move is an answer that is typed, and what follows is the next question: these are the
turns that are counted. The command and the button between them are made before the clock starts."""

FOUR_QUESTIONS: Script = (
    Move("/checkin", "1 of 4"),
    Move(CHECK_IN[1].what, "2 of 4"),
    Move(CHECK_IN[2].what, "3 of 4"),
    Move(CHECK_IN[3].what, "4 of 4"),
    Move(CHECK_IN[5].what, "This is the whole"),
)
"""The same four answers for a bot that asks nothing else, and the command that begins them."""

ECHO: Script = tuple(Move(move.what, move.what) for move in CHECK_IN[1:4])

ASKED_AGAIN: Script = (Move("/checkin", "1 of 4"),)
"""For few people who type for long: the command asks the open question once more, and nothing comes to an end."""

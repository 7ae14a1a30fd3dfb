"""The catalogue: sound files, no id without a text, no text without a use, and no sentence in Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

import albot
from albot.texts.args import Arg, Lines, Term, Words, pack_all
from albot.texts.catalogue import FALLBACK, HERE, Catalogue, TextMissing, catalogue

ROOT = Path(albot.__file__).parent
LONGEST = 400
"""Characters of a message, without what it is filled with (PRODUCT: Length)."""

ONE_SCREEN = {"joining-notice", "newset-notice", "appointing-notice"}
"""What is agreed to before anything is asked stands on one screen, however long (PRODUCT: Joining)."""

TAKES_AN_ID = {"say", "show", "Refusal", "Message", "Term", "Button", "button", "plain", "render", "words"}
"""What is called with a message id first."""


@cache
def entries() -> dict[str, ftl.Message]:
    """Every English message by its id."""
    found: dict[str, ftl.Message] = {}
    for file in sorted((HERE / FALLBACK).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{entry.id.name} is there twice"
                found[entry.id.name] = entry
    return found


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the program."""
    files = (file for file in ROOT.rglob("*.py") if "migrations" not in file.parts)
    return {file.relative_to(ROOT): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    """Every node of every module."""
    for file, module in modules().items():
        for node in ast.walk(module):
            yield file, node


def pattern(node: ast.JoinedStr) -> re.Pattern[str]:
    """What a formatted string can become."""
    parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values)
    return re.compile("".join(parts))


def ids_of(node: ast.expr) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The literal ids that an argument can be."""
    if isinstance(node, ast.IfExp):
        yield from ids_of(node.body)
        yield from ids_of(node.orelse)
    elif isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node


def name_of(function: ast.expr) -> str:
    """What is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_the_files_are_sound() -> None:
    assert catalogue().problems() == []


def test_every_id_that_is_said_has_a_text() -> None:
    missing = []
    for file, node in nodes():
        if not isinstance(node, ast.Call) or name_of(node.func) not in TAKES_AN_ID or not node.args:
            continue
        for each in ids_of(node.args[0]):
            if isinstance(each, ast.JoinedStr):
                there = any(map(pattern(each).fullmatch, entries()))
            else:
                there = each.value in entries()
            if not there:
                missing.append(f"{file}:{node.lineno} {ast.unparse(each)}")
    assert missing == []


def test_every_text_is_used() -> None:
    used = {node.value for _file, node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    made = [pattern(node) for _file, node in nodes() if isinstance(node, ast.JoinedStr) and _could_be_id(node)]
    for message in entries().values():
        used |= set(_references(message))
    unused = [name for name in entries() if name not in used and not any(each.fullmatch(name) for each in made)]
    assert unused == []


def _could_be_id(node: ast.JoinedStr) -> bool:
    """Whether a formatted string has a fixed part as ids have it."""
    fixed = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return re.fullmatch("[a-z_-]*-[a-z_-]*", fixed) is not None and len(fixed) > 3


def _references(message: ftl.Message) -> Iterator[str]:
    """The messages that a message is made of."""
    text = message.value.to_json() if message.value is not None else {}
    yield from re.findall(r"'type': 'MessageReference', 'id': {[^}]*'name': '([^']+)'", str(text))
    yield from re.findall(r"'name': '([^']+)'", str(text))


def test_the_bots_own_words_are_short() -> None:
    lengths = {name: len(_visible(message.value)) for name, message in entries().items()}
    long = [f"{name}: {length}" for name, length in lengths.items() if length >= LONGEST and name not in ONE_SCREEN]
    assert long == []


def _visible(value: ftl.Pattern | None) -> str:
    """The words of a message that stand whatever it is filled with: of several variants the longest."""
    text = ""
    for element in value.elements if value is not None else ():
        if isinstance(element, ftl.TextElement):
            text += element.value
        elif isinstance(element.expression, ftl.SelectExpression):
            text += max((_visible(variant.value) for variant in element.expression.variants), key=len)
    return re.sub(r"<[^>]*>", "", text)


def test_a_text_that_is_not_there_says_so() -> None:
    with pytest.raises(TextMissing):
        catalogue().render("no-such-text", {})


ENGLISH = """
asked = <b>{ $number } of { $count }</b> { $question }
prompt = What can you learn?
twice = { $who } and { $who }: { $text }
line = { $number }. { $text }
pace = { $how ->
        [once] At once
       *[other] As { $how } says
    }, for { $count ->
        [one] one of you
       *[other] { $count } of you
    }.
"""


@pytest.fixture
def own(tmp_path: Path) -> Catalogue:
    """A catalogue of a few messages."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "own.ftl").write_text(ENGLISH, encoding="utf-8")
    return Catalogue(tmp_path)


def html(own: Catalogue, message_id: str, **args: Arg) -> str:
    """The HTML of a message."""
    return own.render(message_id, pack_all(args))


def test_the_same_message_says_something_else_each_time(own: Catalogue) -> None:
    for number, handle in ((1, "Fox"), (2, "Owl"), (1, "Owl")):
        args: dict[str, Arg] = {"number": number, "count": 4, "question": Term("prompt")}
        assert html(own, "asked", **args) == f"<b>{number} of 4</b> What can you learn?"
        assert html(own, "twice", who=handle, text="<3") == f"{handle} and {handle}: &lt;3"
        assert own.plain("twice", pack_all({"who": handle, "text": "<3"})) == f"{handle} and {handle}: <3"
    lines = Lines([Term("line", {"number": number, "text": Words(text)}) for number, text in ((1, "a"), (2, "b"))])
    assert html(own, "twice", who="I", text=lines) == (
        "I and I: 1. <blockquote>a</blockquote>\n2. <blockquote>b</blockquote>"
    )


def test_a_word_chooses_a_variant_and_anything_else_is_shown(own: Catalogue) -> None:
    assert html(own, "pace", how="once", count=1) == "At once, for one of you."
    assert html(own, "pace", how="the <set>", count=2) == "As the &lt;set&gt; says, for 2 of you."
    assert html(own, "twice", who="once", text=Words("other")) == "once and once: <blockquote>other</blockquote>"


def test_signs_of_the_catalogues_own_are_shown_as_they_were_typed(own: Catalogue) -> None:
    typed = "\x02text\x02 \x02who { $who } { -term }"
    assert html(own, "twice", who=typed, text=typed) == f"{typed} and {typed}: {typed}"


def test_what_is_missing_is_missed_whatever_was_said_before(own: Catalogue) -> None:
    html(own, "twice", who="Fox", text="a")
    for args in ({"who": "Fox"}, {"text": "a"}, {}):
        with pytest.raises(ValueError, match="twice"):
            own.render("twice", pack_all(args))


def test_what_is_kept_holds_nothing_that_anybody_wrote(own: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fluent is shown none of it, so it cannot be in what Fluent made; and what it made serves all of them."""
    shown: list[object] = []
    format_pattern = FluentBundle.format_pattern

    def watch(bundle: FluentBundle, pattern: Any, args: dict[str, object]) -> object:
        shown.append(args)
        return format_pattern(bundle, pattern, args)

    monkeypatch.setattr(FluentBundle, "format_pattern", watch)
    for number in range(100):
        wrote = f"secret {number}"
        inner = Term("line", {"number": 1, "text": Words(wrote)})
        said = html(own, "twice", who=wrote, text=Lines([inner, wrote, Words(wrote * 200)]))
        assert said.count(wrote) == 204
    assert "secret" not in str(shown)
    assert len(shown) == 2


def test_no_sentence_stands_in_python() -> None:
    rooms = {"features", "chat", "loops"}
    found = [
        f"{file}:{line} {text!r}"
        for file, module in modules().items()
        if file.parts[0] in rooms or file.name in {"cli.py", "checkup.py", "rehearsal.py"}
        for line, text in _literals(module)
        if _is_sentence(text)
    ]
    assert found == []


def _literals(module: ast.Module) -> Iterator[tuple[int, str]]:
    """The texts of a module, with their lines, that are no docstrings, no errors for developers, and no patterns."""
    left_out: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
        elif isinstance(node, ast.Raise | ast.Assert) or (
            isinstance(node, ast.Call) and name_of(node.func) in {"compile", "__init__"}
        ):
            left_out |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.lineno, node.value


def _is_sentence(text: str) -> bool:
    """Three words or more that somebody could read."""
    return re.search(r"\b[A-Za-z']+ [A-Za-z']+ [A-Za-z']+", text) is not None

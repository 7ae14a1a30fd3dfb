"""Telegram's HTML: what it makes of tags, and its words for what it cannot read."""

from __future__ import annotations

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albot.sandbox.errors import ApiError
from albot.sandbox.markup import parse_html, settle_entities, trim, utf16_length


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b><strong>b</strong>", "ab", [entity("bold", 0, 1), entity("bold", 1, 1)]),
        ("<i>a</i><EM>b</em>", "ab", [entity("italic", 0, 1), entity("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [entity("underline", 0, 1), entity("underline", 1, 1)]),
        (
            "<s>a</s><strike>b</strike><del>c</del>",
            "abc",
            [entity("strikethrough", 0, 1), entity("strikethrough", 1, 1), entity("strikethrough", 2, 1)],
        ),
        (
            '<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>',
            "ab",
            [entity("spoiler", 0, 1), entity("spoiler", 1, 1)],
        ),
        ("<blockquote>a</blockquote>", "a", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [entity("expandable_blockquote", 0, 1)]),
        ('<blockquote expandable="">a</blockquote>', "a", [entity("expandable_blockquote", 0, 1)]),
        ("<code>a</code>", "a", [entity("code", 0, 1)]),
        ('<code class="language-python">a</code>', "a", [entity("code", 0, 1)]),
        ("<pre>a</pre>", "a", [entity("pre", 0, 1)]),
        ('<pre><code class="language-python">a</code></pre>', "a", [entity("pre", 0, 1, language="python")]),
        ('<code class="language-c"><pre>a</pre></code>', "a", [entity("pre", 0, 1, language="c")]),
        (
            '<a href="https://example.org/x?a=1&amp;b=2">a</a>',
            "a",
            [entity("text_link", 0, 1, url="https://example.org/x?a=1&b=2")],
        ),
        ("<a href='example.org'>a</a>", "a", [entity("text_link", 0, 1, url="http://example.org/")]),
        ("<a>example.org</a>", "example.org", [entity("text_link", 0, 11, url="http://example.org/")]),
        ('<a href="nowhere">a</a>', "a", []),
        ('<a href="tg://user?id=7">a</a>', "a", [entity("text_mention", 0, 1, user={"id": 7})]),
        (
            '<tg-time unix="1772442000" format="wDT">Monday</tg-time>',
            "Monday",
            [entity("date_time", 0, 6, unix_time=1772442000, date_time_format="wDT")],
        ),
        (
            '<tg-time unix="5" format="tw">a</tg-time>',
            "a",
            [entity("date_time", 0, 1, unix_time=5, date_time_format="wt")],
        ),
        (
            '<tg-time unix="5" format="R">a</tg-time>',
            "a",
            [entity("date_time", 0, 1, unix_time=5, date_time_format="r")],
        ),
        ('<tg-time format="t">no date</tg-time>', "no date", []),
        (
            '<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>',
            "x",
            [entity("custom_emoji", 0, 1, custom_emoji_id="5368324170671202286")],
        ),
        ("😀<b>é😀</b>", "😀é😀", [entity("bold", 2, 3)]),
        ("<b></b>a", "a", []),
        ("<b >a</b >", "a", [entity("bold", 0, 1)]),
        ("<b>a</>", "a", [entity("bold", 0, 1)]),
        ("&lt;b&gt; &amp; &quot; &#65;&#x42; &nbsp; &unknown; &", '<b> & " AB &nbsp; &unknown; &', []),
        ("&lt", "<", []),
        ("a > b", "a > b", []),
        ("<b>a<i>b</i></b>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
    ],
)
def test_what_tags_become(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    shown, found = parse_html(source)
    assert (shown, sorted(found, key=lambda each: (each["offset"], -each["length"]))) == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("é</b>", "Unexpected end tag at byte offset 2"),
        ("é <script>", 'Unsupported start tag "script" at byte offset 3'),
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("a <br/> b", 'Unsupported start tag "br/" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b>a</b x>", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=ex/ample>a</a>", "Unexpected end of name token at byte offset 8"),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
        ("a\0", "Text must not contain null bytes"),
        (
            "&#xd800;",
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate "
            "code units",
        ),
    ],
)
def test_what_it_complains_about(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert (refused.value.code, refused.value.description) == (400, f"Bad Request: can't parse entities: {complaint}")


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    text = text.replace("\0", "")
    assert parse_html(f"<b>{html.escape(text, quote=False)}</b>")[0] == text


@given(st.lists(st.sampled_from(["<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "é", "😀", " ", "&lt;", "<", "/"])))
def test_it_reads_or_refuses_and_entities_lie_within_the_text(pieces: list[str]) -> None:
    try:
        text, entities = parse_html("".join(pieces))
    except ApiError as error:
        assert error.code == 400
        return
    text, entities = trim(text, entities)
    for each in settle_entities(text, entities):
        assert each["length"] > 0
        assert 0 <= each["offset"] <= utf16_length(text) - each["length"]


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("<code><b>a</b></code>", ["code"]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", ["blockquote"]),
        ('<a href="a.org"><a href="b.org">a</a></a>', ["text_link"]),
        ("<pre><code>a</code></pre>", ["pre"]),
        ("<code>/help</code>", ["code"]),
        ("see /help or https://example.org/a.", ["bot_command", "url"]),
        ("either/or 1/2 a//b", []),
        ("<b>/checkin</b>", ["bold", "bot_command"]),
    ],
)
def test_what_a_client_gets_of_nested_tags_commands_and_addresses(source: str, kinds: list[str]) -> None:
    assert [each["type"] for each in settle_entities(*parse_html(source))] == kinds


def test_trimming_moves_the_entities_along() -> None:
    text, entities = trim(*parse_html("\n <b> a </b>b \n"))
    assert (text, entities) == ("a b", [entity("bold", 0, 2)])


def test_no_more_than_a_hundred_entities_are_kept() -> None:
    assert len(settle_entities(*parse_html("<b>a</b> " * 150))) == 100

"""HTML to the text that its reader sees, in one pass.

The standard library's parser searches with backtracking expressions and was quadratic on unclosed
markup (CVE-2025-6069), so this is a scanner of our own: it only needs to know where tags, comments
and character references are. Text is never lost: what is not a tag stays text, an unclosed tag
included, and texts in attributes are given apart.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Rendered", "render"]

# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "table", "tr", "ul",
})
# fmt: on
_TEXTS = ("title", "aria-label", "aria-description", "alt", "placeholder", "summary", "content")
"""Attributes that hold text for a reader."""
_REFERENCE = 40
"""Characters of the longest reference (``&CounterClockwiseContourIntegral;``), and some more."""


class Rendered(NamedTuple):
    """What a reader sees (``text``), and what goes with it."""

    text: str
    links: tuple[str, ...] = ()
    images: tuple[tuple[str, str], ...] = ()
    """Path and alternative text of each image."""
    titles: tuple[str, ...] = ()
    """What appears when one points at something (``title``, ``aria-label``)."""
    comments: bool = False
    """Whether there were comments, which no reader sees."""


class Tag(NamedTuple):
    """A tag: its name in lower case, and its attributes."""

    name: str
    closing: bool
    attributes: dict[str, str]


class _Comment(NamedTuple):
    text: str


def render(source: str) -> Rendered:
    """The text of an HTML fragment; plain text comes back as it is.

    >>> render("<p>Bonjour <strong>à tous</strong></p><p>3 &lt; 5 &amp; <3</p>").text
    'Bonjour à tous\\n3 < 5 & <3'
    """
    if "<" not in source and "&" not in source:
        return Rendered(source)
    page = _Page()
    for piece in pieces(source):
        page.add(piece)
    return page.rendered()


class _Page:
    """The text while it is put together."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.fresh = True
        """Whether the text so far ends a line."""
        self.links: list[str] = []
        self.images: list[tuple[str, str]] = []
        self.titles: list[str] = []
        self.comments = False

    def add(self, piece: str | Tag | _Comment) -> None:
        if isinstance(piece, str):
            self._write(piece)
        elif isinstance(piece, _Comment):
            self.comments = self.comments or bool(piece.text.strip())
        else:
            self._add_tag(piece)

    def _write(self, text: str) -> None:
        if text:
            self.text.append(text)
            self.fresh = text.endswith("\n")

    def _add_tag(self, tag: Tag) -> None:
        if tag.name == "br" or (tag.name in _BLOCKS and not self.fresh):
            self._write("\n")
        if tag.name == "li" and not tag.closing:
            self._write("- ")
        self._add_attributes(tag)

    def _add_attributes(self, tag: Tag) -> None:
        given = tag.attributes
        self.links += [link for key in ("href", "cite") if (link := given.get(key))]
        image = tag.name in {"img", "image"}
        if image:
            self.images.append((given.get("src", ""), given.pop("alt", "")))
        self.titles += [text for key in _TEXTS if (text := given.get(key))]
        if image:
            return
        if src := given.get("src"):
            self.links.append(src)

    def rendered(self) -> Rendered:
        """What was put together; the line end of the last block is no part of it."""
        text = "".join(self.text).removesuffix("\n")
        links = tuple(dict.fromkeys(self.links))
        return Rendered(text, links, tuple(self.images), tuple(self.titles), self.comments)


# --- the scanner ----------------------------------------------------------------------------------


def pieces(source: str) -> Iterator[str | Tag | _Comment]:
    """Texts (references resolved), tags and comments, in order.

    Every search goes forward from the end of the last one. A search that finds nothing up to the end
    makes the rest text, so each character is looked at a bounded number of times.
    """
    place = 0
    while (start := source.find("<", place)) >= 0:
        if not _opens(source, start):
            yield unescape(source[place : start + 1])
            place = start + 1
            continue
        yield unescape(source[place:start])
        piece, place = _markup(source, start)
        yield piece
    yield unescape(source[place:])


def _opens(source: str, start: int) -> bool:
    """Whether the ``<`` at ``start`` opens a tag or a comment: WHATWG HTML, tag open state."""
    after = source[start + 1 : start + 3]
    return after[:1] in {"!", "?"} or _is_letter(after.lstrip("/")[:1])


def _is_letter(character: str) -> bool:
    return "a" <= character <= "z" or "A" <= character <= "Z"


def _markup(source: str, start: int) -> tuple[str | Tag | _Comment, int]:
    """The tag or comment at ``start``, and the offset after it; text to the end when unclosed."""
    if source.startswith("<!--", start):
        end = source.find("-->", start + 4)
        if end >= 0:
            return _Comment(source[start + 4 : end]), end + 3
    elif source[start + 1] in "!?":
        end = source.find(">", start)
        if end >= 0:
            return _Comment(source[start + 2 : end]), end + 1
    else:
        tag, end = _tag(source, start)
        if tag is not None:
            return tag, end
    return unescape(source[start:]), len(source)


def _tag(source: str, start: int) -> tuple[Tag | None, int]:
    closing = source[start + 1] == "/"
    place = start + 1 + closing
    end = _until(source, place, " \t\n\r\f/>")
    name, attributes = source[place:end].lower(), dict[str, str]()
    while True:
        end = _over(source, end, " \t\n\r\f/")
        if end >= len(source):
            return None, end
        if source[end] == ">":
            return Tag(name, closing, attributes), end + 1
        key, value, end = _attribute(source, end)
        attributes.setdefault(key, value)


def _attribute(source: str, start: int) -> tuple[str, str, int]:
    end = _until(source, start + 1, " \t\n\r\f/>=")
    key, after = source[start:end].lower(), _over(source, end, " \t\n\r\f")
    if source[after : after + 1] != "=":
        return key, "", end
    place = _over(source, after + 1, " \t\n\r\f")
    quote = source[place : place + 1]
    if quote not in {'"', "'"}:
        end = _until(source, place, " \t\n\r\f>")
        return key, unescape(source[place:end], closed=True), end
    end = source.find(quote, place + 1)
    if end < 0:
        return key, "", len(source)
    return key, unescape(source[place + 1 : end], closed=True), end + 1


def _until(source: str, place: int, stops: str) -> int:
    while place < len(source) and source[place] not in stops:
        place += 1
    return place


def _over(source: str, place: int, skipped: str) -> int:
    while place < len(source) and source[place] in skipped:
        place += 1
    return place


def unescape(text: str, *, closed: bool = False) -> str:
    """Character references resolved, each looked for in a bounded number of characters.

    ``closed``: only those that end in a semicolon, as in attributes, where ``?a=1&copy=2`` is a link.

    >>> unescape("caf&eacute; &#x1F600;"), unescape("?a=1&copy=2", closed=True)
    ('café 😀', '?a=1&copy=2')
    """
    first, *rest = text.split("&")
    return first + "".join(_resolved("&" + one, closed) for one in rest)


def _resolved(text: str, closed: bool) -> str:
    """A text that starts with ``&``."""
    if closed and text.find(";", 0, _REFERENCE) < 0:
        return text
    return html.unescape(text[:_REFERENCE]) + text[_REFERENCE:]

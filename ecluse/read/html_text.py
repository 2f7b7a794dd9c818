"""HTML to the text that its reader sees, in one pass.

The scanner is that of :mod:`ecluse.text.tags`. Text is never lost: what is not a tag stays text, an
unclosed tag included, and texts in attributes are given apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ecluse.text import tags
from ecluse.text.tags import markup_at, opens, unescape

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


# --- texts, tags and comments ---------------------------------------------------------------------


def pieces(source: str) -> Iterator[str | Tag | _Comment]:
    """Texts (references resolved), tags and comments, in order.

    Every search goes forward from the end of the last one. A search that finds nothing up to the end
    makes the rest text, so each character is looked at a bounded number of times.
    """
    place = 0
    while (start := source.find("<", place)) >= 0:
        if not opens(source, start):
            yield unescape(source[place : start + 1])
            place = start + 1
            continue
        yield unescape(source[place:start])
        found = markup_at(source, start)
        place = start
        if found is None:
            break
        yield _piece(source, found)
        place = found.end
    yield unescape(source[place:])


def _piece(source: str, found: tags.Tag | tags.Comment) -> Tag | _Comment:
    if isinstance(found, tags.Comment):
        return _Comment(source[found.text_start : found.text_end])
    attributes = dict[str, str]()
    for name, start, end in found.attributes:
        attributes.setdefault(name, unescape(source[start:end], closed=True))
    return Tag(found.name, found.closing, attributes)

"""HTML's tags, comments and character references, and where each of them stands, in one pass.

The standard library's parser searches with backtracking expressions and was quadratic on unclosed
markup (CVE-2025-6069), so this is a scanner of our own. Every search goes forward; how tags, comments
and attributes end is that of WHATWG HTML, 13.2.5 (tokenization).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ecluse.text.mapped import Weave

__all__ = [
    "Attribute",
    "Comment",
    "Tag",
    "markup_at",
    "name_at",
    "opens",
    "references",
    "resolve",
    "unescape",
]

_REFERENCE = 32
"""Characters of the longest name of a reference (``CounterClockwiseContourIntegral``), and one more."""
_BARE = 6
"""Characters of the longest name that needs no semicolon (``Aacute``)."""
_LARGEST = 8
"""Digits of the largest code point, and one more."""


class Attribute(NamedTuple):
    """A name in lower case, and where its value stands between the quotes."""

    name: str
    start: int
    end: int


class Tag(NamedTuple):
    """``<name …>`` or ``</name …>``; the name is in lower case."""

    name: str
    closing: bool
    attributes: tuple[Attribute, ...]
    start: int
    end: int


class Comment(NamedTuple):
    """``<!-- … -->``, ``<! … >`` or ``<? … >``, and where its text stands."""

    text_start: int
    text_end: int
    start: int
    end: int


_Step = Callable[[str, int], "re.Match[str] | None"]
_BLANK = r" \t\n\r\f"
# One class each: no backtracking.
_over_blank: _Step = re.compile(f"[{_BLANK}]*").match
_over_gap: _Step = re.compile(f"[{_BLANK}/]*").match
_over_name: _Step = re.compile(f"[^{_BLANK}/>]*").match
_over_key: _Step = re.compile(f"[^{_BLANK}/>=]*").match
_over_value: _Step = re.compile(f"[^{_BLANK}>]*").match
_over_digits: _Step = re.compile("[0-9]*").match
_over_hexadecimal: _Step = re.compile("[0-9a-fA-F]*").match
_over_letters: _Step = re.compile("[0-9a-zA-Z]*").match


def _after(step: _Step, source: str, place: int) -> int:
    found = step(source, place)
    return found.end() if found else place


def opens(source: str, start: int) -> bool:
    """Whether the ``<`` at ``start`` opens a tag or a comment (tag open state)."""
    after = source[start + 1 : start + 3]
    return after[:1] in {"!", "?"} or _is_letter(after.lstrip("/")[:1])


def _is_letter(character: str) -> bool:
    return "a" <= character <= "z" or "A" <= character <= "Z"


def name_at(source: str, start: int) -> str:
    """The name of the tag that the ``<`` at ``start`` opens, as it is written."""
    place = start + 1 + (source[start + 1] == "/")
    return source[place : _after(_over_name, source, place)]


def markup_at(source: str, start: int) -> Tag | Comment | None:
    """The tag or comment that the ``<`` at ``start`` opens; nothing when it is not closed.

    >>> markup_at("a <!--b--> c", 2)
    Comment(text_start=6, text_end=7, start=2, end=10)
    """
    if source.startswith("<!--", start):
        return _comment(source, start)
    if source[start + 1] in "!?":
        end = source.find(">", start)
        return Comment(start + 2, end, start, end + 1) if end >= 0 else None
    return _tag(source, start)


def _comment(source: str, start: int) -> Comment | None:
    for abrupt in (">", "->"):
        if source.startswith(abrupt, start + 4):
            end = start + 4 + len(abrupt)
            return Comment(start + 4, start + 4, start, end)
    end = source.find("--", start + 4)
    while end >= 0:
        for closing in ("-->", "--!>"):
            if source.startswith(closing, end):
                return Comment(start + 4, end, start, end + len(closing))
        end = source.find("--", end + 1)
    return None


def _tag(source: str, start: int) -> Tag | None:
    closing, name = source[start + 1] == "/", name_at(source, start)
    end, attributes = start + 1 + closing + len(name), list[Attribute]()
    while True:
        end = _after(_over_gap, source, end)
        if end >= len(source):
            return None
        if source[end] == ">":
            return Tag(name.lower(), closing, tuple(attributes), start, end + 1)
        attribute, end = _attribute(source, end)
        attributes.append(attribute)


def _attribute(source: str, start: int) -> tuple[Attribute, int]:
    end = _after(_over_key, source, start + 1)
    key, after = source[start:end].lower(), _after(_over_blank, source, end)
    if source[after : after + 1] != "=":
        return Attribute(key, end, end), end
    place = _after(_over_blank, source, after + 1)
    quote = source[place : place + 1]
    if quote not in {'"', "'"}:
        end = _after(_over_value, source, place)
        return Attribute(key, place, end), end
    end = source.find(quote, place + 1)
    if end < 0:
        return Attribute(key, place, place), len(source)
    return Attribute(key, place + 1, end), end + 1


# --- character references -------------------------------------------------------------------------


def references(
    source: str, start: int, end: int, *, closed: bool = False
) -> Iterator[tuple[int, int, str]]:
    """Where each character reference of ``source[start:end]`` stands, and what it stands for.

    ``closed``: only those that end in a semicolon, as in attributes, where ``?a=1&copy=2`` is a link.
    """
    at = source.find("&", start, end)
    while at >= 0:
        stop, text = _reference(source, at, end)
        if stop > at and (not closed or source[stop - 1] == ";"):
            yield at, stop, text
        at = source.find("&", max(stop, at + 1), end)


def _reference(source: str, at: int, limit: int) -> tuple[int, str]:
    """Where the reference at ``at`` ends (``at`` itself: it is none), and what it stands for."""
    following = source[at + 1 : at + 2]
    if following == "#":
        return _by_number(source, at, limit)
    if _is_letter(following):
        return _by_name(source, at, limit)
    return at, ""


def _by_number(source: str, at: int, limit: int) -> tuple[int, str]:
    import html

    is_hexadecimal = source[at + 2 : at + 3] in {"x", "X"}
    place = at + 2 + is_hexadecimal
    step = _over_hexadecimal if is_hexadecimal else _over_digits
    end = min(_after(step, source, place), limit)
    if end <= place:
        return at, ""
    digits = source[place:end].lstrip("0")[:_LARGEST] or "0"
    number = int(digits, 16 if is_hexadecimal else 10)
    stop = end + (end < limit and source[end] == ";")
    # The standard library knows which numbers stand for Windows-1252, and which for nothing.
    return stop, html.unescape(f"&#{number};")


def _by_name(source: str, at: int, limit: int) -> tuple[int, str]:
    from html.entities import html5

    name = source[at + 1 : min(at + 1 + _REFERENCE, limit)]
    name = name[: _after(_over_letters, name, 0)]
    end = at + 1 + len(name)
    if end < limit and source[end] == ";" and (text := html5.get(name + ";")):
        return end + 1, text
    for length in range(min(len(name), _BARE), 1, -1):
        if text := html5.get(name[:length]):
            return at + 1 + length, text
    return at, ""


def resolve(made: Weave, source: str, start: int, end: int, *, closed: bool = False) -> None:
    """Add ``source[start:end]`` to what is put together, its character references resolved."""
    if source.find("&", start, end) < 0:
        made.keep(start, end)
        return
    for at, stop, text in references(source, start, end, closed=closed):
        made.keep(start, at)
        made.put(text, at, stop)
        start = stop
    made.keep(start, end)


def unescape(text: str, *, closed: bool = False) -> str:
    """A text with its character references resolved.

    >>> unescape("caf&eacute; &#x1F600;"), unescape("?a=1&copy=2", closed=True)
    ('café 😀', '?a=1&copy=2')
    """
    if "&" not in text:
        return text
    made = Weave(text)
    resolve(made, text, 0, len(text), closed=closed)
    return made.done().text

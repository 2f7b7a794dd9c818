"""The caret frame that errors and reports draw: a source line, and a mark under what is meant.

The caret stands under the right character whatever is written before it: East Asian wide characters
and emoji take two cells, combining characters none (Unicode Standard Annex 11), a tab is drawn as
four spaces, and a control character or a mark that turns the direction of text is drawn as one
``\\ufffd``, so that no line can draw over the frame. A long line is cut around the mark.
"""

from __future__ import annotations

import unicodedata

__all__ = ["LONGEST", "frame", "gutter", "width"]

LONGEST = 160
"""Characters of a source line that are drawn."""

_TAB = "    "
_CUT = "…"
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
_CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp"})


def frame(source_line: str, line: int | str, column: int, length: int) -> str:
    """Draw a source line with a mark under ``length`` characters from ``column``.

    Args:
        source_line: the line as it stands in the file, without its newline.
        line: its number, from 1.
        column: the first character meant, in code points, from 1; may be just after the end.
        length: how many code points are meant; at least one caret is drawn.

    >>> print(frame("    whn_all:", 12, 5, 7))
    12 |     whn_all:
       |     ^^^^^^^
    """
    start = min(max(column - 1, 0), len(source_line))
    stop = min(start + max(length, 1), len(source_line))
    text, start, stop = _cut(source_line, start, stop)
    before, meant = _drawn(text[:start]), _drawn(text[start:stop])
    carets = " " * width(before) + "^" * max(width(meant), 1)
    return f"{line} | {_drawn(text)}".rstrip() + f"\n{gutter(line)} | {carets}"


def gutter(line: int | str) -> str:
    """Spaces as wide as the number of the line.

    >>> gutter(120)
    '   '
    """
    return " " * len(str(line))


def width(text: str) -> int:
    """How many terminal cells ``text`` takes.

    >>> width("été"), width("漢字"), width("e\u0301")
    (3, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.category(character) in _UNSEEN:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _drawn(text: str) -> str:
    return text if text.isascii() and text.isprintable() else "".join(map(_draw, text))


def _draw(character: str) -> str:
    if character == "\t":
        return _TAB
    if character in _DIRECTIONS or unicodedata.category(character) in _CONTROLS:
        return "\ufffd"
    return character


def _cut(text: str, start: int, stop: int) -> tuple[str, int, int]:
    """A window of the line around what is meant, and where that stands in it."""
    if len(text) <= LONGEST:
        return text, start, stop
    stop = min(stop, start + LONGEST // 2)
    first = max(0, min(start - LONGEST // 4, len(text) - LONGEST))
    last = first + LONGEST
    head, tail = _CUT if first else "", _CUT if last < len(text) else ""
    return head + text[first:last] + tail, start - first + len(head), stop - first + len(head)

"""What the words of a text say: stems, names, quantities, dates, in French and English.

A token is one *anchor* of meaning: two texts that say the same thing in other words share tokens.
"""

from __future__ import annotations

import enum
from typing import NamedTuple

from ecluse.model import View
from ecluse.text.words import is_word_byte

__all__ = ["Kind", "Token", "tokens_of"]


class Kind(enum.Enum):
    """What a token is."""

    WORD = "word"
    """A content word, by its stem or its concept (``fermer``, ``closure`` → one key)."""
    NAME = "name"
    """A proper name: written with a capital where grammar asks for none, or unknown as a word."""
    QUANTITY = "quantity"
    """A number with its unit; ``low`` and ``high`` bound what the wording admits."""
    DATE = "date"
    """A date or a part of one: year, month, day, weekday, hour."""


class Token(NamedTuple):
    """One anchor and its place in the view's text.

    ``key`` is canonical (folded bytes): equal keys are the same anchor. Quantities also compare by
    range: they agree when ``unit`` is the same (or one is empty) and their ranges meet.
    """

    kind: Kind
    key: bytes
    start: int
    end: int
    unit: str = ""
    low: float = 0.0
    high: float = 0.0


def tokens_of(view: View) -> list[Token]:
    """The tokens of a view, in order of place; function words are left out."""
    data = view.folded.data
    found: list[Token] = []
    start = -1
    for at in range(len(data) + 1):
        inside = at < len(data) and is_word_byte(data[at])
        if inside and start < 0:
            start = at
        elif not inside and start >= 0:
            if at - start > 2:
                found.append(Token(Kind.WORD, data[start:at], *view.folded.span(start, at)))
            start = -1
    return found

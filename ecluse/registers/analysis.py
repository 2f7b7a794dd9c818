"""A text as registers read it: its words, and what they say, made once and shared.

Each matcher asks for what it needs; nothing is made twice for one view.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from ecluse.model import View
from ecluse.registers.tokens import Token, tokens_of
from ecluse.text.words import is_word_byte

__all__ = ["Analysed", "Word"]


class Word(NamedTuple):
    """A run of letters and digits: its folded bytes and its place in the view's text."""

    data: bytes
    start: int
    end: int


class Analysed:
    """One view, with its words and tokens."""

    def __init__(self, view: View) -> None:
        self.view = view

    @cached_property
    def words(self) -> list[Word]:
        """The words in order, folded (lower case, no accents)."""
        folded = self.view.folded
        data = folded.data
        found: list[Word] = []
        start = -1
        for at, byte in enumerate(data):
            if is_word_byte(byte):
                if start < 0:
                    start = at
            elif start >= 0:
                found.append(Word(data[start:at], *folded.span(start, at)))
                start = -1
        if start >= 0:
            found.append(Word(data[start:], *folded.span(start, len(data))))
        return found

    @cached_property
    def tokens(self) -> list[Token]:
        """What the words say: stems, names, quantities, dates."""
        return tokens_of(self.view)

"""A text as registers read it: its words, and what they say, made once and shared.

Each matcher asks for what it needs; nothing is made twice for one view.
"""

from __future__ import annotations

import re
from functools import cached_property, partial
from itertools import pairwise
from typing import NamedTuple

from ecluse.model import View
from ecluse.registers.lexed import Lexed
from ecluse.registers.tokens import Token, tokens_of
from ecluse.text.fold import fold

__all__ = ["Analysed", "Word"]


# It steps over one character at a time: no backtracking.
_inner_capital = re.compile(r"[0-9a-zß-öø-ÿ][A-ZÀ-ÖØ-Þ]|[A-ZÀ-ÖØ-Þ]{2}[a-zß-öø-ÿ]").search


class Word(NamedTuple):
    """A run of letters and digits: its folded bytes and its place in the view's text."""

    data: bytes
    start: int
    end: int


_word = partial(tuple.__new__, Word)
"""A word from its three values: most of the time of :attr:`Analysed.words` is making them."""


class Analysed:
    """One view, with its words and tokens."""

    def __init__(self, view: View) -> None:
        self.view = view

    @cached_property
    def words(self) -> list[Word]:
        """The words in order, folded (lower case, no accents)."""
        lexed, folded = self.lexed, self.view.folded
        starts, ends = lexed.offsets[::2], lexed.offsets[1::2]
        if folded.origin is not None:
            starts = [folded.origin[at] for at in starts[: lexed.count]]
            ends = [folded.span(at - 1, at).end for at in ends]
        return list(map(_word, zip(lexed.words, starts, ends, strict=False)))

    @cached_property
    def lexed(self) -> Lexed:
        """The runs of letters and digits, and what stands between them."""
        return Lexed(self.view)

    @cached_property
    def pieces(self) -> list[Word]:
        """The words, cut where the case says so: ``#ProjetFalcon`` is two. Often :attr:`words`."""
        text = self.view.text
        if _inner_capital(text) is None:
            return self.words
        return [piece for word in self.words for piece in _pieces(word, text)]

    @cached_property
    def tokens(self) -> list[Token]:
        """What the words say: stems, names, quantities, dates."""
        return tokens_of(self.view, self.lexed)


def _pieces(word: Word, text: str) -> list[Word]:
    """A word cut before each capital that follows a small letter or a digit, or precedes one."""
    written = text[word.start : word.end]
    if len(written) < 3 or written.isupper() or written[1:].islower():
        return [word]
    cuts = [
        at
        for at in range(1, len(written))
        if written[at].isupper()
        and (not written[at - 1].isupper() or written[at + 1 : at + 2].islower())
    ]
    if not cuts:
        return [word]
    places = pairwise([0, *cuts, len(written)])
    return [Word(fold(written[a:b]).data, word.start + a, word.start + b) for a, b in places]

"""A folded text cut into runs of letters and digits, with what stands between them.

One split in C; everything after walks lists. Offsets are of the folded text; :meth:`Lexed.home`
brings them to the view's text.
"""

from __future__ import annotations

import re
from itertools import accumulate

from ecluse.model import View

__all__ = ["MONTHS", "Lexed"]

_MONTH_ROWS = """
1:janvier,january,janv,jan 2:fevrier,february,fevr,fev,feb 3:mars,march 4:avril,april,avr,apr 5:mai,may
6:juin,june,jun 7:juillet,july,juil,jul 8:aout,august,aug 9:septembre,september,sept,sep
10:octobre,october,oct 11:novembre,november,nov 12:decembre,december,dec
"""
MONTHS: dict[bytes, int] = {
    name.encode(): int(number)
    for number, names in (row.split(":") for row in _MONTH_ROWS.split())
    for name in names.split(",")
}
"""Names of months → number, French and English."""


_NAMES = frozenset(MONTHS)

# One class, one step at a time: no backtracking.
_split = re.compile(rb"([0-9a-z\x80-\xff]+)").split


class Lexed:
    """The words of a view and the gaps around them: ``gaps[i]`` stands before ``words[i]``."""

    __slots__ = ("count", "data", "dated", "gaps", "offsets", "origin", "text", "view", "words")

    def __init__(self, view: View) -> None:
        parts = _split(view.folded.data)
        self.view = view
        self.text = view.text
        self.data = view.folded.data
        self.origin = view.folded.origin
        self.gaps: list[bytes] = parts[0::2]
        self.words: list[bytes] = parts[1::2]
        self.offsets = list(accumulate(map(len, parts)))
        self.count = len(self.words)
        self.dated = not _NAMES.isdisjoint(self.words)
        """Whether a month is named somewhere, so that days are worth looking for."""

    def word(self, index: int) -> bytes:
        """The word at ``index``; empty outside the text."""
        return self.words[index] if 0 <= index < self.count else b""

    def start(self, index: int) -> int:
        """Where a word starts in the text."""
        at = self.offsets[2 * index]
        return at if self.origin is None else self.origin[at]

    def end(self, index: int) -> int:
        """Where a word ends in the text."""
        at = self.offsets[2 * index + 1]
        return at if self.origin is None else self.view.folded.span(at - 1, at).end

    def between(self, index: int) -> str:
        """The text between the word before ``index`` and this one (16 characters at most)."""
        first = self.end(index - 1) if index else 0
        last = self.start(index) if index < self.count else len(self.text)
        return self.text[first : min(last, first + 16)]

    def before(self, index: int) -> str:
        """The text before a word, back to the previous one (16 characters at most)."""
        last = self.start(index)
        first = self.end(index - 1) if index else 0
        return self.text[max(first, last - 16) : last]

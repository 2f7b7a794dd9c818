"""Words that no space tells apart: ``lesitefermeenjuin``, « #gelDesEmbauches » in small letters.

:func:`parted` cuts a run of at least eleven letters and digits that is no word itself: figures stand for
themselves, and letters are cut where the fewest and longest words of the dictionaries come out. What is
in no dictionary stays together as well as may be. It is a reading in which declared words, marks and
statements are looked for.

Time is linear in the length of a run: each letter is looked at with the twenty before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecluse.text.common_words import COMMON
from ecluse.text.dictionary import is_in_dictionary
from ecluse.text.fold import fold
from ecluse.text.mapped import Mapped, Weave

__all__ = ["parted"]

_FEWEST = 11
_MOST = 400
"""Letters of a run that are cut; what follows stays."""
_LONGEST_WORD = 20
_NEVER = 1 << 20
_runs = re.compile(rf"[^\W_]{{{_FEWEST},}}").finditer
_pieces = re.compile(r"[0-9]+|[^\W\d_]+").finditer
_KNOWN, _COMMON, _SHORT, _FIRST_UNKNOWN, _UNKNOWN = 10, 8, 16, 15, 8
"""What a word costs, a common one, a rare one of three letters, and each letter that is in none."""


def parted(text: str) -> Iterator[Mapped]:
    """``text`` with the words of its long runs told apart; nothing when there is none.

    >>> [made.text for made in parted("#lesitefermele30juin !")]
    ['#le site ferme le 30 juin !']
    >>> list(parted("Une manifestation internationale"))
    []
    """
    made: Weave | None = None
    at = 0
    for run in _runs(text):
        cuts = _cuts(run[0][:_MOST])
        if cuts:
            made = made or Weave(text)
            made.keep(at, run.start())
            at = run.start()
            for cut in cuts:
                made.keep(at, run.start() + cut)
                at = run.start() + cut
                made.put(" ", at, at)
    if made is not None:
        made.keep(at, len(text))
        yield made.done()


def _cuts(run: str) -> list[int]:
    """Where words of a run start, but for the first; none when it is one word."""
    starts: list[int] = []
    for piece in _pieces(run):
        starts.append(piece.start())
        if len(piece[0]) >= 4 and not piece[0].isdigit():
            starts += [piece.start() + cut for cut in _cuts_of_letters(piece[0])]
    return starts[1:]


def _cuts_of_letters(letters: str) -> list[int]:
    folded = fold(letters).data
    if len(folded) != len(letters) or is_in_dictionary(folded):
        return []
    best, before = [0] * (len(folded) + 1), [0] * (len(folded) + 1)
    for end in range(1, len(folded) + 1):
        first = end == 1 or before[end - 1] >= 0
        best[end], before[end] = best[end - 1] + (_FIRST_UNKNOWN if first else _UNKNOWN), -end
        for start in range(max(0, end - _LONGEST_WORD), end):
            cost = best[start] + _cost(folded[start:end])
            if cost < best[end]:
                best[end], before[end] = cost, start
    return _back(before)


def _cost(word: bytes) -> int:
    if word in COMMON:
        return _COMMON if len(word) > 1 else _SHORT
    if len(word) <= 2 or not is_in_dictionary(word):
        return _NEVER
    return _SHORT if len(word) == 3 else _KNOWN


def _back(before: list[int]) -> list[int]:
    """The starts of words, letters in none put together; ``before``: -1 - at for such a letter."""
    cuts: list[int] = []
    end, was_unknown = len(before) - 1, False
    while end > 0:
        start, unknown = before[end], before[end] < 0
        if cuts and unknown and was_unknown:
            cuts.pop()
        end = -start - 1 if unknown else start
        cuts.append(end)
        was_unknown = unknown
    return [cut for cut in reversed(cuts) if cut]

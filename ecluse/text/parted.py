"""Words that no space tells apart: ``lesitefermeenjuin``, « #gelDesEmbauches » in small letters.

:func:`parted` cuts a run of at least eleven letters and digits that is no word itself: figures stand for
themselves, and letters are cut where the fewest and longest words of the dictionaries come out. What is
in no dictionary stays together as well as may be. It is a reading in which declared words, marks and
statements are looked for.

Time is linear in the length of a run: each letter is looked at with the twenty after it, or fewer when no
word begins as they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecluse.text.common_words import COMMON
from ecluse.text.dictionary import LONG, SHORT, is_in_dictionary, may_begin
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
    known: dict[str, list[int]] = {}
    for run in _runs(text):
        letters = run[0][:_MOST]
        if letters not in known:
            known[letters] = _cuts(letters)
        if cuts := known[letters]:
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
    best, before = [0] + [_NEVER] * len(folded), [0] * (len(folded) + 1)
    for start in range(len(folded)):
        so_far = best[start]
        first = not start or before[start] >= 0
        cost = so_far + (_FIRST_UNKNOWN if first else _UNKNOWN)
        if cost <= best[start + 1]:
            best[start + 1], before[start + 1] = cost, -start - 1
        for end, more in _words_from(folded, start):
            if so_far + more < best[end]:
                best[end], before[end] = so_far + more, start
    return _back(before)


def _words_from(letters: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Where each word ends that starts there, and what it costs."""
    for length in range(1, min(_LONGEST_WORD, len(letters) - start) + 1):
        word = letters[start : start + length]
        if length in (SHORT, LONG) and not may_begin(word):
            return
        if word in COMMON:
            yield start + length, _COMMON if length > 1 else _SHORT
        elif length > 2 and is_in_dictionary(word):
            yield start + length, _SHORT if length == 3 else _KNOWN


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

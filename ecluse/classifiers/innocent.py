"""Runs of letters that hide nothing by themselves: words of a dictionary, in one piece, and no slip of a term.

Nearly every run of letters of nearly every post is such a word, and posts repeat their words. Where all are,
there is no term with a letter wrong (:mod:`ecluse.classifiers.near`) and none in a cipher, which would
not be made of such words only; what may be there is a term set apart (:mod:`ecluse.classifiers.disguised`).
A word is judged when it is first met and remembered, so that most posts cost one look into a set.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable

from ecluse.model import View
from ecluse.text.dictionary import is_in_dictionary
from ecluse.text.fold import fold, fold_character

__all__ = ["INNOCENT", "LONE", "STRANGE", "WRONG", "Innocent", "is_word", "runs"]

INNOCENT, STRANGE, WRONG = range(3)
"""What a run is: a word and no slip; no word, so that it may be a piece of a cipher; perhaps a slip."""

LONE = frozenset(b"acdijlmnosty")
"""Letters that stand alone in ordinary text: « il y a », « l'été », *I*."""
_MEMO = 1 << 16
_LETTERS = frozenset(range(97, 123))


def is_word(letters: bytes) -> bool:
    """Whether folded letters are a word of a dictionary, or one that stands alone."""
    return letters[0] in LONE if len(letters) == 1 else is_in_dictionary(letters)


class Innocent:
    """Tells of what the runs of letters in a view are suspected.

    Args:
        may_be_wrong: whether a folded word may be a slip of a word of a term.
    """

    def __init__(self, may_be_wrong: Callable[[bytes], bool]) -> None:
        self._may_be_wrong = may_be_wrong
        self._innocent = set[bytes]()
        self._suspects = dict[bytes, int]()

    def suspicion(self, view: View) -> int:
        """The most of which a run of letters in a view is suspected."""
        its = runs(view.text)
        if self._innocent.issuperset(its):
            return INNOCENT
        return max(map(self._judged, set(its) - self._innocent))

    def _judged(self, run: bytes) -> int:
        """Of what a run is suspected; judged when it is first met, and remembered."""
        known = self._suspects.get(run)
        if known is not None:
            return known
        for memo in (self._suspects, self._innocent):
            if len(memo) >= _MEMO:
                memo.clear()
        suspicion = self._judge(run)
        if suspicion:
            self._suspects[run] = suspicion
        else:
            self._innocent.add(run)
        return suspicion

    def _judge(self, run: bytes) -> int:
        text = run.decode("latin-1")
        letters = fold(text).data
        if self._may_be_wrong(letters):
            return WRONG
        if not _has_seam(text) and _LETTERS.issuperset(letters) and is_word(letters):
            return INNOCENT
        return STRANGE


def _has_seam(text: str) -> bool:
    """Whether a word starts inside for its case (:func:`ecluse.text.words.starts_word`)."""
    return any(
        text[at].isupper() and (text[at - 1].islower() or text[at + 1 : at + 2].islower())
        for at in range(1, len(text))
    )


# --- runs of letters ------------------------------------------------------------------------------


def _runs_table() -> bytes:
    """Each byte of Latin-1 as it is if it is folded to letters, else a space."""
    return bytes(b if _LETTERS.issuperset(fold_character(chr(b))) else 32 for b in range(256))


_RUNS = _runs_table()
_TYPOGRAPHY = "’…–—“”\u202f€"


def runs(text: str) -> list[bytes]:
    """The runs of letters of a text, as they are written; other scripts than Latin left out.

    They are those of the folded text, told by the characters from which it comes.

    >>> [run.decode("latin-1") for run in runs("L’Œuvre d’été 2027")]
    ['L', 'OEuvre', 'd', 'été']
    """
    if not text.isascii():
        for character in _TYPOGRAPHY:
            if character in text:
                text = text.replace(character, " ")
    return text.encode("latin-1", "ecluse.runs").translate(_RUNS).split()


def _letters_of(error: UnicodeError) -> tuple[str, int]:
    """What Latin-1 does not hold as the letters to which it is folded, in its case."""
    assert isinstance(error, UnicodeEncodeError)
    beyond = error.object[error.start : error.end]
    return "".join(map(_BEYOND.__getitem__, beyond)), error.end


class _Letters(dict[str, str]):
    """Character → the letters or the sign to which it is folded, in its case; a space for other scripts."""

    def __missing__(self, character: str) -> str:
        folded = fold_character(character)
        letters = folded.decode("ascii") if folded.isascii() else " "
        made = self[character] = letters.upper() if character.isupper() else letters
        return made


_BEYOND = _Letters()


codecs.register_error("ecluse.runs", _letters_of)

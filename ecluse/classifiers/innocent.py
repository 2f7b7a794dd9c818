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

__all__ = ["LONE", "Innocent", "is_word", "runs"]

LONE = frozenset(b"acdijlmnosty")
"""Letters that stand alone in ordinary text: « il y a », « l'été », *I*."""
_MEMO = 1 << 16
_LETTERS = frozenset(range(97, 123))


def is_word(letters: bytes) -> bool:
    """Whether folded letters are a word of a dictionary, or one that stands alone."""
    return letters[0] in LONE if len(letters) == 1 else is_in_dictionary(letters)


class Innocent:
    """Tells views of innocent words.

    Args:
        may_be_wrong: whether a folded word may be a slip of a word of a term.
    """

    def __init__(self, may_be_wrong: Callable[[bytes], bool]) -> None:
        self._may_be_wrong = may_be_wrong
        self._innocent: set[bytes] = set()
        self._suspect: set[bytes] = set()

    def are_all(self, view: View) -> bool:
        """Whether every run of letters in a view is innocent."""
        its = runs(view.text)
        if self._innocent.issuperset(its):
            return True
        if not self._suspect.isdisjoint(its):
            return False
        return all(self._judge(run) for run in set(its) - self._innocent)

    def _judge(self, run: bytes) -> bool:
        """Judge a run that is met for the first time, and remember it."""
        innocent = self._is_innocent(run)
        kept = self._innocent if innocent else self._suspect
        if len(kept) >= _MEMO:
            kept.clear()
        kept.add(run)
        return innocent

    def _is_innocent(self, run: bytes) -> bool:
        text = run.decode("latin-1")
        letters = fold(text).data
        return (
            not _has_seam(text)
            and _LETTERS.issuperset(letters)
            and is_word(letters)
            and not self._may_be_wrong(letters)
        )


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
_TYPOGRAPHY = "’…–—“”"


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
    made = [_letters_of_one(one) for one in error.object[error.start : error.end]]
    return "".join(made), error.end


def _letters_of_one(character: str) -> str:
    folded = fold_character(character)
    if not folded.isascii():
        return " "
    letters = folded.decode("ascii")
    return letters.upper() if character.isupper() else letters


codecs.register_error("ecluse.runs", _letters_of)

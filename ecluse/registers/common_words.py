"""Which words say something: the others are in :mod:`ecluse.text.common_words`.

A shingle made only of common words is no evidence that a document was quoted: « il y a des », "as
well as the".
"""

from __future__ import annotations

from ecluse.text.common_words import COMMON

__all__ = ["COMMON", "is_informative"]


def is_informative(word: bytes) -> bool:
    """Whether a folded word says something: not a common one, and longer than two bytes or a number.

    >>> [is_informative(word) for word in (b"usine", b"des", b"y", b"41")]
    [True, False, False, True]
    """
    return word not in COMMON and (len(word) > 2 or word.isdigit())

"""One letter wrong: the edit distance of Damerau, as far as one.

Two words are one edit apart when a letter is missing, added, another, or swapped with the one beside
it. Every word that is one edit away from another has a piece in common with it when one letter is
taken away from each (the deletion neighbourhood: Mor and Fraenkel 1982; Bast and Celikik 2013).
"""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["is_one_edit", "without_one"]


def without_one(word: bytes) -> Iterator[bytes]:
    """``word`` without each of its letters in turn; of equal letters side by side, without one.

    >>> list(without_one(b"allo"))
    [b'llo', b'alo', b'all']
    """
    before = -1
    for at, letter in enumerate(word):
        if letter != before:
            yield word[:at] + word[at + 1 :]
        before = letter


def is_one_edit(one: bytes, other: bytes) -> bool:
    """Whether exactly one edit makes one word of the other.

    >>> [is_one_edit(b"falcon", word) for word in (b"falon", b"facon", b"flacon", b"balcon", b"falcon")]
    [True, True, True, True, False]
    """
    if len(one) < len(other):
        one, other = other, one
    if len(one) - len(other) > 1:
        return False
    at = 0
    for at, letter in enumerate(other):
        if one[at] != letter:
            break
    else:
        return len(one) > len(other)
    if len(one) > len(other):
        return one[at + 1 :] == other[at:]
    if one[at + 1 :] == other[at + 1 :]:
        return True
    swapped = one[at : at + 2] == other[at : at + 2][::-1]
    return swapped and one[at + 2 :] == other[at + 2 :]

"""What is looked for beside declared terms as they stand, in a form that is quick to keep and to load.

Whoever checks one draft waits for what is built before it. :class:`Needles` finds thousands of needles in
a first few short texts without an automaton; :class:`Fingerprints` says of nearly every word that tables
know nothing of it, before they are built. All is made once for a policy and kept in its compiled cache
(:mod:`ecluse.policy.prepare`), together as :class:`Sought`.
"""

from __future__ import annotations

import sys
from array import array
from binascii import crc32
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ecluse.text.needles import Found, in_order

__all__ = [
    "START",
    "Fingerprints",
    "KnownBy",
    "Needles",
    "Sought",
    "Words",
    "fingerprints",
    "needles",
    "packed",
    "unpacked",
]

START = 5
"""Bytes by which a needle is looked up: no needle is shorter."""


class Needles(NamedTuple):
    """Needles in order of their bytes.

    ``codes``: for each what it is, a number that belongs to whoever made it. ``starts``: their first
    :data:`START` bytes.
    """

    data: Sequence[bytes]
    codes: Sequence[int]
    starts: frozenset[bytes]

    def places(self, text: bytes) -> list[Found]:
        """Each place of each needle in ``text``, in order of the end; quick to start, for short texts.

        >>> needles([(b"heron", 7), (b"heronniere", 8)]).places(b"la heronniere")
        [(0, 3, 8), (1, 3, 13)]
        """
        starts, data, found = self.starts, self.data, list[Found]()
        called = [at for at in range(len(text) - START + 1) if text[at : at + START] in starts]
        for at in called:
            start = text[at : at + START]
            number = bisect_left(data, start)
            while number < len(data) and data[number].startswith(start):
                if text.startswith(data[number], at):
                    found.append((number, at, at + len(data[number])))
                number += 1
        return sorted(found, key=in_order)


def needles(pairs: Iterable[tuple[bytes, int]]) -> Needles:
    """Needles, each with its code; of equal ones the first given comes first."""
    given = sorted(pairs, key=_data_of)
    data = [needle for needle, _ in given]
    codes = array("I", [code for _, code in given])
    return Needles(data, codes, frozenset([one[:START] for one in data]))


def _data_of(pair: tuple[bytes, int]) -> bytes:
    return pair[0]


class Fingerprints(NamedTuple):
    """A set of words as their sums (CRC-32), in order: one word in 100,000 is taken for another.

    >>> kept = fingerprints([b"heron", b"falcon"])
    >>> kept.may_hold(b"falcon"), kept.may_hold(b"colvert")
    (True, False)
    """

    sums: Sequence[int]

    def may_hold(self, word: bytes) -> bool:
        """Whether ``word`` may be in the set; when not, it surely is not."""
        one, sums = crc32(word), self.sums
        at = bisect_left(sums, one)
        return at < len(sums) and sums[at] == one


def fingerprints(words: Iterable[bytes]) -> Fingerprints:
    """The set of ``words``."""
    return Fingerprints(array("I", sorted(set(map(crc32, words)))))


class KnownBy(NamedTuple):
    """The words by which terms are known (:mod:`ecluse.classifiers.slips`).

    ``codes``: for each word which term it calls. ``others``: the words of phrases. ``wholes``: phrases as
    one word, that are no word of a term.
    """

    words: Sequence[bytes]
    codes: Sequence[int]
    others: frozenset[bytes]
    wholes: frozenset[bytes]


class Words(NamedTuple):
    """What is kept for whoever looks for terms with a letter wrong: what they look up, and where."""

    prints: Fingerprints
    known_by: KnownBy


class Sought(NamedTuple):
    """What was made of some terms, for those who look for them in disguise or with a letter wrong.

    ``labels``: those of the terms, in order. ``words``: what classifiers look for besides, one after the
    other (:mod:`ecluse.classifiers.guises`).
    """

    labels: tuple[str, ...]
    words: tuple[tuple[bytes, ...], ...]
    disguised: Needles
    near: Words


# --- numbers as bytes -----------------------------------------------------------------------------


def packed(numbers: Iterable[int]) -> bytes:
    """Numbers below 2 ** 32 as bytes, the same on every machine."""
    return _swapped(array("I", numbers)).tobytes()


def unpacked(data: bytes) -> array[int]:
    """The numbers that :func:`packed` wrote.

    Raises:
        ValueError: these are no such bytes.
    """
    numbers = array("I")
    numbers.frombytes(data)
    return _swapped(numbers)


def _swapped(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers

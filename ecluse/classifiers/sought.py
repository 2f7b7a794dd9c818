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
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Self

from ecluse.lean import NamedTuple
from ecluse.text.needles import Found, in_order

__all__ = [
    "START",
    "Fingerprints",
    "KnownBy",
    "Needles",
    "Packed",
    "Sought",
    "Words",
    "fingerprints",
    "needles",
    "packed",
    "unpacked",
]

START = 5
"""Bytes by which a needle is looked up: no needle is shorter."""


class Packed:
    """Bytes, and what they stand for, made when it is asked for."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = parts

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.parts == self.parts

    def __hash__(self) -> int:
        return hash(self.parts)

    def __reduce__(self) -> tuple[type[Self], tuple[bytes, ...]]:
        return type(self), self.parts


class Needles(Packed):
    """Needles in order of their bytes, and for each a number that belongs to whoever made it.

    Its parts: needles, numbers, the first :data:`START` bytes of the needles.
    """

    @cached_property
    def data(self) -> Sequence[bytes]:
        """The needles."""
        return _split(self.parts[0])

    @cached_property
    def codes(self) -> Sequence[int]:
        """The number of each."""
        return unpacked(self.parts[1])

    @cached_property
    def starts(self) -> frozenset[bytes]:
        """Their first bytes."""
        return frozenset(_split(self.parts[2]))

    def places(self, text: bytes) -> list[Found]:
        """Each place of each needle in ``text``, in order of the end; quick to start, for short texts.

        >>> needles([(b"heron", 7), (b"heronniere", 8)]).places(b"la heronniere")
        [(0, 3, 8), (1, 3, 13)]
        """
        starts, rows = self.starts, self.parts[0]
        called = [at for at in range(len(text) - START + 1) if text[at : at + START] in starts]
        found = [
            (rows.count(b"\n", 0, row), at, at + len(needle))
            for at in called
            for row, needle in _rows_from(rows, text[at : at + START])
            if text.startswith(needle, at)
        ]
        return sorted(found, key=in_order)


def needles(pairs: Iterable[tuple[bytes, int]]) -> Needles:
    """Needles, each with its number; of equal ones the first given comes first."""
    given = sorted(pairs, key=_data_of)
    data = [needle for needle, _ in given]
    starts = sorted({one[:START] for one in data})
    return Needles(_joined(data), packed(number for _, number in given), _joined(starts))


def _data_of(pair: tuple[bytes, int]) -> bytes:
    return pair[0]


class Fingerprints(Packed):
    """A set of words as their sums (CRC-32), in order: one word in 100,000 is taken for another.

    >>> kept = fingerprints([b"heron", b"falcon"])
    >>> kept.may_hold(b"falcon"), kept.may_hold(b"colvert")
    (True, False)
    """

    @cached_property
    def sums(self) -> Sequence[int]:
        """The sums, in order."""
        return unpacked(self.parts[0])

    def may_hold(self, word: bytes) -> bool:
        """Whether ``word`` may be in the set; when not, it surely is not."""
        one, sums = crc32(word), self.sums
        at = bisect_left(sums, one)
        return at < len(sums) and sums[at] == one


def fingerprints(words: Iterable[bytes]) -> Fingerprints:
    """The set of ``words``."""
    return Fingerprints(packed(sorted(set(map(crc32, words)))))


class KnownBy(Packed):
    """The words by which terms are known (:mod:`ecluse.classifiers.slips`); its parts: all that it has."""

    @classmethod
    def of(
        cls,
        words: Sequence[bytes],
        codes: Iterable[int],
        others: Iterable[bytes],
        wholes: Iterable[bytes],
    ) -> Self:
        """Pack it."""
        parts = _joined(sorted(others)), _joined(sorted(wholes))
        return cls(_joined(words), packed(codes), *parts)

    @cached_property
    def words(self) -> Sequence[bytes]:
        """The words."""
        return _split(self.parts[0])

    @cached_property
    def codes(self) -> Sequence[int]:
        """For each word which term it calls."""
        return unpacked(self.parts[1])

    @cached_property
    def others(self) -> frozenset[bytes]:
        """The words of phrases."""
        return frozenset(_split(self.parts[2]))

    @cached_property
    def wholes(self) -> frozenset[bytes]:
        """Phrases as one word, that are no word of a term."""
        return frozenset(_split(self.parts[3]))


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

    def parts(self) -> tuple[bytes, ...]:
        """All its bytes."""
        return (*self.disguised.parts, *self.near.prints.parts, *self.near.known_by.parts)

    @classmethod
    def of(
        cls, labels: Iterable[str], words: Iterable[Iterable[bytes]], parts: Sequence[bytes]
    ) -> Self:
        """What has these parts.

        Raises:
            ValueError: these are no such parts.
        """
        data, codes, starts, prints, words_known, codes_known, others, wholes = parts
        for its, numbers in ((data, codes), (words_known, codes_known)):
            if 4 * _count(its) != len(numbers):
                raise ValueError("not a number for each")
        if len(prints) % 4:
            raise ValueError("not whole numbers")
        near = Words(Fingerprints(prints), KnownBy(words_known, codes_known, others, wholes))
        return cls(tuple(labels), tuple(map(tuple, words)), Needles(data, codes, starts), near)


# --- words as bytes -------------------------------------------------------------------------------


def _joined(words: Iterable[bytes]) -> bytes:
    return b"\n".join(words)


def _split(data: bytes) -> list[bytes]:
    return data.split(b"\n") if data else []


def _rows_from(data: bytes, start: bytes) -> Iterator[tuple[int, bytes]]:
    """The words that start so, of words in order, each with where it stands; nothing else is cut out."""
    low, high = 0, len(data)
    while low < high:
        middle = (low + high) // 2
        row = data.rfind(b"\n", low, middle) + 1 or low
        if data[row : row + len(start)] < start:
            low = data.find(b"\n", middle) + 1 or high
        else:
            high = row
    while data.startswith(start, low):
        end = data.find(b"\n", low)
        end = end if end >= 0 else len(data)
        yield low, data[low:end]
        low = end + 1


def _count(data: bytes) -> int:
    return data.count(b"\n") + 1 if data else 0


# --- numbers as bytes -----------------------------------------------------------------------------


def packed(numbers: Iterable[int]) -> bytes:
    """Numbers below 2 ** 32 as bytes, the same on every machine."""
    return _little(array("I", numbers)).tobytes()


def unpacked(data: bytes) -> Sequence[int]:
    """The numbers that :func:`packed` wrote.

    Raises:
        ValueError: these are no such bytes.
    """
    numbers = array("I")
    numbers.frombytes(data)
    return _little(numbers)


def _little(numbers: array[int]) -> array[int]:
    """Numbers of this machine in the order of bytes that is kept, or back."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers

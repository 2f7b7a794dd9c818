"""Many needles in a text: the first short texts are searched for one after the other, all others by an automaton.

An Aho-Corasick automaton of some thousand needles takes milliseconds to build, and a short text some
microseconds to search with it. Whoever checks one draft waits for the first, whoever checks many for the
second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

__all__ = ["Automaton", "Found", "in_order"]

Found = tuple[int, int, int]
"""Number of the needle, start, end."""

_FIRST = 4
"""Short texts that are searched for one needle after the other."""
_START = 4
"""Bytes of a needle that are looked up first: nearly no needle starts like anything in a text."""
_SHORT = 2_048
"""Bytes of a short text."""


class Automaton:
    """Needles of at least one byte.

    >>> Automaton([b"quai", b"ai"]).find(b"au quai")
    [(0, 3, 7), (1, 5, 7)]
    """

    def __init__(self, needles: Sequence[bytes]) -> None:
        self._needles = needles
        self._left = _FIRST
        self._search: Callable[..., list[Found]] | None = None

    @property
    def needles(self) -> Sequence[bytes]:
        """The needles, in the order of their numbers."""
        return self._needles

    def find(self, data: bytes) -> list[Found]:
        """Each place of each needle, overlapping ones too, in order of the end."""
        search = self._search
        if search is not None:
            return search(data, overlapping=True)
        if len(data) <= _SHORT and self._left > 0:
            self._left -= 1
            return self._one_by_one(data)
        return self._built()(data, overlapping=True) if self.needles else []

    def _built(self) -> Callable[..., list[Found]]:
        from ahocorasick_rs import BytesAhoCorasick

        built = BytesAhoCorasick(self.needles)
        search: Callable[..., list[Found]] = built.find_matches_as_indexes
        self._search = search
        return search

    def _one_by_one(self, data: bytes) -> list[Found]:
        needles = self.needles
        starts = {data[at : at + _START] for at in range(len(data) - _START + 1)}
        held = [
            number
            for number, needle in enumerate(needles)
            if (needle[:_START] in starts or len(needle) < _START) and needle in data
        ]
        found = [
            (number, at, at + len(needles[number]))
            for number in held
            for at in _places(needles[number], data)
        ]
        return sorted(found, key=in_order)


def _places(needle: bytes, data: bytes) -> Iterator[int]:
    at = data.find(needle)
    while at >= 0:
        yield at
        at = data.find(needle, at + 1)


def in_order(found: Found) -> Found:
    """By the end, the longer before the shorter."""
    number, start, end = found
    return end, start, number

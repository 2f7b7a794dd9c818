"""Ranges of numbers that can be compared by digest alone.

A number, or the range that its wording admits ("more than 41", "about 600"), is covered by cells of
a tree over the logarithms of numbers: 4,096 leaves an octave (0.017 % wide), each cell half of the
one above it, up to a quarter of an octave (19 %). Two ranges meet exactly when a cell that covers one
is a cell that covers the other, or stands above one. So a register that keeps the digests of those
cells tells whether a number agrees with a declared one, and holds no number in clear. (The same
decomposition serves prefix-preserving range queries over encrypted data: Li et al., VLDB 2014.)
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, isfinite, log2
from typing import NamedTuple

from ecluse.registers.keyed import Keyed

__all__ = ["Range", "range_of"]

_LEAVES = 4096
_LEVELS = 11
"""Of cells: 1 to 1,024 leaves wide."""
_WIDEST = _LEAVES
"""A range reaches an octave at most: "more than 300" is not 900."""
_LEAST = 1e-9


class Range(NamedTuple):
    """The digests of the cells that cover a range, and of those above them."""

    cover: frozenset[int]
    above: frozenset[int]

    def meets(self, other: Range) -> bool:
        """Whether some number lies in both, to within a leaf."""
        return not (
            self.cover.isdisjoint(other.cover)
            and self.cover.isdisjoint(other.above)
            and self.above.isdisjoint(other.cover)
        )


def range_of(keyed: Keyed, low: float, high: float) -> Range:
    """The digests of the numbers from ``low`` to ``high``, both included.

    >>> keyed = Keyed(b"a key of the tests")
    >>> about = range_of(keyed, 595, 605)
    >>> about.meets(range_of(keyed, 600, 600)), about.meets(range_of(keyed, 640, 640))
    (True, False)
    """
    first = _leaf(low)
    last = min(max(first, _leaf(high)), first + _WIDEST)
    cover = list(_cover(first, last))
    above = {cell for each in cover for cell in _above(*each)}.difference(cover)
    return Range(_digests(keyed, cover), _digests(keyed, above))


def _leaf(number: float) -> int:
    """The leaf of a number; those below 1e-9 share one, and so do those that are no number."""
    size = abs(number)
    if not isfinite(size):
        return 1 << 20
    return floor(log2(max(size, _LEAST)) * _LEAVES + 1e-6)


def _cover(first: int, last: int) -> Iterator[tuple[int, int]]:
    """The fewest cells, each ``(level, place)``, that hold exactly the leaves from first to last."""
    level = 0
    while first <= last:
        if level == _LEVELS - 1:
            yield from ((level, place) for place in range(first, last + 1))
            return
        if first & 1:
            yield level, first
            first += 1
        if not last & 1:
            yield level, last
            last -= 1
        first, last, level = first >> 1, last >> 1, level + 1


def _above(level: int, place: int) -> Iterator[tuple[int, int]]:
    for higher in range(level + 1, _LEVELS):
        place >>= 1
        yield higher, place


def _digests(keyed: Keyed, cells: list[tuple[int, int]] | set[tuple[int, int]]) -> frozenset[int]:
    return frozenset(keyed.word(b"\0range %d %d" % cell) for cell in cells)

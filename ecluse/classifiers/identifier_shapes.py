"""Which rows of letters and digits could be which identifier, by their shape alone.

A *region* is a row of groups of letters and digits, each joined to the next by one separator. Its
*shape* has ``9`` for every digit and ``a`` for every letter, separators as they are. From the shape
follow the *windows*, runs of whole groups that fit a mask of some kind, with their edges. A shape
holds nothing of what was written, and the same ones come back all the time, so :class:`Plan`
remembers what it made of them.

An edge is *free* unless digits continue beyond it: after a hyphen or a dot; after a space or a slash
when
the window's own groups are parted by the same sign, unless they all have one length and the neighbour
has another, of two digits at least (a card, then its three digits). A window without free edges is kept only in a usual layout:
it may be one of two telephone numbers in a row, and then its neighbour is its edge.

Everything is linear: a window has at most :data:`LONGEST` characters, and a region longer than two of
them is cut into pieces that overlap by one.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ecluse.classifiers.identifier_kinds import PLATE_NAMES, IdentifierKind

__all__ = ["LONGEST", "Plan", "Window", "may_hold", "pieces", "regions", "shape_of"]

LONGEST = 64
"""Characters of a candidate made of letters and digits, separators included."""

_SHAPE = bytes(57 if 48 <= b <= 57 else 97 if 97 <= b <= 122 else b for b in range(256))

# A group without a digit has at most four letters, and at most two such stand side by side.
_JOINT = rb"(?:[ ./-]|\)[ ./-]?| ?\(| - )"
_GROUP = rb"[a-z0-9]*[0-9][a-z0-9]*"
_REGION = (
    rb"(?:\b[a-z]{1,4}(?:[ ./]| ?: ?| ?- ?)\(?){0,2}\b"
    + _GROUP
    + (rb"(?:(?:" + _JOINT + rb"[a-z]{1,4}\b){0,2}" + _JOINT + _GROUP + rb")*")
    + rb"(?:[ ./-][a-z]{1,4}\b){0,2}"
)
_DATE = (
    rb"(?:9?9[./-]9?9[./-](?:99)?99|9999[./-]9?9[./-]9?9)(?: .*)?"
    rb"|9?9 9?9 9999"
)
_DIGIT = ord("9")
_groups = re.compile(rb"[9a]+").finditer

_NONE: frozenset[int] = frozenset()
_Groups = Sequence[tuple[int, int]]


@functools.cache
def _pattern(pattern: bytes) -> Any:
    import re2

    return re2.compile(pattern)


def regions(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the rows of letters and digits of a folded text are."""
    if b"_" in data:  # a letter for RE2's \b, a mark of emphasis in posts
        data = data.replace(b"_", b"*")
    return (match.span() for match in _pattern(_REGION).finditer(data))


_SIGNS = rb"[ ./():-]{0,3}"
_SCREEN = b"|".join(
    (
        rb"[0-9](?:" + _SIGNS + rb"[0-9]){5}",  # six digits in a row
        rb"[a-z0-9]{6}[0-9]|[0-9][a-z0-9]{6}|[a-z0-9]{3}[0-9][a-z0-9]{3}",  # seven in one word
        rb"[0-9]{2}[a-z][0-9]{2}",  # the date of an Italian tax code
        rb"[0-9]{2}a[ ./-]|[0-9]a[ ./-][0-9]|2[ab]" + _SIGNS + rb"[0-9]{3}",  # a NIR of Corsica
        rb"\b[a-z]{2}[ -]?[0-9]{2,3}[ -]?[a-z]{2,3}\b",  # plates: AB-123-CD, AB51 ABC
    )
)
_SCREEN_OF_NAMED = b"|".join(
    (
        # Plates: 123 AB 75, 1234 BCD, 1-ABC-123, B-AB 1234.
        rb"\b[0-9]{1,4}[ -]?[a-z]{2,3}[ -]?[0-9][0-9ab]\b",
        rb"\b[0-9]{4}[ -]?[a-z]{3}\b|\b[0-9]-?[a-z]{3}-?[0-9]{3}\b",
        rb"\b[a-z]{1,3}[ -][a-z]{1,2}[ -]?[0-9]{3,4}\b|\b[a-z]{2,4}-?[0-9]{3,4}\b",
    )
)

"""Rows that are nothing without a word that names them: « 2026 les » is written like a plate."""
_NAMES = b"|".join(sorted({word.partition(" ")[0].rstrip("*").encode() for word in PLATE_NAMES}))


def may_hold(data: bytes) -> bool:
    """A first look, which lets through too much and never too little: is there such a row at all?

    >>> may_hold(b"41 places en 2026"), may_hold(b"ab-123-cd"), may_hold(b"06 39 98 12 34")
    (False, True, True)
    """
    if _pattern(_SCREEN).search(data) is not None:
        return True
    named = _pattern(_SCREEN_OF_NAMED).search(data) is not None
    return named and _pattern(_NAMES).search(data) is not None


def shape_of(data: bytes) -> bytes:
    """The shape of a folded text.

    >>> shape_of(b"le 06 39 98 12 34")
    b'aa 99 99 99 99 99'
    """
    return data.translate(_SHAPE)


class Window(NamedTuple):
    """Whole groups of a region that could be some kinds, by shape alone.

    ``groups``: their lengths. ``kinds``: numbers of the kinds. ``edges``: whether each is free.
    """

    start: int
    end: int
    groups: tuple[int, ...]
    kinds: tuple[int, ...]
    edges: tuple[bool, bool] = (True, True)


class Plan:
    """The kinds of a table, indexed by what their compact form looks like."""

    def __init__(self, kinds: Sequence[IdentifierKind]) -> None:
        self.kinds = kinds
        self._exact: dict[str, list[int]] = {}
        self._loose: dict[int, list[tuple[str, int]]] = {}
        for number, kind in enumerate(kinds):
            for mask in kind.masks:
                if "x" in mask:
                    self._loose.setdefault(len(mask), []).append((mask, number))
                else:
                    self._exact.setdefault(mask, []).append(number)
        self._most_groups = max((len(layout) for k in kinds for layout in k.layouts), default=0)
        self._longest = max((len(m) for kind in kinds for m in kind.masks), default=0)
        self._usual = _kinds_by_layout(kinds)
        self._any = self._usual.get((), frozenset())
        self._anyhow = self._any | {n for n, kind in enumerate(kinds) if kind.anyhow}
        self._strong = frozenset(n for n, kind in enumerate(kinds) if kind.strong)
        self._heads = _context_by_head(kinds)
        self.finders = [(n, k.finder, k.signs) for n, k in enumerate(kinds) if k.finder]
        self._trace = b"|".join(kind.trace for kind in kinds if kind.finder)
        self._first_look = b"|".join((_SCREEN, _SCREEN_OF_NAMED, self._trace))
        self.windows = functools.lru_cache(maxsize=4096)(self._windows)
        self.looking_like = functools.lru_cache(maxsize=4096)(self._looking_like)

    def may_hold(self, data: bytes) -> bool:
        """Whether there may be a row, or the trace of a finder: one search for all of them."""
        return _pattern(self._first_look).search(data) is not None

    def has_trace(self, data: bytes) -> bool:
        """Whether there is the trace of a finder."""
        return _pattern(self._trace).search(data) is not None

    def told(self, around: bytes) -> frozenset[int]:
        """The kinds that a context word names; ``around`` is words between single spaces."""
        heads = self._heads
        found: set[int] = set()
        for head in {word[:2] for word in around.split()}:
            for needle, numbers in heads.get(head, ()):
                if needle in around:
                    found.update(numbers)
        return frozenset(found)

    def _looking_like(self, shape: bytes) -> tuple[int, ...]:
        """The kinds one of whose masks fits a compact shape."""
        compact = shape.decode("latin-1")
        found = set(self._exact.get(compact, ()))
        found.update(n for mask, n in self._loose.get(len(compact), ()) if _fits(mask, compact))
        return tuple(sorted(found))

    def _windows(self, shape: bytes, *, head: bool = True, tail: bool = True) -> tuple[Window, ...]:
        """Every window of a piece; ``head`` and ``tail``: the piece starts, ends its region."""
        groups = [match.span() for match in _groups(shape)]
        found: list[Window] = []
        for first, (start, _) in enumerate(groups):
            if (head or start) and (tail or start <= LONGEST):
                found += self._from(shape, groups, first)
        return tuple(found if tail else [w for w in found if w.end < len(shape)])

    def _from(self, shape: bytes, groups: _Groups, first: int) -> Iterator[Window]:
        """The windows that start with one group."""
        start, compact = groups[first][0], b""
        sizes = tuple(e - s for s, e in groups[first : first + LONGEST])
        left = _beside(shape, groups, first, first - 1)
        most = self._most_groups if left.digits else LONGEST
        for last in range(first, min(len(groups), first + most)):
            begin, end = groups[last]
            compact += shape[begin:end]
            if end - start > LONGEST or len(compact) > self._longest:
                return
            kinds = self.looking_like(compact)
            if kinds:
                row = _Row(shape[start:end], sizes[: last + 1 - first], left)
                right = _beside(shape, groups, last, last + 1)
                found = self._allowed(row, right, kinds, digits=b"a" not in compact)
                if found is not None:
                    yield Window(start, end, row.lengths, *found)

    def _allowed(
        self, row: _Row, right: _Beside, kinds: tuple[int, ...], *, digits: bool
    ) -> tuple[tuple[int, ...], tuple[bool, bool]] | None:
        """The kinds that a window's layout and edges allow, and whether each edge is free.

        A number may be grouped anyhow, letters go as they are laid out; where an edge is not free,
        both do. A strong kind needs no free edge.
        """
        usual = self._usual.get(row.lengths, _NONE)
        edges = (row.is_parted_from(row.left), row.is_parted_from(right))
        if not all(edges):
            kinds = tuple(n for n in kinds if n in usual or n in self._strong)
        if len(row.lengths) > 1:
            anyhow = self._anyhow if digits else self._any
            kinds = tuple(n for n in kinds if n in usual or n in anyhow)
        if not kinds or _pattern(_DATE).fullmatch(row.written):
            return None
        return kinds, edges


def _kinds_by_layout(kinds: Sequence[IdentifierKind]) -> dict[tuple[int, ...], frozenset[int]]:
    layouts = {layout for kind in kinds for layout in kind.layouts}
    return {
        layout: frozenset(n for n, kind in enumerate(kinds) if layout in kind.layouts)
        for layout in layouts
    }


def _context_by_head(
    kinds: Sequence[IdentifierKind],
) -> dict[bytes, list[tuple[bytes, tuple[int, ...]]]]:
    """Context words by their first two letters: between spaces, a stem open at its end."""
    numbers: dict[bytes, list[int]] = {}
    for number, kind in enumerate(kinds):
        for word in kind.context:
            needle = b" " + (word[:-1] if word.endswith("*") else f"{word} ").encode()
            numbers.setdefault(needle, []).append(number)
    heads: dict[bytes, list[tuple[bytes, tuple[int, ...]]]] = {}
    for needle, named in numbers.items():
        heads.setdefault(needle[1:3].strip(), []).append((needle, tuple(named)))
    return heads


def _fits(mask: str, compact: str) -> bool:
    return all(m in ("x", c) for m, c in zip(mask, compact, strict=True))


# --- edges ----------------------------------------------------------------------------------------


class _Beside(NamedTuple):
    """What stands beside a group: the sign between, how many digits touch it, the sign beyond."""

    sign: bytes
    digits: int
    beyond: bytes


_TIES = (b"/", b"-", b".")
"""Signs that tie a neighbour to something else: the 7 of ``24/7``."""
_NOTHING = _Beside(b"", 0, b"")


def _beside(shape: bytes, groups: _Groups, group: int, neighbour: int) -> _Beside:
    """What stands beside ``group`` on the side of ``neighbour``; a letter at the edge parts it."""
    if not 0 <= neighbour < len(groups):
        return _NOTHING
    begin, end = groups[neighbour]
    other = shape[begin:end]
    if neighbour < group:
        sign, edge = shape[end : groups[group][0]], shape[groups[group][0]]
        digits = len(other) - len(other.rstrip(b"9"))
        beyond = shape[max(0, begin - 1) : begin]
    else:
        sign, edge = shape[groups[group][1] : begin], shape[groups[group][1] - 1]
        digits = len(other) - len(other.lstrip(b"9"))
        beyond = shape[end : end + 1]
    return _Beside(sign, digits, beyond) if digits and edge == _DIGIT else _NOTHING


class _Row(NamedTuple):
    """Groups as they are written, with what stands to their left."""

    written: bytes
    lengths: tuple[int, ...]
    left: _Beside

    def is_parted_from(self, beside: _Beside) -> bool:
        """Whether the digits beside do not belong to it."""
        sign, digits, beyond = beside
        if not digits or len(sign) > 1:
            return True
        if sign not in b" /":
            return False
        if sign not in self.written or (beyond in _TIES and beyond not in self.written):
            return True
        even = self.lengths.count(self.lengths[0]) == len(self.lengths)
        return sign == b" " and even and digits not in (1, self.lengths[0])


# --- pieces ---------------------------------------------------------------------------------------


def pieces(shape: bytes) -> Iterator[tuple[int, bytes, bool, bool]]:
    """A region's shape in pieces that together hold every window: offset, piece, head, tail."""
    if len(shape) <= 2 * LONGEST:
        yield 0, shape, True, True
        return
    at = 0
    while at < len(shape):
        piece = shape[at : at + 2 * LONGEST]
        tail = at + len(piece) == len(shape)
        yield at, piece, at == 0, tail
        at = len(shape) if tail else at + LONGEST

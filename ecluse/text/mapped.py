"""A text made from another one, with the way home.

A :class:`Mapped` is cut in pieces, in the order of the new text. A piece as long as what it stands for
is that character by character; any other stands whole for its range: the five characters of ``&lt;e``
for ``<e`` are a piece of one for four, and one kept. Pieces may stand in another order than what they
stand for (a reader of right-to-left text sees it so), and what nobody reads has none.

>>> made = Weave("a&lt;b")
>>> made.keep(0, 1); made.put("<", 1, 5); made.keep(5, 6)
>>> made.done().text, made.done().home(1, 2), made.done().home(0, 3)
('a<b', Span(start=1, end=5), Span(start=0, end=6))
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from ecluse.lean import NamedTuple
from ecluse.model import Place, Span, Way

__all__ = ["Mapped", "Through", "Weave"]


class Mapped(NamedTuple):
    """A text and where each piece of it comes from; ``of``: what its source was made from.

    From ``at[n]`` on, the text stands for ``[starts[n], ends[n])`` of its source.
    """

    text: str
    at: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]
    of: Mapped | None = None

    def home(self, start: int, end: int) -> Span:
        """The smallest range of the first source that ``text[start:end]`` stands for."""
        span = self._in_source(start, end)
        return span if self.of is None else self.of.home(*span)

    def places(self, field: str, start: int, end: int) -> tuple[Place, ...]:
        """The same as a place of ``field``."""
        return (Place(field, self.home(start, end)),)

    def after(self, of: Mapped | None) -> Mapped:
        """The same, its source being the text of ``of``."""
        return self if of is None else self._replace(of=self.of.after(of) if self.of else of)

    def _in_source(self, start: int, end: int) -> Span:
        if not self.at:
            return Span(0, 0)
        first = max(bisect_right(self.at, start) - 1, 0)
        if end <= start:
            at = self._range(first, start, start + 1)[0]
            return Span(at, at)
        last = max(bisect_right(self.at, end - 1, first) - 1, 0)
        if last == first:
            return Span(*self._range(first, start, end))
        (one, other), (after, until) = self._range(first, start, end), self._range(last, start, end)
        # The pieces between are there as a whole.
        least = min(self.starts[first + 1 : last], default=after)
        most = max(self.ends[first + 1 : last], default=until)
        return Span(min(one, after, least), max(other, until, most))

    def _range(self, number: int, start: int, end: int) -> tuple[int, int]:
        """What the part of a piece that lies in ``text[start:end]`` stands for."""
        at, first, last = self.at[number], self.starts[number], self.ends[number]
        following = number + 1
        stop = self.at[following] if following < len(self.at) else len(self.text)
        if stop - at != last - first:
            return first, last
        return first + max(start - at, 0), first + min(end, stop) - at


class Through(NamedTuple):
    """A text made from a view, whichever way that comes home."""

    made: Mapped
    origin: Way | None

    def places(self, field: str, start: int, end: int) -> Sequence[Place]:
        """Where ``text[start:end]`` of what was made stands in the draft."""
        home = self.made.home(start, end)
        return (Place(field, home),) if self.origin is None else self.origin.places(field, *home)


class Weave:
    """Puts a :class:`Mapped` together from its source, piece after piece."""

    __slots__ = ("_at", "_ends", "_length", "_next", "_source", "_starts", "_text")

    def __init__(self, source: str) -> None:
        self._source = source
        self._text: list[str] = []
        # Numbers in arrays: a million pieces are nothing to the garbage collector.
        self._at, self._starts, self._ends = array("I"), array("I"), array("I")
        self._length = 0
        self._next = -1
        """Where what goes on with the last piece starts, if that stands character by character."""

    def keep(self, start: int, end: int) -> None:
        """``source[start:end]`` as it stands."""
        if end <= start:
            return
        if start == self._next:
            self._ends[-1] = end
        else:
            self._at.append(self._length)
            self._starts.append(start)
            self._ends.append(end)
        self._next = end
        text = self._source[start:end]
        self._text.append(text)
        self._length += len(text)

    def put(self, text: str, start: int, end: int) -> None:
        """``text`` in place of ``source[start:end]``; nothing when it is empty."""
        length = len(text)
        if not length:
            return
        even = length == end - start
        if even and start == self._next:
            self._ends[-1] = end
        else:
            self._at.append(self._length)
            self._starts.append(start)
            self._ends.append(end)
        self._next = end if even else -1
        self._text.append(text)
        self._length += length

    def put_all(self, pieces: Iterable[tuple[str, int, int]]) -> None:
        """:meth:`put` for each of many; what is kept stands in place of itself."""
        texts, at, starts, ends = self._text, self._at, self._starts, self._ends
        length, following = self._length, self._next
        for text, start, end in pieces:
            size = len(text)
            even = size == end - start
            if not size:
                continue
            if even and start == following:
                ends[-1] = end
            else:
                at.append(length)
                starts.append(start)
                ends.append(end)
            following = end if even else -1
            texts.append(text)
            length += size
        self._length, self._next = length, following

    def done(self) -> Mapped:
        """The text that was put together."""
        return Mapped("".join(self._text), self._at, self._starts, self._ends)

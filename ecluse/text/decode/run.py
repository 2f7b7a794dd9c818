"""Runs of a text that stand for another text, and the texts in which they are read.

Each family of encodings gives :class:`Run` values and knows no other family. Runs that do not overlap
are read in one text, so that « Projet RmFsY29u » with two kinds of encoding is one phrase again; a run
that can be read in two ways is read in two texts. At most :data:`READINGS` of them are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import overload

from ecluse.lean import NamedTuple
from ecluse.text.mapped import Mapped, Weave

__all__ = ["READINGS", "Budget", "Run", "Source", "Unit", "Units", "layers", "lines", "woven"]

READINGS = 6
"""How many ways to read one run are kept."""

_RUNS = 10_000
"""Encoded words of one text: as many as findings of a draft."""

_LINE = 4
"""Characters of a run that says something by itself."""

_CHARACTERS = 4_000_000
_VIEWS = 120
_UNPACKED = 1 << 21
_PAGE = 1 << 12
_FLOOR = 1 << 16
_RATIO = 100


class Budget:
    """What decoding may still make of one draft; every part and every depth draws on the same one.

    ``over`` says in a few words what was left out; empty as long as nothing was. Whoever asks for texts
    makes a fault of it.
    """

    __slots__ = ("characters", "over", "unpacked", "views")

    def __init__(self, characters: int = _CHARACTERS, views: int = _VIEWS) -> None:
        self.characters = characters
        self.views = views
        self.unpacked = _UNPACKED
        """How many bytes may still be unpacked."""
        self.over = ""

    def take(self, length: int) -> bool:
        """Whether one more text of ``length`` characters may be made."""
        if self.views < 1 or length > self.characters:
            self.refuse("decoded texts")
            return False
        self.views -= 1
        self.characters -= length
        return True

    def room(self, size: int) -> int:
        """How many bytes ``size`` packed bytes may become: a hundredfold, and 64 KiB in any case."""
        return min(self.unpacked, max(_FLOOR, _RATIO * size))

    def unpack(self, size: int) -> None:
        """Keep that ``size`` bytes were unpacked; failing costs as much as a page."""
        self.unpacked = max(0, self.unpacked - max(size, _PAGE))

    def refuse(self, what: str) -> None:
        """Keep that something was left out."""
        self.over = self.over or what


class Unit(NamedTuple):
    """A few characters and the range of the source that they stand for."""

    text: str
    start: int
    end: int


class Units(Sequence[Unit]):
    """Units that are made when they are first asked for: who only wants to know where runs are never does."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Iterable[Unit]]) -> None:
        self._make = make
        self._made: Sequence[Unit] | None = None

    def _all(self) -> Sequence[Unit]:
        if self._made is None:
            self._made = list(self._make())
        return self._made

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._all())

    @overload
    def __getitem__(self, at: int) -> Unit: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Unit]: ...
    def __getitem__(self, at: int | slice) -> Unit | Sequence[Unit]:
        return self._all()[at]


class Source(NamedTuple):
    """What a family looks at."""

    text: str
    latin: bytes
    """The same, one byte a character: a question mark for what Latin-1 does not hold."""
    budget: Budget


class Run(NamedTuple):
    """``text[start:end]`` and what it stands for, unit after unit.

    ``apart``: it is a word of its own even where it touches a letter (`id46616c636f6e`), unlike one
    escaped letter inside a word.
    """

    start: int
    end: int
    units: Sequence[Unit]
    apart: bool = True

    @property
    def text(self) -> str:
        return "".join(unit.text for unit in self.units)


def woven(text: str, runs: Iterable[Run]) -> Mapped:
    """``text`` with each run replaced by what it stands for; runs in order, without overlap."""
    made, at = Weave(text), 0
    for run in runs:
        made.keep(at, run.start)
        if run.apart and run.start and text[run.start - 1].isalnum():
            made.put(" ", run.start, run.start)
        made.put_all(run.units)
        if run.apart and text[run.end : run.end + 1].isalnum():
            made.put(" ", run.end, run.end)
        at = run.end
    made.keep(at, len(text))
    return made.done()


def lines(text: str, runs: Iterable[Run]) -> Mapped | None:
    """What each run that is stuck to something says, on a line of its own: a link, ``0x`` or
    ``data:text/plain;base64,`` is no part of it. ``None`` when there is no such run.
    """
    made, is_empty = Weave(text), True
    for run in runs:
        is_stuck = run.apart and run.start > 0 and not text[run.start - 1].isspace()
        if is_stuck and sum(len(unit.text) for unit in run.units) >= _LINE:
            is_empty = False
            made.put_all(run.units)
            made.put("\n", run.end, run.end)
    return None if is_empty else made.done()


def layers(families: Iterable[Iterable[Run]], budget: Budget) -> list[list[Run]]:
    """Spread runs over as few lists as it takes for none to overlap; the first families come first."""
    made: list[list[Run]] = []
    words = 0
    for family in families:
        rest = sorted(family, key=_start)
        words += sum(run.apart for run in rest)
        if words > _RUNS:
            budget.refuse("encoded words")
        number = 0
        while rest:
            if number == READINGS:
                budget.refuse("readings of one run")
                break
            if number == len(made):
                made.append([])
            made[number], rest = _merged(made[number], rest)
            number += 1
    return made


def _start(run: Run) -> int:
    return run.start


def _merged(layer: list[Run], runs: list[Run]) -> tuple[list[Run], list[Run]]:
    """A layer with the runs that have room in it, and the runs that have not."""
    made: list[Run] = []
    left: list[Run] = []
    taken = iter(layer)
    following = next(taken, None)
    for run in runs:
        while following is not None and following.start < run.end and following.end <= run.start:
            made.append(following)
            following = next(taken, None)
        if following is not None and following.start < run.end:
            if not _same(following, run):
                left.append(run)
        elif made and made[-1].end > run.start:
            if not _same(made[-1], run):
                left.append(run)
        else:
            made.append(run)
    if following is not None:
        made.append(following)
    made.extend(taken)
    return made, left


def _same(one: Run, other: Run) -> bool:
    return one.start == other.start and one.end == other.end and one.text == other.text


def units_of(
    text: str, ends: Sequence[int], at: Sequence[int], until: Sequence[int]
) -> Iterator[Unit]:
    """Character by character: ``ends[k]`` bytes were read after character ``k``; byte ``b`` stands at
    ``[at[b], until[b])``.
    """
    first = 0
    for character, last in zip(text, ends, strict=True):
        yield Unit(character, at[first], until[last - 1])
        first = last

"""What a reading of a long text says otherwise than the text, and what stands around it.

Most readings change a few words. The rest of a long text was looked at as it stands: to look at it again
for each reading takes most of the time that a document takes, and finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ecluse.text.mapped import Mapped, Weave

__all__ = ["AROUND", "excerpts"]

AROUND = 240
"""Characters kept on each side of a change, and some more, to where a word ends."""

_WORD = 60
"""Characters in which a word ends; where none does, nothing is left out."""
_STRIDE = 80
_APART = "\n;\n"


def excerpts(made: Mapped, source: str) -> Mapped:
    """``made`` from ``source``, without what stands far from every change; itself when that is not much.

    >>> text = "word " * 1_000 + "l a c" + " word" * 1_000
    >>> row = Weave(text)
    >>> row.keep(0, 5_000); row.put("lac", 5_000, 5_005); row.keep(5_005, 10_005)
    >>> made = excerpts(row.done(), text)
    >>> len(made.text), made.home(made.text.find("lac"), made.text.find("lac") + 3)
    (489, Span(start=5000, end=5005))
    """
    gaps = list(_gaps(made, source))
    if not gaps:
        return made
    kept, at = Weave(made.text), 0
    for start, end in gaps:
        kept.keep(at, start)
        kept.put(_APART, start, start)
        at = end
    kept.keep(at, len(made.text))
    return kept.done().after(made)


def _gaps(made: Mapped, source: str) -> Iterator[tuple[int, int]]:
    """What is left out of the text: from where to where."""
    for at, stop in _same(made, source):
        first = _space_after(made.text, at + AROUND) if at else 0
        end = _space_before(made.text, stop - AROUND) if stop < len(made.text) else stop
        if first >= 0 and end - first > AROUND:
            yield first, end


def _same(made: Mapped, source: str) -> Iterator[tuple[int, int]]:
    """Long stretches of the text that stand in one piece as they stand in the source."""
    stops = (*made.at[1:], len(made.text))
    long = [
        n
        for n, (at, stop) in enumerate(zip(made.at, stops, strict=False))
        if stop - at > 2 * AROUND
    ]
    for number in long:
        at, stop, start = made.at[number], stops[number], made.starts[number]
        if stop - at == made.ends[number] - start:
            yield from _unchanged(made.text, at, stop, source, start)


def _unchanged(text: str, at: int, stop: int, source: str, start: int) -> Iterator[tuple[int, int]]:
    """The stretches of ``text[at:stop]`` that are the same in a source, a stride at a time."""
    first = at
    for place in range(at, stop, _STRIDE):
        end = min(place + _STRIDE, stop)
        if text[place:end] != source[start + place - at : start + end - at]:
            if place - first > 2 * AROUND:
                yield first, place
            first = end
    if stop - first > 2 * AROUND:
        yield first, stop


def _space_after(text: str, at: int) -> int:
    """The first space in the next few characters; -1 where there is none."""
    return next((n for n in range(at, min(at + _WORD, len(text))) if text[n].isspace()), -1)


def _space_before(text: str, at: int) -> int:
    """Behind the last space in the few characters before; -1 where there is none."""
    return next((n + 1 for n in range(at - 1, max(at - _WORD, 0), -1) if text[n].isspace()), -1)

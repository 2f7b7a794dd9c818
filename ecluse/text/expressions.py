"""Several expressions of RE2 in a text: which of them match.

All together they are one automaton, which takes milliseconds to build. The first texts are searched for one
expression after the other, which is quicker for whoever checks one draft.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

__all__ = ["Expressions"]

_FIRST = 2
"""Texts that are searched for one expression after the other."""
_SHORT = 4_096
"""Bytes of such a text: alone or together, RE2 is linear, but it reads the text once for each."""


_Match = Callable[[bytes], Sequence[int] | None]


class Expressions:
    """Expressions over bytes, one byte a character.

    >>> Expressions([rb"[0-9]{3}", rb"quai"]).matching(b"au quai")
    [1]
    """

    def __init__(self, patterns: Sequence[bytes]) -> None:
        self._patterns = patterns
        self._left = _FIRST

    def matching(self, data: bytes) -> Sequence[int]:
        """The numbers of the expressions that match somewhere in ``data``, in order."""
        if self._left > 0 and len(data) <= _SHORT:
            self._left -= 1
            return [number for number, one in enumerate(self._each) if one(data)]
        return sorted(self._together(data) or ())

    @cached_property
    def _each(self) -> Sequence[_Match]:
        return [_matcher([pattern]) for pattern in self._patterns]

    @cached_property
    def _together(self) -> _Match:
        return _matcher(self._patterns)


def _matcher(patterns: Sequence[bytes]) -> _Match:
    import re2

    from ecluse.text.decode.pattern import options

    made: Any = re2.Set.SearchSet(options())
    for pattern in patterns:
        made.Add(pattern)
    made.Compile()
    match: _Match = made.Match
    return match

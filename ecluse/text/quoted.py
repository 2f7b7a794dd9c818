"""Strings that a program would put together: ``"con" + "fi"``, ``'con' 'fi'``, ``"con".concat("fi")``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ecluse.text.mapped import Mapped, Weave

__all__ = ["put_together", "quotations"]

_LONGEST = 120
"""Characters of a string that is looked at: longer ones hide nothing by being cut."""
_FEWEST_DIGITS = 7
"""Of a number that may be one to call or to pay to."""
_quotes = re.compile("[\"'`]").search
_glue = re.compile(r"[\s+.&|,;(){}\[\]~\\<]*").match
_assigned = re.compile(
    r"(?:(?:let|var|const|set|export|local|my) )?[$@]?[A-Za-z_][A-Za-z0-9_]{0,20} ?:?= ?"
).match
_QUOTES = frozenset("\"'`")
_CALLS = (".concat(", ".append(", ".plus(")
_APART = "\n;\n"

Range = tuple[int, int]


def put_together(text: str, *, in_place: bool = False) -> Mapped | None:
    """Each chain of strings as one text; ``None`` when there is none.

    ``in_place``: the whole text, each chain where it stands; what is around a number says what it is.

    >>> put_together("var a = \\"con\\" + 'fidentiel';").text.split()
    ['confidentiel', ';']
    """
    made, is_empty, at = Weave(text), True, 0
    for chain in _chains(text):
        is_empty = False
        if in_place:
            made.keep(at, chain[0][0] - 1)
            at = chain[-1][1] + 1
        for start, end in chain:
            made.keep(start, end)
        if not in_place:
            made.put(_APART, chain[-1][1], chain[-1][1])
    if in_place:
        made.keep(at, len(text))
    return None if is_empty else made.done()


def _chains(text: str) -> Iterator[list[Range]]:
    place = 0
    while found := _quotes(text, place):
        start = found.start()
        place, chain = start + 1, list[Range]()
        while start >= 0 and (end := _string_end(text, start)) >= 0:
            chain.append((start + 1, end))
            start = _next(text, end + 1)
            # The quote that ends a lone string may start one.
            place = end + (len(chain) > 1)
        if len(chain) > 1 and _says_something("".join(text[a:b] for a, b in chain)):
            yield chain


def _says_something(shown: str) -> bool:
    return any(map(str.isalpha, shown)) or sum(map(str.isdigit, shown)) >= _FEWEST_DIGITS


def _string_end(text: str, start: int) -> int:
    """Where the string that starts at ``start`` ends, on its line; below zero: it is none."""
    end = text.find(text[start], start + 1, start + _LONGEST)
    return -1 if end < 0 or "\n" in text[start:end] else end


def _next(text: str, place: int) -> int:
    """Where the string starts that is put behind the one before ``place``; below zero: there is none."""
    for call in _CALLS:
        if text.startswith(call, place):
            place += len(call)
    found = _glue(text, place)
    place = found.end() if found else place
    if found := _assigned(text, place):
        place = found.end()
    return place if text[place : place + 1] in _QUOTES else -1


# --- quotations ---------------------------------------------------------------------------------------

_quotation = re.compile(
    r"«[ \u00a0\u202f]?([^«»\n]{1,40}?)[ \u00a0\u202f]?»|“([^“”\n]{1,40})”|\"([^\"\n]{1,40})\""
).finditer
_MOST_APART = 60
"""Characters between two quotations that are pieces of one."""


def quotations(text: str) -> Mapped | None:
    """What stands in quotation marks, one after the other as if it were one; ``None`` for fewer than two.

    >>> quotations("d'abord « Vau » puis « tour »").text
    'Vautour'
    """
    found = [
        (match.start(match.lastindex or 1), match.end(match.lastindex or 1))
        for match in _quotation(text)
    ]
    pairs = any(other - end <= _MOST_APART for (_, end), (other, _) in pairwise(found))
    if not pairs:
        return None
    made, last = Weave(text), -1
    for start, end in found:
        if last >= 0 and start - last > _MOST_APART:
            made.put("\n", last, start)
        made.keep(start, end)
        last = end
    return made.done()

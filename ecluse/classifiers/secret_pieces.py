"""Secrets in pieces: what goes on behind a published prefix, put together.

« sk_live_ab12… puis …cd34 », one half on the next line, strings that a program would join, groups of
six: a token is one word, so whatever stands between its pieces is no part of it. :func:`mended` gives,
for each prefix that a text holds, the pieces behind it one after the other, as far as they look like
pieces of a token: no words of a dictionary, or with digits among letters. A number before each piece, and
up to three plain words, are stepped over. The formats themselves judge what comes out.

Bounded: so many prefixes of a text, and so many pieces and characters behind each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ecluse.text.dictionary import is_in_dictionary
from ecluse.text.mapped import Mapped, Weave

__all__ = ["mended"]

_MOST_LEADS = 8
_MOST_PIECES = 48
_MOST_CHARACTERS = 400
_MOST_SKIPPED = 3
_LONGEST_GAP = 24
_chunk = re.compile(r"[A-Za-z0-9_-]+(?:[./+=:~][A-Za-z0-9_-]+)*=*").search
_FEWEST_OF_ROW = 3
_numbered = re.compile(r"[0-9]{1,2}[.):]?").fullmatch
_turns = re.compile(r"[a-z][A-Z]|[A-Za-z][0-9]|[0-9][A-Za-z]").search

_Range = tuple[int, int]


def mended(text: str, leads: Sequence[int]) -> Mapped | None:
    """The pieces behind each place of ``leads``, put together; ``None`` when nothing is in pieces.

    Each line holds one piece more than the line before: where a token ends is not known here.

    >>> made = mended("sk_test_4eC39H puis qLyjW1Ra, merci", [0])
    >>> made.text.splitlines()[0], made.home(0, 22)
    ('sk_test_4eC39HqLyjW1Ra', Span(start=0, end=28))
    """
    made, end = Weave(text), -1
    found = False
    for lead in leads[:_MOST_LEADS]:
        if lead < end:
            continue
        pieces = list(_pieces(text, lead))
        end = pieces[-1][1] if pieces else lead
        for row in (pieces, _divided(text, pieces)):
            for many in range(2, len(row) + 1):
                if found:
                    made.put("\n", end, end)
                for start, stop in row[:many]:
                    made.keep(start, stop)
                found = True
    return made.done() if found else None


def _pieces(text: str, lead: int) -> Iterator[_Range]:
    """The first chunk from ``lead`` on, and those that go on with it."""
    at, taken, row = lead, 0, list[_Range]()
    for number in range(_MOST_PIECES):
        place = _next_of_row(text, row) or _next(text, at, first=not number)
        if place is None or taken + place[1] - place[0] > _MOST_CHARACTERS:
            return
        yield place
        row.append(place)
        at, taken = place[1], taken + place[1] - place[0]


def _next_of_row(text: str, row: Sequence[_Range]) -> _Range | None:
    """The next of groups that are as long as those before, with the same between: whatever it is."""
    if len(row) < _FEWEST_OF_ROW:
        return None
    (_, one), (start, end) = row[-2:]
    gap, long = text[one:start], end - start
    place = end + len(gap)
    chunk = text[place : place + long]
    if not gap or text[end:place] != gap or not chunk.isascii() or not chunk.isalnum():
        return None
    if len(chunk) < long:  # the text ends in it
        return None
    return place, place + long


def _divided(text: str, pieces: Sequence[_Range]) -> list[_Range]:
    """The pieces cut at underscores behind the first: « sk_live_ab_cd », the last of which is a mark."""
    if not pieces or "_" not in text[pieces[0][0] : pieces[-1][1]]:
        return []
    first, stop = pieces[0]
    at = text.rfind("_", first, stop)
    if at < 0 or "_" not in text[first:at]:
        return []
    return [(first, at), (at + 1, stop), *pieces[1:]]


def _next(text: str, at: int, *, first: bool) -> _Range | None:
    """The next chunk that may be a piece, a few plain words further at most."""
    for _ in range(_MOST_SKIPPED + 1):
        found = _chunk(text, at, at + _LONGEST_GAP + _MOST_CHARACTERS)
        if found is None or found.start() - at > (0 if first else _LONGEST_GAP):
            return None
        if first or _is_piece(text, found[0], found.end()):
            return found.span()
        at = found.end()
    return None


def _is_piece(text: str, chunk: str, end: int) -> bool:
    """Whether a chunk may be a piece of a token, and is no word, and no number before a piece."""
    if _numbered(chunk) and text[end : end + 1] in (".", ")", ":"):
        return False
    if _turns(chunk) or chunk.isdigit():
        return True
    word = chunk.strip("_-")
    if not word.isalpha():
        return not all(is_in_dictionary(one.encode()) for one in word.lower().split("-") if one)
    return not is_in_dictionary(word.lower().encode())

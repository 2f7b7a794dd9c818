"""What a link says in words: ``…/projet-falcon?de=l%27%C3%A9t%C3%A9`` is « projet falcon de l'été »."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ecluse.text.mapped import Mapped, Weave

__all__ = ["addresses", "slugs"]

_signs = re.compile(r"[-_+./?&=#:;,~%]").finditer
_over_hexadecimal = re.compile("[0-9a-fA-F]*").match
_over_address = re.compile(r"[^\s<>\"'()\[\]{}|`]*").match
_APART = "\n;\n"

Range = tuple[int, int]


def slugs(text: str, ranges: Iterable[Range]) -> Mapped | None:
    """The words of links, percent-encoding resolved (RFC 3986, 2.1); ``None`` when there are none.

    >>> slugs("https://e.test/projet-falcon%20bleu", [(0, 35)]).text
    'https   e test projet falcon bleu'
    """
    made, is_empty = Weave(text), True
    for start, end in ranges:
        if start < end:
            if not is_empty:
                made.put(_APART, start, start)
            is_empty = False
            _slug(made, text, start, end)
    return None if is_empty else made.done()


def _slug(made: Weave, text: str, start: int, end: int) -> None:
    place = start
    for found in _signs(text, start, end):
        at = found.start()
        if at < place:
            continue
        if found[0] == "%":
            stop = _encoded(text, at, end)
            if stop == at:
                continue
            made.keep(place, at)
            octets = bytes.fromhex(text[at:stop].replace("%", ""))
            made.put(octets.decode("utf-8", "replace"), at, stop)
            place = stop
        elif not (text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()):
            # Between figures a sign stays: a date or a number of an article is no telephone number.
            made.keep(place, at)
            made.put(" ", at, at + 1)
            place = at + 1
    made.keep(place, end)


def _encoded(text: str, at: int, end: int) -> int:
    """Where the run of ``%XX`` that starts at ``at`` ends."""
    while at + 3 <= end and text[at] == "%":
        found = _over_hexadecimal(text, at + 1, at + 3)
        if found is None or found.end() < at + 3:
            break
        at += 3
    return at


def addresses(text: str) -> Iterator[Range]:
    """Where the addresses of a text stand that hold words with other signs than hyphens between."""
    at = text.find("://")
    while at >= 0:
        found = _over_address(text, at)
        end = found.end() if found else at + 3
        if text.find("+", at, end) >= 0 or text.find("%", at, end) >= 0:
            yield at + 3, end
        at = text.find("://", end)

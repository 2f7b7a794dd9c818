r"""Strings as a program shows them that turns them round or takes signs out of them.

``"leitnedifnoc"[::-1]``, ``strrev("leit…")``, ``"c#o#n#f".replace("#", "")``, ``"c-o-n".split("-")``: each
stands in its place in the text, what is called on it gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ecluse.text.mapped import Mapped, Weave

__all__ = ["worked_out"]

_LONGEST = 2000
"""Characters of a string that is looked at."""
_MOST_CALLS = 12
_quotes = re.compile("[\"'`]").search
_replaced = re.compile(
    r"\s*\.(?:replace|replaceAll|gsub|split)\(\s*(?:/(?P<sign>[^/\n]{1,12})/g?"
    r"|[rub]?[\"'`](?P<text>[^\"'`\n]{1,12})[\"'`])\s{0,4}(?:,\s{0,4}[\"'`][^\"'`\n]{0,12}[\"'`]\s{0,4})?\)"
).match
_turned = re.compile(
    r"\[::-1\]|(?:\.split\([\"'`]{2}\)|\.chars\(\))?\.(?:reverse|reversed|rev)(?:\(\)|!)?"
    r"|\s*\|\s*rev\b|\s*<<<\s*rev\b"
).match
_turns = re.compile(
    r"(?:rev|reversed?|strrev|REVERSE|STRREVERSE|StrReverse)(?: <<<)? ?\(? ?$"
).search
_rest = re.compile(r"\.join\([\"'`]{2}\)|\)").match


class _String(NamedTuple):
    """A string, where what is called on it ends, and which of its characters are shown, in order."""

    start: int
    end: int
    shown: list[int]


def worked_out(text: str) -> Mapped | None:
    """The text with its strings as they come out; ``None`` when nothing is called on one.

    >>> worked_out('print("leitnedifnoc"[::-1])').text
    'print(confidentiel)'
    >>> worked_out('"c#o#n#f".replace("#", "")').text
    'conf'
    """
    made, at = Weave(text), 0
    for string in _strings(text):
        made.keep(at, string.start)
        for place in string.shown:
            made.put(text[place], place, place + 1)
        at = string.end
    if not at:
        return None
    made.keep(at, len(text))
    return made.done()


def _strings(text: str) -> Iterator[_String]:
    place = 0
    while found := _quotes(text, place):
        start = found.start()
        end = text.find(text[start], start + 1, start + _LONGEST)
        if end < 0:
            place = start + 1
            continue
        string = _worked(text, start, end)
        place = end + 1 if string is None else string.end
        if string is not None:
            yield string


def _worked(text: str, start: int, end: int) -> _String | None:
    shown, at, is_changed = list(range(start + 1, end)), end + 1, False
    for _ in range(_MOST_CALLS):
        if (found := _replaced(text, at)) is None:
            break
        sign: str = found["text"] if found["sign"] is None else found["sign"]
        shown = _without(text, shown, sign.strip("[]\\") or sign)
        at, is_changed = found.end(), True
    before = _turns(text, max(0, start - 16), start)
    turned = _turned(text, at)
    at = at if turned is None else turned.end()
    if turned or before:
        shown, is_changed = shown[::-1], True
    if turned and (rest := _rest(text, at)) and rest[0] != ")":
        at = rest.end()
    return _String(start, at, shown) if is_changed and shown else None


_Places = list[int]


def _without(text: str, places: _Places, sign: str) -> _Places:
    """The places that are left when a sign is taken out wherever it stands in what is shown."""
    shown = "".join(map(text.__getitem__, places))
    kept: _Places = []
    at = 0
    while (found := shown.find(sign, at)) >= 0:
        kept += places[at:found]
        at = found + len(sign)
    return kept + places[at:]

"""Figures that are described among figures: « 39 huit 992 », *0 double 7*, « deux fois 3 », 04 09 07 00.

:func:`described` puts the figures. A number word below ten counts between two figures only; figures that
each stand with a zero before them count from six in a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from ecluse.text.hints import DIGIT_WORDS, small
from ecluse.text.mapped import Mapped, Weave

__all__ = ["described"]

_TIMES = {
    "double": 2,
    "triple": 3,
    "twice": 2,
    "deux": 2,
    "two": 2,
    "trois": 3,
    "three": 3,
    "2": 2,
    "3": 3,
}
_WORD = "|".join(sorted(DIGIT_WORDS, key=len, reverse=True))
_figure = rf"(?:\d(?!\d)|\b(?:{_WORD})\b)"
_said = re.compile(
    r"[ \u00a0]?\b(?:(?P<times>double|triple|twice|(?:deux|trois|two|three|[23])[ \u00a0](?:fois|times|x))"
    rf"(?:[ \u00a0]le|[ \u00a0]un)?[ \u00a0](?P<repeated>{_figure})"
    rf"|(?<=[0-9A-Z][ \u00a0])(?P<word>{_WORD})(?=[ \u00a0]{{0,3}}\S))(?:[ \u00a0](?=\S)|(?=[ \u00a0,;.]|$)[ \u00a0]?)",
    re.IGNORECASE,
).finditer
_padded = re.compile(r"(?<![\d.,])(?:0\d[A-Z]?[ /-]{1,3}){5,100}0?\d(?![\d,])").finditer
_pad = re.compile(r"0(?=\d)|([ /-]+)").finditer


def described(text: str) -> Iterator[Mapped]:
    """``text`` with the figures that it describes; nothing when it describes none.

    >>> [made.text for made in described("au 0 double 7 double 0 9, FR76 12 deux fois 3 39")]
    ['au 077009, FR76 123339']
    >>> [made.text for made in described("NIR 2 76 39 huit  99 deux  53")]
    ['NIR 2 76 398 992 53']
    >>> [made.text for made in described("carte 04 09 07 00  01 02 03 04")]
    ['carte 4970 1234']
    """
    if _may_describe().search(text.replace("ı", "i").encode("utf-8", "surrogatepass")) is None:
        return
    for changes in (list(_words(text)), list(_without_pads(text))):
        if changes:
            made, at = Weave(text), 0
            for start, end, shown in changes:
                made.keep(at, start)
                made.put(shown, start, end)
                at = end
            made.keep(at, len(text))
            yield made.done()


_Change = tuple[int, int, str]


def _words(text: str) -> Iterator[_Change]:
    at = 0
    for found in _said(text):
        start, end = found.span()
        # Only among figures: one stands right before, or right behind.
        before, behind = text[max(0, start - 1) : start], text[end : end + 2].strip()
        if found["word"] and not (before[-1:].isalnum() and behind[:1].isdigit()):
            continue
        said = found["word"] or found["repeated"]
        figure = said if said.isdigit() else str(DIGIT_WORDS[small(said)])
        times = _TIMES[small(found["times"].split()[0])] if found["times"] else 1
        if not (before.isdigit() or start == at > 0) and text[start : start + 1].isspace():
            start += 1
        if text[end - 1 : end].isspace() and not (behind[:1].isdigit() or found["times"]):
            end -= 1
        yield start, end, figure * times
        at = end


def _without_pads(text: str) -> Iterator[_Change]:
    for row in _padded(text):
        for found in _pad(text, *row.span()):
            gap = found[1]
            yield *found.span(), " " if gap and len(gap) > 1 else ""


# --- a quick look -------------------------------------------------------------------------------------

_SPACE = r"[\s\x0b\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
_DIGIT = (
    r"[0-9\x{b2}\x{b3}\x{b9}\x{660}-\x{1fff}\x{2070}-\x{2089}\x{2460}-\x{24ff}\x{2776}-\x{2793}"
    r"\x{a620}-\x{abff}\x{ff10}-\x{ff19}\x{10000}-\x{1efff}\x{1f100}-\x{1f10a}\x{1fbf0}-\x{1fbf9}]"
)
"""All figures, and much more beyond those of ASCII."""


@cache
def _may_describe() -> Any:
    """What is in every text that describes figures, and in few others; RE2, in one pass."""
    import re2

    times = r"(?i:double|triple|twice|(?:deux|trois|two|three|[23])[ \x{a0}](?:fois|times|x))"
    pads = r"(?:0\p{Nd}[A-Z]?[ /-]{1,3}){5}"
    return re2.compile(rf"{times}|(?i:{_WORD}){_SPACE}{{0,4}}{_DIGIT}|{pads}".encode())

"""ASCII letters that look like one another: upright strokes, and w made of two v.

UTS #39 takes I, l, 1 and | for one. Here the letters around tell which is meant; the digits 1 and 0
are left to readings of their own. ``rn`` for m is left alone: it stands in every other sentence.
"""

from __future__ import annotations

import re

from ecluse.text.mapped import Mapped, Weave

__all__ = ["straight"]

_strokes = re.compile(r"I|l(?=[A-Z])|\||vv|VV").finditer


def straight(text: str) -> Mapped | None:
    """The text with strokes read by the letters around them; ``None`` when nothing changes.

    >>> straight("FaIcon, CONFlDENTIEL, fa|con, vvindow").text
    'Falcon, CONFIDENTIEL, falcon, window'
    >>> straight("Il est là, I said; |a| b 1|2")
    """
    if not _may_change(text):
        return None
    made: Weave | None = None
    at = 0
    for found in _strokes(text):
        start, end = found.span()
        read = _read(found[0], text[start - 1 : start], text[end : end + 1])
        if read:
            made = made or Weave(text)
            made.keep(at, start)
            made.put(read, start, end)
            at = end
    if made is None:
        return None
    made.keep(at, len(text))
    return made.done()


_before_capital = re.compile("l[A-Z]").search


def _may_change(text: str) -> bool:
    if "|" in text or "vv" in text or "VV" in text or _before_capital(text):
        return True
    at = text.find("I")
    while at >= 0:
        if text[at - 1 : at].islower():
            return True
        at = text.find("I", at + 1)
    return False


def _read(stroke: str, before: str, after: str) -> str:
    """What a stroke between two characters is; nothing when it is itself."""
    if stroke == "I":
        return "l" if before.islower() and not after.isupper() else ""
    if stroke == "l":
        return "I" if before.isupper() else ""
    if stroke == "|":
        between = (
            before.isalpha() and after.isalpha() and not (before.islower() and after.isupper())
        )
        return ("I" if before.isupper() else "l") if between else ""
    return ("w" if stroke == "vv" else "W") if before.isalpha() or after.isalpha() else ""

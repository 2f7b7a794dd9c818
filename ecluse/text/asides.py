"""Words that are interrupted: « con(haha)fidentiel », « le plan euh social », a picture in a word.

:func:`without_asides` leaves out what stands between letters of one word (a bracket, a picture) and what
stands between words and says nothing: one word in brackets or stars, slashes, « euh », *like*. Endings in
brackets stay (« salarié(e)s »). Nothing is put in another order, so what is read is what is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from ecluse.text.hints import FILLERS
from ecluse.text.mapped import Mapped, Weave

__all__ = ["may_interrupt", "without_asides"]

_LETTER = r"[^\W\d_]"
_ENDINGS = r"(?!(?:e|s|es|x|ne|le|se|ve|te|re|fe|nes|les|ses|ves|tes|trice|trices|euse|euses|ère|ères)[)\]])"
_asides = re.compile(
    rf"(?<=[^\W_])(?:[(\[{{]{_ENDINGS}[\w….!]{{0,12}}[)\]}}]|<https?://[^\s<>]{{1,200}}>|\\\"[^\n\"]{{0,12}}\n|[^\x00-\xff\w\s\u2010-\u2027]{{1,8}})(?=[^\W_])"
    r"|(?<=\s)(?:[(\[{*][\w….!]{0,12}[)\]}*]|[/|\\]{1,3}|(?:"
    + "|".join(sorted(FILLERS))
    + r"),?)\s+(?=[\w(\[*/|])",
    re.IGNORECASE,
).finditer


def without_asides(text: str) -> Iterator[Mapped]:
    """``text`` without what interrupts its words; nothing when there is no such thing.

    >>> [made.text for made in without_asides("le bor(haha)éal, un plan // de [sic] table")]
    ['le boréal, un plan de table']
    >>> list(without_asides("Les salarié(e)s (et non les autres)"))
    []
    """
    if not may_interrupt(text):
        return
    made: Weave | None = None
    at = 0
    for aside in _asides(text):
        made = made or Weave(text)
        made.keep(at, aside.start())
        at = aside.end()
    if made is not None:
        made.keep(at, len(text))
        yield made.done()


# --- a quick look -------------------------------------------------------------------------------------


def may_interrupt(text: str) -> bool:
    """Whether anything in a text may be an aside; ``False`` for nearly every text."""
    try:
        data = text.replace("ı", "i").encode()
    except UnicodeEncodeError:  # half a pair: RE2 reads none
        return True
    return _may_interrupt().search(data) is not None


_SPACE = r"[\s\x0b\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
_WRITTEN = (
    r"[0-9A-Za-z\x{80}-\x{1fff}\x{2070}-\x{20cf}\x{2100}-\x{25ff}\x{2700}-\x{fdff}\x{fe10}-\x{1f2ff}"
    r"\x{1fb00}-\x{10ffff}]"
)
"""All letters and digits, and most signs beyond ASCII."""
_PICTURE = r"[^\x{0}-\x{24f}\x{2000}-\x{200a}\x{2010}-\x{2029}\x{202f}]"


@cache
def _may_interrupt() -> Any:
    """What is in every text with an aside, and in few others; RE2, in one pass."""
    import re2

    fillers = "|".join(sorted(FILLERS))
    lone = rf"[(\[{{*]\S{{0,12}}?[)\]}}*]|[/|\\]{{1,3}}|(?i:{fillers}),?"
    return re2.compile(
        rf"{_WRITTEN}(?:[(\[{{]|<https?:|\\\"|{_PICTURE}{{1,8}}{_WRITTEN})"
        rf"|{_SPACE}(?:{lone}){_SPACE}".encode()
    )

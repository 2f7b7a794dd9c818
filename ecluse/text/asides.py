"""Words that are interrupted: « con(haha)fidentiel », « le plan euh social », a picture in a word.

:func:`without_asides` leaves out what stands between letters of one word (a bracket, a picture) and what
stands between words and says nothing: one word in brackets or stars, slashes, « euh », *like*. Endings in
brackets stay (« salarié(e)s »). Nothing is put in another order, so what is read is what is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecluse.text.hints import FILLERS
from ecluse.text.mapped import Mapped, Weave

__all__ = ["without_asides"]

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
    made: Weave | None = None
    at = 0
    for aside in _asides(text):
        made = made or Weave(text)
        made.keep(at, aside.start())
        at = aside.end()
    if made is not None:
        made.keep(at, len(text))
        yield made.done()

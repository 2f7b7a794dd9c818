"""Where one text goes on in the next: the numbering and the signs that say so are no part of it.

« 1/2 Le projet Bor… » and « 2/2 …éal est prêt » say « Le projet Boréal est prêt ».
"""

from __future__ import annotations

import re

from ecluse.lean import later
from ecluse.model import Span

__all__ = ["trimmed"]

_REACH = 48
"""Characters at each end of a text that may be numbering."""
_NUMBER = r"[(\[]?\d{1,3}\s?(?:/|sur|of|de)\s?(?:\d{1,3}|[nx])[)\]]?"
_WORDS = (
    r"(?:(?:la |the )?suite(?: et fin)?|fin|à suivre|a suivre|to be continued|continued|cont(?:'|’)?d"
    r"|cont\.|(?:part(?:ie)?|page|post|tweet|thread|fil|épisode|episode|étape) ?\d{0,3})"
)
_SIGNS = r"[\s…→⇒➡⬇👇👉🧵\ufe0f>»«<|~*_]|\.{2,}(?!\.)|->|=>"
_head = later(
    rf"(?:{_SIGNS}|{_NUMBER}\s?[:.)–—-]?(?=[\s…]|\.\.|$)|[(\[]?{_WORDS}[)\]]?\s?(?:[:.…)–—-]+|$)"
    r"|[(\[]\d{1,3}[)\]]|\d{1,3}[.)](?=\s)|[–—-]+(?=\s))*",
    re.IGNORECASE,
)
_tail = later(
    rf"(?:{_SIGNS}|(?<=\s){_NUMBER}|[(\[]\d{{1,3}}(?:/\d{{1,3}})?[)\]]"
    rf"|(?<![^\W_])[(\[]?{_WORDS}[)\]]?|(?<=\s)[–—-]+)+$",
    re.IGNORECASE,
)


def trimmed(text: str) -> Span:
    """The part of ``text`` that is not its numbering, or a sign that it goes on.

    >>> [text[slice(*trimmed(text))] for text in ("1/2 Le bor…", "(suite) …éal", "À suivre…", "12 bis")]
    ['Le bor', 'éal', '', '12 bis']
    """
    head = _head().match(text[:_REACH])
    start = head.end() if head else 0
    first = max(start, len(text) - _REACH)
    tail = _tail().search(text[first:])
    return Span(start, first + tail.start() if tail else len(text))

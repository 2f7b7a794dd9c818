"""Where one text goes on in the next: the numbering and the signs that say so are no part of it.

« 1/2 Le projet Bor… » and « 2/2 …éal est prêt » say « Le projet Boréal est prêt ».
"""

from __future__ import annotations

import re

from ecluse.lean import later
from ecluse.model import Span
from ecluse.text.dictionary import is_in_dictionary
from ecluse.text.fold import fold

__all__ = ["beginnings", "endings", "trimmed"]

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


# --- pieces in the middle of a text -------------------------------------------------------------------

_words = re.compile(r"\w+").finditer
_STOPS = frozenset(',.;:!?\n)]»…"')
_SKIPPED = " \t\u00a0\u202f"
_MOST = 48
"""Places of one text at which a piece of something may end, or begin."""


def endings(text: str, *, all_of_them: bool = False) -> list[int]:
    """Where a piece that goes on in another text may end: behind words that nobody knows, before a stop.

    ``all_of_them``: behind any word.

    >>> endings("Merci à Velm, et à demain")
    [12]
    """
    found: list[int] = []
    for word in _words(text):
        end = word.end()
        if all_of_them or (end < len(text) and (text[end : end + 1] in _STOPS or _is_odd(word[0]))):
            found.append(end)
    return found[-_MOST:]


def beginnings(text: str, *, all_of_them: bool = False) -> list[int]:
    """Where a piece may begin that another text starts: words that nobody knows, or behind a stop.

    ``all_of_them``: any word.

    >>> beginnings("la suite orac au loin")
    [9]
    """
    found: list[int] = []
    for word in _words(text):
        start = word.start()
        before = text[max(0, start - 4) : start].rstrip(_SKIPPED)[-1:]
        if all_of_them or (start and (before in _STOPS or _is_odd(word[0]))):
            found.append(start)
    return found[:_MOST]


def _is_odd(word: str) -> bool:
    """Whether a word is in no dictionary, or holds figures."""
    return not word.isalpha() or not is_in_dictionary(fold(word).data)

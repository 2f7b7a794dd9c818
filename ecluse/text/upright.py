"""Text written upside down or in a mirror, as its reader turns it: ``uoɔlɐɟ`` is read « falcon ».

Such a text stands in the other order too. A run of words is turned when it holds two letters that only
turned text has, and none that would look otherwise there. A word with turned letters that is no such
text (``fɐlcon``) is read as it stands, by :mod:`ecluse.text.canonical`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ecluse.text.mapped import Mapped, Weave

__all__ = ["in_place", "upright"]

_UPSIDE_DOWN = (
    "ɐa qb ɔc pd ǝe ɟf ƃg ɓg ɥh ᴉi ıi ɾj ʞk ll ןl ʅl ɯm un oo dp bq ɹr ss ʇt nu ʌv ʍw xx ʎy zz "
    "∀A ᗺB ƆC ᗡD ƎE ℲF ⅁G פG HH II ſJ ˥L ⅂L WM NN OO ԀP ᴚR SS ┴T ⊥T ∩U ΛV MW XX ⅄Y ZZ "
    "00 Ɩ1 ⇂1 ᄅ2 Ɛ3 ㄣ4 ᔭ4 ϛ5 96 ㄥ7 88 69 ˙. ¿? ¡! ؛; ‾_ ⅋& ,' ', ”, )( () ][ [] }{ {} >< <> »« «»"
)
_IN_A_MIRROR = (
    "ɒa db ɔc bd ɘe Ꮈf ʇf ƹz ƸZ ᖷF ӘG ⋊K ϘQ |l ǫg ϱg ᵷg ʜh ii ꞁj ʞk ll mm nn oo qp pq ɿr ƨs ƚt tt uu vv ww xx yy γy zz "
    "AA ᙠB ƆC ᗡD ƎE ꟻF HH II ႱJ ⅃L MM ИN OO ꟼP ЯR ƧS TT UU VV WW XX YY 00 11 88 ⸮? )( () ][ []"
)


class _Turned(NamedTuple):
    """One way to turn text. ``read``: what is read for each character; ``only``: what only such text
    has; ``other``: finds what such text has not.
    """

    read: dict[str, str]
    only: frozenset[str]
    other: re.Pattern[str]


def _turned(pairs: str) -> _Turned:
    read = {pair[0]: pair[1] for pair in pairs.split()}
    only = frozenset(c for c in read if not c.isascii() and c.isalpha() and c != "ı")
    kept = "".join(re.escape(c) for c in read)
    return _Turned(read, only, re.compile(f"[^\\W_{kept}\\d]"))


_WAYS = (_turned(_UPSIDE_DOWN), _turned(_IN_A_MIRROR))
_any_turned = re.compile(f"[{''.join(set().union(*(way.only for way in _WAYS)))}]").search
_words = re.compile(r"\S+").finditer


def upright(text: str) -> Mapped | None:
    """The text with what is upside down or mirrored turned; ``None`` when nothing is.

    >>> upright("¡ uoɔlɐɟ ʇǝɾoɹd").text
    'projet falcon !'
    """
    if not _any_turned(text):
        return None
    for way in _WAYS:
        runs = _runs(text, way)
        if runs:
            return _made(text, runs, way.read)
    return None


def in_place(text: str) -> Mapped | None:
    """The text with each letter turned where it stands, left to right, in words that hold mirrored
    ones: ``ƎTIƧ``; ``None`` when none does.
    """
    way = _WAYS[1]
    if not _any_turned(text):
        return None
    made, at = Weave(text), 0
    for word in _words(text):
        only = sum(character in way.only for character in word[0])
        if (
            only
            and not way.other.search(word[0])
            and (only > 1 or not word[0].isalpha() or _has_ascii(word[0]))
        ):
            made.keep(at, word.start())
            for place in range(*word.span()):
                made.put(way.read.get(text[place], text[place]), place, place + 1)
            at = word.end()
    if not at:
        return None
    made.keep(at, len(text))
    return made.done()


def _has_ascii(word: str) -> bool:
    return any(character.isascii() and character.isalpha() for character in word)


def _made(text: str, runs: list[tuple[int, int]], read: dict[str, str]) -> Mapped:
    made, at = Weave(text), 0
    for start, end in runs:
        made.keep(at, start)
        for place in range(end - 1, start - 1, -1):
            made.put(read.get(text[place], text[place]), place, place + 1)
        at = end
    made.keep(at, len(text))
    return made.done()


def _runs(text: str, way: _Turned) -> list[tuple[int, int]]:
    """Where words stand that are turned, from the first that says so to the last; all of them when
    no word says otherwise.
    """
    found: list[tuple[int, int]] = []
    first, last, letters, is_whole = -1, 0, 0, True
    for word in _words(text):
        if way.other.search(word[0]):
            if letters > 1:
                found.append((first, last))
            first, letters, is_whole = -1, 0, False
        elif only := sum(character in way.only for character in word[0]):
            first = word.start() if first < 0 else first
            last, letters = word.end(), letters + only
    if letters > 1:
        found.append((0, len(text)) if is_whole else (first, last))
    return found

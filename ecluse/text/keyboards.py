"""Latin words typed on keys of another script: ``сщташвутешуд`` is « confidentiel » in Russian keys.

Each letter is read as the letter on the same key of an American keyboard. A text in its own language
gives no words so; what it gives is shown only when Latin words stand around, or common words come out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ecluse.text.common_words import COMMON
from ecluse.text.mapped import Mapped, Weave

__all__ = ["typed"]

_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_ROWS = (
    "йцукенгшщзхъфывапролджэячсмитьбю",
    "йцукенгшщзхїфівапролджєячсмитьбю",
    ";ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,.",
    "/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ",
    "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرلىةوز",
)
"""What the same keys give on keyboards: Russian, Ukrainian, Greek, Hebrew, Arabic."""
_FEWEST_COMMON = 2
_any_letter = re.compile("[\u0370-\u06ff]").search
_words = re.compile('[^\\s!?"«»()0-9-]+').finditer
_latin = re.compile("[A-Za-z]{2}").search


@cache
def _keys() -> Mapping[str, str]:
    pairs = {
        other: key
        for row in _ROWS
        for other, key in zip(row, _KEYS, strict=True)
        if other > "\u0370" and (key.isalpha() or other.isalpha())
    }
    capitals = {one.upper(): key.upper() for one, key in pairs.items() if len(one.upper()) == 1}
    return {**capitals, **pairs}


def typed(text: str) -> Mapped | None:
    """The text with its words of other scripts read as keys; ``None`` when there is no reason to.

    >>> typed("un сщташвутешуд ici").text
    'un confidentiel ici'
    >>> typed("Мы рады видеть вас на празднике")
    """
    if _any_letter(text) is None:
        return None
    keys, made, at, common = _keys(), Weave(text), 0, 0
    for word in _words(text):
        if not any(letter in keys for letter in word[0]):
            continue
        read = "".join(keys.get(letter, letter) for letter in word[0])
        made.keep(at, word.start())
        for place, letter in enumerate(read, word.start()):
            made.put(letter, place, place + 1)
        at = word.end()
        common += len(read) > 1 and read.isascii() and read.lower().encode() in COMMON
    if not at or (common < _FEWEST_COMMON and _latin(text) is None):
        return None
    made.keep(at, len(text))
    return made.done()

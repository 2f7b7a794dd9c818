"""Words in Cyrillic or Greek letters, by their sound: « конфидансиел », « κονφιντενσιελ ».

:func:`transcribed` writes them in Latin letters, as passports do, more or less (ICAO Doc 9303, part 3). It
is no reading of Russian or Greek: declared words of another language may be spelt so, and nothing else.
"""

from __future__ import annotations

import re

from ecluse.text.mapped import Mapped, Weave

__all__ = ["transcribed"]

_LETTERS = {
    **dict(zip("абвгдеёзийклмнопрстуфхыэіїєґў", "abvgdeeziyklmnoprstufhyeiiegu", strict=True)),
    "ж": "j", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "ь": "", "ъ": "",
    **dict(zip("αβγδεζηικλμνξοπρσςτυφχω", "avgdeziiklmnxoprsstyfho", strict=True)),
    "θ": "th", "ψ": "ps", "ά": "a", "έ": "e", "ή": "i", "ί": "i", "ό": "o", "ύ": "y", "ώ": "o",
}  # fmt: skip
_words = re.compile("[\u0370-\u03ff\u0400-\u04ff]{4,}").finditer


def transcribed(text: str) -> Mapped | None:
    """``text`` with its words of Cyrillic and Greek letters in Latin ones; ``None`` when it has none.

    >>> transcribed("le проект, vite").text
    'le proekt, vite'
    """
    made: Weave | None = None
    at = 0
    for match in _words(text):
        made = made or Weave(text)
        made.keep(at, match.start())
        for place in range(*match.span()):
            letter = text[place]
            small = letter.lower()
            latin = _LETTERS.get(small, letter)
            made.put(latin if small == letter else latin.upper(), place, place + 1)
        at = match.end()
    if made is None:
        return None
    made.keep(at, len(text))
    return made.done()

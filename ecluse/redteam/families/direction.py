"""Text stored in another order than it is read (Unicode bidirectional algorithm, UAX #9)."""

from __future__ import annotations

from random import Random

from ecluse.redteam.transform import around, between, family, longest_word, on_goods, on_word

_of = family("direction")


def _half(text: str, random: Random) -> str:
    """The second half of the longest word, stored backwards and shown forwards."""
    start, end = longest_word(text)
    middle = (start + end) // 2
    return f"{text[:middle]}\u202e{text[middle:end][::-1]}\u202c{text[end:]}"


TRANSFORMS = (
    _of(
        "override", 2, on_goods(lambda text, random: f"\u202e{text[::-1]}\u202c"),
        "rangé à l'envers, montré à l'endroit", "stored backwards, shown forwards",
    ),
    _of(
        "override-isolated", 2, on_goods(lambda text, random: f"\u2068\u202e{text[::-1]}\u202c\u2069"),
        "de même, dans un isolat", "the same inside an isolate",
    ),
    _of(
        "override-half", 2, on_goods(_half),
        "une moitié de mot rangée à l'envers", "half a word stored backwards",
    ),
    _of("left-to-right-marks", 2, on_goods(between("\u200e")), "une marque entre les lettres", "a mark between letters"),
    _of(
        "embedded", 1, on_word(lambda text, random: f"{text[:2]}\u202a{text[2:]}\u202c"),
        "un enchâssement dans le mot le plus long", "an embedding inside the longest word",
    ),
    _of("isolated", 2, on_goods(around("\u2066", "\u2069")), "dans un isolat", "inside an isolate"),
)  # fmt: skip

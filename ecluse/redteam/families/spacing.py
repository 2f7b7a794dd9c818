"""Other spaces, more of them, fewer of them, and ends of lines where none was."""

from __future__ import annotations

import re
from random import Random

from ecluse.redteam.transform import Apply, family, in_middle, on_goods, on_word

_of = family("spacing")


def _spaces(given: str) -> Apply:
    """Every space of the goods becomes ``given``."""
    return on_goods(lambda text, random: re.sub(r"[ \u00a0\u202f]", given, text))


def _bullets(text: str, random: Random) -> str:
    words = text.split()
    return "\n" + "\n".join(f"• {word}" for word in words) + "\n" if len(words) > 1 else text


TRANSFORMS = (
    _of("no-break-spaces", 2, _spaces("\u00a0"), "des espaces insécables", "no-break spaces"),
    _of("narrow-spaces", 2, _spaces("\u202f"), "des espaces fines insécables", "narrow no-break spaces"),
    _of("thin-spaces", 2, _spaces("\u2009"), "des espaces fines", "thin spaces"),
    _of("em-spaces", 2, _spaces("\u2003"), "des cadratins", "em spaces"),
    _of("ideographic-spaces", 2, _spaces("\u3000"), "des espaces idéographiques", "ideographic spaces"),
    _of("blank-braille", 2, _spaces("\u2800"), "du braille vide pour espaces", "blank Braille for spaces"),
    _of("zero-width-for-spaces", 2, _spaces("\u200b"), "des espaces sans chasse", "zero-width spaces for spaces"),
    _of("ogham-spaces", 2, _spaces("\u1680"), "des espaces oghamiques", "Ogham space marks"),
    _of("tabs", 2, _spaces("\t"), "des tabulations", "tabs"),
    _of("wide-gaps", 2, _spaces(" " * 12), "douze espaces pour une", "twelve spaces for one"),
    _of("line-ends", 2, _spaces("\n"), "un mot par ligne", "one word a line"),
    _of("blank-lines", 2, _spaces("\n\n"), "des lignes vides entre les mots", "blank lines between words"),
    _of("carriage-returns", 2, _spaces("\r\n"), "des fins de ligne de Windows", "line ends of Windows"),
    _of("line-separators", 2, _spaces("\u2028"), "des séparateurs de lignes", "line separators"),
    _of("next-lines", 2, _spaces("\x85"), "des fins de ligne rares (NEL)", "rare line ends (NEL)"),
    _of("bullets", 2, on_goods(_bullets), "une liste à puces, un mot par point", "a list, one word an item"),
    _of("glued", 2, _spaces(""), "sans espaces", "without spaces"),
    _of("space-in-word", 1, on_word(in_middle(" ")), "une espace dans le mot le plus long", "a space in the longest word"),
    _of("line-end-in-word", 1, on_word(in_middle("\n")),
        "une fin de ligne dans le mot le plus long", "a line end in the longest word"),
    _of("hyphenated-line-end", 1, on_word(in_middle("-\n")),
        "le mot le plus long coupé en fin de ligne", "the longest word hyphenated at a line end"),
)  # fmt: skip

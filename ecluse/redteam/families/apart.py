"""Letters or syllables set apart by something that readers skip."""

from __future__ import annotations

import re
from random import Random

from ecluse.redteam.transform import Change, between, each_word, family, on_goods, on_word

_of = family("apart")

_SYLLABLE = re.compile(r"[^aeiouyàâäéèêëîïôöùûü\W]*[aeiouyàâäéèêëîïôöùûü]+", re.IGNORECASE)


def _syllables(mark: str) -> Change:
    """Puts ``mark`` between what sounds like syllables."""
    return each_word(lambda word: _SYLLABLE.sub(lambda m: m[0] + mark, word).removesuffix(mark))


def _boxed(text: str, random: Random) -> str:
    return "".join(f"[{one}]" if one.isalnum() else one for one in text)


def _lines(text: str, random: Random) -> str:
    return "\n" + "\n".join(one for one in text if one.isalnum()) + "\n"


def _table(text: str, random: Random) -> str:
    letters = [one for one in text if one.isalnum()]
    return f"\n\n| {' | '.join(letters)} |\n|{'---|' * len(letters)}\n\n"


def _random_marks(text: str, random: Random) -> str:
    marks = ".-_*~·"
    return "".join(one + random.choice(marks) if one.isalnum() else one for one in text)


def _bubbles(text: str, random: Random) -> str:
    return " ".join(f"({one})" for one in text if one.isalnum())


TRANSFORMS = (
    _of("dotted", 2, on_goods(between(".")), "un point entre les lettres", "a dot between letters"),
    _of("spaced", 2, on_goods(between(" ")), "une espace entre les lettres", "a space between letters"),
    _of("hyphenated", 2, on_goods(between("-")), "un trait d'union entre les lettres", "a hyphen between letters"),
    _of("underscored", 2, on_goods(between("_")), "un trait bas entre les lettres", "an underscore between letters"),
    _of("starred", 2, on_goods(between("*")), "un astérisque entre les lettres", "an asterisk between letters"),
    _of("slashed", 2, on_goods(between("/")), "une barre entre les lettres", "a slash between letters"),
    _of("barred", 2, on_goods(between("|")), "une barre droite entre les lettres", "a bar between letters"),
    _of("comma-between", 2, on_goods(between(", ")), "une virgule entre les lettres", "a comma between letters"),
    _of("middle-dots", 2, on_goods(between("·")), "un point médian entre les lettres", "a middle dot between letters"),
    _of("emoji-between", 2, on_goods(between("🚲")), "un emoji entre les lettres", "an emoji between letters"),
    _of("claps", 2, on_goods(lambda text, random: " 👏 ".join(text.split())),
        "un emoji entre les mots", "an emoji between words"),
    _of("wide", 2, on_goods(between("\u3000")), "une espace idéographique entre les lettres",
        "an ideographic space between letters"),
    _of("thin-between", 2, on_goods(between("\u2009")), "une espace fine entre les lettres",
        "a thin space between letters"),
    _of("random-marks", 2, on_goods(_random_marks), "un signe au hasard après chaque lettre",
        "a mark by chance after each letter"),
    _of("boxed", 2, on_goods(_boxed), "chaque lettre entre crochets", "each letter in brackets"),
    _of("bubbles", 2, on_goods(_bubbles), "chaque lettre entre parenthèses", "each letter in parentheses"),
    _of("column", 2, on_goods(_lines), "une lettre par ligne", "one letter a line"),
    _of("table-cells", 2, on_goods(_table), "une lettre par case d'un tableau", "one letter a cell of a table"),
    _of("syllables", 2, on_goods(_syllables("-")), "un trait d'union entre les syllabes", "a hyphen between syllables"),
    _of("spaced-syllables", 2, on_goods(_syllables(" ")), "une espace entre les syllabes", "a space between syllables"),
    _of("one-dot", 1, on_word(lambda text, random: f"{text[:2]}.{text[2:]}"),
        "un point dans le mot le plus long", "a dot in the longest word"),
    _of("one-hyphen", 1, on_word(lambda text, random: f"{text[:3]}-{text[3:]}"),
        "un trait d'union dans le mot le plus long", "a hyphen in the longest word"),
)  # fmt: skip

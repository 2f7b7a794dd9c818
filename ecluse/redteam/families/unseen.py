"""Characters that nobody sees, between letters (Unicode default ignorables, UAX #44)."""

from __future__ import annotations

from ecluse.redteam.transform import between, family, in_middle, on_goods, on_word

_of = family("unseen")

TRANSFORMS = (
    _of(
        "zero-width-space", 1, on_word(in_middle("\u200b")),
        "une espace sans chasse dans le mot le plus long", "a zero-width space in the longest word",
    ),
    _of(
        "zero-width-spaces", 2, on_goods(between("\u200b")),
        "une espace sans chasse entre les lettres", "a zero-width space between letters",
    ),
    _of(
        "zero-width-joiners", 2, on_goods(between("\u200d")),
        "un liant sans chasse entre les lettres", "a zero-width joiner between letters",
    ),
    _of(
        "zero-width-non-joiners", 2, on_goods(between("\u200c")),
        "un antiliant sans chasse entre les lettres", "a zero-width non-joiner between letters",
    ),
    _of(
        "word-joiners", 2, on_goods(between("\u2060")),
        "un gluon de mots entre les lettres", "a word joiner between letters",
    ),
    _of(
        "byte-order-mark", 1, on_word(in_middle("\ufeff")),
        "une marque d'ordre des octets dans le mot le plus long",
        "a byte order mark in the longest word",
    ),
    _of(
        "soft-hyphen", 1, on_word(in_middle("\u00ad")),
        "un trait d'union conditionnel dans le mot le plus long", "a soft hyphen in the longest word",
    ),
    _of(
        "soft-hyphens", 2, on_goods(between("\u00ad")),
        "un trait d'union conditionnel entre les lettres", "a soft hyphen between letters",
    ),
    _of(
        "grapheme-joiners", 2, on_goods(between("\u034f")),
        "un diacritique invisible (CGJ) entre les lettres", "a combining grapheme joiner between letters",
    ),
    _of(
        "variation-selectors", 2, on_goods(between("\ufe0f")),
        "un sélecteur de variante entre les lettres", "a variation selector between letters",
    ),
    _of(
        "supplementary-selectors", 2, on_goods(between("\U000e0101")),
        "un sélecteur de variante rare entre les lettres", "a rare variation selector between letters",
    ),
    _of(
        "invisible-operators", 2, on_goods(between("\u2063")),
        "un séparateur invisible entre les lettres", "an invisible separator between letters",
    ),
    _of(
        "hangul-fillers", 2, on_goods(between("\u3164")),
        "une lettre coréenne vide entre les lettres", "an empty Korean letter between letters",
    ),
    _of(
        "tag-letter", 1, on_word(in_middle("\U000e0061")),
        "un caractère d'étiquette dans le mot le plus long", "a tag character in the longest word",
    ),
    _of(
        "null", 1, on_word(in_middle("\x00")),
        "un caractère nul dans le mot le plus long", "a null character in the longest word",
    ),
    _of(
        "backspace", 1, on_word(in_middle("x\x08")),
        "une lettre et son effacement dans le mot le plus long",
        "a letter and its backspace in the longest word",
    ),
)  # fmt: skip

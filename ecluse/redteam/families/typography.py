"""What typographers, telephones and networks do to a text without any ill will."""

from __future__ import annotations

import re
from random import Random

from ecluse.redteam.transform import Change, around, each_word, family, on_goods, on_word

_of = family("typography")
_APOSTROPHE = "Voici [l'accord d'été] signé."
_HYPHEN = "Voici [Vif-Argent] !"
_NUMBER = "À [moins de 3 500 euros] !"


def _swap(wanted: str, given: str) -> Change:
    """Any of the characters ``wanted`` becomes ``given``."""
    return lambda text, random: re.sub(f"[{re.escape(wanted)}]", given, text)


def _alternating(text: str, random: Random) -> str:
    return "".join(one.upper() if place % 2 else one.lower() for place, one in enumerate(text))


def _hashtag(text: str, random: Random) -> str:
    return "#" + "".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", text))


def _ligatures(text: str, random: Random) -> str:
    for plain, one in (("ffi", "ﬃ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("ff", "ﬀ"), ("st", "ﬆ"), ("oe", "œ"),
                       ("ij", "ĳ"), ("lj", "ǉ"), ("nj", "ǌ"), ("dz", "ǳ")):  # fmt: skip
        text = text.replace(plain, one)
    return text


def _plural(word: str) -> str:
    return word if word.endswith(("s", "x")) else word + "s"


_GAP = r"(?<=\d)[ .,\u00a0\u202f](?=\d{3})"
"""What stands between the groups of a number."""

TRANSFORMS = (
    _of("capitals", 2, on_goods(lambda text, random: text.upper()), "tout en capitales", "all in capitals"),
    _of("small-letters", 2, on_goods(lambda text, random: text.lower()), "tout en minuscules", "all in small letters"),
    _of("alternating", 2, on_goods(_alternating), "une capitale sur deux", "every other letter a capital"),
    _of("inner-capital", 1, on_word(lambda text, random: text[:2] + text[2:].capitalize()),
        "une capitale dans le mot le plus long", "a capital inside the longest word"),
    _of("hashtag", 2, on_goods(_hashtag), "en mot-dièse", "as a hashtag"),
    _of("underscores", 2, on_goods(_swap(" ", "_")), "des traits bas pour espaces", "underscores for spaces"),
    _of("hyphens", 2, on_goods(_swap(" ", "-")), "des traits d'union pour espaces", "hyphens for spaces"),
    _of("dots", 2, on_goods(_swap(" ", ".")), "des points pour espaces", "dots for spaces"),
    _of("slashes", 2, on_goods(_swap(" ", "/")), "des barres pour espaces", "slashes for spaces"),
    _of("curly-apostrophes", 1, on_goods(_swap("'", "’")),
        "des apostrophes courbes", "curly apostrophes", sample=_APOSTROPHE),
    _of("letter-apostrophes", 1, on_goods(_swap("'’", "ʼ")),
        "des lettres apostrophes", "modifier letter apostrophes", sample=_APOSTROPHE),
    _of("prime-apostrophes", 1, on_goods(_swap("'’", "′")),
        "des primes pour apostrophes", "primes for apostrophes", sample=_APOSTROPHE),
    _of("no-apostrophes", 1, on_goods(_swap("'’", "")),
        "sans apostrophes", "without apostrophes", sample=_APOSTROPHE),
    _of("no-break-hyphens", 1, on_goods(_swap("-", "\u2011")),
        "des traits d'union insécables", "no-break hyphens", sample=_HYPHEN),
    _of("dashes", 1, on_goods(_swap("-", "–")), "des tirets", "dashes for hyphens", sample=_HYPHEN),
    _of("minus-signs", 1, on_goods(_swap("-", "−")), "des signes moins", "minus signs for hyphens", sample=_HYPHEN),
    _of("hyphens-open", 1, on_goods(_swap("-", " ")), "des espaces pour traits d'union", "spaces for hyphens", sample=_HYPHEN),
    _of("hyphens-closed", 1, on_goods(_swap("-", "")), "sans traits d'union", "without hyphens", sample=_HYPHEN),
    _of("guillemets", 2, on_goods(around("«\u00a0", "\u00a0»")), "entre guillemets", "between guillemets"),
    _of("quoted-word", 1, on_word(around("“", "”")), "un mot entre guillemets", "one word in quotation marks"),
    _of("bracketed-letter", 1, on_word(lambda text, random: f"[{text[:1]}]{text[1:]}"),
        "la première lettre entre crochets", "the first letter in brackets"),
    _of("plural", 2, on_goods(each_word(_plural)), "chaque mot au pluriel", "every word a plural"),
    _of("possessive", 1, on_word(around("", "'s")), "un génitif anglais", "an English genitive"),
    _of("ligatures", 2, on_goods(_ligatures), "des ligatures", "ligatures", sample="Une [offre confidentielle]."),
    _of("long-s", 2, on_goods(_swap("s", "ſ")), "des s longs", "long s", sample="Une [offre sous silence]."),
    _of("grouped-by-dots", 1, on_goods(lambda text, random: re.sub(_GAP, ".", text)),
        "des nombres groupés par points", "numbers grouped by dots", sample=_NUMBER),
    _of("ungrouped", 1, on_goods(lambda text, random: re.sub(_GAP, "", text)),
        "des nombres sans groupes", "numbers without groups", sample=_NUMBER),
)  # fmt: skip

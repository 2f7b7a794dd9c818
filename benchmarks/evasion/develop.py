"""Transforms to develop against: thirty-six families."""

from __future__ import annotations

import base64
import bz2
import gzip
import lzma
import random
import re
import unicodedata
import zlib
from collections.abc import Callable

from benchmarks.evasion.seeds import Seed
from benchmarks.evasion.transforms import (
    ALL,
    NAMES,
    NUMBERS,
    WORDS,
    Home,
    Make,
    Mutant,
    OnSpan,
    Transform,
    alphabet,
    among,
    between,
    draft,
    family,
    mapped,
    only,
    per_word,
    plain,
    replaced,
    some,
    then,
    unaccented,
    whole,
)

# --- characters -----------------------------------------------------------------------------------

_UMLAUTS = dict(zip("aeiouyAEIOUY", "äëïöüÿÄËÏÖÜŸ", strict=True))
_ACUTES = dict(zip("aceilnorsuyzACEILNORSUYZ", "áćéíĺńóŕśúýźÁĆÉÍĹŃÓŔŚÚÝŹ", strict=True))
_STROKES = dict(zip("abcdeghiloptuzABDEGHILOTZ", "ⱥƀȼđɇǥħɨłøᵽŧʉƶȺɃĐɆǤĦƗŁØŦƵ", strict=True))
_DOTTED = dict(zip("abdehiklmnorstuvwyz", "ạḅḍẹḥịḳḷṃṇọṛṣṭụṿẉỵẓ", strict=True))
_HOOKED = dict(
    zip("bcdfghkmnpqrstvwyzBCDFGKNPTVWYZ", "ɓƈɗƒɠɦƙɱɲƥʠɽʂƭʋⱳƴȥƁƇƊƑƓƘƝƤƬƲⱲƳȤ", strict=True)
)

ACCENTED = family("accented letters", WORDS, {
    "umlauts": unaccented(mapped(_UMLAUTS)),
    "acutes": unaccented(mapped(_ACUTES)),
    "strokes": unaccented(mapped(_STROKES)),
    "dots below": unaccented(mapped(_DOTTED)),
    "hooks": unaccented(mapped(_HOOKED)),
    "one stroke": unaccented(some(_STROKES, 0.1)),
})  # fmt: skip

_RLO, _LRO, _PDF, _LRI, _RLI, _PDI, _LRM = "\u202e\u202d\u202c\u2066\u2067\u2069\u200e"


def _pairs_turned(span: str, _: random.Random) -> str:
    return "".join(
        f"{_RLO}{span[at : at + 2][::-1]}{_PDF}" if len(span[at : at + 2]) == 2 else span[at:]
        for at in range(0, len(span), 2)
    )


BIDI = family("writing direction", ALL, {
    "whole override": lambda span, _: f"{_RLO}{span[::-1]}{_PDF}",
    "override to the end of the line": lambda span, _: f"{_RLO}{span[::-1]}\n",
    "half override": lambda span, _: f"{span[: len(span) // 2]}{_RLO}{span[len(span) // 2 :][::-1]}{_PDF}",
    "pairs turned": _pairs_turned,
    "isolated letters": lambda span, _: "".join(f"{_LRI}{c}{_PDI}" for c in span),
    "marks between": between(_LRM),
    "nested": lambda span, _: f"{_RLI}{_LRO}{span}{_PDF}{_PDI}",
})  # fmt: skip

_CYRILLIC = dict(zip("aceopxyijsABCEHIJKMOPSTXY", "асеорхуіјѕАВСЕНІЈКМОРЅТХУ", strict=True))
_GREEK = dict(zip("avouikxpnABEZHIKMNOPTYX", "ανουικχρηΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", strict=True))

CONFUSABLES = family("confusable letters", ALL, {
    "Cyrillic": mapped(_CYRILLIC),
    "Greek": mapped(_GREEK),
    "one letter": some(_CYRILLIC, 0.01),
    "a third": some(_CYRILLIC | {"v": "ν", "u": "υ", "N": "Ν", "Z": "Ζ"}, 0.34),
    "digits as letters of another script": some({"0": "О", "3": "З", "4": "Ч", "6": "б"}, 0.5),
})  # fmt: skip

_COVER = {"fr": "bonne lecture 😊", "en": "enjoy 😊", "de": "viel Spaß 😊", "es": "buen día 😊"}


def _cover(hide: Callable[[str], str]) -> Make:
    """The span where nobody sees it, behind a harmless word."""
    return lambda seed, _: replaced(seed, _COVER[seed.lang] + hide(seed.secret))


def _bits(span: str) -> str:
    return "".join(f"{byte:08b}" for byte in span.encode())


def _selectors(span: str) -> str:
    return "".join(
        chr(0xFE00 + byte) if byte < 16 else chr(0xE0100 + byte - 16) for byte in span.encode()
    )


def _in_fours(span: str) -> str:
    signs = "\u200b\u200c\u200d\u2060"
    return "".join(signs[byte >> shift & 3] for byte in span.encode() for shift in (6, 4, 2, 0))


SMUGGLED = family(
    "smuggled in unseen characters", ALL,
    **{
        "tag characters": _cover(lambda span: "".join(chr(0xE0000 + ord(c)) for c in plain(span) if ord(c) < 128)),
        "variation selectors": _cover(_selectors),
        "two zero-width signs": _cover(lambda span: _bits(span).replace("0", "\u200b").replace("1", "\u200c")),
        "four zero-width signs": _cover(_in_fours),
        "trailing spaces and tabs": lambda seed, _: replaced(seed, "\n".join(
            word + bits.replace("0", " ").replace("1", "\t")
            for word, bits in zip(
                ("la suite plus bas " * 60).split(), re.findall(".{8}", _bits(seed.secret)), strict=False))
            + "\n") if len(seed.secret) < 60 else None,
    },
)  # fmt: skip

_SPACES = "\u00a0\u202f\u2009\u200a\u3000\u2007\u2005"
_LIGATURES = {
    "ffi": "ﬃ",
    "ffl": "ﬄ",
    "ff": "ﬀ",
    "fi": "ﬁ",
    "fl": "ﬂ",
    "st": "ﬆ",
    "oe": "œ",
    "ae": "æ",
    "IJ": "Ĳ",
    "ij": "ĳ",
}


def _ligatures(span: str, _: random.Random) -> str:
    for letters, one in _LIGATURES.items():
        span = span.replace(letters, one)
    return span


TYPOGRAPHY = family("typography", ALL, {
    "no-break spaces": mapped({" ": "\u00a0"}),
    "narrow no-break spaces": mapped({" ": "\u202f", "'": "’"}),
    "any wide or thin space": lambda span, chance: "".join(chance.choice(_SPACES) if c == " " else c for c in span),
    "spaced like French punctuation": lambda span, _: span.replace(" ", " \u202f\u00a0") if " " in span else None,
    "hyphens for spaces": lambda span, chance: "".join(chance.choice("-‐‑‒–—−") if c in " -" else c for c in span),
    "ligatures": _ligatures,
    "decomposed": lambda span, _: unicodedata.normalize("NFD", span),
    "long s": mapped({"s": "ſ"}),
    "quotation marks around each word": lambda span, _: " ".join(f"« {word} »" for word in span.split()),
})  # fmt: skip
TYPOGRAPHY = only(TYPOGRAPHY, "ligatures decomposed", WORDS)
TYPOGRAPHY = tuple(
    Transform(t.family, t.name, WORDS, t.make)
    if t.name in ("long s", "quotation marks around each word", "hyphens for spaces") else t
    for t in TYPOGRAPHY
)  # fmt: skip

_SMALL = dict(zip("abcdefghijklmnopqrstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", strict=True))
_SCRIPT = alphabet(0x1D49C, 0x1D4B6, but=dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)))
_FRAKTUR = alphabet(0x1D504, 0x1D51E, but=dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)))
_DOUBLE = alphabet(0x1D538, 0x1D552, 0x1D7D8, dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)))

STYLED = family("styled alphabets", ALL, {
    "bold": unaccented(mapped(alphabet(0x1D400, 0x1D41A, 0x1D7CE))),
    "italic": unaccented(mapped(alphabet(0x1D434, 0x1D44E, but={"h": "ℎ"}))),
    "script": unaccented(mapped(_SCRIPT)),
    "fraktur": unaccented(mapped(_FRAKTUR)),
    "double-struck": unaccented(mapped(_DOUBLE)),
    "sans-serif bold italic": unaccented(mapped(alphabet(0x1D63C, 0x1D656))),
    "monospace": unaccented(mapped(alphabet(0x1D670, 0x1D68A, 0x1D7F6))),
    "full width": unaccented(mapped({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)} | {" ": "\u3000"})),
    "one bold letter": unaccented(some(alphabet(0x1D400, 0x1D41A, 0x1D7CE), 0.01)),
})  # fmt: skip
STYLED += family("styled alphabets", WORDS, {
    "small capitals": lambda span, _: "".join(_SMALL.get(c, c) for c in plain(span).lower()),
})  # fmt: skip

# --- typing ---------------------------------------------------------------------------------------

_FRENCH_SOUNDS = (
    ("eaux", "o"), ("eau", "o"), ("au", "o"), ("ph", "f"), ("qu", "k"), ("ch", "sh"), ("ça", "sa"),
    ("ca", "ka"), ("co", "ko"), ("cu", "ku"), ("ce", "se"), ("ci", "si"), ("ai", "é"), ("er ", "é "), ("tion", "sion"),
)  # fmt: skip
_ENGLISH_SOUNDS = (
    ("ck", "k"), ("ph", "f"), ("igh", "y"), ("ee", "ea"), ("qu", "kw"), ("ca", "ka"), ("co", "ko"),
    ("cu", "ku"), ("ce", "se"), ("ci", "si"), ("tion", "shun"), ("tial", "shal"), ("x", "ks"), ("or", "awr"),
)  # fmt: skip
_TEXTING = (
    ("qu", "k"),
    ("c", "k"),
    ("ss", "s"),
    ("ll", "l"),
    ("nn", "n"),
    ("tt", "t"),
    ("y", "i"),
    ("ph", "f"),
)


def _sounded(rules: tuple[tuple[str, str], ...]) -> OnSpan:
    def make(span: str, _: random.Random) -> str:
        span = span.lower()
        for letters, sound in rules:
            span = span.replace(letters, sound)
        return span

    return make


PHONETIC = family("spelt as it sounds", WORDS, {
    "French": _sounded(_FRENCH_SOUNDS),
    "English": _sounded(_ENGLISH_SOUNDS),
    "texting": _sounded(_TEXTING),
    "k for every hard c": lambda span, _: re.sub("[cC](?=[aouAOUrlRL])", "k", span),
})  # fmt: skip

GLUED = family("glued and inflected", NAMES, {
    "words glued": lambda span, _: re.sub(r"\s+", "", span),
    "camel case": lambda span, _: "".join(word.capitalize() for word in span.split()),
    "a word before": lambda span, _: "super" + re.sub(r"\s+", "", span).lower(),
    "a word behind": lambda span, _: re.sub(r"\s+", "", span) + "gate",
    "file name": lambda span, _: "v2_" + re.sub(r"[\s':+&]+", "_", span) + "_final",
    "plural of each word": lambda span, _: " ".join(word + "s" for word in span.split()),
    "as a verb": lambda span, _: re.sub(r"\s+", "", span).lower() + "isons",
    "with digits": lambda span, _: re.sub(r"\s+", "", span) + "2027",
})  # fmt: skip

CASE = family("letter case", WORDS, {
    "at random": lambda span, chance: "".join(chance.choice((c.upper(), c.lower())) for c in span),
    "every other": lambda span, _: "".join(c.upper() if at % 2 else c.lower() for at, c in enumerate(span)),
    "lower": lambda span, _: span.lower(),
    "upper": lambda span, _: span.upper(),
    "turned": lambda span, _: span.swapcase(),
    "last letter": lambda span, _: " ".join(word[:-1].lower() + word[-1:].upper() for word in span.split()),
})  # fmt: skip


def _masked(sign: str, many: int = 1) -> OnSpan:
    def mask(word: str, chance: random.Random) -> str:
        letters = list(word)
        for at in chance.sample(range(1, len(word) - 1), many):
            letters[at] = sign
        return "".join(letters)

    return per_word(mask)


MASKED = family("masked letters", WORDS, {
    "a star": _masked("*"),
    "an underscore": _masked("_"),
    "a bullet": _masked("•"),
    "a question mark": _masked("?"),
    "a full stop": _masked("."),
    "a hash": _masked("#"),
    "two stars": _masked("*", 2),
    "a block": _masked("█"),
    "every vowel": lambda span, _: re.sub("(?<=.)[aeiouyéèêàô]", "*", span, flags=re.IGNORECASE),
})  # fmt: skip

_NEAR = dict(zip("azertyuiopqsdfghjklmwxcvbn", "zertyuioplsdfghjklmlxcvbnb", strict=True))


def _swap(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1 :]


def _double(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at] + word[at:]


def _neighbour(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    key = _NEAR.get(word[at].lower(), "x")
    return word[:at] + (key.upper() if word[at].isupper() else key) + word[at + 1 :]


def _insert(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice("eilnrst") + word[at:]


def _broken(word: str, chance: random.Random) -> str:
    at = chance.randrange(2, len(word) - 1)
    return f"{word[:at]} {word[at:]}"


TYPOS = family("typing errors", WORDS, {
    "two letters swapped": per_word(_swap),
    "a letter dropped": per_word(_drop),
    "a letter doubled": per_word(_double),
    "a neighbouring key": per_word(_neighbour),
    "a letter too many": per_word(_insert),
    "a space inside": per_word(_broken),
    "the space one letter late": lambda span, _: re.sub(r"(\w)? (\w)(?=\w\w)", r"\1\2 ", span) if " " in span else None,
})  # fmt: skip

_ROWS = ("1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn,;:")
_RIGHT = {a: b for row in _ROWS for a, b in zip(row, row[1:], strict=False)}
_LEFT = {b: a for a, b in _RIGHT.items()}
_AZERTY = dict(zip("azqwmAZQWM", "qwaz;QWAZ:", strict=True))
_RUSSIAN = dict(zip("qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзфывапролдячсмить", strict=True))
_PHONE = {c: key * n for key, letters in zip("23456789", "abc def ghi jkl mno pqrs tuv wxyz".split(), strict=True)
          for n, c in enumerate(letters, 1)}  # fmt: skip

KEYBOARD = family("another keyboard", WORDS, {
    "one key to the right": lambda span, _: "".join(_RIGHT.get(c, c) for c in plain(span).lower()),
    "one key to the left": lambda span, _: "".join(_LEFT.get(c, c) for c in plain(span).lower()),
    "azerty typed as qwerty": unaccented(mapped(_AZERTY)),
    "Russian keys": lambda span, _: "".join(_RUSSIAN.get(c, c) for c in plain(span).lower()),
    "telephone keys": lambda span, _: " ".join(_PHONE.get(c, c) for c in plain(span).lower()),
})  # fmt: skip

LOOKALIKE = family("look-alikes on a typewriter", WORDS, {
    "rn for m": mapped({"m": "rn", "M": "RN"}),
    "two v for w": mapped({"w": "vv", "W": "VV"}),
    "cl for d": mapped({"d": "cl"}),
    "I and l": mapped({"l": "I", "I": "l"}),
    "bars": mapped({"l": "|", "I": "|", "i": "|"}),
    "nn for m, ii for u": mapped({"m": "nn", "M": "NN", "u": "ii"}),
})  # fmt: skip
LOOKALIKE += family("look-alikes on a typewriter", NUMBERS, {
    "letters for digits": mapped({"0": "O", "1": "l"}),
    "digits for letters": mapped({"O": "0", "l": "1", "I": "1", "o": "0"}),
})  # fmt: skip

_UHS = (" euh ", " … ", " (hum) ", " – bref – ", " *tousse* ", " [sic] ", " ahem ")


def _inside(span: str, chance: random.Random) -> str:
    return (
        per_word(
            lambda word, c: (
                f"{word[: len(word) // 2]}({c.choice(('haha', 'oups', 'lol'))}){word[len(word) // 2 :]}"
            )
        )(span, chance)
        or span
    )


FILLERS = family("fillers", ALL, {
    "between words": lambda span, chance: chance.choice(_UHS).join(span.split()) if " " in span else None,
    "in brackets inside": _inside,
    "dots between words": lambda span, _: "...".join(span.split()) if " " in span else None,
    "a word between words": lambda span, chance: f" {chance.choice(('disons', 'dit', 'like', 'well'))} ".join(span.split()) if " " in span else None,
    "slashes between words": lambda span, _: " // ".join(span.split()) if " " in span else None,
})  # fmt: skip

# --- arrangement ----------------------------------------------------------------------------------

_FACES = "😀 🎉 🚤 ⚓ 🌊 🐟 🦆 ☀️ 🍀 🧡".split()
_PEOPLE = ("👨‍👩‍👧‍👦", "🧑🏽‍🚀", "🇫🇷", "🏴‍☠️", "👍🏿", "1️⃣")

EMOJI = family("emoji inside", ALL, {
    "one between letters": lambda span, chance: between(chance.choice(_FACES))(span, chance),
    "many between letters": among(_FACES),
    "families and flags between letters": among(_PEOPLE),
    "for spaces": lambda span, chance: "".join(chance.choice(_FACES) if c == " " else c for c in span),
    "in the middle of words": per_word(lambda word, chance: word[: len(word) // 2] + chance.choice(_FACES) + word[len(word) // 2 :]),
    "clapping": lambda span, _: " 👏 ".join(span.upper().split()) if " " in span else None,
})  # fmt: skip
EMOJI = tuple(
    Transform(t.family, t.name, WORDS, t.make) if t.name == "clapping" else t for t in EMOJI
)


def _row(cells: list[str]) -> str:
    return "\n| " + " | ".join(cells) + " |\n|" + "---|" * len(cells) + "\n"


def _box(span: str, _: random.Random) -> str:
    letters = [c for c in span if c != " "]
    edge = "+" + "---+" * len(letters)
    return f"\n{edge}\n| " + " | ".join(letters) + f" |\n{edge}\n"


TABLES = family("tables", ALL, {
    "a letter in each cell": lambda span, _: _row(list(span.replace(" ", ""))),
    "a word in each cell": lambda span, _: _row(span.split()) if " " in span else None,
    "a column": lambda span, _: "\n| a |\n|---|\n" + "".join(f"| {c} |\n" for c in span if c != " "),
    "numbered rows": lambda span, _: "\n| n | a |\n|---|---|\n" + "".join(f"| {n} | {word} |\n" for n, word in enumerate(span.split(), 1)) if " " in span else None,
    "comma-separated letters": lambda span, _: ",".join(f'"{c}"' for c in span),
    "tabs": lambda span, _: "\t".join(span.replace(" ", "")),
    "drawn": _box,
    "three rows": lambda span, _: "\n" + "\n".join("|" + "|".join(span[at : at + len(span) // 3 + 1]) + "|" for at in range(0, len(span), len(span) // 3 + 1)) + "\n",
})  # fmt: skip

LISTED = family("listed letters", ALL, {
    "numbered": lambda span, _: "\n" + "".join(f"{n}. {c}\n" for n, c in enumerate(span.replace(" ", ""), 1)),
    "bullets": lambda span, _: "\n" + "".join(f"- {c}\n" for c in span.replace(" ", "")),
    "commas": lambda span, _: ", ".join(span.replace(" ", "")),
    "quoted lines": lambda span, _: "\n" + "".join(f"> {c}\n" for c in span.replace(" ", "")),
    "in brackets": lambda span, _: "".join(f"({c})" for c in span.replace(" ", "")),
    "a dialogue": lambda span, _: "\n" + "".join(f"{'AB'[n % 2]} : {c}\n" for n, c in enumerate(span.replace(" ", ""))),
    "words numbered": lambda span, _: " ".join(f"({n}) {word}" for n, word in enumerate(span.split(), 1)) if " " in span else None,
})  # fmt: skip

_TURNED = dict(zip(
    "abcdefghijklmnopqrstuvwyz.,?!'ACEFGJLMPTUVY1234567890",
    "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍʎz˙'¿¡,∀ƆƎℲ⅁ſ⅂WԀ⊥∩Λ⅄ƖᄅƐㄣϛ9ㄥ860", strict=True,
))  # fmt: skip
_MIRRORED = dict(
    zip("abcdefghjklpqrstyzBCDEFGJKLNPQRSZ", "ɒdɔbɘʇǫʜꞁʞ|qpɿƨƚγƹᙠƆᗡƎᖷӘႱ⋊⅃ИꟼϘЯƧƸ", strict=True)
)
_READ = {
    "fr": "(à lire à l'envers)",
    "en": "(read backwards)",
    "de": "(rückwärts)",
    "es": "(al revés)",
}

TURNED = family("turned and mirrored", ALL, {
    "reversed": lambda span, _: span[::-1],
    "each word reversed": lambda span, _: " ".join(word[::-1] for word in span.split(" ")),
})  # fmt: skip
TURNED += family("turned and mirrored", WORDS, {
    "upside down": lambda span, _: "".join(_TURNED.get(c, c) for c in plain(span).lower()[::-1]),
    "mirrored letters": lambda span, _: "".join(_MIRRORED.get(c, c) for c in plain(span)),
    "words backwards": lambda span, _: " ".join(span.split()[::-1]),
}, **{"whole post reversed": lambda seed, _: whole(seed, f"{_READ[seed.lang]} {seed.text[::-1]}")})  # fmt: skip

SEPARATED = family("separated letters", ALL, {
    "spaces": between(" "),
    "full stops": between("."),
    "hyphens": between("-"),
    "underscores": between("_"),
    "middle dots": between("·"),
    "slashes": between("/"),
    "stars": between("*"),
    "bars": between("|"),
    "commas and spaces": between(", "),
    "mixed": among((".", "-", "_", " ", "*", "~")),
    "syllables": lambda span, _: re.sub(r"(\w{2,3})(?=\w{2})", r"\1-", span),
    "two by two": lambda span, _: re.sub(r"(\w\w)(?=\w)", r"\1 ", span),
})  # fmt: skip

# --- markup and encodings -------------------------------------------------------------------------


def _cut(span: str) -> tuple[str, str]:
    middle = len(span) // 2
    middle += span[middle : middle + 1] == " "
    return span[:middle], span[middle:]


def _halves(form: str) -> OnSpan:
    """A form over the two halves of the span: ``{0}`` and ``{1}``."""
    return lambda span, _: form.replace("{0}", _cut(span)[0]).replace("{1}", _cut(span)[1])


def _each(form: str) -> OnSpan:
    return lambda span, _: "".join(form.replace("{}", c) if c != " " else c for c in span)


def _all_of(form: str) -> OnSpan:
    return lambda span, _: form.replace("{}", span)


MARKDOWN = family("Markdown", ALL, {
    "every letter bold": _each("**{}**"),
    "half in bold": _halves("**{0}**{1}"),
    "half in italics": _halves("_{0}_{1}"),
    "escaped": _each("\\{}"),
    "two links": _halves("[{0}](https://exemple.example/a)[{1}](https://exemple.example/b)"),
    "two code spans": _halves("`{0}``{1}`"),
    "struck out": _halves("~~{0}~~~~{1}~~"),
    "link of reference": _halves("[{0}{1}][1]"),
    "an image between": _halves("{0}![](https://exemple.example/i.png){1}"),
    "code block": _all_of("\n```\n{}\n```\n"),
})  # fmt: skip
MARKDOWN = tuple(
    Transform(t.family, t.name, WORDS, t.make) if t.name == "escaped" else t for t in MARKDOWN
)

OTHER_MARKUP = family("other markup", ALL, {
    "BBCode": _halves("[b]{0}[/b]{1}"),
    "BBCode letters": _each("[i]{}[/i]"),
    "LaTeX": _halves("\\textbf{{0}}{1}"),
    "LaTeX letters": _each("\\mathrm{{}}"),
    "wiki": _halves("'''{0}'''{1}"),
    "RTF": _halves("{\\b {0}}{1}"),
    "terminal colours": _halves("\x1b[1m{0}\x1b[0m{1}"),
    "chat colours": _halves("\x0304{0}\x03{1}"),
    "spoilers": _halves("||{0}||{1}"),
    "troff": _halves("\\fB{0}\\fP{1}"),
    "template braces": _halves("{{{0}}}{1}"),
})  # fmt: skip


def _quoted(span: str) -> list[str]:
    return [span[at : at + 3] for at in range(0, len(span), 3)]


CODE = family("code that builds it", ALL, {
    "plus": lambda span, _: " + ".join(f'"{piece}"' for piece in _quoted(span)),
    "dots": lambda span, _: " . ".join(f"'{piece}'" for piece in _quoted(span)),
    "adjacent literals": lambda span, _: " ".join(f'"{piece}"' for piece in _quoted(span)),
    "join": lambda span, _: '"".join([' + ", ".join(f'"{c}"' for c in span) + "])",
    "character codes": lambda span, _: "String.fromCharCode(" + ", ".join(str(ord(c)) for c in span) + ")",
    "chr": lambda span, _: " + ".join(f"chr({ord(c)})" for c in span),
    "format": lambda span, _: 'print("{{}}{{}}".format("{}", "{}"))'.format(*_cut(span)),
    "shell": lambda span, _: 'A="{}"; B="{}"; echo $A$B'.format(*_cut(span)),
    "replace": lambda span, _: f'"{"#".join(span)}".replace("#", "")',
    "reversed slice": lambda span, _: f'"{span[::-1]}"[::-1]',
    "spreadsheet": lambda span, _: "=CONCAT(" + ";".join(f'"{piece}"' for piece in _quoted(span)) + ")",
})  # fmt: skip

ESCAPES = family("escapes", ALL, {
    "u and four digits": lambda span, _: "".join(f"\\u{ord(c):04x}" for c in span),
    "x and two digits": lambda span, _: "".join(f"\\x{byte:02x}" for byte in span.encode()),
    "u in braces": lambda span, _: "".join(f"\\u{{{ord(c):x}}}" for c in span),
    "octal": lambda span, _: "".join(f"\\{byte:03o}" for byte in span.encode()),
    "style sheet": lambda span, _: "".join(f"\\{ord(c):06x}" for c in span),
    "some letters": lambda span, chance: "".join(f"\\u{ord(c):04x}" if chance.random() < 0.3 or not at else c for at, c in enumerate(span)),
    "names": lambda span, _: "".join(f"\\N{{{unicodedata.name(c, 'SPACE')}}}" for c in span) if len(span) < 40 else None,
})  # fmt: skip


def _b64(data: str | bytes) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


BASES = family("base-n", ALL, {
    "base64": lambda span, _: _b64(span),
    "base64 of links, no padding": lambda span, _: base64.urlsafe_b64encode(span.encode()).decode().rstrip("="),
    "base64 in lines": lambda span, _: "\n" + "\n".join(re.findall(".{1,16}", _b64(span))) + "\n",
    "base64 in a data link": lambda span, _: "data:text/plain;base64," + _b64(span),
    "base64 in a link": lambda span, _: "https://exemple.example/?d=" + base64.urlsafe_b64encode(span.encode()).decode(),
    "base64 of a sentence": lambda span, _: _b64(f"Voici ce que tu voulais : {span}, voilà."),
    "base32": lambda span, _: base64.b32encode(span.encode()).decode(),
    "hexadecimal": lambda span, _: span.encode().hex(),
    "hexadecimal, 0x": lambda span, _: "0x" + span.encode().hex().upper(),
    "base85": lambda span, _: base64.b85encode(span.encode()).decode(),
    "Ascii85": lambda span, _: base64.a85encode(span.encode(), adobe=True).decode(),
})  # fmt: skip

HIDDEN = family("hidden in markup", ALL, {
    "HTML comment": _all_of("la suite <!-- {} --> bientôt"),
    "element that is not shown": _all_of('la suite <span style="display:none">{}</span> bientôt'),
    "hidden attribute": _all_of("la suite <p hidden>{}</p> bientôt"),
    "title": _all_of('<a href="https://exemple.example" title="{}">la suite</a>'),
    "alternative text": _all_of('<img src="quai.jpg" alt="{}">'),
    "data attribute": _all_of('<div data-note="{}">la suite</div>'),
    "input": _all_of('<input type="hidden" name="n" value="{}">'),
    "style sheet": _all_of('<style>p::after { content: "{}"; }</style><p>la suite</p>'),
    "Markdown comment": _all_of("la suite\n\n[//]: # ({})\n\n"),
    "Markdown image": _all_of("![{}](https://exemple.example/quai.jpg)"),
    "Markdown link title": _all_of('[la suite](https://exemple.example "{}")'),
    "white on white": _all_of('<font color="white">{}</font>'),
}, **{
    "front matter": lambda seed, _: whole(seed, f"---\nnote: {seed.secret}\n---\n{seed.before}la suite{seed.after}"),
})  # fmt: skip


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


COMPRESSED = family("compressed", ALL, {
    "gzip, base64": lambda span, _: _b64(gzip.compress(span.encode(), mtime=0)),
    "zlib, base64": lambda span, _: _b64(zlib.compress(span.encode())),
    "zlib, hexadecimal": lambda span, _: zlib.compress(span.encode()).hex(),
    "deflate, base64": lambda span, _: _b64(_deflated(span.encode())),
    "gzip, base85": lambda span, _: base64.b85encode(gzip.compress(span.encode(), mtime=0)).decode(),
    "bzip2, base64": lambda span, _: _b64(bz2.compress(span.encode())),
    "xz, base64": lambda span, _: _b64(lzma.compress(span.encode())),
})  # fmt: skip

HTML = family("HTML", ALL, {
    "half in bold": _halves("<b>{0}</b>{1}"),
    "letters in spans": _each("<span>{}</span>"),
    "places to break": lambda span, _: "<wbr>".join(span),
    "comments between": lambda span, _: "<!-- -->".join(span),
    "empty elements": _halves("{0}<i></i>{1}"),
    "line breaks": lambda span, _: "<br>".join(span.replace(" ", "")),
    "table cells": lambda span, _: "<table><tr>" + "".join(f"<td>{c}</td>" for c in span.replace(" ", "")) + "</tr></table>",
    "right to left": lambda span, _: f'<bdo dir="rtl">{span[::-1]}</bdo>',
    "nested": _halves("<p><em><strong>{0}</strong></em><u>{1}</u></p>"),
    "raised": lambda span, _: "".join(f"<sup>{c}</sup>" if at % 2 else c for at, c in enumerate(span)),
    "a script between": _halves("{0}<script>var a = 1;</script>{1}"),
})  # fmt: skip

# --- codes ----------------------------------------------------------------------------------------

AS_NUMBERS = family("letters as numbers", ALL, {
    "decimal codes": lambda span, _: " ".join(str(ord(c)) for c in span),
    "bytes in hexadecimal": lambda span, _: " ".join(f"{byte:02x}" for byte in span.encode()),
    "bits": lambda span, _: " ".join(f"{byte:08b}" for byte in span.encode()),
    "octal": lambda span, _: " ".join(f"{byte:03o}" for byte in span.encode()),
    "code points": lambda span, _: " ".join(f"U+{ord(c):04X}" for c in span),
})  # fmt: skip
AS_NUMBERS += family("letters as numbers", WORDS, {
    "places in the alphabet": lambda span, _: " / ".join(
        "-".join(str(ord(c) - 96) for c in word if c.isascii() and c.isalpha()) for word in plain(span).lower().split()),
})  # fmt: skip

_MORSE = dict(zip(
    "abcdefghijklmnopqrstuvwxyz0123456789",
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. "
    "----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----.".split(), strict=True,
))  # fmt: skip
_BRAILLE = dict(zip("abcdefghijklmnopqrstuvwxyz", "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵", strict=True))
_BRAILLE |= {str(n): "⠼" + _BRAILLE["jabcdefghi"[n]] for n in range(10)} | {
    "@": "⠈⠁",
    ".": "⠲",
    " ": "⠀",
}


def _morse(span: str, dot: str = ".", dash: str = "-") -> str:
    words = ([_MORSE[c] for c in word if c in _MORSE] for word in plain(span).lower().split())
    code = " / ".join(" ".join(word) for word in words)
    return code.replace("-", "\x00").replace(".", dot).replace("\x00", dash)


def _taps(span: str) -> str:
    square = "abcdefghijlmnopqrstuvwxyz"
    letters = (c.replace("k", "c") for c in plain(span).lower() if c.isascii() and c.isalpha())
    return "  ".join(
        f"{'.' * (square.index(c) // 5 + 1)} {'.' * (square.index(c) % 5 + 1)}" for c in letters
    )


TELEGRAPH = family("telegraph and touch", (*WORDS, *NUMBERS), {
    "Morse": lambda span, _: _morse(span),
    "Morse in dots and dashes": lambda span, _: _morse(span, "·", "−"),
    "Morse in emoji": lambda span, _: _morse(span, "⚪", "⚫"),
    "Braille": lambda span, _: "".join(_BRAILLE.get(c, c) for c in plain(span).lower()),
})  # fmt: skip
TELEGRAPH += family("telegraph and touch", NAMES, {"taps": lambda span, _: _taps(span)})

# --- fields ---------------------------------------------------------------------------------------


def _slug(span: str, sign: str = "-") -> str:
    return re.sub(r"[^0-9A-Za-z]+", sign, plain(span)).strip(sign)


def _title(span: str) -> str:
    return "".join(word[:1].upper() + word[1:].lower() for word in _slug(span).split("-"))


TAGS = family("hashtags, mentions, slugs", (*WORDS, *NUMBERS), {
    "one hashtag": lambda span, _: "#" + _title(span),
    "lower-case hashtag": lambda span, _: "#" + _slug(span, "").lower(),
    "a hashtag for each word": lambda span, _: " ".join("#" + word for word in _slug(span).split("-")) if "-" in _slug(span) else None,
    "a hashtag for each letter": lambda span, _: " ".join("#" + c for c in _slug(span, "")),
    "link": lambda span, _: f"https://exemple.example/actus/{_slug(span).lower()}/",
    "query": lambda span, _: f"https://exemple.example/?q={_slug(span, '+').lower()}&p=2",
    "mention": lambda span, _: "@" + _slug(span, "_").lower(),
    "file": lambda span, _: f"photos/{_slug(span, '_')}_003.jpg",
    "domain": lambda span, _: f"www.{_slug(span, '').lower()[:60]}.example",
})  # fmt: skip

_REST = {
    "fr": "À suivre…",
    "en": "To be continued…",
    "de": "Fortsetzung folgt…",
    "es": "Continuará…",
}


def _over(first: str, second: str, cut: Callable[[str], tuple[str, str]] = _cut) -> Make:
    """The two halves in two fields, the rest of the post in the text."""

    def make(seed: Seed, _: random.Random) -> Mutant:
        one, two = cut(seed.secret)
        parts: dict[str, list[str]] = {}
        for name, piece in ((first, one), (second, two)):
            parts.setdefault(name, []).append(piece)
        text = f"{seed.before}{''.join(parts.pop('text', [_REST[seed.lang]]))}{seed.after}"
        fields: dict[str, object] = {
            name: pieces[0] if name == "title" else tuple(pieces) for name, pieces in parts.items()
        }
        if "alt" in fields:
            fields["images"] = len(parts["alt"])
        return whole(seed, text, **fields)

    return make


def _at_space(span: str) -> tuple[str, str]:
    words = span.split(" ")
    middle = (len(words) + 1) // 2
    return (" ".join(words[:middle]), " ".join(words[middle:])) if len(words) > 1 else _cut(span)


SPLIT_FIELDS = family(
    "split over fields", ALL,
    **{
        "title and text": _over("title", "text"),
        "two alternative texts": _over("alt", "alt"),
        "caption and alternative text": _over("caption", "alt"),
        "two hashtags": _over("hashtag", "hashtag", _at_space),
        "title and caption, between words": _over("title", "caption", _at_space),
        "two file names": _over("file_name", "file_name"),
        "text and alternative text": _over("text", "alt", _at_space),
        "a letter in each alternative text": lambda seed, _: whole(
            seed, f"{seed.before}{_REST[seed.lang]}{seed.after}", alt=tuple(seed.secret.replace(" ", "")), images=len(seed.secret.replace(" ", ""))) if len(seed.secret) < 20 else None,
    },
)  # fmt: skip


def _thread(seed: Seed, texts: list[str]) -> Mutant:
    drafts = tuple(
        draft(seed, text, thread="t", seq=number, id=f"{seed.id}-{number}")
        for number, text in enumerate(texts, 1)
    )
    return Mutant(drafts, tuple(Home(n, "text", 0, len(text)) for n, text in enumerate(texts)))


def _split_post(cut: Callable[[str], tuple[str, str]]) -> Make:
    def make(seed: Seed, _: random.Random) -> Mutant:
        one, two = cut(seed.secret)
        return _thread(seed, [seed.before + one, two + seed.after])

    return make


def _letters(seed: Seed, _: random.Random) -> Mutant | None:
    letters = seed.secret.replace(" ", "")
    return _thread(seed, list(letters)) if len(letters) < 20 else None


def _thirds(seed: Seed, _: random.Random) -> Mutant:
    span, third = seed.secret, len(seed.secret) // 3
    return _thread(
        seed, [seed.before + span[:third], span[third : 2 * third], span[2 * third :] + seed.after]
    )


def _numbered(seed: Seed, _: random.Random) -> Mutant:
    one, two = _at_space(seed.secret)
    return _thread(seed, [f"1/2 {seed.before}{one}…", f"2/2 …{two}{seed.after}"])


SPLIT_THREAD = family("split over a thread", ALL, **{
    "in the middle": _split_post(_cut),
    "between words": _split_post(_at_space),
    "in three": _thirds,
    "numbered": _numbered,
    "a letter in each post": _letters,
})  # fmt: skip

# --- numbers --------------------------------------------------------------------------------------

_DIGITS = {
    "fr": "zéro un deux trois quatre cinq six sept huit neuf".split(),
    "en": "zero one two three four five six seven eight nine".split(),
    "de": "null eins zwei drei vier fünf sechs sieben acht neun".split(),
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve".split(),
}
_SAID = {
    "fr": {"@": "arobase", ".": "point", "-": "tiret", "/": "slash", ":": "deux-points", "_": "souligné", "+": "plus"},
    "en": {"@": "at", ".": "dot", "-": "dash", "/": "slash", ":": "colon", "_": "underscore", "+": "plus"},
}  # fmt: skip
_TENS_FR = "vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt".split()
_TENS_EN = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_TEENS_FR = "dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf".split()
_TEENS_EN = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)


def _pair_fr(number: int) -> str:
    tens, unit = divmod(number, 10)
    if tens < 2:
        return f"zéro {_DIGITS['fr'][unit]}" if not tens else _TEENS_FR[unit]
    if tens in (7, 9):
        return f"{_TENS_FR[tens - 2]}{' et ' if (tens, unit) == (7, 1) else '-'}{_TEENS_FR[unit]}"
    ones = ("s" if tens == 8 else "") if not unit else f"-{_DIGITS['fr'][unit]}"
    return _TENS_FR[tens - 2] + (" et un" if unit == 1 and tens != 8 else ones)


def _pair_en(number: int) -> str:
    tens, unit = divmod(number, 10)
    if tens < 2:
        return f"oh {_DIGITS['en'][unit]}" if not tens else _TEENS_EN[unit]
    return _TENS_EN[tens - 2] + (f"-{_DIGITS['en'][unit]}" if unit else "")


def _said(seed: Seed, sign: str = " ") -> str:
    digits, signs = _DIGITS[seed.lang], _SAID.get(seed.lang, _SAID["en"])
    words = (
        digits[int(c)] if c.isascii() and c.isdigit() else signs.get(c, c)
        for c in seed.secret
        if c != " "
    )
    spelt = sign.join(words)
    return re.sub(r"(?<=\b[a-z]) (?=[a-z]\b)", "", spelt)


def _pairs_said(seed: Seed, _: random.Random) -> Mutant | None:
    digits = re.sub(r"\D", "", seed.secret)
    if len(digits) < 8 or re.search("[A-Za-z]", seed.secret):
        return None
    say = _pair_fr if seed.lang == "fr" else _pair_en
    pairs = (
        say(int(digits[at : at + 2]))
        if len(digits[at : at + 2]) == 2
        else _DIGITS.get(seed.lang, _DIGITS["en"])[int(digits[at])]
        for at in range(0, len(digits), 2)
    )
    return replaced(seed, " ".join(pairs))


def _only_signs(seed: Seed, _: random.Random) -> Mutant | None:
    signs = _SAID.get(seed.lang, _SAID["en"])
    if not set(seed.secret) & set("@:/"):
        return None
    return replaced(
        seed, re.sub(r"[@.:/]", lambda m: f" {signs[m[0]]} ", seed.secret).replace("  ", " ")
    )


def _bracketed(seed: Seed, _: random.Random) -> Mutant | None:
    if not set(seed.secret) & set("@:"):
        return None
    return replaced(
        seed, seed.secret.replace("@", " [at] ").replace(".", " (dot) ").replace(":", "[:]")
    )


SAID = family("said in words", NUMBERS, **{
    "each digit": lambda seed, _: replaced(seed, _said(seed)),
    "each digit, with commas": lambda seed, _: replaced(seed, _said(seed, ", ")),
    "in pairs": _pairs_said,
    "signs only": _only_signs,
    "signs in brackets": _bracketed,
    "every third digit": lambda seed, _: replaced(seed, re.sub(r"(\d\d)(\d)", lambda m: f"{m[1]} {_DIGITS[seed.lang][int(m[2])]} ", seed.secret)),
})  # fmt: skip

_ROMAN = "0 I II III IV V VI VII VIII IX".split()


def _runs(seed: Seed, _: random.Random) -> Mutant | None:
    double = "double " if seed.lang == "en" else "deux fois "
    span = re.sub(r"(\d) ?\1", lambda m: f" {double}{m[1]} ", seed.secret)
    return None if span == seed.secret else replaced(seed, re.sub(" +", " ", span).strip())


DESCRIBED = family("numbers described", NUMBERS, **{
    "doubles": _runs,
    "sums": lambda seed, chance: replaced(seed, re.sub(r"\d", lambda m: f"({int(m[0]) - (k := chance.randint(0, int(m[0])))}+{k})", seed.secret)),
    "Roman digits": lambda seed, _: replaced(seed, re.sub(r"\d", lambda m: f" {_ROMAN[int(m[0])]} ", seed.secret)) if seed.name != "value" else None,
    "in hexadecimal": lambda seed, _: replaced(seed, hex(int(re.sub(r"\D", "", seed.secret)))) if not re.search("[A-Za-z@]", seed.secret) else None,
    "leading zeros for each digit": lambda seed, _: replaced(seed, re.sub(r"(\d)", r" 0\1", seed.secret).strip()),
})  # fmt: skip

# --- compositions ---------------------------------------------------------------------------------

_BOLD = mapped(alphabet(0x1D400, 0x1D41A, 0x1D7CE))

TWO_CHARACTERS = family("two tricks on characters", WORDS, {
    "Cyrillic, spaces": then(mapped(_CYRILLIC), between(" ")),
    "bold, full stops": then(unaccented(_BOLD), between(".")),
    "a third Cyrillic, a typing error": then(per_word(_swap), some(_CYRILLIC, 0.34)),
    "full width, emoji": then(unaccented(mapped(alphabet(0xFF21, 0xFF41, 0xFF10))), among(_FACES)),
    "random case, hyphens": then(lambda span, chance: "".join(chance.choice((c.upper(), c.lower())) for c in span), between("-")),
    "reversed, spaced": then(lambda span, _: span[::-1], between(" ")),
    "umlauts, masked": then(_masked("*"), mapped(_UMLAUTS)),
    "decomposed, no-break spaces": lambda span, _: unicodedata.normalize("NFD", span).replace(" ", "\u00a0"),
    "override, bold": then(unaccented(_BOLD), lambda span, _: f"{_RLO}{span[::-1]}{_PDF}"),
})  # fmt: skip

ENCODED_TWICE = family("an encoding in another", ALL, {
    "base64 twice": lambda span, _: _b64(_b64(span)),
    "hexadecimal of base64": lambda span, _: _b64(span).encode().hex(),
    "base64 of escapes": lambda span, _: _b64("".join(f"\\u{ord(c):04x}" for c in span)),
    "base64 in an HTML comment": lambda span, _: f"la suite <!-- {_b64(span)} --> bientôt",
    "base64 of a hidden element": lambda span, _: _b64(f"<p hidden>{span}</p>"),
    "base32 of zlib": lambda span, _: base64.b32encode(zlib.compress(span.encode())).decode(),
    "three times": lambda span, _: _b64(_b64(span).encode().hex()),
    "base64 of Cyrillic": lambda span, _: _b64("".join(_CYRILLIC.get(c, c) for c in span)),
    "base64 in a link of Markdown": lambda span, _: f"[la suite](https://exemple.example/?x={base64.urlsafe_b64encode(span.encode()).decode()})",
    "gzip, base64, hexadecimal": lambda span, _: _b64(gzip.compress(span.encode(), mtime=0)).encode().hex(),
})  # fmt: skip


TRANSFORMS: tuple[Transform, ...] = (
    *ACCENTED, *BIDI, *CONFUSABLES, *SMUGGLED, *TYPOGRAPHY, *STYLED, *PHONETIC, *GLUED, *CASE,
    *MASKED, *TYPOS, *KEYBOARD, *LOOKALIKE, *FILLERS, *EMOJI, *TABLES, *LISTED, *TURNED,
    *SEPARATED, *MARKDOWN, *OTHER_MARKUP, *CODE, *ESCAPES, *BASES, *HIDDEN, *COMPRESSED, *HTML,
    *AS_NUMBERS, *TELEGRAPH, *TAGS, *SPLIT_FIELDS, *SPLIT_THREAD, *SAID, *DESCRIBED,
    *TWO_CHARACTERS, *ENCODED_TWICE,
)  # fmt: skip

"""What each character looks like: the table that :mod:`ecluse.text.canonical` walks.

``look_alikes.txt`` holds what Unicode publishes (the confusables of UTS #39, the scripts of UAX #24) and
what is used besides; ``tools/compile_confusables.py`` says how it is made. The licence of Unicode's data
is ``UNICODE-LICENSE.txt``. It is read on first need: texts in ordinary typography never need it.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = [
    "FLAGS",
    "UNSEEN",
    "WEAK",
    "Kind",
    "Look",
    "look_alikes",
    "look_of",
    "looks",
    "script_of",
    "sure_look_alikes",
]

UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls but tabs and ends of lines
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U00016fe4\U0001bca0-\U0001bca3"
    "\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""What nobody sees, as the inside of a character class: Default_Ignorable_Code_Point (UAX #44, 5.21),
controls, and characters that are drawn as nothing: the blank braille cell, interlinear annotation,
object replacement, the Khitan filler, the null notehead."""

FLAGS = frozenset(
    [
        "AC",
        "AD",
        "AE",
        "AF",
        "AG",
        "AI",
        "AL",
        "AM",
        "AO",
        "AQ",
        "AR",
        "AS",
        "AT",
        "AU",
        "AW",
        "AX",
        "AZ",
        "BA",
        "BB",
        "BD",
        "BE",
        "BF",
        "BG",
        "BH",
        "BI",
        "BJ",
        "BL",
        "BM",
        "BN",
        "BO",
        "BQ",
        "BR",
        "BS",
        "BT",
        "BV",
        "BW",
        "BY",
        "BZ",
        "CA",
        "CC",
        "CD",
        "CF",
        "CG",
        "CH",
        "CI",
        "CK",
        "CL",
        "CM",
        "CN",
        "CO",
        "CP",
        "CR",
        "CU",
        "CV",
        "CW",
        "CX",
        "CY",
        "CZ",
        "DE",
        "DG",
        "DJ",
        "DK",
        "DM",
        "DO",
        "DZ",
        "EA",
        "EC",
        "EE",
        "EG",
        "EH",
        "ER",
        "ES",
        "ET",
        "EU",
        "FI",
        "FJ",
        "FK",
        "FM",
        "FO",
        "FR",
        "GA",
        "GB",
        "GD",
        "GE",
        "GF",
        "GG",
        "GH",
        "GI",
        "GL",
        "GM",
        "GN",
        "GP",
        "GQ",
        "GR",
        "GS",
        "GT",
        "GU",
        "GW",
        "GY",
        "HK",
        "HM",
        "HN",
        "HR",
        "HT",
        "HU",
        "IC",
        "ID",
        "IE",
        "IL",
        "IM",
        "IN",
        "IO",
        "IQ",
        "IR",
        "IS",
        "IT",
        "JE",
        "JM",
        "JO",
        "JP",
        "KE",
        "KG",
        "KH",
        "KI",
        "KM",
        "KN",
        "KP",
        "KR",
        "KW",
        "KY",
        "KZ",
        "LA",
        "LB",
        "LC",
        "LI",
        "LK",
        "LR",
        "LS",
        "LT",
        "LU",
        "LV",
        "LY",
        "MA",
        "MC",
        "MD",
        "ME",
        "MF",
        "MG",
        "MH",
        "MK",
        "ML",
        "MM",
        "MN",
        "MO",
        "MP",
        "MQ",
        "MR",
        "MS",
        "MT",
        "MU",
        "MV",
        "MW",
        "MX",
        "MY",
        "MZ",
        "NA",
        "NC",
        "NE",
        "NF",
        "NG",
        "NI",
        "NL",
        "NO",
        "NP",
        "NR",
        "NU",
        "NZ",
        "OM",
        "PA",
        "PE",
        "PF",
        "PG",
        "PH",
        "PK",
        "PL",
        "PM",
        "PN",
        "PR",
        "PS",
        "PT",
        "PW",
        "PY",
        "QA",
        "RE",
        "RO",
        "RS",
        "RU",
        "RW",
        "SA",
        "SB",
        "SC",
        "SD",
        "SE",
        "SG",
        "SH",
        "SI",
        "SJ",
        "SK",
        "SL",
        "SM",
        "SN",
        "SO",
        "SR",
        "SS",
        "ST",
        "SV",
        "SX",
        "SY",
        "SZ",
        "TA",
        "TC",
        "TD",
        "TF",
        "TG",
        "TH",
        "TJ",
        "TK",
        "TL",
        "TM",
        "TN",
        "TO",
        "TR",
        "TT",
        "TV",
        "TW",
        "TZ",
        "UA",
        "UG",
        "UM",
        "UN",
        "US",
        "UY",
        "UZ",
        "VA",
        "VC",
        "VE",
        "VG",
        "VI",
        "VN",
        "VU",
        "WF",
        "WS",
        "XK",
        "YE",
        "YT",
        "ZA",
        "ZM",
        "ZW",
    ]
)
"""The regions that have a flag (RGI_Emoji_Flag_Sequence, UTS #51)."""

WEAK = frozenset(
    [
        "HAN",
        "HIRAGANA",
        "KATAKANA",
        "HANGUL",
        "BOPOMOFO",
        "YI",
        "THAI",
        "LAO",
        "HEBREW",
        "ARABIC",
        "ETHIOPIC",
        "MALAYALAM",
        "MYANMAR",
        "ORIYA",
        "GEORGIAN",
    ]
)
"""Scripts few of whose letters look Latin: they are read so only where a whole word can be."""

_EAST_ASIAN = frozenset({"HAN", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
_REGION = range(0x1F1E6, 0x1F200)
_OUTLINED = range(0x1CCD6, 0x1CCFA)  # Unicode 16: outlined A to Z, 0 to 9
_SEPARATE = frozenset("™℠")
"""Fold to letters, and are no part of the word before them."""


class Kind(enum.IntEnum):
    """What a character is to its reader, and where it reads as its look."""

    PLAIN = 0
    """An ASCII or Latin letter, or an ASCII digit: itself."""
    BREAK = 1
    """No letter: it ends a word."""
    UNSEEN = 2
    MARK = 3
    """A mark on the character before it."""
    STYLED = 4
    """Reads as its look anywhere, and the look is a better text: 𝗯𝗼𝗹𝗱, Ⓒ, 🅰, ᴀ, １."""
    SMALL = 5
    """The same where it stands with those; alone it is a phonetic letter: ʀ, ɴ."""
    LATIN = 6
    """Reads as its look anywhere, and is a letter of some alphabet: ŧ, ɛ, ɐ; braille; ❶."""
    SCRIPT = 7
    """Reads as its look in a word of mixed script: Cyrillic а, Greek ο."""
    FOREIGN = 8
    """A letter of another script that looks like none of ASCII."""
    SYMBOL = 9
    """Reads as its look beside a letter: ₳, ∀."""
    EVERYDAY = 10
    """The same between letters only, since it stands in posts every day: €, ©, ❌."""
    REGION = 11
    DIGIT = 12
    """A digit of another script; its look is the ASCII digit."""
    SIGN = 13
    """A sign that reads as one of ASCII between ASCII letters and digits: ․, ⁄."""


class Look(NamedTuple):
    """``text``: what a character reads as; ``sure``: UTS #39 says so."""

    kind: Kind
    text: str = ""
    script: str = ""
    sure: bool = True


_CODES = {
    "*": Kind.STYLED,
    "s": Kind.SMALL,
    "L": Kind.LATIN,
    "+": Kind.SYMBOL,
    "&": Kind.EVERYDAY,
    ".": Kind.SIGN,
    "9": Kind.DIGIT,
}
_BREAK = Look(Kind.BREAK)
_PLAIN = Look(Kind.PLAIN, script="LATIN")


@cache
def _tables() -> tuple[dict[str, Look], list[int], list[str]]:
    """The looks, and where each run of a script starts."""
    found: dict[str, Look] = {}
    starts: list[tuple[int, str]] = []
    for line in Path(__file__).with_name("look_alikes.txt").read_text("utf-8").splitlines():
        if line.startswith("@"):
            name, *points = line[2:].split()
            starts += [(int(point, 16), name) for point in points]
        elif not line.startswith("#"):
            kind, text, characters = line.split("\t")
            found |= dict.fromkeys(characters, _look(kind, text))
    starts.sort()
    return found, [first for first, _ in starts], [name for _, name in starts]


@cache
def look_alikes() -> frozenset[str]:
    """The letters of other scripts that look like ASCII ones."""
    return frozenset(c for c, look in _tables()[0].items() if look.kind is Kind.SCRIPT)


@cache
def sure_look_alikes() -> frozenset[str]:
    """The same, of Cyrillic and Greek only those that UTS #39 names."""
    unsure = frozenset({"CYRILLIC", "GREEK"})
    table = _tables()[0]
    return frozenset(c for c in look_alikes() if table[c].sure or table[c].script not in unsure)


def _look(kind: str, text: str) -> Look:
    if kind in _CODES:
        return Look(_CODES[kind], text, "LATIN")
    return Look(Kind.SCRIPT, text, kind.rstrip("?"), sure=not kind.endswith("?"))


def script_of(character: str) -> str:
    """The script of a letter or mark; those of East Asia, which stand together, are one.

    >>> script_of("д"), script_of("の")
    ('CYRILLIC', 'HAN')
    """
    _, starts, names = _tables()
    at = bisect_right(starts, ord(character)) - 1
    name = names[at] if at >= 0 else ""
    return "HAN" if name in _EAST_ASIAN else name


class _Memo(dict[str, Look]):
    """Looks that were asked for; forgotten when texts have shown very many characters."""

    def __init__(self) -> None:
        super().__init__()
        self._same: dict[Look, Look] = {}
        """Equal looks are one: most letters of a script look like none of ASCII."""

    def __missing__(self, character: str) -> Look:
        if len(self) >= 1 << 17:
            self.clear()
        made = look_of(character)
        look = self[character] = self._same.setdefault(made, made)
        return look


looks = _Memo()
"""Character → its :class:`Look`."""


_is_unseen = re.compile(f"[{UNSEEN}]").match


def look_of(character: str) -> Look:
    """What one character is to its reader.

    >>> look_of("🅰").text, look_of("а").text, look_of("é").kind.name, look_of("\u200b").kind.name
    ('A', 'a', 'PLAIN', 'UNSEEN')
    """
    if character.isascii() and character.isalnum():
        return _PLAIN
    if _is_unseen(character):
        return Look(Kind.UNSEEN)
    if character.isascii():
        return _BREAK
    category = unicodedata.category(character)
    if category in ("Mn", "Me"):
        return Look(Kind.MARK)
    code = ord(character)
    if code in _REGION:
        return Look(Kind.REGION, chr(code - _REGION.start + 65))
    if code in _OUTLINED:
        at = code - _OUTLINED.start
        return Look(Kind.STYLED, chr(65 + at) if at < 26 else chr(22 + at), "LATIN")
    return _by_table(character) or _by_unicode(character, category)


def _by_table(character: str) -> Look | None:
    found = _tables()[0].get(character)
    if found is None or found.kind is not Kind.SCRIPT:
        return found
    return found._replace(script="HAN") if found.script in _EAST_ASIAN else found


def _by_unicode(character: str, category: str) -> Look:
    """By the properties that the Unicode character database gives."""
    if category == "Nd":
        return _digit(character)
    if not unicodedata.decomposition(character):
        return _letter(character) if category[0] == "L" else _BREAK
    if character in _SEPARATE:
        return Look(Kind.STYLED, " ")
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and plain.isascii():
        return _compatible(plain)
    base = unicodedata.normalize("NFKD", character)[0]
    if base != character and not base.isascii() and base.isalpha():
        return _by_table(base) or _letter(base)
    if base.isascii() and character.isalpha():
        return _PLAIN
    return _letter(character) if category[0] == "L" else _BREAK


def _digit(character: str) -> Look:
    plain = str(unicodedata.decimal(character))
    kind = Kind.STYLED if unicodedata.decomposition(character) else Kind.DIGIT
    return Look(kind, plain, "LATIN" if kind is Kind.STYLED else "")


def _compatible(plain: str) -> Look:
    """A compatibility form of ASCII: ``⒜`` is a, ``／`` a slash."""
    letters = "".join(filter(str.isalnum, plain))
    if letters:
        return Look(Kind.STYLED, letters, "LATIN")
    return Look(Kind.SIGN, plain) if plain.strip() else _BREAK


def _letter(character: str) -> Look:
    if not character.isalpha():
        return _BREAK
    script = script_of(character)
    return _PLAIN if script == "LATIN" else Look(Kind.FOREIGN, script=script)

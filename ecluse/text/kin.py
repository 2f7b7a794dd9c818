"""Words that are another word with its letters moved, left out, added or spelt by ear.

Whoever plays with a word keeps something of it. :func:`keys_of` gives what is kept:

=========  ==============================================  =====================================
key        what stays the same                             games
=========  ==============================================  =====================================
letters    the letters, whatever their order               verlan, anagrams, rail fences, mirrors
bones      the consonants, in order                        « cnfdntl », ``n ps trnsmttr``
sound      what is heard, roughly, in French and English   « konfidansiel », SMS spelling
keys       the fingers, one key beside their place         « vpgofry », *azerty* typed as *qwerty*
steps      the step from each letter to the next           every Caesar shift; ROT13 is one
=========  ==============================================  =====================================

and :func:`undone` gives the words that may have been meant by games that add letters: « javanais » and
its cousins (*av*, *ub*, *op* before vowels, a vowel said twice around a *p*), pig Latin and louchébem,
every other letter too many, every letter twice, vowels written as numbers or shifted by one.

None of it says that a word *is* another one: a key of at least :data:`FEWEST` letters is asked for words
that no dictionary holds, and compared with what is declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from ecluse.lean import later

__all__ = [
    "FEWEST",
    "FEWEST_OF_WORD",
    "are_kin",
    "asked_of",
    "beside",
    "is_bare",
    "keys_of",
    "undone",
]

FEWEST = 7
"""Letters of a word that counts by itself when kin of it is found."""
FEWEST_OF_WORD = 5
"""The same of a word of a phrase."""
_FEWEST_BONES, _FEWEST_SOUNDS = 4, 4
_VOWELS_LEFT = 2
"""Vowels that a word without its vowels may still have, at the start or by oversight."""
_MEMO = 1 << 14
_LONGEST = 48

_VOWELS = b"aeiouy"

# Longest first; what stands for several letters comes before what stands for some of them.
_SOUNDS: tuple[tuple[str, str], ...] = (
    ("tions?|sions?|cions?|ssions?|syons?|shuns?|xions?", "SN"), ("(?:t|s|ss|c|sh)i?[ae]l", "SL"),
    ("eaux?|aux|au|aw", "o"), ("oeu|eu", "e"), ("ou|oo", "u"), ("oi|oy|wa", "W"), ("igh", "i"),
    ("gn", "n"), ("sch|sh|ch", "S"), ("ph", "f"), ("cqu|cq|qu|kw|ck|cc", "k"), ("ks|cs|x", "ks"),
    ("sc(?=[ei])|c(?=[eiy])|ss", "s"), ("g(?=[ei])", "j"), ("gu(?=[ei])", "g"), ("[cq]", "k"), ("z", "s"),
    ("[ae]y|ai|ei|ee|ea|er\\b|ez\\b|et\\b", "e"), ("[ae][nm](?=[^aeiouynm]|\\b)", "A"), ("[aei]in?[nm](?=[^aeiouynm]|\\b)", "I"),
    ("w", "v"), ("y", "i"), ("h", ""), ("(?<=.)[esxtd]+\\b", ""),
)  # fmt: skip
_sounds = later("|".join(f"({pattern})" for pattern, _ in _SOUNDS))
_doubled = later(r"(.)\1+")


def _heard(match: re.Match[str]) -> str:
    return _SOUNDS[(match.lastindex or 1) - 1][1]


@lru_cache(maxsize=_MEMO)
def sound(word: bytes) -> bytes:
    """What is heard of a folded word, roughly.

    >>> sound(b"konfidansiel") == sound(b"confidentiel"), sound(b"quai"), sound(b"keh")
    (True, b'ke', b'ke')
    """
    if not word.isascii():
        return b""
    heard = _sounds().sub(_heard, word.decode("ascii"))
    return _doubled().sub(r"\1", heard).encode("ascii")


def bones(word: bytes) -> bytes:
    """The consonants of a folded word, in order.

    >>> bones(b"confidentiel"), bones(b"cnfdntl")
    (b'cnfdntl', b'cnfdntl')
    """
    return word.translate(None, _VOWELS)


def is_bare(word: bytes) -> bool:
    """Whether it is at least five consonants and nothing else: what a word of seven letters leaves."""
    return len(word) > _FEWEST_BONES and bones(word) == word


def steps(word: bytes) -> bytes:
    """The step between each two letters, as letters: the same whatever all were shifted by.

    >>> steps(b"falcon") == steps(b"snypba")
    True
    """
    return bytes(97 + (other - one) % 26 for one, other in pairwise(word))


def keys_of(word: bytes) -> Iterator[bytes]:
    """What is kept of a folded word of ASCII letters, each kind with a letter of its own before it."""
    length = len(word)
    if not FEWEST_OF_WORD <= length <= _LONGEST:
        return
    yield b"L" + bytes(sorted(word))
    if len(bare := bones(word)) >= _FEWEST_BONES:
        yield b"B" + bare
    if len(heard := sound(word)) >= _FEWEST_SOUNDS:
        yield b"S" + heard
    yield b"T" + steps(word)
    for one in typed(word):
        if len(one) >= FEWEST_OF_WORD:
            yield b"K" + one


def asked_of(word: bytes) -> Iterator[bytes]:
    """The keys under which a word of a text may be kin of a declared one: its own, backwards, inverted."""
    if len(word) < FEWEST_OF_WORD:
        if len(bare := bones(word)) >= _FEWEST_BONES and len(bare) == len(word):
            yield b"B" + bare
        return
    few_vowels = len(word) - len(bones(word)) <= _VOWELS_LEFT
    yield b"K" + word
    yield from (key for key in keys_of(word) if key[:1] in (b"BLST" if few_vowels else b"LST"))
    backwards = steps(word[::-1])
    yield b"T" + backwards
    for one in (steps(word), backwards):
        yield b"T" + bytes(97 + (97 - step) % 26 for step in one)


def are_kin(word: bytes, wanted: bytes) -> bool:
    """Whether one folded word is another with its letters moved, left out, added or spelt by ear.

    >>> are_kin(b"tielconfiden", b"confidentiel"), are_kin(b"confidence", b"confidentiel")
    (True, False)
    """
    if len(wanted) < 3 or not word.isascii():
        return word == wanted
    if len(word) == len(wanted) and sorted(word) == sorted(wanted):
        return True
    bare = bones(wanted)
    if len(bare) > 1 and len(word) <= len(bare) + _VOWELS_LEFT and bones(word) == bare:
        return True
    heard = sound(wanted)
    return (len(heard) > 1 and sound(word) == heard) or wanted in undone(word)


# --- keys beside keys -----------------------------------------------------------------------------

_ROWS = (("azertyuiop", "qsdfghjklm", "wxcvbn,;:"), ("qwertyuiop", "asdfghjkl;", "zxcvbnm,."))


@cache
def beside() -> Sequence[bytes]:
    """What comes out of each key when fingers are one to the left, or right; at the edge they stay."""
    tables: list[bytes] = []
    for rows in _ROWS:
        for step in (1, -1):
            table = bytearray(range(256))
            for row in rows:
                for at, key in enumerate(row):
                    other = row[at + step] if 0 <= at + step < len(row) else key
                    table[ord(key)] = ord(other)
            tables.append(bytes(table))
    return tables


_EXCHANGED = (bytes.maketrans(b"aqzw", b"qawz"), bytes.maketrans(b"aqzwm", b"qawz;"))
_SIGNS_OF_KEYS = b",;:."


def typed(word: bytes) -> Iterator[bytes]:
    """What a word is on other keys, without the signs among them."""
    for table in (*beside(), *_EXCHANGED):
        made = word.translate(table)
        if made != word:
            yield made.translate(None, _SIGNS_OF_KEYS)


# --- what was added -------------------------------------------------------------------------------
_infixes = tuple(
    later(pattern)
    for pattern in (
        r"av(?=[aeiouy])", r"(?<![aeiouy])va(?=[aeiouy])", r"ub(?=[aeiouy])", r"ob(?=[aeiouy])", r"op(?=[aeiouy])",
        r"ag(?=[aeiouy])", r"ib(?=[aeiouy])", r"ith?ag(?=[aeiouy])", r"idig(?=[aeiouy])",
    )
)  # fmt: skip
_said_twice = later(r"([aeiouy]+)[pfbg]\1")
_h_said = later(r"([aeiouy])h")
_NUMBERED = bytes.maketrans(b"12345", b"aeiou")
_NEXT_VOWEL = bytes.maketrans(b"aeiou", b"uaeio")
_LAST_VOWEL = bytes.maketrans(b"aeiou", b"eioua")
_LOOKS = (("rn", "m"), ("cl", "d"), ("vv", "w"), ("nn", "m"), ("ii", "u"), ("lc", "k"), ("ci", "a"))
_BUTCHERS = ("em", "oc", "ic", "uche", "es", "oche", "ique")
_STOPS = "xzqwk"
_LATIN = ("way", "yay", "hay", "ay")


@lru_cache(maxsize=_MEMO)
def undone(word: bytes) -> frozenset[bytes]:
    """The words that a folded word may be, letters having been added to them by a rule.

    >>> b"projet" in undone(b"pravojavet"), b"secret" in undone(b"ecretsay")
    (True, True)
    """
    if not 4 <= len(word) <= _LONGEST or not word.isascii():
        return frozenset()
    text = word.decode("ascii")
    found = {one().sub("", text) for one in _infixes}
    found |= {
        _said_twice().sub(r"\1", text),
        _h_said().sub(r"\1", text),
        _doubled().sub(r"\1", text),
    }
    found |= {text[::2], text[1::2]} if len(text) >= 2 * FEWEST - 2 else set()
    found |= set(_latin(text)) | set(_butchers(text)) | set(_stopped(text))
    for table in (_NUMBERED, _NEXT_VOWEL, _LAST_VOWEL):
        found.add(word.translate(table).decode("ascii"))
    found |= set(_drawn(text))
    found.discard(text)
    return frozenset(one.encode("ascii") for one in found if len(one) > 1)


def _drawn(text: str) -> Iterator[str]:
    """Two letters that look like one: ``rn`` for *m*, each pair alone and all together."""
    every = text
    for pair, letter in _LOOKS:
        if pair in text:
            yield text.replace(pair, letter)
            every = every.replace(pair, letter)
    yield every


def _latin(text: str) -> Iterator[str]:
    """Pig Latin: the first consonants stand behind, before an ending."""
    for ending in _LATIN:
        if text.endswith(ending):
            stem = text[: -len(ending)]
            yield from (stem[-many:] + stem[:-many] for many in range(min(4, len(stem))))


def _butchers(text: str) -> Iterator[str]:
    """Louchébem: an *l* before, the first letter behind, then an ending."""
    for ending in _BUTCHERS:
        if text.startswith("l") and text.endswith(ending):
            stem = text[1 : -len(ending)]
            yield from (stem[-many:] + stem[:-many] for many in (1, 2))


def _stopped(text: str) -> Iterator[str]:
    """One rare letter between any two, or behind each."""
    stop = text[1:2]
    if stop in _STOPS and text.count(stop) * 2 >= len(text) - 1:
        yield text[::2]

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

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

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

# In this order: what stands for several letters comes before what stands for some of them.
_SOUNDS: Sequence[tuple[bytes, bytes]] = (
    *((one, b"N") for one in (b"ssion", b"tion", b"sion", b"cion", b"syon", b"shun", b"xion")),
    *((one, b"L") for one in (b"tiel", b"siel", b"ciel", b"tial", b"sial", b"cial", b"shal", b"siell", b"tiell")),
    *((one, b"o") for one in (b"eaux", b"eau", b"aux", b"au", b"aw")), (b"oeu", b"e"), (b"eu", b"e"), (b"ou", b"u"),
    (b"oo", b"u"), (b"oi", b"W"), (b"oy", b"W"), (b"igh", b"i"), (b"gn", b"n"), (b"sch", b"S"), (b"sh", b"S"),
    (b"ch", b"S"), (b"ph", b"f"), (b"cqu", b"k"), (b"cq", b"k"), (b"qu", b"k"), (b"kw", b"k"), (b"ck", b"k"),
    (b"cc", b"k"), (b"cs", b"ks"), (b"x", b"ks"), (b"sce", b"se"), (b"sci", b"si"), (b"ce", b"se"), (b"ci", b"si"),
    (b"cy", b"si"), (b"gue", b"Ge"), (b"gui", b"Gi"), (b"ge", b"je"), (b"gi", b"ji"), (b"G", b"g"), (b"c", b"k"),
    (b"q", b"k"), (b"z", b"s"), (b"ay", b"e"), (b"ey", b"e"), (b"ai", b"e"), (b"ei", b"e"), (b"ee", b"e"),
    (b"ea", b"e"), (b"w", b"v"), (b"y", b"i"), (b"h", b""),
)  # fmt: skip
_nasal = later(rb"[ae][nm](?=[^aeiounm]|$)")
_NASALS = (b"an", b"en", b"am", b"em")
_ENDS = (b"er", b"ez", b"et")
_MUTE = b"esxtd"
_twice = later(rb"(.)\1+")
_doubled = later(r"(.)\1+")


@lru_cache(maxsize=_MEMO)
def sound(word: bytes) -> bytes:
    """What is heard of a folded word, roughly.

    >>> sound(b"konfidansiel") == sound(b"confidentiel"), sound(b"quai"), sound(b"keh")
    (True, b'k', b'k')
    """
    if not word.isascii():
        return b""
    if word.endswith(_ENDS):
        word = word[:-2] + b"e"
    for letters, heard in _SOUNDS:
        if letters in word:
            word = word.replace(letters, heard)
    if any(map(word.__contains__, _NASALS)):
        word = _nasal().sub(b"A", word)
    return _twice().sub(rb"\1", word[:1] + word[1:].rstrip(_MUTE))


def bones(word: bytes) -> bytes:
    """The consonants of a folded word, in order.

    >>> bones(b"confidentiel"), bones(b"cnfdntl")
    (b'cnfdntl', b'cnfdntl')
    """
    return word.translate(None, _VOWELS)


def is_bare(word: bytes) -> bool:
    """Whether it is at least five consonants and nothing else: what a word of seven letters leaves."""
    return len(word) > _FEWEST_BONES and bones(word) == word


_STEP = bytes(97 + (byte - 128) % 26 for byte in range(256))


def steps(word: bytes) -> bytes:
    """The step between each two letters, as letters: the same whatever all were shifted by.

    >>> steps(b"falcon") == steps(b"snypba")
    True
    """
    count = len(word) - 1
    if count < 1:
        return b""
    # 128 added to each byte: no byte borrows from the next.
    seconds = int.from_bytes(word[1:], "big") + int.from_bytes(b"\x80" * count, "big")
    return (seconds - int.from_bytes(word[:-1], "big")).to_bytes(count, "big").translate(_STEP)


_INVERTED = bytes(97 + (97 - step) % 26 for step in range(256))
"""Each step the other way: what backwards and an inverted alphabet make of it."""


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
    yield b"K" + word
    yield b"L" + bytes(sorted(word))
    bare, heard = bones(word), sound(word)
    if len(bare) >= _FEWEST_BONES and len(word) - len(bare) <= _VOWELS_LEFT:
        yield b"B" + bare
    if len(heard) >= _FEWEST_SOUNDS:
        yield b"S" + heard
    ahead = steps(word)
    inverted = ahead.translate(_INVERTED)
    yield from (b"T" + one for one in (ahead, inverted, ahead[::-1], inverted[::-1]))


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
    (infix, later(pattern))
    for infix, pattern in (
        ("av", r"av(?=[aeiouy])"), ("va", r"(?<![aeiouy])va(?=[aeiouy])"), ("ub", r"ub(?=[aeiouy])"),
        ("ob", r"ob(?=[aeiouy])"), ("op", r"op(?=[aeiouy])"), ("ag", r"i?th?ag(?=[aeiouy])|ag(?=[aeiouy])"),
        ("ib", r"ib(?=[aeiouy])"), ("idig", r"idig(?=[aeiouy])"),
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
    found = {one().sub("", text) for infix, one in _infixes if infix in text}
    found |= {_said_twice().sub(r"\1", text), _doubled().sub(r"\1", text)}
    if "h" in text:
        found.add(_h_said().sub(r"\1", text))
    found |= {text[::2], text[1::2]} if len(text) >= 2 * FEWEST - 2 else set()
    found |= set(_latin(text)) | set(_butchers(text)) | set(_stopped(text))
    for table in (_NEXT_VOWEL, _LAST_VOWEL) if text.isalpha() else (_NUMBERED,):
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

"""What dictionaries of French and English hold, in every form.

284,000 folded forms, from the dictionaries of pyspellchecker, are kept as a Bloom filter (Bloom, *Space/time
trade-offs in hash coding with allowable errors*, 1970): half a megabyte, read at once, that says of one word
in a thousand that it is in there when it is not. A second one, of an eighth of a megabyte, holds how words
begin, by their first four and seven letters: with it, who looks for words among letters asks for few of
them. ``tools/compile_dictionary.py`` makes both.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from zlib import crc32

from ecluse.lean import blake2b
from ecluse.text.common_words import COMMON

__all__ = ["BEGINNINGS", "FILTER", "begun", "compiled", "is_in_dictionary", "may_begin"]

FILTER = Path(__file__).with_name("dictionary.bloom")
BEGINNINGS = Path(__file__).with_name("beginnings.bloom")
_BITS = 22
"""The filter has 2 to this power bits: about fifteen for each word."""
_PROBES = 8
_MASK = (1 << _BITS) - 1
_SIZE = _BITS * _PROBES // 8
SHORT, LONG = 4, 7
"""Letters of the beginnings that are kept."""
_BEGUN = (1 << 20) - 1
"""Bits of the second filter, less one: about ten for each beginning."""


def is_in_dictionary(word: bytes) -> bool:
    """Whether a folded word is one of French or English.

    >>> is_in_dictionary(b"marelles"), is_in_dictionary(b"vergrelle")
    (True, False)
    """
    if word in COMMON:
        return True
    held = _filter()
    number = int.from_bytes(blake2b(word, digest_size=_SIZE).digest(), "little")
    for _ in range(_PROBES):
        at = number & _MASK
        if not held[at >> 3] >> (at & 7) & 1:
            return False
        number >>= _BITS
    return True


def may_begin(letters: bytes) -> bool:
    """Whether a word of as many letters or more, four or seven, may begin so; one in ten that cannot is not told.

    >>> may_begin(b"mare"), may_begin(b"marelle"), may_begin(b"qzxw")
    (True, True, False)
    """
    at = crc32(letters) & _BEGUN
    return bool(_beginnings()[at >> 3] >> (at & 7) & 1)


@cache
def _filter() -> bytes:
    return FILTER.read_bytes()


@cache
def _beginnings() -> bytes:
    return BEGINNINGS.read_bytes()


def _probes(word: bytes) -> list[int]:
    number = int.from_bytes(blake2b(word, digest_size=_SIZE).digest(), "little")
    return [number >> (_BITS * probe) & _MASK for probe in range(_PROBES)]


def compiled(words: Iterable[bytes]) -> bytes:
    """The filter that holds ``words``."""
    held = bytearray(1 << (_BITS - 3))
    for word in words:
        for at in _probes(word):
            held[at >> 3] |= 1 << (at & 7)
    return bytes(held)


def begun(words: Iterable[bytes]) -> bytes:
    """The filter that holds how ``words`` begin, and those that everybody writes."""
    held = bytearray((_BEGUN + 1) // 8)
    for word in (*words, *COMMON):
        for length in (SHORT, LONG):
            if len(word) >= length:
                at = crc32(word[:length]) & _BEGUN
                held[at >> 3] |= 1 << (at & 7)
    return bytes(held)

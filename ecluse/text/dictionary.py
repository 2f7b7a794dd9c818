"""What dictionaries of French and English hold, in every form.

284,000 folded forms, from the dictionaries of pyspellchecker, are kept as a Bloom filter (Bloom, *Space/time
trade-offs in hash coding with allowable errors*, 1970): half a megabyte, read at once, that says of one word
in a thousand that it is in there when it is not. ``tools/compile_dictionary.py`` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ecluse.lean import blake2b
from ecluse.text.common_words import COMMON

__all__ = ["FILTER", "compiled", "is_in_dictionary"]

FILTER = Path(__file__).with_name("dictionary.bloom")
_BITS = 22
"""The filter has 2 to this power bits: about fifteen for each word."""
_PROBES = 8
_MASK = (1 << _BITS) - 1


def is_in_dictionary(word: bytes) -> bool:
    """Whether a folded word is one of French or English.

    >>> is_in_dictionary(b"marelles"), is_in_dictionary(b"vergrelle")
    (True, False)
    """
    if word in COMMON:
        return True
    held = _filter()
    return all(held[at >> 3] >> (at & 7) & 1 for at in _probes(word))


@cache
def _filter() -> bytes:
    return FILTER.read_bytes()


def _probes(word: bytes) -> list[int]:
    number = int.from_bytes(blake2b(word, digest_size=_BITS * _PROBES // 8).digest(), "little")
    return [number >> (_BITS * probe) & _MASK for probe in range(_PROBES)]


def compiled(words: Iterable[bytes]) -> bytes:
    """The filter that holds ``words``."""
    held = bytearray(1 << (_BITS - 3))
    for word in words:
        for at in _probes(word):
            held[at >> 3] |= 1 << (at & 7)
    return bytes(held)

"""Which words are ordinary: what a dictionary of French or English holds.

A code name that is also a word (a bird, a wind, a game) is found only where something says that it is
a name. The dictionaries are those of pyspellchecker (300,000 forms with their frequency in films and
books); they are read when a name is declared, never when a draft is checked: the answer is kept with
the name.
"""

from __future__ import annotations

from functools import cache

from ecluse.registers.forms import is_common
from ecluse.text.fold import fold

__all__ = ["is_ordinary"]


def is_ordinary(word: bytes) -> bool:
    """Whether a folded word is one of French or English, in any of its forms.

    >>> is_ordinary(b"marelle"), is_ordinary(b"nightjar"), is_ordinary(b"vergrelle")
    (True, True, False)
    """
    return is_common(word) or word in _forms()


@cache
def _forms() -> frozenset[bytes]:
    from spellchecker import SpellChecker

    dictionaries = (SpellChecker(language=language) for language in ("fr", "en"))
    return frozenset(fold(word).data for one in dictionaries for word in one.word_frequency.words())

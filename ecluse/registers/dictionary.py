"""Which words are ordinary: the ones that everybody uses, and what a dictionary holds.

A code name that is also a word (a bird, a wind, a game) is found only where something says that it is
a name. The dictionary is read when a name is declared, never when a draft is checked: the answer is
kept with the name.
"""

from __future__ import annotations

from ecluse.registers.forms import is_common
from ecluse.text.dictionary import is_in_dictionary

__all__ = ["is_ordinary"]


def is_ordinary(word: bytes) -> bool:
    """Whether a folded word is one of French or English, in any of its forms.

    >>> is_ordinary(b"marelle"), is_ordinary(b"nightjar"), is_ordinary(b"vergrelle")
    (True, True, False)
    """
    return is_common(word) or is_in_dictionary(word)

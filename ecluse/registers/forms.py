"""The forms of declared words: plurals, words that say nothing, and how hard a value is to guess.

Shared by the parts that keep names, values and phrases: what is declared and what is written go
through the same functions, so that « les Filatures Bremontel » and « Filature Bremontel SAS » meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ecluse.registers import tokens

__all__ = ["NOISE", "SPELLED", "bits_of", "is_common", "singular"]

NOISE = frozenset(
    # articles, prepositions, elided words
    b"a an au aux c d de des du en et j l la le les m n of or ou qu s sur t the to un une y "
    b"and avec dans for from in on par pour with "
    # legal forms
    b"ag bv cie co corp eurl gmbh inc limited llc llp ltd nv plc sa sarl sas sasu sci scop snc spa srl".split()
)
"""Words that a name may have or lack."""

SPELLED = frozenset(b"arobase at dash dot hyphen point slash tiret underscore".split())
"""Separators typed out: « srv point prod tiret 2 »."""

_DIGIT = 3.3
_LETTER = 4.7
_COMMON = 10.0
"""Bits: a digit (10), a letter (26), an ordinary word (the thousand likeliest)."""


def singular(word: bytes) -> bytes:
    """A folded word without the mark of the plural, French or English.

    >>> [singular(w) for w in (b"ateliers", b"bateaux", b"journaux", b"express", b"bus")]
    [b'atelier', b'bateau', b'journal', b'express', b'bus']
    """
    if len(word) < 4 or word[-1:] not in (b"s", b"x") or word[-2:] == b"ss":
        return word
    if word.endswith(b"aux") and not word.endswith(b"eaux") and len(word) > 4:
        return word[:-3] + b"al"
    return word[:-1]


def is_common(word: bytes) -> bool:
    """Whether a folded word is among the ordinary ones of French or English that everybody uses."""
    return tokens.is_common(word) or tokens.is_common(singular(word))


def bits_of(words: Sequence[bytes]) -> float:
    """How hard folded words are to guess, in bits, simply measured.

    A digit counts 3.3 bits and a letter of an unknown word 4.7, up to 10 bits and 2 a letter; an
    ordinary word 10 in all, a year 6, digits that repeat or count up 4, articles nothing.
    """
    runs = [run for word in words for run in _runs(word)]
    digits = b"".join(run for run in runs if run.isdigit())
    if digits and len(digits) == sum(map(len, runs)):  # a number, however it is cut
        return _bits_of_digits(digits)
    return sum(_bits_of_run(run) for run in runs)


def _bits_of_run(run: bytes) -> float:
    if run.isdigit():
        return _bits_of_digits(run)
    if run in NOISE:
        return 0.0
    length = len(run.decode("utf-8", "replace"))
    if is_common(run):
        return min(_COMMON, _LETTER * length)
    return min(_LETTER * length, _COMMON + 2 * length)


def _bits_of_digits(run: bytes) -> float:
    if len(run) == 4 and run[:2] in (b"19", b"20"):
        return 6.0
    steps = {after - before for before, after in pairwise(run)}
    return 4.0 if len(run) > 2 and len(steps) == 1 and steps <= {-1, 0, 1} else _DIGIT * len(run)


def _runs(word: bytes) -> Iterable[bytes]:
    """A word cut between letters and digits.

    >>> list(_runs(b"bdd02x"))
    [b'bdd', b'02', b'x']
    """
    start = 0
    for at in range(1, len(word) + 1):
        if at == len(word) or (48 <= word[at] <= 57) != (48 <= word[at - 1] <= 57):
            yield word[start:at]
            start = at

r"""Digits and signs that stand for letters: ``c0nf1d3nt13l``, ``$ecret``, ``|\/|arelle``.

:func:`leet` gives the text with the letters that signs stand for, in words that hold letters too. A
sign may stand for two letters (``1`` for *i* or *l*), so there are two readings at most: the usual
letters, and the others. Numbers, amounts, times and units that stand alone stay as they are; so do
links. A mixed word that means what it says (``mp3``, ``B2B``) costs nothing, a longer one (``covid19``
beside letters) only time: the reading is for declared words.

One expression of RE2 over the text in Latin-1 tells whether there is such a word; then one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from ecluse.text.hints import LEET
from ecluse.text.mapped import Mapped, Weave

__all__ = ["OTHERS", "SIGNS", "USUAL", "leet"]

USUAL: Mapping[str, str] = dict(
    zip("0123456789@$!|+€£(<{[¢©µ¥ß§", "oizeasgtbgasiiteIccccccuybs".lower(), strict=True)
)
"""What one sign stands for."""
OTHERS: Mapping[str, str] = {**USUAL, "1": "l", "|": "l", "!": "l", "6": "b", "9": "q", "2": "r"}
"""The same with the less usual letters."""
SIGNS: Sequence[tuple[str, str]] = (
    ("|\\/|", "m"), ("/\\/\\", "m"), ("/v\\", "m"), ("[\\/]", "m"), ("|v|", "m"), ("^^", "m"),
    ("|\\|", "n"), ("/\\/", "n"), ("[\\]", "n"), ("\\/\\/", "w"), ("|/\\|", "w"), ("vv", "w"),
    ("/-\\", "a"), ("/\\", "a"), ("\\/", "v"), ("|_|", "u"), ("(_)", "u"), ("[_]", "u"),
    ("|)", "d"), ("|]", "d"), ("|}", "d"), ("|>", "d"), ("|<", "k"), ("|{", "k"), ("|-|", "h"),
    ("]-[", "h"), ("|=", "f"), ("()", "o"), ("[]", "o"), ("<>", "o"), ("|2", "r"), ("|?", "r"),
    ("|*", "p"), ("|o", "p"), ("|3", "b"), ("|:", "b"), ("|_", "l"), ("_|", "j"), ("><", "x"),
    ("}{", "x"), ("`/", "y"), ("'/", "y"), ("¬/", "y"), ("-|-", "t"), ("'][", "t"),
)  # fmt: skip
"""What several signs together stand for, the longest first."""

_space = re.compile(r"\s").search
_LONGEST = 64
"""Characters of a word before the first sign that was found in it."""
_EDGES = "!?.,;:\"'«»“”‘’…()[]{}<>*_~-"
_FEWEST_LETTERS = 4
"""Letters that a word has, those that signs stand for included."""
_UNIT = 3
"""Letters of a unit: « 42 km », ``1er``, ``20h30``."""


@cache
def _hint() -> Any:
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(LEET, options)


def leet(text: str) -> Iterator[Mapped]:
    """``text`` with the letters that digits and signs stand for: nothing, one reading, or two.

    >>> [made.text for made in leet("Le p1an s0cial à 42 M€")]
    ['Le pian social à 42 M€', 'Le plan social à 42 M€']
    >>> list(leet("Salon B2B le 1er mars à 20h30, 42 M€ de CA"))
    []
    """
    data = text.replace("€", "¢").encode("latin-1", "replace")
    hint = _hint()
    if hint.search(data) is None:
        return
    words = list(_words(text, hint.finditer(data)))
    if not words:
        return
    usual = _read(text, words, USUAL)
    yield usual
    other = _read(text, words, OTHERS)
    if other.text != usual.text:
        yield other


def _words(text: str, found: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """The words of letters and signs around the places that were found."""
    at = 0
    for match in found:
        inside = match.end() - 1
        if inside < at:
            continue
        start = _start_of(text, match.start() + 1 if inside > match.start() else inside, at)
        at = _end_of(text, inside)
        if word := _word_in(text, start, at):
            yield word


def _start_of(text: str, at: int, least: int) -> int:
    """Where the run without spaces starts that holds ``at``, at most so many characters before."""
    least = max(least, at - _LONGEST)
    while at > least and not text[at - 1].isspace():
        at -= 1
    return at


def _end_of(text: str, at: int) -> int:
    space = _space(text, at)
    return space.start() if space else len(text)


def _word_in(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The part of a run without spaces that is a word of letters and signs, if it is one."""
    chunk = text[start:end]
    if _is_address(chunk):
        return None
    if not any(map(chunk.__contains__, _BEGINNINGS)):
        bare = chunk.strip(_EDGES)
        start += chunk.find(bare) if bare else 0
        end = start + len(bare)
        if not _is_mixed(bare):
            return None
    return start, end


def _is_address(chunk: str) -> bool:
    """Whether it is a link or an address."""
    if "://" in chunk or chunk.startswith("www."):
        return True
    name, _, host = chunk.partition("@")
    return bool(name) and "." in host and "@" not in host


_BEGINNINGS = ("\\/", "/\\", "|", "()", "[]", "(_)", "<>", "><")
"""One of these is in every word that is spelled with several signs for a letter."""


def _is_mixed(bare: str) -> bool:
    """Whether a word holds letters and signs, and is no number with its unit."""
    letters = sum(map(str.isalpha, bare))
    signs = sum(character in USUAL for character in bare)
    if not letters or not signs or letters + signs < _FEWEST_LETTERS:
        return False
    return letters > _UNIT or not bare[0].isdigit() or letters + signs > 2 * letters > 2


def _read(text: str, words: Sequence[tuple[int, int]], letters: Mapping[str, str]) -> Mapped:
    made, at = Weave(text), 0
    for start, end in words:
        made.keep(at, start)
        _spell(made, text, start, end, letters)
        at = end
    made.keep(at, len(text))
    return made.done()


def _spell(made: Weave, text: str, at: int, end: int, letters: Mapping[str, str]) -> None:
    """Put the letters that a word's signs stand for, as capitals among capitals; keep its letters."""
    word = text[at:end]
    in_case = str.upper if word.isupper() else str
    if _FIRST.isdisjoint(word):  # a letter for each sign
        made.put("".join([in_case(letters[c]) if c in letters else c for c in word]), at, end)
        return
    while at < end:
        character = text[at]
        for sign, letter in _BY_FIRST.get(character, ()):
            if text.startswith(sign, at, end):
                made.put(in_case(letter), at, at + len(sign))
                at += len(sign)
                break
        else:
            if character in letters:
                made.put(in_case(letters[character]), at, at + 1)
            else:
                made.keep(at, at + 1)
            at += 1


_BY_FIRST = {
    first: sorted((row for row in SIGNS if row[0][0] == first), key=lambda row: -len(row[0]))
    for first in {sign[0] for sign, _ in SIGNS}
}
_FIRST = frozenset(_BY_FIRST)

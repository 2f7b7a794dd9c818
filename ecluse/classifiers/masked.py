"""Declared terms some of whose letters are masked: ``c*nf*d*nt**l``, ``lic██████ent``, « gel des emb**ches ».

A star stands for one letter (in the view ``masked``, :mod:`ecluse.text.masked`), or one row of them for up
to four. What is written must be most of the term, and at least four letters. Terms are looked up by their
length and one letter in its place, so time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ecluse.classifiers.disguised import FEWEST
from ecluse.classifiers.lexicon import MAX_GAP, Entry, Lexicon
from ecluse.model import Hit, View
from ecluse.text.dictionary import is_in_dictionary
from ecluse.text.fold import SEPARATORS, fold_term

__all__ = ["Masked"]

CONFIDENCE = 0.8
_FEWEST_SHOWN = 4
_SHOWN, _OF = 9, 20
"""So many of so many letters are written, at least."""
_STRETCH = 4
"""Letters for which a row of signs of another length stands, at most."""
_BESIDE = 3
"""Words on each side that belong to the term."""
_MASK = 42
_words = re.compile(rb"[a-z*\x80-\xff]+").finditer


class Masked:
    """The terms of a lexicon with letters masked."""

    name = "masked"
    label = "term"
    seen: Sequence[str] = ()
    unseen: Sequence[str] = ()

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the lexicon's entries."""
        return self._lexicon.labels

    @cached_property
    def _needles(self) -> Mapping[bytes, Entry]:
        lexicon, found = self._lexicon, dict[bytes, Entry]()
        for kind, of_phrases in ((lexicon.forms.words, False), (lexicon.forms.phrases, True)):
            for number, data in enumerate(kind.data):
                if len(data) >= FEWEST and data.isalpha() and data not in found:
                    found[data] = lexicon.needle(number, of_phrases=of_phrases).entry
        return found

    @cached_property
    def _placed(self) -> Mapping[tuple[int, int, int], Sequence[bytes]]:
        """Terms by their length, a place, and the letter there."""
        found: dict[tuple[int, int, int], list[bytes]] = {}
        for data in self._needles:
            for at, letter in enumerate(data):
                found.setdefault((len(data), at, letter), []).append(data)
        return found

    @cached_property
    def _led(self) -> Mapping[bytes, Sequence[bytes]]:
        """Terms by their first three letters."""
        found: dict[bytes, list[bytes]] = {}
        for data in self._needles:
            found.setdefault(data[:3], []).append(data)
        return found

    def classify(self, view: View, /) -> Iterable[Hit]:
        """Give each term that is masked in ``view``."""
        data = view.folded.data
        words = [match.span() for match in _words(data)]
        found: dict[Hit, None] = {}
        for number, (start, end) in enumerate(words):
            if _MASK in data[start:end]:
                for hit in self._around(view, words, number):
                    found[hit] = None
        return list(found)

    def _around(self, view: View, words: Sequence[tuple[int, int]], number: int) -> Iterator[Hit]:
        data = view.folded.data
        for first in range(number, max(number - _BESIDE, 0) - 1, -1):
            if first < number and not _joins(data, words, first):
                break
            for last in range(number, min(number + _BESIDE, len(words) - 1) + 1):
                if last > number and not _joins(data, words, last - 1):
                    break
                written = b"".join(data[slice(*words[at])] for at in range(first, last + 1))
                start, end = words[first][0], words[last][1]
                for term in self._terms(written):
                    entry = self._needles[term]
                    place = view.folded.span(start, end)
                    confidence = min(CONFIDENCE, entry.confidence)
                    yield Hit(*place, confidence, entry.name, entry.label, fold_term(entry.text))

    def _terms(self, written: bytes) -> Iterator[bytes]:
        """The terms that letters and masks may be."""
        shown = len(written) - written.count(b"*")
        if shown < _FEWEST_SHOWN:
            return
        for pattern in {written, written.strip(b"*")}:
            if b"*" in pattern and shown * _OF >= _SHOWN * len(pattern):
                at = next(at for at, letter in enumerate(pattern) if letter != _MASK)
                for term in self._placed.get((len(pattern), at, pattern[at]), ()):
                    if _fits(pattern, term):
                        yield term
        before, *_, after = written.split(b"*")
        cut = len(before) > 2 and len(after) > 1 and shown == len(before) + len(after)
        if cut and not (is_in_dictionary(before) and is_in_dictionary(after)):
            for term in self._led.get(before[:3], ()):
                missing = len(term) - shown
                if 0 < missing <= _STRETCH and shown > 2 * missing:
                    if term.startswith(before) and term.endswith(after):
                        yield term


def _fits(pattern: bytes, term: bytes) -> bool:
    return all(one in (_MASK, other) for one, other in zip(pattern, term, strict=True))


def _joins(data: bytes, words: Sequence[tuple[int, int]], at: int) -> bool:
    gap = data[words[at][1] : words[at + 1][0]]
    return len(gap) <= MAX_GAP and not gap.translate(None, SEPARATORS)

"""The words by which declared terms are known, and which of them a word of a text may be a slip of.

:class:`Indexed` keeps the deletion neighbourhood of all these words (:mod:`ecluse.text.edits`) and their
first and last parts: quick for whoever asks often. :class:`Compared` answers the same by comparing a word
with each of them: nothing is built, for whoever asks of a word or two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

from ecluse.classifiers.lexicon import Entry
from ecluse.classifiers.sought import KnownBy
from ecluse.lean import NamedTuple
from ecluse.text.common_words import COMMON
from ecluse.text.edits import is_one_edit, without_one

__all__ = [
    "FEWEST",
    "FEWEST_OF_WORD",
    "LONGEST",
    "MARKS",
    "MOST",
    "SHORTEST",
    "Compared",
    "Declared",
    "Indexed",
    "Term",
    "known_by",
    "singulars",
    "with_plurals",
]

FEWEST = 8
"""Letters of a term that is found with one wrong."""
FEWEST_OF_WORD = 4
"""Letters of the word by which a phrase is known, if it has one that long."""
SHORTEST = 3
LONGEST = 48
MOST = 16
"""Terms that one word or part of a word may call: each is compared wherever it stands."""
_EDGE = 4
"""Letters at the start or end of a word that one edit cannot both change, at most."""
MARKS = (b"s", b"x", b"es")


class Term(NamedTuple):
    """A term: its words, the one by which it is known, and what stands before and after that one."""

    entry: Entry
    words: tuple[bytes, ...]
    before: bytes = b""
    after: bytes = b""


# --- what is declared -----------------------------------------------------------------------------

_WHOLE = 0
_WORDS = LONGEST + 1
"""Which term is known by a word, as one number: this times that of its entry, and which of its words it
is, from 1 on; 0 is for all its words as one."""


def known_by(entries: Iterable[Entry]) -> KnownBy:
    """The words by which the terms of some entries are known, and the words that they are made of."""
    data, codes = list[bytes](), list[int]()
    others: set[bytes] = set()
    given = [(number, entry.words) for number, entry in enumerate(entries) if entry.variants]
    eligible = [(number, its) for number, its in given if _is_eligible(its)]
    shared = Counter(word for _, its in eligible if len(its) > 1 for word in set(its))
    for number, its in eligible:
        if len(its) > 1:
            at = _known_by(its, shared)
            if shared[its[at]] <= MOST:
                data.append(its[at])
                codes.append(number * _WORDS + at + 1)
                others.update(word for word in its if len(word) >= FEWEST_OF_WORD)
        data.append(b"".join(its))
        codes.append(number * _WORDS + _WHOLE)
    parts = {word for _, its in eligible for word in its}
    wholes = {b"".join(its) for _, its in eligible if len(its) > 1} - parts
    return KnownBy.of(data, codes, others, wholes)


def _is_eligible(its: Sequence[bytes]) -> bool:
    return FEWEST <= sum(map(len, its)) <= LONGEST and all(map(bytes.isalpha, its))


def _known_by(its: Sequence[bytes], shared: Counter[bytes]) -> int:
    """The word by which a phrase is known: one that few terms share, rather a long one."""

    def ranked(at: int) -> tuple[bool, bool, bool, int, int]:
        word, count, length = its[at], shared[its[at]], len(its[at])
        return count > MOST, word in COMMON, length < FEWEST_OF_WORD, count, -length

    return min(range(len(its)), key=ranked)


class _Terms(dict[bytes, Sequence[Term]]):
    """Word → the terms that are known by it, made when they are asked for."""

    def __init__(self, codes: Mapping[bytes, Sequence[int]], entries: Sequence[Entry]) -> None:
        super().__init__()
        self._codes, self._entries = codes, entries

    def __missing__(self, word: bytes) -> Sequence[Term]:
        made = self[word] = [self._term(*divmod(code, _WORDS)) for code in self._codes[word]]
        return made

    def _term(self, number: int, which: int) -> Term:
        entry = self._entries[number]
        its = entry.words
        if which == _WHOLE:
            return Term(entry, (b"".join(its),))
        return Term(entry, its, b"".join(its[: which - 1]), b"".join(its[which:]))


class Declared:
    """What is declared by entries, of which :func:`known_by` made ``kept``."""

    def __init__(self, kept: KnownBy, entries: Sequence[Entry]) -> None:
        self._kept, self._entries = kept, entries

    @property
    def others(self) -> frozenset[bytes]:
        """The words of phrases."""
        return self._kept.others

    @property
    def wholes(self) -> frozenset[bytes]:
        """Phrases as one word, that are no word of a term."""
        return self._kept.wholes

    @cached_property
    def words(self) -> frozenset[bytes]:
        """Those by which terms are known."""
        return frozenset(self._kept.words)

    @cached_property
    def terms(self) -> Mapping[bytes, Sequence[Term]]:
        """What each of them calls."""
        codes: dict[bytes, list[int]] = {}
        for word, code in zip(self._kept.words, self._kept.codes, strict=True):
            codes.setdefault(word, []).append(code)
        return _Terms(codes, self._entries)

    @cached_property
    def exact(self) -> Mapping[bytes, bytes]:
        """Each word by which a phrase is known, and its plurals, and that word."""
        given = zip(self._kept.words, self._kept.codes, strict=True)
        known = [word for word, code in given if code % _WORDS != _WHOLE]
        return {form: word for word in known for form in with_plurals(word)}


def with_plurals(word: bytes) -> tuple[bytes, ...]:
    """The word, and with each mark of the plural that the lexicon accepts."""
    return word, *(word + mark for mark in MARKS)


def singulars(word: bytes) -> Iterator[bytes]:
    """The word, and without each mark of the plural that the lexicon accepts."""
    yield word
    for mark in MARKS:
        if word.endswith(mark):
            yield word[: -len(mark)]


# --- of few words ---------------------------------------------------------------------------------


class Compared:
    """What :class:`Indexed` knows, found by comparing: a millisecond for each word that is asked."""

    def __init__(self, declared: Declared) -> None:
        self._words, self._others = declared.words, declared.others

    def heads(self, word: bytes) -> Sequence[bytes]:
        """The words of terms of which ``word`` is the first part, if they are few."""
        return _if_few([one for one in self._words if _is_part(word, one, bytes.startswith)])

    def tails(self, word: bytes) -> Sequence[bytes]:
        """The words of terms of which ``word`` is the last part, if they are few."""
        return _if_few([one for one in self._words if _is_part(word, one, bytes.endswith)])

    def may_be_near(self, word: bytes) -> bool:
        """Whether it is as long as what is one edit away from a word of a term, or its plural."""
        return len(word) >= SHORTEST and not self._lengths.isdisjoint(_lengths_near(word))

    def near(self, word: bytes) -> Iterator[bytes]:
        """The words of terms that are one edit away."""
        length = len(word)
        return (o for o in self._words if -2 < len(o) - length < 2 and is_one_edit(word, o))

    def may_be_of_others(self, word: bytes) -> bool:
        """Whether a word of a phrase may be one edit away."""
        rests = {word, *without_one(word)}
        others, length = self._others, len(word)
        return not rests.isdisjoint(others) or any(
            not rests.isdisjoint(without_one(other))
            for other in others
            if 0 <= len(other) - length < 2 and other not in self._words
        )

    @cached_property
    def _lengths(self) -> frozenset[int]:
        return frozenset(map(len, self._words))


def _is_part(part: bytes, word: bytes, begins: Callable[[bytes, bytes], bool]) -> bool:
    length = len(word)
    return length >= FEWEST and (length + 1) // 2 <= len(part) < length - 1 and begins(word, part)


def _if_few(words: Sequence[bytes]) -> Sequence[bytes]:
    return words if len(words) <= MOST else ()


def _lengths_near(word: bytes) -> range:
    """How long a word may be that one edit, and the mark of the plural, make as long as ``word``."""
    return range(len(word) - 2, len(word) + 2)


# --- of many words --------------------------------------------------------------------------------


class Indexed:
    """The deletion neighbourhood of the words by which terms are known, and their parts."""

    def __init__(self, declared: Declared) -> None:
        self._words, self._others = declared.words, declared.others
        self._without: dict[bytes, list[bytes]] = {}
        self._heads: dict[bytes, list[bytes]] = {}
        self._tails: dict[bytes, list[bytes]] = {}
        self._starts: dict[int, set[bytes]] = {}
        self._ends: dict[int, set[bytes]] = {}
        for word in self._words:
            self._add(word)
        self._of_others = {
            rest for word in self._others - self._words for rest in without_one(word)
        }
        ends = self._ends
        self._edges = [(k, its, ends.get(k, set())) for k, its in self._starts.items()]
        self._edges += [(k, set(), its) for k, its in ends.items() if k not in self._starts]
        for parts in (self._heads, self._tails):
            for part in [part for part, its in parts.items() if len(its) > MOST]:
                del parts[part]
        lengths = (len(word) + more for word in self._words for more in (-1, 0, 1, 2))
        self._lengths = frozenset(length for length in lengths if length >= SHORTEST)

    def heads(self, word: bytes) -> Sequence[bytes]:
        """The words of terms of which ``word`` is the first part, if they are few."""
        return self._heads.get(word, ())

    def tails(self, word: bytes) -> Sequence[bytes]:
        """The words of terms of which ``word`` is the last part, if they are few."""
        return self._tails.get(word, ())

    def may_be_near(self, word: bytes) -> bool:
        """Whether it starts or ends like a word of a term, as each that is one edit away does."""
        return len(word) in self._lengths and any(
            word[:k] in starts or word[-k:] in ends for k, starts, ends in self._edges
        )

    def near(self, word: bytes) -> Iterator[bytes]:
        """The words of terms that are one edit away."""
        without, words = self._without, self._words
        yield from without.get(word, ())
        for rest in without_one(word):
            if rest in words:
                yield rest
            for one in without.get(rest, ()):
                if is_one_edit(word, one):
                    yield one

    def may_be_of_others(self, word: bytes) -> bool:
        """Whether a word of a phrase may be one edit away."""
        others, of_others = self._others, self._of_others
        return any(rest in of_others or rest in others for rest in (word, *without_one(word)))

    def keys(self) -> tuple[Iterable[bytes], Iterable[bytes], Iterable[bytes]]:
        """All that is looked up: words and what is left of them without a letter, first parts, last parts."""
        words = chain(self._words, self._without, self._others, self._of_others)
        return words, self._heads, self._tails

    def _add(self, word: bytes) -> None:
        for rest in without_one(word):
            self._without.setdefault(rest, []).append(word)
        length = len(word)
        first = (length - 1) // 2
        start, end = min(first, _EDGE), min(length - 1 - first, _EDGE)
        self._starts.setdefault(start, set()).add(word[:start])
        self._ends.setdefault(end, set()).update(form[-end:] for form in with_plurals(word))
        if length >= FEWEST:
            for part in range((length + 1) // 2, length - 1):
                self._heads.setdefault(word[:part], []).append(word)
                self._tails.setdefault(word[-part:], []).append(word)

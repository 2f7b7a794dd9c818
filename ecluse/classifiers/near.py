"""Declared terms with one letter wrong: missing, added, another, or swapped with the one beside it.

A term has at least eight letters; in a phrase the wrong letter may be in any of its words, and the words
may stand together (``projetfalcn``). A word may also be cut where a letter is missing or masked
(``conf·dentiel``, ``confi dentil``). What is an ordinary word of French or English is no slip
(``licenciement`` beside ``licenciements``), and a term as it is declared is left to the
:class:`~ecluse.classifiers.lexicon.Lexicon`.

*How.* Each distinct word of a text is looked up once and remembered: in the words of the terms, in what
is left of those without one letter (deletion neighbourhood, :mod:`ecluse.text.edits`), and in their
first and last parts. Nearly every word of nearly every text is none of these, and then nothing else is
done. A phrase is known by one of its words, the one that fewest terms share: it is in the text as it
stands or with the wrong letter in it; the rest is compared around it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from ecluse.classifiers.lexicon import MAX_GAP, Entry, Lexicon, context_allows
from ecluse.model import Hit, View
from ecluse.text.common_words import COMMON
from ecluse.text.dictionary import is_in_dictionary
from ecluse.text.edits import is_one_edit, without_one
from ecluse.text.fold import SEPARATORS, fold_term
from ecluse.text.kin import FEWEST as FEWEST_KIN
from ecluse.text.kin import FEWEST_OF_WORD as FEWEST_OF_KIN
from ecluse.text.kin import are_kin, asked_of, keys_of, undone
from ecluse.text.words import words

__all__ = ["FEWEST", "Near"]

FEWEST = 8
"""Letters of a term that is found with one wrong."""
CONFIDENCE = 0.8
_FEWEST_OF_WORD = 4
"""Letters of the word by which a phrase is known, if it has one that long."""
_SHORTEST = 3
_LONGEST = 48
_MEMO = 1 << 16
_MOST = 16
"""Terms that one word or part of a word may call: each is compared wherever it stands."""
_EDGE = 4
"""Letters at the start or end of a word that one edit cannot both change, at most."""
_LETTERS_A_SLIP = 5
"""Letters of a phrase for each that may be wrong, one in a word."""
_FEWEST_OF_WHOLE = 10
"""Letters of a phrase that is looked for as one word, played with."""
_MARKS = (b"s", b"x", b"es")
_runs = re.compile(rb"[0-9a-z\x80-\xff]+").finditer


class _Term(NamedTuple):
    """A term: its words, the one by which it is known, and what stands before and after that one."""

    entry: Entry
    words: tuple[bytes, ...]
    before: bytes = b""
    after: bytes = b""


class _Reading(NamedTuple):
    """What a word of a text may be.

    ``how``: ``exact`` a word of phrases, ``near`` one with a letter wrong, ``head`` and ``tail`` the
    first and the last part of a word.
    """

    word: bytes
    how: str


class Near:
    """The terms of a lexicon with one letter wrong; those that are declared without variants are not."""

    name = "near"
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
    def _readings(self) -> _Readings:
        return _Readings(self._lexicon)

    def classify(self, view: View, /) -> Iterable[Hit]:
        """Give each term that stands in ``view`` with one letter wrong."""
        its = words(view.folded.data)
        if self._readings.are_right(its):
            return ()
        called = self._called(its)
        if not called:
            return ()
        places = [match.span() for match in _runs(view.folded.data)]
        found: dict[Hit, None] = {}
        for number, reading, term in called:
            if place := _place(view, places, number, reading, term):
                found.update(dict.fromkeys(_hits(view, term.entry, *place)))
        return list(found)

    def _called(self, its: Sequence[bytes]) -> list[tuple[int, _Reading, _Term]]:
        """The terms that a word calls, whose words beside it begin or end as they may."""
        readings = self._readings
        return [
            (number, reading, term)
            for number, reads in enumerate(map(readings.__getitem__, its))
            for reading in reads
            for term in readings.declared.terms[reading.word]
            if _may_follow(reading, term, its, number) and _may_precede(reading, term, its, number)
        ]


def _hits(view: View, entry: Entry, start: int, end: int) -> Iterator[Hit]:
    if context_allows(view.folded.data, start, end, entry.near, entry.unless, entry.near_tokens):
        confidence = min(CONFIDENCE, entry.confidence)
        place = view.folded.span(start, end)
        yield Hit(*place, confidence, entry.name, entry.label, fold_term(entry.text))


# --- how words are read ---------------------------------------------------------------------------


class _Wrong(dict[bytes, bool]):
    """Word of a text → whether it may be a slip of a word of a term; remembered."""

    def __init__(self, readings: _Readings) -> None:
        super().__init__()
        self._readings = readings

    def __missing__(self, word: bytes) -> bool:
        if len(self) >= _MEMO:
            self.clear()
        made = self[word] = self._readings.may_be_wrong(word)
        return made


class _Declared(NamedTuple):
    """What is declared: terms by one of their words, and all the words that they are made of.

    ``exact``: each word by which a phrase is known, and its plurals, and that word.
    """

    terms: Mapping[bytes, Sequence[_Term]]
    exact: Mapping[bytes, bytes]
    others: frozenset[bytes]
    wholes: frozenset[bytes]
    """Phrases as one word, that are no word of a term."""


def _declared(entries: Iterable[Entry]) -> _Declared:
    terms: dict[bytes, list[_Term]] = {}
    exact: dict[bytes, bytes] = {}
    others: set[bytes] = set()
    given = [(entry, entry.words) for entry in entries if entry.variants]
    eligible = [(entry, its) for entry, its in given if _is_eligible(its)]
    shared = Counter(word for _, its in eligible if len(its) > 1 for word in set(its))
    for entry, its in eligible:
        if len(its) > 1:
            at = _known_by(its, shared)
            if shared[its[at]] <= _MOST:
                term = _Term(entry, its, b"".join(its[:at]), b"".join(its[at + 1 :]))
                terms.setdefault(its[at], []).append(term)
                exact.update(dict.fromkeys(_with_plurals(its[at]), its[at]))
                others.update(word for word in its if len(word) >= _FEWEST_OF_WORD)
        whole = b"".join(its)
        terms.setdefault(whole, []).append(_Term(entry, (whole,)))
    parts = {word for _, its in eligible for word in its}
    wholes = frozenset(b"".join(its) for _, its in eligible if len(its) > 1) - parts
    return _Declared(terms, exact, frozenset(others), wholes)


class _Slips:
    """The deletion neighbourhood of the words by which terms are known, and their parts."""

    def __init__(self, declared: _Declared) -> None:
        self.without: dict[bytes, list[bytes]] = {}
        self.heads: dict[bytes, list[bytes]] = {}
        self.tails: dict[bytes, list[bytes]] = {}
        self._starts: dict[int, set[bytes]] = {}
        self._ends: dict[int, set[bytes]] = {}
        for word in declared.terms:
            self._add(word)
        self.of_others = {
            rest for word in declared.others - declared.terms.keys() for rest in without_one(word)
        }
        ends = self._ends
        self._edges = [(k, its, ends.get(k, set())) for k, its in self._starts.items()]
        self._edges += [(k, set(), its) for k, its in ends.items() if k not in self._starts]
        for parts in (self.heads, self.tails):
            for part in [part for part, its in parts.items() if len(its) > _MOST]:
                del parts[part]
        lengths = (len(word) + more for word in declared.terms for more in (-1, 0, 1, 2))
        self._lengths = frozenset(length for length in lengths if length >= _SHORTEST)

    def may_be_near(self, word: bytes) -> bool:
        """Whether it starts or ends like a word of a term, as each that is one edit away does."""
        return len(word) in self._lengths and any(
            word[:k] in starts or word[-k:] in ends for k, starts, ends in self._edges
        )

    def _add(self, word: bytes) -> None:
        for rest in without_one(word):
            self.without.setdefault(rest, []).append(word)
        length = len(word)
        first = (length - 1) // 2
        start, end = min(first, _EDGE), min(length - 1 - first, _EDGE)
        self._starts.setdefault(start, set()).add(word[:start])
        self._ends.setdefault(end, set()).update(form[-end:] for form in _with_plurals(word))
        if length >= FEWEST:
            for part in range((length + 1) // 2, length - 1):
                self.heads.setdefault(word[:part], []).append(word)
                self.tails.setdefault(word[-part:], []).append(word)


class _Readings(dict[bytes, tuple[_Reading, ...]]):
    """Word of a text → what it may be, remembered for the last 65,536 words.

    What is declared is indexed for the first text that holds a word that no dictionary does.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon
        self._wrong = _Wrong(self)

    @cached_property
    def declared(self) -> _Declared:
        """The terms of the lexicon."""
        return _declared(self._lexicon.entries)

    @cached_property
    def _slips(self) -> _Slips:
        return _Slips(self.declared)

    @cached_property
    def _forms(self) -> bytes:
        """All forms of all terms, one after the other."""
        forms = self._lexicon.forms
        return b"\n".join((*forms.words.data, *forms.phrases.data))

    def __missing__(self, word: bytes) -> tuple[_Reading, ...]:
        if len(self) >= _MEMO:
            self.clear()
        made = self[word] = tuple(self._read(word)) if len(word) <= _LONGEST else ()
        return made

    def are_right(self, its: Sequence[bytes]) -> bool:
        """Whether none of the words of a text is a slip of any word of a term."""
        return not any(map(self._wrong.__getitem__, its))

    def may_be_wrong(self, word: bytes) -> bool:
        """Whether a word may be a slip, or a part, of a word of a term."""
        if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
            return False
        if is_in_dictionary(word):
            return self._lacks_its_plural(word)
        if any(reading.how != "exact" for reading in self[word]):
            return True
        if word.isascii() and not self._kept_of_others.isdisjoint(asked_of(word)):
            return True
        others, of_others = self.declared.others, self._slips.of_others
        return any(rest in of_others or rest in others for rest in (word, *without_one(word)))

    @cached_property
    def _kept_of_others(self) -> frozenset[bytes]:
        return frozenset(key for word in self.declared.others for key in keys_of(word))

    def _lacks_its_plural(self, word: bytes) -> bool:
        """« chiffre d'affaire » for *chiffre d'affaires*: a word of a dictionary, and a slip all the same."""
        plural = word + b"s"
        if len(word) <= _FEWEST_OF_WORD or plural not in self._forms:
            return False
        return self.declared.exact.get(plural) == plural

    def _read(self, word: bytes) -> Iterator[_Reading]:
        if exact := self.declared.exact.get(word):
            yield _Reading(exact, "exact")
        if not word.isalpha() or len(word) < _SHORTEST:
            return
        if is_in_dictionary(word):
            if self._lacks_its_plural(word):
                yield _Reading(word + b"s", "near")
            return
        yield from (_Reading(head, "head") for head in self._slips.heads.get(word, ()))
        yield from (_Reading(tail, "tail") for tail in self._slips.tails.get(word, ()))
        yield from (_Reading(one, "near") for one in sorted(self._near(word)))
        yield from (_Reading(one, "kin") for one in sorted(self._kin(word)))

    def _kin(self, word: bytes) -> set[bytes]:
        """The words of terms that a word is with its letters moved, left out, added or spelt by ear."""
        terms = self.declared.terms
        if not word.isascii() or any(one in terms for one in _singulars(word)):
            return set()
        kept = self._kept
        found = {one for key in asked_of(word) for one in kept.get(key, ())}
        if len(word) >= FEWEST_OF_KIN:
            found |= undone(word) & self._long
        return found

    @cached_property
    def _kept(self) -> Mapping[bytes, Sequence[bytes]]:
        """What is kept of each word by which a term is known, and those words."""
        kept: dict[bytes, list[bytes]] = {}
        whole = self.declared.wholes
        for word in self.declared.terms:
            for key in keys_of(word):
                # Several words in one: their letters, in any order or alphabet, say enough.
                if word not in whole or (key[:1] in b"KLT" and len(word) >= _FEWEST_OF_WHOLE):
                    kept.setdefault(key, []).append(word)
        return {key: its for key, its in kept.items() if len(its) <= _MOST}

    @cached_property
    def _long(self) -> frozenset[bytes]:
        return frozenset(
            word
            for word in self.declared.terms
            if len(word) >= (_FEWEST_OF_WHOLE if word in self.declared.wholes else FEWEST_OF_KIN)
        )

    def _near(self, word: bytes) -> set[bytes]:
        """The words of terms that are one edit away from a word, plurals aside."""
        forms = list(_singulars(word))
        if not self._slips.may_be_near(word):
            return set()
        if any(form in self.declared.terms or is_in_dictionary(form) for form in forms):
            return set()
        return {one for form in forms for one in self._one_edit_away(form)}

    def _one_edit_away(self, word: bytes) -> Iterator[bytes]:
        without, terms = self._slips.without, self.declared.terms
        yield from without.get(word, ())
        for rest in without_one(word):
            if rest in terms:
                yield rest
            for one in without.get(rest, ()):
                if is_one_edit(word, one):
                    yield one


def _is_eligible(its: Sequence[bytes]) -> bool:
    return FEWEST <= sum(map(len, its)) <= _LONGEST and all(map(bytes.isalpha, its))


def _known_by(its: Sequence[bytes], shared: Counter[bytes]) -> int:
    """The word by which a phrase is known: one that few terms share, rather a long one."""

    def ranked(at: int) -> tuple[bool, bool, bool, int, int]:
        word, count, length = its[at], shared[its[at]], len(its[at])
        return count > _MOST, word in COMMON, length < _FEWEST_OF_WORD, count, -length

    return min(range(len(its)), key=ranked)


def _with_plurals(word: bytes) -> tuple[bytes, ...]:
    return word, *(word + mark for mark in _MARKS)


def _singulars(word: bytes) -> Iterator[bytes]:
    """The word, and without each mark of the plural that the lexicon accepts."""
    yield word
    for mark in _MARKS:
        if word.endswith(mark):
            yield word[: -len(mark)]


# --- what stands beside it ------------------------------------------------------------------------


def _may_follow(reading: _Reading, term: _Term, its: Sequence[bytes], number: int) -> bool:
    """Whether the next word begins as what is wanted after this one, or ends as its last part."""
    if reading.how == "head":
        return number + 1 < len(its) and _ends_alike(its[number + 1], reading.word)
    if not term.after or reading.how == "tail":
        return True
    return number + 1 < len(its) and _begins_alike(its[number + 1], term.after)


def _may_precede(reading: _Reading, term: _Term, its: Sequence[bytes], number: int) -> bool:
    """Whether the word before ends as what is wanted before this one, or begins as its first part."""
    if reading.how == "tail":
        return number > 0 and _begins_alike(its[number - 1], reading.word)
    if not term.before or reading.how == "head":
        return True
    return number > 0 and _ends_alike(its[number - 1], term.before)


@lru_cache(maxsize=_MEMO)
def _begins_alike(word: bytes, wanted: bytes) -> bool:
    """Whether the first part of ``wanted`` is ``word``, at most one letter wrong."""
    return any(
        form == wanted[:length] or is_one_edit(form, wanted[:length])
        for form in _singulars(word)
        for length in range(len(form) - 1, len(form) + 2)
    ) or _starts_kin(word, wanted)


def _starts_kin(word: bytes, wanted: bytes) -> bool:
    """Whether a word is, played with, the first part of what is wanted, or may be."""
    if are_kin(word, wanted[: len(word)]):
        return True
    lengths = range(3, len(wanted) + 1)
    return not is_in_dictionary(word) and any(are_kin(word, wanted[:length]) for length in lengths)


def _ends_kin(word: bytes, wanted: bytes) -> bool:
    if are_kin(word, wanted[-len(word) :]):
        return True
    lengths = range(3, len(wanted) + 1)
    return not is_in_dictionary(word) and any(are_kin(word, wanted[-length:]) for length in lengths)


@lru_cache(maxsize=_MEMO)
def _ends_alike(word: bytes, wanted: bytes) -> bool:
    """The same of the last part."""
    return any(
        form == wanted[-length:] or is_one_edit(form, wanted[-length:])
        for form in _singulars(word)
        for length in range(max(len(form) - 1, 1), len(form) + 2)
    ) or _ends_kin(word, wanted)


# --- where it stands ------------------------------------------------------------------------------

_Place = tuple[int, int] | None


def _place(
    view: View, places: Sequence[tuple[int, int]], number: int, reading: _Reading, term: _Term
) -> _Place:
    """Where a term stands, one of whose words is read at word ``number``; ``None``: nowhere."""
    if reading.how in ("head", "tail"):
        return _phrase_around_cut(view, places, number, reading, term)
    data, kin = view.folded.data, reading.how == "kin"
    if kin and len(b"".join(term.words)) < FEWEST_KIN:
        return None
    first = _beside(data, places, number, -1, term.before, kin=kin, slip=reading.how == "near")
    last = _beside(data, places, number, 1, term.after, kin=kin, slip=reading.how == "near")
    if first is None or last is None:
        return None
    wrong = first[1] + last[1] + (reading.how in ("near", "kin"))
    if not 1 <= wrong <= (3 if kin else max(1, sum(map(len, term.words)) // _LETTERS_A_SLIP)):
        return None
    return places[first[0]][0], places[last[0]][1]


def _beside(
    data: bytes,
    places: Sequence[tuple[int, int]],
    number: int,
    step: int,
    wanted: bytes,
    *,
    kin: bool = False,
    slip: bool = False,
) -> tuple[int, int] | None:
    """Which word ends what is wanted beside word ``number``, and whether a letter is wrong (0, 1).

    ``kin``, ``slip``: what stands beside may be played with, or hold a slip, although it is a word.
    """
    if not wanted:
        return number, 0
    found, at = b"", number
    best: tuple[int, int] | None = None
    while (
        len(found) <= 2 * len(wanted)
        and 0 <= at + step < len(places)
        and _joins(data, places, at, step)
    ):
        at += step
        word = data[slice(*places[at])]
        found = word + found if step < 0 else found + word
        if wanted in _singulars(found):
            return at, 0
        if best is None and is_one_edit(found, wanted):
            if slip or found + b"s" == wanted or not is_in_dictionary(word):
                best = at, 1
        elif (best is None and _without_s(found) == _without_s(wanted)) or (
            best is None and are_kin(found, wanted) and (kin or not is_in_dictionary(word))
        ):
            best = at, 1
    return best


def _without_s(word: bytes) -> bytes:
    """Several words as one, whatever plurals they are in."""
    return word.replace(b"s", b"")


def _joins(data: bytes, places: Sequence[tuple[int, int]], at: int, step: int) -> bool:
    one, other = (at - 1, at) if step < 0 else (at, at + 1)
    gap = data[places[one][1] : places[other][0]]
    return len(gap) <= MAX_GAP and not gap.translate(None, SEPARATORS)


def _phrase_around_cut(
    view: View, places: Sequence[tuple[int, int]], number: int, reading: _Reading, term: _Term
) -> _Place:
    """Where a term stands one of whose words is cut in two, the others as they are declared."""
    if (place := _cut(view, places, number, reading)) is None:
        return None
    data, at = view.folded.data, number if reading.how == "head" else number - 1
    first = _beside(data, places, at, -1, term.before)
    last = _beside(data, places, at + 1, 1, term.after)
    if first is None or last is None or first[1] + last[1]:
        return None
    return min(place[0], places[first[0]][0]), max(place[1], places[last[0]][1])


def _cut(view: View, places: Sequence[tuple[int, int]], number: int, reading: _Reading) -> _Place:
    """Where a word stands that is cut in two, a letter or two missing or masked, or one wrong."""
    first = number if reading.how == "head" else number - 1
    if not 0 <= first < len(places) - 1:
        return None
    data, word = view.folded.data, reading.word
    (start, cut), (on, end) = places[first], places[first + 1]
    one, rest, gap = data[start:cut], data[on:end], data[cut:on]
    missing = len(word) - len(one) - len(rest)
    if 0 < missing * 4 <= len(word) and word.startswith(one) and word.endswith(rest):
        if _masks(view.text[slice(*view.folded.span(cut, on))], missing):
            return start, end
    if len(gap) > MAX_GAP or any(byte in b".,;:!?\n" for byte in gap.replace(b"...", b"")):
        return None
    if not any(is_one_edit(one + form, word) for form in _singulars(rest)):
        return None
    return None if is_in_dictionary(one) and is_in_dictionary(rest) else (start, end)


def _masks(gap: str, missing: int) -> bool:
    """Whether signs stand for so many letters, or more of them when nothing else is in the gap."""
    return missing <= len(gap) <= MAX_GAP and not any(map(str.isspace, gap))

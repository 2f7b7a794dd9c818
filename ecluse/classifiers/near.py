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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain

from ecluse.classifiers.lexicon import MAX_GAP, Entry, Lexicon, context_allows
from ecluse.classifiers.slips import (
    FEWEST,
    FEWEST_OF_WORD,
    LONGEST,
    MOST,
    SHORTEST,
    Compared,
    Declared,
    Indexed,
    Term,
    known_by,
    singulars,
)
from ecluse.classifiers.sought import Words, fingerprints
from ecluse.lean import NamedTuple
from ecluse.model import Hit, View
from ecluse.text.dictionary import is_in_dictionary
from ecluse.text.edits import is_one_edit, without_one
from ecluse.text.fold import SEPARATORS, fold_term
from ecluse.text.kin import FEWEST as FEWEST_KIN
from ecluse.text.kin import FEWEST_OF_WORD as FEWEST_OF_KIN
from ecluse.text.kin import are_kin, asked_of, keys_of, undone
from ecluse.text.words import words

__all__ = ["FEWEST", "Near", "kept_words"]

CONFIDENCE = 0.8
_MEMO = 1 << 16
_FIRST = 512
"""What is spent on the first words before what is declared is indexed: 1 for each question to fingerprints."""
_COMPARED = 64
"""The same for each word that is compared with all that is declared."""
_LETTERS_A_SLIP = 5
"""Letters of a phrase for each that may be wrong, one in a word."""
_FEWEST_OF_WHOLE = 10
"""Letters of a phrase that is looked for as one word, played with."""
_runs = re.compile(rb"[0-9a-z\x80-\xff]+").finditer


class _Reading(NamedTuple):
    """What a word of a text may be.

    ``how``: ``exact`` a word of phrases, ``near`` one with a letter wrong, ``head`` and ``tail`` the
    first and the last part of a word.
    """

    word: bytes
    how: str


class Near:
    """The terms of a lexicon with one letter wrong; those that are declared without variants are not.

    Args:
        lexicon: the terms.
        kept: what :func:`kept_words` made of it, if that was done before.
    """

    name = "near"
    label = "term"
    seen: Sequence[str] = ()
    unseen: Sequence[str] = ()

    def __init__(self, lexicon: Lexicon, kept: Words | None = None) -> None:
        self._lexicon, self._kept = lexicon, kept

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the lexicon's entries."""
        return self._lexicon.labels

    @cached_property
    def _readings(self) -> _Readings:
        return _Readings(self._lexicon, self._kept)

    def classify(self, view: View, /) -> Iterable[Hit]:
        """Give each term that stands in ``view`` with one letter wrong."""
        its = words(view.folded.data)
        if not any(map(self._readings.wrong.__getitem__, its)):
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

    def may_be_wrong(self, word: bytes) -> bool:
        """Whether a folded word may be a slip, or a part, of a word of a term; remembered."""
        return self._readings.wrong[word]

    def _called(self, its: Sequence[bytes]) -> list[tuple[int, _Reading, Term]]:
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


class _Readings(dict[bytes, tuple[_Reading, ...]]):
    """Word of a text → what it may be, remembered for the last 65,536 words.

    The first words that no dictionary holds are compared with all that is declared, unless fingerprints
    say that nothing is like them. When some were, what is declared is indexed.
    """

    def __init__(self, lexicon: Lexicon, kept: Words | None = None) -> None:
        super().__init__()
        self._lexicon = lexicon
        self._known_by = None if kept is None else kept.known_by
        self._prints = None if kept is None else kept.prints
        self.wrong = _Wrong(self)
        self._left = _FIRST

    @cached_property
    def declared(self) -> Declared:
        """The terms of the lexicon."""
        entries = self._lexicon.entries
        return Declared(self._known_by or known_by(entries), entries)

    @property
    def _slips(self) -> Compared | Indexed:
        return self._compared if self._left > 0 else self._indexed

    @cached_property
    def _compared(self) -> Compared:
        return Compared(self.declared)

    @cached_property
    def _indexed(self) -> Indexed:
        return Indexed(self.declared)

    @cached_property
    def _forms(self) -> bytes:
        """All forms of all terms, one after the other."""
        forms = self._lexicon.forms
        return b"\n".join((*forms.words.data, *forms.phrases.data))

    def __missing__(self, word: bytes) -> tuple[_Reading, ...]:
        if len(self) >= _MEMO:
            self.clear()
        made = self[word] = tuple(self._read(word)) if len(word) <= LONGEST else ()
        return made

    def may_be_wrong(self, word: bytes) -> bool:
        """Whether a word may be a slip, or a part, of a word of a term."""
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return False
        if is_in_dictionary(word):
            return self._lacks_its_plural(word)
        if any(reading.how != "exact" for reading in self[word]):
            return True
        if word.isascii() and self._may_hold(asked_of(word)):
            if not self._kept_of_others.isdisjoint(asked_of(word)):
                return True
        return self._may_hold(_asked_of_others(word)) and self._slips.may_be_of_others(word)

    def _may_hold(self, keys: Iterable[bytes]) -> bool:
        """Whether what is declared may hold one of some keys; quick as long as it is not indexed."""
        prints = self._prints
        if prints is None or self._left <= 0:
            return True
        self._left -= 1
        return any(map(prints.may_hold, keys))

    @cached_property
    def _kept_of_others(self) -> frozenset[bytes]:
        return frozenset(key for word in self.declared.others for key in keys_of(word))

    def _exact(self, word: bytes) -> bytes | None:
        """The word by which a phrase is known, if it is one, or its plural."""
        its = _as_exact(word), _as_plural(word)
        return self.declared.exact.get(word) if self._may_hold(its) else None

    def _lacks_its_plural(self, word: bytes) -> bool:
        """« chiffre d'affaire » for *chiffre d'affaires*: a word of a dictionary, and a slip all the same."""
        plural, prints = word + b"s", self._prints
        if len(word) <= FEWEST_OF_WORD:
            return False
        if plural not in self._forms if prints is None else not prints.may_hold(_as_exact(plural)):
            return False
        return self.declared.exact.get(plural) == plural

    def _read(self, word: bytes) -> Iterator[_Reading]:
        if exact := self._exact(word):
            yield _Reading(exact, "exact")
        if not word.isalpha() or len(word) < SHORTEST:
            return
        if is_in_dictionary(word):
            if self._lacks_its_plural(word):
                yield _Reading(word + b"s", "near")
            return
        if self._may_hold(_asked_of(word)):
            self._left -= _COMPARED
            yield from (_Reading(head, "head") for head in self._slips.heads(word))
            yield from (_Reading(tail, "tail") for tail in self._slips.tails(word))
            yield from (_Reading(one, "near") for one in sorted(self._near(word)))
        yield from (_Reading(one, "kin") for one in sorted(self._kin(word)))

    def _kin(self, word: bytes) -> set[bytes]:
        """The words of terms that a word is with its letters moved, left out, added or spelt by ear."""
        keys = word.isascii() and self._may_hold(asked_of(word))
        added = len(word) >= FEWEST_OF_KIN and self._may_hold(undone(word))
        if not (keys or added) or any(one in self.declared.words for one in singulars(word)):
            return set()
        found = set[bytes]()
        if keys:
            kept = self._kept
            found = {one for key in asked_of(word) for one in kept.get(key, ())}
        if added:
            may_be = undone(word) & self.declared.words
            found |= {one for one in may_be if len(one) >= self._fewest_of(one)}
        return found

    @cached_property
    def _kept(self) -> Mapping[bytes, Sequence[bytes]]:
        """What is kept of each word by which a term is known, and those words."""
        kept: dict[bytes, list[bytes]] = {}
        whole = self.declared.wholes
        for word in self.declared.words:
            for key in keys_of(word):
                # Several words in one: their letters, in any order or alphabet, say enough.
                if word not in whole or (key[:1] in b"KLT" and len(word) >= _FEWEST_OF_WHOLE):
                    kept.setdefault(key, []).append(word)
        return {key: its for key, its in kept.items() if len(its) <= MOST}

    def _fewest_of(self, word: bytes) -> int:
        """Letters that a word of a term has at least, if letters that were added to it are taken away."""
        return _FEWEST_OF_WHOLE if word in self.declared.wholes else FEWEST_OF_KIN

    def _near(self, word: bytes) -> set[bytes]:
        """The words of terms that are one edit away from a word, plurals aside."""
        forms = list(singulars(word))
        if not self._slips.may_be_near(word):
            return set()
        if any(form in self.declared.words or is_in_dictionary(form) for form in forms):
            return set()
        return {one for form in forms for one in self._slips.near(form)}


# --- what is kept ---------------------------------------------------------------------------------


def kept_words(lexicon: Lexicon) -> Words:
    """What is kept of the terms of a lexicon, and the fingerprints of all that is looked up in it."""
    known = known_by(lexicon.entries)
    its = Declared(known, lexicon.entries)
    words, heads, tails = Indexed(its).keys()
    exact = ((_as_exact if one == word else _as_plural)(one) for one, word in its.exact.items())
    kin = (key for word in its.words | its.others for key in keys_of(word))
    every = chain(words, map(_as_head, heads), map(_as_tail, tails), exact, kin)
    return Words(fingerprints(every), known)


def _as_exact(word: bytes) -> bytes:
    return word + b"="


def _as_plural(word: bytes) -> bytes:
    return word + b"+"


def _as_head(part: bytes) -> bytes:
    return part + b"-"


def _as_tail(part: bytes) -> bytes:
    return b"-" + part


def _asked_of(word: bytes) -> Iterator[bytes]:
    """All that a word is looked up as, but for its kin."""
    yield _as_head(word)
    yield _as_tail(word)
    for form in singulars(word):
        yield form
        yield from without_one(form)


def _asked_of_others(word: bytes) -> Iterator[bytes]:
    yield word
    yield from without_one(word)


# --- what stands beside it ------------------------------------------------------------------------


def _may_follow(reading: _Reading, term: Term, its: Sequence[bytes], number: int) -> bool:
    """Whether the next word begins as what is wanted after this one, or ends as its last part."""
    if reading.how == "head":
        return number + 1 < len(its) and _ends_alike(its[number + 1], reading.word)
    if not term.after or reading.how == "tail":
        return True
    return number + 1 < len(its) and _begins_alike(its[number + 1], term.after)


def _may_precede(reading: _Reading, term: Term, its: Sequence[bytes], number: int) -> bool:
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
        for form in singulars(word)
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
        for form in singulars(word)
        for length in range(max(len(form) - 1, 1), len(form) + 2)
    ) or _ends_kin(word, wanted)


# --- where it stands ------------------------------------------------------------------------------

_Place = tuple[int, int] | None


def _place(
    view: View, places: Sequence[tuple[int, int]], number: int, reading: _Reading, term: Term
) -> _Place:
    """Where a term stands, one of whose words is read at word ``number``; ``None``: nowhere."""
    if reading.how in ("head", "tail"):
        return _phrase_around_cut(view, places, number, reading, term)
    data, kin = view.folded.data, reading.how == "kin"
    if kin and len(b"".join(term.words)) < FEWEST_KIN:
        return None
    first = _beside(data, places, number, -1, term.before, kin=kin, slip=reading.how == "near")
    if first is None:
        return None
    last = _beside(data, places, number, 1, term.after, kin=kin, slip=reading.how == "near")
    if last is None:
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
        how = _how_alike(found, wanted)
        if how == "exact":
            return at, 0
        if best is not None or not how:
            continue
        may_be_word = slip if how == "edit" else kin
        if may_be_word or how == "plurals" or found + b"s" == wanted or not is_in_dictionary(word):
            best = at, 1
    return best


@lru_cache(maxsize=_MEMO)
def _how_alike(found: bytes, wanted: bytes) -> str:
    """How words are what is wanted: exactly, with a letter wrong, in plurals, played with; or not."""
    if wanted in singulars(found):
        return "exact"
    if is_one_edit(found, wanted):
        return "edit"
    if _without_s(found) == _without_s(wanted):
        return "plurals"
    return "kin" if are_kin(found, wanted) else ""


def _without_s(word: bytes) -> bytes:
    """Several words as one, whatever plurals they are in."""
    return word.replace(b"s", b"")


def _joins(data: bytes, places: Sequence[tuple[int, int]], at: int, step: int) -> bool:
    one, other = (at - 1, at) if step < 0 else (at, at + 1)
    gap = data[places[one][1] : places[other][0]]
    return len(gap) <= MAX_GAP and not gap.translate(None, SEPARATORS)


def _phrase_around_cut(
    view: View, places: Sequence[tuple[int, int]], number: int, reading: _Reading, term: Term
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
    if not any(is_one_edit(one + form, word) for form in singulars(rest)):
        return None
    return None if is_in_dictionary(one) and is_in_dictionary(rest) else (start, end)


def _masks(gap: str, missing: int) -> bool:
    """Whether signs stand for so many letters, or more of them when nothing else is in the gap."""
    return missing <= len(gap) <= MAX_GAP and not any(map(str.isspace, gap))

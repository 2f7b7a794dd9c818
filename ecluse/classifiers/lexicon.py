"""Terms that a policy declares: words, phrases, code names, and the ways people write them.

A declared term is folded and cut into words. Its needles are those words without separators, in the
singular and in the regular plurals of French and English. One Aho-Corasick pass (in
:mod:`ecluse.classifiers.engine`) finds needles; :meth:`Lexicon.confirm` then looks at the text
around each one:

- word boundaries on both sides, with elision, hyphens, camel case and hashtags (``#ProjetFalcon``,
  ``#projetfalcon`` when the rest of the hashtag is a word like *projet*);
- spaces, hyphens, apostrophes and underscores between the words of a phrase may vary or be missing,
  but stand nowhere else;
- ``near`` and ``unless`` words in the window around it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import product
from typing import TYPE_CHECKING

from ecluse.lean import NamedTuple, dataclass, field
from ecluse.model import Hit, View
from ecluse.text.fold import fold, fold_term
from ecluse.text.words import (
    ends_word,
    is_word_byte,
    squeezed_origin,
    starts_word,
    window,
    words,
)

if TYPE_CHECKING:
    from ecluse.classifiers.sought import Sought

__all__ = [
    "MAX_GAP",
    "WORD",
    "Entry",
    "Forms",
    "Lexicon",
    "Needle",
    "TermForms",
    "context_allows",
    "joined",
    "term_forms",
    "term_words",
]

_FUNCTION_WORDS = frozenset(
    b"a au aux d de des du en et l la le les of on or ou par pour sur the to un une with and for in".split()
)
_HASHTAG_HEADS = frozenset(
    b"projet projets project projects operation plan code mission programme program lancement launch "
    b"equipe team nouveau nouvelle new le la les the notre our go merci bravo avec with objectif".split()
)
MAX_GAP = 5
"""Separators between two words of a phrase: « **plan** *social* » has four."""
_VARIED_WORDS = 3
"""Phrases of more content words get one plural form, all words together, to bound the needles."""


WORD = "\0word"
"""The label of words that a classifier looks for (:mod:`ecluse.classifiers.guises`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One declared term of one label, ready to be looked for."""

    label: str
    text: str
    name: str = ""
    confidence: float = 1.0
    variants: bool = True
    near: tuple[bytes, ...] = ()
    unless: tuple[bytes, ...] = ()
    near_tokens: int = 5

    @property
    def is_word(self) -> bool:
        """Whether it is a word that a classifier looks for, and no term of a policy."""
        return self.label == WORD

    @property
    def words(self) -> tuple[bytes, ...]:
        """The term's words, folded."""
        return term_words(self.text)


def term_words(text: str) -> tuple[bytes, ...]:
    """Cut a declared term into folded words; camel case cuts too.

    >>> term_words("ProjetFalcon"), term_words("l’Été-Indien")
    ((b'projet', b'falcon'), (b'l', b'ete', b'indien'))
    """
    folded = fold(text)
    if not any(map(str.isupper, text[1:])):  # no capital inside: no camel case
        return tuple(words(folded.data))
    view = View("plain", "text", text, folded)
    cut = bytearray()
    for offset, byte in enumerate(folded.data):
        joined = offset and is_word_byte(byte) and is_word_byte(folded.data[offset - 1])
        if joined and not (byte < 58 or folded.data[offset - 1] < 58) and starts_word(view, offset):
            cut += b" "
        cut.append(byte)
    return tuple(words(bytes(cut)))


def _plurals(word: bytes) -> tuple[bytes, ...]:
    """The word and its regular plurals that are not the word and a final s, x or es."""
    if word.endswith(b"al"):
        return (word, word[:-2] + b"aux")
    if word.endswith(b"y") and len(word) > 3:
        return (word, word[:-1] + b"ies")
    return (word,)


def _inner_plurals(word: bytes) -> tuple[bytes, ...]:
    """The word and its plurals, for a word inside a phrase, where no suffix can follow."""
    if word in _FUNCTION_WORDS or len(word) < 3 or word[-1:] in b"sxz":
        return (word,)
    suffix = b"x" if word.endswith((b"eau", b"eu", b"ou")) else b"s"
    irregular = _plurals(word)[1:]
    return (word, *(irregular or (word + suffix,)))


@dataclass(frozen=True, slots=True)
class Needle:
    """One form of a term: its words joined, where they join, and whose it is."""

    data: bytes
    joints: frozenset[int]
    entry: Entry


def _needles(entry: Entry) -> Iterator[Needle]:
    parts = entry.words
    if not parts:
        return
    if not entry.variants:
        yield _needle(parts, entry)
        return
    inner = [_inner_plurals(word) for word in parts[:-1]]
    forms: Iterable[tuple[bytes, ...]]
    if sum(len(form) > 1 for form in inner) <= _VARIED_WORDS:
        forms = product(*inner, _plurals(parts[-1]))
    else:
        singular = tuple(form[0] for form in inner)
        plural = tuple(form[-1] for form in inner)
        forms = ((*head, last) for head in (singular, plural) for last in _plurals(parts[-1]))
    for form in forms:
        yield _needle(form, entry)


class Forms(NamedTuple):
    """Needles of one kind: their bytes, and for each the number of its term, in order."""

    data: Sequence[bytes] = ()
    of: Sequence[int] = ()


class TermForms(NamedTuple):
    """The needles of some terms: those of one word, and those of several.

    All that an automaton needs; the rest of a needle is made when it is found.
    """

    words: Forms = Forms()
    phrases: Forms = Forms()


def joined(each: Iterable[tuple[TermForms, int]]) -> TermForms:
    """The forms of several runs of terms, given with the number of terms of each run."""
    words, of_words = list[bytes](), list[int]()
    phrases, of_phrases = list[bytes](), list[int]()
    before = 0
    for forms, terms in each:
        words += forms.words.data
        of_words += [number + before for number in forms.words.of]
        phrases += forms.phrases.data
        of_phrases += [number + before for number in forms.phrases.of]
        before += terms
    return TermForms(Forms(words, of_words), Forms(phrases, of_phrases))


def term_forms(entries: Sequence[Entry]) -> TermForms:
    """The needles of terms."""
    made = [(number, n) for number, entry in enumerate(entries) for n in _needles(entry)]
    words = [(n.data, number) for number, n in made if not n.joints]
    phrases = [(n.data, number) for number, n in made if n.joints]
    return TermForms(*(Forms(*zip(*pairs, strict=True)) for pairs in (words, phrases)))


def _needle(parts: Sequence[bytes], entry: Entry) -> Needle:
    joints, length = set[int](), 0
    for part in parts[:-1]:
        length += len(part)
        joints.add(length)
    return Needle(b"".join(parts), frozenset(joints), entry)


def context_allows(
    data: bytes, start: int, end: int, near: Iterable[bytes], unless: Iterable[bytes], tokens: int
) -> bool:
    """Whether the words around ``data[start:end]`` hold one of ``near`` and none of ``unless``.

    Words and phrases are folded; a final plural *s* is accepted.
    """
    if not near and not unless:
        return True
    around = window(data, start, end, tokens)

    def holds(phrase: bytes) -> bool:
        return b" %b " % phrase in around or b" %bs " % phrase in around

    if near and not any(holds(phrase) for phrase in near):
        return False
    return not any(holds(phrase) for phrase in unless)


def context_words(texts: Sequence[str]) -> tuple[bytes, ...]:
    """Fold the words of ``near`` and ``unless`` once: many terms share them."""
    return tuple(map(_context_word, texts))


@lru_cache(maxsize=4096)
def _context_word(text: str) -> bytes:
    return b" ".join(words(fold(text).data))


@dataclass(frozen=True)
class Lexicon:
    """Every declared term of a policy, in one classifier."""

    entries: tuple[Entry, ...]
    seen: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    label: str = "term"
    known: TermForms | None = field(default=None, compare=False)
    """Its forms, when they were made before."""
    sought: Sought | None = field(default=None, compare=False)
    """What was made of it for :mod:`ecluse.classifiers.guises`, if that was done before."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the entries."""
        return tuple(dict.fromkeys(entry.label for entry in self.entries))

    @cached_property
    def needles(self) -> tuple[Needle, ...]:
        """Every form of every term."""
        return tuple(needle for entry in self.entries for needle in _needles(entry))

    @cached_property
    def forms(self) -> TermForms:
        """Every form of every term, without what belongs to its entry."""
        return term_forms(self.entries) if self.known is None else self.known

    def needle(self, number: int, *, of_phrases: bool) -> Needle:
        """One of the forms, whole."""
        of = (self.forms.phrases if of_phrases else self.forms.words).of
        needles = _needles(self.entries[of[number]])
        same_kind = [needle for needle in needles if bool(needle.joints) is of_phrases]
        return same_kind[number - bisect_left(of, of[number])]

    def classify(self, view: View) -> Iterator[Hit]:
        """Find terms by plain search: for a lexicon used alone; the engine calls :meth:`confirm`."""
        data = view.folded.data
        origin = squeezed_origin(data)
        squeezed = bytes(data[offset] for offset in origin)
        for needle in self.needles:
            at = squeezed.find(needle.data)
            while at >= 0:
                yield from self.confirm(view, needle, origin[at : at + len(needle.data)])
                at = squeezed.find(needle.data, at + 1)

    def confirm(self, view: View, needle: Needle, place: Sequence[int]) -> Iterator[Hit]:
        """Yield the term if the needle at folded offsets ``place`` is really there as a word.

        Args:
            view: where the needle was found.
            needle: one of :attr:`needles`.
            place: for each byte of the needle, its offset in the folded text.
        """
        start, end = place[0], place[-1] + 1
        entry = needle.entry
        if end - start != len(needle.data) and not _gaps_at_joints(place, needle.joints):
            return
        end = _word_end(view, start, end, variants=entry.variants)
        if not end:
            return
        data = view.folded.data
        if context_allows(data, start, end, entry.near, entry.unless, entry.near_tokens):
            yield Hit(
                *view.folded.span(start, end),
                entry.confidence,
                entry.name,
                entry.label,
                fold_term(entry.text),
            )


def _gaps_at_joints(place: Sequence[int], joints: frozenset[int]) -> bool:
    for index in range(1, len(place)):
        gap = place[index] - place[index - 1] - 1
        if gap and (gap > MAX_GAP or index not in joints):
            return False
    return True


def _word_end(view: View, start: int, end: int, *, variants: bool) -> int:
    """Where the word at ``start`` ends, with its plural; 0 when it is only part of a word."""
    data = view.folded.data
    stop = _plural_end(view, end) if variants else end * ends_word(view, end)
    if stop and starts_word(view, start):
        return stop
    return (stop or end) if variants and _in_hashtag(data, start, stop or end) else 0


def _plural_end(view: View, end: int) -> int:
    if ends_word(view, end):
        return end
    data = view.folded.data
    for suffix in (b"s", b"x", b"es"):
        stop = end + len(suffix)
        if data[end:stop] == suffix and ends_word(view, stop):
            return stop
    return 0


def _in_hashtag(data: bytes, start: int, end: int) -> bool:
    """Whether the rest of the hashtag around the term is a word like *projet*, or a number."""
    head = start
    while head and is_word_byte(data[head - 1]) and start - head < 16:
        head -= 1
    if data[head - 1 : head] != b"#":
        return False
    tail = end
    while tail < len(data) and is_word_byte(data[tail]) and tail - end < 16:
        tail += 1
    return all(
        not rest or rest.isdigit() or rest in _HASHTAG_HEADS
        for rest in (data[head:start], data[end:tail])
    )

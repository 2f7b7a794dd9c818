"""Secret names: found however they are written, and not where the word only means what it means.

*What is kept.* For each word of a declared name a keyed digest of its singular, and those of what is
left when one letter is missing, with the place of the letter (deletion neighbourhood: Mor and Fraenkel
1982; Bast and Celikik 2013), so that one wrong letter is seen without knowing the word. Whoever has
the folder and the key can try words one by one.

*What is found.* Case, accents, plural, elision, any separators, camel case, hashtags and slugs,
``#projetfalcon``, a hyphen at the end of a line, digits for letters, spaced letters, look-alike
letters of other scripts, mirror writing; one letter wrong, missing, added or swapped in words of at
least 8 letters, of 6 next to a word like *projet*.

*How sure.* A name that is no ordinary word counts wherever it stands. An ordinary word (*étoile*,
*stone*) counts only where something tells that it is a name: a word like *projet* before it, quotation
marks, a hashtag or camel case, a capital inside a sentence. With a capital for another reason, or in
small letters, it needs a rare word of the entry's ``meaning`` nearby, and counts less; so do several
ordinary words together (*white hare*) wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise, product
from typing import Any, NamedTuple

from ecluse.classifiers.lexicon import term_words
from ecluse.model import Fact, Hit, Message, Situation
from ecluse.registers.analysis import Analysed, Word
from ecluse.registers.dictionary import is_ordinary
from ecluse.registers.forms import NOISE, is_common, singular
from ecluse.registers.keyed import Keyed
from ecluse.registers.model import CodeName, RegisterError
from ecluse.registers.part import Advice, Changes
from ecluse.registers.records import about, canonical, read_json, record_of
from ecluse.registers.store import Store
from ecluse.text.dictionary import is_in_dictionary
from ecluse.text.fold import fold
from ecluse.text.kin import FEWEST as KIN
from ecluse.text.kin import asked_of, is_bare, keys_of, undone
from ecluse.text.words import words

__all__ = ["TRIGGERS", "Names"]

SURE = 0.95
LIKELY = 0.8
"""One letter differs."""
HINTED = 0.7

_PART = "names"
_MEMO = 1 << 16
_NEAR_LETTERS = 8
_NEAR_LETTERS_LED = 6
_LONGEST = 40
_AROUND = 12
"""Words on each side in which a rare word of the meaning is a hint."""
_GAP = 5
_FEWEST_BROKEN = 6
"""Letters of a name that is found in two pieces."""
_FEWEST_GLUED, _MOST_GLUED = 7, 8
"""Letters of a name inside a longer word, and of what is stuck to it."""
_MOST_TRIES, _MOST_FILLED = 30_000, 8_000
"""Fillings of the masked words of one text, and of one word."""
_VOWELS = b"aeiouy"
_starred = re.compile(r"(?:[^\W\d_]|\*)+").finditer
_SYLLABLE = 4
_FRAGMENTS = 2_048
"""Words that nobody knows, in one text, that are tried as pieces."""
_FAR = 16
"""Words from the first piece of a name to its last."""
_SPACED = 512
"""Letters standing alone that are put together, in one text."""

TRIGGERS = frozenset(
    b"alias chantier code codename comite committee dossier enquete equipe initiative lancement launch lot mission "
    b"offre operation phase plan program programme project projet squad taskforce team version workstream".split()
)
"""Words that announce a name, in the singular."""
_LINKS = frozenset(b"d de du l la le the of".split())
_HEADS = tuple(sorted((t for t in TRIGGERS if len(t) > 3), key=lambda t: (-len(t), t)))

_DIGITS = (bytes.maketrans(b"0134578", b"oieastb"), bytes.maketrans(b"0134578", b"oleastb"))
_LOOKALIKES = str.maketrans("авеіјкмнорсѕтухԁһαβεικνορτυχ", "abeijkmhopcstyxdhabeiknoptux")
"""Small letters of Cyrillic and Greek that look Latin (UTS #39)."""


class _Reading(NamedTuple):
    """A word of a draft read as one word of a name."""

    name: int
    position: int
    how: str
    """``plain``, ``compound`` (with a trigger), ``twisted``, ``near``, ``near-led``."""


class _Name(NamedTuple):
    """One declared name of an entry."""

    entry: str
    tier: str
    length: int
    common: bool
    led: bool
    """It was declared after a trigger only: *projet Pierre*, not *Pierre*."""
    anchors: frozenset[int]


_ALONE = (_Reading(-1, 0, "plain"),)
"""What a letter that stands alone is read as: perhaps one of several."""


class Names:
    """The code names of a register."""

    labels = ("code-name",)

    def __init__(self, store: Store) -> None:
        self._store, self._keyed = store, store.keyed
        self._records: Mapping[str, dict[str, Any]] = _read(store)

    @cached_property
    def _index(self) -> _Index:
        return _Index(self._keyed, self._records)

    def entries(self) -> Sequence[CodeName]:
        return [CodeName(id, (), **about(record)) for id, record in self._records.items()]

    def facts(self, _situation: Situation, /) -> Iterable[Fact]:
        return ()

    def lint(self) -> Iterable[Advice]:
        """Entries all whose names are ordinary words."""
        for id, record in self._records.items():
            if all(name["common"] for name in record["names"]):
                yield Advice(id, refused=False, says=_ORDINARY, help=_CHOOSE)

    def adding(self, entries: Sequence[CodeName], /) -> Changes:
        """Keep these names.

        Raises:
            RegisterError: an entry has no name with a letter or digit, or a word that is too long.
        """
        new = {entry.id: _recorded(entry, self._keyed) for entry in entries}
        return _written({**self._records, **new}) if new else {}

    def removing(self, ids: frozenset[str], /) -> Changes:
        if not ids & self._records.keys():
            return {}
        return _written({id: r for id, r in self._records.items() if id not in ids})

    # --- looking ----------------------------------------------------------------------------------

    def look(self, text: Analysed, /) -> Iterable[Hit]:
        if not self._records:
            return ()
        if text.view.name == "masked":
            return _best(self._masked(text))
        known, run = self._index, text.words
        found = [at for at, word in enumerate(run) if known[word.data]]
        joined = [
            *(_hyphenated(text) if b"-" in text.view.folded.data else ()),
            *self._broken(text),
        ]
        camel = text.pieces is not run
        pieces = self._in_pieces(text)
        if not found and not camel and not joined and not pieces:
            return ()
        hits = [*pieces, *self._found(text, run, found)]
        for word, at in joined:
            if known[word.data]:
                before, after = run[max(0, at - _AROUND) : at], run[at + 2 : at + 2 + _AROUND]
                near = [*before, word, *after]
                hits += self._found(text, near, [len(before)], twisted=True)
        if camel:
            run = text.pieces
            hits += self._found(text, run, [n for n, word in enumerate(run) if known[word.data]])
        return _best(hits)

    def _broken(self, text: Analysed) -> Iterator[tuple[Word, int]]:
        """Two words, one of which is none, as one: « Vau tour », ``Vau_tour``; and the first's place."""
        run, shown = text.words, text.view.text
        unknown = [at for at, word in enumerate(run) if self._index.unknown[word.data]]
        for at in sorted({first for place in unknown for first in (place - 1, place)}):
            if 0 <= at < len(run) - 1:
                one, other = run[at], run[at + 1]
                gap = shown[one.end : other.start]
                if len(gap) <= _GAP and len(one.data) + len(other.data) >= _FEWEST_BROKEN:
                    yield Word(one.data + other.data, one.start, other.end), at

    def _masked(self, text: Analysed) -> Iterator[Hit]:
        """Names with a star for each letter that is masked: what the letters may be is tried."""
        shown = text.view.text
        run = [Word(fold(match[0]).data, *match.span()) for match in _starred(shown)]
        tries, places = _MOST_TRIES, list[int]()
        for at, word in enumerate(run):
            if b"*" in word.data:
                filled, many = self._filled(word.data, tries)
                tries -= many
                if filled:
                    run[at] = word._replace(data=filled)
                    places.append(at)
        heads = sorted({one for at in places for one in (at - 1, at) if one >= 0})
        yield from (
            hit._replace(confidence=min(LIKELY, hit.confidence))
            for hit in self._found(text, run, heads, twisted=True)
        )

    def _filled(self, word: bytes, most: int) -> tuple[bytes, int]:
        """A word of a name that letters and stars may be; and how many were tried."""
        word = word if len(word) in self._index.letters else word.strip(b"*")
        stars = word.count(b"*")
        if len(word) not in self._index.letters or len(word) - stars < max(3, stars):
            return b"", 0
        letters = _SMALL if stars < 3 else _VOWELS
        many = len(letters) ** stars
        if many > min(most, _MOST_FILLED):
            return b"", 0
        pieces = word.split(b"*")
        for row in product(letters, repeat=stars):
            made = pieces[0] + b"".join(
                bytes((letter,)) + piece for letter, piece in zip(row, pieces[1:], strict=True)
            )
            if self._index.plain(made, "twisted"):
                return made, many
        return b"", many

    def _in_pieces(self, text: Analysed) -> list[Hit]:
        """Names of one word in two or three pieces with other words between, and in first letters."""
        return [*self._of_fragments(text), *self._of_syllables(text), *self._of_initials(text)]

    def _of_fragments(self, text: Analysed) -> Iterator[Hit]:
        """« Vau (la suite bientôt) tour »: words that nobody knows, one after the other, either way round."""
        run, unknown = text.words, self._index.unknown
        odd = [at for at, word in enumerate(run) if unknown[word.data]][:_FRAGMENTS]
        for first in range(len(odd) - 1):
            for many in (2, 3):
                row = [run[at].data for at in odd[first : first + many]]
                last = odd[min(first + many, len(odd)) - 1]
                if len(row) < many or last - odd[first] > _FAR:
                    break
                for whole in (b"".join(row), b"".join(row[::-1])):
                    if _FEWEST_BROKEN <= len(whole) <= _LONGEST:
                        yield from self._spelt(run, odd[first], last, whole)

    def _of_initials(self, text: Analysed) -> Iterator[Hit]:
        """The first letters of the words of a sentence or line, all of them; and those of all sentences."""
        run, shown, first = text.words, text.view.text, 0
        lengths, firsts = self._index.letters, list[bytes]()
        for at in range(1, len(run) + 1):
            if at < len(run) and not _ends_line(shown[run[at - 1].end : run[at].start]):
                continue
            firsts.append(run[first].data[:1])
            if at - first in lengths and at - first >= _FEWEST_BROKEN:
                initials = b"".join(word.data[:1] for word in run[first:at])
                yield from self._spelt(run, first, at - 1, initials)
            first = at
        if len(firsts) in lengths and len(firsts) >= _FEWEST_BROKEN:
            yield from self._spelt(run, 0, len(run) - 1, b"".join(firsts))

    def _spelt(self, run: Sequence[Word], first: int, last: int, word: bytes) -> Iterator[Hit]:
        """The names of one word that pieces of a text spell."""
        index = self._index
        for reading in index.spelt(word):
            name = index.names[reading.name]
            if name.length == 1 and not name.common:
                yield _hit(run[first], run[last], name, LIKELY)

    def _of_syllables(self, text: Analysed) -> Iterator[Hit]:
        """« Vau-to-ur », « Th ist leg ate »: short pieces in a row, one of which is no word."""
        run, unknown = text.words, self._index.unknown
        odd = [
            at for at, word in enumerate(run) if len(word.data) <= _SYLLABLE and unknown[word.data]
        ]
        for at in odd[:_SPACED]:
            first = at
            while first and at - first < _FAR and _is_syllable(run, first - 1):
                first -= 1
            last = at
            while last + 1 < len(run) and last - at < _FAR and _is_syllable(run, last):
                last += 1
            for start in range(first, at + 1):
                whole = b"".join(word.data for word in run[start:at])
                for end in range(at, last + 1):
                    whole += run[end].data
                    if (
                        end - start > 1
                        and len(whole) in self._index.letters
                        and len(whole) >= _FEWEST_BROKEN
                    ):
                        yield from self._spelt(run, start, end, whole)

    def _found(
        self, text: Analysed, run: Sequence[Word], places: Sequence[int], *, twisted: bool = False
    ) -> Iterator[Hit]:
        index = self._index
        alone = [at for at in places if index[run[at].data] is _ALONE]
        if len(alone) > 3:
            yield from self._spaced(text, run, alone)
        for at in places:
            for reading in index[run[at].data]:
                if reading.position or reading.name < 0:
                    continue
                name = index.names[reading.name]
                how = "twisted" if twisted and reading.how == "plain" else reading.how
                last, how = self._rest(text, run, at, reading, how)
                if last >= 0 and (sure := self._confidence(text, run, at, last, name, how)):
                    yield _hit(run[at], run[last], name, sure)

    def _rest(
        self, text: Analysed, run: Sequence[Word], at: int, first: _Reading, how: str
    ) -> tuple[int, str]:
        """The last word of a name that starts at ``at`` (-1: it is not whole), and how it is written."""
        shown = text.view.text
        for position in range(1, self._index.names[first.name].length):
            at += 1
            if at >= len(run) or not _joins(shown[run[at - 1].end : run[at].start]):
                return -1, how
            readings = self._index[run[at].data]
            hows = [r.how for r in readings if r[:2] == (first.name, position)]
            if not hows:
                return -1, how
            how = how if hows[0] == "plain" else hows[0]
        return at, how

    def _spaced(self, text: Analysed, run: Sequence[Word], alone: Sequence[int]) -> Iterator[Hit]:
        """Letters that stand alone one after the other: « F.a.l.c.o.n »."""
        index, shown = self._index, text.view.text
        for letters in _consecutive(alone[:_SPACED], run, shown):
            for start in range(len(letters)):
                for length in index.lengths:
                    chosen = letters[start : start + length]
                    if len(chosen) == length > 3:
                        word = b"".join(run[at].data for at in chosen)
                        for reading in index.plain(word, "twisted"):
                            name = index.names[reading.name]
                            if name.length == 1:
                                yield _hit(run[chosen[0]], run[chosen[-1]], name, SURE)

    def _confidence(
        self, text: Analysed, run: Sequence[Word], first: int, last: int, name: _Name, how: str
    ) -> float:
        """How surely the words from ``first`` to ``last`` are the name; 0 when they are not."""
        place = _Place(text.view.text, run, first, last)
        if how in ("near", "near-led", "kin"):
            led = place.is_led() or text.view.name == "unmasked"
            clear = how != "near-led" and (not name.common or name.length > 1)
            return LIKELY if led or clear else 0.0
        if not name.common or how in ("compound", "twisted") or place.is_led():
            return SURE
        if place.is_marked(text.view.field):
            return SURE
        capital = place.capital()
        if capital == "inside" and not name.led:
            return SURE
        if capital in ("inside", "proper") or self._is_hinted(run, first, last, name):
            return HINTED
        return HINTED if name.length > 1 else 0.0

    def _is_hinted(self, run: Sequence[Word], first: int, last: int, name: _Name) -> bool:
        if not name.anchors:
            return False
        around = [*run[max(0, first - _AROUND) : first], *run[last + 1 : last + 1 + _AROUND]]
        return any(self._keyed.word(singular(word.data)) in name.anchors for word in around)


# --- where a name stands --------------------------------------------------------------------------


class _Place(NamedTuple):
    """Words of a text, and what is around them."""

    shown: str
    run: Sequence[Word]
    first: int
    last: int

    def is_led(self) -> bool:
        """Whether a word like *projet* comes before, or *team* after when a capital is written."""
        first, last, run = self.first, self.last, self.run
        capital = self.shown[run[first].start].isupper()
        if first and _joins(self._before()):
            before = singular(run[first - 1].data)
            if before in TRIGGERS:
                return True
            linked = before in _LINKS and capital and first > 1
            if linked and singular(run[first - 2].data) in TRIGGERS:
                return _joins(self.shown[run[first - 2].end : run[first - 1].start])
        following = last + 1 < len(run) and _joins(self._after())
        return following and capital and singular(run[last + 1].data) in TRIGGERS

    def is_marked(self, field: str) -> bool:
        """Whether it is quoted, in strange letters, or in a hashtag or camel case.

        A hashtag of that word alone wants a capital.
        """
        start, end = self.run[self.first].start, self.run[self.last].end
        if max(self.shown[start:end]) >= _STRANGE:
            return True
        before, after = self.shown[start - 1 : start], self.shown[end : end + 1]
        if before.isalnum() or after.isalnum():
            return True
        tagged = before in ("#", "@") or (not before and field.startswith("hashtag"))
        if tagged:
            return self.shown[start].isupper() or after == "_"
        quoted = self.shown[max(0, start - 2) : start].strip()[-1:]
        return (
            quoted in _OPENING
            and self.shown[end : end + 2].strip()[:1] in _CLOSING
            and bool(quoted)
        )

    def capital(self) -> str:
        """Why it is written with a capital.

        ``inside``: because it is a name. ``proper``: perhaps as a part of a longer name. ``start``: at
        the start of a sentence or in a heading. Empty: it has none.
        """
        word = self.shown[self.run[self.first].start : self.run[self.last].end]
        if not word[:1].isupper():
            return ""
        neighbours = [w for w in (self._neighbour(-1), self._neighbour(1)) if w]
        if len(word) > 2 and word.isupper() and any(w.isupper() and len(w) > 2 for w in neighbours):
            return "start"
        if _starts_sentence(self.shown, self.run[self.first].start):
            return "start"
        return "proper" if self._is_proper() else "inside"

    def _is_proper(self) -> bool:
        """Whether the word beside it has a capital too, for no other reason."""
        after, before = self._neighbour(1), self._neighbour(-1)
        if after[:1].isupper():
            return True
        if not before[:1].isupper() or fold(before).data in NOISE:
            return False
        opens = _starts_sentence(self.shown, self.run[self.first - 1].start)
        return not opens or not is_common(self.run[self.first - 1].data)  # « Joan Rivers »

    def _neighbour(self, step: int) -> str:
        """The word beside it, when only a space or a hyphen is between."""
        at = self.first - 1 if step < 0 else self.last + 1
        gap = (self._before() if step < 0 else self._after()) if 0 <= at < len(self.run) else "?"
        return (
            self.shown[self.run[at].start : self.run[at].end] if gap in (" ", "-", "\u00a0") else ""
        )

    def _before(self) -> str:
        return self.shown[self.run[self.first - 1].end : self.run[self.first].start]

    def _after(self) -> str:
        return self.shown[self.run[self.last].end : self.run[self.last + 1].start]


_STRANGE = "\u2000"
"""Mathematical letters, unseen characters between letters: nobody writes so by chance."""
_OPENING = ("«", '"', "“", "„", "‹", "‘")
_CLOSING = ("»", '"', "”", "“", "›", "’")
_SKIPPED = " \t\u00a0\u202f«\"“„‹‘'(#@*_["


def _starts_sentence(shown: str, start: int) -> bool:
    """Whether a word is the first of its sentence, line or bullet."""
    for at in range(start - 1, max(-1, start - 64), -1):
        if shown[at] not in _SKIPPED:
            return not (shown[at].isalnum() or shown[at] in ",;’/&%€$)-–—»”")
    return True


def _joins(gap: str) -> bool:
    """Whether the words on both sides may belong together: no sentence ends between them."""
    if len(gap) > _GAP:
        return False
    bare = gap.rstrip()
    return bare == gap or bare[-1:] not in (".", "!", "?", "…", ":", ";", ",")


def _hyphenated(text: Analysed) -> list[tuple[Word, int]]:
    """Two words with a hyphen between them, perhaps at the end of a line, as one; and the first's place."""
    run, shown = text.words, text.view.text
    found: list[tuple[Word, int]] = []
    for at, (one, other) in enumerate(pairwise(run)):
        gap = shown[one.end : other.start]
        if gap[:1] in _HYPHENS and gap and len(gap) < _GAP:
            rest = gap[1:]
            if not rest or (not rest.strip() and "\n" in rest):
                found.append((Word(one.data + other.data, one.start, other.end), at))
    return found


_HYPHENS = "-\u2010\u2011\u00ad"


def _is_syllable(run: Sequence[Word], at: int) -> bool:
    """Whether a word and the next are short pieces with no more than a sign between."""
    one, other = run[at], run[at + 1]
    return (
        len(one.data) <= _SYLLABLE and len(other.data) <= _SYLLABLE and other.start - one.end <= 2
    )


def _ends_line(gap: str) -> bool:
    return any(sign in gap for sign in ".!?\n")


def _consecutive(places: Sequence[int], run: Sequence[Word], shown: str) -> Iterator[list[int]]:
    """Runs of more than three words in a row with at most three characters between them."""
    current: list[int] = []
    for at in places:
        follows = current and at == current[-1] + 1
        if not follows or len(shown[run[at - 1].end : run[at].start]) > 3:
            if len(current) > 3:
                yield current
            current = []
        current.append(at)
    if len(current) > 3:
        yield current


def _hit(first: Word, last: Word, name: _Name, sure: float) -> Hit:
    return Hit(first.start, last.end, sure, name.entry, "code-name", name.entry, name.tier)


def _best(hits: Iterable[Hit]) -> list[Hit]:
    """The surest hit of each entry at each place, in order of place."""
    best: dict[tuple[int, int, str], Hit] = {}
    for hit in hits:
        key = (hit.start, hit.end, hit.name)
        if key not in best or best[key].confidence < hit.confidence:
            best[key] = hit
    return [best[key] for key in sorted(best)]


# --- how words are read ---------------------------------------------------------------------------


class _Unknown(dict[bytes, bool]):
    """Word of a text → whether no dictionary holds it; remembered."""

    def __missing__(self, word: bytes) -> bool:
        if len(self) >= _MEMO:
            self.clear()
        made = self[word] = word.isalpha() and len(word) > 1 and not is_in_dictionary(word)
        return made


class _Index(dict[bytes, tuple[_Reading, ...]]):
    """Word → how it may be read, remembered for the last 65,536 words."""

    def __init__(self, keyed: Keyed, records: Mapping[str, dict[str, Any]]) -> None:
        super().__init__()
        self._keyed = keyed
        self.names: list[_Name] = []
        self._exact: dict[int, list[tuple[int, int]]] = {}
        self._near: dict[int, list[tuple[int, int, tuple[int, ...]]]] = {}
        self._kin: dict[int, list[tuple[int, int]]] = {}
        self.lengths: list[int] = []
        for id, record in records.items():
            anchors = frozenset(int(digest, 16) for digest in record["anchors"])
            for name in record["names"]:
                self._take(name, len(self.names))
                facts = (len(name["words"]), name["common"], name["led"])
                self.names.append(_Name(id, record["tier"], *facts, anchors))
        self.lengths = sorted(set(self.lengths))
        self.letters = frozenset(self.lengths)
        self.unknown = _Unknown()
        self._near_lengths = {
            length + more for length in self.lengths if length >= 6 for more in (-1, 0, 1)
        }

    def _take(self, name: dict[str, Any], number: int) -> None:
        for position, word in enumerate(name["words"]):
            self._exact.setdefault(int(word["is"], 16), []).append((number, position))
            self.lengths.append(word["letters"])
            for digest, places in word["near"].items():
                self._near.setdefault(int(digest, 16), []).append((number, position, tuple(places)))
            for digest in word.get("kin", ()):
                self._kin.setdefault(int(digest, 16), []).append((number, position))

    def __missing__(self, word: bytes) -> tuple[_Reading, ...]:
        if len(self) >= _MEMO:
            self.clear()
        made = self[word] = self._read(word) if 1 < len(word) <= _LONGEST else _read_short(word)
        return made

    def _read(self, word: bytes) -> tuple[_Reading, ...]:
        found = self.plain(word, "plain")
        ways = self._compound, self._twisted, self._one_letter_off, self._played_with, self._glued
        for way in ways:
            if not found:
                found = tuple(way(word))
        return found

    def plain(self, word: bytes, how: str) -> tuple[_Reading, ...]:
        """The names that hold this word, or its singular."""
        digest = self._keyed.of(singular(word), b"name")
        return tuple(_Reading(*place, how) for place in self._exact.get(digest, ()))

    def spelt(self, word: bytes) -> Iterator[_Reading]:
        """The names that pieces of a text spell: as they are, or on keys some of which are no letters."""
        if len(word) in self.letters:
            yield from self.plain(word, "twisted")
        if self._kin:
            for place in self._kin.get(self._keyed.of(b"K" + word, b"kin"), ()):
                yield _Reading(*place, "kin")

    def _compound(self, word: bytes) -> Iterator[_Reading]:
        """Digits around a name, and names glued to a word like *projet*."""
        bare = word.strip(b"0123456789")
        if bare and bare != word:
            yield from self.plain(bare, "plain")
        for rest in _without_heads(bare):
            for reading in self.plain(rest, "compound"):
                # « planétoile » may be a plan « Étoile », « planète » is no plan « Été ».
                if self.names[reading.name].length == 1 and not is_common(bare):
                    yield reading

    def _twisted(self, word: bytes) -> Iterator[_Reading]:
        """Digits for letters, letters of other scripts, mirror writing."""
        forms: set[bytes] = set()
        if not word.isalpha() and not word.isdigit():
            forms.update(word.translate(table) for table in _DIGITS)
        if not word.isascii():
            forms.add(word.decode("utf-8", "replace").translate(_LOOKALIKES).encode())
        if len(word) > 5 and word.isalpha():
            forms.add(word[::-1])
            if word.isascii() and not is_in_dictionary(word):
                forms.update(_deciphered(word))
        for form in sorted(forms - {word}):
            for reading in self.plain(form, "twisted"):
                if not is_common(word):
                    yield reading

    def _glued(self, word: bytes) -> Iterator[_Reading]:
        """Names with a few letters stuck before or behind, in a word that nobody knows."""
        if len(word) <= _FEWEST_GLUED or not self.unknown[word]:
            return
        for many in range(1, min(_MOST_GLUED, len(word) - _FEWEST_GLUED) + 1):
            if len(word) - many in self.letters:
                for rest in (word[many:], word[:-many]):
                    for reading in self.plain(rest, "kin"):
                        name = self.names[reading.name]
                        if name.length == 1 and not name.common:
                            yield reading

    def _played_with(self, word: bytes) -> Iterator[_Reading]:
        """Names whose letters were moved, left out, added or spelt by ear, in a word that nobody knows."""
        if not self._kin or not word.isascii() or not self.unknown[word]:
            return
        found: dict[tuple[int, int], None] = {}
        for key in asked_of(word):
            found.update(dict.fromkeys(self._kin.get(self._keyed.of(key, b"kin"), ())))
        for one in undone(word):
            if len(one) in self.letters:
                found.update(dict.fromkeys(self._exact.get(self._keyed.of(one, b"name"), ())))
        for number, position in found:
            if len(word) >= KIN or self.names[number].length > 1 or is_bare(word):
                yield _Reading(number, position, "kin")

    def _one_letter_off(self, word: bytes) -> Iterator[_Reading]:
        """Names that differ by one letter, unless the word is an ordinary one."""
        word = singular(word)
        if len(word) not in self._near_lengths or not word.isalpha():
            return
        missing = self._near.get(self._keyed.of(word, b"name"), ())
        found = dict.fromkeys(entry[:2] for entry in missing)
        for at in range(len(word)):
            digest = self._keyed.of(word[:at] + word[at + 1 :], b"name")
            found.update(dict.fromkeys(self._exact.get(digest, ())))  # a letter too many
            for number, position, places in self._near.get(digest, ()):
                if any(abs(at - place) <= 1 for place in places):  # another letter, or two swapped
                    found[number, position] = None
        if not found or is_common(word):
            return
        long = len(word) + bool(missing) >= _NEAR_LETTERS
        how = "near" if long else "near-led"
        yield from (_Reading(number, position, how) for number, position in found)


_SMALL = bytes(range(97, 123))
_CIPHERS = tuple(bytes.maketrans(_SMALL, to) for to in (_SMALL[13:] + _SMALL[:13], _SMALL[::-1]))
"""ROT13 and Atbash."""


def _deciphered(word: bytes) -> Iterator[bytes]:
    """A word that nobody knows, read back from what needs no key."""
    for table in _CIPHERS:
        yield word.translate(table)
        yield word.translate(table)[::-1]
    yield b"".join(word[at : at + 2][::-1] for at in range(0, len(word), 2))
    single = bytes(b for at, b in enumerate(word) if not at or word[at - 1] != b)
    if len(word) - len(single) > 1:  # one doubled letter is a slip
        yield single


def _read_short(word: bytes) -> tuple[_Reading, ...]:
    return _ALONE if len(word) == 1 and word.isalpha() else ()


def _without_heads(word: bytes) -> Iterator[bytes]:
    """What is left of a glued word without a trigger at its start or end."""
    for head in _HEADS:
        if len(word) > len(head) + 3:
            if word.startswith(head):
                yield word[len(head) :].removeprefix(b"s" if word[len(head) :][:1] == b"s" else b"")
                yield word[len(head) :]
            if word.endswith(head):
                yield word[: -len(head)]


# --- what is kept ---------------------------------------------------------------------------------


def _recorded(entry: CodeName, keyed: Keyed) -> dict[str, Any]:
    """An entry as it is kept."""
    bare: dict[tuple[bytes, ...], bool] = {}
    wholes: set[tuple[bytes, ...]] = set()
    for name in entry.names:
        found, led = _core(name)
        if not found:
            raise RegisterError(f"{entry.id} has a name without letters or digits")
        if any(len(word) > _LONGEST for word in found):
            raise RegisterError(
                f"{entry.id} has a name with a word of more than {_LONGEST} letters"
            )
        bare[found] = led and bare.get(found, True)
    if not bare:
        raise RegisterError(f"{entry.id} has no name")
    for found in list(bare):
        if len(found) > 1 and len(b"".join(found)) <= _LONGEST:  # #whitehare
            whole = (b"".join(found),)
            wholes |= {whole} - bare.keys()
            bare.setdefault(whole, False)
    names = [
        _recorded_name(found, bare[found], keyed, whole=found in wholes) for found in sorted(bare)
    ]
    anchors = sorted(f"{digest:016x}" for digest in _anchors(entry.meaning, bare, keyed))
    names.sort(key=canonical)
    return {**record_of(entry), "names": names, "anchors": anchors}


def _core(name: str) -> tuple[tuple[bytes, ...], bool]:
    """The words of a declared name without articles and triggers, and whether it had a trigger."""
    found = [singular(word) for word in term_words(name)]
    kept = [word for word in found if word not in NOISE] or found
    core = [word for word in kept if word not in TRIGGERS]
    if sum(map(len, core)) < 3:  # « projet X »
        return tuple(kept), False
    return tuple(core), len(core) < len(kept)


def _recorded_name(
    found: tuple[bytes, ...], led: bool, keyed: Keyed, *, whole: bool = False
) -> dict[str, Any]:
    common = all(len(word) < 3 or is_ordinary(word) for word in found)
    recorded = [_recorded_word(word, keyed, whole=whole) for word in found]
    return {"words": recorded, "common": common, "led": led}


def _recorded_word(word: bytes, keyed: Keyed, *, whole: bool) -> dict[str, Any]:
    near: dict[str, list[int]] = {}
    if len(word) >= _NEAR_LETTERS_LED and word.isalpha():
        for at in range(len(word)):
            digest = keyed.of(word[:at] + word[at + 1 :], b"name")
            near.setdefault(f"{digest:016x}", []).append(at)
    return {
        "is": f"{keyed.of(word, b'name'):016x}",
        "letters": len(word),
        "near": near,
        "kin": sorted(f"{keyed.of(key, b'kin'):016x}" for key in _kin_of(word, whole=whole)),
    }


def _kin_of(word: bytes, *, whole: bool) -> Iterator[bytes]:
    """What is kept of a word when it is played with; of several words in one only what is sure."""
    if word.isalpha() and word.isascii():
        yield from (key for key in keys_of(word) if not whole or key[:1] in b"KLT")


def _anchors(meaning: str, names: Iterable[tuple[bytes, ...]], keyed: Keyed) -> set[int]:
    """The rare words of what a name means."""
    own = {word for name in names for word in name}
    found = {singular(word) for word in words(fold(meaning).data)} - own
    rare = (w for w in found if len(w) > 3 and not w.isdigit() and not is_common(w))
    return {keyed.word(word) for word in rare if word not in NOISE and word not in TRIGGERS}


def _read(store: Store) -> Mapping[str, dict[str, Any]]:
    data = store.read(_PART)
    return {record.pop("id"): record for record in read_json(data, _PART)} if data else {}


def _written(records: Mapping[str, dict[str, Any]]) -> Changes:
    ordered = [{"id": id, **records[id]} for id in sorted(records)]
    return {_PART: canonical(ordered) if ordered else None}


_ORDINARY = Message(
    fr="chaque nom est un mot courant : il n’est reconnu qu’après « projet » et semblables, entre guillemets, "
    "dans un mot-dièse ou avec une majuscule",
    en="each name is an ordinary word: it is found only after “project” and the like, in quotation marks, "
    "in a hashtag or with a capital",
)
_CHOOSE = Message(
    fr="Choisissez un nom que personne n’emploie, ou déclarez ce qu’il cache comme énoncé.",
    en="Choose a name that nobody uses, or declare what it hides as a statement.",
)

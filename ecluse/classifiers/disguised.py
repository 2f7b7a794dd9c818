r"""Declared terms in disguise: set apart, in leetspeak, reversed, in a simple cipher, in first letters.

The views of :mod:`ecluse.text` give a text as its reader sees it. Here no text is made: bytes of the
folded text are dropped or mapped by tables, and one Aho-Corasick pass over what is left finds the
needles of terms of at least six letters.

========  ====================================================  =========================================
reading   how                                                   what it finds
========  ====================================================  =========================================
bare      letters only, digits, ``@`` and ``$`` as the letters  ``p l a n``, ``con/fidentiel``, ``p🚀l🚀a🚀n``,
          that they stand for                                   ``c 0 n f 1 d 3 n t 1 3 1``; coded: no vowels,
                                                                letters doubled or swapped, two rails,
                                                                pig Latin
steps     from each letter to the next, modulo 26               every Caesar shift (ROT13 is one), Atbash,
                                                                mirror writing, and these together
initials  first letters of words and lines, capitals            acrostics
========  ====================================================  =========================================

A step is the same whatever both its letters were shifted by: one pass sees all 26 alphabets, and one
more needle for each term sees the mirrored ones, and the inverted ones.

Nothing counts that may be chance: a disguise starts and ends where words do, its pieces are not all
words of a dictionary (« main tenant », *car pool*), and a cipher is none. The plain places of a term
are left to :class:`~ecluse.classifiers.lexicon.Lexicon`. All of it is linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, compress, islice, pairwise

from ecluse.classifiers.innocent import is_word
from ecluse.classifiers.lexicon import MAX_GAP, Entry, Lexicon, Needle, context_allows
from ecluse.classifiers.sought import Needles, needles
from ecluse.lean import NamedTuple
from ecluse.model import Hit, View
from ecluse.text.common_words import COMMON
from ecluse.text.dictionary import is_in_dictionary
from ecluse.text.fold import SEPARATORS, fold, fold_term
from ecluse.text.hints import FEWEST_INITIALS, KEYBOARDS
from ecluse.text.mapped import Mapped
from ecluse.text.needles import Automaton, Found
from ecluse.text.words import ends_word, is_word_byte, starts_word

__all__ = ["FEWEST", "Disguised", "disguises"]

FEWEST = 6
"""Letters of a term that is looked for in disguise."""
_FEWEST_SHIFTED = 7
"""The same in alphabets that are not usual: any shift but ROT13, or one that is inverted as well."""
_FEWEST_BACKWARDS = 10
"""Letters of a phrase whose words are looked for the last first."""
_FEWEST_OF_TWO = 14
"""The same of two words: fewer are a verb and what it is about, *list customers*."""
_FEWEST_INITIALS = 8
"""The same of first letters that do not start and end with a sentence, or a line."""
_FEWEST_GLUED, _MOST_GLUED = 8, 10
"""Letters of a term inside a longer word that is in no dictionary, and of the rest of that word."""
_USUAL_ACROSTICS = 2
"""First and last letters; what others spell is all of a line in a view of its own."""
_LONGEST_GAP = 16
"""Folded bytes between two letters of a term."""
_LETTERS_APART = 4
"""Single letters, or pieces, that nobody writes in a row without meaning it."""

_KEYS_APART = 3
"""Signs in a row that may be keys, a space among them."""

_SET_APART, _CODED, _INITIALS = 0.9, 0.8, 0.7
"""Confidences."""


def _all_but(kept: bytes) -> bytes:
    return bytes(b for b in range(256) if b not in kept)


def _mask(kept: bytes) -> bytes:
    return bytes(b in kept for b in range(256))


_LETTERS = bytes(range(97, 123))
_ALNUM = b"0123456789" + _LETTERS
_NO_LETTER = _all_but(_LETTERS)
_CAPITALS = _LETTERS.upper()
_NO_CAPITAL = _all_but(_CAPITALS)
_LETTER_MASK, _ALNUM_MASK, _CAPITAL_MASK = map(_mask, (_LETTERS, _ALNUM, _CAPITALS))


# --- needles --------------------------------------------------------------------------------------


class _Base(NamedTuple):
    """A form of a term as it is declared."""

    number: int
    of_phrases: bool


class _Coded(NamedTuple):
    """A term whose letters are written in another order, or not all.

    ``keys``: on other keys, some of which are no letters and are left out. ``backwards``: its words, each as
    it is, the last first.
    """

    entry: Entry
    keys: bool = False
    backwards: bool = False


class _Turned(NamedTuple):
    """A term backwards or in an inverted alphabet; ``form``: what the steps are those of."""

    entry: Entry
    plain: bytes
    form: bytes


_Payload = _Base | _Coded | _Turned

_KINDS = 16
"""What a needle is, as one number: this times that of a form or entry, and one of the kinds below."""
_WORD, _PHRASE, _BACKWARDS, _LETTERS_MOVED, _ON_KEYS, _TURNED = range(6)
"""The kinds; from the last on, in which of its ways a term is turned."""


class _Payloads(dict[int, _Payload]):
    """The payload of each needle, made when it is first found."""

    def __init__(self, codes: Callable[[int], int], entries: Sequence[Entry]) -> None:
        super().__init__()
        self._code, self._entries = codes, entries

    def __missing__(self, index: int) -> _Payload:
        number, kind = divmod(self._code(index), _KINDS)
        made = self[index] = self._made(number, kind)
        return made

    def _made(self, number: int, kind: int) -> _Payload:
        if kind in (_WORD, _PHRASE):
            return _Base(number, kind == _PHRASE)
        entry = self._entries[number]
        if kind < _TURNED:
            return _Coded(entry, keys=kind == _ON_KEYS, backwards=kind == _BACKWARDS)
        return _Turned(entry, b"".join(entry.words), _turned(entry.words)[kind - _TURNED])


class _Automaton(Automaton):
    """Those needles that are forms of terms as they are declared, or the others, and what each is."""

    def __init__(self, kept: Needles, entries: Sequence[Entry], *, declared: bool) -> None:
        super().__init__(())
        self._kept, self._declared = kept, declared
        self.payloads = _Payloads(self._code, entries)

    def _code(self, index: int) -> int:
        return self._kept.codes[self._numbers[index]]

    def _has(self, code: int) -> bool:
        return (code % _KINDS <= _BACKWARDS) is self._declared

    @cached_property
    def _numbers(self) -> Sequence[int]:
        """The numbers of its needles among all, in order."""
        return [number for number, code in enumerate(self._kept.codes) if self._has(code)]

    @property
    def needles(self) -> Sequence[bytes]:
        return self._own

    @cached_property
    def _own(self) -> Sequence[bytes]:
        data = self._kept.data
        return [data[number] for number in self._numbers]

    def _one_by_one(self, data: bytes) -> list[Found]:
        kept = self._kept
        return [
            (bisect_left(self._numbers, number), start, end)
            for number, start, end in kept.places(data)
            if self._has(kept.codes[number])
        ]


_Code = Callable[[bytes], bytes]


def _without_vowels(word: bytes) -> bytes:
    return word.translate(None, b"aeiouy")


def _doubled(word: bytes) -> bytes:
    return b"".join(b"%c%c" % (letter, letter) for letter in word)


def _swapped(word: bytes) -> bytes:
    pairs = (word[at : at + 2][::-1] for at in range(0, len(word), 2))
    return b"".join(pairs)


def _on_two_rails(word: bytes) -> bytes:
    return word[::2] + word[1::2]


def _in_pig_latin(word: bytes) -> bytes:
    """``falcon`` → ``alconfay``, ``accord`` → ``accorday``."""
    first = next((at for at, letter in enumerate(word) if letter in b"aeiouy"), 0)
    return word[first:] + word[:first] + b"ay"


_CODES: Sequence[_Code] = (_without_vowels, _doubled, _swapped, _on_two_rails, _in_pig_latin)
"""Ways to write a word with its own letters."""


def _coded(words_of: _WordsOf) -> Iterator[tuple[bytes, int]]:
    from ecluse.text.kin import beside

    for number, its in words_of:
        plain = b"".join(its)
        for code in _CODES:
            data = b"".join(map(code, its))
            if len(data) >= FEWEST and data != plain:
                yield data.translate(_CANON), number * _KINDS + _LETTERS_MOVED
        if _may_turn(its):
            yield b"".join(reversed(its)).translate(_CANON), number * _KINDS + _BACKWARDS
        for keys in (*KEYBOARDS.values(), *beside()):
            data = plain.translate(keys).lower().translate(None, _NOT_BARE)
            if len(data) >= _FEWEST_SHIFTED and data != plain and len(data) * 4 >= len(plain) * 3:
                yield data.translate(_CANON), number * _KINDS + _ON_KEYS


def _may_turn(its: Sequence[bytes]) -> bool:
    """Whether the words of a phrase say as much the last first: nouns, or an order that nobody writes."""
    letters = sum(map(len, its))
    if letters < (_FEWEST_BACKWARDS if len(its) > 2 else _FEWEST_OF_TWO):
        return False
    return len(its[0]) > _SHORT and len(its[-1]) > _SHORT and COMMON.isdisjoint((its[0], its[-1]))


_SHORT = 3
_WordsOf = Sequence[tuple[int, tuple[bytes, ...]]]


def _words_of(entries: Iterable[Entry]) -> _WordsOf:
    """Entries that are made of at least six letters only: their numbers and words."""
    pairs = enumerate(entry.words for entry in entries)
    return [
        (number, its)
        for number, its in pairs
        if sum(map(len, its)) >= FEWEST and not b"".join(its).translate(None, _LETTERS)
    ]


# --- letters, and signs for letters ---------------------------------------------------------------

_SIGNS = {
    "0": "o", "1": "il", "2": "zr", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b",
    "9": "gq", "@": "a", "$": "s",
}  # fmt: skip
"""What a folded sign may stand for. To the automaton, letters that share a sign are one letter."""
_STANDS_FOR = {ord(sign): frozenset(letters.encode()) for sign, letters in _SIGNS.items()}
_BARE = _LETTERS + "".join(_SIGNS).encode()
_NOT_BARE, _BARE_MASK = _all_but(_BARE), _mask(_BARE)
_CANON = bytes.maketrans(
    "".join(_SIGNS).encode() + b"lgqz",
    "".join(letters[0] for letters in _SIGNS.values()).encode() + b"ibbr",
).translate(bytes.maketrans(b"lgqz", b"ibbr"))

_CANON_SMALL = bytes.maketrans(_CAPITALS, _LETTERS.translate(_CANON))


# --- steps ----------------------------------------------------------------------------------------

_STEP = bytes(65 + (byte - 128) % 26 for byte in range(256))


def _steps(letters: bytes) -> bytes:
    """The step between each two letters (97 to 122) as a capital; all at once, as two long numbers.

    >>> _steps(b"abd"), _steps(b"nop") == _steps(b"abc")
    (b'ZY', True)
    """
    count = len(letters) - 1
    if count < 1:
        return b""
    # 128 added to each byte: no byte borrows from the next.
    firsts = int.from_bytes(letters[:-1], "big") + int.from_bytes(b"\x80" * count, "big")
    return (firsts - int.from_bytes(letters[1:], "big")).to_bytes(count, "big").translate(_STEP)


_INVERTED = bytes.maketrans(_LETTERS, _LETTERS[::-1])


class _Turn(NamedTuple):
    """One way to write words backwards or in an inverted alphabet, shifted or not."""

    mirrored: bool
    inverted: bool

    def of(self, words: Sequence[bytes]) -> set[bytes]:
        """The words so, as one: in mirror writing as a whole, and each by itself."""
        if not self.mirrored:
            forms = {b"".join(words)}
        else:
            forms = {b"".join(words)[::-1], b"".join(word[::-1] for word in words)}
        return {form.translate(_INVERTED) for form in forms} if self.inverted else forms


_TURNS = [_Turn(mirrored, inverted) for mirrored in (False, True) for inverted in (False, True)]


def _turned(its: Sequence[bytes]) -> list[bytes]:
    """Words in each direction and alphabet, in a fixed order."""
    return sorted(set(chain.from_iterable(turn.of(its) for turn in _TURNS)))


def _turns(words_of: _WordsOf) -> Iterator[tuple[bytes, int]]:
    """The steps of each term in each direction and alphabet."""
    forms = [
        (form, number * _KINDS + _TURNED + way)
        for number, its in words_of
        for way, form in enumerate(_turned(its))
    ]
    steps, at = _steps(b"".join(form for form, _ in forms)), 0
    for form, code in forms:
        yield steps[at : at + len(form) - 1], code
        at += len(form)


def _forms(lexicon: Lexicon) -> Iterator[tuple[bytes, int]]:
    forms = lexicon.forms
    for kind, its in ((_WORD, forms.words), (_PHRASE, forms.phrases)):
        for number, data in enumerate(its.data):
            if len(data) >= FEWEST and not data.translate(None, _ALNUM):
                yield data.translate(_CANON), number * _KINDS + kind


def disguises(lexicon: Lexicon) -> Needles:
    """All that the terms of a lexicon are looked for as."""
    words_of = _words_of(lexicon.entries)
    return needles(chain(_forms(lexicon), _coded(words_of), _turns(words_of)))


# --- the classifier -------------------------------------------------------------------------------


class Disguised:
    """The terms of a lexicon, in disguise.

    Terms that are declared without variants are looked for too: to hide a term is no variant of it.

    Args:
        lexicon: the terms.
        kept: what :func:`disguises` made of it, if that was done before.
    """

    name = "disguised"
    label = "term"
    seen: Sequence[str] = ()
    unseen: Sequence[str] = ()

    def __init__(self, lexicon: Lexicon, kept: Needles | None = None) -> None:
        self._lexicon, self._kept = lexicon, kept
        self._made: dict[int, Needle] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the lexicon's entries."""
        return self._lexicon.labels

    @cached_property
    def _needles(self) -> Needles:
        return disguises(self._lexicon) if self._kept is None else self._kept

    @cached_property
    def _declared(self) -> _Automaton:
        return _Automaton(self._needles, self._lexicon.entries, declared=True)

    @cached_property
    def _ciphers(self) -> _Automaton:
        return _Automaton(self._needles, self._lexicon.entries, declared=False)

    def classify(self, view: View, /) -> Iterable[Hit]:
        """Give each term that is disguised in ``view``."""
        return self._surest(view, self._written(view), self._enciphered(view))

    def set_apart(self, view: View, /) -> Iterable[Hit]:
        """The same of a view of innocent words (:mod:`ecluse.classifiers.innocent`), where no cipher is."""
        return self._surest(view, self._written(view), ())

    def _written(self, view: View) -> Sequence[Sequence[Found]]:
        """Where forms of terms are in the letters, the first letters and the capitals of a view."""
        data = view.folded.data
        bare = data.translate(_CANON, _NOT_BARE)
        initials = data.title().translate(_CANON_SMALL, _NO_CAPITAL)
        capitals = view.text.encode("latin-1", "replace").translate(_CANON_SMALL, _NO_CAPITAL)
        return _each(self._declared, bare, initials, capitals)

    def _enciphered(self, view: View) -> Sequence[Sequence[Found]]:
        """Where terms may be in a cipher, in the letters of a view and in their steps."""
        data = view.folded.data
        bare = data.translate(_CANON, _NOT_BARE)
        return _each(self._ciphers, bare, _steps(data.translate(None, _NO_LETTER)))

    def _surest(
        self, view: View, written: Sequence[Sequence[Found]], enciphered: Sequence[Sequence[Found]]
    ) -> Iterable[Hit]:
        """The first hit of each term at each place; nothing for nearly every view."""
        if not written and not enciphered and b"\n" not in view.folded.data:
            return ()
        return _first_of_each(self._hits(view, written or ((),) * 3, enciphered or ((),) * 2))

    def _hits(
        self, view: View, written: Sequence[Sequence[Found]], enciphered: Sequence[Sequence[Found]]
    ) -> Iterator[Hit]:
        """What each reading holds, the surest first."""
        (bare, initials, capitals), (coded, turned) = written, enciphered
        places = _places(view.folded.data, _BARE_MASK) if bare or coded else ()
        yield from self._bare(view, bare, places)
        yield from self._coded(view, coded, places)
        for look, found in (
            (self._cipher, turned),
            (self._acrostic, initials),
            (self._by_case, capitals),
        ):
            if found:
                yield from look(view, found)
        if view.text.count("\n") >= FEWEST_INITIALS - 1:
            from ecluse.text.letters import acrostics

            for made in islice(acrostics(view.text), _USUAL_ACROSTICS):
                yield from self._by_lines(made)

    def _needle(self, index: int) -> Needle:
        """The form of a term that a needle is; made once."""
        if index not in self._made:
            payload = self._declared.payloads[index]
            if isinstance(payload, _Base):
                made = self._lexicon.needle(payload.number, of_phrases=payload.of_phrases)
            else:
                made = Needle(b"".join(reversed(payload.entry.words)), frozenset(), payload.entry)
            self._made[index] = made
        return self._made[index]

    # --- letters, and signs for letters -----------------------------------------------------------

    def _bare(self, view: View, found: Sequence[Found], places: Sequence[int]) -> Iterator[Hit]:
        data = view.folded.data
        for index, start, end in found:
            place = places[start:end]
            if place[-1] - place[0] == len(place) - 1:
                yield from self._glued(view, index, place)
            if not starts_word(view, place[0]):
                continue
            written, needle = bytes([data[at] for at in place]), self._needle(index)
            if isinstance(self._declared.payloads[index], _Coded):
                if needle.data == written and _is_backwards(view, place, needle.entry):
                    yield from _hit(view, needle.entry, place, _CODED)
                continue
            if needle.data == written:
                apart = place[-1] - place[0] >= len(place) and _is_apart(view, place, needle)
            else:
                apart = _is_leet(view, place, needle, written)
            if apart:
                yield from _hit(view, needle.entry, place, _SET_APART)

    def _glued(self, view: View, index: int, place: Sequence[int]) -> Iterator[Hit]:
        """A term with no boundary around it: « superconfidentiel », ``projetfalcongate``."""
        data, (start, end) = view.folded.data, (place[0], place[-1] + 1)
        first, last = _run_around(data, start, end)
        payload, needle = self._declared.payloads[index], self._needle(index)
        is_whole = (first, last) == (start, end)
        if needle.data != data[start:end] or (is_whole and not _is_phrase(payload)):
            return
        if is_whole:
            if needle.entry.is_word:
                yield _hit_at(needle.entry, *view.folded.span(start, end), _SET_APART)
        elif end - start >= _FEWEST_GLUED and last - first - (end - start) <= _MOST_GLUED:
            if not (starts_word(view, start) and _ends(view, end)) or needle.entry.is_word:
                if not is_in_dictionary(data[first:last]):
                    yield _hit_at(needle.entry, *view.folded.span(start, end), _CODED)

    # --- ciphers ----------------------------------------------------------------------------------

    def _coded(self, view: View, found: Sequence[Found], places: Sequence[int]) -> Iterator[Hit]:
        data = view.folded.data
        for index, start, end in found:
            place = places[start:end]
            payload = self._ciphers.payloads[index]
            if isinstance(payload, _Coded) and starts_word(view, place[0]):
                written = bytes([data[at] for at in place])
                if not written.translate(None, _LETTERS) and _is_cipher(
                    view, place, keys=payload.keys
                ):
                    yield from _hit(view, payload.entry, place, _CODED)

    def _cipher(self, view: View, found: Sequence[Found]) -> Iterator[Hit]:
        letters = view.folded.data.translate(None, _NO_LETTER)
        places = list[int]()
        for index, start, end in found:
            payload = self._ciphers.payloads[index]
            assert isinstance(payload, _Turned)
            shift = (letters[start] - payload.form[0]) % 26
            if not shift and payload.form == payload.plain:
                continue
            places = places or _places(view.folded.data, _LETTER_MASK)
            usual = not shift or (shift == 13 and payload.form == payload.plain)
            place = places[start : end + 1]
            if len(place) < (FEWEST if usual else _FEWEST_SHIFTED):
                continue
            if starts_word(view, place[0]) and _is_cipher(view, place):
                yield from _hit(view, payload.entry, place, _CODED)

    # --- first letters ----------------------------------------------------------------------------

    def _acrostic(self, view: View, found: Sequence[Found]) -> Iterator[Hit]:
        data = view.folded.data
        places = _places(data.title(), _CAPITAL_MASK)
        for index, start, end in found:
            place = places[start:end]
            needle = self._needle(index)
            if bytes([data[at] for at in place]) != needle.data:
                continue
            if _is_acrostic(data, places, start, end):
                yield from _hit(view, needle.entry, place, _INITIALS)

    def _by_case(self, view: View, found: Sequence[Found]) -> Iterator[Hit]:
        """Terms whose letters are capitals, not in one row: all the capitals of the text, or many."""
        written = view.text.encode("latin-1", "replace")
        places = _places(written, _CAPITAL_MASK)
        capitals = written.translate(None, _NO_CAPITAL).lower()
        for index, start, end in found:
            needle, place = self._needle(index), places[start:end]
            if capitals[start:end] != needle.data:
                continue
            if place[-1] - place[0] < 2 * len(place):
                continue
            if len(place) >= _FEWEST_INITIALS or len(place) == len(places):
                yield _hit_at(needle.entry, place[0], place[-1] + 1, _INITIALS)

    def _by_lines(self, made: Mapped) -> Iterator[Hit]:
        folded = fold(made.text)
        letters = folded.data.translate(None, _NO_LETTER)
        places = _places(folded.data, _LETTER_MASK)
        for index, start, end in self._declared.find(letters.translate(_CANON)):
            needle = self._needle(index)
            if letters[start:end] == needle.data:
                home = made.home(*folded.span(places[start], places[end - 1] + 1))
                yield _hit_at(needle.entry, *home, _INITIALS)


def _is_phrase(payload: _Payload) -> bool:
    return isinstance(payload, _Base) and payload.of_phrases


def _each(automaton: _Automaton, *readings: bytes) -> Sequence[Sequence[Found]]:
    """What an automaton finds in each of some readings, in one pass; nothing at all for nearly every text."""
    found = automaton.find(b"\n".join(readings))
    if not found:
        return ()
    each, at = list[list[Found]](), 0
    for reading in readings:
        end = at + len(reading)
        each.append([(n, one - at, other - at) for n, one, other in found if at <= one < end])
        at = end + 1
    return each


def _first_of_each(hits: Iterable[Hit]) -> Iterator[Hit]:
    """The first hit of each term at each place."""
    seen: set[tuple[int, int, str, str]] = set()
    for hit in hits:
        key = hit.start, hit.end, hit.label, hit.value
        if key not in seen:
            seen.add(key)
            yield hit


def _places(data: bytes, mask: bytes) -> list[int]:
    """Where the bytes stand that a mask keeps."""
    return list(compress(range(len(data)), data.translate(mask)))


def _hit(view: View, entry: Entry, place: Sequence[int], confidence: float) -> Iterator[Hit]:
    data, start, end = view.folded.data, place[0], place[-1] + 1
    if context_allows(data, start, end, entry.near, entry.unless, entry.near_tokens):
        yield _hit_at(entry, *view.folded.span(start, end), confidence)


def _hit_at(entry: Entry, start: int, end: int, confidence: float) -> Hit:
    confidence = min(confidence, entry.confidence)
    return Hit(start, end, confidence, entry.name, entry.label, fold_term(entry.text))


# --- what is no chance ----------------------------------------------------------------------------


def _run_around(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The run of letters and digits around ``data[start:end]``, as far as it is looked at."""
    first, last = start, end
    while first and start - first <= _MOST_GLUED and is_word_byte(data[first - 1]):
        first -= 1
    while last < len(data) and last - end <= _MOST_GLUED and is_word_byte(data[last]):
        last += 1
    return first, last


def _is_apart(view: View, place: Sequence[int], needle: Needle) -> bool:
    """Whether the letters of a term stand apart where nobody would set them apart by chance."""
    if not _ends(view, place[-1] + 1):
        return False
    data = view.folded.data
    gaps = _gaps(place)
    if any(other - one > _LONGEST_GAP for _, one, other in gaps):
        return False
    if all(at in needle.joints for at, _, _ in gaps):
        separated = [data[one:other] for _, one, other in gaps]
        # A classifier that reads around its words may know them with one space between.
        seen = _is_one_space if needle.entry.is_word else _is_plain
        if _are_framed(separated):
            return True
        return all(map(_is_loose, separated)) and not all(map(seen, separated))
    return _is_odd(view, place, gaps)


def _ends(view: View, end: int) -> bool:
    """Whether a word ends there, or after the mark of the plural."""
    if ends_word(view, end):
        return True
    data = view.folded.data
    return any(
        data[end : end + len(mark)] == mark and ends_word(view, end + len(mark))
        for mark in (b"s", b"x", b"es")
    )


def _gaps(place: Sequence[int]) -> list[tuple[int, int, int]]:
    """Each gap: the number of the letter after it, and where it starts and ends."""
    pairs = enumerate(pairwise(place), 1)
    return [(at, one + 1, other) for at, (one, other) in pairs if other - one > 1]


def _is_plain(gap: bytes) -> bool:
    """Whether the lexicon steps over it."""
    return len(gap) <= MAX_GAP and not gap.translate(None, SEPARATORS)


_FRAMES = frozenset((b'""', b")(", b"][", b"}{", b"><", b"||", b"//", b"**", b"#", b"`" * 2))


def _are_framed(gaps: Sequence[bytes]) -> bool:
    """Whether each word stands in quotation marks or brackets of its own."""
    bare = {gap.translate(None, b" \t") for gap in gaps}
    return len(bare) == 1 and bare <= _FRAMES


def _is_one_space(gap: bytes) -> bool:
    return gap == b" "


_STRICT = frozenset(b',;:!?"()')
_LOOSE_ALONE = _STRICT | frozenset(b".\n/|+&")


def _is_loose(gap: bytes) -> bool:
    """Whether it stands between two words of one phrase: no sentence, member or cell ends there."""
    spaced = any(byte in b" \t\n\r" for byte in gap)
    return not any(byte in (_LOOSE_ALONE if spaced else _STRICT) for byte in gap)


_USUAL_GAPS = frozenset(" \u00a0\u202f-‐‑‒–—'’/,.;:!?()…\n\t\r\"«»&")


def _is_odd(view: View, place: Sequence[int], gaps: Sequence[tuple[int, int, int]]) -> bool:
    """Whether pieces of a term are no words by themselves, or have strange signs between them."""
    pieces = _pieces(view.folded.data, place, gaps)
    if len(pieces) >= _LETTERS_APART:
        return True
    for _, one, other in gaps:
        shown = view.text[slice(*view.folded.span(one, other))]
        if shown and not any(map(str.isspace, shown)) and not _USUAL_GAPS.issuperset(shown):
            return True
    return not all(map(_is_word, pieces))


def _pieces(data: bytes, place: Sequence[int], gaps: Sequence[tuple[int, int, int]]) -> list[bytes]:
    starts = [place[0], *(other for _, _, other in gaps)]
    ends = [*(one for _, one, _ in gaps), place[-1] + 1]
    return [data[start:end] for start, end in zip(starts, ends, strict=True)]


def _is_word(piece: bytes) -> bool:
    return piece.isdigit() or is_word(piece)


def _is_cipher(view: View, place: Sequence[int], *, keys: bool = False) -> bool:
    """Whether what stands there is whole words, and not all of them words of a dictionary.

    ``keys``: a sign inside may be a key.
    """
    if not ends_word(view, place[-1] + 1):
        return False
    data, gaps = view.folded.data, _gaps(place)
    if any(other - one > _LONGEST_GAP for _, one, other in gaps):
        return False
    pieces = _pieces(data, place, gaps)
    if 1 < len(pieces) < len(place):
        separated = (data[one:other] for _, one, other in gaps)
        if not all(_is_loose(gap) or (keys and len(gap) == 1) for gap in separated):
            return False
    return not all(map(_is_word, pieces))


def _is_backwards(view: View, place: Sequence[int], entry: Entry) -> bool:
    """Whether the words of a phrase stand there the last first, with nothing else between."""
    data, last = view.folded.data, place[-1] + 1
    whole = data[place[0] : last]
    return ends_word(view, last) and whole.translate(_SPACED).split() == list(reversed(entry.words))


_SPACED = bytes.maketrans(b"-'_", b"   ")


def _spells(written: bytes, plain: bytes) -> bool:
    return all(
        one == other or other in _STANDS_FOR.get(one, ())
        for one, other in zip(written, plain, strict=True)
    )


def _is_leet(view: View, place: Sequence[int], needle: Needle, written: bytes) -> bool:
    """Whether a term that holds signs is whole: in one piece, cut at its joints, or all apart.

    A sign at the end only is a number: « chantier 5 ».
    """
    signs = written.translate(None, _LETTERS)
    if (
        signs == written[-1:]
        or len(signs) * 3 > len(written) * 2
        or not _spells(written, needle.data)
    ):
        return False
    data, end = view.folded.data, place[-1] + 1
    if _is_alnum(data[max(0, place[0] - 1) : place[0]]) or _is_alnum(
        data[end : end + 1].strip(b"s5$")
    ):
        return False
    gaps = _gaps(place)
    if any(other - one > _LONGEST_GAP for _, one, other in gaps):
        return False
    if all(at in needle.joints for at, _, _ in gaps):
        return all(_is_loose(data[one:other]) for _, one, other in gaps)
    return len(gaps) * 2 >= len(place)


def _is_alnum(byte: bytes) -> bool:
    return bool(byte) and byte in _ALNUM


def _is_acrostic(data: bytes, places: Sequence[int], start: int, end: int) -> bool:
    """Whether first letters fill a sentence or line, or are many."""
    if end - start >= _FEWEST_INITIALS:
        return True
    opens = start == 0 or _stops(data[places[start - 1] : places[start]])
    return opens and (end == len(places) or _stops(data[places[end - 1] : places[end]]))


def _stops(gap: bytes) -> bool:
    return any(byte in b".!?\n" for byte in gap)

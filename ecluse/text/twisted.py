"""Texts in mirror writing or a simple cipher, read back where French or English comes out.

:func:`twisted` undoes what can be undone without a key: mirror writing, the 25 Caesar shifts (ROT13 is
one), Atbash, ROT47, fingers one key beside their place, letters swapped in pairs. Words that are in
nearly every sentence announce them: *eht* and *sel* in the mirror, *gur* and *yrf* in ROT13. A reading
is given only when a line read so holds several common words of French or English, and more than it
holds as it stands; so texts in another language, poems and lists are left alone, and a reading may be
shown to every classifier.

One declared word in disguise, without common words around it, is found by
:class:`~ecluse.classifiers.disguised.Disguised`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial

from ecluse.text.common_words import COMMON
from ecluse.text.fold import fold
from ecluse.text.hints import CIPHERS, FEWEST_MARKERS, TOLD, TWISTED
from ecluse.text.mapped import Mapped, Weave
from ecluse.text.words import words as words_of

__all__ = ["TRANSPOSED", "twisted"]

_SHARE = 5
"""One word in so many is common, at least: in ordinary sentences one in two is."""


def _swapped(length: int) -> list[int]:
    return [min(at ^ 1, length - 1) if at ^ 1 < length else at for at in range(length)]


def _reversed(length: int) -> list[int]:
    return list(range(length))[::-1]


_Order = Callable[[int], list[int]]
TRANSPOSED: Mapping[str, _Order] = {"mirror": _reversed, "pairs": _swapped}
"""For words whose letters are in another order: where each letter of a word of so many stands."""

# --- what announces it ----------------------------------------------------------------------------


@cache
def _signs() -> tuple[Callable[..., list[tuple[int, int, int]]], Sequence[tuple[str, str]]]:
    """Finds markers in every cipher and order; for each, the way and the marker."""
    from ahocorasick_rs import BytesAhoCorasick

    data, signs = zip(*TWISTED, strict=True)
    return BytesAhoCorasick(data).find_matches_as_indexes, signs


def _ways(text: str) -> list[str]:
    """The ciphers and orders in which the text holds several different markers."""
    find, signs = _signs()
    found = find(text.encode("latin-1", "replace").lower(), overlapping=True)
    if len(found) < FEWEST_MARKERS:
        return []
    counted = Counter(way for way, _ in {signs[number] for number, _, _ in found})
    return sorted(way for way, count in counted.items() if count >= FEWEST_MARKERS)


# --- reading it back ------------------------------------------------------------------------------

_lines = re.compile(r"[^\n]+").finditer
_word = re.compile(r"[^\W\d_]+")
_words, _each_word = _word.sub, _word.finditer


def twisted(text: str) -> Iterator[Mapped]:
    """The readings of ``text`` in which French or English comes out of a cipher.

    >>> [made.text for made in twisted("Ibvpv yrf cynaf : yr cebwrg rfg cerg cbhe yn eragerr")]
    ['Voici les plans : le projet est pret pour la rentree']
    """
    if _is_told(text):
        for put in (_put_mirrored, partial(_put_ordered, _reversed)):
            made = Weave(text)
            put(made, text, 0, len(text))
            yield made.done()
    known = _Common()
    for way in _ways(text):
        if way in CIPHERS:
            yield from _read(text, partial(_deciphered, way), partial(_put_deciphered, way), known)
            continue
        order = TRANSPOSED[way]
        yield from _read(text, partial(_ordered, order), partial(_put_ordered, order), known)
        if way == "mirror":
            yield from _read(text, _mirrored, _put_mirrored, known)


def _is_told(text: str) -> bool:
    """Whether the text says that it is to be read backwards."""
    data = text.replace("’", "'").encode("latin-1", "replace").lower()
    return any(words in data for words in TOLD)


@cache
def _table(way: str) -> str:
    """What each character of ASCII was; to look up another one there leaves it as it is."""
    return CIPHERS[way][:128].decode("ascii")


def _deciphered(way: str, line: str) -> str:
    return line.translate(_table(way))


def _mirrored(line: str) -> str:
    return line[::-1]


def _ordered(order: _Order, line: str) -> str:
    """A line with the letters of each word in order."""
    return _words(lambda match: "".join(map(match[0].__getitem__, order(len(match[0])))), line)


_Put = Callable[[Weave, str, int, int], None]
_Undo = Callable[[str], str]


def _read(text: str, undo: _Undo, put: _Put, known: _Common) -> Iterator[Mapped]:
    """The text with the lines undone that read as French or English then; nothing when none does."""
    made, at = Weave(text), 0
    for match in _lines(text):
        start, end = _stretch(match[0], undo, known)
        line = match[0][start:end]
        shown = undo(line)
        if line and len(shown) == len(line) and _reads_better(line, shown):
            start, end = start + match.start(), end + match.start()
            made.keep(at, start)
            put(made, text, start, end)
            at = end
    if at:
        made.keep(at, len(text))
        yield made.done()


_tokens = re.compile(r"\S+").finditer
_EDGES = ".,;:!?…\"'’«»()[]"


def _stretch(line: str, undo: _Undo, known: _Common) -> tuple[int, int]:
    """From where to where a line holds common words when they are undone, and none as they stand.

    Words that are common in neither way belong to it when they are beside it.
    """
    best = sum_ = start = first = last = 0
    for token in _tokens(line):
        gain = known[undo(token[0])] - known[token[0]]
        if sum_ + gain < 0 or (gain < 0 and sum_ <= 0):
            sum_, start = 0, token.end()
            continue
        sum_ += gain
        if sum_ > best or (sum_ == best and not gain and last == token.start() - 1):
            best, first, last = sum_, start, token.end()
    return first + len(line[first:last]) - len(line[first:last].lstrip()), last


class _Common(dict[str, bool]):
    """Words of one text, with what stands at their edges, and whether each is a common one."""

    def __missing__(self, word: str) -> bool:
        bare = word.strip(_EDGES).lower()
        made = self[word] = len(bare) > 1 and bare.isascii() and bare.encode() in COMMON
        return made


def _reads_better(line: str, shown: str) -> bool:
    read = words_of(fold(shown).data)
    common = [word for word in read if word in COMMON and len(word) > 1]
    if len(set(common)) < FEWEST_MARKERS or len(common) * _SHARE < len(read):
        return False
    before = sum(word in COMMON and len(word) > 1 for word in words_of(fold(line).data))
    return len(common) > before


def _put_deciphered(way: str, made: Weave, text: str, start: int, end: int) -> None:
    made.put(_deciphered(way, text[start:end]), start, end)


def _put_mirrored(made: Weave, text: str, start: int, end: int) -> None:
    for at in range(end - 1, start - 1, -1):
        made.put(text[at], at, at + 1)


def _put_ordered(order: _Order, made: Weave, text: str, start: int, end: int) -> None:
    at = start
    for match in _each_word(text, start, end):
        made.keep(at, match.start())
        for place in order(match.end() - match.start()):
            made.put(text[match.start() + place], match.start() + place, match.start() + place + 1)
        at = match.end()
    made.keep(at, end)

r"""Letters set apart, stretched, or kept for the first place of each line: put together.

:func:`joined` puts letters and short groups of letters together that stand apart: « C.O.N.F.I.D »,
``c o n f i d``, one on a line, in the cells of a table, with emoji between, ``con.fi.den.tiel``,
``CO NF ID EN TI EL``. A gap that is longer than the others of its row ends a word: ``P L A N   A``.
Everything else stays as it is, so that what stands around is read as before.

What is put together is no claim that somebody hides something: « S O L D E S » and « I.B.M. » are put
together too. It is a reading in which declared words are looked for.

All of it is linear: one regular expression of RE2 over one byte for each character tells whether there
is anything to put together; one pass over the words does it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from ecluse.lean import NamedTuple, later
from ecluse.text.hints import FEWEST_INITIALS, TRIPLES
from ecluse.text.mapped import Mapped, Weave

__all__ = ["acrostics", "initials", "joined", "unstretched"]

_LATIN = "A-Za-zªµºÀ-ÖØ-öø-\u02af\u0300-\u036fḀ-ỿ"
"""Letters of Latin and what is written above them, as a set of a regular expression."""
_MARKS = "\u0300-\u036f"
_words = later(rf"[{_LATIN}0-9]+|[^\W_]+")
"""Words: of Latin letters and digits, and others, that nothing is put together across."""
_is_latin = later(f"[{_LATIN}0-9]")
_marks = later(f"[{_MARKS}]+")

_LONGEST_GAP = 16
"""Characters between two letters of one row: an emoji may be seven of them."""
_FEWEST_GROUPS = 4
"""Groups that make a row."""
_FEWEST_LETTERS = 5
"""Letters that a row holds: fewer are an abbreviation, « e.g. U.S. »."""
_LONGEST_GROUP = 4
_FEWEST_OF_SIZE = {2: 5, 3: 4}
"""Groups of so many letters each, only spaces between, that make a row: « il va de la » does not."""


_Word = tuple[int, int, int]
"""A run of letters and digits: start, end, size; the size is 0 for one that ends every row."""
_START, _END, _SIZE = range(3)


# --- whether there is something -------------------------------------------------------------------


def _classes() -> bytes:
    """For each character of Latin-1 what kind it is: ``a`` letter, ``0``, space, ``'``, ``.`` other."""
    kinds = bytearray(b"." * 256)
    for code in range(256):
        character = chr(code)
        if character.isspace():
            kinds[code] = 32
        elif "0" <= character <= "9":
            kinds[code] = 48
        elif character.isalpha():
            kinds[code] = 97
    kinds[39] = 39
    return bytes(kinds)


_CLASSES = _classes()
_ROW = (
    rb"\b(?:[a0](?:[ .']+[a0]){4,}"
    rb"|a{1,4}(?: *\.+ *a{1,4}){3,}"
    rb"|aa(?: aa){4,}"
    rb"|aaa(?: aaa){3,})\b"
)
"""Over classes: single letters or digits, groups with signs between, groups of two, of three.

An apostrophe is no sign between groups: « c'est-à-dire », « l'arc-en-ciel »."""


@cache
def _row() -> Any:
    import re2

    options = re2.Options()
    options.longest_match = True
    return re2.compile(_ROW, options)


def _regions(text: str) -> list[tuple[int, int]]:
    """Where rows may stand."""
    classes = text.replace("’", "'").encode("latin-1", "replace").translate(_CLASSES)
    row = _row()
    if row.search(classes) is None:
        return []
    return [match.span() for match in row.finditer(classes)]


# --- letters and groups set apart -----------------------------------------------------------------


def joined(text: str) -> Mapped | None:
    """``text`` with letters and groups that stand apart put together; ``None`` when there are none.

    >>> joined("Projet F.A.L.C.O.N : P L A N   B").text
    'Projet FALCON PLAN B'
    """
    regions = _regions(text)
    if not regions:
        return None
    rows = [row for region in regions for row in _rows(text, list(_cut(text, *region)))]
    return _woven(text, rows) if rows else None


def _woven(text: str, rows: Sequence[_Row]) -> Mapped:
    made, at = Weave(text), 0
    for row in rows:
        made.keep(at, row.words[0][_START])
        made.put_all(_pieces(text, row))
        at = row.words[-1][_END]
    made.keep(at, len(text))
    return made.done()


class _Row(NamedTuple):
    """Words that are put together; which of the gaps between them end a word."""

    words: Sequence[_Word]
    ended: Sequence[bool]


def _pieces(text: str, row: _Row) -> Iterator[tuple[str, int, int]]:
    for ended, (before, word) in zip(row.ended, pairwise(row.words), strict=True):
        start, end, _ = before
        yield text[start:end], start, end
        if ended:
            yield " ", end, word[_START]
    start, end, _ = row.words[-1]
    yield text[start:end], start, end


def _cut(text: str, first: int, last: int) -> Iterator[_Word]:
    is_latin, without_marks = _is_latin().match, _marks().sub
    for match in _words().finditer(text, first, last):
        start, end = match.span()
        if is_latin(text, start) is None:
            yield start, end, 0
        elif end - start == 1:
            yield start, end, 1
        else:
            yield start, end, len(without_marks("", text[start : min(end, start + 12)]))


def _rows(text: str, words: Sequence[_Word]) -> Iterator[_Row]:
    at = 0
    while at < len(words):
        if not 0 < words[at][_SIZE] <= _LONGEST_GROUP:
            at += 1
            continue
        ends = _end_of_letters(words, at), _end_of_groups(text, words, at)
        end = max(ends)
        row = words[at:end]
        if end - at < _FEWEST_GROUPS or not _is_row(text, row):
            at = max(at + 1, end - 1)
            continue
        gaps = [text[before[_END] : word[_START]] for before, word in pairwise(row)]
        yield _Row(row, _ended(gaps))
        at = end


def _is_row(text: str, row: Sequence[_Word]) -> bool:
    """Whether it holds enough letters: a row of digits is left alone."""
    return sum(word[_SIZE] for word in row if text[word[_START]] > "9") >= _FEWEST_LETTERS


def _end_of_letters(words: Sequence[_Word], at: int) -> int:
    """Where a row of single letters that starts at ``at`` ends, whatever stands between."""
    while words[at][_SIZE] == 1:
        at += 1
        if at == len(words) or words[at][_START] - words[at - 1][_END] > _LONGEST_GAP:
            break
    return at


def _end_of_groups(text: str, words: Sequence[_Word], at: int) -> int:
    """Where a row of groups ends, the same sign between any two, or spaces when all are as long."""
    first = at
    if at + 1 == len(words) or words[at + 1][_START] - words[at][_END] > _LONGEST_GAP:
        return at
    gap = text[words[at][_END] : words[at + 1][_START]]
    size = words[at][_SIZE]
    spaced = not gap.strip()
    if spaced and size not in _FEWEST_OF_SIZE:
        return at
    while 0 < words[at][_SIZE] <= _LONGEST_GROUP and (not spaced or words[at][_SIZE] == size):
        at += 1
        if at == len(words) or text[words[at - 1][_END] : words[at][_START]] != gap:
            break
    return first if spaced and at - first < _FEWEST_OF_SIZE[size] else at


def _ended(gaps: Sequence[str]) -> list[bool]:
    """Which gaps of a row end a word: those that are longer than one beside them, or of another kind.

    A space ends a word where letters have none between them, a new line where they stand on one.

    >>> _ended([".", ".", " ", "."]), _ended([" ", "   ", " "]), _ended([", ", ", "])
    ([False, False, True, False], [False, True, False], [False, False])
    """
    if len(set(gaps)) == 1:
        return [False] * len(gaps)
    beside = zip([gaps[1], *gaps], gaps, [*gaps[1:], gaps[-2]], strict=False)
    return [_ends_word(gap, min(one, other, key=len)) for one, gap, other in beside]


def _ends_word(gap: str, beside: str) -> bool:
    if len(gap) >= 2 * len(beside):
        return True
    if _holds_space(gap) and not _holds_space(beside):
        return True
    return "\n" in gap and "\n" not in beside


def _holds_space(gap: str) -> bool:
    return any(map(str.isspace, gap))


# --- stretched letters ----------------------------------------------------------------------------


@cache
def _triples() -> Any:
    from ahocorasick_rs import BytesAhoCorasick

    return BytesAhoCorasick(list(TRIPLES)).find_matches_as_indexes


def unstretched(text: str) -> Iterator[Mapped]:
    """``text`` with each letter that stands three times or more in a row once, then twice.

    >>> [made.text for made in unstretched("un pllllan cachééé")]
    ['un plan caché', 'un pllan cachéé']
    """
    found = _triples()(text.encode("latin-1", "replace").lower(), overlapping=True)
    if not found:
        return
    runs: list[tuple[int, int]] = []
    for _, start, end in found:
        if runs and start < runs[-1][1]:
            runs[-1] = runs[-1][0], end
        else:
            runs.append((start, end))
    for kept in (1, 2):
        yield _shortened(text, runs, kept)


def _shortened(text: str, runs: Sequence[tuple[int, int]], kept: int) -> Mapped:
    made, at = Weave(text), 0
    for start, end in runs:
        made.keep(at, start + kept)
        at = end
    made.keep(at, len(text))
    return made.done()


# --- first letters --------------------------------------------------------------------------------

_first_letter = later(f"[{_LATIN}]")
_opening = later(
    rf"[^{_LATIN}\n]*([{_LATIN}])([{_LATIN}])?[^ \n]*(?: [^{_LATIN}\n]*([{_LATIN}])?)?"
)
"""The first letter of a line, the second, and the first of its second word."""
_lines = later(r"[^\n]+")


def acrostics(text: str) -> Iterator[Mapped]:
    r"""What the first letters of lines say, the last, the second, and the first of their second words.

    Empty lines end a word, unless they stand between most lines.

    >>> lines = ["Si tu", "Es là", "Ce soir", "Rien", "En vue", "Tout va"]
    >>> [made.text for made in acrostics("\n".join(lines))]
    ['SECRET', 'uàrnea', 'iseino']
    """
    for places in _rows_of_letters(text):
        yield _initials(text, places)


def _rows_of_letters(text: str) -> Iterator[list[int]]:
    """The places of the letters that lines may spell with, one way after the other."""
    if text.count("\n") < FEWEST_INITIALS - 1:
        return
    lines = [match.span() for match in _lines().finditer(text)]
    opened = [found for start, end in lines if (found := _opening().match(text, start, end))]
    last = [place for start, end in lines if (place := _last_of(text, start, end)) >= 0]
    rows = [[found.start(group) for found in opened] for group in (1, 2, 3)]
    for places in (rows[0], last, rows[1], rows[2]):
        known = [place for place in places if place >= 0]
        if len(known) >= FEWEST_INITIALS:
            yield known


def initials(text: str) -> Iterator[Mapped]:
    r"""All that :func:`acrostics` gives, a line each: one text to look at instead of four.

    >>> next(initials("Si\nEt\nCe\nRi\nEn\nTu")).text
    'SECRET\niteinu\niteinu'
    """
    made: Weave | None = None
    for places in _rows_of_letters(text):
        if made is None:
            made = Weave(text)
        else:
            made.put("\n", places[0], places[0] + 1)
        made.put_all(_spelled(text, places))
    if made is not None:
        yield made.done()


def _initials(text: str, places: Sequence[int]) -> Mapped:
    """The letters at ``places``, a space where there is an empty line."""
    made = Weave(text)
    made.put_all(_spelled(text, places))
    return made.done()


def _spelled(text: str, places: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    empty = [text.count("\n", one, other) > 1 for one, other in pairwise(places)]
    if sum(empty) * 2 >= len(empty):
        empty = []
    ended = {places[number] for number, is_empty in enumerate(empty, 1) if is_empty}
    for place in places:
        if place in ended:
            yield " ", place, place + 1
        yield text[place], place, place + 1


def _last_of(text: str, start: int, end: int) -> int:
    for at in range(end - 1, max(start, end - _LONGEST_GAP) - 1, -1):
        if _first_letter().search(text, at, at + 1):
            return at
    return -1

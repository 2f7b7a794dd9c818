"""Identifiers typed out in words: « zéro six, douze, trente-quatre », *jane at example dot com*.

:func:`spelled` puts what the words stand for: digits for number words of French and English (with
*septante*, *huitante*, *nonante*, *double seven*, *oh*), ``@ . - _ / + :`` for *arobase*, ``[at]``,
*point*, *tiret*, *underscore*… Only where an identifier may be:

- four number words in a row, at least six digits together: digits that are said one by one are put
  together, numbers of two or three digits stand apart, as telephone numbers are written; a row with
  *mille* or *million* is an amount and stays;
- words with something for ``@`` between, or for a dot between brackets; *at* in plain words only with a
  dot in words after it, *point* alone only before *com*, *fr* and the like, or twice.

Everything else stays as it is: « le point sur les deux ou trois nouveautés » has no such row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from ecluse.text.common_words import COMMON
from ecluse.text.fold import fold
from ecluse.text.hints import ENDINGS, ENOUGH, SPELLED
from ecluse.text.mapped import Mapped, Weave

__all__ = ["spelled"]

_FEWEST_WORDS = 4
_FEWEST_DIGITS = 6
_LONGEST_GAP = 4
"""Characters between two numbers of a row, or between a word and a sign in words."""

# --- words ----------------------------------------------------------------------------------------


def _numbered(words: str, first: int = 0, step: int = 1) -> dict[str, int]:
    """Words with their numbers; those of one number are joined by a bar."""
    each = enumerate(words.split())
    return {word: first + step * n for n, row in each for word in row.split("|")}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNITS = {
    **_numbered("zero|oh un|une|one deux|two trois|three quatre|four cinq|five six sept|seven huit|eight"),
    **_numbered("neuf|nine dix|ten onze|eleven douze|twelve treize|thirteen quatorze|fourteen", 9),
    **_numbered("quinze|fifteen seize|sixteen seventeen eighteen nineteen", 15),
}  # fmt: skip
_TENS = {
    **_numbered("vingt|vingts|twenty trente|thirty quarante|forty|fourty cinquante|fifty", 20, 10),
    **_numbered("soixante|sixty septante|seventy huitante|octante|eighty nonante|ninety", 60, 10),
}
_HUNDREDS = frozenset(("cent", "cents", "hundred"))
_TIMES = {"double": 2, "triple": 3}
_NUMERALS = frozenset((*_UNITS, *_TENS, *_HUNDREDS, *_TIMES, "et", "and"))
_HYPHENS = frozenset("-‐‑")
_AMOUNTS = _set("mille thousand million millions milliard milliards billion billions")

_STRONG: Mapping[str, str] = {"arobase": "@", "arobas": "@", "arrobase": "@", "arobaze": "@"}
_WEAK: Mapping[str, str] = {
    "at": "@", "dot": ".", "point": ".", "tiret": "-", "dash": "-", "hyphen": "-",
    "underscore": "_", "slash": "/", "plus": "+", "colon": ":",
}  # fmt: skip
_IN_TWO: Mapping[tuple[str, ...], str] = {
    ("tiret", "bas"): "_", ("tiret", "du", "bas"): "_", ("under", "score"): "_",
    ("deux", "points"): ":", ("barre", "oblique"): "/", ("forward", "slash"): "/",
}  # fmt: skip
_BRACKETED: Mapping[str, str] = {
    "at": "@", "a": "@", "arobase": "@", "chez": "@", "@": "@", "dot": ".", "point": ".", ".": ".",
    "tiret": "-", "dash": "-", "underscore": "_", "_": "_", ":": ":", "/": "/",
}  # fmt: skip
_BRACKETS = {"[": "]", "(": ")", "{": "}", "<": ">", "-": "-", "_": "_", "*": "*"}
_SIGNS = frozenset(".-_@/+:")
_LETTERS_OF_LINK = frozenset(("hxxp", "hxxps"))
_OPENING = frozenset(words[0] for words in _IN_TWO)
_SAID = _NUMERALS | _AMOUNTS | _STRONG.keys() | _WEAK.keys() | _LETTERS_OF_LINK | _OPENING
"""Words that are more than that."""


# --- whether there is something -------------------------------------------------------------------


@cache
def _announced() -> tuple[Callable[..., list[tuple[int, int, int]]], Sequence[int]]:
    from ahocorasick_rs import BytesAhoCorasick

    data, weights = zip(*SPELLED.items(), strict=True)
    return BytesAhoCorasick(data).find_matches_as_indexes, weights


def _may_be_spelled(text: str) -> bool:
    find, weights = _announced()
    found = find(text.encode("latin-1", "replace").lower(), overlapping=True)
    return len(found) > 0 and sum(weights[number] for number, _, _ in found) >= ENOUGH


def spelled(text: str) -> Mapped | None:
    """``text`` with what its words spell; ``None`` when they spell nothing.

    >>> spelled("Écrivez à jean point dupont arobase exemple point fr").text
    'Écrivez à jean.dupont@exemple.fr'
    >>> spelled("Le zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit").text
    'Le 06 12 34 56 78'
    """
    if not _may_be_spelled(text):
        return None
    atoms = list(_atoms(text))
    changes = sorted((*_names(text, atoms), *_rows(text, atoms)))
    if not changes:
        return None
    made, at = Weave(text), 0
    for start, end, shown in changes:
        if start >= at:
            made.keep(at, start)
            made.put(shown, start, end)
            at = end
    made.keep(at, len(text))
    return made.done()


# --- atoms ----------------------------------------------------------------------------------------

_WORD, _NUMBER, _WRITTEN, _SIGN, _SPELLED, _AMOUNT = range(6)
"""Kinds: a word, a number in words, digits, a sign, a sign in words, a word of amounts."""


class _Atom(NamedTuple):
    """A word, a number or a sign, however many words it takes."""

    kind: int
    shown: str
    start: int
    end: int
    words: int = 1
    strong: bool = False
    """Of a sign in words: it can hardly be anything else. Of a number: said figure by figure."""


class _Piece(NamedTuple):
    """A run of letters or digits, or one sign; ``plain``: in small letters without accents."""

    plain: str
    start: int
    end: int


_pieces = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_").finditer


_LONGEST_WORD = 12
"""Letters of the longest word that is looked up."""


def _cut(text: str) -> list[_Piece]:
    """The pieces of a text; a hyphen between two number words is none."""
    pieces = [_Piece(_plain(match[0]), *match.span()) for match in _pieces(text)]
    return [
        piece
        for at, piece in enumerate(pieces)
        if piece.plain not in _HYPHENS
        or not 0 < at < len(pieces) - 1
        or not (pieces[at - 1].plain in _NUMERALS and pieces[at + 1].plain in _NUMERALS)
    ]


def _plain(word: str) -> str:
    if len(word) > _LONGEST_WORD:
        return ""
    return word.lower() if word.isascii() else fold(word).data.decode("utf-8")


def _atoms(text: str) -> Iterator[_Atom]:
    pieces, at = _cut(text), 0
    while at < len(pieces):
        plain = pieces[at].plain
        read = _bracketed(text, pieces, at) if plain in _BRACKETS else None
        if read is None and plain in _SAID:
            read = _number(text, pieces, at) or _said(pieces, at)
        atom, taken = read or (_as_written(text, pieces[at]), 1)
        yield atom
        at += taken


_Read = tuple[_Atom, int]
"""An atom, and how many pieces it takes."""


def _bracketed(text: str, pieces: Sequence[_Piece], at: int) -> _Read | None:
    """``[at]``, ``(dot)``, ``-at-``: a sign in words between two signs."""
    closing = _BRACKETS[pieces[at].plain]
    if at + 2 >= len(pieces) or pieces[at + 2].plain != closing:
        return None
    start, end = pieces[at].start, pieces[at + 2].end
    shown = _BRACKETED.get(pieces[at + 1].plain)
    if shown is None or end - start > _LONGEST_WORD:
        return None
    tight = not text[start - 1 : start].isspace() and not text[end : end + 1].isspace()
    # « window (A) with » is a list, « stuff-at-the-office » a word.
    strong = tight if pieces[at + 1].plain == "a" else pieces[at].plain in "[({<" or not tight
    return _Atom(_SPELLED, shown, start, end, strong=strong), 3


def _said(pieces: Sequence[_Piece], at: int) -> _Read | None:
    """A sign in words, or a word of amounts."""
    plain, start, end = pieces[at]
    for length in (3, 2):
        words = tuple(piece.plain for piece in pieces[at : at + length])
        if words in _IN_TWO:
            last = at + len(words) - 1
            return _Atom(_SPELLED, _IN_TWO[words], start, pieces[last].end), len(words)
    if plain in _STRONG:
        return _Atom(_SPELLED, _STRONG[plain], start, end, strong=True), 1
    if plain in _WEAK:
        return _Atom(_SPELLED, _WEAK[plain], start, end), 1
    if plain in _LETTERS_OF_LINK:
        return _Atom(_SPELLED, plain.replace("xx", "tt"), start, end, strong=True), 1
    return (_Atom(_AMOUNT, plain, start, end), 1) if plain in _AMOUNTS else None


def _as_written(text: str, piece: _Piece) -> _Atom:
    _, start, end = piece
    kind = _WRITTEN if text[start].isdigit() else _WORD if text[start].isalpha() else _SIGN
    return _Atom(kind, text[start:end], start, end)


# --- numbers --------------------------------------------------------------------------------------

_MOST_WORDS = 7
"""Words of a number below 1,000: « neuf cent quatre vingt dix neuf » has six, *and* is one more."""


def _number(text: str, pieces: Sequence[_Piece], at: int) -> _Read | None:
    """A number below 1,000 in words, or a figure said twice or three times."""
    if pieces[at].plain not in _NUMERALS:
        return None
    words = [pieces[at].plain]
    for one, other in pairwise(pieces[at : at + _MOST_WORDS]):
        if not _is_close(text[one.end : other.start]):
            break
        words.append(other.plain)
    shown, taken = _read_number(words)
    if not taken:
        return None
    last = pieces[at + taken - 1]
    figures = len(shown) == 1 or words[0] in _TIMES
    return _Atom(_NUMBER, shown, pieces[at].start, last.end, taken, strong=figures), taken


def _is_close(gap: str) -> bool:
    return len(gap) <= _LONGEST_GAP and not gap.strip(" \t\u00a0\u202f-‐‑")


def _read_number(words: Sequence[str]) -> tuple[str, int]:
    """The digits of the number that a row of words starts with, and how many words it takes.

    >>> _read_number(["double", "seven"]), _read_number(["soixante", "et", "onze", "six"])
    (('77', 2), ('71', 3))
    >>> _read_number(["quatre", "vingt", "dix", "sept"]), _read_number(["two", "hundred", "and", "six"])
    (('97', 4), ('206', 4))
    """
    if words[0] in _TIMES:
        figure = _UNITS.get(words[1], 10) if len(words) > 1 else 10
        return (str(figure) * _TIMES[words[0]], 2) if figure < 10 else ("", 0)
    value, taken = _below_hundred(words)
    if taken == 1 and 0 < value < 10 and words[1:2] and words[1] in _HUNDREDS:
        value, taken = 100 * value, 2
    elif words[0] in _HUNDREDS:
        value, taken = 100, 1
    else:
        return str(value), taken
    joined = taken + (words[taken : taken + 1] == ["and"])
    more, also = _below_hundred(words[joined:])
    return (str(value + more), joined + also) if more else (str(value), taken)


def _below_hundred(words: Sequence[str]) -> tuple[int, int]:
    """The number below 100 that a row of words starts with, and how many it takes (0: none)."""
    if not words:
        return 0, 0
    if words[0] == "quatre" and words[1:2] and words[1] in ("vingt", "vingts"):
        return _with_units(80, 2, words, most=19)
    if words[0] in _TENS:
        tens = _TENS[words[0]]
        return _with_units(tens, 1, words, most=19 if words[0] == "soixante" else 9)
    unit = _UNITS.get(words[0], -1)
    return (
        _with_units(10, 1, words, least=7) if words[0] == "dix" else (max(unit, 0), int(unit >= 0))
    )


def _with_units(
    tens: int, taken: int, words: Sequence[str], *, least: int = 1, most: int = 9
) -> tuple[int, int]:
    """Tens and the units that follow, if any do."""
    rest = words[taken:]
    if rest[:1] == ["et"] and rest[1:2] and rest[1] in ("un", "une", "onze"):
        return tens + _UNITS[rest[1]], taken + 2
    unit, also = (0, 0) if not rest else (_UNITS.get(rest[0], 0), 1)
    if most > 9 and unit == 10:
        unit, also = _with_units(10, 1, rest, least=7)
    return (tens + unit, taken + also) if least <= unit <= most else (tens, taken)


# --- rows of numbers ------------------------------------------------------------------------------

_Change = tuple[int, int, str]
"""What stands for ``[start, end)`` of the text."""
_BETWEEN = frozenset(",.-–—/;:")
"""Signs that may stand between two numbers of a row."""


def _rows(text: str, atoms: Sequence[_Atom]) -> Iterator[_Change]:
    """Rows of numbers that are long enough, with the letters that stand alone among them."""
    at = 0
    while at < len(atoms):
        end = _row_end(text, atoms, at)
        if end > at + 1:
            row = [atom for atom in atoms[at:end] if atom.kind != _SIGN]
            if _is_row(row, atoms[end : end + 1]):
                yield from _shown_row(text, row)
        at = max(end, at + 1)


def _row_end(text: str, atoms: Sequence[_Atom], at: int) -> int:
    """The atom after the last number of a row that starts at ``at``; the same when none does."""
    end, last = at, at
    while end < len(atoms) and (end == at or _is_near(atoms[end - 1], atoms[end], text)):
        atom = atoms[end]
        if atom.kind in (_NUMBER, _WRITTEN) or _is_letter(atom):
            last = end + 1
        elif not _is_between(atom, opens=end == at):
            break
        end += 1
    return last


def _is_between(atom: _Atom, *, opens: bool) -> bool:
    """Whether a sign may stand between two numbers of a row, or before the first."""
    if opens:
        return atom.shown == "+"
    return atom.kind == _SPELLED or (atom.kind == _SIGN and atom.shown in _BETWEEN)


def _is_near(one: _Atom, other: _Atom, text: str) -> bool:
    gap = text[one.end : other.start]
    return len(gap) <= _LONGEST_GAP and gap.count("\n") < 2


def _is_letter(atom: _Atom) -> bool:
    return atom.kind == _WORD and len(atom.shown) == 1 and atom.shown.isascii()


def _is_row(row: Sequence[_Atom], after: Sequence[_Atom]) -> bool:
    if after and after[0].kind == _AMOUNT:
        return False
    words = sum(atom.words for atom in row if atom.kind == _NUMBER)
    digits = sum(len(atom.shown) for atom in row if atom.kind in (_NUMBER, _WRITTEN))
    return words >= _FEWEST_WORDS and digits >= _FEWEST_DIGITS


def _shown_row(text: str, row: Sequence[_Atom]) -> Iterator[_Change]:
    """The digits of a row, and what stands between: nothing between figures said one by one."""
    gaps = [text[one.end : other.start].strip() for one, other in pairwise(row)]
    between = " \t\n\u00a0\u202f-‐‑" + ("," if gaps and set(gaps) == {","} else "")
    before: _Atom | None = None
    for atom in row:
        if before is not None:
            single = _is_figure(before) and _is_figure(atom)
            signed = _SPELLED in (before.kind, atom.kind)
            gap = text[before.end : atom.start]
            glued = signed or (single and not gap.strip(between))
            yield before.end, atom.start, "" if glued else " "
        yield atom.start, atom.end, atom.shown
        before = atom


def _is_figure(atom: _Atom) -> bool:
    return atom.strong or len(atom.shown) == 1


# --- names with signs in words --------------------------------------------------------------------

_MOST_PARTS = 16


def _names(text: str, atoms: Sequence[_Atom]) -> Iterator[_Change]:
    """Addresses and names of machines with at least one sign in words."""
    at = 0
    while at < len(atoms):
        if atoms[at].kind != _SPELLED:
            at += 1
            continue
        if atoms[at].shown.startswith("http"):
            yield atoms[at].start, atoms[at].end, atoms[at].shown
            at += 1
            continue
        first, end = _first_part(text, atoms, at), _last_part(text, atoms, at)
        chain = atoms[first:end]
        if first < at < end - 1 and _is_name(chain):
            yield from _shown_name(chain)
            at = end
        else:
            at += 1


def _is_part(atom: _Atom) -> bool:
    return atom.kind in (_WORD, _NUMBER, _WRITTEN)


def _first_part(text: str, atoms: Sequence[_Atom], at: int) -> int:
    """The first part of a name before a sign in words: a word, what is written together with it, or
    letters that stand alone before.
    """
    least = max(0, at - _MOST_PARTS)
    if at == 0 or not _is_part(atoms[at - 1]) or not _is_near(atoms[at - 1], atoms[at], text):
        return at
    at -= 1
    while at > least and _goes_on(text, atoms[at - 1], atoms[at]):
        at -= 1
    while atoms[at].kind == _SIGN:
        at += 1
    return at


def _goes_on(text: str, before: _Atom, atom: _Atom) -> bool:
    """Whether a name that holds ``atom`` holds what stands before it."""
    if before.end == atom.start:
        return before.shown in _SIGNS or _is_part(before)
    return _is_letter(before) and _is_letter(atom) and _is_near(before, atom, text)


def _last_part(text: str, atoms: Sequence[_Atom], at: int) -> int:
    """The atom after a name one of whose signs in words is at ``at``."""
    end, signed = at + 1, True
    while end < min(len(atoms), at + _MOST_PARTS):
        atom, tight = atoms[end], atoms[end - 1].end == atoms[end].start
        if not _is_near(atoms[end - 1], atom, text):
            break
        if _is_part(atom) and (signed or tight):
            signed = False
        elif atom.kind == _SPELLED or (atom.kind == _SIGN and atom.shown in _SIGNS and tight):
            signed = True
        else:
            break
        end += 1
    while end > at + 1 and not _is_part(atoms[end - 1]):
        end -= 1
    return end


def _is_name(chain: Sequence[_Atom]) -> bool:
    """Whether words with signs between are an address or the name of a machine."""
    spelled_out = [atom for atom in chain if atom.kind == _SPELLED]
    strong = {atom.shown for atom in spelled_out if atom.strong}
    dots = sum(atom.shown == "." for atom in spelled_out)
    if "@" in strong or "." in strong or ":" in strong or "/" in strong:
        return True
    if any(atom.shown == "@" for atom in spelled_out):  # a plain *at*
        after = [atom.shown for atom in chain].index("@")
        if (
            chain[after + 1].shown.lower().encode("utf-8", "replace") in COMMON
        ):  # « meet me at the dot »
            return False
        return any(atom.kind == _SPELLED and atom.shown == "." for atom in chain[after:])
    if dots and any(atom.shown == "@" for atom in chain):
        return True
    if chain[0].shown.lower().encode("utf-8", "replace") in COMMON:  # « le point com »
        return False
    return dots > 1 or (dots == 1 and chain[-1].shown.lower() in ENDINGS)


def _shown_name(chain: Sequence[_Atom]) -> Iterator[_Change]:
    for number, atom in enumerate(chain):
        start = chain[number - 1].end if number else atom.start
        if start < atom.start:
            yield start, atom.start, ""
        if atom.kind in (_NUMBER, _SPELLED):
            yield atom.start, atom.end, atom.shown

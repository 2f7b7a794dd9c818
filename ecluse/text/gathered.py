r"""Characters set apart, put together with their signs: identifiers and secrets one character at a time.

:func:`gathered` reads « F R 7 6   3 0 0 0 », ``4-9-7-0``, ``| j | @ | x |``, one on a line, numbered or
with an emoji between. What stands between most characters is the separator of the row; a sign that
stands between two separators is one of the text that was set apart, a space there ends a word:
``h.f._.Q`` is ``hf_Q``. Groups of two to four characters are put together when they look like a token
or an address: ``gh-p_-8x-Y2``.

These readings are shown to every classifier: what they find there has its own checks. A row that no
space tells apart is all the same one word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ecluse.text.mapped import Mapped, Weave

__all__ = ["gathered"]

_LATIN = "A-Za-zªµºÀ-ÖØ-öø-\u02af\u0300-\u036fḀ-ỿ"
_words = re.compile(rf"[{_LATIN}0-9]+|[^\W_]+").finditer
_is_latin = re.compile(f"[{_LATIN}0-9]").match
_keycaps = re.compile("(?<=[^\\W_])[0-9#*]\ufe0f?\u20e3").sub
_picture = re.compile(
    r"[^\x00-\x7f\w\s\xa0-\u02ff\u2000-\u206f]+(?:[\u200d\ufe0f]+[^\x00-\x7f\w\s\xa0-\u02ff\u2000-\u206f]*)*"
).sub
_PICTURE = "\ue000"
"""What any emoji counts as between two characters, and a figure on a keycap after one."""

_FEWEST = 7
"""Characters of a row: a number plate has seven."""
_LONGEST_GAP = 28
_LONGEST_GROUP = 4
_FEWEST_GROUPS = 6
_FEWEST_OF_GROUPS = 14
_SIGNS = frozenset("@._-+:/=~")
"""Signs that an address or a token holds."""
_ALONE = frozenset("àyAÀY")
"""One-letter words before a row: « à 0 6 3 9 »."""


class _Atom(NamedTuple):
    start: int
    end: int


def gathered(text: str) -> Iterator[Mapped]:
    """``text`` with its rows of single characters put together, then with those of groups.

    >>> [made.text for made in gathered("Virez sur F R 7 6   3 0 0 0   1 2 avant lundi")]
    ['Virez sur FR76 3000 12 avant lundi']
    >>> [made.text for made in gathered("le jeton h.f._.Q.c.7.z.4")]
    ['le jeton hf_Qc7z4']
    """
    source = text
    if "\u20e3" in text:
        text = _keycaps(lambda found: _PICTURE * len(found[0]), text)
    atoms = [_Atom(*match.span()) for match in _words(text)]
    for rows in (_singles(text, atoms), _groups(text, atoms)):
        found = [(row, shown) for row in rows if (shown := _shown(text, row))]
        if found:
            yield _woven(source, found)
    if lines := list(_lines(text)):
        yield _woven(source, lines)


def _woven(source: str, rows: Sequence[tuple[Sequence[_Atom], Sequence[str]]]) -> Mapped:
    made, at = Weave(source), 0
    for row, between in rows:
        made.keep(at, row[0].start)
        made.put_all(_pieces(source, row, between))
        at = row[-1].end
    made.keep(at, len(source))
    return made.done()


def _pieces(
    source: str, row: Sequence[_Atom], between: Sequence[str]
) -> Iterator[tuple[str, int, int]]:
    for shown, ((start, end), atom) in zip(between, pairwise(row), strict=True):
        yield source[start:end], start, end
        yield shown, end, atom.start
    start, end = row[-1]
    yield source[start:end], start, end


def _runs(text: str, atoms: Sequence[_Atom], longest: int) -> Iterator[Sequence[_Atom]]:
    """Atoms of at most so many characters one after the other."""
    run: list[_Atom] = []
    for atom in atoms:
        fits = atom.end - atom.start <= longest and _is_latin(text, atom.start) is not None
        if run and (not fits or atom.start - run[-1].end > _LONGEST_GAP):
            yield run
            run = []
        if fits:
            run.append(atom)
    yield run


def _singles(text: str, atoms: Sequence[_Atom]) -> Iterator[Sequence[_Atom]]:
    for run in _runs(text, atoms, 1):
        if len(run) >= _FEWEST:
            yield run


def _groups(text: str, atoms: Sequence[_Atom]) -> Iterator[Sequence[_Atom]]:
    """Rows of groups that look like pieces of a token or an address."""
    for run in _runs(text, atoms, _LONGEST_GROUP):
        if len(run) < _FEWEST_GROUPS or sum(e - s for s, e in run) < _FEWEST_OF_GROUPS:
            continue
        whole = text[run[0].start : run[-1].end]
        if "@" in whole or "://" in whole or sum(_is_odd(text[s:e]) for s, e in run) > 1:
            yield run


def _is_odd(group: str) -> bool:
    """Whether letters and digits, or small letters and capitals, are mixed as in no word."""
    if group.isalpha():
        return not (group.islower() or group.isupper() or group.istitle())
    return not group.isdigit()


# --- what stands between --------------------------------------------------------------------------


def _shown(text: str, row: Sequence[_Atom]) -> list[str]:
    """What is read between the atoms of a row: nothing, a space, or signs; none when it is no row."""
    gaps = [_picture(_PICTURE, text[one.end : other.start]) for one, other in pairwise(row)]
    usual, times = Counter(gaps).most_common(1)[0]
    groups = any(end - start > 1 for start, end in row)
    if groups and 2 * times < len(gaps):
        return []
    if 2 * times >= len(gaps):
        between = [_in_usual(gap, usual) for gap in gaps]
    else:
        between = [_in_mixed(gap) for gap in gaps]
    first = text[row[0].start]
    if first in _ALONE and gaps[0] == " " and not between[0]:
        between[0] = " "
    return between


def _in_usual(gap: str, usual: str) -> str:
    """What a gap says beside the usual separator of its row."""
    if gap == usual:
        return ""
    if gap.count("\n") > usual.count("\n") and usual.strip() and "\n" not in usual:
        gap = gap.replace("\n", "")  # the next row of a table
        return "" if gap in (usual, 2 * usual) else _in_usual(gap, usual)
    if gap.count("\n") > usual.count("\n") > 0:
        return " "
    if len(gap) >= 2 * len(usual) and gap.startswith(usual) and gap.endswith(usual):
        inside = gap[len(usual) : len(gap) - len(usual)]
        if not inside.replace(usual, "") and usual.strip():
            return usual * ((len(inside) // len(usual) + 1) // 2)
        said = "".join(inside.split(usual)) if usual.strip() else "".join(inside.split())
        if said.strip():
            return said.strip() if len(said.strip()) <= 4 else " "
        return " " if any(map(str.isspace, gap)) else ""
    return _otherwise(gap, usual)


def _otherwise(gap: str, usual: str) -> str:
    """What a gap says that does not stand between two separators."""
    if len(gap) >= len(usual) + 5:
        return " "
    if signs := "".join(c for c in gap if c in _SIGNS and c not in usual):
        return signs
    return " " if any(map(str.isspace, gap)) and not any(map(str.isspace, usual)) else ""


def _in_mixed(gap: str) -> str:
    """The same where another sign stands between each two: every second one is of the text."""
    if len(gap) >= 3 and len(gap) % 2:
        said = gap[1::2].strip()
        return said or " "
    return ""


# --- one a line, each with its label --------------------------------------------------------------

_LONGEST_LINE = 40
_FEWEST_LINES = 6
_line = re.compile(r"[^\n]*\n?").finditer
_labelled = re.compile(
    r"[|>\s]*(?:[(\[]?\d{1,3}[.):\]/|-]+|[^\W\d_][\w .]{0,12}[:>|–—-]+|\d{1,3}(?=\s)|[-*•–—>+#|]+)\s*"
    r"(\S{1,6}?)[\s|!?…)\]\"»]*$"
).match
"""A number, a name or a bullet, then one character or one group; on lines of at most 40 characters."""


def _lines(text: str) -> Iterator[tuple[Sequence[_Atom], Sequence[str]]]:
    """Rows of lines that hold a label and a character each, or a label and a group."""
    row: list[_Atom] = []
    for match in _line(text):
        if not match[0]:
            break
        found = None
        if match.end() - match.start() <= _LONGEST_LINE:
            found = _labelled(text[match.start() : match.end()].rstrip("\n"))
        if found is not None and "--" not in match[0]:
            row.append(_Atom(match.start() + found.start(1), match.start() + found.end(1)))
        if "--" in match[0] and not match[0].strip("-+|=: \n"):
            row = row if len(row) > 1 else []  # what stands over a rule is a heading
        elif found is None and match[0].strip():
            yield from _row_of_lines(row)
            row = []
    yield from _row_of_lines(row)


def _row_of_lines(row: Sequence[_Atom]) -> Iterator[tuple[Sequence[_Atom], Sequence[str]]]:
    sizes = {end - start for start, end in row}
    if len(row) >= _FEWEST_LINES and sizes == {1}:
        yield row, [""] * (len(row) - 1)
    elif len(row) >= 2 and sizes and min(sizes) > 1:
        yield row, [" "] * (len(row) - 1)

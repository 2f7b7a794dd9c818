r"""Groups of an identifier with something else between: « FR76 puis 3000 puis 6000 », ``#4970 #1234``.

:func:`regrouped` puts rows of groups that hold figures in the form in which identifiers are written, a
space between any two and around: from lists, tables, hashtags, links, file names, with a number before
each or with the same word between. A second reading takes the letters among figures for figures that
look like them (``O`` for 0, ``l`` for 1). Eight figures make a row; numbers that go up or down are a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ecluse.text.hints import FILLERS, THEN
from ecluse.text.mapped import Mapped, Weave

__all__ = ["regrouped"]

_FEWEST_DIGITS = 8
_LONGEST_GAP = 24
_LONGEST_GROUP = 12
_LONGEST_ALONE = 34
_COUNTRY = 3
"""Characters of a group that may begin with the letters of a country."""
_MOST_GROUPS = 40
_CONNECTORS = FILLERS | THEN
_groups = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]*[0-9][A-Za-z0-9]*|[A-Z]{1,4}(?![A-Za-z0-9]))"
).finditer
"""Runs of letters and digits that may be groups: with figures, or of a few capitals."""
_stuck = re.compile(
    r"(?:xx|no|[a-z]|[a-z]{3,8})?((?:[A-Z]{2})?[0-9]{4,}[0-9A-Z]*?)(?:[a-z]{1,8})?"
    r"|(?:xx|[xyzwj])?([0-9]{1,3})(?:[xyzqwj]{1,3}|ok)?"
).fullmatch
_words = re.compile(r"[^\W_]+").findall
_money = re.compile(r"[€%$£]").search
_sentence_end = re.compile(r"[.!?;:]\s").search
_digit = re.compile("[0-9]").search
_AFTER_NUMBER = frozenset((".", ")", ":", ".)"))
_USUAL = frozenset((" ", ".", "-", "/", "\xa0", "\u202f"))
"""Gaps with which identifiers are read as they stand."""
_AROUND = frozenset("#@/_=+&?.…")
"""Signs beside a row that make it a piece of something else: a hashtag, a link."""
_ALL = str.maketrans("OolISsBZz", "001155822")


class _Group(NamedTuple):
    """``text``: what stands in its place, of the same length."""

    start: int
    end: int
    text: str


def regrouped(text: str) -> Iterator[Mapped]:
    """``text`` with its rows of groups as identifiers are written, and with look-alikes as figures.

    >>> [made.text for made in regrouped("virez sur FR76 puis 3000 puis 6000 puis 01 !")]
    ['virez sur  FR76 3000 6000 01  !', 'virez sur  FR763000600001  !']
    >>> [made.text for made in regrouped("au O639 98 l2 34")]
    ['au  0639 98 12 34 ']
    """
    rows = [row for row in _rows(text) if _is_row(row)]
    changed = [row for row in rows if _changes(text, row)]
    if changed:
        yield _woven(text, changed, alike=False)
        if any(len(row) > 2 for row in changed):
            yield _woven(text, changed, alike=False, tight=True)
    alike = [row for row in rows if any(_figures(g.text) != g.text for g in row)]
    if alike:
        yield _woven(text, alike, alike=True)


def _woven(
    text: str, rows: Sequence[Sequence[_Group]], *, alike: bool, tight: bool = False
) -> Mapped:
    made, at = Weave(text), 0
    for row in rows:
        made.keep(at, row[0].start)
        for number, group in enumerate(row):
            if not (tight and number):
                made.put(" ", group.start, group.start)
            shown = _figures(group.text) if alike else group.text
            made.put(shown.upper(), group.start, group.end)
        at = row[-1].end
        made.put(" ", at, at)
    made.keep(at, len(text))
    return made.done()


def _figures(group: str) -> str:
    """A group with the figures that its letters look like, when it holds figures too."""
    if group.isdigit() or _digit(group) is None:
        return group
    country = 2 if group[:2].isalpha() and group[:2].isupper() and len(group) > _COUNTRY else 0
    return group[:country] + group[country:].translate(_ALL)


def _rows(text: str) -> Iterator[list[_Group]]:
    row: list[_Group] = []
    gaps: set[str] = set()
    for match in _groups(text):
        group = _bare(match)
        if not _is_code(group.text):
            continue
        if row:
            gap = text[row[-1].end : group.start]
            before = row[-1].text
            numbered = len(before) < 3 and before.isdigit() and gap.strip() in _AFTER_NUMBER
            if not (numbered or _is_gap(gap, gaps)) or len(row) >= _MOST_GROUPS:
                yield _without_numbers(row)
                row, gaps = [], set()
            else:
                gaps.add(gap)
        row.append(group)
    yield _without_numbers(row)


def _bare(match: re.Match[str]) -> _Group:
    """A group without the small letters that are stuck to its figures: ``no4970``, ``1234ok``."""
    start, end = match.span()
    written = match[0]
    if written.isdigit() or written.isupper() or _digit(written) is None:
        return _Group(start, end, written)
    stuck = _stuck(written) if end - start <= _LONGEST_ALONE + _LONGEST_GROUP else None
    if stuck is None:
        return _Group(start, end, written)
    which = stuck.lastindex or 1
    return _Group(start + stuck.start(which), start + stuck.end(which), stuck[which])


def _is_code(group: str) -> bool:
    """Whether it may be a group: figures, letters with figures, or a few capitals."""
    if group.isdigit() or _digit(group) is not None:
        return len(group) <= _LONGEST_ALONE
    return len(group) <= 4 and group.isupper()


def _is_gap(gap: str, before: set[str]) -> bool:
    """Whether a row goes on after a gap: signs, a word that stood there before, or one that says so."""
    if len(gap) > _LONGEST_GAP or gap.count("\n") > 2 or _money(gap):
        return False
    words = _words(gap)
    if not words:
        return "\n" in gap or not _sentence_end(gap)
    longest = max(map(len, words))
    if longest == 1 and ("=" in gap or ":" in gap or ")" in gap):
        return True
    if len(words) > 3 or longest > 10:
        return False
    bracketed = gap.strip()[:1] in "([{*" and gap.strip()[-1:] in ")]}*"
    return bracketed or gap in before or all(word.lower() in _CONNECTORS for word in words)


def _without_numbers(row: list[_Group]) -> list[_Group]:
    """A row without the numbers 1, 2, 3… that stand before its groups."""
    if len(row) >= 4 and len(row) % 2 == 0:
        numbers = [group.text for group in row[::2]]
        if numbers == [str(n) for n in range(1, len(numbers) + 1)]:
            return row[1::2]
    return row


def _is_row(row: Sequence[_Group]) -> bool:
    if sum([group.end - group.start for group in row]) < _FEWEST_DIGITS:
        return False
    digits = sum(c.isdigit() for g in row for c in _figures(g.text))
    if not _FEWEST_DIGITS <= digits <= 3 * _LONGEST_ALONE:
        return False
    numbers = [int(g.text) for g in row if g.text.isdigit() and len(g.text) <= _LONGEST_GROUP]
    if len(row) > 2 and len(numbers) == len(row):
        goes_up = all(one < other for one, other in pairwise(numbers))
        goes_down = all(one > other for one, other in pairwise(numbers))
        return not (goes_up or goes_down)
    return True


def _changes(text: str, row: Sequence[_Group]) -> bool:
    """Whether a row is not read as it stands."""
    gaps = {text[one.end : other.start] for one, other in pairwise(row)}
    first, last = text[row[0].start - 1 : row[0].start], text[row[-1].end : row[-1].end + 1]
    glued = (first in _AROUND or first.isalpha()) if first else False
    if len(row) == 1:
        if first.isalpha() or last.isalpha():
            return True
        return (glued or last == "_") and row[0].text[:1].isalpha() and row[0].text[2:4].isdigit()
    return bool(gaps - _USUAL) or len(gaps) > 1 or glued or last == "_" or last.isalpha()

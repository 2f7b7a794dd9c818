"""Tables read downward: a word, or its letters, set one cell a row.

Rows are lines of cells between bars (Markdown, ASCII art, box drawing) or tabs, or those of HTML. Cells
without a letter stand for themselves only: figures one below the other are no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ecluse.text.mapped import Mapped, Weave
from ecluse.text.tags import resolve

__all__ = ["downward", "rows_of"]

Range = tuple[int, int]
Cell = Sequence[Range]
"""The ranges of its text."""

_bars = re.compile(r"[|│┃║¦\t]").finditer
_rule = re.compile(r"[-=_*:|+ \t\r─━═│┃║┼╋╬├┤┌┐└┘╔╗╚╝╠╣╦╩┬┴╪]*").match
_APART = "\n;\n"


def rows_of(text: str) -> Iterator[list[list[Cell]]]:
    """The tables of a text: lines with bars that follow each other, two at least."""
    rows = list[list[Cell]]()
    place = 0
    while place < len(text):
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        cells = _cells(text, place, end)
        place = end + 1
        if cells is None:
            continue
        if cells:
            rows.append(cells)
            continue
        if len(rows) > 1:
            yield rows
        rows = []
    if len(rows) > 1:
        yield rows


def _cells(text: str, start: int, end: int) -> list[Cell] | None:
    """The cells of a line; none when it has no bar; ``None`` when it is a rule between rows."""
    bars = [found.start() for found in _bars(text, start, end)]
    if not bars:
        rule = _rule(text, start, end)
        return None if rule and start < end <= rule.end() else []
    rule = _rule(text, start, end)
    if rule and rule.end() >= end:
        return None
    edges = [start - 1, *bars, end]
    found = [_stripped(text, edge + 1, edges[n + 1]) for n, edge in enumerate(edges[:-1])]
    first = 1 if found[0][0] == found[0][1] else 0
    return [[one] for one in found[first:]]


def _stripped(text: str, start: int, end: int) -> Range:
    cell = text[start:end]
    left = len(cell) - len(cell.lstrip())
    return start + left, start + max(len(cell.rstrip()), left)


def downward(text: str, tables: Iterable[Sequence[Sequence[Cell]]]) -> Mapped | None:
    """Each column of each table, its cells put together, and its cells as words; each row put together.

    >>> downward("c|x\\no|y\\nn|z", rows_of("c|x\\no|y\\nn|z")).text.split()
    ['con', ';', 'c', 'o', 'n', ';', 'xyz', ';', 'x', 'y', 'z', ';', 'cx', ';', 'oy', ';', 'nz', ';']
    """
    made = Weave(text)
    is_empty = True
    for rows in tables:
        columns = list[list[Cell]]()
        for row in rows:
            for number, cell in enumerate(row):
                if number == len(columns):
                    columns.append([])
                columns[number].append(cell)
        for cells in columns:
            is_empty = not _put(made, text, cells, ("", " ")) and is_empty
        for row in rows:
            is_empty = not _put(made, text, row, ("",)) and is_empty
    return None if is_empty else made.done()


def _put(made: Weave, text: str, cells: Sequence[Cell], between: Sequence[str]) -> bool:
    """Whether there were at least two cells with a letter."""
    worded = [cell for cell in cells if _has_letter(text, cell)]
    if len(worded) < 2:
        return False
    for one in between:
        for number, cell in enumerate(worded):
            for start, end in cell:
                resolve(made, text, start, end)
            if one and cell and number < len(worded) - 1:
                made.put(one, cell[-1][1], cell[-1][1])
        at = worded[-1][-1][1]
        made.put(_APART, at, at)
    return True


def _has_letter(text: str, cell: Cell) -> bool:
    return any(any(map(str.isalpha, text[start:end])) for start, end in cell)

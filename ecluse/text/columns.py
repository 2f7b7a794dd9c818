"""Tables read downward: a word, or its letters, set one cell a row.

Rows are lines of cells between bars (Markdown, ASCII art, box drawing) or tabs, or those of HTML. Cells
without a letter stand for themselves only: figures one below the other are no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ecluse.text.mapped import Mapped, Weave
from ecluse.text.tags import resolve

__all__ = ["downward", "rows_of"]

Range = tuple[int, int]
Cell = Sequence[Range]
"""The ranges of its text."""

_BARS = "\t│┃║¦"
_RULE = "-=_*:|+ \t\r─━═│┃║┼╋╬├┤┌┐└┘╔╗╚╝╠╣╦╩┬┴╪"
_APART = "\n;\n"


def rows_of(text: str) -> Iterator[list[list[Cell]]]:
    """The tables of a text: lines with bars that follow each other, two at least."""
    for bar in _BARS:
        text = text.replace(bar, "|")
    rows, place = list[list[Cell]](), 0
    for line in text.split("\n"):
        cells = _cells(line, place) if "|" in line else []
        place += len(line) + 1
        if cells:
            rows.append(cells)
        elif not line or line.strip(_RULE):
            if len(rows) > 1:
                yield rows
            rows = []
    if len(rows) > 1:
        yield rows


def _cells(line: str, place: int) -> list[Cell]:
    """The cells of a line with bars; none when it is a rule between rows."""
    if not line.strip(_RULE):
        return []
    found = list[Cell]()
    for number, cell in enumerate(line.split("|")):
        end = place + len(cell)
        if cell := cell.lstrip():
            start = end - len(cell)
            found.append([(start, start + len(cell.rstrip()))])
        elif number:
            found.append([])
        place = end + 1
    return found


def downward(text: str, tables: Iterable[Sequence[Sequence[Cell]]]) -> Mapped | None:
    """Each column of each table, its cells put together, and its cells as words; each row put together.

    >>> downward("c|x\\no|y\\nn|z", rows_of("c|x\\no|y\\nn|z")).text.split()
    ['cx', ';', 'oy', ';', 'nz', ';', 'con', ';', 'c', 'o', 'n', ';', 'xyz', ';', 'x', 'y', 'z', ';']
    """
    made = Weave(text)
    is_empty = True
    for rows in tables:
        columns = list[list[Cell]]()
        for row in rows:
            columns += [[] for _ in range(len(row) - len(columns))]
            worded = [cell for cell in row if _has_letter(text, cell)]
            for number, cell in enumerate(row):
                columns[number].append(cell)
            is_empty = not _put(made, text, worded, ("",)) and is_empty
        for cells in columns:
            worded = [cell for cell in cells if _has_letter(text, cell)]
            is_empty = not _put(made, text, worded, ("", " ")) and is_empty
    return None if is_empty else made.done()


def _put(made: Weave, text: str, cells: Sequence[Cell], between: Sequence[str]) -> bool:
    """Whether there were at least two cells."""
    if len(cells) < 2:
        return False
    for one in between:
        for number, cell in enumerate(cells):
            if one and number:
                made.put(one, cell[0][0], cell[0][0])
            for start, end in cell:
                resolve(made, text, start, end)
        at = cells[-1][-1][1]
        made.put(_APART, at, at)
    return True


def _has_letter(text: str, cell: Cell) -> bool:
    for start, end in cell:
        one = text[start:end]
        if one.isalpha() or any(map(str.isalpha, one)):
            return True
    return False

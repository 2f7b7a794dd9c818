"""Rows written as CSV (RFC 4180), as spreadsheets save them: comma, semicolon or tab.

The first row names the fields. The separator is the one under which it names most of them; nothing
else is guessed. A row with another number of cells than the header is held, because its cells may
stand in the wrong columns. A quote that is never closed, or that stands where none may, makes one
error of all that follows: nobody can say where the next row starts.
"""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ecluse.model import DraftError, Origin
from ecluse.read import words
from ecluse.read.record import LIMIT, Record, held
from ecluse.read.row import KEYS, meant, record_of
from ecluse.read.source import Line, decoded, too_long
from ecluse.read.words import counted, filled

__all__ = ["csv_records"]

_SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class _Row:
    """Cells, the line on which they start, and the error of a line that is not UTF-8."""

    cells: list[str]
    line: int
    error: DraftError | None


def csv_records(lines: Iterable[Line], path: str) -> Iterator[Record | DraftError]:
    """The record of each row after the header."""
    broken: DraftError | None = None
    table = _Table(iter(lines))
    try:
        header = _header(table)
        for row in table.rows():
            yield _result(header, row, path)
    except DraftError as error:
        broken = held(error, path, error.line)
    if broken is not None:
        yield broken


def _result(header: Sequence[str], row: _Row, path: str) -> Record | DraftError:
    try:
        if row.error is not None:
            raise row.error
        return _record(header, row, path)
    except DraftError as error:
        return held(error, path, row.line)


def _record(header: Sequence[str], row: _Row, path: str) -> Record:
    if len(row.cells) != len(header):
        raise DraftError(
            filled(
                words.CELLS,
                cells=counted(len(row.cells), words.CELL),
                columns=counted(len(header), words.COLUMN),
            ),
            remedy=words.QUOTE_SEPARATORS,
        )
    values: dict[str, object] = {
        name: cell for name, cell in zip(header, row.cells, strict=True) if cell or name == "text"
    }
    return record_of(values, f"{path}:{row.line}", Origin(path, row.line))


# --- the header -----------------------------------------------------------------------------------


def _header(table: _Table) -> list[str]:
    """The names of the columns; the table knows its separator afterwards.

    Raises:
        DraftError: the header names no field, or one twice.
    """
    first = table.peek()
    table.separator = max(_SEPARATORS, key=lambda separator: _named(first, separator))
    row = next(table.rows(), None)
    if row is None:
        raise DraftError(words.EMPTY, remedy=words.GIVE_HEADER)
    if row.error is not None:
        raise row.error
    names = [_column(cell) for cell in row.cells]
    if KEYS.isdisjoint(names):
        raise DraftError(words.NO_FIELD, line=row.line, remedy=words.NAME_A_COLUMN)
    given = [name for name in names if name in KEYS]
    if len(set(given)) != len(given):
        twice = next(name for name in given if given.count(name) > 1)
        raise DraftError(
            filled(words.TWO_COLUMNS, name=twice), line=row.line, remedy=words.KEEP_ONE
        )
    return _distinct(names)


def _named(header: str, separator: str) -> int:
    """How many fields a header names under a separator."""
    cells = header.replace('"', "").split(separator)
    return sum(_column(cell) in KEYS for cell in cells)


def _column(cell: str) -> str:
    plain = cell.strip()
    return plain if plain in KEYS else meant(plain) or plain


def _distinct(names: list[str]) -> list[str]:
    """Names of no field are told apart by their place, so that none hides another's text."""
    seen: set[str] = set()
    distinct: list[str] = []
    for place, name in enumerate(names, 1):
        distinct.append(f"{name or 'column'}-{place}" if name in seen or not name else name)
        seen.add(name)
    return distinct


# --- rows -----------------------------------------------------------------------------------------


class _Table:
    """Lines on their way to the csv module, with what it does not keep: bytes and places."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._waiting: list[str] = []
        self._error: DraftError | None = None
        self._line, self._start, self._size = 0, 1, 0
        self.separator = ","

    def peek(self) -> str:
        """The first line; the empty string at the end of the file."""
        self._waiting = [text for text in [next(self._texts(), "")] if text]
        return "".join(self._waiting)

    def rows(self) -> Iterator[_Row]:
        """Every row that is not blank.

        Raises:
            DraftError: no row can be made of what follows.
        """
        # The limit is the process's; it is only ever raised, so that a cell may fill a record.
        csv.field_size_limit(max(csv.field_size_limit(), LIMIT))
        reader = csv.reader(self._given(), delimiter=self.separator, strict=True)
        while (cells := self._cells(reader)) is not None:
            error, self._error = self._error, None
            if error is not None or any(cells):
                yield _Row(cells, self._start, error)

    def _cells(self, reader: Iterator[list[str]]) -> list[str] | None:
        self._start, self._size = self._line + 1, 0
        with contextlib.suppress(csv.Error):
            return next(reader, None)
        raise DraftError(
            words.OPEN_QUOTE,
            line=self._start,
            remedy=words.DOUBLE_QUOTES,
        )

    def _given(self) -> Iterator[str]:
        while self._waiting:
            yield self._counted(self._waiting.pop())
        for text in self._texts():
            yield self._counted(text)

    def _counted(self, text: str) -> str:
        self._line += 1
        self._size += len(text)
        if self._size > LIMIT:
            raise self._too_long()
        return text

    def _texts(self) -> Iterator[str]:
        """Each line with its end; one that is not UTF-8 is kept, and its row is held."""
        for line in self._lines:
            if line.data is None:
                raise self._too_long()
            yield self._text(line.data, line.number) + ("\n" if line.ended else "")

    def _text(self, data: bytes, number: int) -> str:
        try:
            return decoded(data, number)
        except DraftError as error:
            self._error = error
        return data.replace(b"\x00", b"?").decode("utf-8", "replace")

    def _too_long(self) -> DraftError:
        error = too_long()
        return DraftError(
            filled(words.LONG_ROW, problem=error.problem), line=self._start, remedy=error.advice
        )

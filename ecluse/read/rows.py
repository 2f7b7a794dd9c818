"""Rows written as JSON: one object a line, one object, or an array of objects.

A line or element that is wrong is held with its line number, and the ones after it are read. Only
where the syntax itself breaks is the rest of a JSON file (not of a JSONL file) one error, because
nobody can say where the next record starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from ecluse.model import DraftError, Message, Origin
from ecluse.read import words
from ecluse.read.postiz import is_postiz, record_of_posts
from ecluse.read.record import LIMIT, Record, held
from ecluse.read.row import record_of
from ecluse.read.source import Line, decoded, too_long
from ecluse.read.strict_json import Parser, skip_space
from ecluse.read.words import filled

__all__ = ["json_records", "jsonl_records"]

_SPACE = b" \t\r"


def jsonl_records(lines: Iterable[Line], path: str) -> Iterator[Record | DraftError]:
    """The record of each line that is not blank."""
    parser = Parser()
    for line in lines:
        if line.data is not None and not line.data.strip(_SPACE):
            continue
        result: Record | DraftError
        try:
            result = _of_line(parser, line, path)
        except DraftError as error:
            result = held(error, path, line.number)
        yield result


def _of_line(parser: Parser, line: Line, path: str) -> Record:
    if line.data is None:
        raise too_long()
    text = decoded(line.data, line.number)
    try:
        parsed = parser.whole(text)
    except DraftError as error:
        # The parser counts lines from its own text, which is one line.
        raise _torn(error, line) from None
    id, origin = f"{path}:{line.number}", Origin(path, line.number)
    return _record(parsed.value, parsed.fault, id, origin)


def _torn(error: DraftError, line: Line) -> DraftError:
    problem = error.problem if line.ended else filled(words.TORN, problem=error.problem)
    return DraftError(problem, line=line.number, remedy=error.advice)


def _record(value: object, fault: Message | None, id: str, origin: Origin) -> Record:
    if fault is not None:
        raise DraftError(fault)
    if not isinstance(value, dict):
        raise DraftError(words.NOT_AN_OBJECT, remedy=words.WRITE_AN_OBJECT)
    row = cast("dict[str, object]", value)
    return record_of_posts(row, id, origin) if is_postiz(row) else record_of(row, id, origin)


# --- a whole file ---------------------------------------------------------------------------------


def json_records(text: str, path: str) -> Iterator[Record | DraftError]:
    """The record of an object, or of each object of an array."""
    parser, start = Parser(), skip_space(text, 0)
    if text.startswith("[", start):
        yield from _elements(_Elements(parser, text, path, start + 1))
        return
    result: Record | DraftError
    line = 1 + text.count("\n", 0, start)
    try:
        parsed = parser.whole(text)
        _check_length(parsed.end - start)
        result = _record(parsed.value, parsed.fault, path, Origin(path, line))
    except DraftError as error:
        result = held(error, path, line)
    yield result


class _Elements:
    """An array being read: the place, and the line that it is on."""

    def __init__(self, parser: Parser, text: str, path: str, start: int) -> None:
        self.parser, self.text, self.path = parser, text, path
        self.place, self.line = 0, 1
        self.on_line = 0
        """Elements that started on the same line before."""
        self.move(start)

    def move(self, place: int) -> None:
        """Go forward to ``place``, counting lines."""
        lines = self.text.count("\n", self.place, place)
        self.place, self.line = place, self.line + lines
        if lines:
            self.on_line = 0

    def skip(self) -> str:
        """Go over white space; the character that follows, or the empty string."""
        self.move(skip_space(self.text, self.place))
        return self.text[self.place : self.place + 1]

    def read(self) -> Record | DraftError:
        """The element at the place.

        Raises:
            DraftError: broken syntax: nothing after it can be read.
        """
        line, start = self.line, self.place
        self.on_line += 1
        id = f"{self.path}:{line}" + (f"#{self.on_line}" if self.on_line > 1 else "")
        parsed = self.parser.at(self.text, start)
        self.move(parsed.end)
        try:
            _check_length(parsed.end - start)
            return _record(parsed.value, parsed.fault, id, Origin(self.path, line))
        except DraftError as error:
            return held(error, self.path, line)

    def step(self) -> None:
        """Go over one character."""
        self.move(self.place + 1)

    def goes_on(self) -> bool:
        """Go over the comma or the bracket after an element; whether it was a comma.

        Raises:
            DraftError: it is neither.
        """
        after = self.skip()
        if after not in {",", "]"}:
            raise self.broken(words.COMMA if after else words.CUT_ARRAY)
        self.step()
        return after == ","

    def broken(self, why: Message) -> DraftError:
        """The error at the place, for what is not an array any more."""
        return DraftError(filled(words.NOT_JSON, why=why), path=self.path, line=self.line)


def _elements(array: _Elements) -> Iterator[Record | DraftError]:
    """The part of an array after its bracket: ``[ element *( "," element ) ] "]"``, then nothing."""
    broken: DraftError | None = None
    try:
        more = array.skip() != "]"
        if not more:
            array.step()
        while more:
            array.skip()
            yield array.read()
            more = array.goes_on()
        if array.skip():
            raise array.broken(words.AFTER_ARRAY)
    except DraftError as error:
        broken = held(error, array.path, array.line)
    if broken is not None:
        yield broken


def _check_length(length: int) -> None:
    if length > LIMIT:
        raise too_long()

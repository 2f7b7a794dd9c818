"""Reading: any bytes give drafts, or one error with its place.

    bytes ─blocks─▶ lines or a text ─format─▶ rows ─fields─▶ Record(drafts) | DraftError

Four ways in, all generators that hold one record at a time (a JSON, text or Markdown file: one file):

- :func:`read` takes files and folders as a person names them;
- :func:`records` takes one file, stream or bytes;
- :func:`ranges` and :func:`records_in` let several processes share one JSONL file.

Nothing raises for a bad record: the :class:`~ecluse.model.DraftError` of a record comes in its place,
and the records after it come too. Nothing is lost in silence either: records in are records and
errors out, and a file that is not read is a :class:`Skipped`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ecluse.model import DraftError
from ecluse.read import words
from ecluse.read.record import LIMIT, Format, Range, Record, Skipped, held, label_of, read_as
from ecluse.read.source import blocks, decoded, lines, open_source, part, ranges, raw, whole
from ecluse.read.words import filled

if TYPE_CHECKING:
    from ecluse.read.source import Line

__all__ = [
    "JSON_LIMIT",
    "LIMIT",
    "Format",
    "Range",
    "Record",
    "Skipped",
    "format_of",
    "ranges",
    "read",
    "records",
    "records_in",
]

JSON_LIMIT = 64 << 20
"""Bytes of one JSON file, which is read whole; JSONL has no limit."""

_HEAD = 1 << 16
"""Bytes looked at to tell the format of what has no file name."""


def read(
    paths: Iterable[str | os.PathLike[str]], *, format: Format | None = None
) -> Iterator[Record | DraftError | Skipped]:
    """The records of files and folders.

    Args:
        paths: files, and folders, which are walked in sorted order.
        format: how to read the files that are named; those in folders tell it by their names.
    """
    for path in map(Path, paths):
        if path.is_dir():
            yield from _folder(path)
        else:
            yield from records(path, format=format)


def _folder(path: Path) -> Iterator[Record | DraftError | Skipped]:
    from ecluse.read.folder import files

    for found in files(path):
        if isinstance(found, Path):
            yield from records(found)
        else:
            yield found


def records(
    source: bytes | Path | BinaryIO, *, path: str = "", format: Format | None = None
) -> Iterator[Record | DraftError]:
    """The records of one file, stream or bytes.

    Args:
        source: a path, the bytes themselves, or a binary stream that the caller closes.
        path: the name for reports; by default the path itself, or ``-``.
        format: how to read it; by default what the name's extension tells, and without extension
            what it starts with.

    >>> [record] = records(b'{"text": "Bonjour"}\\n', format=Format.JSONL)
    >>> record.drafts[0].text, record.drafts[0].id
    ('Bonjour', '-:1')
    """
    name = path or (label_of(source) if isinstance(source, Path) else "-")
    fault: DraftError | None = None
    try:
        stream = open_source(source)
        try:
            yield from _records(stream, name, format)
        finally:
            if isinstance(source, Path):
                stream.close()
    except DraftError as error:
        fault = held(error, name)
    except OSError as error:
        fault = _unreadable(error, name)
    if fault is not None:
        yield fault


def records_in(path: Path, range: Range, *, name: str = "") -> Iterator[Record | DraftError]:
    """The records of one range of a JSONL file, with the line numbers of the whole file."""
    name = name or label_of(path)
    fault: DraftError | None = None
    try:
        with path.open("rb") as stream:
            pieces = _of_range(stream, range)
            yield from _jsonl(lines(pieces, range.line), name)
    except DraftError as error:
        fault = held(error, name)
    except OSError as error:
        fault = _unreadable(error, name)
    if fault is not None:
        yield fault


def _of_range(stream: BinaryIO, range: Range) -> Iterator[bytes]:
    pieces = part(stream, range.start, range.end)
    if range.start:
        return pieces
    # Only the start of a file has a byte order mark.
    return blocks(pieces)


def _unreadable(error: OSError, path: str) -> DraftError:
    return DraftError(filled(words.NOT_READ, why=words.system(error)), path=path)


# --- formats --------------------------------------------------------------------------------------


def _records(stream: BinaryIO, path: str, format: Format | None) -> Iterator[Record | DraftError]:
    pieces = blocks(raw(stream))
    if format is None:
        format = read_as(path)
    if format is None:
        format, pieces = _told(pieces, path)
    if format is Format.JSONL:
        return _jsonl(lines(pieces), path)
    if format is Format.CSV:
        return _csv(lines(pieces), path)
    if format in {Format.JSON, Format.POSTIZ}:
        return _json(decoded(whole(pieces, JSON_LIMIT)), path)
    return _prose(decoded(whole(pieces, LIMIT)), path, markdown=format is Format.MARKDOWN)


def format_of(data: bytes, path: str) -> Format:
    """The format that a name tells, and without extension what the bytes start with.

    Raises:
        DraftError: the name has an extension that tells none.
    """
    return read_as(path) or _told(blocks(iter([data])), path)[0]


def _told(pieces: Iterator[bytes], path: str) -> tuple[Format, Iterator[bytes]]:
    """The format that the first bytes tell, and all the bytes."""
    from itertools import chain

    if os.path.splitext(path)[1]:
        extension = os.path.splitext(path)[1]
        raise DraftError(filled(words.NO_FORMAT, extension=extension), remedy=words.NAME_THE_FORMAT)
    head = bytearray()
    for piece in pieces:
        head += piece
        if len(head) >= _HEAD:
            break
    return _told_by(bytes(head)), chain([bytes(head)], pieces)


def _told_by(head: bytes) -> Format:
    """JSON starts with an object or an array of objects; a post may start with « [Live] »."""
    start = head.lstrip(b" \t\r\n")
    if start[:1] == b"[":
        return Format.JSON if start[1:].lstrip(b" \t\r\n")[:1] in {b"{", b"]"} else Format.TEXT
    if start[:1] != b"{" or start[1:].lstrip(b" \t\r\n")[:1] not in {b'"', b"}"}:
        return Format.TEXT
    first, _, rest = start.partition(b"\n")
    ended = first.rstrip(b" \t\r").endswith(b"}") and rest.lstrip(b" \t\r\n")[:1] == b"{"
    return Format.JSONL if ended else Format.JSON


def _jsonl(given: Iterable[Line], path: str) -> Iterator[Record | DraftError]:
    from ecluse.read.rows import jsonl_records

    return jsonl_records(given, path)


def _json(text: str, path: str) -> Iterator[Record | DraftError]:
    from ecluse.read.rows import json_records

    return json_records(text, path)


def _csv(given: Iterable[Line], path: str) -> Iterator[Record | DraftError]:
    from ecluse.read.rows_csv import csv_records

    return csv_records(given, path)


def _prose(text: str, path: str, *, markdown: bool) -> Iterator[Record | DraftError]:
    from ecluse.read.prose import prose_record

    yield prose_record(text, path, markdown=markdown)

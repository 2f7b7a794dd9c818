"""Bytes to lines: encodings, limits, and the cutting of a long file among workers.

Everything is read in blocks, so memory does not grow with the file. UTF-8 is passed on as it is;
UTF-16 and UTF-32 are decoded when a byte order mark says so. Nothing is guessed: other bytes are a
:class:`~ecluse.model.DraftError` that asks for UTF-8.

Only the byte ``\\n`` ends a line. Unicode's other separators (U+2028, U+0085…) are characters of a
text, as they are in JSON.
"""

from __future__ import annotations

import codecs
import io
import stat
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from ecluse.lean import NamedTuple
from ecluse.model import DraftError
from ecluse.read import words
from ecluse.read.record import LIMIT, Range
from ecluse.read.words import filled

__all__ = ["Line", "blocks", "decoded", "lines", "open_source", "part", "ranges", "raw", "whole"]

BLOCK = 1 << 18
"""Bytes read at a time; below LIMIT, so that a line inside one block is never above it."""

_WIDE = {
    (False, True, False, True),
    (True, False, True, False),
    (False, True, True, True),
    (True, True, True, False),
}
"""Which of the first four bytes are zero in UTF-16 and UTF-32."""

_MARKS = (
    # UTF-32 first: its little-endian mark starts with the one of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)


class Line(NamedTuple):
    """A line without its newline; ``data`` is ``None`` when it is above the limit.

    ``ended``: whether a newline followed, so that the last line can be known as torn.
    """

    number: int
    data: bytes | None
    ended: bool


def open_source(source: bytes | Path | BinaryIO) -> BinaryIO:
    """A stream of bytes. The caller closes what is a path.

    Raises:
        OSError: the path cannot be opened.
        DraftError: it is a pipe, a device or a socket, which may never end.
    """
    if isinstance(source, bytes):
        return io.BytesIO(source)
    if isinstance(source, Path):
        return _open_file(source)
    return source


def _open_file(path: Path) -> BinaryIO:
    """Open a regular file. It is looked at first, because opening a pipe waits for its writer."""
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise DraftError(words.NOT_A_FILE, remedy=words.GIVE_AS_INPUT)
    return path.open("rb")


# --- blocks ---------------------------------------------------------------------------------------


def raw(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of a stream as they are."""
    while block := stream.read(BLOCK):
        yield block


def blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a file from its start as UTF-8, without byte order mark.

    Raises:
        DraftError: UTF-16 or UTF-32 that is broken, or that no byte order mark announces.
    """
    following = iter(pieces)
    head = b""
    # A pipe may give a few bytes at a time.
    while len(head) < 4 and (more := next(following, b"")):
        head += more
    mark, encoding = mark_of(head)
    if not mark and _looks_wide(head):
        raise DraftError(words.NO_MARK, remedy=words.SAVE_AS_UTF8)
    rest = chain([head[len(mark) :]], following)
    yield from rest if encoding == "utf-8" else _narrowed(rest, encoding)


def mark_of(head: bytes) -> tuple[bytes, str]:
    """The byte order mark at the start of a file, and the encoding that it announces.

    >>> mark_of(b"\\xff\\xfeB\\x00")[1], mark_of(b"Bonjour")
    ('utf-16-le', (b'', 'utf-8'))
    """
    return next(((m, e) for m, e in _MARKS if head.startswith(m)), (b"", "utf-8"))


def _looks_wide(head: bytes) -> bool:
    """Whether two ASCII characters, or one, start the file in UTF-16, or UTF-32 (RFC 4627, 3)."""
    return tuple(byte == 0 for byte in head[:4]) in _WIDE


def _narrowed(wide: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Decode UTF-16 or UTF-32 and give it as UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for block, last in _with_last(wide):
        broken = False
        try:
            text = decoder.decode(block, last)
        except UnicodeDecodeError as error:
            broken, text = True, error.object[: error.start].decode(encoding)
        yield text.encode()
        line += text.count("\n")
        if broken:
            raise DraftError(
                filled(words.BROKEN, encoding=encoding.upper()),
                line=line,
                remedy=words.SAVE_AS_UTF8,
            )


def _with_last(items: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    for item in items:
        yield item, False
    yield b"", True


# --- lines ----------------------------------------------------------------------------------------


def lines(pieces: Iterable[bytes], first: int = 1) -> Iterator[Line]:
    """Cut blocks into lines, each of at most ``LIMIT`` bytes.

    >>> [line.data for line in lines([b"a\\nb", b"c"])]
    [b'a', b'bc']
    """
    number, held, size = first, list[bytes](), 0
    for piece in pieces:
        start, *rest = piece.split(b"\n")
        held, size = _held_with(held, size, start)
        if not rest:
            continue
        yield Line(number, b"".join(held) if size <= LIMIT else None, True)
        number += 1
        for data in rest[:-1]:
            yield Line(number, data, True)
            number += 1
        held, size = _held_with([], 0, rest[-1])
    if size:
        yield Line(number, b"".join(held) if size <= LIMIT else None, False)


def _held_with(held: list[bytes], size: int, piece: bytes) -> tuple[list[bytes], int]:
    """The beginning of a line with one more piece; nothing is kept of one above the limit."""
    size += len(piece)
    if size > LIMIT:
        return [], size
    held.append(piece)
    return held, size


def too_long(line: int = 0) -> DraftError:
    """The error of a record above the limit."""
    return DraftError(
        filled(words.TOO_LONG, most=f"{LIMIT:,}".replace(",", " ")),
        line=line,
        remedy=words.CUT_THE_DRAFT,
    )


# --- whole files ----------------------------------------------------------------------------------


def whole(pieces: Iterable[bytes], limit: int) -> bytes:
    """All the bytes, when there are at most ``limit`` of them.

    Raises:
        DraftError: there are more.
    """
    taken = bytearray()
    for piece in pieces:
        taken += piece
        if len(taken) > limit:
            raise DraftError(filled(words.TOO_LARGE, most=limit >> 20), remedy=words.CUT_THE_FILE)
    return bytes(taken)


def decoded(data: bytes, first: int = 1) -> str:
    """UTF-8 bytes as text.

    Args:
        data: the bytes.
        first: the line on which they start; the error's line is counted from it.

    Raises:
        DraftError: a byte that is not UTF-8, or a NUL.
    """
    text: str | None = None
    place, problem = 0, words.NOT_UTF8
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        place = error.start
    if text is not None and "\x00" not in text:
        return text
    if text is not None:
        place, problem = data.index(0), words.NUL
    line = first + data.count(b"\n", 0, place)
    column = place - data.rfind(b"\n", 0, place)
    raise DraftError(filled(problem, column=column), line=line, remedy=words.SAVE_AS_UTF8)


# --- ranges ---------------------------------------------------------------------------------------


def ranges(path: Path, count: int) -> list[Range]:
    """Cut a JSONL file into at most ``count`` ranges of about the same size, at newlines.

    Together they are the whole file, so that workers may each read one with
    :func:`ecluse.read.records_in`. The newlines are counted on the way (about 1 GB/s), so that line
    numbers are right in each. UTF-16 and UTF-32 files are one range.

    Raises:
        OSError: the file cannot be read.
        DraftError: it is no file.
    """
    with _open_file(path) as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        if mark_of(stream.read(4))[1] != "utf-8":
            return [Range(0, size, 1)]
        cuts = [0, *_cuts(stream, size, count), size]
        starts = [1, *_line_numbers(stream, cuts[1:-1])]
    pairs = zip(cuts, cuts[1:], starts, strict=False)
    return [Range(start, end, line) for start, end, line in pairs if start < end]


def _cuts(stream: BinaryIO, size: int, count: int) -> list[int]:
    """Places just after a newline, near the equal parts of the file, in order."""
    wanted = (size * part // count for part in range(1, count))
    return sorted({_after_newline(stream, place, size) for place in wanted})


def _after_newline(stream: BinaryIO, place: int, size: int) -> int:
    stream.seek(place)
    while block := stream.read(BLOCK):
        if (found := block.find(b"\n")) >= 0:
            return place + found + 1
        place += len(block)
    return size


def _line_numbers(stream: BinaryIO, places: list[int]) -> Iterator[int]:
    """The number of the line that starts at each place."""
    stream.seek(0)
    line = 1
    for start, end in zip([0, *places], places, strict=False):
        line += sum(block.count(b"\n") for block in part(stream, start, end))
        yield line


def part(stream: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    """The bytes ``start`` to ``end`` of a stream, in blocks.

    Raises:
        DraftError: the file has become shorter since its ranges were cut.
    """
    stream.seek(start)
    left = end - start
    while left > 0:
        block = stream.read(min(BLOCK, left))
        if not block:
            raise DraftError(words.SHORTER, remedy=words.READ_AGAIN)
        left -= len(block)
        yield block

"""The earlier posts of each thread, for a gate that reads many drafts.

Rows of one ``thread`` are history to each other in the order of ``seq`` (then of their place). They
may stand anywhere in the input, so a first pass finds them: of a row in a JSONL file only its
place is kept, about 50 bytes, and it is read again when a later post of its thread is decided; other
drafts are kept themselves, up to ``HELD_LIMIT`` characters. A file in which the word ``thread``
does not occur costs one search. Rules that ask for no history need no pass at all.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from ecluse.model import Draft, DraftError, EcluseError
from ecluse.read import LIMIT, Format, Record, records
from ecluse.read.record import label_of, read_as
from ecluse.read.rows import jsonl_records
from ecluse.read.source import Line

__all__ = ["HELD_LIMIT", "LONGEST", "ThreadError", "Threads", "find_threads"]

LONGEST = 500
"""Earlier posts of one thread that are looked at; a longer thread is held."""
HELD_LIMIT = 64 << 20
"""Characters of drafts in threads that are kept because their file cannot be read at a place."""

_BLOCK = 1 << 20
_KEPT = 512


class ThreadError(EcluseError):
    """A thread that cannot be followed."""


class Threads:
    """Where the posts of each thread are. Picklable; :meth:`before` may be called in any order."""

    def __init__(self) -> None:
        self.paths: list[Path] = []
        self.held: list[Draft] = []
        self._characters = 0
        # One item for each post; `start` is its place in the file, or its number among the held
        # ones, which have no length.
        self._group, self._seq = array("Q"), array("q")
        self._path, self._line = array("I"), array("q")
        self._start, self._length = array("q"), array("I")
        self._order: Sequence[int] = ()
        self._read: dict[int, Draft] = {}
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._group)

    def add(self, draft: Draft, path: int, start: int, length: int) -> None:
        """Add one post that can be read again at its place."""
        self._group.append(_group_of(draft.thread))
        self._seq.append(draft.seq)
        self._path.append(path)
        self._line.append(draft.origin.line)
        self._start.append(start)
        self._length.append(length)

    def hold(self, draft: Draft, path: int) -> None:
        """Add one post and keep it.

        Raises:
            ThreadError: more than HELD_LIMIT characters would be kept.
        """
        self._characters += sum(len(part.text) for part in draft.parts()) + 200
        if self._characters > HELD_LIMIT:
            raise ThreadError("too many posts in threads to keep; give them as one JSONL file")
        self.add(draft, path, len(self.held), 0)
        self.held.append(draft)

    def sort(self) -> None:
        """Make the order in which :meth:`before` looks; call it when every post is added."""
        # Two stable sorts, by seq and then by thread, after the order of the input.
        order = sorted(range(len(self)), key=self._seq.__getitem__)
        order.sort(key=self._group.__getitem__)
        self._order = array("I", order)

    def before(self, draft: Draft) -> tuple[Draft, ...]:
        """The posts of the same thread that come before ``draft``.

        Raises:
            ThreadError: there are more than LONGEST, or one cannot be read again.
        """
        if not draft.thread or not self._order:
            return ()
        group = _group_of(draft.thread)
        first = bisect_left(self._order, group, key=self._group.__getitem__)
        last = bisect_right(self._order, group, key=self._group.__getitem__)
        mine = (draft.seq, self._number(draft), draft.origin.line)
        numbers = [n for n in self._order[first:last] if self._place(n) < mine]
        if len(numbers) > LONGEST:
            raise ThreadError(f"more than {LONGEST} earlier posts in one thread")
        earlier = map(self._draft, numbers)
        return tuple(one for one in earlier if one.thread == draft.thread)

    def _number(self, draft: Draft) -> int:
        if len(self._numbers) != len(self.paths):
            self._numbers = {label_of(path): number for number, path in enumerate(self.paths)}
        return self._numbers.get(draft.origin.path, len(self.paths))

    def _place(self, number: int) -> tuple[int, int, int]:
        return self._seq[number], self._path[number], self._line[number]

    def _draft(self, number: int) -> Draft:
        if not self._length[number]:
            return self.held[self._start[number]]
        if number not in self._read:
            if len(self._read) >= _KEPT:
                self._read.clear()
            self._read[number] = self._again(number)
        return self._read[number]

    def _again(self, number: int) -> Draft:
        path = self.paths[self._path[number]]
        with path.open("rb", buffering=0) as stream:
            stream.seek(self._start[number])
            line = _line(self._line[number], stream.read(self._length[number]))
        for record in jsonl_records([line], label_of(path)):
            for draft in record.drafts if isinstance(record, Record) else ():
                if (draft.seq, _group_of(draft.thread)) == (self._seq[number], self._group[number]):
                    return draft
        raise ThreadError("an earlier post of the thread is not there any more")


def _line(number: int, data: bytes) -> Line:
    return Line(number, data.rstrip(b"\n"), data.endswith(b"\n"))


def _group_of(thread: str) -> int:
    data = thread.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


# --- the first pass -------------------------------------------------------------------------------


def find_threads(
    paths: Iterable[Path], format: Format | None = None, *, piped: bytes = b""
) -> Threads:
    """Find the posts that belong to threads, in files, folders and what came by standard input.

    Raises:
        ThreadError: too many of them would have to be kept.
    """
    threads = Threads()
    for path, named in _files(paths, format):
        if not _mentions_threads(path):
            continue
        threads.paths.append(path)
        number = len(threads.paths) - 1
        if named is Format.JSONL and _is_plain(path):
            _add_lines(threads, path, number)
        else:
            _hold_all(threads, number, records(path, format=named))
    if _may_name_thread(piped):
        threads.paths.append(Path("-"))
        _hold_all(threads, len(threads.paths) - 1, records(piped, format=format))
    threads.sort()
    return threads


def _files(paths: Iterable[Path], format: Format | None) -> Iterator[tuple[Path, Format | None]]:
    from ecluse.read.folder import files

    for path in paths:
        if path.is_dir():
            found = (one for one in files(path) if isinstance(one, Path))
            yield from ((one, read_as(str(one))) for one in found)
        elif path.is_file():
            yield path, format or read_as(str(path))


def _mentions_threads(path: Path) -> bool:
    """Whether the bytes hold ``thread``, or an escape that may write it, in any usual encoding."""
    try:
        with path.open("rb") as stream:
            tail = b""
            while block := stream.read(_BLOCK):
                if _may_name_thread(tail + block) or b"t\0h\0r\0e\0" in block:
                    return True
                tail = block[-8:]
    except OSError:
        return False  # The gate itself will say so.
    return False


def _may_name_thread(data: bytes) -> bool:
    # `\\u0074` is a `t`: an escaped key is a key (RFC 8259 §7).
    return b"thread" in data or b"\\u006" in data or b"\\u007" in data or b"posts" in data


def _is_plain(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(4)
    return b"\0" not in head and not head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))


def _add_lines(threads: Threads, path: Path, number: int) -> None:
    start, length = 0, 0

    def wanted() -> Iterator[Line]:
        nonlocal start, length
        for place, line, data in _lines(stream):
            if _may_name_thread(data):
                start, length = place, len(data)
                yield _line(line, data)

    with path.open("rb") as stream:
        # A record comes out before the next line goes in, so its place is the last one.
        for record in jsonl_records(wanted(), label_of(path)):
            for draft in record.drafts if isinstance(record, Record) else ():
                if draft.thread:
                    threads.add(draft, number, start, length)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Place, number and bytes of each line; a line above the limit is left out."""
    start, number = 0, 1
    while data := stream.readline(LIMIT + 2):
        whole = data.endswith(b"\n") or len(data) <= LIMIT
        if whole:
            yield start, number, data
        while data and not data.endswith(b"\n"):
            start += len(data)
            data = stream.readline(LIMIT)
        start, number = start + len(data), number + 1


def _hold_all(threads: Threads, number: int, items: Iterable[Record | DraftError]) -> None:
    for item in items:
        for draft in item.drafts if isinstance(item, Record) else ():
            if draft.thread:
                threads.hold(draft, number)

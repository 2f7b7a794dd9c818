"""Unpack what was compressed: gzip, zlib, deflate, bzip2, xz, zip; size and ratio capped.

Only as much is made as the budget leaves room for. What a bomb holds beyond that is left out, and the
budget says so. A packed run inside another is unpacked again, three deep.
"""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Callable, Iterator

from ecluse.text.decode.reading import text_of
from ecluse.text.decode.run import Budget

__all__ = ["read"]

_DEPTH = 3
_DEFLATED_AT_LEAST = 8
_ENTRIES = 16
_MEMORY = 64 << 20


def read(data: bytes, budget: Budget) -> str | None:
    """The text that packed bytes hold, if they hold one."""
    for _ in range(_DEPTH):
        unpacked = _unpacked(data, budget)
        if unpacked is None:
            return None
        text = text_of(unpacked) or _cut(unpacked)
        if text is not None:
            return text
        data = unpacked
    return None


def _cut(data: bytes) -> str | None:
    """Text whose last character was cut through by the limit."""
    return next((text for cut in (1, 2, 3) if (text := text_of(data[:-cut])) is not None), None)


def _unpacked(data: bytes, budget: Budget) -> bytes | None:
    way = _way(data)
    if way is None:
        return None
    if not budget.unpacked:
        budget.refuse("packed runs")
        return None
    made = b""
    # Four libraries raise a dozen kinds of error on torn input.
    with contextlib.suppress(Exception):
        made = way(data, budget)
    budget.unpack(len(made))
    return made or None


def _way(data: bytes) -> Callable[[bytes, Budget], bytes] | None:
    if data.startswith((b"\x1f\x8b\x08", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")):
        return _inflated
    if data.startswith(b"BZh"):
        return _bunzipped
    if data.startswith((b"\xfd7zXZ\0", b"]\0\0")):
        return _lzma
    if data.startswith(b"PK\x03\x04"):
        return _unzipped
    return _raw if len(data) >= _DEFLATED_AT_LEAST else None


def _inflated(data: bytes, budget: Budget, window: int = 47) -> bytes:
    """Gzip or zlib, whichever the header says (RFC 1952, RFC 1950); what precedes an error is kept."""
    room = budget.room(len(data))
    inflater = zlib.decompressobj(window)
    made = inflater.decompress(data, room)
    if inflater.unconsumed_tail:
        budget.refuse("an unpacked run")
    return made


def _raw(data: bytes, budget: Budget) -> bytes:
    """Deflate without a header (RFC 1951): random bytes may look so, hence nothing short of its end."""
    room = budget.room(len(data))
    inflater = zlib.decompressobj(-15)
    made = inflater.decompress(data, room)
    if inflater.unconsumed_tail and text_of(made[:64]):
        budget.refuse("an unpacked run")
        return made
    return made if inflater.eof else b""


def _bunzipped(data: bytes, budget: Budget) -> bytes:
    import bz2

    room = budget.room(len(data))
    unpacker = bz2.BZ2Decompressor()
    made = unpacker.decompress(data, room)
    if not unpacker.eof and len(made) >= room:
        budget.refuse("an unpacked run")
    return made


def _lzma(data: bytes, budget: Budget) -> bytes:
    import lzma

    room = budget.room(len(data))
    unpacker = lzma.LZMADecompressor(memlimit=_MEMORY)
    made = unpacker.decompress(data, room)
    if not unpacker.eof and len(made) >= room:
        budget.refuse("an unpacked run")
    return made


def _unzipped(data: bytes, budget: Budget) -> bytes:
    """The names and the readable contents of the first entries of a zip file, a line between two."""
    return b"\n".join(_entries(data, budget))


def _entries(data: bytes, budget: Budget) -> Iterator[bytes]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > _ENTRIES:
            budget.refuse("entries of an archive")
        room = budget.room(len(data))
        for entry in entries[:_ENTRIES]:
            yield entry.filename.encode("utf-8", "replace")
            if entry.flag_bits & 1:
                continue
            with archive.open(entry) as file:
                content = file.read(room + 1)
            if len(content) > room:
                budget.refuse("an unpacked run")
            room = max(room - len(content), 0)
            if text_of(content[:room]) is not None:
                yield content[:room]

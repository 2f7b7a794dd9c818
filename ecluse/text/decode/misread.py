"""Text that was read in the wrong encoding of characters: each character stands for the bytes it came from.

UTF-8 read as Windows-1252 (``Ã©``), UTF-16 and UTF-32 read as bytes (NUL between the letters), UTF-16
read with its bytes swapped or in pairs (``䌀漀渀``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecluse.text.decode.pattern import pattern
from ecluse.text.decode.reading import ends_of, plausible
from ecluse.text.decode.run import Run, Source, Unit, units_of

__all__ = ["misread", "nuls", "swapped"]

_WINDOWS = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_SEQUENCE = rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2})+"
_SWAPPED = "".join(chr(code << 8) for code in range(0x20, 0x7F))
_swapped = re.compile(f"[{_SWAPPED}]{{3,}}").finditer
_pairs = re.compile("[\u2020-\u7e7e]{2,}").finditer
_nuls = re.compile("\0+").finditer


def misread(source: Source) -> Iterator[Run]:
    """UTF-8 that was read as Windows-1252 or Latin-1."""
    data = source.text.translate(_WINDOWS).encode("latin-1", "replace")
    for match in pattern(_SEQUENCE).finditer(data):
        start, end = match.span()
        try:
            meant = match[0].decode("utf-8")
        except UnicodeDecodeError:
            continue
        if meant.isprintable() or meant.isspace():
            places = range(start, end)
            units = units_of(meant, ends_of(meant, "utf-8"), places, range(start + 1, end + 1))
            yield Run(start, end, list(units), apart=False)


def nuls(source: Source) -> Iterator[Run]:
    """NUL between the letters: they are bytes of UTF-16 or UTF-32."""
    for match in _nuls(source.text):
        yield Run(*match.span(), [], apart=False)


def swapped(source: Source) -> Iterator[Run]:
    """ASCII in UTF-16 whose bytes were swapped, or two letters of ASCII to a character."""
    for match in _swapped(source.text):
        start = match.start()
        units = [
            Unit(chr(ord(c) >> 8), start + at, start + at + 1) for at, c in enumerate(match[0])
        ]
        yield Run(start, match.end(), units)
    for match in _pairs(source.text):
        yield from _paired(match[0], match.start())


def _paired(run: str, start: int) -> Iterator[Run]:
    for codec in ("utf-16-le", "utf-16-be"):
        data = run.encode(codec)
        meant = data.decode("latin-1")
        if data.isascii() and plausible(meant, 4) and meant.replace(" ", "").isalnum():
            units = [
                Unit(meant[2 * at : 2 * at + 2], start + at, start + at + 1)
                for at in range(len(run))
            ]
            yield Run(start, start + len(run), units)

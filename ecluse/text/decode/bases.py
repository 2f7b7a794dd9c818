"""Encodings of so many bits a digit: base64, base32, base16 and bits (RFC 4648).

The digits of a text are taken together, whatever stands between them, and read from each of the offsets
at which a byte may start: that finds a run inside an URL, wrapped, spaced or dotted in one way, in
linear time. Words are digits too; what they give is rarely text, and a run starts and ends where a word
does. What is no text but may be packed, or in another encoding of characters, is read token by token.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import compress
from math import gcd
from typing import NamedTuple

from ecluse.text.decode import packed
from ecluse.text.decode.pattern import pattern
from ecluse.text.decode.reading import ends_of, plausible, text_of
from ecluse.text.decode.run import Budget, Run, Source, Unit, Units

__all__ = [
    "BASE32",
    "BASE32HEX",
    "BASE64",
    "BITS",
    "HEX",
    "Alphabet",
    "base32",
    "base64",
    "bits",
    "hexadecimal",
]

_UTF8 = rb"[\t\n\r\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}"
_LETTER = rb"[\t\n\r\x20-\x7e\xa0-\xff]"
_REGION = rb"(?:%b){4,}|(?:%b\x00){4,}|(?:\x00%b){4,}" % (_UTF8, _LETTER, _LETTER)
_ALNUM = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_UPPER = bytes(range(256)).upper()

_PROOF = 16
"""From so many characters on, it does not matter how the digits stand."""
_SIGNS = bytes(byte for byte in range(128) if byte not in _ALNUM and byte != 32)
_LEAST = 4
"""Letters, digits and spaces without which a region is passed over; most regions are two signs and a letter."""
_ALONE = 12
"""So many bytes of text are a run even inside a longer word."""
_NUMBER = 10
"""So many digits and spaces are no accident when digits stand for them."""
_NOISE = 4
_EXACT = 2048
"""Up to so many characters each comes home to its own digits; from then on a few together do."""


class Alphabet(NamedTuple):
    """``bits`` a digit; ``digits`` in order of value, ``same`` maps digits that are written otherwise."""

    bits: int
    digits: bytes
    same: tuple[tuple[bytes, bytes], ...] = ()
    token: bytes = b""
    """What a token that may be packed looks like."""
    packed: tuple[bytes, ...] = ()
    """How one starts that says so."""

    @property
    def offsets(self) -> int:
        """How many offsets there are at which a byte may start."""
        return 8 // gcd(8, self.bits)


BASE64 = Alphabet(
    6,
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    ((b"-_", b"+/"),),
    rb"[A-Za-z0-9+/_-]{40,}(?:\r?\n[A-Za-z0-9+/_-]+)*|[A-Za-z0-9+/_-]{11,}",
    (b"H4sI", b"eJ", b"eN", b"eA", b"Qlpo", b"/Td6WF", b"_Td6WF", b"XQAA", b"UEsD"),
)
_BASE64_LETTERS = Alphabet(6, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
_BASE64_STANDARD = Alphabet(6, BASE64.digits)
"""The same without, for signs that stand between the digits."""
_LOWER, _CAPITALS = b"abcdefghijklmnopqrstuvwxyz", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BASE32 = Alphabet(
    5,
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    ((_LOWER, _CAPITALS),),
    rb"[A-Z2-7]{24,}(?:\r?\n[A-Z2-7]+)*|[a-z2-7]{24,}",
)
BASE32HEX = Alphabet(
    5,
    b"0123456789ABCDEFGHIJKLMNOPQRSTUV",
    ((b"abcdefghijklmnopqrstuv", b"ABCDEFGHIJKLMNOPQRSTUV"),),
)
HEX = Alphabet(
    4,
    b"0123456789ABCDEF",
    ((b"abcdef", b"ABCDEF"),),
    rb"[0-9A-Fa-f]{16,}(?:\r?\n[0-9A-Fa-f]+)*",
    (
        b"1f8b08",
        b"1F8B08",
        b"78",
        b"425a68",
        b"425A68",
        b"fd377a",
        b"FD377A",
        b"504b0304",
        b"504B0304",
    ),
)
BITS = Alphabet(1, b"01")

_PYTHON = b"0123456789abcdefghijklmnopqrstuvwxyz"
"""The digits that ``int`` reads."""


class _Tables(NamedTuple):
    kept: bytes
    """1 for each byte that is a digit."""
    others: bytes
    to_digits: bytes


@lru_cache(maxsize=16)
def _tables(alphabet: Alphabet) -> _Tables:
    values = bytearray(range(256))
    known = alphabet.digits
    target = alphabet.digits if alphabet.bits == 6 else _PYTHON
    if alphabet is _BASE64_LETTERS:
        target = BASE64.digits
    for digit, plain in zip(alphabet.digits, target, strict=False):
        values[digit] = plain
    for written, meant in alphabet.same:
        known += written
        for other, digit in zip(written, meant, strict=True):
            values[other] = values[digit]
    kept = bytes(byte in known for byte in range(256))
    return _Tables(kept, bytes(b for b in range(256) if b not in known), bytes(values))


def _bytes(digits: bytes, width: int) -> bytes:
    """The whole bytes that digits make, bits that are left over dropped."""
    count = len(digits) * width // 8
    if not count:
        return b""
    if width == 6:
        return binascii.a2b_base64(digits + b"A" * (-len(digits) % 4))[:count]
    if width == 4:
        return bytes.fromhex(digits[: 2 * count].decode("ascii"))
    # Linear, since the base is a power of two.
    return (int(digits, 1 << width) >> len(digits) * width % 8).to_bytes(count, "big")


# --- the families ---------------------------------------------------------------------------------


def base64(source: Source) -> Iterator[Run]:
    """base64, standard and URL-safe, padded or not, broken or not; also packed, UTF-16, Latin-1."""
    yield from _both(source.latin, BASE64, source.budget)
    if b"-" in source.latin or b"_" in source.latin:
        yield from _regions(source.latin, _BASE64_STANDARD)
    elif b"/" in source.latin or b"+" in source.latin:
        yield from _regions(source.latin, _BASE64_LETTERS)


def base32(source: Source) -> Iterator[Run]:
    """base32 and base32hex, in capitals or not."""
    yield from _both(source.latin, BASE32, source.budget)
    yield from _regions(source.latin, BASE32HEX)


def hexadecimal(source: Source) -> Iterator[Run]:
    """base16 with whatever stands between the bytes: spaces, colons, ``0x``, ``\\x``, ``#x``, ``%``."""
    yield from _both(_without_marks(source.latin), HEX, source.budget)


def bits(source: Source) -> Iterator[Run]:
    """Eight bits a byte, spaced or not."""
    yield from _regions(source.latin.replace(b"0b", b"  "), BITS)


def _without_marks(latin: bytes) -> bytes:
    """The same length, with a space for each letter that only says « hexadecimal »."""
    for mark in (b"0x", b"0X", b"\\x", b"\\X", b"#x", b"#X", b"x'", b"X'", b"u+", b"U+"):
        if mark in latin:
            latin = latin.replace(mark, b"  ")
    return latin


def _both(latin: bytes, alphabet: Alphabet, budget: Budget) -> Iterator[Run]:
    runs = list(_regions(latin, alphabet))
    yield from runs
    yield from _tokens(latin, alphabet, runs, budget)


# --- regions of text in the bytes of all digits ---------------------------------------------------


class _Stream(NamedTuple):
    """The digits of a text, where each stands, and the bytes from one offset on."""

    latin: bytes
    places: Sequence[int]
    data: bytes
    offset: int
    bits: int
    quantum: int
    """Digits that hold whole bytes."""

    def is_byte(self, digit: int) -> bool:
        """Whether a byte starts with a digit."""
        return (digit - self.offset) * self.bits % 8 == 0

    def breaks_line(self, digit: int) -> bool:
        """Whether a new line starts before a digit."""
        return b"\n" in self.latin[self.places[digit - 1] + 1 : self.places[digit]]

    def starts(self, digit: int) -> bool:
        """Whether a word starts with a digit."""
        place = self.places[digit]
        return place == 0 or self.latin[place - 1] not in _ALNUM

    def ends(self, digit: int) -> bool:
        """Whether a word ends before a digit."""
        place = self.places[digit - 1] + 1
        return place == len(self.latin) or self.latin[place] not in _ALNUM


def _regions(latin: bytes, alphabet: Alphabet) -> Iterator[Run]:
    tables = _tables(alphabet)
    digits = latin.translate(tables.to_digits, tables.others)
    places = list(compress(range(len(latin)), latin.translate(tables.kept)))
    find = pattern(_REGION).finditer
    quantum = alphabet.offsets
    for offset in range(quantum):
        data = _bytes(digits[offset:], alphabet.bits)
        stream = _Stream(latin, places, data, offset, alphabet.bits, quantum)
        for region in find(data):
            start, end = region.span()
            if len(data[start:end].translate(None, _SIGNS)) >= _LEAST:
                yield from _runs(stream, start, end)


def _runs(stream: _Stream, start: int, end: int) -> Iterator[Run]:
    """The runs in a region of plausible bytes.

    Groups of one length, the last one perhaps shorter, are a run; other words are what the words of a
    sentence happen to give. A region that is no such run, and long enough to be no accident, is one too.
    """
    groups = _groups(stream, start, end)
    if not groups:
        return
    longest = 0
    for first, last in _even_series(stream, groups):
        run = _run(stream, first, last)
        if run is not None:
            yield run
            longest = max(longest, last - first)
            yield from _words(stream, groups, first, last)
    whole = groups[-1][1] - groups[0][0]
    if whole * stream.bits >= 8 * _PROOF and longest * 2 < whole:
        run = _run(stream, groups[0][0], groups[-1][1])
        if run is not None:
            yield run


_Group = tuple[int, int]
"""From which digit to which."""


def _groups(stream: _Stream, start: int, end: int) -> list[_Group]:
    """The digits of a region, group by group, without what its edges have of longer words."""
    # A letter before UTF-16 of the other order seems to be its first one, and its last one is left.
    end += 0 in stream.data[start : start + 2]
    first = stream.offset + -(-start * 8 // stream.bits)
    last = min(len(stream.places), stream.offset + -(-end * 8 // stream.bits))
    places = stream.places
    cuts = [d for d in range(first + 1, last) if places[d] != places[d - 1] + 1]
    groups = list(zip([first, *cuts], [*cuts, last], strict=True))
    groups[0] = (_left(stream, *groups[0]), groups[0][1])
    groups[-1] = (groups[-1][0], _right(stream, *groups[-1], end))
    return [(one, other) for one, other in groups if other > one]


def _left(stream: _Stream, first: int, last: int) -> int:
    """Where a word starts in the first group, or where the group does if it is long."""
    near = range(first, min(last, first + _ALONE))
    found = next((d for d in near if stream.is_byte(d) and stream.starts(d)), last)
    long = (last - first) * stream.bits >= 8 * _ALONE
    if long and found - first > _NOISE:
        return next((d for d in near if stream.is_byte(d)), last)
    return found


def _right(stream: _Stream, first: int, last: int, end: int) -> int:
    """Where a word ends in the last group, or where the group does if it is long."""
    for digit in range(last, max(first, last - 64), -1):
        if (digit - stream.offset) * stream.bits // 8 <= end and stream.ends(digit):
            return digit
    return last if (last - first) * stream.bits >= 8 * _ALONE else first


def _even_series(stream: _Stream, groups: Sequence[_Group]) -> Iterator[_Group]:
    """From where to where groups are of one length, the last one perhaps shorter.

    A short last one may as well be the next word of the sentence, so it is also left out.
    """
    at = 0
    while at < len(groups):
        first, end = groups[at]
        length = end - first
        at += 1
        if not stream.is_byte(first):
            continue
        while at < len(groups) and groups[at][1] - groups[at][0] == length:
            end = groups[at][1]
            at += 1
        tail = groups[at][1] - groups[at][0] if at < len(groups) else length
        if tail < length and (end - first > length or stream.breaks_line(groups[at][0])):
            yield first, groups[at][1]
            at += 1
            if tail > stream.quantum:
                continue
        yield first, end


def _run(stream: _Stream, first: int, last: int) -> Run | None:
    """What digits ``first`` to ``last`` stand for, when it is text and they were meant as digits."""
    if not stream.is_byte(first):
        return None
    start = (first - stream.offset) * stream.bits // 8
    data = stream.data[start : start + (last - first) * stream.bits // 8]
    codec = "utf-8" if 0 not in data else "utf-16-be" if data[0] == 0 else "utf-16-le"
    text = data.decode(codec, "ignore")
    if not plausible(text):
        return None
    places = stream.places[first:last]
    if len(text) < _PROOF and not _meant(text, stream, places):
        return None
    end = _padded(stream.latin, places[-1] + 1)
    return Run(places[0], end, Units(lambda: _units(text, codec, places, stream.bits)))


def _padded(latin: bytes, at: int) -> int:
    """Where the padding ends that follows a run."""
    padding = latin[at : at + 6]
    return at + len(padding) - len(padding.lstrip(b"="))


def _meant(text: str, stream: _Stream, places: Sequence[int]) -> bool:
    """Whether a short run was written as digits: no word of a sentence, none of three letters."""
    if stream.latin[places[-1] + 1 : places[-1] + 2] == b"=":
        return True
    if len(text) < 5 and stream.bits > 4:
        return False
    written = bytes(stream.latin[place] for place in places)
    if stream.bits < 5:
        is_number = len(text) >= _NUMBER and all(c.isdigit() or c == " " for c in text)
        return stream.bits < 4 or not written.isdigit() or text.isalpha() or is_number
    if stream.bits == 5:
        return written.isupper() or not written.isalpha()
    return not (written[1:].islower() or written.isupper())


def _words(stream: _Stream, groups: Sequence[_Group], first: int, last: int) -> Iterator[Run]:
    """The groups of a run, each for itself, when each holds whole bytes: they may be words."""
    inside = [group for group in groups if first <= group[0] and group[1] <= last]
    if len(inside) < 2 or (last - first) * stream.bits < 32 * len(inside):
        return
    if any((start - first) % stream.quantum for start, _ in inside):
        return
    for group in inside:
        run = _run(stream, *group)
        if run is not None:
            yield run


def _units(text: str, codec: str, places: Sequence[int], width: int) -> Iterator[Unit]:
    ends = ends_of(text, codec)
    if isinstance(ends, range) and len(text) <= _EXACT:  # a byte is a character
        most = len(places)
        for at, character in enumerate(text):
            last = min(-(-(at + 1) * 8 // width), most)
            yield Unit(character, places[at * 8 // width], places[last - 1] + 1)
        return
    few = 1 if len(text) <= _EXACT else 3 * -(-len(text) // (3 * _EXACT))
    first = 0
    for at in range(0, len(text), few):
        last = ends[min(at + few, len(text)) - 1]
        start = places[first * 8 // width]
        end = places[min(-(-last * 8 // width), len(places)) - 1] + 1
        yield Unit(text[at : at + few], start, end)
        first = last


# --- tokens that are packed, or in another encoding of characters ---------------------------------


def _tokens(
    latin: bytes, alphabet: Alphabet, known: Sequence[Run], budget: Budget
) -> Iterator[Run]:
    tables = _tables(alphabet)
    taken = sorted(known, key=_start)
    at = 0
    for token in pattern(alphabet.token).finditer(latin):
        start, end = token.span()
        while at < len(taken) and taken[at].end < end - 4:
            at += 1
        if (
            at < len(taken)
            and taken[at].start <= start
            and not token[0].startswith(alphabet.packed)
        ):
            continue
        digits = token[0].translate(tables.to_digits, tables.others)
        text = read(_bytes(digits, alphabet.bits), budget)
        if text is not None:
            end = _padded(latin, end)
            yield Run(start, end, [Unit(text, start, end)])


def _start(run: Run) -> int:
    return run.start


def read(data: bytes, budget: Budget) -> str | None:
    """The text in the bytes of a whole token, packed or not."""
    return text_of(data, 6) or packed.read(data, budget)

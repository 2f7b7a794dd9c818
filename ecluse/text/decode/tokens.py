"""Encodings that take a whole word at once: base58, 62, 36, 45, 85, Ascii85, Z85, 91, uuencode.

A word is tried only when it looks like no word: letters, capitals, digits and signs in turn.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Sequence

from ecluse.text.decode.bases import read
from ecluse.text.decode.reading import text_of
from ecluse.text.decode.run import Budget, Run, Source, Unit

__all__ = ["ascii85", "dense", "mixed", "uuencoded"]

_LONGEST = 512
"""Digits of a number that is no power of two take the square of their count."""
_NO_ID = 16
"""Shorter words in an address are identifiers."""
_OF_ADDRESS = frozenset("/=?&#-_.")
_alnum = re.compile(r"[A-Za-z0-9]{8,}").finditer
_UPPER, _LOWER, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_NUMERALS = (
    _BASE58,
    _BASE58[:9] + _BASE58[33:] + _BASE58[9:33],  # Flickr's
    _DIGITS + _UPPER + _LOWER,
    _DIGITS + _LOWER + _UPPER,
    _UPPER + _LOWER + _DIGITS,
)


def mixed(source: Source) -> Iterator[Run]:
    """base58, base62 and base36: a word as one large number."""
    for match in _alnum(source.text):
        word = match[0]
        if len(word) < _NO_ID and source.text[match.start() - 1 : match.start()] in _OF_ADDRESS:
            continue
        if (
            len(word) > _LONGEST
            or word.isdigit()
            or (word.isalpha() and word[1:].islower())
            or (word.isalpha() and word.isupper())
        ):
            continue
        yield from _numbers(word, match.start())


def _numbers(word: str, start: int) -> Iterator[Run]:
    if word.isupper() or word.islower():
        yield from _whole(_big(int(word, 36)), word, start)
        return
    written = word.encode("ascii")
    for base, table in _TABLES:
        values = written.translate(table)
        if _NO_DIGIT in values:
            continue
        number = 0
        for value in values:
            number = number * base + value
        yield from _whole(_big(number), word, start)


_NO_DIGIT = 255
_TABLES = tuple(
    (len(digits), bytes(digits.find(chr(code)) & _NO_DIGIT for code in range(256)))
    for digits in _NUMERALS
)
"""Of each of them, its base and the value of each sign."""


def _big(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _whole(data: bytes, word: str, start: int) -> Iterator[Run]:
    text = text_of(data, 5)
    if text is not None:
        yield Run(start, start + len(word), [Unit(text, start, start + len(word))])


# --- signs of ASCII -------------------------------------------------------------------------------

_words = re.compile(r"[!-~]{7,}").finditer
_Z85 = bytes.maketrans(
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#",
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
)
_NOT_Z85 = bytes(
    b
    for b in range(256)
    if b
    not in b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
)
_TOKEN = 1 << 17
"""Longer words of this kind are left to whoever holds what cannot be read."""


def dense(source: Source) -> Iterator[Run]:
    """base85, Ascii85, Z85, base91 and base45 of a word full of signs."""
    for match in _words(source.text):
        word = match[0]
        if word.isalnum():
            continue
        if len(word) > _TOKEN:
            source.budget.refuse("an encoded run")
            continue
        for start, end in _bare(word):
            yield from _signs(word[start:end], match.start() + start, source.budget)


def _bare(word: str) -> Sequence[tuple[int, int]]:
    """A word, and the same without the marks around it: those that are no digits, and all."""
    left = len(word) - len(word.lstrip("\"'`([{<"))
    right = len(word.rstrip("\"'`)]}>,.;:!?"))
    inner = (0, len(word.rstrip("\"',.:]")))
    ranges = ((0, len(word)), inner, (left, right))
    return [one for one in dict.fromkeys(ranges) if one[0] < one[1]]


def _signs(word: str, start: int, budget: Budget) -> Iterator[Run]:
    for decode in (_b85, _a85, _z85, _b91, _b45):
        try:
            data = decode(word.encode("ascii"))
        except (ValueError, IndexError):
            continue
        text = read(data, budget) if len(word) >= 20 else text_of(data, 5)
        if text is not None:
            yield Run(start, start + len(word), list(_fives(text, data, word, start, decode)))


def _fives(
    text: str, data: bytes, word: str, start: int, decode: Callable[[bytes], bytes]
) -> Iterator[Unit]:
    """Four bytes to five signs, where that holds; else the whole word."""
    plain = decode in (_b85, _z85) and text.isascii() and len(text) == len(data)
    if not plain:
        yield Unit(text, start, start + len(word))
        return
    for group in range(-(-len(text) // 4)):
        end = min(start + 5 * group + 5, start + len(word))
        yield Unit(text[4 * group : 4 * group + 4], start + 5 * group, end)


def _b85(word: bytes) -> bytes:
    return base64.b85decode(word)


def _a85(word: bytes) -> bytes:
    return base64.a85decode(word)


def _z85(word: bytes) -> bytes:
    if word.translate(None, _NOT_Z85) != word:
        raise ValueError
    return base64.b85decode(word.translate(_Z85))


_91 = {
    sign: value
    for value, sign in enumerate(
        b'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+,./:;<=>?@[]^_`{|}~"'
    )
}


def _b91(word: bytes) -> bytes:
    """basE91 (Henke): 13 or 14 bits to two signs."""
    made = bytearray()
    held = count = 0
    first = -1
    for sign in word:
        value = _91.get(sign)
        if value is None:
            raise ValueError
        if first < 0:
            first = value
            continue
        pair = first + value * 91
        first = -1
        held |= pair << count
        count += 13 if pair & 8191 > 88 else 14
        while count > 7:
            made.append(held & 255)
            held >>= 8
            count -= 8
    if first >= 0:
        made.append((held | first << count) & 255)
    return bytes(made)


_45 = {sign: value for value, sign in enumerate(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}


def _b45(word: bytes) -> bytes:
    """RFC 9285: two bytes to three signs."""
    values = [_45.get(sign, -1) for sign in word]
    if -1 in values or len(values) % 3 == 1:
        raise ValueError
    made = bytearray()
    for at in range(0, len(values), 3):
        group = values[at : at + 3]
        number = sum(value * 45**power for power, value in enumerate(group))
        if number >> 8 * (len(group) - 1):
            raise ValueError
        made += number.to_bytes(len(group) - 1, "big")
    return bytes(made)


# --- with a beginning and an end ------------------------------------------------------------------


def ascii85(source: Source) -> Iterator[Run]:
    """``<~…~>``, over lines or not."""
    start = source.text.find("<~")
    while start >= 0:
        end = source.text.find("~>", start + 2)
        if end < 0:
            return
        if end - start <= _TOKEN:
            yield from _framed(source.text[start : end + 2], start, source.budget)
        else:
            source.budget.refuse("an encoded run")
        start = source.text.find("<~", end + 2)


def _framed(run: str, start: int, budget: Budget) -> Iterator[Run]:
    try:
        data = base64.a85decode(run[2:-2].encode("ascii"))
    except (ValueError, UnicodeEncodeError):
        return
    meant = read(data, budget)
    if meant is not None:
        yield Run(start, start + len(run), [Unit(meant, start, start + len(run))])


_lines = re.compile(r"[ -`]{2,62}").fullmatch


def uuencoded(source: Source) -> Iterator[Run]:
    """Lines whose first sign counts the bytes of the others, between ``begin`` and ``end`` or not."""
    at, start = 0, -1
    data = bytearray()
    for line in source.text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        octets = _line(bare)
        if octets is None:
            yield from _file(bytes(data), start, at, source.budget)
            data.clear()
            start = -1
        else:
            start = at if start < 0 else start
            data += octets
        at += len(line)
    yield from _file(bytes(data), start, at, source.budget)


def _line(line: str) -> bytes | None:
    if not _lines(line) or line[0] == " ":
        return None
    count = (ord(line[0]) - 32) & 63
    if not count or len(line) - 1 not in (-(-count // 3) * 4, -(-count * 4 // 3)):
        return None
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return None


def _file(data: bytes, start: int, end: int, budget: Budget) -> Iterator[Run]:
    text = read(data, budget) if len(data) > 3 else None
    if text is not None:
        yield Run(start, end, [Unit(text, start, end)])

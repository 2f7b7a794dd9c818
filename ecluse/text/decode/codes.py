"""Lists of numbers that stand for letters.

Codes in decimal, octal or seven bits (``67 111 110``, ``chr(67)+chr(111)``), places in the alphabet
(``3-15-14-6``), the square of Polybius (``13 34 33``), the keys of a telephone (``222 666 66``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from ecluse.text.decode.pattern import pattern
from ecluse.text.decode.reading import plausible, utf8_or_windows
from ecluse.text.decode.run import Run, Source, Unit, units_of

__all__ = ["keys", "numbers"]

_GAP = rb"(?:[ \t\r\n,;:.|/_*&#+-]{1,4}|[)\]}]{0,2}[ ,+.&]{0,3}(?i:[a-z.]{0,20}(?:cha?rw?(?:code)?|car|code))?\(|[ )+.&|,]{1,5}(?i:\[char\]|cha?rw?\(|0[ox])|[)\]};\"' ,]{1,3}[(\[{&#\"' ]{1,3})"
_LIST = rb"[0-9]{1,8}(?:%b[0-9]{1,8}){3,}" % _GAP
_numbers = re.compile(rb"[0-9]+").finditer
_WORD_GAP = frozenset(b"/|\n")
_FEWEST_DIGITS = 8
"""Of a number that is written in codes: a shorter row of them is a row of numbers."""


class _Number(NamedTuple):
    digits: bytes
    start: int
    end: int
    gap: bytes
    """What stands before it."""


def numbers(source: Source) -> Iterator[Run]:
    """Each list of numbers, in each way in which all of a stretch of it can be read."""
    for match in pattern(_LIST).finditer(source.latin):
        found = _split(match)
        for way, least in _WAYS:
            yield from _read(found, way, least)
    yield from _unspaced(source.latin)


def _split(match: Any) -> list[_Number]:
    # RE2's match makes its text anew each time it is asked.
    written, at, last = match[0], match.start(), 0
    made: list[_Number] = []
    for number in _numbers(written):
        start, end = number.span()
        made.append(_Number(number[0], at + start, at + end, written[last:start]))
        last = end
    return made


_Way = Callable[[_Number], int | str | None]
"""What a number stands for: a byte, a character, or nothing in this way of reading."""


def _read(found: Sequence[_Number], way: _Way, least: int) -> Iterator[Run]:
    series: list[tuple[_Number, int | str]] = []
    for number in found:
        meant = way(number)
        if meant is not None:
            series.append((number, meant))
            continue
        yield from _series(series, least)
        series = []
    yield from _series(series, least)


def _series(series: list[tuple[_Number, int | str]], least: int) -> Iterator[Run]:
    if len(series) < least:
        return
    units = list(_units(series))
    text = "".join(unit.text for unit in units)
    if plausible(text) and (
        sum(map(str.isalpha, text)) * 2 > len(text) or _is_number(series, text)
    ):
        yield Run(series[0][0].start, series[-1][0].end, units)


def _is_number(series: list[tuple[_Number, int | str]], text: str) -> bool:
    """Whether codes of digits are many enough to be those of a number: of an account, of a telephone."""
    digits = sum(map(str.isdigit, text))
    return isinstance(series[0][1], int) and digits >= _FEWEST_DIGITS and digits * 2 > len(text)


def _units(series: list[tuple[_Number, int | str]]) -> Iterator[Unit]:
    places = [number for number, _ in series]
    if isinstance(series[0][1], int):
        text, ends = utf8_or_windows(bytes(int(meant) for _, meant in series))
        yield from units_of(text, ends, [n.start for n in places], [n.end for n in places])
        return
    gaps = [number.gap for number in places[1:]]
    usual = min(map(len, gaps)) if len(set(gaps)) > 1 else max(map(len, gaps), default=0)
    for order, (number, meant) in enumerate(series):
        if order and (len(number.gap) > usual or _is_word_gap(number.gap, gaps)):
            yield Unit(" ", number.start, number.start)
        yield Unit(str(meant), number.start, number.end)


def _is_word_gap(gap: bytes, gaps: Sequence[bytes]) -> bool:
    """Whether a gap that may part words is not the one between all numbers."""
    return not _WORD_GAP.isdisjoint(gap) and gap != gaps[0]


def _decimal(number: _Number) -> int | None:
    value = int(number.digits)
    return value if (32 <= value < 256 and value != 127) or value in (9, 10, 13) else None


def _point(number: _Number) -> str | None:
    value = int(number.digits)
    return chr(value) if 32 <= value <= 0x10FFFF and chr(value).isprintable() else None


def _octal(number: _Number) -> int | None:
    if len(number.digits) not in (2, 3, 4) or number.digits.strip(b"01234567"):
        return None
    value = int(number.digits, 8)
    return value if (32 <= value < 256 and value != 127) or value == 10 else None


def _seven(number: _Number) -> int | None:
    if not 6 <= len(number.digits) <= 8 or number.digits.strip(b"01"):
        return None
    return int(number.digits, 2)


def _place(number: _Number) -> str | None:
    value = int(number.digits) if len(number.digits) < 3 else 0
    return chr(96 + value) if 1 <= value <= 26 else None


def _place_from_nought(number: _Number) -> str | None:
    value = int(number.digits) if len(number.digits) < 3 else 99
    return chr(97 + value) if value <= 25 else None


def _square(number: _Number) -> str | None:
    """The square without J; a tap code, which has no K, differs in one letter."""
    if len(number.digits) != 2 or number.digits.strip(b"12345"):
        return None
    row, column = number.digits
    return "abcdefghiklmnopqrstuvwxyz"[(row - 49) * 5 + column - 49]


_WAYS: Sequence[tuple[_Way, int]] = (
    (_decimal, 4),
    (_point, 4),
    (_octal, 4),
    (_seven, 4),
    (_place, 5),
    (_place_from_nought, 5),
    (_square, 5),
)

# --- digits without anything between --------------------------------------------------------------

_FEWEST_OF_TWO = 6
"""Letters that are written with two figures each, nothing between."""
_TWOS = re.compile(rb"(?<![0-9])[0-9]{12,400}(?![0-9])").finditer
_THREES = re.compile(rb"[0-9]{12,}").finditer


def _unspaced(latin: bytes) -> Iterator[Run]:
    """Three decimal digits a byte, two a place in the alphabet or in the square."""
    for match in _TWOS(latin):
        digits, start = match[0], match.start()
        found = [
            _Number(digits[at : at + 2], start + at, start + at + 2, b"")
            for at in range(0, len(digits) // 2 * 2, 2)
        ]
        for way in (_place, _square):
            if len(digits) % 2 == 0 and all(way(number) is not None for number in found):
                yield from _read(found, way, _FEWEST_OF_TWO)
    for match in _THREES(latin):
        digits, start = match[0], match.start()
        if len(digits) % 3:
            continue
        found = [
            _Number(digits[at : at + 3], start + at, start + at + 3, b"")
            for at in range(0, len(digits), 3)
        ]
        if all(_decimal(number) is not None for number in found):
            yield from _read(found, _decimal, 4)


# --- the keys of a telephone ----------------------------------------------------------------------

_KEY = rb"(?:2{1,3}|3{1,3}|4{1,3}|5{1,3}|6{1,3}|7{1,4}|8{1,3}|9{1,4})"
_KEYS = rb"%b(?:[ .,/|-]{1,3}(?:0[ .,/|-]{1,2})?%b){3,}" % (_KEY, _KEY)
_LETTERS = ("", "", "abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz")


def keys(source: Source) -> Iterator[Run]:
    """Each key pressed as often as it takes: ``222 666 66``; 0 or a slash between words."""
    for match in pattern(_KEYS).finditer(source.latin):
        found = _split(match)
        if any(len(number.digits) > 1 for number in found):
            yield Run(found[0].start, found[-1].end, list(_pressed(found)))


def _pressed(found: Sequence[_Number]) -> Iterator[Unit]:
    for number in found:
        letters = _LETTERS[number.digits[0] - 48]
        text = letters[len(number.digits) - 1] if letters else " "
        if set(number.gap) & _WORD_GAP:
            text = f" {text}"
        yield Unit(text, number.start, number.end)

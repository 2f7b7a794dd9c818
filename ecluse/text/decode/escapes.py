"""Characters that are written by their number, one by one, inside a text.

Percent-encoding (RFC 3986), backslashes of JSON, C, JavaScript, Python, CSS and shells, ``U+0041``,
quoted-printable and encoded words (RFC 2045, RFC 2047), UTF-7 (RFC 2152), Punycode (RFC 3492).
"""

from __future__ import annotations

import binascii
import quopri
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

from ecluse.text.decode.pattern import pattern
from ecluse.text.decode.reading import plausible, utf8_or_windows
from ecluse.text.decode.run import Run, Source, Unit, units_of

__all__ = [
    "backslashes",
    "encoded_words",
    "percents",
    "pluses",
    "punycode",
    "quoted_printable",
    "utf7",
]


class _Code(NamedTuple):
    """One escape: a byte when ``byte`` is set, else a code point or a text."""

    start: int
    end: int
    byte: int = -1
    text: str = ""


def _runs(codes: Iterator[_Code]) -> Iterator[Run]:
    """Codes that touch make one run, so that bytes of one character come together."""
    series: list[_Code] = []
    for code in codes:
        if series and code.start != series[-1].end:
            yield _run(series)
            series = []
        series.append(code)
    if series:
        yield _run(series)


def _run(series: list[_Code]) -> Run:
    return Run(series[0].start, series[-1].end, list(_units(series)), apart=False)


def _units(series: list[_Code]) -> Iterator[Unit]:
    at = 0
    while at < len(series):
        until = at
        while until < len(series) and series[until].byte >= 0:
            until += 1
        if until > at:
            yield from _of_bytes(series[at:until])
            at = until
            continue
        paired = _paired(series, at)
        yield paired or Unit(series[at].text, series[at].start, series[at].end)
        at += 2 if paired else 1


def _of_bytes(series: list[_Code]) -> Iterator[Unit]:
    text, ends = utf8_or_windows(bytes(code.byte for code in series))
    return units_of(text, ends, [code.start for code in series], [code.end for code in series])


def _paired(series: list[_Code], at: int) -> Unit | None:
    """Two surrogates that make one character."""
    if at + 1 == len(series) or not "\ud800" <= series[at].text <= "\udbff":
        return None
    high, low = series[at].text, series[at + 1].text
    if len(low) != 1 or not "\udc00" <= low <= "\udfff":
        return None
    character = chr(0x10000 + ((ord(high) - 0xD800) << 10) + ord(low) - 0xDC00)
    return Unit(character, series[at].start, series[at + 1].end)


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF else "\ufffd"


# --- percent --------------------------------------------------------------------------------------

_PERCENT = rb"%(?:25)*u[0-9A-Fa-f]{4}|%(?:25)*[0-9A-Fa-f]{2}"


def percents(source: Source) -> Iterator[Run]:
    """``%66``, escaped again as ``%2566`` or not, and ``%u0066``."""
    return _runs(_percent(match) for match in pattern(_PERCENT).finditer(source.latin))


def _percent(match: Any) -> _Code:
    start, end = match.span()
    written: bytes = match[0]
    if len(written) > 5 and written[-5:-4] in b"uU":
        return _Code(start, end, text=chr(int(written[-4:], 16)))
    return _Code(start, end, int(written[-2:], 16))


_JOINED = rb"[A-Za-z0-9%_.~=&/?:-]+(?:\+[A-Za-z0-9%_.~=&/?:-]+)+"
_QUERY = rb"[A-Za-z]{2}\+[A-Za-z%]|%[0-9A-Fa-f]{2}\+"


def pluses(source: Source) -> Iterator[Run]:
    """``+`` between words, which stands for a space in the query of a URL."""
    for match in pattern(_JOINED).finditer(source.latin):
        if pattern(_QUERY).search(match[0]) is not None:
            start = match.start()
            for at in (start + place for place, sign in enumerate(match[0]) if sign == 43):
                yield Run(at, at + 1, [Unit(" ", at, at + 1)], apart=False)


# --- backslash ------------------------------------------------------------------------------------

_BACKSLASH = (
    rb"\\+(?:u\+?[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f ]{1,600}\}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|[xo]\{[0-9A-Fa-f]{1,8}\}"
    rb"|N\{[A-Za-z0-9 -]{1,90}\}|00[0-9A-Fa-f]{4} ?|[0-3][0-7]{2}|[1-9][0-9A-Fa-f]{1,5} ?|[nrt\"'/])"
)
_WHOLE = 7
"""Six digits and a space: CSS drops it, but those who write six digits need none at the end."""
_BARE = rb"(?:x[2-7][0-9A-Fa-f]){4}"
_RICH = rb"\\'[0-9A-Fa-f]{2}|\\u-?[0-9]{2,5}\?"
"""Rich Text Format 1.9: a byte of Windows-1252, a code point with what older readers show."""
_PLUS = rb"(?:x[2-7][0-9A-Fa-f]|xc3x[89ab][0-9A-Fa-f]){4,}|(?:u00[2-7][0-9A-Fa-f]){3,}|[<{(\[]?[Uu]\+[0-9A-Fa-f]{4,6}[>})\]]?"
_SIMPLE = {b"n": "\n", b"r": "\r", b"t": "\t"}
"""Followed by a small letter they are part of a path, except in the strings of JSON."""
_GAPS = (b" ", b",", b", ", b"-", b";")


def backslashes(source: Source) -> Iterator[Run]:
    """``\\u0066``, ``\\u{66}``, ``\\x66``, ``\\146``, ``\\N{LATIN SMALL LETTER F}``, ``U+0066``…"""
    if b"\\" in source.latin:
        yield from _runs(_together(_backslashes(source.latin), source.latin, 3))
    if b"\\'" in source.latin or b"?\\u" in source.latin:
        yield from _runs(_rich(match) for match in pattern(_RICH).finditer(source.latin))
    if b"+" in source.latin or b"u00" in source.latin or pattern(_BARE).search(source.latin):
        found = (_plus(match) for match in pattern(_PLUS).finditer(source.latin))
        yield from _runs(_together(found, source.latin, 2))


def _backslashes(latin: bytes) -> Iterator[_Code]:
    strings = b'":' in latin or b'\\"' in latin
    for match in pattern(_BACKSLASH).finditer(latin):
        simple = match[0][-1:] in b"nrt"
        if strings or not simple or not latin[match.end() : match.end() + 1].islower():
            yield from _backslash(match)


def _backslash(match: Any) -> Iterator[_Code]:
    start, end = match.span()
    body: bytes = match[0].lstrip(b"\\")
    if len(body) == _WHOLE and body.endswith(b" ") and match.string[end : end + 1] != b"\\":
        body, end = body[:-1], end - 1
    kind, rest = body[:1], body[1:].strip(b"{}+ ")
    if kind in b"u" and b" " in rest:
        yield _Code(start, end, text="".join(_character(int(one, 16)) for one in rest.split()))
    elif kind in b"uU":
        yield _Code(start, end, text=_character(int(rest, 16)))
    elif kind == b"x":
        value = int(rest, 16)
        yield _Code(start, end, value) if value < 256 else _Code(start, end, text=_character(value))
    elif kind == b"o":
        yield _Code(start, end, text=_octal(rest))
    elif kind == b"N":
        yield _Code(start, end, text=_named(rest.decode("latin-1")) or match[0].decode("latin-1"))
    elif kind.isdigit():
        yield _number(body, start, end)
    else:
        yield _Code(start, end, text=_SIMPLE.get(kind, kind.decode("latin-1")))


def _octal(digits: bytes) -> str:
    return _character(int(digits, 8)) if digits.strip(b"01234567") == b"" else "\ufffd"


def _named(name: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return ""


def _number(body: bytes, start: int, end: int) -> _Code:
    """Three octal digits are a byte, in C and in shells; anything else is hexadecimal, as in CSS."""
    if len(body) == 3 and body[:1] in b"0123" and not body.strip(b"01234567"):
        return _Code(start, end, int(body, 8))
    return _Code(start, end, text=_character(int(body.strip(), 16)))


def _rich(match: Any) -> _Code:
    start, end = match.span()
    if match[0][1:2] == b"'":
        return _Code(
            start, end, text=bytes.fromhex(match[0][2:].decode()).decode("cp1252", "replace")
        )
    return _Code(start, end, text=_character(int(match[0][2:-1]) % 65536))


def _plus(match: Any) -> _Code:
    start, end = match.span()
    if match[0][:1] == b"x":
        return _Code(
            start,
            end,
            text=bytes.fromhex(match[0].replace(b"x", b"").decode()).decode("utf-8", "replace"),
        )
    if match[0][:2] == b"u0":
        return _Code(
            start, end, text=bytes.fromhex(match[0].replace(b"u00", b"").decode()).decode("latin-1")
        )
    digits = match[0].strip(b"<>{}()[]")[2:]
    return _Code(start, end, text=_character(int(digits, 16)))


def _together(codes: Iterator[_Code], latin: bytes, least: int) -> Iterator[_Code]:
    """Codes with one and the same separator between them are drawn together: ``U+0046 U+0061``."""
    series: list[_Code] = []
    gap = b""
    for code in codes:
        between = (
            latin[series[-1].end : code.start]
            if series and code.start - series[-1].end < 3
            else None
        )
        if between in _GAPS and (len(series) == 1 or between == gap):
            gap = between or b""
            series.append(code)
            continue
        yield from _joined(series, least)
        series = [code]
    yield from _joined(series, least)


def _joined(series: list[_Code], least: int) -> Iterator[_Code]:
    for number, code in enumerate(series):
        last = number == len(series) - 1 or len(series) < least
        yield code if last else code._replace(end=series[number + 1].start)


# --- mail -----------------------------------------------------------------------------------------

_QUOTED = rb"=[0-9A-Fa-f]{2}|=[ \t]{0,4}\r?\n"


def quoted_printable(source: Source) -> Iterator[Run]:
    """``=66`` and soft line breaks."""
    return _runs(_quoted(source.latin))


def _quoted(latin: bytes) -> Iterator[_Code]:
    for match in pattern(_QUOTED).finditer(latin):
        start, end = match.span()
        if match[0][-1:] == b"\n":
            yield _Code(start, end)
        elif not _of_query(latin, start, end):
            yield _Code(start, end, int(match[0][1:], 16))


def _of_query(latin: bytes, start: int, end: int) -> bool:
    """Whether ``=2F`` stands alone after a name in the query of a URL: ``?page=24``."""
    if latin[end : end + 1] == b"=" or (latin[start - 3 : start - 2] == b"=" and start > 2):
        return False
    before = latin[max(0, start - 200) : start].split()
    return (
        bool(before)
        and latin[start - 1 : start].isalnum()
        and (b"?" in before[-1] or b"://" in before[-1])
    )


_WORD = rb"=\?([A-Za-z0-9._-]{1,40})(?:\*[A-Za-z-]{1,20})?\?([BbQq])\?([^?\r\n]*)\?="
_CHARSETS = frozenset(
    {
        "utf-8",
        "us-ascii",
        "iso-8859-1",
        "iso-8859-15",
        "windows-1252",
        "utf-16",
        "utf-16le",
        "utf-16be",
    }
)


def encoded_words(source: Source) -> Iterator[Run]:
    """``=?utf-8?B?…?=``; the space between two of them is none."""
    last = -1
    for match in pattern(_WORD).finditer(source.latin):
        start, end = match.span()
        decoded = _word(*match.groups())
        if decoded is None:
            continue
        if last >= 0 and source.latin[last:start].isspace():
            yield Run(last, start, [], apart=False)
        yield Run(start, end, [Unit(decoded, start, end)], apart=False)
        last = end


def _word(charset: bytes, way: bytes, body: bytes) -> str | None:
    name = charset.decode("ascii").lower()
    try:
        data = quopri.decodestring(body, header=True) if way in b"Qq" else _base64(body)
        return data.decode(name if name in _CHARSETS else "utf-8", "replace")
    except ValueError:
        return None


def _base64(body: bytes) -> bytes:
    return binascii.a2b_base64(body + b"=" * (-len(body) % 4))


_UTF7 = rb"[+&]([A-Za-z0-9+/,]{3,})-?"


def utf7(source: Source) -> Iterator[Run]:
    """``+AGYA6Q-``; IMAP writes ``&AGYA6Q-`` (RFC 3501)."""
    for match in pattern(_UTF7).finditer(source.latin):
        units = _utf16(match[1].replace(b",", b"/"))
        if units and plausible(units, 1):
            start, end = match.span()
            yield Run(start, end, [Unit(units, start, end)], apart=False)


def _utf16(digits: bytes) -> str:
    """The text of whole UTF-16 units whose spare bits are nought."""
    bits = len(digits) * 6
    if bits % 16 >= 6:
        return ""
    data = binascii.a2b_base64(digits + b"A" * (-len(digits) % 4))
    if any(data[bits // 16 * 2 :]):
        return ""
    try:
        return data[: bits // 16 * 2].decode("utf-16-be")
    except UnicodeDecodeError:
        return ""


# --- names of hosts -------------------------------------------------------------------------------


def punycode(source: Source) -> Iterator[Run]:
    """``xn--t-ctb``; a label is no longer than 63 characters (RFC 1034)."""
    for match in pattern(rb"[Xx][Nn]--([A-Za-z0-9-]{1,59})").finditer(source.latin):
        start, end = match.span()
        try:
            label = match[1].decode("ascii").lower().encode().decode("punycode")
        except (ValueError, OverflowError):
            continue
        if plausible(label, 1):
            yield Run(start, end, [Unit(label, start, end)], apart=False)

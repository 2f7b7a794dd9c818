"""Whether bytes are text, and which.

Bytes that an encoding gives are looked at only when they are plausible text: printable UTF-8 first,
then UTF-16 and UTF-32 with their NUL bytes, then Windows-1252 of French and English. Six random bytes
pass once in some thousand times, sixteen never do, so hashes and identifiers stay what they are.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate

__all__ = ["ends_of", "plausible", "text_of", "utf8_or_windows"]

_SHORT = 16
"""From so many characters on, being printable is proof enough."""
_PROOF = 8
"""So many letters and digits of ASCII in a row do not come about by chance either."""
_words = re.compile(r"[\w\s'’.,:/@!?=&+-]+").sub
_marks = re.compile(r"[\s'’.,:/@!?=&+_-]+").sub
_breaks = re.compile(r"[a-z][A-Z0-9]|[0-9][A-Za-z]|[A-Z][0-9]|[A-Z]{2}[a-z]").findall
_controls = {ord(character): None for character in "\t\n\r\ufeff"}
_CONTROLS = bytes([*range(1, 32), 127])
_NOT_WINDOWS = bytes(
    byte
    for byte in range(256)
    if not (
        byte in b"\t\n\r" or 32 <= byte < 127 or bytes([byte]).decode("cp1252", "replace") in
        "ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŸŒÆàâäçèéêëîïôöùûüÿœæßñáíóúÑ’‘“”«»–—…€\xa0°"
    )
)  # fmt: skip


def plausible(text: str, least: int = 4) -> bool:
    """Whether ``text`` may have been written by somebody.

    >>> plausible("Falcon"), plausible("F&)_~n"), plausible("Fal\\x07on"), plausible("q7Xa2P")
    (True, False, False, False)
    """
    if len(text) >= _SHORT:
        return text.translate(_controls).isprintable() and not text.isspace()
    text = _unbracketed(text.rstrip("\r\n").removeprefix("\ufeff"))
    if len(text) < least or not text.isprintable() or _words("", text):
        return False
    letters = _marks("", text)
    if len(letters) * 5 < len(text) * 4 and not _is_grouped(text):
        return False
    if text.isascii():
        return len(text) >= _PROOF or len(_breaks(text)) < 2
    return _of_one_script(letters) and len(_breaks(text)) < 2


_BRACKETS = {"[": "]", "(": ")", "{": "}", "<": ">", '"': '"', "«": "»", "*": "*"}


def _unbracketed(text: str) -> str:
    """What stands between the brackets or quotation marks that enclose all of a text."""
    if len(text) > 2 and _BRACKETS.get(text[0]) == text[-1]:
        return text[1:-1].strip()
    return text


def _is_grouped(text: str) -> bool:
    """Whether it is groups with digits, one and the same sign between them: ``06 39 98``, ``LK-765``."""
    signs = {character for character in text if not character.isalnum()}
    return len(signs) == 1 and any(map(str.isdigit, text)) and all(text.split(signs.pop()))


def _of_one_script(letters: str) -> bool:
    """Whether letters are of one script, or of scripts that stand beside each other or look alike."""
    scripts = {_script(letter) for letter in letters if not letter.isdigit()}
    return (
        len(scripts) == 1
        or scripts <= {"HIRAGANA", "KATAKANA", "CJK"}
        or scripts <= {"LATIN", "CYRILLIC", "GREEK"}
    )


def _script(letter: str) -> str:
    return unicodedata.name(letter, "-").split(" ", 1)[0].split("-", 1)[0]


def text_of(data: bytes, least: int = 5) -> str | None:
    """The text that ``data`` holds, if it holds one.

    >>> text_of("Été à Rennes".encode("utf-16-le")), text_of(bytes(range(200, 220)))
    ('Été à Rennes', None)
    """
    if len(data) < _SHORT and data[:-1].translate(None, _CONTROLS) != data[:-1] and 0 not in data:
        return None
    for codec in _codecs(data):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        text = text.removeprefix("\ufeff")
        if plausible(text, least):
            return text
    return None


def _codecs(data: bytes) -> list[str]:
    """The encodings that the bytes may be in, the likeliest first."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-32", "utf-16"] if data[2:4] == b"\0\0" else ["utf-16"]
    wide = _wide(data)
    if wide:
        return wide
    return ["utf-8", "cp1252"] if _like_windows(data) else ["utf-8"]


def _wide(data: bytes) -> list[str]:
    if len(data) < 8 or len(data) % 2:
        return []
    if len(data) % 4 == 0 and not any(data[2::4]) and not any(data[3::4]):
        return ["utf-32-le"]
    if len(data) % 4 == 0 and not any(data[0::4]) and not any(data[1::4]):
        return ["utf-32-be"]
    return [
        codec
        for codec, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2]))
        if len(set(high) - {0, 0x20}) <= 1 and max(high) < 0x20 + 1 and len(high) >= 4
    ]


def _like_windows(data: bytes) -> bool:
    """Mostly ASCII, and otherwise letters and signs of French or its neighbours."""
    if len(data) < 6 or data.translate(None, _NOT_WINDOWS) != data:
        return False
    strange = len(data) - len(data.translate(None, _ABOVE))
    return strange * 10 <= len(data) * (4 if len(data) >= _SHORT else 2)


_ABOVE = bytes(range(128, 256))


class _Strays:
    """A decoding error handler that reads what is no UTF-8 as Windows-1252, and keeps where."""

    def __init__(self) -> None:
        self.at: set[int] = set()

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        self.at.add(error.start)
        stray = error.object[error.start : error.start + 1]
        return stray.decode("cp1252", "replace").replace(
            "\ufffd", stray.decode("latin-1")
        ), error.start + 1


_STRAYS = "ecluse.strays"


def utf8_or_windows(data: bytes) -> tuple[str, Sequence[int]]:
    """The text of bytes that were escaped one by one, and how many bytes each character ends after.

    >>> utf8_or_windows(b"\\xc3\\xa9t\\xe9")
    ('été', [2, 3, 4])
    """
    if data.isascii():
        return data.decode("ascii"), range(1, len(data) + 1)
    strays = _Strays()
    codecs.register_error(_STRAYS, strays)
    text = data.decode("utf-8", _STRAYS)
    ends, at = [], 0
    for character in text:
        at += 1 if at in strays.at else len(character.encode("utf-8"))
        ends.append(at)
    return text, ends


def ends_of(text: str, codec: str) -> Sequence[int]:
    """How many bytes each character of a text ends after in ``codec``.

    >>> list(ends_of("né", "utf-8")), list(ends_of("né", "utf-16-le"))
    ([1, 3], [2, 4])
    """
    if codec == "utf-8" and text.isascii():
        return range(1, len(text) + 1)
    return list(accumulate(len(character.encode(codec)) for character in text))

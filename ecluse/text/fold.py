r"""Fold a text for matching, with the way home.

Folding keeps what a reader hears and drops what a typist may vary: case, accents, compatibility
forms (NFKC: ``ﬁ``, ``Ａ``, ``²``), the kind of space, apostrophe and hyphen, and characters that
nobody sees (soft hyphen, zero-width joiners). French and English letters all become ASCII bytes, so
that RE2's ``\b`` and ``\w``, which know only ASCII, are right for them: ``\bete\b`` finds « un été
ici ». Letters of other scripts stay, in lower case, as UTF-8. A currency sign becomes
``$``; other symbols and emoji become a space.

Two ways give the same result. A text each of whose characters is folded to one byte, such as nearly
every French or English post, is folded by one table of 256 bytes, so offsets need no map. Anything
else is folded character by character, and carries its map.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from array import array
from collections.abc import Sequence
from functools import lru_cache

from ecluse.lean import later
from ecluse.model import Folded

__all__ = ["SEPARATORS", "fold", "fold_character", "fold_term"]

SEPARATORS = b" -'_#@*`~\t\n\r\x0b\x0c"
"""Folded bytes that may stand between the words of a term, or be left out: `Projet-Falcon`, and the
marks of emphasis of Markdown: `Projet **Falcon**`."""

_APOSTROPHES = frozenset("'’‘‛ʼ´′ʹ＇")
_HYPHENS = frozenset("-‐‑‒–—―−﹣－")
_QUOTES = frozenset('"“”„‟«»″＂')
_CONTROLS = frozenset("\t\n\r\x0b\x0c")
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
# Letters that NFKD leaves whole.
_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ı": "i",
    "ʼ": "'",
    "\u02b9": "'",
}


def fold_character(character: str) -> bytes:
    """What one character is folded to; nothing for one that nobody sees.

    >>> fold_character("É"), fold_character("œ"), fold_character("🚀"), fold_character("\u200d")
    (b'e', b'oe', b' ', b'')
    """
    if character in _APOSTROPHES:
        return b"'"
    if character in _HYPHENS:
        return b"-"
    if character in _QUOTES:
        return b'"'
    if character in _CONTROLS:
        return character.encode()
    if character == "…":
        return b"."
    return _fold_by_category(character)


def _fold_by_category(character: str) -> bytes:
    category = unicodedata.category(character)
    if category in _UNSEEN:
        return b""
    if category == "Sc":
        return b"$"
    if category[0] in "ZC":
        return b" "
    letters = unicodedata.normalize("NFKD", character.casefold()).casefold()
    plain = "".join(_LETTERS.get(c, c) for c in letters if unicodedata.category(c) not in _UNSEEN)
    # A letter or digit keeps its letters and digits; a sign keeps itself when it is ASCII.
    kept = "".join(c for c in plain if c.isalnum() or "!" <= c <= "~")
    return kept.encode() if kept else b" "


class _Memo(dict[str, bytes]):
    def __missing__(self, character: str) -> bytes:
        folded = self[character] = fold_character(character)
        return folded


_FOLDED = _Memo()


# --- the table of 256 bytes -----------------------------------------------------------------------

_WINDOWS = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
"""What Windows-1252 adds to Latin-1: curly quotes, dashes, the euro…"""
_EMOJI = "\u202f\U0001f1e6-\U0001f1ff\U0001f300-\U0001f5ff\U0001f600-\U0001faff\u2600-\u26ff\u2700-\u2775\u2794-\u27bf"


_LONGER = b"\xff"
"""In the table, a character that is not folded to one byte; no folded text holds this byte."""


def _table() -> bytes:
    """What each Latin-1 character is folded to, for those that are folded to one byte."""
    folded = (_FOLDED[chr(code)] for code in range(256))
    return b"".join(data if len(data) == 1 else _LONGER for data in folded)


_TABLE = _table()
_ONE_BYTE = [c for c in [*map(chr, range(256)), *_WINDOWS] if len(_FOLDED[c]) == 1]
_USUAL = re.escape("".join(_ONE_BYTE)) + _EMOJI
_others = later(f"[^{_USUAL}]+")
_MARK = "\xad"
"""A character that is not folded to one byte: :data:`_LONGER` in the table."""


def _fold_the_rest(error: UnicodeError) -> tuple[str, int]:
    """Put what Latin-1 does not hold in the form to which it is folded, if each is one byte."""
    assert isinstance(error, UnicodeEncodeError)
    folded = [_FOLDED[character] for character in error.object[error.start : error.end]]
    for one in folded:
        if len(one) != 1:
            raise error
    return b"".join(folded).decode("ascii"), error.end


codecs.register_error("ecluse.fold", _fold_the_rest)


_TYPOGRAPHY = [(character, _FOLDED[character].decode()) for character in "’…–—“”\u202f"]


def _by_table(text: str) -> bytes:
    # French typography is everywhere and replacing is quick; the rest goes through the error handler.
    for character, plain in _TYPOGRAPHY:
        if character in text:
            text = text.replace(character, plain)
    return text.encode("latin-1", "ecluse.fold").translate(_TABLE)


def fold(text: str) -> Folded:
    """Fold ``text``.

    >>> fold("L’Été à Rennes").data
    b"l'ete a rennes"
    """
    if text.isascii():
        return Folded(text.encode("ascii").translate(_TABLE), None)
    try:
        data = _by_table(text)
    except UnicodeEncodeError:
        return _fold_with_map(text)
    return _fold_with_map(text) if _LONGER in data else Folded(data, None)


_SHORT = 4
"""Characters of a run up to which a list is not worth its making."""


def _fold_with_map(text: str) -> Folded:
    # All that is folded to one byte each goes through the table at once, a mark where the others stand.
    others = [match.span() for match in _others().finditer(text)]
    data, origin, at = bytearray(), array("I"), 0
    for folded, (start, end) in zip(
        _between(text, others), [*others, (len(text),) * 2], strict=True
    ):
        data += folded
        origin += _NUMBERS[at:start] if start < _MANY else array("I", range(at, start))
        if end - start < _SHORT:
            for place in range(start, end):
                one = _FOLDED[text[place]]
                data += one
                origin.extend((place,) * len(one))
        else:
            each = [_FOLDED[character] for character in text[start:end]]
            data += b"".join(each)
            origin.extend([place for place, one in enumerate(each, start) for _ in one])
        at = end
    origin.append(len(text))
    return Folded(bytes(data), origin)


_MANY = 1024
_NUMBERS = array("I", range(_MANY))
"""The first numbers: copied, not counted."""


def _between(text: str, others: Sequence[tuple[int, int]]) -> list[bytes]:
    """What stands before, between and after some ranges, folded."""
    starts, ends = [0, *(end for _, end in others)], [*(start for start, _ in others), len(text)]
    kept = _MARK.join([text[start:end] for start, end in zip(starts, ends, strict=True)])
    return _by_table(kept).split(_LONGER)


@lru_cache(maxsize=4096)
def fold_term(text: str) -> str:
    """Fold a word that a policy declares; other scripts stay readable.

    >>> fold_term("Été"), fold_term("Проект"), fold_term("41 M€")
    ('ete', 'проект', '41 m$')
    """
    return fold(text).data.decode("utf-8")

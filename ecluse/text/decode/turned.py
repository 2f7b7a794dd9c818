"""Tokens, links and addresses backwards or thirteen letters on; digits of an encoding so disguised.

A declared word in mirror writing or in a cipher is found where it stands
(:class:`~ecluse.classifiers.disguised.Disguised`); a token has no letters of its own by which to know it.
It has its published prefix: ``evil_ks`` at the end, ``tuc_`` at the start.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Callable, Iterator

from ecluse.text.decode.reading import text_of
from ecluse.text.decode.run import Run, Source, Unit

__all__ = ["backwards", "rotated", "turned"]

_tokens = re.compile(r"[^\s<>\"'«»()\[\]{},;]{8,400}").finditer
_prefixed = re.compile(
    r"(?:gh[pousr]_|glpat-|sk_(?:live|test)|rk_live|sk-|AKIA|ASIA|AIza|xox[abp]-|SG\.|npm_|pypi-|hf_|dop_v1|hv[sb]\."
    r"|shp(?:at|ss)_|eyJ|https?://|ftp://|postgres|mysql|mongodb|[0-9]{8,10}:AA)"
).match
_addressed = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.(?:com|fr|org|net|eu|io|de|es|it|be|ch|uk|example)$"
).match


def _mirrored(word: str) -> str:
    return word[::-1]


def _thirteen(word: str) -> str:
    return codecs.encode(word, "rot13")


def backwards(source: Source) -> Iterator[Run]:
    """``VGNC…_evil_ks``, ``moc.elpmaxe@eriam``."""
    return _read(source.text, _mirrored)


def rotated(source: Source) -> Iterator[Run]:
    """``tuc_uKcE…``, thirteen letters on."""
    return _read(source.text, _thirteen)


def _read(text: str, way: Callable[[str], str]) -> Iterator[Run]:
    for match in _tokens(text):
        word = match[0].strip(".:!?…")
        start = match.start() + match[0].find(word)
        meant = way(word)
        if _prefixed(meant) or (way is _mirrored and _addressed(meant)):
            end = start + len(word)
            places = range(end - 1, start - 1, -1) if way is _mirrored else range(start, end)
            yield Run(
                start,
                end,
                [Unit(letter, at, at + 1) for letter, at in zip(meant, places, strict=True)],
            )


# --- digits of base64 and base16 that were turned as well ---------------------------------------------

_digits = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]{12,4000}(?![A-Za-z0-9+/=_-])").finditer
_hex = re.compile("[0-9a-fA-F]+").fullmatch
_STANDARD = str.maketrans("-_", "+/")
_FEWEST = 6


def turned(source: Source) -> Iterator[Run]:
    """base64 that was turned round, rotated by thirteen, or whose capitals are small; base16 turned round."""
    for match in _digits(source.text):
        for way in (_mirrored, _thirteen, str.swapcase):
            if text := _text_of(way(match[0])):
                yield Run(*match.span(), [Unit(text, *match.span())])
                break


def _text_of(digits: str) -> str | None:
    """The text that digits hold which look like base64, or base16, and nothing else."""
    try:
        if _hex(digits):
            data = bytes.fromhex(digits) if len(digits) % 2 == 0 else b""
        elif digits.rstrip("=").islower() or digits.isupper() or digits.isalpha():
            return None
        else:
            bare = digits.rstrip("=").translate(_STANDARD)
            data = binascii.a2b_base64(bare + "=" * (-len(bare) % 4), strict_mode=True)
    except (binascii.Error, ValueError):
        return None
    text = text_of(data, _FEWEST)
    letters = (
        0 if text is None else sum(one.isascii() and (one.isalpha() or one == " ") for one in text)
    )
    return text if text is not None and letters * 4 >= len(text) * 3 else None

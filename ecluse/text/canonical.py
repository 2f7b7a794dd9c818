"""The text that a reader sees, texts that nobody sees, and the text on offer to publish instead.

:func:`shown` is for matching: it goes as far as a reader's eye. Three steps, each with its way home:

1. :mod:`ecluse.text.bidi`: the order of reading, where directional controls changed it (UAX #9);
2. :mod:`ecluse.text.upright`: upside-down and mirrored text turned;
3. :mod:`ecluse.text.reading`: what nobody sees is gone, marks are composed or gone, styled letters are
   letters, and a letter of another script is the Latin one that it looks like, **in a word of mixed
   script only**. A word wholly of one script is not touched, whatever it looks like: « сосна » is a
   pine. :func:`skeleton` reads those too, for terms that a policy declares.

:func:`canonical` is for people: it drops what nobody sees and undoes disguises, and leaves typography,
accents, emoji, joiners that a script needs, phonetic letters and whole words of other scripts alone.

This module tells texts that plainly show what they hold, nearly all, in a microsecond; the others, and
their tables, are loaded on first need. Every step is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from ecluse.text.mapped import Mapped
from ecluse.text.strokes import straight

__all__ = ["canonical", "conceals", "hidden", "is_ordinary", "shown", "skeleton"]

# Characters that no step below changes wherever they stand: Latin letters with their accents,
# typography, arrows, boxes, most symbols and emoji. A test holds each against its look.
_USUAL = (
    "\t\n\x0b\x0c\r -~\x85\xa0\xa6\xa8\xaa-\xac\xaf-\xb4\xb7-\xd6\xd8-\u0125\u0128-\u0131\u0134-\u0137"
    "\u0139-\u013e\u0141-\u0148\u014c-\u0165\u0168-\u017e\u01cd-\u01dc\u0218-\u021b\u02c6\u02c7"
    "\u02d8-\u02dd\u1e00-\u1e99\u1e9b\u1e9e-\u1ef9\u2000-\u200a\u2010-\u2015\u2017-\u2019\u201b-\u201f"
    "\u2021-\u2023\u2026-\u2029\u202f-\u203b\u2190-\u21ff\u2300-\u2372\u2500-\u2570\u2574-\u25b1"
    "\u25b4-\u25ca\u25d0-\u25ee\u25f0-\u2608\u260a-\u2652\u2654-\u26a9\u26ac-\u2712\u2715\u2719-\u271c"
    "\u271e-\u274b\u274d\u274f-\u2767\u2794\u2796-\u27af\u2b00-\u2b54\u2b56-\u2bff\u3000-\u3002"
    "\U0001f300-\U0001f533\U0001f536-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f900-\U0001faff"
)
_odd = re.compile(f"[^{_USUAL}\ufe0f]").search
_odd_ascii = re.compile("[\x00-\x08\x0e-\x1f\x7f]").search
# Signs that stand for a letter before a letter, and for themselves elsewhere.
_SIGNS = frozenset("€£¥¢§©®×¡¤¶µ✓✔✖✗✘❌❎○◎●◯☉⚪⚫⭕▲△†✝♓∞№™")
_KEYS = tuple("0123456789#*")
_MOST_ODD = 2_000
"""Characters that are told one by one to stand as they do every day; a text with more is in doubt."""


def is_ordinary(text: str) -> bool:
    """Whether a text plainly shows what it holds; ``False`` when in doubt.

    >>> is_ordinary("L’été à Rennes ❤️ 🇫🇷 12 €"), is_ordinary("F\u200balcon")
    (True, False)
    """
    if text.isascii():
        return text.isprintable() or not _odd_ascii(text)
    found = _odd(text)
    for _ in range(_MOST_ODD):
        if found is None:
            return "\ufe0f" not in text or _are_selectors_everyday(text)
        at = found.start()
        length = _everyday(text, at, text[at])
        if not length:
            return False
        found = _odd(text, at + length)
    return False


def _are_selectors_everyday(text: str) -> bool:
    """Whether each selector stands behind a sign, or in a keycap."""
    at = text.find("\ufe0f")
    while at >= 0:
        before = text[at - 1 : at]
        if not (before > "\u203b" and not before.isalpha()) and before not in _SIGNS:
            if not (before in _KEYS and text[at + 1 : at + 2] == "\u20e3"):
                return False
        at = text.find("\ufe0f", at + 1)
    return True


def _everyday(text: str, at: int, character: str) -> int:
    """How many characters stand there as they do in posts every day, 0 for none: a selector or a joiner
    among emoji, a key in a keycap, a currency behind a number, one flag.
    """
    if character == "\u20e3":
        is_key = text[at - 1 : at] == "\ufe0f" and text[max(at - 2, 0) : at - 1] in _KEYS
        return is_key and not text[at + 1 : at + 2].isdigit()
    after = text[at + 1 : at + 2]
    if character in _SIGNS:
        after = text[at + 2 : at + 3] if after == "\ufe0f" else after
        return not (after.isalpha() or (character == "™" and text[at - 1 : at].isalpha()))
    if character == "\u200d":
        return _is_drawn(after) and (text[at - 1 : at] == "\ufe0f" or _is_emoji(text[at - 1 : at]))
    is_flag = character + after in _flags() and text[at + 2 : at + 3] not in _indicators()
    return 2 * (is_flag and text[at - 1 : at] not in _indicators())


def _is_drawn(character: str) -> bool:
    return character in _SIGNS or _is_emoji(character)


def _is_emoji(character: str) -> bool:
    return character > "\u203b" and not character.isalpha()


@cache
def _indicators() -> frozenset[str]:
    return frozenset(map(chr, range(0x1F1E6, 0x1F200)))


@cache
def _flags() -> frozenset[str]:
    from ecluse.text.looks import FLAGS

    return frozenset("".join(chr(0x1F1E6 - 65 + ord(c)) for c in flag) for flag in FLAGS)


def shown(text: str) -> Mapped | None:
    """The text as its reader sees it; ``None`` when nothing that matters for matching would change.

    >>> shown("Le ꜰ\u200bаlсоп est 𝗿𝗲𝗽𝗼𝗿𝘁é").text
    'Le falcon est reporté'
    >>> shown("сосна, μ, Ω : un été")
    """
    if is_ordinary(text):
        return None
    from ecluse.text.bidi import in_order
    from ecluse.text.colours import uncoloured
    from ecluse.text.reading import lettered
    from ecluse.text.upright import upright

    made: Mapped | None = None
    for step in (uncoloured, in_order, upright, lettered):
        new = step(text if made is None else made.text)
        made = made if new is None else new.after(made)
    return made


def skeleton(text: str) -> Mapped | None:
    """A looser reading, for terms that a policy declares and for nothing else.

    A word all of whose letters look Latin is read so, whatever its script (``СЕСRЕТ``, ``сосо``). In
    ASCII too, I between small letters is l, l between capitals is I, ``|`` is l and ``vv`` is w.
    ``None`` when this reads no more than :func:`shown` does.

    >>> skeleton("сосо et FaIcon").text
    'coco et Falcon'
    """
    made: Mapped | None = None
    if not is_ordinary(text):
        from ecluse.text.reading import lettered

        made = lettered(text, loosely=True)
    again = straight(text if made is None else made.text)
    return made if again is None else again.after(made)


def hidden(text: str) -> Iterator[Mapped]:
    """Texts written in characters that nobody sees (:mod:`ecluse.text.unseen`).

    >>> [one.text for one in hidden("Bonjour" + "".join(chr(0xE0000 + ord(c)) for c in "Falcon"))]
    ['Falcon']
    """
    if "\t" not in text and is_ordinary(text):
        return
    from ecluse.text.keyboards import typed
    from ecluse.text.unseen import written_unseen
    from ecluse.text.upright import in_place

    yield from written_unseen(text)
    for read in (typed, in_place):
        if made := read(text):
            yield made


def canonical(text: str) -> str:
    r"""The text on offer to publish instead: what a reader sees, and nothing that nobody sees.

    >>> canonical("Le F\u200bаlcon \u202eevirra\u202c, un e\u0301te\u0301 ❤️, сосна")
    'Le Falcon arrive, un été ❤️, сосна'
    """
    text = without_blank_ends(text)
    if is_ordinary(text) and unicodedata.is_normalized("NFC", text):
        return text
    from ecluse.text.offer import offered

    return offered(text)


def conceals(text: str) -> bool:
    """Whether a text holds what its canonical text leaves out or undoes, composing (NFC) aside.

    >>> conceals("e\u0301t\xe9"), conceals("F\u200balcon")
    (False, True)
    """
    if is_ordinary(text):
        return False
    from ecluse.text.offer import conceals as differs

    return differs(text)


def without_blank_ends(text: str) -> str:
    """A text without the blanks at the ends of its lines where tabs are among them."""
    return "\n".join(map(_without_blank_end, text.split("\n"))) if "\t" in text else text


def _without_blank_end(line: str) -> str:
    """A line without the blanks at its end, if tabs are among them."""
    kept = line.rstrip(" \t")
    return kept if "\t" in line[len(kept) :] else line

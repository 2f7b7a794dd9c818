"""Letters as a reader takes them: step 3 of :func:`ecluse.text.canonical.shown`.

A word is a run of letters, digits, marks and unseen characters (:mod:`ecluse.text.looks`). Its scripts
decide how its letters are read; each cluster, a letter and the marks on it, is then read by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ecluse.text.looks import FLAGS, WEAK, Kind, Look, look_alikes, looks, sure_look_alikes
from ecluse.text.mapped import Mapped, Weave

__all__ = ["Change", "Word", "lettered", "words", "woven"]

_SIGNS = (Kind.SYMBOL, Kind.EVERYDAY)
_STYLED = (Kind.STYLED, Kind.SMALL, Kind.LATIN)


def lettered(text: str, *, loosely: bool = False) -> Mapped | None:
    """The text with its letters as a reader takes them; ``None`` when nothing that matters changes.

    ``loosely`` reads words wholly of look-alikes too; ``None`` when there is none.
    """
    changes = list(_changes(text, loosely=loosely))
    found = (
        any(change.is_loose for change in changes) if loosely else any(c.matters for c in changes)
    )
    return woven(text, changes) if found else None


class Change(NamedTuple):
    """``text`` in place of a range. ``matters``: folding would not do the same; ``is_loose``: only a
    looser reading does it.
    """

    start: int
    end: int
    text: str
    matters: bool = True
    is_loose: bool = False


def woven(text: str, changes: Sequence[Change]) -> Mapped:
    """The text with its changes, which stand in order."""
    made = Weave(text)
    made.put_all(_pieces(text, changes))
    return made.done()


def _pieces(text: str, changes: Sequence[Change]) -> Iterator[tuple[str, int, int]]:
    at = 0
    for start, end, new, _, _ in changes:
        if start > at:
            yield text[at:start], at, start
        yield new, start, end
        at = end
    yield text[at:], at, len(text)


# --- words ----------------------------------------------------------------------------------------

_chunks = re.compile(
    "[^\t\n\x0b\x0c\r !-/:-@\\[-`{-~\x85\xa0\u2000-\u200a\u2028\u2029\u3000]+"
).finditer


class Word(NamedTuple):
    """The look of each character of ``[start, start + len(looks))``, and what they say together."""

    start: int
    looks: list[Look]
    scripts: frozenset[str]
    """Of its letters; what is styled is Latin."""
    has_other: bool
    """It holds a letter that looks like none of ASCII."""


# A word of one script, without digits, marks and unseen characters: nothing there is read otherwise.
_one_script = re.compile(
    "[a-zA-Z\xc0-\xd6\xd8-\xf6\xf8-\u0125]+|[\u0400-\u052f]+|[\u0386-\u03ff]+|[\u0561-\u0587]+|[\u05d0-\u05ea]+|"
    "[\u0620-\u064a\u066e-\u06d3]+|[\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff]+|[\uac00-\ud7a3]+"
).fullmatch
_NOTHING = frozenset({Kind.PLAIN, Kind.BREAK})


def words(text: str, *, loosely: bool = False) -> Iterator[Word]:
    """Each word that may be read otherwise than it stands: none of one script, unless ``loosely``.

    Regional indicators, and each sign, are words by themselves.
    """
    for chunk in _chunks(text):
        run = chunk[0]
        if run.isascii() and run.isalnum():
            continue
        if _one_script(run) and not (loosely and _may_be_latin(run)):
            continue
        found = [looks[character] for character in run]
        if not _NOTHING.issuperset([look.kind for look in found]):
            yield from _divided(text, chunk.start(), found)


def _may_be_latin(run: str) -> bool:
    """Whether a word of one script is all look-alikes. Most Cyrillic and Greek letters look like some
    Latin one to somebody: most of its letters must do so by UTS #39.
    """
    letters = set(run)
    return look_alikes() >= letters and 2 * len(letters & sure_look_alikes()) > len(letters)


def _divided(text: str, first: int, found: list[Look]) -> Iterator[Word]:
    """The words of a run without ASCII signs and spaces."""
    start, taken = first, list[Look]()
    before: Kind | None = None
    for at, look in enumerate(found, first):
        kind = look.kind
        if kind is before and kind not in _BY_THEMSELVES:
            taken.append(look)
            continue
        before = kind
        if (taken and kind not in _GOING_ON and _ends(taken, kind)) or (
            kind is Kind.PLAIN and taken and taken[0].kind in _ALONE
        ):
            yield from _word(text, start, taken)
            taken = []
        if kind is not Kind.BREAK:
            start = start if taken else at
            taken.append(look)
    if taken:
        yield from _word(text, start, taken)


_ALONE = frozenset({Kind.REGION, Kind.SIGN})
_GOING_ON = frozenset({Kind.PLAIN, Kind.UNSEEN, Kind.MARK})
_BY_THEMSELVES = frozenset({Kind.BREAK, Kind.SIGN})
"""Of which two beside each other are never in one word."""


def _ends(taken: list[Look], kind: Kind) -> bool:
    """Whether what was taken is a word before a character of this kind, that is seen and no letter."""
    if kind is Kind.BREAK or kind is Kind.SIGN or taken[0].kind is Kind.SIGN:
        return True
    return (kind is Kind.REGION) != (taken[0].kind is Kind.REGION)


def _word(text: str, start: int, taken: list[Look]) -> Iterator[Word]:
    kinds = {look.kind for look in taken}
    if len(kinds) == 1 and Kind.PLAIN in kinds:
        return
    if len(kinds) == 1 and Kind.UNSEEN in kinds:
        yield Word(start, taken, frozenset(), has_other=False)
        return
    scripts = {look.script for look in taken if look.kind > Kind.PLAIN and look.kind not in _SIGNS}
    if Kind.PLAIN in kinds and any(
        look.kind is Kind.PLAIN and text[start + at].isalpha() for at, look in enumerate(taken)
    ):
        scripts.add("LATIN")
    yield Word(start, taken, frozenset(scripts - {""}), Kind.FOREIGN in kinds)


# --- how each is read -----------------------------------------------------------------------------


def _changes(text: str, *, loosely: bool) -> Iterator[Change]:
    for word in words(text, loosely=loosely):
        first = word.looks[0].kind
        if first is Kind.SIGN:
            yield from _sign(text, word)
        elif first is Kind.REGION:
            yield from _regions(word)
        else:
            yield from _clusters(text, word, loosely=loosely)


def _sign(text: str, word: Word) -> Iterator[Change]:
    at, end = word.start, word.start + len(word.looks)
    if _is_written(text[at - 1 : at]) and _is_written(text[end : end + 1]):
        yield Change(at, end, word.looks[0].text)


def _is_written(character: str) -> bool:
    """Whether it is, or reads as, a letter or digit of ASCII."""
    if not character or character.isascii():
        return character.isalnum()
    shown = looks[character].text
    return shown.isascii() and shown.isalnum()


def _regions(word: Word) -> Iterator[Change]:
    """Letters, unless they are one flag: flags side by side may spell a word."""
    letters = "".join(look.text for look in word.looks if look.kind is Kind.REGION)
    if letters not in FLAGS:
        for at, look in enumerate(word.looks, word.start):
            yield Change(at, at + 1, look.text if look.kind is Kind.REGION else "")


def _clusters(text: str, word: Word, *, loosely: bool) -> Iterator[Change]:
    at, count = 0, len(word.looks)
    while at < count:
        end = at + 1
        if word.looks[at].kind is Kind.UNSEEN:
            while end < count and word.looks[end].kind is Kind.UNSEEN:
                end += 1
            yield _gone(text, word.start + at, word.start + end)
        else:
            marked = False
            while end < count and Kind.UNSEEN <= (kind := word.looks[end].kind) <= Kind.MARK:
                marked = marked or kind is not Kind.UNSEEN
                end += 1
            start, stop = word.start + at, word.start + end
            look = word.looks[at]
            if stop - start == 1 and look.kind in _STYLED:
                yield Change(start, stop, look.text, text[start] > "\xff")
            elif marked or look.kind is not Kind.PLAIN or not text[start].isascii():
                yield from _cluster(text, word, at, end, loosely=loosely)
            elif end - at > 1:  # a plain letter, and what nobody sees behind it
                yield Change(start, stop, text[start], _gone(text, start + 1, stop).matters)
        at = end


def _gone(text: str, start: int, end: int) -> Change:
    """What nobody sees. Folding drops most of it; patterns that read the text as written do not."""
    around = text[start - 1 : start] + text[end : end + 1]
    is_inside = len(around) == 2 and around.isascii() and " " not in around and "\n" not in around
    return Change(start, end, "", is_inside or not all(map(_is_folded, text[start:end])))


@cache
def _is_folded(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Cf")


def _cluster(text: str, word: Word, at: int, end: int, *, loosely: bool) -> Iterator[Change]:
    """A letter and what stands on it. A mark that composes with a Latin letter is kept so (NFC)."""
    look, start = word.looks[at], word.start + at
    character, stop = text[start], word.start + end
    if look.kind is Kind.MARK:
        if start and text[start - 1].isascii():
            yield Change(start, stop, "")
        return
    read = _read(text, word, at)
    is_loose = read is None and loosely and _reads_loosely(word, look)
    if is_loose:
        read = look.text
    if end - at > 1:
        yield from _marked(text, word, at, end, read, is_loose=is_loose)
    elif read is not None:
        matters = character > "\xff" or look.kind is Kind.EVERYDAY
        yield Change(start, stop, read, matters, is_loose)


def _marked(
    text: str, word: Word, at: int, end: int, read: str | None, *, is_loose: bool
) -> Iterator[Change]:
    """A letter with marks on it, or with unseen characters behind it."""
    start, stop = word.start + at, word.start + end
    base = text[start] if read is None else read
    if read is None and word.looks[at].kind is not Kind.PLAIN:
        for on in range(at + 1, end):
            if word.looks[on].kind is Kind.UNSEEN:
                yield _gone(text, word.start + on, word.start + on + 1)
        return
    marks = [text[word.start + on] for on in range(at + 1, end) if word.looks[on].kind is Kind.MARK]
    # Three marks at most: normalising long runs of them is quadratic.
    whole = base
    if marks or not base.isascii():
        whole = unicodedata.normalize("NFC", base + "".join(marks[:3]))[: len(base)]
    matters = read is not None or (bool(marks) and whole.isascii())
    yield Change(start, stop, whole, matters or _gone(text, start + 1, stop).matters, is_loose)


def _read(text: str, word: Word, at: int) -> str | None:
    """What a letter reads as in its word; ``None`` for itself."""
    look = word.looks[at]
    kind = look.kind
    if kind in _STYLED:
        return look.text
    if kind is Kind.SCRIPT:
        is_read = len(word.scripts) > 1 and not (look.script in WEAK and word.has_other)
        return look.text if is_read else None
    if kind is Kind.DIGIT and _is_among_digits(word, at) and text[word.start + at].isdecimal():
        return _decimal(text[word.start + at])
    if kind is Kind.DIGIT:
        is_letter = look.text.isalpha() and word.scripts and not word.has_other
        return look.text if is_letter or look.text.isdigit() else _decimal(text[word.start + at])
    if kind is Kind.SYMBOL:
        return (
            look.text if _is_letter(text, word, at + 1) or _is_letter(text, word, at - 1) else None
        )
    if kind is Kind.EVERYDAY and _is_letter(text, word, at + 1):
        is_between = _is_letter(text, word, at - 1) or (at == 0 and _is_letter(text, word, at + 2))
        return look.text if is_between else None
    return None


def _is_among_digits(word: Word, at: int) -> bool:
    """Whether another digit of a script stands right beside it: figures, not letters that look alike."""
    beside = word.looks[max(0, at - 1) : at] + word.looks[at + 1 : at + 2]
    return any(look.kind is Kind.DIGIT for look in beside)


def _decimal(character: str) -> str:
    return str(unicodedata.decimal(character, 0))


def _reads_loosely(word: Word, look: Look) -> bool:
    return look.kind is Kind.SCRIPT and not word.has_other


def _is_letter(text: str, word: Word, at: int) -> bool:
    """Whether a letter stands there in the word that is Latin, or may be."""
    if not 0 <= at < len(word.looks):
        return False
    kind = word.looks[at].kind
    return (kind > Kind.MARK and kind is not Kind.FOREIGN) or (
        kind is Kind.PLAIN and text[word.start + at].isalpha()
    )

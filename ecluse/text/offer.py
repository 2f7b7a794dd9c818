"""The text to publish instead of one that hides something: :func:`ecluse.text.canonical.canonical`.

What stays is what a reader would miss: accents, typography, emoji with their joiners and selectors,
joiners and marks that a script needs (UAX #31, 2.3; UTS #51), phonetic letters, letters of living
alphabets, words of other scripts, one styled letter alone. What goes is what nobody sees; what is
undone is another order, turned text, words in styled letters, and words that mix scripts to look Latin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from ecluse.text.bidi import in_order
from ecluse.text.canonical import without_blank_ends
from ecluse.text.looks import FLAGS, Kind, looks, script_of
from ecluse.text.reading import Change, Word, words, woven
from ecluse.text.upright import upright

__all__ = ["conceals", "offered"]

_MOST_MARKS = 2
"""Marks of no script on a letter, after composing."""
_MOST_OWN_MARKS = 4
"""Marks of its own script: Hebrew points and accents, Tibetan stacks."""
_MOST_STACKED = 3
"""Marks of no script that are no stack for show yet; of a stack none stays."""
_ROUNDS = 4

_LETTERS = (
    "\u24b6-\u24e9\u249c-\u24b5\U0001f110-\U0001f189\U0001d400-\U0001d7ff\U0001ccd6-\U0001ccf9"
    "\u1d00-\u1d22\ua730\ua731"
)
_styled = re.compile(f"[{_LETTERS}]").match
_wide = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]").match
_cjk = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]").search
_right_to_left = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]").search
_braille = re.compile("[\u2801-\u28ff]").search
_OVERLAYS = frozenset(map(chr, [*range(0x334, 0x339), *range(0x20D2, 0x20F1)]))
_common_mark = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
).match
# RGI_Emoji_Tag_Sequence of UTS #51: England, Scotland, Wales.
_flag_tags = re.compile(
    "\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|"
    "\U000e0077\U000e006c\U000e0073)\U000e007f"
).match
_JOINING = frozenset(
    [
        "ARABIC",
        "SYRIAC",
        "MANDAIC",
        "NKO",
        "MONGOLIAN",
        "PHAGS_PA",
        "ADLAM",
        "HANIFI_ROHINGYA",
        "DEVANAGARI",
        "BENGALI",
        "GURMUKHI",
        "GUJARATI",
        "ORIYA",
        "TAMIL",
        "TELUGU",
        "KANNADA",
        "MALAYALAM",
        "SINHALA",
        "KHMER",
        "MYANMAR",
        "TIBETAN",
        "BALINESE",
        "JAVANESE",
    ]
)
_VIRAMA = 9
"""Canonical_Combining_Class of viramas."""
_WITHOUT_SPACES = frozenset(["THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "JAVANESE", "BALINESE"])


def offered(text: str) -> str:
    """The canonical text; the same again for a canonical text."""
    for _ in range(_ROUNDS):
        before = text
        for step in (in_order, upright):
            made = step(text)
            text = text if made is None else made.text
        # Marks are few from here on: normalising long runs of them is quadratic.
        text = unicodedata.normalize("NFC", woven(text, [*_changes(text)]).text)
        text = without_blank_ends(text)
        if text == before:
            break
    return text


def conceals(text: str) -> bool:
    """Whether something is left out or undone, and not just composed."""
    if in_order(text) is not None or upright(text) is not None:
        return True
    return any(not _is_composing(text, change) for change in _changes(text))


def _is_composing(text: str, change: Change) -> bool:
    source = text[change.start : change.end]
    return len(source) <= _LONGEST and unicodedata.normalize("NFC", source) == change.text


_LONGEST = 8
"""Characters of a letter with its marks, above which it is no letter any more."""


class _Around(NamedTuple):
    """What the whole text says of its parts."""

    has_cjk: bool
    """Wide letters are typography."""
    has_right_to_left: bool
    """Marks of direction may be needed."""
    has_braille: bool
    """The blank cell is one of its cells."""
    has_isolates: bool
    """Isolates are closed, and stand with right-to-left text."""


def _changes(text: str) -> Iterator[Change]:
    is_mixed = bool(_right_to_left(text))
    closed = sum(map(text.count, "\u2066\u2067\u2068")) == text.count("\u2069")
    around = _Around(bool(_cjk(text)), is_mixed, bool(_braille(text)), is_mixed and closed)
    for word in words(text):
        if word.looks[0].kind is Kind.REGION:
            yield from _regions(word)
        else:
            yield from _clusters(text, word, around)


def _regions(word: Word) -> Iterator[Change]:
    """Flags stay; indicators that make none are letters."""
    letters = "".join(look.text for look in word.looks if look.kind is Kind.REGION)
    is_flags = all(letters[at : at + 2] in FLAGS for at in range(0, len(letters), 2))
    for at, look in enumerate(word.looks, word.start):
        if look.kind is not Kind.REGION:
            yield Change(at, at + 1, "")
        elif not is_flags:
            yield Change(at, at + 1, look.text)


def _clusters(text: str, word: Word, around: _Around) -> Iterator[Change]:
    undone, disguised = _undone(text, word, around), _is_disguised(word)
    at, count = 0, len(word.looks)
    while at < count:
        look, end = word.looks[at], at + 1
        while end < count and Kind.UNSEEN <= word.looks[end].kind <= Kind.MARK:
            end += 1
        is_read = disguised if look.kind is Kind.SCRIPT else at in undone
        start, stop = word.start + at, word.start + end
        if Kind.UNSEEN <= look.kind <= Kind.MARK:
            new = _following(text, start, stop, around)
        else:
            new = look.text if is_read else text[start]
            if stop > start + 1:
                new = _composed(new, _following(text, start + 1, stop, around))
        if new != text[start:stop]:
            yield Change(start, stop, new)
        at = end


# --- letters --------------------------------------------------------------------------------------


def _undone(text: str, word: Word, around: _Around) -> frozenset[int]:
    """The letters of a word that are undone: styled ones beside another, small capitals with them,
    raised ones when the whole word is raised.
    """
    styled = {
        at
        for at, look in enumerate(word.looks)
        if look.kind is Kind.STYLED
        and (
            _styled(text[word.start + at]) or (not around.has_cjk and _wide(text[word.start + at]))
        )
    }
    letters = [
        at for at, look in enumerate(word.looks) if look.kind not in (Kind.UNSEEN, Kind.MARK)
    ]
    raised = [at for at in letters if word.looks[at].kind in (Kind.STYLED, Kind.SMALL)]
    if len(raised) == len(letters) > 3:
        return frozenset(raised)
    if not styled or len(letters) < 2:
        return frozenset()
    return frozenset(styled | {at for at in raised if word.looks[at].kind is Kind.SMALL})


def _is_disguised(word: Word) -> bool:
    """Whether a word that mixes scripts reads wholly Latin by UTS #39.

    One Greek letter at an end of a Latin word is a symbol: TNFα, Δt.
    """
    if "LATIN" not in word.scripts or len(word.scripts) < 2 or word.has_other:
        return False
    others = [at for at, look in enumerate(word.looks) if look.kind is Kind.SCRIPT]
    if not all(word.looks[at].sure for at in others):
        return False
    is_end = others[0] in (0, len(word.looks) - 1)
    return not (len(others) == 1 and is_end and word.looks[others[0]].script == "GREEK")


# --- marks, and what nobody sees ------------------------------------------------------------------


def _composed(letter: str, following: str) -> str:
    """A letter and its marks in NFC, two marks of no script at most."""
    whole = unicodedata.normalize("NFC", letter + following)
    commons = 0
    kept: list[str] = []
    for at, character in enumerate(whole):
        is_common = at >= len(letter) and bool(_common_mark(character))
        commons += is_common
        if not is_common or commons <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _following(text: str, start: int, stop: int, around: _Around) -> str:
    """What stays of marks and unseen characters."""
    kept: list[str] = []
    commons = own = flag_ends = 0
    for at in range(start, stop):
        character = text[at]
        if looks[character].kind is Kind.UNSEEN:
            flag = _flag_tags(text, at) if text[at - 1 : at] == "\U0001f3f4" else None
            flag_ends = flag.end() if flag else flag_ends
            if at < flag_ends or _is_needed(text, at, around):
                kept.append(character)
        elif _common_mark(character):
            commons += 1
            if commons <= _MOST_STACKED and not _is_overlay(text, at):
                kept.append(character)
        else:
            own += 1
            if own <= _MOST_OWN_MARKS:
                kept.append(character)
    if commons > _MOST_STACKED:
        kept = [character for character in kept if not _common_mark(character)]
    return "".join(kept)


def _is_overlay(text: str, at: int) -> bool:
    """Whether a mark strikes a letter through or surrounds it; ≠ and keycaps are no such thing."""
    character = text[at]
    if character == "\u20e3":
        return not _is_keycap(text, at)
    before = text[at - 1 : at]
    return character in _OVERLAYS and len(unicodedata.normalize("NFC", before + character)) > 1


def _is_keycap(text: str, at: int) -> bool:
    before = text[max(at - 2, 0) : at]
    return before[-1:] in _KEYS or (before[-1:] == "\ufe0f" and before[:1] in _KEYS)


_KEYS = tuple("0123456789#*")


def _is_needed(text: str, at: int, around: _Around) -> bool:
    """Whether an emoji or a script needs an unseen character where it stands."""
    character, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if character in "\ufe0e\ufe0f":
        return _takes_selector(before) or (before in _KEYS and after == "\u20e3")
    if character in "\u200c\u200d":
        if _is_emoji(before) or before == "\ufe0f":
            return character == "\u200d" and _is_emoji(after)
        return _joins(before, after, character)
    if character in "\u200e\u200f\u061c":
        return around.has_right_to_left and before not in "\u200e\u200f\u061c"
    if "\u2066" <= character <= "\u2069":
        return around.has_isolates
    if character == "\u200b":
        return all(side and script_of(side) in _WITHOUT_SPACES for side in (before, after))
    if character == "\u2800":
        return around.has_braille
    if "\u180b" <= character <= "\u180f":
        return bool(before) and before.isalpha() and script_of(before) == "MONGOLIAN"
    if "\U000e0100" <= character <= "\U000e010f":
        return "\u3400" <= before <= "\u9fff" or before >= "\U00020000"
    return character in "\u115f\u1160" and (
        "\u1100" <= before <= "\u11ff" or "\u1100" <= after <= "\u11ff"
    )


def _joins(before: str, after: str, joiner: str) -> bool:
    """UAX #31, 2.3, by script: between two letters, behind a virama, or a joiner behind the last one."""
    if not before or script_of(before) not in _JOINING:
        return False
    if unicodedata.combining(before) == _VIRAMA:
        return True
    return script_of(after) == script_of(before) if after.isalpha() else joiner == "\u200d"


def _takes_selector(character: str) -> bool:
    return bool(character) and (character in "©®" or _is_emoji(character))


def _is_emoji(character: str) -> bool:
    return (
        character > "\u203b" and not character.isalnum() and looks[character].kind not in _NO_EMOJI
    )


_NO_EMOJI = (Kind.UNSEEN, Kind.MARK)

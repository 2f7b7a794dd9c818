"""What the words of a text say: stems, names, quantities, dates, in French and English.

A token is one *anchor* of meaning: two texts that say the same thing in other words share tokens.

Theory of operation. The folded text is split once into words and gaps. What a word may be is looked
up once and remembered (:class:`_Meanings`): nothing (a function word), a plain word with its stem or
concepts, or a word at which a number, a date or a phrase may start, which is then read from there in
a bounded look ahead. Language is never detected: both languages are in every table.

- A word is keyed by its concept (``c:close``) when the glossary has it, else by its stem. A word
  with two concepts gives two tokens at one place; *tokens of one place are alternatives*.
- A name has the same key as the word in small letters (``Vergrane``, ``vergranes``): its kind says that
  it was written as a name. A name of several parts gives one token for the whole, its parts' stems
  joined by a space, and one for each part. Who matches decides by rarity what a key is worth.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from ecluse.model import View
from ecluse.registers.dates import DATE_WORDS, read_date, read_day_in_words, read_numeric_date
from ecluse.registers.glossary import ALIASES, Phrases, function_words, glossary
from ecluse.registers.kinds import Kind, Token
from ecluse.registers.lexed import Lexed
from ecluse.registers.numbers import AFTER_ARTICLE, ARTICLES, NUMBER_WORDS, agree, read_number
from ecluse.registers.rarity import information, is_common, rarity
from ecluse.registers.stems import lemma, stem

__all__ = ["Kind", "Token", "agree", "information", "is_common", "rarity", "tokens_of"]

_MEMO = 1 << 15
_LONGEST_WORD = 64
"""A longer run of letters is its own key, and not remembered."""
_LONGEST_PHRASE = 6
_PARTS = 5
"""Words of a name at most."""

_WORD, _NAME = Kind.WORD, Kind.NAME
_new = tuple.__new__


class _Meaning(NamedTuple):
    """What one word may be, whatever stands around it."""

    keys: tuple[bytes, ...]
    """Concepts, or the stem; empty for a function word."""
    special: bool
    """Whether a number or a date may start here."""
    phrases: Phrases | None
    """What goes on with a phrase that starts here."""
    stem: bytes
    lemma: str
    """By which phrases are read; a function word is its own."""
    common: bool
    function: bool


class _Meanings(dict[bytes, _Meaning]):
    """Meanings of words, remembered; cleared when there are too many."""

    def __missing__(self, word: bytes) -> _Meaning:
        if len(word) > _LONGEST_WORD:
            return _Meaning((word,), word[0] < 58, None, word, "", common=False, function=False)
        if len(self) >= _MEMO:
            self.clear()
        meaning = self[word] = _meaning(word)
        return meaning


def _meaning(written: bytes) -> _Meaning:
    word = ALIASES.get(written, written)
    known, root, function = glossary(), stem(word), word in function_words()
    concepts = known.concepts(word)
    base = (word if function else lemma(word)).decode("latin-1")
    counts = written in NUMBER_WORDS or written in DATE_WORDS or written[0] < 58
    counts = counts or written == b"plus"
    keys = concepts or ((root,) if len(word) > 2 else ())
    if function:
        keys = ()
    return _Meaning(keys, counts, known.phrases.get(base), root, base, is_common(word), function)


_MEANINGS = _Meanings()


def tokens_of(view: View, lexed: Lexed | None = None) -> list[Token]:
    """The tokens of a view, in order of place; function words are left out.

    ``lexed``: the words of the view, when they were cut before.
    """
    lexed = lexed or Lexed(view)
    words, gaps, text, offsets = lexed.words, lexed.gaps, lexed.text, lexed.offsets
    straight = lexed.origin is None
    meanings = list(map(_MEANINGS.__getitem__, words))
    found: list[Token] = []
    at, count = 0, lexed.count
    while at < count:
        keys, special, phrases = meanings[at][:3]
        if phrases is not None and _may_go_on(meanings, at, phrases):
            stop = _phrase(lexed, meanings, at, phrases, found)
            if stop:
                at = stop
                continue
        if special:
            stop = _special(lexed, at, found)
            if stop:
                at = stop
                continue
        first = offsets[2 * at] if straight else lexed.start(at)
        if text[first].isupper() or gaps[at][-1:] in _TAGS:
            at = _name(lexed, meanings, at, found)
            continue
        if keys:
            last = offsets[2 * at + 1] if straight else lexed.end(at)
            for key in keys:
                found.append(_new(Token, (_WORD, key, first, last, "", 0.0, 0.0)))
        elif len(words[at]) > 1 and not meanings[at].function and not words[at].isalpha():
            found.append(Token(_NAME, words[at], first, lexed.end(at)))
        at += 1
    found.sort(key=_place)
    return found


def _may_go_on(meanings: list[_Meaning], at: int, tree: Phrases) -> bool:
    """Whether the next word may belong to a phrase of the tree: a quick look before reading it."""
    if "" in tree:
        return True
    if at + 1 == len(meanings):
        return False
    after = meanings[at + 1]
    return after.function or after.lemma in tree


_TAGS = (b"#", b"@")


def _place(token: Token) -> int:
    return token[2]


# --- numbers, dates, phrases ---------------------------------------------------------------------


def _special(lexed: Lexed, at: int, found: list[Token]) -> int:
    """Read the number or date that may start at ``at``; the index after it, or 0 for a plain word."""
    word = lexed.words[at]
    if word[0] < 58:
        return _numeric(lexed, at, found)
    if word in DATE_WORDS:
        read = read_date(lexed, at)
        if read is not None:
            found.extend(read[0])
            return read[1]
    if word == b"plus" and _no_more(lexed, at):
        found.append(Token(_WORD, b"c:stop", lexed.start(at), lexed.end(at)))
        return at + 1
    return _number(lexed, at, found) if word in NUMBER_WORDS else 0


def _no_more(lexed: Lexed, at: int) -> bool:
    """Whether « plus » ends something: « ne sera plus », « n'embouteille plus », not « plus que »."""
    before = lexed.words[max(0, at - 3) : at]
    return (b"ne" in before or b"n" in before) and lexed.word(at + 1) not in (b"que", b"qu")


def _numeric(lexed: Lexed, at: int, found: list[Token]) -> int:
    identifier = _identifier(lexed, at)
    if identifier:
        key = b"".join(lexed.words[at:identifier])
        if identifier - at > 4 and key[:2] == b"33" and lexed.gaps[at][-1:] == b"+":
            key = b"0" + key[2:]  # +33 4 65… is 04 65…
        found.append(Token(_NAME, key, lexed.start(at), lexed.end(identifier - 1)))
        return identifier
    dated = read_numeric_date(lexed, at)
    if dated is not None:
        found.extend(dated[0])
        return dated[1]
    read = read_number(lexed, at)
    if read is None:
        found.append(Token(_NAME, lexed.words[at], lexed.start(at), lexed.end(at)))
        return at + 1
    found.append(read.token())
    return read.counted if read.counted > at else read.stop


def _identifier(lexed: Lexed, at: int) -> int:
    """The index after digits that name rather than count: telephone numbers, versions, references."""
    words, gaps, word = lexed.words, lexed.gaps, lexed.words[at]
    stop = at + 1
    if gaps[at][-1:] == b"+" and len(word) == 2 and len(lexed.word(stop)) == 1:
        stop += 1
    while (
        stop < lexed.count
        and gaps[stop] in (b" ", b".", b"-")
        and len(words[stop]) == 2
        and words[stop].isdigit()
    ):
        stop += 1
    if stop - at >= 4 and len(word) <= 3 and word.isdigit():
        return stop
    if (
        word.isdigit()
        and len(word) > 1
        and word[0] == 48
        and (len(word) > 2 or gaps[at][-1:] == b"+")
    ):
        return at + 1
    dotted = at + 1
    while (
        dotted < lexed.count
        and gaps[dotted] == b"."
        and words[dotted].isdigit()
        and len(words[dotted]) < 3
    ):
        dotted += 1
    if dotted - at >= 3 and not (dotted - at == 3 and len(words[dotted - 1]) == 4):
        return (
            dotted
            if not (len(word) == 2 and len(words[at + 1]) == 2 and len(words[at + 2]) == 4)
            else 0
        )
    joined = (
        gaps[at] == b"-"
        and at
        and words[at - 1].isalpha()
        and lexed.text[lexed.start(at - 1)].isupper()
    )
    return at + 1 if joined and words[at - 1] not in DATE_WORDS else 0


def _number(lexed: Lexed, at: int, found: list[Token]) -> int:
    if lexed.words[at] in ARTICLES and lexed.word(at + 1) not in AFTER_ARTICLE:
        return 0
    dated = read_day_in_words(lexed, at)
    if dated is not None:
        found.extend(dated[0])
        return dated[1]
    read = read_number(lexed, at)
    if read is None or (
        lexed.words[at] == b"neuf" and read.stop == at + 1 and not _counts(lexed, at)
    ):
        return 0
    found.append(read.token())
    return read.counted if read.counted > at else read.stop


def _counts(lexed: Lexed, at: int) -> bool:
    return lexed.word(at + 1)[-1:] in (b"s", b"x")


_INSIDE = frozenset((b" ", b"-", b"'", b"  ", b"_", b"/", b" - "))
"""What may stand between the words of a phrase."""


def _phrase(
    lexed: Lexed, meanings: list[_Meaning], at: int, tree: Phrases, found: list[Token]
) -> int:
    """The longest phrase that starts at ``at``; the index after it, or 0."""
    best = tree.get("")
    stop, here, skipped = at + 1, at + 1, 0
    last = min(lexed.count, at + _LONGEST_PHRASE)
    while here < last and lexed.gaps[here] in _INSIDE:
        meaning = meanings[here]
        after = tree.get(meaning.lemma)
        if after is None:
            if not meaning.function or skipped == 2:
                break
            skipped += 1
        else:
            tree, skipped = after, 0
            if "" in tree:
                best, stop = tree[""], here + 1
        here += 1
    if best is None:
        return 0
    start, end = lexed.start(at), lexed.end(stop - 1)
    for concept in best[0]:
        found.append(Token(_WORD, concept.encode(), start, end))
    if not best[1]:
        return stop
    for index in range(at, stop):
        _word(lexed, meanings, index, _WORD, found)
    return stop


def _word(lexed: Lexed, meanings: list[_Meaning], at: int, kind: Kind, found: list[Token]) -> None:
    start, end = lexed.start(at), lexed.end(at)
    for key in meanings[at].keys:
        found.append(Token(_WORD if key[:2] == b"c:" else kind, key, start, end))


# --- names ---------------------------------------------------------------------------------------


def _name(lexed: Lexed, meanings: list[_Meaning], at: int, found: list[Token]) -> int:
    """Read a word written with a capital or behind ``#`` or ``@``, and the name that it begins."""
    written = lexed.text[lexed.start(at) : lexed.end(at)]
    tagged = lexed.gaps[at][-1:] in _TAGS
    pieces = _camel(written) if tagged or not (written.isupper() or written[1:].islower()) else []
    if len(pieces) > 1:
        _split(lexed, at, pieces, found)
        return at + 1
    capitals = glossary().shouted(lexed.words[at]) if written.isupper() else ()
    if capitals:
        found.extend(Token(_WORD, key, lexed.start(at), lexed.end(at)) for key in capitals)
        return at + 1
    if not tagged and _ordinary(lexed, meanings, at, written):
        _word(lexed, meanings, at, _WORD, found)
        return at + 1
    parts, stop = _parts(lexed, meanings, at)
    kept = [part for part in parts if not meanings[part].function]
    if len(kept) > 1:
        key = b" ".join(meanings[part].stem for part in kept)
        found.append(Token(_NAME, key, lexed.start(kept[0]), lexed.end(kept[-1])))
    for part in kept:
        _part(lexed, meanings, part, found)
    return stop


def _ordinary(lexed: Lexed, meanings: list[_Meaning], at: int, written: str) -> bool:
    """Whether the capital says nothing: a sentence opens here, or a known short form is spelt so."""
    meaning = meanings[at]
    if _opens(lexed, at):
        return meaning.common or meaning.function or written.endswith(("ons", "ez"))
    return written.isupper() and meaning.keys[:1] != () and meaning.keys[0][:2] == b"c:"


def _part(lexed: Lexed, meanings: list[_Meaning], at: int, found: list[Token]) -> None:
    """One part of a name: its stem, and its concepts if it is also a word of the glossary."""
    word, meaning = lexed.words[at], meanings[at]
    start, end = lexed.start(at), lexed.end(at)
    if len(word) < 2:
        return
    kind = _WORD if meaning.common and lexed.text[start:end].isupper() else _NAME
    found.append(Token(kind, meaning.stem, start, end))
    for key in meaning.keys:
        if key[:2] == b"c:":
            found.append(Token(_WORD, key, start, end))


_PARTICLES = frozenset(b"de du des d la le les l of the von van et and en sur sous".split())


def _parts(lexed: Lexed, meanings: list[_Meaning], at: int) -> tuple[list[int], int]:
    """The words of the name that begins at ``at``, without particles, and the index after it."""
    parts, here = [at], at + 1
    while here < lexed.count and len(parts) < _PARTS:
        ahead = here
        while (
            ahead < lexed.count
            and ahead - here < 2
            and lexed.words[ahead] in _PARTICLES
            and _near(lexed, ahead)
            and not _capital(lexed, ahead)
        ):
            ahead += 1
        if ahead >= lexed.count or not _near(lexed, ahead) or not _capital(lexed, ahead):
            break
        if meanings[ahead].special and lexed.words[ahead] in DATE_WORDS:
            break
        parts.append(ahead)
        here = ahead + 1
    return parts, here


def _near(lexed: Lexed, at: int) -> bool:
    return lexed.gaps[at] in (b" ", b"-", b"'", b" - ", b"_", b"&", b" & ")


def _capital(lexed: Lexed, at: int) -> bool:
    return lexed.text[lexed.start(at)].isupper()


_OPENERS = frozenset(b'.!?:\n"*\r-|>(')


def _opens(lexed: Lexed, at: int) -> bool:
    """Whether the word at ``at`` opens a sentence, where any word has a capital."""
    gap = lexed.gaps[at]
    if at == 0 or len(gap) > 1:
        if at == 0 or not _OPENERS.isdisjoint(gap) or not lexed.before(at).isascii():
            return True
    return gap == b"\n" or (
        lexed.words[at - 1] in (b"l", b"d", b"qu", b"j", b"n", b"s", b"c")
        and at < 3
        and gap == b"'"
        and at == 1
    )


def _camel(written: str) -> list[tuple[int, int]]:
    """Where the words of a written word stand: ``ProjetFalcon`` → (0, 6), (6, 12)."""
    cuts = [0]
    for index in range(1, len(written)):
        here, before = written[index], written[index - 1]
        after = written[index + 1 : index + 2]
        if (here.isupper() and (before.islower() or (before.isupper() and after.islower()))) or (
            here.isdigit() != before.isdigit() and (before.isdigit() or here.isdigit())
        ):
            cuts.append(index)
    return list(zip(cuts, [*cuts[1:], len(written)], strict=True))


def _split(lexed: Lexed, at: int, pieces: list[tuple[int, int]], found: list[Token]) -> None:
    """The parts of ``GrandVoilier`` or ``#ProjetFalcon``, and the whole."""
    first = lexed.start(at)
    written = lexed.text[first : lexed.end(at)]
    stems: list[bytes] = []
    parts: list[Token] = []
    for start, end in pieces:
        word = _plain(written[start:end])
        meaning = _MEANINGS[word] if word else None
        if meaning is None or meaning.function:
            continue
        stems.append(meaning.stem)
        if len(word) > 1:
            parts.append(Token(_NAME, meaning.stem, first + start, first + end))
        for key in meaning.keys:
            if key[:2] == b"c:":
                parts.append(Token(_WORD, key, first + start, first + end))
    whole = Token(_NAME, b" ".join(stems), first, lexed.end(at))
    found.extend([whole, *parts] if len(stems) > 1 else parts)


def _plain(written: str) -> bytes:
    from ecluse.text.fold import fold

    data = fold(unicodedata.normalize("NFC", written)).data
    return bytes(byte for byte in data if byte >= 128 or chr(byte).isalnum())

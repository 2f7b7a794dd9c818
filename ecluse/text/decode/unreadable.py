"""Runs that look encoded, compressed, encrypted or damaged, and that no family can read.

For channels where what cannot be read is held. What people post must not look so: addresses with
identifiers and tracking parameters, UUIDs, digests up to SHA-512, keys of forty or fifty characters,
long compounds, hashtags, code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

from ecluse.model import Span
from ecluse.text.decode.pattern import pattern

__all__ = ["unreadable"]

_RUN, _RUN_IN_ADDRESS, _HEX_RUN = 64, 256, 129
"""From so many characters on a run that looks random is no identifier; SHA-512 has 128 hex digits."""
_LINE = 40
_DENSE = 40
_GROUPS = 10
_SERIES = [bytes([length]) * _GROUPS for length in range(4, 9)]
_words = re.compile(r"\S+").finditer
_turns = re.compile(r"[a-z]+|[A-Z]+|[0-9]+|[^a-zA-Z0-9]").findall
_lower = re.compile(r"[a-z]{5,}").findall
_digits = re.compile(r"[A-Za-z0-9+/=_-]+").finditer
_hex = re.compile(r"[0-9A-Fa-f]+").fullmatch
_DIGEST = ("sha256-", "sha384-", "sha512-", "SHA256:", "SHA512:")


def unreadable(text: str) -> Iterator[Span]:
    """The runs in order, none inside another."""
    found = sorted(_candidates(text))
    if not found:
        return
    readable = _readable(text)
    last: Span | None = None
    for span in found:
        if _is_read(span, readable):
            continue
        if last is not None and span.start <= last.end:
            last = Span(last.start, max(last.end, span.end))
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _candidates(text: str) -> Iterator[Span]:
    if len(text) >= _LINE:
        yield from _armoured(text)
        yield from _of_data(text)
        if _has_long_words_or_groups(text):
            yield from _random(text)
    if not text.isascii() or not text.isprintable():
        yield from _damaged(text)
        yield from _babel(text)


# --- what another family reads --------------------------------------------------------------------

_BLOBS = frozenset(
    {"base64", "base32", "hexadecimal", "bits", "numbers", "mixed", "dense", "ascii85", "uuencoded", "rot47",
     "percents", "backslashes", "quoted_printable", "encoded_words", "utf7", "swapped", "misread", "signs"}
)  # fmt: skip


def _readable(text: str) -> list[Span]:
    """What the families read, in order and joined where it overlaps."""
    from ecluse.text.decode import families, signs_of
    from ecluse.text.decode.run import Budget, Source

    source = Source(text, text.encode("latin-1", "replace"), Budget())
    asked = families(_BLOBS.intersection(signs_of(text)))
    spans = sorted(Span(run.start, run.end) for family in asked for run in family(source))
    joined: list[Span] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _is_read(span: Span, readable: Sequence[Span]) -> bool:
    """Whether half of a run or more is read."""
    from bisect import bisect_right

    at = max(bisect_right(readable, span) - 1, 0)
    covered = 0
    while at < len(readable) and readable[at].start < span.end:
        covered += max(0, min(span.end, readable[at].end) - max(span.start, readable[at].start))
        at += 1
    return 2 * covered >= span.end - span.start


# --- blocks that say what they are ----------------------------------------------------------------


def _armoured(text: str) -> Iterator[Span]:
    """Blocks of PEM (RFC 7468) and OpenPGP (RFC 9580); a signed text itself is readable."""
    start = text.find("-----BEGIN ")
    while start >= 0:
        end = text.find("-----END ", start)
        end = len(text) if end < 0 else min(len(text), end + 80)
        if not text.startswith("SIGNED MESSAGE", start + 15):
            yield Span(start, end)
            start = text.find("-----BEGIN ", end)
        else:
            start = text.find("-----BEGIN ", start + 11)


def _of_data(text: str) -> Iterator[Span]:
    """``data:image/png;base64,…`` (RFC 2397)."""
    if ";base64," in text:
        latin = text.encode("latin-1", "replace")
        for match in pattern(
            rb"(?i)data:[a-z0-9.+/;=_-]{0,120};base64,[A-Za-z0-9+/=_%-]{40,}"
        ).finditer(latin):
            yield Span(*match.span())


# --- runs that look random ------------------------------------------------------------------------


def _has_long_words_or_groups(text: str) -> bool:
    lengths = bytes(map(min, map(len, text.split()), repeat(255)))
    return max(lengths, default=0) >= _LINE or any(series in lengths for series in _SERIES)


def _random(text: str) -> Iterator[Span]:
    lines: list[Span] = []
    groups: list[Span] = []
    for match in _words(text):
        word, span = match[0], Span(*match.span())
        if _follows(groups, span):
            groups.append(span)
        else:
            yield from _of_groups(text, groups)
            groups = [span] if 4 <= len(word) <= 8 else []
        if len(word) < _LINE:
            yield from _wrapped(lines)
            lines = []
            continue
        if _is_line(word):
            lines.append(span)
        yield from _in_word(word, span.start)
    yield from _wrapped(lines)
    yield from _of_groups(text, groups)


def _follows(groups: Sequence[Span], span: Span) -> bool:
    if not groups:
        return False
    last = groups[-1]
    return span.end - span.start == last.end - last.start and span.start - last.end <= 2


def _of_groups(text: str, groups: Sequence[Span]) -> Iterator[Span]:
    """Ten groups or more of one length: words of a sentence do not come so."""
    if len(groups) < _GROUPS:
        return
    words = [text[slice(*group)] for group in groups]
    plain = all(word.isascii() and word.isalnum() for word in words)
    if plain and len(set(words)) * 10 >= len(words) * 7 and not all(map(str.isdigit, words)):
        yield Span(groups[0].start, groups[-1].end)


def _is_line(word: str) -> bool:
    run = next(_digits(word), None)
    return run is not None and run.end() == len(word) and _is_random(word)


def _wrapped(lines: Sequence[Span]) -> Iterator[Span]:
    """Lines of forty characters or more of one run."""
    if len(lines) > 1 and lines[-1].end - lines[0].start >= _RUN:
        yield Span(lines[0].start, lines[-1].end)


def _in_word(word: str, at: int) -> Iterator[Span]:
    address = "://" in word or word.startswith("www.")
    least = _RUN_IN_ADDRESS if address else _RUN
    is_digest = len(word) >= least and any(digest in word for digest in _DIGEST)
    for match in _digits(word) if not is_digest else ():
        run = match[0].removeprefix("0x")
        if len(run) < least:
            continue
        if len(run) >= _HEX_RUN if _hex(run) else _is_random(run):
            yield Span(at + match.start(), at + match.end())
    if not address and len(word) >= _DENSE and word.isascii() and _is_dense(word):
        yield Span(at, at + len(word))


def _is_random(run: str) -> bool:
    """Capitals, small letters and digits in turn, as no words, slugs or names of variables have them."""
    if (run.isalpha() and (run.isupper() or run.islower())) or run.isdigit():
        return False
    if sum(map(str.isalnum, run)) * 4 < len(run) * 3:
        return False
    turns = len(_turns(run))
    mixed = run.upper() != run and run.lower() != run
    return turns * 10 >= len(run) * (4 if mixed else 3) and sum(map(len, _lower(run))) * 6 < len(
        run
    )


def _is_dense(word: str) -> bool:
    """Letters, digits and signs in turn."""
    plain = sum(map(str.isalnum, word))
    signs = len(word) - plain
    return (
        len(set(word)) >= 24
        and signs * 10 >= len(word)
        and plain * 2 >= len(word)
        and len(_turns(word)) * 10 >= len(word) * 6
        and sum(map(len, _lower(word))) * 6 < len(word)
    )


# --- damaged, or written in no script -------------------------------------------------------------

_TEXTUAL = frozenset("\t\n\r\x0b\x0c\x85")


def _damaged(text: str) -> Iterator[Span]:
    """Replacement characters and controls from three on, surrogates, private use and unassigned from four."""
    strange = {character: _kind(character) for character in set(text)}
    for kind, least in (
        ("replaced", 3),
        ("control", 3),
        ("surrogate", 1),
        ("private", 4),
        ("unassigned", 4),
    ):
        of_kind = {character for character, its in strange.items() if its == kind}
        if of_kind and sum(map(text.count, of_kind)) >= least:
            yield from _each(text, of_kind)


def _each(text: str, characters: Iterable[str]) -> Iterator[Span]:
    one_class = "[" + "".join(map(re.escape, sorted(characters))) + "]+"
    return (Span(*match.span()) for match in re.finditer(one_class, text))


def _kind(character: str) -> str:
    if character == "\ufffd":
        return "replaced"
    category = unicodedata.category(character)
    if category == "Cn":
        # Python's tables are older than the newest scripts and emoji.
        return "" if 0x10000 <= ord(character) < 0x40000 else "unassigned"
    if category == "Cc":
        return "" if character in _TEXTUAL else "control"
    return {"Cs": "surrogate", "Co": "private"}.get(category, "")


_letters = re.compile(r"[^\W_]{12,}").finditer
_EAST_ASIAN = frozenset(
    {
        "CJK",
        "HIRAGANA",
        "KATAKANA",
        "HANGUL",
        "BOPOMOFO",
        "FULLWIDTH",
        "HALFWIDTH",
        "IDEOGRAPHIC",
        "KATAKANA-HIRAGANA",
    }
)
_STYLES = frozenset(
    {
        "MATHEMATICAL",
        "MODIFIER",
        "SUPERSCRIPT",
        "SUBSCRIPT",
        "FEMININE",
        "MASCULINE",
        "SCRIPT",
        "BLACK-LETTER",
        "DOUBLE-STRUCK",
        "MICRO",
    }
)
_SCRIPTS = 5


def _babel(text: str) -> Iterator[Span]:
    """Words in five scripts or more: an encoding whose digits are letters of all of them (base2048…)."""
    for match in _letters(text):
        if match[0].isascii() or len({ord(letter) >> 8 for letter in match[0]}) < _SCRIPTS:
            continue
        names = {unicodedata.name(letter, "-").split(" ", 1)[0] for letter in match[0]}
        scripts = {"CJK" if name in _EAST_ASIAN else name for name in names} - _STYLES
        if len(scripts) >= _SCRIPTS:
            yield Span(*match.span())

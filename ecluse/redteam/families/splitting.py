"""The goods in pieces: over the posts of a thread, over posts apart, over the fields of a draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from ecluse.lean import replace
from ecluse.model import Draft, Span
from ecluse.redteam.transform import (
    Apply,
    Goods,
    Parcel,
    alone,
    family,
    longest_word,
    with_more,
    words_of,
)

_of = family("splitting")

_MOST = 12
"""Posts of one thread that are made."""

Cut = Callable[[str], Sequence[int]]
"""Where to cut the goods: offsets in them, rising."""


def _in_word(goods: str) -> Sequence[int]:
    start, end = longest_word(goods)
    return ((start + end) // 2,) if end - start > 1 else ()


def _between_words(goods: str) -> Sequence[int]:
    starts = [word.start for word in words_of(goods)][1:]
    return (starts[len(starts) // 2],) if starts else ()


def _every_word(goods: str) -> Sequence[int]:
    return [word.start for word in words_of(goods)][1:_MOST]


def _every_letter(goods: str) -> Sequence[int]:
    start, end = longest_word(goods)
    return range(start + 1, min(end, start + _MOST))


def _pieces(text: str, place: Span, cut: Cut) -> list[tuple[str, Span]]:
    """The text in pieces, and where the goods are in each; empty when it is not cut."""
    cuts = [place.start + at for at in cut(text[slice(*place)])]
    if not cuts:
        return []
    bounds = zip([0, *cuts], [*cuts, len(text)], strict=True)
    return [
        (text[start:end], Span(max(place.start - start, 0), min(place.end, end) - start))
        for start, end in bounds
    ]


def _posts(cut: Cut, *, thread: bool = True, form: str = "{}", backwards: bool = False) -> Apply:
    """Posts that follow each other, in a thread or each by itself."""

    def apply(parcel: Parcel, random: Random) -> Parcel | None:
        found = alone(parcel)
        pieces = _pieces(found[0].text, found[1], cut) if found else []
        if found is None or not pieces:
            return None
        if backwards:
            pieces.reverse()
        drafts = [
            _post(found[0], form.format(text, n=number, of=len(pieces)), number if thread else 0)
            for number, (text, _) in enumerate(pieces, 1)
        ]
        goods = (Goods(number, "text", (place,)) for number, (_, place) in enumerate(pieces))
        return Parcel(tuple(drafts), tuple(goods))

    return apply


def _post(draft: Draft, text: str, seq: int) -> Draft:
    return replace(draft, text=text, thread=(draft.thread or "thread") if seq else "", seq=seq)


def _fields(cut: Cut, field: str, *, first: bool = False) -> Apply:
    """The last piece, or the first, in another field of the same draft."""

    def apply(parcel: Parcel, random: Random) -> Parcel | None:
        found = alone(parcel)
        pieces = _pieces(found[0].text, found[1], cut) if found else []
        if found is None or len(pieces) != 2 or (field == "title" and found[0].title):
            return None
        moved, kept = pieces if first else reversed(pieces)
        draft, name = with_more(replace(found[0], text=kept[0]), field, moved[0].strip())
        goods = (Goods(0, "text", (kept[1],)), Goods(0, name, (Span(0, len(moved[0].strip())),)))
        return Parcel((draft,), goods)

    return apply


TRANSFORMS = (
    _of("thread-in-word", 4, _posts(_in_word), "un fil, coupé dans un mot", "a thread, cut inside a word"),
    _of("thread-between-words", 4, _posts(_between_words), "un fil, coupé entre deux mots", "a thread, cut between two words"),
    _of("thread-word-by-word", 4, _posts(_every_word), "un fil, un mot par message", "a thread, one word a post"),
    _of("thread-letter-by-letter", 4, _posts(_every_letter), "un fil, une lettre par message", "a thread, one letter a post"),
    _of("thread-hyphenated", 4, _posts(_in_word, form="{}-"), "un fil, le mot coupé par un trait d'union", "a thread, the word cut by a hyphen"),
    _of("thread-ellipsis", 4, _posts(_between_words, form="{} …"), "un fil, avec points de suspension", "a thread, with ellipses"),
    _of("thread-counted", 4, _posts(_between_words, form="{} ({n}/{of})"), "un fil, avec « 1/2 »", "a thread, with « 1/2 »"),
    _of("thread-backwards", 4, _posts(_between_words, backwards=True), "un fil, la fin d'abord", "a thread, the end first"),
    _of("posts-in-word", 4, _posts(_in_word, thread=False), "deux messages, coupés dans un mot", "two posts apart, cut inside a word"),
    _of("posts-between-words", 4, _posts(_between_words, thread=False), "deux messages, coupés entre deux mots", "two posts apart, cut between two words"),
    _of("title-in-word", 4, _fields(_in_word, "title", first=True), "le début en titre, coupé dans un mot", "the beginning as title, cut inside a word"),
    _of("title-between-words", 4, _fields(_between_words, "title", first=True), "le début en titre", "the beginning as title"),
    _of("alternative-in-word", 4, _fields(_in_word, "alt"), "la fin en texte de remplacement, coupée dans un mot", "the end as alternative text, cut inside a word"),
    _of("alternative-between-words", 4, _fields(_between_words, "alt"), "la fin en texte de remplacement", "the end as alternative text"),
    _of("caption-between-words", 4, _fields(_between_words, "caption"), "la fin en légende", "the end as caption"),
    _of("hashtag-between-words", 4, _fields(_between_words, "hashtag"), "la fin en mots-dièse", "the end as hashtags"),
    _of("attachment-between-words", 4, _fields(_between_words, "attachment"), "la fin en pièce jointe", "the end in an attachment"),
)  # fmt: skip

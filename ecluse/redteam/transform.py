"""What a smuggler does to a text: a transform, and the parcel that it works on.

A :class:`Parcel` is what would be published, one draft or several in order, with the places of the
goods in it: what a rule found there. A :class:`Transform` makes another parcel of it, which says the
same to whom it is meant for. Most transforms only change a text; the functions ``on_…`` make them work
on a parcel, and move the places along. They chain: what one made, the next may change further.

>>> from random import Random
>>> parcel = parcel_of("Le [projet Goéland] sort.")
>>> dotted = on_goods(between("."))
>>> made = dotted(parcel, Random(0))
>>> made.drafts[0].text, made.goods[0].spans
('Le p.r.o.j.e.t G.o.é.l.a.n.d sort.', (Span(start=3, end=28),))
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote

from ecluse.lean import replace
from ecluse.model import Draft, Message, Span

__all__ = [
    "SAMPLE",
    "Apply",
    "Change",
    "Goods",
    "Parcel",
    "Transform",
    "alone",
    "around",
    "bare",
    "between",
    "each_word",
    "family",
    "in_middle",
    "longest_word",
    "on_goods",
    "on_letters",
    "on_text",
    "on_word",
    "parcel_of",
    "percent",
    "slug",
    "then",
    "with_more",
    "with_part",
    "words_of",
]

SAMPLE = "Le [projet Goéland] sort lundi."
"""What the catalogue shows a transform with; the goods stand between brackets."""

_PAIRS = "pairs"


class Goods(NamedTuple):
    """What is smuggled in one field of one draft: its places, in order and apart."""

    draft: int
    field: str
    spans: tuple[Span, ...]


class Parcel(NamedTuple):
    """Drafts that would be published in this order, and the goods in them."""

    drafts: tuple[Draft, ...]
    goods: tuple[Goods, ...]


Apply = Callable[[Parcel, Random], Parcel | None]
"""Makes another parcel; ``None``, or the same parcel, where there is nothing for it to change."""
Change = Callable[[str, Random], str]
"""Makes another text."""


class Transform(NamedTuple):
    """One way to disguise goods.

    ``cost`` is how much it changes: 1 a character or a word, 2 what was found, 3 the whole text, 4
    other fields or several posts, 5 what has to be worked out; of two in a row their sum. ``readable``:
    a person reads it as before, without a tool. ``sample`` is a text with goods that it applies to.
    """

    name: str
    family: str
    says: Message
    cost: int
    readable: bool
    apply: Apply
    sample: str = SAMPLE


def family(name: str) -> Callable[..., Transform]:
    """A maker of transforms of one family: name, cost, how it applies, what it does in French and
    English.
    """

    def make(
        transform: str,
        cost: int,
        apply: Apply,
        fr: str,
        en: str,
        *,
        readable: bool = True,
        sample: str = SAMPLE,
    ) -> Transform:
        return Transform(transform, name, Message(fr, en), cost, readable, apply, sample)

    return make


def then(first: Transform, second: Transform) -> Transform:
    """One transform after the other, as one."""

    def apply(parcel: Parcel, random: Random) -> Parcel | None:
        made = first.apply(parcel, random)
        twice = made and second.apply(made, random)
        return None if twice in (None, made, parcel) else twice

    name = f"{first.name} + {second.name}"
    says = Message(
        f"{first.says.fr}, puis {second.says.fr}", f"{first.says.en}, then {second.says.en}"
    )
    readable = first.readable and second.readable
    return Transform(name, _PAIRS, says, first.cost + second.cost, readable, apply, first.sample)


# --- parcels --------------------------------------------------------------------------------------


def parcel_of(sample: str) -> Parcel:
    """The parcel of a text whose goods stand between square brackets."""
    pieces = re.split(r"[\[\]]", sample)
    spans: list[Span] = []
    at = 0
    for number, piece in enumerate(pieces):
        if number % 2:
            spans.append(Span(at, at + len(piece)))
        at += len(piece)
    return Parcel((Draft("".join(pieces)),), (Goods(0, "text", tuple(spans)),))


def with_part(draft: Draft, field: str, text: str) -> Draft:
    """The draft with another text in a field that it has.

    >>> with_part(Draft("a", alt=("b", "c")), "alt[1]", "d").alt
    ('b', 'd')
    """
    name, _, number = field.partition("[")
    if not number:
        plain: dict[str, Any] = {name: text}
        return replace(draft, **plain)
    items = list(getattr(draft, name))
    items[int(number[:-1])] = text
    changed: dict[str, Any] = {name: tuple(items)}
    return replace(draft, **changed)


def with_more(draft: Draft, field: str, text: str) -> tuple[Draft, str]:
    """The draft with one text more in ``field``, and where it stands: ``title``, ``alt[0]``…"""
    if field == "title":
        return replace(draft, title=text), "title"
    texts = (*getattr(draft, field), text)
    changed: dict[str, Any] = {field: texts}
    if field in _OF_IMAGES:
        changed["images"] = max(draft.images, len(texts))
    return replace(draft, **changed), f"{field}[{len(texts) - 1}]"


_OF_IMAGES = frozenset({"alt", "file_name"})


def alone(parcel: Parcel) -> tuple[Draft, Span] | None:
    """The only draft and the first goods in its text; ``None`` for any other parcel."""
    if len(parcel.drafts) != 1:
        return None
    places = (one.spans[0] for one in parcel.goods if one.field == "text" and one.spans)
    place = next(places, None)
    return None if place is None else (parcel.drafts[0], place)


# --- from a change of a text to a transform -------------------------------------------------------


def on_goods(change: Change) -> Apply:
    """Changes each of the goods."""

    def rewrite(text: str, spans: Sequence[Span], random: Random) -> tuple[str, tuple[Span, ...]]:
        made: list[str] = []
        places: list[Span] = []
        length = done = 0
        for start, end in spans:
            changed = change(text[start:end], random)
            made += (text[done:start], changed)
            length += start - done
            places.append(Span(length, length + len(changed)))
            length, done = length + len(changed), end
        return "".join([*made, text[done:]]), tuple(places)

    return _rewriting(rewrite)


def on_word(change: Change) -> Apply:
    """Changes the longest word of each of the goods."""

    def longest(text: str, random: Random) -> str:
        start, end = longest_word(text)
        return text[:start] + change(text[start:end], random) + text[end:]

    return on_goods(longest)


def on_letters(table: Mapping[int, str | int]) -> Apply:
    """Changes letters of the goods by a table of ``str.translate``."""
    return on_goods(lambda text, random: text.translate(table))


def on_text(change: Change) -> Apply:
    """Changes the whole text of each field with goods; afterwards all of it is goods."""

    def rewrite(text: str, spans: Sequence[Span], random: Random) -> tuple[str, tuple[Span, ...]]:
        changed = change(text, random)
        return changed, (Span(0, len(changed)),)

    return _rewriting(rewrite)


def _rewriting(rewrite: Callable[..., tuple[str, tuple[Span, ...]]]) -> Apply:
    def apply(parcel: Parcel, random: Random) -> Parcel | None:
        drafts, goods = list(parcel.drafts), list(parcel.goods)
        changed = False
        for number, (draft, field, spans) in enumerate(parcel.goods):
            before = drafts[draft].part(field)
            text, places = rewrite(before, spans, random)
            if text != before:
                changed = True
                drafts[draft] = with_part(drafts[draft], field, text)
                goods[number] = Goods(draft, field, places)
        return Parcel(tuple(drafts), tuple(goods)) if changed else None

    return apply


# --- words and letters ----------------------------------------------------------------------------

_WORD = re.compile(r"\w+")


def words_of(text: str) -> Iterator[Span]:
    """The places of words."""
    return (Span(*match.span()) for match in _WORD.finditer(text))


def longest_word(text: str) -> Span:
    """The place of the longest word, the first of several; all of the text where there is none."""
    return max(words_of(text), key=lambda word: word.end - word.start, default=Span(0, len(text)))


def bare(text: str) -> str:
    """The text without accents."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(one for one in apart if not unicodedata.combining(one))


def slug(text: str, mark: str = "-") -> str:
    """A text as it stands in addresses.

    >>> slug("Projet Goéland !")
    'projet-goeland'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return mark.join("".join(one if one.isalnum() else " " for one in plain).split())


def percent(text: str) -> str:
    """A text as it stands in the query of an address (RFC 3986).

    >>> percent("un été")
    'un%20%C3%A9t%C3%A9'
    """
    return quote(text.encode("utf-8", "replace"), safe="")


def each_word(change: Callable[[str], str]) -> Change:
    """Changes every word by itself."""
    return lambda text, random: _WORD.sub(lambda match: change(match[0]), text)


def between(mark: str) -> Change:
    """Puts ``mark`` between the letters of each word."""
    return each_word(mark.join)


def in_middle(mark: str) -> Change:
    """Puts ``mark`` in the middle.

    >>> in_middle("-")("falcon", Random(0))
    'fal-con'
    """

    def change(text: str, random: Any) -> str:
        middle = (len(text) + 1) // 2
        return text[:middle] + mark + text[middle:] if len(text) > 1 else text

    return change


def around(before: str, after: str = "") -> Change:
    """Puts something before and after."""
    return lambda text, random: f"{before}{text}{after}"

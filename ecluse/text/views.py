"""Views: the readings of a draft that classifiers look at.

===========  =====================================================================  =====
view         what it shows                                                          loose
===========  =====================================================================  =====
plain        the text as it stands
shown        the text as its reader sees it (:mod:`ecluse.text.canonical`)
rendered     the same with its Markdown and HTML rendered (:mod:`ecluse.text.markup`)
literal      the same with the underscores that stand inside words
hidden       what travels with it unseen: comments, attributes, invisible letters
decoded      what is encoded in it (:mod:`ecluse.text.decode`), rescanned to a depth
spelled      identifiers typed out in words (:mod:`ecluse.text.spelled`)
gathered     characters set apart, put together with their signs
             (:mod:`ecluse.text.gathered`)
described    figures said among figures (:mod:`ecluse.text.described`)
figures      figures written as something else (:mod:`ecluse.text.figures`)
regrouped    groups of an identifier, put in a row (:mod:`ecluse.text.regrouped`)
uninterrupted  words without what interrupts them (:mod:`ecluse.text.asides`)
twisted      mirror writing and simple ciphers (:mod:`ecluse.text.twisted`)
joined       letters set apart, put together (:mod:`ecluse.text.letters`)           yes
parted       a long run of letters, cut into words (:mod:`ecluse.text.parted`)           yes
unstretched  letters that stand three times and more in a row, once and twice       yes
unmasked     words without the signs that stand in them (:mod:`ecluse.text.masked`) yes
masked       the same words with a star for each sign                               yes
acrostic     first and last letters of lines                                        yes
leet         digits and signs that stand for letters (:mod:`ecluse.text.leet`)      yes
transcribed  words in Cyrillic or Greek letters, by their sound
             (:mod:`ecluse.text.transcribed`)                                       yes
together     the parts of a draft one after the other
thread       the last drafts and this one
===========  =====================================================================  =====

An ordinary post has one view: each maker of another first makes sure, quickly, that there is something
to make. Every view comes home to the draft. What a text leads to is bounded: depth, number of views,
characters decoded; over a limit there is a :class:`~ecluse.model.Fault`, and what was made until then
is still looked at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain

from ecluse.lean import NamedTuple
from ecluse.model import Fault, FaultKind, Limits, Part, Place, Span, View
from ecluse.text import canonical
from ecluse.text.decode import decoded, signs_of
from ecluse.text.decode.run import Budget
from ecluse.text.excerpts import excerpts
from ecluse.text.fold import fold
from ecluse.text.hints import FEWEST_INITIALS, in_latin_1, is_marked, looked_at
from ecluse.text.leet import leet
from ecluse.text.loose import (
    FOR_ALL,
    GATHERED,
    apart_by,
    parted,
    readings,
    regrouped,
    set_apart,
)
from ecluse.text.mapped import Mapped, Weave
from ecluse.text.markup import has_lines, hidden, literally, rearranged, rendered, unseen
from ecluse.text.masked import masked, unmasked
from ecluse.text.seams import beginnings, endings, trimmed
from ecluse.text.strokes import straight

__all__ = ["Earlier", "Views", "view_of", "views"]

DEPTH = 3
"""Encodings one in another: base64 in base64."""

LEVELS = 6
"""Texts one in another: a link in a comment in what was encoded."""

_TIMES, _SHOWN = 20, 65_536
"""Characters of all the views of a draft: so many times its own, and some more."""

_LONG, _TIMES_LONG = 20_000, 8
"""Characters of a draft up to which that holds; for each further one there are fewer."""

_POST = 4_000
"""Characters of a reading up to which it is looked at as a whole."""

_LOOKS = 3
"""Characters that are made into a reading in the time in which one is looked at."""

LIMITS = Limits()


def view_of(text: str, field: str = "text") -> View:
    """The plain view of one text."""
    return View("plain", field, text, fold(text))


def views(parts: Iterable[Part]) -> list[View]:
    """Every view of the parts of a draft, in a fixed order.

    >>> from ecluse.model import Draft
    >>> [view.name for view in views(Draft("Rendez-vous au port", title="Salut").parts())][:4]
    ['plain', 'plain', 'together', 'together']
    """
    return list(Views(tuple(parts)))


class Earlier(NamedTuple):
    """An earlier draft, read together with this one."""

    id: str
    parts: Sequence[Part]


class _Text(NamedTuple):
    """A text on the way: what it was made from, how often it was decoded, how many texts it stood in.

    ``moved``: its pieces stand otherwise than they were written. ``cost``: what it took to make it, in
    characters to look at. ``before``: what it was made from, if in one step.
    """

    text: str
    way: Mapped | None = None
    depth: int = 0
    level: int = 0
    moved: bool = False
    cost: int = 0
    before: str = ""

    def in_excerpts(self) -> _Text:
        """Of a long text made from another, what differs from it and what stands around."""
        if self.way is None or not self.before or len(self.text) <= _POST:
            return self
        made = excerpts(self.way, self.before)
        return self._replace(text=made.text, way=made, cost=len(self.text) // _LOOKS)

    def made(self, mapped: Mapped) -> _Text:
        return self._replace(
            text=mapped.text,
            way=mapped.after(self.way),
            cost=0,
            before="" if mapped.of else self.text,
        )

    def within(self, mapped: Mapped, *, decoded: bool = False, moved: bool = False) -> _Text:
        return _Text(
            mapped.text,
            mapped.after(self.way),
            self.depth + decoded,
            self.level + 1,
            self.moved or moved,
            before="" if mapped.of else self.text,
        )


class _Named(NamedTuple):
    """A text, the view that it gives, and whether that is a loose one."""

    name: str
    text: _Text
    loose: bool = False


class Views:
    """The views of some texts, made once, as they are asked for.

    With ``earlier`` drafts there is only what these and the texts say together. Afterwards ``faults``
    says what was not looked at.
    """

    def __init__(
        self, parts: Sequence[Part], limits: Limits = LIMITS, earlier: Sequence[Earlier] = ()
    ) -> None:
        self._parts, self._limits, self._earlier = parts, limits, earlier
        self._views_left, self._characters_left = limits.views, limits.decoded
        self.faults: list[Fault] = []

    @cached_property
    def _shown_left(self) -> int:
        """Characters that views beside the plain ones may have; most drafts have none."""
        return _shown_of(sum(len(part.text) for part in self._parts))

    def __iter__(self) -> Iterator[View]:
        if self._earlier:
            return self._together("thread", self._members())
        if len(self._parts) > 1:
            alone = (self._of_part(part) for part in self._parts)
            return chain(chain.from_iterable(alone), self._together("together", self._members()))
        return self._of_part(self._parts[0]) if self._parts else iter(())

    def _of_part(self, part: Part) -> Iterator[View]:
        field, text = part
        yield View("plain", field, text, fold(text))
        plainly = _hides_nothing(text)
        if plainly and "\n" not in text:
            return
        refused = dict[str, None]()
        whole, seen = _Text(text), {text}
        for name, made, loose in (
            _in_lines(whole, seen) if plainly else _within(whole, seen, refused)
        ):
            if not self._is_within_limits(made):
                return
            yield View(name, field, made.text, fold(made.text), made.way, loose)
        for what in refused:
            self._over(f"more than is decoded: {what}")

    def _is_within_limits(self, made: _Text) -> bool:
        self._views_left -= 1
        self._shown_left -= max(len(made.text), made.cost)
        self._characters_left -= len(made.text) if made.level else 0
        if self._shown_left < 0:
            return self._over("views many times as long as the text")
        if self._views_left < 0:
            return self._over(f"more than {self._limits.views} views")
        if self._characters_left < 0:
            return self._over(f"more than {self._limits.decoded} decoded characters")
        if made.depth > DEPTH:
            return self._over(f"encodings one in another, more than {DEPTH}")
        return made.level <= LEVELS or self._over(f"texts one in another, more than {LEVELS}")

    def _over(self, why: str) -> bool:
        self.faults.append(Fault("text", FaultKind.LIMIT, why))
        return False

    # --- several texts ----------------------------------------------------------------------------

    def _members(self) -> list[_Member]:
        """Each part of each draft, as its reader reads it; none when that is too much at once."""
        drafts = [*self._earlier, Earlier("", self._parts)]
        if (
            sum(len(part.text) for draft in drafts for part in draft.parts)
            > self._limits.characters
        ):
            self._over(f"more than {self._limits.characters} characters together")
            return []
        return [
            _Member(draft.id, f"earlier:{part.field}" if draft.id else part.field, _read(part.text))
            for draft in drafts
            for part in sorted(draft.parts, key=_order)
        ]

    def _together(self, name: str, members: Sequence[_Member]) -> Iterator[View]:
        """One after the other: with a space between them, and as if each went on with the next.

        What stands beside the text of a post (its title, its captions) is also read without it.
        """
        if not members:
            return
        going_on = [member.trimmed() for member in members]
        rows = [(members, " "), (going_on, ""), (going_on, " ")]
        beside = [member for member in going_on if not _is_text(member.field)]
        if 1 < len(beside) < len(members):
            rows += [(beside, ""), (beside, " ")]
        seen: set[str] = set()
        for row, joint in rows:
            text = joint.join([member.read.text for member in row])
            if text not in seen:
                seen.add(text)
                yield View(name, "", text, fold(text), _Together.of(row, joint))
        for joint in ("", " "):
            spliced = _Spliced.of(list(_splices(going_on)), joint)
            if spliced is not None:
                text = spliced.text
                yield View(name, "", text, fold(text), spliced)


_SHORT = 48
"""Characters of a text that may be no more than a piece, and of what is read before or behind a piece."""
_PIECE = 24
"""Characters of a text that may be a piece of what is anywhere in another."""
_FIELDS = 32
"""Texts that may be pieces of each other: the last ones."""
_SPLICES = 160
"""Pairs of pieces of one draft."""

_Cut = tuple["_Member", int, int]
"""A part of a text: from where to where."""


def _splices(members: Sequence[_Member]) -> Iterator[tuple[_Cut, _Cut]]:
    """Pieces of two texts that may go on with each other, one of them in the middle of its text."""
    texts = [member for member in members if member.read.text][-_FIELDS:]
    many = 0
    for at, one in enumerate(texts):
        for other in (*texts[at + 1 :], *texts[:at][-1:]):
            for pair in _pairs(one, other):
                many += 1
                if many > _SPLICES:
                    return
                yield pair


def _pairs(one: _Member, other: _Member) -> Iterator[tuple[_Cut, _Cut]]:
    first, second = one.read.text, other.read.text
    ends = endings(first, all_of_them=other.is_piece)
    starts = beginnings(second, all_of_them=one.is_piece)
    ends = ends if len(second) <= _SHORT else ends[-_FEW:]
    starts = starts if len(first) <= _SHORT else starts[:_FEW]
    until = (other, 0, min(len(second), _SHORT))
    for end in ends:
        yield (one, max(0, end - _SHORT), end), until
    whole = (one, max(0, len(first) - _SHORT), len(first))
    for start in starts:
        piece = other, start, min(len(second), start + _SHORT)
        yield whole, piece
        for end in ends[-_FEW:]:
            yield (one, max(0, end - _SHORT), end), piece


_FEW = 3


_in_other_letters = re.compile("[\u0370-\u03ff\u0400-\u04ff]{4}").search


def _shown_of(length: int) -> int:
    """Characters that all the views of a draft of that length may have."""
    return _SHOWN + _TIMES * min(length, _LONG) + _TIMES_LONG * max(length - _LONG, 0)


def _is_text(field: str) -> bool:
    return field in ("text", "earlier:text")


def _order(part: Part) -> int:
    """When a reader meets a part: the title first, what stands in place of a picture after its caption."""
    return _ORDER.get(part.field.partition("[")[0], 4)


_ORDER = {"title": 0, "text": 1, "caption": 2, "alt": 3}


# --- one text ---------------------------------------------------------------------------------


def _hides_nothing(text: str) -> bool:
    """Whether a text has no view but the plain one, and what its lines begin and end with.

    What each maker asks first is asked at once.
    """
    if "\t" in text or not canonical.is_ordinary(text):
        return False
    data = in_latin_1(text)
    names = looked_at(text, data)
    others = names - _TOLD_APART
    if others - GATHERED or signs_of(text):
        return False
    if "\n" in text and has_lines(text):
        return False
    if is_marked(text, data, names) and (
        unmasked(text) is not None
        or straight(text) is not None
        or rendered(text) is not None
        or next(hidden(text), None) is not None
    ):
        return False
    return not others or next(apart_by(text, others), None) is None


_TOLD_APART = frozenset({"acrostic", "marked"})


def _in_lines(text: _Text, seen: set[str]) -> Iterator[_Named]:
    """What the lines of a text begin and end with, that hides nothing else."""
    if text.text.count("\n") >= FEWEST_INITIALS - 1:
        from ecluse.text.letters import initials

        for spelled in initials(text.text):
            for named in _with_more("acrostic", text.made(spelled), loose=True):
                if _is_new(named.text, seen):
                    yield named


def _within(
    text: _Text, seen: set[str], refused: dict[str, None], inside: str = ""
) -> Iterator[_Named]:
    """Everything new that is made from one text; ``inside``: the name of what it was found in.

    What decoding had no room for is noted in ``refused``.
    """
    read, written = text, text
    for name, read in _readings(text):
        written = read if name == "shown" and written is text else written
        if _is_new(read, seen):
            yield _Named(inside or name, read)
    if "\u20e3" in text.text:  # 1️⃣ between letters is a picture, not a figure
        written = text
    otherwise = _read_otherwise(read)
    if written is not read:
        otherwise = chain(otherwise, _read_as_written(written))
    for name, made, loose in otherwise:
        # Whoever masks with stars wrote what the view shows: it is read another way.
        if _is_new(made, seen, name if name == "masked" else ""):
            yield _Named(inside or name, made.in_excerpts(), loose)
    for name, whole in _inner(text, read, refused):
        if _is_new(whole, seen):
            inner = whole.in_excerpts()
            yield _Named(inside or name, inner)
            yield from _told_apart(inside or name, inner, seen)
            yield from _within(inner, seen, refused, inside or name)


def _told_apart(name: str, inner: _Text, seen: set[str]) -> Iterator[_Named]:
    """What was decoded, its words told apart: many codes have no space."""
    for apart in parted(inner.text) if inner.depth else ():
        if _is_new(made := inner.made(apart), seen):
            yield _Named(name, made, loose=True)


def _is_new(text: _Text, seen: set[str], way: str = "") -> bool:
    before = len(seen)
    seen.add(way + text.text)
    return len(seen) > before


def _read(text: str) -> _Text:
    """A text as its reader reads it; an underscore inside a word stays, a token may go on in the next text."""
    read = _Text(text)
    made = dict(_readings(read))
    return made.get("literal") or next(reversed(made.values()), read)


def _readings(text: _Text) -> Iterator[tuple[str, _Text]]:
    """From what is written to what is read, step by step."""
    if (shown := canonical.shown(text.text)) is not None:
        text = text.made(shown)
        yield "shown", text
    if (page := rendered(text.text)) is not None:
        if (plain := literally(text.text)) is not None:
            yield "literal", text.made(plain)
        text = text.made(page)
        yield "rendered", text
        if (shown := canonical.shown(text.text)) is not None:
            yield "rendered", text.made(shown)


def _read_otherwise(read: _Text) -> Iterator[_Named]:
    """Figures in words and mirror writing; letters moved, or signs taken for them."""
    for name, made in readings(read.text):
        yield from _with_more(name, read.made(made), name not in FOR_ALL)
    if (bare := unmasked(read.text)) is not None:
        yield _Named("unmasked", read.made(bare), loose=True)
        if (stars := masked(read.text, is_unmasked=True)) is not None:
            yield _Named("masked", read.made(stars), loose=True)
    if _in_other_letters(read.text):
        from ecluse.text.transcribed import transcribed

        if (said := transcribed(read.text)) is not None:
            yield _Named("transcribed", read.made(said), loose=True)
    if (latin := canonical.skeleton(read.text)) is not None:
        yield _Named("shown", read.made(latin), loose=True)
        for _, made in set_apart(latin.text):
            yield _Named("joined", read.made(latin).made(made), loose=True)


def _read_as_written(written: _Text) -> Iterator[_Named]:
    """Letters set apart by signs that a reader of Markdown does not see: ``l*a*c``, ``l_a_c``."""
    for name, made in set_apart(written.text):
        yield from _with_more(name, written.made(made), name not in FOR_ALL)
    if (bare := unmasked(written.text)) is not None:
        yield _Named("unmasked", written.made(bare), loose=True)
    if (stars := masked(written.text, is_unmasked=True)) is not None:
        yield _Named("masked", written.made(stars), loose=True)


def _with_more(name: str, made: _Text, loose: bool) -> Iterator[_Named]:
    """A reading; of letters put together, also with words told apart, and signs taken for letters."""
    yield _Named(name, made, loose)
    if name in ("acrostic", "joined", "gathered"):
        for apart in parted(made.text):
            yield _Named("parted", made.made(apart), loose=True)
        for row in regrouped(made.text) if not loose else ():
            yield _Named("regrouped", made.made(row))
        for signs in leet(made.text) if name != "acrostic" else ():
            yield _Named("leet", made.made(signs), loose=True)


def _inner(text: _Text, read: _Text, refused: dict[str, None]) -> Iterator[tuple[str, _Text]]:
    """The texts hidden and encoded in a text."""
    for made in canonical.hidden(text.text):
        yield "hidden", text.within(made)
    for made in unseen(text.text):
        yield "hidden", text.within(made)
    for made in rearranged(text.text) if not text.moved else ():
        yield "hidden", text.within(made, moved=True)
    for base in (text,) if read is text else (text, read):
        budget = Budget()
        for made in decoded(base.text, budget):
            yield "decoded", base.within(made, decoded=True)
        if budget.over:
            refused[budget.over] = None


# --- several texts ----------------------------------------------------------------------------


class _Member(NamedTuple):
    """A part of a draft among others, as its reader reads it."""

    draft: str
    field: str
    read: _Text

    def place(self, start: int, end: int) -> Place:
        way = self.read.way
        return Place(
            self.field, Span(start, end) if way is None else way.home(start, end), self.draft
        )

    @property
    def is_piece(self) -> bool:
        """Whether it may be no more than a piece of something: a word or two, and no hashtag or link."""
        text = self.read.text
        return len(text) <= _PIECE and text.count(" ") < _FEW and "hashtag" not in self.field

    def trimmed(self) -> _Member:
        """The same without its numbering, and without what says that it goes on."""
        start, end = trimmed(self.read.text)
        if not start and end == len(self.read.text):
            return self
        kept = Weave(self.read.text)
        kept.keep(start, end)
        return self._replace(read=self.read.made(kept.done()))


class _Together(NamedTuple):
    """Members one after the other, and where each starts."""

    members: Sequence[_Member]
    starts: Sequence[int]
    apart: bool
    """Whether something stands between them."""

    @classmethod
    def of(cls, members: Sequence[_Member], joint: str) -> _Together:
        lengths = [len(member.read.text) + len(joint) for member in members]
        return cls(members, [0, *accumulate(lengths[:-1])], bool(joint))

    def places(self, _field: str, start: int, end: int) -> Sequence[Place]:
        """One place in each member; none when the draft itself has none, or nothing was put together."""
        places: list[Place] = []
        for number in range(max(bisect_right(self.starts, start) - 1, 0), len(self.members)):
            at, member = self.starts[number], self.members[number]
            if at >= end:
                break
            first, last = max(start - at, 0), min(end - at, len(member.read.text))
            if first < last:
                places.append(member.place(first, last))
        is_put_together = len(places) > 1 or self.apart
        return places if is_put_together and any(not place.draft for place in places) else ()


class _Spliced(NamedTuple):
    """Pieces of texts, two on a line, and where each starts."""

    pieces: Sequence[_Cut]
    starts: Sequence[int]
    text: str
    apart: bool

    @classmethod
    def of(cls, pairs: Sequence[tuple[_Cut, _Cut]], joint: str) -> _Spliced | None:
        if not pairs:
            return None
        pieces, starts, made, at = list[_Cut](), list[int](), list[str](), 0
        for pair in pairs:
            for piece, behind in zip(pair, (joint, "\n"), strict=True):
                member, start, end = piece
                pieces.append(piece)
                starts.append(at)
                made += (member.read.text[start:end], behind)
                at += end - start + len(behind)
        return cls(pieces, starts, "".join(made), bool(joint))

    def places(self, _field: str, start: int, end: int) -> Sequence[Place]:
        """A place in each of two texts; none when it lies in one, or in none of the draft's own."""
        places: list[Place] = []
        for number in range(max(bisect_right(self.starts, start) - 1, 0), len(self.pieces)):
            at, (member, first, last) = self.starts[number], self.pieces[number]
            if at >= end:
                break
            one, other = max(start - at, 0), min(end - at, last - first)
            if one < other:
                places.append(member.place(first + one, first + other))
        apart = len({(place.draft, place.field) for place in places}) == len(places) == 2
        return places if apart and any(not place.draft for place in places) else ()

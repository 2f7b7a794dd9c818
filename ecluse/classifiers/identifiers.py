"""Identifiers of people, companies, accounts and machines: see the table in ``identifier_kinds``.

How it works. A text without a digit and without ``@`` holds none (but for three kinds that may be all
letters): that is one pass of ``bytes.translate``. Otherwise :mod:`ecluse.classifiers.identifier_shapes` cuts the folded text into
windows whose shape could be some kind, and :mod:`ecluse.classifiers.identifier_finders` gives the
places of what is not a row of letters and digits. Each is judged on four questions:

1. *Is it a piece of something longer?* A decimal, a file name, a link, an amount of money, digits
   that continue beyond an edge: then it is nothing.
2. *Is it named?* A context word of the kind stands within eight words before it or four after it, in
   the same sentence.
3. *Does its form speak for it?* See the confidences in ``identifier_kinds``; less than the floor is
   not reported, and a word that names something else (*commande*, *order*) takes the form's weight.
4. *Is it valid?* Its check, on at most 64 characters, last because it may import a library.

Where places overlap the surest stands, then the one that is named, then the longest, then the first
kind of the table; so an IBAN is not also a telephone. Two telephone numbers in a row are read as a whole: each is the other's edge.

What is found in a sentence depends on that sentence and on nothing else of the text. Every step is
linear in the text.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from ecluse.classifiers.identifier_finders import (
    CERTAIN,
    FAINT,
    LIKELY,
    POSSIBLE,
    in_link,
    is_capital,
    is_dialled,
)
from ecluse.classifiers.identifier_kinds import KINDS, NEVER, IdentifierKind, is_usual
from ecluse.classifiers.identifier_shapes import (
    LONGEST,
    Plan,
    Window,
    may_hold,
    pieces,
    regions,
    shape_of,
)
from ecluse.lean import dataclass
from ecluse.model import Hit, View
from ecluse.text.fold import fold

__all__ = ["CLASSIFIER", "FLOOR", "Identifiers", "is_valid"]

FLOOR = 0.5
"""The least confidence that is reported: a number that is only perhaps an identifier is not."""

_NO_MARK = bytes(b for b in range(256) if not (48 <= b <= 57 or b in b"@:-"))
_WITHOUT_DIGITS = frozenset(
    [b"@", b"bic", b"swift", b"fiscale", b"::"]
    + [b"%c%c%c" % signs for signs in product(b"abcdef", b":-.", b"abcdef")]
)
"""Of these, a text without a digit holds one if it holds an identifier: an address of a person or a
machine, or one of the few kinds that may be all letters."""
_SEPARATORS = b" -./()+':"
_WORD = bytes(b if 48 <= b <= 57 or 97 <= b <= 122 or b >= 128 else 32 for b in range(256))
_FEWEST_MARKS = 2
"""Marks (digits, ``@``, ``:``, ``-``) without which there is no row of letters and digits."""


class _Found(NamedTuple):
    """An identifier that was found, before overlaps are resolved: offsets in the folded text."""

    confidence: float
    start: int
    end: int
    kind: int
    value: str
    edges: tuple[bool, bool] = (True, True)
    """Whether it may start and end where it does without a neighbour that was found too."""
    told: bool = False
    """Whether a context word names it."""


@dataclass(frozen=True)
class Identifiers:
    """Finds the identifiers of a table.

    Args:
        kinds: the table; its order settles ties.
        floor: the least confidence reported (0 to 1).
    """

    kinds: tuple[IdentifierKind, ...] = KINDS
    floor: float = FLOOR
    label: str = "identifier"
    literals: frozenset[bytes] = _WITHOUT_DIGITS
    digits: int = 1

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label of the table, once, in its order."""
        return tuple(dict.fromkeys(kind.label for kind in self.kinds))

    @property
    def seen(self) -> tuple[str, ...]:
        """The examples of every row."""
        return tuple(text for kind in self.kinds for text in kind.seen)

    @property
    def unseen(self) -> tuple[str, ...]:
        """The counter-examples of every row: nothing is found in them."""
        return tuple(text for kind in self.kinds for text in kind.unseen)

    @functools.cached_property
    def plan(self) -> Plan:
        """The table, indexed by shape; built on first use."""
        return Plan(self.kinds)

    def classify(self, view: View, /) -> Iterable[Hit]:
        """Give each identifier of ``view``, in order, with its canonical form as value."""
        data = view.folded.data
        if not self.plan.may_hold(data):
            return ()
        marks = data.translate(None, _NO_MARK)
        if not marks.strip(b":-") and not _may_be_letters(data, marks):
            return ()
        found = self._by_finders(view) if self.plan.has_trace(data) else []
        if len(marks) >= _FEWEST_MARKS and may_hold(data):
            found += self._in_regions(view)
        return [self._hit(view, one) for one in _resolved(found)] if found else ()

    def _hit(self, view: View, found: _Found) -> Hit:
        start, end = view.folded.span(found.start, found.end)
        label = self.kinds[found.kind].label
        return Hit(start, end, found.confidence, label=label, value=found.value)

    # -- rows of letters and digits --

    def _in_regions(self, view: View) -> Iterator[_Found]:
        data, windows = view.folded.data, self.plan.windows
        for start, end in regions(data):
            for offset, piece, head, tail in pieces(shape_of(data[start:end])):
                for window in windows(piece, head=head, tail=tail):
                    yield from self._judged(view, window, start + offset)

    def _judged(self, view: View, window: Window, offset: int) -> Iterator[_Found]:
        """The kinds that a window turns out to be, one row of each label."""
        data = view.folded.data
        start, end = window.start + offset, window.end + offset
        compact = data[start:end].translate(None, _SEPARATORS)
        first = _plus_before(data, start)
        numbers = self._screened(window.kinds, compact, plus=first < start)
        if not numbers or _is_part(data, start, end) or _is_amount(data, end, compact):
            return
        if window.groups == (4, 4) and _are_years(compact):
            return
        tie = _tied_word(data, start)
        around = b" " + tie + b" | " if tie else _around(data, start, end)
        told = self.plan.told(around)
        something_else = bool(tie) or _is_tied_on(data, start, end)
        labels: set[str] = set()
        for number in numbers:
            kind = self.kinds[number]
            if kind.label in labels or (something_else and number not in told):
                continue
            confidence = self._weight(view, kind, window, start, told=number in told)
            if confidence < max(self.floor, FAINTEST):
                continue
            if number not in told and confidence < CERTAIN and _names_something_else(around):
                continue
            value = _valid(view, kind, start, end, compact, told=number in told)
            if value and not in_link(data, start):
                labels.add(kind.label)
                edges = (True, True) if kind.strong else window.edges
                yield _Found(confidence, first, end, number, value, edges, number in told)

    def _screened(self, numbers: Sequence[int], compact: bytes, *, plus: bool) -> list[int]:
        """The kinds for which a first, cheap look does not speak against a window."""
        kept: list[int] = []
        for number in numbers:
            kind = self.kinds[number]
            if kind.plus != plus and not (kind.plus and compact.startswith(b"00")):
                continue
            if kind.screen is None or kind.screen(compact):
                kept.append(number)
        return kept

    def _weight(
        self, view: View, kind: IdentifierKind, window: Window, start: int, *, told: bool
    ) -> float:
        """The confidence in a window, by its context or by its form."""
        if told:
            return kind.told
        if len(window.groups) == 1:
            weight = kind.joined
        else:
            weight = kind.laid_out if is_usual(kind.layouts, window.groups) else NEVER
        end = start - window.start + window.end
        if kind.capitals and not _in_capitals(view, start, end):
            weight = min(weight, FAINT)
        return POSSIBLE if weight == FAINT and _is_all(view.folded.data, start, end) else weight

    # -- what has its own finder --

    def _by_finders(self, view: View) -> list[_Found]:
        data, found = view.folded.data, list[_Found]()
        for number, finder, signs in self.plan.finders:
            for sign in signs:
                if sign in data:
                    found += self._by_finder(view, number, finder(view))
                    break
        return found

    def _by_finder(
        self, view: View, number: int, places: Iterable[tuple[int, int, float]]
    ) -> Iterator[_Found]:
        for start, end, confidence in places:
            found = self._placed(view, number, start, end, confidence)
            if found is not None:
                yield found

    def _placed(
        self, view: View, number: int, start: int, end: int, confidence: float
    ) -> _Found | None:
        kind = self.kinds[number]
        if confidence < CERTAIN:
            around = _around(view.folded.data, start, end)
            if number in self.plan.told(around):
                confidence = max(confidence, kind.told)
            elif _names_something_else(around):
                return None
        if confidence < max(self.floor, FAINTEST):
            return None
        value = kind.validate(_written(view, start, end))
        return _Found(confidence, start, end, number, value) if value else None


FAINTEST = 0.01
"""No confidence at all is not reported, whatever the floor."""


def _may_be_letters(data: bytes, marks: bytes) -> bool:
    """Whether a text without digits may hold one of the few identifiers that are all letters."""
    return len(marks) >= 5 or b"bic" in data or b"swift" in data or b"fiscale" in data


def _valid(
    view: View, kind: IdentifierKind, start: int, end: int, compact: bytes, *, told: bool
) -> str:
    """The canonical form of a window, empty when it is not valid or more probably something else."""
    written = _written(view, start, end) if kind.cased else compact.decode().upper()
    if not told and kind.unlike is not None and kind.unlike(written):
        return ""
    return kind.validate(written)


def _written(view: View, start: int, end: int) -> str:
    first, last = view.folded.span(start, end)
    return view.text[first:last]


def _in_capitals(view: View, start: int, end: int) -> bool:
    data = view.folded.data
    return all(is_capital(view, at) for at in range(start, end) if 97 <= data[at] <= 122)


# --- what stands around ---------------------------------------------------------------------------

_BEFORE, _AFTER = 8, 4
"""Words that count as around: before, after. Numbers do not count as words."""
_REACH_BEFORE, _REACH_AFTER = 80, 48
_SHORT = 4
"""A stop after a word of so many letters ends an abbreviation (``tél.``), not a sentence."""


def _around(data: bytes, start: int, end: int) -> bytes:
    """The words around a place, of its own sentence, between single spaces; ``|`` is the place."""
    before = _sentence_tail(data[max(0, start - _REACH_BEFORE) : start], cut=start > _REACH_BEFORE)
    after = _sentence_head(data[end : end + _REACH_AFTER], cut=end + _REACH_AFTER < len(data))
    words = [*_words(before)[-_BEFORE:], b"|", *_words(after)[:_AFTER]]
    return b" " + b" ".join(words) + b" "


def _words(data: bytes) -> list[bytes]:
    return [word for word in data.translate(_WORD).split() if not word.isdigit()]


def _sentence_tail(data: bytes, *, cut: bool) -> bytes:
    """What follows the last end of a sentence; the first word is dropped when it may be cut."""
    if cut:
        _, _, data = data.partition(b" ")
    # A question may name what answers it: « Votre SIRET ? 732… ».
    stop = max(data.rfind(b"! "), data.rfind(b"\n\n"), _last_full_stop(data))
    return data[stop + 1 :] if stop >= 0 else data


def _last_full_stop(data: bytes) -> int:
    at = data.rfind(b". ")
    while at >= 0:
        word = data[max(0, at - _SHORT - 1) : at]
        if len(word) > _SHORT and word.isalnum():
            return at
        at = data.rfind(b". ", 0, at)
    return -1


def _sentence_head(data: bytes, *, cut: bool) -> bytes:
    """What comes before the first end of a sentence or of the line."""
    if cut:
        data = data.rpartition(b" ")[0]
    ends = [at for sign in (b". ", b"! ", b"? ", b"\n") if (at := data.find(sign)) >= 0]
    return data[: min(ends)] if ends else data


_OTHER_THINGS = frozenset(
    b"commande commandes colis suivi tracking order orders parcel shipment reference references ref "
    b"facture invoice dossier ticket isbn issn ean gtin doi version build commit tirage loto keno "
    b"euromillions lottery draw lot serie serial article sku barcode hash uuid guid id modele model "
    b"piece part produit product vol vols flight train bus salle room page pages chapitre".split()
)
"""Words before a number that say that it is something else."""


def _names_something_else(around: bytes) -> bool:
    before = around.partition(b" |")[0].split()
    return not _OTHER_THINGS.isdisjoint(before[-3:])


_UNITS = frozenset(
    b"euro euros eur usd gbp chf dollar dollars livres pounds franc francs km m2 m3 kg tonnes tons kwh "
    b"mwh octets bytes habitants inhabitants vues views abonnes followers personnes people million "
    b"millions milliard milliards billion billions pas steps repas".split()
)


def _is_amount(data: bytes, end: int, compact: bytes) -> bool:
    """Whether a number is followed by a unit or a currency."""
    if not compact.isdigit():
        return False
    after = data[end : end + 16].lstrip(b" ")
    return after[:1] in (b"$", b"%") or after.translate(_WORD).partition(b" ")[0] in _UNITS


def _plus_before(data: bytes, start: int) -> int:
    """Where the ``+`` of an international number stands, ``start`` when there is none."""
    head = data[max(0, start - 2) : start]
    return start - 1 if head[-1:] == b"+" else start - 2 if head == b"+ " else start


def _are_years(compact: bytes) -> bool:
    """Whether eight digits are two years: « 2026-2027 »."""
    return compact[:2] in (b"19", b"20") and compact[4:6] in (b"19", b"20")


def _is_part(data: bytes, start: int, end: int) -> bool:
    """Whether a place is a piece of something longer: a decimal, a name, a handle, a price."""
    before, after = data[max(0, start - 2) : start], data[end : end + 2]
    last, first = before[-1:], after[:1]
    if last in _GLUE_BEFORE or first in _GLUE_AFTER:
        return True
    if last in (b",", b":", b"_") and len(before) == 2 and _continues(last, before[:1]):
        return True
    return first in (b",", b":", b"_") and _continues(first, after[1:])


_GLUE_BEFORE = frozenset((b"$", b"%", b"@", b"&", b"\\", b"~"))
_GLUE_AFTER = frozenset((b"@", b"&", b"=", b"\\", b"$", b"%"))


def _continues(sign: bytes, beyond: bytes) -> bool:
    return beyond.isalnum() if sign == b"_" else beyond.isdigit()


def _is_all(data: bytes, start: int, end: int) -> bool:
    """Whether the text is nothing but the place: a cell, a caption; then its check says enough."""
    return not (data[max(0, start - 8) : start] + data[end : end + 8]).strip(b" .,:;!?()\"'\t\r\n")


def _tied_word(data: bytes, start: int) -> bytes:
    """The word that a hyphen or a slash ties to a place: it alone may name it, ``siren-…``."""
    if data[max(0, start - 1) : start] not in (b"-", b"/") or is_dialled(data, start):
        return b""
    head = data[max(0, start - 33) : start - 1]
    return head[len(head.rstrip(b"abcdefghijklmnopqrstuvwxyz")) :]


def _is_tied_on(data: bytes, start: int, end: int) -> bool:
    """Whether a place is in a hashtag, or a hyphen or a dot ties letters to its end: ``….jpg``."""
    after = data[end : end + 2]
    tied = after[:1] in (b"-", b".") and after[1:].isalpha()
    return tied or data[max(0, start - 1) : start] == b"#"


# --- overlaps -------------------------------------------------------------------------------------


def _resolved(found: Sequence[_Found]) -> list[_Found]:
    """The places that stand, in order: edges first, then the surest, the named, the longest."""
    standing = _with_edges(found)
    if len(standing) < 2:
        return standing
    standing.sort(key=lambda f: (-f.confidence, not f.told, f.start - f.end, f.kind, f.start))
    taken = bytearray(max(f.end for f in standing))
    chosen: list[_Found] = []
    for one in standing:
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            chosen.append(one)
    return sorted(chosen, key=lambda f: f.start)


def _with_edges(found: Sequence[_Found]) -> list[_Found]:
    """Those whose edges are free, or are those of a neighbour that stands."""
    if all(all(f.edges) for f in found):
        return list(found)
    ordered = sorted(found, key=lambda f: (f.start, f.end))
    ends: set[int] = set()
    for one in ordered:
        if one.edges[0] or one.start - 1 in ends:
            ends.add(one.end)
    starts: set[int] = set()
    for one in reversed(ordered):
        if one.edges[1] or one.end + 1 in starts:
            starts.add(one.start)
    return [
        f
        for f in ordered
        if (f.edges[0] or f.start - 1 in ends) and (f.edges[1] or f.end + 1 in starts)
    ]


# --- isolated strings -----------------------------------------------------------------------------


def is_valid(label: str, text: str) -> bool:
    """Whether ``text``, and nothing else, is a valid identifier of the kind ``label``.

    >>> is_valid("siren", "732 829 320"), is_valid("siren", "732 829 321")
    (True, False)

    Raises:
        KeyError: no kind of the table has that label.
    """
    rows = [number for number, kind in enumerate(KINDS) if kind.label == label]
    if not rows:
        raise KeyError(label)
    return any(_row_is_valid(number, text.strip()) for number in rows)


def _row_is_valid(number: int, text: str) -> bool:
    kind = KINDS[number]
    if kind.told < LIKELY:  # a context word is all that speaks for it
        return False
    if kind.finder is not None:
        return len(text) <= 4 * LONGEST and _is_whole_place(kind, text)
    data = fold(text).data
    compact = data.translate(None, _SEPARATORS)
    if len(text) > LONGEST or number not in _rows_like(shape_of(compact)):
        return False
    lengths = tuple(map(len, data.translate(_WORD).split()))
    if not kind.anyhow and len(lengths) > 1 and not is_usual(kind.layouts, lengths):
        return False
    if kind.plus and not (data.startswith(b"+") or compact.startswith(b"00")):
        return False
    return bool(kind.validate(text if kind.cased else compact.decode().upper()))


def _is_whole_place(kind: IdentifierKind, text: str) -> bool:
    """Whether the finder of ``kind`` takes the whole of ``text``, in capitals so that case is free."""
    view = View("plain", "text", text.upper(), fold(text.upper()))
    places = kind.finder(view) if kind.finder else ()
    whole = any(start == 0 and end == len(view.folded.data) for start, end, _ in places)
    return whole and bool(kind.validate(text))


def _rows_like(shape: bytes) -> tuple[int, ...]:
    return CLASSIFIER.plan.looking_like(shape)


CLASSIFIER = Identifiers()
"""The classifier of the whole table."""

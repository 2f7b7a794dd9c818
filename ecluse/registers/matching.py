"""Which statements a text says: anchored containment, in nats, that a colleague can check.

Theory of operation. Every anchor of every statement stands in one inverted index by digest. Those of
a text that tell something gather candidates; each candidate is then weighed within a window of about
forty words:

- *evidence*: how much the anchors met tell, in nats. Parts of one name count once; a rounded number
  counts by its grade; what the public record or published posts hold tells less.
- *coverage*: the share of the statement's own anchors that was met.
- *conflicts*: the window holds another number of the same unit, or another year, and not the
  statement's.

At least two anchors must tell something, one of them must be rare, or a third one tell: a name alone is
never enough, and neither is a date.
The three make one number, ``z``, whose logistic is the confidence; :data:`FLAG` and :data:`BLOCK` are
the two levels. In the literature this is idf-weighted containment (Broder 1997) with Robertson and
Spärck Jones's weights (1976), on anchors in place of words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import exp, log
from typing import NamedTuple

from ecluse.registers.amounts import Amount
from ecluse.registers.anchors import Anchor, Sort, Spoken, information
from ecluse.registers.telling import DATES, FEW_POSTS, Compiled, Published, caps_of, weights_of
from ecluse.registers.tokens import Kind, Token

__all__ = [
    "BLOCK",
    "FEW_POSTS",
    "FLAG",
    "TELLS",
    "Matcher",
    "Met",
    "confidence_of",
    "floor_of",
    "z_of",
]

FLAG, BLOCK = 0.6, 0.9
"""Confidence from which a text may say a statement, and from which it says it."""

_WINDOW = 270
"""Characters in which anchors must stand: about forty words."""
AROUND = 60
"""Characters around a window in which another number or year speaks against it."""
_GATHERS = 1.9
"""Nats from which an anchor makes an entry a candidate."""
TELLS, _RARE, _RARE_WORD, _RARE_DATE, _MANY = 1.6, 3.0, 3.5, 5.5, 3
"""Nats from which an anchor is informative, and rare, beside a date, and a date itself; how many
anchors do without a rare one."""
_NUMBER_AND_WORD = 10.0
"""Nats that a number and one word must tell."""
_FIGURES = frozenset({Sort.QUANTITY, Sort.DAY, Sort.MONTH})
_UNKNOWN = 6.0
"""Nats of a name that nothing public holds."""
_PRECISELY = 6.5
"""Nats from which a number makes an entry a candidate."""
_OF_KIN, _CLOSE_ENOUGH = 0.4, 0.8
"""Grade of a happening of the same family, and from which a number is the statement's."""
_MONTHS, _A_SEASON, _OF_SEASON = 6, 3, 0.6
"""Months that may stand at one place, how many make a season, and the grade of each of them."""


class Place(NamedTuple):
    """An anchor that was met: where, by which token, and how far (a rounded number counts less)."""

    start: int
    end: int
    anchor: int
    token: int
    grade: float


class Met(NamedTuple):
    """A statement in a window of a text, and all that weighing it rests on.

    ``lacks`` is what ``z`` lost because no figure was met, ``bare`` what it lost because only a subject
    was, or only a name and a date.
    """

    entry: int
    places: tuple[Place, ...]
    evidence: float
    conflicts: int
    lacks: float
    bare: float
    z: float

    @property
    def start(self) -> int:
        """Where the first anchor starts."""
        return self.places[0].start

    @property
    def end(self) -> int:
        """Where the last anchor ends."""
        return max(place.end for place in self.places)


_OFFSET, _PER_NAT, _PER_SHARE = 6.0, 0.28, 12.0
_CONFLICT, _NO_FIGURE, _NO_WORD, _ONLY_NAMED, _NO_NEWS = 1.8, 2.0, 1.0, 2.0, 2.5
_SHORT, _LONG = 18.0, 26.0
"""Nats between which a statement's own total stands for the whole: one that tells more makes several
claims, and one that tells less needs as much evidence as others."""


def z_of(evidence: float, total: float, against: float = 0.0) -> float:
    """The one number: 0.41 is the flag level, 3.1 the block level.

    ``total``: what the whole statement tells; ``against``: what speaks against it.
    """
    coverage = evidence / min(max(total, _SHORT), _LONG)
    return _PER_NAT * evidence + _PER_SHARE * min(coverage, 1.0) - _OFFSET - against


_EXPLAINS = 4.0
"""Nats from which a public statement may explain a finding."""


def _needed(total: float) -> float:
    """The evidence that a statement of ``total`` nats needs for a question to ask about it."""
    return (_LEAST_Z + _OFFSET) / (_PER_NAT + _PER_SHARE / min(max(total, _SHORT), _LONG))


def floor_of(posts: int, highest: float, background: float) -> float:
    """The ``z`` above which levels stand: that of published posts, were they many.

    One post in sixteen proves nothing of the next thousand, so that fewer than :data:`FEW_POSTS` count
    by the square of their number.
    """
    least = max(background, _LOGIT_FLAG - _MARGIN)
    if highest <= least:
        return max(highest, background)
    return least + (highest - least) * min(1.0, (posts / FEW_POSTS) ** 2)


def confidence_of(z: float, floor: float) -> float:
    """The confidence of ``z``, the levels moved above what published posts reached.

    >>> round(confidence_of(3.1, -9), 2), round(confidence_of(3.1, 2.0), 2)
    (0.9, 0.69)
    """
    moved = max(0.0, floor + _MARGIN - _LOGIT_FLAG)
    return 1.0 / (1.0 + exp(-_LOGIT_FLAG - _STEEP * (max(z, _NOTHING) - moved - _LOGIT_FLAG)))


_NOTHING = -30.0
_STEEP = 0.66
"""How quickly confidence grows, so that few near misses of the corpus reach the block level."""
_LOGIT_FLAG = log(FLAG / (1 - FLAG))
_LEAST_Z = -0.7
_NOTHING_PUBLISHED = Published()
_MARGIN = 0.5
"""How far above published posts a draft must be."""


class Matcher:
    """Compiled statements, indexed.

    Args:
        entries: in order of identifier.
        published: what the organisation's own posts hold.
    """

    def __init__(
        self, entries: Sequence[Compiled], published: Published = _NOTHING_PUBLISHED
    ) -> None:
        self.entries = entries
        caps = caps_of(entries, published)
        self._weights = [weights_of(entry, caps) for entry in entries]
        self._totals = [sum(weights) for weights in self._weights]
        self._needed = [_needed(total) for total in self._totals]
        self._gathering: dict[int, list[tuple[int, int]]] = {}
        self._precise: dict[int, list[tuple[int, int]]] = {}
        """Exact and finely rounded values of precise numbers."""
        self._others: list[dict[int, int]] = []
        self._amounts: list[tuple[int, ...]] = []
        self._beside: list[tuple[float, float]] = []
        self._figures = [self._telling(n, _FIGURES) for n in range(len(entries))]
        self._words = [self._telling(n, {Sort.WORD}) for n in range(len(entries))]
        self._public = [entry.is_public for entry in entries]
        self._happenings = [
            {n: frozenset(a.kin) for n, a in enumerate(entry.anchors) if a.kin} for entry in entries
        ]
        for number, entry in enumerate(entries):
            self._enter(number, entry)
        self._unpublished: dict[int, list[int]] = {}
        for number, entry in enumerate(entries):
            for place, anchor in enumerate(entry.anchors):
                rare = anchor.sort is Sort.NAME and self._weights[number][place] >= _UNKNOWN
                if rare and not entry.is_public:
                    self._unpublished.setdefault(anchor.digests[0], []).append(number)
        self._alone = [
            sum(self._beside[n]) + max(self._weights[n], default=0.0) >= self._needed[n]
            for n in range(len(entries))
        ]
        """Whether one gathering anchor may be enough, with all that does not gather."""

    def _enter(self, number: int, entry: Compiled) -> None:
        others: dict[int, int] = {}
        amounts: list[int] = []
        beside: set[int] = set()
        for place, anchor in enumerate(entry.anchors):
            if anchor.sort is Sort.QUANTITY:
                amounts.append(place)
                if anchor.amount is not None and anchor.weight >= _PRECISELY:
                    self._precise.setdefault(anchor.amount.exact, []).append((number, place))
                    for near, grade in anchor.amount.near.items():
                        if grade >= _CLOSE_ENOUGH:
                            self._precise.setdefault(near, []).append((number, place))
                continue
            gathers = anchor.sort is not Sort.YEAR and self._weights[number][place] >= _GATHERS
            for digest in anchor.digests:
                if gathers:
                    self._gathering.setdefault(digest, []).append((number, place))
                else:
                    others[digest] = place
                    beside.add(place)
        self._others.append(others)
        self._amounts.append(tuple(amounts))
        weights = self._weights[number]
        told = (sum(weights[place] for place in each) for each in (beside, amounts))
        self._beside.append((next(told), next(told)))

    def _telling(self, entry: int, sorts: AbstractSet[Sort]) -> frozenset[int]:
        """The anchors of some sorts that tell something."""
        weights, anchors = self._weights[entry], self.entries[entry].anchors
        return frozenset(
            n for n, anchor in enumerate(anchors) if anchor.sort in sorts and weights[n] >= TELLS
        )

    def unpublished(self, spoken: Spoken) -> frozenset[int]:
        """The entries that are not public of which a text holds a rare name that nothing public holds."""
        index = self._unpublished
        return frozenset(n for digest in spoken.digests if digest in index for n in index[digest])

    def is_pointed(self, met: Met) -> bool:
        """Whether more was met than a public name and a topic: a secret name, a deed, two topics."""
        words, happens = self._words[met.entry], self._happenings[met.entry]
        weights, anchors = self._weights[met.entry], self.entries[met.entry].anchors
        here = {place.anchor for place in met.places}
        secret = any(anchors[n].sort is Sort.NAME and weights[n] >= _UNKNOWN for n in here)
        return secret or not here.isdisjoint(happens) or len(here & words) > 1

    def weights(self, entry: int) -> Sequence[float]:
        """What each anchor of an entry tells, the public record taken into account."""
        return self._weights[entry]

    def total(self, entry: int) -> float:
        """What all the anchors of an entry tell together, in nats."""
        return self._totals[entry]

    def fullest(self, entry: int) -> float:
        """The ``z`` of a text that holds every anchor of an entry."""
        if not _is_enough(self.entries[entry].anchors, self._weights[entry]):
            return -9.0
        return z_of(self._totals[entry], self._totals[entry])

    def match(self, spoken: Spoken) -> list[Met]:
        """Every entry of which enough was met to be weighed, in order of entry."""
        gathered = self._gather(spoken)
        if not gathered:
            return []
        where = _where(spoken)
        found: list[Met] = []
        counts = any(token[0] is Kind.QUANTITY for token in spoken.tokens)
        alone, public = self._alone, self._public
        several = [e for e, met in gathered.items() if len(met) > 1 or alone[e]]
        for entry in sorted(e for e in several if not public[e]):
            if self._may_reach(entry, gathered[entry], self._needed[entry], counts=counts):
                found += self._met(entry, gathered[entry], spoken, where)
        if found:  # a public statement may explain what was found
            for entry in sorted(e for e in gathered if public[e]):
                if self._may_reach(entry, gathered[entry], _EXPLAINS, counts=counts):
                    found += self._met(entry, gathered[entry], spoken, where)
        return found

    def _met(
        self,
        entry: int,
        met: Sequence[tuple[int, int]],
        spoken: Spoken,
        where: Mapping[int, Sequence[int]],
    ) -> Iterator[Met]:
        weighed = self._weigh(entry, self._places(entry, met, spoken, where), spoken)
        if weighed is not None:
            if (
                self.entries[entry].is_public
                or weighed.z + weighed.lacks + weighed.bare >= _LEAST_Z
            ):
                yield weighed

    def elsewhere(self, entry: int, spoken: Spoken, gone: Sequence[Met]) -> Met | None:
        """An entry in the best window of what some windows of a text leave."""
        where = _where(spoken)
        gathered = self._gather(spoken).get(entry, [])
        places = [
            place
            for place in self._places(entry, gathered, spoken, where)
            if not any(met.start < place.end and place.start < met.end for met in gone)
        ]
        return self._weigh(entry, places, spoken)

    def _may_reach(
        self, entry: int, met: Sequence[tuple[int, int]], least: float, *, counts: bool
    ) -> bool:
        """Whether enough may be met for a level, were everything met that does not gather."""
        weights = self._weights[entry]
        words, amounts = self._beside[entry]
        told = words + (amounts if counts else 0.0)
        if len(met) == 1:
            return told + weights[met[0][0]] >= least
        return told + sum(weights[n] for n in {n for n, _ in met}) >= least

    def _gather(self, spoken: Spoken) -> dict[int, list[tuple[int, int]]]:
        """Candidates: entry → each of its gathering anchors that was met, with the token."""
        gathered: dict[int, list[tuple[int, int]]] = {}
        index = self._gathering
        for number, digest in enumerate(spoken.digests):
            entered = index.get(digest)
            if entered is not None:
                for entry, place in entered:
                    met = gathered.get(entry)
                    if met is None:
                        gathered[entry] = [(place, number)]
                    else:
                        met.append((place, number))
        if self._precise:
            for number, amount in spoken.amounts():
                for entry, place in self._precise.get(amount.exact, ()):
                    gathered.setdefault(entry, []).append((place, number))
        return gathered

    def _places(
        self,
        entry: int,
        met: Sequence[tuple[int, int]],
        spoken: Spoken,
        where: Mapping[int, Sequence[int]],
    ) -> list[Place]:
        """Every place of a text that meets an anchor of the entry, in order."""
        tokens = spoken.tokens
        amounts = self._amounts[entry]
        places = [
            _place(tokens, n, place, _share_of_span(tokens, n))
            for place, n in met
            if place not in amounts
        ]
        others = self._others[entry]
        for digest in others.keys() & where.keys():
            place = others[digest]
            places += [_place(tokens, n, place, _share_of_span(tokens, n)) for n in where[digest]]
        places += self._kin(entry, {place.token for place in places}, tokens, where)
        for place in amounts:
            declared = self.entries[entry].anchors[place].amount
            for n, amount in spoken.amounts():
                grade = declared.agrees(amount) if declared is not None else 0.0
                if grade:
                    places.append(Place(tokens[n].start, tokens[n].end, place, n, grade))
        places.sort()
        return places

    def _kin(
        self,
        entry: int,
        taken: Container[int],
        tokens: Sequence[Token],
        where: Mapping[int, Sequence[int]],
    ) -> Iterator[Place]:
        """Where a text says that something of the same family happens."""
        for anchor, kin in self._happenings[entry].items():
            for digest in kin & where.keys():
                free = (n for n in where[digest] if n not in taken)
                yield from (_place(tokens, n, anchor, _OF_KIN) for n in free)

    def _weigh(self, entry: int, places: list[Place], spoken: Spoken) -> Met | None:
        """The best window; ``None`` when too little of the entry stands in any."""
        if len(places) < 2:
            return None
        weights = self._weights[entry]
        inside = _best_window(places, weights)
        best = _best_of_each(inside)
        anchors = self.entries[entry].anchors
        told = [_told(place, weights, anchors, spoken.tokens) for place in best]
        if not _is_enough([anchors[place.anchor] for place in best], told):
            return None
        evidence = sum(weights[place.anchor] * place.grade for place in best)
        conflicts = self._conflicts(entry, best, spoken)
        total = self._totals[entry]
        lacks, bare = self._lacks(entry, best)
        z = z_of(evidence, total, _CONFLICT * conflicts + lacks + bare)
        return Met(entry, tuple(best), evidence, conflicts, lacks, bare, z)

    def _lacks(self, entry: int, best: Sequence[Place]) -> tuple[float, float]:
        """What speaks against a match: no figure of the statement; no topic, or nothing that happens.

        A subject alone is no news, and neither are a name and a date.
        """
        sorts = {self.entries[entry].anchors[place.anchor].sort for place in best}
        words, happens = self._words[entry], self._happenings[entry]
        counted = self._counts(entry, best)
        dated = Sort.DAY in sorts or {Sort.MONTH, Sort.NAME} <= sorts
        without_word = bool(words) and not any(place.anchor in words for place in best)
        lacks = bare = 0.0
        if self._figures[entry] and not (dated or Sort.QUANTITY in sorts):
            lacks = _NO_FIGURE + _NO_WORD * without_word
        elif without_word and not counted:
            bare = _ONLY_NAMED / (1 + ({Sort.MONTH, Sort.YEAR} <= sorts))
        if happens and not counted and all(place.anchor not in happens for place in best):
            bare += _NO_NEWS / (1 + (dated or Sort.YEAR in sorts))
        return lacks, bare

    def _counts(self, entry: int, best: Sequence[Place]) -> bool:
        """Whether a telling number of the statement is among the places."""
        anchors, weights = self.entries[entry].anchors, self._weights[entry]
        return any(
            anchors[place.anchor].sort is Sort.QUANTITY
            and place.grade >= _CLOSE_ENOUGH
            and weights[place.anchor] >= TELLS
            for place in best
        )

    def _conflicts(self, entry: int, best: Sequence[Place], spoken: Spoken) -> int:
        """How many of the statement's sorts of figure the window gives another value."""
        anchors = self.entries[entry].anchors
        met = {place.anchor for place in best}
        first, last = best[0].start - AROUND, best[-1].end + AROUND
        inside = spoken.between(first, last)
        near = [(n, spoken.tokens[n]) for n in inside]
        numbers = self._other_numbers(entry, met, inside, spoken)
        return numbers + _other_years(anchors, met, near) + _other_days(anchors, met, near)

    def _other_numbers(self, entry: int, met: set[int], near: range, spoken: Spoken) -> int:
        anchors = self.entries[entry].anchors
        amounts = self._amounts[entry]
        return int(bool(contrary(anchors, amounts, met, near, spoken))) if amounts else 0


def _told(
    place: Place, weights: Sequence[float], anchors: Sequence[Anchor], tokens: Sequence[Token]
) -> float:
    """What a place tells, in nats: of a number, no more than its wording does ("half")."""
    most = weights[place.anchor]
    if anchors[place.anchor].sort is Sort.QUANTITY:
        most = min(most, information(tokens[place.token]))
    return most * place.grade


def _place(tokens: Sequence[Token], n: int, anchor: int, grade: float) -> Place:
    return Place(tokens[n].start, tokens[n].end, anchor, n, grade)


def _share_of_span(tokens: Sequence[Token], n: int) -> float:
    """A month that stands for a season tells less than one that is named."""
    token = tokens[n]
    if token.kind is not Kind.DATE:
        return 1.0
    near = tokens[max(0, n - _MONTHS) : n + _MONTHS + 1]
    months = sum(t.start == token.start and t.key[:3] == b"d:m" for t in near)
    return 1.0 if months < _A_SEASON else _OF_SEASON


def _where(spoken: Spoken) -> Mapping[int, Sequence[int]]:
    """Digest → the tokens that have it."""
    where: dict[int, list[int]] = {}
    for number, digest in enumerate(spoken.digests):
        where.setdefault(digest, []).append(number)
    return where


def contrary(
    anchors: Sequence[Anchor],
    amounts: Iterable[int],
    met: AbstractSet[int],
    near: range,
    spoken: Spoken,
) -> list[Amount]:
    """The numbers of a text that a statement gives another value, none of their unit being met."""
    declared = [(place in met, anchors[place].amount) for place in amounts]
    return [
        amount
        for _, amount in spoken.amounts_in(near)
        if (same := [was for was, one in declared if one is not None and amount.shares_unit(one)])
        and not any(same)
    ]


def _other_years(
    anchors: Sequence[Anchor], met: set[int], near: Sequence[tuple[int, Token]]
) -> int:
    years = [n for n, anchor in enumerate(anchors) if anchor.sort is Sort.YEAR]
    if not years or any(n in met for n in years):
        return 0
    return int(any(token.key[:3] == b"d:y" for _, token in near))


def _other_days(anchors: Sequence[Anchor], met: set[int], near: Sequence[tuple[int, Token]]) -> int:
    days = [n for n, anchor in enumerate(anchors) if anchor.sort is Sort.DAY]
    if not days or any(n in met for n in days):
        return 0
    return int(any(token.key[:2] == b"d:" and token.key[2:].isdigit() for _, token in near))


def _is_enough(anchors: Sequence[Anchor], told: Sequence[float]) -> bool:
    """Whether three anchors tell something, or two of which one is rare.

    Parts of a name are one, and so are parts of dates, which are rare when there are several days; three
    days or hours want only one word besides, however common. A number and one word are hardly enough:
    many things are cut by half.
    """
    groups: dict[object, float] = {}
    sorts: dict[object, Sort] = {}
    for anchor, nats in zip(anchors, told, strict=True):
        key = _DATE if anchor.sort in DATES else anchor.group or anchor.digests
        before = groups.get(key, 0.0)
        adds = anchor.sort is Sort.DAY or key is not _DATE
        groups[key] = before + nats if adds else max(before, nats)
        sorts[key] = anchor.sort
    if len(groups) > 1 and groups.get(_DATE, 0.0) >= _SEVERAL_DAYS:
        return True
    telling = {key: nats for key, nats in groups.items() if nats >= TELLS}
    of = {Sort.DAY if key is _DATE else sorts[key] for key in telling}
    if len(telling) == 2 and of == {Sort.QUANTITY, Sort.WORD}:
        return sum(telling.values()) >= _NUMBER_AND_WORD
    least = _RARE_WORD if len(telling) == 2 and of == {Sort.WORD, Sort.DAY} else _RARE
    rare = any(nats >= (_RARE_DATE if key is _DATE else least) for key, nats in telling.items())
    return len(telling) >= _MANY or (len(telling) > 1 and rare)


_DATE = object()
_SEVERAL_DAYS = 8.5
"""Nats of three days or hours."""


def _best_of_each(places: Sequence[Place]) -> list[Place]:
    """One place for each anchor, the one that agrees best; in order of place."""
    best: dict[int, Place] = {}
    for place in places:
        known = best.get(place.anchor)
        if known is None or place.grade > known.grade:
            best[place.anchor] = place
    return sorted(best.values())


def _best_window(places: list[Place], weights: Sequence[float]) -> Sequence[Place]:
    """The places within a window that tell most; linear in their number."""
    if places[-1].end - places[0].start <= _WINDOW:
        return places
    counts: dict[int, int] = {}
    told, most, first, chosen = 0.0, -1.0, 0, (0, 1)
    for last, place in enumerate(places):
        counts[place.anchor] = counts.get(place.anchor, 0) + 1
        told += weights[place.anchor] if counts[place.anchor] == 1 else 0.0
        while place.end - places[first].start > _WINDOW and first < last:
            gone = places[first].anchor
            counts[gone] -= 1
            told -= weights[gone] if not counts[gone] else 0.0
            first += 1
        if told > most:
            most, chosen = told, (first, last + 1)
    return places[slice(*chosen)]


def explained_by(
    secret: Met, public: Met, weights: Sequence[float], anchors: Sequence[Anchor]
) -> bool:
    """Whether a public statement explains what a text shares with a secret one, as well or better.

    Every figure and name that the secret one met, the public one met at the same place; of its words
    hardly one stays over.
    """
    there = sorted((place.start, place.end) for place in public.places)
    over = [place for place in secret.places if not _stands(there, place)]
    if any(anchors[place.anchor].sort is not Sort.WORD for place in over):
        return False
    return sum(weights[place.anchor] for place in over) <= TELLS


def _stands(there: Sequence[tuple[int, int]], place: Place) -> bool:
    at = bisect_left(there, (place.start, place.end))
    return at < len(there) and there[at] == (place.start, place.end)

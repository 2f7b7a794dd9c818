"""Which statements a text says: anchored containment, in nats, that a colleague can check.

Theory of operation. Every anchor of every statement stands in one inverted index by digest. Those of
a text that tell something gather candidates; each candidate is then weighed within a window of about
forty words:

- *evidence*: how much the anchors met tell, in nats. Parts of one name count once; a rounded number
  counts by its grade; what the public record or published posts hold tells less.
- *coverage*: the share of the statement's own anchors that was met.
- *conflicts*: the window holds another number of the same unit, or another year, and not the
  statement's.

At least two anchors must tell something, and one of them must be rare: a name alone is never enough.
The three make one number, ``z``, whose logistic is the confidence; :data:`FLAG` and :data:`BLOCK` are
the two levels. In the literature this is idf-weighted containment (Broder 1997) with Robertson and
Spärck Jones's weights (1976), on anchors in place of words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import exp, log
from typing import NamedTuple

from ecluse.model import Tier
from ecluse.registers.amounts import Amount
from ecluse.registers.anchors import Anchor, Sort, Spoken
from ecluse.registers.model import Statement
from ecluse.registers.tokens import Kind

__all__ = ["BLOCK", "FLAG", "TELLS", "Compiled", "Matcher", "Met", "confidence_of", "z_of"]

FLAG, BLOCK = 0.6, 0.9
"""Confidence from which a text may say a statement, and from which it says it."""

_WINDOW = 270
"""Characters in which anchors must stand: about forty words."""
_AROUND = 60
"""Characters around a window in which another number or year speaks against it."""
_GATHERS = 1.9
"""Nats from which an anchor makes an entry a candidate."""
TELLS, _RARE, _MANY = 1.6, 3.5, 4
"""Nats from which an anchor is informative, and rare; how many do without a rare one."""
_PUBLIC_NAME, _PUBLIC_WORD, _PUBLIC_AMOUNT, _LEAST_WORD = 2.25, 0.6, 2.5, 1.0
"""What a name or a number of the public record tells at most, and the share that a word keeps."""
_ONCE_PUBLIC, _EACH_PUBLIC = 4.5, 1.5
"""A name in one public statement tells 4.5 nats at most; in four, as little as any public name."""
_SHARE = (0.85, 1.0, 1.0, 1.0, 1.0, 1.0)
"""What each sort counts, by :class:`Sort`: words hang together more than names and numbers do."""
_FIGURES = frozenset({Sort.QUANTITY, Sort.DAY, Sort.MONTH})
_DATES = frozenset({Sort.DAY, Sort.MONTH, Sort.YEAR})


class Compiled(NamedTuple):
    """A statement by digest.

    ``statement`` has no text; ``floor`` is the highest ``z`` that published posts reached; ``sealed``
    is the text for whoever has the reviewer's key.
    """

    statement: Statement
    anchors: tuple[Anchor, ...]
    floor: float = -9.0
    sealed: str = ""

    @property
    def is_public(self) -> bool:
        """Whether it belongs to the public record."""
        return self.statement.tier is Tier.PUBLIC


class Place(NamedTuple):
    """An anchor that was met: where, by which token, and how far (a rounded number counts less)."""

    start: int
    end: int
    anchor: int
    token: int
    grade: float


class Met(NamedTuple):
    """A statement in a window of a text, and all that weighing it rests on.

    ``lacks`` is what ``z`` lost because no figure or no word was met.
    """

    entry: int
    places: tuple[Place, ...]
    evidence: float
    coverage: float
    conflicts: int
    lacks: float
    z: float

    @property
    def start(self) -> int:
        """Where the first anchor starts."""
        return self.places[0].start

    @property
    def end(self) -> int:
        """Where the last anchor ends."""
        return max(place.end for place in self.places)


_OFFSET, _PER_NAT, _PER_SHARE = 6.8, 0.28, 12.0
_CONFLICT, _NO_FIGURE, _NO_WORD = 1.8, 1.5, 1.0
_SHORT, _LONG = 18.0, 36.0
"""Nats between which a statement's own total stands for the whole: one that tells more makes several
claims, and one that tells less needs as much evidence as others."""


def z_of(evidence: float, total: float, against: float = 0.0) -> float:
    """The one number: 0.41 is the flag level, 2.2 the block level.

    ``total``: what the whole statement tells; ``against``: what speaks against it.
    """
    coverage = evidence / min(max(total, _SHORT), _LONG)
    return _PER_NAT * evidence + _PER_SHARE * min(coverage, 1.0) - _OFFSET - against


_PUBLIC_NEEDED = 4.0
"""Nats of a public statement that explain something."""


def _needed(total: float) -> float:
    """The evidence that a statement of ``total`` nats needs for a question to ask about it."""
    return (_LEAST_Z + _OFFSET) / (_PER_NAT + _PER_SHARE / min(max(total, _SHORT), _LONG))


def confidence_of(z: float, floor: float) -> float:
    """The confidence of ``z``, the levels moved above what published posts reached.

    >>> round(confidence_of(2.2, -9), 2), round(confidence_of(2.2, 2.0), 2)
    (0.9, 0.43)
    """
    moved = max(0.0, floor + _MARGIN - _LOGIT_FLAG)
    return 1.0 / (1.0 + exp(moved - z)) if z > -30 else 0.0


_LOGIT_FLAG = log(FLAG / (1 - FLAG))
_LEAST_Z = -0.7
_MARGIN = 0.5
"""How far above published posts a draft must be."""


class Matcher:
    """Compiled statements, indexed.

    Args:
        entries: in order of identifier.
        known: digest → in what share of published posts it stands.
    """

    def __init__(
        self, entries: Sequence[Compiled], known: Mapping[int, float] | None = None
    ) -> None:
        self.entries = entries
        caps = _caps(entries, known or {})
        self._weights = [_weights(entry, caps) for entry in entries]
        self._totals = [sum(weights) for weights in self._weights]
        self._needed = [
            _PUBLIC_NEEDED if entry.is_public else _needed(total)
            for entry, total in zip(entries, self._totals, strict=True)
        ]
        self._gathering: dict[int, list[tuple[int, int]]] = {}
        self._others: list[dict[int, int]] = []
        self._amounts: list[tuple[int, ...]] = []
        self._beside: list[tuple[float, float]] = []
        self._figures = [self._telling(n, _FIGURES) for n in range(len(entries))]
        self._words = [self._telling(n, {Sort.WORD}) for n in range(len(entries))]
        for number, entry in enumerate(entries):
            self._enter(number, entry)

    def _enter(self, number: int, entry: Compiled) -> None:
        others: dict[int, int] = {}
        amounts: list[int] = []
        beside: set[int] = set()
        for place, anchor in enumerate(entry.anchors):
            if anchor.sort is Sort.QUANTITY:
                amounts.append(place)
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

    def weights(self, entry: int) -> Sequence[float]:
        """What each anchor of an entry tells, the public record taken into account."""
        return self._weights[entry]

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
        where: dict[int, list[int]] = {}
        for number, digest in enumerate(spoken.digests):
            where.setdefault(digest, []).append(number)
        found: list[Met] = []
        counts = any(token[0] is Kind.QUANTITY for token in spoken.tokens)
        for entry, met in sorted(gathered.items()):
            if self._may_reach(entry, met, counts=counts):
                weighed = self._weigh(entry, self._places(entry, met, spoken, where), spoken)
                if weighed is not None:
                    found.append(weighed)
        return found

    def _may_reach(self, entry: int, met: Sequence[tuple[int, int]], *, counts: bool) -> bool:
        """Whether enough may be met for a level, were everything met that does not gather."""
        weights = self._weights[entry]
        words, amounts = self._beside[entry]
        told = words + (amounts if counts else 0.0)
        if len(met) == 1:
            return told + weights[met[0][0]] >= self._needed[entry]
        return told + sum(weights[n] for n in {n for n, _ in met}) >= self._needed[entry]

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
        places = [Place(tokens[n].start, tokens[n].end, place, n, 1.0) for place, n in met]
        others = self._others[entry]
        for digest in others.keys() & where.keys():
            place = others[digest]
            places += [Place(tokens[n].start, tokens[n].end, place, n, 1.0) for n in where[digest]]
        for place in self._amounts[entry]:
            declared = self.entries[entry].anchors[place].amount
            for n, amount in spoken.amounts():
                grade = declared.agrees(amount) if declared is not None else 0.0
                if grade:
                    places.append(Place(tokens[n].start, tokens[n].end, place, n, grade))
        places.sort()
        return places

    def _weigh(self, entry: int, places: list[Place], spoken: Spoken) -> Met | None:
        """The best window; ``None`` when too little of the entry stands in any."""
        if len(places) < 2:
            return None
        weights = self._weights[entry]
        inside = _best_window(places, weights)
        best = _best_of_each(inside)
        anchors = self.entries[entry].anchors
        told = [weights[place.anchor] * place.grade for place in best]
        if not _is_enough([anchors[place.anchor] for place in best], told):
            return None
        evidence = sum(told)
        conflicts = self._conflicts(entry, best, spoken)
        met = {place.anchor for place in best}
        total = self._totals[entry]
        lacks = self._lacks(entry, met)
        z = z_of(evidence, total, _CONFLICT * conflicts + lacks)
        return Met(entry, tuple(best), evidence, evidence / max(total, 1e-9), conflicts, lacks, z)

    def _lacks(self, entry: int, met: set[int]) -> float:
        """What speaks against a match without any figure of the statement, more when only names met."""
        figures, words = self._figures[entry], self._words[entry]
        without_figure = bool(figures) and figures.isdisjoint(met)
        without_word = bool(words) and words.isdisjoint(met)
        return (_NO_FIGURE + _NO_WORD * without_word) * without_figure

    def _conflicts(self, entry: int, best: Sequence[Place], spoken: Spoken) -> int:
        """How many of the statement's sorts of figure the window gives another value."""
        anchors = self.entries[entry].anchors
        met = {place.anchor for place in best}
        first, last = best[0].start - _AROUND, best[-1].end + _AROUND
        near = [(n, token) for n, token in enumerate(spoken.tokens) if first <= token.start <= last]
        return self._other_numbers(entry, met, {n for n, _ in near}, spoken) + _other_years(
            anchors, met, near
        )

    def _other_numbers(self, entry: int, met: set[int], near: set[int], spoken: Spoken) -> int:
        anchors = self.entries[entry].anchors
        amounts = self._amounts[entry]
        return int(bool(_contrary(anchors, amounts, met, near, spoken))) if amounts else 0


def _contrary(
    anchors: Sequence[Anchor],
    amounts: Iterable[int],
    met: AbstractSet[int],
    near: Container[int],
    spoken: Spoken,
) -> list[Amount]:
    """The numbers of a text that a statement gives another value, none of their unit being met."""
    declared = [(place in met, anchors[place].amount) for place in amounts]
    return [
        amount
        for n, amount in spoken.amounts()
        if n in near
        and (same := [was for was, one in declared if one is not None and amount.shares_unit(one)])
        and not any(same)
    ]


def _other_years(
    anchors: Sequence[Anchor], met: set[int], near: Sequence[tuple[int, object]]
) -> int:
    years = [n for n, anchor in enumerate(anchors) if anchor.sort is Sort.YEAR]
    if not years or any(n in met for n in years):
        return 0
    return int(any(getattr(token, "key", b"")[:3] == b"d:y" for _, token in near))


def _is_enough(anchors: Sequence[Anchor], told: Sequence[float]) -> bool:
    """Whether two anchors tell something and one of them is rare; parts of a name are one."""
    groups: dict[object, float] = {}
    for anchor, nats in zip(anchors, told, strict=True):
        key = anchor.group or anchor.digests
        groups[key] = groups.get(key, 0.0) + nats
    telling = [nats for nats in groups.values() if nats >= TELLS]
    return len(telling) >= _MANY or (len(telling) > 1 and max(telling) >= _RARE)


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


# --- what is public tells less --------------------------------------------------------------------


class _Caps(NamedTuple):
    words: Mapping[int, int]
    """Digest → in how many public statements it stands."""
    known: Mapping[int, float]
    amounts: Sequence[Anchor]


def _caps(entries: Sequence[Compiled], known: Mapping[int, float]) -> _Caps:
    public = [anchor for entry in entries if entry.is_public for anchor in entry.anchors]
    words = Counter(digest for anchor in public for digest in anchor.digests)
    return _Caps(words, known, [anchor for anchor in public if anchor.amount is not None])


def _weights(entry: Compiled, caps: _Caps) -> tuple[float, ...]:
    told = [anchor.weight if entry.is_public else _weight(anchor, caps) for anchor in entry.anchors]
    told = [nats * _SHARE[anchor.sort] for nats, anchor in zip(told, entry.anchors, strict=True)]
    for group in {anchor.group for anchor in entry.anchors if anchor.group}:
        _share_name(
            told, [n for n, anchor in enumerate(entry.anchors) if anchor.group == group], entry
        )
    return tuple(told)


def _share_name(told: list[float], name: Sequence[int], entry: Compiled) -> None:
    """Share what a name of several parts tells among them, in place.

    The rarest part tells nearly all, equal ones share; the whole tells what its parts leave.
    """
    parts = [n for n in name if not entry.anchors[n].whole]
    rarest = max((told[n] for n in parts), default=0.0)
    equal = sum(told[n] == rarest for n in parts)
    for n in parts:
        told[n] *= 0.3 if told[n] < rarest else 0.7 if equal > 1 else 1.0
    rest = sum(told[n] for n in parts)
    for n in name:
        if entry.anchors[n].whole:
            told[n] = max(0.1, told[n] - rest)


def _weight(anchor: Anchor, caps: _Caps) -> float:
    weight = anchor.weight
    if anchor.sort in _DATES:
        return weight  # a calendar is everybody's
    share = max((caps.known.get(digest, 0.0) for digest in anchor.digests), default=0.0)
    if share:  # as rare as it is in what the organisation publishes, and no rarer
        least = _PUBLIC_NAME if anchor.sort is Sort.NAME else _LEAST_WORD
        weight = min(weight, max(least, -log(share)))
    public = max(
        (caps.words[digest] for digest in anchor.digests if digest in caps.words), default=0
    )
    return _public(anchor, weight, public) if public else weight


def _public(anchor: Anchor, weight: float, many: int) -> float:
    """What an anchor of as many public statements tells."""
    if anchor.sort is Sort.NAME:
        return min(weight, max(_PUBLIC_NAME, _ONCE_PUBLIC - log(many) * _EACH_PUBLIC))
    return min(weight, _PUBLIC_AMOUNT) if anchor.sort is Sort.QUANTITY else weight * _PUBLIC_WORD


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


# --- contradiction --------------------------------------------------------------------------------


def contradicts(met: Met, matcher: Matcher, spoken: Spoken) -> bool:
    """Whether a text gives another number to what a public statement says.

    Silent when in doubt: when a date of either is missing in the other, when any number of the unit
    agrees, when the number is that of another public statement, or when hardly all of what the
    statement speaks of was met.
    """
    anchors = matcher.entries[met.entry].anchors
    here = {place.anchor for place in met.places}
    if not met.conflicts or not _speaks_of(met, matcher, here):
        return False
    if _dates_differ(met, anchors, here, spoken):
        return False
    amounts = [n for n, anchor in enumerate(anchors) if anchor.amount is not None]
    said = _contrary(anchors, amounts, here, _near(met, spoken), spoken)
    return bool(said) and not any(_is_recorded(amount, matcher) for amount in said)


_SPOKEN_OF = 0.75
"""The share of what a statement speaks of, numbers apart, that must have been met."""


def _speaks_of(met: Met, matcher: Matcher, here: set[int]) -> bool:
    anchors, weights = matcher.entries[met.entry].anchors, matcher.weights(met.entry)
    subject = [n for n, anchor in enumerate(anchors) if anchor.sort in (Sort.WORD, Sort.NAME)]
    told = sum(weights[n] for n in subject if n in here)
    return told >= _SPOKEN_OF * sum(weights[n] for n in subject) and told >= 8.0


def _dates_differ(met: Met, anchors: Sequence[Anchor], here: set[int], spoken: Spoken) -> bool:
    """Whether the statement has a date that the text does not have, or the text one of its own."""
    if any(anchor.sort in _DATES and n not in here for n, anchor in enumerate(anchors)):
        return True
    met_tokens = {place.token for place in met.places}
    return any(
        token.key[:2] == b"d:" and n not in met_tokens for n, token in enumerate(spoken.tokens)
    )


def _near(met: Met, spoken: Spoken) -> frozenset[int]:
    """The tokens of a window and of a little around it."""
    first, last = met.start - _AROUND, met.end + _AROUND
    return frozenset(n for n, token in enumerate(spoken.tokens) if first <= token.start <= last)


def _is_recorded(amount: Amount, matcher: Matcher) -> bool:
    """Whether a number is that of a public statement."""
    return any(
        amount.shares_unit(anchor.amount) and amount.agrees(anchor.amount)
        for entry in matcher.entries
        if entry.is_public
        for anchor in entry.anchors
        if anchor.amount is not None
    )

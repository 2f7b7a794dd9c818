"""Thresholds that keep a promise: from scored examples, for each group, with a given confidence.

A score says how private a text looks; at a threshold or above it a draft is held or blocked, below it
the model lets it through. Two promises, each with probability 1 - δ over the examples:

========== ============================== ===================================
kind       examples                       at most α of the population has
========== ============================== ===================================
false-block published posts               score ≥ threshold
leak       confidential drafts            score < threshold
========== ============================== ===================================

The threshold is an order statistic (the Neyman-Pearson umbrella: Tong, Feng & Li 2018), or the last of
candidates that were fixed before (Learn then Test: Angelopoulos et al. 2021). Neither supposes
anything of the scores, ties included: of equal scores all count as misses, or none is used.

What would break the promise, and what is done: drafts of one source document are not independent, so
one of each counts; groups differ, so each keeps α by itself and takes its share of δ (Mondrian
calibration); a population that shifts, by at most Γ times in density, is met by calibrating at α/Γ.
Examples that exist and have no score count as misses. Doubtful ones, on which people disagree or which
wait for a second person, count when they would be misses and not otherwise: whoever has a say in labels
can make a threshold more careful, never bolder.
"""

from __future__ import annotations

import enum
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from ecluse.lean import blake2b, dataclass
from ecluse.model import Message
from ecluse.promise.bounds import at_most, fixed_sequence, least_n, shows
from ecluse.promise.refusal import Refusal, percent, quoted
from ecluse.read.words import filled

__all__ = [
    "Kind",
    "NoneHolds",
    "Promise",
    "Scored",
    "Shortfall",
    "Threshold",
    "TooFew",
    "one_per_document",
    "promise",
    "sequence_thresholds",
    "thresholds",
]

_SHARE = Message("{name} n'est pas entre 0 et 1", "{name} is not between 0 and 1")
_GAMMA = Message("Γ n'est pas un nombre d'au moins 1", "Γ is not a number of at least 1")
_GIVE_SHARE = Message("donnez un nombre comme 0,01", "give a number such as 0.01")
_NO_SCORE = Message(
    "l'exemple {number} n'a pas de score fini", "example {number} has no finite score"
)
_NO_GROUP = Message("il n'y a aucun exemple", "there is no example")
_TOO_FEW = Message(
    "trop peu de documents pour promettre au plus {alpha} avec une confiance de {confidence} : {each}",
    "too few documents to promise at most {alpha} with {confidence} confidence: {each}",
)
_IN_ALL = Message("{n} ici, il en manque {missing}", "{n} here, {missing} more are needed")
_IN_GROUP = Message(
    "groupe {group} : {n}, il en manque {missing}",
    "group {group} has {n}, {missing} more are needed",
)
_COLLECT = Message(
    "ajoutez des exemples, regroupez les groupes ou demandez moins",
    "add examples, join groups or ask for less",
)
_NONE_HOLDS = Message(
    "aucun des seuils proposés ne tient la promesse : {each}",
    "none of the candidate thresholds keeps the promise: {each}",
)
_OTHER_CANDIDATES = Message(
    "proposez un seuil plus prudent, et mesurez-le sur de nouveaux exemples",
    "propose a more careful threshold, and measure it on new examples",
)
_NOTHING: Mapping[str, int] = MappingProxyType({})


class Kind(enum.Enum):
    """Which mistake a promise is about."""

    FALSE_BLOCK = "false-block"
    """A post fit for publication is held or blocked."""
    LEAK = "leak"
    """A confidential draft is let through."""

    def misses(self, score: float, at: float) -> bool:
        """Whether a score is this mistake at a threshold; what cannot be compared is."""
        return not score < at if self is Kind.FALSE_BLOCK else not score >= at

    def careful(self, one: float, other: float) -> float:
        """Of two thresholds that at which fewer scores are this mistake."""
        return max(one, other) if self is Kind.FALSE_BLOCK else min(one, other)

    def worst(self, one: Scored, other: Scored) -> Scored:
        """Whichever is missed at more thresholds."""
        worse = one.score > other.score if self is Kind.FALSE_BLOCK else one.score < other.score
        return one if worse else other


class Scored(NamedTuple):
    """An example: its score (more is more private), its group, and the document it was drawn from.

    ``document``: ``None`` for an example that is a document of its own.
    """

    score: float
    group: str = ""
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """At most ``alpha`` of the population, with probability ``1 - delta``, in every group at once.

    ``gamma``: how many times as frequent any kind of draft may become; 1 means no shift.
    """

    kind: Kind
    alpha: Decimal
    delta: Decimal
    gamma: Decimal = Decimal(1)

    def each(self, groups: int) -> tuple[float, float]:
        """The rate to show and the doubt allowed in each of so many groups: α/Γ and δ/G."""
        alpha = Fraction(self.alpha) / Fraction(self.gamma)
        return float(alpha), float(Fraction(self.delta) / groups)


def promise(
    kind: Kind,
    alpha: Decimal | float | str,
    delta: Decimal | float | str,
    gamma: Decimal | float | str = 1,
) -> Promise:
    """A promise from numbers as a person writes them: 0.01 is one hundredth, not its neighbour.

    Raises:
        Refusal: α or δ is not of ]0, 1[, or Γ is below 1.
    """
    shift = _number(gamma)
    if shift is None or shift < 1:
        raise Refusal(_GAMMA, _GIVE_SHARE)
    return Promise(kind, _share("α", alpha), _share("δ", delta), shift)


def _share(name: str, given: Decimal | float | str) -> Decimal:
    number = _number(given)
    if number is None or not 0 < number < 1:
        raise Refusal(filled(_SHARE, name=name), _GIVE_SHARE)
    return number


def _number(given: Decimal | float | str) -> Decimal | None:
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        return None
    # Nine decimals are more than any number of examples can show.
    return number if number.is_finite() and number == round(number, 9) else None


@dataclass(frozen=True, slots=True)
class Threshold:
    """The threshold of a group, and what it was shown with.

    ``at``: at it or above it a draft is held. ``n``: documents, those that are not settled included.
    ``k``: how many of them are missed, those that are not settled included.
    """

    group: str
    at: float
    n: int
    k: int

    def holds(self, score: float) -> bool:
        """Whether a draft is held; one that cannot be compared is."""
        return not score < self.at


# --- refusals -------------------------------------------------------------------------------------


class Shortfall(NamedTuple):
    """A group, the documents that it has, and those that it would take without a single miss."""

    group: str
    n: int
    needed: int

    @property
    def missing(self) -> int:
        """How many more."""
        return self.needed - self.n


class TooFew(Refusal):
    """The examples are too few for the promise; ``shortfalls`` says by how many, for each group."""

    def __init__(self, asked: Promise, shortfalls: Sequence[Shortfall]) -> None:
        self.shortfalls = tuple(shortfalls)
        said = filled(
            _TOO_FEW,
            alpha=percent(asked.alpha),
            confidence=percent(1 - asked.delta),
            each=_joined(map(_short, shortfalls)),
        )
        super().__init__(said, _COLLECT)


class NoneHolds(Refusal):
    """No candidate keeps the promise in ``groups``."""

    def __init__(self, groups: Sequence[str]) -> None:
        self.groups = tuple(groups)
        super().__init__(
            filled(_NONE_HOLDS, each=_joined(map(quoted, groups))),
            _OTHER_CANDIDATES,
        )


def _short(shortfall: Shortfall) -> Message:
    said = _IN_GROUP if shortfall.group else _IN_ALL
    group = quoted(shortfall.group)
    return filled(said, group=group, n=shortfall.n, missing=shortfall.missing)


def _joined(messages: Iterable[Message]) -> Message:
    every = list(messages)
    return Message(" ; ".join(one.fr for one in every), "; ".join(one.en for one in every))


# --- one draft per document -----------------------------------------------------------------------


def one_per_document(examples: Iterable[Scored], key: bytes = b"") -> list[Scored]:
    """One example of each document and group, drawn by the key; in order of group and score.

    The draw is a place among the document's scores in order: it depends on the key, the document and
    their number, never on how they are sorted in the file nor on how high they are.

    Raises:
        Refusal: a score is not finite.
    """
    alone: list[Scored] = []
    documents: dict[tuple[str, str], list[Scored]] = defaultdict(list)
    for example in _finite(examples):
        if example.document is None:
            alone.append(example)
        else:
            documents[example.group, example.document].append(example)
    drawn = [sorted(each)[_drawn(each[0], len(each), key)] for each in documents.values()]
    return sorted(alone + drawn, key=lambda one: (one.group, one.score, one.document or ""))


def _finite(examples: Iterable[Scored]) -> Iterator[Scored]:
    for number, example in enumerate(examples, 1):
        if not math.isfinite(example.score):
            raise Refusal(filled(_NO_SCORE, number=number))
        yield example


def _drawn(example: Scored, count: int, key: bytes) -> int:
    """A place below ``count``, uniform up to 2⁻⁶⁴ times the count."""
    name = f"{count}\x1f{example.group}\x1f{example.document}".encode("utf-8", "surrogatepass")
    made = blake2b(name, digest_size=8, key=key[:64], person=b"ecluse-draw")
    return int.from_bytes(made.digest(), "big") % count


# --- thresholds -----------------------------------------------------------------------------------


def thresholds(
    examples: Iterable[Scored],
    asked: Promise,
    key: bytes = b"",
    *,
    groups: Iterable[str] = (),
    doubtful: Iterable[Scored] = (),
    unsettled: Mapping[str, int] = _NOTHING,
    bound: float | None = None,
) -> tuple[Threshold, ...]:
    """The boldest threshold of each group that keeps the promise, by order statistic.

    Args:
        examples: published posts for ``FALSE_BLOCK``, confidential drafts for ``LEAK``.
        asked: what is promised.
        key: draws one example of each document.
        groups: groups that must be among those promised, whether or not they have examples.
        doubtful: scored drafts that may or may not be such examples: each counts where it is a miss.
        unsettled: for a group, examples that exist and have no score: each counts as a miss.
        bound: a threshold that was chosen without a look at the examples, and that none may be bolder
            than: what the promise bears may still be absurd. At it misses are counted anew; they can
            only be fewer, and the promise holds all the more.

    Raises:
        TooFew: a group has too few documents.
        Refusal: there is no example at all, or a score is not finite.
    """
    known = _grouped(examples, asked, key, groups, doubtful, unsettled)
    alpha, delta = asked.each(len(known))
    return tuple(_by_order(group, asked.kind, alpha, delta, bound) for group in known)


def sequence_thresholds(
    examples: Iterable[Scored],
    asked: Promise,
    candidates: Iterable[float],
    key: bytes = b"",
    *,
    groups: Iterable[str] = (),
    doubtful: Iterable[Scored] = (),
    unsettled: Mapping[str, int] = _NOTHING,
) -> tuple[Threshold, ...]:
    """The boldest candidate of each group that keeps the promise, by Learn then Test.

    ``candidates`` are thresholds chosen without a look at the examples. They are tested from the most
    careful on, each at the whole δ of the group, until one fails. The rest is as for
    :func:`thresholds`.

    Raises:
        TooFew: a group has too few documents.
        NoneHolds: the most careful candidate fails in a group.
        Refusal: there is no example at all, or a score is not finite.
    """
    known = _grouped(examples, asked, key, groups, doubtful, unsettled)
    alpha, delta = asked.each(len(known))
    ordered = sorted(set(candidates), reverse=asked.kind is Kind.FALSE_BLOCK)
    found = [_in_sequence(group, asked.kind, ordered, alpha, delta) for group in known]
    if failed := [group.name for group, at in zip(known, found, strict=True) if at is None]:
        raise NoneHolds(failed)
    return tuple(at for at in found if at is not None)


class _Group(NamedTuple):
    """The scores of a group, the certain and the doubtful, and how many examples have none."""

    name: str
    scores: Sequence[float]
    doubtful: Sequence[float]
    unsettled: int

    @property
    def n(self) -> int:
        return len(self.scores) + self.unsettled

    def at(self, at: float, kind: Kind) -> Threshold:
        doubtful = sum(kind.misses(score, at) for score in self.doubtful)
        missed = sum(kind.misses(score, at) for score in self.scores) + self.unsettled
        # + 0.0: no negative zero in a certificate.
        return Threshold(self.name, at + 0.0, self.n + doubtful, missed + doubtful)


def _grouped(
    examples: Iterable[Scored],
    asked: Promise,
    key: bytes,
    names: Iterable[str],
    doubtful: Iterable[Scored],
    unsettled: Mapping[str, int],
) -> list[_Group]:
    """The groups in order of name, each large enough for the promise."""
    certain, doubted = _by_document(one_per_document(examples, key), list(doubtful), asked.kind)
    given = {one.group for one in (*certain, *doubted)} | {*names, *unsettled}
    if not given:
        raise Refusal(_NO_GROUP, _COLLECT)
    groups = [
        _Group(
            name,
            [one.score for one in certain if one.group == name],
            [one.score for one in doubted if one.group == name],
            unsettled.get(name, 0),
        )
        for name in sorted(given)
    ]
    alpha, delta = asked.each(len(groups))
    short = [Shortfall(g.name, g.n, least_n(g.unsettled, alpha, delta)) for g in groups]
    if short := [one for one in short if one.missing > 0]:
        raise TooFew(asked, short)
    return groups


def _by_document(
    certain: Sequence[Scored], doubtful: Sequence[Scored], kind: Kind
) -> tuple[list[Scored], list[Scored]]:
    """Of the doubtful drafts of a document the worst counts, in place of a certain one if it is worse.

    Whichever of them turn out to be examples, the one drawn of the document is no worse than that.
    """
    worst: dict[tuple[str, str], Scored] = {}
    alone = [one for one in _finite(doubtful) if one.document is None]
    for one in doubtful:
        if one.document is not None:
            place = (one.group, one.document)
            worst[place] = kind.worst(one, worst.get(place, one))
    settled = [
        one if one.document is None else kind.worst(one, worst.pop((one.group, one.document), one))
        for one in certain
    ]
    return settled, [*alone, *worst.values()]


def _by_order(
    group: _Group, kind: Kind, alpha: float, delta: float, bound: float | None
) -> Threshold:
    """The order statistic that leaves as many misses as the promise bears, or the bound."""
    first = _first_not_borne(group, kind, alpha, delta)
    # Just above a published score, so that posts which share it are not held: ties would be misses.
    at = first if kind is Kind.LEAK else math.nextafter(first, math.inf)
    return group.at(at if bound is None else kind.careful(at, bound), kind)


def _first_not_borne(group: _Group, kind: Kind, alpha: float, delta: float) -> float:
    """The score at which the promise ends, when scores are missed from the worst on."""
    certain = [(score, 0) for score in group.scores]
    doubtful = [(score, 1) for score in group.doubtful]
    missed, n = group.unsettled, group.n
    for score, more in sorted((*certain, *doubtful), reverse=kind is Kind.FALSE_BLOCK):
        missed, n = missed + 1, n + more
        if not shows(missed, n, alpha, delta):
            return score
    raise AssertionError("all of them missed is never borne")


def _in_sequence(
    group: _Group, kind: Kind, ordered: Sequence[float], alpha: float, delta: float
) -> Threshold | None:
    """The last candidate before the first that fails."""
    tried = [group.at(at, kind) for at in ordered]
    fallen = fixed_sequence((at_most(one.k, one.n, alpha) for one in tried), delta)
    return tried[fallen - 1] if fallen else None

"""What is promised, watched while it is kept: a random audit, rates, drift, and alarms that last.

Every draft may be drawn by the audit before it goes out (:func:`is_audited`), whatever the gate would do
with it; those drawn are held until two people settled what they are. So confidential drafts among
them are a sample of all confidential drafts, publishable ones of all publishable drafts.

=========== ============================ =====================================
rate        of the audited drafts        those that
=========== ============================ =====================================
leak        that are confidential        would have gone out
false-block that are publishable         the model would have blocked
escape      that would have gone out     are confidential
=========== ============================ =====================================

Against "the rate is at most α" stands an e-process, a bet whose capital does not grow on average as long as
that is true: the mixture of fixed bets on rates of 1.5 to 10 times α. By Ville's inequality it ever
reaches 1/δ with probability δ at most, however often one looks (Waudby-Smith & Ramdas, JRSS B 2024;
Robbins 1970). It depends on the counts alone, so the order of the audits is nothing. Disputed drafts count
where they are misses, and so do drafts that still wait for people when ``most_pending`` others were drawn
after them: whoever does not vote hides nothing for long. A draft that is audited on several channels is one
trial, and a miss when any of them is. The journal must hold every draft that the audit drew, those held as well: with
released ones alone every confidential draft is a leak, and only ``escape`` can be watched.

Drift is a conformal test martingale on the scores of publishable drafts (Vovk, "Testing randomness
online", 2021): it bets on the rank of each new score among published posts and those before it.

An alarm lasts until an entry ``reset`` of a person; the tests then begin anew. :func:`record` writes it into
the journal, where no other certificate, α or δ silences it. A journal that cannot be read is an alarm
(:func:`alarms_of`): a fault never helps a draft through.
"""

from __future__ import annotations

import enum
import math
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from ecluse.lean import blake2b, dataclass
from ecluse.model import Message
from ecluse.promise.bounds import log_beta
from ecluse.promise.journal import (
    Audit,
    Cause,
    Entry,
    Journal,
    Label,
    Labelled,
    Outcome,
    Planted,
    Rang,
    Reset,
    append,
    read_journal,
)
from ecluse.promise.refusal import Refusal, percent
from ecluse.promise.reviews import Settled, settle
from ecluse.promise.thresholds import Kind
from ecluse.read.words import filled

__all__ = [
    "Alarm",
    "Count",
    "Drift",
    "Rate",
    "Standing",
    "Watch",
    "alarms_of",
    "confidence_sequence",
    "is_audited",
    "log_evidence",
    "record",
    "watch",
]

_LEAST_KEY = 16


def is_audited(key: bytes, draft: str, rate: Decimal) -> bool:
    """Whether the audit draws a draft, by its keyed digest: whoever lacks the key cannot tell.

    Without a key everything is audited.
    """
    if len(key) < _LEAST_KEY:
        return True
    return _uniform(key, draft, b"ecluse-audit") < Fraction(rate)


def _uniform(key: bytes, draft: str, purpose: bytes) -> Fraction:
    """A number of [0, 1[ that the key draws for a draft."""
    data = draft.encode("utf-8", "surrogatepass")
    made = blake2b(data, digest_size=8, key=key[:64], person=purpose).digest()
    return Fraction(int.from_bytes(made, "big"), 1 << 64)


# --- evidence that does not mind being looked at --------------------------------------------------

_TIMES = (1.5, 2.0, 3.0, 5.0, 10.0)
"""The odds that are bet on, as multiples of those of α."""


def log_evidence(k: int, n: int, alpha: float) -> float:
    """The logarithm of the e-process against "the rate is at most ``alpha``" after ``k`` of ``n``.

    >>> log_evidence(0, 0, 0.01)
    0.0
    >>> log_evidence(4, 20, 0.01) > math.log(20)
    True

    Raises:
        ValueError: ``k`` is not of 0…n, or ``alpha`` not of ]0, 1[.
    """
    if not 0 <= k <= n or not 0.0 < alpha < 1.0:
        raise ValueError("k is of 0…n and alpha between 0 and 1")
    # A bet on odds of m·α/(1-α) multiplies by m·c for a miss and by c for none; c = 1/(1-α+mα).
    bets = [k * math.log(m) - n * math.log1p(alpha * (m - 1)) for m in _TIMES]
    return _log_sum(bets) - math.log(len(bets)) if n else 0.0


def _log_sum(logs: Sequence[float]) -> float:
    top = max(logs)
    return top + math.log(sum(math.exp(one - top) for one in logs))


def confidence_sequence(k: int, n: int, delta: float) -> tuple[float, float]:
    """Bounds on a rate that hold at all times at once, both with probability ``1 - delta``.

    The beta-binomial mixture of Robbins with Jeffreys' prior: wider than Clopper and Pearson's, and
    true however often one looks, and whenever one stops.

    >>> low, high = confidence_sequence(3, 200, 0.05)
    >>> round(low, 4), round(high, 4)
    (0.0008, 0.0651)

    Raises:
        ValueError: ``k`` is not of 0…n, or ``delta`` not of ]0, 1[.
    """
    if not 0 <= k <= n or not 0.0 < delta < 1.0:
        raise ValueError("k is of 0…n and delta between 0 and 1")
    if not n:
        return 0.0, 1.0
    whole = log_beta(k + 0.5, n - k + 0.5) - log_beta(0.5, 0.5) + math.log(delta)
    rate = k / n
    return _edge(k, n, whole, rate, 0.0), _edge(k, n, whole, rate, 1.0)


def _edge(k: int, n: int, whole: float, inside: float, outside: float) -> float:
    """Where the likelihood leaves the mixture behind, between a rate that stays and one that may not."""
    if _log_likelihood(k, n, outside) > whole:
        return outside
    while (middle := (inside + outside) / 2.0) not in (inside, outside):
        stays = _log_likelihood(k, n, middle) > whole
        inside, outside = (middle, outside) if stays else (inside, middle)
    return outside


def _log_likelihood(k: int, n: int, p: float) -> float:
    if (k and p <= 0.0) or (k < n and p >= 1.0):
        return -math.inf
    return (k * math.log(p) if k else 0.0) + ((n - k) * math.log1p(-p) if k < n else 0.0)


_JUMP = 0.01


class Drift:
    """A conformal test martingale on scores: whether new ones are drawn as those of a reference were.

    Five bets share the capital: none, scores higher, lower, further apart, closer together; at each
    step a hundredth of the capital is shared out anew, so that a late drift is seen as well.

    Args:
        reference: scores of the time of calibration, of the same kind of drafts.
    """

    def __init__(self, reference: Iterable[float]) -> None:
        self._scores = sorted(reference)
        self._capital = [0.2] * 5
        self.log_capital = 0.0

    def take(self, score: float, chance: float) -> float:
        """One more score, and a number drawn uniformly for ties: the logarithm of the capital after it."""
        p = self._rank(score, chance)
        place, spread = 2.0 * p - 1.0, 6.0 * (p - 0.5) ** 2 - 0.5
        bets = (1.0, 1.0 + place, 1.0 - place, 1.0 + spread, 1.0 - spread)
        shared = _JUMP / len(bets)
        after = [
            ((1.0 - _JUMP) * c + shared) * bet for c, bet in zip(self._capital, bets, strict=True)
        ]
        whole = sum(after)
        self._capital = [one / whole for one in after]
        self.log_capital += math.log(whole)
        return self.log_capital

    def _rank(self, score: float, chance: float) -> float:
        """The smoothed conformal p-value: uniform, and independent of those before, without drift."""
        insort(self._scores, score)
        first, last = bisect_left(self._scores, score), bisect_right(self._scores, score)
        return (first + chance * (last - first)) / len(self._scores)


# --- watching -------------------------------------------------------------------------------------


class Rate(enum.Enum):
    """What is watched."""

    LEAK = "leak"
    FALSE_BLOCK = "false-block"
    ESCAPE = "escape"

    def missed(self, settled: Settled, would: Outcome) -> bool | None:
        """Whether an audited draft is a miss; ``None``: it says nothing of this rate, or not yet."""
        return _MISSES[self].get((settled, would))

    def worst(self, settled: Settled, each: Iterable[Outcome]) -> bool | None:
        """Whether a draft with several outcomes is a miss: it is when any of them is."""
        said = (self.missed(settled, would) for would in each)
        return max((one for one in said if one is not None), default=None)


_CONFIDENTIAL, _PUBLISHABLE = Settled.CONFIDENTIAL, Settled.PUBLISHABLE
_RELEASE, _HOLD, _BLOCK = Outcome
_MISSES: Mapping[Rate, Mapping[tuple[Settled, Outcome], bool]] = {
    Rate.LEAK: {
        (_CONFIDENTIAL, _RELEASE): True,
        (_CONFIDENTIAL, _HOLD): False,
        (_CONFIDENTIAL, _BLOCK): False,
        (Settled.DISPUTED, _RELEASE): True,
    },
    Rate.FALSE_BLOCK: {
        (_PUBLISHABLE, _BLOCK): True,
        (_PUBLISHABLE, _HOLD): False,
        (_PUBLISHABLE, _RELEASE): False,
        (Settled.DISPUTED, _BLOCK): True,
    },
    Rate.ESCAPE: {
        (_CONFIDENTIAL, _RELEASE): True,
        (_PUBLISHABLE, _RELEASE): False,
        (Settled.DISPUTED, _RELEASE): True,
    },
}


@dataclass(frozen=True, slots=True)
class Watch:
    """What is watched, and when it is too much.

    Attributes:
        alphas: the most that each watched rate may be.
        delta: the probability of any false alarm between two resets; the tests share it.
        reference: scores of published posts of the time of calibration, for drift; audited drafts that
            turned out publishable are compared with them. Empty: drift is not watched.
        most_pending: audited drafts that may wait for people, with more the monitor sees too little; and
            how many are drawn after one before it counts as disputed.
    """

    alphas: Mapping[Rate, Decimal]
    delta: Decimal
    reference: tuple[float, ...] = ()
    most_pending: int = 50

    @property
    def enough(self) -> float:
        """The logarithm of the capital at which each test rings."""
        tests = len(self.alphas) + bool(self.reference)
        return math.log(max(tests, 1) / self.delta)


class Count(NamedTuple):
    """Misses among trials."""

    k: int
    n: int


class Alarm(NamedTuple):
    """What rang, under which certificate, and at which line of the journal; ``None`` is drift.

    ``written``: whether the journal says so itself.
    """

    rate: Rate | None
    certificate: str
    line: int
    message: Message
    written: bool = False


_TOO_MUCH = Message(
    "alerte à la ligne {line} du journal : {what} dépasse {alpha}",
    "alarm at line {line} of the journal: {what} is over {alpha}",
)
_SAID: Mapping[Rate, Message] = {
    Rate.LEAK: Message(
        "la part des brouillons confidentiels qui partiraient",
        "the share of confidential drafts that would go out",
    ),
    Rate.FALSE_BLOCK: Message(
        "la part des brouillons publiables que le modèle bloquerait",
        "the share of publishable drafts that the model would block",
    ),
    Rate.ESCAPE: Message(
        "la part de ce qui partirait et qui est confidentielle",
        "the share of what would go out that is confidential",
    ),
}
_DRIFTED = Message(
    "alerte à la ligne {line} du journal : les brouillons ne ressemblent plus à ceux du calibrage",
    "alarm at line {line} of the journal: drafts are no longer like those of the calibration",
)
_RANG = Message(
    "alerte écrite à la ligne {line} du journal : {what}",
    "alarm written at line {line} of the journal: {what}",
)
_OVER = Message("{what} dépassait sa limite", "{what} was over its limit")
_UNLIKE = Message(
    "les brouillons ne ressemblaient plus à ceux du calibrage",
    "drafts were no longer like those of the calibration",
)
_BLIND = Message(
    "{pending} brouillons audités attendent deux relecteurs, au plus {most} le peuvent",
    "{pending} audited drafts wait for two reviewers, at most {most} may",
)
_KINDS: Mapping[Rate | None, Sequence[Kind]] = {
    Rate.LEAK: (Kind.LEAK,),
    Rate.ESCAPE: (Kind.LEAK,),
    Rate.FALSE_BLOCK: (Kind.FALSE_BLOCK,),
    None: tuple(Kind),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand at the end of a journal, since the last reset.

    ``counts`` are of the certificates that were asked for; ``alarms`` of all there were.
    """

    counts: Mapping[Rate, Count]
    alarms: tuple[Alarm, ...]
    pending: int
    most_pending: int
    resets: int
    torn: int = 0
    repeated: int = 0

    @property
    def by_kind(self) -> Mapping[Kind, tuple[Message, ...]]:
        """Why certificates of each kind are not valid now."""
        return {kind: self.reasons(kind) for kind in Kind}

    @property
    def every_reason(self) -> tuple[Message, ...]:
        """Why any certificate is not valid now, each reason once."""
        return tuple(dict.fromkeys(one for each in self.by_kind.values() for one in each))

    def reasons(self, kind: Kind) -> tuple[Message, ...]:
        """Why a certificate of one kind is not valid now: for :func:`ecluse.promise.certificate.verify`."""
        rung = [alarm.message for alarm in self.alarms if kind in _KINDS[alarm.rate]]
        if self.pending > self.most_pending:
            rung.append(filled(_BLIND, pending=self.pending, most=self.most_pending))
        return tuple(rung)


def alarms_of(
    path: Path, certificate: str, watched: Watch, key: bytes
) -> Mapping[Kind, tuple[Message, ...]]:
    """Every alarm of a journal on disk, by the kind of certificate that it ends; none means go.

    A journal that cannot be read is one: this raises nothing for what a file may hold.
    """
    try:
        return watch(read_journal(path), certificate, watched, key).by_kind
    except Refusal as refusal:
        return dict.fromkeys(Kind, (refusal.message,))


def record(
    path: Path,
    entries: Sequence[Entry],
    now: datetime,
    certificate: str,
    watched: Watch,
    key: bytes,
) -> Standing:
    """Append entries to a journal, and every alarm that rings with them: how things stand then.

    Raises:
        Refusal: the journal is not there, cannot be read or cannot be written.
    """
    if entries:
        append(path, entries, now)
    journal = read_journal(path)
    standing = watch(journal, certificate, watched, key)
    new = [alarm for alarm in standing.alarms if not alarm.written]
    if new:
        append(path, [Rang(_CAUSES[a.rate], a.certificate, now) for a in new], now)
    return standing


_CAUSES: Mapping[Rate | None, Cause] = {
    **{rate: Cause(rate.value) for rate in Rate},
    None: Cause.DRIFT,
}
_RATES = {cause: rate for rate, cause in _CAUSES.items()}


def watch(journal: Journal, certificate: str, watched: Watch, key: bytes) -> Standing:
    """How things stand at the end of a journal.

    Args:
        journal: as it was read.
        certificate: as audits name those in force; drift is watched under them.
        watched: rates and limits.
        key: draws a number for each draft, so that equal scores are no drift.
    """
    walk = _Walk(certificate, watched, key)
    for line, entry in journal.entries:
        if isinstance(entry, Audit):
            walk.audit(line, entry)
        elif isinstance(entry, Labelled):
            walk.label(line, entry)
        elif isinstance(entry, Planted):
            walk.planted.add(entry.draft)
        elif isinstance(entry, Rang):
            walk.rang(line, entry)
        elif isinstance(entry, Reset):
            walk.reset()
    return walk.standing(journal)


class _Walk:
    """A journal, gone through line by line: what rang stays rung, whatever comes later."""

    def __init__(self, certificate: str, watched: Watch, key: bytes) -> None:
        self._certificate, self._watched, self._key = certificate, watched, key
        self.planted: set[str] = set()
        self._votes: dict[str, dict[str, frozenset[Label]]] = defaultdict(dict)
        self._resets = -1
        self.reset()

    def reset(self) -> None:
        """A person lifts the alarms: everything is counted anew."""
        self._resets += 1
        self._audits: dict[str, list[Audit]] = defaultdict(list)
        self._drawn, self._overdue = list[str](), set[str]()
        self._trials: dict[tuple[str, Rate], dict[str, bool]] = defaultdict(dict)
        self._misses: dict[tuple[str, Rate], int] = defaultdict(int)
        self._drift, self._compared = Drift(self._watched.reference), set[str]()
        self._rung: dict[tuple[str, Rate | None], Alarm] = {}

    def audit(self, line: int, audit: Audit) -> None:
        if audit.draft in self.planted:
            return
        if audit.draft not in self._audits:
            self._drawn.append(audit.draft)
            self._press(line)
        self._audits[audit.draft].append(audit)
        self._weigh(line, audit.draft)

    def _press(self, line: int) -> None:
        """One more was drawn: what was drawn long before it has waited long enough."""
        if len(self._drawn) > self._watched.most_pending:
            draft = self._drawn[-1 - self._watched.most_pending]
            self._overdue.add(draft)
            self._weigh(line, draft)

    def rang(self, line: int, rang: Rang) -> None:
        """What was written when it rang stands, whatever would ring now."""
        rate = _RATES[rang.cause]
        what = _UNLIKE if rate is None else filled(_OVER, what=_SAID[rate])
        known = self._rung.get((rang.certificate, rate))
        said = filled(_RANG, line=line, what=what) if known is None else known.message
        at = line if known is None else known.line
        self._rung[rang.certificate, rate] = Alarm(rate, rang.certificate, at, said, written=True)

    def label(self, line: int, said: Labelled) -> None:
        votes = self._votes[said.draft]
        votes[said.by] = votes.get(said.by, frozenset()) | {said.label}
        if said.draft not in self.planted:
            self._weigh(line, said.draft)

    def _weigh(self, line: int, draft: str) -> None:
        settled = self._settled(draft)
        outcomes: dict[str, list[Outcome]] = defaultdict(list)
        for audit in self._audits.get(draft, ()):
            outcomes[audit.certificate].append(audit.would)
            if settled is Settled.PUBLISHABLE and audit.certificate == self._certificate:
                self._compare(line, audit)
        for certificate, each in outcomes.items():
            for rate in self._watched.alphas:
                self._count(line, rate, certificate, draft, rate.worst(settled, each))

    def _settled(self, draft: str) -> Settled:
        settled = settle(self._votes[draft])
        is_late = settled is Settled.PENDING and draft in self._overdue
        return Settled.DISPUTED if is_late else settled

    def _compare(self, line: int, audit: Audit) -> None:
        """A publishable draft beside the reference, once."""
        if not self._watched.reference or audit.draft in self._compared:
            return
        self._compared.add(audit.draft)
        chance = float(_uniform(self._key, audit.draft, b"ecluse-ties"))
        if self._drift.take(audit.score, chance) >= self._watched.enough:
            self._ring(line, audit.certificate, None, filled(_DRIFTED, line=line))

    def _count(
        self, line: int, rate: Rate, certificate: str, draft: str, missed: bool | None
    ) -> None:
        place = (certificate, rate)
        trials = self._trials[place]
        self._misses[place] += bool(missed) - trials.pop(draft, False)
        if missed is not None:
            trials[draft] = missed
        alpha = self._watched.alphas[rate]
        evidence = log_evidence(self._misses[place], len(trials), float(alpha))
        if evidence >= self._watched.enough:
            said = filled(_TOO_MUCH, line=line, what=_SAID[rate], alpha=percent(alpha))
            self._ring(line, certificate, rate, said)

    def _ring(self, line: int, certificate: str, rate: Rate | None, said: Message) -> None:
        self._rung.setdefault((certificate, rate), Alarm(rate, certificate, line, said))

    def standing(self, journal: Journal) -> Standing:
        waiting = (settle(self._votes.get(draft, {})) for draft in self._audits)
        places = {rate: (self._certificate, rate) for rate in self._watched.alphas}
        return Standing(
            {r: Count(self._misses[p], len(self._trials[p])) for r, p in places.items()},
            tuple(self._rung.values()),
            sum(state in (Settled.PENDING, Settled.DISPUTED) for state in waiting),
            self._watched.most_pending,
            self._resets,
            journal.torn,
            journal.repeated,
        )

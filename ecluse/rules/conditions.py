"""What a rule may ask: a closed set of frozen values.

A :class:`Pattern` matches one fact: its kind, and a test on each field that it names. Tests are
equality with one of some values, a bound, or the same against a field of a fact that an earlier
pattern of the rule was bound to. :class:`When` asks about the moment. :class:`Count` asks for a
number of facts. The vocabulary is that of durable_rules (``when_all``, ``when_any``, ``none``,
``count``); the meaning is in :mod:`ecluse.rules.apply`.
"""

from __future__ import annotations

import enum
from datetime import datetime, time, timedelta

from ecluse.lean import dataclass, field
from ecluse.model import NO_MESSAGE, Message, Mode, Obligation, Override, Tier, Verdict

__all__ = [
    "AnyOf",
    "Bound",
    "Bounded",
    "Condition",
    "Count",
    "Covers",
    "Derivation",
    "Near",
    "Operator",
    "Pattern",
    "Place",
    "Reference",
    "Rule",
    "Scalar",
    "Test",
    "When",
    "Within",
]

Scalar = str | float | bool


class Operator(enum.Enum):
    """A bound."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class Reference:
    """``name.field``: a field of the fact that an earlier pattern was bound to (``as: name``)."""

    name: str
    field: str


@dataclass(frozen=True)
class AnyOf:
    """The field is one of ``values``; with ``negated``, it is there and is none of them."""

    values: tuple[Scalar, ...]
    negated: bool = False


@dataclass(frozen=True)
class Bounded:
    """The field is a number on the right side of ``bound``. NaN is on no side."""

    operator: Operator
    bound: float | Reference


@dataclass(frozen=True)
class Bound:
    """The field equals that of an earlier fact; with ``negated``, it differs from it."""

    to: Reference
    negated: bool = False


Test = AnyOf | Bounded | Bound


@dataclass(frozen=True)
class Near:
    """The finding stands within ``tokens`` words of the finding ``of``, in the same field."""

    of: str
    tokens: int


@dataclass(frozen=True)
class Pattern:
    """One fact of ``kind`` that passes every test. Several tests on one field must all pass."""

    kind: str
    tests: tuple[tuple[str, Test], ...] = ()
    bind: str = ""
    near: Near | None = None


@dataclass(frozen=True)
class When:
    """The moment judged, max(now, publish_at), is inside every range that is given.

    ``before`` and ``not_before`` are instants (aware, UTC). ``weekdays`` (0 = Monday) and ``hours``
    (from included, to not; may pass midnight) are read on the wall clock of ``zone`` (IANA).
    """

    before: datetime | None = None
    not_before: datetime | None = None
    weekdays: frozenset[int] = frozenset()
    hours: tuple[time, time] | None = None
    zone: str = "UTC"


@dataclass(frozen=True)
class Covers:
    """``public_record: {covers: finding}``, for ``none`` only: a finding whose value stands in the
    public record is as if not there for this rule. ``of`` is the bound name, or empty when the rule
    has one finding pattern or counts them.
    """

    of: str = ""


Condition = Pattern | When


@dataclass(frozen=True)
class Within:
    """Count also in the earlier drafts of the same ``of`` (author, channel, thread), no older than
    ``window`` before this one.
    """

    of: str
    window: timedelta


@dataclass(frozen=True)
class Count:
    """At least ``at_least`` facts match; with ``distinct``, facts that differ in that field."""

    pattern: Pattern
    at_least: int
    distinct: str = ""
    within: Within | None = None


@dataclass(frozen=True)
class Derivation:
    """The fact that a rule adds: ``fact: {name: …}`` with values, constant or copied."""

    name: str
    values: tuple[tuple[str, Scalar | Reference], ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a policy says something: file, 1-based line and column."""

    path: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Rule:
    """A condition on facts and what follows.

    Satisfied when each of ``when_all`` matches a fact (chosen together, so that references and
    ``near`` hold), one of ``when_any`` does (if there is any), each of ``count`` is reached, and
    none of ``none`` matches.
    """

    id: str
    when_all: tuple[Condition, ...] = ()
    when_any: tuple[Condition, ...] = ()
    none: tuple[Pattern | Covers, ...] = ()
    count: tuple[Count, ...] = ()
    derives: Derivation | None = None
    tier: Tier | None = None
    verdict: Verdict = Verdict.ALLOW
    because: Message = NO_MESSAGE
    fix: Message = NO_MESSAGE
    obligations: tuple[Obligation, ...] = ()
    override: Override = Override.APPROVE
    mode: Mode = Mode.ENFORCE
    place: Place = field(default=Place(), compare=False)

"""Calibrate a policy's model on its own posts: scores through the whole gate, then a promise.

For false blocks the score of a published post is the model's probability of *private*: what the model
itself may block. For leaks that of a confidential draft is its probability of being for fewer than
everyone, or :data:`~ecluse.learned.HELD` where the gate holds it anyway: so the promise is of the gate
as a whole, and ends when any part of it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.learn.labels import Label
from ecluse.learned import HELD, LearnedTier, is_free, score_of_leak
from ecluse.model import Decision, Draft
from ecluse.promise.certificate import (
    Certificate,
    Digests,
    Method,
    Reviewers,
    digest_of_examples,
    issue,
)
from ecluse.promise.thresholds import Kind, Promise, Scored, Threshold, thresholds
from ecluse.version import VERSION

__all__ = [
    "Asked",
    "bound_of",
    "calibrate",
    "digests_of",
    "goes_out",
    "misses_at",
    "score_of",
    "scores",
    "without_promises",
]


class Asked(NamedTuple):
    """What is to be promised: of whom, how far, until when."""

    promise: Promise
    population: str
    issued_at: datetime
    days: int
    by_channel: bool = False


def without_promises(gate: Gate, key: bytes) -> Gate:
    """The same gate, whose model neither blocks nor releases: what a promise is made for."""
    policy = gate.policy
    learned = replace(policy.learned, block="", release="", journal="")
    rules = tuple(rule for rule in policy.rules if rule.id != "certified-private")
    bare = replace(policy, learned=learned, rules=rules)
    return Gate(bare, registers=gate.registers, key=key)


def scores(
    gate: Gate,
    labels: Sequence[Label],
    kind: Kind,
    now: datetime,
    *,
    by_channel: bool,
    see: Callable[[int], None] = lambda done: None,
) -> list[Scored]:
    """The score of each text through a gate without promises; its group and its document."""
    found: list[Scored] = []
    for number, label in enumerate(labels, 1):
        decision = gate.check(Draft(label.text, channel=label.channel), now=now)
        group = label.channel if by_channel else ""
        found.append(Scored(score_of(decision, kind), group, label.group))
        see(number)
    return found


def score_of(decision: Decision, kind: Kind) -> float:
    """The score of a draft for a promise of one kind, from what a gate without promises decided."""
    if kind is Kind.FALSE_BLOCK:
        chances = decision.tier_probabilities
        return 0.0 if chances is None else chances.private
    return score_of_leak(decision.tier_probabilities) if is_free(decision) else HELD


def calibrate(
    gate: Gate,
    examples: Sequence[Scored],
    asked: Asked,
    key: bytes,
    published: Sequence[Scored] = (),
    *,
    doubtful: Sequence[Scored] = (),
    unsettled: Mapping[str, int] = MappingProxyType({}),
    reviewers: Reviewers | None = None,
    tried: int = 0,
) -> Certificate:
    """The certificate of one kind.

    Args:
        gate: the gate of the policy as it will decide, with its registers.
        examples: what :func:`scores` gave.
        asked: what is promised.
        key: seals the certificate.
        published: published posts as :func:`scores` gave them for leaks: drift is watched by them,
            those held as well, as the audit draws both.
        doubtful: examples on which people disagree, or which wait: each counts where it is a miss.
        unsettled: for each group, examples without a score: each is a miss.
        reviewers: what people let through of what is held, as planted drafts showed.
        tried: how many models the examples tested before (:mod:`ecluse.learn.attempts`).

    Raises:
        TooFew: the examples are too few; how many are missing.
        Refusal: something else is missing.
    """
    found = thresholds(
        examples,
        replace(asked.promise, delta=asked.promise.delta / 2**tried),
        key,
        doubtful=doubtful,
        unsettled=unsettled,
        bound=bound_of(gate, asked.promise.kind),
    )
    return issue(
        asked.population,
        asked.promise,
        found,
        digests_of(gate),
        examples=digest_of_examples([*examples, *doubtful], key),
        issued_at=asked.issued_at,
        expires_at=asked.issued_at + timedelta(days=asked.days),
        key=key,
        method=Method.ORDER,
        reviewers=reviewers,
        reference=[one.score for one in published],
    )


def bound_of(gate: Gate, kind: Kind) -> float | None:
    """What no threshold may be bolder than: the model does not block where it would not even flag, and
    what it flags is not released.

    Whoever is flagged as private, or as not for everyone, has a probability of being for fewer than
    everyone of at least the lesser of the two thresholds.
    """
    if gate.learned is None:
        return None
    flags = gate.learned.model.thresholds
    return (
        flags["private"] if kind is Kind.FALSE_BLOCK else min(flags["private"], flags["nonpublic"])
    )


def goes_out(example: Scored, found: Sequence[Threshold]) -> bool:
    """Whether an example is below the threshold of its group, or of all."""
    of = {threshold.group: threshold for threshold in found}
    threshold = of.get(example.group) or of.get("")
    return threshold is not None and not threshold.holds(example.score)


def digests_of(gate: Gate) -> Digests:
    """What decides now."""
    model = gate.learned.model.digest if isinstance(gate.learned, LearnedTier) else ""
    return Digests(VERSION, gate.policy.digest, model, gate.registers_named)


def misses_at(examples: Sequence[Scored], threshold: Threshold, kind: Kind) -> int:
    """How many examples of a group are misses at its threshold."""
    return sum(
        kind.misses(one.score, threshold.at) for one in examples if one.group == threshold.group
    )

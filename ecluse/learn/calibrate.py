"""Calibrate a policy's model on its own posts: scores through the whole gate, then a promise.

For false blocks the score of a published post is the model's probability of *private*: what the model
itself may block. For leaks that of a confidential draft is its probability of being for fewer than
everyone, or :data:`~ecluse.learned.HELD` where the gate holds it whenever it comes, and whoever writes it
(:mod:`ecluse.learn.steady`): so the promise is of the gate as a whole, and ends when any part of it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from ecluse.classifiers import CERTIFIED
from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.learn.labels import Label
from ecluse.learn.steady import steady
from ecluse.learned import HELD, LearnedTier, score_of_leak
from ecluse.model import Decision, Draft
from ecluse.promise.certificate import (
    Certificate,
    Digests,
    Method,
    Reviewers,
    channel_of,
    digest_of_examples,
    group_of,
    is_of_language,
    issue,
)
from ecluse.promise.thresholds import Kind, Promise, Scored, Threshold, thresholds
from ecluse.version import VERSION

__all__ = [
    "Asked",
    "Grouping",
    "bound_of",
    "calibrate",
    "digests_of",
    "goes_out",
    "misses_at",
    "score_for",
    "score_of_model",
    "scores",
    "weighed",
    "without_promises",
]


class Grouping(NamedTuple):
    """What has thresholds of its own: each channel, each language, each language of each channel."""

    by_channel: bool = False
    by_language: bool = False

    @classmethod
    def of(cls, certificate: Certificate) -> Grouping:
        """How a certificate was grouped."""
        named = [one.group for one in certificate.groups]
        return cls(any(map(channel_of, named)), any(map(is_of_language, named)))

    def group(self, label: Label) -> str:
        """The group of a text."""
        channel = label.channel if self.by_channel else ""
        return group_of(channel, label.lang if self.by_language else None)


class Asked(NamedTuple):
    """What is to be promised: of whom, how far, until when."""

    promise: Promise
    population: str
    issued_at: datetime
    days: int


_TOGETHER = Grouping()


def without_promises(gate: Gate, key: bytes) -> Gate:
    """The same gate, whose model neither blocks nor releases, with the rules that always hold a text."""
    policy = gate.policy
    learned = replace(policy.learned, block="", release="", journal="")
    rules = steady(rule for rule in policy.rules if rule.id != CERTIFIED)
    bare = replace(policy, learned=learned, rules=rules)
    return Gate(bare, registers=gate.registers, key=key)


def scores(
    gate: Gate,
    labels: Sequence[Label],
    score: Callable[[Decision], float],
    now: datetime,
    end: datetime,
    *,
    grouping: Grouping = _TOGETHER,
    see: Callable[[int], None] = lambda done: None,
) -> list[Scored]:
    """The score of each text through a gate without promises; its group and its document.

    Args:
        gate: what :func:`without_promises` gave.
        labels: the texts.
        score: of what was decided, as :func:`score_for` gives it.
        now: when the promise begins.
        end: when it ends.
        grouping: what has thresholds of its own.
        see: how many are done.
    """
    found: list[Scored] = []
    for number, label in enumerate(labels, 1):
        decision = weighed(gate, Draft(label.text, channel=label.channel), now, end)
        found.append(Scored(score(decision), grouping.group(label), label.group))
        see(number)
    return found


def weighed(gate: Gate, draft: Draft, now: datetime, end: datetime) -> Decision:
    """What a gate makes of a draft when a promise begins or when it ends, whichever holds it less.

    At the end every release has taken place: what a register declares may have ended by then.
    """
    draft = replace(draft, publish_at=None)
    decision = gate.check(draft, now=now)
    if not decision.reasons:
        return decision
    later = gate.supposing(dict.fromkeys(gate.releases, now)).check(draft, now=end)
    return decision if later.reasons else later


def score_for(kind: Kind) -> Callable[[Decision], float]:
    """The score for a promise of one kind, of what a gate without promises decided."""
    return _score_of_block if kind is Kind.FALSE_BLOCK else _score_of_leak


def score_of_model(decision: Decision) -> float:
    """How much the model says against a release, as the journal has it: by this drift is watched."""
    return score_of_leak(decision.tier_probabilities)


def _score_of_block(decision: Decision) -> float:
    chances = decision.tier_probabilities
    return 0.0 if chances is None else chances.private


def _score_of_leak(decision: Decision) -> float:
    # A fault may be of that moment only: it holds nothing here.
    return HELD if decision.reasons else score_of_model(decision)


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
        published: scores of the model for published posts (:func:`score_of_model`): drift is watched by
            them, whatever rules say of them.
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


def goes_out(example: Scored, certificate: Certificate) -> bool:
    """Whether an example is below the threshold of its channel, or of all."""
    threshold = certificate.threshold_of(channel_of(example.group))
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

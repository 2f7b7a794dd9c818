"""Hypothesis strategies for what the laws speak of.

Rules and cases come from :mod:`tests.laws.worlds` by a seed: they do not shrink, and thousands are
drawn in the time of dozens. What ``decide`` and ``waive`` take is drawn field by field.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import product
from random import Random

from hypothesis import settings
from hypothesis import strategies as st

from ecluse.model import (
    Draft,
    Fact,
    Fault,
    FaultKind,
    Finding,
    Message,
    Mode,
    Obligation,
    Override,
    Reason,
    Span,
    Tier,
    Verdict,
    Waiver,
)
from ecluse.policy.model import REACH
from tests.laws import worlds as random_worlds
from tests.laws.worlds import START

Reach = Mapping[tuple[Tier, Tier], Verdict]

QUICK = settings(deadline=None, max_examples=120)
randoms = st.integers(0, 2**32 - 1).map(Random)

tiers = st.sampled_from(Tier)
verdicts = st.sampled_from(Verdict)
moments = st.integers(-3, 14).map(lambda n: START + n * timedelta(minutes=30))

rule_sets = randoms.map(random_worlds.rules)
worlds = randoms.map(random_worlds.world)
RESTRICTING = ("finding", "reply", "past", "history", "fault")
RELEASING = ("public_record", "release", "attestation")
restricting_facts = st.builds(random_worlds.fact, randoms, st.sampled_from(RESTRICTING))
releasing_facts = st.builds(random_worlds.fact, randoms, st.sampled_from(RELEASING))

faults = st.builds(
    Fault,
    what=st.sampled_from(("a", "b")),
    kind=st.sampled_from(FaultKind),
    why=st.just("why"),
    rules=st.sampled_from(((), ("p",), ("p", "q"))),
)
waivers = st.builds(
    Waiver,
    id=st.sampled_from(("W-1", "W-2", "W-3")),
    rule=st.sampled_from(("p", "q")),
    owner=st.just("ada"),
    because=st.just("known already"),
    until=st.none() | moments,
    channel=st.sampled_from(("", "c1", "c2")),
    author=st.sampled_from(("", "ada", "bob")),
    draft=st.sampled_from(("", "d")),
    finding=st.sampled_from(("", "d1", "d2")),
    kind=st.sampled_from(("waiver", "acknowledgement")),
)
drafts = st.builds(
    Draft,
    text=st.just(""),
    id=st.sampled_from(("", "d")),
    author=st.sampled_from(("", "ada", "bob")),
    channel=st.sampled_from(("", "c1", "c2")),
    trusted=st.booleans(),
)


def _finding(digest: str, start: int) -> Fact:
    return Fact("finding", {}, Finding("a", "text", Span(start, start + 1), digest=digest))


finding_facts = st.builds(_finding, st.sampled_from(("", "d1", "d2")), st.integers(0, 3))
reasons = st.builds(
    Reason,
    rule=st.sampled_from(("p", "q")),
    tier=st.none() | tiers,
    verdict=verdicts,
    because=st.just(Message("Non.", "No.")),
    facts=st.lists(finding_facts, max_size=2).map(tuple),
    obligations=st.sampled_from(((), (Obligation("notify", "legal"),))),
    override=st.sampled_from(Override),
    mode=st.sampled_from((Mode.ENFORCE, Mode.ENFORCE, Mode.SHADOW)),
)
waived_reasons = st.builds(Reason.waived_by, reasons, waivers)
any_reasons = st.lists(reasons | waived_reasons, max_size=4)


def is_monotone(reach: Reach) -> bool:
    """Whether nothing is freer for a wider audience or a less shareable tier."""
    return all(
        reach[tier, to] <= reach[lower, wider]
        for tier, to, lower, wider in product(Tier, repeat=4)
        if lower <= tier and wider >= to
    )


def _tightened() -> list[Reach]:
    stricter = ([v for v in Verdict if v >= verdict] for verdict in REACH.values())
    tables = (dict(zip(REACH, row, strict=True)) for row in product(*stricter))
    return [table for table in tables if is_monotone(table)]


REACHES = _tightened()
"""Every ``reach`` that a policy may write: the model's own first, then each tighter one."""
reaches = st.sampled_from(REACHES)

"""Draws drafts, decisions and rows of every kind, with text that is hostile to every format."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from ecluse.model import (
    Decision,
    Draft,
    Fact,
    Fault,
    FaultKind,
    Finding,
    Message,
    Mode,
    Obligation,
    Origin,
    Override,
    Reason,
    Span,
    Tier,
    Verdict,
    Waiver,
)
from ecluse.policy.model import Policy
from ecluse.report import Report, Row

NOW = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
hostile = st.text(
    st.sampled_from(
        "aé \x00\x1b\x07\t\n\r\u2028\u202e\ufeff\ud800\U000e0041%:,|`*<>&\"'@]}☃\U0001f600"
    ),
    max_size=6,
)
names = st.text("abc-.é<|`%\x1b\n", min_size=1, max_size=8)
spans = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda s: Span(min(s), max(s)))
fields = st.sampled_from(["text", "title", "alt[0]", "reply_to", "link[3]"])
findings = st.builds(
    Finding,
    names,
    fields,
    spans,
    st.floats(0, 1),
    digest=st.sampled_from(["", "ab" * 16]),
    name=names,
)
found = findings.map(lambda finding: Fact("finding", {}, finding))
derived = st.tuples(names, found).map(
    lambda drawn: Fact("fact", {"name": "d"}, None, drawn[0], (drawn[1],))
)
facts = found | derived
waivers = st.builds(
    Waiver,
    names,
    names,
    names,
    hostile,
    st.none() | st.just(NOW),
    kind=st.sampled_from(["waiver", "acknowledgement", "baseline"]),
)
reasons = st.builds(
    Reason,
    names,
    st.none() | st.sampled_from(Tier),
    st.sampled_from(Verdict),
    st.builds(Message, hostile, hostile),
    st.builds(Message, hostile, hostile),
    st.lists(facts, max_size=2).map(tuple),
    st.lists(st.builds(Obligation, names, names), max_size=1).map(tuple),
    st.sampled_from(Override),
    st.sampled_from(Mode),
    st.none() | waivers,
)
faults = st.builds(Fault, names, st.sampled_from(FaultKind), hostile)
decisions = st.builds(
    Decision,
    st.sampled_from(Verdict),
    st.sampled_from(Tier),
    st.lists(reasons, max_size=2).map(tuple),
    st.lists(faults, max_size=2).map(tuple),
    draft=hostile,
    channel=hostile,
    audience=names,
    audience_tier=st.sampled_from(Tier),
    not_before=st.none() | st.just(NOW),
    notes=st.lists(hostile, max_size=1).map(tuple),
)
origins = st.builds(Origin, hostile, st.integers(0, 9), st.integers(0, 9))
drafts = st.builds(
    Draft,
    hostile,
    title=hostile,
    alt=st.tuples(hostile),
    reply_to=hostile,
    origin=origins,
)
rows = st.builds(
    Row,
    decisions,
    drafts,
    st.none() | st.tuples(st.tuples(fields, spans)),
    st.lists(findings, max_size=2).map(tuple),
    st.booleans(),
    hostile,
)
languages = st.sampled_from(["fr", "en"])


def report(language: str = "en", **look: bool) -> Report:
    """A report on a small policy."""
    from ecluse.report import Look

    policy = Policy(path="policies.yaml", digest="0f" * 16)
    return Report(policy, NOW, "0.1.0", language, Look(**look))

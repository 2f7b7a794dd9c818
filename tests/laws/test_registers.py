"""What the organisation knows never loosens: more entries, more history, more readers kept out.

Through the whole gate, with the pack of declared knowledge and a register on disk.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.model import Decision, Draft, Tier
from ecluse.policy.load import loads
from ecluse.registers import (
    Blackout,
    CodeName,
    Document,
    Entry,
    ExactValue,
    Life,
    Mosaic,
    Register,
    Statement,
)

KEY = b"a key of thirty-two bytes, or so"
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
POLICY = loads(
    """\
version: 1
extends: [base, knowledge]
audiences: {board: {tier: private}, dealers: {tier: extended}, staff: {tier: extended}, everyone: {tier: public}}
channels: {x: {audience: everyone}, portal: {audience: dealers}, intranet: {audience: staff}, letter: {audience: board}}
registers: {releases: [{id: results, at: "2027-03-01T08:00Z"}, {id: someday}]}
"""
)
lives = st.sampled_from(
    [
        Life(),
        Life(until=NOW + timedelta(days=9)),
        Life(until=NOW - timedelta(days=9)),
        Life(released_by="results"),
        Life(released_by="someday"),
        Life(starts=NOW - timedelta(days=1), until=NOW + timedelta(days=1)),
    ]
)
tiers = st.sampled_from([Tier.PRIVATE, Tier.EXTENDED])
readers = st.sampled_from([(), ("dealers",), ("staff",), ("dealers", "staff")])
SHARED = {"tier": tiers, "audiences": readers, "life": lives}
entries = st.one_of(
    st.builds(Statement, st.just("loss"), st.just("Kervalan will lose 14 million euros in 2027."), **SHARED),
    st.builds(Statement, st.just("buyer"), st.just("Brindmoor buys the Kervalan yard for 52 million euros."), **SHARED),
    st.builds(CodeName, st.just("gull"), st.just(("Cormovane",)), **SHARED),
    st.builds(ExactValue, st.just("contract"), st.just("KV-2026-48817"), **SHARED),
    st.builds(
        Mosaic,
        st.just("hull"),
        st.integers(2, 3),
        st.just({"stuff": ("basalt fibre",), "size": ("fourteen metres",), "engine": ("hydrogen engine",)}),
        **SHARED,
    ),
    st.builds(Blackout, st.just("quiet"), st.just(("annual results",)), life=lives),
)  # fmt: skip
SENTENCES = (
    "Kervalan will lose 14 million euros in 2027.",
    "Brindmoor has bought the yard for 52 million.",
    "Proud of the Cormovane team.",
    "Signed: KV 2026 48817!",
    "We love basalt fibre.",
    "Fourteen metres, why not?",
    "A hydrogen engine!",
    "The annual results are close.",
    "The bank advises closing the north dock as soon as the last catamaran is delivered.",
    "See you on Saturday.",
)
texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)
drafts = st.builds(Draft, texts, channel=st.sampled_from(["x", "portal", "intranet", "letter", ""]))
MEMO = Document("memo", Tier.PRIVATE), (SENTENCES[8],)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def decided(
    known: list[Entry], draft: Draft, history: tuple[Draft, ...] = (), *, memo: bool = False
) -> Decision:
    with TemporaryDirectory() as folder:
        register = Register.create(Path(folder, "register"), KEY).add(known)
        if memo:
            register = register.add_documents([MEMO])
        return Gate(POLICY, registers=[register], key=KEY).check(draft, now=NOW, history=history)


def one_of_each(known: list[Entry]) -> list[Entry]:
    """The last of each identifier: that is what a register keeps."""
    return list({entry.id: entry for entry in known}.values())


@quick
@given(st.lists(entries, max_size=4), st.lists(entries, max_size=2), drafts)
def test_more_restricting_entries_never_loosen(
    known: list[Entry], more: list[Entry], draft: Draft
) -> None:
    known = one_of_each(known)
    ids = {entry.id for entry in known}
    added = [entry for entry in one_of_each(more) if entry.id not in ids]
    before, after = decided(known, draft), decided([*known, *added], draft)
    assert after.verdict >= before.verdict
    assert after.tier <= before.tier


@quick
@given(st.lists(entries, max_size=4), drafts)
def test_a_confidential_document_never_loosens(known: list[Entry], draft: Draft) -> None:
    known = one_of_each(known)
    before, after = decided(known, draft), decided(known, draft, memo=True)
    assert (after.verdict, -after.tier) >= (before.verdict, -before.tier)


@quick
@given(st.lists(entries, min_size=1, max_size=4), drafts, st.lists(drafts, max_size=2), drafts)
def test_more_history_never_loosens(
    known: list[Entry], draft: Draft, history: list[Draft], past: Draft
) -> None:
    known = one_of_each(known)
    before = decided(known, draft, tuple(history))
    after = decided(known, draft, (*history, past))
    assert (after.verdict, -after.tier) >= (before.verdict, -before.tier)


@quick
@given(st.lists(entries, min_size=1, max_size=4), drafts)
def test_the_public_is_never_told_more_than_the_inner_circle(
    known: list[Entry], draft: Draft
) -> None:
    known = one_of_each(known)
    wide, narrow = (decided(known, replace(draft, channel=c)) for c in ("x", "letter"))
    assert wide.verdict >= narrow.verdict or any(
        entry.audiences for entry in known
    )  # a bridge holds what is sent past its readers, however few


@quick
@given(st.lists(entries, min_size=2, max_size=4), drafts)
def test_the_order_of_entries_is_nothing(known: list[Entry], draft: Draft) -> None:
    known = one_of_each(known)
    one, other = decided(known, draft), decided(known[::-1], draft)
    assert replace(one, models=()) == replace(other, models=())
    assert one.models == other.models

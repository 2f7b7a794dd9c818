"""The laws of ``decide``: equalities and a table, each over everything that is small."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations_with_replacement, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.lean import replace
from ecluse.model import (
    Decision,
    Fault,
    FaultKind,
    Message,
    Mode,
    Obligation,
    Reason,
    Tier,
    Verdict,
    Waiver,
)
from ecluse.policy.load import loads
from ecluse.policy.model import REACH
from ecluse.policy.problems import PolicyError
from ecluse.rules.decide import decide
from tests.laws import reference
from tests.laws.strategies import (
    QUICK,
    REACHES,
    Reach,
    any_reasons,
    faults,
    is_monotone,
    reaches,
    reasons,
    tiers,
    waivers,
)
from tests.laws.worlds import START

FAULT = Fault("a classifier", FaultKind.TIMEOUT, "too slow")
WAIVER = Waiver("W-1", "r", "ada", "known", START + timedelta(days=1))


def decided(
    rs: Sequence[Reason],
    fs: Sequence[Fault] = (),
    to: Tier = Tier.PUBLIC,
    reach: Reach = REACH,
    default: Tier = Tier.PUBLIC,
) -> Decision:
    return decide(rs, fs, audience_tier=to, reach=reach, default=default)


def weight(decision: Decision) -> tuple[Verdict, Tier]:
    return decision.verdict, decision.tier


@pytest.mark.parametrize("tier", Tier)
def test_reach(tier: Tier) -> None:
    """
    Rows are tiers, columns audiences: A allows, F flags, B blocks.

              private  extended  public
    private      A        B        B
    extended     A        A        F
    public       A        A        A
    """
    row = (test_reach.__doc__ or "").splitlines()[3 + tier].split()
    one = [Reason("r", tier)]
    assert row == [tier.word, *(decided(one, to=audience).verdict.name[0] for audience in Tier)]


SMALL = [
    Reason("r", tier, verdict, mode=mode, waiver=waiver)
    for tier, verdict, mode, waiver in product((None, *Tier), Verdict, Mode, (None, WAIVER))
]
"""Every reason that weighs differently."""


class TestEverythingSmall:
    """All that two reasons, a fault, an audience, a default and a table can say."""

    @pytest.mark.parametrize("default", Tier)
    @pytest.mark.parametrize("to", Tier)
    def test_is_what_the_reference_says(self, to: Tier, default: Tier) -> None:
        for many in (0, 1, 2):
            for rs in combinations_with_replacement(SMALL, many):
                for fs in ((), (FAULT,)):
                    expected = reference.decide(rs, bool(fs), to, REACH, default)
                    assert weight(decided(rs, fs, to, default=default)) == expected

    @pytest.mark.parametrize("to", Tier)
    def test_under_every_table_that_a_policy_may_write(self, to: Tier) -> None:
        for reach, reason in product(REACHES, SMALL):
            expected = reference.decide([reason], False, to, reach, Tier.PUBLIC)
            assert weight(decided([reason], to=to, reach=reach)) == expected

    def test_tables_that_a_policy_may_write(self) -> None:
        assert REACHES[0] == REACH
        assert len(REACHES) == 107
        assert all(reach[cell] >= REACH[cell] for reach in REACHES for cell in REACH)
        assert all(map(is_monotone, REACHES))


def written(reach: Reach) -> str:
    """A policy whose ``reach`` is this table."""
    rows = (
        f"{tier.word}: {{" + ", ".join(f"{to.word}: {reach[tier, to].word}" for to in Tier) + "}"
        for tier in Tier
    )
    return "version: 1\nreach: {" + ", ".join(rows) + "}\n"


TABLES = st.fixed_dictionaries({cell: st.sampled_from(Verdict) for cell in REACH})


@given(TABLES | reaches)
@QUICK
def test_a_policy_may_write_these_tables_only(reach) -> None:
    """Each cell as strict as the model's, nothing freer for a wider audience or a lower tier."""
    may = reach in REACHES
    try:
        assert loads(written(reach)).reach == reach
        assert may
    except PolicyError as error:
        assert not may
        assert {problem.code for problem in error.problems} == {"P022"}


class TestBlockTrumpsAll:
    """Law 1: block trumps all; private never reaches the public."""

    @given(any_reasons, reasons, st.lists(faults), tiers, reaches, tiers)
    @QUICK
    def test_a_standing_block_blocks(self, rs, one, fs, to, reach, default) -> None:
        block = replace(one, verdict=Verdict.BLOCK, mode=Mode.ENFORCE)
        assert decided([*rs, block], fs, to, reach, default).verdict is Verdict.BLOCK

    @given(any_reasons, reasons, st.lists(faults), reaches, tiers)
    @QUICK
    def test_private_never_reaches_the_public(self, rs, one, fs, reach, default) -> None:
        private = replace(one, tier=Tier.PRIVATE, mode=Mode.ENFORCE)
        decision = decided([*rs, private], fs, Tier.PUBLIC, reach, default)
        assert weight(decision) == (Verdict.BLOCK, Tier.PRIVATE)

    @given(any_reasons, st.lists(faults), reaches)
    @QUICK
    def test_nor_when_private_is_the_default(self, rs, fs, reach) -> None:
        decision = decided(rs, fs, Tier.PUBLIC, reach, Tier.PRIVATE)
        assert weight(decision) == (Verdict.BLOCK, Tier.PRIVATE)


class TestOneMore:
    """Law 2: one more reason or fault never loosens, and a fault is always seen by somebody."""

    @given(any_reasons, reasons, st.lists(faults), tiers, reaches, tiers)
    @QUICK
    def test_reason_never_loosens(self, rs, one, fs, to, reach, default) -> None:
        before = decided(rs, fs, to, reach, default)
        after = decided([*rs, one], fs, to, reach, default)
        assert after.verdict >= before.verdict
        assert after.tier <= before.tier

    @given(any_reasons, faults, st.lists(faults), tiers, reaches, tiers)
    @QUICK
    def test_fault_holds_and_changes_nothing_else(self, rs, one, fs, to, reach, default) -> None:
        before = decided(rs, fs, to, reach, default)
        after = decided(rs, [*fs, one], to, reach, default)
        assert weight(after) == (max(before.verdict, Verdict.FLAG), before.tier)
        assert after.faults == (*fs, one)

    def test_a_table_out_of_order_would_loosen(self) -> None:
        """So no policy may write one: see ``test_a_policy_may_write_these_tables_only``."""
        odd = {**REACH, (Tier.PUBLIC, Tier.PRIVATE): Verdict.BLOCK}
        assert not is_monotone(odd)
        assert decided([], to=Tier.PRIVATE, reach=odd).verdict is Verdict.BLOCK
        private = [Reason("r", Tier.PRIVATE)]
        assert decided(private, to=Tier.PRIVATE, reach=odd).verdict is Verdict.ALLOW


class TestOrderIsNothing:
    """Law 3: order and repetition of reasons and faults change neither verdict nor tier."""

    @given(any_reasons, st.lists(faults, max_size=2), tiers, reaches)
    @QUICK
    def test_order(self, rs, fs, to, reach) -> None:
        expected = weight(decided(rs, fs, to, reach))
        for other in permutations(rs):
            assert weight(decided(other, fs[::-1], to, reach)) == expected

    @given(any_reasons, st.lists(faults), tiers, reaches)
    @QUICK
    def test_repetition(self, rs, fs, to, reach) -> None:
        expected = weight(decided(rs, fs, to, reach))
        assert weight(decided([*rs, *rs], [*fs, *fs], to, reach)) == expected


class TestOnTheRecord:
    """Law 4: what was waived weighs nothing and stays on the record; so does what is in shadow."""

    @given(any_reasons, reasons, waivers, st.lists(faults), tiers, reaches, tiers)
    @QUICK
    def test_a_waived_reason_weighs_nothing(self, rs, one, waiver, fs, to, reach, default) -> None:
        waived = decided([*rs, one.waived_by(waiver)], fs, to, reach, default)
        without = decided(rs, fs, to, reach, default)
        assert weight(waived) == weight(without)
        assert waived.obligations == without.obligations
        assert waived.reasons[-1].waiver == waiver

    @given(any_reasons, reasons, st.lists(faults), tiers, reaches, tiers)
    @QUICK
    def test_a_reason_in_shadow_weighs_nothing(self, rs, one, fs, to, reach, default) -> None:
        shadow = replace(one, mode=Mode.SHADOW)
        in_shadow = decided([*rs, shadow], fs, to, reach, default)
        without = decided(rs, fs, to, reach, default)
        assert weight(in_shadow) == weight(without)
        assert in_shadow.obligations == without.obligations

    @given(any_reasons, st.lists(faults), tiers)
    @QUICK
    def test_everything_stays_in_the_order_given(self, rs, fs, to) -> None:
        decision = decided(rs, fs, to)
        assert decision.reasons == tuple(rs)
        assert decision.faults == tuple(fs)
        assert decision.audience_tier is to

    def test_each_obligation_once_from_what_stands(self) -> None:
        legal, hold = Obligation("notify", "legal"), Obligation("hold", "thread")
        decision = decided(
            [
                Reason("a", obligations=(hold, legal)),
                Reason("b", obligations=(legal,)),
                Reason("c", obligations=(Obligation("answer", "x"),), waiver=WAIVER),
                Reason("d", obligations=(Obligation("answer", "y"),), mode=Mode.SHADOW),
            ]
        )
        assert decision.obligations == (hold, legal)


class TestAudience:
    """Law 6: a wider audience never loosens, nor does a lower default tier."""

    @given(any_reasons, st.lists(faults), reaches, tiers)
    @QUICK
    def test_wider_never_loosens(self, rs, fs, reach, default) -> None:
        verdicts = [decided(rs, fs, to, reach, default).verdict for to in Tier]
        assert verdicts == sorted(verdicts)

    @given(any_reasons, st.lists(faults), reaches, tiers)
    @QUICK
    def test_a_lower_default_never_loosens(self, rs, fs, reach, to) -> None:
        verdicts = [decided(rs, fs, to, reach, default).verdict for default in Tier]
        assert verdicts == sorted(verdicts, reverse=True)


class TestWithoutReasons:
    """Without reasons the default tier and the table decide."""

    @pytest.mark.parametrize("default", Tier)
    @pytest.mark.parametrize("to", Tier)
    def test_the_default_decides(self, default: Tier, to: Tier) -> None:
        assert weight(decided([], to=to, default=default)) == (REACH[default, to], default)

    def test_the_default_of_the_default_is_public(self) -> None:
        decision = decide([], [], audience_tier=Tier.PUBLIC, reach=REACH)
        assert weight(decision) == (Verdict.ALLOW, Tier.PUBLIC)


def test_what_a_decision_is_about_weighs_nothing_and_is_said() -> None:
    about = {"draft": "d", "channel": "x", "policy": "0" * 32, "notes": ("n",), "engine": "1"}
    plain = decided([Reason("r", Tier.EXTENDED)])
    said = decide([Reason("r", Tier.EXTENDED)], [], audience_tier=Tier.PUBLIC, reach=REACH, **about)
    assert said == replace(plain, **about)


def test_only_allow_is_allowed() -> None:
    assert [Decision(verdict, Tier.PUBLIC).allowed for verdict in Verdict] == [True, False, False]


def test_a_message_is_carried_as_it_is() -> None:
    because = Message("Non.", "No.")
    assert decided([Reason("r", because=because)]).reasons[0].because == because

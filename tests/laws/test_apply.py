"""The laws of ``apply``: order is nothing, facts of each nature push one way, unknown is strictest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.lean import replace
from ecluse.model import Fact, Tier, Verdict
from ecluse.policy.model import REACH
from ecluse.rules.apply import Case, Outcome, RuleSet
from ecluse.rules.conditions import (
    AnyOf,
    Bounded,
    Condition,
    Count,
    Derivation,
    Operator,
    Pattern,
    Reference,
    Rule,
    When,
    Within,
)
from ecluse.rules.decide import decide
from tests.laws.strategies import (
    QUICK,
    moments,
    randoms,
    releasing_facts,
    restricting_facts,
    rule_sets,
    worlds,
)
from tests.laws.test_reference import found_by
from tests.laws.worlds import START, World


def applied(declared: Sequence[Rule], met: World) -> Outcome:
    return RuleSet(declared).apply(Case(met.facts, met.moment, World.words))


def fired(outcome: Outcome) -> set[str]:
    return {reason.rule for reason in outcome.reasons}


def verdict(outcome: Outcome, met: World) -> tuple[Verdict, Tier]:
    decision = decide(outcome.reasons, outcome.faults, audience_tier=met.audience, reach=met.reach)
    return decision.verdict, decision.tier


def loosens(before: Outcome, after: Outcome, met: World) -> bool:
    (one, tier), (other, other_tier) = verdict(before, met), verdict(after, met)
    return other < one or other_tier > tier or not weighing(before) <= weighing(after)


def weighing(outcome: Outcome) -> set[str]:
    """The rules that hold, less those that only derive what releases."""
    return {rule for rule in fired(outcome) if not rule.startswith("free-")}


def with_facts(met: World, *facts: Fact) -> World:
    return replace(met, facts=(*met.facts, *facts))


def changed(met: World, kind: str, values: Mapping[str, object]) -> World:
    """The same case with other values for its facts of one kind."""
    facts = (
        Fact(f.kind, {**f.values, **values}, f.finding) if f.kind == kind else f for f in met.facts
    )
    return replace(met, facts=tuple(facts))


class TestOrderIsNothing:
    """Law 3: order and repetition of rules and facts change nothing."""

    @given(rule_sets, worlds, randoms)
    @QUICK
    def test_order_of_rules(self, declared, met, random) -> None:
        shuffled = random.sample(declared, len(declared))
        assert applied(shuffled, met) == applied(declared, met)

    @given(rule_sets, worlds)
    @QUICK
    def test_repetition_of_rules(self, declared, met) -> None:
        assert applied([*declared, *declared], met) == applied(declared, met)

    @given(rule_sets, worlds, randoms)
    @QUICK
    def test_order_of_facts(self, declared, met, random) -> None:
        shuffled = replace(met, facts=tuple(random.sample(met.facts, len(met.facts))))
        assert found_by(applied(declared, shuffled)) == found_by(applied(declared, met))

    @given(rule_sets, worlds)
    @QUICK
    def test_repetition_of_facts_is_seen_by_counts_only(self, declared, met) -> None:
        """A count counts: a draft that was sent twice is two in its history."""
        countless = [replace(r, count=()) for r in declared if r.when_all or r.when_any]
        twice = with_facts(met, *met.facts)
        assert fired(applied(countless, twice)) == fired(applied(countless, met))

    @given(rule_sets, worlds)
    @QUICK
    def test_a_rule_without_derived_facts_is_the_same_alone(self, declared, met) -> None:
        together = {reason.rule: reason for reason in applied(declared, met).reasons}
        for rule in declared:
            if not any(pattern.kind == "fact" for pattern in patterns(rule)):
                alone = {reason.rule: reason for reason in applied([rule], met).reasons}
                assert alone.get(rule.id) == together.get(rule.id)

    @given(rule_sets, worlds, worlds)
    @QUICK
    def test_no_case_leaves_a_trace(self, declared, met, other) -> None:
        engine = RuleSet(declared)
        cases = [Case(each.facts, each.moment, World.words) for each in (met, other, met)]
        first, _, again = map(engine.apply, cases)
        assert first == again


def patterns(rule: Rule) -> Iterator[Pattern]:
    conditions = (*rule.when_all, *rule.when_any, *rule.none, *(c.pattern for c in rule.count))
    yield from (condition for condition in conditions if isinstance(condition, Pattern))


class TestOneMoreFact:
    """Law 2: one more restricting fact never loosens, one more releasing fact never tightens."""

    @given(rule_sets, worlds, restricting_facts)
    @QUICK
    def test_restricting(self, declared, met, one) -> None:
        before, after = applied(declared, met), applied(declared, with_facts(met, one))
        assert not loosens(before, after, met)

    @given(rule_sets, worlds, restricting_facts)
    @QUICK
    def test_restricting_takes_no_fact_from_a_reason(self, declared, met, one) -> None:
        deriving_nothing = [replace(rule, derives=None) for rule in declared]
        before = found_by(applied(deriving_nothing, met))
        after = found_by(applied(deriving_nothing, with_facts(met, one)))
        assert all(facts <= after[rule] for rule, facts in before.items())

    @given(rule_sets, worlds, releasing_facts)
    @QUICK
    def test_releasing(self, declared, met, one) -> None:
        before, after = applied(declared, met), applied(declared, with_facts(met, one))
        assert not loosens(after, before, met)


class TestWho:
    """Law 6: less clearance or a wider audience never loosens; unknown is the strictest."""

    @given(rule_sets, worlds, st.sampled_from(("role", "domain")), st.data())
    @QUICK
    def test_less_clearance_never_loosens(self, declared, met, what, data) -> None:
        (author,) = (fact for fact in met.facts if fact.kind == "author")
        fewer = frozenset(w for w in sorted(author.values[what]) if data.draw(st.booleans()))
        less = applied(declared, changed(met, "author", {what: fewer}))
        assert not loosens(applied(declared, met), less, met)

    @given(rule_sets, worlds)
    @QUICK
    def test_an_unknown_author_is_the_strictest(self, declared, met) -> None:
        nobody = {"id": "", "role": frozenset(), "domain": frozenset(), "unknown": True}
        unknown = applied(declared, changed(met, "author", nobody))
        assert not loosens(applied(declared, met), unknown, met)

    @given(rule_sets, worlds)
    @QUICK
    def test_a_wider_audience_never_loosens(self, declared, met) -> None:
        outcomes = [applied(declared, changed(met, "audience", {"tier": tier})) for tier in Tier]
        for tier, narrow, wide in zip(list(Tier)[1:], outcomes, outcomes[1:], strict=False):
            assert not loosens(narrow, wide, replace(met, audience=tier))

    @given(rule_sets, worlds)
    @QUICK
    def test_an_unknown_audience_is_the_strictest(self, declared, met) -> None:
        nobody = {"id": "", "tier": Tier.PUBLIC, "unknown": True}
        unknown = applied(declared, changed(met, "audience", nobody))
        assert not loosens(applied(declared, met), unknown, met)

    @given(rule_sets, worlds)
    @QUICK
    def test_an_unknown_channel_is_the_strictest(self, declared, met) -> None:
        """Of those that are open: dates that nobody gave have not passed."""
        known = changed(met, "channel", {"open": True})
        nowhere = {"unknown": True, "open": True, "strict": True}
        facts = tuple(
            Fact("channel", nowhere) if fact.kind == "channel" else fact for fact in met.facts
        )
        unknown = applied(declared, replace(met, facts=facts))
        assert not loosens(applied(declared, known), unknown, met)


class TestTime:
    """Law 6: time loosens only through a declared end: of an embargo, of hours, of days."""

    @given(rule_sets, worlds, moments, moments)
    @QUICK
    def test_without_an_end_time_never_loosens(self, declared, met, one, other) -> None:
        endless = [
            map_times(rule, lambda when: When(not_before=when.not_before)) for rule in declared
        ]
        earlier, later = sorted((one, other))
        before = applied(endless, replace(met, moment=earlier))
        assert not loosens(before, applied(endless, replace(met, moment=later)), met)

    @given(rule_sets, worlds, moments, moments)
    @QUICK
    def test_without_a_start_time_never_tightens(self, declared, met, one, other) -> None:
        endings = [map_times(rule, lambda when: When(before=when.before)) for rule in declared]
        earlier, later = sorted((one, other))
        before = applied(endings, replace(met, moment=earlier))
        assert not loosens(applied(endings, replace(met, moment=later)), before, met)

    @given(rule_sets, worlds, moments)
    @QUICK
    def test_a_rule_that_names_no_time_does_not_see_it(self, declared, met, moment) -> None:
        timeless = [rule for rule in declared if not any(whens(rule))]
        assert applied(timeless, replace(met, moment=moment)) == applied(timeless, met)


def whens(rule: Rule) -> Iterator[When]:
    yield from (c for c in (*rule.when_all, *rule.when_any) if isinstance(c, When))


def map_times(rule: Rule, function: Any) -> Rule:
    def mapped(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
        return tuple(function(c) if isinstance(c, When) else c for c in conditions)

    return replace(rule, when_all=mapped(rule.when_all), when_any=mapped(rule.when_any))


# --- law 8: linear time ---------------------------------------------------------------------------

A = ("label", AnyOf(("a",)))
MANY: Mapping[str, Rule] = {
    "a pattern": Rule("r", when_all=(Pattern("finding", (A,)),)),
    "two patterns": Rule("r", when_all=(Pattern("finding", (A,)), Pattern("finding"))),
    "when_any": Rule("r", when_any=(Pattern("finding", (A,)), Pattern("finding"))),
    "none": Rule("r", when_all=(Pattern("finding", (A,)),), none=(Pattern("release"),)),
    "a count of distinct values": Rule("r", count=(Count(Pattern("finding"), 3, "value"),)),
    "a count in a window": Rule(
        "r", count=(Count(Pattern("finding"), 3, "", Within("author", timedelta(1))),)
    ),
    "a copied fact for each": Rule(
        "r",
        when_all=(Pattern("finding", (A,), "f"),),
        derives=Derivation("d", (("value", Reference("f", "value")),)),
    ),
}
LISTENS = Rule("s", count=(Count(Pattern("fact", (("name", AnyOf(("d",))),)), 3),))


@pytest.mark.parametrize("what", MANY)
def test_ten_times_the_facts_is_about_ten_times_the_work(what: str) -> None:
    """Law 8. A quadratic step would make it a hundred times; three times ten is let pass for noise."""
    engine = RuleSet([MANY[what], LISTENS])
    times = []
    for many in (1_000, 10_000):
        facts = [Fact("finding", {"label": "a", "value": n}) for n in range(many)]
        case = Case(facts, START)
        times.append(min(timed(engine, case) for _ in range(5)))
    assert times[1] < 30 * times[0]


def timed(engine: RuleSet, case: Case) -> float:
    start = process_time()
    outcome = engine.apply(case)
    taken = process_time() - start
    assert outcome.faults == ()
    assert outcome.reasons
    return taken


def test_a_join_over_too_many_facts_is_held() -> None:
    """Law 8: what would not be linear is bounded, and over the bound it is a fault."""
    value = Bounded(Operator.ABOVE, Reference("f", "value"))
    joined = Rule(
        "r", when_all=(Pattern("finding", (), "f"), Pattern("finding", (("value", value),)))
    )
    facts = [Fact("finding", {"label": "a", "value": n}) for n in range(400)]
    outcome = RuleSet([joined]).apply(Case(facts, START))
    assert [fault.rules for fault in outcome.faults] == [("r",)]
    decision = decide(outcome.reasons, outcome.faults, audience_tier=Tier.PRIVATE, reach=REACH)
    assert decision.verdict is Verdict.FLAG


def test_facts_are_counted_once_each() -> None:
    facts = tuple(Fact("finding", {"label": "a"}) for _ in range(2))
    assert Counter(f.kind for f in applied_one(facts)) == {"finding": 2}


def applied_one(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    (reason,) = RuleSet([MANY["when_any"]]).apply(Case(facts, START)).reasons
    return reason.facts

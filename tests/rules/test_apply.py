"""What apply compiles, files and refuses: the cases that laws over random worlds do not tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecluse.model import Fact, Finding, Reason, Span, Tier
from ecluse.rules.apply import MAX_STEPS, Case, RuleError, RuleSet, holds
from ecluse.rules.conditions import (
    AnyOf,
    Bound,
    Bounded,
    Count,
    Covers,
    Derivation,
    Near,
    Operator,
    Pattern,
    Reference,
    Rule,
    Test,
    When,
    Within,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LANE = (
    Fact("channel", {"id": "x", "kind": "x"}),
    Fact("audience", {"id": "everyone", "tier": Tier.PUBLIC}),
    Fact("author", {"id": "zoe", "role": frozenset({"expert"})}),
)
SAME_NAME = Pattern("finding", (("name", Bound(Reference("f", "name"))),))
DRAFT = Fact("draft", {"words": 9, "length": 40})


def labelled(label: str, kind: str = "finding", **values: object) -> Fact:
    return Fact(kind, {"label": label, **values})


def finding(*labels: str, bind: str = "", near: Near | None = None) -> Pattern:
    return Pattern("finding", (("label", AnyOf(labels)),), bind, near)


def on(kind: str, /, **tests: Test) -> Pattern:
    return Pattern(kind, tuple(tests.items()))


def reasons(rule: Rule | Sequence[Rule], *facts: Fact, moment: datetime = NOW) -> list[Reason]:
    """The reasons of a case, which are the same whether its facts come with a lane or not."""
    engine = RuleSet([rule] if isinstance(rule, Rule) else rule)
    found = engine.apply(Case((*LANE, *facts), moment))
    assert found.faults == ()
    assert engine.apply(Case(facts, moment, lane=engine.lane(LANE))) == found
    return list(found.reasons)


def is_silent(rule: Rule, *facts: Fact, lane: Sequence[Fact] = LANE) -> bool:
    """Whether these facts call no rule; asked both ways when they are the draft's own."""
    engine = RuleSet([rule])
    each = engine.lane(lane)
    silent = not engine._waiting(Case(facts, NOW), each)
    if all(fact.kind == "draft" for fact in facts):
        assert engine.is_silent(facts, NOW, each) is silent
    return silent


class TestFiling:
    """A rule is looked at only when a fact carries one of the keys that it needs."""

    @pytest.mark.parametrize(
        "rule",
        [
            pytest.param(Rule("r", when_all=(finding("a"),)), id="when_all"),
            pytest.param(Rule("r", when_any=(finding("a"), finding("c"))), id="when_any"),
            pytest.param(Rule("r", count=(Count(finding("a"), 1),)), id="a count of one"),
            pytest.param(
                Rule("r", count=(Count(finding("a"), 1, "", Within("thread", timedelta(1))),)),
                id="a count in earlier drafts",
            ),
            pytest.param(
                Rule("r", when_all=(on("channel", kind=AnyOf(("x",))), finding("a"))),
                id="a finding and the channel of the case",
            ),
            pytest.param(
                Rule(
                    "r",
                    when_all=(finding("a", "c", "d"),),
                    when_any=(Pattern("finding"), finding("c")),
                ),
                id="labels before any label",
            ),
            pytest.param(
                Rule("r", when_all=(on("draft", words=Bounded(Operator.ABOVE, 9)), finding("a"))),
                id="a finding and a draft",
            ),
        ],
    )
    def test_another_label_calls_no_rule(self, rule: Rule) -> None:
        assert is_silent(rule, DRAFT, labelled("b"), labelled("b", "past", age=1))
        assert not is_silent(rule, DRAFT, labelled("a"))

    def test_a_draft_that_does_not_pass_calls_no_rule_about_it(self) -> None:
        rule = Rule("r", when_all=(on("draft", words=Bounded(Operator.ABOVE, 9)),))
        assert is_silent(rule, DRAFT)
        assert not is_silent(rule, Fact("draft", {"words": 10}))

    def test_a_lane_leaves_out_what_who_and_where_exclude(self) -> None:
        rule = Rule("r", when_all=(on("audience", tier=AnyOf(("public",))), Pattern("draft")))
        partners = Fact("audience", {"id": "partners", "tier": Tier.EXTENDED})
        assert not is_silent(rule, DRAFT)
        assert is_silent(rule, DRAFT, lane=(partners,))

    def test_a_lane_leaves_out_what_none_of_a_rule_excludes(self) -> None:
        spared = Rule(
            "r", when_all=(Pattern("draft"),), none=(on("author", role=AnyOf(("expert",))),)
        )
        assert is_silent(spared, DRAFT)
        assert not is_silent(spared, DRAFT, lane=LANE[:2])

    def test_earlier_findings_alone_call_a_rule_that_counts_them(self) -> None:
        rule = Rule("r", count=(Count(finding("a"), 1, "", Within("thread", timedelta(1))),))
        earlier = labelled("a", "past", age=60, same_thread=True)
        assert [reason.facts for reason in reasons(rule, earlier)] == [(earlier,)]

    def test_what_is_not_filed_can_be_counted(self) -> None:
        for within in (None, Within("thread", timedelta(1))):
            rule = Rule("r", count=(Count(Pattern("draft"), 1, "", within),))
            assert [reason.facts for reason in reasons(rule, DRAFT)] == [(DRAFT,)]

    def test_a_count_of_none_always_holds(self) -> None:
        assert len(reasons(Rule("r", count=(Count(finding("a"), 0),)))) == 1

    def test_a_fact_of_a_kind_that_no_table_names_is_found_by_its_kind(self) -> None:
        own = Fact("ours", {"label": "a"})
        assert len(reasons(Rule("r", when_all=(Pattern("ours"),)), own)) == 1

    def test_a_derived_fact_is_found_by_its_name_whatever_it_carries(self) -> None:
        first = Rule(
            "a", when_all=(finding("a"),), derives=Derivation("talk", (("unknown", True),))
        )
        second = Rule("b", when_all=(on("fact", name=AnyOf(("talk",))),))
        assert len(reasons([first, second], labelled("a"))) == 2


UNKNOWN_LANE = (
    Fact("channel", {"unknown": True, "open": True}),
    Fact("audience", {"id": "", "tier": Tier.PUBLIC, "unknown": True}),
    Fact("author", {"unknown": True}),
)


class TestTests:
    """What one test on one field lets through."""

    @pytest.mark.parametrize(
        ("test", "value", "passes"),
        [
            pytest.param(AnyOf(("a", "b")), "b", True, id="one of two"),
            pytest.param(AnyOf(("a", "b")), "c", False, id="none of two"),
            pytest.param(AnyOf(("a",), negated=True), "b", True, id="another"),
            pytest.param(AnyOf(("a",), negated=True), "a", False, id="not another"),
            pytest.param(AnyOf(("a",), negated=True), None, False, id="no value is not another"),
            pytest.param(AnyOf((1.0,)), 1, True, id="a number"),
            pytest.param(AnyOf((1.0,)), True, False, id="a truth value is no number"),
            pytest.param(AnyOf((True,)), True, True, id="a truth value"),
            pytest.param(AnyOf((True,)), 1, False, id="a number is no truth value"),
            pytest.param(Bounded(Operator.ABOVE, 1), 2, True, id="above"),
            pytest.param(Bounded(Operator.ABOVE, 1), 1.5, True, id="above, a float"),
            pytest.param(Bounded(Operator.ABOVE, 1), 1, False, id="not above"),
            pytest.param(Bounded(Operator.AT_LEAST, 1), 1, True, id="at least"),
            pytest.param(Bounded(Operator.BELOW, 1), 1, False, id="not below"),
            pytest.param(Bounded(Operator.AT_MOST, 1), 1, True, id="at most"),
            pytest.param(Bounded(Operator.AT_MOST, 1), True, False, id="no number: truth"),
            pytest.param(Bounded(Operator.ABOVE, 1), "2", False, id="no number: text"),
            pytest.param(Bounded(Operator.ABOVE, 1), float("nan"), False, id="not a number"),
            pytest.param(Bounded(Operator.BELOW, 1), None, False, id="no value, no bound"),
        ],
    )
    def test_a_field(self, test: Test, value: object, passes: bool) -> None:
        values = {} if value is None else {"field": value}
        found = reasons(Rule("r", when_all=(on("finding", field=test),)), Fact("finding", values))
        assert bool(found) is passes

    @pytest.mark.parametrize(
        ("one", "other", "same", "differs"),
        [("n", "n", True, False), ("n", "m", False, True), (None, None, False, False)],
    )
    def test_a_field_beside_that_of_another_fact(self, one, other, same, differs) -> None:
        facts = labelled("a", name=one), labelled("b", name=other)
        for negated, passes in ((False, same), (True, differs)):
            more = Pattern(
                "finding",
                (
                    ("label", AnyOf(("b",))),
                    ("name", Bound(Reference("f", "name"), negated=negated)),
                ),
            )
            rule = Rule("r", when_all=(finding("a", bind="f"), more))
            assert bool(reasons(rule, *facts)) is passes

    def test_every_test_of_a_pattern_is_asked(self) -> None:
        rule = Rule("r", when_all=(on("draft", words=AnyOf((9.0,)), lang=AnyOf(("fr",))),))
        assert not reasons(rule, DRAFT)
        assert reasons(rule, Fact("draft", {"words": 9, "lang": "fr"}))

    @pytest.mark.parametrize(
        ("tiers", "reads"),
        [
            (("public",), {Tier.PUBLIC}),
            (("public", "extended"), {Tier.PUBLIC, Tier.EXTENDED}),
            (("private",), set(Tier)),
        ],
    )
    def test_an_audience_that_reads_a_tier_or_only_wider(self, tiers, reads) -> None:
        engine = RuleSet([Rule("r", when_all=(on("audience", tier=AnyOf(tiers)),))])
        for tier in Tier:
            facts = (Fact("audience", {"id": "a", "tier": tier}),)
            assert bool(engine.apply(Case(facts, NOW)).reasons) is (tier in reads)

    def test_roles(self) -> None:
        for test, roles, passes in (
            ("role", {"expert", "author"}, True),
            ("role", {"author"}, False),
            ("lacks_role", {"expert"}, False),
            ("lacks_role", {"author"}, True),
        ):
            rule = Rule("r", when_all=(on("author", **{test: AnyOf(("expert", "lawyer"))}),))
            facts = (Fact("author", {"id": "z", "role": frozenset(roles)}),)
            assert bool(RuleSet([rule]).apply(Case(facts, NOW)).reasons) is passes

    @pytest.mark.parametrize(
        ("pattern", "passes"),
        [
            pytest.param(on("channel", kind=AnyOf(("y",))), True, id="channel"),
            pytest.param(on("channel", id=AnyOf(("y", "z"))), True, id="one of two channels"),
            pytest.param(on("audience", id=AnyOf(("y",))), True, id="audience"),
            pytest.param(on("author", id=AnyOf(("y",))), True, id="author"),
            pytest.param(on("channel", open=AnyOf((False,))), False, id="it is not closed"),
            pytest.param(on("draft", lang=AnyOf(("y",))), False, id="no draft is unknown"),
        ],
    )
    def test_the_unknown_pass_what_selects_them(self, pattern: Pattern, passes: bool) -> None:
        engine = RuleSet([Rule("r", when_all=(pattern,))])
        draft = Fact("draft", {"lang": "fr", "unknown": True})
        found = engine.apply(Case((*UNKNOWN_LANE, draft), NOW))
        assert bool(found.reasons) is passes
        assert engine.apply(Case((draft,), NOW, lane=engine.lane(UNKNOWN_LANE))) == found
        assert not engine.apply(Case((*LANE, DRAFT), NOW)).reasons


class TestRules:
    def test_one_of_when_any_must_hold(self) -> None:
        either = Rule(
            "r", when_any=(finding("a"), on("draft", words=AnyOf((3.0,))), When(before=NOW))
        )
        assert not reasons(either, DRAFT, labelled("b"))
        assert reasons(either, DRAFT, labelled("a"))
        assert reasons(either, Fact("draft", {"words": 3}))
        assert reasons(either, moment=NOW - timedelta(1))
        both = replace(either, when_all=(finding("b"),))
        assert not reasons(both, DRAFT, labelled("b"))

    def test_a_pattern_of_two_labels_finds_both(self) -> None:
        rule = Rule("r", when_all=(finding("a", "c"),))
        [reason] = reasons(rule, labelled("c"), labelled("a"), labelled("b"))
        assert sorted(str(fact.values["label"]) for fact in reason.facts) == ["a", "c"]

    def test_every_moment_must_hold(self) -> None:
        rule = Rule("r", when_all=(When(before=NOW), When(not_before=NOW), finding("a")))
        assert not reasons(rule, labelled("a"))

    def test_none_excludes_in_joins_too(self) -> None:
        rule = Rule(
            "r",
            when_all=(finding("a", bind="f"), SAME_NAME),
            none=(on("release", id=Bound(Reference("f", "name"))),),
        )
        facts = labelled("a", name="m"), labelled("a", name="n")
        assert [len(reason.facts) for reason in reasons(rule, *facts)] == [2]
        [reason] = reasons(rule, *facts, Fact("release", {"id": "m"}))
        assert [fact.values["name"] for fact in reason.facts] == ["n"]
        alone = replace(rule, when_all=rule.when_all[:1])
        assert [len(reason.facts) for reason in reasons(alone, *facts)] == [2]


class TestNear:
    """``near`` counts the words between two findings of one field, whichever comes first."""

    RULE = Rule("r", when_all=(finding("a", bind="f"), finding("b", near=Near("f", 3))))

    def at(self, label: str, start: int, end: int, field: str = "text") -> Fact:
        return Fact("finding", {"label": label}, Finding(label, field, Span(start, end)))

    @pytest.mark.parametrize(
        ("start", "end", "field", "passes"),
        [
            pytest.param(13, 15, "text", True, id="three words after"),
            pytest.param(14, 15, "text", False, id="four words after"),
            pytest.param(0, 2, "text", True, id="three words before"),
            pytest.param(0, 1, "text", False, id="four words before"),
            pytest.param(10, 11, "title", False, id="in another field"),
            pytest.param(6, 8, "text", True, id="over it"),
        ],
    )
    def test_words_between(self, start: int, end: int, field: str, passes: bool) -> None:
        facts = self.at("a", 5, 10), self.at("b", start, end, field)
        assert bool(reasons(self.RULE, *facts)) is passes

    def test_a_fact_without_a_place_is_near_nothing(self) -> None:
        assert not reasons(self.RULE, labelled("a"), self.at("b", 0, 1))
        assert not reasons(self.RULE, self.at("a", 0, 1), labelled("b"))

    def test_a_thousand_findings_are_not_each_tried_with_each(self) -> None:
        facts = [self.at("ab"[n % 2], 5 * n, 5 * n + 1) for n in range(2_000)]
        assert not reasons(self.RULE, *facts)
        (one,) = reasons(self.RULE, *facts, self.at("b", 12, 13))
        assert len(one.facts) == 2

    @given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 60), st.integers(0, 12))))
    def test_all_that_are_near_are_found(self, places: list[tuple[str, int, int]]) -> None:
        facts = [self.at(label, start, start + length) for label, start, length in places]
        spans = [(label, (start, start + length)) for label, start, length in places]
        near = {
            one
            for n, (label, span) in enumerate(spans)
            for m, (other, its) in enumerate(spans)
            if (label, other) == ("a", "b") and max(span, its)[0] - min(span, its)[1] <= 3
            for one in (n, m)
        }
        found = reasons(self.RULE, *facts)
        assert {facts.index(fact) for one in found for fact in one.facts} == {
            min(n for n in range(len(facts)) if facts[n] == facts[m]) for m in near
        }

    def test_a_finding_is_not_near_itself(self) -> None:
        itself = Rule("r", when_all=(finding("a", bind="f"), finding("a", near=Near("f", 3))))
        assert not reasons(itself, self.at("a", 0, 1))
        assert reasons(itself, self.at("a", 0, 1), self.at("a", 2, 3))


class TestCounts:
    def test_distinct_values_are_counted_once(self) -> None:
        rule = Rule("r", count=(Count(finding("a"), 2, "name"),))
        assert not reasons(rule, labelled("a", name="m"), labelled("a", name="m"))
        assert reasons(rule, labelled("a", name="m"), labelled("a", name="n"))

    @pytest.mark.parametrize(
        ("values", "passes"),
        [
            pytest.param({"age": 60, "same_thread": True}, True, id="in the thread"),
            pytest.param({"age": 86_400, "same_thread": True}, True, id="just in time"),
            pytest.param({"age": 86_401, "same_thread": True}, False, id="too old"),
            pytest.param({"age": 60, "same_thread": False}, False, id="elsewhere"),
            pytest.param({"age": 60, "same_author": True}, False, id="of the same author only"),
        ],
    )
    def test_earlier_findings_count_in_their_window(self, values, passes: bool) -> None:
        rule = Rule("r", count=(Count(finding("a"), 2, "", Within("thread", timedelta(1))),))
        assert bool(reasons(rule, labelled("a"), labelled("a", "past", **values))) is passes
        assert not reasons(replace(rule, count=(Count(finding("a"), 2),)), labelled("a"),
                           labelled("a", "past", **values))  # fmt: skip

    def test_earlier_drafts_are_counted_without_their_findings(self) -> None:
        within = Within("thread", timedelta(1))
        rule = Rule("r", count=(Count(Pattern("history"), 2, "", within),))
        draft = Fact("history", {"age": 60, "same_thread": True})
        other = Fact("history", {"age": 120, "same_thread": True})
        assert not reasons(rule, draft, labelled("a", "past", age=60, same_thread=True))
        assert reasons(rule, draft, other)

    def test_the_public_record_covers_earlier_findings_too(self) -> None:
        counted = Count(finding("a"), 1, "", Within("thread", timedelta(1)))
        rule = Rule("r", count=(counted,), none=(Covers(),))
        earlier = labelled("a", "past", age=60, same_thread=True, value=7)
        assert reasons(rule, earlier)
        assert not reasons(rule, earlier, Fact("public_record", {"value": 7}))


class TestPublicRecord:
    """A finding that the public record covers is as if not there; nothing else is."""

    RECORDED = Fact("public_record", {"value": 7})

    def test_it_covers_findings(self) -> None:
        rule = Rule("r", when_all=(finding("a"),), none=(Covers(),))
        assert len(reasons(rule, labelled("a", value=7))) == 1
        assert not reasons(rule, labelled("a", value=7), self.RECORDED)
        [reason] = reasons(rule, labelled("a", value=7), labelled("a", value=8), self.RECORDED)
        assert [fact.values["value"] for fact in reason.facts] == [8]

    def test_it_covers_the_finding_that_is_named(self) -> None:
        first, second = labelled("a", value=7), labelled("b", value=7)
        for of, holds_ in (("f", False), ("g", True)):
            rule = Rule("r", when_all=(finding("a", bind="f"), finding("b")), none=(Covers(of),))
            assert bool(reasons(rule, first, second, self.RECORDED)) is holds_

    def test_it_covers_each_finding_that_is_named(self) -> None:
        both = Rule(
            "r",
            when_all=(finding("a", bind="f"), finding("b", bind="g")),
            none=(Covers("f"), Covers("g")),
        )
        facts = labelled("a", value=7), labelled("b", value=8)
        assert reasons(both, *facts)
        for value in (7, 8):
            assert not reasons(both, *facts, Fact("public_record", {"value": value}))

    def test_it_covers_nothing_that_only_has_the_value(self) -> None:
        value = ("value", Reference("f", "value"))
        first = Rule("a", when_all=(finding("a", bind="f"),), derives=Derivation("talk", (value,)))
        talk = on("fact", name=AnyOf(("talk",)))
        second = Rule("b", when_all=(talk,), none=(Covers(),))
        assert len(reasons([first, second], labelled("a", value=7), self.RECORDED)) == 2


class TestOrderOfFacts:
    def test_who_and_where_come_last_in_a_reason(self) -> None:
        where = on("channel", kind=AnyOf(("x",)))
        rule = Rule("r", when_all=(where, finding("a"), Pattern("draft")))
        [reason] = reasons(rule, DRAFT, labelled("a"))
        assert [fact.kind for fact in reason.facts] == ["finding", "draft", "channel"]

    def test_also_when_facts_are_joined(self) -> None:
        where = on("channel", kind=AnyOf(("x",)))
        more = on("finding", name=Bound(Reference("one", "name"), negated=True))
        rule = Rule("r", when_all=(where, finding("a", bind="one"), more))
        [reason] = reasons(rule, labelled("a", name="m"), labelled("b", name="n"))
        assert [fact.kind for fact in reason.facts] == ["finding", "finding", "channel"]


class TestReferences:
    def test_a_draft_that_refers_to_another_fact_is_looked_at(self) -> None:
        longer = on("draft", length=Bounded(Operator.ABOVE, Reference("d", "words")))
        rule = Rule("r", when_all=(Pattern("draft", bind="d"), longer))
        assert len(reasons(rule, DRAFT)) == 1
        assert not reasons(rule, Fact("draft", {"words": 9, "length": 9}))

    @pytest.mark.parametrize("where", ["when_any", "count"])
    @pytest.mark.parametrize(
        "pattern",
        [
            pytest.param(on("finding", name=Bound(Reference("f", "name"))), id="a field"),
            pytest.param(finding("a", near=Near("f", 3)), id="near"),
        ],
    )
    def test_references_stand_in_when_all_and_none_only(self, where: str, pattern: Pattern) -> None:
        base = Rule("r", when_all=(finding("a", bind="f"),))
        given = (Count(pattern, 1),) if where == "count" else (pattern,)
        with pytest.raises(RuleError, match="when_all and none only"):
            RuleSet([replace(base, **{where: given})])


TALK = Derivation("talk")


class TestDerivedFacts:
    def test_a_circle_is_refused_by_the_name_of_its_first_rule(self) -> None:
        one = Rule("a", when_all=(on("fact", name=AnyOf(("q",))),), derives=Derivation("p"))
        two = Rule("b", when_all=(on("fact", name=AnyOf(("p",))),), derives=Derivation("q"))
        for rules in ([one, two], [two, one]):
            with pytest.raises(RuleError, match="rule `a`: what it derives leads back to itself"):
                RuleSet(rules)

    @pytest.mark.parametrize(
        "pattern",
        [
            pytest.param(Pattern("fact"), id="any"),
            pytest.param(on("fact", value=AnyOf(("talk",))), id="by another field"),
            pytest.param(on("fact", name=AnyOf(("talk",), negated=True)), id="any other"),
            pytest.param(on("fact", name=Bounded(Operator.ABOVE, 1)), id="by a bound"),
            pytest.param(
                Pattern("fact", (("name", AnyOf(("p",))), ("name", AnyOf(("q",), negated=True)))),
                id="also by what it is not",
            ),
        ],
    )
    def test_a_derived_fact_is_named(self, pattern: Pattern) -> None:
        for rule in (
            Rule("r", when_all=(pattern,)),
            Rule("r", when_any=(pattern,)),
            Rule("r", when_all=(finding("a"),), none=(pattern,)),
            Rule("r", count=(Count(pattern, 1),)),
        ):
            with pytest.raises(RuleError, match="a derived fact is named"):
                RuleSet([rule])

    def test_it_calls_the_rules_that_name_it_once(self) -> None:
        first = Rule("z", when_all=(finding("a"),), derives=TALK)
        again = Rule("y", when_all=(finding("b"),), derives=TALK)
        named = Rule("a", when_all=(on("fact", name=AnyOf(("talk",))),))
        found = reasons([named, first, again], labelled("a"), labelled("b"))
        assert [reason.rule for reason in found] == ["a", "y", "z"]
        assert [fact.rule for fact in found[0].facts] == ["y", "z"]

    def test_it_rests_on_what_satisfied_its_rule(self) -> None:
        first = Rule("a", when_all=(finding("a"),), derives=TALK)
        named = Rule("b", when_all=(on("fact", name=AnyOf(("talk",))),))
        fact = labelled("a")
        [_, reason] = reasons([first, named], fact)
        [derived] = reason.facts
        assert (derived.values, derived.because) == ({"name": "talk"}, (fact,))

    def test_it_carries_constants_and_copies_one_for_each_source(self) -> None:
        values = (("why", "seen"), ("worth", Reference("f", "value")), ("n", Reference("f", "no")))
        first = Rule(
            "a",
            when_all=(Pattern("draft"), finding("a", bind="f")),
            derives=Derivation("talk", values),
        )
        named = Rule("b", when_all=(on("fact", name=AnyOf(("talk",))),))
        [_, reason] = reasons([first, named], DRAFT, labelled("a", value=7), labelled("a", value=8))
        assert [fact.values for fact in reason.facts] == [
            {"name": "talk", "why": "seen", "worth": worth} for worth in (7, 8)
        ]

    def test_two_rules_have_two_names(self) -> None:
        rule = Rule("r", when_all=(finding("a"),))
        assert RuleSet([rule, rule]).rules == (rule,)
        with pytest.raises(RuleError, match="two rules are called `r`"):
            RuleSet([rule, replace(rule, tier=Tier.PRIVATE)])


class TestFaults:
    """What raises is a fault of its rule and of those that rest on it, with a lane and without."""

    def faults(self, rules: Sequence[Rule], *facts: Fact) -> list[tuple[str, tuple[str, ...]]]:
        engine = RuleSet(rules)
        found = engine.apply(Case((*LANE, *facts), NOW))
        assert engine.apply(Case(facts, NOW, lane=engine.lane(LANE))) == found
        return [(fault.what, fault.rules) for fault in found.faults]

    def test_a_moment_that_cannot_be_told(self) -> None:
        when = When(weekdays=frozenset({1}), zone="No/Where")
        rules = [Rule("r", when_all=(when,)), Rule("q", when_all=(when, finding("a")))]
        assert self.faults(rules) == [("r", ("r",))]
        assert self.faults(rules, labelled("a")) == [("q", ("q",)), ("r", ("r",))]

    def test_a_draft_that_cannot_be_compared(self) -> None:
        class Odd:
            def __eq__(self, _: object) -> bool:
                raise ValueError

            __hash__ = None  # type: ignore[assignment]

        rule = Rule("r", when_all=(on("draft", lang=AnyOf(("fr", "en"))),), derives=TALK)
        named = Rule("s", when_all=(on("fact", name=AnyOf(("talk",))),), derives=Derivation("more"))
        last = Rule("t", when_all=(on("fact", name=AnyOf(("more",))),))
        apart = Rule("u", when_all=(finding("a"),))
        found = self.faults([rule, named, last, apart], Fact("draft", {"lang": Odd()}))
        assert found == [("r", ("r", "s", "t"))]


class TestLanes:
    """A lane leaves out what its facts, its moment or the draft exclude; it changes no outcome."""

    def test_a_rule_waits_for_its_moment(self) -> None:
        rule = Rule("r", when_all=(When(not_before=NOW), Pattern("audience")))
        engine = RuleSet([rule])
        lane, other = engine.lane(LANE), engine.lane(LANE[1:])
        before = NOW - timedelta(1)
        for _ in range(2):
            for moment, each, silent in (
                (NOW, lane, False),
                (before, lane, True),
                (before, other, True),
                (NOW, other, False),
            ):
                assert engine.is_silent((), moment, each) is silent
                assert bool(engine.apply(Case((), moment, lane=each)).reasons) is not silent

    def test_what_one_lane_lets_through_is_not_kept_for_another(self) -> None:
        now, everyone = When(not_before=NOW), on("audience", tier=AnyOf(("public",)))
        anybody = Rule("s", when_all=(now, Pattern("audience")))
        engine = RuleSet([Rule("r", when_all=(now, everyone)), anybody])
        wide = engine.lane(LANE)
        narrow = engine.lane((Fact("audience", {"id": "m", "tier": Tier.PRIVATE}),))
        for lane, held in ((narrow, "s"), (wide, "rs"), (narrow, "s"), (wide, "rs")):
            outcome = engine.apply(Case((), NOW, lane=lane))
            assert "".join(reason.rule for reason in outcome.reasons) == held

    def test_every_moment_of_a_rule_is_asked(self) -> None:
        both = When(not_before=NOW - timedelta(2)), When(before=NOW - timedelta(1))
        assert is_silent(Rule("r", when_all=(*both, Pattern("audience"))))

    def test_a_lane_is_a_frozen_value(self) -> None:
        lane = RuleSet([]).lane(LANE)
        assert not hasattr(lane, "__dict__")
        with pytest.raises(FrozenInstanceError):
            lane.rules = frozenset()  # type: ignore[misc]


class TestNames:
    """A reference to what is not bound before, or may be unknown, would hold for nobody."""

    SAME = Bound(Reference("f", "name"))

    @pytest.mark.parametrize(
        ("rule", "said"),
        [
            pytest.param(
                Rule("r", when_all=(on("finding", name=SAME), finding("a", bind="f"))),
                "not bound before",
                id="bound after",
            ),
            pytest.param(
                Rule("r", when_all=(finding("a"),), none=(on("release", id=SAME),)),
                "not bound before",
                id="bound nowhere",
            ),
            pytest.param(
                Rule("r", when_all=(finding("a", near=Near("f", 3)),)),
                "not bound before",
                id="near what is bound nowhere",
            ),
            pytest.param(
                Rule(
                    "r",
                    when_all=(finding("a"),),
                    none=(Pattern("release", bind="f"), on("release", id=SAME)),
                ),
                "not bound before",
                id="bound in none",
            ),
            pytest.param(
                Rule("r", when_all=(Pattern("author", bind="f"), on("finding", name=SAME))),
                "may be unknown",
                id="who",
            ),
            pytest.param(
                Rule("r", when_all=(finding("a", bind="f"), finding("b", bind="f"))),
                "two facts are called `f`",
                id="one name for two",
            ),
            pytest.param(
                Rule(
                    "r",
                    when_all=(finding("a", bind="f"),),
                    none=(finding("b", near=Near("f", 3)),),
                ),
                "`near` stands in when_all only",
                id="near in none",
            ),
            pytest.param(
                Rule(
                    "r",
                    when_all=(finding("a"),),
                    derives=Derivation("d", (("v", Reference("f", "value")),)),
                ),
                "copies from one fact",
                id="a copy of what is not bound",
            ),
            pytest.param(
                Rule(
                    "r",
                    when_all=(Pattern("channel", bind="f"),),
                    derives=Derivation("d", (("v", Reference("f", "id")),)),
                ),
                "copies from one fact",
                id="a copy of where",
            ),
            pytest.param(
                Rule(
                    "r",
                    when_all=(finding("a", bind="f"), finding("b", bind="g")),
                    derives=Derivation(
                        "d", (("v", Reference("f", "value")), ("w", Reference("g", "value")))
                    ),
                ),
                "copies from one fact",
                id="copies of two",
            ),
        ],
    )
    def test_what_refers_to_nothing_is_refused(self, rule: Rule, said: str) -> None:
        with pytest.raises(RuleError, match=said):
            RuleSet([rule])

    def test_facts_without_a_name_may_be_several(self) -> None:
        assert reasons(
            Rule("r", when_all=(finding("a"), finding("b"))), labelled("a"), labelled("b")
        )

    def test_who_may_be_named_when_nothing_refers_to_it(self) -> None:
        rule = Rule("r", when_all=(Pattern("author", bind="w"), finding("a", bind="f"), SAME_NAME))
        assert len(reasons(rule, labelled("a", name="n"))) == 1


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        "pattern",
        [
            pytest.param(lambda test: on("audience", tier=test), id="tier"),
            pytest.param(lambda test: on("author", lacks_role=test), id="lacks_role"),
            pytest.param(lambda test: on("author", role=test), id="role"),
        ],
    )
    @pytest.mark.parametrize(
        "test",
        [
            pytest.param(AnyOf(("public",), negated=True), id="negated"),
            pytest.param(Bounded(Operator.ABOVE, 1), id="a bound"),
            pytest.param(Bound(Reference("f", "name")), id="a reference"),
        ],
    )
    def test_tiers_and_roles_are_named(self, pattern, test: Test) -> None:
        with pytest.raises(RuleError):
            RuleSet([Rule("r", when_all=(finding("a", bind="f"), pattern(test)))])

    @pytest.mark.parametrize(
        "rule",
        [
            pytest.param(Rule("r"), id="nothing"),
            pytest.param(Rule("r", none=(on("release", id=AnyOf(("a",))),)), id="none alone"),
        ],
    )
    def test_a_rule_without_a_condition(self, rule: Rule) -> None:
        with pytest.raises(RuleError, match="without a condition"):
            RuleSet([rule])


class TestMoments:
    def test_a_zone_is_asked_only_for_days_and_hours(self) -> None:
        assert holds(When(before=NOW + timedelta(1), zone="No/Where"), NOW)

    def test_hours_that_end_where_they_start_are_none(self) -> None:
        nine = time(9)
        assert not any(holds(When(hours=(nine, nine)), NOW.replace(hour=h)) for h in range(24))

    def test_the_end_of_a_range_is_not_in_it(self) -> None:
        assert not holds(When(before=NOW), NOW)
        assert holds(When(not_before=NOW), NOW)

    def test_days_are_those_of_the_zone(self) -> None:
        tuesday, wednesday = frozenset({1}), frozenset({2})
        assert holds(When(weekdays=tuesday), NOW)
        assert not holds(When(weekdays=wednesday), NOW)
        assert holds(When(weekdays=wednesday, zone="Pacific/Auckland"), NOW + timedelta(hours=6))
        assert not holds(When(weekdays=tuesday, hours=(time(10), time(11))), NOW)

    def test_hours_that_pass_midnight_start_where_they_say(self) -> None:
        night = When(hours=(time(22), time(6)))
        held = [hour for hour in range(24) if holds(night, NOW.replace(hour=hour))]
        assert held == [0, 1, 2, 3, 4, 5, 22, 23]

    def test_the_end_of_hours_is_not_in_them(self) -> None:
        assert holds(When(hours=(time(9), time(10))), NOW)
        assert not holds(When(hours=(time(8), time(9))), NOW)
        assert holds(When(hours=(time(22), time(10))), NOW)
        assert not holds(When(hours=(time(22), time(9))), NOW)


class TestTheBound:
    def rule(self) -> Rule:
        more = on("finding", value=Bounded(Operator.ABOVE, Reference("f", "value")))
        return Rule("r", when_all=(finding("a", bind="f"), more))

    def faults(self, many: int) -> int:
        """Tries ``many`` facts once, and each with every fact: many + many² steps."""
        facts = [labelled("a", value=n) for n in range(many)]
        return len(RuleSet([self.rule()]).apply(Case(facts, NOW)).faults)

    def test_a_rule_tries_a_hundred_thousand_facts_and_no_more(self, monkeypatch) -> None:
        assert MAX_STEPS == 100_000
        monkeypatch.setattr("ecluse.rules.apply.MAX_STEPS", 110)
        assert (self.faults(10), self.faults(11)) == (0, 1)
        monkeypatch.setattr("ecluse.rules.apply.MAX_STEPS", 109)
        assert self.faults(10) == 1

"""Conditions of rules: what each may hold, where it may stand, and what is said otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from ecluse.policy.load import loads
from ecluse.rules.apply import RuleSet
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
    When,
    Within,
)
from tests.policy.good import problems, rule

FINDING = Pattern("finding", (("label", AnyOf(("code-name",))),))


def read(*lines: str, **more: str) -> Rule:
    policy = loads(f"version: 1\n{rule(*lines, **more)}")
    RuleSet(policy.rules)
    return policy.rules[0]


def code_and_text(*lines: str, **more: str) -> list[tuple[str, str]]:
    return [
        (problem.code, problem.source_line[problem.column - 1 :][: problem.length])
        for problem in problems(f"version: 1\n{rule(*lines, **more)}")
    ]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param("finding: {label: code-name}", FINDING, id="equality"),
        pytest.param("finding: {}", Pattern("finding"), id="any such fact"),
        pytest.param(
            "finding: {name: [a, b]}",
            Pattern("finding", (("name", AnyOf(("a", "b"))),)),
            id="any of",
        ),
        pytest.param(
            "finding: {name: {not: a}}",
            Pattern("finding", (("name", AnyOf(("a",), negated=True)),)),
            id="not",
        ),
        pytest.param(
            "finding: {confidence: {at_least: 0.5, below: 1}}",
            Pattern(
                "finding",
                (
                    ("confidence", Bounded(Operator.AT_LEAST, 0.5)),
                    ("confidence", Bounded(Operator.BELOW, 1.0)),
                ),
            ),
            id="several operators on one field",
        ),
        pytest.param(
            "draft: {is_reply: true, links: 3}",
            Pattern("draft", (("is_reply", AnyOf((True,))), ("links", AnyOf((3.0,))))),
            id="truth values and numbers",
        ),
        pytest.param(
            "audience: {tier: extended}",
            Pattern("audience", (("tier", AnyOf(("extended",))),)),
            id="tier",
        ),
        pytest.param(
            "author: {lacks_role: [spokesperson, expert]}",
            Pattern("author", (("lacks_role", AnyOf(("spokesperson", "expert"))),)),
            id="lacks",
        ),
        pytest.param(
            "fault: {kind: timeout}",
            Pattern("fault", (("kind", AnyOf(("timeout",))),)),
            id="kind of fault",
        ),
        pytest.param(
            'time: {before: "2026-12-01T18:00+01:00"}',
            When(before=datetime(2026, 12, 1, 17, tzinfo=UTC)),
            id="an embargo",
        ),
        pytest.param(
            'time: {weekdays: [sat], hours: ["18:00", "08:00"], zone: Europe/Paris}',
            When(weekdays=frozenset({5}), hours=(time(18), time(8)), zone="Europe/Paris"),
            id="hours past midnight",
        ),
    ],
)
def test_a_condition_becomes_its_value(condition: str, expected: object) -> None:
    assert read(f"when_all: [{condition}]").when_all == (expected,)


def test_patterns_of_one_rule_refer_to_one_another() -> None:
    found = read(
        "when_all:",
        "  - {finding: {label: code-name}, as: who}",
        "  - {finding: {name: {same_as: who.name}}, near: {of: who, tokens: 10}}",
        "  - finding: {confidence: {above: who.confidence}, name: {not_same_as: who.name}}",
        "none:",
        "  - public_record: {covers: who}",
        "  - release: {id: {same_as: who.name}}",
    )
    second, third = found.when_all[1:]
    assert second == Pattern(
        "finding", (("name", Bound(Reference("who", "name"))),), near=Near("who", 10)
    )
    assert third == Pattern(
        "finding",
        (
            ("confidence", Bounded(Operator.ABOVE, Reference("who", "confidence"))),
            ("name", Bound(Reference("who", "name"), negated=True)),
        ),
    )
    assert found.none[0] == Covers("who")


def test_a_count_and_its_window() -> None:
    found = read(
        "count:",
        "  - finding: {label: code-name}",
        "    distinct: value",
        "    at_least: 3",
        "    within: {of: author, window: 90min}",
    )
    window = Within("author", timedelta(minutes=90))
    assert found.count == (Count(FINDING, 3, "value", window),)


def test_a_rule_derives_a_fact_with_constants_and_copies() -> None:
    found = read(
        "when_all: [{finding: {label: code-name}, as: who}]",
        "derives: {name: deal, values: {who: who.name, site: a.example, weight: 3, sure: true}}",
    )
    values = (
        ("who", Reference("who", "name")),
        ("site", "a.example"),
        ("weight", 3.0),
        ("sure", True),
    )
    assert found.derives == Derivation("deal", values)


ALL = "when_all: [finding: {label: code-name}]"


@pytest.mark.parametrize(
    ("lines", "code", "marked"),
    [
        # shape
        pytest.param(["when_all: [{}]"], "P011", "{", id="no kind"),
        pytest.param(["when_all: [code-name]"], "P010", "code-name", id="no mapping"),
        pytest.param(["when_all: [{finding: {}, draft: {}}]"], "P010", "draft", id="two kinds"),
        pytest.param(["when_all: [findings: {}]"], "P012", "findings", id="misspelt kind"),
        pytest.param(["when_all: [finding: code-name]"], "P010", "code-name", id="no fields"),
        pytest.param(["when_all: [finding: {lable: x}]"], "P012", "lable", id="misspelt field"),
        pytest.param(["when_all: [finding: {label: {nto: x}}]"], "P012", "nto", id="operator"),
        pytest.param(["when_all: [finding: {label: {}}]"], "P010", "{", id="no operator"),
        pytest.param(["when_all: [finding: {label: []}]"], "P010", "[", id="nothing would match"),
        pytest.param(["when_all: [finding: {label: 3}]"], "P010", "3", id="number for a text"),
        pytest.param(["when_all: [finding: {confidence: high}]"], "P010", "high", id="text"),
        pytest.param(["when_all: [finding: {confidence: true}]"], "P010", "true", id="truth value"),
        pytest.param(["when_all: [draft: {is_reply: 1}]"], "P010", "1", id="1 for true"),
        pytest.param(["when_all: [draft: {lang: {above: 3}}]"], "P010", "above", id="no number"),
        pytest.param(["when_all: [draft: {links: {above: x}}]"], "P017", "x", id="bound by text"),
        pytest.param(["when_all: [fault: {kind: slow}]"], "P010", "slow", id="no such fault"),
        pytest.param(["when_all: [fact: {}]"], "P011", "{", id="a derived fact is named"),
        pytest.param(["when_all: [fact: {name: {not: x}}]"], "P010", "{", id="by one name"),
        # tiers select that tier and wider ones: another test could select less for a wider audience
        pytest.param(["when_all: [audience: {tier: {not: public}}]"], "P010", "{", id="not a tier"),
        pytest.param(["when_all: [audience: {tier: [public]}]"], "P010", "[", id="tiers"),
        pytest.param(["when_all: [audience: {tier: pubic}]"], "P010", "pubic", id="misspelt tier"),
        pytest.param(["when_all: [author: {lacks_role: {not: x}}]"], "P010", "{", id="not lacks"),
        # placement
        pytest.param([ALL, "none: [finding: {}]"], "P018", "finding", id="restricting in none"),
        pytest.param([ALL, "none: [draft: {}]"], "P018", "draft", id="selecting in none"),
        pytest.param([ALL, "none: [author: {id: zoe}]"], "P018", "author", id="who in none"),
        pytest.param(["when_all: [release: {id: l}]"], "P018", "release", id="releasing in when"),
        pytest.param(["when_any: [attestation: {}]"], "P018", "attestation", id="in when_any"),
        pytest.param(["when_all: [author: {role: x}]"], "P018", "author", id="role in when"),
        pytest.param([ALL, "none: [author: {role: x, id: zoe}]"], "P018", "author", id="mixture"),
        pytest.param(["count: [{draft: {}, at_least: 1}]"], "P018", "draft", id="one draft"),
        pytest.param(["count: [{release: {}, at_least: 1}]"], "P018", "release", id="no releases"),
        pytest.param(["count: [{time: {}, at_least: 1}]"], "P018", "time", id="no moments"),
        pytest.param(["when_all: [public_record: {covers: finding}]"], "P018", "covers", id="c"),
        # references
        pytest.param(
            ["when_all: [finding: {name: {same_as: who.name}}]"], "P017", "who.name", id="no name"
        ),
        pytest.param(
            ["when_all: [{finding: {}, as: who}, finding: {name: {same_as: who.nam}}]"],
            "P017",
            "who.nam",
            id="no such field",
        ),
        pytest.param(
            ["when_all: [{finding: {}, as: who}, finding: {name: {same_as: who.confidence}}]"],
            "P017",
            "who.confidence",
            id="never equal",
        ),
        pytest.param(
            ["when_all: [finding: {name: {same_as: who.name}}, {finding: {}, as: who}]"],
            "P017",
            "who.name",
            id="named below",
        ),
        pytest.param(
            [
                "when_all: [{finding: {}, as: who}]",
                "when_any: [draft: {lang: {same_as: who.name}}]",
            ],
            "P017",
            "who.name",
            id="references join when_all and none only",
        ),
        pytest.param(
            ["when_all: [{finding: {}, as: 'a b'}]"], "P010", "'a b'", id="no name at all"
        ),
        pytest.param(
            ["when_all: [{finding: {}, as: a}, {draft: {}, as: a}]"], "P015", "a", id="taken"
        ),
        pytest.param(
            ["when_all: [{finding: {}, as: a}, {finding: {}, near: {of: b, tokens: 3}}]"],
            "P017",
            "b",
            id="near nothing",
        ),
        pytest.param(
            ["when_all: [{draft: {}, as: a}, {finding: {}, near: {of: a, tokens: 3}}]"],
            "P017",
            "a",
            id="near a draft",
        ),
        pytest.param(
            ["when_all: [{finding: {}, as: a}, {finding: {}, near: {of: a}}]"],
            "P011",
            "{",
            id="how near",
        ),
        pytest.param(["when_all: [{finding: {}, near: 3}]"], "P010", "3", id="near is a mapping"),
        pytest.param(["when_all: [draft: {links: {above: true}}]"], "P010", "true", id="bound"),
        pytest.param(["when_any: [{finding: {}, near: {}}]"], "P012", "near", id="near elsewhere"),
        pytest.param(["when_all: [{finding: {}, at_least: 2}]"], "P012", "at_least", id="count's"),
        # count
        pytest.param(["count: [finding: {}]"], "P011", "f", id="how many"),
        pytest.param(["count: [{finding: {}, at_least: 1.5}]"], "P010", "1.5", id="whole numbers"),
        pytest.param(
            ["count: [{finding: {}, at_least: 2, distinct: valeu}]"], "P010", "valeu", id="distinct"
        ),
        pytest.param(
            ["count: [{reply: {}, at_least: 2, within: {of: author, window: 1h}}]"],
            "P012",
            "within",
            id="replies have no past",
        ),
        pytest.param(
            ["count: [{finding: {}, at_least: 2, within: {of: company, window: 1h}}]"],
            "P010",
            "company",
            id="within what",
        ),
        pytest.param(
            ["count: [{finding: {}, at_least: 2, within: {of: author, window: 1 month}}]"],
            "P021",
            "1 month",
            id="a month has no length",
        ),
        # covers
        pytest.param(
            [
                "when_all: [finding: {}, finding: {label: code-name}]",
                "none: [public_record: {covers: finding}]",
            ],
            "P017",
            "finding",
            id="covers which",
        ),
        pytest.param(
            ["when_all: [draft: {}]", "none: [public_record: {covers: finding}]"],
            "P017",
            "finding",
            id="covers nothing",
        ),
        pytest.param(
            [ALL, "none: [public_record: {covers: who}]"], "P017", "who", id="covers whom"
        ),
        pytest.param(
            [ALL, "none: [public_record: {covers: finding, label: x}]"],
            "P012",
            "label",
            id="covers alone",
        ),
        # time
        pytest.param(["when_all: [time: {}]"], "P011", "{", id="no range"),
        pytest.param(["when_all: [time: {zone: UTC}]"], "P011", "{", id="a zone alone"),
        pytest.param(["when_all: [time: {until: x}]"], "P012", "until", id="no such key"),
        pytest.param(['when_all: [time: {before: "2026-01-01"}]'], "P021", '"2026-01-01"', id="z"),
        pytest.param(["when_all: [time: {weekdays: [sat]}]"], "P021", "{", id="days without zone"),
        pytest.param(["when_all: [time: {weekdays: [], zone: UTC}]"], "P010", "[", id="no day"),
        pytest.param(["when_all: [time: {weekdays: [7], zone: UTC}]"], "P010", "7", id="day 7"),
        pytest.param(
            ['when_all: [time: {hours: ["8:00", "18:00"], zone: UTC}]'], "P021", "[", id="hour"
        ),
        pytest.param(
            ['when_all: [time: {hours: ["25:00", "08:00"], zone: UTC}]'], "P021", "[", id="25"
        ),
        pytest.param(
            ['when_all: [time: {hours: ["08:00", "08:00"], zone: UTC}]'], "P021", "[", id="never"
        ),
        pytest.param(
            ['when_all: [time: {before: "2026-01-01Z", not_before: "2026-01-02Z"}]'],
            "P010",
            "before",
            id="before it begins",
        ),
        pytest.param(
            ["when_all: [time: {weekdays: [sat], zone: Europe/Pariss}]"],
            "P021",
            "Europe/Pariss",
            id="no such zone",
        ),
        # what follows
        pytest.param([], "P024", "r", id="no condition"),
        pytest.param(["none: [attestation: {}]"], "P024", "r", id="none alone"),
        pytest.param([ALL, "obligations: [{}]"], "P010", "{", id="an obligation to nothing"),
        pytest.param(
            [ALL, "obligations: [{hold: thread, notify: x}]"], "P010", "{", id="two in one"
        ),
        pytest.param([ALL, "obligations: [{notify: legal}]"], "P016", "legal", id="no contact"),
        pytest.param([ALL, "obligations: [{answer: a}]"], "P016", "a", id="no answer"),
        pytest.param(
            ["when_all: [{finding: {}, as: who}]", "derives: {name: d, values: {a: whom.name}}"],
            "P017",
            "whom.name",
            id="copies from a name that is nearly there",
        ),
        pytest.param(
            [
                "when_all: [{finding: {}, as: a}, {finding: {}, as: b}]",
                "derives: {name: d, values: {x: a.name, z: b.name}}",
            ],
            "P017",
            "b.name",
            id="copies from one fact only",
        ),
        pytest.param([ALL, "derives: {name: d, values: {name: x}}"], "P012", "name", id="name"),
    ],
)
def test_what_a_rule_may_not_say(lines: list[str], code: str, marked: str) -> None:
    found = code_and_text(*lines)
    assert (code, marked) in found
    assert {other for other, _ in found} <= {code, "P016"}


def test_an_effect_is_asked_for() -> None:
    assert code_and_text(ALL, says="fix: x") == [("P024", "r")]


def test_a_label_that_nobody_recognises_is_refused_with_its_neighbour() -> None:
    (problem,) = problems(f"version: 1\n{rule('when_all: [finding: {label: [code-nam]}]')}")
    assert (problem.code, problem.help) == ("P016", "did you mean `code-name`?")


class TestDerivedFacts:
    """A derived fact has the nature of what it rests on, and never leads back to itself."""

    @staticmethod
    def codes(*rules: str) -> list[str]:
        text = "version: 1\nlabels: {code-name: {terms: [Falcon]}}\nrules:\n"
        return [problem.code for problem in problems(text + "".join(f"  - {r}\n" for r in rules))]

    def test_from_findings_it_restricts(self) -> None:
        derive = "{id: a, when_all: [finding: {label: code-name}], derives: x}"
        assert self.codes(derive, "{id: b, when_all: [fact: {name: x}], verdict: flag}") == []
        assert self.codes(
            derive, "{id: b, when_all: [draft: {}], none: [fact: {name: x}], verdict: flag}"
        ) == ["P018"]

    def test_from_releases_alone_it_releases(self) -> None:
        derive = "{id: a, when_any: [attestation: {sheet: s}, author: {role: lawyer}], derives: x}"
        assert (
            self.codes(
                derive, "{id: b, when_all: [draft: {}], none: [fact: {name: x}], verdict: flag}"
            )
            == []
        )
        assert self.codes(derive, "{id: b, when_all: [fact: {name: x}], verdict: flag}") == ["P018"]

    @pytest.mark.parametrize(
        "more",
        [
            pytest.param("verdict: flag", id="it says something"),
            pytest.param("none: [attestation: {sheet: t}]", id="it excludes something"),
            pytest.param("when_all: [draft: {}]", id="it selects"),
            pytest.param("when_all: [time: {before: '2030-01-01Z'}]", id="it waits"),
        ],
    )
    def test_a_rule_that_does_more_may_not_rest_on_releases(self, more: str) -> None:
        derive = f"{{id: a, when_any: [attestation: {{sheet: s}}], derives: x, {more}}}"
        assert self.codes(derive) == ["P018"]

    def test_its_rules_agree(self) -> None:
        assert self.codes(
            "{id: a, when_all: [finding: {label: code-name}], derives: x}",
            "{id: b, when_all: [attestation: {sheet: s}], derives: x}",
            "{id: c, when_all: [fact: {name: x}], verdict: flag}",
        ) == ["P018"]

    def test_through_another_fact(self) -> None:
        assert (
            self.codes(
                "{id: a, when_all: [attestation: {sheet: s}], derives: x}",
                "{id: b, when_all: [fact: {name: x}], derives: z}",
                "{id: c, when_all: [draft: {}], none: [fact: {name: z}], verdict: flag}",
            )
            == []
        )

    def test_nobody_derives_it(self) -> None:
        assert self.codes("{id: a, when_all: [fact: {name: x}], verdict: flag}") == ["P016"]

    @pytest.mark.parametrize(
        "rules",
        [
            pytest.param(["{id: a, when_all: [fact: {name: x}], derives: x}"], id="itself"),
            pytest.param(
                [
                    "{id: a, when_all: [fact: {name: x}], derives: z}",
                    "{id: b, when_all: [fact: {name: z}], derives: x}",
                ],
                id="two rules",
            ),
            pytest.param(
                [
                    "{id: a, when_all: [draft: {}], none: [fact: {name: z}], derives: x}",
                    "{id: b, count: [{fact: {name: x}, at_least: 2}], derives: z}",
                ],
                id="through none and count",
            ),
        ],
    )
    def test_it_never_leads_back_to_itself(self, rules: list[str]) -> None:
        assert set(self.codes(*rules)) == {"P019"}

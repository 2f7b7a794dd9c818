"""Lint says what is true: rules that never apply, change nothing, or are not proved."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecluse.model import Fact, Tier
from ecluse.policy.implies import clash, implies, is_shadowed
from ecluse.policy.lint import lint
from ecluse.policy.load import load, loads
from ecluse.policy.model import Policy
from ecluse.rules.apply import Case, RuleSet
from ecluse.rules.conditions import AnyOf, Bounded, Operator, Pattern, Rule
from tests.policy.good import rule

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def warnings(text: str, **more: object) -> list[tuple[str, str]]:
    return [(w.code, w.message) for w in lint(loads(f"version: 1\n{text}"), NOW, **more)]


def codes(text: str, **more: object) -> set[str]:
    """The codes of warnings, without those that every short policy of this file has."""
    return {code for code, _ in warnings(text, **more)} - {"L004", "L006", "L014", "L017", "L018"}


ALL = "when_all: [finding: {label: code-name}]"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["when_all: [draft: {words: {above: 9, below: 9}}]"], id="empty interval"),
        pytest.param(["when_all: [draft: {words: {above: 9}}, draft: {words: 3}]"], id="one draft"),
        pytest.param(["when_all: [draft: {lang: fr}, draft: {lang: en}]"], id="two languages"),
        pytest.param(["when_all: [draft: {lang: fr}, draft: {lang: {not: [fr]}}]"], id="not"),
        pytest.param(["when_all: [finding: {confidence: {above: 1}}]"], id="more than sure"),
        pytest.param(["when_all: [finding: {label: code-name, name: falcon}]"], id="no such name"),
        pytest.param(
            ["when_all: [finding: {label: weak, confidence: {at_least: 0.5}}]"], id="never so sure"
        ),
        pytest.param(
            ["when_all: [finding: {label: weak, confidence: {above: 0.4}}]"], id="as sure"
        ),
        pytest.param(["when_all: [draft: {capitals: 2}]"], id="a share above 1"),
        pytest.param(["when_all: [draft: {is_reply: true}, draft: {is_reply: false}]"], id="truth"),
        pytest.param([ALL[:-1] + ", time: {before: '2026-11-23Z'}]"], id="the moment is past"),
    ],
)
def test_a_dead_rule(lines: list[str]) -> None:
    text = rule(*lines).replace(
        "labels: {", "labels: {weak: {terms: [{term: Héron, confidence: 0.4}]}, "
    )
    assert codes(text) == {"L001"}


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["when_all: [draft: {words: {at_least: 9, at_most: 9}}]"], id="one value"),
        pytest.param(["when_all: [finding: {name: a}, finding: {name: b}]"], id="two findings"),
        pytest.param(["when_all: [channel: {kind: [x, y2]}, channel: {kind: y2}]"], id="meet"),
        pytest.param(["when_all: [author: {lacks_role: a}, author: {lacks_role: b}]"], id="roles"),
        pytest.param(
            ["when_all: [audience: {tier: public}, audience: {tier: extended}]"], id="tiers"
        ),
        pytest.param(["when_all: [time: {before: '2026-11-25Z'}, draft: {}]"], id="to come"),
        pytest.param(
            ["when_any: [time: {before: '2026-11-23Z'}, draft: {}]"], id="one way is left"
        ),
        pytest.param(["when_all: [draft: {lang: fr, words: {below: 9}}]"], id="two fields"),
    ],
)
def test_a_rule_that_is_not_dead(lines: list[str]) -> None:
    assert "L001" not in codes(rule(*lines))


def test_a_release_that_took_place_ends_a_rule_that_waited_for_it() -> None:
    text = f"{rule(ALL, 'none: [release: {id: launch}]')}registers: {{releases: [{{id: launch, at: '2026-11-23Z'}}]}}\n"
    assert ("L001", "rule `r` never applies: release `launch` has taken place") in warnings(text)
    assert "L001" not in codes(text.replace("2026-11-23", "2026-11-25"))


def test_when_and_none_that_contradict() -> None:
    people = "people: {zoe: {roles: [lawyer]}, al: {}}\n"
    lines = "when_all: [author: {id: %s}]", "none: [author: {role: lawyer}]"
    only = rule(lines[0] % "zoe", lines[1])
    both = rule(lines[0] % "[zoe, al]", lines[1])
    assert "L001" in codes(people + only)
    assert "L001" not in codes(people + both)


SHADOWED = [
    pytest.param([ALL], [ALL], True, id="the same twice"),
    pytest.param([ALL[:-1] + ", draft: {}]"], [ALL], True, id="one condition more"),
    pytest.param([ALL], [ALL[:-1] + ", draft: {}]"], False, id="one condition fewer"),
    pytest.param(
        ["when_all: [finding: {label: code-name, confidence: {above: 0.9}}]"],
        ["when_all: [finding: {label: code-name, confidence: {at_least: 0.5}}]"],
        True,
        id="a narrower bound",
    ),
    pytest.param(
        ["when_all: [finding: {label: code-name}, audience: {tier: public}]"],
        ["when_all: [finding: {label: code-name}, audience: {tier: extended}]"],
        True,
        id="extended selects the public too",
    ),
    pytest.param(
        ["when_all: [audience: {tier: extended}]"],
        ["when_all: [audience: {tier: public}]"],
        False,
        id="public does not select extended",
    ),
    pytest.param(
        ["when_all: [draft: {lang: fr}]"],
        ["when_any: [draft: {lang: [fr, en]}, draft: {links: 1}]"],
        True,
        id="any",
    ),
    pytest.param(
        ["when_any: [draft: {lang: fr}]"], ["when_any: [draft: {lang: [fr, en]}]"], True, id="each"
    ),
    pytest.param([ALL], [ALL, "none: [attestation: {}]"], False, id="may be excluded"),
    pytest.param([ALL, "none: [attestation: {}]"], [ALL], True, id="excluded more often"),
    pytest.param(
        ["count: [{finding: {label: code-name}, at_least: 3}]"],
        ["count: [{finding: {label: code-name}, at_least: 2}]"],
        True,
        id="a higher count",
    ),
    pytest.param(
        ["when_all: [author: {lacks_role: a}]"],
        ["when_all: [author: {lacks_role: [a, b]}]"],
        False,
        id="who lacks one need not lack both",
    ),
]


@pytest.mark.parametrize(("narrow", "wide", "expected"), SHADOWED)
def test_a_shadowed_rule(narrow: list[str], wide: list[str], expected: bool) -> None:
    def body(id: str, lines: list[str]) -> str:
        return f"  - id: {id}\n" + "".join(f"    {line}\n" for line in (*lines, "tier: private"))

    head = "labels: {code-name: {terms: [Falcon]}}\nrules:\n"
    found = warnings(head + body("wide", wide) + body("narrow", narrow))
    message = "rule `narrow` changes no decision: `wide` applies wherever it does"
    assert (("L002", message) in found) is expected


@pytest.mark.parametrize(
    "more", ["verdict: block", "override: never", "tier: private", "derives: d"]
)
def test_a_stricter_rule_is_not_shadowed(more: str) -> None:
    says = "tier: extended" if "tier" not in more else ""
    other = "  - {id: s, when_all: [finding: {label: code-name}], tier: extended}\n"
    found = warnings(rule(ALL, more, says=says) + other)
    assert not [message for _, message in found if message.startswith("rule `r` changes")]


# --- implies.py is sound: what it says of conditions holds for every fact of a small world -----------

LANGS = ("fr", "en", "de")
VALUES = (0.0, 1.0, 2.0, 3.0)
of_text = st.builds(
    AnyOf, st.lists(st.sampled_from(LANGS), min_size=1, max_size=2).map(tuple), st.booleans()
)
of_number = st.builds(Bounded, st.sampled_from(Operator), st.sampled_from(VALUES)) | st.builds(
    AnyOf, st.lists(st.sampled_from(VALUES), min_size=1, max_size=2).map(tuple), st.booleans()
)
fields = st.tuples(st.just("lang"), of_text) | st.tuples(st.just("words"), of_number)
drafts = st.builds(Pattern, st.just("draft"), st.lists(fields, max_size=3).map(tuple))
tiers = st.builds(
    Pattern,
    st.just("audience"),
    st.sampled_from(["private", "extended", "public"]).map(lambda t: (("tier", AnyOf((t,))),)),
)
some_conditions = st.lists(drafts | tiers, min_size=1, max_size=3).map(tuple)
small_rules = st.builds(
    Rule,
    st.sampled_from(["a", "b"]),
    some_conditions,
    st.just(()) | some_conditions,
    verdict=st.just(1),
)
WORLD = [
    (Fact("draft", {"lang": lang, "words": words}), Fact("audience", {"id": "x", "tier": tier}))
    for lang, words, tier in product(LANGS, VALUES, Tier)
]


def satisfied(rule: Rule) -> list[bool]:
    rules = RuleSet([rule])
    return [bool(rules.apply(Case(facts, NOW)).reasons) for facts in WORLD]


@settings(max_examples=150, deadline=None)
@given(small_rules)
def test_a_rule_called_dead_is_satisfied_by_no_case(rule: Rule) -> None:
    if clash(rule):
        assert not any(satisfied(rule))


@settings(max_examples=200, deadline=None)
@given(small_rules, small_rules)
def test_a_rule_called_shadowed_adds_nothing(one: Rule, other: Rule) -> None:
    if is_shadowed(one, other):
        for narrow, wide in zip(satisfied(one), satisfied(other), strict=True):
            assert wide or not narrow


@given(of_number, of_number)
def test_a_test_that_implies_another_passes_less(narrow: AnyOf, wide: AnyOf) -> None:
    if implies(narrow, wide):
        one = Rule("a", (Pattern("draft", (("words", narrow),)),))
        two = Rule("b", (Pattern("draft", (("words", wide),)),))
        assert all(w or not n for n, w in zip(satisfied(one), satisfied(two), strict=True))


# --- the others -------------------------------------------------------------------------------------


def test_examples_are_asked_for_with_their_place() -> None:
    policy = loads(f"version: 1\n{rule(ALL, 'because: x', 'examples: {caught: [Falcon]}')}")
    (warning,) = lint(policy, NOW)
    assert (warning.code, warning.severity, warning.line) == ("L004", "warning", 4)
    assert warning.message == "rule `r` has no example under `clear`"


def test_a_warning_shows_its_line_when_the_file_is_there(tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text(f"version: 1\n{rule(ALL, 'because: x')}")
    policy = load(path)
    (warning,) = lint(policy, NOW)
    assert (
        str(warning).replace(f"{tmp_path}/", "")
        == """\
policies.yaml:4:9: warning[L004]: rule `r` has no examples
4 |   - id: r
  |         ^"""
    )
    path.write_text("version: 1\n# changed since it was loaded\n")
    (warning,) = lint(policy, NOW)
    assert warning.source_line == ""


def test_in_a_pack_a_rule_without_examples_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(f"version: 1\n{rule(ALL, 'because: x')}")
    policy = loads("version: 1\nextends: mine\n", packs=tmp_path)
    (problem,) = lint(policy, NOW, packs=tmp_path)
    assert (problem.code, problem.severity, problem.path) == ("L004", "error", "pack:mine")
    assert problem.source_line == "  - id: r"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("labels: {a: {terms: [R5]}}\n", {"L009"}, id="two letters"),
        pytest.param("labels: {a: {terms: [{term: R5, near: [proto]}]}}\n", set(), id="near"),
        pytest.param("labels: {a: {terms: [Lundi]}}\n", {"L009"}, id="an everyday word"),
        pytest.param("labels: {a: {terms: [L'Équipe]}}\n", set(), id="two words"),
        pytest.param("labels: {a: {terms: ['🚀']}}\n", {"L009"}, id="no letter"),
        pytest.param("labels: {a: {terms: [Été Indien, été-indien]}}\n", {"L010"}, id="twice"),
        pytest.param(
            "labels: {a: {terms: [Falcon, {term: falcon, near: [x1]}]}}\n", set(), id="other words"
        ),
        pytest.param("labels: {a: {patterns: ['x*']}}\n", {"L007"}, id="empty text"),
        pytest.param("labels: {a: {patterns: ['\\w+']}}\n", {"L007"}, id="any word"),
        pytest.param("labels: {a: {patterns: ['[^\\s\\S]']}}\n", {"L008"}, id="nothing"),
        pytest.param("labels: {a: {patterns: ['FALCON', 'Été', '[ÀÉ]té']}}\n", set(), id="folded"),
        pytest.param("labels: {a: {patterns: ['\\d+ ?k€']}}\n", set(), id="a figure"),
    ],
)
def test_terms_and_patterns(text: str, expected: set[str]) -> None:
    assert codes(text) == expected


def test_audiences_and_channels() -> None:
    text = (
        "audiences: {a: {tier: public}, b: {tier: extended}, c: {tier: private}}\n"
        "channels: {x: {audience: a, closes: '2026-11-24Z'}}\n"
        "rules: [{id: r, when_all: [audience: {id: b}], verdict: flag}]\n"
    )
    assert [m for c, m in warnings(text) if c == "L005"] == [
        "no channel leads to audience `c`",
        "channel `x` is closed",
    ]


def test_names_that_nobody_has() -> None:
    text = (
        "people: {zoe: {roles: [lawyer], domains: [tax]}}\n"
        "channels: {}\n"
        f"{rule('when_all: [author: {lacks_role: lawyer}, channel: {kind: x}]', 'none: [author: {role: lawer, domain: tax}]')}"
    )
    assert [m for c, m in warnings(text) if c == "L017"] == [
        "rule `r`: no channel has the kind `x`",
        "rule `r`: no person has the role `lawer`",
    ]


def test_examples_with_unknown_names() -> None:
    text = "tests: [{text: a, channel: x, author: zoe, expect: allow}]\n"
    assert [m for c, m in warnings(text) if c == "L016"] == [
        "no channel `x`: read as the strictest",
        "no author `zoe`: read as the strictest",
    ]


def test_waivers() -> None:
    text = rule(ALL) + (
        "waivers:\n"
        "  - {id: w1, rule: r, owner: o, because: b, until: '2026-11-23Z'}\n"
        "  - {id: w2, rule: r, owner: o, because: b, until: '2027-11-23Z'}\n"
        "  - {id: w3, rule: r, owner: o, because: b, until: '2027-11-23Z'}\n"
    )
    assert codes(text) == {"L011"}
    found = [m for c, m in warnings(text, uses={"w3": 2}) if c in {"L011", "L012"}]
    assert found == ["waiver `w1` has ended", "waiver `w2` was never used"]


def test_public_values_are_tried_when_the_caller_can() -> None:
    text = f"registers: {{public_record: [{{value: a, label: code-name}}, b, c]}}\n{rule(ALL)}"
    known = {"a": ["code-name"], "b": ["phone"]}
    assert codes(text) == set()
    found = warnings(text, recognised=lambda value: known.get(value, ()))
    assert [m for c, m in found if c == "L015"] == [
        "this value is not recognised by any label: it covers nothing"
    ]


def test_a_rule_in_shadow_is_shown_where_it_was_put_there(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(f"version: 1\n{rule(ALL)}")
    path = tmp_path / "policies.yaml"
    path.write_text("version: 1\nextends: base\nadjust: {r: {mode: shadow}}\n")
    found = lint(load(path, packs=tmp_path), NOW, packs=tmp_path)
    assert [(w.path, w.line) for w in found if w.code == "L013"] == [(str(path), 3)]


def test_a_warning_about_an_extended_file_is_shown_there(tmp_path: Path) -> None:
    (tmp_path / "teams").mkdir()
    (tmp_path / "teams" / "rh.yaml").write_text(
        "version: 1\n"
        "registers: {public_record: ['12']}\n"
        "labels: {a: {terms: [R5]}}\n"
        "waivers: [{id: w, rule: r, owner: o, because: b, until: '2020-01-01Z'}]\n"
        "rules: [{id: r, when_all: [finding: {label: a}], tier: private}]\n"
    )
    path = tmp_path / "policies.yaml"
    path.write_text("version: 1\nextends: teams/rh.yaml\n")
    policy = load(path)
    found = lint(policy, NOW, recognised=lambda value: ())
    places = {(w.code, w.path.removeprefix(f"{tmp_path}/"), w.line, w.column) for w in found}
    assert places >= {
        ("L009", "teams/rh.yaml", 3, 22),
        ("L011", "teams/rh.yaml", 4, 16),
        ("L015", "teams/rh.yaml", 2, 29),
    }


def test_an_empty_policy_lacks_rules_and_nothing_else() -> None:
    assert [w.code for w in lint(Policy(), NOW)] == ["L018"]
    assert [w.code for w in lint(loads("version: 1\n"), NOW)] == ["L018"]


@pytest.mark.parametrize("text", ["company: Marenval\n", "rules: []\n"])
def test_a_policy_without_rules(text: str) -> None:
    [warning] = lint(loads(f"version: 1\ndefault_tier: extended\n{text}"), NOW)
    assert warning.code == "L018"
    assert warning.message == "no rule, neither here nor in a pack: every draft is `extended`"
    assert warning.severity == "warning"


def test_the_rules_of_a_pack_are_rules() -> None:
    assert "L018" not in {code for code, _ in warnings("extends: [base]\n")}

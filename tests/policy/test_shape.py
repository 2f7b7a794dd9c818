"""The key is marked when the key is wrong, the value when the value is, and nothing is skipped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.good import GOOD, problems, said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "rules:\n  - id: a\n    tier: secret\n    when_all: [draft: {}]\n",
            """\
policies.yaml:4:11: error[P010]: must be `private`, `extended` or `public`
4 |     tier: secret
  |           ^^^^^^""",
            id="a word that is not one of them",
        ),
        pytest.param(
            "rules:\n  - {id: a, verdict: blok, when_all: [draft: {}]}\n",
            """\
policies.yaml:3:22: error[P010]: must be `allow`, `flag` or `block`
3 |   - {id: a, verdict: blok, when_all: [draft: {}]}
  |                      ^^^^
  = help: did you mean `block`?""",
            id="a word that is nearly one of them",
        ),
        pytest.param(
            "rules:\n  - tier: private\n    verdict: flag\n",
            """\
policies.yaml:3:5: error[P011]: missing key `id`
3 |   - tier: private
  |     ^""",
            id="a missing key is shown at the entry",
        ),
        pytest.param(
            "rules:\n  - id: a\n    whn_all: []\n",
            """\
policies.yaml:4:5: error[P012]: unknown key `whn_all`
4 |     whn_all: []
  |     ^^^^^^^
  = help: did you mean `when_all`?""",
            id="an unknown key is marked, not its value",
        ),
        pytest.param(
            "review: {phone: x}\n",
            """\
policies.yaml:2:10: error[P012]: unknown key `phone`
2 | review: {phone: x}
  |          ^^^^^
  = help: the keys here are `contacts`""",
            id="a key like no other: those that there are",
        ),
        pytest.param(
            "labels:\n",
            """\
policies.yaml:2:1: error[P010]: must be a mapping, `key: value`; nothing is written here
2 | labels:
  | ^^^^^^""",
            id="an empty section is shown at its key",
        ),
        pytest.param(
            "audiences: [a]\n",
            """\
policies.yaml:2:12: error[P010]: must be a mapping, `key: value`
2 | audiences: [a]
  |            ^""",
            id="a list for a mapping",
        ),
        pytest.param(
            "rules: {a: 1}\n",
            """\
policies.yaml:2:8: error[P010]: must be a list
2 | rules: {a: 1}
  |        ^""",
            id="a mapping for a list",
        ),
        pytest.param(
            'audiences: {"a b": {tier: public}}\n',
            """\
policies.yaml:2:13: error[P010]: must be a name of letters, digits, `.`, `_` and `-`
2 | audiences: {"a b": {tier: public}}
  |             ^^^^^""",
            id="a key that is no name",
        ),
        pytest.param(
            "labels: {a: {terms: [{term: x, confidence: 2}]}}\n",
            """\
policies.yaml:2:44: error[P010]: must be at most 1
2 | labels: {a: {terms: [{term: x, confidence: 2}]}}
  |                                            ^""",
            id="a figure out of range",
        ),
        pytest.param(
            "labels: {a: {terms: [x, 365]}}\n",
            """\
policies.yaml:2:25: error[P010]: must be a mapping, `key: value`
2 | labels: {a: {terms: [x, 365]}}
  |                         ^^^
  = help: a text is written between quotes""",
            id="a number among terms",
        ),
        pytest.param(
            'labels: {a: {hashed: ["zz"]}}\n',
            """\
policies.yaml:2:23: error[P010]: must be `N:HEX`: a number of words from 1 to 5, and 32 hexadecimal digits
2 | labels: {a: {hashed: ["zz"]}}
  |                       ^^^^""",
            id="a hashed term that is none",
        ),
        pytest.param(
            "channels: {x: {audience: a, strict: 1}}\naudiences: {a: {tier: public}}\n",
            """\
policies.yaml:2:37: error[P010]: must be `true` or `false`
2 | channels: {x: {audience: a, strict: 1}}
  |                                     ^""",
            id="1 is not true",
        ),
        pytest.param(
            "waivers: [{id: w, rule: r, owner: o, because: b}]\n",
            """\
policies.yaml:2:11: error[P011]: missing key `until`
2 | waivers: [{id: w, rule: r, owner: o, because: b}]
  |           ^""",
            id="a waiver without an end",
        ),
        pytest.param(
            'company: ""\n',
            """\
policies.yaml:2:10: error[P010]: must not be empty
2 | company: ""
  |          ^^""",
            id="an empty text",
        ),
        pytest.param(
            "labels:\n  b: {spacy: {pipeline: fr_core_news_sm, label: [PER]}}\n",
            """\
policies.yaml:3:42: error[P012]: unknown key `label`
3 |   b: {spacy: {pipeline: fr_core_news_sm, label: [PER]}}
  |                                          ^^^^^
  = help: did you mean `labels`?""",
            id="an unknown key of an item that is written without its list",
        ),
    ],
)
def test_the_frame_points_at_what_must_change(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize("version", ["2", "true", "1.0", '"1"', "[1]"])
def test_the_version_is_1_and_nothing_else(version: str) -> None:
    (problem,) = problems(f"version: {version}\n")
    assert (problem.code, problem.message, problem.line) == ("P010", "must be 1", 1)


def test_a_policy_without_its_version_is_refused() -> None:
    (problem,) = problems("company: Rivière\n")
    assert (problem.code, problem.message) == ("P011", "missing key `version`")


ONE_FOR_A_LIST = [
    "labels: {b: {spacy: {pipeline: fr_core_news_sm, nonsense: 1}}}",
    "labels: {b: {spacy: {nonsense: 1}}}",
    "labels: {b: {spacy: 3}}",
    "labels: {b: {classifier: {nonsense: 1}}}",
    "labels: {b: {gitleaks: {nonsense: 1}}}",
    "labels: {b: {terms: {term: x, nonsense: 1}}}",
    "labels: {b: {terms: [{term: x, near: {nonsense: 1}}]}}",
    "labels: {b: {patterns: {pattern: x, nonsense: 1}}}",
    "labels: {b: {hashed: {nonsense: 1}}}",
    "extends: {pack: fr, nonsense: 1}",
    "extends: {nonsense: 1}",
    "extends: {pack: 5}",
    "extends: 5",
    "audiences: {a: {tier: public, members: {nonsense: 1}}}",
    "people: {a: {roles: {nonsense: 1}, domains: {nonsense: 1}}}",
    "registers: {public_record: {value: x, nonsense: 1}}",
    "registers: {public_record: [{value: x, nonsense: 1}], releases: {id: a, nonsense: 1}}",
    "rules: [{id: a, obligations: {notify: x, nonsense: 1}}]",
    "rules: [{id: a, count: {nonsense: 1}, when_all: {nonsense: 1}}]",
    "rules: [{id: a, derives: {nonsense: 1}, examples: {caught: {nonsense: 1}}}]",
    "rules: {id: a, nonsense: 1}",
    "waivers: {id: a, nonsense: 1}",
    "tests: {text: a, history: {nonsense: 1}, alt: {nonsense: 1}}",
]


@pytest.mark.parametrize("text", ONE_FOR_A_LIST)
def test_one_value_where_a_list_may_stand_is_a_problem_when_it_is_wrong(text: str) -> None:
    found = problems(f"version: 1\n{text}\n")
    assert {problem.code for problem in found} & {"P010", "P011", "P012"}
    assert {problem.line for problem in found} == {2}


def _mappings(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where the mappings of a policy stand."""
    if isinstance(value, dict):
        yield path
        for key, one in value.items():
            yield from _mappings(one, (*path, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _mappings(one, (*path, number))


def _good() -> dict[str, Any]:
    """The good policy as plain data, its dates as texts."""
    data: dict[str, Any] = yaml.load(GOOD, yaml.BaseLoader)
    return data


@pytest.mark.parametrize("path", list(_mappings(_good())), ids=str)
@pytest.mark.parametrize("value", ["1", {"nonsense": ["b"]}], ids=["text", "mapping"])
def test_a_key_that_nobody_knows_is_said_in_every_mapping(
    path: tuple[str | int, ...], value: object
) -> None:
    data = yaml.load(GOOD, yaml.SafeLoader)
    holder = data
    for step in path:
        holder = holder[step]
    holder["nonsense"] = value
    found = problems(yaml.safe_dump(data, allow_unicode=True, default_style=None))
    if not _takes_any_key(path):
        assert [p for p in found if "nonsense" in p.source_line or "nonsense" in p.message]


def _takes_any_key(path: tuple[str | int, ...]) -> bool:
    """Names of our own choice; a value of those is looked at all the same."""
    return path[-1:] in {("values",), ("contacts",), ("answers",), ("fact",)}


# Each breaks one place of a good policy: what to write instead, and what is then said.
BREAKAGES = [
    ("language: fr", "langauge: fr", "P012"),
    ("timezone: Europe/Paris\n", "timezone: Europe/Pariss\n", "P021"),
    ("default_tier: public", "default_tier: secret", "P010"),
    ("{public: block}", "{public: allow}", "P022"),
    ("members: [zoe]", "members: 3", "P010"),
    ("2028-12-31T23:59 Europe", "2028-13-31T23:59 Europe", "P021"),
    ("portal: {audience: partners}", "portal: {audience: parteners}", "P016"),
    ("name: A. Martin,", "name: no,", "P008"),
    ("- Falcon\n", "- 12\n", "P010"),
    ("confidence: 0.8", "confidence: 8", "P010"),
    ("'\\b\\d+ ?k€'", "'(?=k€)'", "P020"),
    ("classifier: rumours", "classifier: &x rumours", "P005"),
    ("{id: results}", "{id: launch}", "P015"),
    ("same_as: who.name", "same_as: whom.name", "P017"),
    ("{role: spokesperson}", "{role: spokesperson, id: a.martin}", "P018"),
    ("release: {id: launch}", "release: {id: lunch}", "P016"),
    ("tier: private\n    verdict", "tier: privat\n    verdict", "P010"),
    ("{notify: legal}", "{notify: leagl}", "P016"),
    ("above: 280", "abov: 280", "P012"),
    ("[sat, sun]", "[sat, son]", "P010"),
    ("at_least: 3", "at_least: 0", "P010"),
    ("mode: shadow", "mode: shade", "P010"),
    ("rule: many", "rule: mnay", "P016"),
    ("until: 2027-01-01", "until: soon", "P021"),
    ("expect: allow", "expects: allow", "P012"),
]


def _places(text: str) -> set[tuple[str, int]]:
    return {(problem.code, problem.line) for problem in problems(text)}


def _line_of(old: str) -> int:
    return GOOD[: GOOD.index(old)].count("\n") + 1


def test_the_good_policy_is_good() -> None:
    assert problems(GOOD) == ()


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage[1][:30])
def test_one_breakage_is_one_problem_at_its_line(breakage: tuple[str, str, str]) -> None:
    old, new, code = breakage
    assert old in GOOD
    found = _places(GOOD.replace(old, new, 1))
    assert (code, _line_of(old)) in found
    # What refers to the broken entry may have to be said too.
    assert {place[0] for place in found} - {code} <= {"P011", "P016"}


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(BREAKAGES), min_size=1))
def test_all_problems_are_said_at_once(breakages: set[tuple[str, str, str]]) -> None:
    """What is wrong in one place hides nothing that is wrong in another."""
    text = GOOD
    for old, new, _ in breakages:
        text = text.replace(old, new, 1)
    found = _places(text)
    assert {(code, _line_of(old)) for old, _, code in breakages} <= found


@settings(max_examples=30, deadline=None)
@given(st.sets(st.sampled_from(BREAKAGES), min_size=2))
def test_problems_are_in_order_of_line(breakages: set[tuple[str, str, str]]) -> None:
    text = GOOD
    for old, new, _ in breakages:
        text = text.replace(old, new, 1)
    places = [(problem.line, problem.column) for problem in problems(text)]
    assert places == sorted(places)

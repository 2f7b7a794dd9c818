"""The reports: what they say in both languages, and that they hold no text of examples."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from ecluse.examples import gate_for_examples
from ecluse.model import Draft
from ecluse.policy.load import load, loads
from ecluse.policy.model import Policy
from ecluse.redteam.catalogue import FAMILIES, pairs, transforms
from ecluse.redteam.report import full, in_json, shown
from ecluse.redteam.run import Result, smuggle
from ecluse.redteam.transform import Parcel

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
POLICY = """\
version: 1
labels: {code-name: {terms: [Projet Goéland]}, sign: {terms: [zzyzx]}}
rules:
  - id: code-name
    when_all: [{finding: {label: code-name}}]
    tier: private
    because: Un nom de code.
    examples: {caught: [Le projet Goéland sort mardi.], clear: [Un cormoran dort.]}
  - id: sign
    when_all: [{finding: {label: sign}}]
    tier: private
    because: Un signe.
    examples: {caught: [Une mouette, {text: "zzyzx"}]}
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(POLICY)


@pytest.fixture(scope="module")
def result(policy: Policy) -> Result:
    chosen = (*transforms(), *pairs(transforms(), 3, 0))
    with gate_for_examples(policy) as gate:
        return smuggle(policy, gate, chosen, now=NOW)


WORDS = ("projet", "Goéland", "cormoran", "mardi", "zzyzx", "Mouette", "mouette")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_report_holds_no_text_of_an_example(
    policy: Policy, result: Result, language: str
) -> None:
    report = full(policy, result, language, seed=0) + in_json(policy, result, seed=0)
    assert [word for word in WORDS if word.lower() in report.lower()] == []


def test_no_report_of_our_packs_holds_text_of_an_example() -> None:
    """Every disguised text and its original, as far as it is longer than a word of the report."""
    policy = load("policies.yaml")
    with gate_for_examples(policy) as gate:
        some = tuple(family[0] for family in FAMILIES)
        result = smuggle(policy, gate, some, now=NOW, limit=1)
    report = full(policy, result, "fr", seed=0) + in_json(policy, result, seed=0)
    texts = {
        part.text
        for survivor in result.survivors.values()
        for parcel in (survivor.parcel, survivor.cargo.parcel)
        for draft in parcel.drafts
        for part in draft.parts()
    }
    pieces = {text[at : at + 14] for text in texts for at in range(0, len(text) - 13, 7)}
    assert len(pieces) > 200
    reported = {report[at : at + 14] for at in range(len(report) - 13)}
    assert [piece for piece in pieces & reported if piece.strip()] == []


def test_a_person_who_asks_sees_the_smallest_mutation(policy: Policy, result: Result) -> None:
    report = full(policy, result, "en", seed=0, reveal=True)
    assert "before: Le projet Goéland sort mardi." in report
    smallest = result.smallest("code-name")
    assert smallest is not None
    assert f"after: {shown(smallest.parcel)}" in report


def test_the_report_counts_what_was_tried(policy: Policy, result: Result) -> None:
    total = result.total()
    english, french = (full(policy, result, language, seed=9) for language in ("en", "fr"))
    assert f"{total.tried} mutations: {total.caught} caught" in english
    assert f"{total.tried} mutations : {total.caught} prises" in french
    assert f"policy policies.yaml (digest {policy.digest}), seed 9" in english
    assert "left out: not caught 1" in english
    assert "laissés de côté\u00a0: non pris 1" in french


def test_every_family_and_transform_has_a_line(policy: Policy, result: Result) -> None:
    report = full(policy, result, "en", seed=0)
    lines = {line.split("  ")[0] or line.split()[0] for line in report.splitlines() if line}
    for one in result.transforms:
        assert one.family in lines
        assert one.name in lines or one.name in report


def test_json_sums_up(policy: Policy, result: Result) -> None:
    document = json.loads(in_json(policy, result, seed=4))
    assert document["seed"] == 4
    assert document["examples"] == {"caught": 2, "clear": 1, "left_out": {"not-caught": 1}}
    for key in ("tried", "caught", "held", "slipped"):
        of_families = sum(family[key] for family in document["families"])
        of_transforms = sum(
            one[key] for family in document["families"] for one in family["transforms"]
        )
        of_rules = sum(rule[key] for rule in document["rules"])
        assert document["total"][key] == of_families == of_transforms == of_rules
    [first, _] = document["rules"]
    assert first["rule"] == "code-name"
    assert set(first["smallest"]) == {"family", "transform", "cost", "size", "example"}


def test_nothing_that_passes_is_said_too(policy: Policy) -> None:
    with gate_for_examples(policy) as gate:
        none = [one for one in transforms() if one.name == "capitals"]
        result = smuggle(policy, gate, none, now=NOW)
    assert "code-name (0 of 1): nothing passes" in full(policy, result, "en", seed=0)
    document = json.loads(in_json(policy, result, seed=0))
    assert [rule["smallest"] for rule in document["rules"]] == [None, None]


def test_a_parcel_is_shown_on_one_line_with_its_fields() -> None:
    parcel = Parcel((Draft("a\u200bb\n", title="c"), Draft("d", alt=("e",))), ())
    assert shown(parcel) == "a\\u200bb\\n | title: c ‖ d | alt[0]: e"

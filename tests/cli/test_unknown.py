"""What a command line names and the policy does not know is said to people; JSON says no key once."""

from __future__ import annotations

import json
import re

import pytest

POLICY = """
version: 1
company: Brumelac
language: en
channels:
  linkedin: {audience: customers}
audiences:
  customers: {tier: extended}
people:
  a.martin: {name: A. Martin}
labels:
  bird: {terms: [heron]}
rules:
  - id: no-bird
    when_all: [{finding: {label: bird}}]
    none: [{attestation: {sheet: zoo}}]
    tier: private
    override: never
    because: A bird stays.
    fix: Keep it.
    examples: {caught: ["a heron"], clear: ["a\\ncat"]}
"""


@pytest.fixture
def policy(copy):
    (copy / "policies.yaml").write_text(POLICY)


@pytest.mark.parametrize("form", ["full", "concise"])
@pytest.mark.parametrize(
    ("argv", "said"),
    [
        pytest.param(("--channel", "linkdin"), "did you mean `linkedin`?", id="channel"),
        pytest.param(("--audience", "custmers"), "did you mean `customers`?", id="audience"),
        pytest.param(("--channel", "zzz"), "--channel: the policy has no such", id="no idea"),
        pytest.param(("--author", "zzz"), "--author: the policy has no such", id="author"),
    ],
)
def test_people_read_that_a_name_is_unknown(call, policy, form, argv, said) -> None:
    answer = call("check", "--text", "a cat", "--output-format", form, *argv)
    assert answer.code == 0
    assert said in answer.out


@pytest.mark.parametrize("form", ["full", "concise"])
@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("option", ["--channel", "--audience"])
def test_an_unknown_name_is_said_once(call, policy, form, lang, option) -> None:
    argv = ("--output-format", form, "--lang", lang, option, "zzz")
    out = call("check", "--text", "a heron", *argv).out
    assert len(re.findall("pas dans la politique|absente? de la politique|the policy", out)) == 1


@pytest.mark.parametrize("form", ["full", "concise"])
def test_a_draft_that_names_an_unknown_channel_says_so_in_the_language_of_the_report(
    call, policy, copy, form
) -> None:
    (copy / "a.md").write_text("---\nchannel: zzz\n---\na heron\n")
    answer = call("gate", "a.md", "--output-format", form, "--lang", "fr")
    assert "canal absent de la politique" in answer.out
    assert "not in the policy" not in answer.out


def test_a_thousand_drafts_for_an_unknown_channel_are_not_a_thousand_notes(
    call, policy, copy
) -> None:
    (copy / "rows.jsonl").write_text('{"text": "a cat"}\n' * 3)
    out = call("gate", "rows.jsonl", "--channel", "zzz").out
    assert out.count("\n") == 4
    assert "3 drafts read, 3 decided: 3 allowed" in out


def test_of_several_channels_the_unknown_one_is_told_by_its_number(call, policy) -> None:
    out = call("check", "--text", "a cat", "--channel", "linkedin", "--channel", "zzz").out
    assert "! --channel 2: the policy has no such channel" in out


def test_a_known_name_says_nothing(call, policy) -> None:
    argv = ("--channel", "linkedin", "--audience", "customers", "--author", "a.martin")
    assert "!" not in call("check", "--text", "a cat", *argv).out


def test_no_waiver_does_not_contradict_a_release(call, policy) -> None:
    said = call("explain", "--text", "a heron").out
    assert "what releases rule no-bird" in said
    assert "no waiver may lift rule no-bird" in said
    assert "nothing lifts" not in said


def test_an_end_of_line_is_shown_as_one(call, policy) -> None:
    assert "a⏎cat" in call("explain", "no-bird").out
    assert "⏎a heron" not in call("explain", "--text", "so\na heron").out
    assert "so⏎a •••••" in call("explain", "--text", "so\na heron").out


def test_french_puts_a_no_break_space_before_a_colon(call, policy) -> None:
    assert "pourquoi\u00a0: " in call("explain", "no-bird", "--lang", "fr").out


def test_json_says_once_that_there_is_no_key(call, policy, copy) -> None:
    argv = ("check", "--text", "a heron", "--output-format", "json")
    assert json.loads(call(*argv).out)["report"]["digests"] == "none: no key"
    call("key", "new", "k")
    assert "digests" not in json.loads(call(*argv, "--key-file", "k").out)["report"]

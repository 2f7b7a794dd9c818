"""`ecluse redteam`: what it takes, says, writes and answers."""

from __future__ import annotations

import json

import pytest

from tests.terminal import on_terminal

POLICY = """\
version: 1
language: en
labels: {code-name: {terms: [Project Gull]}}
rules:
  - id: code-name
    when_all: [{finding: {label: code-name}}]
    tier: private
    because: A code name stays inside.
    examples: {caught: ["#ProjectGull is near", Project Gull], clear: [A gull stole my lunch.]}
"""


@pytest.fixture
def policy(copy):
    (copy / "policies.yaml").write_text(POLICY)
    return copy / "policies.yaml"


def test_it_answers_1_when_something_slips(policy, call) -> None:
    answer = call("redteam", "--families", "cipher", "--seed", "3")
    assert answer.code == 1
    assert "seed 3" in answer.out
    assert "rot13" in answer.out
    assert "slipped (" in answer.out
    assert answer.err == ""


def test_it_answers_0_when_no_more_slips_than_is_allowed(policy, call) -> None:
    assert call("redteam", "--families", "cipher", "--allow-share", "1").code == 0
    assert call("redteam", "--families", "cipher", "--allow-share", "0.01").code == 1


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["nowhere.yaml"], "nowhere.yaml"),
        (["--families", "ciphr"], "no family is called `ciphr`; did you mean `cipher`?"),
        (["--families", "zzz"], "there are unseen, "),
        (["--only", "code-nam"], "no rule is called `code-nam`; did you mean `code-name`?"),
        (["--write", "policies.yaml"], "is not of `ecluse redteam`"),
        (["--output-format", "xml"], "xml"),
        (["--allow-share", "2"], "less than or equal to 1"),
        (["--limit", "0"], "greater than or equal to 1"),
    ],
)
def test_it_answers_2_when_it_cannot_run(policy, call, argv, said) -> None:
    answer = call("redteam", *argv)
    assert answer.code == 2
    assert said in answer.err
    assert policy.read_text() == POLICY


def test_a_policy_without_anything_to_disguise_is_no_success(policy, call) -> None:
    policy.write_text("version: 1\n")
    answer = call("redteam")
    assert (answer.code, answer.out) == (2, "")
    assert "there is nothing to disguise" in answer.err


def test_json_goes_to_standard_output_alone(policy, call) -> None:
    answer = call("redteam", "--families", "styled", "--output-format", "json", "--pairs", "0")
    document = json.loads(answer.out)
    assert [family["family"] for family in document["families"]] == ["styled"]
    assert "Gull" not in answer.out + answer.err


def test_the_same_seed_gives_the_same_report(policy, call) -> None:
    argv = [
        "redteam",
        "--families",
        "typing",
        "--families",
        "apart",
        "--pairs",
        "10",
        "--seed",
        "5",
    ]
    first, again = call(*argv), call(*argv)
    assert first == again
    assert "pairs" in first.out


def test_what_slipped_is_written_and_fails_until_mended(policy, call) -> None:
    answer = call("redteam", "--families", "cipher", "--write", "slipped.yaml", "--lang", "fr")
    assert answer.code == 1
    assert "slipped.yaml : " in answer.err
    assert call("policy", "validate", "slipped.yaml").code == 0
    tested = call("policy", "test", "slipped.yaml")
    assert tested.code == 1
    assert "rule `code-name` does not catch this example" in tested.out


def test_text_is_revealed_on_a_terminal_only(policy, call) -> None:
    answer = call("redteam", "--families", "cipher", "--reveal")
    assert "--reveal shows nothing here" in answer.err
    assert "Gull" not in answer.out


def test_text_is_revealed_on_a_terminal(policy, copy) -> None:
    argv = ["redteam", "--families", "cipher"]
    hidden, code = on_terminal(*argv, cwd=copy)
    revealed, _ = on_terminal(*argv, "--reveal", cwd=copy)
    assert code == 1
    assert "Gull" not in hidden
    assert "before: Project Gull" in revealed


def test_a_run_on_one_rule_takes_its_examples_only(policy, call) -> None:
    answer = call("redteam", "--only", "code-name", "--limit", "1", "--families", "padding")
    assert "examples: 1 that" in answer.out

"""Hostile input has one law: whatever is written is a policy or a policy error."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ecluse.policy.cache import dumps
from ecluse.policy.cache import loads as from_cache
from ecluse.policy.lint import lint
from ecluse.policy.load import load, loads
from ecluse.policy.model import Policy
from ecluse.policy.problems import CODES, PolicyError
from ecluse.rules.apply import RuleSet
from tests.policy.good import GOOD

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HOSTILE = "ab:-[]{}&*!|>?#'\" \n\x00\t0"
WORDS = st.sampled_from(
    sorted(
        {*GOOD.replace(",", " ").replace(":", " ").split(), "no", "22:30", "null", "<<", "&a", "*a"}
    )
)


def read(text: str) -> Policy | None:
    """Load a policy, and verify what holds of every policy and of every error."""
    try:
        policy = loads(text)
    except PolicyError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.code in CODES
            assert problem.message
            assert (
                problem.message[0] != problem.message[0].upper()
                or not problem.message[0].isalpha()
                or problem.message.startswith("U+")
            )
            assert not problem.line or str(problem).count("\n") in {2, 3}
        assert str(error)
        return None
    RuleSet(policy.rules)
    lint(policy, NOW)
    assert from_cache(dumps(policy)).rules == policy.rules
    return policy


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text(alphabet=HOSTILE, max_size=40))
@example("a: &a [*a]")
@example("rules: [\x00]")
@example("\ud800")
@example("version: 1\nlabels: {a: {patterns: ['\\x{110000}']}}")
@example("version: 1\nextends: [[[]]]")
@example("version: 1\nrules: [{id: a, derives: 3, when_all: 4}]")
@example("version: 1\nrules: {a: 1}\ntests: 4\nwaivers: [1]")
@example("version: 1\nregisters: {releases: 3, public_record: {}}\ncrisis: [1]\nreview: null")
def test_whatever_is_written_is_a_policy_or_a_policy_error(text: str) -> None:
    read(text)
    read(f"version: 1\n{text}")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_policy_or_a_policy_error(tmp_path_factory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "policies.yaml"
    path.write_bytes(data)
    with contextlib.suppress(PolicyError):
        load(path)


LINES = GOOD.splitlines(keepends=True)


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """The good policy with a few lines lost, doubled or moved, and a few words changed."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["lose", "double", "move", "indent", "word", "character"])):
            case "lose":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case "indent":
                lines[at] = "  " + lines[at]
            case "word":
                parts = lines[at].split(" ")
                parts[draw(st.integers(0, len(parts) - 1))] = draw(WORDS)
                lines[at] = " ".join(parts)
            case _:
                place = draw(st.integers(0, len(lines[at]) - 1))
                changed = draw(st.sampled_from(HOSTILE))
                lines[at] = lines[at][:place] + changed + lines[at][place + 1 :]
    return "".join(lines)


@settings(max_examples=250, deadline=None)
@given(mutants())
def test_a_mutant_of_a_good_policy_is_a_policy_or_a_policy_error(text: str) -> None:
    read(text)


@settings(max_examples=100, deadline=None)
@given(mutants())
def test_messages_never_quote_what_is_recognised(text: str) -> None:
    """Terms, patterns and public values may be seen in a source line, never in a message."""
    try:
        loads(text)
    except PolicyError as error:
        for problem in error.problems:
            if (
                problem.code == "P012"
            ):  # a torn line makes a key of anything, and the key is what is wrong
                continue
            for secret in ("Griffon", "01 99 00 12 34", "0199001235", "0123456789abcdef"):
                assert secret not in problem.message + problem.help


def test_the_worked_example_is_valid() -> None:
    path = Path(__file__).parents[2] / "policies.yaml"
    if not path.exists():
        pytest.skip("not written yet")
    assert read(path.read_text(encoding="utf-8"))

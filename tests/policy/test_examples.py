"""An example that lies is a problem at its place; one that holds is none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ecluse.model import Decision, DraftError, Fault, FaultKind, Mode, Reason, Tier, Verdict, Waiver
from ecluse.policy.load import load, loads
from ecluse.policy.test import run
from tests.policy.good import rule

ALL = "when_all: [finding: {label: code-name}]"
BY_RULE = Reason("r", Tier.PRIVATE, Verdict.BLOCK)
WAIVER = Waiver("w", "r", "zoe", "salon", None)
BLOCKED = Decision(Verdict.BLOCK, Tier.PRIVATE, (BY_RULE,))
ALLOWED = Decision(Verdict.ALLOW, Tier.PUBLIC)


def said(text: str, decision: Decision) -> list[str]:
    """What is wrong with each example of a policy when every draft gets ``decision``."""
    results = run(loads(f"version: 1\n{text}"), lambda row: decision)
    return [result.problem.message if result.problem else "" for result in results]


@pytest.mark.parametrize(
    ("decision", "caught", "clear"),
    [
        pytest.param(
            BLOCKED, "", "rule `r` catches this example, which is to be clear", id="it fires"
        ),
        pytest.param(ALLOWED, "rule `r` does not catch this example", "", id="it does not"),
        pytest.param(
            Decision(Verdict.ALLOW, Tier.PUBLIC, (BY_RULE.waived_by(WAIVER),)),
            "",
            "rule `r` catches this example, which is to be clear",
            id="lifted, it fires all the same",
        ),
        pytest.param(
            Decision(Verdict.ALLOW, Tier.PUBLIC, (Reason("r", mode=Mode.SHADOW),)),
            "",
            "rule `r` catches this example, which is to be clear",
            id="in shadow too",
        ),
        pytest.param(
            Decision(
                Verdict.FLAG, Tier.PUBLIC, (), (Fault("spacy", FaultKind.TIMEOUT, "2 s", ("r",)),)
            ),
            "rule `r` does not catch this example",
            "rule `r` could not be evaluated: spacy: 2 s",
            id="not evaluated is not clear",
        ),
    ],
)
def test_caught_and_clear(decision: Decision, caught: str, clear: str) -> None:
    text = rule(ALL, "examples: {caught: [a], clear: [b]}")
    assert said(text, decision) == [caught, clear]


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("expect: block", ""),
        ("expect: block, tier: private, reasons: [r]", ""),
        ("expect: flag", "the verdict is `block`, not `flag`"),
        ("expect: block, tier: public", "the tier is `private`, not `public`"),
        ("expect: block, reasons: [r, s]", "`s` is not among the reasons"),
        (
            "expect: allow, tier: extended",
            "the verdict is `block`, not `allow`; the tier is `private`, not `extended`",
        ),
    ],
)
def test_tests_of_the_policy(expected: str, message: str) -> None:
    text = f"{rule(ALL)}  - {{id: s, {ALL}, verdict: flag}}\ntests: [{{text: a, {expected}}}]\n"
    assert said(text, BLOCKED) == [message]


def test_a_lie_is_shown_where_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text(f"version: 1\n{rule(ALL, 'examples: {caught: [Un faucon]}')}", encoding="utf-8")
    (result,) = run(load(path), lambda row: ALLOWED)
    assert (
        str(result.problem).replace(f"{tmp_path}/", "")
        == """\
policies.yaml:6:24: error[P025]: rule `r` does not catch this example
6 |     examples: {caught: [Un faucon]}
  |                        ^^^^^^^^^
  = help: change the example or the rule""".replace("24: error", "25: error").replace(
            "                        ^", "                         ^"
        )
    )


def test_a_row_that_is_no_draft_is_a_problem() -> None:
    def refuse(row: Mapping[str, object]) -> Decision:
        raise DraftError("`seq` is not a number")

    (result,) = run(loads("version: 1\ntests: [{text: a, expect: allow}]\n"), refuse)
    assert result.decision is None
    assert result.problem is not None
    assert result.problem.message == "this is no draft: -: `seq` is not a number"


def test_the_row_is_what_the_policy_wrote_with_its_moments_as_instants() -> None:
    rows: list[Mapping[str, object]] = []

    def keep(row: Mapping[str, object]) -> Decision:
        rows.append(row)
        return ALLOWED

    text = (
        "version: 1\ntimezone: Europe/Paris\ntests:\n"
        "  - {text: a, alt: [b], images: 1, now: 2026-12-01, expect: allow,\n"
        '     history: [b, {text: c, publish_at: "2026-12-01T08:00"}]}\n'
    )
    (result,) = run(loads(text), keep)
    assert result.holds
    assert rows == [
        {
            "text": "a",
            "alt": ["b"],
            "images": 1,
            "now": "2026-11-30T23:00:00+00:00",
            "history": [{"text": "b"}, {"text": "c", "publish_at": "2026-12-01T07:00:00+00:00"}],
        }
    ]

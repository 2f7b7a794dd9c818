"""Run what a policy says of itself: the examples of its rules, and its tests.

A ``caught`` example holds when the rule is among the reasons, lifted or in shadow or not; a
``clear`` one when it is not, and nothing kept the rule from being evaluated. A test holds when
verdict, tier and reasons are what it says, as far as it says. Any other is an example that lies: a
problem P025 at its place.

The gate is given as a function from the row of a draft to a decision, so that this module knows
policies only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ecluse.model import Decision, EcluseError
from ecluse.policy.model import Example, Policy
from ecluse.policy.places import Places
from ecluse.policy.problems import Problem, quoted

__all__ = ["ExampleResult", "run"]


class ExampleResult(NamedTuple):
    """One example, what was decided (nothing when its row is no draft), and what is wrong."""

    example: Example
    decision: Decision | None
    problem: Problem | None

    @property
    def holds(self) -> bool:
        """Whether the example tells the truth."""
        return self.problem is None


def run(
    policy: Policy, check: Callable[[Mapping[str, object]], Decision], *, packs: Any = None
) -> Iterator[ExampleResult]:
    """Run every example and test, in the order of the policy.

    Args:
        policy: a policy that was read from its file; one from the cache has no examples.
        check: decides the draft of a row: ``Gate.check`` behind the reader of rows. The keys are
            those of an input row; ``now`` and ``publish_at`` are ISO 8601 in UTC, and ``history``
            is a list of rows. What the row says is vouched for by the policy. An
            :class:`~ecluse.model.EcluseError` that it raises is a problem of the example.
        packs: the folder of packs that the policy was loaded with; that of the wheel by default.
    """
    places = Places(policy, packs)
    for example in policy.examples:
        yield _run(example, check, places)


def _run(
    example: Example, check: Callable[[Mapping[str, object]], Decision], places: Places
) -> ExampleResult:
    try:
        decision = check(example.draft)
    except EcluseError as error:
        problem = places.problem("P025", f"this is no draft: {error}", example.place, "", "error")
        return ExampleResult(example, None, problem)
    said = "; ".join(_differences(example, decision))
    if not said:
        return ExampleResult(example, decision, None)
    problem = places.problem("P025", said, example.place, _help(example, decision), "error")
    return ExampleResult(example, decision, problem)


def _differences(example: Example, decision: Decision) -> Iterator[str]:
    fired = {reason.rule for reason in decision.reasons}
    rule = example.rule
    if example.caught is True and rule not in fired:
        yield f"rule `{rule}` does not catch this example"
    if example.caught is False and rule in fired:
        yield f"rule `{rule}` catches this example, which is to be clear"
    for fault in decision.faults:
        if example.caught is False and rule in fault.rules:
            yield f"rule `{rule}` could not be evaluated: {fault.what}: {fault.why}"
    if example.verdict is not None and decision.verdict is not example.verdict:
        yield f"the verdict is `{decision.verdict.word}`, not `{example.verdict.word}`"
    if example.tier is not None and decision.tier is not example.tier:
        yield f"the tier is `{decision.tier.word}`, not `{example.tier.word}`"
    if missing := [id for id in example.reasons if id not in fired]:
        yield f"{quoted(missing, 'and')} is not among the reasons"


def _help(example: Example, decision: Decision) -> str:
    """What was decided, for a test of the whole policy."""
    if example.caught is not None:
        return "change the example or the rule"
    fired = sorted({reason.rule for reason in decision.reasons})
    return f"the reasons are {quoted(fired, 'and')}" if fired else "there is no reason"

"""The smuggler on our own packs: one example of some rules of each, by every transform.

``FLOORS`` is what may never get worse: for each family, the share of mutations that are caught or held.
Raise a floor when the gate has learned to see more; a change that lowers one has lost something.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import pytest

from ecluse.examples import gate_for_examples
from ecluse.gate import Gate
from ecluse.policy.load import load
from ecluse.policy.model import Policy
from ecluse.redteam.catalogue import families_of, transforms
from ecluse.redteam.run import Cargo, Count, Result, _Run, smuggle

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)

RULES = (
    "marked-private",
    "secret",
    "internal-address",
    "payment-number",
    "identity-number",
    "somebodys-own-phone",
    "somebodys-own-email",
    "threat",
    "declared-statement",
    "secret-name",
    "declared-value",
    "fr-deal-talk",
    "en-told-in-confidence",
    "code-name",
    "quiet-period",
)

FLOORS = {
    "unseen": 0.96,
    "lookalike": 0.90,
    "styled": 0.97,
    "accents": 0.98,
    "direction": 0.95,
    "typography": 0.84,
    "spacing": 0.85,
    "apart": 0.91,
    "typing": 0.65,
    "spelled": 0.80,
    "markup": 0.95,
    "hidden": 0.89,
    "encoding": 0.96,
    "cipher": 0.50,
    "splitting": 0.96,
    "fields": 0.82,
    "padding": 0.87,
}
"""Family → the least share that is caught or held."""

SPOILED = 0.05
"""The largest share of mutations of harmless text in which something is found."""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load("policies.yaml")


@pytest.fixture(scope="module")
def gate(policy: Policy):  # type: ignore[no-untyped-def]
    with gate_for_examples(policy) as gate:
        yield gate


@pytest.fixture(scope="module")
def result(policy: Policy, gate: Gate) -> Result:
    return smuggle(policy, gate, transforms(), now=NOW, limit=1, only=RULES)


def shares(result: Result) -> dict[str, Count]:
    every = result.transforms
    return {
        family: result.total([one.name for one in every if one.family == family])
        for family in families_of(every)
    }


def table(counts: dict[str, Count]) -> str:
    lines = (
        f"{family:12} {count.tried:6} tried {count.caught:6} caught {count.held:6} held "
        f"{1 - count.share:7.3f} kept (floor {FLOORS.get(family, 0):.2f}), "
        f"{count.spoiled} of {count.clear} spoiled"
        for family, count in counts.items()
    )
    return "\n".join(lines)


def test_every_rule_that_is_named_was_tried(result: Result) -> None:
    assert set(result.rules) == set(RULES)
    assert result.left_out == {}


def test_no_family_falls_below_its_floor(
    result: Result, record_property: Callable[[str, str], None]
) -> None:
    counts = shares(result)
    record_property("table", table(counts))
    assert set(counts) == set(FLOORS)
    below = {f: 1 - c.share for f, c in counts.items() if 1 - c.share < FLOORS[f]}
    assert below == {}


def test_disguise_makes_few_false_alarms(result: Result) -> None:
    total = result.total()
    assert total.spoiled <= SPOILED * total.clear


def test_every_transform_applies_to_an_example(policy: Policy, gate: Gate) -> None:
    run = _Run(gate, NOW, 0, Result((), {}))
    made = (run._cargo(example, 1) for example in policy.examples if example.caught)
    cargoes = [one for one in made if isinstance(one, Cargo)]
    assert len(cargoes) > 300
    idle = [
        one.name
        for one in transforms()
        if not any(one.apply(cargo.parcel, Random(0)) for cargo in cargoes)
    ]
    assert idle == []

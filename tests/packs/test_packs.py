"""Packs keep the promises that every policy is held to, and a few of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from ecluse.examples import gate_for_examples
from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.model import Decision, Draft, Origin, Override, Tier, Verdict
from ecluse.policy.load import load, loads
from ecluse.policy.model import Policy
from ecluse.policy.test import run
from ecluse.read.row import record_of
from ecluse.rules.conditions import Rule
from ecluse.text.announce import announcing

PACKS = (
    "base",
    "en",
    "fr",
    "knowledge",
    "marks",
    "model",
    "people",
    "personal-data",
    "secrets",
    "social",
    "tone",
)
DECLARED = tuple(pack for pack in PACKS if pack != "model")
"""The packs that rest on what is declared: a statistic is asked for by name (docs/model.md)."""
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def _alone(pack: str) -> Policy:
    return loads(f"version: 1\nextends: [{pack}]\n")


def _own_rules(pack: str) -> list[Rule]:
    return [rule for rule in _alone(pack).rules if rule.place.path == f"pack:{pack}"]


def _lies(policy: Policy) -> list[str]:
    with gate_for_examples(policy) as gate:
        return list(_lies_of(policy, gate))


def _lies_of(policy: Policy, gate: Gate) -> Iterator[str]:
    def check(row: Mapping[str, object]) -> Decision:
        values = dict(row)
        history = [_draft(dict(past)) for past in values.pop("history", [])]  # type: ignore[attr-defined]
        draft = _draft(values)
        return gate.check(draft, now=draft.now or NOW, history=history)

    yield from (str(result.problem) for result in run(policy, check) if result.problem is not None)


def _draft(row: Mapping[str, object]) -> Draft:
    return replace(record_of(row, "example", Origin()).drafts[0], trusted=True)


@pytest.fixture(scope="module")
def everything() -> Gate:
    """A policy without a word of its own."""
    return Gate(loads(f"version: 1\nextends: [{', '.join(DECLARED)}]\n"))


def test_every_pack_of_the_wheel_is_tested_here() -> None:
    shipped = {one.name for one in files("ecluse").joinpath("packs").iterdir()}
    assert {name for name in shipped if name.endswith(".yaml")} == {f"{p}.yaml" for p in PACKS}


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_alone_tells_the_truth(pack: str) -> None:
    assert _lies(_alone(pack)) == []


def test_the_worked_example_tells_the_truth_with_every_pack_of_what_is_declared() -> None:
    policy = load("policies.yaml")
    assert _lies(policy) == []
    assert set(DECLARED) == {name[5:] for name, _ in policy.inputs if name.startswith("pack:")}


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_speaks_both_languages(pack: str) -> None:
    for rule in _own_rules(pack):
        assert all((rule.because.fr, rule.because.en, rule.fix.fr, rule.fix.en)), rule.id


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_has_two_examples_of_each_kind(pack: str) -> None:
    counted = Counter((example.rule, example.caught) for example in _alone(pack).examples)
    for rule in _own_rules(pack):
        assert counted[rule.id, True] >= 2, rule.id
        assert counted[rule.id, False] >= 2, rule.id


@pytest.mark.parametrize("pack", PACKS)
def test_every_pattern_is_announced_so_that_it_costs_nothing_elsewhere(pack: str) -> None:
    patterns = [p for label in _alone(pack).labels.values() for p in label.patterns]
    without = [p for p in patterns if not announcing(p.pattern, folded=p.view != "source")]
    assert without == []


@pytest.mark.parametrize("pack", ["tone", "fr", "en", "people", "model"])
def test_words_alone_never_block(pack: str) -> None:
    for rule in _own_rules(pack):
        assert (rule.verdict, rule.tier) == (Verdict.FLAG, None), rule.id


def test_form_can_be_acknowledged_by_the_author() -> None:
    rules = [rule for rule in _own_rules("social") if rule.id != "channel-closed"]
    assert {rule.override for rule in rules} == {Override.ACKNOWLEDGE}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Merci à toutes et tous pour cette belle journée !", id="thanks"),
        pytest.param("Une question ? 01 99 00 12 34 ou contact@exemple.fr", id="contact"),
        pytest.param("Votre dossier reste strictement confidentiel.", id="promise"),
        pytest.param("Nous recrutons : 2 300 € brut par mois, CDI, à Rennes.", id="job offer"),
        pytest.param("Grève nationale : 7 trains sur 10 circulent.", id="strike"),
        pytest.param("L'usine de Vire fête ses cent ans.", id="factory"),
        pytest.param("Fusion de saveurs : notre nouvelle recette.", id="fusion of flavours"),
        pytest.param("Chiffre d'affaires 2025 : 12,4 millions d'euros.", id="published result"),
        pytest.param("Attention, coupure d'eau jeudi de 9 h à midi.", id="outage announced"),
        pytest.param("We are hiring a baker in Leeds, £14 an hour.", id="job offer in English"),
        pytest.param("Our privacy policy explains what stays confidential.", id="policy page"),
        pytest.param("The minister is in talks with the unions.", id="news"),
        pytest.param("Sorry for the delay, please send us your ticket number.", id="reply"),
        pytest.param("Order 4511-2207-118204 has left our warehouse.", id="order number"),
        pytest.param("Learn more about data breaches on Thursday.", id="awareness"),
    ],
)
def test_an_ordinary_post_goes_out(everything: Gate, text: str) -> None:
    decision = everything.check(Draft(text), now=NOW)
    assert (decision.verdict, decision.reasons) == (Verdict.ALLOW, ())


@pytest.mark.parametrize("text", ["CONFIDENTIEL - Budget 2027", "TLP:RED\nIndicators attached."])
def test_a_marked_text_may_go_where_the_private_tier_is_read(text: str) -> None:
    policy = "version: 1\nextends: [marks]\naudiences: {board: {tier: private}}\n"
    decision = Gate(loads(policy)).check(Draft(text, audience="board"), now=NOW)
    assert (decision.verdict, decision.tier) == (Verdict.ALLOW, Tier.PRIVATE)


def test_a_published_account_may_be_published() -> None:
    account = "FR14 2004 1010 0505 0001 3M02 606"
    policy = "version: 1\nextends: [personal-data]\n"
    declared = policy + f"registers: {{public_record: [{{value: {account}, label: iban}}]}}\n"
    draft = Draft(f"Vos dons sur {account}")
    verdicts = [Gate(loads(p)).check(draft, now=NOW).verdict for p in (policy, declared)]
    assert verdicts == [Verdict.BLOCK, Verdict.ALLOW]

"""Rules written in Python are the rules that a policy file makes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ecluse.model import Message, Mode, Obligation, Override, Tier, Verdict
from ecluse.policy.load import loads
from ecluse.rules.apply import RuleSet
from ecluse.rules.conditions import Place, Rule, When
from ecluse.rules.python import DeclarationError, Rules, count, covers, m, ref

YAML = """
version: 1
timezone: UTC
audiences: {everyone: {tier: public}}
labels:
  supplier: {terms: [Lavandou, Ostrevent]}
  contract: {terms: [contrat]}
registers: {releases: [{id: r-1}]}
review: {contacts: {legal: Legal}}
rules:
  - id: two-suppliers
    when_all:
      - finding: {label: supplier, confidence: {at_least: 0.8}}
        as: one
      - finding: {label: supplier, name: {not_same_as: one.name}}
      - finding: {label: contract}
        near: {of: one, tokens: 6}
      - audience: {tier: public}
      - time: {before: "2027-01-01T00:00"}
    none: [{release: {id: r-1}}, {author: {role: expert}}]
    tier: private
    because: Two suppliers.
    fix: {fr: Un seul., en: One only.}
    obligations: [{notify: legal}]
    override: never
    mode: shadow
  - id: many
    count: [{finding: {label: [supplier, contract]}, distinct: name, at_least: 3, within: {of: author, window: 24h}}]
    none: [{public_record: {covers: finding}}]
    verdict: flag
    derives: talk
    because: Many.
  - id: chain
    when_any: [{fact: {name: talk}}, {draft: {length: {above: 280}}}]
    verdict: block
    because: Chain.
"""


def declared() -> Rules:
    rules = Rules()

    @rules.when_all(
        ((m.finding.label == "supplier") & (m.finding.confidence >= 0.8)).named("one"),
        (m.finding.label == "supplier") & (m.finding.name != ref("one.name")),
        (m.finding.label == "contract").near("one", 6),
        m.audience.tier == Tier.PUBLIC,
        When(before=datetime(2027, 1, 1, tzinfo=UTC)),
        none=[m.release.id == "r-1", m.author.role == "expert"],
        tier=Tier.PRIVATE,
        fix=Message("Un seul.", "One only."),
        obligations=[Obligation("notify", "legal")],
        override=Override.NEVER,
        mode=Mode.SHADOW,
    )
    def two_suppliers() -> None:
        """Two suppliers."""

    both = m.finding.label.is_in(["supplier", "contract"])
    rules.add(
        "many",
        count=[count(both, 3, distinct="name", of="author", window=timedelta(hours=24))],
        none=[covers()],
        verdict=Verdict.FLAG,
        derives="talk",
        because=Message("Many.", "Many."),
    )

    @rules.when_any(m.fact.name == "talk", m.draft.length > 280, verdict=Verdict.BLOCK)
    def chain() -> None:
        """Chain."""

    return rules


def plain(rule: Rule) -> dict[str, Any]:
    return {name: value for name, value in vars(rule).items() if name != "place"}


def test_yaml_and_python_make_equal_values(tmp_path: Path) -> None:
    policy = loads(YAML, str(tmp_path / "policies.yaml"))
    from_yaml = {rule.id: plain(rule) for rule in policy.rules}
    assert {rule.id: plain(rule) for rule in declared().rules} == from_yaml
    assert all(rule.place == Place() for rule in declared().rules)


def test_they_compile() -> None:
    assert len(RuleSet(declared().rules).rules) == 3


@pytest.mark.parametrize(
    ("declare", "why"),
    [
        pytest.param(lambda r: r.add("a", when_all=[m.release()]), "only releases", id="release"),
        pytest.param(
            lambda r: r.add("a", when_all=[m.author.role == "x"]), "only releases", id="role"
        ),
        pytest.param(lambda r: r.add("a", none=[m.finding()]), "does not release", id="finding"),
        pytest.param(
            lambda r: [r.add("a", when_all=[m.draft()])] * 1 + [r.add("a")], "twice", id="id"
        ),
        pytest.param(lambda _: m.draft() & m.finding(), "two conditions", id="two facts in one"),
        pytest.param(lambda _: ref("name"), "name.field", id="reference"),
        pytest.param(lambda _: m.draft.length == [1], "compared", id="a list"),
    ],
)
def test_what_does_not_hold_is_refused_at_once(declare: Any, why: str) -> None:
    with pytest.raises(DeclarationError, match=why):
        declare(Rules())


def test_a_misspelt_kind_or_field_is_refused_with_a_suggestion() -> None:
    with pytest.raises(AttributeError, match="did you mean `finding`"):
        m.findings.label  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean `label`"):
        m.finding.lable  # noqa: B018

"""What the report for people says of waivers and obligations."""

from datetime import UTC, datetime

import pytest

from ecluse.gate import Gate
from ecluse.model import Draft
from ecluse.policy.load import loads
from ecluse.report import Report, Row
from ecluse.report.full import entries

POLICY = """
version: 1
timezone: Europe/Paris
audiences: {{everyone: {{tier: public}}}}
channels: {{x: {{audience: everyone, kind: x}}}}
labels: {{code-name: {{terms: [Falcon]}}}}
crisis: {{answers: {{incident: {{fr: Nous vérifions., en: We are checking.}}}}}}
review: {{contacts: {{legal: extension 44}}}}
rules:
  - id: code-name
    when_all: [{{finding: {{label: code-name}}}}]
    verdict: flag
    because: A code name stays inside.
    obligations: [{{answer: incident}}, {{notify: legal}}, {{hold: thread}}]
    examples: {{caught: [Falcon flies], clear: [A bird flies]}}
{more}
"""
WAIVER = """
waivers:
  - {{id: W-1, rule: code-name, owner: me, because: Approved, until: "{until}", scope: {{channel: x}}}}
"""
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def said(more: str = "", language: str = "en") -> str:
    policy = loads(POLICY.format(more=more))
    draft = Draft("Falcon flies", channel="x")
    decision = Gate(policy).check(draft, now=NOW)
    return "".join(entries(Report(policy, NOW, language=language), Row(decision, draft)))


def test_a_prepared_answer_is_there_to_be_copied_and_a_contact_to_be_reached() -> None:
    assert "  = obligation: prepared answer incident: We are checking.\n" in said()
    assert "  = obligation: notify legal (extension 44)\n" in said()
    assert "  = obligation: also hold thread\n" in said()


def test_an_obligation_is_said_in_french() -> None:
    page = said(language="fr").replace("\u00a0", " ")
    assert "  = obligation : réponse préparée incident : Nous vérifions.\n" in page
    assert "  = obligation : prévenir legal (extension 44)\n" in page
    assert "  = obligation : retenir aussi thread\n" in page


@pytest.mark.parametrize(
    ("until", "shown"),
    [
        ("2026-12-31", "2026-12-31"),  # midnight in Paris is still the day before in Greenwich
        ("2026-12-31T18:30", "2026-12-31 18:30"),
        ("9999-12-31T23:59Z", "9999-12-31 23:59"),  # no clock goes further
    ],
)
def test_the_end_of_a_waiver_is_told_on_the_clock_of_the_policy(until: str, shown: str) -> None:
    assert f"(me, until {shown}): Approved" in said(WAIVER.format(until=until))

"""A policy with every section, and small helpers for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

from ecluse.policy.load import loads
from ecluse.policy.problems import PolicyError, Problem

GOOD = """\
version: 1
company: Rivière & Fils
language: fr
timezone: Europe/Paris
default_tier: public
reach: {extended: {public: block}}
limits: {characters: 500000, seconds: 20, classifier: {seconds: 2.5}, window: {drafts: 12}}
audiences:
  management: {tier: private, members: [zoe]}
  partners: {tier: extended, nda_until: "2028-12-31T23:59 Europe/Paris"}
  everyone: {tier: public}
channels:
  x: {audience: everyone, kind: x, opens: 2026-01-01, closes: "2030-01-01", strict: true}
  portal: {audience: partners}
people:
  a.martin: {name: A. Martin, roles: [expert], domains: [batteries]}
labels:
  code-name:
    terms:
      - Falcon
      - {term: Projet Griffon, name: griffon, variants: false, confidence: 0.8, near: [lancement]}
    patterns: ['\\b\\d+ ?k€', {pattern: 'ABC-\\d{4}', view: source, unless: [bus]}]
    hashed: ["2:0123456789abcdef0123456789abcdef"]
  press:
    spacy: {pipeline: fr_core_news_md, labels: [PER]}
    classifier: rumours
registers:
  public_record:
    - "01 99 00 12 34"
    - {value: "0199001235", label: code-name, source: site, since: 2026-01-01}
  releases: [{id: launch, at: "2026-12-01T18:00"}, {id: results}]
rules:
  - id: code-name-before-launch
    when_all:
      - {finding: {label: code-name}, as: who}
      - audience: {tier: extended}
      - finding: {label: code-name, name: {not_same_as: who.name}}
        near: {of: who, tokens: 10}
    none:
      - public_record: {covers: who}
      - author: {role: spokesperson}
      - release: {id: launch}
      - attestation: {sheet: press-review}
    derives: {name: deal-talk, values: {who: who.name, weight: 3}}
    tier: private
    verdict: flag
    because: {fr: Un nom de code reste interne., en: A code name stays inside.}
    fix: Attendez.
    obligations: [{notify: legal}, {answer: outage}, {hold: thread}]
    override: justify
    examples:
      caught: ["Le projet Falcon arrive !", {text: Falcon, channel: x, now: 2026-11-01}]
      clear: ["Un faucon."]
  - id: many
    when_all: [{draft: {length: {above: 280, at_most: 500}, lang: {not: [fr, en]}}}]
    when_any:
      - fact: {name: deal-talk}
      - time: {weekdays: [sat, sun], hours: ["18:00", "08:00"]}
      - time: {before: "2027-01-01", not_before: "2026-06-01T08:00+02:00"}
    count:
      - finding: {label: code-name}
        distinct: value
        at_least: 3
        within: {of: author, window: 24h}
    verdict: flag
    mode: shadow
waivers:
  - id: W-1
    rule: many
    owner: zoe
    because: salon
    until: 2027-01-01
    scope: {channel: x, author: a.martin, draft: d-1}
crisis: {answers: {outage: {fr: Panne., en: Outage.}}}
review: {contacts: {legal: "Service juridique, poste 12"}}
tests:
  - {text: Bonjour, channel: x, expect: allow, tier: public}
  - {text: Falcon, channel: x, publish_at: "2026-11-02T09:00", expect: block, reasons: [many]}
"""


def problems(text: str, packs: Path | None = None) -> tuple[Problem, ...]:
    """Every problem of a policy; none when it is valid."""
    try:
        loads(text, packs=packs)
    except PolicyError as error:
        return error.problems
    return ()


def said(text: str, packs: Path | None = None) -> str:
    """What the author of a policy reads; ``version: 1`` is written before it."""
    return "\n".join(map(str, problems(f"version: 1\n{text}", packs)))


def rule(*lines: str, says: str = "tier: private", more: str = "") -> str:
    """A policy with one rule `r` and a label `code-name`; the rule's lines begin on line 5."""
    body = "".join(f"    {line}\n" for line in (*lines, says))
    return f"labels: {{code-name: {{terms: [Falcon]}}}}\nrules:\n  - id: r\n{body}{more}"

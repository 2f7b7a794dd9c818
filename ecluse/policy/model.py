"""A policy that was read, checked and understood: what the gate works with.

Frozen values without behaviour; :mod:`ecluse.policy.load` makes one from YAML, and
:mod:`ecluse.policy.cache` keeps it between runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecluse.lean import dataclass, field
from ecluse.model import Audience, Channel, Limits, Message, Person, Tier, Verdict, Waiver
from ecluse.rules.conditions import Place, Rule

if TYPE_CHECKING:
    from ecluse.classifiers.lexicon import TermForms
    from ecluse.classifiers.patterns import Read, Traits
    from ecluse.classifiers.sought import Sought

__all__ = [
    "REACH",
    "UNPREPARED",
    "Example",
    "Label",
    "Policy",
    "Prepared",
    "PublicValue",
    "Release",
    "SpacySource",
    "Term",
    "TextPattern",
]

REACH: Mapping[tuple[Tier, Tier], Verdict] = {
    (Tier.PRIVATE, Tier.PRIVATE): Verdict.ALLOW,
    (Tier.PRIVATE, Tier.EXTENDED): Verdict.BLOCK,
    (Tier.PRIVATE, Tier.PUBLIC): Verdict.BLOCK,
    (Tier.EXTENDED, Tier.PRIVATE): Verdict.ALLOW,
    (Tier.EXTENDED, Tier.EXTENDED): Verdict.ALLOW,
    (Tier.EXTENDED, Tier.PUBLIC): Verdict.FLAG,
    (Tier.PUBLIC, Tier.PRIVATE): Verdict.ALLOW,
    (Tier.PUBLIC, Tier.EXTENDED): Verdict.ALLOW,
    (Tier.PUBLIC, Tier.PUBLIC): Verdict.ALLOW,
}
"""Where each tier may go: (tier, tier of the audience) → verdict. A policy may tighten it only."""


@dataclass(frozen=True)
class Term:
    """A declared word or phrase. ``variants``: plural, hashtag, spacing and hyphen variants count.

    ``near``: when given, the term counts only within ``near_tokens`` words of one of them.
    ``unless``: words that, next to the term (within ``near_tokens``), make it harmless.
    """

    text: str
    name: str = ""
    confidence: float = 1.0
    variants: bool = True
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    near_tokens: int = 5


@dataclass(frozen=True)
class TextPattern:
    """An RE2 pattern. ``view`` is ``folded`` (lower case, no accents; the default) or ``source``
    (the text as written, case counts).
    """

    pattern: str
    name: str = ""
    confidence: float = 1.0
    view: str = "folded"
    unless: tuple[str, ...] = ()
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class SpacySource:
    """A spaCy pipeline by name or path, and which of its labels count (empty: all).

    ``kind`` is ``ents``, ``spans`` (with ``key``) or ``cats`` (with ``threshold``).
    """

    pipeline: str
    kind: str = "ents"
    labels: tuple[str, ...] = ()
    key: str = "sc"
    threshold: float = 0.5


@dataclass(frozen=True)
class Label:
    """Everything that produces findings of one label."""

    id: str
    terms: tuple[Term, ...] = ()
    hashed: tuple[str, ...] = ()
    patterns: tuple[TextPattern, ...] = ()
    spacy: tuple[SpacySource, ...] = ()
    classifiers: tuple[str, ...] = ()
    """Third-party classifiers, by entry point name."""
    gitleaks: tuple[str, ...] = ()
    """Paths of gitleaks configurations, relative to the policy."""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class PublicValue:
    """A value that the company has made public: hotline, contact address, spokesperson, figure."""

    value: str
    label: str = ""
    source: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class Release:
    """An act of publication that rules may wait for; it has taken place from ``at`` on."""

    id: str
    at: datetime | None = None


AUDITED = 0.05
"""Share of would-be releases that a person looks at all the same, unless the policy says another."""


@dataclass(frozen=True)
class Learned:
    """The learned tier model that a policy names, and what it may do; paths are relative to the policy.

    ``file``: a model that ``ecluse train`` wrote, ``default`` for the one in the wheel, empty for
    none. ``block``: the certificate under which it may block. ``release``: the certificate under which
    an ALLOW may go out without the routine look of a person. ``journal``: what the monitor of both
    reads. ``audited``: the share of drafts, above 0, that people look at whatever the model says.
    """

    file: str = ""
    block: str = ""
    release: str = ""
    journal: str = ""
    audited: float = AUDITED


@dataclass(frozen=True)
class Example:
    """A draft with the outcome that a rule (``caught``, ``clear``) or a test of the policy expects.

    ``draft`` holds the keys of an input row. For a rule's example ``rule`` is its id and ``caught``
    whether it must fire. ``verdict``, ``tier`` and ``reasons`` are checked when they are given.
    """

    draft: Mapping[str, object]
    rule: str = ""
    caught: bool | None = None
    verdict: Verdict | None = None
    tier: Tier | None = None
    reasons: tuple[str, ...] = ()
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the classifiers made of a policy (:mod:`ecluse.policy.prepare`); empty without a cache.

    Whoever uses it looks it up by what it was made of: the terms of a label stand beside their
    forms. So a policy that was changed with ``replace`` is not read by what was made of another.
    """

    terms: Mapping[str, tuple[tuple[Term, ...], TermForms]]
    """Label → its terms, and their forms."""
    patterns: Mapping[Read, Traits]
    announced: Mapping[str, Mapping[str, Any]]
    """Module of a classifier of écluse → what announces its findings."""
    sought: Sought | None = None
    """What is looked for beside the terms of all labels that rules ask for."""

    def forms(self, label: Label) -> TermForms | None:
        """The forms of a label's terms, if they were made of these very terms."""
        terms, forms = self.terms.get(label.id, ((), None))
        return forms if terms == label.terms else None


UNPREPARED = Prepared({}, {}, {})


@dataclass(frozen=True)
class Policy:
    """The rules of one organisation, complete with everything that they extend.

    ``digest`` covers the policy file and every file and pack that it extends (BLAKE2b, 32 hex).
    ``reach`` is :data:`REACH`, perhaps tightened. ``examples`` are empty when the policy came from
    the compiled cache: they are not needed to decide.
    """

    path: str = ""
    digest: str = ""
    company: str = ""
    language: str = "en"
    timezone: str = "UTC"
    """The IANA zone in which moments are shown to people."""
    default_tier: Tier = Tier.PUBLIC
    reach: Mapping[tuple[Tier, Tier], Verdict] = field(default_factory=lambda: dict(REACH))
    limits: Limits = field(default=Limits())
    audiences: Mapping[str, Audience] = field(default_factory=dict[str, Audience])
    channels: Mapping[str, Channel] = field(default_factory=dict[str, Channel])
    people: Mapping[str, Person] = field(default_factory=dict[str, Person])
    labels: Mapping[str, Label] = field(default_factory=dict[str, Label])
    public_record: tuple[PublicValue, ...] = ()
    releases: tuple[Release, ...] = ()
    register: str = ""
    """The folder of the register, relative to the policy's own; empty when there is none."""
    learned: Learned = field(default=Learned())
    rules: tuple[Rule, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    answers: Mapping[str, Message] = field(default_factory=dict[str, Message])
    contacts: Mapping[str, str] = field(default_factory=dict[str, str])
    examples: tuple[Example, ...] = field(default=(), compare=False)
    example_entries: tuple[str, ...] = field(default=(), compare=False)
    """Files of register entries that examples and tests know; they decide nothing else."""
    inputs: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """Every file that was read, with its digest, the policy file first; packs as ``pack:base``."""
    prepared: Prepared = field(default=UNPREPARED, compare=False)

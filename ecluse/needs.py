"""What the rules of a policy ask for, and so which classifiers it needs.

A classifier runs only when a rule looks at one of its labels.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ecluse.classifiers import BUILTIN
from ecluse.classifiers.deferred import Deferred, builtin
from ecluse.classifiers.engine import labels_of, name_of
from ecluse.classifiers.lexicon import Entry, Lexicon, TermForms, context_words, joined
from ecluse.classifiers.patterns import PatternEntry, Patterns
from ecluse.model import Classifier, EcluseError
from ecluse.policy.model import Label, Policy, Prepared
from ecluse.rules.conditions import AnyOf, Pattern, Rule, When

if TYPE_CHECKING:
    from ecluse.classifiers.origins import EntryPoint, Pipeline

__all__ = [
    "Asked",
    "GateError",
    "asks_history",
    "classifiers_of",
    "origins_of",
    "patterns_of",
    "rules_by_classifier",
]


class GateError(EcluseError):
    """The gate cannot be built: what is missing, and what to do."""


class Asked:
    """What the rules of a policy name: kinds, labels, draft fields, earlier drafts."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        patterns = [p for rule in rules for p in patterns_of(rule)]
        counts = [count for rule in rules for count in rule.count]
        self.kinds = {pattern.kind for pattern in patterns}
        self.labels = {label for p in patterns for label in _labels(p) or ()}
        self.answered_only = _labels_of(patterns, {"reply"}) - _labels_of(patterns, {"finding"})
        self.every_label = any(_labels(p) is None for p in patterns)
        self.draft_fields = {n for p in patterns if p.kind == "draft" for n, _ in p.tests}
        self.past = any(c.within is not None and c.pattern.kind == "finding" for c in counts)
        self.history = self.past or "history" in self.kinds

    def wants(self, labels: Iterable[str]) -> bool:
        """Whether some rule looks at one of ``labels``."""
        return self.every_label or not self.labels.isdisjoint(labels)


def asks_history(policy: Policy) -> bool:
    """Whether some rule looks at earlier drafts."""
    rules = policy.rules
    return any(count.within is not None for rule in rules for count in rule.count) or any(
        pattern.kind == "history" for rule in rules for pattern in patterns_of(rule)
    )


def patterns_of(rule: Rule) -> Iterator[Pattern]:
    """Every pattern of a rule, wherever it stands."""
    yield from (c for c in (*rule.when_all, *rule.when_any) if not isinstance(c, When))
    yield from (c for c in rule.none if isinstance(c, Pattern))
    yield from (count.pattern for count in rule.count)


def _labels(pattern: Pattern) -> tuple[str, ...] | None:
    """The labels that a pattern asks for; ``None``: any."""
    if pattern.kind not in {"finding", "reply"}:
        return ()
    for name, test in pattern.tests:
        if name == "label" and isinstance(test, AnyOf) and not test.negated:
            return tuple(str(value) for value in test.values)
    return None


def _labels_of(patterns: Iterable[Pattern], kinds: Container[str]) -> frozenset[str]:
    return frozenset(label for p in patterns if p.kind in kinds for label in _labels(p) or ())


def rules_by_classifier(
    classifiers: Sequence[Classifier], rules: Sequence[Rule]
) -> Mapping[str, tuple[str, ...]]:
    """For each classifier, the rules that look at one of its labels."""
    asked = [(rule.id, Asked([rule])) for rule in rules]
    given = [(name_of(classifier), labels_of(classifier)) for classifier in classifiers]
    return {name: tuple(id for id, one in asked if one.wants(labels)) for name, labels in given}


def classifiers_of(policy: Policy, asked: Asked, key: bytes) -> Iterator[Classifier]:
    wanted = [label for label in policy.labels.values() if asked.wants([label.id])]
    prepared = policy.prepared
    if entries := tuple(chain.from_iterable(map(_terms, wanted))):
        yield Lexicon(entries, known=_known_forms(prepared, wanted))
    if patterns := tuple(chain.from_iterable(map(_patterns, wanted))):
        yield Patterns(patterns, known=prepared.patterns)
    for module, labels in BUILTIN.items():
        if asked.wants(labels):
            announced = prepared.announced.get(module)
            yield Deferred(module, announced) if announced else builtin(module)
    for label in wanted:
        yield from _from_elsewhere(policy, label, key)


def _known_forms(prepared: Prepared, labels: Sequence[Label]) -> TermForms | None:
    """The forms of the terms of all labels, if they are known for each."""
    known: list[tuple[TermForms, int]] = []
    for label in labels:
        if label.terms:
            forms = prepared.forms(label)
            if forms is None:
                return None
            known.append((forms, len(label.terms)))
    return joined(known)


def _terms(label: Label) -> Iterator[Entry]:
    for term in label.terms:
        near, unless = context_words(term.near), context_words(term.unless)
        yield Entry(
            label.id,
            term.text,
            term.name,
            term.confidence,
            term.variants,
            near,
            unless,
            term.near_tokens,
        )


def _patterns(label: Label) -> Iterator[PatternEntry]:
    for one in label.patterns:
        folded, unless = one.view != "source", context_words(one.unless)
        yield PatternEntry(label.id, one.pattern, one.name, one.confidence, folded, unless)


def _from_elsewhere(policy: Policy, label: Label, key: bytes) -> Iterator[Classifier]:
    """Hashed terms and gitleaks rules: loaded when named."""
    if label.hashed:
        from ecluse.classifiers.hashed import HashedTerms

        if not key:
            raise GateError(
                f"label `{label.id}` has hashed terms and no key was given; "
                "name the key with --key-file or ECLUSE_KEY_FILE"
            )
        yield HashedTerms(label.id, label.hashed, key)
    for path in label.gitleaks:
        from ecluse.classifiers import gitleaks, secrets

        rules = gitleaks.read(str(Path(policy.path).parent / path))
        yield cast("Classifier", secrets.Secrets(rules.formats, label=label.id))


def origins_of(policy: Policy, asked: Asked) -> Iterator[EntryPoint | Pipeline]:
    """Third-party classifiers and spaCy pipelines: where each is loaded from, when it is named."""
    for label in policy.labels.values():
        if not asked.wants([label.id]) or not (label.classifiers or label.spacy):
            continue
        from ecluse.classifiers.origins import EntryPoint, Pipeline

        yield from (EntryPoint(name, label.id) for name in label.classifiers)
        base = os.path.abspath(Path(policy.path).parent)
        yield from (Pipeline(source, label.id, base) for source in label.spacy)

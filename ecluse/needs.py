"""What the rules of a policy ask for, and so which classifiers it needs.

A classifier runs only when a rule looks at one of its labels.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ecluse.classifiers import BUILTIN
from ecluse.classifiers.deferred import Deferred, builtin
from ecluse.classifiers.engine import labels_of, name_of
from ecluse.classifiers.lexicon import Entry, Lexicon, TermForms, context_words, joined
from ecluse.classifiers.patterns import PatternEntry, Patterns
from ecluse.model import Classifier, EcluseError
from ecluse.policy.asked import Asked, patterns_of
from ecluse.policy.model import Label, Policy, Prepared
from ecluse.rules.conditions import Rule

if TYPE_CHECKING:
    from ecluse.classifiers.origins import EntryPoint, Pipeline
    from ecluse.classifiers.sought import Sought

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


def asks_history(policy: Policy) -> bool:
    """Whether some rule looks at earlier drafts."""
    rules = policy.rules
    return any(count.within is not None for rule in rules for count in rule.count) or any(
        pattern.kind == "history" for rule in rules for pattern in patterns_of(rule)
    )


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
        known = _known_forms(prepared, wanted)
        yield Lexicon(entries, known=known, sought=_sought(prepared, wanted) if known else None)
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


def _sought(prepared: Prepared, labels: Sequence[Label]) -> Sought | None:
    """What was made of the terms of these very labels together, whose forms are known."""
    kept = prepared.sought
    named = tuple([label.id for label in labels if label.terms])
    return kept if kept is not None and kept.labels == named else None


def _terms(label: Label) -> Iterator[Entry]:
    for term in label.terms:
        near = context_words(term.near) if term.near else ()
        unless = context_words(term.unless) if term.unless else ()
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

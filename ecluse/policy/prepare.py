"""What the classifiers make of a policy before the first draft: done once, kept in the cache.

Forms of terms, traits of patterns, what announces the classifiers of écluse, and what terms are looked for
as when they are in disguise or have a letter wrong. Each stands beside
what it was made of, so that it is never taken for another's.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from ecluse.classifiers import BUILTIN
from ecluse.classifiers.deferred import announced_by, builtin
from ecluse.classifiers.guises import sought, words_of
from ecluse.classifiers.lexicon import Entry, Lexicon, TermForms, joined, term_forms
from ecluse.classifiers.patterns import traits
from ecluse.classifiers.sought import Sought
from ecluse.policy.asked import Asked
from ecluse.policy.model import Label, Policy, Prepared

__all__ = ["prepare"]


def prepare(policy: Policy) -> Prepared:
    """What the classifiers make of ``policy``."""
    labels = policy.labels.values()
    patterns = {(p.pattern, p.view != "source") for label in labels for p in label.patterns}
    announced = {module: announced_by(module) for module in BUILTIN}
    terms = {label.id: (label.terms, _forms(label)) for label in labels if label.terms}
    return Prepared(
        terms,
        {(one, folded): traits(one, folded=folded) for one, folded in sorted(patterns)},
        {module: told for module, told in announced.items() if told},
        _sought(policy, {id: forms for id, (_, forms) in terms.items()}),
    )


def _forms(label: Label) -> TermForms:
    return term_forms(_entries(label))


def _entries(label: Label) -> list[Entry]:
    return [Entry(label.id, t.text, variants=t.variants) for t in label.terms]


def _sought(policy: Policy, forms: Mapping[str, TermForms]) -> Sought | None:
    """What is kept of all terms that rules ask for, and of what the classifiers look for that they ask."""
    asked = Asked(policy.rules)
    labels = [policy.labels[id] for id in forms if asked.wants([id])]
    if not labels:
        return None
    entries = tuple(chain.from_iterable(map(_entries, labels)))
    known = joined((forms[label.id], len(label.terms)) for label in labels)
    called = [builtin(module) for module, names in BUILTIN.items() if asked.wants(names)]
    named = [label.id for label in labels]
    return sought(named, Lexicon(entries, known=known), words_of(called))

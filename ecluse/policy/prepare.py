"""What the classifiers make of a policy before the first draft: done once, kept in the cache.

Forms of terms, traits of patterns, and what announces the classifiers of écluse. Each stands beside
what it was made of, so that it is never taken for another's.
"""

from __future__ import annotations

from ecluse.classifiers import BUILTIN
from ecluse.classifiers.deferred import announced_by
from ecluse.classifiers.lexicon import Entry, TermForms, term_forms
from ecluse.classifiers.patterns import traits
from ecluse.policy.model import Label, Policy, Prepared

__all__ = ["prepare"]


def prepare(policy: Policy) -> Prepared:
    """What the classifiers make of ``policy``."""
    labels = policy.labels.values()
    patterns = {(p.pattern, p.view != "source") for label in labels for p in label.patterns}
    announced = {module: announced_by(module) for module in BUILTIN}
    return Prepared(
        {label.id: (label.terms, _forms(label)) for label in labels if label.terms},
        {(one, folded): traits(one, folded=folded) for one, folded in sorted(patterns)},
        {module: told for module, told in announced.items() if told},
    )


def _forms(label: Label) -> TermForms:
    return term_forms([Entry(label.id, t.text, variants=t.variants) for t in label.terms])

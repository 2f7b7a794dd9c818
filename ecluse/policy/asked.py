"""What the rules of a policy name: whoever runs it needs nothing else."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from ecluse.rules.conditions import AnyOf, Pattern, Rule, When

__all__ = ["Asked", "patterns_of"]


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

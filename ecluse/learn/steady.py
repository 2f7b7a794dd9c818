"""Which rules hold a text whenever it is written, and whoever writes it.

A promise is made on texts alone, on one day; it is kept for months, by everybody. So a text counts as
held, for a promise, only by rules that rest on the text and on where it goes. Rules that ask for the
time, for who writes, for what went before, for a release or for what a thread answers may hold an
example on the day of the calibration and let the same text go on another: they are left out, and what
they alone hold counts as the model scores it. So are findings that come and go (a quiet period, a mosaic
with its ledger), and rules with exceptions. Leaving a rule out never makes the bound smaller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ecluse.classifiers import FROM_REGISTERS
from ecluse.rules.conditions import AnyOf, Count, Pattern, Rule, When

__all__ = ["steady"]

_LASTING = ("code-name", "exact-value", "quote", "statement")
"""What a register finds in a text by itself; an entry that ends is looked for at the end as well."""
_FLEETING = frozenset(FROM_REGISTERS) - {*_LASTING}
_FIELDS = {
    "audience": frozenset({"id", "tier"}),
    "channel": frozenset({"id", "kind", "strict"}),
    "draft": frozenset({"length", "words", "links", "hashtags", "mentions", "emojis", "capitals"}),
}
"""What is known of a text and of where it goes."""


def steady(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules that hold a text at any time, in their order, with those that derive facts for them."""
    kept = [rule for rule in rules if not rule.none and all(map(_is_steady, _asked(rule)))]
    while True:
        derived = {rule.derives.name for rule in kept if rule.derives is not None}
        fewer = [rule for rule in kept if _facts(rule) <= derived]
        if len(fewer) == len(kept):
            return tuple(kept)
        kept = fewer


def _asked(rule: Rule) -> Sequence[Pattern | When | Count]:
    return (*rule.when_all, *rule.when_any, *rule.count)


def _is_steady(asked: Pattern | When | Count) -> bool:
    if isinstance(asked, Count):
        return asked.within is None and _is_steady(asked.pattern)
    if not isinstance(asked, Pattern):
        return False
    if asked.kind == "fact":
        return bool(_named(asked, "name"))
    if asked.kind == "finding":
        labels = _named(asked, "label")
        return bool(labels) and _FLEETING.isdisjoint(labels)
    fields = _FIELDS.get(asked.kind)
    return fields is not None and fields.issuperset(name for name, _ in asked.tests)


def _facts(rule: Rule) -> set[str]:
    """The derived facts that a rule asks for."""
    patterns = [one.pattern if isinstance(one, Count) else one for one in _asked(rule)]
    facts = [one for one in patterns if isinstance(one, Pattern) and one.kind == "fact"]
    return {name for fact in facts for name in _named(fact, "name")}


def _named(pattern: Pattern, field: str) -> set[str]:
    """The values of which a field must be one; none when it may be any."""
    tests = [test for name, test in pattern.tests if name == field and isinstance(test, AnyOf)]
    return {str(value) for test in tests if not test.negated for value in test.values}

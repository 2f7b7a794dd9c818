"""What one condition tells about another: enough to find rules that are dead or shadowed.

Sound and incomplete: when a function here says yes it is so; no means that it cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from ecluse.lean import replace
from ecluse.rules.conditions import (
    AnyOf,
    Bounded,
    Condition,
    Count,
    Covers,
    Operator,
    Pattern,
    Rule,
    Scalar,
    Test,
    When,
)

__all__ = ["clash", "implies", "is_shadowed", "patterns_of"]

_TESTS_OF_TEXTS = frozenset({"role", "domain", "lacks_role", "lacks_domain"})
_ONE_OF_ITS_KIND = frozenset({"draft", "channel", "audience", "author"})
"""Kinds of which a draft has one fact, so that all patterns of a rule are about the same one."""


def patterns_of(rule: Rule) -> Iterator[Pattern]:
    """Every pattern of a rule, wherever it stands."""
    for condition in (*rule.when_all, *rule.when_any, *rule.none):
        if isinstance(condition, Pattern):
            yield condition
    yield from (count.pattern for count in rule.count)


# --- tests on one field that cannot hold together ---------------------------------------------------


def clash(rule: Rule) -> str:
    """Why a rule can never be satisfied; empty when it may be.

    Looks at the tests of one pattern together, and at all patterns of a kind of which there is one.
    """
    together: dict[str, list[tuple[str, Test]]] = {}
    for condition in rule.when_all:
        if isinstance(condition, Pattern):
            own = condition.tests
            if condition.kind in _ONE_OF_ITS_KIND:
                own = tuple(together.setdefault(condition.kind, []))
                together[condition.kind] += condition.tests
                own = tuple(together[condition.kind])
            if field := _clash(condition.kind, own):
                return f"no {condition.kind} has such a `{field}`"
    return ""


def _clash(kind: str, tests: Iterable[tuple[str, Test]]) -> str:
    """The first field that no fact can have."""
    by_field: dict[str, list[Test]] = {}
    for field, test in tests:
        by_field.setdefault(field, []).append(test)
    for field, found in by_field.items():
        if field in _TESTS_OF_TEXTS or (kind, field) == ("audience", "tier"):
            continue  # several roles, and several tiers, hold together
        if any(_excludes(one, other) for one, other in combinations(found, 2)):
            return field
        if field in _RANGES and any(_outside(test, *_RANGES[field]) for test in found):
            return field
    return ""


_RANGES = {"confidence": (0.0, 1.0), "capitals": (0.0, 1.0)}
"""Fields that hold a share."""


def _outside(test: Test, least: float, most: float) -> bool:
    if isinstance(test, AnyOf):
        return not test.negated and not any(_within(v, least, most) for v in test.values)
    if isinstance(test, Bounded) and isinstance(test.bound, float):
        probe = (least, most)
        return not any(_holds(test.operator, value, test.bound) for value in probe)
    return False


def _within(value: Scalar, least: float, most: float) -> bool:
    return isinstance(value, float) and least <= value <= most


def _holds(operator: Operator, value: float, bound: float) -> bool:
    match operator:
        case Operator.AT_LEAST:
            return value >= bound
        case Operator.AT_MOST:
            return value <= bound
        case Operator.ABOVE:
            return value > bound
        case Operator.BELOW:
            return value < bound


def _excludes(one: Test, other: Test) -> bool:
    """Whether no value passes both."""
    if isinstance(other, AnyOf) and not other.negated:
        one, other = other, one
    if isinstance(one, AnyOf) and not one.negated:
        return not any(_passes(value, other) for value in one.values)
    if isinstance(one, Bounded) and isinstance(other, Bounded):
        return _apart(one, other) or _apart(other, one)
    return False


def _passes(value: Scalar, test: Test) -> bool:
    if isinstance(test, AnyOf):
        found = any(
            value == v and isinstance(value, bool) == isinstance(v, bool) for v in test.values
        )
        return found != test.negated
    if isinstance(test, Bounded) and isinstance(test.bound, float):
        return isinstance(value, float) and _holds(test.operator, value, test.bound)
    return True


_LOWER = frozenset({Operator.AT_LEAST, Operator.ABOVE})


def _apart(low: Bounded, high: Bounded) -> bool:
    """Whether ``low`` bounds from below above where ``high`` bounds from above."""
    if low.operator not in _LOWER or high.operator in _LOWER:
        return False
    if not isinstance(low.bound, float) or not isinstance(high.bound, float):
        return False
    strict = low.operator is Operator.ABOVE or high.operator is Operator.BELOW
    return low.bound > high.bound or (strict and low.bound == high.bound)


# --- one condition at least as narrow as another ----------------------------------------------------


def implies(narrow: Test, wide: Test) -> bool:
    """Whether every value that passes ``narrow`` passes ``wide``."""
    if narrow == wide:
        return True
    if isinstance(narrow, AnyOf) and not narrow.negated:
        return all(_passes(value, wide) for value in narrow.values) and _is_plain(wide)
    if isinstance(narrow, AnyOf) and isinstance(wide, AnyOf):
        return wide.negated and set(wide.values) <= set(narrow.values)
    if isinstance(narrow, Bounded) and isinstance(wide, Bounded):
        return _bounds_more(narrow, wide)
    return False


def _is_plain(test: Test) -> bool:
    return isinstance(test, AnyOf) or (isinstance(test, Bounded) and isinstance(test.bound, float))


def _bounds_more(narrow: Bounded, wide: Bounded) -> bool:
    if not isinstance(narrow.bound, float) or not isinstance(wide.bound, float):
        return False
    if (narrow.operator in _LOWER) != (wide.operator in _LOWER):
        return False
    strict = wide.operator in {Operator.ABOVE, Operator.BELOW}
    same = narrow.operator is wide.operator or not strict
    if narrow.operator in _LOWER:
        return narrow.bound > wide.bound or (narrow.bound == wide.bound and same)
    return narrow.bound < wide.bound or (narrow.bound == wide.bound and same)


def _condition_implies(narrow: Condition, wide: Condition) -> bool:
    if isinstance(narrow, When) or isinstance(wide, When):
        return narrow == wide
    if narrow.kind != wide.kind or wide.near is not None:
        return False
    return all(
        any(
            field == name and _field_implies(narrow.kind, field, test, weaker)
            for field, test in narrow.tests
        )
        for name, weaker in wide.tests
    )


def _field_implies(kind: str, field: str, narrow: Test, wide: Test) -> bool:
    if (
        (kind, field) == ("audience", "tier")
        and isinstance(narrow, AnyOf)
        and isinstance(wide, AnyOf)
    ):
        # `extended` selects the public too.
        return _rank(narrow) >= _rank(wide)
    if field.startswith("lacks_"):
        return narrow == wide
    return implies(narrow, wide)


def _rank(test: AnyOf) -> int:
    return ("private", "extended", "public").index(str(test.values[0]))


# --- rules ------------------------------------------------------------------------------------------


def is_shadowed(rule: Rule, by: Rule) -> bool:
    """Whether ``by`` applies wherever ``rule`` does, and is at least as strict."""
    return _is_stricter(by, rule) and _applies_wherever(by, rule)


def _is_stricter(one: Rule, other: Rule) -> bool:
    tier = other.tier is None or (one.tier is not None and one.tier <= other.tier)
    return (
        tier
        and one.verdict >= other.verdict
        and one.override >= other.override
        and set(one.obligations) >= set(other.obligations)
        and one.derives == other.derives
        and one.mode is other.mode
    )


def _applies_wherever(wide: Rule, narrow: Rule) -> bool:
    if _joins(wide):
        return False
    return (
        all(any(_condition_implies(n, w) for n in narrow.when_all) for w in wide.when_all)
        and _any_holds(wide, narrow)
        and all(any(_count_implies(n, w) for n in narrow.count) for w in wide.count)
        and {_unnamed(c) for c in wide.none} <= {_unnamed(c) for c in narrow.none}
    )


def _any_holds(wide: Rule, narrow: Rule) -> bool:
    if not wide.when_any:
        return True
    if any(_condition_implies(n, w) for n in narrow.when_all for w in wide.when_any):
        return True
    return bool(narrow.when_any) and all(
        any(_condition_implies(n, w) for w in wide.when_any) for n in narrow.when_any
    )


def _joins(rule: Rule) -> bool:
    """Whether its patterns refer to one another; then they are not compared one by one."""
    return any(
        pattern.near is not None or any(not _is_plain(test) for _, test in pattern.tests)
        for pattern in patterns_of(rule)
    )


def _unnamed(condition: Pattern | Covers) -> Pattern | Covers:
    return replace(condition, bind="") if isinstance(condition, Pattern) else condition


def _count_implies(narrow: Count, wide: Count) -> bool:
    same = narrow.distinct == wide.distinct and narrow.within == wide.within
    return (
        same
        and narrow.at_least >= wide.at_least
        and _condition_implies(narrow.pattern, wide.pattern)
    )

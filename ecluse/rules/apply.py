"""Apply rules to facts: forward chaining in the style of durable_rules, as a pure function.

**Meaning.** A rule is satisfied when

- facts can be chosen, one for each pattern of ``when_all``, so that every test, reference and
  ``near`` holds (:class:`~ecluse.rules.conditions.When` looks at the moment instead of a fact);
- at least one condition of ``when_any`` matches, if there is any;
- each ``count`` is reached;
- no pattern of ``none`` matches; a finding that the public record covers is as if not there.

Its reason carries every fact of every such choice. A rule that derives a fact is looked at before
the rules that name that fact; a fact may not lead back to itself. So each rule is looked at once,
and the result does not depend on the order of rules or facts.

**Cost.** Each pattern is one closure. A rule is looked at only when a fact carries one of the keys
under which it is filed, such as (finding, code-name); only rules without any such key are always
looked at. What a rule may try is bounded; over the bound it is a fault, like any exception.
"""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import reduce
from heapq import heappop, heappush
from types import MappingProxyType
from typing import Any

from ecluse.lean import NamedTuple, dataclass
from ecluse.model import EcluseError, Fact, Fault, FaultKind, Finding, Reason, Tier
from ecluse.rules.conditions import (
    AnyOf,
    Bound,
    Bounded,
    Count,
    Covers,
    Derivation,
    Near,
    Operator,
    Pattern,
    Reference,
    Rule,
    Test,
    When,
)
from ecluse.rules.facts import KINDS, FieldType

__all__ = ["MAX_STEPS", "Case", "Lane", "Outcome", "RuleError", "RuleSet", "fits", "holds"]

MAX_STEPS = 100_000
"""Facts that one rule may try while it joins its patterns."""

Binding = Mapping[str, Fact]
Check = Callable[[Fact, Binding], bool]
Key = tuple[str, ...]

_UNBOUND: Binding = {}


class RuleError(EcluseError):
    """Rules that do not go together; the message names the rule."""


class _TooManySteps(EcluseError):
    """A rule tried more than MAX_STEPS facts."""


def _as_offset(_field: str, offset: int) -> int:
    """Without a text to count words in, offsets stand for words."""
    return offset


class Case(NamedTuple):
    """What the rules see of one draft on one channel.

    ``words`` gives, for a field and an offset, the number of words that start before it; it is asked
    only by ``near``. ``lane`` brings more facts, filed beforehand (:meth:`RuleSet.lane`).
    """

    facts: Sequence[Fact]
    moment: datetime
    words: Callable[[str, int], int] = _as_offset
    lane: Lane | None = None


class Outcome(NamedTuple):
    """The reasons, in order of rule id, and the rules that could not be evaluated."""

    reasons: tuple[Reason, ...]
    faults: tuple[Fault, ...]


# --- tests on one fact ----------------------------------------------------------------------------

_COMPARE: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.AT_LEAST: operator.ge,
    Operator.AT_MOST: operator.le,
    Operator.ABOVE: operator.gt,
    Operator.BELOW: operator.lt,
}


def _is_number(value: object) -> bool:
    """A truth value is no number."""
    return type(value) is int or type(value) is float


def _equal(value: object, wanted: object) -> bool:
    """Equality that keeps truth values apart from numbers: ``True`` is not 1."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def _referred(reference: Reference, binding: Binding) -> object:
    fact = binding.get(reference.name)
    return None if fact is None else fact.values.get(reference.field)


def _any_of(name: str, test: AnyOf) -> Check:
    if len(test.values) == 1 and not test.negated and isinstance(test.values[0], str):
        wanted = test.values[0]
        return lambda fact, _: fact.values.get(name) == wanted

    def check(fact: Fact, _: Binding) -> bool:
        if name not in fact.values:
            return False
        value = fact.values[name]
        return any(_equal(value, wanted) for wanted in test.values) != test.negated

    return check


def _bounded(name: str, test: Bounded) -> Check:
    compare, bound = _COMPARE[test.operator], test.bound
    if not isinstance(bound, Reference):

        def check(fact: Fact, _: Binding) -> bool:
            value = fact.values.get(name)
            return _is_number(value) and compare(value, bound)

        return check

    def check_reference(fact: Fact, binding: Binding) -> bool:
        value, limit = fact.values.get(name), _referred(bound, binding)
        return _is_number(value) and _is_number(limit) and compare(value, limit)

    return check_reference


def _bound(name: str, test: Bound) -> Check:
    def check(fact: Fact, binding: Binding) -> bool:
        value, other = fact.values.get(name), _referred(test.to, binding)
        return None not in (value, other) and _equal(value, other) != test.negated

    return check


def _reaches(test: Test) -> Check:
    """``audience: {tier: …}``: the audience reads that tier, or a more shareable one only."""
    if not isinstance(test, AnyOf) or test.negated:
        raise RuleError("an audience's tier is one of private, extended, public")
    least = min(Tier[str(value).upper()] for value in test.values)
    return lambda fact, _: fact.values.get("tier", Tier.PUBLIC) >= least


def _lacks(test: Test, of: str) -> Check:
    """``author: {lacks_role: …}``: the author has none of these roles (or domains)."""
    if not isinstance(test, AnyOf) or test.negated:
        raise RuleError(f"`lacks_{of}` takes one value or a list")
    unwanted = frozenset(test.values)
    return lambda fact, _: unwanted.isdisjoint(fact.values.get(of, ()))


def _has(test: Test, of: str) -> Check:
    if not isinstance(test, AnyOf) or test.negated:
        raise RuleError(f"`{of}` takes one value or a list")
    wanted = frozenset(test.values)
    return lambda fact, _: not wanted.isdisjoint(fact.values.get(of, ()))


def _unknown_or(check: Check) -> Check:
    """An unknown person, channel or audience could be any: it passes every test that selects."""
    return lambda fact, binding: fact.values.get("unknown") is True or check(fact, binding)


def _check(kind: str, name: str, test: Test) -> Check:
    field_type = KINDS[kind].fields.get(name) if kind in KINDS else None
    if field_type is FieldType.TIER:
        return _reaches(test)
    if field_type is FieldType.TEXTS:
        is_lack = name.startswith("lacks_")
        return _lacks(test, name.removeprefix("lacks_")) if is_lack else _has(test, name)
    if isinstance(test, AnyOf):
        check = _any_of(name, test)
    elif isinstance(test, Bounded):
        check = _bounded(name, test)
    else:
        check = _bound(name, test)
    # It is not closed, though: dates that nobody gave have not passed.
    return _unknown_or(check) if kind in _LANE_KINDS and name != "open" else check


def fits(pattern: Pattern) -> Check:
    """Compile a pattern's tests to one closure over a fact and the facts bound before it."""
    checks = [_check(pattern.kind, name, test) for name, test in pattern.tests]
    if not checks:
        return lambda _fact, _binding: True
    return reduce(_both, checks)


def _both(one: Check, other: Check) -> Check:
    return lambda fact, binding: one(fact, binding) and other(fact, binding)


def holds(when: When, moment: datetime) -> bool:
    """Whether ``moment`` (aware) is inside every range that ``when`` gives."""
    if when.before is not None and moment >= when.before:
        return False
    if when.not_before is not None and moment < when.not_before:
        return False
    if not when.weekdays and when.hours is None:
        return True
    from zoneinfo import ZoneInfo

    local = moment.astimezone(ZoneInfo(when.zone))
    if when.weekdays and local.weekday() not in when.weekdays:
        return False
    if when.hours is None:
        return True
    start, end = when.hours
    clock = local.time()
    return start <= clock < end if start <= end else clock >= start or clock < end


# --- where facts are filed ------------------------------------------------------------------------

_FILED_BY = {
    "finding": "label",
    "reply": "label",
    "past": "label",
    "fact": "name",
    "channel": "kind",
}
_LANE_KINDS = frozenset({"channel", "audience", "author"})
"""Kinds whose facts all come with the lane, when there is one."""
_UNKNOWN_CHANNEL = ("channel", "\0unknown")


_KEY_OF_KIND: Mapping[str, tuple[Key, ...]] = {kind: ((kind,),) for kind in KINDS}


def _keys_of_fact(fact: Fact) -> tuple[Key, ...]:
    kind = fact.kind
    by = _FILED_BY.get(kind)
    if by is None:
        return _KEY_OF_KIND.get(kind) or ((kind,),)
    if kind == "channel" and fact.values.get("unknown"):
        return ((kind,), _UNKNOWN_CHANNEL)
    return ((kind,), (kind, str(fact.values.get(by))))


def _keys_of_pattern(pattern: Pattern) -> tuple[Key, ...] | None:
    """The keys of which every fact that fits the pattern carries one; ``None``: not filed."""
    if pattern.kind in {"draft", "audience", "author", "time"}:
        return None
    by = _FILED_BY.get(pattern.kind)
    for name, test in pattern.tests:
        if name == by and isinstance(test, AnyOf) and not test.negated:
            keys = tuple((pattern.kind, str(value)) for value in test.values)
            return (*keys, _UNKNOWN_CHANNEL) if pattern.kind == "channel" else keys
    return ((pattern.kind,),)


def _keys_of_count(count: Count) -> tuple[Key, ...] | None:
    keys = _keys_of_pattern(count.pattern)
    if keys is None or count.within is None or count.pattern.kind != "finding":
        return keys
    return (*keys, *(("past", *key[1:]) for key in keys))


def _keys_of_rule(rule: Rule) -> tuple[Key, ...] | None:
    """The keys of which a case must carry one for the rule to be satisfied; the fewest there are."""
    choices = [_keys_of_pattern(c) for c in rule.when_all if isinstance(c, Pattern)]
    choices += [_keys_of_count(c) for c in rule.count if c.at_least >= 1]
    each = [_keys_of_pattern(c) if isinstance(c, Pattern) else None for c in rule.when_any]
    if each and None not in each:
        choices.append(tuple(key for keys in each if keys for key in keys))
    filed = [keys for keys in choices if keys]
    return min(filed, key=_width, default=None)


def _width(keys: tuple[Key, ...]) -> tuple[int, int, int]:
    """Least for the keys that the fewest cases carry: findings and the like before channels."""
    return (keys[0][0] == "channel", -min(map(len, keys)), len(keys))


class _Facts:
    """The facts of a case, filed by kind and by key."""

    def __init__(
        self, facts: Iterable[Fact], filed: Mapping[Key, list[Fact]] = MappingProxyType({})
    ) -> None:
        self.filed: dict[Key, list[Fact]] = dict(filed)
        self.add(facts)

    def add(self, facts: Iterable[Fact]) -> None:
        """File more facts, all at once; the lists of a lane are left as they are."""
        filed, more = self.filed, dict[Key, list[Fact]]()
        for fact in facts:
            for key in _keys_of_fact(fact):
                if key in more:
                    more[key].append(fact)
                else:
                    more[key] = [fact]
        for key, found in more.items():
            filed[key] = [*filed[key], *found] if key in filed else found

    def of(self, keys: Sequence[Key]) -> Sequence[Fact]:
        if len(keys) == 1:
            return self.filed.get(keys[0], ())
        return [fact for key in dict.fromkeys(keys) for fact in self.filed.get(key, ())]


# --- one rule -------------------------------------------------------------------------------------


class _Matcher:
    """A pattern, compiled: which filed facts to look at, and the check that they must pass."""

    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern
        self.keys = _keys_of_pattern(pattern) or ((pattern.kind,),)
        self.check = fits(pattern)
        self.joins = pattern.near is not None or any(_refers(test) for _, test in pattern.tests)

    def facts(self, facts: _Facts) -> list[Fact]:
        """The facts that fit, whatever was bound: for a pattern that joins nothing."""
        return [fact for fact in facts.of(self.keys) if self.check(fact, _UNBOUND)]


def _is_plain_draft(matcher: _Matcher) -> bool:
    return matcher.pattern.kind == "draft" and not matcher.joins


def _refers(test: Test) -> bool:
    return isinstance(test, Bound) or (
        isinstance(test, Bounded) and isinstance(test.bound, Reference)
    )


def _is_covered(fact: Fact, recorded: frozenset[object]) -> bool:
    return fact.values.get("value") in recorded


class _Used(NamedTuple):
    """What satisfied a rule, and the facts among it from which what it derives copies."""

    facts: tuple[Fact, ...]
    copied: Sequence[Fact]


class _Compiled:
    """A rule, compiled."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.keys = _keys_of_rule(rule)
        self.moments = [c for c in rule.when_all if isinstance(c, When)]
        self.all = [_Matcher(c) for c in rule.when_all if isinstance(c, Pattern)]
        self.any = [_Matcher(c) if isinstance(c, Pattern) else c for c in rule.when_any]
        self.none = [_Matcher(c) for c in rule.none if isinstance(c, Pattern)]
        self.count = [(count, _Matcher(count.pattern)) for count in rule.count]
        self.covers = [c for c in rule.none if isinstance(c, Covers)]
        self.joins = any(m.joins for m in (*self.all, *self.none))
        # What a lane has already let through comes last; nothing refers to it.
        self.all.sort(key=lambda matcher: matcher.pattern.kind in _LANE_KINDS)
        source = next(iter(_copied_from(rule)), None)
        self.sources = [n for n, m in enumerate(self.all) if m.pattern.bind == source]
        self.of_draft = next((m.check for m in self.all if _is_plain_draft(m)), None)
        self._verify()

    def _verify(self) -> None:
        elsewhere = [m for m in self.any if isinstance(m, _Matcher)] + [m for _, m in self.count]
        if any(m.joins for m in elsewhere):
            raise RuleError(f"rule `{self.rule.id}`: references stand in when_all and none only")
        if not (self.moments or self.all or self.any or self.count):
            raise RuleError(f"rule `{self.rule.id}`: without a condition it would always apply")
        _verify_names(self.rule)

    def may_hold(self, facts: _Facts) -> bool:
        """Whether facts of the kinds that a lane brings leave the rule a chance."""
        for matcher in self.all:
            if matcher.pattern.kind in _LANE_KINDS and not matcher.joins:
                if not matcher.facts(facts):
                    return False
        # What joins passes here only what is unknown, and that excludes the rule in any case.
        return not any(matcher.facts(facts) for matcher in self.none)

    def apply(self, facts: _Facts, case: Case) -> _Used | None:
        """The facts that satisfy the rule, each once; ``None`` when it is not satisfied."""
        if self.moments and not all(holds(when, case.moment) for when in self.moments):
            return None
        given = self._all(facts, case)
        if given is None:
            return None
        used = [fact for found in given for fact in found]
        if self.any and not self._add_any(used, facts, case):
            return None
        if self.count and not self._add_counted(used, facts):
            return None
        return _Used(_once(used), [fact for n in self.sources for fact in given[n]])

    def _recorded(self, facts: _Facts, matcher: _Matcher) -> frozenset[object]:
        """The values that the public record covers, when this rule leaves them out here."""
        kind, bind = matcher.pattern.kind, matcher.pattern.bind
        if kind not in {"finding", "reply"}:
            return frozenset()
        if not any(not covers.of or covers.of == bind for covers in self.covers):
            return frozenset()
        values = (fact.values.get("value") for fact in facts.of([("public_record",)]))
        return frozenset(value for value in values if value is not None)

    def _candidates(self, facts: _Facts, matcher: _Matcher) -> Sequence[Fact]:
        found = facts.of(matcher.keys)
        recorded = self._recorded(facts, matcher)
        return [f for f in found if not _is_covered(f, recorded)] if recorded else found

    def _all(self, facts: _Facts, case: Case) -> Sequence[Iterable[Fact]] | None:
        """For each pattern, the facts that it is given by some choice that holds."""
        if self.joins:
            return self._join(facts, case)
        given: list[list[Fact]] = []
        for matcher in self.all:
            check = matcher.check
            found = self._candidates(facts, matcher) if self.covers else facts.of(matcher.keys)
            fitting = [fact for fact in found if check(fact, _UNBOUND)]
            if not fitting:
                return None
            given.append(fitting)
        return None if any(matcher.facts(facts) for matcher in self.none) else given

    def _join(self, facts: _Facts, case: Case) -> Sequence[Iterable[Fact]] | None:
        """Choose one fact for each pattern, in every way that holds."""
        candidates = [self._candidates(facts, matcher) for matcher in self.all]
        to_exclude = sum(len(facts.of(matcher.keys)) for matcher in self.none)
        nearby = [
            None if matcher.pattern.near is None else _Nearby(found, matcher.pattern.near, case)
            for matcher, found in zip(self.all, candidates, strict=True)
        ]
        given: list[dict[int, Fact]] = [{} for _ in self.all]
        steps = 0

        def choose(depth: int, binding: Binding, chosen: tuple[Fact, ...]) -> None:
            nonlocal steps
            if depth == len(self.all):
                steps += to_exclude
                if not self._excluded(facts, binding):
                    for known, fact in zip(given, chosen, strict=True):
                        known[id(fact)] = fact
                return
            matcher, beside = self.all[depth], nearby[depth]
            for fact in candidates[depth] if beside is None else beside.of(binding):
                steps += 1
                if steps > MAX_STEPS:
                    raise _TooManySteps
                if matcher.check(fact, binding) and _is_near(matcher, fact, binding, case):
                    bind = matcher.pattern.bind
                    further = {**binding, bind: fact} if bind else binding
                    choose(depth + 1, further, (*chosen, fact))

        choose(0, {}, ())
        # Each choice that holds gives a fact to every pattern.
        return [known.values() for known in given] if given[0] else None

    def _excluded(self, facts: _Facts, binding: Binding) -> bool:
        return any(
            matcher.check(fact, binding) for matcher in self.none for fact in facts.of(matcher.keys)
        )

    def _add_any(self, used: list[Fact], facts: _Facts, case: Case) -> bool:
        held = False
        for condition in self.any:
            if isinstance(condition, When):
                held = held or holds(condition, case.moment)
                continue
            found = self._candidates(facts, condition)
            fitting = [fact for fact in found if condition.check(fact, _UNBOUND)]
            held = held or bool(fitting)
            used += fitting
        return held

    def _add_counted(self, used: list[Fact], facts: _Facts) -> bool:
        for count, matcher in self.count:
            found = self._counted_facts(facts, count, matcher)
            fitting = [fact for fact in found if matcher.check(fact, _UNBOUND)]
            distinct = (
                {f.values.get(count.distinct) for f in fitting} if count.distinct else fitting
            )
            if len(distinct) < count.at_least:
                return False
            used += fitting
        return True

    def _counted_facts(self, facts: _Facts, count: Count, matcher: _Matcher) -> Sequence[Fact]:
        found = self._candidates(facts, matcher)
        within = count.within
        if within is None:
            return found
        if count.pattern.kind == "finding":
            past = facts.of([("past", *key[1:]) for key in matcher.keys])
            recorded = self._recorded(facts, matcher)
            found = [*found, *(f for f in past if not _is_covered(f, recorded))]
        limit = within.window.total_seconds()
        return [
            fact
            for fact in found
            if "age" not in fact.values
            or (fact.values.get(f"same_{within.of}") and fact.values["age"] <= limit)
        ]


class _Nearby:
    """Candidates in the order in which they stand, to look at those around another finding only."""

    def __init__(self, facts: Sequence[Fact], near: Near, case: Case) -> None:
        self._facts, self._near, self._words = facts, near, case.words
        self._fields: dict[str, tuple[int, list[tuple[int, int]]]] = {}

    def of(self, binding: Binding) -> Iterator[Fact]:
        """In the order of the candidates, all that may be near what is bound, and few others."""
        other = binding.get(self._near.of)
        if other is None or other.finding is None:
            return iter(())
        field = other.finding.field
        if field not in self._fields:
            self._fields[field] = self._in_field(field)
        longest, rows = self._fields[field]
        if not rows:
            return iter(())
        start, end = self._range(other.finding)
        first = bisect_left(rows, (start - self._near.tokens - longest, 0))
        last = bisect_left(rows, (end + self._near.tokens + 1, 0), first)
        return map(self._facts.__getitem__, sorted(number for _, number in rows[first:last]))

    def _in_field(self, field: str) -> tuple[int, list[tuple[int, int]]]:
        """The words of the longest candidate there; for each, the words before it and its number."""
        longest, rows = 0, list[tuple[int, int]]()
        for number, fact in enumerate(self._facts):
            if fact.finding is not None and fact.finding.field == field:
                start, end = self._range(fact.finding)
                longest = max(longest, end - start)
                rows.append((start, number))
        return longest, sorted(rows)

    def _range(self, finding: Finding) -> tuple[int, int]:
        """The words that start before it, and those that start before its end."""
        field, (start, end) = finding.field, finding.span
        return self._words(field, start), self._words(field, end)


def _is_near(matcher: _Matcher, fact: Fact, binding: Binding, case: Case) -> bool:
    near = matcher.pattern.near
    if near is None:
        return True
    other = binding.get(near.of)
    if other is None or fact.finding is None or other.finding is None or fact is other:
        return False
    first, second = sorted((fact.finding, other.finding), key=lambda finding: finding.span)
    if first.field != second.field:
        return False
    between = case.words(second.field, second.span.start) - case.words(first.field, first.span.end)
    return between <= near.tokens


def _once(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple({id(fact): fact for fact in facts}.values())


@dataclass(frozen=True, slots=True)
class Lane:
    """Facts that many cases share (channel, audience, author), filed once.

    ``rules`` are the rules to look at even when no other fact calls them: those that these facts
    call or that nothing calls, less those that these facts already exclude. Of these, a rule of
    ``by_draft`` is looked at only when the draft passes its test, one of ``by_moment`` only when
    the moment does.
    """

    filed: Mapping[Key, list[Fact]]
    rules: frozenset[int]
    by_draft: tuple[tuple[int, Check], ...]
    by_moment: tuple[tuple[int, Sequence[When]], ...]


# --- all rules ------------------------------------------------------------------------------------


def _needs(rules: Sequence[Rule]) -> list[set[int]]:
    """For each rule, the rules that derive what it names, by number."""
    deriving: dict[str, set[int]] = {}
    for number, rule in enumerate(rules):
        if rule.derives is not None:
            deriving.setdefault(rule.derives.name, set()).add(number)
    return [
        {source for name in _names(rule) for source in deriving.get(name, ())} for rule in rules
    ]


def _in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules, each once, those that derive a fact before those that name it.

    Raises:
        RuleError: a derived fact leads back to itself, or two rules have one identifier.
    """
    by_id: dict[str, Rule] = {}
    for rule in rules:
        if by_id.setdefault(rule.id, rule) != rule:
            raise RuleError(f"two rules are called `{rule.id}`")
    ordered = [by_id[id] for id in sorted(by_id)]
    needs = _needs(ordered)
    if not any(needs):
        return tuple(ordered)
    from graphlib import CycleError, TopologicalSorter

    try:
        order = TopologicalSorter(dict(enumerate(needs))).static_order()
        return tuple(ordered[number] for number in order)
    except CycleError as error:
        id = min(ordered[number].id for number in error.args[1])
        raise RuleError(f"rule `{id}`: what it derives leads back to itself") from None


def _names(rule: Rule) -> Iterator[str]:
    """The derived facts that a rule names."""
    patterns = [c for c in (*rule.when_all, *rule.when_any, *rule.none) if isinstance(c, Pattern)]
    for pattern in (*patterns, *(count.pattern for count in rule.count)):
        if pattern.kind == "fact":
            tests = [test for name, test in pattern.tests if name == "name"]
            if not tests or not all(isinstance(t, AnyOf) and not t.negated for t in tests):
                raise RuleError(f"rule `{rule.id}`: a derived fact is named")
            yield from (str(v) for t in tests if isinstance(t, AnyOf) for v in t.values)


def _derived(derivation: Derivation, rule: str, used: _Used) -> list[Fact]:
    """What a satisfied rule adds: one fact, or one for each fact whose fields it copies."""
    values: dict[str, object] = {"name": derivation.name}
    copied: dict[str, str] = {}
    for name, value in derivation.values:
        if isinstance(value, Reference):
            copied[name] = value.field
        else:
            values[name] = value
    each = [_copies(copied, source) for source in used.copied] if copied else [{}]
    return [Fact("fact", values | copies, rule=rule, because=used.facts) for copies in each]


def _copies(copied: Mapping[str, str], source: Fact) -> dict[str, object]:
    """What is copied; a field that the source lacks is not there."""
    return {name: source.values[field] for name, field in copied.items() if field in source.values}


def _copied_from(rule: Rule) -> set[str]:
    """The names of the facts from which a rule copies; one at most."""
    values = rule.derives.values if rule.derives is not None else ()
    return {value.name for _, value in values if isinstance(value, Reference)}


def _verify_names(rule: Rule) -> None:
    """A reference to a fact that nothing binds would never hold, and nobody would know.

    Nor may one be to author, channel or audience: nothing equals what is not known.
    """
    bound: set[str] = set()
    who: set[str] = set()
    for key, conditions in (("when_all", rule.when_all), ("none", rule.none)):
        for pattern in (c for c in conditions if isinstance(c, Pattern)):
            if not _referred_to(pattern) <= bound:
                raise RuleError(f"rule `{rule.id}`: it refers to a fact that is not bound before")
            if not who.isdisjoint(_referred_to(pattern)):
                raise RuleError(
                    f"rule `{rule.id}`: it refers to who or where, which may be unknown"
                )
            if key == "when_all":
                if pattern.bind in bound:
                    raise RuleError(f"rule `{rule.id}`: two facts are called `{pattern.bind}`")
                bound |= {pattern.bind} - {""}
                who |= {pattern.bind} & bound if pattern.kind in _LANE_KINDS else set[str]()
            elif pattern.near is not None:
                raise RuleError(f"rule `{rule.id}`: `near` stands in when_all only")
    copied = _copied_from(rule)
    if len(copied) > 1 or not copied <= bound - who:
        raise RuleError(f"rule `{rule.id}`: it copies from one fact, named with `as` in when_all")


def _referred_to(pattern: Pattern) -> set[str]:
    bounds = (t.bound if isinstance(t, Bounded) else t for _, t in pattern.tests)
    references = (b.to if isinstance(b, Bound) else b for b in bounds)
    near = {pattern.near.of} if pattern.near is not None else set[str]()
    return near | {r.name for r in references if isinstance(r, Reference)}


_NOTHING = Outcome((), ())


class RuleSet:
    """Rules, compiled and filed once; :meth:`apply` is pure and may be called from any thread.

    Rules are numbered in the order in which they are looked at; the same rule given twice is one.

    Raises:
        RuleError: a derived fact leads back to itself, two rules have one identifier, a rule has no
            condition, or a reference has nothing to refer to.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = _in_order(rules)
        self._needs = _needs(self.rules)
        self._compiled = tuple(_Compiled(rule) for rule in self.rules)
        self._filed: dict[Key, list[int]] = {}
        self._always: list[int] = []
        self._last: tuple[Lane | None, datetime | None, frozenset[int]] = (None, None, frozenset())
        for number, compiled in enumerate(self._compiled):
            for key in compiled.keys or ():
                self._filed.setdefault(key, []).append(number)
            if compiled.keys is None:
                self._always.append(number)

    def lane(self, facts: Sequence[Fact]) -> Lane:
        """File the facts of channel, audience and author that many cases share.

        A case with a lane brings no other fact of these kinds; its outcome is that of a case with
        all the facts.
        """
        filed = _Facts(facts)
        called = self._called(filed.filed)
        rules = {n: self._compiled[n] for n in sorted(called) if self._compiled[n].may_hold(filed)}
        by_draft = [(n, rule.of_draft) for n, rule in rules.items() if rule.of_draft is not None]
        others = {n: rule for n, rule in rules.items() if rule.of_draft is None}
        by_moment = [(n, rule.moments) for n, rule in others.items() if rule.moments]
        anyhow = frozenset(n for n, rule in others.items() if not rule.moments)
        return Lane(filed.filed, anyhow, tuple(by_draft), tuple(by_moment))

    def _called(self, keys: Iterable[Key]) -> set[int]:
        """The rules that one of ``keys`` calls, and those that need no call."""
        called = set(self._always)
        for key in keys:
            called.update(self._filed.get(key, ()))
        return called

    def apply(self, case: Case) -> Outcome:
        """The reasons of ``case``, and a fault for each rule that could not be evaluated."""
        lane = case.lane
        if lane is None:
            facts = _Facts(case.facts)
            waiting = self._called(facts.filed)
        else:
            waiting = self._waiting(case, lane)
            if not waiting:
                return _NOTHING
            facts = _Facts(case.facts, lane.filed)
        reasons: list[Reason] = []
        faults: list[Fault] = []
        numbers = sorted(waiting)
        while numbers:
            number = heappop(numbers)
            used = self._look_at(number, facts, case, faults)
            if used is None:
                continue
            rule = self.rules[number]
            reasons.append(_reason(rule, used.facts))
            if rule.derives is not None:
                facts.add(_derived(rule.derives, rule.id, used))
                for called in self._filed.get(("fact", rule.derives.name), ()):
                    if called not in waiting:
                        waiting.add(called)
                        heappush(numbers, called)
        reasons.sort(key=lambda reason: reason.rule)
        return Outcome(tuple(reasons), tuple(sorted(faults, key=lambda fault: fault.what)))

    def is_silent(self, drafts: Iterable[Fact], moment: datetime, lane: Lane) -> bool:
        """Whether a case with no fact but those of ``drafts``, the draft's own, calls no rule.

        It has no reason then, and no rule is looked at.
        """
        if lane.rules or (lane.by_moment and self._held(lane, moment)):
            return False
        for fact in drafts:
            for _, check in lane.by_draft:
                if _may_pass(check, fact):
                    return False
        return True

    def _waiting(self, case: Case, lane: Lane) -> set[int]:
        waiting = set(lane.rules)
        if lane.by_moment:
            waiting |= self._held(lane, case.moment)
        for fact in case.facts:
            if fact.kind == "draft":
                waiting.update(number for number, check in lane.by_draft if _may_pass(check, fact))
                continue
            for key in _keys_of_fact(fact):
                if key in self._filed:
                    waiting.update(self._filed[key])
        return waiting

    def _held(self, lane: Lane, moment: datetime) -> frozenset[int]:
        """The rules of ``by_moment`` whose moment it is; kept, because many cases share theirs."""
        last = self._last
        if last[0] is not lane or last[1] is not moment:
            held = (number for number, asked in lane.by_moment if _may_be(asked, moment))
            last = self._last = (lane, moment, frozenset(held))
        return last[2]

    def _look_at(self, number: int, facts: _Facts, case: Case, faults: list[Fault]) -> _Used | None:
        """The facts that satisfy one rule; what goes wrong is added to ``faults``."""
        compiled = self._compiled[number]
        try:
            return compiled.apply(facts, case)
        except _TooManySteps:
            fault = FaultKind.LIMIT, f"more than {MAX_STEPS} combinations of facts"
        except Exception as error:  # noqa: BLE001 - a rule that raises must be seen, not skipped
            fault = FaultKind.EXCEPTION, type(error).__name__
        faults.append(Fault(compiled.rule.id, *fault, self.resting_on([compiled.rule.id])))
        return None

    def resting_on(self, rules: Iterable[str]) -> tuple[str, ...]:
        """These rules, and those that rest on what they derive, in order of identifier."""
        resting = set(rules)
        for rule, needs in zip(self.rules, self._needs, strict=True):
            if any(self.rules[number].id in resting for number in needs):
                resting.add(rule.id)
        return tuple(sorted(resting))


def _may_be(asked: Sequence[When], moment: datetime) -> bool:
    """Whether it is one of these moments; what raises is left for the rule to report."""
    try:
        return all(holds(when, moment) for when in asked)
    except Exception:  # noqa: BLE001
        return True


def _may_pass(check: Check, fact: Fact) -> bool:
    """Whether a fact passes a test; one that raises is left for the rule to report."""
    try:
        return check(fact, _UNBOUND)
    except Exception:  # noqa: BLE001
        return True


def _reason(rule: Rule, facts: tuple[Fact, ...]) -> Reason:
    return Reason(
        rule.id,
        rule.tier,
        rule.verdict,
        rule.because,
        rule.fix,
        facts,
        rule.obligations,
        rule.override,
        rule.mode,
    )

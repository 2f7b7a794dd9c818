"""What rules, waivers and decisions mean, said as slowly and plainly as it can be.

The engine must agree with this page on every case. Nothing is compiled, filed or cut short: a rule
is tried with every way of choosing facts, and the decision is read off from the strictest down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

from ecluse.model import Draft, Fact, Mode, Reason, Tier, Verdict, Waiver
from ecluse.rules.conditions import AnyOf, Bounded, Covers, Pattern, Reference, Rule, When

Facts = Sequence[Fact]
Names = Mapping[str, Fact]
Starts = Mapping[str, Sequence[int]]
"""For each field, where its words start."""
Reach = Mapping[tuple[Tier, Tier], Verdict]
_MISSING = object()


def same(one: object, other: object) -> bool:
    """Equality that tells truth values from numbers."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def passes(fact: Fact, field: str, test: object, names: Names) -> bool:
    """Whether one field of a fact passes one test."""
    value = fact.values.get(field, _MISSING)
    if fact.values.get("unknown") and field in ("id", "kind", "strict"):
        return True  # somebody unknown could be anybody
    if fact.kind == "audience" and field == "tier":
        return any(value >= Tier[word.upper()] for word in test.values)
    if field in ("lacks_role", "lacks_domain"):
        return not any(word in fact.values[field[6:]] for word in test.values)
    if fact.kind == "author" and field in ("role", "domain"):
        return any(word in value for word in test.values)
    if isinstance(test, AnyOf):
        found = any(same(value, wanted) for wanted in test.values)
        return value is not _MISSING and found != test.negated
    other = test.bound if isinstance(test, Bounded) else test.to
    if isinstance(other, Reference):
        other = names[other.name].values.get(other.field, _MISSING)
    if _MISSING in (value, other):
        return False
    if not isinstance(test, Bounded):
        return same(value, other) != test.negated
    if not {type(value), type(other)} <= {int, float}:
        return False
    sides = {"at_least": value >= other, "at_most": value <= other, "above": value > other}
    return sides.get(test.operator.value, value < other)


def matches(pattern: Pattern, fact: Fact, names: Names, starts: Starts) -> bool:
    """Whether a fact is what a pattern asks for, given the facts named before it."""
    if pattern.near is not None:
        one, other = fact.finding, names[pattern.near.of].finding
        if one is None or other is None or one is other or one.field != other.field:
            return False
        first, second = sorted([one.span, other.span])
        between = [word for word in starts[one.field] if first.end <= word < second.start]
        if len(between) > pattern.near.tokens:
            return False
    return all(passes(fact, field, test, names) for field, test in pattern.tests)


def visible(rule: Rule, pattern: Pattern, facts: Facts, kind: str = "") -> list[Fact]:
    """The facts that a rule sees: for it, a finding that the public record covers is not there."""
    of_kind = [fact for fact in facts if fact.kind == (kind or pattern.kind)]
    covers = any(isinstance(c, Covers) and c.of in ("", pattern.bind) for c in rule.none)
    if not covers or pattern.kind not in ("finding", "reply"):
        return of_kind
    public = [f.values["value"] for f in facts if f.kind == "public_record" and "value" in f.values]
    return [f for f in of_kind if f.values.get("value", _MISSING) not in public]


def inside(when: When, moment: datetime) -> bool:
    """Whether the moment is inside every range; hours and days are those of the zone's wall clock."""
    wall = moment.astimezone(ZoneInfo(when.zone))
    start, end = when.hours or (wall.time().min, wall.time().max)
    now_on = (wall.time() >= start, wall.time() < end or not when.hours)
    return (
        (when.before is None or moment < when.before)
        and (when.not_before is None or moment >= when.not_before)
        and (not when.weekdays or wall.weekday() in when.weekdays)
        and (any(now_on) if start > end else all(now_on))  # over midnight, or not
    )


def choices(
    rule: Rule, facts: Facts, moment: datetime, starts: Starts
) -> Iterator[list[tuple[str, Fact]]]:
    """Every way of choosing a named fact for each pattern of ``when_all`` so that all of it holds."""
    patterns = [c for c in rule.when_all if isinstance(c, Pattern)]
    if not all(inside(c, moment) for c in rule.when_all if isinstance(c, When)):
        return
    none = [(p, f) for p in rule.none if isinstance(p, Pattern) for f in facts if f.kind == p.kind]
    for chosen in product(*(visible(rule, p, facts) for p in patterns)):
        names: dict[str, Fact] = {}
        good = True
        for pattern, fact in zip(patterns, chosen, strict=True):
            good = good and matches(pattern, fact, names, starts)
            names[pattern.bind] = fact
        if good and not any(matches(p, f, names, starts) for p, f in none):
            yield [(p.bind, fact) for p, fact in zip(patterns, chosen, strict=True)]


def counts(rule: Rule, facts: Facts, starts: Starts) -> Iterator[list[Fact] | None]:
    """For each ``count``, the facts that match, here and in earlier drafts; ``None``: not reached."""
    for count in rule.count:
        seen, within = visible(rule, count.pattern, facts), count.within
        if within is not None:
            if count.pattern.kind == "finding":
                seen += visible(rule, count.pattern, facts, "past")
            oldest = within.window.total_seconds()
            mine = [f for f in seen if "age" not in f.values or f.values[f"same_{within.of}"]]
            seen = [f for f in mine if f.values.get("age", 0) <= oldest]
        found = [fact for fact in seen if matches(count.pattern, fact, {}, starts)]
        each = {f.values.get(count.distinct) for f in found} if count.distinct else found
        yield found if len(each) >= count.at_least else None


def satisfied(
    rule: Rule, facts: Facts, moment: datetime, starts: Starts
) -> tuple[list[Fact], list[Fact]] | None:
    """The facts that satisfy a rule, and those that it copies from; ``None``: it is not satisfied."""
    ways = list(choices(rule, facts, moment, starts))
    some = [c for c in rule.when_any if isinstance(c, Pattern)]
    any_of = [f for c in some for f in visible(rule, c, facts) if matches(c, f, {}, starts)]
    now = any(inside(c, moment) for c in rule.when_any if isinstance(c, When))
    counted = list(counts(rule, facts, starts))
    if not ways or None in counted or (rule.when_any and not any_of and not now):
        return None
    copied = {v.name for _, v in getattr(rule.derives, "values", ()) if isinstance(v, Reference)}
    used = [fact for way in ways for _, fact in way] + any_of + [f for fs in counted for f in fs]
    return once(used), once([fact for way in ways for bind, fact in way if bind in copied])


def once(facts: Facts) -> list[Fact]:
    """Each fact once, however often it was used; two equal facts are two."""
    return [fact for n, fact in enumerate(facts) if not any(fact is f for f in facts[:n])]


def named(rule: Rule) -> set[str]:
    """The derived facts that a rule names."""
    patterns = [*rule.when_all, *rule.when_any, *rule.none, *(c.pattern for c in rule.count)]
    of_facts = [p for p in patterns if isinstance(p, Pattern) and p.kind == "fact"]
    return {name for p in of_facts for f, test in p.tests if f == "name" for name in test.values}


def derived(rule: Rule, used: Facts, sources: Facts) -> Iterator[Fact]:
    """The fact that a rule adds; when it copies, one for each fact that it copies from."""
    values = {"name": rule.derives.name} | dict(rule.derives.values)
    copies = {field: v.field for field, v in values.items() if isinstance(v, Reference)}
    rest = {field: v for field, v in values.items() if field not in copies}
    for source in sources if copies else [Fact("", {})]:
        copy = {f: source.values[their] for f, their in copies.items() if their in source.values}
        yield Fact("fact", rest | copy, rule=rule.id, because=tuple(used))


def apply(
    rules: Sequence[Rule], facts: Facts, moment: datetime, starts: Starts
) -> dict[str, list[Fact]]:
    """For each satisfied rule, its facts. A rule waits for those that derive what it names."""
    facts, waiting, fired = list(facts), list(rules), dict[str, list[Fact]]()
    while waiting:
        to_come = {rule.derives.name for rule in waiting if rule.derives}
        rule = next(r for r in waiting if to_come.isdisjoint(named(r)))
        waiting.remove(rule)
        if (found := satisfied(rule, facts, moment, starts)) is not None:
            fired[rule.id] = found[0]
            facts += derived(rule, *found) if rule.derives else ()
    return fired


def lifts(waiver: Waiver, reason: Reason, draft: Draft, moments: Sequence[datetime]) -> bool:
    """Whether a waiver lifts a reason."""
    allowed = ["acknowledge", "justify"] + ["approve"] * (waiver.kind == "waiver")
    return (
        (waiver.rule == reason.rule and reason.override.name.lower() in allowed)
        and (waiver.until is None or all(moment < waiver.until for moment in moments))
        and (waiver.channel == "" or waiver.channel == draft.channel)
        and (waiver.author == "" or (draft.trusted and waiver.author == draft.author))
        and (waiver.draft == "" or waiver.draft == draft.id)
        and (waiver.finding == "" or {f.digest for f in reason.findings} == {waiver.finding})
    )


def decide(
    reasons: Sequence[Reason], faulty: bool, audience: Tier, reach: Reach, default: Tier
) -> tuple[Verdict, Tier]:
    """The verdict and the tier, from the strictest down."""
    standing = [r for r in reasons if r.waiver is None and r.mode == Mode.ENFORCE]
    tiers = {default, *(reason.tier for reason in standing)}
    tier = next(tier for tier in Tier if tier in tiers)  # private first
    verdicts = [reason.verdict for reason in standing] + [reach[tier, audience]]
    if Verdict.BLOCK in verdicts:
        return Verdict.BLOCK, tier
    return (Verdict.FLAG if faulty or Verdict.FLAG in verdicts else Verdict.ALLOW), tier

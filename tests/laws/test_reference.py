"""Law 10: the engine and a slow, obvious reference agree, on cases that exercise every condition.

    ECLUSE_RANDOM_CASES=1000000 ECLUSE_RANDOM_SEED=7 python -m pytest tests/laws/test_reference.py

The table at the end of the run tells how often each kind of condition was satisfied. A failure names
its place: the seed, and which rules met which world.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random

from ecluse.lean import replace
from ecluse.model import Fact, Mode, Reason
from ecluse.rules.apply import Case, Outcome, RuleSet
from ecluse.rules.conditions import (
    Bound,
    Bounded,
    Count,
    Covers,
    Pattern,
    Reference,
    Rule,
    When,
)
from ecluse.rules.decide import decide, waive
from tests.laws import reference
from tests.laws.worlds import START, WORD_STARTS, World, rules, world

CASES = int(os.environ.get("ECLUSE_RANDOM_CASES", "100000"))
SEED = int(os.environ.get("ECLUSE_RANDOM_SEED", "0"))
SIDE = 20
"""Each seed makes so many sets of rules and so many worlds; every set meets every world."""


def test_the_engine_and_the_reference_agree(record_property: Callable[[str, str], None]) -> None:
    held: Counter[str] = Counter()
    for seed in range(SEED, SEED + CASES // SIDE**2):
        random = Random(seed)
        worlds = [world(random) for _ in range(SIDE)]
        for row in range(SIDE):
            declared = rules(random)
            engine = RuleSet(declared)
            for column, met in enumerate(worlds):
                place = f"seed {seed}, rules {row}, world {column}"
                compare(declared, engine, met, held, place)
    held["cases"] = CASES
    record_property("table", table(held))
    if CASES >= 100_000:
        assert held["cases with a reason"] >= 0.2 * held["cases"]
        assert {name: n for name in ALL if (n := held[name]) < 1000} == {}


def compare(
    declared: Sequence[Rule], engine: RuleSet, met: World, held: Counter[str], place: str
) -> None:
    """Both must give the same reasons with the same facts, the same waivers, the same decision."""
    outcome = engine.apply(Case(met.facts, met.moment, World.words))
    assert in_lane(engine, met) == (found_by(outcome), outcome.faults), place
    expected = reference.apply(declared, met.facts, met.moment, WORD_STARTS)
    assert outcome.faults == (), place
    found = found_by(outcome)
    assert found == {rule: said(facts) for rule, facts in expected.items()}, place
    assert list(found) == sorted(found), place

    moments = (met.moment, START)
    reasons = waive(outcome.reasons, met.waivers, met.draft, *moments)
    for before, after in zip(outcome.reasons, reasons, strict=True):
        lifting = [w for w in met.waivers if reference.lifts(w, before, met.draft, moments)]
        lifted_by = min(lifting, key=lambda w: w.id, default=None)
        assert after == replace(before, waiver=lifted_by), place
        held.update(f"{w.kind} lifts" for w in lifting)

    decision = decide(
        reasons, met.faults, audience_tier=met.audience, reach=met.reach, default=met.default
    )
    verdict, tier = reference.decide(
        reasons, bool(met.faults), met.audience, met.reach, met.default
    )
    assert (decision.verdict, decision.tier) == (verdict, tier), place
    assert (decision.reasons, decision.faults) == (reasons, met.faults), place

    held["cases with a reason"] += bool(reasons)
    held.update(count_conditions(declared, reasons, met))


def in_lane(engine: RuleSet, met: World) -> tuple[object, object]:
    """The outcome when author, audience and channel were filed beforehand."""
    shared = [fact for fact in met.facts if fact.kind in {"author", "audience", "channel"}]
    others = [fact for fact in met.facts if fact.kind not in {"author", "audience", "channel"}]
    outcome = engine.apply(Case(others, met.moment, World.words, engine.lane(shared)))
    return found_by(outcome), outcome.faults


def found_by(outcome: Outcome) -> dict[str, Counter[object]]:
    return {reason.rule: said(reason.facts) for reason in outcome.reasons}


def said(facts: Sequence[Fact]) -> Counter[object]:
    """What a reason rests on, order apart: each fact that was given, and what each derived one is."""
    return Counter(
        (fact.rule, frozenset(fact.values.items()), frozenset(said(fact.because).items()))
        if fact.rule
        else id(fact)
        for fact in facts
    )


# --- the table ------------------------------------------------------------------------------------


def count_conditions(
    declared: Sequence[Rule], reasons: Sequence[Reason], met: World
) -> Iterator[str]:
    """What each satisfied rule asked, and what ``none`` released."""
    by_id = {reason.rule: reason for reason in reasons}
    for rule in declared:
        if rule.id in by_id:
            yield from set(asked(rule, by_id[rule.id].facts, met))
        elif rule.none:
            patterns = tuple(c for c in rule.none if isinstance(c, Pattern))
            covers = tuple(c for c in rule.none if isinstance(c, Covers))
            for none, name in ((covers, "none releases"), (patterns, "covers releases")):
                if len(none) < len(rule.none) and holds(replace(rule, none=none), met):
                    yield name


def holds(rule: Rule, met: World) -> bool:
    return reference.satisfied(rule, met.facts, met.moment, WORD_STARTS) is not None


def asked(rule: Rule, used: Sequence[Fact], met: World) -> Iterator[str]:
    """The kinds of condition that hold in a satisfied rule."""
    kinds = {fact.kind for fact in used}
    for key in ("when_all", "when_any", "none"):
        for condition in getattr(rule, key):
            if isinstance(condition, When):
                yield from (f"time {name}" for name in ranges(condition))
                if key == "when_any" and reference.inside(condition, met.moment):
                    yield "when_any time"
            elif isinstance(condition, Covers):
                yield "covers a name" if condition.of else "covers"
            elif key == "none" or condition.kind in kinds:
                yield key
                yield f"{'none' if key == 'none' else 'when'} {condition.kind}"
                yield from asked_of(condition, met)
    for count in rule.count:
        yield from counts(count, used)
    if rule.derives is not None:
        copies = any(isinstance(value, Reference) for _, value in rule.derives.values)
        yield "derives, copied" if copies else "derives"
    if rule.mode is Mode.SHADOW:
        yield "shadow"


def ranges(when: When) -> Iterator[str]:
    for name in ("before", "not_before", "weekdays", "hours"):
        if getattr(when, name):
            yield name
    if when.hours and when.hours[0] > when.hours[1]:
        yield "hours over midnight"


def counts(count: Count, used: Sequence[Fact]) -> Iterator[str]:
    kinds = {fact.kind for fact in used}
    yield "count"
    yield f"count {count.pattern.kind}"
    if count.distinct:
        yield "count distinct"
    if count.within:
        yield "count within"
        if "past" in kinds:
            yield "count within, past"


def asked_of(pattern: Pattern, met: World) -> Iterator[str]:
    if pattern.near:
        yield "near"
    for name, test in pattern.tests:
        if isinstance(test, Bounded):
            to = " a reference" if isinstance(test.bound, Reference) else ""
            yield f"{test.operator.value}{to}"
        elif isinstance(test, Bound):
            yield "not_same_as" if test.negated else "same_as"
        elif (pattern.kind, name) in SPECIAL:
            yield f"{pattern.kind}.{name}"
        else:
            yield "not" if test.negated else "one of" if len(test.values) > 1 else "is"
        if name in ("id", "kind", "strict") and any(
            f.kind == pattern.kind and f.values.get("unknown") for f in met.facts
        ):
            yield f"unknown {pattern.kind}"


SPECIAL = {
    ("author", "lacks_role"),
    ("author", "lacks_domain"),
    ("author", "role"),
    ("author", "domain"),
    ("audience", "tier"),
}


_WHO = ("author", "audience", "channel")
_IN_WHEN = ("finding", "reply", "history", "fault", "fact", "draft", *_WHO)
_BOUNDS = ("at_least", "at_most", "above", "below")
ALL = (
    *("when_all", "when_any", "when_any time", "none", "none releases"),
    *("covers", "covers a name", "covers releases"),
    *("count", "count distinct", "count within", "count within, past"),
    *("is", "one of", "not", "same_as", "not_same_as", "near"),
    *_BOUNDS,
    *(f"{bound} a reference" for bound in _BOUNDS),
    *(f"time {name}" for name in ("before", "not_before", "weekdays", "hours")),
    "time hours over midnight",
    *(f"{kind}.{name}" for kind, name in sorted(SPECIAL)),
    *(f"unknown {kind}" for kind in _WHO),
    *(f"when {kind}" for kind in _IN_WHEN),
    *(f"none {kind}" for kind in ("public_record", "release", "attestation", "author", "fact")),
    *(f"count {kind}" for kind in ("finding", "history", "reply", "fact")),
    *("derives", "derives, copied", "shadow", "waiver lifts", "acknowledgement lifts"),
)
"""Every kind of condition, and what follows: each must hold 1,000 times in 100,000 cases."""


def table(held: Counter[str]) -> str:
    """How often each kind of condition was satisfied, in three columns."""
    cells = [f"{name:28}{held[name]:>8,}" for name in ("cases", "cases with a reason", *ALL)]
    rows = -(-len(cells) // 3)
    return "\n".join("   ".join(cells[row::rows]) for row in range(rows))

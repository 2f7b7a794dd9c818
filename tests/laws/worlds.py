"""Random rules and cases from a small world, so that they meet often.

Everything is drawn from a ``random.Random``, so that a seed says all. Rules stand where the policy
loader lets them stand: restricting facts in ``when_*`` and ``count``, releasing ones in ``none``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

from ecluse.model import (
    Draft,
    Fact,
    Fault,
    FaultKind,
    Finding,
    Mode,
    Override,
    Span,
    Tier,
    Verdict,
    Waiver,
)
from ecluse.policy.model import REACH
from ecluse.rules.conditions import (
    AnyOf,
    Bound,
    Bounded,
    Condition,
    Count,
    Covers,
    Derivation,
    Near,
    Operator,
    Pattern,
    Reference,
    Rule,
    Scalar,
    Test,
    When,
    Within,
)
from ecluse.rules.facts import KINDS, FieldType

START = datetime(2026, 10, 24, 20, tzinfo=UTC)
"""A Saturday evening; at 01:00 UTC that night clocks go back in Paris."""
STEP = timedelta(minutes=30)
ZONES = ("UTC", "Europe/Paris", "America/New_York")
CLOCKS = (time(0), time(1), time(2), time(2, 30), time(16), time(20, 30), time(23, 30))
WORD_STARTS = {"text": tuple(range(0, 60, 3)), "title": tuple(range(1, 60, 4))}
"""Where the words of each field start."""

_FINDING: Mapping[str, Sequence[Scalar]] = {
    "label": ("a", "b"),
    "name": ("", "n"),
    "confidence": (0.3, 0.5, 0.9),
    "field": ("text", "title"),
    "digest": ("", "d1", "d2"),
    "value": (0, 1, 2),
}
_PAST: Mapping[str, Sequence[Scalar]] = {
    "author": ("ada", "bob"),
    "channel": ("c1", "c2"),
    "thread": ("", "t"),
    "age": (0.0, 3600.0, 7200.0),
    "same_author": (True, True, False),
    "same_channel": (True, True, False),
    "same_thread": (True, True, False),
    "same_text": (True, False),
}
FIELDS: Mapping[str, Mapping[str, Sequence[Scalar]]] = {
    "finding": _FINDING,
    "reply": _FINDING,
    "past": {**_FINDING, **_PAST},
    "history": _PAST,
    "fault": {"what": ("w1", "w2"), "kind": ("limit", "exception")},
    "fact": {"v": (0, 1, 2), "k": ("a", 1.0, True, 0.5)},
    "public_record": {"label": ("a", "b"), "source": ("s1", "s2"), "value": (0, 1, 2)},
    "release": {"id": ("R1", "R2")},
    "attestation": {"sheet": ("s1", "s2")},
    "author": {
        "id": ("ada", "bob"),
        "role": ("expert", "intern"),
        "domain": ("x", "y"),
        "lacks_role": ("expert", "intern"),
        "lacks_domain": ("x", "y"),
    },
    "audience": {"id": ("e1", "e2"), "tier": ("private", "extended", "public")},
    "channel": {
        "id": ("c1", "c2"),
        "kind": ("x", "y"),
        "open": (True, False),
        "strict": (True, False),
    },
    "draft": {"length": (0, 1, 2), "words": (0, 1), "lang": ("", "fr"), "is_reply": (True, False)},
}
"""The few values that each field takes in this world."""
_WHO = ("author", "channel", "audience")
_RELEASING = ("public_record", "release", "attestation", "author")
_WHEN = (
    *("finding",) * 12,
    *("reply", "reply", "history", "fault") * 2,
    *("author", "author", "audience", "channel", "channel", "draft") * 3,
)


# --- rules ----------------------------------------------------------------------------------------

Tests = tuple[tuple[str, Test], ...]


@dataclass
class _Names:
    """What a rule may refer to: facts that other rules derive, names that it has given itself."""

    restricting: list[str]
    releasing: list[str]
    bound: dict[str, str]


def rules(random: Random, most: int = 3) -> tuple[Rule, ...]:
    """One to ``most`` rules, in any order, that may rest on one another's facts."""
    restricting: list[str] = []
    releasing: list[str] = []
    made: list[Rule] = []
    ids = random.sample(("p", "q", "r", "s"), random.choice((1, *(most,) * 4)))
    for id in ids:
        names = _Names(restricting, releasing, {})
        rule = _releaser(random, id) if random.random() < 0.12 else _rule(random, id, names)
        made.append(rule)
        if rule.derives is not None:
            (releasing if rule.derives.name == "freed" else restricting).append(rule.derives.name)
    random.shuffle(made)
    return tuple(made)


def _releaser(random: Random, id: str) -> Rule:
    """A rule that only derives, from releasing facts alone: « free-… », which says nothing itself."""
    when = tuple(_pattern(random, random.choice(_RELEASING), _Names([], [], {}), none=True))
    return Rule(f"free-{id}", when_all=when, derives=Derivation("freed"))


def _rule(random: Random, id: str, names: _Names) -> Rule:
    if random.random() < 0.18:
        when_all = _pair(random, names)
    else:
        many = range(random.choice((0, 1, 1, 2, 2, 2, 3)))
        when_all = tuple(c for _ in many for c in _all(random, names))
    plain = _Names(names.restricting, names.releasing, {})
    when_any = tuple(c for _ in range(random.choice((0, 0, 0, 2))) for c in _any(random, plain))
    count = tuple(_count(random, plain) for _ in range(random.choice((0, 0, 0, 1, 1))))
    if not (when_all or when_any or count):
        return _rule(random, id, names)
    patterns = (*when_all, *when_any, *(c.pattern for c in count))
    rests_on_facts = any(isinstance(p, Pattern) and p.kind == "fact" for p in patterns)
    return Rule(
        id,
        when_all,
        when_any,
        tuple(_none(random, names, when_all)),
        count,
        _derivation(random, f"f{id}" if rests_on_facts else "shared", names),
        random.choice((None, None, *Tier)),
        random.choice(tuple(Verdict)),
        override=random.choice(tuple(Override)),
        mode=random.choice((Mode.ENFORCE, Mode.ENFORCE, Mode.SHADOW)),
    )


def _pair(random: Random, names: _Names) -> tuple[Condition, ...]:
    """Two findings, the second bound to the first."""
    names.bound |= {"n0": "finding", "n1": "finding"}
    near, tests = _beside(random, "n0", ())
    first = _pattern(random, "finding", _Names([], [], {}), tests=(0, 1))[0]
    return (replace(first, bind="n0"), Pattern("finding", tests, "n1", near))


def _all(random: Random, names: _Names) -> Sequence[Condition]:
    if random.random() < 0.12:
        return (when(random),)
    (made,) = _pattern(random, _kind(random, names), names, joins=True)
    near, tests = None, made.tests
    findings = [name for name, kind in names.bound.items() if kind == "finding"]
    if made.kind == "finding" and findings and random.random() < 0.7:
        near, tests = _beside(random, random.choice(findings), tests)
    bind = f"n{len(names.bound)}" if random.random() < 0.7 else ""
    if bind:
        names.bound[bind] = made.kind
    return (Pattern(made.kind, tests, bind, near),)


def _beside(random: Random, of: str, tests: Tests) -> tuple[Near | None, Tests]:
    """How a second finding may be bound to the first: near it, or compared with it."""
    if random.random() < 0.5:
        return Near(of, random.choice((0, 1, 3, 8))), tests if random.random() < 0.3 else ()
    name = random.choice(("confidence", "value"))
    return None, ((name, Bounded(random.choice(tuple(Operator)), Reference(of, name))),)


def _any(random: Random, names: _Names) -> Sequence[Condition]:
    return (
        (when(random),) if random.random() < 0.2 else _pattern(random, _kind(random, names), names)
    )


def _kind(random: Random, names: _Names) -> str:
    return "fact" if names.restricting and random.random() < 0.6 else random.choice(_WHEN)


def _count(random: Random, names: _Names) -> Count:
    kind = random.choice(("finding", *("history", "reply") * 2, *("fact",) * 6))
    kind = "finding" if kind == "fact" and not names.restricting else kind
    (pattern,) = _pattern(random, kind, names, tests=(0, 0, 1))
    within = None
    if kind in {"finding", "history"} and random.random() < 0.5:
        of = random.choice(("author", "channel", "thread"))
        within = Within(of, timedelta(hours=random.choice((0, 1, 2))))
    distinct = random.choice(("", "", *FIELDS[kind]))
    return Count(pattern, random.choice((0, 1, 1, 1, 2, 2, 3)), distinct, within)


def _none(
    random: Random, names: _Names, when_all: Sequence[Condition]
) -> Sequence[Pattern | Covers]:
    none: list[Pattern | Covers] = []
    for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
        kinds = (*_RELEASING, *("fact",) * 4 * bool(names.releasing))
        none += _pattern(random, random.choice(kinds), names, none=True, joins=True)
    if random.random() < 0.35:
        named = [c.bind for c in when_all if isinstance(c, Pattern) and c.kind == "finding"]
        none.append(Covers(random.choice(("", *named))))
    return none


def _derivation(random: Random, derived: str, names: _Names) -> Derivation | None:
    if random.random() < 0.5:
        return None
    values: list[tuple[str, Scalar | Reference]] = []
    if random.random() < 0.5:
        values.append(("k", random.choice(FIELDS["fact"]["k"])))
    sources = [(bind, kind) for bind, kind in names.bound.items() if kind not in _WHO]
    if sources and random.random() < 0.7:
        bind, kind = random.choice(sources)
        values.append(("v", Reference(bind, random.choice(list(FIELDS[kind])))))
    return Derivation(derived, tuple(values))


def _pattern(
    random: Random,
    kind: str,
    names: _Names,
    *,
    none: bool = False,
    joins: bool = False,
    tests: Sequence[int] = (0, 1, 1, 1, 2),
) -> tuple[Pattern]:
    tests = (0, 0, 1) if kind == "fact" else tests
    of = [name for name in FIELDS[kind] if _may_stand(kind, name, none=none)]
    chosen = [random.choice(of) for _ in range(random.choice(tests))] if of else []
    if kind == "author" and none and not chosen:
        chosen = ["role"]
    made = [(name, _test(random, kind, name, names, joins=joins)) for name in chosen]
    if kind == "fact":
        known = names.releasing if none else names.restricting
        made.insert(0, ("name", AnyOf(tuple({random.choice(known) for _ in "ab"}))))
    return (Pattern(kind, tuple(made)),)


def _may_stand(kind: str, name: str, *, none: bool) -> bool:
    if kind == "public_record":
        return name != "value"
    return kind != "author" or none == (name in {"role", "domain"})


def _test(random: Random, kind: str, name: str, names: _Names, *, joins: bool) -> Test:
    of, values = KINDS[kind].fields.get(name), FIELDS[kind][name]
    if of in {FieldType.TIER, FieldType.TEXTS}:
        return AnyOf(tuple(random.sample(values, random.choice((1, 1, 2)))))
    references = [
        Reference(bind, theirs)
        for bind, other in names.bound.items()
        for theirs in FIELDS[other]
        if other not in _WHO
        and joins
        and (of is None or KINDS[other].fields.get(theirs) in {of, None})
    ]
    if references and random.random() < 0.6:
        reference = random.choice(references)
        if of in {FieldType.NUMBER, None} and random.random() < 0.5:
            return Bounded(random.choice(tuple(Operator)), reference)
        return Bound(reference, negated=random.random() < 0.4)
    if of in {FieldType.NUMBER, None} and random.random() < 0.85:
        bounds = [value for value in values if type(value) in {int, float}]
        return Bounded(random.choice(tuple(Operator)), random.choice(bounds))
    wanted = tuple(random.sample(tuple(values), random.choice((1, 1, 1, 2))))
    return AnyOf(wanted, negated=random.random() < 0.2)


def when(random: Random) -> When:
    """One or two ranges of the moment."""
    ranges: dict[str, Any] = {}
    for name in random.sample(
        ("before", "not_before", "weekdays", "hours"), random.choice((1, 1, 2))
    ):
        if name == "weekdays":
            ranges[name] = frozenset(random.sample((4, 5, 6), random.choice((1, 2))))
        elif name == "hours":
            ranges[name] = tuple(random.sample(CLOCKS, 2))
        else:
            ranges[name] = START + STEP * random.randint(0, 11)
    return When(**ranges, zone=random.choice(ZONES))


# --- cases ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """What one draft on one channel meets: facts, moments, waivers, faults, policy."""

    facts: tuple[Fact, ...]
    moment: datetime
    draft: Draft
    waivers: tuple[Waiver, ...]
    faults: tuple[Fault, ...]
    audience: Tier
    reach: Mapping[tuple[Tier, Tier], Verdict]
    default: Tier

    @staticmethod
    def words(field: str, offset: int) -> int:
        """How many words of a field start before an offset."""
        return bisect_left(WORD_STARTS[field], offset)


def world(random: Random) -> World:
    """One case."""
    facts = [*_who(random)]
    for kind, most in _HOW_MANY.items():
        least = 1 if kind == "finding" else 0
        facts += [fact(random, kind) for _ in range(random.randint(least, most))]
    random.shuffle(facts)
    return World(
        tuple(facts),
        START + STEP * random.randint(0, 11),
        Draft(
            "",
            id=random.choice(("", "d")),
            author=random.choice(("", "ada")),
            channel=random.choice(("", "c1")),
            trusted=random.random() < 0.7,
        ),
        tuple(waiver(random, f"W{n}") for n in random.sample(range(4), random.choice((0, 2, 4)))),
        (Fault("w", FaultKind.LIMIT, "w"),) * random.choice((0, 0, 0, 1)),
        random.choice(tuple(Tier)),
        reach(random),
        random.choice((Tier.PUBLIC, *Tier)),
    )


_HOW_MANY = {
    "finding": 3,
    "reply": 1,
    "past": 2,
    "history": 2,
    "fault": 1,
    "public_record": 2,
    "release": 1,
    "attestation": 1,
}


def fact(random: Random, kind: str) -> Fact:
    """One fact of a kind; now and then it lacks a field."""
    values: dict[str, Any] = {name: random.choice(of) for name, of in FIELDS[kind].items()}
    if random.random() < 0.1:
        lacks = random.choice([name for name in values if not name.startswith("same_")])
        del values[lacks]
    finding = None
    if kind in {"finding", "reply"}:
        start = random.randint(0, 20)
        span = Span(start, start + random.randint(1, 5))
        digest, field = values.get("digest", ""), values.get("field", "text")
        finding = Finding(values.get("label", "a"), field, span, digest=digest)
    return Fact(kind, values, finding)


def _who(random: Random) -> Sequence[Fact]:
    """Author, audience, channel and draft: one of each, perhaps unknown, perhaps no channel."""
    unknown_author, unknown_audience = random.random() < 0.5, random.random() < 0.5
    people = ("expert", "intern"), ("x", "y")
    role, domain = (
        frozenset(random.sample(of, random.randint(0, 2)) if not unknown_author else ())
        for of in people
    )
    tier = Tier.PUBLIC if unknown_audience else random.choice(tuple(Tier))
    channel: Mapping[str, Scalar] = {"unknown": True, "open": True, "strict": True}
    if random.random() < 0.7:
        channel = {name: random.choice(of) for name, of in FIELDS["channel"].items()}
    author_id = "" if unknown_author else random.choice(("ada", "bob"))
    author = {"id": author_id, "role": role, "domain": domain, "unknown": unknown_author}
    audience = {"id": random.choice(("e1", "e2")), "tier": tier, "unknown": unknown_audience}
    draft = {name: random.choice(of) for name, of in FIELDS["draft"].items()}
    return (
        Fact("author", author),
        Fact("audience", audience),
        Fact("draft", draft),
        *(Fact("channel", channel) for _ in range(random.choice((0, 1, 1)))),
    )


def waiver(random: Random, id: str) -> Waiver:
    """A waiver for one of the rules, with at most one scope."""
    scopes = ({}, {}, {"channel": "c1"}, {"author": "ada"}, {"draft": "d"}, {"finding": "d1"})
    return Waiver(
        id,
        random.choice(("p", "q", "r", "s")),
        "ada",
        "",
        random.choice((None, START, START + STEP * random.randint(0, 12))),
        kind=random.choice(("waiver", "acknowledgement")),
        **random.choice(scopes),
    )


def reach(random: Random) -> Mapping[tuple[Tier, Tier], Verdict]:
    """The table of the model, perhaps tightened: nothing freer for a wider audience or a lower tier."""
    table = dict(REACH)
    for cell in random.sample(list(table), random.choice((0, 0, 1, 2))):
        table[cell] = max(table[cell], random.choice(tuple(Verdict)))
    return {
        (tier, to): max(table[t, a] for t in Tier for a in Tier if t >= tier and a <= to)
        for tier, to in table
    }

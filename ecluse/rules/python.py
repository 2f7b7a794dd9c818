"""Rules written in Python, in the style of durable_rules, with the meaning that YAML gives them.

    rules = Rules()

    @rules.when_all(m.finding.label == "code-name", m.audience.tier == "public",
                    none=[m.release.id == "duo-launch"], tier=Tier.PRIVATE)
    def code_name_before_launch() -> None:
        "Code names stay inside until launch."

A declaration makes a frozen :class:`~ecluse.rules.conditions.Rule`, the very value that a policy file
makes; no code of the function ever runs. Its name gives the identifier, its docstring the sentence when
``because`` is not given. What a policy file may not say is refused here too, at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from ecluse.model import NO_MESSAGE, EcluseError, Message, Mode, Obligation, Override, Tier, Verdict
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
from ecluse.rules.facts import KINDS, Nature

__all__ = ["Ask", "DeclarationError", "Rules", "count", "covers", "m", "ref"]


class DeclarationError(EcluseError):
    """A rule that does not hold together: the message says what to write instead."""


@dataclass(frozen=True)
class Ask:
    """A pattern being written: several tests on one fact are joined with ``&``."""

    pattern: Pattern

    def __and__(self, other: Ask) -> Ask:
        """Both ask about the same fact."""
        if other.pattern.kind != self.pattern.kind:
            raise DeclarationError("`&` joins tests on one fact; give two facts as two conditions")
        return Ask(replace(self.pattern, tests=(*self.pattern.tests, *other.pattern.tests)))

    def named(self, name: str) -> Ask:
        """Bind the fact to ``name``, for references and ``near`` (YAML: ``as``)."""
        return Ask(replace(self.pattern, bind=name))

    def near(self, of: str, tokens: int) -> Ask:
        """Within ``tokens`` words of the finding bound to ``of``, in the same field."""
        return Ask(replace(self.pattern, near=Near(of, tokens)))


class _Field:
    """One field of a kind of fact; comparing it makes an :class:`Ask`."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, kind: str, name: str) -> None:
        self._kind, self._name = kind, name

    def _ask(self, test: Test) -> Ask:
        return Ask(Pattern(self._kind, ((self._name, test),)))

    def __eq__(self, value: object) -> Ask:  # type: ignore[override]
        return self._ask(_equality(value, negated=False))

    def __ne__(self, value: object) -> Ask:  # type: ignore[override]
        return self._ask(_equality(value, negated=True))

    def __ge__(self, bound: float | Reference) -> Ask:
        return self._ask(Bounded(Operator.AT_LEAST, bound))

    def __le__(self, bound: float | Reference) -> Ask:
        return self._ask(Bounded(Operator.AT_MOST, bound))

    def __gt__(self, bound: float | Reference) -> Ask:
        return self._ask(Bounded(Operator.ABOVE, bound))

    def __lt__(self, bound: float | Reference) -> Ask:
        return self._ask(Bounded(Operator.BELOW, bound))

    def is_in(self, values: Sequence[Scalar]) -> Ask:
        """One of several values."""
        return self._ask(AnyOf(tuple(values)))


def _equality(value: object, *, negated: bool) -> Test:
    if isinstance(value, Reference):
        return Bound(value, negated)
    if isinstance(value, Tier):
        return AnyOf((value.word,), negated)
    if isinstance(value, (str, int, float)):
        return AnyOf((value,), negated)
    raise DeclarationError(
        "a field is compared with a text, a number, a truth value or a reference"
    )


class _Kind:
    """One kind of fact: its fields are attributes, calling it asks for any fact of the kind."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __getattr__(self, name: str) -> _Field:
        known = KINDS[self._kind]
        if name not in known.fields and not known.open:
            raise AttributeError(f"`{self._kind}` has no field `{name}`{_near(name, known.fields)}")
        return _Field(self._kind, name)

    def __call__(self) -> Ask:
        return Ask(Pattern(self._kind))


class _Facts:
    """The kinds of fact, as attributes."""

    def __getattr__(self, kind: str) -> _Kind:
        if kind not in KINDS or kind == "time":
            raise AttributeError(f"no kind of fact `{kind}`{_near(kind, KINDS)}")
        return _Kind(kind)


m = _Facts()
"""``m.finding.label == "code-name"``, as durable_rules writes it."""


def _near(name: str, known: Any) -> str:
    close = difflib.get_close_matches(name, list(known), 1)
    return f"; did you mean `{close[0]}`?" if close else ""


def ref(place: str) -> Reference:
    """A field of a fact bound before: ``ref("one.name")``."""
    name, dot, field = place.partition(".")
    if not (name and dot and field):
        raise DeclarationError("a reference is written name.field")
    return Reference(name, field)


def covers(of: str = "") -> Covers:
    """For ``none``: what the public record covers is as if not there."""
    return Covers(of)


def count(
    ask: Ask, at_least: int, *, distinct: str = "", of: str = "", window: timedelta | None = None
) -> Count:
    """At least so many facts; with ``of`` and ``window``, also in the earlier drafts of the same."""
    within = None if window is None else Within(of, window)
    return Count(ask.pattern, at_least, distinct, within)


class Rules:
    """Rules as they are declared, in order; :attr:`rules` goes into a policy.

    >>> rules = Rules()
    >>> @rules.when_all(m.finding.label == "code-name", tier=Tier.PRIVATE)
    ... def code_name() -> None:
    ...     "Code names stay inside."
    >>> [rule.id for rule in rules.rules], rules.rules[0].because.en
    (['code-name'], 'Code names stay inside.')
    """

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule declared so far."""
        return tuple(self._rules.values())

    def when_all(
        self, *conditions: Ask | When, **follows: Any
    ) -> Callable[[Callable[[], None]], Rule]:
        """Every condition holds; for ``follows`` see :meth:`add`."""
        return lambda function: self._declared(function, when_all=conditions, **follows)

    def when_any(
        self, *conditions: Ask | When, **follows: Any
    ) -> Callable[[Callable[[], None]], Rule]:
        """One of the conditions holds; for ``follows`` see :meth:`add`."""
        return lambda function: self._declared(function, when_any=conditions, **follows)

    def _declared(self, function: Callable[[], None], **given: Any) -> Rule:
        sentence = (function.__doc__ or "").strip()
        given.setdefault("because", Message(sentence, sentence))
        return self.add(function.__name__.replace("_", "-"), **given)

    def add(
        self,
        id: str,
        *,
        when_all: Sequence[Ask | When] = (),
        when_any: Sequence[Ask | When] = (),
        none: Sequence[Ask | Covers] = (),
        count: Sequence[Count] = (),
        derives: str | Derivation | None = None,
        tier: Tier | None = None,
        verdict: Verdict = Verdict.ALLOW,
        because: Message = NO_MESSAGE,
        fix: Message = NO_MESSAGE,
        obligations: Sequence[Obligation] = (),
        override: Override = Override.APPROVE,
        mode: Mode = Mode.ENFORCE,
    ) -> Rule:
        """Declare one rule.

        Raises:
            DeclarationError: the identifier is taken, or a kind of fact stands where it may not.
        """
        if id in self._rules:
            raise DeclarationError(f"rule `{id}` is declared twice")
        rule = Rule(
            id,
            tuple(_selected(one) for one in when_all),
            tuple(_selected(one) for one in when_any),
            tuple(_released(one) for one in none),
            tuple(count),
            Derivation(derives) if isinstance(derives, str) else derives,
            tier,
            verdict,
            because,
            fix,
            tuple(obligations),
            override,
            mode,
        )
        self._rules[id] = rule
        return rule


def _selected(condition: Ask | When) -> Condition:
    if isinstance(condition, When):
        return condition
    if _releases(condition.pattern):
        kind = condition.pattern.kind
        raise DeclarationError(f"`{kind}` only releases: it stands in `none`, not in `when_…`")
    return condition.pattern


def _released(condition: Ask | Covers) -> Pattern | Covers:
    if isinstance(condition, Covers):
        return condition
    if not _releases(condition.pattern) and condition.pattern.kind != "fact":
        kind = condition.pattern.kind
        raise DeclarationError(f"`{kind}` does not release: it stands in `when_…`, not in `none`")
    return condition.pattern


def _releases(pattern: Pattern) -> bool:
    known = KINDS[pattern.kind]
    return known.nature is Nature.RELEASING or any(n in known.releasing for n, _ in pattern.tests)

"""Try every transform on what a policy says it catches, and on what it says it leaves clear.

The ``caught`` examples of every enforced rule go through the whole gate first, as ``ecluse policy
test`` runs them. Those that the rule really holds are disguised, and tried again: the rule still
*catches* one, the gate *holds* it for another reason (another rule, a fault), or it *slips* through.
The ``clear`` examples that go out are disguised as well: one that is then found has been *spoiled*.

The same policy, transforms and seed give the same mutations, whatever else is run.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import NamedTuple, cast

from ecluse.gate import Gate
from ecluse.lean import replace
from ecluse.model import Decision, Draft, DraftError, Fact, Mode, Origin, Span
from ecluse.policy.model import Example, Policy
from ecluse.read.row import record_of
from ecluse.redteam.transform import Goods, Parcel, Transform

__all__ = ["LEFT_OUT", "Cargo", "Count", "Done", "Outcome", "Result", "Survivor", "smuggle"]


Done = tuple[int, int]
"""Examples that are done, of how many."""


class Outcome(enum.Enum):
    """What became of a mutation."""

    CAUGHT = "caught"
    """The same rule holds it, as strictly as before."""
    HELD = "held"
    """Another rule or a fault does."""
    SLIPPED = "slipped"
    """It goes out."""


LEFT_OUT = ("no-draft", "not-caught", "allowed", "wordless")
"""Why an example is not disguised: its row is no draft; the rule does not catch it; it is allowed all
the same; the rule rests on no words of it.
"""


class Cargo(NamedTuple):
    """An example, what is smuggled of it, and the drafts that came before.

    ``number`` is its place among the examples of its kind and rule, from 1 on: it says, with the rule,
    which chance its mutations have, wherever the policy stands.
    """

    example: Example
    number: int
    parcel: Parcel
    history: tuple[Draft, ...]


class Survivor(NamedTuple):
    """A mutation that slipped; ``size``: how many characters differ."""

    cargo: Cargo
    transform: Transform
    parcel: Parcel
    size: int

    @property
    def effort(self) -> tuple[int, int, str]:
        """The smaller of two is the smaller mutation."""
        return self.transform.cost, self.size, self.transform.name


@dataclass
class Count:
    """Mutations by what became of them; those of clear examples apart."""

    tried: int = 0
    caught: int = 0
    held: int = 0
    slipped: int = 0
    clear: int = 0
    """Mutations of clear examples."""
    spoiled: int = 0
    """Those of them in which a rule found something."""
    clear_held: int = 0
    """Those that are held for what is no finding: a fault, a form."""

    def add(self, outcome: Outcome) -> None:
        """Count one mutation of a caught example."""
        self.tried += 1
        self.caught += outcome is Outcome.CAUGHT
        self.held += outcome is Outcome.HELD
        self.slipped += outcome is Outcome.SLIPPED

    def add_all(self, other: Count) -> None:
        """Count everything that another has counted."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def share(self) -> float:
        """What slipped of what was tried; 0 of nothing."""
        return self.slipped / self.tried if self.tried else 0.0


@dataclass
class Result:
    """Everything that a run has found."""

    transforms: tuple[Transform, ...]
    counts: Mapping[str, Count]
    """By name of the transform."""
    rules: dict[str, Count] = field(default_factory=dict[str, Count])
    survivors: dict[tuple[str, str], Survivor] = field(
        default_factory=dict[tuple[str, str], Survivor]
    )
    """The smallest for each rule and transform."""
    examples: int = 0
    """Caught examples that were disguised."""
    clear: int = 0
    """Clear examples that were."""
    left_out: dict[str, int] = field(default_factory=dict[str, int])
    """How many caught examples were not, by one of :data:`LEFT_OUT`."""

    def total(self, names: Sequence[str] | None = None) -> Count:
        """The sum over transforms, all of them by default."""
        total = Count()
        for name in self.counts if names is None else names:
            total.add_all(self.counts[name])
        return total

    def smallest(self, rule: str) -> Survivor | None:
        """The smallest mutation that slipped past a rule."""
        own = (one for (id, _), one in self.survivors.items() if id == rule)
        return min(own, key=lambda one: one.effort, default=None)


def smuggle(
    policy: Policy,
    gate: Gate,
    transforms: Sequence[Transform],
    *,
    now: datetime,
    seed: int = 0,
    limit: int | None = None,
    only: Sequence[str] = (),
    see: Callable[[Done], None] | None = None,
) -> Result:
    """Disguise the examples of a policy with each transform, and check every mutation.

    Args:
        policy: read from its file; one from the cache has no examples.
        gate: what :func:`ecluse.examples.gate_for_examples` gives.
        transforms: those to try; those of the family ``pairs`` leave clear examples alone.
        now: the clock of examples that name none.
        seed: what chance is made from.
        limit: caught and clear examples of each rule, the first ones; all by default.
        only: identifiers of rules; all by default.
        see: told, example after example, how many of how many are done.
    """
    run = _Run(gate, now, seed, Result(tuple(transforms), {t.name: Count() for t in transforms}))
    chosen = list(_chosen(policy, limit, only))
    for done, (number, example) in enumerate(chosen):
        if see is not None:
            see((done, len(chosen)))
        if example.caught:
            run.try_caught(example, number)
        else:
            run.try_clear(example, number)
    return run.result


def _chosen(
    policy: Policy, limit: int | None, only: Sequence[str]
) -> Iterator[tuple[int, Example]]:
    """The examples of enforced rules, the first ``limit`` of each rule and kind, numbered."""
    enforced = {rule.id for rule in policy.rules if rule.mode is Mode.ENFORCE}
    seen: dict[tuple[str, bool | None], int] = {}
    for example in policy.examples:
        key = example.rule, example.caught
        if example.rule in enforced and (not only or example.rule in only):
            seen[key] = seen.get(key, 0) + 1
            if limit is None or seen[key] <= limit:
                yield seen[key], example


class _Run:
    def __init__(self, gate: Gate, now: datetime, seed: int, result: Result) -> None:
        self._gate, self._now, self._seed, self.result = gate, now, seed, result

    def try_caught(self, example: Example, number: int) -> None:
        cargo = self._cargo(example, number)
        if isinstance(cargo, str):
            left_out = self.result.left_out
            left_out[cargo] = left_out.get(cargo, 0) + 1
            return
        self.result.examples += 1
        own = self.result.rules.setdefault(example.rule, Count())
        for transform, parcel in self._mutations(cargo):
            outcome = self._outcome(cargo, parcel)
            own.add(outcome)
            self.result.counts[transform.name].add(outcome)
            if outcome is Outcome.SLIPPED:
                self._keep(Survivor(cargo, transform, parcel, _changed(cargo.parcel, parcel)))

    def try_clear(self, example: Example, number: int) -> None:
        cargo = self._harmless(example, number)
        if cargo is None:
            return
        self.result.clear += 1
        for transform, parcel in self._mutations(cargo):
            if transform.family == "pairs":
                continue
            count = self.result.counts[transform.name]
            count.clear += 1
            held = [d for d in self._decisions(cargo, parcel) if not d.allowed]
            found = any(r.stands and r.findings for decision in held for r in decision.reasons)
            count.spoiled += found
            count.clear_held += bool(held) and not found

    # --- examples ---------------------------------------------------------------------------------

    def _cargo(self, example: Example, number: int) -> Cargo | str:
        """What a rule caught; or why there is nothing to disguise, one of LEFT_OUT."""
        try:
            draft, history = _drafts(example)
        except DraftError:
            return "no-draft"
        decision = self._check(draft, history)
        reason = next((r for r in decision.reasons if r.rule == example.rule and r.stands), None)
        if reason is None:
            return "not-caught"
        if decision.allowed:
            return "allowed"
        goods = tuple(self._goods(draft, reason.facts))
        return Cargo(example, number, Parcel((draft,), goods), history) if goods else "wordless"

    def _goods(self, draft: Draft, facts: Sequence[Fact]) -> Iterator[Goods]:
        """Where the words are on which a reason rests, and others of their labels."""
        labels = {fact.finding.label for fact in _resting_on(facts) if fact.finding is not None}
        found = [one for one in self._gate.findings(draft) if one.label in labels]
        own = (fact.finding for fact in _resting_on(facts) if fact.finding is not None)
        places: dict[str, set[Span]] = {}
        for finding in (*found, *own):
            places.setdefault(finding.field, set()).add(finding.span)
        for part in draft.parts():
            if spans := _apart(places.get(part.field, ()), len(part.text)):
                yield Goods(0, part.field, spans)

    def _harmless(self, example: Example, number: int) -> Cargo | None:
        """A clear example that goes out; all of it is goods."""
        try:
            draft, history = _drafts(example)
        except DraftError:
            return None
        if not self._check(draft, history).allowed:
            return None
        parts = draft.parts()
        goods = tuple(Goods(0, part.field, (Span(0, len(part.text)),)) for part in parts)
        return Cargo(example, number, Parcel((draft,), goods), history)

    # --- mutations --------------------------------------------------------------------------------

    def _mutations(self, cargo: Cargo) -> Iterator[tuple[Transform, Parcel]]:
        example = cargo.example
        kind = "caught" if example.caught else "clear"
        for transform in self.result.transforms:
            random = Random(f"{self._seed} {transform.name} {example.rule} {kind} {cargo.number}")
            parcel = transform.apply(cargo.parcel, random)
            if parcel is not None and parcel != cargo.parcel:
                yield transform, parcel

    def _outcome(self, cargo: Cargo, parcel: Parcel) -> Outcome:
        outcome = Outcome.SLIPPED
        for decision in self._decisions(cargo, parcel):
            if any(r.rule == cargo.example.rule and r.stands for r in decision.reasons):
                return Outcome.CAUGHT
            if not decision.allowed:
                outcome = Outcome.HELD
        return outcome

    def _decisions(self, cargo: Cargo, parcel: Parcel) -> Iterator[Decision]:
        """One for each draft, those before it being its history."""
        history = cargo.history
        for draft in parcel.drafts:
            yield self._check(draft, history)
            history = (*history, draft)

    def _check(self, draft: Draft, history: Sequence[Draft]) -> Decision:
        return self._gate.check(draft, now=draft.now or self._now, history=history)

    def _keep(self, survivor: Survivor) -> None:
        key = survivor.cargo.example.rule, survivor.transform.name
        known = self.result.survivors.get(key)
        if known is None or survivor.effort < known.effort:
            self.result.survivors[key] = survivor


# --- small things ---------------------------------------------------------------------------------


def _drafts(example: Example) -> tuple[Draft, tuple[Draft, ...]]:
    """The draft of an example and its history; the policy vouches for them.

    Raises:
        DraftError: a row is no draft.
    """
    row = {key: value for key, value in example.draft.items() if key != "history"}
    earlier = cast("Sequence[Mapping[str, object]]", example.draft.get("history", ()))
    return _draft(row), tuple(_draft(one) for one in earlier)


def _draft(row: Mapping[str, object]) -> Draft:
    return replace(record_of(row, "example", Origin()).drafts[0], trusted=True)


_OF_OTHERS = frozenset({"reply", "past"})


def _resting_on(facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts that are findings of the draft itself, through derived ones."""
    for fact in facts:
        if fact.finding is not None and fact.kind not in _OF_OTHERS:
            yield fact
        yield from _resting_on(fact.because)


def _apart(spans: set[Span] | tuple[()], length: int) -> tuple[Span, ...]:
    """Spans in order, those that overlap made one, none outside the text."""
    made: list[Span] = []
    for start, end in sorted(spans):
        if not 0 <= start < end <= length:
            continue
        if made and start < made[-1].end:
            made[-1] = Span(made[-1].start, max(made[-1].end, end))
        else:
            made.append(Span(start, end))
    return tuple(made)


def _changed(before: Parcel, after: Parcel) -> int:
    """Characters that differ, between what is the same at both ends.

    >>> _changed(Parcel((Draft("falcon"),), ()), Parcel((Draft("fal-con"),), ()))
    1
    """
    one, other = _text(before), _text(after)
    most = min(len(one), len(other))
    start = next((at for at in range(most) if one[at] != other[at]), most)
    most -= start
    end = next((at for at in range(most) if one[-1 - at] != other[-1 - at]), most)
    return max(len(one), len(other)) - start - end


def _text(parcel: Parcel) -> str:
    return "\n".join(part.text for draft in parcel.drafts for part in draft.parts())

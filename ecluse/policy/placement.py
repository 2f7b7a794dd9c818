"""Where conditions may stand, so that a verdict can be proved monotone.

*Restricting* facts stand in ``when_all``, ``when_any`` and ``count``, *releasing* ones in ``none``,
*selecting* ones in ``when_all`` and ``when_any`` (:mod:`ecluse.rules.facts`). A derived fact has the
nature of what it rests on: a rule that only derives, and rests on releasing facts alone, derives a
releasing fact; every other rule derives a restricting one, or a selecting one when all its
conditions select. All rules that derive one fact must agree, and no fact may lead back to itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ecluse.classifiers import FROM_MODEL
from ecluse.model import Verdict
from ecluse.policy.layer import Layer, Stand
from ecluse.policy.model import Learned
from ecluse.policy.source import Spot
from ecluse.rules.conditions import AnyOf, Pattern, Rule, When
from ecluse.rules.facts import KINDS, Nature

__all__ = ["verify_learned", "verify_placement", "verify_watched"]

_ONLY_FLAG = FROM_MODEL[:2]
_WHEN = ("when_all", "when_any")
_WHY: Mapping[tuple[Nature, str], str] = {
    (Nature.RESTRICTING, "none"): "one more of them would loosen the verdict",
    (Nature.SELECTING, "none"): "`none` takes what releases a draft",
    (Nature.SELECTING, "count"): "they say which drafts the rule is about",
    (Nature.RELEASING, "when"): "one more of them would tighten the verdict",
    (Nature.RELEASING, "count"): "one more of them would tighten the verdict",
}
_HELP: Mapping[Nature, str] = {
    Nature.RESTRICTING: "restricting facts stand in `when_all`, `when_any` and `count`",
    Nature.SELECTING: "selecting facts stand in `when_all` and `when_any`",
    Nature.RELEASING: "releasing facts stand in `none`",
}


def verify_placement(layers: Sequence[Layer], rules: Mapping[str, Rule], *, whole: bool) -> None:
    """Note every condition that stands where it may not, in the layer that wrote it.

    Unless the rules are ``whole`` the nature of a derived fact is not known, and conditions on one
    are not looked at.
    """
    stands = [(layer, stand) for layer in layers for stand in layer.stands]
    deriving = _deriving(rules.values())
    if _verify_cycles(stands, rules, deriving):
        return
    natures = _Natures(deriving)
    for layer, stand in stands:
        if stand.rule in rules and (whole or stand.pattern.kind != "fact"):
            _verify_stand(layer, stand, rules[stand.rule], natures)


def verify_learned(layers: Sequence[Layer], rules: Mapping[str, Rule], *, uses: bool) -> None:
    """Note every rule by which the learned model would do more than flag.

    It blocks under a certificate only, which no rule can see: `model.block` names one. ``uses``:
    whether the policy names a model; else what asks for findings of any label asks for none of its.
    """
    facts: set[str] = set()
    resting: dict[str, Rule] = {}
    while more := {
        id: rule
        for id, rule in rules.items()
        if id not in resting and any(_is_learned(p, facts, any_label=uses) for p in _patterns(rule))
    }:
        resting |= more
        facts |= {rule.derives.name for rule in more.values() if rule.derives is not None}
    by_path = {layer.source.path: layer for layer in layers}
    for rule in resting.values():
        layer = by_path.get(rule.place.path)
        if layer is not None and (rule.tier is not None or rule.verdict is Verdict.BLOCK):
            message = f"rule `{rule.id}` rests on the learned model, which may only flag"
            spot = Spot(rule.place.line, rule.place.column, len(rule.id))
            layer.add("P026", message, spot, "use `verdict: flag`, or a certificate: `model.block`")


def verify_watched(layers: Sequence[Layer], learned: Learned) -> None:
    """Note certificates that nothing watches: without audits no alarm could end them."""
    if learned.journal:
        return
    for layer in layers:
        for name in ("block", "release"):
            if name in layer.data.get("model", {}):
                spot = layer.root.get("model").key(name)
                message = f"nothing watches what `model.{name}` promises"
                layer.add("P027", message, spot, "name a journal: `model.audit.journal`")


def _is_learned(pattern: Pattern, facts: Iterable[str], *, any_label: bool) -> bool:
    """Whether a finding of the model could satisfy a pattern."""
    if pattern.kind == "fact":
        return not set(_names(pattern)).isdisjoint(facts)
    if pattern.kind != "finding":
        return False
    tests = [test for name, test in pattern.tests if name == "label" and isinstance(test, AnyOf)]
    named = [test for test in tests if not test.negated]
    return any_label if not named else any(label in _ONLY_FLAG for t in named for label in t.values)


def _deriving(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.derives is not None:
            found.setdefault(rule.derives.name, []).append(rule)
    return found


def _verify_stand(layer: Layer, stand: Stand, rule: Rule, natures: _Natures) -> None:
    pattern = stand.pattern
    found = natures.of_pattern(pattern)
    if len(found) > 1:
        words = " and ".join(sorted(nature.value for nature in found))
        layer.add("P018", f"{_what(pattern)} is {words} at once", stand.spot, _mixture(pattern))
        return
    for nature in found:
        key = "when" if stand.key in _WHEN else stand.key
        if nature is Nature.RELEASING and key == "when" and _may_release(rule, natures):
            continue
        if why := _WHY.get((nature, key)):
            message = f"{_what(pattern)} is {nature.value}: it cannot stand in `{stand.key}`, because {why}"
            layer.add("P018", message, stand.spot, _HELP[nature])


def _what(pattern: Pattern) -> str:
    if pattern.kind == "fact":
        return f"the fact `{next(_names(pattern), '')}`"
    fields = [name for name, _ in pattern.tests if name in KINDS[pattern.kind].releasing]
    return f"`{pattern.kind}`" + (f" with `{fields[0]}`" if fields else "")


def _mixture(pattern: Pattern) -> str:
    if pattern.kind == "author":
        return (
            "`role` and `domain` release and stand in `none`; name the author in a condition apart"
        )
    return "its rules rest on facts of two natures; derive two facts"


def _names(pattern: Pattern) -> Iterator[str]:
    for name, test in pattern.tests:
        if name == "name" and isinstance(test, AnyOf):
            yield from map(str, test.values)


def _patterns(rule: Rule) -> list[Pattern]:
    """The patterns that a rule rests on; what it excludes is not among them."""
    conditions = [c for c in (*rule.when_all, *rule.when_any) if not isinstance(c, When)]
    return [*conditions, *(count.pattern for count in rule.count)]


def _may_release(rule: Rule, natures: _Natures) -> bool:
    """Whether a rule only derives, and rests on releasing facts alone."""
    says = rule.tier is not None or rule.verdict is not Verdict.ALLOW or rule.obligations
    if rule.derives is None or says or rule.none or rule.count:
        return False
    moments = any(isinstance(c, When) for c in (*rule.when_all, *rule.when_any))
    return not moments and all(
        natures.of_pattern(pattern) == frozenset({Nature.RELEASING}) for pattern in _patterns(rule)
    )


class _Natures:
    """The nature of each pattern, through derived facts; there are no cycles."""

    def __init__(self, deriving: Mapping[str, list[Rule]]) -> None:
        self._deriving = deriving
        self._known: dict[str, frozenset[Nature]] = {}

    def of_pattern(self, pattern: Pattern) -> frozenset[Nature]:
        if pattern.kind == "fact":
            return frozenset().union(*(self._of_fact(name) for name in _names(pattern)))
        kind = KINDS[pattern.kind]
        names = [name for name, _ in pattern.tests]
        if kind.nature is Nature.RELEASING or not names:
            return frozenset({kind.nature})
        return frozenset(Nature.RELEASING if n in kind.releasing else kind.nature for n in names)

    def _of_fact(self, name: str) -> frozenset[Nature]:
        if name not in self._known:
            each = [self._of_rule(rule) for rule in self._deriving.get(name, ())]
            self._known[name] = frozenset(each)
        return self._known[name]

    def _of_rule(self, rule: Rule) -> Nature:
        if _may_release(rule, self):
            return Nature.RELEASING
        found = frozenset().union(*map(self.of_pattern, _patterns(rule)))
        return Nature.RESTRICTING if Nature.RESTRICTING in found else Nature.SELECTING


# --- cycles ---------------------------------------------------------------------------------------


def _verify_cycles(
    stands: Sequence[tuple[Layer, Stand]],
    rules: Mapping[str, Rule],
    deriving: Mapping[str, list[Rule]],
) -> bool:
    """Note each condition on a fact that leads back to the rule that names it."""
    found = False
    reach = _Reach(deriving)
    for layer, stand in stands:
        rule = rules.get(stand.rule)
        if rule is None or rule.derives is None or stand.pattern.kind != "fact":
            continue
        if any(rule.derives.name in reach.of(name) for name in _names(stand.pattern)):
            message = f"the fact `{rule.derives.name}` leads back to itself"
            layer.add("P019", message, stand.spot, "derive it from findings and drafts only")
            found = True
    return found


class _Reach:
    """For each derived fact, the facts that it rests on, itself among them."""

    def __init__(self, deriving: Mapping[str, list[Rule]]) -> None:
        self._deriving = deriving

    def of(self, name: str) -> set[str]:
        reached: set[str] = set()
        waiting = [name]
        while waiting:
            if (fact := waiting.pop()) not in reached:
                reached.add(fact)
                for rule in self._deriving.get(fact, ()):
                    waiting += _named(rule)
        return reached


def _named(rule: Rule) -> Iterator[str]:
    excluded = [c for c in rule.none if isinstance(c, Pattern)]
    for pattern in (*_patterns(rule), *excluded):
        if pattern.kind == "fact":
            yield from _names(pattern)

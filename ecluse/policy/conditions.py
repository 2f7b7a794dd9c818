"""Conditions of a rule, from the nodes of a file to the closed set of :mod:`ecluse.rules.conditions`.

Which kinds and fields there are is the table :data:`ecluse.rules.facts.KINDS`; each field takes the
tests that its type allows. Where a condition may stand (placement) needs every rule of the policy
and is checked in :mod:`ecluse.policy.placement`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time

from ecluse.model import FaultKind
from ecluse.policy.layer import Layer, Stand
from ecluse.policy.moments import MomentError, duration
from ecluse.policy.problems import did_you_mean, quoted
from ecluse.policy.schema import (
    COUNT_KEYS,
    NEAR_KEYS,
    PATTERN_KEYS,
    TIERS,
    TIME_KEYS,
    WEEKDAYS,
    WITHIN_KEYS,
    WITHIN_OF,
)
from ecluse.policy.source import Node, PlainDate, Spot
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
    Scalar,
    Test,
    When,
    Within,
)
from ecluse.rules.facts import KINDS, FieldType

__all__ = ["Reader"]

_FINDINGS = frozenset({"finding", "reply"})
_USES: Mapping[tuple[str, str], str] = {
    ("finding", "label"): "label",
    ("reply", "label"): "label",
    ("public_record", "label"): "label",
    ("channel", "id"): "channel",
    ("audience", "id"): "audience",
    ("author", "id"): "person",
    ("release", "id"): "release",
    ("fact", "name"): "fact",
}
"""Fields whose values are identifiers, and what they identify."""
_WORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("fault", "kind"): tuple(kind.value for kind in FaultKind),
}
"""Fields whose values are a closed set of words."""
_BOUNDS = {operator.value: operator for operator in Operator}
_OPERATORS = ("not", *_BOUNDS, "same_as", "not_same_as")
_ONE_WORD = "one of `private`, `extended`, `public`: it selects that tier and every wider one"


class _Wrong(Exception):
    """A condition that was noted as wrong and is left out."""


class Reader:
    """Reads the conditions of one rule; ``when_all`` first, because the others refer to it."""

    def __init__(self, layer: Layer, rule: str, node: Node) -> None:
        self.layer, self.rule, self.node = layer, rule, node
        self.bound: dict[str, str] = {}
        """Names given with ``as`` in ``when_all`` so far, and the kind of each."""
        self.names: dict[str, str] = {}
        """Names given with ``as`` anywhere in the rule, and the kind of each."""
        self.findings: dict[str, int] = {}
        """How many patterns of findings each key has."""

    # --- the four keys ----------------------------------------------------------------------------

    def when(self, key: str) -> tuple[Condition, ...]:
        """Read ``when_all`` or ``when_any``."""
        return tuple(self._when(key))

    def count(self) -> tuple[Count, ...]:
        """Read ``count``."""
        return tuple(self._counts())

    def none(self) -> tuple[Pattern | Covers, ...]:
        """Read ``none``, last."""
        return tuple(self._none())

    def _of(self, key: str) -> list[Node]:
        """The conditions under a key that are mappings; of the others the schema has spoken."""
        items = self.node.entries[key][1].items if key in self.node.entries else []
        return [item for item in items if isinstance(item.data, dict)]

    def _when(self, key: str) -> Iterator[Condition]:
        for item in self._of(key):
            try:
                kind, fields = self._kind(item, PATTERN_KEYS)
                yield self._time(fields) if kind == "time" else self._pattern(item, key, kind)
            except _Wrong:
                continue

    def _counts(self) -> Iterator[Count]:
        for item in self._of("count"):
            try:
                yield self._count(item)
            except _Wrong:
                continue

    def _none(self) -> Iterator[Pattern | Covers]:
        for item in self._of("none"):
            try:
                kind, fields = self._kind(item, ("as",))
                if kind == "public_record" and "covers" in fields.entries:
                    yield self._covers(fields)
                else:
                    yield self._pattern(item, "none", kind)
            except _Wrong:
                continue

    def _wrong(self, code: str, message: str, spot: Spot, help: str = "") -> _Wrong:
        self.layer.add(code, message, spot, help)
        return _Wrong()

    # --- one pattern ------------------------------------------------------------------------------

    def _kind(self, item: Node, others: tuple[str, ...]) -> tuple[str, Node]:
        """The one kind of fact that a condition names, and its fields."""
        known = (*KINDS, *others)
        for key, (spot, _) in item.entries.items():
            if key not in known:
                raise self._unknown(key, spot, known)
        kinds = [key for key in item.entries if key in KINDS]
        if not kinds:
            message = "a condition names one kind of fact"
            raise self._wrong("P011", message, item.start, f"the kinds are {quoted(KINDS, 'and')}")
        if len(kinds) > 1:
            message = f"a condition names one kind of fact: `{kinds[0]}` and `{kinds[1]}` are two"
            raise self._wrong("P010", message, item.key(kinds[1]), "write two list items")
        fields = item.get(kinds[0])
        if not isinstance(fields.data, dict):
            message = "must be a mapping of fields; `{}` when any such fact will do"
            raise self._wrong("P010", message, fields.spot)
        return kinds[0], fields

    def _unknown(self, key: str, spot: Spot, known: tuple[str, ...]) -> _Wrong:
        if key in {*PATTERN_KEYS, *COUNT_KEYS}:
            return self._wrong("P012", f"`{key}` cannot stand here", spot, _where(key))
        help = did_you_mean(key, known) or f"the keys here are {quoted(known, 'and')}"
        return self._wrong("P012", f"unknown key `{key}`", spot, help)

    def _pattern(self, item: Node, key: str, kind: str) -> Pattern:
        fields = item.get(kind)
        if kind == "fact" and "name" not in fields.entries:
            raise self._wrong("P011", "a derived fact is named: missing key `name`", fields.start)
        tests = tuple(self._tests(kind, fields, joins=key in {"when_all", "none"}))
        near = self._near(item, key, kind)
        bind = self._bind(item, kind, key)
        pattern = Pattern(kind, tests, bind, near)
        if kind in _FINDINGS:
            self.findings[key] = self.findings.get(key, 0) + 1
        self.layer.stands.append(Stand(self.rule, key, pattern, item.key(kind)))
        return pattern

    def _bind(self, item: Node, kind: str, key: str) -> str:
        if "as" not in item.entries:
            return ""
        node = item.get("as")
        name = node.data
        if not isinstance(name, str) or not name or not name.replace("_", "a").isalnum():
            message = "must be a name of letters, digits and `_`"
            raise self._wrong("P010", message, node.spot)
        if name in self.names:
            raise self._wrong("P015", f"`{name}` names another fact of this rule", node.spot)
        self.names[name] = kind
        if key == "when_all":
            self.bound[name] = kind
        return name

    def _near(self, item: Node, key: str, kind: str) -> Near | None:
        if "near" not in item.entries:
            return None
        node = item.get("near")
        if key != "when_all" or kind != "finding":
            raise self._wrong("P012", "`near` cannot stand here", item.key("near"), _where("near"))
        self._verify_keys(node, NEAR_KEYS, needed=NEAR_KEYS)
        of, tokens = node.get("of"), node.get("tokens")
        if self.bound.get(str(of.data)) != "finding":
            message = "`of` names a finding that stands above in `when_all` with `as`"
            raise self._wrong("P017", message, of.spot, self._bound_help(str(of.data)))
        return Near(str(of.data), self._whole(tokens, least=0))

    def _verify_keys(self, node: Node, known: tuple[str, ...], needed: tuple[str, ...]) -> None:
        if not isinstance(node.data, dict):
            raise self._wrong("P010", "must be a mapping, `key: value`", node.spot)
        for key, (spot, _) in node.entries.items():
            if key not in known:
                raise self._unknown(key, spot, known)
        for key in needed:
            if key not in node.entries:
                raise self._wrong("P011", f"missing key `{key}`", node.start)

    def _whole(self, node: Node, least: int) -> int:
        value = node.data
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self._wrong("P010", f"must be a whole number, at least {least}", node.spot)
        return value

    # --- tests on a field -------------------------------------------------------------------------

    def _tests(self, kind: str, fields: Node, *, joins: bool) -> Iterator[tuple[str, Test]]:
        known = KINDS[kind].fields
        for name, (spot, node) in fields.entries.items():
            if name not in known and not KINDS[kind].open:
                help = did_you_mean(name, known) or f"its fields are {quoted(known, 'and')}"
                raise self._wrong("P012", f"`{kind}` has no field `{name}`", spot, help)
            if kind == "public_record" and name == "covers":
                help = "it stands in `none`, alone"
                raise self._wrong("P018", "`covers` cannot stand here", spot, help)
            for test in self._field(kind, name, node, joins=joins):
                yield name, test

    def _field(self, kind: str, name: str, node: Node, *, joins: bool) -> Iterator[Test]:
        of = KINDS[kind].fields.get(name)
        if of is FieldType.TIER:
            yield AnyOf((self._tier(node),))
        elif isinstance(node.data, dict):
            if of is FieldType.TEXTS or (kind, name) == ("fact", "name"):
                raise self._wrong("P010", "takes one value or a list of values", node.spot)
            if not node.entries:
                help = f"the operators are {quoted(_OPERATORS, 'and')}"
                raise self._wrong("P010", "must not be empty", node.spot, help)
            for operator, (spot, operand) in node.entries.items():
                yield self._operator(kind, name, operator, spot, operand, joins=joins)
        else:
            yield AnyOf(self._values(kind, name, node))

    def _tier(self, node: Node) -> str:
        if not isinstance(node.data, str) or node.data not in TIERS:
            help = did_you_mean(str(node.data), TIERS)
            raise self._wrong("P010", f"takes {_ONE_WORD}", node.spot, help)
        return node.data

    def _operator(
        self, kind: str, name: str, operator: str, spot: Spot, operand: Node, *, joins: bool
    ) -> Test:
        if operator not in _OPERATORS:
            help = did_you_mean(operator, _OPERATORS)
            help = help or f"the operators are {quoted(_OPERATORS, 'and')}"
            raise self._wrong("P012", f"unknown operator `{operator}`", spot, help)
        if operator == "not":
            return AnyOf(self._values(kind, name, operand), negated=True)
        of = KINDS[kind].fields.get(name)
        if operator in _BOUNDS:
            if of not in {FieldType.NUMBER, None}:
                message = f"`{operator}` compares numbers, and `{name}` holds none"
                raise self._wrong("P010", message, spot)
            return Bounded(_BOUNDS[operator], self._limit(operand, joins=joins))
        return Bound(self._reference(operand, of, joins=joins), negated=operator == "not_same_as")

    def _limit(self, node: Node, *, joins: bool) -> float | Reference:
        if isinstance(node.data, str):
            return self._reference(node, FieldType.NUMBER, joins=joins)
        if isinstance(node.data, bool) or not isinstance(node.data, (int, float)):
            raise self._wrong("P010", "must be a number, or `NAME.field`", node.spot)
        return float(node.data)

    def _values(self, kind: str, name: str, node: Node) -> tuple[Scalar, ...]:
        items = node.items if isinstance(node.data, list) else [node]
        if not items:
            raise self._wrong("P010", "an empty list: nothing would match", node.spot)
        return tuple(self._value(kind, name, item) for item in items)

    def _value(self, kind: str, name: str, node: Node) -> Scalar:
        value = self._scalar(KINDS[kind].fields.get(name), node)
        if what := _USES.get((kind, name)):
            self.layer.use(what, str(value), node.spot)
        words = _WORDS.get((kind, name), ())
        if words and value not in words:
            help = did_you_mean(str(value), words)
            raise self._wrong("P010", f"must be {quoted(words)}", node.spot, help)
        return value

    def _scalar(self, of: FieldType | None, node: Node) -> Scalar:
        value = node.data
        if _fits(of, value):
            return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
        is_plain = of in {FieldType.TEXT, FieldType.TEXTS} and isinstance(value, _PLAIN)
        help = "write it between quotes" if is_plain else ""
        raise self._wrong("P010", f"must be {_EXPECTED[of]}", node.spot, help)

    # --- references -------------------------------------------------------------------------------

    def _reference(self, node: Node, of: FieldType | None, *, joins: bool) -> Reference:
        if not joins:
            help = "move it to `when_all` or `none`"
            message = "a reference to another fact cannot stand in this key"
            raise self._wrong("P017", message, node.spot, help)
        name, dot, field = str(node.data).partition(".")
        if not dot or name not in self.bound:
            message = "must be `NAME.field` of a pattern above in `when_all` with `as: NAME`"
            raise self._wrong("P017", message, node.spot, self._bound_help(name))
        if self.bound[name] in {"author", "channel", "audience"}:
            message = f"nothing is compared with the {self.bound[name]}, who may be unknown"
            raise self._wrong("P017", message, node.spot, "name the values that are meant")
        kind = KINDS[self.bound[name]]
        theirs = kind.fields.get(field)
        if theirs is None and not kind.open:
            help = (
                did_you_mean(field, kind.fields) or f"its fields are {quoted(kind.fields, 'and')}"
            )
            message = f"`{name}` is a {self.bound[name]}, which has no field `{field}`"
            raise self._wrong("P017", message, node.spot, help)
        if None not in {of, theirs} and of is not theirs:
            message = f"`{field}` holds another type, so they are never equal"
            raise self._wrong("P017", message, node.spot)
        return Reference(name, field)

    def _bound_help(self, name: str) -> str:
        if near := did_you_mean(name, self.bound):
            return near
        if not self.bound:
            return "no pattern of this rule has `as: NAME` before this one"
        return f"the names here are {quoted(self.bound, 'and')}"

    def derivation(self) -> Derivation | None:
        """Read ``derives``, after ``when_all``."""
        node = self.node.get("derives")
        if "derives" not in self.node.entries:
            return None
        name = node.get("name").data
        if not isinstance(name, str):
            return None
        try:
            return Derivation(name, tuple(self._derived_values(node)))
        except _Wrong:
            return None

    def _derived_values(self, node: Node) -> Iterator[tuple[str, Scalar | Reference]]:
        copied_from: set[str] = set()
        for field, (spot, value) in node.get("values").entries.items() if node.entries else ():
            if field == "name":
                raise self._wrong("P012", "`name` is the name of the fact itself", spot)
            name, dot, _ = str(value.data).partition(".")
            if not isinstance(value.data, str) or not dot or name not in self.bound:
                if dot and isinstance(value.data, str) and (help := did_you_mean(name, self.bound)):
                    raise self._wrong("P017", f"nothing is named `{name}`", value.spot, help)
                yield field, self._scalar(None, value)
                continue
            copied_from.add(name)
            if len(copied_from) > 1:
                raise self._wrong("P017", "a fact copies from one other fact only", value.spot)
            yield field, self._reference(value, None, joins=True)

    # --- count, covers, time ----------------------------------------------------------------------

    def _count(self, item: Node) -> Count:
        kind, _ = self._kind(item, ("as", *COUNT_KEYS))
        if kind == "time":
            raise self._wrong("P018", "`time` cannot be counted", item.key(kind))
        pattern = self._pattern(item, "count", kind)
        if "at_least" not in item.entries:
            raise self._wrong("P011", "missing key `at_least`", item.start)
        at_least = self._whole(item.get("at_least"), least=1)
        return Count(pattern, at_least, self._distinct(item, kind), self._within(item, kind))

    def _distinct(self, item: Node, kind: str) -> str:
        if "distinct" not in item.entries:
            return ""
        node, fields = item.get("distinct"), KINDS[kind].fields
        if not isinstance(node.data, str) or (node.data not in fields and not KINDS[kind].open):
            help = did_you_mean(str(node.data), fields) or f"its fields are {quoted(fields, 'and')}"
            raise self._wrong("P010", f"must be a field of `{kind}`", node.spot, help)
        return node.data

    def _within(self, item: Node, kind: str) -> Within | None:
        if "within" not in item.entries:
            return None
        node = item.get("within")
        if kind not in {"finding", "history"}:
            message = "earlier drafts have findings and history only"
            raise self._wrong("P012", message, item.key("within"))
        self._verify_keys(node, WITHIN_KEYS, needed=WITHIN_KEYS)
        of, window = node.get("of"), node.get("window")
        if of.data not in WITHIN_OF:
            help = did_you_mean(str(of.data), WITHIN_OF)
            raise self._wrong("P010", f"must be {quoted(WITHIN_OF)}", of.spot, help)
        try:
            return Within(str(of.data), duration(str(window.data)))
        except MomentError as error:
            raise self._wrong("P021", str(error), window.spot, error.help) from None

    def _covers(self, fields: Node) -> Covers:
        node = fields.get("covers")
        for name, (spot, _) in fields.entries.items():
            if name != "covers":
                raise self._wrong("P012", "`covers` stands alone", spot, "write two list items")
        if node.data == "finding":
            return self._covers_the_one(node)
        if self.names.get(str(node.data)) not in _FINDINGS:
            message = "must be `finding`, or the name that `as` gives to a finding"
            raise self._wrong("P017", message, node.spot, did_you_mean(str(node.data), self.names))
        return Covers(str(node.data))

    def _covers_the_one(self, node: Node) -> Covers:
        joined = self.findings.get("when_all", 0)
        if joined > 1:
            help = "give it a name with `as: NAME`, and write `covers: NAME`"
            raise self._wrong("P017", f"this rule has {joined} findings", node.spot, help)
        if not sum(self.findings.values()):
            raise self._wrong("P017", "this rule looks at no finding", node.spot)
        return Covers()

    def _time(self, fields: Node) -> When:
        self._verify_keys(fields, TIME_KEYS, needed=())
        entries = fields.entries
        if not entries.keys() - {"zone"}:
            help = f"its keys are {quoted(TIME_KEYS, 'and')}"
            raise self._wrong("P011", "`time` names no range", fields.start, help)
        layer = self.layer
        zone = layer.zone_at(entries["zone"][1]) if "zone" in entries else layer.zone
        if not zone and entries.keys() & {"weekdays", "hours"}:
            help = "write `zone: Europe/Paris`, or give the policy a `timezone:`"
            raise self._wrong("P021", "hours and days without a time zone", fields.start, help)
        ends = {
            key: layer.moment(entries[key][1]) if key in entries else None
            for key in ("before", "not_before")
        }
        if ends["before"] and ends["not_before"] and ends["before"] <= ends["not_before"]:
            raise self._wrong("P010", "`before` is not after `not_before`", entries["before"][0])
        return When(
            ends["before"],
            ends["not_before"],
            frozenset(self._weekdays(entries["weekdays"][1]))
            if "weekdays" in entries
            else frozenset(),
            self._hours(entries["hours"][1]) if "hours" in entries else None,
            zone or "UTC",
        )

    def _weekdays(self, node: Node) -> Iterator[int]:
        if not node.items:
            raise self._wrong("P010", f"must be a list of {quoted(WEEKDAYS, 'and')}", node.spot)
        for item in node.items:
            if item.data not in WEEKDAYS:
                help = did_you_mean(str(item.data), WEEKDAYS)
                raise self._wrong("P010", f"must be {quoted(WEEKDAYS)}", item.spot, help)
            yield WEEKDAYS.index(item.data)

    def _hours(self, node: Node) -> tuple[time, time]:
        clocks = [_clock(item.data) for item in node.items]
        if len(clocks) != 2 or None in clocks or clocks[0] == clocks[1]:
            help = 'write it like ["18:00", "08:00"]; midnight is "00:00"'
            raise self._wrong("P021", "must be two different hours, from and to", node.spot, help)
        start, end = clocks
        assert start is not None
        assert end is not None
        return start, end


_PLAIN = (int, float, PlainDate)
_EXPECTED: Mapping[FieldType | None, str] = {
    FieldType.TEXT: "a text",
    FieldType.TEXTS: "a text",
    FieldType.NUMBER: "a number",
    FieldType.BOOLEAN: "`true` or `false`",
    FieldType.TIER: "a tier",
    None: "a text, a number, `true` or `false`",
}


def _fits(of: FieldType | None, value: object) -> bool:
    if of is FieldType.BOOLEAN:
        return isinstance(value, bool)
    if of is FieldType.NUMBER:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if of is None:
        return isinstance(value, (str, int, float))
    return isinstance(value, str) and bool(value)


def _clock(value: object) -> time | None:
    try:
        return time.fromisoformat(value) if isinstance(value, str) and len(value) == 5 else None
    except ValueError:
        return None


def _where(key: str) -> str:
    if key == "near":
        return "it stands beside a `finding` in `when_all`"
    return "it stands in `count`" if key in COUNT_KEYS else "it stands in `when_all` and `count`"

"""From one layer's plain data to the values of :mod:`ecluse.policy.model`.

Each function takes the layer and gives values; what is wrong is noted in the layer, with the entry
left out, and what an entry refers to is noted as a use. Nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ecluse.model import (
    Audience,
    Channel,
    Message,
    Mode,
    Obligation,
    Override,
    Person,
    Tier,
    Verdict,
    Waiver,
)
from ecluse.policy.conditions import Reader
from ecluse.policy.layer import Layer
from ecluse.policy.model import (
    AUDITED,
    Example,
    Label,
    PublicValue,
    Release,
    SpacySource,
    Term,
    TextPattern,
)
from ecluse.policy.schema import RULE_KEYS
from ecluse.policy.source import Node
from ecluse.rules.conditions import Rule

__all__ = [
    "audiences",
    "channels",
    "examples",
    "labels",
    "learned",
    "limits",
    "message",
    "people",
    "public_record",
    "releases",
    "rules",
    "tier",
    "verdict",
    "waivers",
]

Data = Mapping[str, Any]

# --- words ----------------------------------------------------------------------------------------


def tier(word: str) -> Tier:
    """The tier that a policy writes as ``word``."""
    return Tier[word.upper()]


def verdict(word: str) -> Verdict:
    """The verdict that a policy writes as ``word``."""
    return Verdict[word.upper()]


def message(data: Data | None) -> Message:
    """A message; one that is not there is empty."""
    return Message(data.get("fr", ""), data.get("en", "")) if data else Message()


def _entries(data: Data, *path: str) -> Sequence[tuple[int, Data]]:
    """The valid entries of a list with their numbers."""
    found: Any = data
    for step in path:
        found = found.get(step) or {}
    return [(number, entry) for number, entry in enumerate(found) if entry is not None]


# --- who and where --------------------------------------------------------------------------------


def audiences(layer: Layer) -> dict[str, Audience]:
    """``audiences``."""
    found: dict[str, Audience] = {}
    for id, data in layer.data.get("audiences", {}).items():
        node = layer.root.get("audiences", id)
        ends = layer.moment(node.get("nda_until")) if "nda_until" in data else None
        found[id] = Audience(id, tier(data["tier"]), frozenset(data.get("members", ())), ends)
    return found


def channels(layer: Layer) -> dict[str, Channel]:
    """``channels``."""
    found: dict[str, Channel] = {}
    for id, data in layer.data.get("channels", {}).items():
        node = layer.root.get("channels", id)
        layer.use("audience", data["audience"], node.get("audience").spot)
        opens, closes = (
            layer.moment(node.get(key)) if key in data else None for key in ("opens", "closes")
        )
        if opens and closes and closes <= opens:
            layer.add("P010", "`closes` is not after `opens`", node.key("closes"))
        strict = data.get("strict", False)
        found[id] = Channel(id, data["audience"], data.get("kind", ""), opens, closes, strict)
    return found


def limits(layer: Layer) -> Iterator[tuple[str, float, Node]]:
    """``limits``: the fields of :class:`~ecluse.model.Limits` that the layer sets, each with its place."""
    node = layer.root.get("limits")
    for key, value in layer.data.get("limits", {}).items():
        if isinstance(value, Mapping):
            yield from ((f"{key}_{name}", one, node.get(key, name)) for name, one in value.items())
        else:
            yield key, value, node.get(key)


def learned(layer: Layer) -> dict[str, Any]:
    """``model``: the fields of :class:`~ecluse.policy.model.Learned` that the layer sets."""
    data = layer.data.get("model", {})
    found: dict[str, Any] = {"file": data["file"]} if "file" in data else {}
    if "block" in data:
        found["block"] = data["block"]["certificate"]
    if "release" in data:
        found["release"] = data["release"]["certificate"]
    if audit := data.get("audit"):
        found |= {"journal": audit["journal"], "audited": audit.get("share", AUDITED)}
    return found


def people(layer: Layer) -> dict[str, Person]:
    """``people``."""
    return {
        id: Person(
            id,
            data.get("name", ""),
            frozenset(data.get("roles", ())),
            frozenset(data.get("domains", ())),
        )
        for id, data in layer.data.get("people", {}).items()
    }


# --- labels ---------------------------------------------------------------------------------------


def labels(layer: Layer) -> dict[str, Label]:
    """``labels``."""
    found: dict[str, Label] = {}
    for id, data in layer.data.get("labels", {}).items():
        node = layer.root.get("labels", id)
        found[id] = Label(
            id,
            tuple(map(_term, data.get("terms", ()))),
            tuple(data.get("hashed", ())),
            tuple(_patterns(layer, node.get("patterns"), data.get("patterns", ()))),
            tuple(map(_spacy, data.get("spacy", ()))),
            tuple(data.get("classifier", ())),
            tuple(data.get("gitleaks", ())),
            layer.place(layer.root.get("labels").key(id)),
        )
    return found


def _term(data: Data) -> Term:
    return Term(
        data["term"],
        data.get("name", ""),
        float(data.get("confidence", 1.0)),
        data.get("variants", True),
        tuple(data.get("near", ())),
        tuple(data.get("unless", ())),
        data.get("near_tokens", 5),
    )


def _patterns(layer: Layer, node: Node, data: Sequence[Data]) -> Iterator[TextPattern]:
    for number, one in enumerate(data):
        spot = node.get(number, "pattern").spot
        view = one.get("view", "folded")
        if refusal := _refusal(one["pattern"], folded=view == "folded"):
            layer.add("P020", refusal, spot)
            continue
        confidence = float(one.get("confidence", 1.0))
        unless = tuple(one.get("unless", ()))
        place = layer.place(spot)
        yield TextPattern(one["pattern"], one.get("name", ""), confidence, view, unless, place)


def _refusal(pattern: str, *, folded: bool) -> str:
    """Why RE2 refuses a pattern; empty when it accepts it."""
    from ecluse.text.patterns import PatternError, compile_pattern

    try:
        compile_pattern(pattern, folded=folded)
    except PatternError as error:
        return str(error)
    if folded and _has_folded_range(pattern):
        return (
            "a range that begins or ends with an accented letter is another range once accents "
            "are gone; write the letters out, or `view: source`"
        )
    return ""


def _has_folded_range(pattern: str) -> bool:
    """Whether a class has a range such as `à-ÿ`, whose ends fold to `a-y`."""
    inside, escaped = False, False
    for at, character in enumerate(pattern):
        if escaped or character == "\\":
            escaped = not escaped
        elif not inside:
            inside = character == "["
        elif character == "]":
            inside = pattern[at - 1] == "["
        elif character == "-" and pattern[at + 1] != "]" and pattern[at - 1] != "[":
            if not (pattern[at - 1].isascii() and pattern[at + 1].isascii()):
                return True
    return False


def _spacy(data: Data) -> SpacySource:
    return SpacySource(
        data["pipeline"],
        data.get("kind", "ents"),
        tuple(data.get("labels", ())),
        data.get("key", "sc"),
        float(data.get("threshold", 0.5)),
    )


# --- registers ------------------------------------------------------------------------------------


def public_record(layer: Layer) -> Iterator[PublicValue]:
    """``registers.public_record``."""
    for number, data in _entries(layer.data, "registers", "public_record"):
        node = layer.root.get("registers", "public_record", number)
        if "label" in data:
            layer.use("label", data["label"], node.get("label").spot)
        since = layer.moment(node.get("since")) if "since" in data else None
        yield PublicValue(data["value"], data.get("label", ""), data.get("source", ""), since)


def releases(layer: Layer) -> dict[str, Release]:
    """``registers.releases``."""
    found: dict[str, Release] = {}
    for number, data in _entries(layer.data, "registers", "releases"):
        node = layer.root.get("registers", "releases", number)
        if data["id"] in found:
            layer.add("P015", f"release `{data['id']}` is there twice", node.get("id").spot)
        at = layer.moment(node.get("at")) if "at" in data else None
        found[data["id"]] = Release(data["id"], at)
    return found


# --- drafts in examples and tests -----------------------------------------------------------------

_MOMENTS = ("publish_at", "now")
_EXPECTED = frozenset({"expect", "tier", "reasons"})


def _draft(layer: Layer, data: Data, node: Node) -> dict[str, object]:
    """The row of a draft: as written, with its moments as instants."""
    row: dict[str, object] = {key: value for key, value in data.items() if key not in _EXPECTED}
    for key in _MOMENTS:
        if key in data and (instant := layer.moment(node.get(key))) is not None:
            row[key] = instant.isoformat()
    if "history" in data:
        row["history"] = [
            _draft(layer, past, node.get("history", number))
            for number, past in enumerate(data["history"])
        ]
    return row


def _proof(layer: Layer, rule: str, data: Data, node: Node) -> Iterator[Example]:
    for key in ("caught", "clear"):
        for index, draft in enumerate(data.get("examples", {}).get(key, ())):
            at = node.get("examples", key, index)
            row = _draft(layer, draft, at)
            yield Example(row, rule, key == "caught", place=layer.place(at.spot))


def examples(layer: Layer) -> Iterator[Example]:
    """Every example of every rule, then those that ``adjust`` adds, then ``tests``."""
    for number, data in _entries(layer.data, "rules"):
        yield from _proof(layer, data["id"], data, layer.root.get("rules", number))
    for id, data in layer.data.get("adjust", {}).items():
        yield from _proof(layer, id, data, layer.root.get("adjust", id))
    for number, data in _entries(layer.data, "tests"):
        node = layer.root.get("tests", number)
        reasons = tuple(data.get("reasons", ()))
        for index, id in enumerate(reasons):
            layer.use("rule", id, node.get("reasons", index).spot)
        yield Example(
            _draft(layer, data, node),
            verdict=verdict(data["expect"]),
            tier=tier(data["tier"]) if "tier" in data else None,
            reasons=reasons,
            place=layer.place(node.spot),
        )


# --- rules ----------------------------------------------------------------------------------------


def rules(layer: Layer) -> Iterator[Rule]:
    """``rules``."""
    for number, data in _entries(layer.data, "rules"):
        yield _rule(layer, data, layer.root.get("rules", number))


def _rule(layer: Layer, data: Data, node: Node) -> Rule:
    reader = Reader(layer, data["id"], node)
    when_all, when_any = reader.when("when_all"), reader.when("when_any")
    count = reader.count()
    none, derives = reader.none(), reader.derivation()
    rule = Rule(
        data["id"],
        when_all,
        when_any,
        none,
        count,
        derives,
        tier(data["tier"]) if "tier" in data else None,
        verdict(data.get("verdict", "allow")),
        message(data.get("because")),
        message(data.get("fix")),
        tuple(_obligations(layer, node, data.get("obligations", ()))),
        Override[data.get("override", "approve").upper()],
        Mode(data.get("mode", "enforce")),
        layer.place(node.get("id").spot),
    )
    _verify_rule(layer, node)
    return rule


def _verify_rule(layer: Layer, node: Node) -> None:
    """What is written counts here, be it right or wrong: nothing is said twice."""
    spot = node.get("id").spot
    written: Data = node.data
    if written.keys() - RULE_KEYS:
        return  # a condition or an effect may be misspelt
    if not any(written.get(key) for key in ("when_all", "when_any", "count")):
        help = "give it `when_all`, `when_any` or `count`"
        layer.add("P024", "a rule without a condition would apply to every draft", spot, help)
    says = "tier" in written or written.get("verdict", "allow") != "allow"
    if not says and "derives" not in written and not written.get("obligations"):
        help = "give it a `tier`, a `verdict`, `derives` or `obligations`"
        layer.add("P024", "nothing follows from this rule", spot, help)


def _obligations(layer: Layer, node: Node, data: Sequence[Data]) -> Iterator[Obligation]:
    for number, one in enumerate(data):
        place = node.get("obligations", number)
        if len(one) != 1:
            message = "an obligation has one key: `notify`, `answer` or `hold`"
            layer.add("P010", message, place.start, "write one list item for each")
            continue
        ((action, target),) = one.items()
        if action in _TARGETS:
            layer.use(_TARGETS[action], target, place.get(action).spot)
        yield Obligation(action, target)


_TARGETS: Mapping[str, str] = {"notify": "contact", "answer": "answer"}


def waivers(layer: Layer) -> Iterator[tuple[Node, Waiver]]:
    """``waivers``, each with its node."""
    for number, data in _entries(layer.data, "waivers"):
        node = layer.root.get("waivers", number)
        until = layer.moment(node.get("until"))
        scope = data.get("scope", {})
        layer.use("rule", data["rule"], node.get("rule").spot)
        for key, what in (("channel", "channel"), ("author", "person")):
            if key in scope:
                layer.use(what, scope[key], node.get("scope", key).spot)
        yield (
            node,
            Waiver(
                data["id"],
                data["rule"],
                data["owner"],
                data["because"],
                until,
                scope.get("channel", ""),
                scope.get("author", ""),
                scope.get("draft", ""),
                scope.get("finding", ""),
            ),
        )

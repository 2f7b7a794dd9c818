"""Load a policy: the file, everything that it extends, one whole that makes sense.

**Layers.** ``extends`` names packs (shipped in the wheel) and files inside the policy's own folder,
links resolved, no network, at most eight deep, never in a circle; each is read once. They are laid
under the file that names them, in order:

- ``audiences``, ``channels``, ``people``, releases, answers and contacts go by identifier, and the
  file's own entry replaces that of what it extends;
- terms, patterns and other sources of a label are added to those below;
- rules, waivers and tests are added; an identifier that is taken is a problem;
- ``company``, ``language``, ``timezone`` and ``default_tier`` are those of the topmost file that
  says; ``reach`` and ``limits`` may only tighten what is below;
- ``adjust`` tightens a rule of a layer below (a less shareable ``tier``, a stricter ``verdict`` or
  ``override``), or changes its ``mode``: ``shadow`` is the one thing that loosens, and lint shows it.
  It may add examples.

**Checks.** Every identifier that is used is declared, every condition stands where it may
(:mod:`ecluse.policy.placement`), no waiver is for a rule whose ``override`` is ``never``. All
problems of all files are in one :class:`~ecluse.policy.problems.PolicyError`.

**Digest.** BLAKE2b, 32 hexadecimal digits, over the name and the digest of every file read, the
policy's own name left out. A lock (``{pack: base, digest: …}``) is that digest for the pack or file
with what it extends itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, TypeVar

from ecluse.classifiers import BUILTIN, FROM_MODEL, FROM_REGISTERS
from ecluse.classifiers import CERTIFIED as CERTIFIED_LABEL
from ecluse.lean import blake2b
from ecluse.model import Limits, Message, Mode, Override, Tier, Verdict, Waiver
from ecluse.policy import compile as parts
from ecluse.policy.layer import Layer
from ecluse.policy.model import REACH, Label, Learned, Policy
from ecluse.policy.placement import verify_learned, verify_placement, verify_watched
from ecluse.policy.problems import PolicyError, Problem, did_you_mean
from ecluse.policy.shape import shape
from ecluse.policy.source import MAX_BYTES, Node, Source, Spot, TooManyProblems, decode, parse
from ecluse.rules.conditions import AnyOf, Pattern, Rule

__all__ = ["MAX_EXTENDS", "Packs", "load", "loads"]

MAX_EXTENDS = 8
"""Files that extend one another, the policy not counted."""
_MAX_GITLEAKS = 4 << 20


class Packs(Protocol):
    """A folder of packs: what :func:`importlib.resources.files` gives, or a path."""

    def joinpath(self, name: str, /) -> Any:
        """The file of that name."""
        ...

    def iterdir(self) -> Iterator[Any]:
        """Every file."""
        ...


def load(path: str | os.PathLike[str], *, packs: Packs | None = None) -> Policy:
    """Read a policy file.

    Args:
        path: the file; what it extends is looked for inside its folder.
        packs: where packs are; those of the wheel by default.

    Raises:
        PolicyError: the file cannot be read, or something in it or in what it extends is wrong.
    """
    shown = os.fspath(path)
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"cannot be read: {_reason(error)}"
        raise PolicyError([Problem("P013", message, shown)]) from None
    return _Reading(shown, Path(path).parent, packs).policy(data)


def loads(
    text: str, path: str | os.PathLike[str] = "policies.yaml", *, packs: Packs | None = None
) -> Policy:
    """Read a policy from text; ``path`` names it in messages and says which folder it is in.

    Raises:
        PolicyError: something in it or in what it extends is wrong.
    """
    data = text.encode("utf-8", "surrogatepass")
    return _Reading(os.fspath(path), Path(path).parent, packs).policy(data)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _digest_of(inputs: Iterable[tuple[str, str]]) -> str:
    return _digest("".join(f"{name}\0{digest}\n" for name, digest in inputs).encode())


# --- files ----------------------------------------------------------------------------------------

Inputs = tuple[tuple[str, str], ...]


class _Unreadable(Exception):
    """A file that is extended and cannot be; the message and the help are for the line that names it."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.help = help


@dataclass
class _Reading:
    """Reads one policy with everything that it extends."""

    path: str
    folder: Path
    packs: Packs | None
    sources: list[Source] = field(default_factory=list[Source])
    layers: list[Layer] = field(default_factory=list[Layer])
    """Lowest first."""
    closures: dict[str, Inputs] = field(default_factory=dict[str, Inputs])
    """Every file that was read, with the digests of what it is made of."""
    gitleaks: dict[str, str] = field(default_factory=dict[str, str])
    entries: dict[str, None] = field(default_factory=dict[str, None])
    """Files of entries for examples."""
    zone: str = ""
    size: int = 0

    def policy(self, data: bytes) -> Policy:
        """The whole policy, from the bytes of its own file."""
        inputs: Inputs = ()
        merged = _Merged()
        with suppress(TooManyProblems):
            inputs = self._read("", self.path, data, ())
            merged.merge(self.layers)
            merged.verify(whole=not any(source.problems for source in self.sources))
        problems = [problem for source in self.sources for problem in _in_order(source)]
        if problems:
            raise PolicyError(problems)
        inputs = (*inputs, *sorted(self.gitleaks.items()))
        named = ((self.path, inputs[0][1]), *inputs[1:])
        merged.values["timezone"] = self.zone or "UTC"
        merged.values["example_entries"] = tuple(self.entries)
        return merged.policy(self.path, _digest_of(inputs), named)

    def _read(self, name: str, shown: str, data: bytes, above: tuple[str, ...]) -> Inputs:
        """Read one file and what it extends; its own digest and theirs."""
        own = (name, _digest(data))
        source = self._decoded(shown, data)
        root = None if source is None else parse(source)
        if source is None or root is None:
            self.closures[name] = (own,)
            return (own,)
        layer = Layer(source, root, shape(source, root), is_pack=name.startswith("pack:"))
        layer.zone = self._zone(layer)
        below: dict[str, str] = {}
        for number, entry in enumerate(layer.data.get("extends", ())):
            if entry is not None:
                below |= dict(self._extend(layer, number, entry, (*above, name)))
        self.layers.append(layer)
        self._read_gitleaks(layer, name)
        self._note_entries(layer, name)
        inputs = (own, *sorted(below.items()))
        self.closures[name] = inputs
        return inputs

    def _decoded(self, shown: str, data: bytes) -> Source | None:
        self.size += len(data)
        source = Source(shown, "")
        if self.size > MAX_BYTES:
            message = (
                "more than 1 MiB, with what is extended"
                if self.layers or self.sources
                else "more than 1 MiB"
            )
            source.problems.append(Problem("P002", message, shown))
            self.sources.append(source)
            return None
        try:
            source = decode(data, shown)
        except PolicyError as error:
            source.problems += error.problems
            self.sources.append(source)
            return None
        self.sources.append(source)
        return source

    def _zone(self, layer: Layer) -> str:
        if "timezone" in layer.data:
            own = layer.zone_at(layer.root.get("timezone"))
            self.zone = self.zone or own
            return own
        return self.zone

    # --- extends ----------------------------------------------------------------------------------

    def _extend(
        self, layer: Layer, number: int, entry: Mapping[str, str], above: tuple[str, ...]
    ) -> Inputs:
        node = layer.root.get("extends", number)
        try:
            inputs = self._extended(layer, entry, above)
        except _Unreadable as error:
            layer.add("P013", str(error), node.spot, error.help)
            return ()
        expected = entry.get("digest")
        found = _digest_of((("", inputs[0][1]), *inputs[1:]))
        if expected is not None and expected != found:
            message = "this is not what was locked: its digest is different"
            layer.add("P014", message, node.get("digest").spot, f"it is now {found}")
        return inputs

    def _extended(self, layer: Layer, entry: Mapping[str, str], above: tuple[str, ...]) -> Inputs:
        if ("pack" in entry) == ("file" in entry):
            raise _Unreadable("an extension is either a `pack` or a `file`")
        if "pack" in entry:
            name, shown, path = self._pack(entry["pack"])
        else:
            name, shown, path = self._file(layer, entry["file"], above[-1])
        if name in above:
            raise _Unreadable("this file extends itself in a circle")
        if name in self.closures:
            return self.closures[name]
        if len(above) > MAX_EXTENDS:
            raise _Unreadable(f"extended more than {MAX_EXTENDS} deep")
        return self._read(name, shown, _bytes(path, MAX_BYTES - self.size + 1), above)

    def _pack(self, pack: str) -> tuple[str, str, Any]:
        packs = self.packs or _shipped()
        path = packs.joinpath(f"{pack}.yaml")
        if not path.is_file():
            known = [one.name[:-5] for one in packs.iterdir() if one.name.endswith(".yaml")]
            raise _Unreadable(f"there is no pack `{pack}`", did_you_mean(pack, known))
        return f"pack:{pack}", f"pack:{pack}", path

    def _file(self, layer: Layer, file: str, above: str) -> tuple[str, str, Path]:
        if layer.is_pack:
            raise _Unreadable("a pack extends packs only")
        root = self.folder.resolve()
        path = _resolved(root / PurePosixPath(above).parent, file)
        if path != root and not path.is_relative_to(root):
            raise _Unreadable("outside the policy's folder", "copy the file beside the policy")
        name = path.relative_to(root).as_posix()
        if path == _resolved(root, Path(self.path).name):
            raise _Unreadable("this file extends itself in a circle")
        if not path.is_file():
            raise _Unreadable("there is no such file")
        return name, str(self.folder / name), path

    def _read_gitleaks(self, layer: Layer, name: str) -> None:
        for id, label in layer.data.get("labels", {}).items():
            for number, file in enumerate(label.get("gitleaks", ())):
                node = layer.root.get("labels", id, "gitleaks", number)
                try:
                    inside, _, path = self._file(layer, file, name)
                    self.gitleaks[inside] = _digest(_bytes(path, _MAX_GITLEAKS))
                    label["gitleaks"][number] = inside
                except _Unreadable as error:
                    layer.add("P013", str(error), node.spot, error.help)

    def _note_entries(self, layer: Layer, name: str) -> None:
        """The files of entries that the examples of this file know."""
        for number, file in enumerate(_in(layer.data, "registers").get("examples", ())):
            node = layer.root.get("registers", "examples", number)
            try:
                self.entries[str(self._entries_path(layer, file, name))] = None
            except _Unreadable as error:
                layer.add("P013", str(error), node.spot, error.help)

    def _entries_path(self, layer: Layer, file: str, name: str) -> Any:
        if not layer.is_pack:
            return self._file(layer, file, name)[2]
        path = (self.packs or _shipped()).joinpath("registers").joinpath(file)
        if not path.is_file():
            raise _Unreadable("there is no such file")
        return path


def _shipped() -> Packs:
    packs = Path(__file__).parent.parent / "packs"
    if packs.is_dir():
        return packs
    from importlib.resources import files  # the package is inside an archive

    return files("ecluse").joinpath("packs")


def _resolved(folder: Path, file: str) -> Path:
    try:
        return (folder / file).resolve()
    except (OSError, ValueError, RuntimeError):
        raise _Unreadable("not a path that can be followed") from None


def _bytes(path: Any, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            data: bytes = file.read(most + 1)
            return data
    except OSError as error:
        raise _Unreadable(f"cannot be read: {_reason(error)}") from None


_SCANNED = frozenset({"P004", "P005", "P006", "P007", "P008"})


def _in_order(source: Source) -> list[Problem]:
    """The problems of a file in order of line; what was scanned wrong is not said again."""
    scanned = {(p.line, p.column) for p in source.problems if p.code in _SCANNED}
    kept = [p for p in source.problems if p.code in _SCANNED or (p.line, p.column) not in scanned]
    return sorted(dict.fromkeys(kept), key=lambda p: (p.line, p.column, p.code))


# --- layers into one ------------------------------------------------------------------------------


class _Merged:
    """The layers of a policy as one; what does not go together is noted in its layer."""

    def __init__(self) -> None:
        self.layers: Sequence[Layer] = ()
        self.values: dict[str, Any] = {"reach": dict(REACH)}
        self.limits: dict[str, Any] = {}
        self.rules: dict[str, Rule] = {}
        self.waivers: dict[str, Waiver] = {}

    def merge(self, layers: Sequence[Layer]) -> None:
        """Lay each layer over those before it, lowest first."""
        self.layers = layers
        for layer in layers:
            self._add(layer)
        self._verify_uses()

    def policy(self, path: str, digest: str, inputs: Inputs) -> Policy:
        values = {name: _final(value) for name, value in self.values.items()}
        values["releases"] = tuple(values.get("releases", {}).values())
        if values.get("learned", _UNLEARNED).block:
            self.rules.setdefault(CERTIFIED.id, CERTIFIED)
        return Policy(
            path=path,
            digest=digest,
            inputs=inputs,
            rules=tuple(self.rules.values()),
            waivers=tuple(self.waivers.values()),
            limits=Limits(**self.limits),
            **values,
        )

    def _add(self, layer: Layer) -> None:
        data, values = layer.data, self.values
        for key in ("company", "language"):
            if key in data:
                values[key] = data[key]
        if "default_tier" in data:
            values["default_tier"] = parts.tier(data["default_tier"])
        if folder := _in(data, "registers").get("folder"):
            values["register"] = folder
        if found := parts.learned(layer):
            below = values.get("learned", Learned())
            values["learned"] = replace(below, **found)
        self._tighten_reach(layer)
        self._tighten_limits(layer)
        self._put("audiences", parts.audiences(layer))
        self._put("channels", parts.channels(layer))
        self._put("people", parts.people(layer))
        self._put("releases", parts.releases(layer))
        self._put(
            "answers", {k: parts.message(v) for k, v in _in(data, "crisis", "answers").items()}
        )
        self._put("contacts", _in(data, "review", "contacts"))
        for id, label in parts.labels(layer).items():
            below = values.setdefault("labels", {}).get(id)
            values["labels"][id] = label if below is None else _joined(below, label)
        values["public_record"] = [*values.get("public_record", ()), *parts.public_record(layer)]
        self._adjust(layer)
        self._add_rules(layer)
        self._add_waivers(layer)
        values["examples"] = [*values.get("examples", ()), *parts.examples(layer)]

    def _put(self, name: str, entries: Mapping[str, Any]) -> None:
        self.values.setdefault(name, {}).update(entries)

    def _tighten_reach(self, layer: Layer) -> None:
        reach: dict[tuple[Tier, Tier], Verdict] = self.values["reach"]
        for tier, row in layer.data.get("reach", {}).items():
            for audience, word in row.items():
                cell, verdict = (parts.tier(tier), parts.tier(audience)), parts.verdict(word)
                if verdict < reach[cell]:
                    node = layer.root.get("reach", tier, audience)
                    message = (
                        f"`reach` may tighten only: {tier} to {audience} is `{reach[cell].word}`"
                    )
                    layer.add("P022", message, node.spot)
                reach[cell] = verdict
        self._verify_order_of_reach(layer)

    def _tighten_limits(self, layer: Layer) -> None:
        for name, value, node in parts.limits(layer):
            below = self.limits.setdefault(name, value)
            # A wider window reads more, so it finds more; every other limit holds more when lower.
            if (value < below) if name.startswith("window_") else (value > below):
                message = f"`limits` may tighten only: below it is {below:.10g}"
                layer.add("P022", message, node.spot)
            self.limits[name] = value

    def _verify_order_of_reach(self, layer: Layer) -> None:
        """What a tier may not reach, no lower tier reaches and no wider audience reads."""
        reach: dict[tuple[Tier, Tier], Verdict] = self.values["reach"]
        for tier, row in layer.data.get("reach", {}).items():
            for audience, word in row.items():
                cell = parts.tier(tier), parts.tier(audience)
                beyond = (c for c in sorted(reach) if c[0] <= cell[0] and c[1] >= cell[1])
                freer = next((c for c in beyond if reach[c] < reach[cell]), None)
                if freer is not None:
                    lower, wider = freer[0].word, freer[1].word
                    message = f"{tier} to {audience} is then stricter than {lower} to {wider}"
                    help = f"write `{lower}: {{{wider}: {word}}}` too"
                    layer.add("P022", message, layer.root.get("reach", tier, audience).spot, help)

    def _add_rules(self, layer: Layer) -> None:
        for rule in parts.rules(layer):
            first = self.rules.get(rule.id)
            if first is not None:
                where = f"{first.place.path}:{first.place.line}"
                spot = Spot(rule.place.line, rule.place.column, len(rule.id))
                help = "" if first.place.path == layer.source.path else "see `adjust` to tighten it"
                layer.add("P015", f"rule `{rule.id}` is there already: {where}", spot, help)
                continue
            self.rules[rule.id] = rule

    def _add_waivers(self, layer: Layer) -> None:
        for node, waiver in parts.waivers(layer):
            if waiver.id in self.waivers:
                message = f"waiver `{waiver.id}` is there twice"
                layer.add("P015", message, node.get("id").spot)
            self.waivers[waiver.id] = waiver

    def _adjust(self, layer: Layer) -> None:
        for id, data in layer.data.get("adjust", {}).items():
            rule = self.rules.get(id)
            node = layer.root.get("adjust", id)
            if rule is None:
                help = did_you_mean(id, self.rules) or "it changes rules of what this file extends"
                spot = layer.root.get("adjust").key(id)
                layer.add("P016", f"`adjust` knows no rule `{id}`", spot, help)
                continue
            self.rules[id] = _adjusted(layer, rule, data, node)

    # --- what is used is declared -----------------------------------------------------------------

    def _verify_uses(self) -> None:
        known = _declared(self.layers)
        for layer in self.layers:
            for what, id, spot in layer.uses:
                if id not in known[what]:
                    help = did_you_mean(id, known[what]) or _HELP.get(what, "")
                    layer.add("P016", _UNKNOWN[what].format(id=id), spot, help)

    def verify(self, *, whole: bool) -> None:
        """What needs all rules; ``whole``: nothing of them was left out."""
        verify_placement(self.layers, self.rules, whole=whole)
        learned = self.values.get("learned", _UNLEARNED)
        verify_learned(self.layers, self.rules, uses=bool(learned.file))
        verify_watched(self.layers, learned)
        for layer in self.layers:
            for number, data in enumerate(layer.data.get("waivers", ())):
                rule = None if data is None else self.rules.get(data["rule"])
                if rule is not None and rule.override is Override.NEVER:
                    message = f"rule `{rule.id}` is never lifted: its `override` is `never`"
                    layer.add("P023", message, layer.root.get("waivers", number, "rule").spot)


_UNLEARNED = Learned()
CERTIFIED = Rule(
    id=CERTIFIED_LABEL,
    when_all=(Pattern("finding", (("label", AnyOf((CERTIFIED_LABEL,))),)),),
    tier=Tier.PRIVATE,
    because=Message(
        "Le modèle appris tient ce brouillon pour privé, au seuil que garantit un certificat.",
        "The learned model holds this draft to be private, at the threshold that a certificate warrants.",
    ),
    fix=Message(
        "Faites-le relire : une personne habilitée peut lever cette raison.",
        "Have it read: a person who may do so can lift this reason.",
    ),
)
"""What `model.block` adds: the model's own block, under its certificate."""


def _final(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _in(data: Mapping[str, Any], *path: str) -> Any:
    found: Any = data
    for step in path:
        found = found.get(step, {})
    return found


def _joined(below: Label, above: Label) -> Label:
    """A label of two layers: every source of both, each once."""
    return Label(
        above.id,
        _once(below.terms, above.terms),
        _once(below.hashed, above.hashed),
        _once(below.patterns, above.patterns),
        _once(below.spacy, above.spacy),
        _once(below.classifiers, above.classifiers),
        _once(below.gitleaks, above.gitleaks),
        above.place,
    )


_T = TypeVar("_T")


def _once(below: tuple[_T, ...], above: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys((*below, *above)))


def _adjusted(layer: Layer, rule: Rule, data: Mapping[str, Any], node: Node) -> Rule:
    changed: dict[str, Any] = {}
    if "tier" in data:
        changed["tier"] = parts.tier(data["tier"])
        if rule.tier is not None and changed["tier"] > rule.tier:
            _loosens(layer, node, "tier", rule.tier.word)
    if "verdict" in data:
        changed["verdict"] = parts.verdict(data["verdict"])
        if changed["verdict"] < rule.verdict:
            _loosens(layer, node, "verdict", rule.verdict.word)
    if "override" in data:
        changed["override"] = Override[data["override"].upper()]
        if changed["override"] < rule.override:
            _loosens(layer, node, "override", rule.override.name.lower())
    if "mode" in data:
        changed["mode"] = Mode(data["mode"])
    return replace(rule, **changed)


def _loosens(layer: Layer, node: Node, key: str, word: str) -> None:
    message = f"`adjust` may tighten only: the rule's `{key}` is `{word}`"
    layer.add("P022", message, node.get(key).spot)


_UNKNOWN: Mapping[str, str] = {
    "audience": "no audience `{id}`",
    "channel": "no channel `{id}`",
    "person": "no person `{id}`",
    "label": "no label `{id}`: nothing recognises it",
    "release": "no release `{id}`",
    "contact": "no contact `{id}`",
    "answer": "no answer `{id}`",
    "rule": "no rule `{id}`",
    "fact": "no rule derives a fact `{id}`",
}
_HELP: Mapping[str, str] = {
    "audience": "declare it in `audiences`",
    "channel": "declare it in `channels`",
    "person": "declare it in `people`",
    "label": "declare it in `labels`, or extend a pack that does",
    "release": "declare it in `registers.releases`",
    "contact": "declare it in `review.contacts`",
    "answer": "declare it in `crisis.answers`",
}


def _declared(layers: Sequence[Layer]) -> Mapping[str, set[str]]:
    """Every identifier that is declared, in entries that are wrong too."""
    known: dict[str, set[str]] = {what: set() for what in _UNKNOWN}
    known["label"].update(label for labels in BUILTIN.values() for label in labels)
    known["label"].update((*FROM_MODEL, *FROM_REGISTERS))
    for layer in layers:
        data: Mapping[str, Any] = layer.root.data
        for what, section in (
            ("audience", "audiences"),
            ("channel", "channels"),
            ("person", "people"),
            ("label", "labels"),
        ):
            known[what].update(_mapping(data.get(section)))
        known["contact"].update(_mapping(_mapping(data.get("review")).get("contacts")))
        known["answer"].update(_mapping(_mapping(data.get("crisis")).get("answers")))
        known["release"].update(_ids(_mapping(data.get("registers")).get("releases"), "id"))
        known["rule"].update(_ids(data.get("rules"), "id"))
        known["fact"].update(_ids(data.get("rules"), "derives"))
        derived = [_mapping(rule).get("derives") for rule in _list(data.get("rules"))]
        known["fact"].update(_ids(derived, "name"))
    return known


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _ids(value: Any, key: str) -> Iterator[str]:
    for entry in _list(value):
        if isinstance(id := _mapping(entry).get(key), str):
            yield id

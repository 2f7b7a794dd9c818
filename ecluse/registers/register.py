"""The register of an organisation: what it knows, opened for looking, or changed by its owner.

One classifier and one source of facts for all kinds of entry. A text is analysed once for all parts;
the facts that depend on the moment and the audience are made when a draft is judged:

- a finding whose entry is no longer in force is public: ``public_record`` covers it;
- a finding whose entry names its readers, seen by an audience of the same tier that is not one of
  them, is also a ``bridge``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path

from ecluse.classifiers import FROM_REGISTERS
from ecluse.model import Fact, Finding, Hit, Situation, Tier, View
from ecluse.registers.analysis import Analysed
from ecluse.registers.model import Blackout, Entry, RegisterError
from ecluse.registers.part import Advice, Part
from ecluse.registers.store import Store

__all__ = ["PARTS", "Register", "finding_fact"]

PARTS: Mapping[str, tuple[str, str]] = {
    # entry type: module of ecluse.registers, class in it
    "Statement": ("statements", "Statements"),
}
"""Each kind of entry, and the part that keeps it."""


class Register:
    """An opened register.

    Args:
        folder: where it is kept.
        key: the organisation's key, kept elsewhere.

    Raises:
        RegisterError: it is not there, torn, or of another key.
    """

    label = "statement"
    labels = FROM_REGISTERS
    seen: Sequence[str] = ()
    unseen: Sequence[str] = ()
    silent_without_findings = True
    """A draft in which nothing was found, that answers nothing and follows nothing, has no facts."""

    def __init__(self, folder: str | os.PathLike[str], key: bytes) -> None:
        self._folder, self._key = os.fspath(folder), key
        self.store = Store(folder, key)
        self.parts: dict[str, Part] = {
            kind: getattr(import_module(f"ecluse.registers.{module}"), name)(self.store)
            for kind, (module, name) in PARTS.items()
        }

    @classmethod
    def create(cls, folder: str | os.PathLike[str], key: bytes) -> Register:
        """A new, empty register.

        Raises:
            RegisterError: there is one already, or the folder cannot be written.
        """
        Store.create(folder, key)
        return cls(folder, key)

    def __reduce__(self) -> tuple[type[Register], tuple[str, bytes]]:
        """A worker process opens the folder again."""
        return Register, (self._folder, self._key)

    @property
    def name(self) -> str:
        """How decisions name it: ``register`` and its digest, so that they can be replayed."""
        return f"register:{self.store.digest}"

    # --- looking ----------------------------------------------------------------------------------

    def classify(self, view: View) -> Iterator[Hit]:
        """Every place of one view that says something declared."""
        text = Analysed(view)
        for part in self.parts.values():
            yield from part.look(text)

    def facts(self, situation: Situation) -> Iterator[Fact]:
        """What depends on the moment, the audience, the thread and the message answered."""
        more = [fact for part in self.parts.values() for fact in part.facts(situation)]
        yield from more
        found = [fact.finding for fact in more if fact.finding is not None]
        for finding in (*situation.findings, *situation.replied, *found):
            yield from self._of_its_life(finding, situation)

    def _of_its_life(self, finding: Finding, situation: Situation) -> Iterator[Fact]:
        entry = self._entries.get((finding.label, finding.name))
        if entry is None:
            return
        if not entry.life.in_force(situation.moment, situation.releases):
            yield Fact("public_record", {"label": finding.label}, finding)
        elif _is_bridged(entry, situation):
            yield finding_fact("bridge", finding, entry.id)

    def edges(self, releases: Mapping[str, datetime | None]) -> Iterator[datetime]:
        """Every moment at which what is in force may change."""
        for part in self.parts.values():
            for entry in part.entries():
                yield from entry.life.edges(releases)

    @cached_property
    def _entries(self) -> Mapping[tuple[str, str], Entry]:
        return {
            (label, entry.id): entry
            for part in self.parts.values()
            for label in part.labels
            for entry in part.entries()
        }

    # --- changing ---------------------------------------------------------------------------------

    def entries(self) -> Sequence[Entry]:
        """Every entry, as far as the register tells: hidden texts are empty."""
        return [entry for part in self.parts.values() for entry in part.entries()]

    def add(self, entries: Iterable[Entry]) -> Register:
        """The register with these entries, each replacing one of its kind and identifier.

        Raises:
            RegisterError: an entry is refused, or the folder cannot be written; nothing was changed.
        """
        by_kind: dict[str, list[Entry]] = {}
        for entry in entries:
            by_kind.setdefault(type(entry).__name__, []).append(entry)
        changes: dict[str, bytes | Path | None] = {}
        for kind, of_kind in by_kind.items():
            if kind not in self.parts:
                raise RegisterError(f"a register does not keep a {kind}")
            changes.update(self.parts[kind].adding(of_kind))
        self.store.commit(changes)
        return Register(self._folder, self._key)

    def remove(self, ids: Iterable[str]) -> Register:
        """The register without these entries; no trace of them stays.

        Raises:
            RegisterError: one of them is not there; nothing was changed.
        """
        wanted = frozenset(ids)
        if missing := wanted - {entry.id for entry in self.entries()}:
            raise RegisterError(f"there is no entry {', '.join(sorted(missing))}")
        changes: dict[str, bytes | Path | None] = {}
        for part in self.parts.values():
            changes.update(part.removing(wanted))
        self.store.commit(changes)
        return Register(self._folder, self._key)

    def lint(self) -> list[Advice]:
        """What is too common, too short or expired, and how to word it better."""
        return [advice for part in self.parts.values() for advice in part.lint()]


def finding_fact(label: str, finding: Finding, name: str, confidence: float = 1.0) -> Fact:
    """A finding that rests on another: at the same place, with another label."""
    made = Finding(
        label, finding.field, finding.span, confidence, finding.view, "register", name,
        tier=finding.tier,
    )  # fmt: skip
    values = {
        "label": label,
        "name": name,
        "confidence": confidence,
        "field": made.field,
        "view": made.view,
        "classifier": made.classifier,
        "digest": "",
        "tier": made.tier,
    }
    return Fact("finding", values, made)


def _is_bridged(entry: Entry, situation: Situation) -> bool:
    """Whether an audience that the tier admits is not one of the readers that the entry names."""
    audience = situation.audience
    admitted = entry.tier if not isinstance(entry, Blackout) else Tier.PUBLIC
    named = entry.audiences
    return bool(
        named and audience.id not in named and audience.tier_at(situation.moment) <= admitted
    )

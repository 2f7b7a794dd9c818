"""What each kind of entry brings to a register: how it is kept, found and judged.

A part is opened from the store, looks at texts, and answers with changes for the store when entries
are added or removed; it never writes. :mod:`ecluse.registers.register` holds the table of parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from ecluse.model import Fact, Finding, Hit, Message, Situation
from ecluse.registers.analysis import Analysed
from ecluse.registers.model import Document, Entry, Life

__all__ = ["Advice", "Changes", "Many", "Part", "TakesTexts", "finding_fact"]

Changes = Mapping[str, bytes | Path | None]
"""Parts of the store → their new bytes or scratch file; ``None`` removes one."""


class Advice(NamedTuple):
    """What lint says of one entry. ``refused``: the entry would not be taken as it stands."""

    entry: str
    refused: bool
    says: Message
    help: Message


class Part(Protocol):
    """One kind of entry of an opened register. Looking is pure and thread-safe."""

    labels: tuple[str, ...]

    def entries(self) -> Sequence[Entry]:
        """What was declared, in order of identifier; hidden texts are empty."""
        ...

    def look(self, text: Analysed, /) -> Iterable[Hit]:
        """Each place of one view that says something declared.

        A hit's ``name`` and ``value`` are the entry's identifier, its ``tier`` the entry's.
        """
        ...

    def facts(self, situation: Situation, /) -> Iterable[Fact]:
        """What can only be told from the whole draft, its thread and the moment."""
        ...

    def adding(self, entries: Sequence[Entry], /) -> Changes:
        """The changes that add these entries, each replacing one of the same identifier."""
        ...

    def removing(self, ids: frozenset[str], /) -> Changes:
        """The changes that remove every trace of these entries."""
        ...

    def lint(self) -> Iterable[Advice]:
        """Entries that are too common, too short, expired or that nothing can find."""
        ...


@runtime_checkable
class Many(Protocol):
    """A part of so many entries that they are asked for one by one."""

    def entry(self, id: str, /) -> Entry | None:
        """The entry of that identifier, if there is one."""
        ...

    def lives(self) -> Iterable[Life]:
        """Every life that an entry has, each once."""
        ...


@runtime_checkable
class TakesTexts(Protocol):
    """A part whose entries come with texts that are not kept."""

    def adding_texts(
        self,
        items: Iterable[tuple[Document, Iterable[str]]],
        progress: Callable[[int, int], None] | None = None,
    ) -> Changes:
        """The changes that add documents, each replacing one of its identifier."""
        ...


def finding_fact(label: str, finding: Finding, name: str, confidence: float = 1.0) -> Fact:
    """A finding that rests on another: at the same place, with another label."""
    made = Finding(
        label, finding.field, finding.span, confidence, finding.view, "register", name,
        tier=finding.tier, draft=finding.draft,
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

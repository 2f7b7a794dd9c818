"""The register of an organisation: what it knows, opened for looking, or changed by its owner.

One classifier and one source of facts for all kinds of entry. A text is analysed once for all parts;
the facts that depend on the moment and the audience are made when a draft is judged:

- a finding whose entry is no longer in force is public: ``public_record`` covers it;
- a finding whose entry names its readers, seen by an audience of the same tier that is not one of
  them, is also a ``bridge``;
- a draft whose ``source`` names a document of the register inherits that document's tier.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ecluse.classifiers import FROM_REGISTERS
from ecluse.model import Draft, Fact, Finding, Hit, Situation, Span, Tier, View
from ecluse.registers.analysis import Analysed
from ecluse.registers.model import Blackout, Document, Entry, RegisterError
from ecluse.registers.part import Advice, Many, Part, TakesTexts, finding_fact
from ecluse.registers.store import Store

if TYPE_CHECKING:
    # Parts are imported when a register is opened.
    from ecluse.registers.mosaic import Mosaics, Told
    from ecluse.registers.statements import AnchorMet, Statements

__all__ = ["PARTS", "Register"]

PARTS: Mapping[str, tuple[str, str]] = {
    # entry type: module of ecluse.registers, class in it
    "Blackout": ("blackouts", "Blackouts"),
    "CodeName": ("names", "Names"),
    "Document": ("documents", "Documents"),
    "ExactValue": ("values", "Values"),
    "Mosaic": ("mosaic", "Mosaics"),
    "Sheet": ("sheets", "Sheets"),
    "Statement": ("statements", "Statements"),
}
"""Each kind of entry, and the part that keeps it."""


class Register:
    """An opened register.

    Args:
        folder: where it is kept.
        key: the organisation's key, kept elsewhere.
        reviewer_key: the reviewers' key, to seal texts that are added and to read them again.

    Raises:
        RegisterError: it is not there, torn, or of another key.
    """

    label = "statement"
    labels = FROM_REGISTERS
    reads_loose = True
    seen: Sequence[str] = ()
    unseen: Sequence[str] = ()
    silent_without_findings = True
    """A draft of one part in which nothing was found, that answers, follows and names nothing, has no
    facts."""

    def __init__(
        self, folder: str | os.PathLike[str], key: bytes, reviewer_key: bytes = b""
    ) -> None:
        self._folder, self._key = os.fspath(folder), key
        self.store = Store(folder, key, reviewer_key)
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

    @property
    def attests(self) -> bool:
        """Whether it has fact sheets: then only those that hold a draft's claims attest it."""
        return any(getattr(part, "attests", False) for part in self.parts.values())

    # --- looking ----------------------------------------------------------------------------------

    def classify(self, view: View) -> Iterator[Hit]:
        """Every place of one view that says something declared."""
        text = Analysed(view)
        for part in self.parts.values():
            yield from part.look(text)

    def facts(self, situation: Situation) -> Iterator[Fact]:
        """What depends on the moment, the audience, the thread and the message answered."""
        more = [fact for part in self.parts.values() for fact in part.facts(situation)]
        more += self._of_its_source(situation.draft)
        yield from more
        public = {fact.finding for fact in more if fact.kind == "public_record"}
        found = [fact.finding for fact in more if fact.finding is not None]
        for finding in dict.fromkeys((*situation.findings, *situation.replied, *found)):
            if finding not in public:
                yield from self._of_its_life(finding, situation)

    def _of_its_life(self, finding: Finding, situation: Situation) -> Iterator[Fact]:
        entry = self._entry(finding.label, finding.name)
        if entry is None:
            return
        if not entry.life.in_force(situation.moment, situation.releases):
            yield Fact("public_record", {"label": finding.label}, finding)
        elif _is_bridged(entry, situation):
            yield finding_fact("bridge", finding, entry.id)

    def _of_its_source(self, draft: Draft) -> Iterator[Fact]:
        """A draft made from a document of the register inherits its tier.

        Whatever names the source, a row that nobody vouches for included: a claim may tighten.
        """
        for part in draft.parts()[:1] if draft.source else ():
            for document in self._documents.get(_file_name(draft.source), ()):
                if document.tier < Tier.PUBLIC and _is_source(draft.source, document.id):
                    span, tier = Span(0, len(part.text)), document.tier.word
                    found = Finding("quote", part.field, span, name=document.id, tier=tier)
                    yield finding_fact("quote", found, document.id, 0.95)

    def edges(self, releases: Mapping[str, datetime | None]) -> Iterator[datetime]:
        """Every moment at which what is in force may change."""
        for part in self.parts.values():
            lives = part.lives() if isinstance(part, Many) else [e.life for e in part.entries()]
            for life in lives:
                yield from life.edges(releases)

    def _entry(self, label: str, id: str) -> Entry | None:
        for part in self._many:
            if label in part.labels:
                return part.entry(id) if isinstance(part, Many) else None
        return self._entries.get((label, id))

    @cached_property
    def _many(self) -> Sequence[Part]:
        return [part for part in self.parts.values() if isinstance(part, Many)]

    @cached_property
    def _entries(self) -> Mapping[tuple[str, str], Entry]:
        return {
            (label, entry.id): entry
            for part in self.parts.values()
            if part not in self._many
            for label in part.labels
            for entry in part.entries()
        }

    @cached_property
    def _documents(self) -> Mapping[str, Sequence[Document]]:
        """The documents, by the last part of their identifiers."""
        named: dict[str, list[Document]] = {}
        for entry in self.entries():
            if isinstance(entry, Document):
                named.setdefault(_file_name(entry.id), []).append(entry)
        return named

    # --- changing ---------------------------------------------------------------------------------

    def entries(self) -> Sequence[Entry]:
        """Every entry, as far as the register tells: hidden texts are empty."""
        return [entry for part in self.parts.values() for entry in part.entries()]

    def add(self, entries: Iterable[Entry]) -> Register:
        """The register with these entries, each replacing one of its kind and identifier.

        Raises:
            RegisterError: an entry is refused, two of one kind have one identifier, a public
                statement would replace a secret one, or the folder cannot be written; nothing was
                changed.
        """
        by_kind: dict[str, list[Entry]] = {}
        seen: set[tuple[str, str]] = set()
        for entry in entries:
            kind = type(entry).__name__
            if (kind, entry.id) in seen:
                raise RegisterError(
                    f"{entry.id} is there twice ({kind}): give each its own identifier"
                )
            seen.add((kind, entry.id))
            if entry.tier is Tier.PUBLIC and self._is_secret(kind, entry.id):
                raise RegisterError(
                    f"{entry.id} is a {kind} that is not public; remove it first, "
                    "or give the public one another identifier"
                )
            by_kind.setdefault(kind, []).append(entry)
        changes: dict[str, bytes | Path | None] = {}
        for kind, of_kind in by_kind.items():
            if kind not in self.parts:
                raise RegisterError(f"a register does not keep a {kind}")
            changes.update(self.parts[kind].adding(of_kind))
        self.store.commit(changes)
        return self._changed()

    def add_documents(
        self,
        items: Iterable[tuple[Document, Iterable[str]]],
        progress: Callable[[int, int], None] | None = None,
    ) -> Register:
        """The register with these documents, each given with the pieces of its text.

        One of the same identifier is replaced; one whose text is the same is not read again. Texts of
        tier ``public`` are published: what stands in them is no quote.

        Args:
            items: read once, one at a time, so that they need not fit in memory together.
            progress: called after each document with how many there were, and how many words.

        Raises:
            RegisterError: two have one identifier, or the folder cannot be written; nothing was
                changed.
        """
        part = self.parts["Document"]
        assert isinstance(part, TakesTexts)
        self.store.commit(part.adding_texts(items, progress))
        return self._changed()

    def add_folder(
        self,
        folder: str | os.PathLike[str],
        *,
        tier: Tier = Tier.PRIVATE,
        published: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> tuple[Register, list[str]]:
        """The register with the documents of a folder, and what of it could not be read.

        A document is called by the ``id`` of its front matter, else by its path without suffix. The
        ``tier`` of its front matter may be stricter than the one given, not wider.

        Args:
            folder: of text, Markdown, HTML, CSV, PDF and Office files.
            tier: of the documents.
            published: they are public; those that say otherwise are not taken, and are named.
            progress: as in :meth:`add_documents`.

        Raises:
            RegisterError: it is no folder, or as in :meth:`add_documents`.
        """
        from ecluse.registers.folder import documents_in

        problems: list[str] = []
        of_folder = documents_in(Path(folder), Tier.PUBLIC if published else tier, problems)
        return self.add_documents(of_folder, progress), problems

    def _is_secret(self, kind: str, id: str) -> bool:
        """Whether a statement of that identifier is kept that is not public."""
        kept = self.parts[kind].entries() if kind == "Statement" else ()
        return any(entry.id == id and entry.tier < Tier.PUBLIC for entry in kept)

    def remove(self, ids: Iterable[str]) -> Register:
        """The register without these entries; no trace of them stays.

        Raises:
            RegisterError: one of them is not there; nothing was changed.
        """
        wanted = frozenset(ids)
        few = [part for part in self.parts.values() if part not in self._many]
        known = {entry.id for part in few for entry in part.entries()}
        known |= {id for part in self._many for id in wanted if _holds(part, id)}
        if missing := wanted - known:
            raise RegisterError(f"there is no entry {', '.join(sorted(missing))}")
        changes: dict[str, bytes | Path | None] = {}
        for part in self.parts.values():
            changes.update(part.removing(wanted))
        self.store.commit(changes)
        return self._changed()

    def _changed(self) -> Register:
        """The register as it is now."""
        return Register(self._folder, self._key, self.store.reviewer_key)

    def calibrate(self, published: Iterable[str]) -> Register:
        """The register whose statements stay silent on the organisation's own published posts.

        Args:
            published: texts of posts; few of them prove little, and lint says so.

        Raises:
            RegisterError: the folder cannot be written; nothing was changed.
        """
        self.store.commit(self._statements.calibrated(published))
        return self._changed()

    def record(self, told: Iterable[Told], *, anew: bool = False) -> Register:
        """The register that knows what audiences were told: digests and identifiers only.

        Args:
            told: published drafts, each with its readers and its moment.
            anew: forget what was recorded before.

        Raises:
            RegisterError: the folder cannot be written; nothing was changed.
        """
        self.store.commit(self._mosaics.recording(told, anew=anew))
        return self._changed()

    def reveal(self, id: str) -> str:
        """The text of a statement, for a reviewer.

        Raises:
            RegisterError: there is none, its text was not kept, or the reviewers' key is another.
        """
        return self._statements.reveal(id, self.store.reviewer_key)

    def anchors_of(self, view: View, id: str) -> Sequence[AnchorMet]:
        """Which words of a view met which words of a statement, for a reviewer.

        Raises:
            RegisterError: as :meth:`reveal`.
        """
        return self._statements.anchors_of(view, id, self.store.reviewer_key)

    @property
    def _statements(self) -> Statements:
        return cast("Statements", self.parts["Statement"])

    @property
    def _mosaics(self) -> Mosaics:
        return cast("Mosaics", self.parts["Mosaic"])

    def lint(self) -> list[Advice]:
        """What is too common, too short or expired, and how to word it better."""
        return [advice for part in self.parts.values() for advice in part.lint()]


def _holds(part: Part, id: str) -> bool:
    return isinstance(part, Many) and part.entry(id) is not None


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2].casefold()


def _is_source(named: str, document: str) -> bool:
    """Whether ``source`` names the document: its identifier, or the end of either path."""
    one, other = (path.replace("\\", "/").strip("/").casefold() for path in (named, document))
    return one == other or one.endswith(f"/{other}") or other.endswith(f"/{one}")


def _is_bridged(entry: Entry, situation: Situation) -> bool:
    """Whether an audience that the tier admits is not one of the readers that the entry names."""
    audience = situation.audience
    admitted = entry.tier if not isinstance(entry, Blackout) else Tier.PUBLIC
    named = entry.audiences
    return bool(
        named and audience.id not in named and audience.tier_at(situation.moment) <= admitted
    )

"""Blackouts: windows of time during which topics are not spoken of.

A quiet period before results is one: French practice (AMF, guide de l'information permanente) is to
say nothing of them for some weeks before, and inside information may be posted only after the
official release. Topics are words and phrases; plurals, accents, articles and hyphens may vary. They
are kept as keyed digests of their words, since a list of what nobody may speak of says a lot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ecluse.model import Fact, Hit, Message, Situation
from ecluse.registers.analysis import Analysed, Word
from ecluse.registers.forms import NOISE, singular
from ecluse.registers.keyed import Keyed
from ecluse.registers.model import Blackout, Entry
from ecluse.registers.part import Advice, Changes
from ecluse.registers.records import about, canonical, read_json, record_of
from ecluse.registers.store import Store
from ecluse.text.views import view_of

__all__ = ["Blackouts"]

_PART = "blackouts"
_LONGEST = 8


class _Topic(NamedTuple):
    """The last words of a topic, by digest, and the blackout that it belongs to."""

    words: tuple[int, ...]
    entry: str


class Blackouts:
    """The blackouts of a register."""

    labels = ("blackout",)

    def __init__(self, store: Store) -> None:
        self._keyed = store.keyed
        self._digests = _Digests(store.keyed)
        self._kept: dict[str, dict[str, Any]] = read_json(store.read(_PART) or b"{}", _PART)
        self._topics: dict[int, list[_Topic]] = {}
        for id, record in self._kept.items():
            for first, *rest in record["topics"]:
                self._topics.setdefault(first, []).append(_Topic(tuple(rest), id))

    def entries(self) -> Sequence[Entry]:
        """The blackouts, without their topics."""
        return [Blackout(id, (), **_about(record)) for id, record in self._kept.items()]

    def look(self, text: Analysed) -> Iterator[Hit]:
        """Each topic that one view speaks of."""
        if not self._topics:
            return
        pieces = text.pieces
        known = list(map(self._digests.__getitem__, [word.data for word in pieces]))
        if self._topics.keys().isdisjoint(known):
            return
        said = [word for word, digest in zip(pieces, known, strict=True) if digest]
        digests = [digest for digest in known if digest]
        for at, digest in enumerate(digests):
            for topic in self._topics.get(digest, ()):
                end = at + 1 + len(topic.words)
                if tuple(digests[at + 1 : end]) == topic.words:
                    place = said[at].start, said[end - 1].end
                    yield Hit(*place, 1.0, topic.entry, "blackout", topic.entry)

    def facts(self, situation: Situation) -> Iterable[Fact]:
        """None: whether a blackout is in force is judged with its life."""
        del situation
        return ()

    def adding(self, entries: Sequence[Entry]) -> Changes:
        """The changes that add these blackouts."""
        added = {e.id: self._record(e) for e in entries if isinstance(e, Blackout)}
        return _changes({**self._kept, **added})

    def removing(self, ids: frozenset[str]) -> Changes:
        """The changes that remove these blackouts."""
        return _changes({id: kept for id, kept in self._kept.items() if id not in ids})

    def lint(self) -> Iterator[Advice]:
        """Blackouts without an end, and those whose end has no beginning."""
        for entry in self.entries():
            if entry.life.until is None and not entry.life.released_by:
                yield Advice(entry.id, False, _ENDLESS, _GIVE_AN_END)

    def _record(self, entry: Blackout) -> dict[str, Any]:
        topics = sorted({tuple(_digests(topic, self._keyed)) for topic in entry.topics})
        return {**record_of(entry), "topics": [list(topic) for topic in topics if topic]}


_ENDLESS = Message("cette période n'a pas de fin", "this blackout has no end")
_GIVE_AN_END = Message(
    "donnez `until` ou `released_by` : sans cela on n'en parlera plus jamais",
    "give `until` or `released_by`: without one nobody will ever speak of it again",
)


class _Digests(dict[bytes, int]):
    """The digest of each word in the singular, 0 for one that says nothing; some are remembered."""

    def __init__(self, keyed: Keyed) -> None:
        super().__init__()
        self._keyed = keyed

    def __missing__(self, word: bytes) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        digest = 0 if word in NOISE else self._keyed.word(singular(word))
        self[word] = digest
        return digest


_REMEMBERED = 1 << 16


def _said(words: Sequence[Word]) -> list[Word]:
    """The words that say something: articles and the like are left out."""
    return [word for word in words if word.data not in NOISE]


def _digests(topic: str, keyed: Keyed) -> list[int]:
    said = _said(Analysed(view_of(topic)).pieces)[:_LONGEST]
    return [keyed.word(singular(word.data)) for word in said]


def _about(record: Mapping[str, Any]) -> Any:
    return about({key: value for key, value in record.items() if key != "topics"})


def _changes(kept: Mapping[str, Any]) -> Changes:
    return {_PART: canonical(kept) if kept else None}

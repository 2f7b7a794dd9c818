"""Confidential documents: whether a draft quotes one, word for word or nearly.

A document's text leaves only keyed digests of its shingles of four words
(:mod:`ecluse.registers.fingerprints`). What counts is not a hit but how many words of the draft are
covered by shingles of *one passage* of one document: within 128 of its words, and with no more than
three uncovered words in a row in the draft. Seven covered words, five of them in a row, are a quote
worth a look; eight in a row, nine of which six in a row, or eleven are a quote (:data:`SOME` and
:data:`SURE`). So a word that was changed, dropped or
moved costs the three shingles around it and no more. Similarity of whole texts (MinHash, Jaccard)
sees nothing of the sort: a post is a thousandth of a report (Broder 1997 calls ours containment).

What stands in a published document, added the same way with tier ``public``, is no evidence, until
that document is removed. Nothing else lifts it: a sentence does not become harmless because it
stands in several confidential documents, and one more document never loosens. Sentences that recur
are named by lint, so that their owner can publish them: a file of standard sentences is enough.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ecluse.lean import replace
from ecluse.model import Fact, Hit, Message, Situation
from ecluse.registers.analysis import Analysed
from ecluse.registers.fingerprints import (
    BLOCK,
    FILTER,
    MOST,
    Filter,
    Group,
    K,
    Kept,
    Words,
    blocks_of,
    digests,
    groups_in,
    joined,
    places_in,
    words_of,
)
from ecluse.registers.model import Document, Entry, RegisterError
from ecluse.registers.part import Advice, Changes
from ecluse.registers.records import about, record_of
from ecluse.registers.store import Store
from ecluse.text.fold import fold
from ecluse.text.words import words

if TYPE_CHECKING:
    from ecluse.registers.fingerprinting import Spill

__all__ = ["SOME", "SURE", "Documents", "Level"]


class Level(NamedTuple):
    """What a passage must show: covered words, covered words in a row, informative ones among them."""

    covered: int
    row: int
    informative: int
    confidence: float


SURE = (
    Level(8, 8, 4, 0.95),
    Level(9, 6, 4, 0.95),
    Level(10, 10, 3, 0.95),
    Level(11, 5, 5, 0.95),
)
"""A quote: block."""
SOME = (Level(7, 5, 3, 0.7), Level(8, 8, 2, 0.7))
"""Probably one: flag."""
_LEVELS = (*SURE, *SOME)
_LEAST = 7
"""Words that every level asks for."""

_GAP = 3
"""Uncovered words in a row that a quote may hold."""
_REACH = 128
"""Shingles of a draft that are weighed together; longer runs are weighed in halves that overlap."""
_RECURRING = 20
"""Shingles of a document that stand in two others, from which lint names it."""
_LIST = "documents/list"


class Documents:
    """The documents of an opened register."""

    labels = ("quote",)

    def __init__(self, store: Store) -> None:
        self._store = store
        self._scratch = ExitStack()
        """Files that wait for the commit; removed with this object when there was none."""

    # --- looking ----------------------------------------------------------------------------------

    def entries(self) -> Sequence[Entry]:
        """The documents, in order of identifier."""
        return self._documents

    def look(self, text: Analysed, /) -> Iterable[Hit]:
        """Every passage that quotes a document: one hit for each run and document."""
        index = self._index
        if index is None:
            return ()
        data = words_of(text.view.folded.data)
        if len(data) < _LEAST:
            return ()
        put_together = b"".join(map(index.memo.__getitem__, data))
        return _hits(text, index, put_together) if _may_hit(index.filter, put_together) else ()

    def facts(self, situation: Situation, /) -> Iterable[Fact]:
        """None: a quote is told from the text alone."""
        del situation
        return ()

    @cached_property
    def _documents(self) -> tuple[Document, ...]:
        data = self._store.read(_LIST)
        return tuple(map(_document, json.loads(data))) if data else ()

    @cached_property
    def _index(self) -> _Index | None:
        path = self._store.mapped(FILTER)
        if path is not None and self._store.is_large(FILTER):
            self._store.verify(FILTER)  # a bit that is lost there is a quote that nobody looks for
        if path is None:
            return None
        groups = tuple(group for _, group in groups_in(self._store))
        return _Index(Filter(path), groups, Words(self._store.keyed.key))

    # --- changing ---------------------------------------------------------------------------------

    def adding(self, entries: Sequence[Entry], /) -> Changes:
        """The changes that give documents of the register another tier, life, owner or readers.

        Raises:
            RegisterError: one is not in the register: a document comes with its text.
        """
        known = {document.id: document for document in self._documents}
        given: dict[str, Document] = {}
        for entry in entries:
            if not isinstance(entry, Document) or entry.id not in known:
                raise RegisterError(f"the document {entry.id} comes with its text: add-documents")
            old = known[entry.id]
            given[entry.id] = replace(entry, digest=old.digest, words=old.words)
        with self._spill() as spill:
            return self._changes({**known, **given}, spill)

    def adding_texts(
        self,
        items: Iterable[tuple[Document, Iterable[str]]],
        progress: Callable[[int, int], None] | None = None,
    ) -> Changes:
        """The changes that add documents with their texts, each replacing one of its identifier.

        A text that has not changed is not fingerprinted again.

        Args:
            items: each document with the pieces of its text; read once, one at a time.
            progress: called after each with how many documents and words were read.

        Raises:
            RegisterError: an identifier comes twice.
        """
        known = {document.id: document for document in self._documents}
        given: dict[str, Document] = {}
        total = 0
        with self._spill() as spill:
            for document, blocks in items:
                if document.id in given:
                    raise RegisterError(f"two documents are called {document.id}")
                made = _read(document, list(blocks), known.get(document.id), spill)
                given[document.id] = made
                total += made.words
                if progress is not None:
                    progress(len(given), total)
            return self._changes({**known, **given}, spill)

    def removing(self, ids: frozenset[str], /) -> Changes:
        """The changes after which nothing of these documents is left."""
        known = {document.id: document for document in self._documents}
        with self._spill() as spill:
            return self._changes({id: each for id, each in known.items() if id not in ids}, spill)

    def lint(self) -> Iterable[Advice]:
        """Documents that are too short to be quoted, and those with sentences that recur in others."""
        for document in self._documents:
            if document.words < _LEAST:
                yield Advice(document.id, False, _TOO_SHORT, _DECLARE)
        if self._index is None:
            return
        from ecluse.registers.fingerprinting import recurring

        for id, count in sorted(recurring(self._index.groups).items()):
            if count >= _RECURRING:
                yield Advice(id, False, _recurs(count), _PUBLISH)

    @contextmanager
    def _spill(self) -> Generator[Spill]:
        """A scratch file of digests; when something goes wrong, nothing stays of what was written."""
        from ecluse.registers.fingerprinting import Spill

        with self._store.scratch() as path, Spill(path, self._store.keyed.key) as spill:
            try:
                yield spill
            except BaseException:
                self._scratch.close()
                raise

    def _new_file(self) -> Path:
        return self._scratch.enter_context(self._store.scratch())

    def _changes(self, wanted: Mapping[str, Document], spill: Spill) -> Changes:
        """The changes that make the register hold exactly the wanted documents."""
        from ecluse.registers.fingerprinting import rewritten

        known = {document.id: document for document in self._documents}
        if wanted == known:
            return {}
        files: dict[str, bytes | Path | None] = {}
        files.update(rewritten(self._store, known, wanted, spill, self._new_file))
        files[_LIST] = _listed(wanted) if wanted else None
        return files


# --- looking --------------------------------------------------------------------------------------


class _Index(NamedTuple):
    filter: Filter
    groups: tuple[Group, ...]
    memo: Words


class _Quote(NamedTuple):
    """A passage of a document: the first and last word of the draft that it covers."""

    first: int
    last: int
    confidence: float
    document: Kept


def _may_hit(filter: Filter, put_together: bytes) -> bool:
    """Whether five words in a row may stand in a document, as every level asks.

    They hold two shingles side by side, one of them at an even place.
    """
    even = places_in(put_together, 2)
    passing = filter.passing(digests(put_together, even))
    if not passing:
        return False
    last = len(put_together) // 8 - K
    beside = {at for half in passing for at in (2 * half - 1, 2 * half + 1) if 0 < at <= last}
    return bool(filter.passing(digests(put_together, beside)))


def _hits(text: Analysed, index: _Index, put_together: bytes) -> Iterator[Hit]:
    wanted = digests(put_together, places_in(put_together))
    says = put_together[::8]
    quotes: dict[str, list[_Quote]] = {}
    for run in _runs(index.filter.passing(wanted)):
        for quote in _quotes(run, wanted, says, index.groups):
            _join(quotes.setdefault(quote.document.id, []), quote)
    if not quotes:
        return
    places = _places_of_words(text.view.folded.data)
    for of_document in quotes.values():
        for quote in of_document:
            start, _ = text.view.folded.span(*places[quote.first])
            _, end = text.view.folded.span(*places[quote.last])
            id, tier = quote.document.id, quote.document.tier
            yield Hit(start, end, quote.confidence, id, "quote", id, tier)


def _runs(passing: Sequence[int]) -> Iterator[Sequence[int]]:
    """Shingles with no more than a gap between them, enough to be a quote; long runs in pieces."""
    start = 0
    for at in range(1, len(passing) + 1):
        if at < len(passing) and passing[at] - passing[at - 1] - K <= _GAP:
            continue
        yield from _pieces(passing[start:at])
        start = at


def _pieces(run: Sequence[int]) -> Iterator[Sequence[int]]:
    """A run in halves of the reach, each with the next; cut at fixed places of the draft."""
    half = _REACH // 2
    halves: dict[int, list[int]] = {}
    for at in run:
        halves.setdefault(at // half, []).append(at)
    for number, shingles in halves.items():
        piece = [*shingles, *halves.get(number + 1, ())]
        if piece[-1] - piece[0] + K >= _LEAST:
            yield piece


def _quotes(
    run: Sequence[int], wanted: Sequence[int], says: bytes, groups: Sequence[Group]
) -> Iterator[_Quote]:
    """The passages that a run quotes, the best of each document."""
    first = run[0]
    informative = sum((says[first + at] & 1) << at for at in range(run[-1] - first + K))
    if _level(sum(1 << (at - first) for at in run), informative) is None:
        return
    passages, everywhere = _passages(run, wanted, groups)
    best: dict[str, _Quote] = {}
    for (group, block), shingles in passages.items():
        level = _level(shingles | everywhere, informative)
        if level is None:
            continue
        kept = groups[group].document((block + 1) * BLOCK)
        before = best.get(kept.id)
        if before is None or level.confidence > before.confidence:
            covered = _covered(shingles | everywhere)
            low, high = (covered & -covered).bit_length() - 1, covered.bit_length() - 1
            best[kept.id] = _Quote(first + low, first + high, level.confidence, kept)
    yield from best.values()


def _passages(
    run: Sequence[int], wanted: Sequence[int], groups: Sequence[Group]
) -> tuple[dict[tuple[int, int], int], int]:
    """Which shingles of a run stand in each pair of blocks, as bits; and those that stand everywhere."""
    passages: dict[tuple[int, int], int] = {}
    everywhere = 0
    for at in run:
        bit = 1 << (at - run[0])
        found = [
            (number, start, end)
            for number, group in enumerate(groups)
            for start, end in (group.range_of(wanted[at]),)
            if end
        ]
        if any(
            groups[number].positions[start] < groups[number].published for number, start, _ in found
        ):
            continue
        if sum(end - start for _, start, end in found) > MOST:
            everywhere |= bit
            # The first of each group: the strictest documents come first.
            found = [(number, start, start + 1) for number, start, _ in found]
        for number, start, end in found:
            for block in blocks_of(groups[number].positions[start:end].tolist()):
                key = (number, block)
                passages[key] = passages.get(key, 0) | bit
    return passages, everywhere


def _covered(shingles: int) -> int:
    """The words of shingles, both as bits."""
    return shingles | shingles << 1 | shingles << 2 | shingles << 3


def _level(shingles: int, informative: int) -> Level | None:
    """What so many covered words amount to."""
    shingles = _bridged(shingles, informative)
    covered = _covered(shingles)
    count, says = covered.bit_count(), (covered & informative).bit_count()
    for level in _LEVELS:
        if count >= level.covered and says >= level.informative and _has_row(shingles, level.row):
            return level
    return None


def _bridged(shingles: int, informative: int) -> int:
    """With the shingles between two of them that are not kept, since all their words are common."""
    says = informative | informative >> 1 | informative >> 2 | informative >> 3
    before, after = shingles, shingles
    for _ in range(_GAP):
        before |= before << 1 & ~says
        after |= after >> 1 & ~says
    return shingles | before & after


def _has_row(shingles: int, words: int) -> bool:
    """Whether so many words in a row are covered by shingles that follow one another."""
    for _ in range(words - K):
        shingles &= shingles >> 1
    return shingles != 0


def _join(quotes: list[_Quote], quote: _Quote) -> None:
    """Add a quote, made one with the last one when they meet."""
    if quotes and quote.first <= quotes[-1].last + 1:
        before = quotes.pop()
        first, last = min(before.first, quote.first), max(before.last, quote.last)
        confidence = max(before.confidence, quote.confidence)
        quote = _Quote(first, last, confidence, quote.document)
    quotes.append(quote)


def _places_of_words(data: bytes) -> list[tuple[int, int]]:
    """Where each of :func:`words_of` stands in the folded text."""
    found = words(data)
    places: list[tuple[int, int]] = []
    end = 0
    for word in found:
        start = data.index(word, end)
        end = start + len(word)
        places.append((start, end))
    return [(places[first][0], places[last][1]) for _, first, last in joined(found)]


# --- changing -------------------------------------------------------------------------------------


def _read(document: Document, blocks: list[str], known: Document | None, spill: Spill) -> Document:
    """The document with the digest and length of its text; its shingles go to the scratch file."""
    made = blake2b(digest_size=16, key=spill.key, person=b"text")
    for block in blocks:
        made.update(block.encode("utf-8", "surrogatepass") + b"\n")
    digest = made.hexdigest()
    if known is not None and known.digest == digest:
        return replace(document, digest=digest, words=known.words)
    count = spill.read(document.id, (word for block in blocks for word in _words_in(block)))
    return replace(document, digest=digest, words=count)


def _words_in(block: str) -> list[bytes]:
    return words_of(fold(block).data)


def _listed(documents: Mapping[str, Document]) -> bytes:
    rows = [_row(documents[id]) for id in sorted(documents)]
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False, indent=0).encode()


def _row(document: Document) -> dict[str, Any]:
    own = {"digest": document.digest, "words": document.words}
    given = {key: value for key, value in own.items() if value}
    return {"id": document.id, **record_of(document), **given}


def _document(row: Mapping[str, Any]) -> Document:
    digest, words = row.get("digest", ""), row.get("words", 0)
    return Document(row["id"], **about(row), digest=digest, words=words)


_TOO_SHORT = Message(
    fr="ce document est trop court pour qu'on reconnaisse une citation",
    en="this document is too short for a quote to be recognised",
)
_DECLARE = Message(
    fr="déclarez ce qu'il dit comme énoncé ou comme valeur exacte",
    en="declare what it says as a statement or an exact value",
)
_PUBLISH = Message(
    fr="si ce sont des formules d'usage, ajoutez-les dans un fichier publié (--tier public)",
    en="if they are standard sentences, add them in a published file (--tier public)",
)


def _recurs(count: int) -> Message:
    return Message(
        fr=f"environ {count} mots de ce document sont aussi dans deux autres au moins",
        en=f"some {count} words of this document stand in two others at least",
    )

"""Writing fingerprints: the files that :mod:`ecluse.registers.fingerprints` reads.

Texts are read once, document by document, into one scratch file of digests; the groups that changed
are then written one after the other, each of at most four million digests; the filter is made in order
of digest, a few megabytes at a time. So memory does not grow with the documents. A group is rewritten
whole when one of its documents changes, and all of them when their number doubles, since no byte may
depend on history: adding a document writes some 40 MB of group at most and, for each megabyte of
documents there are, 0.27 MB of filter, copied; removing one makes the filter again.

Needs numpy (a dependency of spaCy), which no check imports.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from ecluse.model import Tier
from ecluse.registers.fingerprints import (
    BITS,
    BLOCK,
    FILTER,
    FILTER_MAGIC,
    GROUP,
    GROUP_MAGIC,
    HEADER,
    MASKS,
    Filter,
    Group,
    K,
    Kept,
    Words,
    groups_in,
    places_in,
    shingles,
)
from ecluse.registers.keyed import Keyed
from ecluse.registers.model import Document
from ecluse.registers.part import Changes
from ecluse.registers.store import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Digests = NDArray[np.uint64]

__all__ = ["Spill", "filter_words", "groups_for", "recurring", "rewritten"]

GROUP_WORDS = 1 << 22
"""Words of a group above which there are twice as many groups."""
_FILTER_BITS = 12
_MIN_BUCKET_BITS = 12
_PART_BITS = 4
_PARTS = 1 << _PART_BITS
_CHUNK = 1 << 20


def groups_for(words: int) -> int:
    """How many groups so many words are kept in: a power of two.

    >>> groups_for(0), groups_for(GROUP_WORDS), groups_for(GROUP_WORDS + 1)
    (1, 1, 2)
    """
    return 1 << max(0, (max(words, 1) - 1) // GROUP_WORDS).bit_length()


def filter_words(count: int) -> int:
    """Words of 64 bits for a filter of ``count`` digests: one of eight sizes to each power of two.

    So that most additions leave the size, and with it the filter, as it is.
    """
    least = max(8, (count * _FILTER_BITS + 63) // 64)
    step = 1 << max(0, least.bit_length() - 4)
    return -(-least // step) * step


class Spill:
    """The digests of documents, one after the other in a scratch file; 0 where there is no shingle."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.key = key
        self._memo = Words(key)
        self._path = path
        self._stream: BinaryIO = path.open("wb")
        self._places: dict[str, tuple[int, int]] = {}
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, id: str, words: Iterable[bytes]) -> int:
        """Keep the digests of a text, given by its words; how many words there are."""
        made = digests_of(list(words), self._memo)
        self.add(id, made)
        return len(made)

    def add(self, id: str, digests: Digests) -> None:
        """Keep the digests of one document, one for each of its words."""
        self._stream.write(digests.tobytes())
        self._places[id] = (self._size, len(digests))
        self._size += len(digests)

    def ids(self) -> frozenset[str]:
        """The documents in it."""
        return frozenset(self._places)

    def of(self, id: str) -> Digests:
        """The digests of one document."""
        import numpy as np

        self._stream.flush()
        first, count = self._places[id]
        return np.fromfile(self._path, "<u8", count, offset=8 * first)


def digests_of(data: Sequence[bytes], memo: Words) -> Digests:
    """The digest at each word of a document, given by its words; 0 for a shingle that says nothing."""
    import numpy as np

    put_together = b"".join(map(memo.__getitem__, data))
    made = np.zeros(len(data), "<u8")
    if len(data) < K:
        return made
    whole = np.frombuffer(shingles(put_together, places_in(put_together)), "<u8")[::4] >> np.uint64(
        64 - BITS
    )
    informative = np.frombuffer(put_together, np.uint8)[::8] & 1
    says = np.lib.stride_tricks.sliding_window_view(informative, K).any(axis=1)
    made[: len(whole)] = np.where(says, whole, 0)
    return made


def digests_in(group: Group) -> Iterator[tuple[Kept, Digests]]:
    """The digests of each document of a group, as they were given."""
    import numpy as np

    if not group.documents:
        return
    last = group.documents[-1]
    placed = np.zeros(last.base + last.words, "<u8")
    placed[np.frombuffer(group.positions, "<u4")] = _sorted_digests(group, 0, 1 << group.bits)
    for kept in group.documents:
        yield kept, placed[kept.base : kept.base + kept.words]


def _sorted_digests(group: Group, first: int, last: int) -> Digests:
    """The digests of the buckets ``first`` to ``last`` (not included), in order."""
    import numpy as np

    group.verify()
    fan = np.frombuffer(group.fan, "<u4")[first : last + 1]
    buckets = np.repeat(np.arange(first, last, dtype="<u8"), np.diff(fan))
    remainders = np.frombuffer(group.remainders, "<u4")[fan[0] : fan[-1]]
    digests: Digests = (buckets << np.uint64(BITS - group.bits)) | remainders
    return digests


# --- what changes ---------------------------------------------------------------------------------


def rewritten(
    store: Store,
    known: Mapping[str, Document],
    wanted: Mapping[str, Document],
    spill: Spill,
    new_file: Callable[[], Path],
) -> Changes:
    """The changes that turn the index of the known documents into that of the wanted ones.

    Args:
        store: where the index is.
        known: what it holds.
        wanted: what it should hold.
        spill: the digests of the new and changed ones.
        new_file: gives a scratch file.
    """
    old = dict(groups_in(store))
    fresh = spill.ids()
    before, after = _names(store.keyed, known), _names(store.keyed, wanted)
    stale = _stale(known, wanted, before, after)
    for name in sorted(stale & old.keys()):
        for kept, digests in digests_in(old[name]):
            if kept.id in wanted and kept.id not in fresh:
                spill.add(kept.id, digests)
    changes: dict[str, bytes | Path | None] = dict.fromkeys(stale)
    groups = {name: group for name, group in old.items() if name not in stale}
    for name in sorted(stale.intersection(after.values())):
        path = new_file()
        write_group(path, [wanted[id] for id, of in after.items() if of == name], spill)
        changes[name], groups[name] = path, Group(path)
    if stale:
        lost = known.keys() - wanted.keys() | fresh & known.keys()
        # One document at a time: together they may not fit in memory.
        new = None if lost or not fresh else (spill.of(id) for id in sorted(fresh))
        changes[FILTER] = _filter(store, list(groups.values()), new, new_file)
    return changes


def _names(keyed: Keyed, documents: Mapping[str, Document]) -> dict[str, str]:
    """The part that keeps each document."""
    count = groups_for(sum(document.words for document in documents.values()))
    return {
        id: f"{GROUP}{keyed.of(id.encode(), b'group') % count:04d}-of-{count:04d}"
        for id in documents
    }


def _stale(
    known: Mapping[str, Document],
    wanted: Mapping[str, Document],
    before: Mapping[str, str],
    after: Mapping[str, str],
) -> set[str]:
    """The groups that hold, or will hold, something else."""
    moved = {id for id in known.keys() | wanted.keys() if before.get(id) != after.get(id)}
    changed = {
        id
        for id in known.keys() & wanted.keys()
        if (known[id].tier, known[id].digest) != (wanted[id].tier, wanted[id].digest)
    }
    return {of[id] for id in moved | changed for of in (before, after) if id in of}


def _filter(
    store: Store,
    groups: Sequence[Group],
    new: Iterable[Digests] | None,
    new_file: Callable[[], Path],
) -> Path | None:
    """The file of the filter of these groups; when only ``new`` was added, made from the old one."""
    if not groups:
        return None
    path, old = new_file(), store.path(FILTER)
    size = filter_words(sum(group.count for group in groups))
    if new is not None and old is not None and (filter := Filter(old)).size == size:
        extend_filter(path, filter, new)
    else:
        write_filter(path, groups, size)
    return path


# --- a group --------------------------------------------------------------------------------------


_ORDER = {Tier.PUBLIC: 0, Tier.PRIVATE: 1, Tier.EXTENDED: 2}


def write_group(path: Path, documents: Iterable[Document], spill: Spill) -> None:
    """Write the group of these documents.

    Their order is their own: published ones first, so that one look tells them; then the strictest.
    """
    import numpy as np

    kept = _based(sorted(documents, key=lambda each: (_ORDER[each.tier], each.id)))
    digests, positions = _gathered(kept, spill)
    count = len(digests)
    bits = max(_MIN_BUCKET_BITS, (count // 8).bit_length())
    fan = np.zeros((1 << bits) + 1, "<u4")
    first = HEADER.size + fan.nbytes
    with path.open("wb") as stream:
        stream.write(HEADER.pack(GROUP_MAGIC, bits, 0, count))
        done = 0
        for part in range(_PARTS):  # sorted part by part, so that little is copied at a time
            of_part = np.flatnonzero((digests >> np.uint64(BITS - _PART_BITS)) == part)
            # Positions of equal digests stay in order.
            of_part = of_part[np.argsort(digests[of_part], kind="stable")]
            ordered = digests[of_part]
            buckets = (ordered >> np.uint64(BITS - bits)).astype(np.int64)
            fan[1:] += np.bincount(buckets, minlength=1 << bits).astype("<u4")
            stream.seek(first + 4 * done)
            stream.write((ordered & np.uint64((1 << (BITS - bits)) - 1)).astype("<u4").tobytes())
            stream.seek(first + 4 * (count + done))
            stream.write(positions[of_part].tobytes())
            done += len(of_part)
        stream.seek(first + 8 * count)
        stream.write(json.dumps(kept, separators=(",", ":")).encode())
        stream.seek(HEADER.size)
        stream.write(np.cumsum(fan, dtype="<u4").tobytes())


def _gathered(documents: Sequence[Kept], spill: Spill) -> tuple[Digests, NDArray[np.uint32]]:
    """The digests of documents and their positions, in order of position."""
    import numpy as np

    most = sum(each.words for each in documents)
    digests, positions = np.empty(most, "<u8"), np.empty(most, "<u4")
    count = 0
    for each in documents:
        of_document = spill.of(each.id)
        there = np.flatnonzero(of_document)
        end = count + len(there)
        digests[count:end] = of_document[there]
        positions[count:end] = there + each.base
        count = end
    return digests[:count], positions[:count]


def _based(documents: Sequence[Document]) -> list[Kept]:
    """Where the positions of each start: at a block, with one free block before it at least."""
    kept: list[Kept] = []
    base = 0
    for each in documents:
        kept.append(Kept(each.id, each.tier.word, base, each.words))
        base += (max(each.words - 1, 0) // BLOCK + 2) * BLOCK
    return kept


# --- what recurs ----------------------------------------------------------------------------------


def recurring(groups: Sequence[Group]) -> dict[str, int]:
    """How many shingles of each document stand in two others at least, and in no published one."""
    import numpy as np

    ids = [kept.id for group in groups for kept in group.documents]
    published = np.array([kept.tier == "public" for group in groups for kept in group.documents])
    counts = np.zeros(len(ids), np.int64)
    slices = 1 << max(0, sum(group.count for group in groups) // _CHUNK).bit_length()
    slices = min(slices, 1 << _MIN_BUCKET_BITS)
    for number in range(slices):
        digests, documents = _with_documents(groups, number, slices)
        order = np.lexsort((documents, digests))
        digests, documents = digests[order], documents[order]
        new = np.ones(len(digests), bool)
        new[1:] = (digests[1:] != digests[:-1]) | (documents[1:] != documents[:-1])
        digests, documents = digests[new], documents[new]
        _, which, often = np.unique(digests, return_inverse=True, return_counts=True)
        lifted = np.zeros(len(often), bool)
        lifted[which[published[documents]]] = True
        counts += np.bincount(documents[((often > 2) & ~lifted)[which]], minlength=len(ids))
    return {id: int(count) for id, count in zip(ids, counts, strict=True) if count}


def _with_documents(groups: Sequence[Group], number: int, slices: int) -> tuple[Digests, Any]:
    """The digests of one slice of all there may be, each with the number of its document."""
    import numpy as np

    digests, documents = list[Any](), list[Any]()
    before = 0
    for group in groups:
        width = (1 << group.bits) // slices
        first, last = number * width, (number + 1) * width
        start, stop = group.fan[first], group.fan[last]
        digests.append(_sorted_digests(group, first, last))
        positions = np.frombuffer(group.positions, "<u4")[start:stop]
        bases = np.array([kept.base for kept in group.documents])
        documents.append(np.searchsorted(bases, positions, "right") - 1 + before)
        before += len(bases)
    return np.concatenate(digests), np.concatenate(documents)


# --- the filter -----------------------------------------------------------------------------------


def write_filter(path: Path, groups: Sequence[Group], size: int) -> None:
    """Write the filter of everything in the groups, in order of digest."""
    with path.open("wb") as stream:
        stream.write(HEADER.pack(FILTER_MAGIC, 0, 0, size))
        for first in range(0, size, _CHUNK):
            last = min(first + _CHUNK, size)
            held = _zeros(last - first)
            for group in groups:
                _set_bits(held, first, _between(group, first, last, size), size)
            stream.write(held.tobytes())


def extend_filter(path: Path, old: Filter, added: Iterable[Digests]) -> None:
    """Write a filter of the same size with more digests in it."""
    import numpy as np

    with path.open("wb") as stream:
        stream.write(HEADER.pack(FILTER_MAGIC, 0, 0, old.size))
        for first in range(0, old.size, _CHUNK):
            stream.write(old.words[first : first + _CHUNK])
    held = np.memmap(path, "<u8", "r+", offset=HEADER.size)
    for digests in added:
        _set_bits(held, 0, digests[digests != 0], old.size)
    held.flush()


def _zeros(count: int) -> Digests:
    import numpy as np

    return np.zeros(count, "<u8")


def _between(group: Group, first: int, last: int, size: int) -> Digests:
    """The digests of a group that belong to the words ``first`` to ``last`` of a filter."""
    shift = BITS - group.bits
    start = ((first << 32) // size << 12) >> shift
    stop = ((-(-(last << 32) // size) << 12) >> shift) + 1
    digests = _sorted_digests(group, start, min(stop, 1 << group.bits))
    at = _places_of(digests, size)
    between: Digests = digests[(at >= first) & (at < last)]
    return between


def _places_of(digests: Digests, size: int) -> Any:
    import numpy as np

    # 32 bits by the size, which stays below 2^32: fits 64 bits.
    return ((digests >> np.uint64(12)) * np.uint64(size)) >> np.uint64(32)


def _set_bits(held: Any, first: int, digests: Digests, size: int) -> None:
    import numpy as np

    masks = np.array(MASKS, "<u8")[(digests & np.uint64(0xFFF)).astype(np.intp)]
    at = _places_of(digests, size).astype(np.intp) - first
    np.bitwise_or.at(held, at, masks)

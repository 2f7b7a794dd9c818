"""Fingerprints of documents: what their index is, and how a text is looked up in it.

*Theory of operation.* A text is its folded words. Four words in a row are a *shingle*, and its digest
is BLAKE2s over the four keyed digests of the words (64 bits each, remembered), cut to 44 bits: without
the key the input cannot be made, and no word is hashed twice. Documents are spread over groups by the
keyed digest of their identifier. A group is one file of sorted digests::

    header (64 bytes) │ fan-out │ remainders │ positions │ documents (JSON)

The top bits of a digest are a bucket of the fan-out (four to eight digests each), the others, at most 32, its
remainder; its position is where it stands, counted through the documents of the group, published ones
first, then by tier and identifier. Between two documents 64 to 128 positions are free, so that no block
of positions belongs to two. In front of all the groups stands one blocked Bloom filter (Putze, Sanders
and Singler 2007) of 12 bits a digest, which nearly every shingle of nearly every draft fails: one read.

Everything is a function of the set of documents: neither order nor history shows in any byte.

Size: 8 bytes a shingle, ½ to 1 of fan-out, 1.5 to 1.7 of filter; a megabyte of prose has some 165,000
words: 1.6 to 1.7 MB. Chance: an absent digest is found with n/2⁴⁴, 10⁻⁵ for 170 million shingles (1 GB),
and a hit needs several, in order, within 128 words of one document.

Reading needs the standard library only; writing is in :mod:`ecluse.registers.fingerprinting`.
"""

from __future__ import annotations

import json
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from hashlib import blake2b, blake2s
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NamedTuple

from ecluse.registers.common_words import is_informative
from ecluse.registers.model import RegisterError
from ecluse.registers.store import Store
from ecluse.text.words import words

__all__ = [
    "BITS",
    "BLOCK",
    "FILTER",
    "FILTER_MAGIC",
    "GROUP",
    "GROUP_MAGIC",
    "HEADER",
    "MASKS",
    "MOST",
    "Filter",
    "Group",
    "K",
    "Kept",
    "Words",
    "blocks_of",
    "digests",
    "groups_in",
    "joined",
    "places_in",
    "shingles",
    "words_of",
]

K = 4
"""Words of a shingle."""
BITS = 44
"""Bits of its digest."""
BLOCK = 64
"""Positions of a block; a passage is looked for in two neighbouring ones."""
HEADER = struct.Struct("<8sIIQ40x")
"""Magic with version; bits of the bucket, or 0; spare; how many."""
GROUP_MAGIC, FILTER_MAGIC = b"ecluseG1", b"ecluseF1"
FILTER, GROUP = "documents/filter", "documents/group-"
"""Names of parts; the name of a group goes on with its number and how many there are."""
_MEMO = 1 << 16
MOST = 512
"""Places of a shingle that are looked at. One with more counts as being everywhere, so that no
document can hide another."""


# --- words and digests ----------------------------------------------------------------------------


def words_of(data: bytes) -> list[bytes]:
    """The words of a folded text, digit groups joined.

    >>> words_of(b"pres de 265 000 voyageurs, 1.200,50 $")
    [b'pres', b'de', b'265000', b'voyageurs', b'1200', b'50']
    """
    found = words(data)
    return found if _digitless(data) else [word for word, _, _ in joined(found)]


def _digitless(data: bytes) -> bool:
    return not data.translate(None, _NO_DIGITS)


_NO_DIGITS = bytes(byte for byte in range(256) if not 48 <= byte <= 57)


def joined(found: Sequence[bytes]) -> list[tuple[bytes, int, int]]:
    """Words with their first and last index in ``found``: groups of three digits are one number.

    « 265 000 », "265,000" and 265000 are one word; so is whatever else stands three digits apart.
    """
    made: list[tuple[bytes, int, int]] = []
    grows = False
    for at, word in enumerate(found):
        if not word.isdigit():
            grows = False
        elif grows and len(word) == 3:
            before, first, _ = made.pop()
            made.append((before + word, first, at))
            continue
        else:
            grows = len(word) <= 3
        made.append((word, at, at))
    return made


class Words(dict[bytes, bytes]):
    """Word → its keyed digest, 8 bytes, remembered; the lowest bit says whether it is informative."""

    def __init__(self, key: bytes) -> None:
        super().__init__()
        self._key = key

    def __missing__(self, word: bytes) -> bytes:
        if len(self) >= _MEMO:
            self.clear()
        made = blake2b(word, digest_size=8, key=self._key, person=b"document").digest()
        digest = self[word] = bytes([made[0] & 0xFE | is_informative(word)]) + made[1:]
        return digest


def shingles(put_together: bytes, places: Iterable[int]) -> bytes:
    """32 bytes for the shingle at each place, from the digests of the words put together."""
    size = 8 * K
    return b"".join(
        [blake2s(put_together[8 * at : 8 * at + size]).digest() for at in places],
    )


def digests(put_together: bytes, places: Iterable[int]) -> list[int]:
    """The digest of the shingle at each place."""
    made = shingles(put_together, places)
    whole = struct.unpack(f"<{len(made) // 8}Q", made)[::4]
    return [digest >> (64 - BITS) for digest in whole]


def places_in(put_together: bytes, step: int = 1) -> range:
    """Where shingles start: at each word, or each ``step``-th."""
    return range(0, len(put_together) // 8 - K + 1, step)


# --- files ----------------------------------------------------------------------------------------


def _masks() -> tuple[int, ...]:
    """Five bits of 64 for each of 4,096 values, the same on every machine."""
    made: list[int] = []
    for value in range(1 << 12):
        bits = blake2s(value.to_bytes(2, "little"), person=b"filter").digest()[:5]
        mask = 0
        for bit in bits:
            mask |= 1 << (bit & 63)
        made.append(mask)
    return tuple(made)


MASKS = _masks()


def _mapped(path: Path, magic: bytes) -> tuple[memoryview, int, int]:
    """The mapped file, and what its header says."""
    try:
        with path.open("rb") as stream:
            view = memoryview(mmap(stream.fileno(), 0, access=ACCESS_READ))
    except (OSError, ValueError) as error:
        raise RegisterError(f"{path} cannot be read; restore the register's folder") from error
    if len(view) < HEADER.size or bytes(view[:8]) != magic:
        raise RegisterError(f"{path} is not what was written; restore the register's folder")
    _, bits, _, count = HEADER.unpack_from(view)
    return view, bits, count


class Filter:
    """Which shingles stand in no document: one word of 64 bits to read for each."""

    def __init__(self, path: Path) -> None:
        view, _, self.size = _mapped(path, FILTER_MAGIC)
        if len(view) != HEADER.size + 8 * self.size:
            raise RegisterError(f"{path} is torn; restore the register's folder")
        self.words = view[HEADER.size :].cast("Q")

    def passing(self, wanted: Sequence[int]) -> list[int]:
        """The indices of the digests that may stand in a document."""
        held, size, masks = self.words, self.size, MASKS
        return [
            at
            for at, digest in enumerate(wanted)
            if held[(digest >> 12) * size >> 32] & (mask := masks[digest & 0xFFF]) == mask
        ]


class Kept(NamedTuple):
    """A document in a group: where its positions start, and how many words it has."""

    id: str
    tier: str
    base: int
    words: int


class Group:
    """Sorted digests of some of the documents, mapped.

    ``verify`` is called once, before the first look-up: a damaged group must not lose a quote in silence.
    """

    def __init__(self, path: Path, verify: Callable[[], None] | None = None) -> None:
        self._verify = verify
        view, self.bits, self.count = _mapped(path, GROUP_MAGIC)
        fan = HEADER.size + 4 * ((1 << self.bits) + 1)
        first, second = fan + 4 * self.count, fan + 8 * self.count
        if len(view) <= second:
            raise RegisterError(f"{path} is torn; restore the register's folder")
        self.fan = view[HEADER.size : fan].cast("I")
        self.remainders = view[fan:first].cast("I")
        self.positions = view[first:second].cast("I")
        self._documents = view[second:]

    def verify(self) -> None:
        """Read the file through, the first time that something rests on it.

        Raises:
            RegisterError: it is not what was written.
        """
        if self._verify is not None:
            self._verify()
            self._verify = None

    @cached_property
    def documents(self) -> tuple[Kept, ...]:
        """The documents in order of position."""
        rows: list[Any] = json.loads(bytes(self._documents))
        return tuple(Kept(*row) for row in rows)

    @cached_property
    def _bases(self) -> list[int]:
        return [kept.base for kept in self.documents]

    @cached_property
    def published(self) -> int:
        """Positions below this one are of published documents."""
        return next((kept.base for kept in self.documents if kept.tier != "public"), 1 << 32)

    def document(self, position: int) -> Kept:
        """The document that a position belongs to."""
        return self.documents[bisect_right(self._bases, position) - 1]

    def range_of(self, digest: int) -> tuple[int, int]:
        """Where the positions of a shingle start and end in the file's."""
        self.verify()
        shift = BITS - self.bits
        bucket, wanted = digest >> shift, digest & ((1 << shift) - 1)
        start, end = self.fan[bucket], self.fan[bucket + 1]
        at = bisect_left(self.remainders, wanted, start, end)
        if at == end or self.remainders[at] != wanted:
            return 0, 0
        return at, bisect_right(self.remainders, wanted, at, end)


def groups_in(store: Store) -> list[tuple[str, Group]]:
    """The groups of a register, with the names of their parts, in order."""
    paths = ((name, store.mapped(name)) for name in store.names() if name.startswith(GROUP))
    return [
        (name, Group(path, partial(store.verify, name) if store.is_large(name) else None))
        for name, path in paths
        if path is not None
    ]


def blocks_of(places: Iterable[int]) -> Iterator[int]:
    """The pairs of blocks in which positions stand, each named by its first."""
    for position in places:
        block = position // BLOCK
        yield block
        if block:
            yield block - 1

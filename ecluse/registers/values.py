"""Exact values: names under agreement, hosts, numbers and codes, found in a million without reading them.

*What is kept.* The keyed digest (64 bits) of each value without its separators. « QDR-5518-V3 »,
« brs 4471 k2 » and « BRS4471K2 » are one value; so are « 04 65 71 88 40 » and « +33 4 65 71 88 40 »,
an IBAN with and without spaces, « srv point prod ». A value of letters alone is kept in the singular
and without articles and legal forms: « les Filatures Bremontel », « Filature Bremontel SAS ».

*How it is found.* Runs of words of the draft are digested and looked up in a sorted, memory-mapped
table. A digest costs half a microsecond, so two filters stand before it: 256 bits tell from the
first three characters of a run whether a value of a small register may start there (at most 8 bits
of a value are given away to whoever has the key); and a bit array, of 2^24 bits at most, tells from
a polynomial fingerprint of the whole run (Karp and Rabin 1987, base and offset derived from the key)
whether it may be in the table. Only what passes both is digested.

*The file.* Little-endian columns after a header of 64 bytes: digests (u64, sorted), owners (u32:
entry and column of its row), what the filters need (u32, masked with the key), the bit array, the
first bits, then the entries in order of identifier: which record, where the identifier ends,
identifiers, records (JSON). It is a function of the set of entries: adding and removing leaves the
bytes that were there, and neither needs the values in clear.
"""

from __future__ import annotations

import heapq
import mmap
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeVar, overload

from ecluse.model import Fact, Hit, Situation
from ecluse.registers.analysis import Analysed, Word
from ecluse.registers.forms import NOISE, SPELLED, bits_of, is_common, singular
from ecluse.registers.keyed import Keyed
from ecluse.registers.model import ExactValue, Life, RegisterError
from ecluse.registers.part import Advice, Changes
from ecluse.registers.records import about, canonical, read_json, record_of
from ecluse.registers.store import Store
from ecluse.text.fold import fold
from ecluse.text.words import words

__all__ = ["MIN_BITS", "NEAR", "Values", "forms_of"]

MIN_BITS = 16.0
"""Values that are easier to guess are refused: five digits, or a word that no dictionary has, pass."""

NEAR = 30
"""The values of one row stand within this many words."""

_PART = "values"
_MAGIC = b"ecluseV1"
_HEADER = struct.Struct("<8s7Q")
_MODULUS = (1 << 61) - 1
_SHIFT = 61 - 24
_MAX_WORDS = 8
"""Words of a name, without articles."""
_LEAST_REACH = 3
"""A name of one word may be written as three."""
_MAX_GROUPS = 16
"""Words of a draft that may make one number or reference."""
_LONGEST = 64
"""Bytes of a word that may belong to a value."""
_COLUMNS = 16
_MEMO = 1 << 16
_ORDINARY = 0.7
"""How sure a name of ordinary words in small letters is."""
_GONE = 0xFFFFFFFF
_CHUNK = 1 << 16


# --- what is declared -----------------------------------------------------------------------------


def forms_of(value: str) -> frozenset[bytes]:
    """The forms in which a value is looked for: folded, without separators; empty when none is left.

    >>> sorted(forms_of("QDR-5518-V3")), sorted(forms_of("Les Filatures Bremontel SAS"))
    ([b'qdr5518v3'], [b'filaturebremontel', b'lesfilaturesbremontelsa'])
    """
    found = words(fold(value).data)
    joined = b"".join(found)
    if any(48 <= byte <= 57 for byte in joined):
        return frozenset((joined, *_telephones(value, joined)))
    kept = _telling(found)
    return frozenset(form for form in (b"".join(map(singular, kept)), singular(joined)) if form)


def _telling(found: Sequence[bytes]) -> list[bytes]:
    """The words of a name that are no article and no legal form; all of them when there are no other."""
    return [word for word in found if word not in NOISE] or list(found)


def _telephones(value: str, digits: bytes) -> Iterator[bytes]:
    """A telephone number in its national and international forms (E.123); French without a prefix."""
    if not (digits.isdigit() and 9 <= len(digits) <= 15):
        return
    plus = value.lstrip(" (").startswith("+")
    if plus or digits.startswith(b"00"):
        country = digits if plus else digits[2:]
        code = next((n for n in (1, 2, 3) if country[:n] in _CALLING_CODES), 0)
    elif len(digits) == 10 and digits.startswith(b"0") and digits[1:2] != b"0":
        country, code = b"33" + digits[1:], 2
    else:
        return
    if code:
        prefix, rest = country[:code], country[code:].removeprefix(b"0")
        yield from (prefix + rest, b"00" + prefix + rest, prefix + b"0" + rest, b"0" + rest)


_CALLING_CODES = frozenset(
    b"1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 52 55 61 64 65 81 86 90 91 212 213 216 "
    b"221 225 237 262 352 353 358 377 420 421 590 594 596 687 689 971".split()
)


def _refusal(entry: ExactValue) -> str:
    """Why an entry cannot be kept; empty when it can."""
    every = (entry.value, *entry.with_)
    if len(every) > _COLUMNS:
        return f"has more than {_COLUMNS} values"
    found = [words(fold(value).data) for value in every]
    if not all(forms_of(value) for value in every):
        return "has a value without letters or digits"
    if any(len(_telling(each)) > _MAX_WORDS for each in found if not _has_digit(b"".join(each))):
        return f"has a name of more than {_MAX_WORDS} words; declare the words that tell it apart"
    if any(len(b"".join(each)) > 4 * _LONGEST for each in found):
        return "has a value of more than 256 characters"
    if sum(map(bits_of, found)) < MIN_BITS:
        return (
            "is too easy to guess for a file that leaves the server: keep it on the server, "
            "or declare it as a term of the policy"
        )
    return ""


def _shape(entry: ExactValue) -> int:
    """Four bits for the words of its longest name, four for how many values follow the first."""
    found = [words(fold(value).data) for value in (entry.value, *entry.with_)]
    longest = max(0, *(len(_telling(each)) for each in found if not _has_digit(b"".join(each))), 0)
    return longest << 4 | len(entry.with_)


# --- fingerprints ---------------------------------------------------------------------------------


class _Unit(NamedTuple):
    """A word of a draft: its forms as a part of a name and of a reference, with their fingerprints."""

    name: bytes
    """In the singular; empty for an article."""
    raw: bytes
    fingerprint: int
    power: int
    raw_fingerprint: int
    raw_power: int
    digit: bool
    starts: bool
    """Whether a name may start with it."""
    raw_starts: bool
    """Whether a reference may."""
    spelled: bool


class _Hasher:
    """Fingerprints and digests of runs of words, under one key."""

    def __init__(self, keyed: Keyed) -> None:
        self.keyed = keyed
        self._base = keyed.of(b"base", b"value-filter") % _MODULUS | 1
        self.offset = keyed.of(b"offset", b"value-filter") % _MODULUS

    def fingerprint(self, data: bytes) -> tuple[int, int]:
        """The polynomial fingerprint of ``data``, and the power that a longer run needs."""
        value, power = 0, 1
        for byte in data:
            value = (value * self._base + byte + 1) % _MODULUS
            power = power * self._base % _MODULUS
        return value, power

    def bucket(self, fingerprint: int) -> int:
        """24 bits of a fingerprint, squared so that neighbours do not look alike."""
        shifted = fingerprint + self.offset
        return (shifted * shifted % _MODULUS) >> _SHIFT

    def digest(self, data: bytes) -> int:
        return self.keyed.of(data, b"value")

    def first(self, data: bytes) -> int:
        """8 bits of the first three characters."""
        return self.keyed.of(data[:3], b"value-first") & 255

    def mask(self, digest: int) -> int:
        return self.keyed.of(digest.to_bytes(8, "big"), b"value-mask") & 0xFFFFFFFF

    def row(self, form: bytes, owner: int) -> bytes:
        """One row: digest, owner, masked filter bits; big-endian, so that bytes sort as numbers."""
        digest = self.digest(form)
        hidden = self.bucket(self.fingerprint(form)[0]) << 8 | self.first(form)
        return struct.pack(">QII", digest, owner, hidden ^ self.mask(digest))


# --- the table ------------------------------------------------------------------------------------


class _Table:
    """The mapped file."""

    def __init__(self, path: Path) -> None:
        if sys.byteorder != "little":
            raise RegisterError("a register of values is read on little-endian machines only")
        with path.open("rb") as stream:
            data = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        if len(data) < _HEADER.size:
            raise RegisterError(f"{path} is torn; restore the register's folder")
        magic, entries, rows, bits, self.reach, ids, records, total = _HEADER.unpack(
            data[: _HEADER.size]
        )
        of_rows = (8 * rows, 4 * rows, 4 * rows, 1 << (bits - 3), 32)
        sizes = (*of_rows, 4 * entries, 4 * entries, ids, records)
        if magic != _MAGIC or len(data) != total or total != _HEADER.size + sum(sizes):
            raise RegisterError(f"{path} is torn; restore the register's folder")
        at, columns = _HEADER.size, list[memoryview]()
        for size in sizes:
            columns.append(data[at : at + size])
            at += size
        self.digests, self.owners, self.hidden = (
            columns[0].cast("Q"),
            columns[1].cast("I"),
            columns[2].cast("I"),
        )
        self.filter, self.firsts = columns[3], bytes(columns[4])
        self.kinds, self.ends = columns[5].cast("I"), columns[6].cast("I")
        self.ids = columns[7]
        self.records: list[Any] = read_json(bytes(columns[8]), _PART)
        self.shift = 24 - bits
        self.entries, self.rows = entries, rows

    def id(self, rank: int) -> bytes:
        start = self.ends[rank - 1] if rank else 0
        return bytes(self.ids[start : self.ends[rank]])

    def columns(self, rank: int) -> int:
        """How many values the row of an entry has."""
        return (self.kinds[rank] & (_COLUMNS - 1)) + 1

    def entry(self, rank: int) -> ExactValue:
        """An entry with what may be read of it: its values are empty."""
        record = self.records[self.kinds[rank] >> 8]
        more = ("",) * (self.columns(rank) - 1)
        return ExactValue(self.id(rank).decode(), "", with_=more, **about(record))

    def rank(self, id: str) -> int | None:
        wanted = id.encode()
        at = bisect_left(range(self.entries), wanted, key=self.id)
        return at if at < self.entries and self.id(at) == wanted else None

    def owners_of(self, digest: int) -> Iterator[int]:
        at = bisect_left(self.digests, digest)
        while at < self.rows and self.digests[at] == digest:
            yield self.owners[at]
            at += 1

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        for start in range(0, self.rows, _CHUNK):
            part = slice(start, start + _CHUNK)
            yield from zip(self.digests[part], self.owners[part], self.hidden[part], strict=True)


class _Entries(Sequence[ExactValue]):
    """The entries, made as they are asked for."""

    def __init__(self, table: _Table | None) -> None:
        self._table = table

    def __len__(self) -> int:
        return 0 if self._table is None else self._table.entries

    @overload
    def __getitem__(self, at: int) -> ExactValue: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[ExactValue]: ...
    def __getitem__(self, at: int | slice) -> ExactValue | Sequence[ExactValue]:
        ranks = range(len(self))[at]
        if self._table is None:
            return ()
        if isinstance(ranks, range):
            return [self._table.entry(rank) for rank in ranks]
        return self._table.entry(ranks)


# --- the part -------------------------------------------------------------------------------------


class Values:
    """The exact values of a register."""

    labels = ("exact-value",)

    def __init__(self, store: Store) -> None:
        self._store = store
        self._hasher = _Hasher(store.keyed)
        self._scratch = ExitStack()
        self._known = store.path(_PART) is not None

    @cached_property
    def _table(self) -> _Table | None:
        path = self._store.path(_PART)
        if path is None:
            return None
        try:
            self._store.verify(_PART)
            return _Table(path)
        except (OSError, ValueError) as error:
            raise RegisterError(f"{path} cannot be read; restore the register's folder") from error

    @cached_property
    def _units(self) -> _Units:
        return _Units(self._hasher, self._table)

    def entries(self) -> Sequence[ExactValue]:
        return _Entries(self._table)

    def entry(self, id: str, /) -> ExactValue | None:
        """One entry by its identifier."""
        table = self._table
        rank = None if table is None else table.rank(id)
        return None if table is None or rank is None else table.entry(rank)

    def lives(self) -> Iterable[Life]:
        """Each life that an entry has."""
        records = [] if self._table is None else self._table.records
        return {about(record)["life"] for record in records}

    def facts(self, _situation: Situation, /) -> Iterable[Fact]:
        return ()

    def lint(self) -> Iterable[Advice]:
        """Nothing: what is too easy to guess is refused, and what was taken cannot be read again.

        Raises:
            RegisterError: the file is not what was written.
        """
        self._store.read(_PART)
        return ()

    # --- looking ----------------------------------------------------------------------------------

    def look(self, text: Analysed, /) -> Iterable[Hit]:
        if not self._known:
            return ()
        table = self._table
        assert table is not None
        memo = self._units
        pieces = text.pieces
        units = [memo[word.data] for word in pieces]
        names = [at for at, unit in enumerate(units) if unit.starts]
        digits = [at for at, unit in enumerate(units) if unit.digit]
        if not names and not digits:
            return ()
        spelled = any(unit.spelled for unit in units)
        found = self._runs(table, units, names, digits, spelled=False)
        if spelled:
            found = [*found, *self._runs(table, units, names, digits, spelled=True)]
        return _hits(table, text.view.text, pieces, found) if found else ()

    def _runs(
        self,
        table: _Table,
        units: Sequence[_Unit],
        names: Iterable[int],
        digits: Iterable[int],
        *,
        spelled: bool,
    ) -> list[tuple[int, int, int]]:
        """The runs that are values: first word, last word, owner.

        ``spelled``: separators that are typed out are passed over.
        """
        memo, found = self._units, list[tuple[int, int, int]]()
        for at in names:
            found += self._named(table, units, at, spelled)
        starts = {at for digit in digits for at in range(max(0, digit - 7), digit + 1)}
        for at in sorted(starts):
            if units[at].raw_starts and (len(units[at].raw) > 2 or memo.goes_on(units, at)):
                found += self._numbered(table, units, at, spelled)
        return found

    def _named(
        self, table: _Table, units: Sequence[_Unit], start: int, spelled: bool
    ) -> Iterator[tuple[int, int, int]]:
        """Runs of letters that start at ``start``; articles are passed over."""
        value, left = 0, table.reach
        offset, bits, shift = self._hasher.offset, table.filter, table.shift + _SHIFT
        for at in range(start, min(len(units), start + 3 * table.reach)):
            unit = units[at]
            if unit.digit:
                return
            if not unit.name or (spelled and unit.spelled):
                continue
            value = (value * unit.power + unit.fingerprint) % _MODULUS
            shifted = value + offset
            place = (shifted * shifted % _MODULUS) >> shift
            if bits[place >> 3] >> (place & 7) & 1:
                run = (u for u in units[start : at + 1] if not (spelled and u.spelled))
                for owner in table.owners_of(self._hasher.digest(b"".join(u.name for u in run))):
                    yield start, at, owner
            left -= 1
            if not left:
                return

    def _numbered(
        self, table: _Table, units: Sequence[_Unit], start: int, spelled: bool
    ) -> Iterator[tuple[int, int, int]]:
        """Runs with a digit that start at ``start``."""
        if spelled and units[start].spelled:
            return
        value, digit = 0, False
        offset, bits, shift = self._hasher.offset, table.filter, table.shift + _SHIFT
        for at in range(start, min(len(units), start + _MAX_GROUPS)):
            unit = units[at]
            if not unit.raw:
                return
            if spelled and unit.spelled:
                continue
            value = (value * unit.raw_power + unit.raw_fingerprint) % _MODULUS
            digit = digit or unit.digit
            if not digit:
                continue
            shifted = value + offset
            place = (shifted * shifted % _MODULUS) >> shift
            if bits[place >> 3] >> (place & 7) & 1:
                run = (u.raw for u in units[start : at + 1] if not (spelled and u.spelled))
                for owner in table.owners_of(self._hasher.digest(b"".join(run))):
                    yield start, at, owner

    # --- changing ---------------------------------------------------------------------------------

    def adding(self, entries: Sequence[ExactValue], /) -> Changes:
        """The table with these entries.

        Raises:
            RegisterError: some can be guessed, or cannot be looked for; they are named.
        """
        refused = [f"{e.id} {why}" for e in entries if (why := _refusal(e))]
        if refused:
            more = f" (and {len(refused) - 10} more)" if len(refused) > 10 else ""
            raise RegisterError("; ".join(refused[:10]) + more)
        last = {entry.id.encode(): entry for entry in entries}
        return self._written(last, frozenset(last)) if last else {}

    def removing(self, ids: frozenset[str], /) -> Changes:
        gone = frozenset(id.encode() for id in ids if self.entry(id) is not None)
        return self._written({}, gone) if gone else {}

    def _written(self, new: Mapping[bytes, ExactValue], gone: frozenset[bytes]) -> Changes:
        merged = _Merged(self._table, new, gone)
        if not merged.ends:
            return {_PART: None}
        # The scratch file lives as long as this part: a commit moves it before.
        path = self._scratch.enter_context(self._store.scratch())
        with path.open("wb") as stream:
            merged.write(stream, self._hasher)
        return {_PART: path}


class _Units(dict[bytes, _Unit]):
    """Word → what the filters need of it, remembered for the last 65,536 words."""

    def __init__(self, hasher: _Hasher, table: _Table | None) -> None:
        super().__init__()
        self._hasher = hasher
        self._firsts = b"\xff" * 32 if table is None else table.firsts
        self._starts: dict[bytes, bool] = {}  # of three characters: few

    def __missing__(self, word: bytes) -> _Unit:
        if len(self) >= _MEMO:
            self.clear()
        made = self[word] = self._made(word)
        return made

    def _made(self, word: bytes) -> _Unit:
        digit = _has_digit(word)
        if len(word) > _LONGEST:
            return _Unit(
                b"", b"", 0, 1, 0, 1, digit=False, starts=False, raw_starts=False, spelled=False
            )
        name = b"" if digit or word in NOISE else singular(word)
        starts = bool(name) and self._may_start(name)
        fingerprints = (*self._hasher.fingerprint(name), *self._hasher.fingerprint(word))
        return _Unit(
            name, word, *fingerprints, digit, starts, self._may_start(word), word in SPELLED
        )

    def goes_on(self, units: Sequence[_Unit], at: int) -> bool:
        """Whether a value may start with a word of one or two characters and what follows it."""
        start = b"".join(unit.raw for unit in units[at : at + 3])[:3]
        known = self._starts.get(start)
        if known is None:
            known = self._starts[start] = len(start) < 3 or self._may_start(start)
        return known

    def _may_start(self, name: bytes) -> bool:
        """Whether a value may start with this word; a short one goes on in the next."""
        if len(name) < 3:
            return True
        bucket = self._hasher.first(name)
        return bool(self._firsts[bucket >> 3] >> (bucket & 7) & 1)


def _has_digit(word: bytes) -> bool:
    return any(48 <= byte <= 57 for byte in word)


def _hits(
    table: _Table, shown: str, pieces: Sequence[Word], found: Sequence[tuple[int, int, int]]
) -> Iterator[Hit]:
    """The runs that stand for themselves, and those of a row that stand together."""
    rows: dict[int, dict[tuple[int, int], int]] = {}
    reached: dict[int, int] = {}
    for first, last, owner in sorted(set(found), key=lambda run: (run[0], -run[1], run[2])):
        if reached.get(owner, -1) >= last:  # inside a longer form of the same value
            continue
        reached[owner] = last
        rank, column = divmod(owner, _COLUMNS)
        if table.columns(rank) == 1:
            yield _hit(table, shown, pieces[first : last + 1], rank)
        else:
            rows.setdefault(rank, {})[first, last] = column
    for rank, places in rows.items():
        for first, last in _together(places, table.columns(rank)):
            yield _hit(table, shown, pieces[first : last + 1], rank)


def _together(places: Mapping[tuple[int, int], int], columns: int) -> Iterator[tuple[int, int]]:
    """The places from which every column is reached within 30 words."""
    ordered = sorted(places)
    chosen: set[tuple[int, int]] = set()
    for at, (start, _) in enumerate(ordered):
        window = [place for place in ordered[at:] if place[1] - start < NEAR]
        if len({places[place] for place in window}) == columns:
            chosen.update(window)
    yield from sorted(chosen)


def _hit(table: _Table, shown: str, run: Sequence[Word], rank: int) -> Hit:
    entry = table.entry(rank)
    start, end = run[0].start, run[-1].end
    ordinary = shown[start:end].islower() and all(
        word.data in NOISE or is_common(word.data) for word in run
    )
    sure = _ORDINARY if ordinary else 1.0
    return Hit(start, end, sure, entry.id, "exact-value", entry.id, entry.tier.word)


# --- merging --------------------------------------------------------------------------------------


class _Merged:
    """The entries of a table, without some, with new ones: in order of identifier."""

    def __init__(
        self, old: _Table | None, new: Mapping[bytes, ExactValue], gone: frozenset[bytes]
    ) -> None:
        self.old, self.new = old, new
        count = 0 if old is None else old.entries
        self._moved = array("I", [_GONE]) * count
        self._rank_of: dict[bytes, int] = {}
        self.ids, self.ends, self._kinds = bytearray(), array("I"), array("I")
        self._records: dict[bytes, int] = {}
        self._reach = _LEAST_REACH
        kept = ((id, at) for at in range(count) if old and (id := old.id(at)) not in gone)
        for id, at in heapq.merge(kept, ((id, -1) for id in sorted(new))):
            self._take(id, at)
        self._in_order()

    def _take(self, id: bytes, at: int) -> None:
        rank = len(self.ends)
        if self.old is not None and at >= 0:
            self._moved[at] = rank
            shape = self.old.kinds[at] & 255
            record = canonical(self.old.records[self.old.kinds[at] >> 8])
        else:
            self._rank_of[id] = rank
            shape = _shape(self.new[id])
            record = canonical(record_of(self.new[id]))
        self.ids += id
        self.ends.append(len(self.ids))
        number = self._records.setdefault(record, len(self._records))
        self._kinds.append(number << 8 | shape)
        self._reach = max(self._reach, shape >> 4)

    def _in_order(self) -> None:
        """Number the records in their own order, whatever the order in which they were met."""
        ordered = sorted(self._records)
        place = {self._records[record]: at for at, record in enumerate(ordered)}
        for rank, kind in enumerate(self._kinds):
            self._kinds[rank] = place[kind >> 8] << 8 | kind & 255
        self._ordered = [read_json(record, _PART) for record in ordered]

    def _old_rows(self) -> Iterator[bytes]:
        for digest, owner, hidden in self.old or ():
            moved = self._moved[owner // _COLUMNS]
            if moved != _GONE:
                yield struct.pack(">QII", digest, moved * _COLUMNS + owner % _COLUMNS, hidden)

    def _new_rows(self, hasher: _Hasher) -> Iterator[bytes]:
        """The new rows in order: sorted in runs, merged."""
        runs: list[bytes] = []
        for entries in _batched(sorted(self.new), _CHUNK):
            rows = {
                hasher.row(form, self._rank_of[id] * _COLUMNS + column)
                for id in entries
                for column, value in enumerate((self.new[id].value, *self.new[id].with_))
                for form in forms_of(value)
            }
            runs.append(b"".join(sorted(rows)))
        yield from heapq.merge(*map(_records, runs))

    def write(self, stream: IO[bytes], hasher: _Hasher) -> None:
        """Write the whole file."""
        digests, owners, hidden = array("Q"), array("I"), array("I")
        for row in heapq.merge(self._old_rows(), self._new_rows(hasher)):
            digest, owner, bits = struct.unpack(">QII", row)
            digests.append(digest)
            owners.append(owner)
            hidden.append(bits)
        level = min(24, max(8, (16 * len(digests) - 1).bit_length()))
        filter_, firsts = _filters(digests, hidden, hasher, level)
        columns = (digests, owners, hidden, filter_, firsts, self._kinds, self.ends, self.ids)
        records = canonical(self._ordered)
        sizes = [len(memoryview(column).cast("B")) for column in columns]
        total = _HEADER.size + sum(sizes) + len(records)
        stream.write(
            _HEADER.pack(
                _MAGIC,
                len(self.ends),
                len(digests),
                level,
                self._reach,
                sizes[-1],
                len(records),
                total,
            )
        )
        for column in columns:
            stream.write(column)
        stream.write(records)


def _filters(
    digests: Iterable[int], hidden: Iterable[int], hasher: _Hasher, level: int
) -> tuple[bytearray, bytearray]:
    """The bit array of fingerprints, of 2^level bits, and the 256 bits of first characters."""
    bits, firsts = bytearray(1 << (level - 3)), bytearray(32)
    for digest, masked in zip(digests, hidden, strict=True):
        plain = masked ^ hasher.mask(digest)
        place = plain >> 8 >> (24 - level)
        bits[place >> 3] |= 1 << (place & 7)
        first = plain & 255
        firsts[first >> 3] |= 1 << (first & 7)
    return bits, firsts


def _records(run: bytes) -> Iterator[bytes]:
    for at in range(0, len(run), 16):
        yield run[at : at + 16]


_Item = TypeVar("_Item")


def _batched(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]

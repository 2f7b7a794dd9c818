"""Compiled statements as bytes, in the order of their identifiers: the same entries, the same bytes.

One JSON array a line: identifier, tier, readers, life, owner, language, source, anchors, floor, sealed
text. Digests are packed, 8 bytes each, little-endian, in base64.
"""

from __future__ import annotations

import json
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from struct import pack, unpack
from typing import Any

from ecluse.model import Tier
from ecluse.registers.amounts import Amount
from ecluse.registers.anchors import Anchor, Sort
from ecluse.registers.model import Life, Statement
from ecluse.registers.ranges import Range
from ecluse.registers.telling import Compiled

__all__ = ["hidden", "read", "read_published", "written", "written_published"]

_SORTS = tuple(Sort)


def hidden(statement: Statement) -> Statement:
    """What is kept of a statement in clear: nothing that it says."""
    return Statement(
        statement.id, "", statement.tier, statement.audiences, statement.life, statement.owner,
        lang=statement.lang, source=statement.source,
    )  # fmt: skip


def written(entries: Sequence[Compiled]) -> bytes:
    rows = [json.dumps(_row(entry), separators=(",", ":"), ensure_ascii=True) for entry in entries]
    return "\n".join(rows).encode()


def read(data: bytes) -> list[Compiled]:
    rows = json.loads(b"[%s]" % data.replace(b"\n", b","))
    return [_entry(row) for row in rows]


def _row(entry: Compiled) -> list[Any]:
    s = entry.statement
    life = [at.isoformat() if at else "" for at in (s.life.starts, s.life.until)]
    anchors = [_anchor_row(anchor) for anchor in entry.anchors]
    kept = [
        s.id,
        int(s.tier),
        list(s.audiences),
        [*life, s.life.released_by],
        s.owner,
        s.lang,
        s.source,
    ]
    return [*kept, anchors, entry.floor, entry.sealed]


def _entry(row: Sequence[Any]) -> Compiled:
    id, tier, audiences, (starts, until, release), owner, lang, source, anchors, floor, sealed = row
    life = Life(_moment(starts), _moment(until), release)
    statement = Statement(
        id, "", Tier(tier), tuple(audiences), life, owner, lang=lang, source=source
    )
    return Compiled(statement, tuple(map(_anchor, anchors)), floor, sealed)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _anchor_row(anchor: Anchor) -> list[Any]:
    row = [
        int(anchor.sort),
        _packed(anchor.digests),
        anchor.weight,
        anchor.group,
        int(anchor.whole),
        _packed(anchor.kin),
    ]
    amount = anchor.amount
    if amount is None:
        return row
    near = sorted(amount.near.items())
    grades = [grade for _, grade in near]
    cells = [_packed(sorted(each)) for each in amount.range()]
    return [
        *row,
        [
            amount.unit,
            amount.counted,
            amount.exact,
            amount.plain,
            _packed(d for d, _ in near),
            grades,
            *cells,
            _packed(amount.beside),
        ],
    ]


def _anchor(row: Sequence[Any]) -> Anchor:
    sort, digests, weight, group, whole, kin, *amounts = row
    amount = _amount(*amounts[0]) if amounts else None
    kept = tuple(_unpacked(digests)), weight, group, bool(whole), amount, tuple(_unpacked(kin))
    return Anchor(_SORTS[sort], *kept)


def _amount(
    unit: int,
    counted: int,
    exact: int,
    plain: int,
    near: str,
    grades: Sequence[float],
    cover: str,
    above: str,
    beside: str,
) -> Amount:
    nearly = dict(zip(_unpacked(near), grades, strict=True))
    cells = partial(_range, cover, above)
    return Amount(unit, counted, exact, plain, nearly, cells, tuple(_unpacked(beside)))


def _range(cover: str, above: str) -> Range:
    return Range(frozenset(_unpacked(cover)), frozenset(_unpacked(above)))


def _packed(digests: Iterable[int]) -> str:
    kept = tuple(digests)
    return b64encode(pack(f"<{len(kept)}Q", *kept)).decode()


def _unpacked(text: str) -> Sequence[int]:
    data = a2b_base64(text)
    return unpack(f"<{len(data) // 8}Q", data)


def written_published(posts: int, counts: Mapping[int, int]) -> bytes:
    """How many posts, and for each digest of theirs in how many it stands."""
    ordered = sorted(counts.items())
    digests, many = _packed(digest for digest, _ in ordered), [count for _, count in ordered]
    return json.dumps({"posts": posts, "digests": digests, "counts": many}, sort_keys=True).encode()


def read_published(data: bytes) -> tuple[int, Mapping[int, int]]:
    if not data:
        return 0, {}
    kept = json.loads(data)
    return kept["posts"], dict(zip(_unpacked(kept["digests"]), kept["counts"], strict=True))

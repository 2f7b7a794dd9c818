"""What a register keeps of an entry in clear: who may know it, when, and whose it is.

Identifiers, tiers, audiences, owners and moments; never a name, a value, a phrase, what it means or
what it is called.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from ecluse.model import Tier
from ecluse.registers.model import Entry, Life, RegisterError

__all__ = ["About", "about", "canonical", "read_json", "record_of"]


class About(TypedDict):
    """The fields that every kind of entry has beside its identifier."""

    tier: Tier
    audiences: tuple[str, ...]
    life: Life
    owner: str


def record_of(entry: Entry) -> dict[str, Any]:
    """The fields of an entry that may be read, those that are not set left out."""
    life = entry.life
    record = {
        "tier": entry.tier.word,
        "audiences": sorted(entry.audiences),
        "starts": life.starts and life.starts.isoformat(),
        "until": life.until and life.until.isoformat(),
        "released_by": life.released_by,
        "owner": entry.owner,
    }
    return {name: value for name, value in record.items() if value}


def about(record: Mapping[str, Any]) -> About:
    """The fields again."""
    life = Life(_at(record, "starts"), _at(record, "until"), record.get("released_by", ""))
    return About(
        tier=Tier[record["tier"].upper()],
        audiences=tuple(record.get("audiences", ())),
        life=life,
        owner=record.get("owner", ""),
    )


def _at(record: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(record[name]) if name in record else None


def canonical(value: object) -> bytes:
    """JSON in one form only: equal values are equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def read_json(data: bytes, part: str) -> Any:
    """What :func:`canonical` wrote.

    Raises:
        RegisterError: it is something else.
    """
    try:
        return json.loads(data)
    except ValueError:
        raise RegisterError(f"the part {part} is torn; restore the register's folder") from None

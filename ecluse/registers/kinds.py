"""One anchor of meaning in a text: its kind, its canonical key, its place."""

from __future__ import annotations

import enum
from typing import NamedTuple

__all__ = ["Kind", "Token"]


class Kind(enum.Enum):
    """What a token is."""

    WORD = "word"
    """A content word, by its stem or its concept (``fermer``, ``closure`` → one key)."""
    NAME = "name"
    """A proper name: written with a capital where grammar asks for none, or unknown as a word."""
    QUANTITY = "quantity"
    """A number with its unit; ``low`` and ``high`` bound what the wording admits."""
    DATE = "date"
    """A date or a part of one: year, month, day, weekday, hour."""


class Token(NamedTuple):
    """One anchor and its place in the view's text.

    ``key`` is canonical (folded bytes): equal keys are the same anchor. Quantities also compare by
    range: :func:`ecluse.registers.numbers.agree`.
    """

    kind: Kind
    key: bytes
    start: int
    end: int
    unit: str = ""
    low: float = 0.0
    high: float = 0.0

"""How much a token tells: how rare its key is in ordinary company posts.

Counts come from a neutral background of posts that we wrote (``language/background_fr.txt``,
``background_en.txt``): document frequencies are in ``language/frequency.json``, made by
``tools/compile_language.py``. A common word that no background post holds has an intermediate
rarity; an unknown one the greatest.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path

from ecluse.registers.kinds import Kind, Token
from ecluse.registers.stems import stem

__all__ = ["information", "is_common", "most", "rarity"]

_COMMON_SHARE = 0.65
"""A common word that the background does not hold: this share of the greatest rarity."""


def _read(name: str) -> str:
    return Path(__file__).with_name("language").joinpath(name).read_text("ascii")


@lru_cache(maxsize=1)
def _common() -> frozenset[bytes]:
    """Stems of common words."""
    return frozenset(_read("common_stems.txt").encode().split())


@lru_cache(maxsize=1)
def _background() -> tuple[int, dict[bytes, int]]:
    """How many posts there are, and key → in how many."""
    kept = json.loads(_read("frequency.json"))
    return kept["posts"], {key.encode("latin-1"): count for key, count in kept["counts"].items()}


def is_common(word: bytes) -> bool:
    """Whether a folded word, or another form of it, is an ordinary word of French or English."""
    return stem(word) in _common()


def most() -> float:
    """The rarity of a key that nobody uses: ``ln(2 (n + 1))`` for n posts."""
    return math.log(2 * (_background()[0] + 1))


def rarity(key: bytes) -> float:
    """How rare a key is, in nats: ``ln((n + 1) / (posts with it + 0.5))``.

    Unseen keys have the greatest rarity; common words, concepts and parts of dates that the background
    does not hold 65 % of it.
    """
    posts, counts = _background()
    count = counts.get(key)
    if count is not None:
        return math.log((posts + 1) / (count + 0.5))
    ordinary = key in _common() or key[:2] in (b"c:", b"d:")
    return most() * (_COMMON_SHARE if ordinary else 1.0)


def information(token: Token) -> float:
    """How much one token tells, in nats, on the scale of :func:`rarity`.

    A quantity tells about 2 nats for each significant digit, a hedged one less the wider its range
    is, and both one more for a unit and one more from a thousand on; a bare whole number up to 12
    hardly anything (0.5), and no quantity more than the rarest word.
    """
    if token.kind is not Kind.QUANTITY:
        return rarity(token.key)
    from ecluse.registers.numbers import significant

    if token.low != token.high:
        return min(_told_by_range(token), most())
    value = token.low
    if not token.unit and value == int(value) and 0 <= value <= 12:
        return 0.5
    return min(math.log(10) * 0.9 * significant(value) + _told_beside(token), most())


def _told_by_range(token: Token) -> float:
    """The narrower the range, the more it tells."""
    middle, width = abs(token.low + token.high) / 2, token.high - token.low
    return 1.0 + max(0.0, math.log(middle / width)) + _told_beside(token)


def _told_beside(token: Token) -> float:
    """What the unit and the size of a number tell."""
    return (1.0 if token.unit else 0.0) + (1.0 if abs(token.high) >= 1000 else 0.0)

"""What happens, by family of concepts: that a site closes, that a product is withdrawn.

A sentence says something of a subject. Whoever tells it in other words may choose another verb of the
same family ("withdraw" for "stop"), and whoever only speaks of the subject chooses none. So the
concepts of the glossary that are happenings are put in families here; the others are subjects.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

__all__ = ["kin_of"]

_FAMILIES = """
close stop end terminate layoff insolvency move
stop end terminate recall refuse ban replace cut missing
launch open announce produce construction deploy
buy merge sell capital share invest negotiate offer split
raise double
cut loss half failed missing
cut layoff
fault error failed recall accident injury death fire explosion pollution danger breach side_effect bacteria
breach fraud theft harassment study police lawsuit fine danger
lawsuit law fine fraud study police penalty
debt invoice pay lawsuit missing
leave resign retire appoint replace successor layoff
hire appoint
delay failed
win
strike
external
"""


@lru_cache(maxsize=1)
def _families() -> dict[bytes, frozenset[bytes]]:
    kin: dict[bytes, frozenset[bytes]] = {}
    for line in _FAMILIES.split("\n"):
        family = frozenset(b"c:" + name.encode() for name in line.split())
        for concept in family:
            kin[concept] = kin.get(concept, frozenset()) | family
    return kin


def kin_of(keys: Iterable[bytes]) -> frozenset[bytes]:
    """The happenings of the families of some keys of words; none when all are subjects."""
    known = _families()
    return frozenset().union(*(known[key] for key in keys if key in known))

"""Statements by digest, and what each of their anchors tells once what is public is known.

A name that the public record holds tells little, the less the more public statements hold it; a word
tells less; what the organisation publishes often is as rare as it is there. A date tells what it
always did: calendars are everybody's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import exp, log
from types import MappingProxyType
from typing import NamedTuple

from ecluse.model import Tier
from ecluse.registers.anchors import Anchor, Sort
from ecluse.registers.model import Statement

__all__ = ["DATES", "FEW_POSTS", "Compiled", "Published", "caps_of", "weights_of"]

DATES = frozenset({Sort.DAY, Sort.MONTH, Sort.YEAR})
_PUBLIC_NAME, _PUBLIC_WORD, _PUBLIC_AMOUNT, _LEAST_WORD = 2.25, 0.6, 2.5, 1.0
"""What a name or a number of the public record tells at most, and the share that a word keeps."""
_ONCE_PUBLIC, _EACH_PUBLIC = 4.5, 1.5
"""A name in one public statement tells 4.5 nats at most; in four, as little as any public name."""
_SHARE = (0.85, 1.0, 1.0, 1.0, 1.0, 1.0)
"""What each sort counts, by :class:`Sort`: words hang together more than names and numbers do."""


class Compiled(NamedTuple):
    """A statement by digest.

    ``statement`` has no text; ``floor`` is the highest ``z`` that published posts reached; ``sealed``
    is the text for whoever has the reviewer's key.
    """

    statement: Statement
    anchors: tuple[Anchor, ...]
    floor: float = -9.0
    sealed: str = ""

    @property
    def is_public(self) -> bool:
        """Whether it belongs to the public record."""
        return self.statement.tier is Tier.PUBLIC


class Published(NamedTuple):
    """How many posts were published, and digest → in how many of them it stands."""

    posts: int = 0
    counts: Mapping[int, int] = MappingProxyType({})

    def nats(self, count: int, weight: float) -> float:
        """What an anchor tells that stands in ``count`` posts and tells ``weight`` nats elsewhere.

        As if a hundred ordinary posts were published too (a Beta prior), and in proportion of their
        number below :data:`FEW_POSTS`, so that few posts hardly change what is known.

        >>> round(Published(16).nats(5, 4.5), 1), round(Published(1600).nats(500, 4.5), 1)
        (4.0, 1.2)
        """
        told = -log((count + _ORDINARY * exp(-weight)) / (self.posts + _ORDINARY))
        return weight - (weight - told) * min(1.0, self.posts / FEW_POSTS)


FEW_POSTS, _ORDINARY = 50, 100
"""Published posts below which calibration proves little; posts that the background counts for."""


class Caps(NamedTuple):
    words: Mapping[int, int]
    """Digest → in how many public statements it stands."""
    published: Published


def caps_of(entries: Sequence[Compiled], published: Published) -> Caps:
    public = [anchor for entry in entries if entry.is_public for anchor in entry.anchors]
    words = Counter(digest for anchor in public for digest in anchor.digests)
    return Caps(words, published)


def weights_of(entry: Compiled, caps: Caps) -> tuple[float, ...]:
    told = [anchor.weight if entry.is_public else _weight(anchor, caps) for anchor in entry.anchors]
    told = [nats * _SHARE[anchor.sort] for nats, anchor in zip(told, entry.anchors, strict=True)]
    for group in {anchor.group for anchor in entry.anchors if anchor.group}:
        _share_name(
            told, [n for n, anchor in enumerate(entry.anchors) if anchor.group == group], entry
        )
    return tuple(told)


def _share_name(told: list[float], name: Sequence[int], entry: Compiled) -> None:
    """Share what a name of several parts tells among them, in place.

    The rarest part tells nearly all, equal ones share; the whole tells what its parts leave. All of
    them together tell no more than the whole, when that is public.
    """
    parts = [n for n in name if not entry.anchors[n].whole]
    rarest = max((told[n] for n in parts), default=0.0)
    equal = sum(told[n] == rarest for n in parts)
    for n in parts:
        told[n] *= 0.3 if told[n] < rarest else 0.7 if equal > 1 else 1.0
    rest = sum(told[n] for n in parts)
    for n in name:
        if entry.anchors[n].whole:
            told[n] = max(0.1, told[n] - rest)


def _weight(anchor: Anchor, caps: Caps) -> float:
    weight = anchor.weight
    if anchor.sort in DATES:
        return weight  # a calendar is everybody's
    count = max((caps.published.counts.get(digest, 0) for digest in anchor.digests), default=0)
    if count:  # as rare as it is in what the organisation publishes, and no rarer
        least = _PUBLIC_NAME if anchor.sort is Sort.NAME else _LEAST_WORD
        weight = min(weight, max(least, caps.published.nats(count, weight)))
    public = max(
        (caps.words[digest] for digest in anchor.digests if digest in caps.words), default=0
    )
    return _public(anchor, weight, public) if public else weight


def _public(anchor: Anchor, weight: float, many: int) -> float:
    """What an anchor of as many public statements tells."""
    if anchor.sort is Sort.NAME:
        return min(weight, max(_PUBLIC_NAME, _ONCE_PUBLIC - log(many) * _EACH_PUBLIC))
    return min(weight, _PUBLIC_AMOUNT) if anchor.sort is Sort.QUANTITY else weight * _PUBLIC_WORD

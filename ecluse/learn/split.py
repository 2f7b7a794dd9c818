"""Splits by group: what belongs together is never on both sides."""

from __future__ import annotations

from collections.abc import Sequence

from ecluse.lean import blake2b
from ecluse.learn.labels import Label

__all__ = ["folds", "random_folds"]


def folds(labels: Sequence[Label], number: int, seed: int) -> list[int]:
    """The fold of each label, from 0 to ``number - 1``; the same for all labels of a group.

    Groups are dealt one after the other to the smallest fold, those of few tiers together first, in an
    order that ``seed`` draws, so that the folds are about as large and each tier is in each.
    """
    sizes: dict[str, list[int]] = {}
    for label in labels:
        sizes.setdefault(label.group, [0, 0, 0])[label.tier - 1] += 1
    held = [[0, 0, 0] for _ in range(number)]
    dealt: dict[str, int] = {}
    for group in sorted(sizes, key=lambda name: (-sum(sizes[name]), _drawn(name, seed))):
        counts = sizes[group]
        fold = min(range(number), key=lambda at: _after(held[at], counts))
        held[fold] = [a + b for a, b in zip(held[fold], counts, strict=True)]
        dealt[group] = fold
    return [dealt[label.group] for label in labels]


def random_folds(labels: Sequence[Label], number: int, seed: int) -> list[int]:
    """The fold of each label as if each stood alone: what a split by group is compared with."""
    order = sorted(range(len(labels)), key=lambda at: _drawn(str(at), seed))
    dealt = [0] * len(labels)
    for place, at in enumerate(order):
        dealt[at] = place % number
    return dealt


def _after(held: Sequence[int], counts: Sequence[int]) -> tuple[int, int]:
    """How full a fold would be: in the tiers that a group brings, then in all."""
    brought = sum(have + more for have, more in zip(held, counts, strict=True) if more)
    return brought, sum(held)


def _drawn(name: str, seed: int) -> bytes:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8, key=b"%d" % seed).digest()

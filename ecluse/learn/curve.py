"""How good a model is with how many labels, and which drafts to label next. Imports numpy."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ecluse.learn.evaluate import Engine, scored_of
from ecluse.learn.labels import LEAST, Label, counts
from ecluse.learn.metrics import auroc_of_private, macro_f1
from ecluse.learn.split import folds
from ecluse.model import Tier

__all__ = [
    "ENOUGH",
    "SECOND",
    "Step",
    "fewest_of",
    "fits_of",
    "learning_curve",
    "least_certain",
    "steps_of",
]

Floats = npt.NDArray[np.float64]

_FOLDS = 3
_DRAWS = 2
SECOND = 2 * LEAST * _FOLDS // (_FOLDS - 1)
"""Labels of each tier that give two steps, the second with twice the labels of the first."""
ENOUGH = 0.01
"""Gain in macro-F1 of a doubling of labels below which more of them bring little."""


class Step(NamedTuple):
    """Quality with so many labels of each tier: means over folds and draws, and their least and most."""

    labels: int
    macro_f1: float
    low: float
    high: float
    auroc_private: float


def fewest_of(labels: Sequence[Label]) -> int:
    """How many labels the rarest tier has."""
    return min(counts(labels).values())


def steps_of(labels: Sequence[Label]) -> list[int]:
    """How many labels of each tier are tried: doublings from the least, then all that there are."""
    room = fewest_of(labels) * (_FOLDS - 1) // _FOLDS
    found = [min(LEAST, room)]
    while found[-1] * 2 <= room:
        found.append(found[-1] * 2)
    return [*found, room] if room > found[-1] else found


def learning_curve(
    engine: Engine,
    labels: Sequence[Label],
    seed: int,
    see: Callable[[int], None] = lambda done: None,
) -> list[Step]:
    """Quality on groups held out, by number of labels of each tier; ``see``: how many fits are done."""
    dealt = folds(labels, _FOLDS, seed)
    steps: list[Step] = []
    done = 0
    for size in steps_of(labels):
        found: list[tuple[float, float]] = []
        for fold in range(_FOLDS):
            kept = [label for label, at in zip(labels, dealt, strict=True) if at != fold]
            out = [label for label, at in zip(labels, dealt, strict=True) if at == fold]
            for draw in range(_DRAWS):
                some = _drawn(kept, size, seed * 1000 + draw)
                scored = scored_of(out, engine.fit(some, seed)([label.text for label in out]))
                found.append((macro_f1(scored), auroc_of_private(scored)))
                done += 1
                see(done)
        f1 = [one for one, _ in found]
        steps.append(
            Step(size, float(np.mean(f1)), min(f1), max(f1), float(np.mean([a for _, a in found])))
        )
    return steps


def fits_of(labels: Sequence[Label]) -> int:
    """How many fits :func:`learning_curve` makes."""
    return len(steps_of(labels)) * _FOLDS * _DRAWS


def _drawn(labels: Sequence[Label], size: int, seed: int) -> list[Label]:
    """So many labels of each tier, all that there are where they are fewer."""
    chance = random.Random(seed)  # noqa: S311 - chance that repeats
    drawn: list[Label] = []
    for tier in Tier:
        own = [label for label in labels if label.tier is tier]
        drawn += chance.sample(own, min(size, len(own)))
    return drawn


def least_certain(labels: Sequence[Label], chances: Floats, count: int) -> list[int]:
    """Places of the drafts that would teach a model most: the least certain, a new group each time.

    Those whose words the model does not know (NaN) come first. A second draft of a group comes after
    the first of every other.
    """
    order = np.sort(np.nan_to_num(chances, nan=1 / 3), axis=1)
    margin = order[:, -1] - order[:, -2]
    ranked = sorted(range(len(labels)), key=lambda at: (margin[at], at))
    seen: dict[str, int] = {}
    turns: list[tuple[int, int]] = []
    for rank, at in enumerate(ranked):
        turn = seen[labels[at].group] = seen.get(labels[at].group, -1) + 1
        turns.append((turn, rank))
    return [ranked[rank] for _, rank in sorted(turns)[:count]]

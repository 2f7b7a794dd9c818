"""Evaluate a tier model: on groups that it did not see, by slice, beside what should worry.

Without a model each text is scored by one that was trained without its group (cross-validation);
with one, by that model as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from ecluse.learn.labels import Label
from ecluse.learn.metrics import FIGURES, Figure, Scored, figure
from ecluse.learn.shape import shape_chances, swapped
from ecluse.learn.split import folds, random_folds
from ecluse.model import Tier

__all__ = ["Engine", "Evaluation", "Slice", "cross_validated", "evaluate", "of_model"]

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_Item = TypeVar("_Item")

FOLDS = 5
_WORST = 10


class Engine(Protocol):
    """What can be trained: labels in, a function from texts to probabilities ``(count, 3)`` out."""

    def fit(self, labels: Sequence[Label], seed: int) -> Callable[[Sequence[str]], Floats]:
        """Learn from labels."""
        ...


class Slice(NamedTuple):
    """The figures of some of the texts. ``name``: ``all``, ``lang=fr``, ``channel=x``…"""

    name: str
    counts: Mapping[str, int]
    figures: Mapping[str, Figure]


class Evaluation(NamedTuple):
    """Everything that an evaluation says.

    ``shape`` and ``random`` are figures of all texts: by shape alone, and with a random split (empty
    for a model as it is); ``swapped``: with each text in the shape of one of another tier. ``worst``:
    places in ``labels`` of the surest errors.
    """

    labels: tuple[Label, ...]
    scored: Scored
    slices: tuple[Slice, ...]
    shape: Mapping[str, Figure]
    random: Mapping[str, Figure]
    swapped: Mapping[str, Figure]
    worst: tuple[int, ...]

    @property
    def gap(self) -> float:
        """What a random split adds to macro-F1: a leak between groups when it is large."""
        return self.random["macro-f1"].value - self.slices[0].figures["macro-f1"].value


def cross_validated(
    engine: Engine, labels: Sequence[Label], seed: int, see: Callable[[int], None]
) -> Evaluation:
    """Evaluate an engine by cross-validation over groups, and over random splits beside it."""
    dealt = np.array(folds(labels, FOLDS, seed))
    texts = [label.text for label in labels]
    swaps = swapped(labels, seed)
    found, changed = np.zeros((len(labels), 3)), np.zeros((len(labels), 3))
    for fold in range(FOLDS):
        out = np.flatnonzero(dealt == fold)
        if not len(out):
            continue
        scores = engine.fit(_chosen(labels, dealt != fold), seed)
        found[out] = scores(_chosen(texts, dealt == fold))
        changed[out] = scores(_chosen(swaps, dealt == fold))
        see(fold + 1)
    random = np.zeros((len(labels), 3))
    other = np.array(random_folds(labels, FOLDS, seed))
    for fold in range(FOLDS):
        out = np.flatnonzero(other == fold)
        if len(out):
            scores = engine.fit(_chosen(labels, other != fold), seed)
            random[out] = scores(_chosen(texts, other == fold))
        see(FOLDS + fold + 1)
    return evaluate(labels, found, dealt, seed, swapped=changed, random=random)


def _chosen(items: Sequence[_Item], chosen: npt.NDArray[np.bool_]) -> list[_Item]:
    return [item for item, is_chosen in zip(items, chosen.tolist(), strict=True) if is_chosen]


def of_model(
    scores: Callable[[Sequence[str]], Floats], labels: Sequence[Label], seed: int
) -> Evaluation:
    """Evaluate a model as it is; it must not have seen these labels."""
    dealt = np.array(folds(labels, FOLDS, seed))
    found = scores([label.text for label in labels])
    return evaluate(labels, found, dealt, seed, swapped=scores(swapped(labels, seed)))


def evaluate(
    labels: Sequence[Label],
    found: Floats,
    dealt: Whole,
    seed: int,
    *,
    swapped: Floats,
    random: Floats | None = None,
) -> Evaluation:
    """Every figure of probabilities ``found``, ``(count, 3)``; ``dealt``: folds for the baseline."""
    scored = scored_of(labels, found)
    return Evaluation(
        tuple(labels),
        scored,
        tuple(_slices(labels, scored, seed)),
        _figures(scored._replace(chances=shape_chances(labels, scored.tiers, dealt)), seed),
        {} if random is None else _figures(scored._replace(chances=random), seed),
        _figures(scored._replace(chances=swapped), seed),
        _worst(scored),
    )


def scored_of(labels: Sequence[Label], found: Floats) -> Scored:
    """Probabilities with the tiers and groups of their labels."""
    tiers = np.array([label.tier - 1 for label in labels], np.int64)
    numbers = {name: at for at, name in enumerate(dict.fromkeys(label.group for label in labels))}
    groups = np.array([numbers[label.group] for label in labels], np.int64)
    return Scored(found, tiers, groups)


def _slices(labels: Sequence[Label], scored: Scored, seed: int) -> list[Slice]:
    """All texts, then those of each language and of each channel when there are several."""
    slices = [_slice("all", np.ones(len(labels), bool), scored, seed)]
    for field in ("lang", "channel"):
        names = [getattr(label, field) for label in labels]
        for name in sorted(set(names)) if len(set(names)) > 1 else ():
            chosen = np.array([one == name for one in names])
            slices.append(_slice(f"{field}={name or '–'}", chosen, scored, seed))
    return slices


def _slice(name: str, chosen: npt.NDArray[np.bool_], scored: Scored, seed: int) -> Slice:
    part = scored.of(chosen)
    counts = {tier.word: int((part.tiers == tier - 1).sum()) for tier in Tier}
    return Slice(name, counts, _figures(part, seed))


def _figures(scored: Scored, seed: int) -> Mapping[str, Figure]:
    return {name: figure(measure, scored, seed) for name, measure in FIGURES.items()}


def _worst(scored: Scored) -> tuple[int, ...]:
    """The surest errors: where the right tier was given the least chance."""
    own = scored.filled[np.arange(len(scored.tiers)), scored.tiers]
    wrong = scored.filled.argmax(axis=1) != scored.tiers
    order = sorted(np.flatnonzero(wrong), key=lambda at: (own[at], at))
    return tuple(int(at) for at in order[:_WORST])

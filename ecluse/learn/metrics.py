"""How good a tier model is: figures with intervals, over probabilities that it did not see.

Intervals are percentile bootstraps over groups (Efron and Tibshirani, *An Introduction to the
Bootstrap*, 1993; groups because texts of one group are not independent). Imports numpy.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "FIGURES",
    "Figure",
    "Scored",
    "auroc",
    "calibration_bins",
    "calibration_error",
    "confusion",
    "figure",
    "macro_f1",
    "recall_at",
]

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_DRAWS = 400
_BINS = 10
_FALSE_BLOCKS = 0.01


class Scored(NamedTuple):
    """Probabilities ``(count, 3)`` of texts, their tiers (0 private to 2 public) and groups.

    A text whose words a model does not know has NaN: it counts as public, with no probability of
    being anything else.
    """

    chances: Floats
    tiers: Whole
    groups: Whole

    def of(self, chosen: npt.NDArray[np.bool_] | Whole) -> Scored:
        """Those that are chosen."""
        return Scored(self.chances[chosen], self.tiers[chosen], self.groups[chosen])

    @property
    def filled(self) -> Floats:
        """The probabilities, those of unknown texts filled in."""
        unknown = np.isnan(self.chances).any(axis=1, keepdims=True)
        filled: Floats = np.where(unknown, np.array([[0.0, 0.0, 1.0]]), self.chances)
        return filled


class Figure(NamedTuple):
    """A figure and its interval; NaN where there is nothing to measure."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        if math.isnan(self.value):
            return "–"
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


def auroc(positive: Floats, negative: Floats) -> float:
    """The chance that a positive scores above a negative, ties half (Hanley and McNeil, 1982)."""
    if not len(positive) or not len(negative):
        return float("nan")
    order = np.sort(negative)
    below = np.searchsorted(order, positive, "left")
    upto = np.searchsorted(order, positive, "right")
    return float((below + upto).sum() / (2 * len(positive) * len(negative)))


def auroc_of_private(scored: Scored) -> float:
    """Private against the other tiers."""
    private = scored.filled[:, 0]
    return auroc(private[scored.tiers == 0], private[scored.tiers != 0])


def auroc_of_nonpublic(scored: Scored) -> float:
    """Private and extended against public."""
    public = scored.filled[:, 2]
    return auroc(-public[scored.tiers != 2], -public[scored.tiers == 2])


def recall_at(scored: Scored, share: float = _FALSE_BLOCKS) -> float:
    """Share of private texts above all but ``share`` of the public ones."""
    private = scored.filled[:, 0]
    public = np.sort(private[scored.tiers == 2])[::-1]
    own = private[scored.tiers == 0]
    if not len(public) or not len(own):
        return float("nan")
    bound = public[min(int(share * len(public)), len(public) - 1)]
    return float((own > bound).mean())


def confusion(scored: Scored) -> Whole:
    """Counts of texts by tier (rows) and by likeliest tier (columns)."""
    likeliest = scored.filled.argmax(axis=1)
    table = np.zeros((3, 3), np.int64)
    np.add.at(table, (scored.tiers, likeliest), 1)
    return table


def macro_f1(scored: Scored) -> float:
    """Mean F1 of the tiers that are there."""
    table = confusion(scored)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    there = rows > 0
    if not there.any():
        return float("nan")
    f1 = 2 * np.diag(table) / np.maximum(rows + columns, 1)
    return float(f1[there].mean())


def recall_of(tier: int) -> Callable[[Scored], float]:
    """Share of the texts of a tier whose likeliest tier it is."""

    def recall(scored: Scored) -> float:
        own = scored.filled[scored.tiers == tier]
        return float((own.argmax(axis=1) == tier).mean()) if len(own) else float("nan")

    return recall


def calibration_bins(scored: Scored) -> list[tuple[float, float, int]]:
    """Mean probability of the likeliest tier, share right, and count, for each bin that has texts."""
    found = scored.filled
    sure, right = found.max(axis=1), found.argmax(axis=1) == scored.tiers
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    return [
        (float(sure[bins == at].mean()), float(right[bins == at].mean()), int((bins == at).sum()))
        for at in range(_BINS)
        if (bins == at).any()
    ]


def calibration_error(scored: Scored) -> float:
    """Expected calibration error in ten bins (Naeini, Cooper and Hauskrecht, AAAI 2015)."""
    bins = calibration_bins(scored)
    total = sum(count for _, _, count in bins)
    return sum(count * abs(sure - right) for sure, right, count in bins) / max(total, 1)


FIGURES: dict[str, Callable[[Scored], float]] = {
    "recall-at-1": recall_at,
    "macro-f1": macro_f1,
    "auroc-private": auroc_of_private,
    "auroc-nonpublic": auroc_of_nonpublic,
    "ece": calibration_error,
    "recall-private": recall_of(0),
    "recall-extended": recall_of(1),
    "recall-public": recall_of(2),
}
"""What is measured of each slice."""


def figure(measure: Callable[[Scored], float], scored: Scored, seed: int = 0) -> Figure:
    """A figure with its interval of 95 %, over bootstraps of groups."""
    value = measure(scored)
    names, inverse = np.unique(scored.groups, return_inverse=True)
    members: Sequence[Whole] = [np.flatnonzero(inverse == at) for at in range(len(names))]
    if math.isnan(value) or len(members) < 2:
        return Figure(value, float("nan"), float("nan"))
    drawn = np.random.default_rng(seed)
    values = []
    for _ in range(_DRAWS):
        chosen = np.concatenate(
            [members[at] for at in drawn.integers(0, len(members), len(members))]
        )
        values.append(measure(scored.of(chosen)))
    low, high = (
        np.nanquantile(values, [0.025, 0.975]) if np.isfinite(values).any() else (value,) * 2
    )
    return Figure(value, float(low), float(high))

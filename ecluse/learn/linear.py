"""The light engine: hashed features, multinomial logistic regression, a table of small integers.

The loss is convex and minimised by L-BFGS (Nocedal and Wright, *Numerical Optimization*, 2nd ed.,
algorithms 7.4 and 3.1), from zero and in full batches, so the same labels give the same model. While
it is, a feature weighs by the square of its inverse document frequency (Spärck Jones, 1972): common words
tell little, and may move little. The table holds the product, so scoring knows nothing of it.
Imports numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ecluse.classifiers.tier import COLUMNS, TierModel, WordFeatures

__all__ = [
    "BITS",
    "Fitted",
    "Rows",
    "dense_fit",
    "fit",
    "margins",
    "probabilities",
    "quantised",
    "raw_margins",
    "rows_of",
    "sums_of",
]

BITS = 17
"""A table of 2**17 rows of 3 bytes: 393 kB."""

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_MEMORY = 8
_STEPS = 40
_CLOSE = 1e-4
_HALVINGS = 40
_CLIPPED = 0.9995
"""Share of the weights that fit the table whole; larger ones are cut, or small ones would be lost."""
_TIERS = len(COLUMNS)


class Rows(NamedTuple):
    """Features of ``texts`` texts, sparse: ``places[i]`` stands in row ``rows[i]``.

    ``sizes``: how many features each text has, at least 1; a feature weighs one by its root.
    """

    rows: Whole
    places: Whole
    sizes: Whole
    texts: int

    @property
    def values(self) -> Floats:
        """What each feature weighs in its text."""
        weights: Floats = 1 / np.sqrt(self.sizes[self.rows])
        return weights

    def of(self, chosen: npt.NDArray[np.bool_]) -> Rows:
        """The rows that are chosen, numbered anew."""
        kept = chosen[self.rows]
        numbers = np.cumsum(chosen) - 1
        return Rows(
            numbers[self.rows[kept]], self.places[kept], self.sizes[chosen], int(chosen.sum())
        )


class Fitted(NamedTuple):
    """Weights in floating point: ``weights[i]`` are those of the place ``used[i]``, by tier."""

    used: Whole
    weights: Floats
    bias: Floats


def rows_of(texts: Iterable[str], features: WordFeatures) -> Rows:
    """The features of texts."""
    places = [features.places(text) for text in texts]
    lengths = np.array([len(one) for one in places], dtype=np.int64)
    flat = np.fromiter((place for one in places for place in one), np.int64, int(lengths.sum()))
    rows = np.repeat(np.arange(len(places)), lengths)
    return Rows(rows, flat, np.maximum(lengths, 1), len(places))


def fit(
    rows: Rows, tiers: Whole, l2: float, offset: Floats | None = None, weight: Floats | None = None
) -> Fitted:
    """Learn weights.

    Args:
        rows: features of the texts.
        tiers: the column of each text's tier, 0 to 2.
        l2: strength of the penalty on squares of weights.
        offset: margins to start from, ``(count, 3)``: those of a model that is adapted.
        weight: how much each text counts; each tier counts as much as the others by default.
    """
    used, inverse = np.unique(rows.places, return_inverse=True)
    rarity = _rarity(rows, inverse, len(used))
    each = _balanced(tiers) if weight is None else weight
    each = each / each.sum()
    wanted = np.eye(_TIERS)[tiers]
    start = np.zeros((rows.texts, _TIERS)) if offset is None else offset
    values, size = rows.values * rarity[inverse], len(used)

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, bias = flat[: size * _TIERS].reshape(size, _TIERS), flat[size * _TIERS :]
        found = start + bias + _weighed(rows, values, weights, inverse)
        chances = _softmax(found)
        missed = -float(each @ np.log(np.maximum((chances * wanted).sum(1), 1e-300)))
        error = (chances - wanted) * each[:, None]
        slope = _summed(inverse, values[:, None] * error[rows.rows], size) + l2 * weights
        total = missed + 0.5 * l2 * float((weights * weights).sum())
        return total, np.concatenate([slope.ravel(), error.sum(0)])

    flat = _lbfgs(loss, np.zeros(size * _TIERS + _TIERS))
    weights = flat[: size * _TIERS].reshape(size, _TIERS) * rarity[:, None]
    return Fitted(used, weights, flat[size * _TIERS :])


def _rarity(rows: Rows, features: Whole, count: int) -> Floats:
    """The square of the inverse document frequency of each feature."""
    texts = np.unique(np.stack([features, rows.rows]), axis=1)[0]
    seen_in = np.bincount(texts, minlength=count)
    rarity: Floats = (1 + np.log((1 + rows.texts) / (1 + seen_in))) ** 2
    return rarity


def dense_fit(values: Floats, tiers: Whole, l2: float) -> Callable[[Floats], Floats]:
    """Learn from a few numbers of each text, ``(count, n)``; what gives probabilities ``(count, 3)``."""
    each = _balanced(tiers) / _TIERS
    wanted = np.eye(_TIERS)[tiers]
    wide = np.column_stack([values, np.ones(len(values))])

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(-1, _TIERS)
        chances = _softmax(wide @ weights)
        missed = -float(each @ np.log(np.maximum((chances * wanted).sum(1), 1e-300)))
        slope = wide.T @ ((chances - wanted) * each[:, None]) + l2 * weights
        return missed + 0.5 * l2 * float((weights * weights).sum()), slope.ravel()

    weights = _lbfgs(loss, np.zeros(wide.shape[1] * _TIERS)).reshape(-1, _TIERS)
    return lambda asked: _softmax(np.column_stack([asked, np.ones(len(asked))]) @ weights)


def _balanced(tiers: Whole) -> Floats:
    """The weight that lets each tier count as much as the others."""
    counts = np.bincount(tiers, minlength=_TIERS)
    balanced: Floats = 1.0 / counts[tiers]
    return balanced


def _summed(groups: Whole, values: Floats, count: int) -> Floats:
    """Sums of ``values`` by group, a column for each tier."""
    summed = np.zeros((count, _TIERS))
    for at in range(_TIERS):
        summed[:, at] = np.bincount(groups, values[:, at], minlength=count)
    return summed


def _weighed(rows: Rows, values: Floats, weights: Floats, features: Whole) -> Floats:
    """Sums of weights over the features of each text, a column for each tier."""
    summed = np.empty((rows.texts, _TIERS))
    for at, column in enumerate(np.ascontiguousarray(weights.T)):
        summed[:, at] = np.bincount(rows.rows, values * column[features], minlength=rows.texts)
    return summed


def _softmax(found: Floats) -> Floats:
    powers = np.exp(found - found.max(axis=1, keepdims=True))
    chances: Floats = powers / powers.sum(axis=1, keepdims=True)
    return chances


def _lbfgs(loss: Callable[[Floats], tuple[float, Floats]], at: Floats) -> Floats:
    """The place where a smooth convex loss is least."""
    value, slope = loss(at)
    steps: list[tuple[Floats, Floats]] = []
    for _ in range(_STEPS):
        direction = -_turned(slope, steps)
        step = 1.0 if steps else 1.0 / max(float(np.abs(slope).sum()), 1e-12)
        for _ in range(_HALVINGS):
            new = at + step * direction
            new_value, new_slope = loss(new)
            if new_value <= value + 1e-4 * step * float(slope @ direction):
                break
            step /= 2
        else:
            return at
        moved, bent = new - at, new_slope - slope
        if float(moved @ bent) > 1e-14:
            steps = [*steps[1 - _MEMORY :], (moved, bent)]
        is_close = value - new_value <= _CLOSE * max(abs(value), 1e-12)
        at, value, slope = new, new_value, new_slope
        if is_close and len(steps) > 1:
            break
    return at


def _turned(slope: Floats, steps: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The slope by the inverse curvature that the last steps showed (two-loop recursion)."""
    turned = slope.copy()
    shares = []
    for moved, bent in reversed(steps):
        share = float(moved @ turned) / float(moved @ bent)
        turned -= share * bent
        shares.append(share)
    if steps:
        moved, bent = steps[-1]
        turned *= float(moved @ bent) / float(bent @ bent)
    for (moved, bent), share in zip(steps, reversed(shares), strict=True):
        turned += moved * (share - float(bent @ turned) / float(moved @ bent))
    return turned


def margins(rows: Rows, fitted: Fitted) -> Floats:
    """The margins of texts before anything is rounded, ``(count, 3)``."""
    at = np.searchsorted(fitted.used, rows.places)
    at = np.minimum(at, max(len(fitted.used) - 1, 0))
    known = fitted.used[at] == rows.places if len(fitted.used) else np.zeros(len(at), bool)
    weights = np.where(known[:, None], fitted.weights[at], 0.0)
    found: Floats = _summed(rows.rows, rows.values[:, None] * weights, rows.texts) + fitted.bias
    return found


def quantised(fitted: Fitted, bits: int) -> tuple[bytes, float]:
    """The table of a model file, and the unit that its whole numbers count."""
    sizes = np.abs(fitted.weights)
    most = float(np.quantile(sizes, _CLIPPED)) if sizes.size else 0.0
    unit = max(most, 1e-9) / 127
    table = np.zeros((1 << bits, _TIERS), np.int8)
    table[fitted.used] = np.clip(np.rint(fitted.weights / unit), -127, 127).astype(np.int8)
    return table.tobytes(), unit


def sums_of(rows: Rows, model: TierModel) -> Whole:
    """What :meth:`TierModel.sums` gives, for many texts: ``(count, 5)``."""
    table = np.frombuffer(model.table, np.int8).reshape(-1, _TIERS)
    entries = table[rows.places].astype(np.int64)
    sums = np.zeros((rows.texts, _TIERS), np.int64)
    np.add.at(sums, rows.rows, entries)
    known = np.bincount(rows.rows, entries.any(axis=1), minlength=rows.texts).astype(np.int64)
    counts = np.bincount(rows.rows, minlength=rows.texts).astype(np.int64)
    return np.column_stack([sums, counts, known])


def probabilities(texts: Sequence[str], model: TierModel) -> Floats:
    """The probabilities of texts ``(count, 3)``, NaN where the model does not know enough words."""
    found, known = _margins_of(texts, model)
    chances = _softmax(found / model.header["temperature"])
    chances[~known] = np.nan
    return chances


def raw_margins(texts: Sequence[str], model: TierModel) -> Floats:
    """The margins of texts by a model, divided by its temperature, ``(count, 3)``: to start from."""
    found: Floats = _margins_of(texts, model)[0] / model.header["temperature"]
    return found


def _margins_of(texts: Sequence[str], model: TierModel) -> tuple[Floats, npt.NDArray[np.bool_]]:
    sums = sums_of(rows_of(texts, model.features), model)
    counts = np.maximum(sums[:, 3], 1)
    found: Floats = sums[:, :3] * (model.header["unit"] / np.sqrt(counts))[:, None]
    found = found + np.array(model.header["bias"])
    known = sums[:, 4] >= model.header["least_known"] * counts
    if model.base is not None:
        base, base_known = _margins_of(texts, model.base)
        found, known = found + base / model.base.header["temperature"], known | base_known
    return found, known

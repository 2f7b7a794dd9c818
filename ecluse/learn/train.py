"""Train a tier model on labels: choose how by groups that are held out, then learn from all of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ecluse.classifiers.tier import SEEN, TierModel, WordFeatures, check_of, encoded
from ecluse.lean import blake2b
from ecluse.learn.labels import Label, counts
from ecluse.learn.linear import BITS, Fitted, Rows, fit, margins, quantised, raw_margins, rows_of
from ecluse.learn.seen import remembered
from ecluse.learn.split import folds

__all__ = [
    "Choice",
    "LinearEngine",
    "Trained",
    "fits",
    "flag_from",
    "held_out",
    "most_flagged",
    "temperature_of",
    "train",
]

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_FOLDS = 5
_PENALTIES = (1e-1, 1.0)
_FLAGGED = 0.01
"""Share of held-out public texts that the flag threshold lets be flagged."""
_LEAST_KNOWN = 0.65
"""Of what the middle held-out text has of known features: with fewer a text is not known."""


_TEMPERATURES = (0.02, 50.0)


class Choice(NamedTuple):
    """A way to train, and how well it did on groups that it had not seen.

    ``loss``: mean logarithmic loss per tier, after the temperature. ``margins``: ``(count, 3)``.
    """

    l2: float
    adapts: bool
    temperature: float
    loss: float
    margins: Floats
    known: Floats


class Trained(NamedTuple):
    """A model as the bytes of its file, and what chose it."""

    data: bytes
    header: Mapping[str, Any]
    choice: Choice
    refused: Choice | None


def train(
    labels: Sequence[Label],
    *,
    key: bytes = b"",
    seed: int = 0,
    base: TierModel | None = None,
    see: Callable[[int], None] = lambda done: None,
) -> Trained:
    """Learn from labels.

    Args:
        labels: at least :data:`~ecluse.learn.labels.LEAST` of each tier, each with its group.
        key: the organisation's key: without it nobody can ask the file for a word. Without a key
            the places are drawn from ``seed`` and written in the file.
        seed: what chance is made from; the same labels, key and seed give the same bytes.
        base: the model that may be adapted; it is when that does better on groups held out.
        see: told how many fits are done, of :func:`fits`.
    """
    salt = blake2b(b"%d" % seed, digest_size=16, person=b"ecluse tier").digest()
    features = WordFeatures(key or salt, BITS)
    rows = rows_of([label.text for label in labels], features)
    tiers = np.array([label.tier - 1 for label in labels])
    dealt = np.array(folds(labels, _FOLDS, seed))
    starts: dict[bool, Floats | None] = {False: None}
    if base is not None:
        starts[True] = raw_margins([label.text for label in labels], base)
    done = 0
    choices: list[Choice] = []
    for start in starts.values():
        for l2 in _PENALTIES:
            choices.append(held_out(rows, tiers, dealt, l2, start))
            done += _FOLDS
            see(done)
    best = min(choices, key=lambda one: (one.loss, one.adapts, -one.l2))
    others = [one for one in choices if one.adapts is not best.adapts]
    fitted = fit(rows, tiers, best.l2, starts[best.adapts])
    see(done + 1)
    header = {
        "base": base.digest if best.adapts and base is not None else "",
        "bits": BITS,
        "check": check_of(key) if key else "",
        "key": "" if key else salt.hex(),
        **_measured(best, tiers),
        "trained": {
            "labels": {tier.word: count for tier, count in counts(labels).items()},
            "groups": len({label.group for label in labels}),
            "held_out_loss": round(best.loss, 4),
            "l2": best.l2,
            "seed": seed,
        },
    }
    data, whole = _written(header, fitted, remembered(labels, key or salt))
    return Trained(data, whole, best, min(others, key=lambda one: one.loss, default=None))


class LinearEngine:
    """The light engine for :mod:`ecluse.learn.evaluate`: one penalty, weights as they are.

    The penalty and temperature are chosen on the labels that it is given, by group.
    """

    def __init__(self, base: TierModel | None = None) -> None:
        self._base = base

    def fit(self, labels: Sequence[Label], seed: int) -> Callable[[Sequence[str]], Floats]:
        """Learn from labels; what scores texts."""
        from ecluse.learn.linear import probabilities

        trained = train(labels, seed=seed, base=self._base)
        model = TierModel(trained.data, base=self._base)
        return lambda texts: probabilities(texts, model)


def fits(*, with_base: bool) -> int:
    """How many times :func:`train` fits."""
    return _FOLDS * len(_PENALTIES) * (2 if with_base else 1) + 1


def held_out(
    rows: Rows, tiers: Whole, dealt: Whole, l2: float, start: Floats | None = None
) -> Choice:
    """Margins of each text from weights that were learned without its fold."""
    found = np.zeros((rows.texts, 3)) if start is None else start.copy()
    known = np.zeros(rows.texts)
    for fold in np.unique(dealt):
        out = dealt == fold
        if out.all():
            continue  # of one group nothing can be held out
        fitted = fit(rows.of(~out), tiers[~out], l2, None if start is None else start[~out])
        kept = rows.of(out)
        found[out] += margins(kept, fitted)
        seen = np.isin(kept.places, fitted.used).astype(float)
        known[out] = np.bincount(kept.rows, seen, minlength=kept.texts) / kept.sizes
    temperature, loss = temperature_of(found, tiers)
    return Choice(l2, start is not None, temperature, loss, found, known)


def temperature_of(found: Floats, tiers: Whole) -> tuple[float, float]:
    """The temperature that fits margins best, and the loss with it (Guo et al., ICML 2017).

    Each tier counts as much as the others. The loss is convex in the inverse: found by thirds. A few
    labels that happen to be told apart must not make a model certain, so of n labels of a tier the
    target is (n + 1) / (n + 2), not 1 (Platt, "Probabilistic outputs for support vector machines", 1999).
    """
    low, high = (math.log(bound) for bound in _TEMPERATURES)
    for _ in range(60):
        first, second = low + (high - low) / 3, high - (high - low) / 3
        if _loss(found, tiers, math.exp(first)) <= _loss(found, tiers, math.exp(second)):
            high = second
        else:
            low = first
    temperature = math.exp((low + high) / 2)
    return temperature, _loss(found, tiers, temperature)


def _loss(found: Floats, tiers: Whole, temperature: float) -> float:
    scaled = found / temperature
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    logs = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    losses = []
    for tier in np.unique(tiers):
        own = logs[tiers == tier]
        target = np.full(3, 0.5 / (len(own) + 2))
        target[tier] = (len(own) + 1) / (len(own) + 2)
        losses.append(float((own @ target).mean()))
    return -sum(losses) / len(losses)


def _measured(choice: Choice, tiers: Whole) -> dict[str, Any]:
    """What held-out texts say of a model: its temperature, and from where on it may speak."""
    scaled = choice.margins / choice.temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    chances = powers / powers.sum(axis=1, keepdims=True)
    public = chances[tiers == 2]
    return {
        "temperature": choice.temperature,
        "least_known": _LEAST_KNOWN * float(np.median(choice.known)),
        "thresholds": {
            "private": flag_from(public[:, 0]),
            "nonpublic": flag_from(public[:, 0] + public[:, 1]),
        },
    }


def flag_from(chances: Floats) -> float:
    """The least probability that at most :data:`_FLAGGED` of public texts reach."""
    order = np.sort(chances)[::-1]
    reached = float(order[min(most_flagged(len(order)), len(order) - 1)])
    return min(math.nextafter(max(reached, 0.5), 1.0), 1.0)


def most_flagged(count: int) -> int:
    """Of so many held-out public texts, how many a flag threshold lets be flagged."""
    return int(_FLAGGED * count)


def _written(
    header: Mapping[str, Any], fitted: Fitted, seen: Mapping[str, Sequence[bytes]]
) -> tuple[bytes, Mapping[str, Any]]:
    table, unit = quantised(fitted, header["bits"])
    counts = {name: len(seen[name]) for name in SEEN}
    bias = [float(value) for value in fitted.bias]
    whole = {**header, "unit": unit, "bias": bias, "seen": counts}
    return encoded(whole, table + b"".join(b"".join(seen[name]) for name in SEEN)), whole

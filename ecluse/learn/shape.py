"""What the mere shape of a text tells: its length and layout, and nothing that it says.

The baseline that a tier model must beat: in short public posts against long private mails, length
alone looks like a good model. And the control that swaps shapes: each text is cut and dressed as one
of another tier; a model that judges by shape changes its mind. Imports numpy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ecluse.lean import blake2b
from ecluse.learn.labels import Label
from ecluse.learn.linear import dense_fit

__all__ = ["shape_chances", "shape_of", "swapped"]

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

# One class of characters each: nothing to go back over.
_WORD = re.compile(r"\S+")
_DRESS = re.compile(r"[#@][\w.]+|https?://\S+|[\U0001f000-\U0001faff\u2600-\u27bf]")


def shape_of(text: str) -> list[float]:
    """Length and layout of a text, as numbers about as large as one another."""
    length = len(text) or 1
    return [
        np.log1p(len(text)),
        np.log1p(len(text.split())),
        np.log1p(text.count("\n")),
        sum(map(str.isdigit, text)) / length * 10,
        sum(map(str.isupper, text)) / length * 10,
        sum(not (c.isalnum() or c.isspace()) for c in text) / length * 10,
        float("!" in text),
        float("?" in text),
        float("#" in text),
        float("://" in text),
        float(len(_DRESS.findall(text))) / 4,
    ]


def shape_chances(labels: Sequence[Label], tiers: Whole, dealt: Whole) -> Floats:
    """Probabilities of each text by shape alone, learned without its fold, ``(count, 3)``."""
    shapes = np.array([shape_of(label.text) for label in labels])
    found = np.zeros((len(labels), 3))
    for fold in np.unique(dealt):
        out = dealt == fold
        mean, spread = shapes[~out].mean(axis=0), shapes[~out].std(axis=0) + 1e-9
        scaled = (shapes - mean) / spread
        found[out] = dense_fit(scaled[~out], tiers[~out], 1e-3)(scaled[out])
    return found


def swapped(labels: Sequence[Label], seed: int) -> list[str]:
    """Each text in the shape of a text of another tier: cut to its length, with its tags and links."""
    order = sorted(range(len(labels)), key=lambda at: _drawn(f"{at}", seed))
    made = []
    for at, label in enumerate(labels):
        start = _drawn(f"partner {at}", seed)[0] % len(order)
        others = (labels[order[(start + step) % len(order)]] for step in range(len(order)))
        partner = next((other for other in others if other.tier is not label.tier), label)
        made.append(_dressed(label.text, partner.text))
    return made


def _dressed(text: str, other: str) -> str:
    words = _WORD.findall(_DRESS.sub(" ", text))
    room = len(_WORD.findall(_DRESS.sub(" ", other)))
    return " ".join([*words[: max(room, 5)], *_DRESS.findall(other)])


def _drawn(name: str, seed: int) -> bytes:
    return blake2b(name.encode(), digest_size=8, key=b"%d" % seed).digest()

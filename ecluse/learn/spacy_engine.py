"""The spaCy engine: a text categoriser on a blank multi-language pipeline.

``blank("xx")`` with French elisions as prefixes splits « l'accord » as ``blank("fr")`` does, without the
two seconds that its exceptions take to load. What is saved is an ordinary pipeline: a policy takes it
up as any other, under ``labels: {…: {spacy: {pipeline: …, kind: cats}}}``. Imports spaCy on first use.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ecluse.classifiers.origins import digest_of
from ecluse.learn.labels import Label
from ecluse.learn.split import folds
from ecluse.learn.train import flag_from, temperature_of
from ecluse.model import Tier

__all__ = ["ELISIONS", "FITS", "SpacyEngine", "Trained", "blank", "save", "train"]

Floats = npt.NDArray[np.float64]

ELISIONS = tuple(
    f"{start}{apostrophe}"
    for start in (
        "c",
        "d",
        "j",
        "l",
        "m",
        "n",
        "s",
        "t",
        "qu",
        "jusqu",
        "lorsqu",
        "puisqu",
        "quoiqu",
    )
    for apostrophe in "'’"
)
"""What French puts before a vowel; each stands as a token of its own, in either case."""

_TIERS = tuple(tier.word for tier in Tier)
_ARCHITECTURES = {
    "bow": {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": True,
        "ngram_size": 2,
        "no_output_layer": False,
        "length": 1 << 16,
    },
    "ensemble": {
        "@architectures": "spacy.TextCatEnsemble.v2",
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 64,
            "depth": 2,
            "embed_size": 2000,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
        },
        "linear_model": {
            "@architectures": "spacy.TextCatBOW.v3",
            "exclusive_classes": True,
            "ngram_size": 1,
            "no_output_layer": False,
            "length": 1 << 16,
        },
    },
}
_PUBLIC = Tier.PUBLIC - 1
_FOLDS = 5
FITS = _FOLDS + 1
"""How many times :func:`train` fits."""
_DROPOUT = 0.2
_BATCH = 16


def blank() -> Any:
    """A pipeline that only splits words, French elisions too."""
    import spacy
    from spacy.util import compile_prefix_regex

    nlp: Any = spacy.blank("xx")
    both = [form for start in ELISIONS for form in (start, start.capitalize(), start.upper())]
    prefixes = [*nlp.Defaults.prefixes, *both]
    nlp.tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    return nlp


class SpacyEngine:
    """Trains a text categoriser of the three tiers.

    Args:
        architecture: ``bow``, a bag of words and pairs; or ``ensemble``, with a small network beside it.
        epochs: how often the labels are gone through.
    """

    def __init__(self, architecture: str = "bow", epochs: int = 12) -> None:
        self.architecture, self.epochs = architecture, epochs

    def fit(self, labels: Sequence[Label], seed: int) -> Callable[[Sequence[str]], Floats]:
        """Learn from labels; what scores texts."""
        nlp = self.train(labels, seed)

        def scores(texts: Sequence[str]) -> Floats:
            found = [[doc.cats[tier] for tier in _TIERS] for doc in nlp.pipe(texts)]
            return np.array(found, dtype=np.float64).reshape(-1, len(_TIERS))

        return scores

    def train(self, labels: Sequence[Label], seed: int) -> Any:
        """Learn from labels; the pipeline."""
        from spacy.training import Example
        from thinc.api import fix_random_seed

        fix_random_seed(seed)
        nlp = blank()
        textcat = nlp.add_pipe("textcat", config={"model": _ARCHITECTURES[self.architecture]})
        for tier in _TIERS:
            textcat.add_label(tier)
        examples = [
            Example.from_dict(
                nlp.make_doc(label.text),
                {"cats": {tier: float(label.tier.word == tier) for tier in _TIERS}},
            )
            for label in labels
        ]
        optimizer = nlp.initialize(lambda: examples)
        order = random.Random(seed)  # noqa: S311 - chance that repeats
        for _ in range(self.epochs):
            order.shuffle(examples)
            for at in range(0, len(examples), _BATCH):
                nlp.update(examples[at : at + _BATCH], sgd=optimizer, drop=_DROPOUT)
        return nlp


class Trained(NamedTuple):
    """A pipeline, and what groups that were held out say of it.

    ``threshold``: the least probability of *private* that at most 1 % of held-out public texts reach.
    """

    nlp: Any
    threshold: float
    temperature: float
    loss: float


def train(
    labels: Sequence[Label],
    engine: SpacyEngine,
    seed: int,
    see: Callable[[int], None] = lambda done: None,
) -> Trained:
    """Train on all labels, after once for each of five folds of groups. ``see``: as :func:`fits`."""
    tiers = np.array([label.tier - 1 for label in labels])
    dealt = np.array(folds(labels, _FOLDS, seed))
    found = np.zeros((len(labels), len(_TIERS)))
    for fold in range(_FOLDS):
        kept = [x for x, at in zip(labels, dealt.tolist(), strict=True) if at != fold]
        out = [x.text for x, at in zip(labels, dealt.tolist(), strict=True) if at == fold]
        if out:
            found[dealt == fold] = engine.fit(kept, seed)(out)
        see(fold + 1)
    temperature, loss = temperature_of(np.log(np.maximum(found, 1e-9)), tiers)
    nlp = engine.train(labels, seed)
    see(_FOLDS + 1)
    threshold = flag_from(found[tiers == _PUBLIC, 0])
    nlp.meta["ecluse"] = {"temperature": temperature, "threshold": threshold}
    return Trained(nlp, threshold, temperature, loss)


def save(nlp: Any, folder: Path) -> str:
    """Write a pipeline as a folder that ``spacy.load`` and a policy take; its digest.

    Raises:
        OSError: it cannot be written. What stood there before stays until all is written.
    """
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    nlp.meta["name"] = re.sub(r"\W+", "_", folder.name) or "tier"
    nlp.to_disk(part)
    shutil.rmtree(folder, ignore_errors=True)
    part.replace(folder)
    return digest_of(folder)

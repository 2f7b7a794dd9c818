"""Where classifiers of others come from: plain values that a worker can load them from.

Light, because a worker reads them first: what each needs is imported when it is loaded.
"""

from __future__ import annotations

import importlib
import pickle
from typing import TYPE_CHECKING, cast

from ecluse.lean import dataclass
from ecluse.model import Classifier, EcluseError

if TYPE_CHECKING:
    from ecluse.classifiers.spacy_bridge import Source

__all__ = ["EntryPoint", "Held", "Module", "NotThereError", "Pickled", "Pipeline"]


@dataclass(frozen=True)
class EntryPoint:
    """A classifier of an installed distribution, which must give ``label``."""

    name: str
    label: str

    def load(self) -> Classifier:
        """Load it (:func:`ecluse.classifiers.third_party.load`)."""
        from ecluse.classifiers.third_party import load

        return load(self.name, self.label)


@dataclass(frozen=True)
class Pipeline:
    """A spaCy pipeline for one label; ``base`` is the absolute folder of the policy."""

    source: Source
    label: str
    base: str

    def load(self) -> Classifier:
        """Load it (:mod:`ecluse.classifiers.spacy_bridge`)."""
        from ecluse.classifiers.spacy_bridge import SpacyClassifier

        return SpacyClassifier(self.source, self.label, self.base)


@dataclass(frozen=True)
class Module:
    """A module that is a classifier."""

    name: str

    def load(self) -> Classifier:
        """Import it."""
        return cast("Classifier", importlib.import_module(self.name))


@dataclass(frozen=True)
class Pickled:
    """An object as its pickle."""

    data: bytes

    def load(self) -> Classifier:
        """Read it.

        Raises:
            NotThereError: it means nothing here.
        """
        try:
            return cast("Classifier", pickle.loads(self.data))  # noqa: S301 - the caller's object
        except Exception as error:
            raise NotThereError(type(error).__name__) from error


class NotThereError(EcluseError):
    """A pickle that means nothing to a fresh interpreter."""


@dataclass(frozen=True)
class Held:
    """An object as it is, for a worker that is forked."""

    classifier: Classifier

    def load(self) -> Classifier:
        """Itself."""
        return self.classifier

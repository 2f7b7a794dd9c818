"""Stand in for a classifier of écluse until a text holds something that may be its business.

The tables of secrets and identifiers take longer to load than a short post to be judged. What
announces their findings is kept with the policy in the compiled cache; with it the engine knows when
to call them, and the first call loads the module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

from ecluse.classifiers import BUILTIN
from ecluse.model import Classifier, Hit, View

__all__ = ["Deferred", "announced_by", "builtin"]

_ANNOUNCING = ("literals", "triggers", "needles", "digits", "also", "words", "reads_loose")
"""The attributes by which a classifier says when to call it, and with what."""

Announced = Mapping[str, Any]
"""Attribute → sets of bytes (``literals``, ``triggers``, ``needles``), a number (``digits``), bytes → bytes
(``also``), or ``None``."""


def builtin(module: str) -> Classifier:
    """The classifier of a module of the table."""
    classifier: Classifier = import_module(f"ecluse.classifiers.{module}").CLASSIFIER
    return classifier


def announced_by(module: str) -> Announced:
    """What announces the findings of a module of the table; empty when it is always called."""
    classifier = builtin(module)
    told = {name: getattr(classifier, name, None) for name in _ANNOUNCING}
    told["reads_loose"] = int(bool(told["reads_loose"]))
    return told if any(told.values()) else {}


class Deferred:
    """The classifier of a module of the table, loaded by its first call.

    Args:
        module: its name in the table.
        announced: what :func:`announced_by` gave for it.
    """

    def __init__(self, module: str, announced: Announced) -> None:
        self._module = module
        self.labels = BUILTIN[module]
        for name in _ANNOUNCING:
            setattr(self, name, announced.get(name))

    def classify(self, view: View, /) -> Iterable[Hit]:
        """What the classifier finds; from the first call on it is called itself."""
        self.classify = builtin(self._module).classify  # type: ignore[method-assign]
        return self.classify(view)

    @property
    def label(self) -> str:
        """Its label."""
        return builtin(self._module).label

    @property
    def seen(self) -> Sequence[str]:
        """Its examples."""
        return builtin(self._module).seen

    @property
    def unseen(self) -> Sequence[str]:
        """Its counter-examples."""
        return builtin(self._module).unseen

    def __getattr__(self, name: str) -> Any:
        """Whatever else is asked of it, from the classifier itself."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(builtin(self._module), name)

"""Classifiers of other distributions, by entry point of the group ``ecluse.classifiers``.

A distribution declares, in its ``pyproject.toml``::

    [project.entry-points."ecluse.classifiers"]
    badge-number = "acme_badges:CLASSIFIER"

and a policy names it: ``labels: {badge-number: {classifier: badge-number}}``. The entry point
is a value or a module that satisfies :class:`~ecluse.model.Classifier`, or a class that gives one
when it is called without arguments. :func:`ecluse.testing.check_classifier` is the kit to test it.

What is named and is not there, is there twice, does not import or is no classifier is a
:class:`ThirdPartyError`, so that no gate is built without something that its policy counts on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any, cast

from ecluse.model import Classifier, EcluseError

__all__ = ["GROUP", "ThirdPartyError", "load", "names", "shape_of"]

GROUP = "ecluse.classifiers"


class ThirdPartyError(EcluseError):
    """A classifier of another distribution that cannot be used: why, and what to do."""


def names() -> tuple[str, ...]:
    """The names of every classifier that installed distributions bring, in order."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def load(name: str, label: str = "") -> Classifier:
    """The classifier that an installed distribution brings under ``name``.

    Args:
        name: the entry point's name.
        label: a label that the policy expects of it; any when empty.

    Raises:
        ThirdPartyError: there is none, there are two, it does not import, it is no classifier, or
            it does not give ``label``.
    """
    entry = _entry(name)
    classifier = _made(entry)
    if why := shape_of(classifier):
        raise ThirdPartyError(f"classifier `{name}` ({entry.value}): {why}; see ecluse.testing")
    given = tuple(getattr(classifier, "labels", ())) or (classifier.label,)
    if label and label not in given:
        raise ThirdPartyError(
            f"classifier `{name}` does not give the label `{label}`; {_remedy(label, given)}"
        )
    return cast("Classifier", classifier)


def _entry(name: str) -> EntryPoint:
    # The same entry point may be seen twice when a folder stands twice on the path.
    found = {entry.value: entry for entry in entry_points(group=GROUP) if entry.name == name}
    if not found:
        remedy = _remedy(name, names())
        raise ThirdPartyError(f"no installed classifier is called `{name}`; {remedy}")
    if len(found) > 1:
        values = " and ".join(f"`{value}`" for value in sorted(found))
        raise ThirdPartyError(f"classifier `{name}` is installed twice, as {values}; remove one")
    return next(iter(found.values()))


def _made(entry: EntryPoint) -> Any:
    """What the entry point names, called when it is a class."""
    try:
        target = entry.load()
        return target() if isinstance(target, type) else target
    except Exception as error:
        raise ThirdPartyError(
            f"classifier `{entry.name}` ({entry.value}) does not load: "
            f"{type(error).__name__}; try `python -c 'import {entry.module}'`"
        ) from error


def _remedy(wanted: str, known: Collection[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(wanted, sorted(known), n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    listed = ", ".join(f"`{one}`" for one in sorted(known)) or "none"
    return f"there is {listed}"


# --- the shape of a classifier --------------------------------------------------------------------


def shape_of(candidate: object) -> str:
    """Why ``candidate`` does not satisfy :class:`~ecluse.model.Classifier`; empty when it does.

    >>> shape_of("no classifier")
    'it has no `label`, no `seen`, no `unseen`, no `classify`'
    """
    needed = ("label", "seen", "unseen", "classify")
    missing = [f"no `{name}`" for name in needed if not hasattr(candidate, name)]
    if missing:
        return "it has " + ", ".join(missing)
    return _wrong_types(cast("Any", candidate))


def _wrong_types(candidate: Any) -> str:
    if not (isinstance(candidate.label, str) and candidate.label):
        return "`label` is not a text"
    if not callable(candidate.classify):
        return "`classify` cannot be called"
    for name in ("seen", "unseen", "labels"):
        if not _are_texts(getattr(candidate, name, ())):
            return f"`{name}` is not a sequence of texts"
    triggers = getattr(candidate, "triggers", None)
    if triggers is not None and not _are_literals(triggers):
        return "`triggers` is not a set of bytes with something in each"
    if type(getattr(candidate, "digits", 0)) is not int:
        return "`digits` is not a whole number"
    for name in ("also", "needles"):
        if not isinstance(getattr(candidate, name, {}), Mapping):
            return f"`{name}` is not a mapping"
    return ""


def _are_texts(values: object) -> bool:
    if isinstance(values, str) or not isinstance(values, Sequence):
        return False
    return all(isinstance(value, str) for value in cast("Sequence[object]", values))


def _are_literals(values: object) -> bool:
    if isinstance(values, (str, bytes)) or not isinstance(values, Collection):
        return False
    literals = cast("Collection[object]", values)
    return bool(literals) and all(isinstance(one, bytes) and one for one in literals)

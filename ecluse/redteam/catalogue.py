"""Every transform: those of écluse, and those that other distributions bring.

A distribution declares, in its ``pyproject.toml``::

    [project.entry-points."ecluse.transforms"]
    acme = "acme_smugglers:TRANSFORMS"

where ``TRANSFORMS`` is one :class:`~ecluse.redteam.transform.Transform` or a sequence of them. All that
are installed are run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import EntryPoint, entry_points
from random import Random
from typing import Any, cast

from ecluse.model import EcluseError
from ecluse.redteam.families import (
    accents,
    apart,
    cipher,
    direction,
    encoding,
    fields,
    hidden,
    lookalike,
    markup,
    padding,
    spacing,
    spelled,
    splitting,
    styled,
    typing,
    typography,
    unseen,
)
from ecluse.redteam.transform import Transform, then

__all__ = ["FAMILIES", "GROUP", "TransformError", "families_of", "pairs", "transforms"]

GROUP = "ecluse.transforms"

FAMILIES: tuple[tuple[Transform, ...], ...] = tuple(
    module.TRANSFORMS
    for module in (
        unseen,
        lookalike,
        styled,
        accents,
        direction,
        typography,
        spacing,
        apart,
        typing,
        spelled,
        markup,
        hidden,
        encoding,
        cipher,
        splitting,
        fields,
        padding,
    )
)
"""The transforms of écluse, family by family."""


class TransformError(EcluseError):
    """A transform of another distribution that cannot be used: why."""


def transforms() -> tuple[Transform, ...]:
    """Every transform, ours first.

    Raises:
        TransformError: one of another distribution does not load, is no transform, or has a name
            that is taken.
    """
    own = (one for family in FAMILIES for one in family)
    known: dict[str, Transform] = {one.name: one for one in own}
    entries = {(entry.name, entry.value): entry for entry in entry_points(group=GROUP)}
    for _, entry in sorted(entries.items()):
        for one in _brought(entry):
            if one.name in known:
                raise TransformError(f"{_named(entry)}: the name `{one.name}` is taken")
            known[one.name] = one
    return tuple(known.values())


def families_of(every: Sequence[Transform]) -> tuple[str, ...]:
    """The names of their families, in order."""
    return tuple(dict.fromkeys(one.family for one in every))


def pairs(every: Sequence[Transform], count: int, seed: int) -> tuple[Transform, ...]:
    """``count`` pairs of transforms of two families, by chance, one after the other; fewer when there
    are not so many.
    """
    random, made = Random(f"pairs {seed}"), dict[str, Transform]()
    possible = sum(a.family != b.family for a in every for b in every)
    while len(made) < min(count, possible):
        first, second = random.sample(every, 2)
        if first.family != second.family:
            both = then(first, second)
            made[both.name] = both
    return tuple(made.values())


def _named(entry: EntryPoint) -> str:
    return f"transforms `{entry.name}` ({entry.value})"


def _brought(entry: EntryPoint) -> Iterator[Transform]:
    try:
        target: Any = entry.load()
    except Exception as error:
        raise TransformError(f"{_named(entry)} do not load: {type(error).__name__}") from error
    brought = (target,) if isinstance(target, Transform) else target
    if not isinstance(brought, Sequence):
        raise TransformError(f"{_named(entry)}: neither a Transform nor a sequence of them")
    for one in cast("Sequence[object]", brought):
        if why := _wrong(one):
            raise TransformError(f"{_named(entry)}: {why}")
        yield cast("Transform", one)


def _wrong(one: object) -> str:
    """Why something is no transform; empty when it is one."""
    if not isinstance(one, Transform):
        return f"{type(one).__name__} is no Transform"
    if not one.name or one.family in {"", "pairs"}:
        return f"`{one.name}` has no name or family of its own"
    apply: object = one.apply
    return "" if callable(apply) else f"`{one.name}`: `apply` cannot be called"

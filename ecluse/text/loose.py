"""Readings of a text in which declared words are looked for: letters apart, leetspeak, ciphers.

:func:`readings` gives each with its name. For nearly every text there is none, which
:func:`~ecluse.text.hints.announced` tells; the builders are imported for the first text that has one.

Those of :data:`FOR_ALL` read as text; they may be shown to every classifier. The others only tell
where declared words may stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from ecluse.text.hints import announced

if TYPE_CHECKING:
    from ecluse.text.mapped import Mapped

__all__ = ["FOR_ALL", "GATHERED", "apart_by", "parted", "readings", "regrouped", "set_apart"]

FOR_ALL = frozenset(
    ("described", "figures", "gathered", "regrouped", "spelled", "twisted", "uninterrupted")
)
"""Names of readings that may be shown to every classifier."""


def readings(text: str) -> Iterator[tuple[str, Mapped]]:
    """Each reading of ``text``, with its name; nothing for nearly every text.

    >>> list(readings("Rendez-vous au bord du lac"))
    []
    >>> [(name, made.text) for name, made in readings("Le b.o.r.e.a.l")]
    [('joined', 'Le boreal')]
    """
    names = announced(text)
    return _readings(text, names) if names else iter(())


def set_apart(text: str) -> Iterator[tuple[str, Mapped]]:
    """The readings of ``text`` with characters put together that stand apart, and no others."""
    names = announced(text)
    return apart_by(text, names) if names else iter(())


def parted(text: str) -> Iterator[Mapped]:
    """``text`` with long runs of letters cut into words (:mod:`ecluse.text.parted`)."""
    from ecluse.text.parted import parted

    return parted(text)


def regrouped(text: str) -> Iterator[Mapped]:
    """``text`` with groups of an identifier put in a row (:mod:`ecluse.text.regrouped`)."""
    from ecluse.text.regrouped import regrouped

    return regrouped(text)


def apart_by(text: str, names: frozenset[str]) -> Iterator[tuple[str, Mapped]]:
    """The same of a text that :func:`~ecluse.text.hints.announced` those names."""
    if "row" in names:
        from ecluse.text.gathered import gathered

        for made in gathered(text):
            yield "gathered", made
    if "grouped" in names:
        from ecluse.text.described import described

        for made in described(text):
            yield "described", made
        for made in regrouped(text):
            yield "regrouped", made
    if "figures" in names or "spelled" in names:
        from ecluse.text.figures import figures

        for made in figures(text):
            yield "figures", made
    if "interrupted" in names:
        from ecluse.text.asides import without_asides

        for made in without_asides(text):
            yield "uninterrupted", made
    if "row" in names:
        from ecluse.text.letters import joined

        if (together := joined(text)) is not None:
            yield "joined", together


def _readings(text: str, names: frozenset[str]) -> Iterator[tuple[str, Mapped]]:
    yield from apart_by(text, names)
    for name in _BUILDERS:
        if name in names:
            for made in _builder(name)(text):
                yield name, made
    if not names <= _WITHOUT_RUNS:
        for made in parted(text):
            yield "parted", made


GATHERED = frozenset({"figures", "grouped", "interrupted"})
"""Names all of whose readings are those of :func:`apart_by`."""
_WITHOUT_RUNS = GATHERED | {"acrostic"}
_BUILDERS = ("spelled", "leet", "unstretched", "acrostic", "twisted")


@cache
def _builder(name: str) -> Callable[[str], Iterator[Mapped]]:
    """What makes the readings of a name, imported for the first text that has one."""
    from ecluse.text.leet import leet
    from ecluse.text.letters import initials, unstretched
    from ecluse.text.spelled import spelled
    from ecluse.text.twisted import twisted

    builders: dict[str, Callable[[str], Iterator[Mapped]]] = {
        "spelled": lambda text: filter(None, [spelled(text)]),
        "leet": leet,
        "unstretched": unstretched,
        "acrostic": initials,
        "twisted": twisted,
    }
    return builders[name]

"""What differs between two policies, entry by entry: what a reviewer of a policy change reads.

Policies are compared as they are understood, so layout, comments and where a rule stands say
nothing, and a pack that changed does. A star marks what can change a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from ecluse.lean import replace
from ecluse.policy.model import Policy
from ecluse.rules.conditions import Place

__all__ = ["differences"]

_SILENT = frozenset({"company", "language", "answers", "contacts", "because", "fix", "examples"})
"""What changes messages and no verdict."""
_LEFT_OUT = frozenset({"path", "digest", "inputs", "examples", "prepared"})


def differences(old: Policy, new: Policy) -> Iterator[str]:
    """One line for each entry that was added, removed or changed.

    >>> list(differences(Policy(company="A"), Policy(company="B")))
    ['  company: changed']
    """
    for field in fields(Policy):
        if field.name not in _LEFT_OUT:
            before, after = getattr(old, field.name), getattr(new, field.name)
            yield from _entries(field.name, _by_name(before), _by_name(after))


def _by_name(value: Any) -> Mapping[Any, Any]:
    """An entry of a policy as named values."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, tuple):
        return {_name(one): _plain(one) for one in value}
    return {"": value}


def _name(value: Any) -> str:
    return str(getattr(value, "id", None) or getattr(value, "value", value))


def _plain(value: Any) -> Any:
    """A value without its place in the file."""
    return replace(value, place=Place()) if hasattr(value, "place") else value


def _entries(kind: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[str]:
    star = " " if kind in _SILENT else "*"
    for name in sorted({*old, *new}, key=str):
        shown = f"{kind} {_shown(name)}".strip()
        if name not in old:
            yield f"{star} {shown}: added"
        elif name not in new:
            yield f"{star} {shown}: removed"
        elif (changed := _changed(_plain(old[name]), _plain(new[name]))) is not None:
            mark = " " if changed and set(changed) <= _SILENT else star
            yield f"{mark} {shown}: " + (f"{', '.join(changed)} changed" if changed else "changed")


def _shown(name: Any) -> str:
    if isinstance(name, tuple):
        return " → ".join(map(_shown, name))
    return name.name.lower() if isinstance(name, Enum) else str(name)


def _changed(old: Any, new: Any) -> list[str] | None:
    """The fields that differ; ``None`` when nothing does."""
    if old == new:
        return None
    if not is_dataclass(old) or type(old) is not type(new):
        return []
    return [f.name for f in fields(old) if getattr(old, f.name) != getattr(new, f.name)]

"""The files of a policy, read again to point at a place that lint or a test speaks of.

A policy keeps where its rules, labels and examples stand, not the lines themselves. :class:`Places`
reads the files that the policy names, believes them only while their digest is the one that was
loaded, and gives problems with their source line. A policy that was not read from a file gives
problems with a place and no line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ecluse.lean import blake2b
from ecluse.policy.model import Policy
from ecluse.policy.problems import PolicyError, Problem
from ecluse.policy.source import Node, Source, Spot, decode, parse
from ecluse.rules.conditions import Place

__all__ = ["Places"]


class Places:
    """Where things stand in the files of a policy.

    Args:
        policy: the policy.
        packs: the folder of packs it was loaded with; that of the wheel by default.
    """

    def __init__(self, policy: Policy, packs: Any = None) -> None:
        self._trees: dict[str, tuple[Source, Node]] = {}
        self._lengths: dict[str, dict[tuple[int, int], int]] = {}
        for number, (name, digest) in enumerate(policy.inputs):
            if name.endswith(".toml"):
                continue  # patterns of gitleaks: nothing is said of a place in them
            shown, path = _file(policy, name, packs) if number else (policy.path, policy.path)
            tree = _tree(shown, path, digest)
            if tree is not None:
                self._trees[shown] = tree
        self._default = policy.path

    def problem(
        self, code: str, message: str, place: Place, help: str = "", severity: str = "warning"
    ) -> Problem:
        """A problem at ``place``, with its line when the file is still there."""
        if place.path not in self._trees:
            column = max(place.column, 1)
            return Problem(code, message, place.path, place.line, column, 1, "", help, severity)
        source = self._trees[place.path][0]
        spot = Spot(place.line, place.column, self._length(place))
        return source.problem(code, message, spot, help, severity)

    def find(self, *path: str | int | tuple[str, object]) -> Place:
        """Where the key or entry at ``path`` stands in the topmost file that has it.

        A step ``("id", "R-12")`` is the entry of a list whose ``id`` is that, or which is that.
        """
        for source, root in self._trees.values():
            spot = _find(root, path)
            if spot is not None:
                return source.place(spot)
        return Place(self._default)

    def _length(self, place: Place) -> int:
        if place.path not in self._lengths:
            root = self._trees[place.path][1]
            self._lengths[place.path] = {(s.line, s.column): s.length for s in _spots(root)}
        return self._lengths[place.path].get((place.line, place.column), 1)


def _file(policy: Policy, name: str, packs: Any) -> tuple[str, Any]:
    if name.startswith("pack:"):
        return name, _packs(packs).joinpath(f"{name[5:]}.yaml")
    path = os.path.join(os.path.dirname(policy.path), name)
    return str(Path(path)), path


def _packs(packs: Any) -> Any:
    if packs is not None:
        return packs
    from importlib.resources import files

    return files("ecluse").joinpath("packs")


def _tree(shown: str, path: Any, digest: str) -> tuple[Source, Node] | None:
    try:
        data: bytes = Path(path).read_bytes() if isinstance(path, str) else path.read_bytes()
        if blake2b(data, digest_size=16).hexdigest() != digest:
            return None
        source = decode(data, shown)
    except (OSError, PolicyError):
        return None
    root = parse(source)
    return None if root is None else (source, root)


def _spots(node: Node) -> Iterator[Spot]:
    """Values before the keys and entries that begin at the same place."""
    yield node.spot
    for key, value in node.entries.values():
        yield from _spots(value)
        yield key
    for item in node.items:
        yield from _spots(item)


def _find(node: Node, path: tuple[Any, ...]) -> Spot | None:
    spot = node.spot
    for step in path:
        if isinstance(step, tuple):
            found = next((i for i in node.items if _is(i, *step)), None)
            if found is None:
                return None
            node, spot = found, found.get(step[0]).spot
        elif isinstance(step, str) and step in node.entries:
            spot, node = node.entries[step]
        elif isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            spot = node.spot
        else:
            return None
    return spot


def _is(node: Node, key: str, value: object) -> bool:
    return node.data == value or (key in node.entries and node.entries[key][1].data == value)

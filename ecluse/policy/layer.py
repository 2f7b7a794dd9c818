"""One file of a policy while it is read: its tree, its zone, and what it refers to.

A policy is made of layers: the file itself over the packs and files that it extends. References are
data: a :class:`Use` is noted where an identifier is used, and looked up once all layers are known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from ecluse.policy.moments import MomentError, moment, zone
from ecluse.policy.source import Node, Source, Spot
from ecluse.rules.conditions import Pattern, Place

__all__ = ["Layer", "Stand", "Use"]


class Use(NamedTuple):
    """An identifier that must be declared somewhere: a label, a channel, a rule…"""

    what: str
    id: str
    spot: Spot


class Stand(NamedTuple):
    """A pattern of a rule, in which of its keys it stands, and where that is in the file."""

    rule: str
    key: str
    pattern: Pattern
    spot: Spot


@dataclass
class Layer:
    """One file: ``data`` is its valid part; ``zone`` the one of moments that name none."""

    source: Source
    root: Node
    data: dict[str, Any]
    zone: str = ""
    is_pack: bool = False
    uses: list[Use] = field(default_factory=list[Use])
    stands: list[Stand] = field(default_factory=list[Stand])

    def add(self, code: str, message: str, spot: Spot, help: str = "") -> None:
        """Note a problem."""
        self.source.add(code, message, spot, help)

    def use(self, what: str, id: str, spot: Spot) -> None:
        """Note that an identifier is used."""
        self.uses.append(Use(what, id, spot))

    def place(self, spot: Spot) -> Place:
        """A place of this file for the compiled policy."""
        return self.source.place(spot)

    def moment(self, node: Node) -> datetime | None:
        """The instant that a node names; ``None`` when it names none, and the problem is noted."""
        text = getattr(node.data, "text", node.data)
        try:
            return moment(text, self.zone)
        except MomentError as error:
            self.add("P021", str(error), node.spot, error.help)
            return None

    def zone_at(self, node: Node) -> str:
        """The zone that a node names; UTC when there is none, and the problem is noted."""
        try:
            return zone(node.data).key
        except MomentError as error:
            self.add("P021", str(error), node.spot, error.help)
            return "UTC"

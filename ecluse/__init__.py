"""écluse: nothing passes from private water to public water except through the gate.

>>> from ecluse import Draft, Tier
>>> Draft("Bonjour").text, Tier.PUBLIC.word
('Bonjour', 'public')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ecluse.version import VERSION as __version__  # noqa: N811

if TYPE_CHECKING:
    from ecluse.gate import Gate
    from ecluse.model import (
        Decision,
        Draft,
        DraftError,
        EcluseError,
        Fault,
        Finding,
        Reason,
        Tier,
        Verdict,
        Waiver,
    )
    from ecluse.policy.load import load
    from ecluse.policy.model import Policy

__all__ = [
    "Decision",
    "Draft",
    "DraftError",
    "EcluseError",
    "Fault",
    "Finding",
    "Gate",
    "Policy",
    "Reason",
    "Tier",
    "Verdict",
    "Waiver",
    "__version__",
    "load",
]

_HOME = {"Gate": "ecluse.gate", "Policy": "ecluse.policy.model", "load": "ecluse.policy.load"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME.get(name, "ecluse.model")), name)


def __dir__() -> list[str]:
    return sorted(__all__)

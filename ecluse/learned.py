"""The learned tier model inside the gate: what it makes of a draft, as evidence that flags.

It reads the whole draft as one text and finds ``learned-private`` or ``learned-extended`` where its
probability reaches the threshold that the model carries. It raises, never lowers: what it does not
find leaves everything as it was.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ecluse.classifiers.tier import DEFAULT_MODEL, Probabilities, TierModel
from ecluse.model import Draft, Fault, FaultKind, Finding, Span
from ecluse.policy.model import Learned

__all__ = ["NAME", "LearnedTier", "Reading", "model_path"]

NAME = "tier-model"
"""How findings and faults call the model."""

_START = Span(0, 0)
"""A reading is of the draft as a whole: no place of it can be taken out."""


class Reading(NamedTuple):
    """What the model makes of one draft; without probabilities when it does not know its words."""

    probabilities: Probabilities | None = None
    findings: tuple[Finding, ...] = ()
    faults: tuple[Fault, ...] = ()


def model_path(named: str, folder: Path) -> Path:
    """The file of a model that a policy in ``folder`` names."""
    return DEFAULT_MODEL if named == "default" else folder / named


class LearnedTier:
    """The model that a policy names.

    Args:
        learned: what the policy says of it; ``file`` is not empty.
        folder: the policy's folder.
        key: the organisation's key.

    Raises:
        ModelError: the model cannot be used.
    """

    def __init__(self, learned: Learned, folder: Path, key: bytes) -> None:
        self.model = TierModel(model_path(learned.file, folder), key)

    @property
    def name(self) -> str:
        """How decisions name it, so that they can be replayed."""
        return f"{NAME}:{self.model.digest}"

    def read(self, draft: Draft) -> Reading:
        """What the model makes of a draft; an error is a fault, which holds the draft."""
        text = "\n".join(part.text for part in draft.parts())
        try:
            found = self.model.probabilities(text)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must be seen
            return Reading(faults=(Fault(NAME, FaultKind.EXCEPTION, type(error).__name__),))
        return Reading(found, () if found is None else self._findings(found))

    def _findings(self, found: Probabilities) -> tuple[Finding, ...]:
        thresholds = self.model.thresholds
        if found.private >= thresholds["private"]:
            label, confidence = "learned-private", found.private
        elif found.nonpublic >= thresholds["nonpublic"]:
            label, confidence = "learned-extended", found.nonpublic
        else:
            return ()
        return (Finding(label, "text", _START, round(confidence, 4), classifier=NAME),)

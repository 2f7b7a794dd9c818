"""What a classifier may answer instead of hits: that it cannot, and why. The engine makes faults of it."""

from __future__ import annotations

from ecluse.model import EcluseError, FaultKind

__all__ = ["FailedError", "LimitError"]


class LimitError(EcluseError):
    """A classifier refuses an input that is over one of its limits."""


class FailedError(EcluseError):
    """A classifier was stopped, or could not be asked: what kind of fault that is, and why.

    ``why`` never quotes the text.
    """

    def __init__(self, kind: FaultKind, why: str) -> None:
        super().__init__(why)
        self.kind, self.why = kind, why

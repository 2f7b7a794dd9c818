"""The time that one draft has: a clock that only goes forward, given by the caller.

Looked at between classifiers and between views. Time that is over is a fault and takes nothing away:
what was found stays found, so a verdict is never less strict for it.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from ecluse.model import Fault, FaultKind, Limits

__all__ = ["Clock", "Timer"]

Clock = Callable[[], float]
"""Seconds from any beginning, never backwards."""


class Timer:
    """What is left of the seconds of one draft.

    ``spent``: the seconds that each isolated classifier took for the draft, by its number;
    ``failed``: what went wrong with those that are not asked again for it.
    """

    __slots__ = ("_clock", "_end", "_limits", "failed", "spent")

    def __init__(self, limits: Limits, clock: Clock = monotonic) -> None:
        self._clock, self._limits = clock, limits
        self._end = clock() + limits.seconds
        self.spent: dict[int, float] = {}
        self.failed: dict[int, tuple[FaultKind, str]] = {}

    @property
    def is_over(self) -> bool:
        """Whether the draft has had its time."""
        return self._clock() > self._end

    @property
    def fault(self) -> Fault:
        """What holds a draft whose time is over."""
        return Fault("draft", FaultKind.TIMEOUT, f"more than {self._limits.seconds:g} seconds")

    def excuse(self, seconds: float) -> None:
        """Give back time that the draft did not take: a worker was being started."""
        self._end += seconds

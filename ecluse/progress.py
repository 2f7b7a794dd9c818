"""A progress display on standard error for a long gate; rich is imported after the first second."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ecluse.report import Tally

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

__all__ = ["Progress"]

_PATIENCE = 1.0
"""Seconds before anything is shown: a short run shows nothing and imports nothing."""


class Progress:
    """A context manager that gives the function to call with the counts so far."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._shown: RichProgress | None = None
        self._task: Any = None

    def __enter__(self) -> Callable[[Tally], None]:
        return self._see

    def _see(self, tally: Tally) -> None:
        if self._shown is None:
            if time.monotonic() - self._started < _PATIENCE:
                return
            self._show()
        if self._shown is not None:
            said = f"{tally.read} read, {tally.flagged} held, {tally.blocked} blocked"
            self._shown.update(self._task, description=said)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as RichProgress
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._shown = RichProgress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._shown.add_task("", total=None)
        self._shown.start()

    def __exit__(self, *_: object) -> None:
        if self._shown is not None:
            self._shown.stop()

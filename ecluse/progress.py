"""A progress display on standard error for long work; rich is imported after the first second."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ecluse.report import Tally

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

__all__ = ["Progress", "said_of_tally"]

_State = TypeVar("_State")

_PATIENCE = 1.0
"""Seconds before anything is shown: a short run shows nothing and imports nothing."""


def said_of_tally(tally: Tally) -> str:
    """What a gate has done so far."""
    return f"{tally.read} read, {tally.flagged} held, {tally.blocked} blocked"


class Progress(Generic[_State]):
    """A context manager that gives the function to call with the state so far.

    Args:
        said: the state in a few words.
    """

    def __init__(self, said: Callable[[_State], str]) -> None:
        self._said = said
        self._started = time.monotonic()
        self._shown: RichProgress | None = None
        self._task: Any = None

    def __enter__(self) -> Callable[[_State], None]:
        return self._see

    def _see(self, state: _State) -> None:
        if self._shown is None:
            if time.monotonic() - self._started < _PATIENCE:
                return
            self._show()
        if self._shown is not None:
            self._shown.update(self._task, description=self._said(state))

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

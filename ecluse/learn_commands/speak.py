"""Errors in the language of whoever asked."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from ecluse.classifiers.tier import ModelError
from ecluse.model import DraftError, EcluseError
from ecluse.promise.refusal import Refusal

__all__ = ["said", "speaking"]


@contextmanager
def speaking(language: str | None) -> Generator[None]:
    """Let errors that know two languages speak one, English when none is named.

    Raises:
        EcluseError: what was raised within, in that language.
    """
    try:
        yield
    except (DraftError, ModelError, Refusal) as error:
        raise EcluseError(said(error, language or "en")) from error


def said(error: DraftError | ModelError | Refusal, language: str) -> str:
    """An error in ``fr`` or ``en``."""
    if isinstance(error, DraftError):
        # A remedy may be known in one language only, as a problem may.
        error = Refusal(error.problem, error.advice, path=error.path, line=error.line)
    return error.in_(language)

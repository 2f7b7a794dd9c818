"""Patterns of the package: RE2 on bytes, one byte a character."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

__all__ = ["options", "pattern"]

_MEMORY = 64 << 20


def options() -> Any:
    """Latin-1, so that a class may hold any byte."""
    import re2

    made = re2.Options()
    made.max_mem = _MEMORY
    made.log_errors = False
    made.encoding = re2.Options.Encoding.LATIN1
    return made


@lru_cache(maxsize=64)
def pattern(source: bytes) -> Any:
    """Compile one pattern, on first need."""
    import re2

    return re2.compile(source, options())

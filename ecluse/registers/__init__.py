"""What the organisation knows: registers that decide what tone cannot.

Statements, code names, exact values, confidential documents, mosaics, blackouts, fact sheets and the
public record, kept as keyed digests in one folder, recognised in a draft and judged by their life
cycle. :class:`~ecluse.registers.register.Register` is the door.
"""

from __future__ import annotations

from ecluse.registers.model import (
    Blackout,
    CodeName,
    Document,
    Entry,
    ExactValue,
    Life,
    Mosaic,
    RegisterError,
    Sheet,
    Statement,
)
from ecluse.registers.register import Register

__all__ = [
    "Blackout",
    "CodeName",
    "Document",
    "Entry",
    "ExactValue",
    "Life",
    "Mosaic",
    "Register",
    "RegisterError",
    "Sheet",
    "Statement",
]

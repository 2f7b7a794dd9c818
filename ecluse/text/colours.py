r"""Text for terminals and chats without its colours: ``\x1b[1mcon\x1b[0mfi``, ``\x0304con\x03fi``.

Control sequences of terminals (ECMA-48, and the links and titles of OSC), the codes of IRC for colours,
bold and italics, and what is struck over: a character and a backspace are what stands behind them.
"""

from __future__ import annotations

import re

from ecluse.text.mapped import Mapped, Weave

__all__ = ["uncoloured"]

_SIGNS = "\x1b\x9b\x02\x03\x04\x08\x0f\x11\x16\x1d\x1e\x1f"
_any_sign = re.compile(f"[{_SIGNS}]").search
_sequences = re.compile(
    "\x1b\\[[0-?]{0,32}[ -/]{0,4}[@-~]|\x9b[0-?]{1,32}[ -/]{0,4}[@-~]|\x1b\\][ -~]{0,300}(?:\x07|\x1b\\\\)"
    "|\x03(?:[0-9]{1,2}(?:,[0-9]{1,2})?)?|\x04(?:[0-9A-Fa-f]{6})?|[\x02\x0f\x11\x16\x1d-\x1f]"
    "|[^\n\x08]?\x08"
).finditer


def uncoloured(text: str) -> Mapped | None:
    r"""The text without colours; ``None`` when it has none.

    >>> uncoloured("\x1b[1mcon\x1b[0mfi\x0304den\x03tiel_\x08!").text
    'confidentiel!'
    """
    if _any_sign(text) is None:
        return None
    made, at = Weave(text), 0
    for found in _sequences(text):
        made.keep(at, found.start())
        at = found.end()
    made.keep(at, len(text))
    return made.done() if at else None

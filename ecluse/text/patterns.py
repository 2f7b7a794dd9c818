"""Patterns that a policy writes: RE2 on a folded text, so that time is linear in the text.

A pattern for the folded view is folded too (``été`` becomes ``ete``, ``€`` becomes ``\\$``) and
ignores case. RE2's ``\\b``, ``\\w`` and ``\\d`` know only ASCII, which is right there for French
and English; beside letters of other scripts ``\\b`` does not see a boundary.

A pattern is looked at only when it may match: :mod:`ecluse.text.announce` says when.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from re import _constants as _c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from ecluse.model import EcluseError
from ecluse.text.fold import fold_character

__all__ = ["PatternError", "compile_pattern", "digits", "digits_of", "fold_pattern", "parsed"]

_MAX_MEMORY = 64 << 20


class PatternError(EcluseError):
    """A pattern that RE2 refuses; the message says why in plain words."""


def fold_pattern(pattern: str) -> str:
    """Fold the literals of a pattern, leaving ASCII as it is.

    >>> fold_pattern(r"\\bété\\b … 3 k€")
    '\\\\bete\\\\b \\\\. 3 k\\\\$'
    """
    return "".join(
        character if character.isascii() else _literal(character) for character in pattern
    )


def _literal(character: str) -> str:
    folded = fold_character(character).decode()
    return "".join(c if c.isalnum() or c == " " else "\\" + c for c in folded)


@lru_cache(maxsize=4096)
def compile_pattern(pattern: str, *, folded: bool = True) -> Any:
    """Compile for bytes: of a folded text (case ignored), or of a text in Latin-1.

    Raises:
        PatternError: RE2 refuses it; look-around and back-references are named.
    """
    import re2

    options = re2.Options()
    options.max_mem = _MAX_MEMORY
    options.log_errors = False
    options.case_sensitive = not folded
    if not folded:
        options.encoding = re2.Options.Encoding.LATIN1
    source = fold_pattern(pattern).encode() if folded else _in_latin(pattern).encode("latin-1")
    try:
        return re2.compile(source, options)
    except re2.error as error:
        raise PatternError(_refusal(pattern, str(error))) from None


def _refusal(pattern: str, error: str) -> str:
    for mark, what in (("(?=", "look-ahead"), ("(?!", "look-ahead"), ("(?<", "look-behind")):
        if mark in pattern and not (mark == "(?<" and pattern[pattern.find(mark) + 3] not in "=!"):
            return f"{what} `{mark}` is not supported: patterns run in linear time; use `unless:`"
    reason = error.removeprefix("b'").removesuffix("'")
    if "invalid escape" in reason and any(f"\\{n}" in pattern for n in range(1, 10)):
        return "back-references are not supported: patterns run in linear time"
    return f"not a pattern that RE2 accepts: {reason}"


def _in_latin(pattern: str) -> str:
    r"""A pattern with the question mark for what Latin-1 does not hold, as the text has it.

    >>> _in_latin("Sœur|Été")
    'S\\?ur|Été'
    """
    return "".join(character if character <= "\xff" else r"\?" for character in pattern)


def digits(pattern: str) -> int:
    r"""How many digits every match of ``pattern`` holds at least; 0 when in doubt.

    >>> digits(r"\b\d{1,2}/\d{1,2}/20\d\d"), digits("[0-9]+|x")
    (6, 0)
    """
    tree = parsed(pattern)
    return 0 if tree is None else digits_of(tree)


def parsed(pattern: str, *, folded: bool = True) -> list[Any] | None:
    """The tree of a pattern, folded or in Latin-1; ``None`` when in doubt.

    The standard library may read a pattern otherwise than RE2. What it warns of is such a case:
    ``[[:alpha:]]`` is a class for RE2, and for the library a set and a bracket. Of a pattern as
    written that ignores case nothing is known either.
    """
    plain = fold_pattern(pattern) if folded else _in_latin(pattern)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = _parser.parse(plain)
    except Exception:  # noqa: BLE001 - any doubt means: nothing is known of the pattern
        return None
    ignores_case = bool(tree.state.flags & re.IGNORECASE)
    return None if ignores_case and not folded else list(tree)


def digits_of(items: list[Any]) -> int:
    """The same of the tree of a pattern, or of a part of it."""
    return sum(_digits_of(operator, argument) for operator, argument in items)


def _digits_of(operator: Any, argument: Any) -> int:
    if operator is _c.LITERAL:
        return int(48 <= argument <= 57)
    if operator is _c.IN:
        return int(all(_is_digits(item) for item in argument))
    if operator is _c.SUBPATTERN:
        return digits_of(list(argument[3]))
    if operator in (_c.MAX_REPEAT, _c.MIN_REPEAT):
        return int(argument[0]) * digits_of(list(argument[2]))
    if operator is _c.BRANCH:
        return min(digits_of(list(branch)) for branch in argument[1])
    return 0


def _is_digits(item: Any) -> bool:
    operator, argument = item
    if operator is _c.RANGE:
        return bool(argument[0] >= 48 and argument[1] <= 57)
    if operator is _c.LITERAL:
        return bool(48 <= argument <= 57)
    return bool(operator is _c.CATEGORY and argument is _c.CATEGORY_DIGIT)

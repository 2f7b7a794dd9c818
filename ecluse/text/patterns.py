"""Patterns that a policy writes: RE2 on a folded text, so that time is linear in the text.

A pattern for the folded view is folded too (``été`` becomes ``ete``, ``€`` becomes ``\\$``) and
ignores case. RE2's ``\\b``, ``\\w`` and ``\\d`` know only ASCII, which is right there for French
and English; beside letters of other scripts ``\\b`` does not see a boundary.

To look at a pattern only when it may match, :func:`literals` takes from it some literals of which
every match holds one; a pattern without any is tried on each text, in an alternation with others.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from re import _constants as _c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from ecluse.model import EcluseError
from ecluse.text.fold import fold_character
from ecluse.text.words import squeeze

__all__ = ["PatternError", "compile_pattern", "digits", "fold_pattern", "literals"]

_SHORTEST = 3
_MOST = 64
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
    source = fold_pattern(pattern).encode() if folded else pattern.encode("latin-1", "replace")
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


@lru_cache(maxsize=4096)
def literals(pattern: str) -> frozenset[bytes] | None:
    """Squeezed folded literals of which every match of ``pattern`` holds at least one.

    ``None`` when there are none of three letters or more, or when the pattern uses syntax that the
    standard library does not read.

    >>> sorted(literals("(?:rachat|fusion) de"))
    [b'fusion', b'rachat']
    """
    tree = _parsed(pattern)
    if tree is None:
        return None
    found = _required(tree)
    return found if found and len(found) <= _MOST else None


def digits(pattern: str) -> int:
    r"""How many digits every match of ``pattern`` holds at least; 0 when in doubt.

    >>> digits(r"\b\d{1,2}/\d{1,2}/20\d\d"), digits("[0-9]+|x")
    (6, 0)
    """
    tree = _parsed(pattern)
    return 0 if tree is None else _digits(tree)


def _parsed(pattern: str) -> list[Any] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(_parser.parse(fold_pattern(pattern)))
    except Exception:  # noqa: BLE001 - any doubt means: nothing is known of the pattern
        return None


def _digits(items: list[Any]) -> int:
    return sum(_digits_of(operator, argument) for operator, argument in items)


def _digits_of(operator: Any, argument: Any) -> int:
    if operator is _c.LITERAL:
        return int(48 <= argument <= 57)
    if operator is _c.IN:
        return int(all(_is_digits(item) for item in argument))
    if operator is _c.SUBPATTERN:
        return _digits(list(argument[3]))
    if operator in (_c.MAX_REPEAT, _c.MIN_REPEAT):
        return int(argument[0]) * _digits(list(argument[2]))
    if operator is _c.BRANCH:
        return min(_digits(list(branch)) for branch in argument[1])
    return 0


def _is_digits(item: Any) -> bool:
    operator, argument = item
    if operator is _c.RANGE:
        return bool(argument[0] >= 48 and argument[1] <= 57)
    if operator is _c.LITERAL:
        return bool(48 <= argument <= 57)
    return bool(operator is _c.CATEGORY and argument is _c.CATEGORY_DIGIT)


def _required(items: list[Any]) -> frozenset[bytes] | None:
    """The best set of literals among the items of a sequence: the one whose shortest is longest."""
    best: frozenset[bytes] | None = None
    run: list[str] = []

    def offer(candidate: frozenset[bytes] | None) -> None:
        nonlocal best
        if candidate and min(map(len, candidate)) >= _SHORTEST:
            if best is None or min(map(len, candidate)) > min(map(len, best)):
                best = candidate

    def flush() -> None:
        if run:
            literal = squeeze("".join(run).lower().encode("utf-8", "replace"))
            offer(frozenset({literal}))
            run.clear()

    for operator, argument in items:
        if operator is _c.LITERAL:
            run.append(chr(argument))
            continue
        if operator is _c.AT:  # \b, ^, $ take no room
            continue
        flush()
        offer(_inside(operator, argument))
    flush()
    return best


def _inside(operator: Any, argument: Any) -> frozenset[bytes] | None:
    if operator is _c.SUBPATTERN:
        return _required(list(argument[3]))
    if operator in (_c.MAX_REPEAT, _c.MIN_REPEAT):
        return _required(list(argument[2])) if argument[0] >= 1 else None
    if operator is _c.BRANCH:
        branches = [_required(list(branch)) for branch in argument[1]]
        if any(branch is None for branch in branches):
            return None
        return frozenset().union(*(branch for branch in branches if branch))
    return None

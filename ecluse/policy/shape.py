"""From what pydantic says to what the author of a policy must change.

:func:`shape` validates the plain data of a file against :mod:`ecluse.policy.schema`, notes each error
as a problem at its place, and gives back what is valid: what is wrong is left out with as little
around it as can be (a key, or the entry that needs it), so that the rest of the file can still be
looked at and everything wrong is said at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ValidationError

from ecluse.policy import schema
from ecluse.policy.problems import did_you_mean, quoted
from ecluse.policy.source import Node, PlainDate, Source

__all__ = ["note", "shape"]

Path = tuple[str | int, ...]


def shape(source: Source, root: Node) -> dict[str, Any]:
    """The valid part of a file, with every short form made long.

    An entry of a list that was left out is ``None``, so that the others keep their number.
    """
    try:
        return _validated(root.data)
    except ValidationError as error:
        found = error.errors(include_url=False)
    for one in found:
        note(source, root, one, schema.keys_at)
    data, holes = _without(root.data, {_removable(one["loc"], one["type"]) for one in found})
    try:
        shaped = _validated(data)
    except ValidationError:
        # What is wrong is noted, so the file is refused; the rest of it cannot be told apart.
        return {"version": 1}
    for path in sorted(holes):
        _at(shaped, path[:-1]).insert(path[-1], None)
    return shaped


def _validated(data: Any) -> dict[str, Any]:
    return schema.validator().validate_python(data)  # type: ignore[no-any-return]


# --- leaving out what is wrong --------------------------------------------------------------------

_ENTRIES = frozenset(
    "extends audiences channels people labels rules adjust waivers tests".split()  # noqa: SIM905
)
_NESTED = frozenset({"registers", "crisis", "review"})


def _piece(path: Path) -> Path:
    """The entry of a section that an error is in; the section itself when it is not in an entry."""
    if path[0] in _ENTRIES:
        return path[:2]
    return path[:3] if path[0] in _NESTED else path[:1]


def _removable(path: Path, kind: str) -> Path:
    """The least that can be left out: a key that nobody needs, or the entry that is wrong without it.

    An item of a list inside an entry takes the whole list with it, so that no item changes its
    number; an entry of a section leaves a hole.
    """
    if kind == "missing" or path[-1] == "[key]":
        path = path[:-1]
    while path and path != _piece(path):
        if not isinstance(path[-1], int) and not schema.is_required(path):
            return path
        path = path[:-1]
    return path


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _without(data: Mapping[str, Any], wrong: set[Path]) -> tuple[dict[str, Any], list[Path]]:
    """The data without those places, and the paths of the entries that were taken from lists."""
    kept: dict[str, Any] = {"version": 1} | _copy(data)
    holes: list[Path] = []
    for path in sorted(wrong, key=_from_the_end):
        if path in {(), ("version",)}:
            kept["version"] = 1
        elif (hole := _remove(kept, path)) is not None:
            holes.append(hole)
    return kept, holes


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(one) for key, one in value.items()}
    return [_copy(one) for one in value] if isinstance(value, list) else value


def _from_the_end(path: Path) -> tuple[int, str, int]:
    """What is inside before what holds it, and the last entries of a list first."""
    last = path[-1] if path else ""
    return (-len(path), str(path[:-1]), -last if isinstance(last, int) else 0)


def _remove(data: dict[str, Any], path: Path) -> Path | None:
    """Take out what is at ``path``, or the short form that stands there; the hole that is left."""
    at = 0
    path = _as_written(data, path)
    holder: Any = data
    while at + 1 < len(path) and isinstance(inside := _inside(holder, path[at]), (dict, list)):
        at, holder = at + 1, inside
    if _inside(holder, path[at]) is not _NOTHING:
        del holder[path[at]]
    return path[: at + 1] if isinstance(holder, list) else None


def _as_written(value: Any, path: Path) -> Path:
    """The path without the number of an item that is written without its list."""
    steps: list[str | int] = []
    for step in path:
        if isinstance(step, str) or isinstance(value, list):
            steps.append(step)
            value = _inside(value, step)
    return tuple(steps)


_NOTHING = object()


def _inside(holder: Any, step: str | int) -> Any:
    try:
        return holder[step]
    except (KeyError, IndexError, TypeError):
        return _NOTHING


# --- errors to problems ---------------------------------------------------------------------------


def note(
    source: Source, root: Node, error: Any, keys_at: Callable[[Path], tuple[str, ...]]
) -> None:
    """Note one error of pydantic at its place; ``keys_at`` says which keys a mapping may have."""
    path: Path = error["loc"]
    kind: str = error["type"]
    if kind == "missing":
        source.add("P011", f"missing key `{path[-1]}`", root.get(*path[:-1]).start)
    elif kind == "extra_forbidden":
        known = keys_at(path[:-1])
        help = did_you_mean(str(path[-1]), known) or f"the keys here are {quoted(known, 'and')}"
        spot = root.get(*path[:-1]).key(str(path[-1]))
        source.add("P012", f"unknown key `{path[-1]}`", spot, help)
    elif path and path[-1] == "[key]":
        spot = root.get(*path[:-2]).key(str(path[-2]))
        source.add("P010", _message(kind, error), spot, _help(error))
    else:
        source.add("P010", _message(kind, error), root.get(*path).spot, _help(error))


_EXPECTED: Mapping[str, str] = {
    "string_type": "must be a text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be `true` or `false`",
    "dict_type": "must be a mapping, `key: value`",
    "list_type": "must be a list",
    "string_too_short": "must not be empty",
    "finite_number": "must be a number",
}


def _message(kind: str, error: Any) -> str:
    context: Mapping[str, Any] = error.get("ctx", {})
    if kind == "literal_error":
        return f"must be {context['expected'].replace(chr(39), '`')}"
    if kind == "string_pattern_mismatch":
        return _PATTERNS[context["pattern"]]
    if kind == "string_too_long":
        return f"must have at most {context['max_length']} characters"
    if kind == "greater_than_equal":
        return f"must be at least {_figure(context['ge'])}"
    if kind == "greater_than":
        return f"must be above {_figure(context['gt'])}"
    if kind == "less_than_equal":
        return f"must be at most {_figure(context['le'])}"
    nothing = "; nothing is written here" if error["input"] is None else ""
    return _EXPECTED.get(kind, "is not a value that can stand here") + nothing


_PATTERNS: Mapping[str, str] = {
    schema.ID: "must be a name of letters, digits, `.`, `_` and `-`",
    schema.ENTRY_ID: "must be a name of letters, digits, `.`, `_`, `/` and `-`",
    schema.HEX: "must be a digest of 32 hexadecimal digits",
    schema.HASHED: "must be `N:HEX`: a number of words from 1 to 5, and 32 hexadecimal digits",
}


def _figure(value: float) -> str:
    return f"{value:.10g}"


def _help(error: Any) -> str:
    given = error["input"]
    if error["type"] == "string_type" and isinstance(given, (int, float, PlainDate)):
        return "write it between quotes"
    if error["type"] == "dict_type" and isinstance(given, (int, float, PlainDate)):
        return "a text is written between quotes" if isinstance(error["loc"][-1], int) else ""
    if error["type"] == "literal_error" and isinstance(given, str):
        expected: str = error["ctx"]["expected"]
        return did_you_mean(given, expected.replace("'", "").replace(" or ", ", ").split(", "))
    if error["type"] == "greater_than" and error["loc"][-1] == "share":
        return "something is audited, or no alarm could ever ring; 0.05 is usual"
    return ""

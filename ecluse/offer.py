"""The canonical text of one draft, as a new version that is checked and, when allowed, given out.

What is given out is byte for byte what was checked: a text or Markdown file is rewritten whole, front
matter included; of a JSON object every string is, and it is written again on one line. Then the new
version is read as any draft, and each of its texts must be its own canonical text: what stays hidden in
escapes of YAML is refused, never given out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from ecluse.model import Draft, DraftError, EcluseError
from ecluse.read import JSON_LIMIT, LIMIT, Format, format_of, records
from ecluse.read.source import blocks, decoded, whole
from ecluse.text.canonical import canonical

__all__ = ["NoOffer", "offered_version"]


class NoOffer(EcluseError):
    """What has no canonical text to give out: several drafts, or escapes."""


_ONE = "--canonical takes one draft: --text, or one text, Markdown or JSON object, from a file or -"


def offered_version(data: bytes, path: str, form: Format | None) -> tuple[bytes, Format]:
    """The new version of a file or of standard input, and its format.

    Args:
        data: the bytes as they were read.
        path: the name that may tell the format, ``-`` for standard input.
        form: the format, when the caller names it.

    Raises:
        NoOffer: it is not one draft, or part of it is written in escapes.
        DraftError: it cannot be read.
    """
    form = form or format_of(data, path)
    limit = JSON_LIMIT if form in _OBJECTS else LIMIT
    text = decoded(whole(blocks(iter([data])), limit))
    new = _rewritten(text, form).encode()
    for draft in _drafts(new, path, form):
        _hold_to_canonical(draft)
    return new, form


_OBJECTS = frozenset({Format.JSON, Format.JSONL, Format.POSTIZ})


def _rewritten(text: str, form: Format) -> str:
    if form is Format.CSV:
        raise NoOffer(_ONE)
    return _object(text) if form in _OBJECTS else canonical(text)


def _object(text: str) -> str:
    """One JSON object with every string canonical, on one line."""
    from json import dumps

    from ecluse.read.strict_json import Parser

    parsed = Parser().whole(text.strip())
    if parsed.fault is not None:
        raise DraftError(parsed.fault)
    value = parsed.value
    if isinstance(value, list) and len(cast("list[object]", value)) == 1:
        [value] = cast("list[object]", value)
    if not isinstance(value, dict):
        raise NoOffer(_ONE)
    return dumps(_with_canonical_strings(cast("object", value)), ensure_ascii=False) + "\n"


def _with_canonical_strings(value: object) -> object:
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, list):
        return [_with_canonical_strings(one) for one in cast("list[object]", value)]
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {name: _with_canonical_strings(one) for name, one in items}
    return value


def _drafts(data: bytes, path: str, form: Format) -> Iterator[Draft]:
    """The draft, once for each of its channels."""
    read = list(records(data, path=path, format=form))
    if len(read) != 1:
        raise NoOffer(_ONE)
    [item] = read
    if isinstance(item, DraftError):
        raise item
    if len({draft.parts() for draft in item.drafts}) > 1:
        raise NoOffer(_ONE)
    yield from item.drafts


def _hold_to_canonical(draft: Draft) -> None:
    for part in draft.parts():
        if canonical(part.text) != part.text:
            raise NoOffer(
                f"--canonical: `{part.field}` holds unseen or disguised characters written as escapes; "
                "write them as they are, or take them out"
            )
